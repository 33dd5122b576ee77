"""Corrections are found again by their quotes where a text moved or a file was renamed; what fits no longer is listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewer import NAME, REPORT, again, ask, fields, rows

from extractor.quotes import place, quote
from extractor.review.corrections import correction_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]


# ---- quotes


@given(st.text(alphabet="甲乙109人【】。\n", min_size=1, max_size=60), st.data())
def test_a_quote_finds_its_span_again(text: str, data: st.DataObject) -> None:
    """Whatever stands around it; where nothing tells the places apart, there is no quote."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    try:
        quoted = quote(text, start, end)
    except ValueError:
        return
    assert place(quoted, text) == (start, end)


# ---- apply


def moved(run: Path, baoshu: Command, text: str, *, output: str = "新.jsonl") -> Path:
    """Write the report anew, and run into another output."""
    (run.parent / NAME).write_text(text, encoding="utf-8")
    assert baoshu("extract", "报送", "-o", run.parent / output).code == 0
    return run.parent / output


def test_corrections_follow_a_text_that_moved(run_to_correct: Path, baoshu: Command) -> None:
    """By their quotes; twice changes nothing."""
    ask(run_to_correct, "救助金【26.2万元】", "correct", after=fields("amount", "262001", "CNY", "救助金"))
    ask(run_to_correct, "推行【十户】联防", "reject")
    ask(run_to_correct, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶", "节能灶"))
    new = moved(run_to_correct, baoshu, REPORT.replace("推行", "一年来，会员由860人增至1020人。推行"))
    done = baoshu("apply", new, correction_path(run_to_correct), "--lang", "en")
    assert done.code == 0
    assert "figures corrected in" in done.err
    found = rows(new)
    assert found["26.2万元"]["reviewed"]["value"] == "262001"
    assert found["十户"]["reviewed"]["status"] == "rejected"
    assert found["48灶"]["reviewed"]["status"] == "added"
    bytes_then = new.read_bytes(), correction_path(new).read_bytes()
    assert baoshu("apply", new, correction_path(run_to_correct)).code == 0
    assert (new.read_bytes(), correction_path(new).read_bytes()) == bytes_then


def test_corrections_survive_a_rerun_over_a_changed_file(run_to_correct: Path, baoshu: Command) -> None:
    """The run itself finds them again; nobody need apply them."""
    ask(run_to_correct, "惠及【109人】", "correct", after=fields("count", "110", "人", "惠及"))
    (run_to_correct.parent / NAME).write_text("新年好。\n" + REPORT, encoding="utf-8")
    assert again(run_to_correct, baoshu)["109人"]["reviewed"]["value"] == "110"


def test_what_fits_no_longer_is_listed(run_to_correct: Path, baoshu: Command) -> None:
    """The sentence was rewritten; the rest is taken. A rerun says so, too."""
    ask(run_to_correct, "惠及【109人】", "correct", after=fields("count", "110", "人", "惠及"))
    ask(run_to_correct, "推行【十户】联防", "reject")
    (run_to_correct.parent / NAME).write_text(REPORT.replace("惠及109人", "共有109人受益"), encoding="utf-8")
    done = baoshu("extract", "报送", "-o", run_to_correct)
    assert done.code == 0
    assert "1 corrections fit no longer" in done.err
    done = baoshu("apply", run_to_correct, correction_path(run_to_correct))
    assert done.code == 1
    (listed,) = done.out.splitlines()
    assert listed.startswith(f"{NAME}:")
    assert "惠及【109人】" in listed
    assert rows(run_to_correct)["十户"]["reviewed"]["status"] == "rejected"


def test_an_acceptance_is_of_what_was_seen(run_to_correct: Path, baoshu: Command, tmp_path: Path) -> None:
    """Packs that read the figure otherwise reopen it; a correction holds."""
    ask(run_to_correct, "惠及【109人】", "accept")
    ask(run_to_correct, "救助金【26.2万元】", "correct", after=fields("amount", "262001", "CNY", "救助金"))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "units.toml").write_text(
        '[[unit]]\nunit = ""\nkind = "quantity"\nwords = ["人"]\nexamples = [{ quote = "惠及【5人】", value = 5 }]\n',
        encoding="utf-8",
    )
    done = baoshu("extract", "报送", "-o", run_to_correct, "--patterns", mine)
    assert "1 corrections fit no longer" in done.err
    assert rows(run_to_correct)["109人"]["reviewed"] is None
    assert rows(run_to_correct)["26.2万元"]["reviewed"]["value"] == "262001"


def test_two_reviewers_files_are_joined(run_to_correct: Path, baoshu: Command) -> None:
    """What they agree on is one thing; what they contradict is listed, and the first stays."""
    other = moved(run_to_correct, baoshu, REPORT)
    ask(run_to_correct, "惠及【109人】", "correct", by="张三", after=fields("count", "110", "人", "惠及"))
    ask(run_to_correct, "推行【十户】联防", "reject", by="张三")
    ask(other, "惠及【109人】", "correct", by="李四", after=fields("count", "111", "人", "惠及"))
    ask(other, "推行【十户】联防", "reject", by="李四")
    ask(other, "救助金【26.2万元】", "accept", by="李四")
    done = baoshu("apply", run_to_correct, correction_path(other))
    assert done.code == 1
    (listed,) = done.out.splitlines()
    assert "张三 has said otherwise" in listed
    assert rows(run_to_correct)["109人"]["reviewed"]["value"] == "110"
    assert rows(run_to_correct)["26.2万元"]["reviewed"]["by"] == "李四"


def test_a_renamed_file_keeps_its_corrections(run_to_correct: Path, baoshu: Command) -> None:
    """Its text tells it; so does its name in another folder."""
    ask(run_to_correct, "惠及【109人】", "correct", after=fields("count", "110", "人", "惠及"))
    (run_to_correct.parent / NAME).rename(run_to_correct.parent / "报送/总结.txt")
    assert again(run_to_correct, baoshu)["109人"]["reviewed"]["value"] == "110"
    (run_to_correct.parent / "报送/总结.txt").unlink()
    (run_to_correct.parent / "报送/二月").mkdir()
    (run_to_correct.parent / "报送/二月/青禾.txt").write_text("补充。" + REPORT, encoding="utf-8")
    assert again(run_to_correct, baoshu)["109人"]["reviewed"]["value"] == "110"


def test_a_report_that_is_gone_is_named(run_to_correct: Path, baoshu: Command) -> None:
    """Its corrections are kept, and listed."""
    ask(run_to_correct, "惠及【109人】", "accept")
    (run_to_correct.parent / NAME).unlink()
    (run_to_correct.parent / "报送/别的.txt").write_text("惠及五人。", encoding="utf-8")
    assert "1 corrections fit no longer" in baoshu("extract", "报送", "-o", run_to_correct).err
    assert "no report of this run" in baoshu("apply", run_to_correct, correction_path(run_to_correct)).out


@pytest.mark.parametrize("name", ["none.jsonl", "数据.jsonl"])
def test_apply_needs_corrections(run_to_correct: Path, baoshu: Command, name: str) -> None:
    """A file that is none is refused, and nothing is changed."""
    before = run_to_correct.read_bytes()
    assert baoshu("apply", run_to_correct, name).code == 2
    assert run_to_correct.read_bytes() == before
