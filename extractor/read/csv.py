"""Tables as comma- or tab-separated text: only what is called .csv or .tsv, as no bytes tell it from prose."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from extractor.document import Document, DocumentBuilder
from extractor.errors import InputError
from extractor.read._number_format import below_nought
from extractor.read.limits import Limits
from extractor.read.txt import decoded

__all__ = ["read"]

_SEPARATORS: Final = ",\t;|"
_HEAD: Final = 10  # lines that are looked at for the separator
_LONGEST: Final = 131_072  # characters of a cell; Python's csv refuses more


def read(data: bytes, name: str, limits: Limits) -> Document:
    """A line a row, its cells with tabs between; a cell's locator is row=,column=.

    Raises InputError where the charset cannot be told, or a quote is never closed.
    """
    text, charset, warnings = decoded(data, name)
    if len(text) > limits.characters:
        raise InputError(name, f"more than {limits.characters} characters; split it", "too-large")
    built = DocumentBuilder("csv")
    for warning in warnings:
        built.warn(warning)
    separator = _separator(text)
    for number, row in enumerate(_rows(text, separator, name), 1):
        if any(cell.strip() for cell in row) and not (number == 1 and row[0].startswith("sep=")):
            built.row(
                [(below_nought(cell.strip()), f"row={number},column={column}") for column, cell in enumerate(row, 1)]
            )
    return built.document(charset=charset)


def _separator(text: str) -> str:
    r"""The separator of which the first lines hold most, outside quotes; Excel may name it.

    >>> _separator("项目;金额\n\"甲,乙\";12,5\n"), _separator("sep=|\na,b|c")
    (';', '|')
    """
    lines = text[:_LONGEST].lstrip().splitlines()[:_HEAD]
    if lines and lines[0].lower().startswith("sep=") and lines[0][4:5] in _SEPARATORS:
        return lines[0][4:5] or ","
    head = "\n".join("".join(line.split('"')[::2]) for line in lines)
    first = "".join(lines[0].split('"')[::2]) if lines else ""
    return max(_SEPARATORS, key=lambda mark: (mark in first, head.count(mark)))


def _rows(text: str, separator: str, name: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        raise InputError(name, f"a broken table: {error}", "broken") from None
