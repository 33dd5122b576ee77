"""The time a figure is of: the date spoken before it, two dates joined by 至, the year of its column, section or report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from extractor.link.around import Around
from extractor.link.linked import Linked
from extractor.normalise import Reading
from extractor.outline import Outline
from extractor.outline.report_year import relative_year

__all__ = ["set_period", "year_spoken"]

_SINCE: Final = re.compile(r"[^，。；]{1,12}?(?:以来|至今)|(?:以来|至今)[^。；0-9]{0,24}?(?:累计|共)")
_FROM: Final = frozenset({"自", "从"})
_FOUNDED: Final = re.compile(r"(?:成立|创立|创建|始建|组建|设立|创办|落成|建校|建)于\Z")
_THIS_YEAR: Final = re.compile("[，；、](?:今年|本年度?)(?!以?来)")  # 2022年募集30万元，今年募集|50万元
_BRACKETED: Final = re.compile("[^（）]{0,12}[0-9][^（）]{0,12}）")
_CLOCK: Final = re.compile(r"\s*[0-9]{1,2}(?:[:：][0-9]{2}|[时点](?:[0-9]{1,2}分)?)\s*[至到]\s*\Z")


def set_period(made: Linked, around: Around, outline: Outline) -> None:
    """Set `period` of `made`, whose relation is known."""
    made.period = _period(made, around, outline)


def _period(made: Linked, around: Around, outline: Outline) -> str | None:
    """The year of its column, in a table; the nearest date before the figure in its sentence, else the section's year, else the report's."""
    if around.reading.heads.period:
        return around.reading.heads.period
    spoken = [(r, v) for r, v in around.spoken if not (_since(r, around.text) or _is_aside(r, around))]
    if made.relation == "baseline":
        own = [v for r, v in spoken if r.start >= around.clause or _labels(r.end, around)]
        return own[-1] if own else None
    since = spoken[-1][0].end if spoken else around.sentence
    if told := relative_year(around.text[since : around.reading.start], outline.year):
        return told  # 明年再建|三个站
    if not spoken:
        year = around.section.year or outline.year
        if outline.two_years and outline.two_years.is_period and year == outline.year:
            return outline.two_years.period
        return year if year and year.isdigit() else None
    last, value = spoken[-1]
    if outline.year and _THIS_YEAR.search(around.text, last.end, around.reading.start):
        return outline.year
    if len(spoken) > 1:
        first, start = spoken[-2]
        between = around.text[first.end : last.start]
        joined = (_after_from(first, around.text) and between[-1:] in {"至", "到"}) or _CLOCK.match(between)
        if joined and "/" not in start + value:
            return f"{start}/{value}"
        if re.fullmatch(r"\s*[、和及]\s*", between):
            return None
    return value


def _is_aside(date: Reading, around: Around) -> bool:
    """Whether a date is that of another figure in a bracket: 募集30万元（含2022年结余5万元），支出|20万元; not （3月）维修|87件."""
    return _BRACKETED.match(around.text, date.end, around.reading.start) is not None


def _labels(end: int, around: Around) -> bool:
    """（2022年：38.9%）: the colon that ends the clause comes right after the date."""
    return around.text[end : around.clause] in {"：", ":"}


def _after_from(date: Reading, text: str) -> bool:
    return text[max(0, date.start - 1) : date.start] in _FROM


def _since(date: Reading, text: str) -> bool:
    """自2004年成立以来, 自2018年以来累计, 成立于1956年: what follows is of all time, not of that year."""
    if _FOUNDED.search(text, max(0, date.start - 4), date.start):
        return True
    return _after_from(date, text) and bool(_SINCE.match(text, date.end))


def year_spoken(spoken: Sequence[tuple[Reading, str]]) -> str | None:
    """The year last spoken of in the sentence."""
    years = (value.rpartition("/")[2][:4] for _, value in reversed(spoken))
    return next((year for year in years if year.isdigit()), None)
