"""What the readers of workbooks share: rows of a sheet as lines, its numbers as they are shown, places as Excel names them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Context, Decimal, InvalidOperation
from typing import Final

from extractor.document import DocumentBuilder
from extractor.errors import InputError
from extractor.read._number_format import below_nought, on_date, shown, understood
from extractor.read.limits import Limits

__all__ = ["CELLS", "WIDEST", "Sheets", "place"]

CELLS: Final = 2_000_000  # of all sheets, empty ones between others as well
WIDEST: Final = 16_384  # columns
_EXACT: Final = Context(prec=15)  # digits that Excel keeps; the others are those of its floats
_LARGEST: Final = 308  # digits before the point that a number of Excel can have


class Sheets:
    r"""Writes rows, sheet by sheet; a cell's locator is sheet=收支,cell=B3. What is hidden is not written, but told.

    >>> built = DocumentBuilder("xlsx")
    >>> sheets = Sheets(built, "a.xlsx", Limits())
    >>> sheets.begin("收支"); sheets.hide(3, 3); sheets.write(7, {2: "助学", 3: "1", 4: "5万元"})
    >>> document = built.document()
    >>> document.text, document.locator(5), document.warnings
    ('\t助学\t\t5万元\n', 'sheet=收支,cell=D7', ('hidden columns of the sheet 收支 were not read',))
    """

    def __init__(self, built: DocumentBuilder, name: str, limits: Limits) -> None:
        self.from_1904 = False  # from when dates count
        self._built, self._name, self._limits = built, name, limits
        self._left = CELLS
        self._title = ""
        self._hidden = bytearray(WIDEST + 1)  # by column

    def begin(self, title: str) -> None:
        """Another sheet."""
        self._title = re.sub(r"[\s,=]+", " ", title)
        self._hidden = bytearray(WIDEST + 1)

    def hide(self, first: int, last: int) -> None:
        """Columns that the sheet does not show."""
        last = min(last, WIDEST)
        if 0 < first <= last:
            self._hidden[first : last + 1] = b"\1" * (last + 1 - first)

    def write(self, row: int, cells: Mapping[int, str], *, hidden: bool = False) -> None:
        """A row: the text of each cell that has one, by its column, which is 1 for A. Raises InputError beyond a limit."""
        if hidden:
            self._built.warn(f"hidden rows of the sheet {self._title} were not read")
            return
        seen = {column: text for column, text in cells.items() if column > WIDEST or not self._hidden[column]}
        if len(seen) < len(cells):
            self._built.warn(f"hidden columns of the sheet {self._title} were not read")
        if not seen:
            return
        last = max(seen)
        self._left -= last
        if self._left < 0:
            raise InputError(self._name, f"more than {CELLS} cells; split it", "too-large")
        where, line = f"sheet={self._title},cell=", [("", "")] * last  # an empty cell needs no place, but for the first
        for at, text in {1: "", **seen}.items():
            line[at - 1] = below_nought(text), f"{where}{place(at, row)}"
        self._built.row(line)
        if self._built.length > self._limits.characters:  # one text may stand in a million cells
            raise InputError(self._name, f"more than {self._limits.characters} characters; split it", "too-large")

    def number(self, said: str, form: str, column: int, row: int) -> str:
        """A number as its cell shows it; "" where no workbook can hold it, which is told."""
        try:
            value = _EXACT.normalize(_EXACT.create_decimal(said))  # 97.90000000000001 is 97.9, not 97.9000000000000
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or value.adjusted() > _LARGEST:
            self._built.warn(f"cell {place(column, row)} holds no number that a workbook can have")
            return ""
        if (day := on_date(value, form, from_1904=self.from_1904)) is not None:
            return shown(day, form)
        if not understood(value, form):
            self._built.warn(f"the number format {form[:99]} is not known: the number is read as it is stored")
        return shown(value if value.adjusted() > -_LARGEST else Decimal(0), form)


def place(column: int, row: int) -> str:
    """A cell as Excel names it.

    >>> place(1, 3), place(703, 12)
    ('A3', 'AAA12')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
