"""Runs: thousands of files into one output, whatever happens to the files, the workers, the run and the disk."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import poison
import pytest
from runs import command, ended, files, none_left_in, posix, reports, run

from extractor.errors import BaoshuError
from extractor.inputs import Options
from extractor.journal_file import journal_path
from extractor.read import LIMITS
from extractor.run import Run, stream

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Run as Ran

    from extractor.inputs import Progress

    Command = Callable[..., Ran]

FORMATS = ("jsonl", "csv", "xlsx", "db", "parquet")


# ---- order, determinism


def test_the_output_is_in_the_order_of_the_inputs(clean: tuple[Path, bytes], tmp_path: Path) -> None:
    """Whoever reads them: the files of a folder by name, each report's records by place."""
    run(clean[0], tmp_path / "out.jsonl", workers=2)
    assert (tmp_path / "out.jsonl").read_bytes() == clean[1]
    assert files(tmp_path / "out.jsonl") == sorted(files(tmp_path / "out.jsonl"))
    assert len(set(files(tmp_path / "out.jsonl"))) == 30


@pytest.mark.parametrize("form", FORMATS)
def test_the_bytes_do_not_depend_on_how_it_ran(tmp_path: Path, form: str) -> None:
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
    os.chdir(tmp_path)
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


@posix
def test_no_false_start_is_charged_to_a_file(tmp_path: Path) -> None:
    """Workers that are killed now and then, while they start too: no file is lost or comes twice."""
    folder, over = reports(tmp_path / "in", 400), threading.Event()

    def kill() -> None:
        chance = random.Random(7)  # noqa: S311 - not for secrets
        while not over.wait(chance.uniform(0.5, 3.0)):  # a start takes a second, more on a busy machine
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
            if children:
                with contextlib.suppress(OSError):
                    os.kill(int(chance.choice(children)), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        rows = run(folder, tmp_path / "out.jsonl", workers=2, entry="poison")
    finally:
        over.set()
        killer.join()
    assert [row.status for row in rows] == ["ok"] * 400
    assert len(set(files(tmp_path / "out.jsonl"))) == 400


def test_a_worker_that_cannot_start_is_said(tmp_path: Path) -> None:
    """With what it said last; nothing is rejected for it, and nothing is left."""
    reports(tmp_path / "in", 3)
    with pytest.raises(BaoshuError, match=r"no worker process can be started \(exit 1\): .*nowhere"):
        run(tmp_path / "in", tmp_path / "out.jsonl", entry="nowhere")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


# ---- a run that is stopped goes on


def stopped_and_resumed(folder: Path, after: float, how: int) -> tuple[int, str, float]:
    """Stop the command after some time, go on: its code, what it said, and how long it took to end."""
    process = command(folder, "extract", "in", "-o", "out.jsonl", "--workers", "2")
    time.sleep(after)
    process.send_signal(how)
    since = time.monotonic()
    code, said = ended(process)
    took = time.monotonic() - since
    assert none_left_in(folder)
    again, complaint = ended(command(folder, "extract", "in", "-o", "out.jsonl", "--workers", "2"))
    assert (again, complaint) == (0, "")
    return code, said, took


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the output of a run that nobody kills over the same reports."""
    folder = tmp_path_factory.mktemp("whole")
    reports(folder / "in", 150)
    assert ended(command(folder, "extract", "in", "-o", "whole.jsonl"))[0] == 0
    return (folder / "whole.jsonl").read_bytes()


@posix
@pytest.mark.parametrize("after", [0.2, 0.5, 0.9, 1.3, 1.7, 2.1])
def test_a_killed_run_goes_on(tmp_path: Path, whole: bytes, after: float) -> None:
    """`kill -9` at any moment: no worker is left, the output is as without it, no other file stays."""
    reports(tmp_path / "in", 150)
    stopped_and_resumed(tmp_path, after, signal.SIGKILL)
    assert (tmp_path / "out.jsonl").read_bytes() == whole
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out.jsonl", ".out.jsonl.journal"}


@posix
@pytest.mark.parametrize(("how", "expected"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("after", [0.8, 1.6])
def test_a_stopped_run_ends_soon(tmp_path: Path, how: int, expected: int, after: float) -> None:
    """Ctrl-C and SIGTERM: three seconds at most, a line that says how to go on, a code of its own."""
    folder = reports(tmp_path / "in", 30)
    for n in range(600):
        (folder / f"x{n:04}.txt").write_bytes((folder / "0003.txt").read_bytes() * 40)
    code, said, took = stopped_and_resumed(tmp_path, after, how)
    assert took < 3
    assert code == expected
    assert said == "baoshu: stopped; what was read is kept: the same command goes on from there\n"


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
