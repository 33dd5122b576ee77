"""CSV for spreadsheets: UTF-8 with BOM (so that Excel reads Chinese), Chinese headers, no cell that could be a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Final

from extractor.emit._cells import COLUMNS, Cell, row
from extractor.labels import header
from extractor.records import Extraction

__all__ = ["write"]

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write(extractions: Iterable[Extraction], path: Path) -> None:
    """One row a record, all reports one after another."""
    with path.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace") as file:
        out = csv.writer(file)
        out.writerow(header(key) for key, _ in COLUMNS)
        for extraction in extractions:
            out.writerows([_safe(cell) for cell in row(record, "zh")] for record in extraction.records)


def _safe(cell: Cell) -> str:
    """A cell that a spreadsheet takes as it stands: an apostrophe goes before what would begin a formula."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return f"{cell:f}" if isinstance(cell, Decimal) else "" if cell is None else str(cell)
