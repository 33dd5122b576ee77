"""A record as a row of cells, the same in every table: the columns and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from extractor.harmless import named, shown
from extractor.labels import VALUES, Headers, label, place
from extractor.records import Figure, Redaction

__all__ = [
    "COLUMNS",
    "REVIEW",
    "Cell",
    "exact",
    "filled",
    "reviewed",
    "row",
    "values",
]

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
    ("indicator", 18),
    ("period", 14),
    ("bound", 8),
    ("modality", 8),
    ("relation", 9),
    ("change", 6),
    ("what", 7),
    ("start", 7),
    ("end", 7),
    ("pattern", 14),
    ("filled", 14),
    ("filled_by", 12),
    ("filled_at", 12),
    ("filled_source", 26),
    ("review", 10),
    ("reviewed_value", 14),
    ("reviewed_unit", 9),
    ("reviewed_item", 18),
    ("reviewed_kind", 9),
    ("reviewer", 10),
    ("reviewed_at", 18),
    ("note", 24),
)
REVIEW: Final = (
    "review",
    "reviewed_value",
    "reviewed_unit",
    "reviewed_item",
    "reviewed_kind",
    "reviewer",
    "reviewed_at",
    "note",
)


def row(record: Figure | Redaction, headers: Headers, indicators: Mapping[str, str]) -> list[Cell]:
    """The cells of one record in the order of COLUMNS. Numbers are Decimal; a range has both its ends.

    `indicators` are their names by their keys; one of other packs keeps its key.
    """
    cells: dict[str, Cell] = {}
    for key, value in vars(record).items():
        if isinstance(value, str):
            cells[key] = label(key, shown(value), headers) if key in VALUES else shown(value)
        else:
            cells[key] = value
    cells["source_file"] = named(record.source_file)
    cells["locator"] = place(record.locator, headers)
    if isinstance(record, Figure) and record.indicator:
        cells["indicator"] = shown(indicators.get(record.indicator, record.indicator))
    cells["value"], cells["value_high"], cells["date"] = values(record)
    cells |= filled(record) | reviewed(record)
    for key, of in (("review", "review"), ("reviewed_kind", "kind"), ("reviewed_unit", "unit")):
        cells[key] = label(of, shown(str(cells[key])), headers) if cells[key] else None
    return [cells.get(key) for key, _ in COLUMNS]


def filled(record: Figure | Redaction) -> dict[str, Cell]:
    """What came back with a return slip, in columns of its own: it is never the report's value."""
    answer = record.filled if isinstance(record, Figure) else None
    if answer is None:
        return dict.fromkeys(("filled", "filled_by", "filled_at", "filled_source"))
    number = answer.number if isinstance(record, Figure) and record.kind != "date" else None
    who = {"filled_by": shown(answer.by), "filled_at": shown(answer.at), "filled_source": shown(answer.source)}
    return {"filled": shown(answer.value) if number is None else number, **who}


def reviewed(record: Figure | Redaction) -> dict[str, Cell]:
    """What a reviewer says, by REVIEW: the keys, and the value as a number where it is one. A rejected figure has no value."""
    said = record.reviewed if isinstance(record, Figure) else None
    if said is None:
        return dict.fromkeys(REVIEW)
    value = None if said.status in {"rejected", "noted"} else said.value if said.number is None else said.number
    told = (None,) * 3 if said.status in {"rejected", "noted"} else (said.unit, said.item, said.kind)
    cells = (said.status, value, *told, said.by, said.at, said.note or None)
    return {key: shown(one) if isinstance(one, str) else one for key, one in zip(REVIEW, cells, strict=True)}


def values(record: Figure | Redaction) -> tuple[Decimal | None, Decimal | None, str | None]:
    """The number of a record or the low end of its range, the high end, and the date: each in a column of its own."""
    value = record.value if isinstance(record, Figure) else None
    if isinstance(value, str):
        return None, None, value
    return (*value, None) if isinstance(value, tuple) else (value, None, None)


def exact(value: Decimal | None) -> str | None:
    """All digits of a number, for a column of text beside one that rounds."""
    return None if value is None else f"{value:f}"
