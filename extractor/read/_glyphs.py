"""The glyphs of a PDF page → lines of text: spaces, columns and indents are read from the gaps between glyphs."""

from __future__ import annotations

import itertools
import math
import operator
import re
from bisect import bisect_right
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
_OVER: Final = 0.15  # of a character's height: so far it may reach over its neighbours and still stand between them
_SMALL: Final = 0.85  # of the height of its neighbour: a smaller character may stand …
_RISE: Final = 0.12  # … so much of that height above or below the line


@dataclass(slots=True)
class _Glyph:
    """A character and its box on the page."""

    character: str
    left: float
    bottom: float
    right: float
    top: float
    at: int  # which one of the page it is
    space: str  # before it: "real", "generated" by pdfium, or none

    def line(self, number: int, width: float) -> Line:
        """The line that begins with it."""
        em = self.right - self.left if _CJK.match(self.character) else (self.top - self.bottom) * 0.8
        line = Line(number, self.left, self.right, self.bottom, self.top, em, width)
        line.height, line.at = self.top - self.bottom, self.at
        return line


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

    def goes_on(self, box: _Glyph) -> bool:
        """Whether a character that pdfium puts on a new line stands behind this one: the next cell of a row."""
        common = min(self.top, box.top) - max(self.bottom, box.bottom)
        beside = common > 0.6 * min(self.top - self.bottom, box.top - box.bottom)
        return beside and bool(box.left >= self.right - self.em / 4)

    def add(self, character: str, box: _Glyph) -> None:
        """The next character."""
        self.pieces.append(character)
        self.right = box.right
        self.bottom, self.top = min(self.bottom, box.bottom), max(self.top, box.top)

    def aligned(self, box: _Glyph, handle: Any, at: int) -> str:  # noqa: ANN401 - pdfium's
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
    """The lines in pdfium's order, which is that of the writing program; a row's cells are brought together, and each line goes from left to right.

    `edges` of the page are left, bottom, right and top: what stands beyond them is not seen.
    """
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    left, bottom, right, top = edges
    handle = textpage.raw
    group: list[_Glyph] = []
    so_far: Line | None = None  # of the group: where it ends, and how high it is
    space, fresh = "", False
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
        glyph = _Glyph(character, box.left, box.bottom, box.right, box.top, at, space)
        if so_far is None or (fresh and not so_far.goes_on(glyph)):
            if group:
                yield _line(group, handle, number, right - left)
            group, so_far = [], glyph.line(number, right - left)
        elif _CJK.match(character):
            so_far.em = glyph.right - glyph.left
        so_far.add("", glyph)
        group.append(glyph)
        space, fresh = "", False
    if group:
        yield _line(group, handle, number, right - left)


def _line(glyphs: list[_Glyph], handle: Any, number: int, width: float) -> Line:  # noqa: ANN401 - pdfium's
    """The line of these glyphs, each of them where it is seen."""
    across = _across(glyphs, handle)
    first, *others = across
    line = first.line(number, width)
    line.add(first.character, first)
    before = first
    for glyph in others:
        mark = line.aligned(glyph, handle, glyph.at)
        if _CJK.match(glyph.character) and not mark:
            line.em = glyph.right - glyph.left
        line.fill(glyph.left - line.right, glyph.space, before.character + glyph.character)
        line.add(f"{mark}{glyph.character}{NORMAL}" if mark else glyph.character, glyph)
        before = glyph
    return line


def _across(glyphs: list[_Glyph], handle: Any) -> list[_Glyph]:  # noqa: ANN401 - pdfium's
    """The glyphs of a line from left to right, where the writing program went back to a gap that it had left.

    LibreOffice writes what is in another font after the rest of the line: the quotes of “三献”工作 after 工作. A line that goes
    back elsewhere (a shadow upon its glyphs, a script from right to left) stays as it came.
    """
    across: list[_Glyph] = []
    for glyph in glyphs:
        if not across or glyph.left >= across[-1].left:
            across.append(glyph)
            continue
        at = bisect_right(across, glyph.left, key=operator.attrgetter("left"))
        room = _OVER * (glyph.top - glyph.bottom)
        fits = at and across[at - 1].right <= glyph.left + room and glyph.right <= across[at].left + room
        if not (fits and _is_upright(handle, glyph.at)):
            return glyphs
        across.insert(at, glyph)
    if across == glyphs:
        return glyphs
    behind = {id(after): before for before, after in itertools.pairwise(glyphs)}
    for before, glyph in itertools.pairwise(across):
        if behind.get(id(glyph)) is not before:  # pdfium's space was before another one
            glyph.space = "generated" if glyph.left - before.right >= _SPACE * (glyph.top - glyph.bottom) else ""
    return across


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
