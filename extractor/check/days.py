"""Dates: those that do not exist, ranges that run backwards, activities outside the report's year."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from typing import Final

from extractor.check.finding import Finding, View, in_report
from extractor.check.told import Place
from extractor.records import Figure

_DAY: Final = re.compile(
    r"(?<![0-9.．/-])(?:(?P<y>(?:19|20)[0-9]{2})\s?年\s?)?(?P<m>[0-9]{1,2})\s?月\s?(?P<d>[0-9]{1,2})\s?[日号](?![0-9])"
)
_LUNAR: Final = re.compile(r"农历|阴历|正月|腊月")
_FULL: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITTEN_YEAR: Final = re.compile(r"\s*[0-9０-９]{4}\s*年")
_ACTIVITY: Final = re.compile(r"[^。；]{0,24}?(?:举办|开展|召开|组织|走访|举行|启动|参加|慰问)")
_BACKGROUND: Final = re.compile(r"自|从|上年|去年|以来|至今|成立|发布|印发|签订|《|获|曾|原")


@in_report
def impossible(view: View) -> Iterator[Finding]:
    """D802: 2月30日, 13月5日, 2023年2月29日. Where the text is not at hand, the sentences that hold figures are looked at."""
    if view.text:
        for (start, end), why in _impossible(view.plain):
            yield Finding("D802", (), {"text": view.text[start:end], "why": why}, at=(start, end))
        return
    for told in view.sentences:
        first = told.places[0]
        for (start, end), why in _impossible(told.text):
            yield Finding("D802", (first.index,), {"text": first.figure.sentence[start:end], "why": why})


def _impossible(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """The days of a text that no solar calendar has: where they stand, each with what breaks it."""
    for match in _DAY.finditer(text):
        why = _why(match)
        if why and not _LUNAR.search(text, max(0, match.start() - 8), match.start()):
            yield match.span(), why


def _why(match: re.Match[str]) -> str:
    """What breaks the calendar, the same in every language (30 > 29); "" for a possible date."""
    year, month, day = match["y"], int(match["m"]), int(match["d"])
    if not 1 <= month <= 12:
        return f"{month} > 12" if month else "0 < 1"
    last = calendar.monthrange(int(year), month)[1] if year else calendar.monthrange(2000, month)[1]
    if day > last:
        return f"{day} > {last}"
    return "" if day else "0 < 1"


@in_report
def backwards(view: View) -> Iterator[Finding]:
    """D803: 9月18日至9日."""
    for at, record in enumerate(view.extraction.records):
        if isinstance(record, Figure) and record.kind == "date" and isinstance(record.value, str):
            start, _, end = record.value.replace("XXXX-", "").partition("/")
            if len(start) == len(end) and "X" not in start + end and start > end:
                yield Finding("D803", (at,), {"text": record.text, "start": start, "end": end})


@in_report
def outside_the_year(view: View) -> Iterator[Finding]:
    """D801: 2020年9月9日举办集训, between activities of 2021年8月 and of 2021年10月."""
    year = view.extraction.report.year
    if not year or not year.isdigit():
        return
    days = [(told, place) for told in view.sentences for place in told.places if _is_day(place.figure)]
    for (_, before), (told, place), (_, after) in zip(days, days[1:], days[2:], strict=False):
        own, edges = _start(place), (_start(before), _start(after))
        if own[:4] == year or {e[:4] for e in edges} != {year} or place.figure.section != before.figure.section:
            continue
        if not edges[0][4:] <= own[4:] <= edges[1][4:] or not _WRITTEN_YEAR.match(place.figure.text):
            continue
        clause = told.text[max(0, place.start - 12) : place.end + 30]
        if _ACTIVITY.match(told.text, place.end) and not _BACKGROUND.search(clause):
            facts = {"year": own[:4], "report": year}
            yield Finding.of("D801", place, before, after, text=place, before=before, after=after, **facts)


def _is_day(figure: Figure) -> bool:
    """Whether it is a date that says its day."""
    return figure.kind == "date" and isinstance(figure.value, str) and bool(_FULL.match(figure.value))


def _start(place: Place) -> str:
    return str(place.figure.value)[:10]
