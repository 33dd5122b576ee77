"""The sheet 汇总: a row for each organisation and year, a column for each indicator; and what a date's sentence tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.cells import cells
from extractor.emit._cells import shown
from extractor.knowledge import Indicators
from extractor.labels import Headers, header, label
from extractor.records import Extraction, Figure

if TYPE_CHECKING:
    import xlsxwriter

__all__ = ["Summary", "activity", "organisation"]

_ABSENT: Final = "–"
_COLOURS: Final = {
    "complete": None,
    "filled": "#DDEBF7",
    "reviewed": "#D5E8D4",
    "redacted": "#FFF2CC",
    "missing": "#F8CBAD",
    None: "#F2F2F2",
}
_PAGE: Final = 24  # columns that can still be read on one page
_MOST_LINKS: Final = 65_000  # Excel holds 65,530 in a sheet
_PLACE: Final = re.compile(
    r"[在于於]([一-鿿A-Za-z0-9·]{2,14}?)(?=(?:隆重|成功|顺利)?(?:举办|举行|召开|启动|揭牌|舉辦|舉行|召開|開幕|开幕))"
)
_TOLD: Final = 80  # characters of an activity
_SENTENCE_END: Final = re.compile(r"[。；！？\n]")


def organisation(extraction: Extraction) -> str:
    """Who reports: by the report itself, else by the name of its file."""
    return shown(extraction.report.organisation or Path(extraction.report.name).stem)


def activity(date: Figure, extraction: Extraction) -> tuple[str, str, str]:
    """What the sentence of a date tells: the activity, its place, and the figures in it."""
    sentence = shown(date.sentence)
    at = sentence.find(shown(date.text))
    rest = sentence[at + len(shown(date.text)) :] if at >= 0 else sentence
    told = _SENTENCE_END.split(rest.lstrip("，, )）：:、·"), maxsplit=1)[0]
    place = _PLACE.search(told)
    figures = [
        f"{shown(f.item or '')}{shown(f.text)}"
        for f in extraction.figures
        if f.kind != "date" and f.start > date.start and f.sentence == date.sentence
    ]
    return told[:_TOLD], place[1] if place else "", "、".join(figures)


def _worth(figure: Figure) -> tuple[bool, bool]:
    """Of two reports' figures for a cell: what was done before what the year before planned, what is said before what is not."""
    return figure.modality == "actual", figure.status == "complete"


@dataclass(slots=True)
class Summary:
    """The figures of each organisation and year, one for an indicator, and where each of them stands in 明细."""

    indicators: Indicators
    cells: dict[tuple[str, str], dict[str, tuple[Figure, tuple[str, int]]]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)  # the unit of each indicator that occurs
    notes: list[str] = field(default_factory=list)

    def add(self, extraction: Extraction, places: Sequence[tuple[str, int]]) -> None:
        """Add a report; `places` are the sheet and row of each of its records."""
        name = organisation(extraction)
        self.cells.setdefault((name, extraction.report.year or "–"), {})
        where = {id(record): place for record, place in zip(extraction.records, places, strict=True)}
        for (key, year), figure in cells(extraction, self.indicators).items():
            mine = self.cells.setdefault((name, year), {})
            if key not in mine or _worth(figure) > _worth(mine[key][0]):
                mine[key] = figure, where[id(figure)]
                self.units.setdefault(key, figure.unit or "")

    def write(
        self,
        sheet: xlsxwriter.worksheet.Worksheet,
        book: xlsxwriter.Workbook,
        head: xlsxwriter.format.Format,
        headers: Headers,
    ) -> None:
        """Write the sheet."""
        formats = {
            status: {"num_format": "#,##0.##", "align": "right", **({"bg_color": colour} if colour else {})}
            for status, colour in _COLOURS.items()
        }
        formats["filled"]["num_format"] = '#,##0.##"（填）"'
        formats["reviewed"]["num_format"] = '#,##0.##"（核）"'
        made = {status: book.add_format(properties) for status, properties in formats.items()}
        made["planned"] = book.add_format({**formats["complete"], "italic": True, "font_color": "#4F6D9A"})
        for column, key in enumerate(("organisation", "year")):
            sheet.write_string(0, column, header(key, headers), head)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 8)
        named = {one.key: one for one in self.indicators.all}
        keys = [key for key in named if key in self.units]  # in the order of the pack
        for column, key in enumerate(keys, 2):
            one, unit = named[key], label("unit", self.units[key], headers)
            title = one.en if headers == "en" else one.zh if headers == "zh" else f"{one.zh}\n{key}"
            sheet.write_string(0, column, f"{title}\n（{unit}）{'*' if one.required else ''}", head)
            sheet.set_column(column, column, 13)
        sheet.set_row(0, 48)
        links = 0
        for line, ((name, year), found) in enumerate(sorted(self.cells.items()), 1):
            sheet.write_string(line, 0, name)
            sheet.write_string(line, 1, year)
            for column, key in enumerate(keys, 2):
                links += self._cell(sheet, line, column, found.get(key), made, headers, linked=links < _MOST_LINKS)
        if links == _MOST_LINKS:
            self.notes.append(f"汇总: Excel holds {_MOST_LINKS} links in a sheet; the cells after these have none")
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(self.cells), 1), max(1, len(keys) + 1))
        sheet.set_landscape()
        sheet.set_paper(8)
        if len(keys) <= _PAGE:
            sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, 1)

    @staticmethod
    def _cell(
        sheet: xlsxwriter.worksheet.Worksheet,
        line: int,
        column: int,
        cell: tuple[Figure, tuple[str, int]] | None,
        formats: dict[str | None, Any],
        headers: Headers,
        *,
        linked: bool,
    ) -> int:
        if cell is None:
            sheet.write_string(line, column, _ABSENT, formats[None])
            return 0
        figure, (title, row) = cell
        answer, status = _answer(figure)
        text = label("status", status, headers) if status in {"redacted", "missing"} else ""
        style = formats["planned" if figure.modality == "planned" and status == "complete" else status]
        if linked:
            sheet.write_url(
                line,
                column,
                f"internal:'{title}'!A{row}",
                formats[status],
                text or "·",
                shown(figure.sentence)[:200],
            )
        if text:
            if not linked:
                sheet.write_string(line, column, text, formats[status])
        elif answer is not None:
            sheet.write_number(line, column, answer, formats[status])
        elif isinstance(figure.value, Decimal):
            sheet.write_number(line, column, figure.value, style)
        elif isinstance(figure.value, tuple):
            sheet.write_string(line, column, "–".join(f"{end:,f}" for end in figure.value), style)
        return int(linked)


def _answer(figure: Figure) -> tuple[Decimal | None, str]:
    """What somebody says in the report's place, and the style of its cell: a reviewer before the submitter."""
    said = figure.reviewed
    if said is not None and said.status == "corrected" and said.number is not None and said.unit == figure.unit:
        return said.number, "reviewed"
    answer = figure.filled.number if figure.filled else None
    return (None, figure.status) if answer is None else (answer, "filled")
