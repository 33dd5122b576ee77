"""Which indicator a figure belongs to: a column of the table that an analyst makes (patterns/indicators.toml).

A figure's *own words* are those before it in its clause back to the figure before, those right after it, and its item. An
indicator is tried where its kind and unit fit and one of its words is among them. One that names a theme (`about`) must
find it in the sentence or in the headings; of several the one whose theme stands nearest to the figure wins, and one with
a theme wins over one without. The pack's order decides between equals. Where nothing is clear there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
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
_LEFT: Final = "，,；;（(。\n"  # what ends the own words on the left


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
    last = 0  # where the figure before ends
    for place, reading in enumerate(readings):
        if reading.kind == "date":
            found.append(None)
            continue
        pairs = indicators.by_pair(reading.kind, reading.unit)
        key = None
        if pairs:
            after = readings[place + 1].start if place + 1 < len(readings) else len(text)
            own = _own_words(reading, last, after, items[place], text, outline)
            hits = {at for pair in filter(pairs.__contains__, map(add, own, own[1:])) for at in pairs[pair]}
            if hits:
                candidates = [indicators.all[at] for at in sorted(hits)]
                key = _best(candidates, reading, linked[place], own, text, outline)
        found.append(key)
        last = reading.end
    return found


def _own_words(reading: Reading, last: int, after: int, item: str | None, text: str, outline: Outline) -> str:
    """Item, words before and words after: 会员｜发展个人会员【】."""
    start, end = reading.start, reading.end
    low = max(last, start - _BEFORE)
    before = text[low:start]
    cut = max(map(before.rfind, _LEFT))
    right = _RIGHT.match(text, end, after) if after > end else None
    return f"{item or ''}｜{before[cut + 1 :]}【】{right[0] if right else ''}"


def _best(
    candidates: Sequence[Indicator], reading: Reading, linked: Linked, own: str, text: str, outline: Outline
) -> str | None:
    best, nearest = None, -2
    for one in candidates:
        if bool(linked.change) != one.change or (linked.relation == "per_unit") != one.per_unit:
            continue
        if not one.words.search(own) or (one.unless and one.unless.search(own)):
            continue
        near = _theme(one, reading, own, text, outline)
        if near is not None and near > nearest:
            best, nearest = one.key, near
    return best


def _theme(one: Indicator, reading: Reading, own: str, text: str, outline: Outline) -> int | None:
    """How near the theme stands: -1 where none is asked for, None where it is asked for and not there."""
    start = max(outline.sentence(reading.start)[0], reading.start - _THEME)
    if one.never and one.never.search(text, start, reading.end):
        return None
    if one.about is None:
        return -1
    if one.about.match(own):
        return reading.end
    match = one.about.match(text, start, reading.start)
    if match:
        return match.end()
    return 0 if one.about.match(outline.section(reading.start).heading) else None
