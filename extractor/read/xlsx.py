"""Workbooks of Excel: each sheet that is shown, a line a row, its cells with tabs between.

openpyxl, in its streaming mode: it tells the number formats, without which 95% would be read as 0.95, and makes no grid of
what a sheet says its size is. python-calamine does neither.
"""

from __future__ import annotations

import io
import re
import warnings
from typing import TYPE_CHECKING, Final

from extractor.document import Document, DocumentBuilder
from extractor.errors import InputError
from extractor.read._number_format import shown, understood
from extractor.read.limits import Limits
from extractor.read.zip import Archive

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

__all__ = ["read"]

_DOCTYPE: Final = tuple("<!DOCTYPE".encode(charset) for charset in ("ascii", "utf-16-le", "utf-16-be"))
_UNCOMPUTED: Final = re.compile(rb"</(?:\w{1,9}:)?f>\s{0,9}(?:<(?:\w{1,9}:)?v\s?/>|<v></v>)?\s{0,9}</(?:\w{1,9}:)?c>")
_CELLS: Final = 5_000_000  # of all sheets, empty ones between others as well


def read(data: bytes, name: str, limits: Limits) -> Document:
    """Rows of the sheets in their order; a cell's locator is sheet=收支,cell=B3.

    Raises InputError for what is broken, a bomb, or has a DOCTYPE, which no workbook needs.
    """
    import openpyxl

    built = DocumentBuilder("xlsx")
    _check(built, data, name, limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl would not keep in a file that it saves
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            room = _CELLS
            for sheet in book.worksheets:
                if sheet.sheet_state != "visible":
                    built.warn(f"the hidden sheet {sheet.title} was not read")
                else:
                    room = _sheet(built, sheet, room, name)
        except (InputError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - openpyxl raises whatever a broken part makes it
            raise InputError(name, f"a broken workbook: {type(error).__name__}; save it again", "broken") from None
    return built.document()


def _check(built: DocumentBuilder, data: bytes, name: str, limits: Limits) -> None:
    archive = Archive(data, name, limits)
    if len(archive.entries) > limits.parts:
        raise InputError(name, f"more than {limits.parts} parts; no workbook has so many", "too-many")
    lacking = 0
    for entry in archive.entries:
        part = archive.read(entry)  # whatever it is called: openpyxl follows names in other parts
        if any(mark in part for mark in _DOCTYPE):
            raise InputError(name, f"{entry.name} has a DOCTYPE, which no workbook needs", "doctype")
        if "worksheets/" in entry.name:
            lacking += len(_UNCOMPUTED.findall(part))
    if lacking:
        built.warn(f"{lacking} formulas have no value in the file; open and save it in Excel")


def _sheet(built: DocumentBuilder, sheet: ReadOnlyWorksheet, room: int, name: str) -> int:
    """Writes the rows; gives how many cells may still come."""
    from openpyxl.utils import get_column_letter

    sheet.reset_dimensions()  # what it says of its size may be a lie
    title = re.sub(r"[\s,=]+", " ", sheet.title)
    for number, row in enumerate(sheet.iter_rows(), 1):
        room -= len(row)
        if room < 0:
            raise InputError(name, f"more than {_CELLS} cells; split it", "too-large")
        texts = []
        for cell in row:
            form = getattr(cell, "number_format", "General")
            if isinstance(cell.value, int | float) and not understood(form):
                built.warn(f"the number format {form} is not known: the number is read as it is stored")
            texts.append(shown(cell.value, form))
        while texts and not texts[-1].strip():
            texts.pop()
        if texts:
            place = f"sheet={title},cell="
            built.row([(text, f"{place}{get_column_letter(at)}{number}") for at, text in enumerate(texts, 1)])
    return room
