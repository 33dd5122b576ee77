"""A record as a row of cells, the same in every table: the columns, their Chinese headers, and text made harmless."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractor.labels import VALUES, Headers, label, place
from extractor.records import Figure, Redaction

__all__ = ["COLUMNS", "Cell", "row", "shown"]

Cell = str | int | Decimal | None

# key, width in Latin letters
COLUMNS: Final = (
    ("source_file", 26),
    ("locator", 14),
    ("section", 22),
    ("sentence", 60),
    ("text", 16),
    ("kind", 8),
    ("status", 8),
    ("value", 15),
    ("value_high", 15),
    ("date", 22),
    ("unit", 8),
    ("item", 22),
    ("indicator", 14),
    ("period", 14),
    ("bound", 8),
    ("modality", 8),
    ("relation", 9),
    ("change", 6),
    ("what", 7),
    ("start", 7),
    ("end", 7),
    ("pattern", 14),
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def shown(text: str) -> str:
    r"""`text` without control characters and lone surrogates, line breaks as spaces.

    >>> shown("共\x1b[31m5人\n左右")
    '共[31m5人 左右'
    """
    if text.isprintable():
        return text
    return _CONTROL.sub("", text.replace("\r\n", " ").replace("\n", " ").replace("\u2028", " "))


def row(record: Figure | Redaction, headers: Headers = "en") -> list[Cell]:
    """The cells of one record in the order of COLUMNS. Numbers are Decimal; a range has both its ends."""
    cells: dict[str, Cell] = {}
    for key, value in vars(record).items():
        if isinstance(value, str):
            cells[key] = label(key, shown(value), headers) if key in VALUES else shown(value)
        else:
            cells[key] = value
    if isinstance(record, Figure):
        cells["value"] = cells["date"] = None
        if isinstance(record.value, tuple):
            cells["value"], cells["value_high"] = record.value
        elif isinstance(record.value, str):
            cells["date"] = record.value
        else:
            cells["value"] = record.value
    cells["locator"] = place(record.locator, headers)
    return [cells.get(key) for key, _ in COLUMNS]
