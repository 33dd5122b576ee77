"""Organisations and years side by side: for each indicator what each of them states, totals, shares and growth.

What is not stated is never 0. A total over a gap (redacted, missing, absent, in another unit) is a lower bound and says so;
growth of a total is that of the organisations which state both years. Only figures of one unit are added up, and rates never.
A report that does not say whose it is stands beside them, and is in no total: it may be of one that is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final, Literal

from extractor.cells import NO_YEAR, Matrix, bound_of
from extractor.fields import Bound
from extractor.knowledge import Indicator, Indicators
from extractor.records import Extraction, Figure
from extractor.same_units import common_unit, same_unit

__all__ = [
    "MARKED",
    "Cell",
    "Compared",
    "Growth",
    "Row",
    "Share",
    "Total",
    "compare",
    "compare_table",
    "is_worth_a_chart",
    "measure",
]

Status = Literal["complete", "filled", "reviewed", "planned", "doubted", "redacted", "missing", "other_unit", "absent"]
MARKED: Final = frozenset({"planned", "filled", "reviewed", "doubted"})
"""What is said of a number in words, compare_… of messages.toml."""
_TENTH: Final = Decimal("0.1")
_DIGITS: Final = 60  # of a sum; figures have up to 40


@dataclass(frozen=True, slots=True)
class Cell:
    """What one organisation states for one year. Only `complete`, `filled` and `reviewed` are counted."""

    status: Status
    figure: Figure | None = None
    value: Decimal | None = None  # the low end of a range
    bound: Bound = "exact"

    @property
    def counted(self) -> Decimal | None:
        """The number that totals are made of; None is a gap."""
        return self.value if self.status in {"complete", "filled", "reviewed"} else None


_ABSENT: Final = Cell("absent")


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the organisations that state the number: `counted` of `of`. `value` is None where none does."""

    value: Decimal | None
    bound: Bound
    counted: int
    of: int


@dataclass(frozen=True, slots=True)
class Growth:
    """From the base year to the latest, in percent of the base (points, where the indicator is a ratio)."""

    value: Decimal
    is_exact: bool  # neither figure is 余, 约, a range
    over: int = 1  # organisations that state both years


@dataclass(frozen=True, slots=True)
class Share:
    """Of the total of the latest year, in percent; at most that, where the total has a gap."""

    value: Decimal
    bound: Bound


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation."""

    organisation: str
    cells: Mapping[str, Cell]  # by year; all years of the table
    share: Share | None
    growth: Growth | None

    def states(self, years: Iterable[str]) -> bool:
        """Whether its reports speak of the indicator in one of these years, be it with a gap."""
        return any(self.cells[year].status != "absent" for year in years)


@dataclass(frozen=True, slots=True)
class Compared:
    """One indicator: rows from the largest of the latest year down, then those without a number."""

    indicator: Indicator
    kind: str
    unit: str
    years: tuple[str, ...]
    latest: str | None  # the last year with a number that counts
    base: str | None  # the one before it, which growth is measured from
    rows: tuple[Row, ...]
    totals: Mapping[str, Total]  # by year; none where the indicator cannot be added up
    growth: Growth | None  # of the totals, over the organisations that state both years
    unnamed: tuple[Row, ...] = ()  # of reports that do not say whose they are, and state the indicator

    @property
    def largest(self) -> Decimal:
        """The largest number that counts, which bars are measured by; 0 where there is none."""
        return max(
            (n for row in self.rows for c in row.cells.values() if (n := c.counted) is not None), default=Decimal(0)
        )


def compare(extractions: Iterable[Extraction], indicators: Indicators) -> list[Compared]:
    r"""The comparison of these reports, an indicator each, in the order of the pack.

    >>> from extractor import extract; from extractor.packs import load
    >>> reports = [extract(f"青禾县红十字会{y}年工作总结\n全年培训救护员{n}人。") for y, n in ((2021, 100), (2022, 120))]
    >>> (one,) = compare(reports, load().indicators)
    >>> one.indicator.zh, one.years, one.rows[0].organisation, str(one.growth.value)
    ('持证救护员', ('2021', '2022'), '青禾县红十字会', '20.0')
    """
    table = Matrix(indicators)
    for extraction in extractions:
        table.add(extraction)
    return list(compare_table(table))


def is_worth_a_chart(one: Compared) -> bool:
    """Whether there are two numbers to compare."""
    return sum(cell.counted is not None for row in one.rows for cell in row.cells.values()) > 1


def compare_table(table: Matrix) -> Iterator[Compared]:
    """The comparison of what stands in a table, one indicator at a time: each of them has a cell for every organisation."""
    held = {key for row in table.rows.values() for key in row}
    return (_compared(one, table) for one in table.indicators.all if one.key in held)


def _compared(indicator: Indicator, table: Matrix) -> Compared:
    stated = {at: row[indicator.key] for at, row in table.rows.items() if indicator.key in row}
    own = [figure for (name, _), figure in stated.items() if name not in table.unnamed]
    kind, unit = measure(own or stated.values())
    years = tuple(sorted({year for _, year in stated}, key=lambda year: (year != NO_YEAR, year)))
    names = dict.fromkeys(name for name, _ in table.rows)
    found = {name: {year: _cell(stated.get((name, year)), unit) for year in years} for name in names}
    cells = {name: row for name, row in found.items() if name not in table.unnamed}
    unnamed = (Row(name, row, None, None) for name, row in found.items() if name in table.unnamed)
    dated = [year for year in years if year != NO_YEAR]
    with_numbers = [y for y in dated if any(row[y].counted is not None for row in cells.values())]
    latest = with_numbers[-1] if with_numbers else None
    base = with_numbers[-2] if len(with_numbers) > 1 else None
    adds_up = kind != "ratio" and not indicator.per_unit and not indicator.change
    totals = {year: _total([row[year] for row in cells.values()]) for year in dated} if adds_up else {}
    total = totals.get(latest or "")
    rows = [
        Row(name, row, _share(row.get(latest or ""), total), _growth([row], base, latest, kind))
        for name, row in cells.items()
    ]
    rows.sort(key=lambda row: _order(row, latest))  # of equals the first among the inputs stays first
    grown = _growth(list(cells.values()), base, latest, kind) if adds_up else None
    return Compared(
        indicator,
        kind,
        unit,
        years,
        latest,
        base,
        tuple(rows),
        totals,
        grown,
        tuple(row for row in unnamed if row.states(years)),
    )


def measure(figures: Iterable[Figure]) -> tuple[str, str]:
    """Kind and unit of most of the figures, as most of them write it; of equals the first."""
    counts = Counter((said.kind, said.unit or "") for said in (figure.stated for figure in figures))
    together: Counter[tuple[str, str]] = Counter()
    for (kind, unit), count in counts.items():
        together[kind, common_unit(unit) or ""] += count
    most = max(together, key=together.__getitem__)
    if most[1] == "人":
        return most
    written = [one for one in counts if (one[0], common_unit(one[1])) == most]
    return max(written, key=counts.__getitem__)


def _cell(figure: Figure | None, unit: str) -> Cell:
    if figure is None:
        return _ABSENT
    said = figure.stated
    if said.value is None:
        return Cell("redacted" if figure.status == "redacted" else "missing", figure)
    if not same_unit(said.unit, unit):
        return Cell("other_unit", figure)
    low = said.value[0] if isinstance(said.value, tuple) else said.value
    bound = "over" if isinstance(said.value, tuple) else bound_of(figure)
    status: Status = "doubted" if figure.is_doubted else "complete" if said.by == "report" else said.by
    if figure.modality == "planned":
        status = "planned"
    return Cell(status, figure, low if isinstance(low, Decimal) else None, bound)


def _total(cells: Sequence[Cell]) -> Total:
    counted = [cell for cell in cells if cell.counted is not None]
    if not counted:
        return Total(None, "exact", 0, len(cells))
    bounds = {cell.bound for cell in counted} - {"exact"}
    bound: Bound = "over" if len(counted) < len(cells) else "about" if len(bounds) > 1 else (*bounds, "exact")[0]
    with localcontext(prec=_DIGITS):
        return Total(sum((cell.counted or Decimal(0) for cell in counted), Decimal(0)), bound, len(counted), len(cells))


def _share(cell: Cell | None, total: Total | None) -> Share | None:
    if cell is None or total is None or not total.value or cell.counted is None:
        return None
    bound: Bound = "under" if total.counted < total.of else "exact" if total.bound == cell.bound == "exact" else "about"
    return Share(_percent(cell.counted, total.value), bound)


def _growth(rows: Sequence[Mapping[str, Cell]], base: str | None, latest: str | None, kind: str) -> Growth | None:
    if base is None or latest is None:
        return None
    both = [
        (row[base], row[latest]) for row in rows if row[base].counted is not None and row[latest].counted is not None
    ]
    if not both:
        return None
    is_exact = all(cell.bound == "exact" for pair in both for cell in pair)
    with localcontext(prec=_DIGITS):
        before, after = (sum((pair[at].counted or Decimal(0) for pair in both), Decimal(0)) for at in (0, 1))
        if kind == "ratio":
            return Growth((after - before).normalize(), is_exact, len(both))
        return Growth(_percent(after - before, before), is_exact, len(both)) if before else None


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    with localcontext(prec=_DIGITS):
        return (part * 100 / whole).quantize(_TENTH)


def _order(row: Row, latest: str | None) -> Decimal:
    counted = row.cells[latest].counted if latest else None
    return Decimal("Infinity") if counted is None else -counted
