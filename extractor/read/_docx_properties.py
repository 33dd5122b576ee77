"""What the properties of a paragraph, a run, a row and a cell of a .docx say of its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Cell", "Look", "Paragraph", "Row", "Run"]


@dataclass(slots=True)
class Paragraph:
    """A paragraph that is under way."""

    pieces: list[str] = field(default_factory=list)
    style: str = ""
    number: str | None = None
    level: int | None = None
    goes_on: bool = False  # its end was deleted or is hidden


@dataclass(slots=True)
class Run:
    """A run of text."""

    style: str = ""
    says: dict[str, str] = field(default_factory=dict)  # what the run itself says, by element: w:vanish, w:vertAlign …
    look: Look | None = None  # with its styles, once it is asked


class Look(NamedTuple):
    """How text shows itself."""

    hidden: bool = False
    struck: bool = False  # a line through it
    aligned: str = ""  # superscript or subscript


@dataclass(slots=True)
class Row:
    """A row of a table."""

    before: int = 0  # columns that are left empty
    gone: bool = False


@dataclass(slots=True)
class Cell:
    """A cell of a row."""

    span: int = 1
    gone: bool = False
