"""The check-up once answers and corrections are in: what they put right is gone, what they make wrong is found."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from reviewer import ask, fields

from extractor import Extraction, extract
from extractor.check import check, check_all, rechecked
from extractor.check.answered import answered
from extractor.records import Figure, Filled, Reviewed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    from extractor.knowledge import Packs

    Command = Callable[..., Run]

WRONG = "慰问困难职工120户，每户发放慰问金1000元，共计15万元。"


def read(text: str, packs: Packs, title: str = "松河县红十字会2023年工作总结") -> Extraction:
    """Read and check a report, as a run does."""
    extraction = extract(f"{title}\n{text}\n")
    return extraction.model_copy(update={"issues": check(extraction, packs, f"{title}\n{text}\n")})


def changed(extraction: Extraction, text: str, **update: object) -> Extraction:
    """Lay an answer or a correction on the figure with this text."""
    assert text in {figure.text for figure in extraction.figures}
    records = [
        r.model_copy(update=update) if isinstance(r, Figure) and r.text == text else r for r in extraction.records
    ]
    return extraction.model_copy(update={"records": tuple(records)})


def answer(value: str, text: str = "") -> Filled:
    """Give an answer."""
    return Filled(value=value, text=text or value, by="赵六", at="2024-01-31", source="待填.xlsx#5")


def correction(status: str, value: str, unit: str = "CNY", kind: str = "amount") -> Reviewed:
    """Give what a reviewer says."""
    said = {"status": status, "kind": kind, "value": value, "unit": unit, "item": None}
    return Reviewed.model_validate({**said, "by": "钱七", "at": "", "note": "", "correction": "0" * 16})


def issues(extraction: Extraction, packs: Packs) -> list[tuple[str, str]]:
    """Code and severity of each issue."""
    return [(issue.code, issue.severity) for issue in rechecked(extraction, packs).issues]


def test_a_hidden_word_is_in_the_sentence_that_was_answered(packs: Packs) -> None:
    """The figures on both sides of it are looked at together, also where the answer has the characters of the second."""
    report = read("募集善款XX万元，其中XX镇捐款5万元。", packs)
    told = changed(report, "XX万元", filled=answer("15000", "1.5（万元）"))
    assert ("S301", "error") in issues(told, packs)
    assert {record.sentence for record in answered(told).records[1:]} == {"募集善款1.5万元，其中XX镇捐款5万元。"}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({}, [("T401", "error")]),
        ({"filled": answer("120000", "12（万元）")}, []),
        ({"filled": answer("140000", "14（万元）")}, [("T401", "error")]),
        ({"filled": answer("150000", "属实")}, [("T401", "settled")]),
        ({"reviewed": correction("corrected", "120000")}, []),
        ({"reviewed": correction("corrected", "139000")}, [("T401", "settled")]),
        ({"reviewed": correction("accepted", "150000")}, [("T401", "settled")]),
        ({"reviewed": correction("rejected", "150000")}, []),
        ({"reviewed": correction("noted", "150000")}, [("T401", "error")]),
    ],
)
def test_an_issue_follows_what_was_said_of_its_figure(said: dict[str, object], left: list[str], packs: Packs) -> None:
    """Put right it is gone, stood by it is settled, answered with what does not fit either it stays."""
    assert issues(changed(read(WRONG, packs), "15万元", **said), packs) == left


def test_an_answer_to_another_figure_puts_it_right(packs: Packs) -> None:
    """150户 were meant; the total was right."""
    assert issues(changed(read(WRONG, packs), "120户", filled=answer("150")), packs) == []


def test_an_answer_can_contradict_what_is_beside_it(packs: Packs) -> None:
    """The number that was missing is there now, and is found too large; the message says it as it was answered."""
    report = read("全年接收捐赠款物80万元，其中定向捐款XX万元。", packs)
    told = rechecked(changed(report, "XX万元", filled=answer("925000", "92.5（万元）")), packs)
    assert [issue.code for issue in told.issues] == ["S301"]
    assert "“92.5万元”" in told.issues[0].message
    report = read("走访困难党员XX名，每名发放慰问金500元，共计3万元。", packs)
    assert issues(changed(report, "XX名", filled=answer("60")), packs) == []
    assert issues(changed(report, "XX名", filled=answer("96")), packs) == [("T401", "error")]


def test_a_number_in_yuan_where_ten_thousands_were_asked(packs: Packs) -> None:
    """U605: eighteen thousand million, where 1857000 元 were meant; 1.2亿元 is a number that somebody thought of."""
    report = read("全年接收捐款X万元。", packs)
    assert issues(changed(report, "X万元", filled=answer("18570000000", "1857000（万元）")), packs) == [
        ("U605", "warning")
    ]
    for text, value in (
        ("185.7（万元）", "1857000"),
        ("1857000元（万元）", "1857000"),
        ("1.2亿元（万元）", "120000000"),
    ):
        assert issues(changed(report, "X万元", filled=answer(value, text)), packs) == []


def test_answers_are_held_against_last_year_and_peers(packs: Packs) -> None:
    """As if the report had said them; before they came, there was nothing to hold."""
    last = read("全年募捐款物36万元。", packs, "松河县红十字会2022年工作总结")
    this = read("全年募捐款物XX万元。", packs)
    assert check_all([last, this], packs)[1] == ()
    (issue,) = check_all([last, changed(this, "XX万元", filled=answer("360000000", "36000（万元）"))], packs)[1]
    assert (issue.code, issue.severity) == ("Y701", "warning") or issue.code == "U603"
    (issue,) = check_all([last, changed(this, "XX万元", reviewed=correction("corrected", "4000000"))], packs)[1]
    assert issue.severity == "settled"


def test_nothing_else_changes(packs: Packs) -> None:
    """A date that does not exist is found in the text, and stays; a figure that was not answered keeps its words."""
    report = read("2月30日，慰问XX户。全年接收捐赠款物80万元，其中定向捐款90万元。", packs)
    told = rechecked(changed(report, "XX户", filled=answer("12")), packs)
    assert [issue.code for issue in told.issues] == ["D802", "S301"]
    assert [figure.text for figure in told.figures] == [figure.text for figure in report.figures]
    assert rechecked(report, packs) is report


def test_a_range_is_an_answer_too(packs: Packs) -> None:
    """A reviewer may give one."""
    report = changed(read(WRONG, packs), "15万元", reviewed=correction("corrected", "110000/130000"))
    assert report.figures[-1].stated.value == (Decimal(110000), Decimal(130000))
    assert issues(report, packs) == []


def test_the_workbook_has_no_error_that_was_put_right(tmp_path: Path, baoshu: Command) -> None:
    """And says of one that somebody stands by that it is settled."""
    (tmp_path / "报送").mkdir()
    for name in ("甲县", "乙县"):
        text = f"{name}红十字会2023年工作总结\n{name}{WRONG}\n"
        (tmp_path / f"报送/{name}.txt").write_text(text, encoding="utf-8")
    output = tmp_path / "数据.xlsx"
    assert baoshu("extract", "报送", "-o", output).code == 0
    assert [row[:2] for row in _issues(output)] == [("错误", "T401"), ("错误", "T401")]
    ask(output, f"甲县{WRONG.replace('15万元', '【15万元】')}", "correct", after=fields("amount", "120000", "CNY"))
    ask(output, f"乙县{WRONG.replace('15万元', '【15万元】')}", "accept")
    assert baoshu("extract", "报送", "-o", output).code == 0
    assert [row[:3] for row in _issues(output)] == [("已核实", "T401", "乙县红十字会")]


def _issues(output: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(output)["体检"].iter_rows(min_row=2, values_only=True))
