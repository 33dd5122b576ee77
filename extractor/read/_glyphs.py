"""The glyphs of a PDF page → lines of text: spaces, columns and indents are read from the gaps between glyphs."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from extractor.read._raised import LOWERED, NORMAL, RAISED, settled

__all__ = ["Line", "lines"]

_CJK: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’…—·×]")
_PUNCTUATION: Final = re.compile(r"[，。；：、]")
_SPACE: Final = 0.4  # of a Han character's width: a narrower gap beside one is the typesetter's
_COLUMN: Final = 1.5  # from here on it is a blank or a new column
_WIDEST_BLANK: Final = 40  # spaces
_LOOSE: Final = 0.1  # of a Han character's width: from here on characters stand apart
_SMALL: Final = 0.85  # of the height of its neighbour: a smaller character may stand …
_RISE: Final = 0.12  # … so much of that height above or below the line


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
    loose: list[tuple[int, float]] = field(default_factory=list)  # and those beside none, which pdfium takes for spaces
    gaps: list[float] = field(default_factory=list)  # before each character but the first
    height: float = 0.0  # of the last character on the line …
    at: int = 0  # … and which one of the page that is

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
        if self.loose and (usual := sorted(self.gaps)[len(self.gaps) // 2]) > _LOOSE * self.em:
            for at, gap in self.loose:  # 2 6 . 2 in a line whose characters all stand apart
                if gap <= _COLUMN * usual:
                    pieces[at] = ""
        text = settled("".join(pieces)).rstrip()
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

    def aligned(self, box: Any, handle: Any, at: int) -> str:  # noqa: ANN401 - pdfium's
        """The mark of a small character above or below the line; "" for one on it, whatever its size."""
        height = box.top - box.bottom
        if height < _SMALL * self.height and _is_upright(handle, at):
            rise = _foot(handle, at) - _foot(handle, self.at)
            if abs(rise) > _RISE * self.height:
                return RAISED if rise > 0 else LOWERED
        self.height, self.at = height, at
        return ""

    def fill(self, gap: float, space: str, sides: str) -> None:
        """The spaces before the next character: as many as there is room for, none where the typesetter made the gap."""
        em, han = self.em, len(_CJK.findall(sides))
        self.gaps.append(gap)
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
            if not han:
                self.loose.append((len(self.pieces), gap))
            self.pieces.append(" ")


def lines(
    textpage: Any,  # noqa: ANN401 - untyped
    count: int,
    number: int,
    edges: tuple[float, float, float, float],
) -> Iterator[Line]:
    """The lines in pdfium's order, which is that of the writing program; a row's cells are brought together.

    `edges` of the page are left, bottom, right and top: what stands beyond them is not seen.
    """
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    left, bottom, right, top = edges
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
        if box.right < left or box.left > right or box.top < bottom or box.bottom > top:
            continue
        mark = ""
        if line is None or (fresh and not line.goes_on(box)):
            if line:
                yield line
            em = box.right - box.left if _CJK.match(character) else (box.top - box.bottom) * 0.8
            line = Line(number, box.left, box.right, box.bottom, box.top, em, right - left)
            line.height, line.at = box.top - box.bottom, at
        else:
            mark = line.aligned(box, handle, at)
            if _CJK.match(character) and not mark:
                line.em = box.right - box.left
            line.fill(box.left - line.right, space, last + character)
        line.add(f"{mark}{character}{NORMAL}" if mark else character, box)
        last, space, fresh = character, "", False
    if line:
        yield line


def _is_upright(handle: Any, at: int) -> bool:  # noqa: ANN401 - pdfium's
    from pypdfium2 import raw

    angle = raw.FPDFText_GetCharAngle(handle, at)
    return bool(min(angle, 2 * math.pi - angle) < 0.05)


def _foot(handle: Any, at: int) -> float:  # noqa: ANN401 - pdfium's
    """The height on the page of the line that a character stands on."""
    from pypdfium2 import raw

    x, y = raw.c_double(), raw.c_double()
    raw.FPDFText_GetCharOrigin(handle, at, x, y)
    return float(y.value)
