"""Parquet for pandas, DuckDB, Spark: one row a record, typed. Needs the extra `[data]`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation
from pathlib import Path
from typing import Any, Final

from extractor.emit._about import About
from extractor.emit._cells import REVIEW, exact, named, reviewed, utf8, values
from extractor.errors import BaoshuError
from extractor.records import Extraction, Figure, Redaction

__all__ = ["write"]

_DIGITS, _PLACES = 38, 10  # of `value`, a decimal128; what it cannot hold exactly is in `value_exact` alone
_STEP: Final = Decimal(1).scaleb(-_PLACES)
_CONTEXT: Final = Context(prec=_DIGITS, traps=[Inexact, InvalidOperation])
_ROWS: Final = 20_000  # of a row group: memory does not grow with the file
_TEXTS: Final = ("section", "sentence", "text", "kind", "status", "unit", "item", "indicator", "period")
_WORDS: Final = ("bound", "modality", "relation", "change", "what", "pattern")

_FILLED: Final = ("filled", "filled_by", "filled_at", "filled_source")


def write(extractions: Iterable[Extraction], path: Path, _about: About) -> list[str]:
    """All records in row groups of equal size. Raises BaoshuError where pyarrow is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise BaoshuError('a .parquet file needs pyarrow: pip install "baoshu[data]"') from None
    schema = pa.schema(_schema(pa))
    outside = 0
    with parquet.ParquetWriter(path, schema, compression="zstd", store_schema=False) as file:
        rows: list[dict[str, Any]] = []
        for extraction in extractions:
            for record in extraction.records:
                rows.append(_row(record))
                outside += any(rows[-1][f"{k}_exact"] and rows[-1][k] is None for k in ("value", "value_high"))
                if len(rows) == _ROWS:
                    file.write_table(pa.Table.from_pylist(rows, schema))
                    rows = []
        if rows:
            file.write_table(pa.Table.from_pylist(rows, schema))
    return [f"{outside} values do not fit decimal({_DIGITS}, {_PLACES}); value_exact has them"] if outside else []


def _schema(pa: Any) -> list[tuple[str, Any]]:  # noqa: ANN401 - a module that may be absent
    text, number, place = pa.string(), pa.decimal128(_DIGITS, _PLACES), pa.int64()
    columns = [("source_file", text), ("locator", text), ("start", place), ("end", place)]
    columns += [(name, text) for name in _TEXTS]
    columns += [("value", number), ("value_high", number), ("value_exact", text), ("value_high_exact", text)]
    columns += [("date", text), ("unit_start", place), ("unit_end", place)]
    return columns + [(name, text) for name in (*_WORDS, *_FILLED, *REVIEW)]


def _row(record: Figure | Redaction) -> dict[str, Any]:
    row: dict[str, Any] = {
        name: utf8(getattr(record, name, None)) for name in (*_TEXTS, *_WORDS, "locator", "start", "end")
    }
    row["source_file"] = named(record.source_file)
    low, high, date = values(record)
    row |= {"value": _fitting(low), "value_exact": exact(low), "value_high": _fitting(high)}
    row |= {"value_high_exact": exact(high), "date": date}
    row["unit_start"], row["unit_end"] = getattr(record, "unit_at", None) or (None, None)
    answer = record.filled if isinstance(record, Figure) else None
    told = (answer.value, answer.by, answer.at, answer.source) if answer else (None,) * 4
    row |= dict(zip(_FILLED, map(utf8, told), strict=True))
    for key, cell in reviewed(record).items():
        row[key] = exact(cell) if isinstance(cell, Decimal) else utf8(cell)
    return row


def _fitting(value: Decimal | None) -> Decimal | None:
    try:
        return None if value is None else value.quantize(_STEP, context=_CONTEXT)
    except (Inexact, InvalidOperation):
        return None
