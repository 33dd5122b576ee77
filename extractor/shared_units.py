"""Units that stand elsewhere than right after their number.

They stand at the next item of a list (15、22个百分点), at the whole before a bracket (14人（市级11）), in the header of a
table (单位：万元), or nowhere, where the sentence says what is counted (人才超696万, 拨款800万).

A bare number that no such place gives a unit is no figure.
"""

from __future__ import annotations

import itertools
import re
from typing import Final

from extractor.knowledge import Packs
from extractor.mention import Mention
from extractor.outline import Outline
from extractor.placeholder import HOLE
from extractor.segment import cut
from extractor.tables import read_tables

__all__ = ["share_units"]

_LISTED: Final = re.compile(r"\s*(?:[、，/→]|和|及|与|以及)\s*(?:和|及)?\s*")
_SCALED: Final = re.compile(r"[万亿wW]")
_OWN_SCALE: Final = re.compile("[十百千万亿wWk]|[0-9]{4}|,")
_LENT_SCALE: Final = re.compile("[万亿]+(?=[余多]?\\Z)")
_HUNDREDS: Final = re.compile("[一二两三四五六七八九千百]{3,5}")  # 四百五
_ENDS: Final = re.compile(
    r"\s*(?:[，。；、！？,;：:（）/+＋]|[\r\n]|\Z|以上|左右|上下|出头|余|用于|以内|大关|不[到足]|[增升降减提扩涨][至到加长高大]|的|和|及|与|由)"
)
_LABEL: Final = re.compile(r"[\u4e00-\u9fff]\s*\Z")
_NUMBER_WORD: Final = re.compile(
    r"(?:(?:人数|人次|总数|人口|数量)(?:[为达是约近超共有至到]|达到|超过|突破)*|[员者](?:破|突破|超过|超|达到))\Z"
)
_TOTAL: Final = re.compile("总数(?:[为是达]|达到|共)\\Z")
_TIMES: Final = re.compile("人次[^人]*\\Z")
_PERSONS: Final = re.compile(
    r"(?:[人者员民童]|惠及|受益|受惠)(?:[为达是约近超共有至到]|达到|超过|突破)*\Z"
)  # 老年人1.9万
_COUNTED: Final = re.compile(r"[^，。；：、]{2,12}?(?:[为达是约近超共有至到]|达到|超过|突破)*\Z")

_BOOKED: Final = re.compile(r"(?:^|[^一-鿿])(?:[共已实应]|累计)?[收支余花付欠]\Z")  # 收46.3万，支41.9万，余4.4万
_LOST: Final = re.compile(r"(?:骗[走去了]|追回来?|多花|花[掉了]|花出去|省下|剩下|捐了|交了)\Z")  # 叫人骗走一万二
_ITEM_OF_MONEY: Final = re.compile(r"[；、+＋](?![^；、+＋]*[人户次惠])[0-9]{0,3}[一-鿿]{2,8}\Z")  # 6.85万元；公益日6万
_GIVERS: Final = re.compile(
    r"(?:(?P<among>[，、；]?(?:其中|（(?:其中|含)?))|[，、；])[:：]?(?P<who>(?!受益|受助|惠及|参)[一-鿿]{2,8})"
)
_GAVE: Final = re.compile(r"(?:(?:其中|（)[^，。；（]{0,12}|[一-鿿]{2}捐[款赠献]?了?)\Z")
_CLAUSE: Final = re.compile(r"[，。；：:,、（]")
_PEOPLE: Final = frozenset("人名位")
_NO_CODE: Final = re.compile(
    r"(?!(?:19|20)[0-9]{2}\Z|1[12][0-9]{1,3}\Z)[0-9,]{2,9}[余多]?"
)  # not of a year, 12345 or 120
_NOUN: Final = 8  # characters after a number in which people are looked for
_WORDS: Final = 3  # the same in words

_NEXT: Final = 16  # characters from one item of a list to the next
_BACK: Final = 24  # mentions before one that may be its whole


def share_units(mentions: list[Mention], text: str, packs: Packs, outline: Outline) -> list[Mention]:
    """The mentions in order, bare numbers with their unit and the place where it stands; those that have none are dropped."""
    mentions = read_tables(mentions, text, packs)
    for at in range(len(mentions) - 1, -1, -1):
        mention = mentions[at]
        following = mentions[at + 1] if at + 1 < len(mentions) else None
        if following is not None:
            _from_list(mention, following, text)
        if _is_bare_number(mention) and not mention.unit:
            _from_bracket(mention, mentions[max(0, at - _BACK) : at], text, packs, outline)
        if mention.pattern.unit_is == "near" and not mention.unit:
            _from_sentence(mention, text, packs, outline)
    for before, mention in itertools.pairwise(mentions):
        if _is_bare_number(mention) and not mention.unit_at and mention.unit in {"", "个"}:
            _from_money_before(mention, before, text, packs)
        elif _is_bare_number(mention) and not mention.unit_at and mention.unit == "人":
            _from_givers(mention, before, text, packs)
    return [m for m in mentions if m.pattern.unit_is != "near" or m.unit]


def _is_bare_number(mention: Mention) -> bool:
    """Whether its unit is to be looked for, and it is no placeholder."""
    return mention.pattern.unit_is == "near" and not HOLE.search(mention.match["low"])


def _unit_of(mention: Mention) -> tuple[str, tuple[int, int]] | None:
    """The unit's word of a mention and where it stands."""
    if mention.unit and mention.unit_at:
        return mention.unit, mention.unit_at
    if "unit" not in mention.pattern.groups or not mention.match["unit"]:
        return None
    return mention.match["unit"], mention.match.span("unit")


def _from_list(mention: Mention, following: Mention, text: str) -> None:
    """15、22个百分点; also 12.7个、12个百分点, whose 个 is the beginning of the shared unit."""
    if {mention.pattern.source, following.pattern.source} != {"figure"}:
        return
    between = text[mention.end : following.start]
    if not between or not _LISTED.fullmatch(between):
        return
    found = _unit_of(following)
    if found is None:
        return
    word, place = found
    if _is_bare_number(mention):
        if _LABEL.search(text[max(0, mention.start - 6) : mention.start]) or mention.unit == "":
            before = text[max(0, mention.start - 1) : mention.start]
            if before and before not in "\n\r（" and between.strip() not in {"，", ","}:
                mention.unit, mention.unit_at = _with_scale(mention, following, word, place)
    elif word.startswith("个") and len(word) > 1 and text[mention.end - 1] == "个" and word != text[mention.end - 1]:
        own = _unit_of(mention)
        if own and own[0] == "个":
            mention.unit, mention.unit_at = word, place


def _with_scale(mention: Mention, following: Mention, word: str, place: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """1.2、3.5万元: the scale of the last number is that of all."""
    low = following.match["low"] if "low" in following.pattern.groups else ""
    lent = _LENT_SCALE.search(low or "")
    if lent is None or _OWN_SCALE.search(mention.match["low"]) or following.match.end("low") > place[0]:
        return word, place
    return lent[0] + word, (following.match.start("low") + lent.start(), place[1])


def _from_bracket(mention: Mention, earlier: list[Mention], text: str, packs: Packs, outline: Outline) -> None:
    """救护师资14人（市级11、院级3）."""
    start = max(outline.sentence(mention.start)[0], mention.start - 80)
    opened = text.rfind("（", start, mention.start)
    if opened < 0 or re.search(r"）", text[opened : mention.start]):
        return
    if not re.match(r"\s*[、，/；）+＋]", text[mention.end : mention.end + 2]) or not _LABEL.search(
        text[opened + 1 : mention.start]
    ):
        return
    whole = next((m for m in reversed(earlier) if m.end <= opened), None)
    if whole is None or opened - whole.end > 1 or whole.pattern.source != "figure":
        return
    found = _unit_of(whole)
    if found and (money := _money(found[0], packs)) and _SCALED.search(text, mention.start, mention.end):
        mention.unit, mention.unit_at = money, found[1]
    elif found and found[0] in _PEOPLE:
        mention.unit = "人"
    elif found and packs.units.get(found[0]) and packs.units[found[0]].kind == "count":
        mention.unit, mention.unit_at = found


def _from_money_before(mention: Mention, before: Mention, text: str, packs: Packs) -> None:
    """会费6.85万元；企业赞助15.45万: the next item of a list of money."""
    label = text[before.end : mention.start]
    found = _unit_of(before) or (before.unit, None)
    if not (found[0] and len(label) < _NEXT and _ITEM_OF_MONEY.match(label) and _ENDS.match(text, mention.end)):
        return
    if (money := _money(found[0], packs)) and _SCALED.search(text, mention.start, mention.end):
        mention.unit, mention.unit_at = money, found[1]


def _from_givers(mention: Mention, before: Mention, text: str, packs: Packs) -> None:
    """募捐85万，其中教师18万、学生3万; 职工捐12万，教师8万: the people are who gave, and the number is what they gave."""
    label = _GIVERS.fullmatch(text, before.end, mention.start)
    found = _unit_of(before) or (before.unit, None)
    if label is None or not found[0] or not (money := _money(found[0], packs)):
        return
    earlier = text[max(0, before.start - _NEXT) : before.start]
    gave = _CLAUSE.split(earlier)[-1]
    is_listed = label["among"] or _GAVE.search(earlier) or any(word in gave for word in packs.items.people)
    people = label["who"].endswith((*packs.items.people_first, "个人")) and not label["who"].endswith("人口")
    if is_listed and people and cut(label["who"])[0] not in packs.items.verbs:
        mention.unit, mention.unit_at = money, found[1]


def _money(word: str, packs: Packs) -> str | None:
    """The word of a unit of money without its scale, 美元 of 万美元; None for what is no money."""
    said = packs.measure(word)
    return said.word if said and said.unit.kind == "amount" else None


def _from_sentence(mention: Mention, text: str, packs: Packs, outline: Outline) -> None:
    """A number whose measure word is left out: what the words before it count, or the money they speak of."""
    lead = text[max(outline.sentence(mention.start)[0], mention.start - 24) : mention.start]
    clause = re.split(r"[，。；：:,]", lead.rstrip("：: "))[-1]  # 参加人数：1200
    if not _ENDS.match(text, mention.end):
        if _counts_people(mention, text, packs) and not any(word in clause for word in packs.items.money):
            mention.unit = "人"
        return
    scaled = bool(
        _SCALED.search(text, mention.start, mention.end) or _HUNDREDS.fullmatch(text, mention.start, mention.end)
    )
    large = scaled or text[mention.end - 1] == "k"  # 月薪15k; of what is no money, a run of 10k
    words = packs.items
    sign = next((sign for sign in packs.signs if text.endswith(sign, 0, mention.start)), None)
    if sign:  # 人民币3600
        mention.unit, mention.unit_at = "元", (mention.start - len(sign), mention.start)
        return
    people, money = (max(map(clause.rfind, known)) for known in (words.people, words.money))
    so_far = text[max(outline.sentence(mention.start)[0], mention.start - 80) : mention.start]
    people = max(people, persons.start() if (persons := _PERSONS.search(clause)) else -1)
    if people > money and (scaled or _NUMBER_WORD.search(clause)):
        mention.unit = "人次" if _TIMES.search(clause) else "人"
    elif (
        (large and (money >= 0 or _BOOKED.search(text, max(0, mention.start - 5), mention.start)))
        or _LOST.search(text, max(0, mention.start - 5), mention.start)
        or (scaled and any(word in so_far for word in words.money))
    ):
        mention.unit = "元" if money >= 0 else _currency_spoken(so_far, packs)
    elif (scaled or _TOTAL.search(clause)) and _COUNTED.search(clause):
        mention.unit = "个"


def _counts_people(mention: Mention, text: str, packs: Packs) -> bool:
    """2000|志愿者, 3.6万|干部群众: people right after the number; of a scaled one, after a word or two of them: 绝对贫困|人口."""
    words = packs.items
    if text[mention.start] in "百千万亿":
        return False  # 百万|人口器官捐献率, 千万|群众
    if text.startswith(words.people_first, mention.end):
        is_scaled = _SCALED.search(text, mention.start, mention.end)
        return bool(is_scaled or _NO_CODE.fullmatch(text, mention.start, mention.end))
    if not _SCALED.search(text, mention.start, mention.end):
        return False
    for word in cut(text[mention.end : mention.end + _NOUN])[:_WORDS]:
        if word.endswith(words.people_first):
            return True
        if word in words.gives or (word in words.verbs and word not in words.nominal):
            return False
    return False


def _currency_spoken(so_far: str, packs: Packs) -> str:
    """The money of the last amount in the sentence: 共投入800万美元，其中市级|300万."""
    last = next(iter([*packs.foreign.finditer(so_far)][-1:]), None)
    return last[0] if last and "元" not in so_far[last.end() :] else "元"
