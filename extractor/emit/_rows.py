"""Rows of a long sheet, written as the XML that they become: xlsxwriter needs five times as long for them.

A workbook is first made without these rows; `splice` puts them in. A style is named by a control character, which no XML
can hold; `splice` replaces it by the number that the workbook gave to that style's cell in its template row.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import IO, Final

from xlsxwriter.utility import xl_col_to_name

__all__ = ["CUT", "LONGEST", "Bold", "RowFile", "splice"]

LONGEST: Final = 32_767  # characters of a cell
CUT: Final = "…（截断）"
_EXACT: Final = Decimal(10) ** 15  # Excel keeps 15 digits; a larger number is written as text
_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # in a cell's text _x0041_ would be read as A
_MARKUP: Final = re.compile(r'[&<>"]')
_ENTITIES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_TEMPLATE: Final = re.compile(rb'<row r="2"[^>]*>(.*?)</row>', re.DOTALL)
_DIMENSION: Final = re.compile(rb"<dimension [^>]*/>")
_STYLE: Final = re.compile(rb'<c r="[A-Z]+2" s="([0-9]+)"')
_MARKS: Final = "\0\1\2\3\4\5\6\7\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18"
_MOST_LINES, _LINE = 4, 15  # of a row; the height of a line in points
_CHUNK: Final = 2**20
_FIRST_DATE: Final = (1980, 1, 1, 0, 0, 0)  # of every part: the same rows give the same bytes

Bold = tuple[str, int, int]  # a text, and where the bold part of it starts and ends
Value = str | int | float | Decimal | Bold | None


class RowFile:
    """Rows of one sheet on their way to it, in a temporary file."""

    def __init__(self, path: Path, widths: Sequence[int]) -> None:
        self._path, self._file = path, path.open("w", encoding="utf-8", newline="", errors="backslashreplace")
        self._letters = [xl_col_to_name(column) for column in range(len(widths))]
        self._widest = max(range(len(widths)), key=widths.__getitem__)
        self._width = widths[self._widest]
        self.rows = 1  # with the header
        self.cut = 0  # cells that were longer than a cell can be

    def add(self, values: Sequence[Value], style: int, styles: Mapping[int, int]) -> None:
        """One row; `styles` names the columns whose style is another. Style 0 is the workbook's own; text has no control characters."""
        self.rows += 1
        number = self.rows
        cells = []
        for column, (letters, value) in enumerate(zip(self._letters, values, strict=True)):
            token = styles.get(column, style)
            if token:
                cells.append(self._cell(f'<c r="{letters}{number}" s="{_MARKS[token]}"', value))
            elif value or value == 0:
                cells.append(self._cell(f'<c r="{letters}{number}"', value))
        self._file.write(f'<row r="{number}"{self._height(values[self._widest])}>{"".join(cells)}</row>')

    def _height(self, value: Value) -> str:
        """The row is as high as its longest text needs, within reason: not every program does that by itself."""
        text = value[0] if isinstance(value, tuple) else value
        if not isinstance(text, str) or 2 * len(text) <= self._width:
            return ""
        lines = min(-(-sum(2 if c > "\u2e7f" else 1 for c in text) // self._width), _MOST_LINES)
        return f' ht="{_LINE * lines}" customHeight="1"' if lines > 1 else ""

    def _cell(self, head: str, value: Value) -> str:
        if value is None or value == "":
            return f"{head}/>"
        if isinstance(value, str):
            return f'{head} t="inlineStr"><is><t xml:space="preserve">{self._text(value)}</t></is></c>'
        if isinstance(value, tuple):
            return f'{head} t="inlineStr"><is>{self._rich(value)}</is></c>'
        if isinstance(value, Decimal) and abs(value) >= _EXACT:
            return f'{head} t="inlineStr"><is><t>{value:f}</t></is></c>'
        return f"{head}><v>{value}</v></c>"

    def _text(self, text: str) -> str:
        if len(text) > LONGEST:
            self.cut += 1
            text = text[: LONGEST - len(CUT)] + CUT
        return _escaped(text)

    def _rich(self, value: Bold) -> str:
        text, start, end = value
        if len(text) > LONGEST or start >= end:
            return f'<t xml:space="preserve">{self._text(text)}</t>'
        runs = ((text[:start], ""), (text[start:end], _BOLD), (text[end:], _PLAIN))
        return "".join(f'<r>{font}<t xml:space="preserve">{_escaped(run)}</t></r>' for run, font in runs if run)

    def close(self) -> Path:
        """The file with all rows."""
        self._file.close()
        return self._path


_FONT: Final = '<sz val="11"/><color theme="1"/><rFont val="Calibri"/><family val="2"/>'
_BOLD: Final = f"<rPr><b/>{_FONT}</rPr>"
_PLAIN: Final = f"<rPr>{_FONT}</rPr>"


def _escaped(text: str) -> str:
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    return _MARKUP.sub(lambda m: _ENTITIES[m[0]], text) if _MARKUP.search(text) else text


def splice(book: Path, into: Path, rows: Mapping[str, Path]) -> None:
    """Copy a workbook and put rows into its sheets, by the names of their parts (xl/worksheets/sheet2.xml).

    Each of these sheets has a header in its first row and in its second one cell of every style but the first, in their order.
    """
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _FIRST_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            with target.open(info, "w", force_zip64=True) as part:
                if name in rows:
                    _fill(part, source.read(name), rows[name])
                else:
                    with source.open(name) as old:
                        shutil.copyfileobj(old, part)


def _fill(part: IO[bytes], sheet: bytes, rows: Path) -> None:
    template = _TEMPLATE.search(sheet)
    if template is None:
        raise ValueError("the sheet has no template row")
    styles = [(mark.encode(), number) for mark, number in zip(_MARKS[1:], _STYLE.findall(template[1]), strict=False)]
    part.write(_DIMENSION.sub(b"", sheet[: template.start()]))  # of the template; it may be left out
    with rows.open("rb") as file:
        rest = b""
        while chunk := file.read(_CHUNK):
            whole, mark, rest = (rest + chunk).rpartition(b"</row>")
            part.write(_styled(whole + mark, styles))
        part.write(rest)
    part.write(sheet[template.end() :])


def _styled(rows: bytes, styles: Sequence[tuple[bytes, bytes]]) -> bytes:
    for token, number in styles:
        rows = rows.replace(token, number)
    return rows
