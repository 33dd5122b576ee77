"""The text as its writer meant it to flow: without the line breaks, page numbers and running heads of wrapped pages.

PDF text breaks a sentence, a word, even a number at the page's edge (2,1⏎50万元). Everything after this step reads the
flowing text, in which characters are simplified, a comma between clauses is the Chinese one and digits have half width;
`Flow.span` gives the place in the report as it was given, `Flow.spelled` a word in its writer's characters.

wrapped.py joins the lines that a page broke, spaced.py takes out blanks inside of numbers, characters.py reads one character for another.
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from extractor.flow.characters import MARKS_READ, as_read
from extractor.flow.spaced import letter_spaced, set_apart, torn_numbers
from extractor.flow.wrapped import lines_of, page_furniture, wraps
from extractor.traditional import simplified

__all__ = ["Flow", "flow"]

# What nobody sees: soft hyphens, marks of width nought, of direction, of a variant.
_UNSEEN: Final = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+")
_SPACES: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")  # what a typesetter puts for a space
_HAN: Final = "\u2e80"  # from here on, what simplified characters stand for; a comma is written as it is read
_NEARBY: Final = 200  # characters in which words are looked for


@dataclass(frozen=True)
class Flow:
    """`text` to read, in which a space is a space, and what was left out of the report before each place of it.

    `written` is as long, with the writer's own characters, commas and digits.
    """

    text: str
    written: str
    starts: tuple[int, ...] = ()  # places in `text` after which something was left out
    shifts: tuple[int, ...] = ()  # how many characters, all in all, up to there
    apart: tuple[int, ...] = ()  # places in `text` before which a number was set apart by a space

    def at(self, place: int) -> int:
        """The offset in the report of the character at `place`."""
        found = bisect_right(self.starts, place)
        return place + (self.shifts[found - 1] if found else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in the report of text[start:end]."""
        return (start, end) if not self.starts else (self.at(start), self.at(end - 1) + 1)

    def spelled(self, words: str, near: int | None = None) -> str:
        """Words of `text` in the characters in which the report writes them, at the nearest place: 台 may be 臺, 颱 or 檯.

        >>> flow("救護車3輛，善款12.5萬元").spelled("救护车", 4)
        '救護車'
        """
        if self.text is self.written or (self.only_marks and MARKS_READ.isdisjoint(words)):
            return words
        start, end = (0, len(self.text)) if near is None else (max(0, near - _NEARBY), near + _NEARBY)
        at = self.text.rfind(words, start, near)
        at = self.text.find(words, start, end) if at < 0 else at
        if at >= 0:
            return self.written[at : at + len(words)]
        # 体育器材 of 體育、器材: put together of what stands near, or anywhere
        return words.translate({**self._anywhere, **_respelled(self.text[start:end], self.written[start:end])})

    @functools.cached_property
    def only_marks(self) -> bool:
        """Whether nothing but commas, digits and placeholders is written otherwise than it is read."""
        return simplified(self.written) is self.written

    @functools.cached_property
    def _anywhere(self) -> dict[int, str]:
        return _respelled(self.text, self.written)

    def quoted(self, start: int, end: int) -> str:
        """What the report says in text[start:end], in the writer's own characters, the breaks of lines left out."""
        among = self.apart[bisect_right(self.apart, start) : bisect_left(self.apart, end)]
        return " ".join(self.written[a:b] for a, b in itertools.pairwise((start, *among, end)))

    def place(self, offset: int) -> int:
        """Where the report's character at `offset` stands in `text`: the reverse of `at`."""
        left_out = bisect_right(range(len(self.starts)), offset, key=lambda i: self.starts[i] + self.shifts[i])
        return offset - (self.shifts[left_out - 1] if left_out else 0)


def _respelled(text: str, written: str) -> dict[int, str]:
    """The characters that are written otherwise than they are read, as `str.translate` takes them."""
    pairs = zip(text, written, strict=True)
    return {ord(read): own for read, own in pairs if read != own and own > _HAN}


def flow(text: str, paragraphs: Container[int] = (), *, torn: Container[int] = (), hard: bool = False) -> Flow:
    r"""The flowing text of a report; where no line is wrapped, no numeral spaced and nothing unseen, the report itself.

    No line is joined to one before that starts at one of `paragraphs`, or that is a table's row (its cells have tabs between).
    Lines that start at one of `torn` go on with the one before, as far as a page can show. Where line ends are `hard`, the
    format's own paragraphs, one torn line is no sign of wrapping: several are, as where text of a PDF was pasted.

    >>> flow("一、收入\n全年收到捐款合计2,1\n50万元。").text
    '一、收入\n全年收到捐款合计2,150万元。'
    """
    given = _SPACES.sub(" ", text)
    text = simplified(given)
    lines = lines_of(text)
    furniture = page_furniture(lines)
    apart = set(set_apart(lines))
    cuts = {
        *wraps([line for line in lines if line.start not in furniture], paragraphs, torn=torn, hard=hard),
        *((line.start, line.after) for line in lines if line.start in furniture),
        *(match.span() for match in _UNSEEN.finditer(text)),
        *letter_spaced(text),
        *torn_numbers(lines),
        *apart,
    }
    return _without(given, sorted(cuts), {start for start, _ in apart})


def _without(text: str, cuts: list[tuple[int, int]], apart: Container[int]) -> Flow:
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    spaces: list[int] = []
    last = length = lost = 0
    for start, end in cuts:
        if end <= start or start < last:
            continue
        pieces.append(text[last:start])
        length += start - last
        lost += end - start
        starts.append(length)
        if start in apart:
            spaces.append(length)
        shifts.append(lost)
        last = end
    pieces.append(text[last:])
    written = "".join(pieces)
    return Flow(as_read(written), written, tuple(starts), tuple(shifts), tuple(spaces))
