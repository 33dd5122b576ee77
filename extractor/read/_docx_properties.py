"""What the properties of a paragraph, a run, a row and a cell of a .docx say of its text."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Cell", "Paragraph", "Row", "Run"]


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
    hides: bool | None = None  # what the run itself says
    hidden: bool | None = None  # with its styles, once it is asked


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
