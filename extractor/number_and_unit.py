"""Whether a number and the unit beside it make a figure together: not 三度夺冠, XX区, 百岁, XXL.

Only the characters of the match and those right around it are looked at; a pattern that finds such a pair gives way to the next one.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from extractor.knowledge import Packs, Unit
from extractor.numerals import DIGIT_VALUES
from extractor.placeholder import HOLE, MARKS
from extractor.segment import cut, nouns

__all__ = ["make_a_figure"]

_PARTS: Final = frozenset({"half", "jiao", "over", "rest"})  # 一个半, 一块二, 一又二分之一吨
_METRIC: Final = ("千", "公", "毫", "厘米", "平方", "立方")
_MORE_IN: Final = frozenset("多余")
_PAID: Final = frozenset("交收捐付费价款贴助奖补缴花")
_SCALE: Final = re.compile(r"[十百千万亿wW]")
_BARE_SCALES: Final = frozenset("百千佰仟")
_SCALED: Final = frozenset("十百")
_LONE: Final = frozenset("二三四五六七八九十百千")
_NAMES: Final = re.compile(r"[一-鿿]{1,5}?(?:、[一-鿿]{1,5}){0,9}(?:[、和及与][一-鿿]{1,5})\Z")
_NAMES_REACH: Final = 36
_HIDDEN: Final = f"{MARKS}〇… "
_NEXT: Final = 4  # characters after a measure word that tell whether it is a word by itself
_COUNTED: Final = frozenset("人车楼信书歌")  # 个人, 辆车, 首歌
_GROUP: Final = 3
_MORE: Final = "余多几来+＋ "
_HALF_GROUP: Final = re.compile("[0-9][ \u00a0]")
_FORMAL: Final = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
_POINTS: Final = (".", "．")
_OPENS: Final = frozenset({"", *"\n\r。；：: \u3000"})
_WHOLE: Final = frozenset("本项家所户")  # 2.3本项目: a list number that ran into the figure


class _Pair(NamedTuple):
    """A number, or what stands for one, and its unit."""

    match: re.Match[str]
    low: str
    word: str
    unit: Unit

    @property
    def before(self) -> str:
        """The character before it."""
        return self.match.string[max(0, self.match.start() - 1) : self.match.start()]

    @property
    def is_scaled(self) -> bool:
        """Whether its number has a scale: 三万度, not 三度."""
        return _SCALE.search(self.low) is not None


def make_a_figure(match: re.Match[str], packs: Packs, *, past: bool) -> bool:
    """Whether the number and the unit of a pattern's match make a figure. `past` a scale, the scale is the number: 近千份."""
    groups = match.re.groupindex
    low = ("low" in groups and match["low"]) or ""
    word = ("unit" in groups and match["unit"]) or ""
    unit = packs.units.get(word)
    if unit is None:
        return "sign" not in groups or low not in _BARE_SCALES  # ￥千
    pair = _Pair(match, low, word, unit)
    if low == "一" and not ("high" in groups and match["high"]) and groups.keys().isdisjoint(_PARTS):
        return _one_is_a_number(pair, packs)
    is_hidden = HOLE.search(low) is not None
    return not (
        _lacks_its_scale(pair)
        or _is_a_name(pair, is_hidden=is_hidden)
        or _begins_a_word(pair)
        or _is_a_bare_scale(low, past=past)
        or _is_half_a_number(pair)
        or (low in _FORMAL and unit.kind != "amount")  # 队伍面貌
        or (is_hidden and _is_a_symbol(low, word))
    )


def _one_is_a_number(pair: _Pair, packs: Packs) -> bool:
    """一美元, 年交一元, 一千克, 近一分钟; in 一次 and 一天 it is an article."""
    unit, word = pair.unit, pair.word
    if unit.kind == "amount":
        return len(word) > 1 or pair.before in _PAID
    if unit.kind == "quantity":
        is_measure = word.startswith(_METRIC) or not _MORE_IN.isdisjoint(word)
        return is_measure or pair.match.string.endswith(packs.bounds, 0, pair.match.start())
    return unit.kind == "ratio"


def _lacks_its_scale(pair: _Pair) -> bool:
    """三度夺冠: this unit is one only with a scale, or after certain words."""
    needed = pair.unit.scaled_unless
    if not needed or pair.is_scaled or "minus" in pair.match.re.groupindex:
        return False
    start = pair.match.start()
    return needed.search(pair.match.string, max(0, start - 10), start) is None


def _is_a_name(pair: _Pair, *, is_hidden: bool) -> bool:
    """XX区, 西五社区."""
    if pair.unit.names_after and is_hidden and not pair.is_scaled:
        return True
    return pair.unit.names_after == "numeral" and pair.low in _LONE and not _sums_up_names(pair)


def _sums_up_names(pair: _Pair) -> bool:
    """石岭、龙洞、白水三县: as many names as the numeral says."""
    start = pair.match.start()
    names = _NAMES.search(pair.match.string, max(0, start - _NAMES_REACH), start)
    if names is None:
        return False
    marks = names[0].count("、") + 1
    # 和 joins two names, or is a part of one
    return marks <= DIGIT_VALUES.get(pair.low, 0) <= marks + len(re.findall("[和及与]", names[0]))


def _begins_a_word(pair: _Pair) -> bool:
    """Whether the measure word is a part of the next word: 某人, 某天; XX台风, XXX出席 hide a name, ……家乡 begins a sentence."""
    match, low, unit = pair.match, pair.low, pair.unit
    if low and not low.strip("某"):
        return unit.kind in ("count", "quantity")
    text, (at, end) = match.string, match.span("unit")
    if end - at > 1 or text[match.start() : at].strip(_HIDDEN) or not text[end : end + 1].isalpha():
        return False
    if unit.kind != "count" and not low.startswith("…"):
        return False
    if text.startswith(text[at] if low.startswith("…") else f"{text[at]}长", end):
        return True  # ……件件暖人心, XX所所长
    word = cut(text[at : end + _NEXT])[0]
    is_counted = word[1:] in _COUNTED or word[1:] in nouns()  # 架飞机 and 辆车 are words to jieba
    return len(word) > 1 and (low.startswith("…") or not is_counted)


def _is_a_bare_scale(low: str, *, past: bool) -> bool:
    """百岁, 千名, 百十人: a scale is no number."""
    return (low in _BARE_SCALES and not past) or (len(low) > 1 and low[0] in _BARE_SCALES and low[1] in _SCALED)


def _is_half_a_number(pair: _Pair) -> bool:
    """8 600套 is not 600, 开展培训.5名学员 not 0.5, 2.3本项目 the item 2.3 of a list."""
    low, start = pair.low, pair.match.start()
    if len(low.rstrip(_MORE)) == _GROUP and _HALF_GROUP.search(pair.match.string, max(0, start - 2), start):
        return True
    if low[:1] in _POINTS and pair.unit.kind == "count":
        return True
    return "." in low and pair.word in _WHOLE and not pair.is_scaled and pair.before in _OPENS


def _is_a_symbol(low: str, word: str) -> bool:
    """XXL, XML."""
    return word.isascii() and word.isalpha() and (len(word) == 1 or (low == "X" and word.isupper()))
