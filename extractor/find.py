"""Where the figures are: text → mentions, each with the pattern that matched.

The scanner tells which patterns may begin at a place; where the guards of one refuse, the next that fits is tried. Names in quotes and titles in 《》 hold no figures. What a mention says is `normalise`'s business.
"""

from __future__ import annotations

import operator
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from extractor.knowledge import Packs, Pattern, Unit
from extractor.lines import lines
from extractor.mention import Mention
from extractor.numerals import DIGIT_VALUES
from extractor.outline import Outline
from extractor.placeholder import HOLE, MARKS
from extractor.scanner import Scanner
from extractor.segment import cut, nouns

__all__ = ["find", "rivals"]

_TITLE: Final = re.compile(r"《[^《》\n]{1,120}》")
# A short quote is a name (“四个100”, “15分钟养老服务圈”); a longer one, or one with a comma, is somebody speaking.
_NAME: Final = re.compile(
    r"“(?![^“”]{0,14}(?:不少于|不低于|不超过|至少|不得))[^“”，。；：！？,\n]{1,16}”|「[^「」，。；！？\n]{1,16}」|‘[^‘’，。；\n]{1,16}’"
)
_GAPS: Final = 0.2  # of the figures of a line; below, the writer left something out, and the rest is as it should be
_SHORT_ERA: Final = re.compile(r"1[0-9]{2}(?![0-9])")
_NUMERALS: Final = "零〇一二两三四五六七八九十百千万亿"
_RUN_BEFORE: Final = re.compile(f"[{_NUMERALS}]{{20}}")  # a number does not begin in one
_LONG_RUN: Final = 20
_PAID: Final = frozenset("交收捐付费价款贴助奖补缴花")
_NAMES: Final = re.compile(r"[一-鿿]{1,5}?(?:、[一-鿿]{1,5}){0,9}(?:[、和及与][一-鿿]{1,5})\Z")
_NAMES_REACH: Final = 36
_SCALE: Final = re.compile(r"[十百千万亿wW]")
_LONE: Final = frozenset("二三四五六七八九十百千")
_PARTS: Final = frozenset({"half", "jiao", "over", "rest"})  # 一个半, 一块二, 一又二分之一吨
_BARE_SCALES: Final = frozenset("百千佰仟")
_METRIC: Final = ("千", "公", "毫", "厘米", "平方", "立方")
_GROUP: Final = 3
_MORE_IN: Final = frozenset("多余")
_MORE: Final = "余多几来+＋ "
_HALF_GROUP: Final = re.compile("[0-9][ \u00a0]")
_FORMAL: Final = frozenset("壹贰叁肆伍陆柒捌玖拾佰仟")
_HIDDEN: Final = f"{MARKS}〇… "
_NEXT: Final = 4  # characters after a measure word that tell whether it is a word by itself
_COUNTED: Final = frozenset("人车楼信书歌")  # 个人, 辆车, 首歌
_OPENS: Final = frozenset({"", *"\n\r。；：: \u3000"})
_WHOLE: Final = frozenset("本项家所户")  # 2.3本项目: a list number that ran into the figure


def find(text: str, packs: Packs, outline: Outline) -> list[Mention]:
    """All mentions in the order of the text; they do not overlap."""
    titles = [m.span() for m in _TITLE.finditer(text)]
    names = [m.span() for m in _NAME.finditer(text)]

    def counts(mention: Mention) -> bool:
        return mention.pattern.source == "redaction" or not (_within(titles, mention) or _within(names, mention))

    found = list(filter(counts, _scan(text, 0, len(text), packs.scanner, packs, outline)))
    gaps = [
        mention
        for start, end in _between_gaps(found, text)
        for mention in _scan(text, start, end, packs.gap_scanner, packs, outline)
        if mention.end <= end and counts(mention)
    ]
    return sorted(found + gaps, key=operator.attrgetter("start")) if gaps else found


def _between_gaps(mentions: Sequence[Mention], text: str) -> Iterator[tuple[int, int]]:
    """What stands between the mentions of a line in which a figure lost its number: a measure word there probably did, too."""
    if not any(m.pattern.is_missing for m in mentions):
        return
    at = 0
    for begins, line in lines(text):
        first, ends = at, begins + len(line)
        while at < len(mentions) and mentions[at].start < ends:
            at += 1
        figures = [m for m in mentions[first:at] if m.pattern.source == "figure"]
        missing = sum(m.pattern.is_missing for m in figures)
        if missing and missing >= len(figures) * _GAPS and "\t" not in line:  # a cell may hold the unit of others
            starts = [begins, *(m.end for m in mentions[first:at])]
            yield from zip(starts, [*(m.start for m in mentions[first:at]), ends], strict=True)


def rivals(text: str, at: int, packs: Packs) -> list[tuple[Pattern, int, bool]]:
    """Every pattern that matches at `at`: itself, where it would end, and whether its guards let it hold."""
    found = []
    for pattern in packs.patterns:
        match = pattern.regex.match(text, at)
        if match:
            end = match.end("span" if "span" in pattern.groups else 0)
            found.append((pattern, end, pattern.allows(text, at, end)))
    return found


def _says_a_number(match: re.Match[str], packs: Packs, *, past: bool) -> bool:
    """Whether the parts of a figure make one together; if not, the next pattern is tried. `past` a scale, it is a number: 近千份."""
    known = match.re.groupindex
    low, word = ("low" in known and match["low"]) or "", ("unit" in known and match["unit"]) or ""
    unit = packs.units.get(word)
    if unit is None:
        return "sign" not in known or low not in _BARE_SCALES  # ￥千
    if low == "一" and not ("high" in known and match["high"]) and known.keys().isdisjoint(_PARTS):
        # 一美元, 年交一元; 一次, 一处 has an article
        # 一年多, 近一分钟, 一千克; 一天 has an article
        measured = unit.kind == "quantity" and (
            word.startswith(_METRIC)
            or not _MORE_IN.isdisjoint(word)
            or match.string.endswith(packs.bounds, 0, match.start())
        )
        return measured or unit.kind == "ratio" or (unit.kind == "amount" and (len(word) > 1 or _is_paid(match)))
    hidden = HOLE.search(low)
    if unit.scaled_unless and not (_SCALE.search(low) or "minus" in known or _follows(match, unit.scaled_unless)):
        return False  # 三度夺冠
    if (unit.is_name and hidden and not _SCALE.search(low)) or (
        unit.is_place and low in _LONE and not _sums_up_names(match, low)
    ):
        return False  # XX区, 西五社区: a name
    if _begins_a_word(match, low, unit):
        return False
    if (low in _BARE_SCALES and not past) or (len(low) > 1 and low[0] in _BARE_SCALES and low[1] in "十百"):
        return False  # 百岁, 千名, 百十人: a scale is no number
    if len(low.rstrip(_MORE)) == _GROUP and _HALF_GROUP.search(match.string, max(0, match.start() - 2), match.start()):
        return False  # 8 600套: not 600
    if low in _FORMAL and unit.kind != "amount":
        return False  # 队伍面貌
    if hidden and word.isascii() and word.isalpha() and (len(word) == 1 or (low == "X" and word.isupper())):
        return False  # XXL, XML
    if low[:1] in (".", "．") and unit.kind == "count":
        return False  # 开展培训.5名学员: a full stop
    return not ("." in low and word in _WHOLE and not _SCALE.search(low) and _begins_a_line(match))


def _begins_a_word(match: re.Match[str], low: str, unit: Unit) -> bool:
    """Whether the measure word is a part of the next word: 某人, 某天; XX台风, XXX出席 hide a name, ……家乡 begins a sentence."""
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


def _begins_a_line(match: re.Match[str]) -> bool:
    return match.string[max(0, match.start() - 1) : match.start()] in _OPENS


def _is_paid(match: re.Match[str]) -> bool:
    return match.string[max(0, match.start() - 1) : match.start()] in _PAID


def _sums_up_names(match: re.Match[str], low: str) -> bool:
    """石岭、龙洞、白水三县: as many names as the numeral says."""
    names = _NAMES.search(match.string, max(0, match.start() - _NAMES_REACH), match.start())
    if names is None:
        return False
    marks = names[0].count("、") + 1
    # 和 joins two names, or is a part of one
    return marks <= DIGIT_VALUES.get(low, 0) <= marks + len(re.findall("[和及与]", names[0]))


def _said_before(text: str, at: int, noun: str) -> bool:
    """花窑48窑: whether the noun that stands as measure word ends or begins the word before."""
    return noun in text[max(0, at - 2) : at]


def _follows(match: re.Match[str], words: re.Pattern[str]) -> bool:
    return words.search(match.string, max(0, match.start() - 10), match.start()) is not None


def _within(spans: list[tuple[int, int]], mention: Mention) -> bool:
    at = bisect_right(spans, (mention.start, len(spans) and spans[-1][1])) - 1
    return at >= 0 and spans[at][0] < mention.start and mention.end < spans[at][1]


def _scan(text: str, at: int, stop: int, scanner: Scanner, packs: Packs, outline: Outline) -> Iterator[Mention]:
    while place := scanner.next(text, at, stop):
        start, candidates = place
        mention, matched = _first_that_holds(candidates, text, start, packs, outline)
        if mention is None:
            run = packs.number.match(text, start) if matched else None
            at = max(run.end() if run else 0, start + 1)
            continue
        if mention.pattern.source != "none":
            idiom = packs.idiom(text, start)
            if idiom and (idiom[0] < start or idiom[1] >= mention.end):
                at = max(idiom[1], start + 1)  # 三会一课 states no number; 队伍百余支 has no 伍百
                continue
            yield mention
        at = max(mention.end, start + 1)


def _first_that_holds(
    candidates: Sequence[Pattern], text: str, at: int, packs: Packs, outline: Outline
) -> tuple[Mention | None, bool]:
    """What stands at a place; and whether any pattern matched there at all."""
    matched = False
    for pattern in candidates:
        match = pattern.regex.match(text, at)
        if match is None:
            continue
        matched = True
        if pattern.source == "date" and not outline.era and _SHORT_ERA.match(match[0]):
            continue  # 107年 is a year only in a text that counts by 民國
        start, end = match.span("span") if "span" in pattern.groups else match.span()
        if (
            end <= start
            or not pattern.allows(text, at, end)
            or (at >= _LONG_RUN and text[at - 1] in _NUMERALS and _RUN_BEFORE.match(text, at - _LONG_RUN, at))
        ):
            continue
        if pattern.unit_is == "said" and not _said_before(text, at, match["unit"]):
            continue
        if pattern.source != "figure" or _says_a_number(match, packs, past=pattern.bare_scale):
            return Mention(start, end, pattern, match), True
    return None, matched
