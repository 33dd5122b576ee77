"""Tables of a page as a grid: each cell in its column, whatever cells above and beside it cover."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Block", "Cell", "Room", "Table", "number"]

_WIDEST: Final = 1_000  # columns
_SPAN: Final = 100  # columns that one cell may cover
_TO_THE_END: Final = 65_534  # rows, where rowspan is 0
_CELL: Final = 200  # characters; a cell that holds more, or several paragraphs of more than …
_LINES: Final = 80  # … is a part of the page, as in the pages that tables lay out


def number(written: str, otherwise: int) -> int:
    """An attribute that counts something, or `otherwise` where it is none."""
    return int(written) if re.fullmatch(r"[0-9]{1,6}", written.strip()) else otherwise


@dataclass(slots=True)
class Block:
    text: str
    label: str = ""


@dataclass(slots=True)
class Cell:
    column: int
    blocks: list[Block | Table] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(block.text for block in self.blocks if isinstance(block, Block))

    @property
    def laid_out(self) -> bool:
        """Whether it holds a part of the page rather than a value."""
        if any(isinstance(block, Table) for block in self.blocks):
            return True
        return len(self.text) > (_LINES if len(self.blocks) > 1 else _CELL)


@dataclass(slots=True)
class Room:
    """Cells that spans may still add to the page."""

    left: int = 200_000


@dataclass(slots=True)
class Table:
    number: int
    room: Room
    caption: list[Block | Table] = field(default_factory=list)  # and whatever else stands in no cell
    rows: list[list[Cell]] = field(default_factory=list)
    cell: Cell | None = None
    covered: dict[int, int] = field(default_factory=dict)  # column → how many rows below a cell from above reaches

    def row(self) -> None:
        self._cover(max(self.covered, default=0))
        self.rows.append([])
        self.cell = None

    def open(self, attributes: Mapping[str, str]) -> None:
        """A cell at the first free column; what it covers is blank, so that columns stay below their headers."""
        if not self.rows:
            self.row()
        self._cover(0)
        row = self.rows[-1]
        self.cell = Cell(len(row) + 1)
        row.append(self.cell)
        if len(row) > _WIDEST:
            return
        wide, high = (number(attributes.get(name, ""), 1) for name in ("colspan", "rowspan"))
        for column in range(self.cell.column, self.cell.column + min(wide or 1, _SPAN)):
            if high != 1:
                self.covered[column] = high - 1 if high else _TO_THE_END
            if column > self.cell.column:
                self._blank(row)

    def _cover(self, last: int) -> None:
        """Blank cells where one from above reaches down, up to the first free column, or to `last`."""
        row = self.rows[-1] if self.rows else []
        while self.rows and self.room.left > 0 and ((column := len(row) + 1) <= last or column in self.covered):
            rest = self.covered.pop(column, 0)
            if rest > 1:
                self.covered[column] = rest - 1
            self._blank(row)

    def _blank(self, row: list[Cell]) -> None:
        row.append(Cell(len(row) + 1))
        self.room.left -= 1
