"""The file of corrections: what was confirmed is in it, whatever the power, the disk or an editor did to its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewer import NAME, fields

from extractor.errors import BaoshuError
from extractor.review.corrections import Correction, Log, effective

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]


def line(number: int, follows: str | None = None, **more: Any) -> Correction:
    """Make a correction by hand."""
    told = fields("count", "109", "人")
    return Correction.model_validate(
        {
            "id": f"{number:016x}",
            "at": "2024-01-08T09:00:00Z",
            "by": "李四",
            "action": "accept",
            "source_file": NAME,
            "sha256": "0" * 64,
            "start": 1,
            "end": 5,
            "quote": "惠及【109人】。",
            "before": told,
            "after": told,
            "follows": follows,
            "version": "0.1.0",
            **more,
        }
    )


@pytest.mark.parametrize("cut", [1, 20, 200, -1])
def test_a_torn_last_line_is_left_out_and_said(tmp_path: Path, cut: int) -> None:
    """It was never confirmed; what follows it is read again, and the line before it is whole."""
    path = tmp_path / "a.jsonl"
    Log(path).append(line(1))
    whole = path.read_bytes()
    path.write_bytes(whole + line(2).model_dump_json().encode()[:cut])
    log = Log(path)
    assert list(log.chains) == [line(1).id]
    assert "torn" in log.said
    log.append(line(3))
    assert path.read_bytes() == whole + line(3).model_dump_json().encode() + b"\n"
    assert list(Log(path).chains) == [line(1).id, line(3).id]
    assert Log(path).said == ""


def test_a_line_without_its_line_end_is_whole(tmp_path: Path) -> None:
    """An editor left it out, or the power went one byte too early."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(line(1).model_dump_json().encode())
    log = Log(path)
    assert log.said == ""
    log.append(line(2))
    assert list(Log(path).chains) == [line(1).id, line(2).id]


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    """In the middle, something that was confirmed is gone: nobody may pass over that."""
    path = tmp_path / "a.jsonl"
    Log(path).append(line(1), line(2), line(3))
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([lines[0], lines[1][:50], lines[2], b""]))
    with pytest.raises(BaoshuError, match=r"a\.jsonl:2: is no correction"):
        Log(path)


def test_a_full_disk_keeps_nothing_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a line is cut off again, and the correction is not taken for kept."""
    import os

    path = tmp_path / "a.jsonl"
    log = Log(path)
    log.append(line(1))
    whole = path.read_bytes()
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[: len(data) // 2]))
    with pytest.raises(BaoshuError, match="not kept"):
        log.append(line(2))
    monkeypatch.undo()
    assert path.read_bytes() == whole
    assert line(2).id not in log
    log.append(line(2))
    assert list(Log(path).chains) == [line(1).id, line(2).id]


@given(st.lists(st.sampled_from(["accept", "correct", "reject", "note", "undo"]), max_size=12))
def test_an_undo_takes_the_last_thing_back(actions: list[Any]) -> None:
    """The fold is a stack: whatever was done and undone, n undos after n doings leave what was there."""
    chain = [line(n, action=action) for n, action in enumerate(actions)]
    held = effective(chain)
    assert held == [one for one in chain if one in held]
    assert all(one.action != "undo" for one in held)
    assert effective([*chain, line(97), line(98, action="undo")]) == held
    assert effective([*chain, *[line(100 + n, action="undo") for n in range(len(held))]]) == []
