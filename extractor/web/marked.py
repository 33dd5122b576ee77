"""A report's text in lines, with its figures in them: what the page shows beside the queue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from extractor.harmless import CONTROL
from extractor.records import Extraction, Figure, Record

__all__ = ["Line", "Piece", "Window", "mark_of", "window"]

_REACH: Final = 20_000  # characters on each side of the figure; a report of a megabyte would take a browser seconds
_LINE_END: Final = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a line: a figure's, a redacted word's, or plain ones. `mark` is what it looks like."""

    start: int
    text: str
    record: Record | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report."""

    start: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The lines around a figure, and how many characters before and after are not shown."""

    lines: tuple[Line, ...]
    before: int
    after: int


def window(extraction: Extraction, text: str, at: int) -> Window:
    r"""The lines around the character at `at`.

    >>> from extractor import extract
    >>> text = "惠及XX人。\r\n共5户。"
    >>> [[piece.text for piece in line.pieces] for line in window(extract(text), text, 0).lines]
    [['惠及', 'XX人', '。'], ['共', '5户', '。']]
    """
    start, end = _edge(text, at - _REACH, -1), _edge(text, at + _REACH, 1)
    records = [r for r in extraction.records if r.end > start and r.start < end]
    lines = tuple(_lines(text, start, end, records))
    return Window(lines, start, len(text) - end)


def _edge(text: str, at: int, step: int) -> int:
    """The line end next to a place; a line of a megabyte is cut where it is."""
    if at <= 0:
        return 0
    if at >= len(text):
        return len(text)
    found = text.rfind("\n", max(0, at - _REACH), at) + 1 if step < 0 else text.find("\n", at, at + _REACH)
    return found if found > 0 else at


def _lines(text: str, start: int, end: int, records: list[Record]) -> Iterator[Line]:
    ends = [(found.start(), found.end()) for found in _LINE_END.finditer(text, start, end)]
    for stop, following in [*ends, (end, end)]:
        yield Line(start, tuple(_pieces(text, start, stop, records)))
        start = following


def _pieces(text: str, start: int, stop: int, records: list[Record]) -> Iterator[Piece]:
    at = start
    for record in (r for r in records if r.end > start and r.start < stop):
        first, last = max(record.start, at), min(record.end, stop)
        if first > at:
            yield Piece(at, _plain(text[at:first]))
        if last > first:
            yield Piece(first, _plain(text[first:last]), record, mark_of(record))
        at = max(at, last)
    if at < stop:
        yield Piece(at, _plain(text[at:stop]))


def mark_of(record: Record) -> str:
    """How it looks: what a reviewer says of it, else whether it was filled in or is open, else its kind."""
    if not isinstance(record, Figure):
        return "redaction"
    if record.reviewed is not None and record.reviewed.status != "noted":
        return record.reviewed.status
    return "filled" if record.filled else record.kind if record.status == "complete" else record.status


def _plain(text: str) -> str:
    """One sign for each that a browser drops or acts on: the page counts characters as the report does."""
    return CONTROL.sub("\ufffd", text)
