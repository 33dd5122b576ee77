"""The command `baoshu compare`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from extractor.cells import Matrix
from extractor.compare import Compared, compare_table
from extractor.console import print_lines, say, stop
from extractor.packs import load
from extractor.runs.journal import existing
from extractor.terminal.comparison import print_by_organisation, print_by_year

__all__ = ["compare_runs"]

_WAYS: Final = ("organisation", "year")


def compare_runs(runs: Sequence[Path], keys: Sequence[str], by: str, patterns: Sequence[Path], *, jsonl: bool) -> None:
    """Print the comparison of all reports of these runs. Ends with 2 for an indicator that there is not."""
    if by not in _WAYS:
        stop(f"--by {by}: use organisation or year")
    indicators = load(patterns).indicators
    wanted = set()
    for key in keys:
        one = indicators.named(key)
        if one is None:
            stop(f"--indicator {key}: no such indicator; `baoshu indicators list` shows them")
        wanted.add(one.key)
    table = Matrix(indicators)
    for run in runs:
        journal = existing(run)
        try:
            for extraction in journal.extractions():
                table.add(extraction)
        finally:
            journal.close()
    compared = [one for one in compare_table(table) if not wanted or one.indicator.key in wanted]
    if jsonl:
        print_lines(json.dumps(line, ensure_ascii=False, default=_number) for one in compared for line in _lines(one))
    elif not compared:
        say("no report of these runs states such an indicator")
    elif by == "year":
        print_by_year(compared)
    else:
        print_by_organisation(compared)


def _lines(one: Compared) -> Iterator[dict[str, Any]]:
    """A line for each cell of an indicator, of an organisation or of a report that names none, then one for each total."""
    about = {"indicator": one.indicator.key, "unit": one.unit}
    rows = (*(("cell", row) for row in one.rows), *(("unnamed", row) for row in one.unnamed))
    for sort, row in rows:
        for year, cell in row.cells.items():
            figure, is_latest = cell.figure, year == one.latest
            where = (figure.source_file, figure.start, figure.end) if figure else (None, None, None)
            share, growth = (row.share, row.growth) if is_latest else (None, None)
            yield {
                "sort": sort,
                **about,
                "organisation": row.organisation,
                "year": year,
                "status": cell.status,
                "value": cell.value,
                "bound": cell.bound if cell.value is not None else None,
                "share": share and share.value,
                "share_bound": share and share.bound,
                "growth": growth and growth.value,
                "growth_from": one.base if growth else None,
                **dict(zip(("source_file", "start", "end"), where, strict=True)),
            }
    for year, total in one.totals.items():
        growth = one.growth if year == one.latest else None
        yield {
            "sort": "total",
            **about,
            "year": year,
            "value": total.value,
            "bound": total.bound if total.value is not None else None,
            "counted": total.counted,
            "of": total.of,
            "growth": growth and growth.value,
            "growth_from": one.base if growth else None,
            "growth_over": growth and growth.over,
        }


def _number(value: Decimal) -> int | float | str:
    """A JSON number; one that a float would round is a string with all its digits."""
    if value == value.to_integral_value():
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else f"{value:f}"
