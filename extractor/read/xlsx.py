"""Workbooks of Excel: each sheet that is shown, a line a row, its cells with tabs between.

Our own reader, cell by cell: openpyxl refuses a whole workbook for an empty <fill/>, which other office programs write, loses rows
that are out of order, counts up to whatever number a row says it has, and does not know Excel's Chinese formats of dates;
python-calamine knows no number formats, without which 95% would be read as 0.95.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from extractor.document import Document, DocumentBuilder
from extractor.errors import InputError
from extractor.read._number_format import BUILT_IN, shown
from extractor.read._package import OFFICE, STRICT, Package
from extractor.read._raised import LOWERED, NORMAL, RAISED, settled
from extractor.read._sheets import WIDEST, Sheets, place
from extractor.read._xml import whole
from extractor.read.limits import Limits

__all__ = ["read"]

_NAMESPACES: Final = {OFFICE + "spreadsheetml/2006/main": "x", STRICT + "spreadsheetml/main": "x"}
_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.IGNORECASE)
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ALIGNED: Final = {"superscript": RAISED, "subscript": LOWERED}
_TRUE: Final = frozenset({"1", "true", "on"})
_SHAPE: Final = b":t>"  # of text in a shape


def read(data: bytes, name: str, limits: Limits) -> Document:
    """Rows of the sheets in their order; a cell's locator is sheet=收支,cell=B3.

    Raises InputError for what is broken, a bomb, or has a DOCTYPE, which no workbook needs.
    """
    package = Package(data, name, limits, _NAMESPACES, "xl/workbook.xml")
    built, book, styles, strings = DocumentBuilder("xlsx"), _Book(), _Styles(), _Strings()
    if not package.walk(package.main, book) or not book.sheets:
        raise InputError(name, "a broken workbook: there is no sheet in it; save it again", "broken")
    for kind, handler in (("styles", styles), ("sharedStrings", strings)):
        for part in package.parts(kind)[:1]:
            package.walk(part, handler)
    sheets = Sheets(built, name, limits)
    sheets.from_1904 = book.from_1904
    rows = _Rows(built, sheets, styles, strings)
    for title, state, relation in book.sheets:
        kind, part = package.relations.get(relation, ("", ""))
        if state != "visible":
            built.warn(f"the hidden sheet {title} was not read")
        elif kind == "worksheet":
            rows.begin(title)
            if not package.walk(part, rows):
                built.warn(f"the sheet {title} is not in the file")
    if rows.struck or strings.struck:
        built.warn("not read: struck-out text")
    if rows.lacking:
        built.warn(f"{rows.lacking} formulas have no value in the file; open and save it in Excel")
    if any(_SHAPE in package.read(part) for part in package.below("xl/drawings/") if part.endswith(".xml")):
        built.warn("not read: text in shapes")
    return built.document()


class _Book:
    """A handler of workbook.xml: its sheets, and from when its dates count."""

    dull: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []  # (title, state, relation)
        self.from_1904 = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "x:sheet":
            title = attributes.get("name", "")
            self.sheets.append((title, attributes.get("state", "visible"), attributes.get("id", "")))
        elif tag == "x:workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in _TRUE

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


class _Styles:
    """A handler of styles.xml: the number format of each style of cells."""

    dull: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._forms = dict(BUILT_IN)
        self._cells: list[tuple[int, int]] = []  # (number format, font)
        self._struck: list[bool] = []  # fonts with a line through them
        self._around = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "x:numFmt":
            self._forms[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
        elif tag in {"x:cellXfs", "x:fonts"}:
            self._around = tag
        elif tag == "x:xf" and self._around == "x:cellXfs":
            self._cells.append((whole(attributes.get("numFmtId")), whole(attributes.get("fontId"))))
        elif tag == "x:font" and self._around == "x:fonts":
            self._struck.append(False)
        elif tag == "x:strike" and self._struck and self._around == "x:fonts":
            self._struck[-1] = attributes.get("val", "1") in _TRUE

    def end(self, tag: str) -> None:
        if tag == self._around:
            self._around = ""

    def data(self, text: str) -> None:
        pass

    def form(self, style: str | None) -> str:
        """The number format of a cell's style."""
        at = whole(style)
        return self._forms.get(self._cells[at][0], "General") if at < len(self._cells) else "General"

    def strikes(self, style: str | None) -> bool:
        """Whether a cell's style strikes it out."""
        at = whole(style)
        font = self._cells[at][1] if at < len(self._cells) else 0
        return font < len(self._struck) and self._struck[font]


class _Said:
    """What a handler knows of texts: their <t>, but not those that tell how to pronounce the others."""

    def __init__(self) -> None:
        self.struck = False  # something was
        self._pieces: list[str] = []
        self._aside = 0
        self._hears = self._strikes = False
        self._mark = ""

    def hear(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._aside += tag == "x:rPh"
        self._hears = tag == "x:t" and not self._aside
        if tag == "x:strike":
            self._strikes = attributes.get("val", "1") in _TRUE
        elif tag == "x:vertAlign":
            self._mark = _ALIGNED.get(attributes.get("val", ""), "")

    def leave(self, tag: str) -> None:
        self._aside -= tag == "x:rPh" and self._aside > 0
        self._hears = False
        if tag == "x:r":
            self._strikes, self._mark = False, ""

    def data(self, text: str) -> None:
        if self._hears and self._strikes:
            self.struck = self.struck or bool(text.strip())
        elif self._hears:
            self._pieces.append(f"{self._mark}{text}{NORMAL}" if self._mark else text)

    def take(self) -> str:
        """The text so far, which ends here."""
        said = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), settled("".join(self._pieces)))
        self._pieces.clear()
        return said


class _Strings(_Said):
    """A handler of sharedStrings.xml."""

    dull: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.hear(tag, attributes)

    def end(self, tag: str) -> None:
        self.leave(tag)
        if tag == "x:si":
            self.found.append(self.take())


class _Rows(_Said):
    """A handler of sheets: writes their rows, in the order of the file."""

    dull: frozenset[str] = frozenset()

    def __init__(self, built: DocumentBuilder, sheets: Sheets, styles: _Styles, strings: _Strings) -> None:
        super().__init__()
        self._built, self._sheets, self._styles, self._strings = built, sheets, styles, strings
        self.lacking = 0  # formulas without a value
        self._kind = self._form = ""
        self._row = self._column = 0
        self._cells: dict[int, str] = {}
        self._formula = self._hidden = self._out = False

    def begin(self, title: str) -> None:
        """Another sheet."""
        self._sheets.begin(title)
        self._row = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "x:row":
            self._row = whole(attributes.get("r"), self._row + 1)
            self._column = 0
            self._hidden = attributes.get("hidden", "0") in _TRUE
        elif tag == "x:c":
            said = _PLACE.fullmatch(attributes.get("r", ""))
            column = _number(said[1]) if said else 0
            # out of its order or twice: it comes next, for it is there
            self._column = column if self._column < column <= WIDEST else self._column + 1
            self._kind, self._form = attributes.get("t", "n"), self._styles.form(attributes.get("s"))
            self._formula, self._out = False, self._styles.strikes(attributes.get("s"))
        elif tag == "x:f":
            self._formula = True
        elif tag == "x:col" and attributes.get("hidden", "0") in _TRUE:
            self._sheets.hide(whole(attributes.get("min")), whole(attributes.get("max")))
        self.hear("x:t" if tag == "x:v" else tag, attributes)

    def end(self, tag: str) -> None:
        self.leave(tag)
        if tag == "x:c":
            said = self.take()
            self.lacking += self._formula and not said and self._kind != "str"  # a text may well be empty
            if (text := self._text(said)) and not self._out:
                self._cells[max(1, self._column)] = text
            self.struck = self.struck or bool(text and self._out)
        elif tag == "x:row" and self._cells:
            self._sheets.write(self._row, self._cells, hidden=self._hidden)
            self._cells.clear()

    def _text(self, said: str) -> str:
        if self._kind == "s":
            at = whole(said.strip(), -1)
            if not 0 <= at < len(self._strings.found):
                self._built.warn(f"the text of cell {place(self._column, self._row)} is not in the file")
                return ""
            return self._strings.found[at]
        if self._kind == "b":
            return shown(said.strip() == "1", "General")
        if self._kind == "n" and said.strip():
            return self._sheets.number(said.strip(), self._form, self._column, self._row)
        return said


def _number(letters: str) -> int:
    """The number of a column: A is 1, XFD is 16384.

    >>> _number("A"), _number("xfd")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
