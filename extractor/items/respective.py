"""The item of each figure after 分别: the k-th subject before it, or that of the k-th figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from extractor.items.phrases import SLIGHT, is_noun, phrase_before, shortened, words_of
from extractor.knowledge import ItemWords
from extractor.link.turns import Turn, listed_before, turns
from extractor.normalise import Reading
from extractor.outline import Outline

__all__ = ["respective_items"]

_MEDAL: Final = range(2, 4)  # characters of 铜奖, 铜质章
_SHORT: Final = 4  # characters of a subject that is whole as it stands
_LEAD: Final = 90  # characters before 分别 in which its subjects stand
_ASIDE: Final = re.compile(
    r"（[^（）]{0,8}）|(?:同比|[较比](?:上年|去年|(?:19|20)[0-9]{2}年)(?:度|同期)?)\Z"
)  # 村（社区）, 较上年同期
_TOWN_AND_COUNTRY: Final = re.compile("城乡([^、和及与]{2,10})")
_BOTH: Final = ("城市", "农村")
_SLASHED: Final = re.compile("[一-鿿A-Za-z]{1,10}(?:/[一-鿿A-Za-z]{1,10}){1,5}\\Z")
_NUMERAL: Final = re.compile("[一二两三四五六七八九十0-9]")


def respective_items(
    readings: Sequence[Reading], text: str, words: ItemWords, outline: Outline
) -> tuple[dict[int, str], dict[int, int]]:
    """A、B、C分别为1、2、3: the k-th figure is about the k-th subject, or about that of the k-th figure before 分别."""
    found: dict[int, str] = {}
    same: dict[int, int] = {}
    for turn in turns(readings, text, outline):
        if turn.dates or _names_what(readings, turn, text, words):
            continue
        lead = text[max(turn.sentence, turn.at - _LEAD) : turn.at]
        lead = re.split(r"[，。；：:,]", lead)[-1]
        lead = SLIGHT.sub("", lead[lead.rfind("其中") + 2 :] if "其中" in lead else lead)
        lead = _ASIDE.sub("", lead)
        wanted = len(turn.figures)
        subjects = None if lead in words.of_each else _subjects(lead, wanted)
        if subjects:
            found.update(zip(turn.figures, _full_names(subjects, words), strict=True))
        elif not lead or lead in words.of_each:
            listed = listed_before(readings, text, turn.at, turn.figures[0], wanted)
            same.update(zip(turn.figures, listed, strict=False))
    return {**_by_slashes(readings, text, words), **found}, same


def _by_slashes(readings: Sequence[Reading], text: str, words: ItemWords) -> dict[int, str]:
    """棉被/毛毯/帐篷|800床/1200条/60顶: as many nouns as figures, all of them joined by slashes."""
    found: dict[int, str] = {}
    at = 0
    while at < len(readings):
        last = at
        while last + 1 < len(readings) and text[readings[last].end : readings[last + 1].start] == "/":
            last += 1
        nouns = _SLASHED.search(text, max(0, readings[at].start - _LEAD), readings[at].start) if last > at else None
        named = re.split("/", nouns[0]) if nouns else []
        if len(named) == last - at + 1:
            spoken = [words_of(noun, words) for noun in named]
            found.update(
                zip(range(at, last + 1), [phrase_before(one, words) or "".join(one) for one in spoken], strict=True)
            )
        at = last + 1
    return found


def _names_what(readings: Sequence[Reading], turn: Turn, text: str, words: ItemWords) -> bool:
    """Whether 分别 is followed by what was done, to what: 分别申请|救助金3万元和21万元."""
    first = readings[turn.figures[0]]
    spoken = words_of(text[turn.at + 2 : first.start], words)
    return first.kind != "ratio" and len(spoken) > 1 and is_noun(spoken[-1], words) and spoken[0] in words.verbs


def _subjects(lead: str, wanted: int) -> list[str] | None:
    """The subjects before 分别, as many as there are figures; 和 may join two of them or stand inside one."""
    if wanted == len(_BOTH) and (both := _TOWN_AND_COUNTRY.fullmatch(lead)):
        return [each + both[1] for each in _BOTH]  # 城乡低保标准分别为
    by_comma = [s for s in re.split("[、/]", lead) if s]
    if len(by_comma) == wanted:
        return by_comma
    head, last = by_comma[:-1], by_comma[-1] if by_comma else ""
    joined = [s for s in re.split(r"以及|和|及|与", last, maxsplit=1) if s]
    if len(head) + len(joined) == wanted:
        return head + joined
    everything = [s for s in re.split(r"、|以及|和|及|与", lead) if s]
    return everything[-wanted:] if len(everything) >= wanted else None


def _full_names(subjects: list[str], words: ItemWords) -> list[str]:
    """广州、深圳地铁客运量: what the last subject says for all of them is added to the short ones."""
    last, _, tail = subjects[-1].partition("等")
    spoken = words_of(last, words)
    lends = len(spoken) > 1 and spoken[-1].endswith(tuple(words.measures)) and not _NUMERAL.search(last)  # not 四类对象
    shared = "".join(spoken[1:]) if lends and all(len(words_of(s, words)) == 1 for s in subjects[:-1]) else ""
    if (
        not shared
        and len(last) in _MEDAL
        and not _NUMERAL.search(last)
        and all(len(subject) == 1 for subject in subjects[:-1])
    ):
        shared = last[1:]  # 金、银、铜奖
    names = []
    for subject in subjects[:-1]:
        own = words_of(subject, words)
        drop = next((i for i, w in enumerate(own) if w not in words.fillers and w not in words.actors), 0)
        drop = 0 if len(subject) <= _SHORT else drop
        bare = "".join(own[drop:])
        names.append(bare + shared if shared and len(bare + shared) <= 14 else shortened(own[drop:]))
    return [*names, shortened(spoken) or tail]
