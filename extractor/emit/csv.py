"""CSV for spreadsheets: UTF-8 with BOM (so that Excel reads Chinese), Chinese headers, no cell that could be a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from extractor.emit._about import About
from extractor.emit._cells import COLUMNS, Cell, row
from extractor.harmless import guarded
from extractor.labels import header
from extractor.records import Extraction

__all__ = ["write"]


def write(extractions: Iterable[Extraction], path: Path, about: About) -> list[str]:
    """One row a record, all reports one after another."""
    names = about.indicator_names()
    with path.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace") as file:
        out = csv.writer(file)
        out.writerow(header(key, about.headers) for key, _ in COLUMNS)
        for extraction in extractions:
            out.writerows([_safe(cell) for cell in row(record, about.headers, names)] for record in extraction.records)
    return []


def _safe(cell: Cell) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    return f"{cell:f}" if isinstance(cell, Decimal) else "" if cell is None else str(cell)
