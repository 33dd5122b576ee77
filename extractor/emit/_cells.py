"""A record as a row of cells, the same in every table: the columns, their Chinese headers, and text made harmless."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractor.records import Figure, Redaction

__all__ = ["COLUMNS", "Cell", "row", "shown"]

Cell = str | int | Decimal | None

# key, header, width in Latin letters
COLUMNS: Final = (
    ("source_file", "来源文件", 26),
    ("locator", "位置", 14),
    ("section", "章节", 22),
    ("sentence", "原句", 60),
    ("text", "原文", 16),
    ("kind", "类别", 9),
    ("status", "状态", 9),
    ("value", "数值", 15),
    ("value_high", "上限", 15),
    ("date", "日期", 22),
    ("unit", "单位", 8),
    ("item", "指标", 22),
    ("period", "期间", 14),
    ("bound", "界限", 8),
    ("modality", "性质", 8),
    ("relation", "关系", 9),
    ("change", "增减", 6),
    ("what", "隐去", 7),
    ("start", "起", 7),
    ("end", "止", 7),
    ("pattern", "规则", 14),
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def shown(text: str) -> str:
    r"""`text` without control characters and lone surrogates, line breaks as spaces.

    >>> shown("共\x1b[31m5人\n左右")
    '共[31m5人 左右'
    """
    return _CONTROL.sub("", text.replace("\r\n", " ").replace("\n", " ").replace("\u2028", " "))


def row(record: Figure | Redaction) -> list[Cell]:
    """The cells of one record in the order of COLUMNS. Numbers are Decimal; a range has both its ends."""
    cells: dict[str, Cell] = {}
    for key, value in record:
        cells[key] = shown(value) if isinstance(value, str) else value
    if isinstance(record, Figure):
        cells["value"] = cells["date"] = None
        if isinstance(record.value, tuple):
            cells["value"], cells["value_high"] = record.value
        elif isinstance(record.value, str):
            cells["date"] = record.value
        else:
            cells["value"] = record.value
    return [cells.get(key) for key, _, _ in COLUMNS]
