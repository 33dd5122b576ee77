"""A、B、C分别为1、2、3: figures that are about several subjects, or of several years, in turn."""

from __future__ import annotations

import operator
import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from extractor.normalise import Reading
from extractor.outline import Outline
from extractor.packs import Items
from extractor.phrases import SLIGHT, shortened, words_of

__all__ = ["dates_in_turn", "in_turn"]

_BACK: Final = 24  # figures after 分别 that may belong to it
_REACH: Final = 24  # characters between two figures of one list
_SEPARATELY: Final = re.compile(r"分别|分別|依次|依序")
_CLAUSE: Final = re.compile("[，。；：:,]")
# What is said of each thing of a list before it: 捐赠80万元、补助20万元，占比分别为….
_NUMERAL: Final = re.compile("[一二两三四五六七八九十0-9]")
_AND: Final = re.compile(r"\s*(?:[、和及与與]|以及)\s*")


def in_turn(
    readings: Sequence[Reading], text: str, words: Items, outline: Outline
) -> tuple[dict[int, str], dict[int, int]]:
    """A、B、C分别为1、2、3: the k-th figure is about the k-th subject, or about that of the k-th figure before 分别."""
    found: dict[int, str] = {}
    same: dict[int, int] = {}
    for match in _SEPARATELY.finditer(text):
        start, end = outline.sentence(match.start())
        group = _listed_after(readings, text, match.end(), end, _first_from(readings, match.end()))
        lead = text[max(start, match.start() - 90) : match.start()]
        lead = re.split(r"[，。；：:,]", lead)[-1]
        lead = SLIGHT.sub("", lead[lead.rfind("其中") + 2 :] if "其中" in lead else lead)
        lead = re.sub(r"(?:同比|比上年|较上年)\Z", "", lead)
        if len(group) < 2 or _dates_before(readings, text, match.start(), len(group)):
            continue
        subjects = None if lead in words.of_each else _subjects(lead, len(group))
        if subjects:
            found.update(zip(group, _full_names(subjects, words), strict=True))
        elif not lead or lead in words.of_each:
            same.update(zip(group, _listed_before(readings, text, match.start(), group[0], len(group)), strict=False))
    return found, same


def dates_in_turn(readings: Sequence[Reading], text: str, outline: Outline) -> dict[int, int]:
    """2021年、2022年分别募集…80万元、95万元: the date of the k-th figure is the k-th one."""
    found: dict[int, int] = {}
    for match in _SEPARATELY.finditer(text):
        end = outline.sentence(match.start())[1]
        group = _listed_after(readings, text, match.end(), end, _first_from(readings, match.end()))
        if len(group) > 1:
            found.update(zip(group, _dates_before(readings, text, match.start(), len(group)), strict=False))
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


def _listed_before(readings: Sequence[Reading], text: str, at: int, first: int, wanted: int) -> list[int]:
    """The figures of the list that 分别 speaks of: 捐赠80万元、补助20万元，分别占….

    None where there are fewer than wanted.
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
    last = at
    for place in range(first, min(len(readings), first + _BACK)):
        reading = readings[place]
        if reading.kind == "date":
            continue
        between = text[last : reading.start]
        if reading.start >= end or (
            group and not re.fullmatch(r"\s*(?:[、和及与與,，]|以及)?\s*(?:[^，。；、\d]{0,4})", between)
        ):
            break
        if not group and len(between) > 12:
            break
        group.append(place)
        last = reading.end
    return group


def _subjects(lead: str, wanted: int) -> list[str] | None:
    """The subjects before 分别, as many as there are figures; 和 may join two of them or stand inside one."""
    by_comma = [s for s in re.split("[、/／]", lead) if s]
    if len(by_comma) == wanted:
        return by_comma
    head, last = by_comma[:-1], by_comma[-1] if by_comma else ""
    joined = [s for s in re.split(r"以及|和|及|与|與", last, maxsplit=1) if s]
    if len(head) + len(joined) == wanted:
        return head + joined
    everything = [s for s in re.split(r"、|以及|和|及|与|與", lead) if s]
    return everything[-wanted:] if len(everything) >= wanted else None


def _full_names(subjects: list[str], words: Items) -> list[str]:
    """广州、深圳地铁客运量: what the last subject says for all of them is added to the short ones."""
    last, _, tail = subjects[-1].partition("等")
    spoken = words_of(last, words)
    lends = len(spoken) > 1 and spoken[-1].endswith(tuple(words.measures)) and not _NUMERAL.search(last)  # not 四类对象
    shared = "".join(spoken[1:]) if lends and all(len(words_of(s, words)) == 1 for s in subjects[:-1]) else ""
    names = []
    for subject in subjects[:-1]:
        own = words_of(subject, words)
        drop = next((i for i, w in enumerate(own) if w not in words.fillers and w not in words.actors), 0)
        bare = "".join(own[drop:])
        names.append(bare + shared if shared and len(bare + shared) <= 14 else shortened(own[drop:]))
    return [*names, shortened(spoken) or tail]
