"""A、B、C分别为1、2、3: the figures that 分别 gives to several subjects, or to several dates, in turn."""

from __future__ import annotations

import operator
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from extractor.link.around import BACK
from extractor.normalise import Reading
from extractor.outline import Outline

__all__ = ["Turn", "dates_in_turn", "listed_before", "turns"]

_REACH: Final = 24  # characters between two figures of one list
_SEPARATELY: Final = re.compile(r"分别|依次|依序")
_RATE: Final = r"(?:/[^，。；、\d/]{1,6})?"  # 810元/人·月、620元/人·月
_BETWEEN: Final = re.compile(rf"{_RATE}\s*(?:[、和及与,，]|以及)?\s*(?:[^，。；、\d]{{0,4}})")
_JOINED: Final = re.compile(rf"{_RATE}\s*[、和及]")
_CLAUSE: Final = re.compile("[，。；：:,]")
_AND: Final = re.compile(r"\s*(?:[、和及与]|以及)\s*")


@dataclass(frozen=True, slots=True)
class Turn:
    """One 分别 with the figures after it, by their places, and as many dates before it, or none."""

    at: int
    sentence: int  # where its sentence starts
    figures: list[int]
    dates: list[int]


def turns(readings: Sequence[Reading], text: str, outline: Outline) -> Iterator[Turn]:
    """Every 分别 that two figures or more come after."""
    for match in _SEPARATELY.finditer(text):
        start, end = outline.sentence(match.start())
        figures = _listed_after(readings, text, match.end(), end, _first_from(readings, match.end()))
        if len(figures) > 1:
            yield Turn(match.start(), start, figures, _dates_before(readings, text, match.start(), len(figures)))


def dates_in_turn(readings: Sequence[Reading], text: str, outline: Outline) -> dict[int, int]:
    """2021年、2022年分别募集…80万元、95万元: the date of the k-th figure is the k-th one."""
    found: dict[int, int] = {}
    for turn in turns(readings, text, outline):
        found.update(zip(turn.figures, turn.dates, strict=False))
    return found


def _first_from(readings: Sequence[Reading], at: int) -> int:
    """Which reading is the first to start at `at` or behind it."""
    return bisect_left(readings, at, key=operator.attrgetter("start"))


def _dates_before(readings: Sequence[Reading], text: str, at: int, wanted: int) -> list[int]:
    """The dates in whose turn 分别 at `at` counts: as many as are wanted, joined by 、 or 和, in its clause; else none."""
    last = _first_from(readings, at)
    listed = list(range(max(0, last - wanted), last))
    if len(listed) < wanted or any(readings[i].kind != "date" for i in listed):
        return []
    gaps = [text[readings[i].end : readings[i + 1].start] for i in listed[:-1]]
    after = text[readings[last - 1].end : at]
    return listed if all(map(_AND.fullmatch, gaps)) and len(after) <= _REACH and not _CLAUSE.search(after) else []


def listed_before(readings: Sequence[Reading], text: str, at: int, first: int, wanted: int) -> list[int]:
    """The figures of the list that 分别 speaks of: 捐赠80万元、补助20万元，分别占….

    Nothing where there are fewer than wanted.
    """
    listed = [i for i in range(max(0, first - wanted), first) if readings[i].kind != "date"]
    if len(listed) < wanted:
        return []
    begins = [*(readings[i].start for i in listed[1:]), at]
    gaps = [text[readings[i].end : begin] for i, begin in zip(listed, begins, strict=True)]
    return [] if any(len(gap) > _REACH or re.search("[。；]", gap) for gap in gaps) else listed


def _listed_after(readings: Sequence[Reading], text: str, at: int, end: int, first: int) -> list[int]:
    """The figures after 分别 that 、 and 和 join."""
    group: list[int] = []
    last, listed = at, False
    for place in range(first, min(len(readings), first + BACK)):
        reading = readings[place]
        if reading.kind == "date":
            continue
        between = text[last : reading.start]
        if reading.start >= end or (group and not _BETWEEN.fullmatch(between)):
            break
        if not group and len(between) > 12:
            break
        if len(group) > 1 and between.lstrip().startswith(("，", ",")) and listed:
            break  # 分别为15期、12期、20期，培训|769人
        listed = listed or (bool(group) and _JOINED.match(between) is not None)
        group.append(place)
        last = reading.end
    return group
