"""An Excel workbook: one row a record, numbers as numbers, text as text (never a formula, never a link)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from extractor.emit._cells import COLUMNS, Cell, row
from extractor.records import Extraction

__all__ = ["write"]

_MOST_ROWS: Final = 1_048_575  # below the header; what is more goes on the next sheet
_LONGEST: Final = 32_767  # characters of a cell
_CUT: Final = "…（截断）"
_EXACT: Final = Decimal(10) ** 15  # Excel keeps 15 digits; a larger number is written as text
_COLOURS: Final = {"redacted": "#FFF2CC", "missing": "#F8CBAD", "redaction": "#EDEDED"}
_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}


def write(extractions: Iterable[Extraction], path: Path) -> None:
    """The sheet 明细 (and 明细2 … where there are more rows than a sheet holds). Memory does not grow with the rows."""
    with tempfile.TemporaryDirectory(prefix=".baoshu.", dir=path.parent) as rows:  # xlsxwriter keeps its rows there
        try:
            _write(extractions, path, rows)
        except FileCreateError as error:  # a full disk, mostly
            raise OSError(str(error)) from None


def _write(extractions: Iterable[Extraction], path: Path, rows: str) -> None:
    options = _OPTIONS | {"tmpdir": rows}
    with xlsxwriter.Workbook(path, options) as book:
        formats = {key: book.add_format({"bg_color": colour, "valign": "top"}) for key, colour in _COLOURS.items()}
        formats["plain"] = book.add_format({"valign": "top"})
        sheet, line = _sheet(book, 1), 0
        for extraction in extractions:
            for record in extraction.records:
                if line == _MOST_ROWS:
                    sheet.autofilter(0, 0, line, len(COLUMNS) - 1)
                    sheet, line = _sheet(book, len(book.worksheets()) + 1), 0
                line += 1
                style = formats.get(record.kind if record.kind == "redaction" else record.status, formats["plain"])
                for column, cell in enumerate(row(record)):
                    _put(sheet, line, column, cell, style)
        sheet.autofilter(0, 0, max(line, 1), len(COLUMNS) - 1)


def _sheet(book: xlsxwriter.Workbook, number: int) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet("明细" if number == 1 else f"明细{number}")
    head = book.add_format({"bold": True, "bg_color": "#D9E1F2", "border": 1, "valign": "vcenter"})
    for column, (_, header, width) in enumerate(COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, header, head)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _put(
    sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, cell: Cell, style: xlsxwriter.format.Format
) -> None:
    if cell is None:
        sheet.write_blank(line, column, None, style)
    elif isinstance(cell, str):
        sheet.write_string(line, column, cell if len(cell) <= _LONGEST else cell[: _LONGEST - len(_CUT)] + _CUT, style)
    elif isinstance(cell, Decimal) and abs(cell) >= _EXACT:
        sheet.write_string(line, column, f"{cell:f}", style)
    else:
        sheet.write_number(line, column, cell, style)
