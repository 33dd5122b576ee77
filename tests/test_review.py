"""Corrections: kept for good, folded into a figure's state, refused to who has not seen the last one."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from conftest import ROOT
from reviewer import NAME, again, ask, fields

from extractor.review.corrections import Correction, StaleError, correction_path
from extractor.review.request import CorrectionError
from extractor.runs.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]


# ---- what was said survives the next run


def test_a_correction_stands_beside_what_the_report_says(run_to_correct: Path, baoshu: Command) -> None:
    """Value and status are the report's; who, when and what they say are in `reviewed`."""
    made = ask(
        run_to_correct, "善款【XX万元】", "correct", after=fields("amount", "125000", "CNY", "善款"), note="电话核实"
    )
    row = again(run_to_correct, baoshu)["XX万元"]
    assert (row["status"], row["value"]) == ("redacted", None)
    assert row["reviewed"] == {
        **fields("amount", "125000", "CNY", "善款"),
        "status": "corrected",
        "by": "李四",
        "at": made.at,
        "note": "电话核实",
        "correction": made.id,
    }
    assert again(run_to_correct, baoshu)["109人"]["reviewed"] is None


def test_an_added_figure_is_a_record_in_its_place(run_to_correct: Path, baoshu: Command) -> None:
    """In the order of the text, with its sentence; the issues still speak of the same figures."""
    ask(run_to_correct, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶", "节能灶"))
    row = again(run_to_correct, baoshu)["48灶"]
    assert (row["value"], row["unit"], row["pattern"], row["reviewed"]["status"]) == (48, "灶", "added", "added")
    assert row["sentence"] == "为受灾群众新砌48灶节能灶。"
    starts = [json.loads(line)["start"] for line in run_to_correct.read_text(encoding="utf-8").splitlines()]
    assert starts == sorted(starts)
    assert baoshu("verify", run_to_correct, NAME).code == 0


def test_the_issues_move_with_their_figures(tmp_path: Path, baoshu: Command) -> None:
    """A figure that is added before them changes their places."""
    (tmp_path / "报送").mkdir()
    (tmp_path / NAME).write_text("新砌48灶节能灶。\n募集善款XX万元。\n", encoding="utf-8")
    output = tmp_path / "数据.jsonl"
    assert baoshu("extract", "报送", "-o", output).code == 0
    ask(output, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶"))
    journal = Journal(output)
    (report,) = journal.extractions()
    journal.close()
    assert [report.records[issue.figures[0]].text for issue in report.issues] == ["XX万元"]


def test_every_action_and_its_undo(run_to_correct: Path, baoshu: Command) -> None:
    """Each undo takes the last thing back; the file keeps all of them."""
    ask(run_to_correct, "救助金【26.2万元】", "accept")
    assert again(run_to_correct, baoshu)["26.2万元"]["reviewed"]["status"] == "accepted"
    ask(run_to_correct, "救助金【26.2万元】", "correct", after=fields("amount", "262001", "CNY", "救助金"))
    ask(run_to_correct, "救助金【26.2万元】", "note", note="见附表")
    said = again(run_to_correct, baoshu)["26.2万元"]["reviewed"]
    assert (said["status"], said["value"], said["note"]) == ("corrected", "262001", "见附表")
    ask(run_to_correct, "救助金【26.2万元】", "undo")
    assert again(run_to_correct, baoshu)["26.2万元"]["reviewed"]["note"] == ""
    ask(run_to_correct, "救助金【26.2万元】", "undo")
    assert again(run_to_correct, baoshu)["26.2万元"]["reviewed"]["status"] == "accepted"
    ask(run_to_correct, "救助金【26.2万元】", "undo")
    assert again(run_to_correct, baoshu)["26.2万元"]["reviewed"] is None
    with pytest.raises(CorrectionError, match="nothing to undo"):
        ask(run_to_correct, "救助金【26.2万元】", "undo")
    assert len(correction_path(run_to_correct).read_text(encoding="utf-8").splitlines()) == 6


def test_an_added_figure_can_be_taken_back(run_to_correct: Path, baoshu: Command) -> None:
    """By an undo, and by a reject; both can be undone or done again."""
    ask(run_to_correct, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶"))
    ask(run_to_correct, "新砌【48灶】节能灶", "undo")
    assert "48灶" not in again(run_to_correct, baoshu)
    ask(run_to_correct, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶"))
    ask(run_to_correct, "新砌【48灶】节能灶", "reject")
    assert "48灶" not in again(run_to_correct, baoshu)
    ask(run_to_correct, "新砌【48灶】节能灶", "undo")
    assert again(run_to_correct, baoshu)["48灶"]["reviewed"]["status"] == "added"


# ---- who has not seen the last state


def test_a_stale_write_is_refused_with_what_is_there(run_to_correct: Path) -> None:
    """The second reviewer saw the figure before the first one corrected it."""
    first = ask(run_to_correct, "惠及【109人】", "accept", by="张三", seen=None)
    with pytest.raises(StaleError) as refused:
        ask(run_to_correct, "惠及【109人】", "reject", by="李四", seen=None)
    assert refused.value.now == first
    undone = ask(run_to_correct, "惠及【109人】", "undo", by="张三")
    with pytest.raises(StaleError):
        ask(run_to_correct, "惠及【109人】", "reject", seen=first.id)
    assert ask(run_to_correct, "惠及【109人】", "reject", seen=undone.id).follows == undone.id
    assert len(correction_path(run_to_correct).read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    ("marked", "action", "after", "why"),
    [
        ("【推行】十户", "accept", None, "no figure"),
        ("【推行】十户", "reject", None, "no figure"),
        ("惠及【109】人", "add", fields("count", "109", "人"), "correct that one"),
        ("48灶【节能灶】", "add", fields("count", None, "灶"), "has a value"),
        ("48灶【节能灶】", "add", None, "dictionary"),
        ("惠及【109人】", "correct", fields("count", "许多", "人"), "plain number"),
        ("惠及【109人】", "correct", fields("count", "5/3", "人"), "lower end"),
        ("惠及【109人】", "correct", fields("count", "109", None), "unit"),
        ("惠及【109人】", "correct", fields("date", "2023-02-30", None), "date"),
        ("惠及【109人】", "correct", fields("date", "2023-02-03", "人"), "date"),
        ("惠及【109人】", "correct", fields("number", "1", "人"), "amount"),
        ("惠及【109人】", "undo", None, "nothing to undo"),
    ],
)
def test_what_cannot_be_is_refused(run_to_correct: Path, marked: str, action: str, after: Any, why: str) -> None:
    """And nothing of it is kept."""
    with pytest.raises(CorrectionError, match=why):
        ask(run_to_correct, marked, action, after=after)
    assert not correction_path(run_to_correct).exists()


def test_a_correction_needs_a_name_and_an_end(run_to_correct: Path) -> None:
    """No anonymous ones, no notes without measure."""
    with pytest.raises(CorrectionError):
        ask(run_to_correct, "惠及【109人】", "accept", by="")
    with pytest.raises(CorrectionError):
        ask(run_to_correct, "惠及【109人】", "note", note="长" * 5000)


# ---- the page about it


def test_the_commands_of_the_page(run_to_correct: Path, baoshu: Command) -> None:
    """Run in their order, they do what the page says."""
    page = (ROOT / "docs/review.md").read_text(encoding="utf-8")
    commands = [line for line in re.findall(r"^\$ baoshu (.*)$", page, re.MULTILINE) if not line.startswith("review")]
    assert "$ baoshu review 数据.xlsx\n" in page  # test_web_review_page.py starts it so
    output = run_to_correct.parent / "数据.xlsx"
    assert baoshu("extract", "报送", "-o", output).code == 0
    (run_to_correct.parent / "张三").mkdir()
    ask(run_to_correct, "推行【十户】联防", "reject", by="张三")
    correction_path(run_to_correct).rename(run_to_correct.parent / "张三/数据.xlsx.corrections.jsonl")
    for command in commands:
        assert baoshu(*command.split()).code == 0, command
    assert (run_to_correct.parent / "mine/idioms.toml").read_text(encoding="utf-8").startswith('[idiom]\n"十户联防')
    texts = [row[5] for row in openpyxl.load_workbook(output)["明细"].iter_rows(min_row=2, values_only=True)]
    assert "十户" not in texts
    assert "26.2万元" in texts


def test_the_page_names_every_key() -> None:
    """Of the file of corrections."""
    page = (ROOT / "docs/review.md").read_text(encoding="utf-8")
    assert {key for key in Correction.model_fields if f"`{key}`" not in page} == set()
