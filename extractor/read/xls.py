"""Old workbooks of Excel (.xls) and of WPS (.et): each sheet that is shown, as the reader of .xlsx gives it.

Our own reader of the records, since no library that may be had knows them and their number formats: python-calamine reads 95% as
0.95. Workbooks of Excel 97 to 2003 (BIFF8) and of Excel 5 and 95 (BIFF5), in an OLE file or bare, as some programs write them.
"""

from __future__ import annotations

import contextlib
import io
import struct
from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from extractor.document import Document, DocumentBuilder
from extractor.errors import InputError
from extractor.read._biff import BOF, EOF, Cut, Pieces, records
from extractor.read._number_format import BUILT_IN
from extractor.read._raised import LOWERED, NORMAL, RAISED, settled
from extractor.read._sheets import CELLS, WIDEST, Sheets, place
from extractor.read.limits import Limits

__all__ = ["read"]

_STREAMS: Final = ("Workbook", "Book")  # where a file holds both, the first is the newer one
_BIFF8: Final = 0x0600
_OLDER: Final = frozenset({0x09, 0x209, 0x409})  # how a workbook of Excel 2, 3 or 4 begins
_GLOBALS: Final = 0x0005
_SHEET: Final = 0x0010
_CHARSETS: Final = {932: "cp932", 949: "cp949", 950: "cp950"}  # GB18030 for all others
_ERRORS: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_CONCEALED: Final = 3  # bits of a sheet's state
_CELL: Final = struct.Struct("<3H")
_ALIGNED: Final = {1: RAISED, 2: LOWERED}
_NOTE: Final = 0x19  # the kind of object that a comment is


def read(data: bytes, name: str, limits: Limits) -> Document:
    """Rows of the sheets in their order; a cell's locator is sheet=收支,cell=B3. Raises InputError: broken, encrypted, too-large."""
    built = DocumentBuilder("xls")
    try:
        _Book(built, name, limits).read(_stream(data, name))
    except (Cut, struct.error, IndexError):
        raise _cut(name) from None
    return built.document()


def _stream(data: bytes, name: str) -> bytes:
    """The stream of the workbook; the file itself, where it is no OLE file."""
    import olefile

    if not data.startswith(olefile.MAGIC):
        return data
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            for stream in _STREAMS:
                if compound.exists(stream) and compound.get_size(stream) <= len(data):
                    return bytes(compound.openstream(stream).read())
    except Exception as error:  # whatever a broken one does to the parser
        raise _cut(name) from error
    raise _without_sheets(name)


class _Book:
    """Takes the records one by one: those of the book before its sheets, and those of the sheets, whose cells it keeps by row."""

    def __init__(self, built: DocumentBuilder, name: str, limits: Limits) -> None:
        self._built, self._name = built, name
        self._sheets = Sheets(built, name, limits)
        self._titles: dict[int, tuple[str, int]] = {}  # (title, state) by where a sheet begins
        self._depth = self._version = self._part = 0
        self._charset = "gb18030"
        self._forms = dict(BUILT_IN)
        self._fonts: list[tuple[bool, str]] = []  # (struck out, the mark of what stands above or below the line)
        self._styles: list[tuple[int, int]] = []  # (number format, font)
        self._strings: list[str] = []
        self._rows: dict[int, dict[int, str]] = {}
        self._hidden: set[int] = set()
        self._left = CELLS
        self._waits: tuple[int, int, int] | None = None  # the cell whose formula has its text in the next record
        self._object = 0  # the kind of the last one
        self._count = 0  # of sheets

    def read(self, stream: bytes) -> None:
        """All of it, up to the end of its last sheet; what some programs write behind that is not looked at."""
        for at, kind, pieces in records(stream):
            self._take(at, kind, pieces)
            if not self._depth and not self._titles:
                break
        else:
            raise Cut
        if not self._count:
            raise _without_sheets(self._name)

    def _take(self, at: int, kind: int, pieces: list[bytes]) -> None:
        if kind == BOF:
            self._depth += 1
            if self._depth == 1:
                self._begin(at, pieces[0])
        elif not at:
            if kind in _OLDER:
                raise InputError(self._name, "a workbook older than Excel 5; save it as .xlsx", "format")
            raise Cut
        elif kind == EOF and self._depth:
            if self._depth == 1 and self._part == _SHEET:
                self._write()
            self._depth -= 1
        elif self._depth == 1 and (handler := self._HANDLERS[self._part].get(kind)):
            handler(self, Pieces(pieces))

    def _begin(self, at: int, piece: bytes) -> None:
        version, part = struct.unpack_from("<HH", piece)
        self._part = 0
        if not at:  # a sheet without a book around it, or the book
            self._version, self._part = version, part if part in self._HANDLERS else 0
            if part == _SHEET:
                self._count += 1
                self._sheets.begin("1")
        elif at in self._titles:
            title, state = self._titles.pop(at)
            self._count += 1
            if state & _CONCEALED:
                self._built.warn(f"the hidden sheet {title} was not read")
            elif part == _SHEET:
                self._part = part
                self._sheets.begin(title)

    def _write(self) -> None:
        for row in sorted(self._rows):
            self._sheets.write(row + 1, self._rows[row], hidden=row in self._hidden)
        self._rows, self._hidden = {}, set()

    def _put(self, row: int, column: int, style: int, text: str) -> None:
        if text and style < len(self._styles) and self._font(self._styles[style][1])[0]:
            self._built.warn("not read: struck-out text")
            return
        if not text:
            return
        if column >= WIDEST:
            raise Cut
        self._left -= 1
        if self._left < 0:
            raise InputError(self._name, f"more than {CELLS} cells; split it", "too-large")
        self._rows.setdefault(row, {})[column + 1] = text

    def _put_number(self, row: int, column: int, style: int, value: float) -> None:
        at = self._styles[style][0] if style < len(self._styles) else 0
        form = self._forms.get(at, "General")
        self._put(row, column, style, self._sheets.number(format(value, ".15g"), form, column + 1, row + 1))

    def _text(self, held: Pieces, length: int = 2) -> str:
        count = held.number(length)
        if self._version == _BIFF8:
            return held.text(count)
        return held.take(count).decode(self._charset, "replace")

    def _on_encrypted(self, _: Pieces) -> None:
        raise InputError(self._name, "password-protected; send it without a password", "encrypted")

    def _on_charset(self, held: Pieces) -> None:
        self._charset = _CHARSETS.get(held.number(2), "gb18030")

    def _on_days(self, held: Pieces) -> None:
        self._sheets.from_1904 = held.number(2) == 1

    def _on_sheet(self, held: Pieces) -> None:
        at, state, kind = held.number(4), held.number(1), held.number(1)
        title = self._text(held, 1)
        if kind == 0:
            self._titles[at] = title, state

    def _on_form(self, held: Pieces) -> None:
        number = held.number(2)
        self._forms[number] = self._text(held, 2 if self._version == _BIFF8 else 1)

    def _on_style(self, held: Pieces) -> None:
        font, form = held.number(2), held.number(2)
        self._styles.append((form, font))

    def _on_font(self, held: Pieces) -> None:
        _, bits, _, _, aligned = (held.number(2) for _ in range(5))
        self._fonts.append((bool(bits & 8), _ALIGNED.get(aligned, "")))

    def _font(self, number: int) -> tuple[bool, str]:
        number -= number > 4  # no font has the number 4
        return self._fonts[number] if number < len(self._fonts) else (False, "")

    def _on_strings(self, held: Pieces) -> None:
        held.skip(4)
        with contextlib.suppress(Cut):  # a cell whose text is not there is told
            for _ in range(held.number(4)):
                self._strings.append(self._in_fonts(self._text(held), held.runs))

    def _in_fonts(self, text: str, runs: list[tuple[int, int]]) -> str:
        """The text without what is struck out, and with what stands above or below the line as such."""
        fonts = [(at, *self._font(font)) for at, font in runs]
        if not any(struck or mark for _, struck, mark in fonts):
            return text
        raw = text.encode("utf-16-le")
        ends = [2 * at for at, *_ in fonts[1:]] + [len(raw)]
        said = raw[: 2 * fonts[0][0]].decode("utf-16-le", "replace")
        for (at, struck, mark), end in zip(fonts, ends, strict=True):
            piece = raw[2 * at : end].decode("utf-16-le", "replace")
            if struck and piece.strip():
                self._built.warn("not read: struck-out text")
            elif not struck:
                said += f"{mark}{piece}{NORMAL}" if mark else piece
        return settled(said)

    def _on_string(self, held: Pieces) -> None:
        self._put(*_cell(held), self._text(held))

    def _on_shared_string(self, held: Pieces) -> None:
        row, column, style = _cell(held)
        at = held.number(4)
        if at < len(self._strings):
            self._put(row, column, style, self._strings[at])
        else:
            self._built.warn(f"the text of cell {place(column + 1, row + 1)} is not in the file")

    def _on_float(self, held: Pieces) -> None:
        self._put_number(*_cell(held), _float(held.take(8)))

    def _on_number(self, held: Pieces) -> None:
        self._put_number(*_cell(held), _packed(held.take(4)))

    def _on_numbers(self, held: Pieces) -> None:
        row, column = held.number(2), held.number(2)
        for at in range(column, held.last(2) + 1):
            style = held.number(2)
            self._put_number(row, at, style, _packed(held.take(4)))

    def _on_truth(self, held: Pieces) -> None:
        cell = _cell(held)
        value, is_error = held.take(2)
        self._put(*cell, _truth(value, is_error=bool(is_error)))

    def _on_formula(self, held: Pieces) -> None:
        """The result that is kept with it: a number, or in its first byte what else it is."""
        row, column, style = _cell(held)
        result = held.take(8)
        if result[6:] != b"\xff\xff":
            self._put_number(row, column, style, _float(result))
        elif result[0] == 0:
            self._waits = row, column, style
        elif result[0] in {1, 2}:
            self._put(row, column, style, _truth(result[2], is_error=result[0] == 2))

    def _on_result(self, held: Pieces) -> None:
        if self._waits:
            self._put(*self._waits, self._text(held))
        self._waits = None

    def _on_row(self, held: Pieces) -> None:
        row = held.number(2)
        held.skip(10)
        if held.number(2) & 0x20:
            self._hidden.add(row)

    def _on_columns(self, held: Pieces) -> None:
        first, last = held.number(2), held.number(2)
        held.skip(4)
        if held.number(2) & 1:
            self._sheets.hide(first + 1, last + 1)

    def _on_object(self, held: Pieces) -> None:
        held.skip(4)
        self._object = held.number(2)

    def _on_shape(self, held: Pieces) -> None:
        held.skip(10)
        if held.number(2) and self._object != _NOTE:
            self._built.warn("not read: text in shapes")

    _HANDLERS: ClassVar[Mapping[int, Mapping[int, Callable[[_Book, Pieces], None]]]] = {
        0: {},
        _GLOBALS: {
            0x2F: _on_encrypted,
            0x42: _on_charset,
            0x22: _on_days,
            0x85: _on_sheet,
            0x41E: _on_form,
            0x31: _on_font,
            0xE0: _on_style,
            0xFC: _on_strings,
        },
        _SHEET: {
            0x2F: _on_encrypted,
            0x204: _on_string,
            0xD6: _on_string,  # with runs of fonts behind it
            0xFD: _on_shared_string,
            0x203: _on_float,
            0x27E: _on_number,
            0xBD: _on_numbers,
            0x205: _on_truth,
            0x06: _on_formula,
            0x207: _on_result,
            0x208: _on_row,
            0x7D: _on_columns,
            0x5D: _on_object,
            0x1B6: _on_shape,
        },
    }


def _cut(name: str) -> InputError:
    return InputError(name, "a broken workbook: a part of it is missing; save it again", "broken")


def _without_sheets(name: str) -> InputError:
    return InputError(name, "a broken workbook: there is no sheet in it; save it again", "broken")


def _cell(held: Pieces) -> tuple[int, int, int]:
    """Row and column, from 0 on, and the style."""
    row, column, style = _CELL.unpack(held.take(6))
    return row, column, style


def _float(raw: bytes) -> float:
    return float(struct.unpack("<d", raw)[0])


def _packed(raw: bytes) -> float:
    r"""A number in four bytes ([MS-XLS] 2.5.217): a whole one, or the upper half of a float; or a hundred times it.

    >>> _packed(b"\x16\0\0\0"), _packed(b"\x01\0\x28\x40"), _packed(b"\xfe\xff\xff\xff")
    (5, 0.12, -1)
    """
    whole = int.from_bytes(raw, "little", signed=True)
    value = whole >> 2 if whole & 2 else _float(bytes(4) + (whole & ~3).to_bytes(4, "little", signed=True))
    return value / 100 if whole & 1 else value


def _truth(value: int, *, is_error: bool) -> str:
    return _ERRORS.get(value, "#N/A") if is_error else str(value != 0).upper()
