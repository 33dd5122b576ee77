"""Whether a figure is a fact or a plan: by the words before it, its heading or label, or what is said ahead of its list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from extractor.link.around import SENTENCE, Around, open_brackets
from extractor.link.linked import Linked
from extractor.segment import activities, word_at

__all__ = ["set_modality"]

_AIM: Final = "目标"
_SET: Final = re.compile("下达|认领|分配|交办的")  # tasks that are still to be done
_AIMED: Final = "的目标"
_TASKS: Final = frozenset({"项", "个", "类", "大", "件"})  # 完成5项任务: the tasks are counted
# 争取到物资|40箱, 拟制通知|14份: what was got, what was drawn up
_GOT: Final = re.compile("(?<=争取)到(?![0-9今明本年“十])|(?<=拟)[制定写订](?![定于在购作造])")
_ENSURED: Final = re.compile(r"确保(?!了)[^，。；]{0,20}\Z")
_ENSURED_LEVEL: Final = re.compile(r"确保(?!了)[^，。；]{0,20}达[到至]?\Z")
_AIM_MISSED: Final = re.compile(
    r"(?:[离与距比]|距离|未达到?)[^，。；]{0,12}(?:要求|提出|规定|目标|[国省市州县区旗乡街][定里]|标准)的?\Z|[离距](?:规划|计划)[^，。；]{1,6}\Z"
)
_HANDED_DOWN: Final = re.compile(  # 市里下达我县的|12项指标
    r"下达给?(?:[我本各全][省市州县区旗镇乡村会局院校]|我们|各地)的\Z"
)
_BY_THEN: Final = re.compile(
    r"(?<![截止年月日加长高大升降少展])[到至](?P<year>20[0-9]{2})年(?!的)"
)  # 到2025年，建成|47个
_LATER: Final = re.compile(  # 2024年重点实施|12项, 2024年底前完成|500户, in a report on 2023; not 2024年1月15日召开|2次
    r"(?<![-—–－~～至到])(?P<year>20[0-9]{2})年(?!的|度?以来|[初末]|[上下]半年|第?[一二三四]季度|[0-9一二三四五六七八九十]{1,3}月(?!底?前))"
)
_TERM: Final = re.compile("到[“]?十(?P<term>[三四五])五[”]?(?:规划|时期)?期?末")  # 到“十四五”末，…达到|65%
_TERMS: Final = {"三": 2020, "四": 2025, "五": 2030}  # the last year of each plan of five
# Plans before a comma, and after it what became of them: 预算20万元，支出|18万元
_CARRIED_OUT: Final = re.compile(r"(?:原|年初)计划|预算为?|任务为|目标为|.{0,2}计划[一-鿿]{0,4}[0-9]")
_BECAME: Final = re.compile(
    r"[，；](?:全年|最终|因[^，。；]{1,6})?(?:共|完成|支出|决算|执行|建成|到位|只|仅|超额|募集)"
)
# 将 in the sense of 把: 将督查发现的|6个隐患销号, 将培训时间由3天延长到|5天
_PICKED: Final = re.compile("[^，。；]{1,24}?的[0-9]{1,6}")
_MOVED: Final = re.compile(r"[^，。；]{3,24}?[一-鿿][到至]")
_GRANT: Final = re.compile(r"(?:资金|经费|物资|款物?|补助|名额|指标|投资|扶持|支持)\Z")  # 争取救助资金|20万元
_BY_A_PLAN: Final = re.compile(
    r"(?:按照?|根据|依据|结合|对照|围绕|列入|纳入|制定了?)[^，。；]{0,20}(?:计[划画](?=，|开展|组织|实施)|要求)"
)
# the plan is what is compared with: 比年初预算10万元省下|1.63万元
_COMPARED: Final = re.compile("[比较](?:年初|原|全年|年度|上级)?(?:预算|计划|概算)数?[0-9][0-9.,]{0,12}[万亿]?[一-鿿%]")
# what of the aim was reached, and what else came of it: 达成目标的九成二，另有|9318元
_REACHED_SHARE: Final = re.compile(
    "[^，。；]{0,12}的[约近超]?(?:[0-9.]{1,6}[%％]|[一二三四五六七八九]成|百分之)[^，。；]{0,4}[，；]"
)
_TASK: Final = ("任务", "指标")
_WRITTEN: Final = re.compile(r"(?:制定|制订|编制|拟定|审核|批复|评审|修订|编写|出台|印发)[^，。；]{0,8}\Z")
_PAPERS: Final = frozenset({"份", "本", "册"})
_ON_PAPER: Final = frozenset({"计划", "预算", "概算"})
_OCCASIONS: Final = frozenset({"次", "场", "场次", "车次", "起", "趟", "份"})
_FIRST_OF_LIST: Final = ("：一是", ":一是", "：1.", "：①")
_REST: Final = 40  # characters from the figure on that its clause may go on
_LEAD: Final = 60  # characters of what is said ahead of a list
_REACHING: Final = re.compile("[到至]")  # 由目前的22个扩充到|30个: the level that is aimed at
_AT_PRESENT: Final = re.compile(r"目前|现有|已建|已有|已完成|截至|现已|只有|仅有|仍有")
# 近三年来共采集|306人份, 2022年曾在3所学校试点，培训|60人: up to what is to come
_SO_FAR: Final = re.compile("近[一二两三四五六七八九十0-9]{1,2}年来|曾[在经与向为于]?(?![祖孙])")
_TO_COME: Final = re.compile("[。；]|下一?步|拟|将|计划|力争|今后")
_FAR: Final = 120  # characters
_OF_WHICH: Final = re.compile("中，[拟将已计有]")  # 倒房户|14户中，拟重建9户
_DEADLINE: Final = re.compile("[底末]?之?前|[到至起—–-]")
_LAST_YEAR: Final = re.compile("(?:[0-9]{1,2}[.、])?(?:去年|上年)(?!同期|基础|水平|的)[^，。；]{1,12}(?<!基础上)")
_DONE: Final = re.compile(r"已[一-鿿]{1,4}\Z")  # （已到位|1500万元）


def set_modality(made: Linked, around: Around, done: Sequence[Linked]) -> None:
    """Set `modality` of `made`, whose bound and relation are known; `done` are the figures before it."""
    words = _words_of_a_plan(made, around, done)
    if words:
        made.set("modality", "planned", words)
    else:
        made.modality = "actual"


def _words_of_a_plan(made: Linked, around: Around, done: Sequence[Linked]) -> str:
    """The words that make the figure a plan, "" where none do."""
    if made.of_the_past:
        return made.because["relation"] if made.was_planned else ""
    if around.section.planned or around.reading.heads.label:
        return _place_in_a_plan(around)
    if aim := _aim_of(around):
        return aim[0]
    if beside := _next_to(around):
        return beside["cue"]
    if words := _said_before(made, around):
        return words
    return "其中" if made.among is not None and _of_a_plan(made.among, around, done) else ""


def _place_in_a_plan(around: Around) -> str:
    """The label of a cell, or the heading of a section that is a plan, but for what the section says of the present."""
    heads, section = around.reading.heads, around.section
    if not heads.label:
        present = _DONE.search(around.before) or _AT_PRESENT.search(_REACHING.split(around.before)[-1])
        rest = around.text[around.reading.end : around.reading.end + 3]
        of_now = present or _OF_WHICH.match(rest) or (rest[:1] == "来" and around.before.endswith("近"))
        return "" if of_now or _is_over(around) else section.title or "计划"
    # below 2024年打算, a column that is headed 2023年 has been done
    past = heads.period and section.year and heads.period < section.year
    return heads.label if heads.is_planned or (section.planned and not past) else ""


def _is_over(around: Around) -> bool:
    """Whether the clause is on a year before the plan's: 2026年工作计划: 针对2023年建会率|73.9%的短板; 去年筹资|80万元，今年力争100万元."""
    year = around.section.year or ""
    if around.spoken and year.isdigit():
        date, value = around.spoken[-1]
        last = value.rpartition("/")[2][:4]
        compared = around.text[date.start - 1 : date.start] in {"比", "较", "与", "同"}
        says_a_year = date.date is not None and date.date.y.isdigit()
        if (
            says_a_year
            and not compared
            and date.start >= around.clause
            and last < year
            and not _DEADLINE.match(around.text, date.end)
        ):
            return True
    lead = around.lead[-_FAR:]
    so_far = next(iter([*_SO_FAR.finditer(lead)][-1:]), None)
    return _LAST_YEAR.fullmatch(around.before) is not None or (
        so_far is not None and not _TO_COME.search(lead, so_far.end())
    )


def _said_before(made: Linked, around: Around) -> str:
    """The cue before the figure in its sentence, or ahead of its list."""
    rules, lead, reading = around.cues["modality", "clause"], around.lead[-80:], around.reading
    # 工程费221万元（预算228万元）、设备费34万元: what a bracket said is over
    open_ = (m for m in rules.before.finditer(lead) if rules.leads(m, lead) and open_brackets(lead[m.end() :]) >= 0)
    found = next(iter([*open_][-1:]), None)
    if found is None and (lead := _said_ahead(around.text, reading.start)):
        found = next((match for match in rules.before.finditer(lead) if rules.leads(match, lead)), None)
    if found is None:
        ensured = _ENSURED if made.bound in {"over", "under"} else _ENSURED_LEVEL
        match = ensured.search(around.before)
        return match[0] if match else ""  # 确保持证率在90%以上, 确保到位率达到90%
    if reading.kind == "ratio" and (found.end() == len(lead) or lead[-1] == "的"):
        return ""  # 占年度计划|85%, 完成年初预算42万元的|87.7%
    rest = around.text[reading.start : reading.start + _REST]
    undone = _is_no_plan(found, lead, around) or _GOT.match(lead, found.end())
    return found["cue"] if rules.holds(found, lead, rest) and not undone else ""


def _is_no_plan(cue: re.Match[str], lead: str, around: Around) -> bool:
    """Whether the words with the cue speak of what was done: 将 in the sense of 把, by a plan, or what became of one."""
    if cue["cue"].startswith("将"):
        start = around.reading.start - len(lead) + cue.end()
        moved = _MOVED.match(around.text, start) and word_at(around.text, start) in activities()
        return bool(moved or lead.endswith("的") or _PICKED.match(around.text, start))
    if cue["cue"] == "争取" and _GRANT.search(lead, cue.end()):
        return True
    if any(m.start() <= cue.start() < m.end() for m in _BY_A_PLAN.finditer(lead)):
        return True
    if any(m.start() < cue.start() < m.end() < len(lead) for m in _COMPARED.finditer(lead)):
        return True
    if _REACHED_SHARE.match(lead, cue.end()):
        return True
    planned = _CARRIED_OUT.match(lead, max(0, cue.start() - 2))
    return planned is not None and _BECAME.search(lead, cue.end()) is not None


def _aim_of(around: Around) -> re.Match[str] | None:
    """An aim by its year, by whose it is, or how far off it is: 到2025年建成|47个, 离街道要求的|80%还差15个百分点, 市里下达我县的|12项指标."""
    year, lead = around.section.year or "", around.lead[-_LEAD:]
    for then in (_BY_THEN.search(lead), _LATER.search(lead)) if "20" in lead and year.isdigit() else ():
        if then and int(then["year"]) > int(year):
            return then
    term = _TERM.search(lead) if "五" in lead else None
    if term and year.isdigit() and _TERMS[term["term"]] > int(year):
        return term
    missed = None if around.reading.unit == "百分点" else _AIM_MISSED.search(around.before)
    return missed or _HANDED_DOWN.search(around.before)


def _next_to(around: Around) -> re.Match[str] | None:
    """The cue right before the figure, or right after it: 任务80万元, 500人任务. A ratio of a task has been reached (完成任务的107%), an aim has not."""
    rules, reading = around.cues["modality", "adjacent"], around.reading
    if reading.kind == "ratio":
        aim = around.before.rstrip("≤≥为：:").endswith(_AIM) or around.text.startswith(_AIMED, reading.end)
        if not aim or reading.unit == "百分点":
            return None
    after = None if reading.unit in _TASKS else rules.beginning(around.text, reading.end)
    before = rules.ending(around.lead)  # over a colon, too: 总预算：|186万元
    if before and _is_counted(before, around):
        before = None
    return before or after


def _is_counted(cue: re.Match[str], around: Around) -> bool:
    """Whether the tasks or the plans are what is counted: 完成任务|36项, 保障任务|30场次, 制定教学计划|12份."""
    unit, said = around.reading.unit, cue["cue"]
    if said.endswith(_TASK):
        return (unit in _TASKS or unit in _OCCASIONS) and not _SET.search(around.before)  # 下达的任务|18项
    return (unit in _PAPERS and said in _ON_PAPER) or _WRITTEN.search(around.before[: -len(cue[0])]) is not None


def _of_a_plan(among: int, around: Around, done: Sequence[Linked]) -> bool:
    """总预算286万元，其中资助240万元: the shares of a plan are planned; what is 已 or 实际 is none of it."""
    whole = around.index - 1
    while whole >= 0 and (around.readings[whole].end > among or around.readings[whole].kind == "date"):
        whole -= 1
    if whole < 0 or done[whole].modality != "planned":
        return False
    return not around.cues["modality", "clause"].is_undone(around.text[among : around.reading.start])


def _said_ahead(text: str, at: int) -> str:
    """What the paragraph says ahead of its list: 明年打算办三件事：一是…；二是…: a plan there holds for the whole list."""
    floor = max(0, at - SENTENCE)
    first = max(text.rfind(mark, floor, at) for mark in _FIRST_OF_LIST)
    if first < 0 or "\n" in text[first:at]:
        return ""
    lead = text[max(0, first - _LEAD) : first]
    return lead[max(map(lead.rfind, "。；\n")) + 1 :]
