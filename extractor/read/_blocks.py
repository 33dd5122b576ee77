"""Paragraphs, tables, text boxes and notes of a word processor's file, put in the order in which they are read.

The readers of .docx, .odt and .rtf say what begins and ends; here it becomes lines, with the place of each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from extractor.document import DocumentBuilder
from extractor.errors import InputError
from extractor.read._raised import settled
from extractor.read.limits import Limits

__all__ = ["PAGE", "Blocks", "Line", "Row"]

PAGE: Final = "\ufffc"  # stands for the number of a page in a header or footer, where it is no figure
_PAGES: Final = re.compile(rf"[第共]?\s*{PAGE}\s*[页頁]?")  # 第3页 共10页
_AROUND_PAGES: Final = " \t-—–－/／|，,、·"

_SENTENCE: Final = re.compile(r"[。；！？]")
_RUNS_ON: Final = frozenset("0123456789.．")  # 1. before 2021年 would be read as 1.2021年
_WIDEST: Final = 63  # columns of a table; a wider span is not believed
_HOLDS_TEXT: Final = frozenset({"body", "cell", "part"})


class Line(NamedTuple):
    """A paragraph, where it stands, and its automatic number."""

    text: str
    locator: str
    label: str


class Row(NamedTuple):
    """A row of a table: (text, locator) of each cell."""

    cells: list[tuple[str, str]]


@dataclass(slots=True)
class _Frame:
    """Something that has begun and not ended: body, part (a note, a text box), table, row or cell."""

    kind: str
    where: str = ""  # the locator of its paragraphs
    number: int = 0  # of the table, of the row in it
    column: int = 1  # of the row's next cell
    count: int = 0  # of the body's paragraphs, of the table's rows
    items: list[Line | Row] = field(default_factory=list)
    boxes: list[Line | Row] = field(
        default_factory=list
    )  # what stands in text boxes of the paragraph that is under way
    carried: str = ""  # of paragraphs whose end was deleted: they go on in the next
    cells: list[tuple[str, list[Line | Row]]] = field(default_factory=list)


class Blocks:
    r"""Puts a Document together from what begins and ends; whatever is opened is closed in reverse order.

    >>> blocks = Blocks("docx", "a.docx", Limits())
    >>> blocks.paragraph("救助情况", "一、")
    >>> blocks.open_table(); blocks.open_row()
    >>> for text in ("救助", "500户"):
    ...     blocks.open_cell(); blocks.paragraph(text); blocks.close_cell()
    >>> blocks.close_row(); blocks.close_table()
    >>> document = blocks.builder.document()
    >>> document.text, document.locator(8)
    ('救助情况\n救助\t500户\n', 'table=1,row=1,column=2')
    """

    def __init__(self, form: str, name: str, limits: Limits) -> None:
        self.builder = DocumentBuilder(form)
        self._name, self._limits = name, limits
        self._frames = [_Frame("body")]
        self._tables = self._boxes = 0
        self._margins: dict[tuple[str, ...], str] = {}  # headers and footers by what they say
        self._blank = True  # the last line that was written

    def paragraph(self, text: str, label: str = "", *, goes_on: bool = False) -> None:
        """A paragraph of what is open; `goes_on` where its end was deleted, so that it is one with the next."""
        frame = self._text_frame()
        if goes_on:
            frame.carried += text
            return
        text, frame.carried = settled(frame.carried + text), ""
        if frame.kind == "body":
            frame.count += 1
            frame.where = f"paragraph={frame.count}"
        text = text.strip("\r\n")
        if label[-1:] in _RUNS_ON and text[:1].isdigit():
            label += " "
        self._put(frame, Line(text, frame.where, label))
        self._put_boxes(frame)

    def open_table(self) -> None:
        """A table begins, in the body or in a cell."""
        self._end_paragraph(self._text_frame())
        self._tables += 1
        self._frames.append(_Frame("table", number=self._tables))

    def close_table(self) -> None:
        """The table ends."""
        self._frames.pop()

    def open_row(self) -> None:
        """A row begins. Outside of a table it means nothing, but what is in it is kept."""
        table = self._frames[-1]
        if table.kind != "table":
            self._frames.append(_Frame("nothing"))
            return
        table.count += 1
        self._frames.append(_Frame("row", number=table.count))

    def close_row(self, *, keep: bool = True) -> None:
        """The row ends; one that was deleted is not kept.

        A row is one line, but cells in which prose of several paragraphs stands are written paragraph by paragraph.
        """
        row = self._frames.pop()
        if row.kind == "nothing":
            return
        if not keep:
            self._frames[-1].count -= 1
            return
        holder = self._text_frame()
        lines = [[item for item in items if isinstance(item, Line)] for _, items in row.cells]
        held = [items for items in lines if items]
        alone = len(held) == 1 and bool(lines[0])
        if alone or any(len(items) > 1 and any(_SENTENCE.search(i.text) for i in items) for items in held):
            for _, items in row.cells:
                self._put_all(holder, items)
            return
        cells = [
            ("\n".join(i.text for i in own if i.locator == where), where)
            for (where, _), own in zip(row.cells, lines, strict=True)
        ]
        while cells and not cells[-1][0]:
            cells.pop()
        if cells:
            self._put(holder, Row(cells))
        for where, items in row.cells:
            self._put_all(holder, [i for i in items if isinstance(i, Row) or i.locator != where])

    def open_cell(self, before: int = 0) -> None:
        """A cell begins; `before` columns of the row are left empty."""
        row = self._frames[-1]
        if row.kind != "row":
            self._frames.append(_Frame("nothing"))
            return
        self._skip_columns(before)
        table = self._frames[-2].number
        self._frames.append(_Frame("cell", f"table={table},row={row.number},column={row.column}"))

    def close_cell(self, span: int = 1, *, keep: bool = True) -> None:
        """The cell ends, which is `span` columns wide; the text of a merged cell stands in its first column."""
        cell = self._frames.pop()
        if cell.kind == "nothing":
            return
        self._end_paragraph(cell)
        if not keep:
            return
        row = self._frames[-1]
        row.cells.append((cell.where, cell.items))
        row.column += 1
        self._skip_columns(span - 1)

    def open_box(self) -> None:
        """A text box begins: its text follows the paragraph that holds it."""
        self._boxes += 1
        self.open_part(f"textbox={self._boxes}")

    def close_box(self) -> None:
        """The text box ends."""
        items = self.close_part()
        self._text_frame().boxes += items

    def open_part(self, where: str) -> None:
        """A text of its own begins, a note or a header: its paragraphs have the locator `where`."""
        self._frames.append(_Frame("part", where))

    def close_part(self) -> list[Line | Row]:
        """The text of its own ends; it is given back, for `put`."""
        frame = self._frames.pop()
        self._end_paragraph(frame)
        return frame.items

    def put(self, items: list[Line | Row]) -> None:
        """Write what `close_part` gave."""
        self._put_all(self._text_frame(), items)

    def put_margin(self, kind: str, items: list[Line | Row]) -> None:
        """Write a header or footer, where it was not said before, without the numbers of pages."""
        held = [found for item in items if (found := _without_pages(item))]
        said = tuple(
            item.text if isinstance(item, Line) else "\t".join(text for text, _ in item.cells) for item in held
        )
        if said and said not in self._margins:
            where = f"{kind}={1 + sum(other.startswith(kind) for other in self._margins.values())}"
            self._margins[said] = where
            self.put([item._replace(locator=where) if isinstance(item, Line) else item for item in held])

    def end(self) -> None:
        """All has been said."""
        self._end_paragraph(self._frames[0])

    def _text_frame(self) -> _Frame:
        return next(frame for frame in reversed(self._frames) if frame.kind in _HOLDS_TEXT)

    def _end_paragraph(self, frame: _Frame) -> None:
        if frame.carried:
            if frame.kind == "body":
                frame.count += 1
                frame.where = f"paragraph={frame.count}"
            self._put(frame, Line(frame.carried.strip("\r\n"), frame.where, ""))
            frame.carried = ""
        self._put_boxes(frame)

    def _put_boxes(self, frame: _Frame) -> None:
        boxes, frame.boxes = frame.boxes, []
        self._put_all(frame, boxes)

    def _skip_columns(self, count: int) -> None:
        row, table = self._frames[-1], self._frames[-2].number
        for _ in range(min(count, _WIDEST - row.column)):
            row.cells.append((f"table={table},row={row.number},column={row.column}", []))
            row.column += 1

    def _put_all(self, frame: _Frame, items: list[Line | Row]) -> None:
        for item in items:
            self._put(frame, item)

    def _put(self, frame: _Frame, item: Line | Row) -> None:
        if frame.kind != "body":
            if isinstance(item, Row) or item.text.strip():
                frame.items.append(item)
            return
        if isinstance(item, Row):
            self.builder.row(item.cells)
        elif item.text.strip():
            self.builder.paragraph(item.text, item.locator, item.label)
        elif self._blank:  # one blank line says as much as ten
            return
        else:
            self.builder.paragraph("", item.locator)
        self._blank = isinstance(item, Line) and not item.text.strip()
        if self.builder.length > self._limits.characters:
            raise InputError(self._name, f"more than {self._limits.characters} characters; split it", "too-large")


def _without_pages(item: Line | Row) -> Line | Row | None:
    if isinstance(item, Row):
        cells = [(_bare(text), where) for text, where in item.cells]
        return Row(cells) if any(text for text, _ in cells) else None
    text = _bare(item.text)
    return item._replace(text=text) if text else None


def _bare(text: str) -> str:
    return _PAGES.sub("", text).strip(_AROUND_PAGES) if PAGE in text else text.strip()
