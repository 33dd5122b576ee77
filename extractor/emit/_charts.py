"""The sheet 对比: for each indicator a table of organisations and years, and a chart of it.

A chart refers to cells. A cell with a word in it (占位) would be drawn as 0, so each chart has numbers of its own, below it,
where a gap is an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from extractor.cells import NO_YEAR, in_its_unit
from extractor.compare import MARKED, Cell, Compared, Growth, Total
from extractor.emit._summary import SIGNS
from extractor.harmless import shown
from extractor.labels import Headers, header, label, spoken
from extractor.messages import Language, say

if TYPE_CHECKING:
    import xlsxwriter

__all__ = ["write"]

_MOST: Final = 60  # indicators
_MOST_ROWS: Final = 1000  # organisations of one: the sheet is made in memory
_MOST_COLUMNS: Final = 20  # organisations that can be read beside each other; more are drawn below each other
_MOST_BARS: Final = 100
_MOST_YEARS: Final = 5
_CHART: Final = 4 + _MOST_YEARS  # column
_NARROWEST: Final = 13
_HEIGHT: Final = 17  # rows of a chart
_PIXELS: Final = (660, 330)
_ROW: Final = 20  # pixels
_LARGEST: Final = Decimal(10) ** 15  # Excel keeps 15 digits
_FILLS: Final = {
    "filled": "#DDEBF7",
    "reviewed": "#D5E8D4",
    "doubted": "#FFC7CE",
    "redacted": "#FFF2CC",
    "missing": "#F8CBAD",
    "absent": "#F2F2F2",
    "other_unit": "#F2F2F2",
}
_COLOURS: Final = ("#BDD7EE", "#9DC3E6", "#6FA8DC", "#2E75B6", "#1F4E79")  # of years, the latest darkest
_Place = tuple[int, int]


class _Sheet:
    """The sheet in the making; formats are made once."""

    def __init__(self, sheet: xlsxwriter.worksheet.Worksheet, book: xlsxwriter.Workbook, headers: Headers) -> None:
        self.sheet, self.book, self.headers, self._made = sheet, book, headers, dict[str, Any]()
        self.widest = _NARROWEST  # of a number's column, in digits: Excel shows #### where one does not fit

    @property
    def lang(self) -> Language:
        return spoken(self.headers)

    def form(self, **properties: object) -> Any:  # noqa: ANN401 - xlsxwriter's
        key = repr(properties)
        if key not in self._made:
            self._made[key] = self.book.add_format({"valign": "vcenter", **properties})
        return self._made[key]

    def number(self, at: _Place, value: Decimal, sign: str, suffix: str = "", **properties: object) -> None:
        """A number with its sign and suffix as a format; one that Excel would round is text."""
        if abs(value) >= _LARGEST:
            self.sheet.write_string(*at, f"{value:,f}", self.form(align="right", **properties))
            return
        self.widest = max(self.widest, len(f"{sign}{value:,f}{suffix}") + 1)
        digits = "#,##0" if value == value.to_integral_value() else "#,##0.######"
        self.sheet.write_number(*at, value, self.form(align="right", num_format=sign + digits + suffix, **properties))


def write(
    sheet: xlsxwriter.worksheet.Worksheet, book: xlsxwriter.Workbook, compared: Iterator[Compared], headers: Headers
) -> list[str]:
    """Write the sheet; what does not stand in it is said in the list that comes back."""
    made = _Sheet(sheet, book, headers)
    sheet.set_column(0, 0, 24)
    sheet.set_column(_CHART - 1, _CHART - 1, 2)
    sheet.write_string(0, 0, say("compare_legend", made.lang), made.form(font_color="#7F7F7F"))
    sheet.write_string(1, 0, say("compare_gaps", made.lang), made.form(font_color="#7F7F7F"))
    at, breaks = 3, []
    for number, one in enumerate(islice(compared, _MOST)):
        if number and number % 3 == 0:
            breaks.append(at)
        at = _block(made, at, one)
    sheet.set_column(1, _CHART - 2, made.widest)
    sheet.set_h_pagebreaks(breaks)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    return (
        [f"{sheet.name}: holds the first {_MOST} indicators; `baoshu compare` shows all"]
        if next(compared, None)
        else []
    )


def _block(made: _Sheet, top: int, one: Compared) -> int:
    """The table and chart of one indicator from the row `top` on; the row below them."""
    years, rows = one.years[-_MOST_YEARS:], one.rows[:_MOST_ROWS]
    name = one.indicator.en if made.headers == "en" else one.indicator.zh
    unit = label("unit", one.unit, made.headers)
    made.sheet.write_string(
        top, 0, shown(say("compare_title", made.lang, {"name": name, "unit": unit})), made.form(bold=True, font_size=12)
    )
    since = say("compare_since", made.lang, {"latest": one.latest, "base": one.base})
    told = [say("no_year", made.lang) if year == NO_YEAR else year for year in years]
    heads = [header("organisation", made.headers), *told, since if one.base else say("compare_growth", made.lang)]
    heads.append(say("compare_share", made.lang))
    head = made.form(bold=True, bg_color="#D9E1F2", border=1, align="center", text_wrap=True)
    for column, title in enumerate(heads):
        made.sheet.write_string(top + 1, column, title, head)
    growth = len(years) + 1  # its column; the share's is the next
    for line, row in enumerate(rows, top + 2):
        made.sheet.write_string(line, 0, shown(row.organisation), made.form())
        for column, year in enumerate(years, 1):
            _cell(made, (line, column), row.cells[year])
            _drawn(made, (line, _CHART + column), row.cells[year])
        _growth(made, (line, growth), row.growth, one)
        if row.share:
            form = SIGNS[row.share.bound] + '0.0"%"'
            made.sheet.write_number(line, growth + 1, row.share.value, made.form(align="right", num_format=form))
    line = top + 2 + len(rows)
    if len(one.rows) > len(rows):
        more = say("compare_more", made.lang, {"number": len(one.rows) - len(rows)})
        made.sheet.write_string(line, 0, more, made.form(font_color="#7F7F7F"))
        line += 1
    if one.totals and len(one.rows) > 1:
        made.sheet.write_string(line, 0, say("compare_total", made.lang), made.form(bold=True, top=1))
        for column, year in enumerate(years, 1):
            if year in one.totals:
                _total(made, (line, column), one.totals[year])
        _growth(made, (line, growth), one.growth, one, of=len(one.rows))
        line += 1
    if one.unnamed:
        beside = say("compare_unnamed", made.lang, {"number": len(one.unnamed)})
        made.sheet.write_string(line, 0, beside, made.form(font_color="#7F7F7F"))
        line += 1
    bars = rows[:_MOST_BARS]  # the largest come first
    drawn = [c for c, year in enumerate(years, 1) if any(row.cells[year].counted is not None for row in bars)]
    _chart(made, top, len(bars), drawn)
    return max(line, top + _HEIGHT) + 2


def _cell(made: _Sheet, at: _Place, cell: Cell) -> None:
    fill = {"bg_color": _FILLS[cell.status]} if cell.status in _FILLS else {}
    if cell.status == "other_unit" and cell.figure is not None:
        mark = say(f"compare_{cell.figure.stated.by}", made.lang) if cell.figure.stated.by != "report" else ""
        made.sheet.write_string(
            *at, shown(in_its_unit(cell.figure)) + mark, made.form(align="right", font_color="#7F7F7F", **fill)
        )
    elif cell.value is None:
        text = say("compare_absent") if cell.status == "absent" else label("status", cell.status, made.headers)
        made.sheet.write_string(*at, text, made.form(align="right", **fill))
    elif cell.figure is not None and isinstance(cell.figure.stated.value, tuple):
        ends = "–".join(f"{end:,f}" for end in cell.figure.stated.value)
        made.sheet.write_string(*at, ends, made.form(align="right", **fill))
    else:
        mark = say(f"compare_{cell.status}", made.lang) if cell.status in MARKED else ""
        style = {"italic": True, "font_color": "#4F6D9A"} if cell.status == "planned" else {}
        made.number(at, cell.value, SIGNS[cell.bound], f'"{mark}"' if mark else "", **fill, **style)


def _drawn(made: _Sheet, at: _Place, cell: Cell) -> None:
    """What the chart draws: a number that counts, else nothing."""
    if cell.counted is not None and abs(cell.counted) < _LARGEST:
        made.sheet.write_number(*at, cell.counted, made.form(font_color="#BFBFBF"))


def _total(made: _Sheet, at: _Place, total: Total) -> None:
    if total.value is None:
        made.sheet.write_string(*at, say("compare_absent"), made.form(bold=True, top=1, align="right"))
    else:
        made.number(at, total.value, SIGNS[total.bound], bold=True, top=1)


def _growth(made: _Sheet, at: _Place, growth: Growth | None, one: Compared, of: int = 1) -> None:
    if growth is None:
        return
    over = say("compare_over", made.lang, {"number": growth.over}) if growth.over < of else ""
    sign, tail = "" if growth.is_exact else '"≈"', ("" if one.kind == "ratio" else "%") + over
    made.widest = max(made.widest, len(f"{sign}+{growth.value:.1f}{tail}") + 1)
    form = ";".join(f'{sign}{plus}0.0"{tail}"' for plus in ("+", "-", ""))
    colour = {"font_color": "#C00000"} if growth.value < 0 else {}
    made.sheet.write_number(*at, growth.value, made.form(align="right", num_format=form, **colour))


def _chart(made: _Sheet, top: int, rows: int, years: Sequence[int]) -> None:
    """Columns: the organisations, a series for each year (its column of the table); of one organisation the years.

    Many organisations are bars below each other, as high as the table beside them.
    """
    name, first, last = made.sheet.name, top + 2, top + 1 + rows
    are_many = rows > _MOST_COLUMNS
    chart = made.book.add_chart({"type": "bar" if are_many else "column"})
    if rows == 1:
        values = [name, first, _CHART + years[0], first, _CHART + years[-1]]
        categories = [name, top + 1, years[0], top + 1, years[-1]]
        series: dict[str, Any] = {"name": [name, first, 0], "categories": categories}
        chart.add_series({**series, "values": values, "fill": {"color": _COLOURS[-2]}, "gap": 80})
        chart.set_legend({"none": True})
    else:
        for column in years:
            values = [name, first, _CHART + column, last, _CHART + column]
            series = {"name": [name, top + 1, column], "categories": [name, first, 0, last, 0]}
            chart.add_series(
                {**series, "values": values, "fill": {"color": _COLOURS[column - 1 - years[-1]]}, "gap": 60}
            )
        chart.set_legend({"position": "bottom"})
    chart.set_title({"name": [name, top, 0], "name_font": {"size": 12}, "overlay": False})
    numbers = {"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E5E5E5"}}}
    if are_many:  # the largest on top, as in the table
        chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": 8}})
        chart.set_x_axis({**numbers, "label_position": "high"})  # below, as the other axis is reversed
    else:
        chart.set_y_axis(numbers)
    chart.set_size({"width": _PIXELS[0], "height": max(_PIXELS[1], _ROW * (rows + 2))})
    made.sheet.insert_chart(top, _CHART, chart, {"object_position": 1})
