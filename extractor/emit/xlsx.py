"""An Excel workbook: one row a record, numbers as numbers, text as text (never a formula, never a link)."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
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
_EPOCH: Final = 946_684_800  # 2000-01-01, where SOURCE_DATE_EPOCH is not set
_OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}


def write(extractions: Iterable[Extraction], path: Path) -> list[str]:
    """The sheet 明细 (and 明细2 … where there are more rows than a sheet holds). Memory does not grow with the rows."""
    with tempfile.TemporaryDirectory(
        prefix=f"{path.name}.", dir=path.parent
    ) as rows:  # xlsxwriter keeps its rows there
        try:
            return _write(extractions, path, rows)
        except FileCreateError as error:  # a full disk, mostly
            raise OSError(str(error)) from None


def _write(extractions: Iterable[Extraction], path: Path, rows: str) -> list[str]:
    options = _OPTIONS | {"tmpdir": rows}
    cut: Counter[str] = Counter()
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _made()})
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
                    if isinstance(cell, str) and len(cell) > _LONGEST:
                        cut[COLUMNS[column][1]] += 1
                    _put(sheet, line, column, cell, style)
        sheet.autofilter(0, 0, max(line, 1), len(COLUMNS) - 1)
        return _notes([page.get_name() for page in book.worksheets()], cut)


def _notes(sheets: list[str], cut: Counter[str]) -> list[str]:
    notes = [
        f"{n} cells of {header} are longer than {_LONGEST} characters and end in {_CUT}" for header, n in cut.items()
    ]
    if len(sheets) > 1:
        notes.append(f"a sheet holds {_MOST_ROWS} records; they go on in {', '.join(sheets[1:])}")
    return notes


def _made() -> datetime:
    """When the workbook says it was made: always the same, so that equal records are equal bytes."""
    return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or _EPOCH), UTC).replace(tzinfo=None)


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
        failed = sheet.write_blank(line, column, None, style)
    elif isinstance(cell, str):
        text = cell if len(cell) <= _LONGEST else cell[: _LONGEST - len(_CUT)] + _CUT
        failed = sheet.write_string(line, column, text, style)
    elif isinstance(cell, Decimal) and abs(cell) >= _EXACT:
        failed = sheet.write_string(line, column, f"{cell:f}", style)
    else:
        failed = sheet.write_number(line, column, cell, style)
    if failed:  # its limits are kept above; a cell is never lost unsaid
        raise OSError(f"Excel does not hold row {line + 1}, column {column + 1}")
