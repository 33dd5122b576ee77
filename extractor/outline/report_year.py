"""The year a report is on, and how a line of it names a year: 2021年, 二〇二一年, 民國110年, 2023-2024学年, 20XX年."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from extractor.dates import BEFORE_REPUBLIC
from extractor.numerals import read, read_digits
from extractor.placeholder import MARKS

__all__ = ["TwoYears", "next_year_in", "published_on", "relative_year", "report_year", "two_years", "year_in"]

_YEAR: Final = re.compile(
    r"(?<![0-9])(?P<plain>(?:19|20)[0-9]{2}|[12][0-9]{3}|[一二][〇零○九八][〇零○一二三四五六七八九]{2})\s*(?=年|[-./]\d{1,2}[-./]\d)|民国\s*(?P<era>[0-9]{1,3}|[零〇一二三四五六七八九十百]{1,5})\s*年"
)
_SCHOOL_YEAR: Final = re.compile(
    r"(?<![0-9])(?P<first>20[0-9]{2})\s*年?\s*[-—–－至~～]{1,2}\s*(?P<last>(?:20)?[0-9]{2})\s*学年"
)
_FISCAL_YEAR: Final = re.compile(r"(?<![0-9])(?P<first>20[0-9]{2})\s?/\s?(?P<last>(?:20)?[0-9]{2})\s?(?:财政)?年度")
_BARE_YEAR: Final = re.compile(r"(?<![0-9A-Za-z〔\[（./-])20[0-3][0-9](?=[一-鿿\s])(?![年个名人次元万亿])")
_HIDDEN_YEAR: Final = re.compile(rf"(?<![0-9])20(?:[{MARKS}]|(?P<decade>[0-3]))[{MARKS}]年")
_SHORT_ERA: Final = re.compile(r"(?<![0-9])(1[0-9]{2})年")
_ISSUE: Final = re.compile(r"[0-9〇零一二三四五六七八九]{4}年第[^年\s]{1,4}[号期]")  # of a bulletin
_NEXT_YEAR: Final = re.compile("明年|(?<!年)来年(?!均)|翌年|下一?年度")
# 去年，募集86万元; not 较去年, 占上年末净资产的, 去年同期
_YEARS_BEFORE: Final = re.compile(
    r"(?:\A|[，；。、：\s]|截[至止])(?:(?P<one>去年|上年[末底])|(?P<two>前年)|(?P<none>今年|本年度?))(?!同期|以来|[的相比])"
)
_SOON: Final = 600  # characters; a year that is first named further down is rather another one than the report's
_DATED: Final = re.compile("(?:日期|时间)[:：]?\\s*[0-9]")
_PUBLISHED: Final = re.compile(
    r"(?:发布|印发|报送|填报|发表|成文)?(?:日期|时间)[:：]?\s*([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})"
)


class TwoYears(NamedTuple):
    """A year of a report that begins in one calendar year and ends in the next."""

    first: str
    last: str
    begins: str  # the month
    is_period: bool  # a figure without a date is of both

    @property
    def period(self) -> str:
        """In EDTF."""
        return f"{self.first}/{self.last}"


def report_year(title: str, text: str, era: bool) -> str | None:
    """The year a report is on: its title's, else one that the text names soon, else that in which it was published."""
    spans = two_years(title)
    return (
        year_in(title, era)
        or _bare_year(title)
        or _hidden_year(title)
        or (spans and spans.last)
        or _first_year(text[:_SOON], era)
        or (published_on(text) or "")[:4]
        or year_in(text[:_SOON], era)  # 2023年第2期 below the title
        or _first_year(text, era)
    )


def year_in(text: str, era: bool = False) -> str | None:
    """The first year that `text` names, of four digits; 110年 is one of 民国 where the report uses its `era`.

    >>> year_in("二〇二一年工作总结"), year_in("民国110年"), year_in("110年", era=True), year_in("110年")
    ('2021', '2021', '2021', None)
    """
    match = _YEAR.search(text)
    if match:
        if match["era"]:
            number = read(match["era"])
            return str(int(number) + BEFORE_REPUBLIC) if number is not None else None
        return str(read_digits(match["plain"]))
    short = _SHORT_ERA.search(text) if era else None
    return str(int(short[1]) + BEFORE_REPUBLIC) if short else None


def next_year_in(text: str, year: str | None) -> str | None:
    """The year after the report's own where `text` speaks of it; None where it does not, or no year is known.

    >>> next_year_in("五、明年打算", "2023"), next_year_in("五、下一步打算", "2023")
    ('2024', None)
    """
    return str(int(year) + 1) if year and year.isdigit() and _NEXT_YEAR.search(text) else None


def relative_year(text: str, year: str | None) -> str | None:
    """The year that `text` names last by its distance from the report's own; None where it names none.

    >>> [relative_year(text, "2023") for text in ("去年，募集", "前年募集8万元、去年", "明年再建", "较去年增加")]
    ['2022', '2022', '2024', None]
    """
    if "年" not in text or not year or not year.isdigit():
        return None
    ahead = [match.start() for match in _NEXT_YEAR.finditer(text)]
    ago = list(_YEARS_BEFORE.finditer(text))
    if ahead and (not ago or ahead[-1] > ago[-1].start()):
        return str(int(year) + 1)
    return str(int(year) - {"one": 1, "two": 2, "none": 0}[ago[-1].lastgroup or ""]) if ago else None


def _bare_year(title: str) -> str | None:
    """2023盘点, 2020全年工作报告."""
    match = _BARE_YEAR.search(title)
    return match[0] if match else None


def _hidden_year(title: str) -> str | None:
    """20XX年度工作总结, 202X年概况: the dates in it are 20XX-XX-XX, and 202X-XX-XX."""
    match = _HIDDEN_YEAR.search(title)
    return f"20{match['decade'] or 'X'}X" if match else None


def _first_year(text: str, era: bool) -> str | None:
    for sentence in re.split(r"[。\n]", text[:4000]):
        year = year_in(_ISSUE.sub("", sentence), era)
        if year and not _PUBLISHED.search(sentence):
            return year
    return None


def published_on(text: str) -> str | None:
    """The date that the text gives as its own, in ISO form.

    >>> published_on("发布时间：2022-1-5")
    '2022-01-05'
    """
    match = _PUBLISHED.search(text, 0, 3000) if _DATED.search(text, 0, 3000) else None
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else None


def two_years(title: str) -> TwoYears | None:
    """The school year or fiscal year that a title names: 2023-24学年, 2022/23年度.

    >>> two_years("2023-24学年工作总结")
    TwoYears(first='2023', last='2024', begins='09', is_period=False)
    """
    school, fiscal = _SCHOOL_YEAR.search(title), _FISCAL_YEAR.search(title)
    match = school or fiscal
    if match is None:
        return None
    last = match["first"][: 4 - len(match["last"])] + match["last"]
    return TwoYears(match["first"], last, "09" if school else "04", fiscal is not None and school is None)
