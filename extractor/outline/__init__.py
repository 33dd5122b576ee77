"""What a report says of itself: title, organisation, year, date, sections and sentences.

Headings set what the figures below them are about: the year, and whether they are plans (headings.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from extractor.knowledge import Packs
from extractor.lines import lines
from extractor.outline.headings import Section, is_plan, sections_of
from extractor.outline.organisation import KINDS, organisation_of
from extractor.outline.report_year import TwoYears, published_on, report_year, two_years

__all__ = ["Outline", "outline"]

_SENTENCE_END: Final = re.compile(  # a line break after 、 ends nothing
    r"[。！？；!?\n\r\u2028](?<![，、][\n\r\u2028])(?<![，、]\r\n)[”’」』）]?"
)
_CHROME: Final = re.compile(r"\s*(?:首页|上一页|下一页|[0-9]{1,3})\s*\Z")  # of a web page; flow has cut page numbers
_KIND: Final = re.compile(KINDS)  # of a document
_ERA: Final = re.compile("民国 ?[0-9零〇一二三四五六七八九十百]{1,5} ?年")
_SHORT_ERA: Final = re.compile(
    r"(?<![0-9])1[0-2][0-9]年(?:度|[0-9]{1,2}月)"
)  # 108年度, in a report in traditional characters
_HEAD: Final = 60  # characters in which a report without a title says its era
_NEW_DOLLAR: Final = re.compile("新台币|NT\\$")
_HONG_KONG_DOLLAR: Final = re.compile("港元|港币|HK\\$")


@dataclass(slots=True)
class Outline:
    """The report's own frame; `section(at)` and `sentence(at)` place a character in it."""

    title: str
    organisation: str
    year: str | None
    published: str | None
    sections: list[Section]
    era: bool  # 民國 years are used, so 107年 is one as well
    currency: str  # of a bare 元
    two_years: TwoYears | None = None  # the report is on 2023-2024学年: September belongs to the first
    sentence_ends: list[int] = field(default_factory=list)
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # bisect's key= takes twice as long in a report of 5,000 headings
        self._starts = [s.start for s in self.sections]

    def section(self, at: int) -> Section:
        """The section that holds the character at `at`."""
        return self.sections[max(0, bisect_right(self._starts, at) - 1)]

    def sentence(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence around `at`: to 。！？； or the end of the paragraph or list item."""
        ends = self.sentence_ends
        place = bisect_right(ends, at)
        return (ends[place - 1] if place else 0), (ends[place] if place < len(ends) else at)


def outline(
    text: str,
    packs: Packs,
    labels: Mapping[int, str] = MappingProxyType({}),
    *,
    traditional: bool = False,
) -> Outline:
    r"""Read the frame of a report; every field is what the text says, or None.

    What the packs say of headings over plans and of names is used. `labels` are numbers of headings that
    the format adds (automatic 一、) by where their line starts. A report in `traditional` characters may count in another 元.

    >>> from extractor.packs import load
    >>> found = outline("青山县红十字会2021年工作总结\n一、工作情况\n募集善款。\n二、2022年工作计划\n力争。", load())
    >>> found.title, found.organisation, found.year, [(s.title, s.year, s.planned) for s in found.sections[1:]]
    ('青山县红十字会2021年工作总结', '青山县红十字会', '2021', [('一、工作情况', '2021', False), ('二、2022年工作计划', '2022', True)])
    """
    labelled = [(at, labels.get(at, "") + line) for at, line in lines(text)]
    era = _ERA.search(text) is not None or (traditional and _SHORT_ERA.search(text) is not None)
    title = _title(labelled)
    year = report_year(title, text, era)
    return Outline(
        title=title,
        organisation=organisation_of(title, text, packs.organisations),
        year=year,
        published=published_on(text),
        sections=sections_of(labelled, year, era=era, planned=is_plan(title, packs.plans), endings=packs.plans),
        era=era,
        currency=_home_currency(title, text, era, traditional),
        two_years=two_years(title),
        sentence_ends=_sentence_ends(text),
    )


def _home_currency(title: str, text: str, era: bool, traditional: bool) -> str:
    """The currency of a bare 元; a report in simplified characters that names another one, or a year of 民国, is still a mainland one."""
    traditional &= "人民政府" not in text
    if (traditional and (era or _NEW_DOLLAR.search(text))) or _ERA.search(title or text[:_HEAD]):
        return "TWD"
    return "HKD" if traditional and _HONG_KONG_DOLLAR.search(text) else "CNY"


def _title(lines: list[tuple[int, str]]) -> str:
    """The first line that looks like one; a report without a title has none (its first line is a sentence)."""
    for _, line in lines[:30]:
        bare = line.strip()
        if not bare or "\t" in bare or _CHROME.match(bare):
            continue
        if len(bare) <= 60 and bare[-1] not in "。；：，:," and _KIND.search(bare):
            return bare.lstrip("—-– ")
        if len(bare) > 60:
            break
    for _, line in lines[:3]:
        bare = line.strip()
        if bare and len(bare) <= 40 and "\t" not in bare and bare[-1] not in "。；，":
            return bare
    return ""


def _sentence_ends(text: str) -> list[int]:
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return ends
