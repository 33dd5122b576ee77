"""Which indicator a figure belongs to: a column of the table that an analyst makes (patterns/indicators.toml).

A figure's *own words* are those before it in its clause back to the figure before, those right after it, and its item. An
indicator is tried where its kind and unit fit and one of its words is among them. One that names a theme (`about`) must
find it in the sentence or in the headings; of several the one whose theme stands nearest to the figure wins, and one with
a theme wins over one without. The pack's order decides between equals. Where nothing is clear there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from extractor.indicators.together import assign_together
from extractor.knowledge import Indicator, Indicators
from extractor.link.linked import Linked
from extractor.normalise import Reading
from extractor.outline import Outline

__all__ = ["assign"]

_BEFORE: Final = 32  # characters before a figure that can be its own words
_THEME: Final = 120  # characters before it in which a theme is looked for, however long the sentence is
_RIGHT: Final = re.compile(r"[^，；。！？（）、\n\u2028：:→/]{0,12}")
_LEFT: Final = re.compile(r"[，；。！？\n]|（(?![^（）]{0,16}）)|分别|依次")  # what ends the own words on the left
_JOINED: Final = re.compile(r"\s*(?:[、和及与]|以及)\s*")
_LONGEST_ITEM: Final = 100  # characters; the header of a column may be pages long, and all words are looked for in it
_LAST_YEAR: Final = re.compile(r"（(?:上年|去年|上期)[^，。；]{0,4}\Z")


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
        after = readings[place + 1].start if place + 1 < len(readings) else len(text)
        own = _said_of(reading, last, after, items[place], text)
        candidates = indicators.by_unit(reading.kind, reading.unit).of(own)
        best = _best(candidates, own, reading, linked[place], text, outline) if candidates else None
        if best is None and place and _is_listed(place, readings, items, text):
            best = key
        key = best
        found.append(key)
        last = reading.end
    assign_together(found, readings, text, {one.key: one for one in indicators.all}, outline)
    return found


def _is_listed(place: int, readings: Sequence[Reading], items: Sequence[str | None], text: str) -> bool:
    """Whether a figure goes on with a list of the figure before it: 分别救助困难家庭120户、135户."""
    before, reading = readings[place - 1], readings[place]
    same = (before.kind, before.unit, items[place - 1]) == (reading.kind, reading.unit, items[place])
    return same and _JOINED.fullmatch(text, before.end, reading.start) is not None


def _said_of(reading: Reading, last: int, after: int, item: str | None, text: str) -> str:
    """Item, words before and words after: 会员｜发展个人会员【】."""
    start, end = reading.start, reading.end
    before = _LEFT.split(text[max(last, start - _BEFORE) : start])[-1]
    right = _RIGHT.match(text, end, after) if after > end else None
    return f"{(item or '')[:_LONGEST_ITEM]}｜{before}【】{right[0] if right else ''}"


def _best(
    candidates: Iterable[Indicator], own: str, reading: Reading, linked: Linked, text: str, outline: Outline
) -> str | None:
    """The one that ranks highest: by its theme, by whether the item itself says it, by its place in the pack."""
    changes, is_rate, is_share = linked.change is not None, linked.relation == "per_unit", linked.relation == "part_of"
    sentence = max(outline.sentence(reading.start)[0], reading.start - _THEME)
    bar = own.index("｜")
    best, highest = None, (-2, False, 0)
    for one in candidates:
        if changes != one.change or is_rate != one.per_unit:
            continue
        match = one.words.search(own, bar if is_share else 0)  # a share does not live on its item
        if match is None or (one.unless and one.unless.search(own)):
            continue
        near = _near(one.about, own, reading.start, sentence, text, outline) if one.about else -1
        if near is None or (rank := (near, match.end() <= bar + 1, -one.place)) <= highest:
            continue
        if one.never is None or not one.never.search(text, sentence, reading.end):
            best, highest = one.key, rank
    return best


def _near(theme: re.Pattern[str], own: str, start: int, sentence: int, text: str, outline: Outline) -> int | None:
    """How near the theme stands: the end of its last word; 0 where it is in a heading, None where it is nowhere."""
    end = 0
    for match in theme.finditer(own):
        end = match.end()
    if end:
        return start - max(0, own.index("【】") - end) if end > own.index("｜") else start
    for match in theme.finditer(text, sentence, start):
        end = match.end()
    return end or (0 if theme.search(outline.section(start).heading) else None)
