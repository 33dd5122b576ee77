"""Corrections are in every output, beside what the report says, and a workbook counts with them."""

from __future__ import annotations

import csv
import sqlite3
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from reviewer import NAME, again, ask, fields

from extractor.review.corrections import Fields, correction_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]


@pytest.mark.parametrize("form", ["xlsx", "csv", "db", "parquet"])
def test_corrections_are_in_every_table(run_to_correct: Path, baoshu: Command, form: str) -> None:
    """In columns of their own, beside what the report says."""
    ask(run_to_correct, "善款【XX万元】", "correct", after=fields("amount", "125000", "CNY", "善款"), note="=1+1")
    ask(run_to_correct, "推行【十户】联防", "reject")
    output = run_to_correct.with_suffix(f".{form}")
    correction_path(run_to_correct).rename(correction_path(output))
    assert baoshu("extract", "报送", "-o", output, "--headers", "en").code == 0
    read = {"xlsx": _xlsx, "csv": _csv, "db": _sqlite, "parquet": _parquet}[form]
    found = {row["text"]: row for row in read(output)}
    corrected, rejected = found["XX万元"], found["十户"]
    assert not corrected["value"]
    assert float(corrected["reviewed_value"]) == 125000
    told = [corrected[key] for key in ("review", "reviewed_unit", "reviewed_item", "reviewed_kind", "reviewer")]
    assert told == ["corrected", "CNY", "善款", "amount", "李四"]
    assert corrected["note"].lstrip("'") == "=1+1"
    assert rejected["review"] == "rejected"
    assert not rejected["reviewed_value"]
    assert not found["109人"]["review"]


def _xlsx(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)["Figures"]
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]


def _csv(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _sqlite(path: Path) -> list[dict[str, Any]]:
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in database.execute("SELECT * FROM figure")]
    finally:
        database.close()


def _parquet(path: Path) -> list[dict[str, Any]]:
    from pyarrow import parquet

    rows = parquet.read_table(path).to_pylist()
    names = {
        "review": "reviewed_status",
        "reviewed_value": "reviewed",
        "reviewer": "reviewed_by",
        "note": "reviewed_note",
    }
    return [row | {key: row[name] for key, name in names.items()} for row in rows]


def test_the_workbook_counts_with_what_was_corrected(tmp_path: Path, baoshu: Command) -> None:
    """In 汇总 the corrected value, no figure that was rejected; nothing is asked that a reviewer has settled."""
    (tmp_path / "报送").mkdir()
    text = "青禾县红十字会2023年工作总结\n全年募捐款物XX万元。培训救护员350人。惠及困难群众XX人。\n"
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    output = tmp_path / "数据.xlsx"
    assert baoshu("extract", "报送", "-o", output).code == 0
    ask(output, "款物【XX万元】", "correct", after=fields("amount", "125000", "CNY"))
    ask(output, "救护员【350人】", "reject")
    assert baoshu("extract", "报送", "-o", output).code == 0
    book = openpyxl.load_workbook(output)
    cells = {str(cell.value) for row in book["汇总"].iter_rows(min_row=2) for cell in row}
    assert "125000" in cells
    assert "350" not in cells
    asked = [row[4] for row in book["退回清单"].iter_rows(min_row=2, values_only=True)]
    assert asked == ["XX人"]


def test_a_value_keeps_all_its_digits(run_to_correct: Path, baoshu: Command) -> None:
    """It is text until somebody reckons with it."""
    ask(run_to_correct, "善款【XX万元】", "correct", after=fields("amount", "12345678901234567.89", "CNY"))
    assert again(run_to_correct, baoshu)["XX万元"]["reviewed"]["value"] == "12345678901234567.89"
    assert Fields.model_validate(fields("count", "300/500", "人")).value == "300/500"


def test_a_correction_goes_before_what_another_file_says(tmp_path: Path, baoshu: Command) -> None:
    """Of two files of one organisation: in 汇总, in 对比 and in `compare`, whichever file is read first."""
    (tmp_path / "报送").mkdir()
    head = "双河县红十字会2023年工作总结\n"
    for name, text in {
        "甲.txt": "全年募捐款物83万元。培训救护员XX人。\n",
        "乙.txt": "全年募捐款物人民币万元。培训救护员512人。\n",
    }.items():
        (tmp_path / "报送" / name).write_text(head + text, encoding="utf-8")
    output = tmp_path / "数据.xlsx"
    assert baoshu("extract", "报送", "-o", output).code == 0
    ask(output, "人民币【万元】", "correct", after=fields("amount", "2488000", "CNY"))
    ask(output, "救护员【XX人】", "correct", after=fields("count", "498", "人"))
    assert baoshu("extract", "报送", "-o", output).code == 0
    (row,) = openpyxl.load_workbook(output)["汇总"].iter_rows(min_row=2)
    assert {cell.value for cell in row} >= {2488000, 498}
    assert all("核" in cell.number_format for cell in row if cell.value in {2488000, 498})
    told = baoshu("compare", output, "--lang", "zh").out
    assert "2,488,000（核）" in told
    assert "498（核）" in told


def test_a_correction_goes_before_the_same_report_s_other_mention(tmp_path: Path, baoshu: Command) -> None:
    """What was only accepted changes no choice: a share that is read right is no total."""
    (tmp_path / "报送").mkdir()
    text = "双河县红十字会2023年工作总结\n全年募捐款物XX万元。\n工作回顾：全年募捐款物共83万元，其中募捐款物12万元为社区所募。\n"
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    output = tmp_path / "数据.xlsx"
    assert baoshu("extract", "报送", "-o", output).code == 0
    ask(output, "其中募捐款物【12万元】", "accept")
    told = baoshu("compare", output, "--lang", "zh").out
    assert "830,000" in told
    ask(output, "款物【XX万元】。", "correct", after=fields("amount", "850000/870000", "CNY"))
    assert baoshu("extract", "报送", "-o", output).code == 0
    told = baoshu("compare", output, "--lang", "zh").out
    assert "850,000–870,000（核）" in told
