"""A run into an output that is there: what is read again, whose output it is, and its journal, whatever has become of it."""

from __future__ import annotations

import json
import os
import random
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from runs import files, reports, run

from extractor.errors import BaoshuError
from extractor.read import LIMITS
from extractor.review.corrections import correction_path
from extractor.runs.journal_file import journal_path
from extractor.runs.options import Options
from extractor.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Run as Ran

    Command = Callable[..., Ran]


# ---- a rerun reads what changed


@pytest.fixture
def no_reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is read in this process."""
    from extractor.runs import run, worker

    read: list[str] = []

    def answer(source: Any, data: Any, known: Any, *rest: Any) -> worker.Answer:
        said = worker.answer(source, data, known, *rest)
        read.append(("same " if "same" in said[0] else "") + Path(source.path).name)
        return said

    monkeypatch.setattr(run, "answer", answer)
    return read


def few(folder: Path) -> Path:
    """Write five reports that are old enough to be trusted by their time."""
    reports(folder, 5)
    for path in folder.iterdir():
        os.utime(path, ns=(10**18, 10**18))
    return folder


def test_a_rerun_reads_nothing_and_leaves_the_output(tmp_path: Path, no_reading: list[str]) -> None:
    """Nothing changed: no file is opened, the output is not written anew."""
    folder, output = few(tmp_path / "in"), tmp_path / "out.csv"
    rows = run(folder, output)
    before = (output.read_bytes(), output.stat())
    no_reading.clear()
    assert run(folder, output) == rows
    assert no_reading == []
    assert (output.read_bytes(), output.stat()) == before


def test_a_rerun_reads_what_changed(tmp_path: Path, no_reading: list[str]) -> None:
    """Changed files are read, touched ones only compared, gone ones drop out, new ones come in their place."""
    folder, output = few(tmp_path / "in"), tmp_path / "out.jsonl"
    run(folder, output)
    no_reading.clear()
    (folder / "0001.txt").write_text("惠及1001人。", encoding="utf-8")
    os.utime(folder / "0002.txt", ns=(10**18 + 1, 10**18 + 1))
    (folder / "0003.txt").unlink()
    (folder / "0000a.txt").write_text("惠及2002人。", encoding="utf-8")
    rows = run(folder, output)
    assert no_reading == ["0000a.txt", "0001.txt", "same 0002.txt"]
    assert [Path(row.file).name for row in rows] == ["0000.txt", "0000a.txt", "0001.txt", "0002.txt", "0004.txt"]
    run(folder, tmp_path / "anew.jsonl")
    assert output.read_bytes() == (tmp_path / "anew.jsonl").read_bytes()


def test_a_change_that_keeps_size_and_time_is_seen(tmp_path: Path, no_reading: list[str]) -> None:
    """The inode's own time tells it."""
    folder, output = few(tmp_path / "in"), tmp_path / "out.jsonl"
    run(folder, output)
    path = folder / "0001.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("1人", "8人"), encoding="utf-8")
    os.utime(path, ns=(10**18, 10**18))
    no_reading.clear()
    run(folder, output)
    assert no_reading == ["0001.txt"]
    assert "8人" in output.read_text(encoding="utf-8")


def test_other_packs_read_all_anew(tmp_path: Path, no_reading: list[str]) -> None:
    """The records depend on the packs; --fresh asks for the same without a change."""
    folder, output = few(tmp_path / "in"), tmp_path / "out.jsonl"
    (tmp_path / "mine").mkdir()
    pack = tmp_path / "mine" / "measure_words.toml"
    pack.write_text('[measure]\n"艘" = "救生艇【3艘】"\n', encoding="utf-8")
    for options in ({}, {"patterns": (tmp_path / "mine",)}, {"patterns": (tmp_path / "mine",), "fresh": True}):
        no_reading.clear()
        run(folder, output, **options)
        assert len(no_reading) == 5, options


def test_a_rejected_file_is_tried_again_when_it_could_go_otherwise(tmp_path: Path, no_reading: list[str]) -> None:
    """Under other limits, or changed; not for nothing."""
    folder, output = few(tmp_path / "in"), tmp_path / "out.jsonl"
    (folder / "9.txt").write_bytes(b"\xff\xff\xff")
    os.utime(folder / "9.txt", ns=(10**18, 10**18))
    run(folder, output)
    for options, expected in (({}, []), ({"limits": replace(LIMITS, seconds=99.0)}, ["9.txt"])):
        no_reading.clear()
        run(folder, output, **options)
        assert no_reading == expected


# ---- whose output it is


@pytest.fixture
def clean(tmp_path: Path) -> tuple[Path, bytes]:
    """Give eight reports, which are read without a worker, and the output of a run that nothing disturbed."""
    folder = reports(tmp_path / "in", 8)
    run(folder, tmp_path / "clean.jsonl")
    return folder, (tmp_path / "clean.jsonl").read_bytes()


def test_an_output_that_was_edited_is_kept(tmp_path: Path, clean: tuple[Path, bytes]) -> None:
    """A run updates what its journal wrote; what somebody changed since needs --force."""
    output = tmp_path / "clean.jsonl"
    output.write_bytes(b"mine\n")
    with pytest.raises(BaoshuError, match="--force"):
        run(clean[0], output)
    assert output.read_bytes() == b"mine\n"
    run(clean[0], output, force=True)
    assert output.read_bytes() == clean[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whoever_typed_into_the_workbook_is_told_where_it_belongs(tmp_path: Path, baoshu: Command, lang: str) -> None:
    """What probably happened, the way that answers go, and what --force would cost; the file stays as it is."""
    (tmp_path / "总结.txt").write_text("溪口县红十字会2023年工作总结\n发放蚊帐XX顶。\n", encoding="utf-8")
    assert baoshu("extract", "总结.txt", "-o", "数据.xlsx").code == 0
    book = openpyxl.load_workbook(tmp_path / "数据.xlsx")
    book["退回清单"].cell(2, 11, 210)
    book.save(tmp_path / "数据.xlsx")
    edited = (tmp_path / "数据.xlsx").read_bytes()
    run_ = baoshu("extract", "总结.txt", "-o", "数据.xlsx", "--lang", lang)
    assert (run_.code, len(run_.said)) == (2, 1)
    for word in ("Excel", "`baoshu return`", "`baoshu merge`", "-o", "--force"):
        assert word in run_.err
    assert ("丢失" if lang == "zh" else "throws it away") in run_.err
    assert (tmp_path / "数据.xlsx").read_bytes() == edited


def test_reports_of_the_last_run_that_are_left_out_are_said(tmp_path: Path, baoshu: Command) -> None:
    """One folder of three is named: how many are gone, and what brings them back. A new name for the same bytes is no loss."""
    for place, number in (("甲乡/总结", 21), ("甲乡/统计", 22), ("乙乡/总结", 23), ("丙乡/总结", 24)):
        path = tmp_path / f"报送/{place}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"溪口县红十字会2023年工作总结\n发放蚊帐{number}顶。\n", encoding="utf-8")
    assert baoshu("extract", "报送", "-o", "数据.csv").err == ""
    late = baoshu("extract", "报送/甲乡", "-o", "数据.csv")
    assert late.code == 0
    assert late.err == (
        "baoshu: 2 reports of the last run are not among what this one was given, and no longer in 数据.csv; "
        "to have them in it again, name them, too: 报送\n"
    )
    zh = baoshu("extract", "报送/丙乡", "-o", "数据.csv", "--lang", "zh")
    assert zh.said == [
        "baoshu: 上次的 2 份报告不在这次的输入里，数据.csv 中已没有它们；要重新放进去，请在命令里也写上：报送/甲乡"
    ]
    assert baoshu("extract", "报送", "-o", "数据.csv").err == ""
    assert (tmp_path / "数据.csv").read_text(encoding="utf-8").count("\n") == 9
    (tmp_path / "报送/甲乡/总结.txt").rename(tmp_path / "报送/甲乡/总结（定稿）.txt")
    (tmp_path / "报送/乙乡/总结.txt").unlink()
    gone = baoshu("extract", "报送", "-o", "数据.csv")
    assert gone.said == [
        "baoshu: 1 reports of the last run are no longer where they were, and no longer in 数据.csv: 报送/乙乡/总结.txt"
    ]


def test_an_output_that_was_deleted_is_written_again(tmp_path: Path, clean: tuple[Path, bytes]) -> None:
    """From the journal."""
    (tmp_path / "clean.jsonl").unlink()
    run(clean[0], tmp_path / "clean.jsonl")
    assert (tmp_path / "clean.jsonl").read_bytes() == clean[1]


def test_the_second_run_on_an_output_stops(tmp_path: Path, started: Command) -> None:
    """It says so, exit 2, and disturbs nothing."""
    folder = reports(tmp_path / "in", 8)
    with Run(tmp_path / "out.jsonl", Options()) as one:
        one.read([str(folder)])
        second = started("extract", "in", "-o", "out.jsonl")
        assert (second.code, second.said) == (
            2,
            ["baoshu: out.jsonl: another run of baoshu writes it; wait for its end"],
        )
        one.write()
    assert len(files(tmp_path / "out.jsonl")) == 11
    assert started("extract", "in", "-o", "out.jsonl").code == 0


def test_the_runs_own_files_are_no_inputs(tmp_path: Path, baoshu: Command) -> None:
    """An output in the folder that is read: the second run does not read the first one's."""
    reports(tmp_path, 3)
    for _ in range(2):
        done = baoshu("extract", ".", "-o", "out.csv", "--status", "status.jsonl")
        assert (done.code, done.err) == (0, "")
    rows = [json.loads(line) for line in (tmp_path / "status.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [Path(row["file"]).name for row in rows] == ["0000.txt", "0001.txt", "0002.txt"]


# ---- the journal


@pytest.mark.parametrize("content", [b"", b"no database" * 1000, b"half", b"foreign"])
def test_a_broken_journal_is_set_aside(tmp_path: Path, clean: tuple[Path, bytes], content: bytes) -> None:
    """An empty one, another file, half of a journal, another program's database: a message, and all is read."""
    output = tmp_path / "out.jsonl"
    run(clean[0], output)
    output.unlink()
    journal = journal_path(output)
    if content == b"half":
        content = journal.read_bytes()[: journal.stat().st_size // 2]
    if content == b"foreign":
        journal.unlink()
        with sqlite3.connect(journal) as database:
            database.execute("CREATE TABLE mine (x)")
        database.close()
    else:
        journal.write_bytes(content)
    with Run(output, Options()) as one:
        said = one.notes
        one.read([str(clean[0])])
        one.write()
    assert output.read_bytes() == clean[1]
    assert len(said) == (content != b"")
    assert journal.with_name(f"{journal.name}.broken-1").exists() == (content != b"")


def test_a_journal_with_a_flipped_bit_is_no_traceback(tmp_path: Path, clean: tuple[Path, bytes]) -> None:
    """Whatever byte of it is another: the right output, or an error that says what to do."""
    output, chance = tmp_path / "out.jsonl", random.Random(3)  # noqa: S311 - not for secrets
    run(clean[0], output)
    journal, good = journal_path(output), journal_path(output).read_bytes()
    for _ in range(15):
        bad = bytearray(good)
        for _ in range(8):
            bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        journal.write_bytes(bad)
        output.unlink(missing_ok=True)
        try:
            run(clean[0], output, force=True)
        except BaoshuError as error:
            assert str(journal) in str(error)  # noqa: PT017 - one of two good ends
        else:
            assert output.read_bytes() == clean[1]
        for aside in tmp_path.glob("*.broken-*"):
            aside.unlink()


def test_a_long_name_has_a_journal_and_corrections(tmp_path: Path) -> None:
    """Names of 250 bytes are names, and what lies beside one is not what lies beside another."""
    output, other = (tmp_path / ("长" * 80 + name) for name in (".jsonl", ".xlsx"))
    run(reports(tmp_path / "in", 2), output)
    assert journal_path(output).exists()
    correction_path(output).touch()
    assert correction_path(output) != correction_path(other)
    assert len(files(output)) == 3
