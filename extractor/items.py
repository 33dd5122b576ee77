"""What a figure is about: the shortest phrase that a table's header would need.

It stands, in falling order of frequency, right before the figure (发放|救助金26.2万元), right after it (290台|模拟人),
or earlier in the sentence (the subject of a list, of 分别, of an ellipsis). Words are jieba's; which of them begin a
phrase, end it or say nothing stands in patterns/items.toml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractor.link import Linked
from extractor.normalise import Reading
from extractor.outline import Outline
from extractor.packs import Items, Packs
from extractor.segment import cut

__all__ = ["name_items"]

_LONGEST: Final = 10  # characters of an item; a longer phrase loses its first words
_REACH: Final = 40  # characters around a figure that are looked at
_EDGE: Final = re.compile(r"[，。；！？：:、,;/（(）)\n\u2028●■◆▲○→|]|——|[一二三四五六七八九十]是")
_STOP: Final = re.compile(r"[，。；！？：:、,;/（(）)\n\u2028●■→|]")
_QUOTES: Final = re.compile(r"[“”‘’\"'「」『』\s\u3000]")
_HAN: Final = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_AND: Final = frozenset({"和", "及", "与", "與", "、", "或"})
_SHARE: Final = re.compile(r"(?:占|佔|為|为|相当于|达到?|完成)")
_SEPARATELY: Final = re.compile(r"分别|分別|依次")
_SUBJECTS: Final = re.compile(r"、|和|及|与|與|以及")
_OF_CLAUSE: Final = re.compile(r"(?:受|因|患|符合|参与|参加|遭受|涉及|来自|获得|取得|从事|需要|有)")
_WORTH: Final = re.compile(r"(?:总)?(?:价值|價值|折价|折款|总值|總值|估价|市值|设备总值)(?:约|約|共计|合)*\Z")


@dataclass(slots=True)
class _Place:
    """One figure in its surroundings: the words up to it, and the words after it."""

    left: list[str]
    right: list[str]
    edge: str  # what ends the text on the left: a mark, "figure", or "" at the sentence's start
    left_at: int  # where the left words begin


def name_items(
    readings: Sequence[Reading], linked: Sequence[Linked], text: str, packs: Packs, outline: Outline
) -> list[str | None]:
    """The item of each reading in order, None for dates and where nothing names one."""
    items: list[str | None] = []
    shared = _separate_subjects(readings, text, packs.items, outline)
    for at, reading in enumerate(readings):
        if reading.kind == "date":
            items.append(None)
            continue
        items.append(shared.get(at) or _item(at, readings, items, text, packs.items, outline) or None)
    return items


def _item(
    at: int, readings: Sequence[Reading], items: list[str | None], text: str, words: Items, outline: Outline
) -> str | None:
    reading = readings[at]
    if reading.label:
        return reading.label
    start, end = outline.sentence(reading.start)
    place = _place(at, readings, text, start, end)
    earlier = _earlier(at, readings, items, start)
    before = _before(place.left, words)
    after = _after(place.right, words, reading)
    if before and _WORTH.search(before):
        return earlier or after or before
    if reading.kind == "ratio" and before and _SHARE.match(before) and earlier:
        return earlier
    if after and (not before or _only_verbs(place.left, words)):
        return after
    if before:
        return _completed(before, place, earlier, words)
    return _elsewhere(at, readings, place, earlier, text, start, words) or _verb_after(place.right, words)


def _place(at: int, readings: Sequence[Reading], text: str, start: int, end: int) -> _Place:
    reading = readings[at]
    floor = max(start, reading.start - _REACH)
    edge = "" if floor == start else "cut"
    if at and readings[at - 1].end > floor:
        floor, edge = readings[at - 1].end, "figure"
    for match in _EDGE.finditer(text, floor, reading.start):
        floor, edge = match.end(), match[0]
    ceiling = min(end, reading.end + _REACH)
    chain = at + 1
    begin = reading.end
    while chain < len(readings) and readings[chain].start - begin <= 0 and readings[chain].start < ceiling:
        begin = readings[chain].end
        chain += 1
    if chain < len(readings):
        ceiling = min(ceiling, readings[chain].start)
    stop = _STOP.search(text, begin, ceiling)
    right = text[begin : stop.start() if stop else ceiling]
    return _Place(_words(text[floor : reading.start]), _words(right), edge, floor)


def _words(piece: str) -> list[str]:
    bare = _QUOTES.sub("", piece)
    return list(cut(bare)) if bare else []


def _earlier(at: int, readings: Sequence[Reading], items: list[str | None], start: int) -> str | None:
    """The item of the figure before, in the same sentence."""
    for place in range(at - 1, -1, -1):
        if readings[place].start < start:
            return None
        if items[place]:
            return items[place]
    return None


def _before(left: list[str], words: Items) -> str:
    """The phrase that ends right before the figure: its nouns, or the verb where there are none."""
    kept = left[:]
    while kept and (kept[-1] in words.totals or not _HAN.search(kept[-1])):
        kept.pop()
    phrase: list[str] = []
    seen_noun = False
    while kept:
        word = kept.pop()
        if word in words.fillers and word not in words.verbs:
            if phrase:
                break
            continue
        if word in words.verbs:
            if seen_noun and not (word in words.nominal and kept and _is_noun(kept[-1], words)):
                break
            phrase.insert(0, word)
            continue
        if not _HAN.search(word) and not word.isdigit():
            break
        seen_noun = True
        phrase.insert(0, word)
    return _shortened(phrase)


def _is_noun(word: str, words: Items) -> bool:
    return word not in words.fillers and word not in words.totals and (word not in words.verbs or word in words.nominal)


def _shortened(phrase: list[str]) -> str:
    while len(phrase) > 1 and sum(map(len, phrase)) > _LONGEST:
        phrase.pop(0)
    return "".join(phrase)


def _only_verbs(left: list[str], words: Items) -> bool:
    """Whether nothing but verbs and small words leads up to the figure, so that the noun after it is the item."""
    kept = [w for w in left if w not in words.totals and _HAN.search(w)]
    return not kept or kept[-1] in words.fillers or kept[-1] in words.verbs


def _after(right: list[str], words: Items, reading: Reading) -> str:
    """The noun phrase that begins right after the figure: 290台|模拟人, 51.5万元的|博爱家园项目."""
    rest = right[:]
    if rest and rest[0] in {"以上", "左右", "以内", "以下"}:
        rest.pop(0)
    if rest and rest[0] in {"的", "之"}:
        rest.pop(0)
    if not rest:
        return ""
    if _OF_CLAUSE.match(rest[0]) or rest[0] in words.verbs:
        if "的" in rest:
            rest = rest[len(rest) - rest[::-1].index("的") :]
        elif rest[0] in {"受", "因", "患", "遭受"}:
            return _shortened(rest[-3:])
        elif rest[0] not in words.nominal or len(rest) < 2 or not _is_noun(rest[1], words) or rest[1] in words.verbs:
            return ""
    phrase: list[str] = []
    for at, word in enumerate(rest):
        if word in _AND and phrase and at + 1 < len(rest) and _is_noun(rest[at + 1], words):
            phrase.append(word)
            continue
        stops = word in words.fillers or (word in words.verbs and (bool(phrase) or word not in words.nominal))
        if stops and not (word in words.nominal and at + 1 < len(rest) and _is_noun(rest[at + 1], words) and rest[at + 1] not in words.verbs):
            break
        if not _HAN.search(word) and not word.isdigit():
            break
        phrase.append(word)
    return _shortened(phrase)


def _verb_after(right: list[str], words: Items) -> str | None:
    """650人|取得救护员资格证书: the verb and its object, where no noun names the item."""
    phrase: list[str] = []
    for word in right:
        if not _HAN.search(word) or sum(map(len, phrase)) + len(word) > _LONGEST:
            break
        if word in words.fillers and not phrase:
            continue
        if word in {"的", "了", "并", "等"}:
            break
        phrase.append(word)
    return "".join(phrase) or None


def _completed(before: str, place: _Place, earlier: str | None, words: Items) -> str:
    """新发展, 省级 and the like say which part of the thing that was counted before."""
    if before in words.attributes and earlier and place.edge in {"（", "(", "、", "/", "，", ","}:
        base = earlier
        for attribute in words.attributes:
            base = base.removeprefix(attribute) or base
        return before + base if before not in base else base
    return before


def _elsewhere(
    at: int, readings: Sequence[Reading], place: _Place, earlier: str | None, text: str, start: int, words: Items
) -> str | None:
    """No words of its own: the label before a colon or bracket, the clause before, or the figure before."""
    edge_at = place.left_at - 1
    floor = max(start, edge_at - _REACH)
    last = readings[at - 1].end if at and readings[at - 1].end > start else -1
    if place.edge == "figure" or last >= edge_at - 1:
        return earlier
    for match in _EDGE.finditer(text, floor, max(floor, edge_at)):
        floor = match.end()
    if last > floor:
        tail = _after(_words(text[last:edge_at]), words, readings[at])
        spoken = _before(_words(text[last:edge_at]), words)
        return tail or earlier or spoken
    return _before(_words(text[floor:edge_at]), words) or earlier


def _separate_subjects(readings: Sequence[Reading], text: str, words: Items, outline: Outline) -> dict[int, str]:
    """A、B、C分别为1、2、3: the k-th figure is about the k-th subject."""
    found: dict[int, str] = {}
    for match in _SEPARATELY.finditer(text):
        start, end = outline.sentence(match.start())
        group = _listed_after(readings, text, match.end(), end)
        lead = text[max(start, match.start() - 90) : match.start()]
        lead = re.split(r"[，。；：:,]", lead)[-1]
        lead = lead[lead.rfind("其中") + 2 :] if "其中" in lead else lead
        subjects = [s for s in _SUBJECTS.split(lead) if s]
        if len(group) < 2 or len(subjects) < len(group):
            continue
        subjects = subjects[-len(group) :]
        tail = _shared_tail(subjects[-1], words)
        for place, subject in zip(group, subjects, strict=True):
            name = _before(_words(subject), words) or _QUOTES.sub("", subject)
            found[place] = name if subject is subjects[-1] or not tail or name.endswith(tail) else name + tail
    return found


def _shared_tail(last: str, words: Items) -> str:
    """What the last subject says for all of them: 存款、贷款余额; nothing where it is a name of its own."""
    spoken = _words(last.removesuffix("等"))
    return spoken[-1] if len(spoken) > 1 and spoken[-1] in words.measures else ""


def _listed_after(readings: Sequence[Reading], text: str, at: int, end: int) -> list[int]:
    """The figures after 分别 that 、 and 和 join."""
    group: list[int] = []
    last = at
    for place, reading in enumerate(readings):
        if reading.start < at or reading.kind == "date":
            continue
        between = text[last : reading.start]
        if reading.start >= end or (group and not re.fullmatch(r"\s*(?:[、和及与與,，]|以及)?\s*(?:[^，。；、\d]{0,4})", between)):
            break
        if not group and len(between) > 12:
            break
        group.append(place)
        last = reading.end
    return group
