"""The glyphs of a PDF page → lines of text: spaces, columns and indents are read from the gaps between glyphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

__all__ = ["Line", "lines"]

_CJK: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’…—·×]")
_PUNCTUATION: Final = re.compile(r"[，。；：、]")
_SPACE: Final = 0.4  # of a Han character's width: a narrower gap beside one is the typesetter's
_COLUMN: Final = 1.5  # from here on it is a blank or a new column
_WIDEST_BLANK: Final = 40  # spaces


@dataclass(slots=True)
class Line:
    """A line of a page as it is seen; sizes are points, `top` and `bottom` count from the foot of the page."""

    page: int
    left: float
    right: float
    bottom: float
    top: float
    em: float  # the width of a Han character
    width: float  # of the page
    pieces: list[str] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)  # of the pieces, those that are wide gaps
    narrow: list[int] = field(default_factory=list)  # and small ones between two Han characters

    def text(self) -> str:
        """The characters. Wide gaps are tabs where the line is a row of a table; gaps everywhere are letter-spacing."""
        pieces = self.pieces.copy()
        gaps = [*self.columns, *self.narrow]
        if self.columns and len(gaps) > 1 and not any(map(_PUNCTUATION.search, pieces)):
            for at in gaps:
                pieces[at] = "\t"
        elif len(self.narrow) * 3 < len(pieces) - len(gaps):
            for at in self.narrow:
                pieces[at] = " "
        text = "".join(pieces).rstrip()
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # Windows gives half characters

    def is_within(self, left: float, indent: float) -> bool:
        """Whether it is running text that begins at `left`, or up to `indent` Han characters beside it."""
        return not self.columns and abs(self.left - left) <= indent * self.em

    def goes_on(self, box: Any) -> bool:  # noqa: ANN401 - a rectangle of pdfium's
        """Whether a character that pdfium puts on a new line stands behind this one: the next cell of a row."""
        common = min(self.top, box.top) - max(self.bottom, box.bottom)
        beside = common > 0.6 * min(self.top - self.bottom, box.top - box.bottom)
        return beside and bool(box.left >= self.right - self.em / 4)

    def add(self, character: str, box: Any) -> None:  # noqa: ANN401 - a rectangle of pdfium's
        """The next character."""
        self.pieces.append(character)
        self.right = box.right
        self.bottom, self.top = min(self.bottom, box.bottom), max(self.top, box.top)

    def fill(self, gap: float, space: str, sides: str) -> None:
        """The spaces before the next character: as many as there is room for, none where the typesetter made the gap."""
        em, han = self.em, len(_CJK.findall(sides))
        widths = round(gap / em * 2) if em > 0 else 1
        if space == "real":
            self.pieces.append(" " * min(max(widths, 1), _WIDEST_BLANK))
        elif gap >= _COLUMN * em > 0:
            self.columns.append(len(self.pieces))
            self.pieces.append(" " * min(widths, _WIDEST_BLANK))
        elif space and han == 2 and gap >= _SPACE * em:
            self.narrow.append(len(self.pieces))
            self.pieces.append("")
        elif space and (gap >= _SPACE * em or not han):
            self.pieces.append(" ")


def lines(textpage: Any, count: int, number: int, width: float) -> Iterator[Line]:  # noqa: ANN401 - untyped
    """The lines in pdfium's order, which is that of the writing program; a row's cells are brought together."""
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    handle = textpage.raw
    line: Line | None = None
    last, space, fresh = "", "", False
    for at in range(count):
        code = raw.FPDFText_GetUnicode(handle, at)
        if code in {10, 13}:
            fresh = True
            continue
        if code == 32:
            space = "generated" if raw.FPDFText_IsGenerated(handle, at) == 1 else "real"
            continue
        character = "-" if code in {2, 0xFFFE} else chr(code)  # how pdfium marks a hyphen at the end of a line
        raw.FPDFText_GetLooseCharBox(handle, at, box)
        if line is None or (fresh and not line.goes_on(box)):
            if line:
                yield line
            em = box.right - box.left if _CJK.match(character) else (box.top - box.bottom) * 0.8
            line = Line(number, box.left, box.right, box.bottom, box.top, em, width)
        else:
            if _CJK.match(character):
                line.em = box.right - box.left
            line.fill(box.left - line.right, space, last + character)
        line.add(character, box)
        last, space, fresh = character, "", False
    if line:
        yield line
