"""The fields of a .docx: their result is text, their instruction is not."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from extractor.read._blocks import PAGE

__all__ = ["Fields"]

_PAGE: Final = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_CONTENTS: Final = re.compile(r"\s*TOC\b", re.IGNORECASE)  # a table of contents says the headings again
_LONGEST: Final = 1_000  # characters of an instruction
_ENTRIES: Final = 100  # of a list to choose from; Word's own have 25


@dataclass(slots=True)
class _Field:
    code: str = ""
    instruction: bool = True  # until w:fldChar separate
    said: bool = True  # the result
    choices: list[str] | None = None  # of a list to choose from, which has no result
    chosen: int = 0


@dataclass(slots=True)
class Fields:
    """The fields that have begun and not ended, in one story."""

    pages: bool = False  # the numbers of pages are said as PAGE: in headers and footers, where they are no figures
    open: list[_Field] = field(default_factory=list)
    mute: int = 0  # open fields whose text is not said
    outer: list[list[_Field]] = field(default_factory=list)  # of the stories that this one stands in
    lost: bool = False  # a field began and did not end: what follows it would not be said

    def begin(self) -> None:
        """The instruction begins."""
        self.open.append(_Field())
        self.mute += 1

    def instruction(self, text: str) -> None:
        """A piece of the instruction."""
        if self.open and len(self.open[-1].code) < _LONGEST:
            self.open[-1].code += text[:_LONGEST]

    def separate(self) -> str:
        """The result begins; gives what is said in its place."""
        if not self.open or not self.open[-1].instruction:
            return ""
        here = self.open[-1]
        here.instruction = False
        page = self.pages and bool(_PAGE.match(here.code))
        here.said = not page and not _CONTENTS.match(here.code) and here.choices is None
        self.mute -= here.said
        return PAGE if page and self.mute == 1 else ""

    def end(self) -> str:
        """The field ends; gives what is said in the place of one that has no result."""
        if not self.open:
            return ""
        here = self.open.pop()
        self.mute -= here.instruction or not here.said
        if here.choices is not None and not self.mute:
            return here.choices[here.chosen] if here.chosen < len(here.choices) else ""
        page = self.pages and here.instruction and _PAGE.match(here.code)
        return PAGE if page and not self.mute else ""

    def choose_from(self, entries: list[str]) -> None:
        """The field that has begun is a list to choose from, with these entries among others."""
        if self.open:
            here = self.open[-1]
            here.choices = [*(here.choices or []), *(entry[:_LONGEST] for entry in entries)][:_ENTRIES]

    def choose(self, at: int) -> None:
        """The entry that is chosen."""
        if self.open:
            self.open[-1].chosen = at

    def enter(self) -> None:
        """A text box begins: fields in it are its own."""
        self.outer.append(self.open)
        self.open = []

    def leave(self) -> None:
        """The text box ends."""
        self.finish()
        self.open = self.outer.pop()

    def finish(self) -> None:
        """The story ends."""
        self.lost = self.lost or bool(self.open)
        while self.open:
            self.end()
