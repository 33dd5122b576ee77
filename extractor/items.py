"""What a figure is about: the shortest phrase that a table's header would need.

It stands, in falling order of frequency, right before the figure (发放|救助金26.2万元), right after it (290台|模拟人),
or earlier in the sentence (the subject of a list, of 分别, of an ellipsis). Words are jieba's; which of them begin a
phrase, end it or say nothing stands in patterns/items.toml.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractor.around import Linked
from extractor.normalise import Reading
from extractor.outline import Outline
from extractor.packs import Items, Packs
from extractor.phrases import (
    CHANGES,
    GIVES,
    HAN,
    LONGEST,
    SLIGHT,
    SUMS,
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

_BACK: Final = 24  # figures before one whose item it may share
_LEVELS: Final = 5  # of figures that change together
_REACH: Final = 24  # characters before a figure that are looked at
_AHEAD: Final = 40  # and after it
_EDGE: Final = re.compile(
    r"[，。；！？：:、,;/（(）)●■◆▲○→|•·]|——|[一二三四五六七八九十]是|第[0-9一二三四五六七八九十]{1,3}(?:批次?|轮次?|次|期)"
)
_STOP: Final = re.compile(r"[，。；！？：:、,;/（(）)●■→|]|[一二三四五六七八九十]是")
_FROM: Final = re.compile(r"(?P<subject>[^，。；：:、（(]{2,24}?)[由从從](?=[^，。；、]{0,14}\Z)[^，。；、]{1,14}")
_REACHES: Final = re.compile("[到至为為成→>]")  # 提高到, 增至, →
_BRACKETS: Final = frozenset("（）()")
_LONGEST_THING: Final = 6  # characters of what an attribute can be a part of
_GENERIC: Final = 2  # characters of 活动, 项目 behind a name
_AGE: Final = re.compile(r"[^，。；]{0,5}?[周週]?[岁歲](?:及?以[上下])?(?:的|之)?")
_QUOTED: Final = re.compile(r"的?[“「《]([^”」》]{2,12})[”」》]")
_CAUSES: Final = frozenset({"帮助", "造成", "导致", "致", "让", "使", "已造成", "共造成", "導致"})
_RATES: Final = frozenset({"增速", "增幅", "涨幅", "降幅", "增长率", "增量", "占比", "漲幅"})
_ALIAS: Final = re.compile(r"[（(]([\u4e00-\u9fff、]{1,5})[）)]")
_COMPARED: Final = frozenset(
    {"占", "佔", "占比", "约占", "約占", "高于", "高於", "低于", "低於", "比", "较", "較", "高出", "相当于"}
)
_WORTH: Final = frozenset(
    {
        "价值",
        "價值",
        "总价值",
        "總價值",
        "折价",
        "总值",
        "價",
        "市值",
        "估价",
        "折款",
        "公允价值",
        "折资",
        "设备总值",
        "货值",
        "折合",
        "价款",
    }
)
_LISTS: Final = frozenset("，、；（(,;")
_OTHERS: Final = frozenset({"其他", "其它", "其余", "其餘", "另外"})
_PEOPLE: Final = frozenset({"人", "户", "戶", "名", "位", "人次", "家", "戶次", "户次"})
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
_HEADING: Final = re.compile(
    r"\A(?:第?[一二三四五六七八九十壹贰貳叁參肆伍陆陸柒捌玖拾0-9０-９]{1,3}[章、.．]|[（(][^）)]{1,3}[）)]|[①-⑳])\s*|(?:情况|工作|方面|概况)+\Z"
)


@dataclass
class _Place:
    """One figure in its surroundings: the words up to it, and what comes after it."""

    left: list[str]
    after: str  # the piece of text after the figure, cut into words only where they are needed
    edge: str  # what ends the text on the left: a mark, "figure", or "" at the sentence's start
    left_at: int  # where the left words begin
    alias: str  # 村（社区）: the bracket that belongs to the noun after the figure
    quoted: str  # the name in quotes that begins right after the figure
    words: Items
    chained: bool  # whether another figure begins where it ends

    @functools.cached_property
    def right(self) -> list[str]:
        return words_of(self.after, self.words)

    @property
    def of(self) -> bool:
        """Whether 的 follows the figure: 51.5万元的…项目."""
        return self.after.startswith(("的", "之"))


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
        elif (was := _earlier_value(at, readings, linked, plain)) is not None and items[was]:
            items.append(items[was])
        else:
            items.append(_item(at, readings, linked, items, plain, packs.items, outline))
    if not written:
        return items
    return [r.label or (item and item.translate(written)) for r, item in zip(readings, items, strict=True)]


def _earlier_value(at: int, readings: Sequence[Reading], linked: Sequence[Linked], text: str) -> int | None:
    """Which figure gives the earlier value of this one: 由9个镇、63个村扩大到12个镇、105个村: the k-th of the k-th."""
    if linked[at].relation == "baseline":
        return None
    last = at - 1
    while (
        last >= 0 and at - last < _LEVELS and readings[last].kind == readings[at].kind and linked[last].relation is None
    ):
        last -= 1
    first = last
    while first >= 0 and last - first < _LEVELS and linked[first].relation == "baseline":
        first -= 1
    turn, many = at - last - 1, last - first
    if last < 0 or turn >= many or readings[at].start - readings[last].end > _REACH * many:
        return None
    if not _REACHES.search(text, readings[last].end, readings[last + 1].start):
        return None
    return first + 1 + turn


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
    place = _place(at, readings, text, start, end, words)
    earlier = _earlier(at, readings, items, start, text)
    if place.edge == "figure" and place.left[1:2] and place.left[1] in GIVES and is_noun(place.left[0], words):
        del place.left[0]  # 为12名|孤儿捐赠书包|12个
    if any(w in SUMS for w in place.left):
        earlier = _earlier_whole(at, readings, linked, items, start, earlier)
    lead = text[max(start, reading.start - _AHEAD) : reading.start] if linked[at].relation == "baseline" else ""
    if found := _by_its_sort(reading, place, earlier, lead, words):
        return found
    before = _whole_name(phrase_before(place.left, words), text[max(start, reading.start - _REACH) : reading.start])
    if place.edge == "figure" and before and before == earlier and reading.unit in _PEOPLE:
        before = ""  # 127个乡镇48.96万人受灾: the noun is that of the figure before
    if outright := _named_outright(place, before):
        return outright
    worth = any(w in _WORTH for w in place.left[-3:]) and not _noun_after_worth(place.left, words)
    if before and not worth and before not in _RATES and not _may_go_before(place, words, reading):
        return _completed(before, place, earlier, words)
    after = phrase_after(place.right, place.alias, words)
    if worth:
        goods = _elsewhere(at, readings, place, earlier, text, start, words)
        return after if after and place.of else goods or after or before
    if place.left and _last_word(place.left, words) in _CAUSES:
        return after or verb_after(place.right, words) or earlier or before
    if before in _RATES and earlier:
        return earlier
    if after and (not before or reading.kind != "count" or not place.of):
        return after
    if before and not is_generic(place.left, words):
        return _completed(before, place, earlier, words)
    doing = verb_after(place.right, words)
    if doing and (reading.unit in _PEOPLE or before):
        return doing
    return before or _elsewhere(at, readings, place, earlier, text, start, words) or doing or _headed(outline, reading)


def _by_its_sort(reading: Reading, place: _Place, earlier: str | None, lead: str, words: Items) -> str | None:
    """The item where the sort of figure tells where it stands: a ratio's, a duration's, that of an earlier value (with its `lead`)."""
    changed = _FROM.search(lead)
    if changed and (found := phrase_before(words_of(changed["subject"], words), words)):
        return found  # 合格率由施工前的61.5%提升到…: what changes stands before 由
    if reading.kind == "ratio" and (named := _as_a_ratio(place.left, earlier, words)):
        return named
    if reading.unit in _SPANS and (named := _of_a_span(place, words)):
        return named
    if lead and place.edge == "figure" and words.totals.issuperset(place.left):
        return earlier  # 520人，较2021年的|480人
    return None


def _named_outright(place: _Place, before: str) -> str:
    """A name in quotes after the figure, or the rest of a list: 肝移植21人、其他15人."""
    if place.edge in _LISTS and len(place.left) == 1 and place.left[0] in _OTHERS:
        return place.left[0]
    return place.quoted if place.of or not before else ""


def _place(at: int, readings: Sequence[Reading], text: str, start: int, end: int, words: Items) -> _Place:
    reading = readings[at]
    floor = max(start, reading.start - _REACH)
    edge = "" if floor == start else "cut"
    if at and readings[at - 1].end > floor:
        floor, edge = readings[at - 1].end, "figure"
    for match in _EDGE.finditer(text, floor, reading.start):
        floor, edge = match.end(), match[0]
    ceiling = min(end, reading.end + _AHEAD)
    chain, begin = at + 1, reading.end
    while chain < len(readings) and readings[chain].start == begin and begin < ceiling:
        begin = readings[chain].end
        chain += 1
    if chain < len(readings):
        ceiling = min(ceiling, readings[chain].start)
    age = _AGE.match(text, begin, ceiling)
    begin = age.end() if age else begin
    stop = _STOP.search(text, begin, ceiling)
    right = text[begin : stop.start() if stop else ceiling]
    alias = _ALIAS.match(text, stop.start()) if stop and stop[0] in "（(" and 0 < len(right) <= 4 else None
    quoted = _QUOTED.match(text, begin, ceiling)
    return _Place(
        words_of(text[floor : reading.start], words),
        right,
        edge,
        floor,
        alias[0] if alias else "",
        quoted[1] if quoted else "",
        words,
        chain > at + 1,
    )


def _earlier(at: int, readings: Sequence[Reading], items: list[str | None], start: int, text: str) -> str | None:
    """The item of the figure before, in the same sentence; what a bracket held says nothing of what stands after it."""
    closed = 0
    floor = readings[at].start
    for place in range(at - 1, max(-1, at - _BACK), -1):
        reading = readings[place]
        if reading.start < start:
            return None
        closed, floor = closed + _closed(text[reading.end : floor]), reading.start
        if items[place] and closed <= 0:
            return items[place]
    return None


def _earlier_whole(
    at: int,
    readings: Sequence[Reading],
    linked: Sequence[Linked],
    items: list[str | None],
    start: int,
    otherwise: str | None,
) -> str | None:
    """For a sum: the item of the figure before its parts and their rates (学生742名，高中生每人2000元，合计…)."""
    for place in range(at - 1, max(-1, at - _BACK), -1):
        if readings[place].start < start:
            break
        if readings[at].kind == "count" and readings[place].unit == readings[at].unit:
            return items[place]  # 急救箱1只/楼层，共26只
        if linked[place].relation not in {"per_unit", "part_of"}:
            return items[place] if place < at - 2 and items[place] else otherwise
    return otherwise


def _closed(text: str) -> int:
    """Brackets closed less brackets opened."""
    if len(text) < 4 and not _BRACKETS.intersection(text):
        return 0
    return text.count("）") + text.count(")") - text.count("（") - text.count("(")


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
    at = next((i for i, w in enumerate(left) if w in _COMPARED), None)
    if at is not None:
        return phrase_before(left[:at], words) or earlier
    return earlier if phrase_before(left, words).removeprefix("同比") in CHANGES else None


def _of_a_span(place: _Place, words: Items) -> str | None:
    """A duration is about what is done in it: 24小时|值守, 连续五年|…先进集体."""
    rest = place.right[:]
    if rest and rest[0] in {"内", "內", "来", "來", "以来", "之内", "以内", "以內", "间"}:
        rest.pop(0)
    if place.left and place.left[-1] in {"连续", "連續"}:
        return shortened(rest) or None
    if rest and (rest[0] in words.verbs or rest is not place.right) and rest[0][-1] not in "至到为":  # not 缩短至
        return verb_after(rest, words)
    return None


def _noun_after_worth(left: list[str], words: Items) -> bool:
    at = max(i for i, w in enumerate(left) if w in _WORTH)
    return any(is_noun(w, words) and w not in _WORTH for w in left[at + 1 :]) or any(
        is_noun(w, words) for w in left[:at] if w not in words.attributes
    )


def _last_word(left: list[str], words: Items) -> str:
    return next((w for w in reversed(left) if w not in words.totals or w in _CAUSES), "")


def _may_go_before(place: _Place, words: Items, reading: Reading) -> bool:
    """Whether a noun after the figure could name it better than the words before: 苏木乡镇800名|患者."""
    if reading.kind == "count":
        # 血小板27人次41个治疗量: what comes after is that of the second figure
        own = place.chained and place.edge != "figure" and bool(place.left) and is_noun(place.left[-1], words)
        return not own or place.left[-1] in _CAUSES
    last = next((w for w in reversed(place.left) if w not in words.totals and HAN.search(w)), "")
    if not last or last in words.verbs or last in words.fillers or last in verbs() or last in _CAUSES:
        return True
    return (place.of and reading.kind == "amount") or is_generic(place.left, words)


def _completed(before: str, place: _Place, earlier: str | None, words: Items) -> str:
    """新发展, 省级 and the like say which part of the thing that was counted before."""
    if before in words.attributes and earlier and place.edge in {"（", "(", "、", "/", "，", ","}:
        base = earlier
        for attribute in words.attributes:
            base = base.removeprefix(attribute) or base
        if before[-2:] == base[-2:] or len(base) > _LONGEST_THING:  # 捐献志愿登记217人，其中线上登记208人
            return before
        return before + base if before not in base else base
    return before


def _elsewhere(
    at: int, readings: Sequence[Reading], place: _Place, earlier: str | None, text: str, start: int, words: Items
) -> str | None:
    """No words of its own: the label before a colon or bracket, the clause before, or the figure before."""
    edge_at = place.left_at - 1
    if place.edge == "figure" and readings[at - 1].kind == "date" and not earlier:
        edge_at = readings[at - 1].start - 1
    elif place.edge == "figure":
        return earlier
    if place.edge in {"）", ")"}:  # 呼吸机（型号SV300）8台
        edge_at = max(text.rfind("（", start, edge_at), text.rfind("(", start, edge_at), start)
    floor = max(start, edge_at - _REACH)
    last = max((r.end for r in readings[max(0, at - 3) : at] if r.end <= edge_at + 1), default=-1)
    if last >= edge_at - 1 >= start:
        return earlier
    if last > 0 and text[last] in "/／":
        return earlier  # 急救箱1只/楼层，共26只
    for match in _EDGE.finditer(text, floor, max(floor, edge_at)):
        floor = match.end()
    spoken = phrase_before(words_of(text[max(floor, last) : max(floor, edge_at)], words), words)
    return spoken or earlier


def _headed(outline: Outline, reading: Reading) -> str | None:
    """The heading of the section, where the sentence names nothing: 3、津贴。每月50元."""
    title = _HEADING.sub("", outline.section(reading.start).title)
    return title if 0 < len(title) <= LONGEST else None
