"""What corrections teach: each line makes its figure right, and shows all that it would change before it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from reviewer import ask, fields

from extractor import extract
from extractor.packs import load
from extractor.review.learn import Archive, Proposal, proposals
from extractor.runs.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]

FIRST = (
    "青禾县红十字会2023年工作总结\n推行十户联防机制，走访十户困难家庭。\n为受灾群众新砌48灶节能灶。检修提灌站8座。\n"
)
SECOND = "白石县红十字会2023年工作总结\n继续推行十户联防机制。新砌30灶节能灶，检修提灌站5座。\n"


@pytest.fixture
def run(tmp_path: Path, baoshu: Command) -> Path:
    """Give the output of a run over two reports."""
    (tmp_path / "报送").mkdir()
    (tmp_path / "报送/甲.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "报送/乙.txt").write_text(SECOND, encoding="utf-8")
    assert baoshu("extract", "报送", "-o", "数据.jsonl").code == 0
    return tmp_path / "数据.jsonl"


def learned(output: Path) -> list[Proposal]:
    """Give the proposals of a run."""
    journal = Journal(output)
    try:
        given = list(journal.reports())
        archive = Archive([(one.extraction, one.format) for one in given], lambda n: journal.text(given[n].id))
        return proposals(archive)
    finally:
        journal.close()


def said(one: Proposal) -> list[tuple[str, str, str, str]]:
    """Give verdict, report, and the figure before and after."""
    return [
        (verdict, change.report[-5:], change.old.text if change.old else "–", change.new.text if change.new else "–")
        for verdict, change in one.changes
    ]


def test_a_missed_figure_teaches_a_measure_word(run: Path) -> None:
    """And the same word in the other report would be found, which nobody has reviewed."""
    ask(run, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶", "节能灶"))
    (one,) = learned(run)
    assert (one.line.file, one.line.toml) == ("measure_words.toml", '"灶" = "为受灾群众新砌【48灶】节能灶"')
    assert said(one) == [("open", "乙.txt", "–", "30灶"), ("right", "甲.txt", "–", "48灶")]


def test_a_missed_amount_teaches_a_unit(tmp_path: Path, baoshu: Command) -> None:
    """With its factor, where the value says one."""
    (tmp_path / "报送").mkdir()
    (tmp_path / "报送/甲.txt").write_text("收到海外乡亲捐款5万索莫尼。献茶20大桶。", encoding="utf-8")
    output = tmp_path / "数据.jsonl"
    assert baoshu("extract", "报送", "-o", output).code == 0
    ask(output, "捐款【5万索莫尼】", "add", after=fields("amount", "50000", "TJS", "捐款"))
    ask(output, "献茶【20大桶】", "add", after=fields("quantity", "400", "升", "茶"))
    found = {one.line.word: one.line.toml for one in learned(output)}
    assert 'unit = "TJS"' in found["索莫尼"]
    assert "factor" not in found["索莫尼"]
    assert "factor = 20" in found["大桶"]


def test_a_rejected_figure_teaches_an_idiom(run: Path) -> None:
    """As long as it must be: 走访十户 stays a figure, as its reviewer said."""
    ask(run, "推行【十户】联防机制，走访", "reject")
    ask(run, "走访【十户】困难", "accept")
    (one,) = learned(run)
    assert one.line.toml.startswith('"十户联防" = ')
    assert said(one) == [("open", "乙.txt", "十户", "–"), ("right", "甲.txt", "十户", "–")]


def test_a_line_that_makes_something_wrong_says_so(run: Path) -> None:
    """Two reviewers disagree about one expression: the precision is one of two."""
    ask(run, "推行【十户】联防机制，走访", "reject")
    accept(run, "乙.txt", "十户")
    (one,) = learned(run)
    assert (one.count("right"), one.count("wrong"), one.count("open")) == (1, 1, 0)


def test_a_corrected_item_teaches_a_word(run: Path) -> None:
    """The verb that got into the item ends it."""
    ask(run, "提灌站【8座】", "correct", after=fields("count", "8", "座", "提灌站"))
    (one,) = learned(run)
    assert one.line.toml == 'verbs = "检修"'
    assert {(verdict, change.new.item if change.new else None) for verdict, change in one.changes} == {
        ("right", "提灌站"),
        ("open", "提灌站"),
    }


def test_what_was_accepted_teaches_nothing(run: Path, baoshu: Command) -> None:
    """Nor do corrections that no line of a pack could make."""
    ask(run, "走访【十户】困难", "accept")
    ask(run, "提灌站【8座】", "correct", after=fields("count", "9", "座", "检修提灌站"))
    assert learned(run) == []
    done = baoshu("learn", run, "--lang", "en")
    assert (done.code, done.out) == (0, "")
    assert "no correction asks" in done.err


def test_nothing_is_written_before_it_is_asked_for(run: Path, baoshu: Command) -> None:
    """Shown first; then the lines of the pack that is named, and the next run is right by itself."""
    ask(run, "推行【十户】联防机制，走访", "reject")
    ask(run, "新砌【48灶】节能灶", "add", after=fields("count", "48", "灶", "节能灶"))
    shown = baoshu("learn", run, "--lang", "en")
    assert shown.code == 0
    assert "made right: 1 of 1 reviewed figures that change; not reviewed: 1" in shown.out
    assert "? 报送/乙.txt:" in shown.out
    assert not (run.parent / "mine").exists()
    assert baoshu("learn", run, "--write", "mine/idioms.toml").code == 0
    assert baoshu("learn", run, "--write", "mine/measure_words.toml").code == 0
    packs = load([run.parent / "mine"])
    assert [f.text for f in extract(FIRST, packs=packs).figures if f.kind == "count"] == ["十户", "48灶", "8座"]
    assert baoshu("patterns", "test", "--patterns", "mine").code == 0
    assert baoshu("extract", "报送", "-o", run, "--patterns", "mine").code == 0
    assert "fit no longer" not in baoshu("extract", "报送", "-o", run, "--patterns", "mine", "--fresh").err


def test_a_line_that_breaks_something_is_written_only_by_its_number(run: Path, baoshu: Command) -> None:
    """--take N is somebody's decision."""
    ask(run, "推行【十户】联防机制，走访", "reject")
    accept(run, "乙.txt", "十户")
    assert baoshu("learn", run, "--write", "mine/idioms.toml").code == 0
    assert not (run.parent / "mine").exists()
    assert baoshu("learn", run, "--write", "mine/idioms.toml", "--take", "2").code == 2
    assert baoshu("learn", run, "--write", "mine/idioms.toml", "--take", "1").code == 0
    assert "十户" in (run.parent / "mine/idioms.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('[idiom]\n"五进" = "五进推进"', '[idiom]\n"十户联防" = "推行十户联防机制"\n"五进" = "五进推进"'),
        ('[word]\n"五进" = "五进推进"', '[word]\n"五进" = "五进推进"\n[idiom]\n"十户联防" = "推行十户联防机制"\n'),
    ],
)
def test_a_pack_that_is_there_is_added_to(run: Path, baoshu: Command, before: str, after: str) -> None:
    """Under its table; what stood in it stays."""
    (run.parent / "mine").mkdir()
    (run.parent / "mine/idioms.toml").write_text(before, encoding="utf-8")
    ask(run, "推行【十户】联防机制，走访", "reject")
    assert baoshu("learn", run, "--write", "mine/idioms.toml").code == 0
    assert (run.parent / "mine/idioms.toml").read_text(encoding="utf-8") == after


def test_a_word_joins_its_list(run: Path, baoshu: Command) -> None:
    """A key stands once in TOML."""
    (run.parent / "mine").mkdir()
    (run.parent / "mine/items.toml").write_text('[words]\nverbs = "夯实"\n', encoding="utf-8")
    ask(run, "提灌站【8座】", "correct", after=fields("count", "8", "座", "提灌站"))
    assert baoshu("learn", run, "--write", "mine/items.toml").code == 0
    assert (run.parent / "mine/items.toml").read_text(encoding="utf-8") == '[words]\nverbs = "夯实 检修"\n'


def accept(output: Path, name: str, figure: str) -> Any:
    """Accept a figure of one of the reports."""
    from extractor.review.request import CorrectionRequest, correct

    journal = Journal(output)
    try:
        (report,) = [one for one in journal.reports() if one.extraction.report.name.endswith(name)]
        (found,) = [one for one in report.extraction.figures if one.text == figure]
        asked = CorrectionRequest(found.start, found.end, "accept", "张三")
        return correct(journal.review, report.extraction, lambda: journal.text(report.id), asked, load())
    finally:
        journal.close()
