"""A SQLite database with the tables report, figure and redaction: for SQL, Datasette, DuckDB."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Final

from extractor.emit._about import About
from extractor.emit._cells import exact, reviewed, values
from extractor.harmless import named, utf8
from extractor.records import Extraction, Figure, Redaction

__all__ = ["write"]

_TABLES: Final = """
CREATE TABLE report (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, title TEXT NOT NULL, organisation TEXT NOT NULL, year TEXT,
    published TEXT, characters INTEGER NOT NULL, sha256 TEXT NOT NULL
);
CREATE TABLE figure (
    id INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES report (id), source_file TEXT NOT NULL, locator TEXT,
    section TEXT NOT NULL, sentence TEXT NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL,
    value REAL, value_high REAL, value_exact TEXT, value_high_exact TEXT, date TEXT, unit TEXT, item TEXT, indicator TEXT, period TEXT,
    bound TEXT, modality TEXT, relation TEXT, change TEXT, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    unit_start INTEGER, unit_end INTEGER, pattern TEXT NOT NULL,
    filled TEXT, filled_by TEXT, filled_at TEXT, filled_source TEXT,
    review TEXT, reviewed_value TEXT, reviewed_unit TEXT, reviewed_item TEXT, reviewed_kind TEXT, reviewer TEXT,
    reviewed_at TEXT, note TEXT
);
CREATE TABLE redaction (
    id INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES report (id), source_file TEXT NOT NULL, locator TEXT,
    section TEXT NOT NULL, sentence TEXT NOT NULL, text TEXT NOT NULL, what TEXT NOT NULL, start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, pattern TEXT NOT NULL
);
"""
_INDEXES: Final = """
CREATE INDEX figure_report ON figure (report);
CREATE INDEX figure_item ON figure (item, unit);
CREATE INDEX figure_indicator ON figure (indicator);
CREATE INDEX redaction_report ON redaction (report);
"""
_REPORT: Final = "INSERT INTO report VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_FIGURE: Final = "INSERT INTO figure VALUES (NULL" + ", ?" * 38 + ")"
_REDACTION: Final = "INSERT INTO redaction VALUES (NULL" + ", ?" * 10 + ")"

_Value = str | int | Decimal | float | None


def write(extractions: Iterable[Extraction], path: Path, _about: About) -> list[str]:
    """All of it in one transaction; equal records give an equal file. A full disk is an OSError."""
    try:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode=OFF")  # a file that is not finished is never put in place
            database.execute("PRAGMA synchronous=OFF")  # it is synced as a whole afterwards
            database.executescript(_TABLES)
            database.execute("BEGIN")
            for number, extraction in enumerate(extractions, 1):
                _insert(database, number, extraction)
            database.execute("COMMIT")
            database.executescript(_INDEXES)
    except sqlite3.Error as error:
        raise OSError(str(error)) from None
    return []


def _insert(database: sqlite3.Connection, number: int, extraction: Extraction) -> None:
    said = extraction.report
    report = (named(said.name), said.title, said.organisation, said.year, said.published, said.characters, said.sha256)
    database.execute(_REPORT, (number, *map(utf8, report)))
    figures, words = [], []
    for record in extraction.records:
        if isinstance(record, Figure):
            figures.append((number, *map(utf8, _figure(record))))
        else:
            words.append((number, *map(utf8, _redaction(record))))
    database.executemany(_FIGURE, figures)
    database.executemany(_REDACTION, words)


def _figure(f: Figure) -> tuple[_Value, ...]:
    low, high, date = values(f)
    place = (named(f.source_file), f.locator, f.section, f.sentence, f.text, f.kind, f.status)
    value = (_real(low), _real(high), exact(low), exact(high), date, f.unit, f.item, f.indicator, f.period)
    unit_at = f.unit_at or (None, None)
    answer = (f.filled.value, f.filled.by, f.filled.at, f.filled.source) if f.filled else (None,) * 4
    return (
        *place,
        *value,
        f.bound,
        f.modality,
        f.relation,
        f.change,
        f.start,
        f.end,
        *unit_at,
        f.pattern,
        *answer,
        *_review(f),
    )


def _review(f: Figure) -> Iterable[str | None]:
    cells = reviewed(f).values()
    return (exact(cell) if isinstance(cell, Decimal) else None if cell is None else str(cell) for cell in cells)


def _redaction(r: Redaction) -> tuple[_Value, ...]:
    return (named(r.source_file), r.locator, r.section, r.sentence, r.text, r.what, r.start, r.end, r.pattern)


def _real(value: Decimal | None) -> float | None:
    """For sums and comparisons in SQL, which knows no decimals; `value_exact` has every digit."""
    return None if value is None else float(value)
