"""The workbook that an office sends round: 汇总 对比 明细 活动 退回清单 体检 文件 说明.

Numbers are numbers, text is text (never a formula); memory does not grow with the rows of the long sheets, which stand in
temporary files until the workbook is put together.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from extractor.cells import Matrix
from extractor.compare import compare_table, is_worth_a_chart
from extractor.emit import _charts, _notes, _summary
from extractor.emit._about import About
from extractor.emit._cells import COLUMNS, REVIEW, Cell, row
from extractor.emit._rows import CUT, LONGEST, Bold, RowFile, splice
from extractor.harmless import named, shown
from extractor.labels import Headers, header, label, place, spoken
from extractor.messages import say, translated
from extractor.packs import load
from extractor.records import Extraction, Figure, Issue, Redaction, submitter
from extractor.release import TITLE
from extractor.sentences import Span, spans

__all__ = ["write"]

_MOST_ROWS: Final = 1_048_575  # below the header; what is more goes on the next sheet
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "plain": {},  # as the workbook's own
    "redacted": {"valign": "top", "bg_color": "#FFF2CC"},
    "missing": {"valign": "top", "bg_color": "#F8CBAD"},
    "redaction": {"valign": "top", "bg_color": "#EDEDED"},
    "redacted_wrapped": {"valign": "top", "text_wrap": True, "bg_color": "#FFF2CC"},
    "missing_wrapped": {"valign": "top", "text_wrap": True, "bg_color": "#F8CBAD"},
    "redaction_wrapped": {"valign": "top", "text_wrap": True, "bg_color": "#EDEDED"},
    "filled": {"valign": "top", "bg_color": "#DDEBF7"},
    "filled_wrapped": {"valign": "top", "text_wrap": True, "bg_color": "#DDEBF7"},
    "rejected": {"valign": "top", "font_strikeout": True, "font_color": "#767676"},
    "rejected_wrapped": {"valign": "top", "text_wrap": True, "font_strikeout": True, "font_color": "#767676"},
    "reviewed": {"valign": "top", "bg_color": "#D5E8D4", "border": 1, "border_color": "#A9D08E"},
    "reviewed_number": {
        "valign": "top",
        "bg_color": "#D5E8D4",
        "border": 1,
        "border_color": "#A9D08E",
        "num_format": "#,##0.############",
    },
    "wrapped": {"valign": "top", "text_wrap": True},
    "whole": {"valign": "top", "num_format": "#,##0"},
    "number": {"valign": "top", "num_format": "#,##0.############"},
    "to_fill": {"valign": "top", "bg_color": "#E2EFDA", "border": 1, "border_color": "#A9D08E"},
    "error": {"valign": "top", "bg_color": "#F8CBAD"},
    "warning": {"valign": "top", "bg_color": "#FFF2CC"},
    "info": {"valign": "top", "italic": True},
    "settled": {"valign": "top", "font_color": "#767676"},
}
_EPOCH: Final = 946_684_800  # 2000-01-01, where SOURCE_DATE_EPOCH is not set
_TOKEN: Final = {name: number for number, name in enumerate(_STYLES)}
_HEAD: Final = {"bold": True, "bg_color": "#D9E1F2", "border": 1, "valign": "vcenter", "text_wrap": True}
_VERDICTS: Final = ("open", "accepted", "corrected", "rejected", "added")
_COLUMNS: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "figures": (("organisation", 20), *COLUMNS),
    "activities": (
        *(("date", 24), ("organisation", 20), ("activity", 60), ("place", 20), ("counts", 36)),
        *(("source_file", 26), ("locator", 14)),
    ),
    "returns": (
        *(("organisation", 20), ("source_file", 48), ("locator", 14), ("sentence", 60), ("text", 16)),
        *(("status", 8), ("kind", 8), ("item", 22), ("unit", 8), ("asked", 26), ("filled", 16)),
    ),
    "issues": (
        *(("severity", 8), ("code", 8), ("organisation", 20), ("source_file", 48), ("locator", 14)),
        *(("message", 60), ("sentence", 60)),
    ),
    "files": (
        *(("file", 40), ("status", 14), ("code", 14), ("reason", 44), ("format", 8), ("charset", 10), ("pages", 7)),
        *(("characters", 9), ("complete", 8), ("redacted", 8), ("missing", 8), ("words", 8)),
        *(("duplicate_of", 26), ("sha256", 20)),
    ),
}


class _Table:
    """A long sheet in the making; what a sheet cannot hold goes on the next one."""

    def __init__(self, name: str, folder: Path, headers: Headers) -> None:
        self.name, self.columns, self._folder = name, _COLUMNS[name], folder
        self.title = say(f"sheet_{name}", spoken(headers))
        self.files: list[RowFile] = []
        self._turn()

    def _turn(self) -> None:
        self.files.append(RowFile(self._folder / f"{self.name}{len(self.files)}", [width for _, width in self.columns]))

    def add(
        self, values: Sequence[Cell | Bold], style: str, styles: Mapping[int, str] | None = None
    ) -> tuple[str, int]:
        """Add a row; the name of its sheet and its number there."""
        if self.files[-1].rows > _MOST_ROWS:
            self._turn()
        named = {column: _TOKEN[name] for column, name in (styles or {}).items()}
        self.files[-1].add(values, _TOKEN[style], named)
        return self.titles[-1], self.files[-1].rows

    @property
    def titles(self) -> list[str]:
        """The names of its sheets: 明细, 明细2 …."""
        return [self.title + (str(number) if number > 1 else "") for number in range(1, len(self.files) + 1)]


def write(extractions: Iterable[Extraction], path: Path, about: About) -> list[str]:
    """Write the workbook; what a sheet could not hold as it was is said in the list that comes back."""
    with tempfile.TemporaryDirectory(prefix=f"{path.name}.", dir=path.parent) as folder:
        try:
            return _write(extractions, path, Path(folder), about)
        except FileCreateError as error:  # a full disk, mostly
            raise OSError(str(error)) from None


def _write(extractions: Iterable[Extraction], path: Path, folder: Path, about: About) -> list[str]:
    headers = about.headers
    tables = {name: _Table(name, folder, headers) for name in _COLUMNS}
    summary, names = _summary.Summary(Matrix(about.indicators or load().indicators)), about.indicator_names()
    for extraction in extractions:
        placed = spans(extraction)
        places = [
            _figure(tables, extraction, row(record, headers, names), record, span, headers)
            for record, span in zip(extraction.records, placed, strict=True)
        ]
        summary.add(extraction, places)
        for issue in extraction.issues:
            if not issue.is_gap:  # which is in 退回清单, and coloured in 明细
                _issue(tables["issues"], extraction, placed, issue, headers)
    for status in about.statuses():
        _status(tables["files"], status, headers)
    book = folder / "book.xlsx"
    rows = _book(book, tables, summary, headers)
    splice(book, path, rows)
    cut = sum(file.cut for table in tables.values() for file in table.files)
    notes = [f"{cut} cells were longer than {LONGEST} characters and end in {CUT}"] if cut else []
    notes += [
        f"{table.title}: a sheet holds {_MOST_ROWS} rows; they go on in {', '.join(table.titles[1:])}"
        for table in tables.values()
        if len(table.files) > 1
    ]
    return notes + summary.notes


def _figure(
    tables: Mapping[str, _Table],
    extraction: Extraction,
    told: Sequence[Cell],
    record: Figure | Redaction,
    span: Span | None,
    headers: Headers,
) -> tuple[str, int]:
    """The row of one record in 明细, and in 活动 or 退回清单 where it belongs there; where the first one stands."""
    cells: list[Cell | Bold] = list(told)
    sentence = _bold(record, span)
    cells[_AT["sentence"]] = sentence
    organisation = submitter(extraction.report)
    style: str = record.kind if isinstance(record, Redaction) else record.status
    style = "filled" if isinstance(record, Figure) and record.filled else style if style in _STYLES else "plain"
    said = record.reviewed if isinstance(record, Figure) else None
    is_rejected = said is not None and said.status == "rejected"
    style = "rejected" if is_rejected else style
    styles = {1 + _AT["sentence"]: "wrapped"} if style == "plain" else {1 + _AT["sentence"]: f"{style}_wrapped"}
    for column in (_AT["value"], _AT["value_high"]):
        value = cells[column]
        if value is not None and not isinstance(value, str | tuple):
            styles[1 + column] = "whole" if value == int(value) else "number"
    styles |= dict.fromkeys((1 + _AT[key] for key in REVIEW), "reviewed" if said else "to_fill")
    if isinstance(cells[_AT["reviewed_value"]], Decimal):
        styles[1 + _AT["reviewed_value"]] = "reviewed_number"
    row_of = tables["figures"].add([organisation, *cells], style, styles)
    if isinstance(record, Figure) and not is_rejected:
        if record.is_open and record.kind != "date":
            _returned(tables["returns"], organisation, record, sentence, headers)
        if record.kind == "date" and _is_a_day(record):
            _activity(tables["activities"], organisation, record, span, extraction, headers)
    return row_of


_AT: Final = {key: at for at, (key, _) in enumerate(COLUMNS)}


def _bold(record: Figure | Redaction, span: Span | None) -> Bold | str:
    """The sentence with the figure bold; where that may be one of several places, the first may be the wrong one: none is."""
    if span is None or not span.is_sure:
        return shown(record.sentence)
    before, text, after = map(shown, span.parts(record.sentence))
    return before + text + after, len(before), len(before + text)


def _is_a_day(record: Figure) -> bool:
    """Whether a date says more than a year or a season: 9月9日, 2021年3月."""
    parts = str(record.value).split("/")[0].split("-")
    return len(parts) > 1 and (parts[1] <= "12" or "X" in parts[1]) and record.sentence.strip() != record.section


def _returned(table: _Table, organisation: str, record: Figure, sentence: Bold | str, headers: Headers) -> None:
    what = record.item or ""
    unit = label("unit", shown(record.unit or ""), headers)
    asked = f"{what}（{unit}）" if headers != "en" else f"{what} ({unit})"
    where = place(record.locator, headers)
    cells: list[Cell | Bold] = [organisation, named(record.source_file), where, sentence, shown(record.text)]
    cells += [label("status", record.status, headers), label("kind", record.kind, headers), shown(what)]
    cells += [unit, shown(asked), None]
    table.add(cells, "plain", {3: "wrapped", 5: record.status, 10: "to_fill"})


def _activity(
    table: _Table, organisation: str, record: Figure, span: Span | None, extraction: Extraction, headers: Headers
) -> None:
    told, where, counts = _summary.activity(record, span, extraction)
    day = record.filled.value + say("filled_in_mark", spoken(headers)) if record.filled else str(record.value)
    cells: list[Cell | Bold] = [day, organisation, told, where, counts, named(record.source_file)]
    table.add([*cells, place(record.locator, headers)], "plain", {2: "wrapped", 4: "wrapped"})


def _issue(
    table: _Table, extraction: Extraction, placed: Sequence[Span | None], issue: Issue, headers: Headers
) -> None:
    record, span = (extraction.records[issue.figures[0]], placed[issue.figures[0]]) if issue.figures else (None, None)
    cells: list[Cell | Bold] = [label("severity", issue.severity, headers), issue.code]
    cells += [
        submitter(extraction.report),
        named(extraction.report.name),
        place(record.locator, headers) if record else None,
    ]
    message = say(issue.code, spoken(headers), issue.facts) if issue.facts else issue.message
    cells += [shown(message), _bold(record, span) if record else None]
    table.add(cells, issue.severity, {5: "wrapped", 6: "wrapped"})


def _status(table: _Table, status: Mapping[str, Any], headers: Headers) -> None:
    cells = [status.get(key) for key, _ in table.columns]
    cells[0] = named(str(cells[0]))
    shown_cells = [shown(cell) if isinstance(cell, str) else cell for cell in cells]
    shown_cells[3] = shown(translated(str(status.get("reason") or ""), spoken(headers)))
    shown_cells[1] = label("status", str(status.get("status", "")), headers)
    style = {"rejected": "error", "warning": "warning"}.get(str(status.get("status")), "plain")
    table.add(shown_cells, style)


def _book(path: Path, tables: Mapping[str, _Table], summary: _summary.Summary, headers: Headers) -> dict[str, Path]:
    """The workbook without the rows of its long sheets; which file has those of which part."""
    rows: dict[str, Path] = {}
    options: dict[str, Any] = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    options |= {"default_format_properties": {"valign": "top"}}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"title": TITLE, "created": _made()})
        head, styles = book.add_format(_HEAD), [book.add_format(style) for style in _STYLES.values()]
        summary.write(book.add_worksheet(say("sheet_summary", spoken(headers))), book, head, headers)
        compared = filter(is_worth_a_chart, compare_table(summary.table))
        if first := next(compared, None):
            sheet = book.add_worksheet(say("sheet_compare", spoken(headers)))
            summary.notes += _charts.write(sheet, book, chain([first], compared), headers)
        for table in tables.values():
            for title, file in zip(table.titles, table.files, strict=True):
                sheet = book.add_worksheet(title)
                _head(sheet, table.columns, head, file.rows, headers)
                for column, style in enumerate(styles[1:]):
                    sheet.write_blank(1, column, None, style)
                if table.name == "figures":
                    _review(sheet, 1 + _AT["review"], file.rows, headers)
                rows[f"xl/worksheets/sheet{len(book.worksheets())}.xml"] = file.close()
        _notes.write(book.add_worksheet(say("sheet_notes", spoken(headers))), book, head, headers)
    return rows


def _made() -> datetime:
    """When the workbook says it was made: always the same, so that equal records are equal bytes."""
    return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or _EPOCH), UTC).replace(tzinfo=None)


def _head(
    sheet: xlsxwriter.worksheet.Worksheet,
    columns: Sequence[tuple[str, int]],
    head: xlsxwriter.format.Format,
    rows: int,
    headers: Headers,
) -> None:
    for column, (key, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, header(key, headers), head)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(rows - 1, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(columns) - 1)}{rows}"})


def _review(sheet: xlsxwriter.worksheet.Worksheet, column: int, rows: int, headers: Headers) -> None:
    words = [label("review", verdict, headers) for verdict in _VERDICTS]
    sheet.data_validation(1, column, max(rows - 1, 1), column, {"validate": "list", "source": words})
