"""A comparison on the terminal: a table for each indicator, organisations or years below each other, with bars."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from extractor.cells import NO_YEAR, in_its_unit
from extractor.compare import MARKED, Cell, Compared, Growth, Share, Total
from extractor.harmless import shown
from extractor.labels import header, label
from extractor.messages import language, say
from extractor.terminal.records import number
from extractor.terminal.screen import screen

__all__ = ["print_by_organisation", "print_by_year"]

_SIGNS: Final = {"over": "≥", "under": "≤", "about": "≈", "exact": ""}
_STYLES: Final = {
    "redacted": "yellow",
    "missing": "red",
    "absent": "dim",
    "planned": "italic",
    "filled": "cyan",
    "reviewed": "green",
    "doubted": "red",
}
_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
_NARROW: Final = 100  # columns of a terminal below which there are fewer years and shorter bars
_WIDTHS: Final = (
    (5, 20),
    (5, 10),
    (4, 10),
    (3, 10),
    (3, 6),
    (2, 10),
    (2, 6),
)  # years, width of a bar: the first that fits
_WIDEST: Final = 1000
_MOST_ROWS: Final = 60  # organisations below each other


def print_by_organisation(compared: Iterable[Compared]) -> None:
    """Each indicator: organisations that state it below each other, the latest years, growth, share, a bar of the latest."""
    console = screen(highlight=False)
    for one in compared:
        ways = [(one.years[-most:], bar) for most, bar in _WIDTHS]
        tables = ((years, _by_organisation(one, years, bar)) for years, bar in ways)
        narrowest = one.years[-1:]
        fitting = (found for found in tables if _fits(found[1], console))
        years, table = next(fitting, (narrowest, _by_organisation(one, narrowest, 0)))
        console.print(table)
        _print_others(one, years, console)
    _print_legend(console)


def _fits(table: Table, console: Console) -> bool:
    return Measurement.get(console, console.options.update_width(_WIDEST), table).maximum <= console.width


def _print_others(one: Compared, years: Sequence[str], console: Console) -> None:
    """How many organisations have no row, and why."""
    here, stated = (sum(row.states(some) for row in one.rows) for some in (years, one.years))
    counts = {"more": here - _MOST_ROWS, "earlier": stated - here, "others": len(one.rows) - stated}
    counts["unnamed"] = len(one.unnamed)
    said = [say(f"compare_{key}", facts={"number": number}) for key, number in counts.items() if number > 0]
    if said:
        console.print(Text(say("and_then").join(said), "dim"))
        console.print()


def _by_organisation(one: Compared, years: Sequence[str], bar: int) -> Table:
    table = _table(one, header("organisation", language()))
    for year in years:
        head = say("no_year") if year == NO_YEAR else say("of_year", facts={"year": year})
        table.add_column(head, justify="right", no_wrap=True)
    for head in (_growth_head(one), say("compare_share")):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for row in [row for row in one.rows if row.states(years)][:_MOST_ROWS]:
        counted = row.cells[one.latest].counted if one.latest else None
        cells = [_cell(row.cells[year]) for year in years]
        told = (_growth(row.growth, one), _share(row.share), _bar(counted, one.largest, bar))
        table.add_row(Text(shown(row.organisation)), *cells, *told)
    if one.totals and len(one.rows) > 1:
        table.add_section()
        cells = [_total(one.totals[year]) if year in one.totals else Text("–") for year in years]
        table.add_row(Text(say("compare_total")), *cells, _growth(one.growth, one, len(one.rows)), style="bold")
    if one.unnamed:
        table.add_section()
    for row in [row for row in one.unnamed if row.states(years)][:_MOST_ROWS]:
        table.add_row(Text(shown(row.organisation)), *(_cell(row.cells[year]) for year in years), style="dim")
    return table


def print_by_year(compared: Iterable[Compared]) -> None:
    """Each indicator: years below each other, the total, how many organisations it is of, and a bar."""
    console = screen(highlight=False)
    for one in compared:
        if not one.totals:
            continue
        table = _table(one, header("year", language()))
        for head in ("compare_total", "compare_stated"):
            table.add_column(say(head), justify="right", no_wrap=True)
        table.add_column("", no_wrap=True)
        largest = max((total.value or Decimal(0) for total in one.totals.values()), default=Decimal(0))
        for year, total in one.totals.items():
            of = f"{total.counted}/{total.of}"
            table.add_row(year, _total(total), of, _bar(total.value, largest, 20 if console.width < _NARROW else 40))
        console.print(table)
    _print_legend(console)


def _table(one: Compared, first: str) -> Table:
    name = one.indicator.en if language() == "en" else one.indicator.zh
    unit = label("unit", one.unit, language())
    title = Text(shown(say("compare_title", facts={"name": name, "unit": unit})), "bold")
    table = Table(
        box=box.SIMPLE_HEAD,
        header_style="bold",
        title=title,
        title_justify="left",
        pad_edge=False,
        collapse_padding=True,
    )
    table.add_column(first, overflow="fold", min_width=8)
    return table


def _growth_head(one: Compared) -> str:
    return say("compare_since", facts={"base": one.base, "latest": one.latest}) if one.base else say("compare_growth")


def _cell(cell: Cell) -> Text:
    style = _STYLES.get(cell.status, "")
    if cell.status == "other_unit" and cell.figure is not None:
        mark = say(f"compare_{cell.figure.stated.by}") if cell.figure.stated.by != "report" else ""
        return Text(shown(in_its_unit(cell.figure)) + mark, "dim")
    if cell.value is None:
        return Text(
            say("compare_absent") if cell.status == "absent" else label("status", cell.status, language()), style
        )
    value = cell.figure.stated.value if cell.figure is not None else None
    high = value[1] if isinstance(value, tuple) else None
    text = number(cell.value) if high is None else number((cell.value, high))
    sign = _SIGNS[cell.bound] if high is None else ""
    mark = say(f"compare_{cell.status}") if cell.status in MARKED else ""
    return Text(sign + text + mark, style)


def _total(total: Total) -> Text:
    return Text("–" if total.value is None else _SIGNS[total.bound] + number(total.value))


def _growth(growth: Growth | None, one: Compared, of: int = 1) -> Text:
    if growth is None:
        return Text("–", "dim")
    unit = "" if one.kind == "ratio" else "%"
    text = f"{'' if growth.is_exact else '≈'}{_signed(growth.value)}{unit}"
    if growth.over < of:
        text += say("compare_over", facts={"number": growth.over})
    return Text(text, "red" if growth.value < 0 else "")


def _signed(value: Decimal) -> str:
    return f"{value:+,f}" if value else f"{value:f}"


def _share(share: Share | None) -> Text:
    return Text("–", "dim") if share is None else Text(f"{_SIGNS[share.bound]}{share.value:f}%")


def _bar(value: Decimal | None, largest: Decimal, width: int) -> Text:
    if value is None or value <= 0 or not width:
        return Text("")
    eighths = max(1, int(value * width * 8 / largest))
    return Text("█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip(), "green")


def _print_legend(console: Console) -> None:
    for line in ("compare_legend", "compare_gaps"):
        console.print(Text(say(line), "dim"), overflow="fold")
