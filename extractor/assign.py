"""Which indicator a figure belongs to: a column of the table that an analyst makes (patterns/indicators.toml).

A figure's *own words* are those before it in its clause back to the figure before, those right after it, and its item. An
indicator is tried where its kind and unit fit and one of its words is among them. One that names a theme (`about`) must
find it in the sentence or in the headings; of several the one whose theme stands nearest to the figure wins, and one with
a theme wins over one without. The pack's order decides between equals. Where nothing is clear there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add
from typing import Final

from extractor.knowledge import Indicator, Indicators
from extractor.link import Linked
from extractor.normalise import Reading
from extractor.outline import Outline

__all__ = ["assign"]

_BEFORE: Final = 32  # characters before a figure that can be its own words
_THEME: Final = 160  # characters before it in which a theme is looked for, however long the sentence is
_RIGHT: Final = re.compile(r"[^，,；;。！？（()）、\n\u2028：:→/]{0,16}")
_LEFT: Final = re.compile(r".*(?:[，,；;（(。！？\n]|分别|分別|依次)", re.DOTALL)  # what ends the own words on the left
_LAST_YEAR: Final = re.compile(r"[（(](?:上年|去年|上期)[^，。；]{0,4}\Z")


def assign(
    readings: Sequence[Reading],
    linked: Sequence[Linked],
    items: Sequence[str | None],
    text: str,
    indicators: Indicators,
    outline: Outline,
) -> list[str | None]:
    """The key of the indicator of each reading in order; None for dates and where none clearly fits."""
    found: list[str | None] = []
    key, last = None, 0  # the indicator of the figure before, and where it ends
    for place, reading in enumerate(readings):
        if reading.kind == "date":
            found.append(None)
            continue
        if linked[place].relation == "baseline" and _LAST_YEAR.search(text, last, reading.start):
            found.append(key)  # 160万元（上年140万元）
            last = reading.end
            continue
        pairs = indicators.by_pair(reading.kind, reading.unit)
        key = None
        if pairs:
            after = readings[place + 1].start if place + 1 < len(readings) else len(text)
            own = _own_words(reading, last, after, items[place] or "", text)
            hits = {at for pair in filter(pairs.__contains__, map(add, own, own[1:])) for at in pairs[pair]}
            if hits:
                candidates = [indicators.all[at] for at in sorted(hits)]
                key = _best(candidates, _Asked(reading, linked[place], own, text, outline))
        found.append(key)
        last = reading.end
    return found


@dataclass(slots=True)
class _Asked:
    """The figure that an indicator is looked for."""

    reading: Reading
    linked: Linked
    own: str  # item｜before【】after
    text: str
    outline: Outline

    def has(self, words: re.Pattern[str]) -> int:
        """2 where one of the words stands in the item, 1 where in the other own words; a share does not live on its item."""
        match = words.search(self.own)
        if match is None:
            return 0
        bar = self.own.index("｜")
        if match.end() > bar + 1:
            return 1
        if self.linked.relation == "part_of":
            return 1 if words.search(self.own, bar) else 0
        return 2

    def near(self, theme: re.Pattern[str]) -> int | None:
        """How near the theme stands, the end of its last word; 0 in a heading, None where it is nowhere."""
        start = self.reading.start
        match = None
        for match in theme.finditer(self.text, self.sentence, start):  # noqa: B007 - the last one counts
            pass
        if match:
            return match.end()
        if theme.search(self.own):
            return start
        return 0 if theme.search(self.outline.section(start).heading) else None

    @property
    def sentence(self) -> int:
        """Where the sentence starts, or as far back as a theme may stand."""
        return max(self.outline.sentence(self.reading.start)[0], self.reading.start - _THEME)


def _own_words(reading: Reading, last: int, after: int, item: str, text: str) -> str:
    """Item, words before and words after: 会员｜发展个人会员【】."""
    low = max(last, reading.start - _BEFORE)
    cut = _LEFT.match(text, low, reading.start)
    right = _RIGHT.match(text, reading.end, after) if after > reading.end else None
    return f"{item}｜{text[cut.end() if cut else low : reading.start]}【】{right[0] if right else ''}"


def _best(candidates: Sequence[Indicator], asked: _Asked) -> str | None:
    changes, is_rate = bool(asked.linked.change), asked.linked.relation == "per_unit"
    best, highest = None, (-2, 0)
    for one in candidates:
        if changes != one.change or is_rate != one.per_unit:
            continue
        where = asked.has(one.words)
        if not where or (one.unless and one.unless.search(asked.own)):
            continue
        near = asked.near(one.about) if one.about else -1
        if near is None or (near, where) <= highest:
            continue
        if one.never is None or not one.never.search(asked.text, asked.sentence, asked.reading.end):
            best, highest = one.key, (near, where)
    return best
