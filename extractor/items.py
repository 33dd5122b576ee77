"""What a figure is about: the shortest phrase that a table's header would need.

It stands, in falling order of frequency, right before the figure (发放|救助金26.2万元), right after it (290台|模拟人),
or earlier in the sentence (the subject of a list, of 分别, of an ellipsis): own_words.py has the first two, earlier.py what
comes from elsewhere, and this module the order in which they are tried. Words are jieba's; which of them begin a phrase,
end it or say nothing stands in patterns/items.toml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from extractor.around import Linked
from extractor.earlier import earlier_value, item_before, item_elsewhere, item_of_the_whole
from extractor.normalise import Reading
from extractor.outline import Outline
from extractor.own_words import REACH, OwnWords, own_words
from extractor.packs import Items, Packs
from extractor.phrases import (
    HAN,
    LONGEST,
    SLIGHT,
    is_generic,
    is_noun,
    phrase_after,
    phrase_before,
    shortened,
    verb_after,
    words_of,
)
from extractor.respective import in_turn
from extractor.segment import verbs
from extractor.traditional import seen, simplified

__all__ = ["name_items"]

_NEARBY: Final = 200  # characters in which an item is looked for
_LEAD: Final = 40  # characters before an earlier value that may say what changes
_FROM: Final = re.compile(r"(?P<subject>[^，。；：:、（(]{2,24}?)[由从從](?=[^，。；、]{0,14}\Z)[^，。；、]{1,14}")
_LONGEST_THING: Final = 6  # characters of what an attribute can be a part of
_GENERIC: Final = 2  # characters of 活动, 项目 behind a name
_NO_THING: Final = frozenset("备用留供待")
# How often, or in how many parts: what was done so comes after it.
_TIMES: Final = frozenset({"次", "批", "批次", "轮", "回", "趟"})
_IN_TURN: Final = frozenset({"分", "先后", "随后", "前后", "连续"})
_THAN: Final = frozenset({"比", "较"})
_LONG_COMPARISON: Final = 7  # words
_LISTS: Final = frozenset("，、；（(,;")
# By so many, and there may be other things than those counted before.
_ADDED: Final = frozenset({"新增", "净增", "增", "减", "升", "降"})
_PEOPLE: Final = frozenset({"人", "户", "戶", "名", "位", "人次", "家", "戶次", "户次"})
_PLACES: Final = frozenset("省市州县區区旗乡鄉镇鎮村縣") | {"街道", "社区", "社區", "乡镇", "鄉鎮"}
_IS: Final = frozenset({"为", "达到", "达", "是", "仅为", "约为", "不超过", "不低于", "不足", "超过", "不到", "约"})
_FROM_AN_AIM: Final = frozenset({"离", "距", "距离", "与"})
_EXTREME: Final = re.compile(r"最[高低多少大小贵长短](?:的?一?[户名位笔个家次场项件套单])?")
_SPANS: Final = frozenset("年天日周週秒") | {
    "小时",
    "小時",
    "个月",
    "個月",
    "分钟",
    "分鐘",
    "昼夜",
    "个工作日",
    "工作日",
}
_LABEL: Final = re.compile(
    r"\s*(?:[①-⑳]|[0-9]{1,2}[.、．)）]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)\s*(?P<label>[\u4e00-\u9fff]{2,8}?)(?:情况|工作|方面)?[：:]"
)
_HEADING: Final = re.compile(
    r"\A(?:第?[一二三四五六七八九十壹贰貳叁參肆伍陆陸柒捌玖拾0-9０-９]{1,3}[章、.．\s]|[（(][^）)]{1,3}[）)]|[①-⑳])\s*|(?:情况|工作|方面|概况)+\Z"
)


def name_items(
    readings: Sequence[Reading], linked: Sequence[Linked], text: str, packs: Packs, outline: Outline
) -> list[str | None]:
    """The item of each reading in order, None for dates and where nothing names one."""
    items: list[str | None] = []
    plain = simplified(text)
    written = seen(text)
    shared, respective = in_turn(readings, plain, packs.items, outline)
    for at, reading in enumerate(readings):
        if reading.kind == "date":
            items.append(None)
        elif at in respective:
            items.append(items[respective[at]])
        elif reading.label or at in shared:
            items.append(reading.label or shared[at])
        elif (was := earlier_value(at, readings, linked, plain)) is not None and items[was]:
            items.append(items[was])
        else:
            items.append(_item(at, readings, linked, items, plain, packs.items, outline))
    if not written:
        return items
    return [
        r.label or (item and _as_written(item, r, text, plain, written))
        for r, item in zip(readings, items, strict=True)
    ]


def _as_written(item: str, reading: Reading, text: str, plain: str, written: Mapping[int, str]) -> str:
    """An item in the characters of its report: those of the nearest place where it stands, as 台 may be 臺, 颱 or 檯."""
    near = max(0, reading.start - _NEARBY), reading.end + _NEARBY
    at = plain.rfind(item, near[0], reading.start)
    at = plain.find(item, *near) if at < 0 else at
    return text[at : at + len(item)] if at >= 0 else item.translate(written)


def _item(
    at: int,
    readings: Sequence[Reading],
    linked: Sequence[Linked],
    items: list[str | None],
    text: str,
    words: Items,
    outline: Outline,
) -> str | None:
    reading = readings[at]
    start, end = outline.sentence(reading.start)
    own = own_words(at, readings, text, start, end, words)
    earlier = item_before(at, readings, items, start, text)
    if own.edge == "figure" and own.left[1:2] and own.left[1] in words.gives and is_noun(own.left[0], words):
        del own.left[0]  # 为12名|孤儿捐赠书包|12个
    if any(w in words.sums for w in own.left):
        earlier = item_of_the_whole(at, readings, linked, items, start, earlier)
    lead = text[max(start, reading.start - _LEAD) : reading.start] if linked[at].relation == "baseline" else ""
    labelled = _LABEL.match(text, start, reading.start)
    then = own.edge == "figure" and linked[at - 1].relation == "baseline"
    if found := _by_its_sort(reading, own, earlier, lead, then, labelled["label"] if labelled else "", words):
        return found
    before = _whole_name(phrase_before(own.left, words), text[max(start, reading.start - REACH) : reading.start])
    if own.edge == "figure" and before and before == earlier and reading.unit in _PEOPLE:
        before = ""  # 127个乡镇48.96万人受灾: the noun is that of the figure before
    if outright := _named_outright(own, before, earlier, words):
        return outright
    worth = any(w in words.worth for w in own.left[-3:]) and not _noun_after_worth(own.left, words)
    if before and not worth and before not in words.rates and not _may_go_before(own, words, reading):
        return _completed(before, own, earlier, words)
    after = phrase_after(own.right, own.alias, words)
    if before and after in _NO_THING:
        after = ""  # AED|两台|备而未用
    if worth:
        goods = item_elsewhere(at, readings, own, earlier, text, start, words)
        return after if after and own.of else goods or after or before
    if own.left and _last_word(own.left, words) in words.causes:
        return after or verb_after(own.right, words) or earlier or before
    if before in words.rates and earlier:
        return earlier
    if after and (not before or reading.kind != "count" or not own.of):
        return after
    if before and not is_generic(own.left, words):
        return _completed(before, own, earlier, words)
    doing = verb_after(own.right, words)
    if doing and (reading.unit in _PEOPLE or before):
        return doing
    return (
        before or item_elsewhere(at, readings, own, earlier, text, start, words) or doing or _headed(outline, reading)
    )


def _by_its_sort(
    reading: Reading, own: OwnWords, earlier: str | None, lead: str, then: bool, label: str, words: Items
) -> str | None:
    """The item where the sort of figure tells where it stands: a ratio's, a duration's, that of an earlier value (with its `lead`).

    `then` says whether an earlier value stands right before it, `label` what the line is about, of a numbered line that says so.
    """
    if earlier and reading.kind != "ratio" and own.left and _is_compared(own.left):
        return earlier  # 总收入820万元，较前一年度的|780万元增加40万元
    changed = _FROM.search(lead)
    if changed and (found := phrase_before(words_of(changed["subject"], words), words)):
        return found  # 合格率由施工前的61.5%提升到…: what changes stands before 由
    if reading.kind == "ratio" and (named := _as_a_ratio(own.left, earlier, words)):
        return named
    said = phrase_before(own.left, words).removeprefix("同比")
    if earlier and (own.edge in _LISTS or then) and said in words.changes and said not in _ADDED:
        return earlier  # 结婚登记1.5万对，同比增加|1,346对
    if earlier and own.left and own.left[0].startswith("最") and _EXTREME.fullmatch("".join(own.left)):
        return earlier  # 发放救助金2.35万元，最高的一户|5000元
    if reading.unit in _PLACES and not phrase_after(own.right, own.alias, words):
        return reading.unit  # 辖|11镇3乡
    if reading.unit in _SPANS and (named := _of_a_span(own, words)):
        return named
    if lead and own.edge == "figure" and words.totals.issuperset(own.left):
        return earlier  # 520人，较2021年的|480人
    if label and own.left and all(word in words.totals or word.startswith(("每", "平均每")) for word in own.left):
        return label  # ④太阳能路灯：7个村共|320盏，每盏|2650元
    if reading.unit in _TIMES and own.left and own.left[-1] in _IN_TURN:
        return next((word for word in own.right if word in words.verbs), None)  # 分|四批|从州库调拨
    return None


def _is_compared(left: list[str]) -> bool:
    """Whether nothing but a comparison stands before the figure: 较|前|一年度|的, 比|上年|多收."""
    return left[0] in _THAN and len(left) < _LONG_COMPARISON


def _named_outright(own: OwnWords, before: str, earlier: str | None, words: Items) -> str:
    """A name in quotes after the figure, the rest of a list (肝移植21人、其他15人), or, after a verb that says little, what the figure before is about."""
    if before in words.little and (told := earlier or phrase_before(own.left[: own.left.index(before)], words)):
        return told  # 捐赠收入80万元，一季度才收了|18万元; 危房加固每户补|2万元
    if own.edge in _LISTS and len(own.left) == 1 and own.left[0] in words.others:
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


def _as_a_ratio(left: list[str], earlier: str | None, words: Items) -> str | None:
    """占总额的68.5%, 高于全市平均2个百分点: the share's own subject stands before 占, else in the figure before, as a change's does."""
    at = next((i for i, w in enumerate(left) if w in words.compared), None)
    if at is None and left and left[-1] == "的":
        at = next((i for i, w in enumerate(left) if w in _IS), None)  # 支出进度为预算的|98.5%
    if at is not None:
        return phrase_before(left[:at], words) or earlier
    if earlier and left and left[0] in _FROM_AN_AIM:
        return earlier  # 持证率2.1%，离省里要求的|3%还差0.9个百分点
    return earlier if phrase_before(left, words).removeprefix("同比") in words.changes else None


def _of_a_span(own: OwnWords, words: Items) -> str | None:
    """A duration is about what is done in it: 24小时|值守, 连续五年|…先进集体."""
    rest = own.right[:]
    if rest and rest[0] in {"内", "来", "以来", "之内", "以内", "间"}:
        rest.pop(0)
    if own.left and own.left[-1] == "连续":
        return shortened(rest) or None
    if rest and rest[0][-1] not in "至到为" and rest[0] not in words.changes:  # not 缩短至
        return verb_after(rest, words)
    return None


def _noun_after_worth(left: list[str], words: Items) -> bool:
    at = max(i for i, w in enumerate(left) if w in words.worth)
    return any(is_noun(w, words) and w not in words.worth for w in left[at + 1 :]) or any(
        is_noun(w, words) for w in left[:at] if w not in words.attributes
    )


def _last_word(left: list[str], words: Items) -> str:
    return next((w for w in reversed(left) if w not in words.totals or w in words.causes), "")


def _may_go_before(own: OwnWords, words: Items, reading: Reading) -> bool:
    """Whether a noun after the figure could name it better than the words before: 苏木乡镇800名|患者."""
    if reading.kind == "count":
        # 血小板27人次41个治疗量: what comes after is that of the second figure
        named = own.chained and own.edge != "figure" and bool(own.left) and is_noun(own.left[-1], words)
        return not named or own.left[-1] in words.causes
    last = next((w for w in reversed(own.left) if w not in words.totals and HAN.search(w)), "")
    if not last or last in words.verbs or last in words.fillers or last in verbs() or last in words.causes:
        return True
    return (own.of and reading.kind == "amount") or is_generic(own.left, words)


def _completed(before: str, own: OwnWords, earlier: str | None, words: Items) -> str:
    """新发展, 省级 and the like say which part of the thing that was counted before."""
    if before in words.attributes and earlier and own.edge in {"（", "(", "、", "/", "，", ","}:
        base = earlier
        for attribute in words.attributes:
            base = base.removeprefix(attribute) or base
        if before[-2:] == base[-2:] or len(base) > _LONGEST_THING:  # 捐献志愿登记217人，其中线上登记208人
            return before
        return before + base if before not in base else base
    return before


def _headed(outline: Outline, reading: Reading) -> str | None:
    """The heading of the section, where the sentence names nothing: 3、津贴。每月50元."""
    title = _HEADING.sub("", outline.section(reading.start).title)
    return title if 0 < len(title) <= LONGEST else None
