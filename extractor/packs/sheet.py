"""Indicators from an Excel sheet, one row each, written as indicators.toml: for whoever does not write TOML.

The first row holds the headers, in Chinese or as the keys of the pack. Words, examples and units stand in one cell each,
with a line break, ； or | between them (units and words with 、 or a blank, too).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn
from zipfile import BadZipFile

from extractor.errors import InputError, PackError
from extractor.packs.file import PackFile
from extractor.packs.indicators import FLAGS, KEYS, LISTS, TEXTS, read_indicators
from extractor.quotes import has_one_mark

__all__ = ["HEADERS", "read_sheet", "toml"]

# Each key with its Chinese header.
HEADERS: Final = {
    "key": "键", "zh": "名称", "en": "英文", "group": "分组", "kind": "类别", "units": "单位", "words": "词语", "about": "主题",
    "unless": "排除", "never": "句中排除", "change": "增减", "per_unit": "人均", "level": "存量", "required": "必填",
    "examples": "例句", "not": "反例",
}  # fmt: skip
_KEYS: Final = {header: key for key, header in HEADERS.items()} | {key: key for key in KEYS}
_KINDS: Final = {
    "金额": "amount",
    "数量": "count",
    "计数": "count",
    "计量": "quantity",
    "比率": "ratio",
    "比例": "ratio",
}
_TRUE: Final = frozenset({"是", "true", "1", "yes", "y", "√"})
_FALSE: Final = frozenset({"", "否", "false", "0", "no", "n"})
_SENTENCES: Final = re.compile(r"[\n；|]+")
_WORDS: Final = re.compile(r"[\n；|、\s]+")

Row = dict[str, str | bool | list[str]]


def read_sheet(path: Path) -> list[Row]:
    """The indicators of every sheet of an .xlsx; InputError names the sheet, the row and the column."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, data_only=True)
        sheets = [(sheet.title, list(sheet.iter_rows(values_only=True))) for sheet in book.worksheets]
    except (InvalidFileException, BadZipFile, OSError, KeyError, ValueError) as error:
        raise InputError(str(path), f"no workbook that can be read ({error}); save it as .xlsx") from None
    rows: list[Row] = []
    seen: dict[str, str] = {}
    for name, lines in sheets:
        for number, row in _rows(path, name, lines):
            place, key = f"sheet {name}, row {number}", str(row["key"])
            if key in seen:
                raise InputError(str(path), f"{place}: {key} stands in {seen[key]} already; give one another key")
            seen[key] = place
            rows.append(row)
    if not rows:
        raise InputError(str(path), f"no indicator in it; the first row holds headers ({'、'.join(HEADERS.values())})")
    return rows


def _rows(path: Path, sheet: str, lines: Sequence[Sequence[object]]) -> Iterator[tuple[int, Row]]:
    if not lines or not any(_text(cell) for cell in lines[0]):
        return
    headers = [_text(cell) for cell in lines[0]]
    for column, header in enumerate(headers):
        if header and header not in _KEYS:
            _fail(path, sheet, 1, column, f"unknown header {header!r}; known are {'、'.join(HEADERS.values())}")
    columns = {_KEYS[header]: column for column, header in enumerate(headers) if header}
    for name in (*TEXTS, "kind", "words", "examples"):
        if name not in columns:
            _fail(path, sheet, 1, len(headers), f"no column {HEADERS[name]} ({name}); add it")
    for number, line in enumerate(lines[1:], 2):
        if any(_text(cell) for cell in line):
            row = _row(path, sheet, number, {k: (c, _text(line[c])) for k, c in columns.items()})
            _check(path, sheet, number, row, columns)
            yield number, row


def _check(path: Path, sheet: str, number: int, row: Row, columns: Mapping[str, int]) -> None:
    """What the pack itself would refuse, said of the sheet."""
    try:
        read_indicators([PackFile(path, "", {"indicator": [row]})], [])
    except PackError as error:
        said = str(error).removeprefix(f"{path}:{error.line}: ")
        about = said.removeprefix(f"{row['key']}: ").split(" ", 1)[0]
        _fail(path, sheet, number, columns.get(about, columns["words" if "short" in said else "key"]), said)


def _row(path: Path, sheet: str, number: int, cells: Mapping[str, tuple[int, str]]) -> Row:
    row: Row = {}
    for key, (column, text) in cells.items():
        if key in FLAGS:
            if text.lower() not in _TRUE | _FALSE:
                _fail(path, sheet, number, column, f"{text!r} is neither 是 nor 否")
            row[key] = text.lower() in _TRUE
        elif key in TEXTS:
            if not text:
                _fail(path, sheet, number, column, f"{HEADERS[key]} ({key}) is empty; fill it in")
            row[key] = text
        else:
            found = [w.strip() for w in (_WORDS if key in LISTS else _SENTENCES).split(text) if w.strip()]
            if not found and key in {"kind", "words", "examples"}:
                _fail(path, sheet, number, column, f"{HEADERS[key]} ({key}) is empty; fill it in")
            for quote in found if key in {"examples", "not"} else ():
                if not has_one_mark(quote):
                    _fail(path, sheet, number, column, f"{quote!r}: a sentence with one figure in 【】 is wanted")
            row[key] = [_KINDS.get(w, w) for w in found] if key == "kind" else found
    return row


def _fail(path: Path, sheet: str, row: int, column: int, message: str) -> NoReturn:
    from openpyxl.utils import get_column_letter

    place = f"sheet {sheet}, row {row}, column {get_column_letter(column + 1)}"
    raise InputError(str(path), f"{place}: {message}")


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip().lower() if isinstance(cell, bool) else str("" if cell is None else cell).strip()


def toml(rows: Sequence[Row]) -> str:
    """The rows as the text of an indicators.toml; what is empty or false is left out."""
    return "\n".join(
        "\n".join(["[[indicator]]", *(f"{key} = {_value(row[key])}" for key in KEYS if row.get(key)), ""])
        for row in rows
    )


def _value(value: str | bool | list[str]) -> str:
    """A TOML value: its strings, lists and booleans are written as in JSON."""
    return json.dumps(value, ensure_ascii=False)
