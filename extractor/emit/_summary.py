"""The sheet 汇总: a row for each organisation and year, a column for each indicator; and what a date's sentence tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from extractor.cells import Matrix, bound_of, in_its_unit
from extractor.compare import measure
from extractor.harmless import shown
from extractor.knowledge import Indicator
from extractor.labels import Headers, header, label, spoken
from extractor.messages import say
from extractor.records import Extraction, Figure
from extractor.same_units import same_unit
from extractor.sentences import Span

if TYPE_CHECKING:
    import xlsxwriter

__all__ = ["SIGNS", "Summary", "activity"]

_ABSENT: Final = "–"
_COLOURS: Final = {
    "complete": None,
    "filled": "#DDEBF7",
    "reviewed": "#D5E8D4",
    "doubted": "#FFC7CE",
    "redacted": "#FFF2CC",
    "missing": "#F8CBAD",
    None: "#F2F2F2",
}
SIGNS: Final = {"exact": "", "over": '"≥"', "under": '"≤"', "about": '"≈"'}
"""What stands before a number, by its bound, in a number format."""
_PAGE: Final = 24  # columns that can still be read on one page
_MOST_LINKS: Final = 65_000  # Excel holds 65,530 in a sheet
_PLACE: Final = re.compile(
    r"[在于於]([一-鿿A-Za-z0-9·]{2,14}?)(?=(?:隆重|成功|顺利)?(?:举办|举行|召开|启动|揭牌|舉辦|舉行|召開|開幕|开幕))"
)
_TOLD: Final = 80  # characters of an activity
_SENTENCE_END: Final = re.compile(r"[。；！？\n]")


def activity(date: Figure, span: Span | None, extraction: Extraction) -> tuple[str, str, str]:
    """What the sentence of a date, in which that stands at `span`, tells: the activity, its place, and the figures in it."""
    rest = shown(date.sentence[span.end :] if span else date.sentence)
    told = _SENTENCE_END.split(rest.lstrip("，, )）：:、·"), maxsplit=1)[0]
    place = _PLACE.search(told)
    figures = [
        f"{shown(f.item or '')}{shown(f.text)}"
        for f in extraction.figures
        if f.kind != "date" and f.start > date.start and f.sentence == date.sentence
    ]
    return told[:_TOLD], place[1] if place else "", "、".join(figures)


@dataclass(slots=True)
class Summary:
    """The figures of each organisation and year, one for an indicator, and where each of them stands in 明细."""

    table: Matrix
    places: dict[tuple[str, str, str], tuple[str, int]] = field(default_factory=dict)  # of each cell's figure in 明细
    notes: list[str] = field(default_factory=list)

    def add(self, extraction: Extraction, places: Sequence[tuple[str, int]]) -> None:
        """Add a report; `places` are the sheet and row of each of its records."""
        where = {id(record): place for record, place in zip(extraction.records, places, strict=True)}
        self.places |= {cell: where[id(figure)] for cell, figure in self.table.add(extraction).items()}

    def units(self) -> dict[str, str]:
        """The unit of each indicator that occurs: that of most of its figures."""
        found: dict[str, list[Figure]] = {}
        for row in self.table.rows.values():
            for key, figure in row.items():
                found.setdefault(key, []).append(figure)
        return {key: measure(figures)[1] for key, figures in found.items()}

    def _width(self, key: str) -> int:
        """Of the column of an indicator, in digits: Excel shows #### where a number does not fit."""
        values = (row[key].stated.value for row in self.table.rows.values() if key in row)
        return max([13, *(len(f"{value:,f}") + 3 for value in values if isinstance(value, Decimal))])

    def write(
        self,
        sheet: xlsxwriter.worksheet.Worksheet,
        book: xlsxwriter.Workbook,
        head: xlsxwriter.format.Format,
        headers: Headers,
    ) -> None:
        """Write the sheet. What does not stand in it is said in `notes`."""
        made = _Sheet(sheet, _formats(book, headers), headers)
        units = self.units()
        shown_ones = [one for one in self.table.indicators.all if one.key in units]  # in the order of the pack
        _head(sheet, head, [(one, units[one.key], self._width(one.key)) for one in shown_ones], headers)
        order = {name: at for at, name in enumerate(dict.fromkeys(name for name, _ in self.table.rows))}  # the inputs'
        rows = sorted(self.table.rows.items(), key=lambda row: (order[row[0][0]], row[0][1]))
        for line, ((name, year), found) in enumerate(rows, 1):
            sheet.write_string(line, 0, shown(name))
            if year.isdecimal():
                sheet.write_number(line, 1, int(year), made.formats["year"])
            else:
                sheet.write_string(line, 1, year, made.formats["year"])
            for column, one in enumerate(shown_ones, 2):
                if one.key in found:
                    made.put((line, column), found[one.key], self.places[name, year, one.key], units[one.key])
                else:
                    sheet.write_string(line, column, _ABSENT, made.formats[None])
        if made.links == _MOST_LINKS:
            self.notes.append(
                f"{sheet.name}: Excel holds {_MOST_LINKS} links in a sheet; the cells after these have none"
            )
        sheet.autofilter(0, 0, max(len(self.table.rows), 1), max(1, len(shown_ones) + 1))
        if len(shown_ones) <= _PAGE:
            sheet.fit_to_pages(1, 0)


@dataclass(slots=True)
class _Sheet:
    """The sheet in the making."""

    sheet: xlsxwriter.worksheet.Worksheet
    formats: dict[str | None, Any]
    headers: Headers
    links: int = 0

    def put(self, at: tuple[int, int], figure: Figure, place: tuple[str, int], unit: str) -> None:
        """A figure in its cell, linked to its row in 明细; `unit` is the column's."""
        said = figure.stated
        status = "doubted" if figure.is_doubted else said.by if said.by != "report" else figure.status
        text = label("status", figure.status, self.headers) if said.value is None else ""
        if not text and not same_unit(said.unit, unit):
            mark = say(f"compare_{said.by}", spoken(self.headers)) if said.by != "report" else ""
            text = shown(in_its_unit(figure)) + mark  # the column's head says another unit
        style = "planned" if figure.modality == "planned" and status == "complete" else status
        if self.links < _MOST_LINKS:
            self.links += 1
            url = f"internal:'{place[0]}'!A{place[1]}"
            self.sheet.write_url(*at, url, self.formats[status], text or "·", shown(figure.sentence)[:200])
        elif text:
            self.sheet.write_string(*at, text, self.formats[status])
        if text:
            return
        if isinstance(said.value, Decimal):
            self.sheet.write_number(*at, said.value, self.formats[style + _decimal(said.value) + bound_of(figure)])
        elif isinstance(said.value, tuple):
            self.sheet.write_string(*at, "–".join(f"{end:,f}" for end in said.value), self.formats[style])


def _formats(book: xlsxwriter.Workbook, headers: Headers) -> dict[str | None, Any]:
    """The format of a cell by its status, of a number by `_decimal`, where it has decimals, and its bound, too; that of a year."""
    formats: dict[str | None, dict[str, Any]] = {
        status: {"num_format": "#,##0", "align": "right", **({"bg_color": colour} if colour else {})}
        for status, colour in _COLOURS.items()
    }
    formats["filled"]["num_format"] = f'#,##0"{say("filled_mark", spoken(headers))}"'
    formats["reviewed"]["num_format"] = f'#,##0"{say("reviewed_mark", spoken(headers))}"'
    formats["doubted"]["num_format"] = f'#,##0"{say("compare_doubted", spoken(headers))}"'
    formats["planned"] = {**formats["complete"], "italic": True, "font_color": "#4F6D9A"}
    for status in ("complete", "filled", "reviewed", "doubted", "planned"):
        form = formats[status]["num_format"].replace(
            "#,##0", "#,##0.######"
        )  # it would leave a point after a whole one
        for bound, sign in SIGNS.items():
            whole = formats[status]["num_format"]
            formats[f"{status}{bound}"] = {**formats[status], "num_format": sign + whole}
            formats[f"{status}_decimal{bound}"] = {**formats[status], "num_format": sign + form}
    formats["year"] = {"align": "left"}
    return {status: book.add_format(properties) for status, properties in formats.items()}


def _head(
    sheet: xlsxwriter.worksheet.Worksheet,
    head: xlsxwriter.format.Format,
    columns: Sequence[tuple[Indicator, str, int]],
    headers: Headers,
) -> None:
    """The first row, and how the sheet is laid out; `columns` are the indicators with their units and widths."""
    for column, (key, width) in enumerate((("organisation", 24), ("year", 8))):
        sheet.write_string(0, column, header(key, headers), head)
        sheet.set_column(column, column, width)
    for column, (one, unit, width) in enumerate(columns, 2):
        title = one.en if headers == "en" else one.zh if headers == "zh" else f"{one.zh}\n{one.key}"
        said = f"{title}\n（{label('unit', unit, headers)}）{'*' if one.required else ''}"
        sheet.write_string(0, column, said, head)
        sheet.set_column(column, column, width)
    sheet.set_row(0, 48)
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 1)


def _decimal(value: Decimal) -> str:
    return "" if value == value.to_integral_value() else "_decimal"
