"""What a figure is about: the shortest phrase that a table's header would need.

It stands, in falling order of frequency, right before the figure (发放|救助金26.2万元), right after it (290台|模拟人),
or earlier in the sentence (the subject of a list, of 分别, of an ellipsis). Words are jieba's; which of them begin a
phrase, end it or say nothing stands in patterns/items.toml.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractor.link import Linked
from extractor.normalise import Reading
from extractor.outline import Outline
from extractor.packs import Items, Packs
from extractor.segment import cut, verbs
from extractor.traditional import seen, simplified

__all__ = ["name_items"]

_LONGEST: Final = 8  # characters of an item; a longer phrase loses its first words
_BACK: Final = 24  # figures before one whose item it may share
_REACH: Final = 24  # characters before a figure that are looked at
_AHEAD: Final = 40  # and after it
_EDGE: Final = re.compile(
    r"[，。；！？：:、,;/（(）)●■◆▲○→|•·]|——|[一二三四五六七八九十]是|第[0-9一二三四五六七八九十]{1,3}(?:批次?|轮次?|次|期)"
)
_STOP: Final = re.compile(r"[，。；！？：:、,;/（(）)●■→|]|[一二三四五六七八九十]是")
_SLIGHT: Final = re.compile(r"[“”‘’\"'「」『』《》\s\u3000]")
_HAN: Final = re.compile(r"(?![XxＸ×]{2,}\Z)[\u4e00-\u9fffA-Za-z]")  # XX stands for a word, and says nothing
_BRACKETS: Final = frozenset("（）()")
_EACH: Final = re.compile("每.{1,2}")
_AND: Final = frozenset({"和", "及", "与", "與", "、", "或"})
_AGE: Final = re.compile(r"[^，。；]{0,5}?[周週]?[岁歲](?:及?以[上下])?(?:的|之)?")
_QUOTED: Final = re.compile(r"的?[“「《]([^”」》]{2,12})[”」》]")
_STRONG: Final = frozenset({"捐赠", "捐助", "赠送", "资助", "慰问", "援助", "捐贈", "資助"})
_SUFFERS: Final = frozenset({"受", "因", "患", "遭受", "受到"})
_SUFFIXES: Final = frozenset("者员員机機品费費")
_TRAILING: Final = frozenset({"以上", "左右", "以内", "以下", "整"})
_CAUSES: Final = frozenset({"造成", "导致", "致", "让", "使", "已造成", "共造成", "導致"})
_RATES: Final = frozenset({"增速", "增幅", "涨幅", "降幅", "增长率", "增量", "占比", "漲幅"})
_CHANGES: Final = frozenset({"增加", "新增", "净增", "减少", "增长", "下降", "提高", "降低", "減少", "淨增"})
_MEASURES: Final = frozenset("率量度额額")
_TOWARDS: Final = frozenset({"向", "为", "給", "给", "對", "对", "為", "赴", "在"})
_SUMS: Final = frozenset({"总计", "共计", "合计", "累计", "共", "總計", "共計", "合計", "累計", "总共"})
_LEVELS: Final = frozenset({"省", "市", "县", "区", "旗", "镇", "計划", "计划"})
_ALIAS: Final = re.compile(r"[（(]([\u4e00-\u9fff、]{1,5})[）)]")
_COMPARED: Final = frozenset(
    {"占", "佔", "占比", "约占", "約占", "高于", "高於", "低于", "低於", "比", "较", "較", "高出", "相当于"}
)
_SEPARATELY: Final = re.compile(r"分别|分別|依次")
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
        "设备总值",
        "货值",
        "折合",
        "价款",
    }
)
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

    @functools.cached_property
    def right(self) -> list[str]:
        return _words(self.after, self.words)

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
    shared, respective = _separate_subjects(readings, plain, packs.items, outline)
    for at, reading in enumerate(readings):
        if reading.kind == "date":
            items.append(None)
        elif at in respective:
            items.append(items[respective[at]])
        elif reading.label or at in shared:
            items.append(reading.label or shared[at])
        elif at and linked[at - 1].relation == "baseline" and linked[at].relation != "baseline" and items[at - 1]:
            items.append(items[at - 1])
        else:
            items.append(_item(at, readings, linked, items, plain, packs.items, outline))
    if not written:
        return items
    return [r.label or (item and item.translate(written)) for r, item in zip(readings, items, strict=True)]


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
    if any(w in _SUMS for w in place.left):
        earlier = _earlier_whole(at, linked, items, earlier)
    if reading.kind == "ratio" and (found := _as_a_ratio(place.left, earlier, words)):
        return found
    if reading.unit in _SPANS and (found := _of_a_span(place, words)):
        return found
    before = _before(place.left, words)
    if place.edge == "figure" and before and before == earlier and reading.unit in _PEOPLE:
        before = ""  # 127个乡镇48.96万人受灾: the noun is that of the figure before
    if place.quoted and (place.of or not before):
        return place.quoted
    worth = any(w in _WORTH for w in place.left[-3:]) and not _noun_after_worth(place.left, words)
    if before and not worth and before not in _RATES and not _may_go_before(place, words, reading):
        return _completed(before, place, earlier, words)
    after = _after(place, words)
    if worth:
        goods = _elsewhere(at, readings, place, earlier, text, start, words)
        return after if after and place.of else goods or after or before
    if place.left and _last_word(place.left, words) in _CAUSES:
        return after or _verb_after(place.right, words) or earlier
    if before in _RATES and earlier:
        return earlier
    if after and (not before or reading.kind != "count" or not place.of):
        return after
    if before and not _generic(place.left, words):
        return _completed(before, place, earlier, words)
    doing = _verb_after(place.right, words)
    if doing and (reading.unit in _PEOPLE or before):
        return doing
    return before or _elsewhere(at, readings, place, earlier, text, start, words) or doing or _headed(outline, reading)


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
        _words(text[floor : reading.start], words),
        right,
        edge,
        floor,
        alias[0] if alias else "",
        quoted[1] if quoted else "",
        words,
    )


def _words(piece: str, words: Items) -> list[str]:
    """The words of a piece, those that jieba cut though the packs know them put together again."""
    bare = _SLIGHT.sub("", piece)
    if not bare:
        return []
    pieces = cut(bare)
    known, beginnings, size = words.known, words.beginnings, len(pieces)
    found: list[str] = []
    at = 0
    while at < size:
        word = longest = pieces[at]
        after = at + 1
        end = after
        while word in beginnings and end < size:
            word += pieces[end]
            end += 1
            if word in known:
                longest, after = word, end
        if longest in _SUFFIXES and found and len(found[-1]) == 2:
            found[-1] += longest  # 模拟|人, 捐献|者
        else:
            found.append(longest)
        at = after
    return found


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


def _earlier_whole(at: int, linked: Sequence[Linked], items: list[str | None], otherwise: str | None) -> str | None:
    """For a sum: the item of the figure before its parts and their rates (学生742名，高中生每人2000元，合计…)."""
    for place in range(at - 1, max(-1, at - _BACK), -1):
        if linked[place].relation not in {"per_unit", "part_of"}:
            return items[place] if place < at - 2 and items[place] else otherwise
    return otherwise


def _closed(text: str) -> int:
    """Brackets closed less brackets opened."""
    if len(text) < 4 and not _BRACKETS.intersection(text):
        return 0
    return text.count("）") + text.count(")") - text.count("（") - text.count("(")


def _as_a_ratio(left: list[str], earlier: str | None, words: Items) -> str | None:
    """占总额的68.5%, 高于全市平均2个百分点: the share's own subject stands before 占, else in the figure before, as a change's does."""
    at = next((i for i, w in enumerate(left) if w in _COMPARED), None)
    if at is not None:
        return _before(left[:at], words) or earlier
    return earlier if _before(left, words).removeprefix("同比") in _CHANGES else None


def _of_a_span(place: _Place, words: Items) -> str | None:
    """A duration is about what is done in it: 24小时|值守, 连续五年|…先进集体."""
    rest = place.right[:]
    if rest and rest[0] in {"内", "內", "来", "來", "以来", "之内", "以内", "以內", "间"}:
        rest.pop(0)
    if place.left and place.left[-1] in {"连续", "連續"}:
        return _shortened(rest) or None
    if rest and (rest[0] in words.verbs or rest is not place.right) and rest[0][-1] not in "至到为":  # not 缩短至
        return _verb_after(rest, words)
    return None


def _said(left: list[str], words: Items) -> list[str]:
    """The words before a figure without those at their end that say nothing: 善款|共计, 登记|新增."""
    kept = left[:]
    while kept and (kept[-1] in words.totals or not _HAN.search(kept[-1]) or _EACH.fullmatch(kept[-1])):
        kept.pop()
    if len(kept) > 1 and kept[-1] in _CHANGES and _is_noun(kept[-2], words):
        kept.pop()  # 登记|新增320人
    if len(kept) > 1 and kept[-2] == "每" and len(kept[-1]) == 1:  # 每生6元
        del kept[-2:]
    if len(kept) > 2 and kept[-1] in words.generic and kept[-2] in _SUMS:
        # 建设爱心超市总计投入: the thing, not the spending
        while kept and (kept[-1] in words.totals or kept[-1] in words.generic):
            kept.pop()
    return kept


def _before(left: list[str], words: Items) -> str:
    """The phrase that ends right before the figure: its nouns, or the verb where there are none."""
    kept = _said(left, words)
    phrase: list[str] = []
    nouns = 0
    while kept:
        word = kept.pop()
        if word not in words.fillers and _is_begun(phrase, word):
            phrase.insert(0, word)
            nouns += 1
            continue
        if (word in words.fillers or word in words.totals) and word not in words.verbs:
            if phrase:
                break
            continue
        if word in words.actors and phrase:
            break
        if word in words.verbs:
            if nouns and not (word in words.nominal and kept and _is_noun(kept[-1], words)):
                if (
                    sum(map(len, phrase)) <= 2
                    and kept
                    and _is_noun(kept[-1], words)
                    and kept[-1] not in words.actors
                    and (len(kept) < 2 or kept[-2] not in _TOWARDS)
                ):
                    phrase.insert(0, word)  # 微信服务号|发布|信息: the noun alone would say too little
                    continue
                break
            phrase.insert(0, word)
            continue
        if not _HAN.search(word) and not word.isdigit():
            break
        nouns += 1
        phrase.insert(0, word)
    return _shortened(phrase) if any(map(_HAN.search, phrase)) else ""


def _is_begun(phrase: list[str], word: str) -> bool:
    """Whether what is there of a phrase needs the word before it to be one: 献血|量, 到账|率, 建|会率."""
    if len(phrase) == 1:
        return len(phrase[0]) == 1
    return len(phrase) == 2 and len(word) == len(phrase[0]) == 1 and phrase[1] in _MEASURES


def _is_noun(word: str, words: Items) -> bool:
    return (
        bool(_HAN.search(word))
        and word not in words.fillers
        and word not in words.totals
        and (word not in words.verbs or word in words.nominal)
    )


def _shortened(phrase: list[str]) -> str:
    while len(phrase) > 1 and sum(map(len, phrase)) > _LONGEST:
        phrase = phrase[1:]
    return "".join(phrase)


def _noun_after_worth(left: list[str], words: Items) -> bool:
    at = max(i for i, w in enumerate(left) if w in _WORTH)
    return any(_is_noun(w, words) and w not in _WORTH for w in left[at + 1 :]) or any(
        _is_noun(w, words) for w in left[:at] if w not in words.attributes
    )


def _last_word(left: list[str], words: Items) -> str:
    return next((w for w in reversed(left) if w not in words.totals or w in _CAUSES), "")


def _may_go_before(place: _Place, words: Items, reading: Reading) -> bool:
    """Whether a noun after the figure could name it better than the words before: 苏木乡镇800名|患者."""
    if reading.kind == "count":
        return True
    last = next((w for w in reversed(place.left) if w not in words.totals and _HAN.search(w)), "")
    if not last or last in words.verbs or last in words.fillers or last in verbs() or last in _CAUSES:
        return True
    return (place.of and reading.kind == "amount") or _generic(place.left, words)


def _generic(left: list[str], words: Items) -> bool:
    """Whether the words before only say that something was spent or given."""
    kept = [w for w in left if w not in words.totals and w not in words.fillers and _HAN.search(w)]
    return bool(kept) and kept[-1] in words.generic and all(w in words.generic or w in words.actors for w in kept)


def _after(place: _Place, words: Items) -> str:
    """The noun phrase that begins right after the figure: 290台|模拟人, 51.5万元的|博爱家园项目."""
    if place.alias and len(place.right) == 1:
        return place.right[0] + place.alias
    rest = _opened(place.right, words)
    if not rest:
        return ""
    if rest[0] in words.verbs or rest[0] in words.fillers or (rest[0] in verbs() and rest[0] not in words.nominal):
        if "的" in rest:  # 80余个参与评比的市级部门
            rest = rest[len(rest) - rest[::-1].index("的") :]
        elif rest[0] in _SUFFERS:
            return _shortened(rest[-3:])
        elif not _names_something(rest, 0, words):
            return ""
    phrase: list[str] = []
    for at, word in enumerate(rest):
        joins = word in _AND and phrase and at + 1 < len(rest) and _names_something(rest, at, words)
        if not joins and _ends_phrase(rest, at, phrase, words):
            break
        phrase.append(word)
    return _shortened(phrase) + (place.alias if phrase == rest else "")


def _opened(right: list[str], words: Items) -> list[str]:
    """The words after a figure without what belongs to the figure: 以上, 的, 省 of 省重点项目."""
    rest = right[:]
    if rest and rest[0] in _TRAILING:
        rest.pop(0)
    if rest and rest[0] in {"的", "之"}:
        rest.pop(0)
    while len(rest) > 1 and rest[0] in _LEVELS and rest[1] not in words.totals:
        rest.pop(0)
    if rest and rest[0] in {"标准", "標準"}:  # 每人5000元的标准发放|助学金
        rest = rest[2:] if len(rest) > 2 and rest[1] in words.verbs else []
    return [] if rest and rest[0] in words.totals else rest


def _names_something(rest: list[str], at: int, words: Items) -> bool:
    """Whether the word at `at` may stand inside a noun: it can, and a noun follows (急救|培训|学员)."""
    follows = rest[at + 1] if at + 1 < len(rest) else ""
    inside = rest[at] in words.nominal or rest[at] in _AND
    return inside and bool(follows) and _is_noun(follows, words) and follows not in words.verbs


def _ends_phrase(rest: list[str], at: int, phrase: list[str], words: Items) -> bool:
    word = rest[at]
    if word in words.fillers or (not _HAN.search(word) and not word.isdigit()):
        return True
    if phrase and (word in _STRONG or (word in verbs() and word not in words.nominal)):
        return True
    return word in words.verbs and not _names_something(rest, at, words)


def _verb_after(right: list[str], words: Items) -> str | None:
    """650人|取得救护员资格证书: the verb and its object, where no noun names the item."""
    phrase: list[str] = []
    for word in right:
        if not _HAN.search(word) or (phrase and sum(map(len, phrase)) + len(word) > _LONGEST + 1):
            break
        if word in words.fillers and not phrase:
            continue
        if word in {"的", "了", "并", "等", "不", "电", "，"}:
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
    for match in _EDGE.finditer(text, floor, max(floor, edge_at)):
        floor = match.end()
    spoken = _before(_words(text[max(floor, last) : max(floor, edge_at)], words), words)
    return spoken or earlier


def _headed(outline: Outline, reading: Reading) -> str | None:
    """The heading of the section, where the sentence names nothing: 3、津贴。每月50元."""
    title = _HEADING.sub("", outline.section(reading.start).title)
    return title if 0 < len(title) <= _LONGEST else None


def _separate_subjects(
    readings: Sequence[Reading], text: str, words: Items, outline: Outline
) -> tuple[dict[int, str], dict[int, int]]:
    """A、B、C分别为1、2、3: the k-th figure is about the k-th subject, or about that of the k-th figure before 分别."""
    found: dict[int, str] = {}
    same: dict[int, int] = {}
    starts = [r.start for r in readings]
    for match in _SEPARATELY.finditer(text):
        start, end = outline.sentence(match.start())
        group = _listed_after(readings, text, match.end(), end, bisect_left(starts, match.end()))
        lead = text[max(start, match.start() - 90) : match.start()]
        lead = re.split(r"[，。；：:,]", lead)[-1]
        lead = _SLIGHT.sub("", lead[lead.rfind("其中") + 2 :] if "其中" in lead else lead)
        lead = re.sub(r"(?:同比|比上年|较上年)\Z", "", lead)
        if len(group) < 2:
            continue
        subjects = _subjects(lead, len(group))
        if subjects:
            found.update(zip(group, _full_names(subjects, words), strict=True))
        elif not lead:
            same.update(zip(group, _listed_before(readings, text, match.start(), group[0], len(group)), strict=False))
    return found, same


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


def _subjects(lead: str, wanted: int) -> list[str] | None:
    """The subjects before 分别, as many as there are figures; 和 may join two of them or stand inside one."""
    by_comma = [s for s in lead.split("、") if s]
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
    spoken = _words(last, words)
    shared = "".join(spoken[1:]) if len(spoken) > 1 and all(len(_words(s, words)) == 1 for s in subjects[:-1]) else ""
    names = []
    for subject in subjects[:-1]:
        own = _words(subject, words)
        drop = next((i for i, w in enumerate(own) if w not in words.fillers and w not in words.actors), 0)
        bare = "".join(own[drop:])
        names.append(bare + shared if shared and len(bare + shared) <= 14 else _shortened(own[drop:]))
    return [*names, _shortened(spoken) or tail]


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
