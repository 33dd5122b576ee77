"""Runs: many files into one output, in order and always the same, whatever happens to the files and the workers."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import poison
import pytest
from runs import command, ended, files, posix, reports, run

from extractor.errors import BaoshuError
from extractor.read import LIMITS
from extractor.runs.journal_file import journal_path
from extractor.runs.options import Options
from extractor.runs.run import Run, stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.runs.options import Progress

FORMATS = ("jsonl", "csv", "xlsx", "db", "parquet")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Run over thirty reports, which are in a folder, into another folder."""
    folder, out = reports(tmp_path_factory.mktemp("in"), 30), tmp_path_factory.mktemp("out")
    run(folder, out / "clean.jsonl")
    return folder, out


@pytest.fixture
def clean(undisturbed: tuple[Path, Path]) -> Iterator[tuple[Path, bytes]]:
    """Give thirty reports, and the output of a run that nothing disturbed; what a test lays among the reports goes again."""
    folder, out = undisturbed
    before = set(folder.iterdir())
    yield folder, (out / "clean.jsonl").read_bytes()
    for path in set(folder.iterdir()) - before:
        path.unlink()


# ---- order, determinism


def test_the_output_is_in_the_order_of_the_inputs(clean: tuple[Path, bytes], tmp_path: Path) -> None:
    """Whoever reads them: the files of a folder by name, each report's records by place."""
    run(clean[0], tmp_path / "out.jsonl", workers=2)
    assert (tmp_path / "out.jsonl").read_bytes() == clean[1]
    assert files(tmp_path / "out.jsonl") == sorted(files(tmp_path / "out.jsonl"))
    assert len(set(files(tmp_path / "out.jsonl"))) == 30


@pytest.mark.parametrize("form", FORMATS)
def test_the_bytes_do_not_depend_on_how_it_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """1, 2 or 4 workers, whatever the hashes, in one go or resumed, today or tomorrow."""
    reports(tmp_path / "in", 40)
    found = []
    for workers, seed in ((1, "0"), (2, "1"), (4, "2")):
        name = f"{workers}.{form}"
        code, said = ended(command(tmp_path, "extract", "in", "-o", name, "--workers", workers, PYTHONHASHSEED=seed))
        assert (code, said) == (0, "")
        found.append((tmp_path / name).read_bytes())
    with Run(tmp_path / f"resumed.{form}", Options()) as first:
        first.read([str(n) for n in sorted((tmp_path / "in").iterdir())[:7]])
    monkeypatch.chdir(tmp_path)
    run(Path("in"), tmp_path / f"resumed.{form}")
    found.append((tmp_path / f"resumed.{form}").read_bytes())
    assert found[1:] == found[:1] * 3


def test_a_stream_is_in_order_too(tmp_path: Path) -> None:
    """Without output there is one worker, and it is given its tasks one by one, a crashed one again."""
    folder = reports(tmp_path / "in", 12)
    (folder / "0005-poison-exit.txt").write_text("惠及5人。", encoding="utf-8")
    rows = [row for row, _ in stream([str(folder)], Options(entry="poison"))]
    assert [row.file for row in rows] == sorted(row.file for row in rows)
    assert [row.status for row in rows].count("rejected") == 1


# ---- what breaks a worker costs one file


@posix
@pytest.mark.parametrize("deed", poison.DEEDS)
def test_a_broken_reader_costs_its_file(
    clean: tuple[Path, bytes], tmp_path: Path, deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is rejected with a code, the others are what they are without it; no process and no temporary file is left."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    bad = clean[0] / f"0015-poison-{deed}.txt"
    bad.write_text("惠及7人。", encoding="utf-8")
    limits = replace(LIMITS, seconds=10.0 if deed == "hoard" else 1.0, memory=700 * 2**20)
    rows = run(clean[0], tmp_path / "out.jsonl", workers=2, entry="poison", limits=limits)
    assert len(rows) == 31
    (rejected,) = [row for row in rows if row.status == "rejected"]
    assert (rejected.file, rejected.code) == (str(bad), poison.CODES.get(deed, "crashed"))
    assert rejected.reason
    assert (tmp_path / "out.jsonl").read_bytes() == clean[1]
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_worker_that_cannot_start_is_said(tmp_path: Path) -> None:
    """With what it said last; nothing is rejected for it, and nothing is left."""
    reports(tmp_path / "in", 3)
    with pytest.raises(BaoshuError, match=r"no worker process can be started \(exit 1\): .*nowhere"):
        run(tmp_path / "in", tmp_path / "out.jsonl", entry="nowhere")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


# ---- a run that ends in the middle


def test_what_was_read_is_not_read_again(clean: tuple[Path, bytes], tmp_path: Path) -> None:
    """A run that ends in the middle loses what was in flight, no more."""

    def stop(progress: Progress) -> None:
        if progress.done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Run(tmp_path / "out.jsonl", Options(workers=2)) as one:
        one.read([str(clean[0])], stop)
    with sqlite3.connect(journal_path(tmp_path / "out.jsonl")) as database:
        kept = {row[0] for row in database.execute("SELECT id FROM input")}
    database.close()
    assert 20 <= len(kept) < 30
    reread = []
    with Run(tmp_path / "out.jsonl", Options()) as one:
        progress = one.read([str(clean[0])], lambda now: reread.append(now.done))
        one.write()
    assert progress.done == 30
    assert (tmp_path / "out.jsonl").read_bytes() == clean[1]
