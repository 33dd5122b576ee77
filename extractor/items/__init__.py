"""What a figure is about: the shortest phrase that a table's header would need.

It stands, in falling order of frequency, right before the figure (发放|救助金26.2万元), right after it (290台|模拟人),
or earlier in the sentence (the subject of a list, of 分别, of an ellipsis): own_words.py has the first two, earlier.py what
comes from elsewhere, by_sort.py the ratios, durations and changes that have a place of their own, respective.py what is told in turn,
and this module the order in which they are tried. Words are jieba's; phrases.py makes phrases of them, and which of them begin one,
end it or say nothing stands in patterns/items.toml.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from extractor.items.by_sort import LISTS, item_by_sort
from extractor.items.earlier import item_before, item_elsewhere, item_of_earlier_value, item_of_the_whole
from extractor.items.listed import as_a_list
from extractor.items.own_words import REACH, Unnamed
from extractor.items.phrases import (
    HAN,
    LONGEST,
    SLIGHT,
    is_generic,
    is_noun,
    phrase_after,
    phrase_before,
    verb_after,
)
from extractor.items.respective import respective_items
from extractor.knowledge import ItemWords, Packs
from extractor.link.linked import Linked
from extractor.normalise import Reading
from extractor.outline import Outline
from extractor.segment import nouns, verbs

__all__ = ["name_items"]

_LONGEST_THING: Final = 6  # characters of what an attribute can be a part of
_GENERIC: Final = 2  # characters of 活动, 项目 behind a name
_NO_THING: Final = frozenset("备用留供待")
_PEOPLE: Final = frozenset({"人", "户", "名", "位", "人次", "家", "户次"})
_OF_BODIES: Final = frozenset({"所", "家"})
_OF_ANYTHING: Final = frozenset({"个", "项", "种", "件", "所", "届", "袋", "类"})  # measure words that go with any noun
_SUM_OF: Final = re.compile(r"\s*([收支][入出])[：:]")
_HEADING: Final = re.compile(
    r"\A(?:第?[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾0-9]{1,3}[章、.\s]|（[^）]{1,3}）|[①-⑳])\s*|(?:情况|工作|方面|概况)+\Z"
)


def name_items(
    readings: Sequence[Reading], linked: Sequence[Linked], text: str, packs: Packs, outline: Outline
) -> list[str | None]:
    """The item of each reading in order, None for dates and where nothing names one."""
    items: list[str | None] = []
    subjects, same = respective_items(readings, text, packs.items, outline)
    for index, reading in enumerate(readings):
        if reading.kind == "date":
            items.append(None)
        elif index in same:
            items.append(items[same[index]])
        elif reading.heads.label or index in subjects:
            items.append(reading.heads.label or subjects[index])
        else:
            figure = Unnamed(index, readings, linked, items, text, *outline.sentence(reading.start), packs.items)
            items.append(_item(figure) or _headed(outline, reading))
    return items


def _item(figure: Unnamed) -> str | None:
    """What the sentence of a figure names as its item: 救助金 of 发放救助金|26.2万元."""
    if of_then := item_of_earlier_value(figure):
        return of_then
    own, reading, words = figure.own, figure.reading, figure.words
    is_sum = not words.sums.isdisjoint(own.left)
    if (
        is_sum
        and words.totals.issuperset(own.left)
        and (parts := _SUM_OF.match(figure.text, figure.sentence, reading.start))
    ):
        return parts[1]  # 收入：财政拨款8万元、社会捐赠9万元，合计|17万元
    earlier = item_of_the_whole(figure) if is_sum else item_before(figure)
    if found := item_by_sort(figure, earlier):
        return found
    before = _whole_name(phrase_before(own.left, words), figure.lead(REACH))
    if own.edge == "figure" and before and before == earlier and reading.unit in _PEOPLE:
        before = ""  # 127个乡镇48.96万人受灾: the noun is that of the figure before
    found = _named_outright(figure, before, earlier) or _by_its_place(figure, before, earlier)
    return as_a_list(figure, before) if found == before else found


def _by_its_place(figure: Unnamed, before: str, earlier: str | None) -> str | None:
    """The item before the figure, after it, or elsewhere in the sentence: which says more, by the sort of the words."""
    own, words = figure.own, figure.words
    is_worth = _is_worth(own.left, words)
    if before and not is_worth and before not in words.rates and not _may_go_before(figure):
        return _completed(figure, before, earlier)
    after = phrase_after(own.right, own.alias, words)
    if before and after and _is_subject(figure):
        return before
    if before and (after in _NO_THING or (own.quoted and not own.of and before not in words.verbs)):
        after = ""  # AED|两台|备而未用, 货车|31辆|“点对点”配送
    if is_worth:
        return after if after and own.of else item_elsewhere(figure, earlier) or after or before
    if own.left and _last_word(own.left, words) in words.causes:
        return after or verb_after(own.right, words) or earlier or before
    if before in words.rates and (subject := phrase_before(own.left[: own.left.index(before)], words) or earlier):
        return subject  # 保障水平年|增幅|7.1%
    if after and (not before or figure.reading.kind != "count" or not own.of):
        return after
    if before and not is_generic(own.left, words):
        return _completed(figure, before, earlier)
    return _by_what_is_done(figure, before, earlier)


def _is_subject(figure: Unnamed) -> bool:
    """Whether nothing but nouns stands before the figure, from a mark on, and none after it: 车辆|3台|先期赶到, 居民|十余户|断水."""
    own, words = figure.own, figure.words
    if own.of or own.edge == "figure" or figure.reading.unit in _OF_ANYTHING:
        return False
    if own.right and _is_thing(own.right[0], words):
        return False  # 社区|12名|志愿者
    said = [word for word in own.left if word not in words.totals]
    return 0 < len(said) < 3 and all(_is_thing(word, words) and word not in words.gives for word in said)


def _is_thing(word: str, words: ItemWords) -> bool:
    """Whether a word is a noun to jieba's dictionary as well as to the lists: 车辆, not 先期."""
    return word in nouns() and is_noun(word, words)


def _by_what_is_done(figure: Unnamed, before: str, earlier: str | None) -> str | None:
    """No noun stands at the figure: what is done with it, where that says more than words elsewhere in the sentence."""
    own, words = figure.own, figure.words
    if not before and own.right and own.right[0] in words.used_for and (use := verb_after(own.right[1:], words)):
        return use  # 其中3万元|用于|运输
    doing = verb_after(own.right, words)
    if doing and (figure.reading.unit in _PEOPLE or before):
        return doing
    return before or item_elsewhere(figure, earlier) or doing


def _named_outright(figure: Unnamed, before: str, earlier: str | None) -> str:
    """A name in quotes after the figure, the rest of a list (肝移植21人、其他15人), or, after a verb that says little, what the figure before is about."""
    own, words = figure.own, figure.words
    if earlier and before in words.prices and figure.readings[figure.index - 1].kind in {"count", "quantity"}:
        return earlier  # 智能手环4150只（单价|268元）
    if before in words.little:
        told = phrase_before(own.left[: own.left.index(before)], words) if before in own.left else ""
        if told or earlier:
            return told or earlier or ""  # 捐赠收入80万元，一季度才收了|18万元; 危房加固每户补|2万元
    if own.mark in LISTS and len(own.left) == 1 and own.left[0] in words.others:
        return own.left[0]
    return own.quoted if own.of or not before else ""


def _whole_name(phrase: str, left: str) -> str:
    """A name in quotes is not cut: “生命教育进校园”活动|56场."""
    closed = max(map(left.rfind, "”」"))
    opened = max(map(left.rfind, "“「"), default=-1) if closed > 0 else -1
    if not phrase or not 0 <= opened < closed:
        return phrase
    name = SLIGHT.sub("", left[opened:])
    at = name.rfind(phrase)
    inside = len(SLIGHT.sub("", left[opened:closed]))
    whole = name[: at + len(phrase)]
    return whole if 0 < at < inside and (len(whole) <= LONGEST or len(whole) - inside <= _GENERIC) else phrase


def _is_worth(left: list[str], words: ItemWords) -> bool:
    """Whether the words before tell a worth, and no noun of what: 公允价值|合计|143.2万元."""
    if words.worth.isdisjoint(left[-3:]):
        return False
    at = max(i for i, w in enumerate(left) if w in words.worth)
    named_after = any(is_noun(w, words) and w not in words.worth for w in left[at + 1 :])
    return not named_after and not any(is_noun(w, words) for w in left[:at] if w not in words.attributes)


def _last_word(left: list[str], words: ItemWords) -> str:
    return next((w for w in reversed(left) if w not in words.totals or w in words.causes), "")


def _may_go_before(figure: Unnamed) -> bool:
    """Whether a noun after the figure could name it better than the words before: 苏木乡镇800名|患者."""
    own, words = figure.own, figure.words
    if figure.reading.kind == "count":
        # 血小板27人次41个治疗量: what comes after is that of the second figure
        named = own.chained and own.edge != "figure" and bool(own.left) and is_noun(own.left[-1], words)
        return not named or own.left[-1] in words.causes
    last = next((w for w in reversed(own.left) if w not in words.totals and HAN.search(w)), "")
    if not last or last in words.verbs or last in words.fillers or last in verbs() or last in words.causes:
        return True
    return (own.of and figure.reading.kind == "amount") or is_generic(own.left, words)


def _completed(figure: Unnamed, before: str, earlier: str | None) -> str:
    """新发展, 省级 and the like say which part of the thing that was counted before."""
    attributes = figure.words.attributes
    same_kind = figure.index > 0 and figure.readings[figure.index - 1].kind == figure.reading.kind
    if before in attributes and earlier and same_kind and figure.own.mark in {"（", "、", "/", "，"}:
        base = earlier
        for attribute in sorted(attributes, key=len, reverse=True):  # 男性, not 男
            base = base.removeprefix(attribute) or base
        if before[-2:] == base[-2:] or len(base) > _LONGEST_THING or base in attributes:
            return before  # 捐献志愿登记217人，其中线上登记208人
        is_part = figure.linked[figure.index - 1].relation == figure.linked[figure.index].relation == "part_of"
        beside = base == earlier and figure.own.mark != "（"
        if beside and (is_part or (figure.reading.unit in _OF_BODIES and _is_thing(before, figure.words))):
            return before  # 医院13所，学校47所; 其中公职人员66.2万，企业46.15万
        return before + base if before not in base else base
    return before


def _headed(outline: Outline, reading: Reading) -> str | None:
    """The heading of the section, where the sentence names nothing: 3、津贴。每月50元."""
    title = _HEADING.sub("", outline.section(reading.start).title)
    return title if 0 < len(title) <= LONGEST else None
