"""Archives and formats in runs: what needs the gate and the readers beside the text's."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from runs import files, posix, reports, run

from extractor.read import formats
from extractor.runs.options import Options
from extractor.runs.run import stream


def archive(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(zipfile.ZipInfo(name), data)
    return path


def texts(number: int, unit: str) -> dict[str, bytes]:
    """Give small reports by their name."""
    return {f"附件{n:02}.txt": f"惠及{n}{unit}。".encode() for n in range(number)}


def test_members_of_an_archive_are_inputs_of_their_own(tmp_path: Path) -> None:
    """In their place among the files, in their order, nested ones too; a bad one is rejected alone."""
    folder = reports(tmp_path / "in", 2)
    inner = archive(tmp_path / "inner.zip", texts(2, "户")).read_bytes()
    archive(folder / "0000a.zip", {**texts(12, "名"), "坏.txt": b"\xff\xff\xff", "里.zip": inner})
    rows = run(folder, tmp_path / "out.jsonl", workers=2)
    expected = ["0000.txt", *(f"0000a.zip/附件{n:02}.txt" for n in range(12)), "0000a.zip/坏.txt"]
    expected += ["0000a.zip/里.zip/附件00.txt", "0000a.zip/里.zip/附件01.txt", "0001.txt"]
    assert [row.file.removeprefix(f"{folder}/") for row in rows] == expected
    assert [row.file for row in rows if row.status == "rejected"] == [f"{folder}/0000a.zip/坏.txt"]
    assert list(dict.fromkeys(files(tmp_path / "out.jsonl"))) == [row.file for row in rows if row.complete]
    streamed = [row.file for row, _ in stream([str(folder)], Options())]
    assert streamed == [row.file for row in rows]


@posix
def test_a_member_that_breaks_its_reader_costs_itself(tmp_path: Path) -> None:
    """And is named."""
    (tmp_path / "in").mkdir()
    archive(tmp_path / "in" / "a.zip", texts(3, "名"))
    archive(tmp_path / "in" / "poison-exit.zip", texts(1, "名"))
    rows = run(tmp_path / "in", tmp_path / "out.jsonl", entry="poison")
    assert [(row.status, row.code) for row in rows] == [("ok", "")] * 3 + [("rejected", "crashed")]


def test_an_unchanged_archive_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a changed one, only the members that changed are read; those that are gone drop out."""
    path = archive(tmp_path / "a.zip", texts(6, "名"))
    os.utime(path, ns=(10**18, 10**18))
    rows = run(path, tmp_path / "out.jsonl")
    with monkeypatch.context() as patch:
        patch.setattr("extractor.runs.supervise.Child", None)
        assert run(path, tmp_path / "out.jsonl") == rows
    archive(path, {**texts(5, "名"), "附件03.txt": "惠及3333名。".encode()})
    again = run(path, tmp_path / "out.jsonl")
    assert len(again) == 5
    assert [row.seconds for row in again if row.sha256 in {r.sha256 for r in rows}] == [
        row.seconds for row in rows if row.sha256 in {r.sha256 for r in again}
    ]
    run(path, tmp_path / "anew.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "anew.jsonl").read_bytes()


@pytest.mark.skipif("html" not in formats(), reason="no HTML here")
def test_the_same_text_in_another_format_is_a_duplicate(tmp_path: Path) -> None:
    """A page and a text file; its records are kept, and the status says so."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("工作总结\n惠及109人。\n", encoding="utf-8")
    page = "<!DOCTYPE html><html><body><p>工作总结</p>\n<p>惠及<b>109</b>人。</p></body></html>"
    (tmp_path / "in" / "b.html").write_text(page, encoding="utf-8")
    first, second = run(tmp_path / "in", tmp_path / "out.jsonl")
    assert (second.format, second.code, second.duplicate_of) == ("html", "duplicate", first.file)
    assert len(files(tmp_path / "out.jsonl")) == 2


def test_what_systems_leave_is_no_failure(tmp_path: Path) -> None:
    """It has a row in the status; the exit code and the table are those of the reports."""
    folder = reports(tmp_path / "in", 2)
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    rows = run(folder, tmp_path / "out.jsonl")
    assert [(row.status, row.code) for row in rows] == [("rejected", "ignored"), ("ok", ""), ("ok", "")]
