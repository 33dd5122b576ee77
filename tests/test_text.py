"""`baoshu text`: what offsets count in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from conftest import REPORT
from hostile_zips import zipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]

DATA = {
    "gb18030": REPORT.encode("gb18030"),
    "utf-16": REPORT.encode("utf-16"),
    "CRLF": REPORT.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("name", DATA)
def test_offsets_of_records_count_in_what_is_printed(started: Command, tmp_path: Path, name: str) -> None:
    """The span of each record, cut out of stdout, is its text; also of a member of an archive."""
    (tmp_path / "a.txt").write_bytes(DATA[name])
    (tmp_path / "a.zip").write_bytes(zipped({"附件/a.txt": DATA[name]}))
    rows = [json.loads(line) for line in started("extract", "a.txt", "--jsonl").out.splitlines()]
    for report in ("a.txt", "a.zip/附件/a.txt"):
        run = started("text", report)
        assert (run.code, run.err) == (0, "")
        assert [run.out[row["start"] : row["end"]] for row in rows] == [row["text"] for row in rows]


def test_locators_stand_before_the_lines(baoshu: Command, tmp_path: Path) -> None:
    """A tab between."""
    (tmp_path / "a.txt").write_text("甲\n乙5人", encoding="utf-8")
    assert baoshu("text", "a.txt", "--locators").out.splitlines() == ["line=1\t甲", "line=2\t乙5人"]


@pytest.mark.parametrize("name", ["none.txt", "a.zip", "a.zip/none.txt", "a.png", "a.zip/broken.txt"])
def test_what_has_no_text_is_one_line(baoshu: Command, tmp_path: Path, name: str) -> None:
    """The reason on stderr, nothing on stdout, exit 4."""
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "a.zip").write_bytes(zipped({"broken.txt": b"\xff\xff\xff"}))
    run = baoshu("text", name)
    assert (run.code, run.out, len(run.said)) == (4, "", 1)
    assert run.err.startswith(f"baoshu: {name}: ")
