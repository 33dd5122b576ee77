"""Where the figures are: text → mentions, each with the pattern that matched.

The scanner tells which patterns may begin at a place; where the guards of one refuse, the next that fits is tried. Names in quotes and titles in 《》 hold no figures. Whether a number and its unit are a figure
at all is told by number_and_unit.py; what a mention says is `normalise`'s business.
"""

from __future__ import annotations

import operator
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from extractor.knowledge import Packs, Pattern
from extractor.lines import lines
from extractor.mention import Mention
from extractor.number_and_unit import make_a_figure
from extractor.outline import Outline
from extractor.scanner import Scanner

__all__ = ["Refusal", "find", "rivals"]

Refusal = Literal[
    "the text is not of that time",
    "what stands around it rules it out",
    "a numeral goes on before it",
    "nothing before says its unit",
    "number and unit make no figure",
]
"""Why a pattern does not hold where it matches."""

_TITLE: Final = re.compile(r"《[^《》\n]{1,120}》")
# A short quote is a name (“四个100”, “15分钟养老服务圈”); a longer one, or one with a comma, is somebody speaking.
_NAME: Final = re.compile(
    r"“(?![^“”]{0,14}(?:不少于|不低于|不超过|至少|不得))[^“”，。；：！？,\n]{1,16}”|「[^「」，。；！？\n]{1,16}」|‘[^‘’，。；\n]{1,16}’"
)
_GAPS: Final = 0.2  # of the figures of a line; below, the writer left something out, and the rest is as it should be
_SHORT_ERA: Final = re.compile(r"1[0-9]{2}(?![0-9])")
_SHORT_YEAR: Final = re.compile(r"([12][0-9])年度?")
_NEAR: Final = range(-6, 2)  # years from the report's own to one that is written with two digits
_NUMERALS: Final = "零〇一二两三四五六七八九十百千万亿"
_RUN_BEFORE: Final = re.compile(f"[{_NUMERALS}]{{20}}")  # a number does not begin in one
_LONG_RUN: Final = 20


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


def rivals(text: str, at: int, packs: Packs, outline: Outline) -> list[tuple[Pattern, int, Refusal | None]]:
    """Every pattern that matches at `at`: itself, where it would end, and why it does not hold there, None where it does."""
    matches = ((pattern, pattern.regex.match(text, at)) for pattern in packs.patterns)
    return [
        (pattern, _span(pattern, match)[1], _refusal(pattern, match, packs, outline))
        for pattern, match in matches
        if match is not None
    ]


def _said_before(text: str, at: int, noun: str) -> bool:
    """花窑48窑: whether the noun that stands as measure word ends or begins the word before."""
    return noun in text[max(0, at - 2) : at]


def _within(spans: list[tuple[int, int]], mention: Mention) -> bool:
    at = bisect_right(spans, (mention.start, len(spans) and spans[-1][1])) - 1
    return at >= 0 and spans[at][0] < mention.start and mention.end < spans[at][1]


def _scan(text: str, at: int, stop: int, scanner: Scanner, packs: Packs, outline: Outline) -> Iterator[Mention]:
    last: Mention | None = None
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
            if last is None or not _says_it_twice(mention, last, text):
                yield mention
            last = mention
        at = max(mention.end, start + 1)


def _is_of_its_time(date: str, outline: Outline) -> bool:
    """107年 is a year only in a text that counts by 民國; 23年 is one only in a text of about 2023, not in one of 1998."""
    if outline.era:
        return True
    short = _SHORT_YEAR.fullmatch(date)
    if short is None:
        return _SHORT_ERA.match(date) is None
    return outline.year is not None and outline.year.isdigit() and 2000 + int(short[1]) - int(outline.year) in _NEAR


def _says_it_twice(mention: Mention, last: Mention, text: str) -> bool:
    """38户户, 26.2万元元: a unit that was typed twice has lost no number."""
    return (
        mention.pattern.is_missing
        and mention.start == last.end
        and text.endswith(text[mention.start : mention.end], 0, last.end)
    )


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
        if _refusal(pattern, match, packs, outline) is None:
            return Mention(*_span(pattern, match), pattern, match), True
    return None, matched


def _span(pattern: Pattern, match: re.Match[str]) -> tuple[int, int]:
    return match.span("span") if "span" in pattern.groups else match.span()


def _refusal(pattern: Pattern, match: re.Match[str], packs: Packs, outline: Outline) -> Refusal | None:
    """Why a pattern does not hold where it matches; None where it does."""
    text, at = match.string, match.start()
    start, end = _span(pattern, match)
    if pattern.source == "date" and not _is_of_its_time(match[0], outline):
        return "the text is not of that time"
    if end <= start or not pattern.allows(text, at, end):
        return "what stands around it rules it out"
    if at >= _LONG_RUN and text[at - 1] in _NUMERALS and _RUN_BEFORE.match(text, at - _LONG_RUN, at):
        return "a numeral goes on before it"
    if pattern.unit_is == "said" and not _said_before(text, at, match["unit"]):
        return "nothing before says its unit"
    if pattern.source == "figure" and not make_a_figure(match, packs, past=pattern.bare_scale):
        return "number and unit make no figure"
    return None
