"""What a reader gives: the text of one file, and where each stretch of it stood there."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, overload

__all__ = ["Document", "DocumentBuilder", "LineNumbers"]

_MOST_WARNINGS: Final = 100
_BROKEN_ANYWHERE: Final = frozenset({"txt", "pdf"})


@dataclass(frozen=True, slots=True)
class LineNumbers(Sequence[tuple[int, str]]):
    """The places of a text that is nothing but lines, made when they are asked for: there may be millions.

    >>> list(LineNumbers(array("Q", (0, 4))))
    [(0, 'line=1'), (4, 'line=2')]
    """

    starts: array[int]

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> tuple[int, str]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[tuple[int, str]]: ...
    def __getitem__(self, index: int | slice) -> tuple[int, str] | Sequence[tuple[int, str]]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self.starts)))]
        at = range(len(self.starts))[index]
        return self.starts[at], f"line={at + 1}"


@dataclass(frozen=True, slots=True)
class Document:
    """The reader's text: what every offset of a record counts in, what `baoshu text FILE` prints.

    `places` are (offset, locator) in the order of the text; a locator holds up to the next one and names the place in the
    file in words that a program can read: `line=3`, `page=2`, `paragraph=12`, `table=1,row=2,column=3`,
    `sheet=收支,cell=B3`, `footnote=2`.
    """

    text: str
    format: str = "txt"
    charset: str | None = None
    pages: int | None = None
    places: Sequence[tuple[int, str]] = ()
    labels: Mapping[int, str] = field(default_factory=dict)  # automatic numbers (一、) by where their paragraph starts
    torn: frozenset[int] = frozenset()  # where a line begins that only the page's edge broke off
    warnings: tuple[str, ...] = ()  # what was not read, or not read surely

    @property
    def ends_lines(self) -> bool:
        """Whether a line ends where its writer ended it; a page, and text copied from one, is broken anywhere."""
        return self.format not in _BROKEN_ANYWHERE

    def locator(self, at: int) -> str | None:
        r"""The place in the file of the character at `at`.

        >>> Document("甲\n乙\n", places=((0, "line=1"), (2, "line=2"))).locator(2)
        'line=2'
        """
        found = bisect_right(self.places, at, key=lambda place: place[0])
        return self.places[found - 1][1] if found else None

    def lines(self) -> Iterator[tuple[str | None, str]]:
        r"""(locator, text) of each line, without the line feed; a line is of the place in which it begins.

        >>> list(Document("甲\n乙\n", places=((0, "line=1"), (2, "line=2"))).lines())
        [('line=1', '甲'), ('line=2', '乙')]
        """
        at = 0
        for line in self.text.removesuffix("\n").split("\n"):
            yield self.locator(at), line
            at += len(line) + 1


class DocumentBuilder:
    r"""Puts a Document together, paragraph by paragraph and row by row.

    >>> built = DocumentBuilder("docx")
    >>> built.paragraph("救助情况", "paragraph=1", label="一、")
    >>> built.row([("项目", "table=1,row=1,column=1"), ("金额（万元）", "table=1,row=1,column=2")])
    >>> document = built.document()
    >>> document.text, document.labels, document.locator(8)
    ('救助情况\n项目\t金额（万元）\n', {0: '一、'}, 'table=1,row=1,column=2')
    """

    def __init__(self, form: str) -> None:
        self._format = form
        self._pieces: list[str] = []
        self._places: list[tuple[int, str]] = []
        self._labels: dict[int, str] = {}
        self._torn: set[int] = set()
        self._warnings: dict[str, None] = {}
        self._unsaid = 0  # warnings beyond the last that anybody reads
        self.length = 0  # characters so far

    def paragraph(self, text: str, locator: str, label: str = "", *, torn: bool = False) -> None:
        """A line of its own; `label` is the number that the format puts before it, which is no part of the text.

        `torn` says that it goes on with the sentence of the line before.
        """
        if torn:
            self._torn.add(self.length)
        if label:
            self._labels[self.length] = label
        self._add(text, locator)
        self._close()

    def row(self, cells: list[tuple[str, str]]) -> None:
        """A row of a table: (text, locator) of each cell, with tabs between; a cell's own line breaks become spaces."""
        for place, (text, locator) in enumerate(cells):
            if place:
                self._write("\t")
            if text or not place:  # nothing can be found in an empty cell
                self._add(" ".join(text.split()), locator)
        self._close()

    def warn(self, warning: str) -> None:
        """Something that whoever reads the status should know; said once, and a hundred such things at most."""
        if warning in self._warnings:
            return
        if len(self._warnings) < _MOST_WARNINGS:
            self._warnings[warning] = None
        else:
            self._unsaid += 1

    def document(self, *, pages: int | None = None, charset: str | None = None) -> Document:
        """All that was put in."""
        return Document(
            "".join(self._pieces),
            self._format,
            charset,
            pages,
            tuple(self._places),
            self._labels,
            frozenset(self._torn),
            (*self._warnings, *([f"and {self._unsaid} more warnings"] if self._unsaid else [])),
        )

    def _add(self, text: str, locator: str) -> None:
        self._places.append((self.length, locator))
        self._write(text)

    def _close(self) -> None:
        self._write("\n")

    def _write(self, text: str) -> None:
        self._pieces.append(text)
        self.length += len(text)
