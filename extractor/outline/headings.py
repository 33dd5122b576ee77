"""The headings of a report and what each holds: its level, its year, and whether what stands below it is planned."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from extractor.lines import SENTENCE_ENDS
from extractor.outline.report_year import next_year_in, year_in

__all__ = ["Section", "is_plan", "sections_of"]

_NUMBERED: Final = r"[ \u3000]+(?=[^。；，]{2,30}\Z)"
# The levels of Chinese office prose: 第一章 (or 壹、), 一、, （一） (or 3.1), 1. (or 1、, 3.1.2), （1）, ①
_LEVELS: Final = (
    re.compile(r"第[一二三四五六七八九十]{1,3}[章编部篇]|[壹贰叁肆伍陆柒捌玖拾]{1,3}[、.]"),
    re.compile(r"[一二三四五六七八九十]{1,3}[、.]"),
    re.compile(r"（[一二三四五六七八九十]{1,3}）|[0-9]{1,2}[.][0-9]{1,2}" + _NUMBERED),
    re.compile(r"[0-9]{1,2}[、.](?![0-9])|[0-9]{1,2}(?:[.][0-9]{1,2}){2}" + _NUMBERED),
    re.compile(r"（[0-9]{1,2}）"),
    re.compile("[①-⑳]"),
)
_BEGINS: Final = frozenset("第（(一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_ANNEX: Final = re.compile(r"附(?:件|表|录)?[\s\u3000]*[0-9一二三]?[:：\s\u3000]")
_STARTS_WITH_YEAR: Final = re.compile(r"\s*(?:民国|[0-9一二])")
_DATED: Final = re.compile(  # the date of one event, or a span of years: no section's
    r"[^年]{2,5}年\s?(?:[末底初]|[0-9〇一二三四五六七八九十]{1,2}月|[至到—-][^年月]{2,5}年)"
)
_AHEAD_OF: Final = r"下一?步|接下来|明年|来年|今后|下阶段|下一阶段|下年度|[下新]学[年期]|预期"
_NO_PLAN: Final = (
    "(?<!免疫)(?<!免疫服务)(?<!执行)(?<!落实)(?<!完成)(?<!年度工作)"  # 免疫规划, 年度工作目标: not planned here
)
_DONE: Final = re.compile(r"总结|回顾|完成情况|开展情况|执行情况|落实情况|实施情况|情况|成效|回眸|报告期")
_PROBLEMS: Final = re.compile(r"问题|不足|困难|短板|差距|薄弱|弱项|难点|制约|瓶颈")
_NEXT: Final = re.compile(r"下一?步|今后|明年|(?:19|20)(?:[0-9]{2}|XX|xx|××)年|来年|接下来")
_NEXT_INSIDE: Final = re.compile(  # …不到5%。2024年，力争…
    r"(?<=。)(?:下一?步|今后|明年|接下来|(?:19|20)[0-9]{2}年)[^，。；0-9]{0,6}，?(?:将|拟|力争|计划|要|我会将|重点)"
)
_GOALS: Final = re.compile(
    r"\s*(?:[^，。]{0,12}(?:主要)?(?:预期|工作|奋斗)?目标(?:任务)?(?:是|为|如下)[:：]|下(?:一?步|[季月年周]度?|一?阶段|半年)[^，。：:；0-9]{0,10}[:：]|(?:下一?步|今后|明年|来年|接下来|新的一年)[^。；：:]{0,60}[:：]\s*\Z)"
)

_SHORT_YEAR: Final = re.compile(  # 22年打算
    "(?<![0-9])([0-3][0-9])年(?=度?(?:工作|打算|计划|安排|重点|目标|思路|展望))"
)
_OF_CHAPTERS: Final = 1  # the level of 一、; what is below may be no more than the first words of a paragraph
_A_YEAR: Final = len("2021年")
_LONGEST_HEADING: Final = 40  # characters
# 2025年，全县红十字系统将力争…: a paragraph on what comes after the report's year
_WILL: Final = re.compile(r"(?:19|20)[0-9]{2}年[^。；]{0,24}?(?:将|拟|力争|计划|计画|预计|确保|打算)")
_LOWEST: Final = 9  # the level of a section that any heading ends
# 2025年是收官之年，…; 2025年，我们打算做好以下工作。 What follows is of that year, too, up to the next heading
_YEAR_AHEAD: Final = re.compile(
    r"(?:19|20)[0-9]{2}年(?:是[^。；]{2,30}?(?:之年|一年)|[^。]{0,60}(?:以下|如下)[^。]{0,12}[。：:]?\Z)"
)
_AHEAD: Final = 8  # the level of such a year


class _Plans(NamedTuple):
    """Which headings head a plan, by the endings of cues.toml."""

    any: re.Pattern[str]
    sure: re.Pattern[str]  # also deep down, where 安排 alone may be anything

    def are_in(self, heading: str) -> bool:
        """Whether a heading, or a title, speaks of plans."""
        return self.any.search(heading) is not None


@functools.cache
def _plans(endings: tuple[str, ...]) -> _Plans:
    ends = "|".join(map(re.escape, sorted(endings, key=len, reverse=True))) or "(?!)"
    return _Plans(
        re.compile(rf"{_NO_PLAN}(?:{ends})(?:[和及][^，。]{{1,8}}|（[^）]*）)?[：:]?\Z|{_AHEAD_OF}"),
        re.compile(
            rf"(?:{_AHEAD_OF}|[一二三四]季度|下半年|(?:19|20)?[0-9]{{2}}年|二[〇零○][〇零○一二三四五六七八九]{{2}}年|[0-9]{{3}}年度?)[^，。；]{{0,10}}(?:{ends}|预算)[：:]?\Z"
        ),
    )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what holds below it, from `start` to the next section's start."""

    start: int
    title: str
    level: int
    year: str | None
    planned: bool
    path: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The headings down to this section, as a record shows them."""
        return " › ".join(self.path)


def sections_of(
    lines: list[tuple[int, str]], report_year: str | None, *, era: bool, planned: bool, endings: tuple[str, ...]
) -> list[Section]:
    """Sections by their headings; one without a year or a plan of its own has those of the one that holds it.

    `lines` come with where each starts; `planned` says whether the report is a plan, `endings` how headings over plans end.
    """
    sections = _Sections(report_year, era, planned, _plans(endings))
    for place, (at, line) in enumerate(lines):
        bare = line.strip()
        if not bare or "\t" in bare:  # a table's row heads nothing
            continue
        level = next((i for i, p in enumerate(_LEVELS) if p.match(bare)), None) if bare[0] in _BEGINS else None
        if level is None and at and _ANNEX.match(bare):
            sections.annex(at, bare)
            continue
        sure = len(bare) <= 20 and sections.plans.sure.search(bare)
        if level is None and at and (_is_heading(bare, place, lines) or sure):
            level = 0
        if level is None:
            sections.paragraph(at + line.index(bare), bare)
        if _GOALS.match(bare):
            sections.goals(at)
        if level is not None:
            sections.heading(at, bare, level)
    return sections.found


class _Sections:
    """The sections found so far, and the headings that hold the line that is read."""

    def __init__(self, report_year: str | None, era: bool, planned: bool, plans: _Plans) -> None:
        self.report_year, self.era, self.planned, self.plans = report_year, era, planned, plans
        top = Section(0, "", -1, report_year, planned)
        self.found, self.stack = [top], [top]
        self.fresh = False  # no paragraph stood below the heading yet
        self.mixed = False  # 存在问题和下一步打算: the plans begin where the text says so

    def annex(self, at: int, bare: str) -> None:
        """附件1：… is held by no heading."""
        self.found.append(
            Section(at, bare[:40], 0, self._year(bare[:40]) or self.report_year, self.planned, (bare[:40],))
        )
        self.stack = [self.found[0], self.found[-1]]

    def paragraph(self, at: int, bare: str) -> None:
        """What the first words of a paragraph say of the section: 2025年是收官之年…; 下一步，…; 2025年，全省将力争…."""
        if self.stack[-1].level == _LOWEST:  # the paragraph on the year to come is over
            self.stack.pop()
            self.found.append(replace(self.stack[-1], start=at))
        if self.fresh:
            self.fresh = False
            year = None if _DATED.match(bare) else self._year(bare[:6])
            if year and year != self.stack[-1].year:
                self.found[-1] = self.stack[-1] = replace(self.stack[-1], year=year)
        if self.mixed and (begins := _NEXT.match(bare) or _NEXT_INSIDE.search(bare)):
            self.mixed = False
            start, said = at + begins.start(), bare[begins.start() :][:8]
            self.stack[-1] = replace(
                self.stack[-1], start=start, planned=True, year=self._year(said) or self.stack[-1].year
            )
            self.found.append(self.stack[-1])
            return
        ahead = _YEAR_AHEAD.match(bare)
        if (ahead or _WILL.match(bare)) and _later(year := self._year(bare[:8]), self.report_year):
            self.found.append(Section(at, "", _AHEAD if ahead else _LOWEST, year, True, self.stack[-1].path))
            self.stack.append(self.found[-1])

    def goals(self, at: int) -> None:
        """主要预期目标是：… and all that follows is planned."""
        self.found.append(Section(at, "", _LOWEST, self.stack[-1].year, True, self.stack[-1].path))
        self.stack = [replace(self.stack[0], planned=True)]

    def heading(self, at: int, bare: str, level: int) -> None:
        """A line that heads a section, or begins with its number."""
        while self.stack[-1].level >= level:
            self.stack.pop()
        above = self.stack[-1]
        heading = re.split(r"[。：:；]", bare, maxsplit=1)[0].strip()
        heading = heading if len(heading) <= _LONGEST_HEADING else ""
        said = bare[len(heading) + 1 :][:7] if heading else ""  # 六、来年打算。2020年，…
        first = heading.partition("，")[0]
        if level > _OF_CHAPTERS:  # 4.2022年我会救助98人, not 2.对2022年获评的站点复评
            first = _LEVELS[level].sub("", first, count=1).strip()[:_A_YEAR]
        year = self._year(first) or (_STARTS_WITH_YEAR.match(said) and self._year(said)) or above.year
        done = bool(heading) and bool(_DONE.search(heading))
        planned = bool(heading) and not done
        planned &= bool(
            self.plans.sure.search(heading)
            if level > _OF_CHAPTERS
            else self.plans.are_in(heading) or _later(year, self.report_year)
        )
        self.mixed = planned and bool(_PROBLEMS.search(heading))
        holds = (planned and not self.mixed) or (above.planned and not (done and level <= _OF_CHAPTERS))
        holds &= not (level > _OF_CHAPTERS and _later(above.year, year))  # below 2023年工作安排
        path = (*above.path, heading) if heading else above.path
        self.found.append(Section(at, heading or above.title, level, year, holds, path))
        self.stack.append(self.found[-1])
        goes_on = bare[len(heading) :].strip("。：:； \u3000")  # 四、资金情况。结余3万元。 is a paragraph as well
        self.fresh = level <= _OF_CHAPTERS and len(bare) <= _LONGEST_HEADING and not goes_on

    def _year(self, text: str) -> str | None:
        year = year_in(text, self.era)
        short = None if year or self.era else _SHORT_YEAR.search(text)
        return f"20{short[1]}" if short else year or next_year_in(text, self.report_year)


def is_plan(title: str, endings: tuple[str, ...]) -> bool:
    """Whether a report of this title is a plan as a whole, and no report on what became of one."""
    return _plans(endings).are_in(title) and not _DONE.search(title) and "报告" not in title


def _is_heading(bare: str, place: int, lines: list[tuple[int, str]]) -> bool:
    """A short line by itself over a paragraph: 发展成就 has no number, but heads what follows."""
    if not 4 <= len(bare) <= 30 or bare[-1] in "。；：，、,:;" or not re.search(r"[\u4e00-\u9fff]{3}\Z", bare):
        return False
    above = next((line.rstrip() for _, line in reversed(lines[max(0, place - 4) : place]) if line.strip()), "")
    below = next((line.strip() for _, line in lines[place + 1 : place + 5] if line.strip()), "")
    return (
        bool(above)
        and (above[-1] in SENTENCE_ENDS or len(above) < 40)
        and len(below) > 45
        and not re.search(r"[0-9%]\s", bare)
    )


def _later(year: str | None, report: str | None) -> bool:
    return bool(year and report and year.isdigit() and report.isdigit() and int(year) > int(report))
