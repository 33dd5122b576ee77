"""Parquet for pandas, DuckDB, Spark: one row a record, typed. Needs the extra `[data]`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from extractor import schema
from extractor.emit._about import About
from extractor.records import Extraction, Figure, Redaction

__all__ = ["write"]

_SAYS_NO_VALUE: Final = frozenset({"rejected", "noted"})  # of a reviewer: the figure is none, or only spoken of
_ROWS: Final = 20_000  # of a row group: memory does not grow with the file


def write(extractions: Iterable[Extraction], path: Path, _about: About) -> list[str]:
    """All records in row groups of equal size. Raises BaoshuError where pyarrow is not installed."""
    pa = schema.needs_pyarrow("a .parquet file")
    from pyarrow import parquet

    outside = 0
    shape = pa.schema(schema.fields(pa))
    with parquet.ParquetWriter(path, shape, compression="zstd", store_schema=False) as file:
        rows: list[dict[str, Any]] = []
        for extraction in extractions:
            for record in extraction.records:
                rows.append(_row(record))
                if len(rows) == _ROWS:
                    outside += _put(file, rows, shape)
                    rows = []
        if rows:
            outside += _put(file, rows, shape)
    return [f"{outside} values do not fit decimal({schema.DIGITS}, {schema.PLACES}); value_exact has them"] * bool(
        outside
    )


def _row(record: Figure | Redaction) -> dict[str, Any]:
    row = record.model_dump()
    said = row.get("reviewed")
    if said and said["status"] in _SAYS_NO_VALUE:  # as in the other tables
        row["reviewed"] = said | dict.fromkeys(("value", "unit", "item", "kind"))
    return row


def _put(file: Any, rows: list[dict[str, Any]], shape: Any) -> int:  # noqa: ANN401 - pyarrow may be absent
    import pyarrow as pa

    arrays = schema.arrays(pa, rows)
    file.write_table(pa.Table.from_arrays(arrays, schema=shape))
    return schema.unfitting(arrays)
