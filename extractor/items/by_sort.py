"""The item of those figures whose sort tells where it stands: shares, changes, earlier values, durations, sums in turn."""

from __future__ import annotations

import re
from typing import Final

from extractor.items.own_words import PLACES, Unnamed
from extractor.items.phrases import phrase_after, phrase_before, shortened, verb_after, words_of
from extractor.knowledge import ItemWords
from extractor.segment import nouns

__all__ = ["LISTS", "item_by_sort"]

LISTS: Final = frozenset("，、；（(,;")  # marks after which a list goes on
_LEAD: Final = 40  # characters before an earlier value that may say what changes
_FROM: Final = re.compile(r"(?P<subject>[^，。；：:、（]{2,24}?)[由从](?=[^，。；、]{0,14}\Z)[^，。；、]{1,14}")
_LABEL: Final = re.compile(
    r"\s*(?:[①-⑳]|[0-9]{1,2}[.、）]|（[一二三四五六七八九十0-9]{1,3}）|[一二三四五六七八九十]{1,3}、)\s*(?P<label>[\u4e00-\u9fff]{2,8}?)(?:情况|工作|方面)?[：:]"
)
# How often, or in how many parts: what was done so comes after it.
_TIMES: Final = frozenset({"次", "批", "批次", "轮", "回", "趟"})
_THAN: Final = frozenset({"比", "较"})
_CAUSED: Final = frozenset({"受", "因", "由于"})
_LONG_COMPARISON: Final = 7  # words
# By so many, and there may be other things than those counted before.
_ADDED: Final = frozenset({"新增", "净增", "增", "减", "升", "降"})
_IS: Final = frozenset({"为", "达到", "达", "是", "仅为", "约为", "不超过", "不低于", "不足", "超过", "不到", "约"})
_FROM_AN_AIM: Final = frozenset({"离", "距", "距离", "与"})
_EXTREME: Final = re.compile(r"最[高低多少大小贵长短](?:的?一?[户名位笔个家次场项件套单])?")
_AGES: Final = frozenset({"岁", "周岁"})
_SPANS: Final = frozenset("年天日周秒") | {
    "小时",
    "个月",
    "分钟",
    "昼夜",
    "个工作日",
    "工作日",
}


def item_by_sort(figure: Unnamed, earlier: str | None) -> str | None:
    """The item where the sort of figure tells where it stands: a ratio's, a duration's, that of an earlier value.

    `earlier` is the item of the figure before.
    """
    own, words = figure.own, figure.words
    than = _than(own.left, words)
    if earlier and figure.reading.kind != "ratio" and than == 0 and len(own.left) < _LONG_COMPARISON:
        return earlier  # 总收入820万元，较前一年度的|780万元增加40万元
    if earlier and than and own.left[0] in _CAUSED:
        return earlier  # 普及培训40万人次，受疫情影响比上年减少|18.7万人次
    if figure.is_earlier_value and than and (compared := phrase_before(own.left[:than], words) or earlier):
        return compared  # 总量比上年的|2.11亿元增长12.3%
    if figure.is_earlier_value and (changing := _what_changes(figure)):
        return changing
    if figure.reading.kind == "ratio" and (named := _as_a_ratio(own.left, earlier, words)):
        return named
    if earlier and (own.mark in LISTS or figure.follows_earlier_value):
        said = phrase_before(own.left, words).removeprefix("同比")
        if said in words.changes and said not in _ADDED:
            return earlier  # 结婚登记1.5万对，同比增加|1,346对
    if earlier and own.left and own.left[0].startswith("最") and _EXTREME.fullmatch("".join(own.left)):
        return earlier  # 发放救助金2.35万元，最高的一户|5000元
    if named := _by_its_unit(figure):
        return named
    if own.edge == "figure" and figure.is_earlier_value and words.totals.issuperset(own.left):
        return earlier  # 520人，较2021年的|480人
    label = _LABEL.match(figure.text, figure.sentence, figure.reading.start) if own.left else None
    if label and all(_says_little(word, words) for word in own.left):
        return label["label"]  # ④太阳能路灯：7个村共|320盏，每盏|2650元
    return None


def _what_changes(figure: Unnamed) -> str:
    """What stands before 由, of an earlier value: 合格率由施工前的|61.5%|提升到…."""
    changed = _FROM.search(figure.lead(_LEAD))
    return phrase_before(words_of(changed["subject"], figure.words), figure.words) if changed else ""


def _by_its_unit(figure: Unnamed) -> str | None:
    """Where the unit says what the figure is about, or that it stands after the figure: 辖|11镇, 投向|12个|重点帮扶县."""
    own, words, unit = figure.own, figure.words, figure.reading.unit
    if unit in _SPANS:
        return _of_a_span(figure)
    if unit in _TIMES and own.left and own.left[-1] in words.in_turn:
        return next((word for word in own.right if word in words.verbs), None)  # 分|四批|从州库调拨
    after = phrase_after(own.right, own.alias, words) if unit in PLACES or unit in _AGES or unit == "个" else ""
    if unit in PLACES:
        return unit if own.chained or not after else None  # 辖|11镇3乡
    if unit == "个":
        place = _place_after(own.right, words)
        return None if after.startswith(place) else place  # 将资金投向|25个|重点帮扶县
    return after or None  # 一名|9岁|的小学生


def _place_after(right: list[str], words: ItemWords) -> str:
    """The kind of place that begins after the figure: 重点帮扶县; "" where none does, or only the beginning of a noun (县|直|单位)."""
    end = next((at for at, word in enumerate(right[:3], 1) if word in PLACES), 0)
    follows = right[end] if end < len(right) else ""
    is_whole = follows not in nouns() and (len(follows) != 1 or follows in words.fillers)
    return "".join(right[:end]) if is_whole else ""


def _than(left: list[str], words: ItemWords) -> int | None:
    """Where a comparison begins before the figure: 较|前|一年度|的, 受|疫情|影响|比上年|减少."""
    return next(
        (at for at, word in enumerate(left) if word[0] in _THAN and (len(word) == 1 or word in words.fillers)), None
    )


def _says_little(word: str, words: ItemWords) -> bool:
    """Whether a word names nothing beside the label of its line: 路灯：|装了|三十五盏, 每盏|480元."""
    return any(word in known for known in (words.totals, words.little, words.generic, words.gives)) or word.startswith(
        ("每", "平均每")
    )


def _as_a_ratio(left: list[str], earlier: str | None, words: ItemWords) -> str | None:
    """占总额的68.5%, 高于全市平均2个百分点: the share's own subject stands before 占, else in the figure before, as a change's does."""
    at = next((i for i, w in enumerate(left) if w in words.compared), None)
    if at is None and left and left[-1] == "的":
        at = next((i for i, w in enumerate(left) if w in _IS), None)  # 支出进度为预算的|98.5%
    if at is not None:
        return phrase_before(left[:at], words) or earlier
    if earlier and left and left[0] in _FROM_AN_AIM:
        return earlier  # 持证率2.1%，离省里要求的|3%还差0.9个百分点
    return earlier if phrase_before(left, words).removeprefix("同比") in words.changes else None


def _of_a_span(figure: Unnamed) -> str | None:
    """A duration is about what is done in it: 24小时|值守, 连续五年|…先进集体."""
    own, words = figure.own, figure.words
    rest = own.right[:]
    if rest and rest[0] in {"内", "来", "以来", "之内", "以内", "间"}:
        rest.pop(0)
    if own.left and own.left[-1] == "连续":
        return shortened(rest) or None
    if rest and rest[0][-1] not in "至到为" and rest[0] not in words.changes:  # not 缩短至
        return verb_after(rest, words)
    return None
