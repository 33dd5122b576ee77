"""What a report says of itself: title, organisation, year, date, sections and sentences.

Headings set what the figures below them are about: the year, and whether they are plans.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from extractor.numerals import half_width, read, read_digits

__all__ = ["Outline", "Section", "outline"]

_LINE: Final = re.compile(r"[^\r\n\u2028]*(?:\r\n|[\r\n\u2028]|\Z)")
# The levels of Chinese office prose: 第一章 (or 壹、), 一、, （一）, 1. (or 1、), （1）
_LEVELS: Final = (
    re.compile(r"第[一二三四五六七八九十]{1,3}[章编部篇]|[壹贰貳叁參肆伍陆陸柒捌玖拾]{1,3}[、.．]"),
    re.compile(r"[一二三四五六七八九十]{1,3}[、.．]"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"[0-9０-９]{1,2}[、.．](?![0-9])"),
    re.compile(r"[（(][0-9０-９]{1,2}[）)]"),
)
_BEGINS: Final = frozenset("第（(一二三四五六七八九十壹贰貳叁參肆伍陆陸柒捌玖拾0123456789０１２３４５６７８９")
_ANNEX: Final = re.compile(r"附(?:件|表|录|錄)?[\s\u3000]*[0-9一二三]?[:：\s\u3000]")
_SENTENCE_END: Final = re.compile(  # a line break after 、 ends nothing
    r"[。！？；!?;\n\r\u2028](?<![，、][\n\r\u2028])(?<![，、]\r\n)[”’」』）)]?"
)
_ENDS: Final = "。！？；：!?;:…"
_CHROME: Final = re.compile(
    r"\s*(?:[-—–－]\s*[0-9]{1,4}\s*[-—–－]|第\s*[0-9]{1,4}\s*页(?:\s*[,，/]?\s*共\s*[0-9]{1,4}\s*页)?|[0-9]{1,3}\s*/\s*[0-9]{1,3}|首页|上一页|下一页|[0-9]{1,3})\s*\Z"
)
_YEAR: Final = re.compile(
    r"(?<![0-9０-９])(?P<plain>(?:19|20)[0-9]{2}|[12１２][0-9０-９]{3}|[一二][〇零○九八][〇零○一二三四五六七八九]{2})\s*(?=年|[-./]\d{1,2}[-./]\d)|民[國国]\s*(?P<era>[0-9０-９]{1,3}|[零〇一二三四五六七八九十百]{1,5})\s*年"
)
_SCHOOL_YEAR: Final = re.compile(
    r"(?<![0-9])(?P<first>20[0-9]{2})\s*年?\s*[-—–－至~～]{1,2}\s*(?P<last>(?:20)?[0-9]{2})\s*学年"
)
_BARE_YEAR: Final = re.compile(r"(?<![0-9A-Za-z〔\[（(./-])20[0-3][0-9](?=[一-鿿\s])(?!年)")
_STARTS_WITH_YEAR: Final = re.compile(r"\s*(?:民[國国]|[0-9０-９一二])")
_SHORT_ERA: Final = re.compile(r"(?<![0-9])(1[0-9]{2})年")
_DATED: Final = re.compile("(?:日期|时间|時間)[:：]?\\s*[0-9]")
_PUBLISHED: Final = re.compile(
    r"(?:发布|發佈|印发|报送|填报|发表|成文)?(?:日期|时间|時間)[:：]?\s*([0-9]{4})[-./年]([0-9]{1,2})[-./月]([0-9]{1,2})"
)
_PLAN: Final = re.compile(
    r"(?<!免疫)(?<!免疫服务)(?<!执行)(?<!落实)(?<!完成)(?<!年度工作)(?:计划|計畫|計劃|打算|安排|展望|思路|规划|規劃|目标|目標|目标任务|努力方向|工作要[点點]|重[点點])"
    r"(?:和[^，。]{1,8}|及[^，。]{1,8}|[（(][^）)]*[）)])?[：:]?\Z"
    r"|下一?步|明年|来年|今后|今後|下阶段|下一阶段|下年度|[下新]学[年期]|预期目标|预期|預期"
)
_SURE_PLAN: Final = re.compile(
    r"(?:下一?步|下阶段|今后|今後|明年|来年|(?:19|20)[0-9]{2}年|[0-9]{3}年度?)[^，。；]{0,10}(?:计划|計畫|計劃|打算|安排|展望|思路|目标|目標|工作要[点點])[：:]?\Z"
)
_DONE: Final = re.compile(r"总结|總結|回顾|回顧|完成情况|开展情况|执行情况|落实情况|实施情况|情况|成效|回眸|报告期")
_PROBLEMS: Final = re.compile(r"问题|問題|不足|困难|短板")
_NEXT: Final = re.compile(r"下一?步|今后|今後|明年|(?:19|20)(?:[0-9]{2}|XX|xx|××)年|来年|接下来")
_GOALS: Final = re.compile(
    r"\s*(?:[^，。]{0,12}(?:主要)?(?:预期|工作|奋斗)?目标(?:任务)?(?:是|为|如下)[:：]|下(?:一?步|[季月年周]度?|一?阶段|半年)[^，。：:；0-9]{0,10}[:：]|(?:下一?步|今后|今後|明年|来年|來年|接下来|新的一年)[^。；：:]{0,60}[:：]\s*\Z)"
)
_ORGANISATION: Final = re.compile(
    r"([^\s，。、：《》“”（）0-9]{2,24}?(?:红十字会|紅十字會|慈善总会|慈善會|慈善会|基金会|基金會|联合会|聯合會|协会|協會|总会|街道办事处|街道|民政局|卫健委|卫健局|医院|人民政府|委员会|中心|学校|社|局|会))(?=[0-9〇一二三四五六七八九十]{2,4}年|20XX年|关于|民國|工作|年度)"
)


_LEAD: Final = re.compile(r"\A[—-]*年?度?")  # of 民國112年度海濱市紅十字會


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


@dataclass(slots=True)
class Outline:
    """The report's own frame; `section(at)` and `sentence(at)` place a character in it."""

    title: str
    organisation: str
    year: str | None
    published: str | None
    sections: list[Section]
    plans: tuple[str, ...]  # endings of headings over plans
    era: bool  # 民國 years are used, so 107年 is one as well
    currency: str  # of a bare 元
    school_year: tuple[str, str] | None = None  # the report is on 2023-2024学年: September belongs to the first
    sentence_ends: list[int] = field(default_factory=list)
    _starts: list[int] = field(default_factory=list)

    def section(self, at: int) -> Section:
        """The section that holds the character at `at`."""
        if not self._starts:
            self._starts = [s.start for s in self.sections]
        return self.sections[max(0, bisect_right(self._starts, at) - 1)]

    def sentence(self, at: int) -> tuple[int, int]:
        """Start and end of the sentence around `at`: to 。！？； or the end of the paragraph or list item."""
        ends = self.sentence_ends
        place = bisect_right(ends, at)
        return (ends[place - 1] if place else 0), (ends[place] if place < len(ends) else at)


def outline(text: str, plans: tuple[str, ...] = (), labels: Mapping[int, str] = MappingProxyType({})) -> Outline:
    r"""Read the frame of a report; every field is what the text says, or None.

    A heading that ends in one of `plans` (cues.toml, reach heading) heads a plan, too. `labels` are numbers of headings that
    the format adds (automatic 一、) by where their line starts.

    >>> found = outline("青山县红十字会2021年工作总结\n一、工作情况\n募集善款。\n二、2022年工作计划\n力争。")
    >>> found.title, found.organisation, found.year, [(s.title, s.year, s.planned) for s in found.sections[1:]]
    ('青山县红十字会2021年工作总结', '青山县红十字会', '2021', [('一、工作情况', '2021', False), ('二、2022年工作计划', '2022', True)])
    """
    lines = [(m.start(), labels.get(m.start(), "") + m[0].rstrip("\r\n\u2028")) for m in _LINE.finditer(text) if m[0]]
    era = "民國" in text or "民国" in text
    title = _title(lines)
    published = _published(text)
    school = _school_year(title)
    year = (
        _year(title, era)
        or _bare_year(title)
        or _hidden_year(title)
        or (school and school[1])
        or _first_year(text, era)
        or (published or "")[:4]
        or None
    )
    found = Outline(
        title=title,
        organisation=_organisation(title, text),
        year=year,
        published=published,
        sections=[],
        plans=plans,
        era=era,
        currency="TWD" if era or "新臺幣" in text or "新台币" in text else "HKD" if _is_hong_kong(text) else "CNY",
    )
    found.school_year = school
    found.sections = _sections(lines, found, _plan_title(title))
    found.sentence_ends = _sentence_ends(text)
    return found


def _is_hong_kong(text: str) -> bool:
    return (
        ("港元" in text or "港幣" in text or "HK$" in text) and "會" in text and "人民政府" not in text and "萬" in text
    )


def _title(lines: list[tuple[int, str]]) -> str:
    """The first line that looks like one; a report without a title has none (its first line is a sentence)."""
    for _, line in lines[:30]:
        bare = line.strip()
        if not bare or "\t" in bare or _CHROME.match(bare):
            continue
        if (
            len(bare) <= 60
            and bare[-1] not in "。；：，:,"
            and re.search(
                r"总结|總結|报告|報告|计划|計劃|計畫|简报|簡報|要点|年报|年報|盘点|盤點|情况|公报|总览|小结|通报|快报|概况|回顾",
                bare,
            )
        ):
            return bare.lstrip("—-– ")
        if len(bare) > 60:
            break
    for _, line in lines[:3]:
        bare = line.strip()
        if bare and len(bare) <= 40 and "\t" not in bare and bare[-1] not in "。；，":
            return bare
    return ""


def _plan_title(title: str) -> bool:
    return bool(_PLAN.search(title)) and not _DONE.search(title) and "报告" not in title and "報告" not in title


def _year(text: str, era: bool = False) -> str | None:
    match = _YEAR.search(text)
    if match:
        if match["era"]:
            number = read(match["era"])
            return str(int(number) + 1911) if number is not None else None
        return str(read_digits(half_width(match["plain"])))
    short = _SHORT_ERA.search(half_width(text)) if era else None
    return str(int(short[1]) + 1911) if short else None


def _bare_year(title: str) -> str | None:
    """2023盘点, 2020全年工作报告."""
    match = _BARE_YEAR.search(title)
    return match[0] if match else None


def _hidden_year(title: str) -> str | None:
    """20XX年度工作总结: the dates in it are 20XX-XX-XX."""
    match = re.search(r"(20|２０)[XxＸ×*]{2}年", title)
    return "20XX" if match else None


def _first_year(text: str, era: bool) -> str | None:
    for sentence in re.split(r"[。\n]", text[:4000]):
        year = _year(sentence, era)
        if year and not _PUBLISHED.search(sentence):
            return year
    return None


def _published(text: str) -> str | None:
    match = _PUBLISHED.search(text, 0, 3000) if _DATED.search(text, 0, 3000) else None
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}" if match else None


def _school_year(title: str) -> tuple[str, str] | None:
    match = _SCHOOL_YEAR.search(title)
    return (match["first"], match["first"][: 4 - len(match["last"])] + match["last"]) if match else None


def _organisation(title: str, text: str) -> str:
    match = _ORGANISATION.search(title) or _ORGANISATION.search(text[:120])
    return _LEAD.sub("", match[1]) if match else ""


def _sections(lines: list[tuple[int, str]], found: Outline, plan: bool) -> list[Section]:
    """Sections by their headings; one without a year or a plan of its own has those of the one that holds it."""
    top = Section(0, "", -1, found.year, plan)
    sections, stack = [top], [top]
    fresh = waiting = False
    for place, (at, line) in enumerate(lines):
        bare = line.strip()
        if not bare or "\t" in bare:  # a table's row heads nothing
            continue
        level = next((i for i, p in enumerate(_LEVELS) if p.match(bare)), None) if bare[0] in _BEGINS else None
        if level is None and at and _ANNEX.match(bare):
            sections.append(Section(at, bare[:40], 0, _year(bare[:40], found.era) or found.year, plan, (bare[:40],)))
            stack = [top, sections[-1]]
            continue
        if level is None and at and (_is_heading(bare, place, lines) or (len(bare) <= 20 and _SURE_PLAN.search(bare))):
            level = 0
        if fresh and level is None:
            # 2025年是收官之年…: a section's first words may name its year.
            fresh = False
            year = _year(bare[:6], found.era)
            if year and year != stack[-1].year:
                sections[-1] = stack[-1] = _with(stack[-1], year=year)
        if waiting and level is None and _NEXT.match(bare):
            # 存在问题和下一步打算: the plans begin where the text says so.
            waiting = False
            sections.append(_with(stack[-1], start=at, planned=True, year=_year(bare[:8], found.era) or stack[-1].year))
            stack[-1] = sections[-1]
        if _GOALS.match(bare):
            sections.append(Section(at, "", 9, stack[-1].year, True, stack[-1].path))
            stack[0] = _with(stack[0], planned=True)
            stack = [stack[0]]
        if level is None:
            continue
        while stack[-1].level >= level:
            stack.pop()
        above = stack[-1]
        heading = re.split(r"[。：:；]", bare, maxsplit=1)[0].strip()
        heading = heading if len(heading) <= 40 else ""
        said = bare[len(heading) + 1 :][:7] if heading else ""  # 六、来年打算。2020年，…
        year = (
            _year(heading.partition("，")[0], found.era)
            or (_STARTS_WITH_YEAR.match(said) and _year(said, found.era))
            or above.year
        )
        done = bool(heading) and bool(_DONE.search(heading))
        planned = not done and bool(_SURE_PLAN.search(heading) if level > 1 else _plans(heading, year, found))
        mixed = planned and bool(_PROBLEMS.search(heading))
        holds = (planned and not mixed) or (above.planned and not (done and level <= 1))
        path = (*above.path, heading) if heading else above.path
        section = Section(at, heading or above.title, level, year, holds, path)
        sections.append(section)
        stack.append(section)
        waiting = mixed
        fresh = level <= 1 and len(bare) <= 40
    return sections


def _is_heading(bare: str, place: int, lines: list[tuple[int, str]]) -> bool:
    """A short line by itself over a paragraph: 发展成就 has no number, but heads what follows."""
    if not 4 <= len(bare) <= 30 or bare[-1] in "。；：，、,:;" or not re.search(r"[\u4e00-\u9fff]{3}\Z", bare):
        return False
    above = next((line.rstrip() for _, line in reversed(lines[max(0, place - 4) : place]) if line.strip()), "")
    below = next((line.strip() for _, line in lines[place + 1 : place + 5] if line.strip()), "")
    return (
        bool(above) and (above[-1] in _ENDS or len(above) < 40) and len(below) > 45 and not re.search(r"[0-9%]\s", bare)
    )


def _plans(heading: str, year: str | None, found: Outline) -> bool:
    said = bool(_PLAN.search(heading)) or heading.endswith(found.plans)
    return bool(heading) and (said or _later(year, found.year))


def _later(year: str | None, report: str | None) -> bool:
    return bool(year and report and year.isdigit() and report.isdigit() and int(year) > int(report))


def _with(section: Section, **changes: object) -> Section:
    values = {name: getattr(section, name) for name in Section.__dataclass_fields__} | changes
    return Section(**values)


def _sentence_ends(text: str) -> list[int]:
    ends = [m.end() for m in _SENTENCE_END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    return ends
