"""Where the text of an .rtf goes: paragraphs, cells and rows without a beginning, and texts of their own beside the body."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from extractor.read._blocks import Blocks, Line, Row

__all__ = ["Flow"]

_HALF: Final = re.compile("[\ud800-\udfff]")
_DEEPEST: Final = 32  # tables in tables


@dataclass(slots=True)
class _Table:
    row: bool = False  # one has begun
    cell: bool = False


@dataclass(slots=True)
class _Text:
    """The body, a note, a text box or a header: it has paragraphs and tables of its own."""

    kind: str
    pieces: list[str] = field(default_factory=list)
    label: list[str] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)


class Flow:
    """RTF says where cells and rows end, not where they begin; here they begin with what stands in them."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._texts = [_Text("body")]
        self._later: dict[str, list[list[Line | Row]]] = {}

    @property
    def in_margin(self) -> bool:
        """Whether a header or footer is under way."""
        return self._texts[-1].kind in {"header", "footer"}

    def say(self, text: str) -> None:
        """A piece of the paragraph."""
        self._texts[-1].pieces.append(text)

    def say_label(self, text: str) -> None:
        """A piece of its automatic number."""
        self._texts[-1].label.append(text)

    def end_paragraph(self, depth: int, *, goes_on: bool = False) -> None:
        r"""\par: in the body, or in a cell of a table `depth` deep."""
        self._place(depth)
        self._put(goes_on=goes_on)

    def end_cell(self, depth: int) -> None:
        r"""\cell or \nestcell: its last paragraph ends as well."""
        self._place(max(1, depth))
        self._put()
        self._blocks.close_cell()
        self._texts[-1].tables[-1].cell = False

    def end_row(self, depth: int) -> None:
        r"""\row or \nestrow."""
        text = self._texts[-1]
        while len(text.tables) > max(1, depth):
            self._close_table()
        if text.tables:
            self._close_row(text.tables[-1])

    def enter(self, kind: str) -> None:
        """A text of its own begins: footnote, endnote, textbox, header, footer."""
        self._texts.append(_Text(kind))
        if kind == "textbox":
            self._blocks.open_box()
        else:
            self._blocks.open_part(f"{kind}={len(self._later.get(kind, ())) + 1}")

    def is_endnote(self) -> None:
        r"""\ftnalt: the footnote that has begun is an endnote."""
        if self._texts[-1].kind == "footnote":
            self._texts[-1].kind = "endnote"

    def leave(self) -> None:
        """It ends."""
        self._finish()
        kind = self._texts.pop().kind
        if kind == "textbox":
            self._blocks.close_box()
        else:
            texts = self._later.setdefault(kind, [])
            was, where = f"footnote={len(self._later.get('footnote', ())) + 1}", f"{kind}={len(texts) + 1}"
            items = self._blocks.close_part()
            if kind == "endnote":
                items = [i._replace(locator=where) if isinstance(i, Line) and i.locator == was else i for i in items]
            texts.append(items)

    def end(self) -> None:
        """All has been said: notes, headers and footers follow."""
        while len(self._texts) > 1:
            self.leave()
        self._finish()
        self._blocks.end()
        for kind in ("footnote", "endnote"):
            for items in self._later.get(kind, ()):
                self._blocks.put(items)
        for kind in ("header", "footer"):
            for items in self._later.get(kind, ()):
                self._blocks.put_margin(kind, items)

    def _put(self, *, goes_on: bool = False) -> None:
        text = self._texts[-1]
        said, label = "".join(text.pieces), "".join(text.label).strip()
        text.pieces, text.label = [], []
        label = _whole(label) if any(map(str.isalnum, label)) else ""  # a bullet is no number
        self._blocks.paragraph(_whole(said), label, goes_on=goes_on)

    def _finish(self) -> None:
        text = self._texts[-1]
        if "".join(text.pieces).strip():
            self._place(len(text.tables))
            self._put()
        while text.tables:
            self._close_table()

    def _place(self, depth: int) -> None:
        """Close the tables that have ended, open those that begin, to a cell of the one that is `depth` deep."""
        tables = self._texts[-1].tables
        while len(tables) > depth:
            self._close_table()
        while len(tables) < min(depth, _DEEPEST):
            self._open_cell()
            self._blocks.open_table()
            tables.append(_Table())
        self._open_cell()

    def _open_cell(self) -> None:
        if not self._texts[-1].tables:
            return
        table = self._texts[-1].tables[-1]
        if not table.row:
            self._blocks.open_row()
        if not table.cell:
            self._blocks.open_cell()
        table.row = table.cell = True

    def _close_row(self, table: _Table) -> None:
        if table.cell:
            self._blocks.close_cell()
        if table.row:
            self._blocks.close_row()
        table.row = table.cell = False

    def _close_table(self) -> None:
        self._close_row(self._texts[-1].tables.pop())
        self._blocks.close_table()


def _whole(text: str) -> str:
    """The text with characters such as 𠮷, which are written as two halves, in one."""
    if _HALF.search(text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
