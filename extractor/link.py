"""What the words around a figure say of it: bound, change, relation, modality, period; and the year of a date.

The cue words stand in patterns/cues.toml; this module knows where each field looks. The item has a module of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from extractor.cues import CueBook, Cues, cues
from extractor.dates import Anchor, resolve
from extractor.normalise import Reading
from extractor.outline import Outline, Section
from extractor.packs import Packs
from extractor.respective import dates_in_turn

__all__ = ["Linked", "link"]

_SAME_YEAR: Final = ("同年", "是年")  # as the date before
_SCHOOL_BEGINS: Final = "09"  # the month in which a school year does
_SENTENCE: Final = 600  # characters before a figure that a field may look at, however long the sentence is
_BACK: Final = 24  # figures before one that it may be a share of
_CLAUSE: Final = re.compile(  # not the comma of 1,320
    r"[。！？；：;:\u2028]|[，,](?!(?<=[0-9０-９].)[0-9０-９]{3}(?![0-9０-９]))|[一二三四五六七八九十]是"
)
_MORE_THAN: Final = re.compile(  # 比上年多训六百人
    r"[比较較][^，。；]{2,20}?(?P<way>[多少])(?:[训訓收筹籌募发發救助派献獻]|培训|培訓|募集|筹集|发放|發放|救助)?\Z"
)
_MORE_ENDS: Final = frozenset("多少训訓收筹籌募发發救助派献獻集放")
_LISTED: Final = re.compile(r"\s*[、和及与與]\s*(?:同比)?(?:下降|增长|减少|增加)?\s*")
_TOTAL: Final = re.compile(r"共计|合计|总计|累计|合計|共計|总共|共")
_NOT_A_RATE: Final = re.compile(r"每(?:逢|当|每|况)")
_RECENT: Final = frozenset({"年", "个月", "個月", "天", "周", "个季度", "学期"})
_TOOK: Final = re.compile(r"[历歷][时時]近|[达用了]近")
_NOT_WITHIN: Final = re.compile(r"内[部容外科设置涝环镜资心地线陆]|內[部容外科設置]")
_NOT_MORE: Final = re.compile(r"多[0-9０-９一二两兩三四五六七八九十百千次个種种名项方家元样年场位数处起地点所余]")
_SUMMED: Final = re.compile(r"[，,](?:合计|总计|共计|累计|合計|總計|共計)")  # ends the list of shares
_NO_SHARE: Final = re.compile(
    r"\s*(?:预算|預算|计划|計劃|超支|实际|折合|即|合|约|約|价值|價值|折价|估价|总价|共|计|計|合计|每|人均|户均|戶均|平均|上年|去年|上期|同期|同比|较|較|比"
    r"|↑|↓|增|降|减|累计|目标|任务|约合|相当|至|截至|下同)"
)
_SLASH: Final = re.compile(
    r"\s?[/／](?:(?![一二两兩三四五六七八九十百千万])[\u4e00-\u9fff]){1,3}(?=[，。；、）)/／·•\s]|\Z)"
)
_THAN_A_YEAR: Final = re.compile(r"[较較比](?:19|20)[0-9]{2}年(?:度|同期|全年)*的?\Z")  # 较2021年的29例
_EARLIER_LISTED: Final = re.compile(r"[^，。；、0-9]{0,6}[、和及与][^，。；、0-9]{0,8}")
_ONWARD: Final = re.compile("[由从從自]")
_ARROW: Final = re.compile(r"\s*(?:→|->|⇒)\s*(?=[0-9０-９XxＸ×*＿])")  # 4,626人次→5,200人次
_REACHES: Final = re.compile("[到至为為成]")  # 提高到, 增至, 扩建为: how every such cue ends
_NUMBER_NEXT: Final = re.compile(r"[^，。；！？]{0,10}?[0-9０-９XxＸ×*＊＿○□%％一二两兩三四五六七八九十百千]")
_TIMES_THE_PAST: Final = re.compile(r"(?:[为為是]|相[当當][于於]|达到?|達到?)[^，。；]{1,8}的\Z")  # 为去年的1.3倍
_OF_A_PAST_YEAR: Final = re.compile(r"[比较較](?:19|20)[0-9]{2}年(?:同期|全年)?的?\Z")  # 较2021年的480人增加40人
_PAST_ENDS: Final = frozenset("年期的")
_YEAR_LABEL: Final = re.compile(r"\s*(?:19|20)[0-9]{2}年?度?[:：为為]?\s*\Z")
_PLANNED_LABEL: Final = re.compile(r"预算|預算|计划|计[劃畫]|目标|目標|任务|任務")
_TASKS: Final = frozenset({"项", "項", "个", "個", "类", "類", "大", "件"})  # 完成5项任务: the tasks are counted
_NOT_A_PLAN: Final = re.compile(r"生育|性|内|外|书|项目|单列|單列|的|[”》」】]")
_ENSURED: Final = re.compile(r"确保(?!了)[^，。；]{0,20}\Z|確保(?!了)[^，。；]{0,20}\Z")
_DONE: Final = re.compile(r"已|超支|实际|實際|完成了|目前|实收|实现了|今年(?:共|已)?完成")
_FIRST_OF_LIST: Final = ("：一是", ":一是", "：1.", "：①")
_LEAD: Final = 60  # characters of what is said ahead of a list
_AT_PRESENT: Final = re.compile(r"目前|现有|現有|已建|已有|已完成|截至|现已")
_NEAR: Final = 60  # characters between a whole and the 其中 of its shares
_SINCE: Final = re.compile(r"[^，。；]{0,12}?(?:以来|以來|至今|起至今)")
_FROM: Final = frozenset({"自", "从", "從"})
_FOUNDED: Final = re.compile(r"(?:成立|创立|創立|创建|創建|始建|组建|組建|设立|設立|建)[于於]\Z")
_CLOCK: Final = re.compile(r"\s*[0-9０-９]{1,2}(?:[:：][0-9０-９]{2}|[时時点點](?:[0-9０-９]{1,2}分)?)\s*[至到]\s*\Z")


@dataclass(slots=True)
class Linked:
    """The fields of one figure that the text around it gives; `because` says which words set which field."""

    value: str | None = None  # EDTF, of a date
    bound: str | None = None
    modality: str | None = None
    period: str | None = None
    relation: str | None = None
    change: str | None = None
    of_the_past: bool = False  # an earlier value, though it may be a rate as well
    because: dict[str, str] = field(default_factory=dict)

    def take(self, name: str, rules: Cues, cue: str) -> None:
        """Set a field to what `cue` says, and remember the words."""
        setattr(self, name, rules.values[cue])
        self.because[name] = cue


@dataclass(slots=True)
class _Around:
    """One figure and what stands around it."""

    text: str
    readings: Sequence[Reading]
    place: int
    section: Section
    sentence: int  # where it starts, or as far back as any field looks
    clause: int
    spoken: list[tuple[Reading, str]]  # the dates before it in the sentence
    cues: CueBook
    reading: Reading
    before: str  # the clause, up to the figure

    @property
    def lead(self) -> str:
        """The sentence, up to the figure."""
        return self.text[self.sentence : self.reading.start]


def link(readings: Sequence[Reading], text: str, packs: Packs, outline: Outline) -> list[Linked]:
    """One Linked for each reading, in order. A date whose year the text never says is left without a value."""
    book = cues(packs)
    done: list[Linked] = []
    dates: list[tuple[Reading, str]] = []
    month: str | None = None
    in_turn = dates_in_turn(readings, text, outline)
    for place, reading in enumerate(readings):
        section = outline.section(reading.start)
        sentence = max(outline.sentence(reading.start)[0], reading.start - _SENTENCE)
        first = len(dates)
        while first and dates[first - 1][0].start >= sentence and len(dates) - first < _BACK:
            first -= 1
        spoken = dates[first:]
        if reading.date is not None:
            year = _year(spoken) or section.year or outline.year
            if dates and text.endswith(_SAME_YEAR, 0, reading.start):
                year = dates[-1][1][:4]
            if outline.school_year and year == outline.year and not _year(spoken):
                year = outline.school_year[(reading.date.m or month or "") < _SCHOOL_BEGINS]
            anchor = Anchor(outline.year, year, month)
            value = resolve(reading.date, anchor)
            if value and reading.status == "complete":
                dates.append((reading, value))
            month = reading.date.m2 or reading.date.m or month
            done.append(Linked(value=value))
            continue
        clause = _clause_start(text, sentence, reading.start)
        before = text[clause : reading.start]
        around = _Around(text, readings, place, section, sentence, clause, spoken, book, reading, before)
        made = Linked(bound=reading.bound)
        _bound(made, around)
        _change(made, around, done)
        _relation(made, around)
        if made.relation == "baseline" and place:
            _baselines_before(done, around)
        _modality(made, around, done)
        made.period = done[in_turn[place]].value if place in in_turn else _period(made, around, outline)
        done.append(made)
    return done


def _clause_start(text: str, start: int, at: int) -> int:
    last = max(start, at - 60)
    for match in _CLAUSE.finditer(text, last, at):
        last = match.end()
    return last


def _bound(made: Linked, around: _Around) -> None:
    rules, reading = around.cues["bound", "adjacent"], around.reading
    match = rules.beginning(around.text, reading.end)
    if match and not _other_word(match["cue"], around.text, match.start("cue")):
        made.take("bound", rules, match["cue"])
    before = around.before
    match = rules.ending(before)
    if match is None or reading.pattern == "neighbours":
        return
    if match["cue"] != "近" or reading.unit not in _RECENT or _TOOK.search(before):  # 近五年来: recent
        made.take("bound", rules, match["cue"])


def _other_word(cue: str, text: str, at: int) -> bool:
    return bool((cue in "内內" and _NOT_WITHIN.match(text, at)) or (cue == "多" and _NOT_MORE.match(text, at)))


def _change(made: Linked, around: _Around, done: Sequence[Linked]) -> None:
    rules, place = around.cues["change", "adjacent"], around.place
    match = rules.ending(around.before)
    if match:
        made.take("change", rules, match["cue"])
    elif around.before[-1:] in _MORE_ENDS and (match := _MORE_THAN.search(around.before)):  # 比上年的22万元多9.4万元
        made.change, made.because["change"] = "up" if match["way"] == "多" else "down", match[0]
    elif place and done[place - 1].change:
        # 分别增长15.2%、9.7%: the figures of a list share their verb
        between = around.text[around.readings[place - 1].end : around.reading.start]
        if _LISTED.fullmatch(between):
            made.change = done[place - 1].change


def _relation(made: Linked, around: _Around) -> None:
    """A rate goes before an earlier value, and that before a share."""
    _baseline(made, around)
    made.of_the_past = made.relation == "baseline"
    _rate(made, around)
    if made.relation:
        return
    lead, rules, among = around.lead, around.cues["relation", "sentence"], None
    for match in rules.before.finditer(lead):  # 其中
        among = match
    if (
        among
        and _open(lead[among.start() :]) >= 0
        and not _SUMMED.search(lead, among.end())
        and _has_whole(around, around.sentence + among.start())
    ):
        made.take("relation", rules, among["cue"])
        return
    made.relation = _bracketed(around, lead)
    made.of_the_past = made.relation == "baseline"


def _rate(made: Linked, around: _Around) -> None:
    rules, reading = around.cues["relation", "adjacent"], around.reading
    match = rules.beginning(around.text, reading.end)
    if match and rules.values[match["cue"]] == "per_unit":
        made.take("relation", rules, match["cue"])
        return
    if _SLASH.match(around.text, reading.end):
        made.relation, made.because["relation"] = "per_unit", "/"
        return
    if reading.kind == "ratio" and made.change:
        return  # 人均可支配收入增长5.1%: the growth is no rate
    rules, before, found = around.cues["relation", "clause"], around.before, None
    for match in rules.before.finditer(before):
        if rules.values[match["cue"]] == "per_unit" and not _NOT_A_RATE.match(before, match.start()):
            found = match
    if found and not _TOTAL.search(before, found.end()) and _open(before[found.end() :]) >= 0:
        made.take("relation", rules, found["cue"])


def _baseline(made: Linked, around: _Around) -> None:
    rules, text, end = around.cues["relation", "clause"], around.text, around.reading.end
    match = rules.after.match(text, end) if _REACHES.search(text, end, end + 12) else None
    if match and _NUMBER_NEXT.match(text, match.end()):
        made.take("relation", rules, match["cue"])
    elif _THAN_A_YEAR.search(around.before):
        made.relation, made.because["relation"] = "baseline", "较…年的"
    elif _ARROW.match(text, end):
        made.relation, made.because["relation"] = "baseline", "→"
    else:
        rules = around.cues["relation", "adjacent"]
        match = rules.ending(around.before)
        if match and not (around.reading.kind == "ratio" and _TIMES_THE_PAST.search(around.before)):
            made.take("relation", rules, match["cue"])
        elif around.before[-1:] in _PAST_ENDS and (match := _OF_A_PAST_YEAR.search(around.before)):
            made.relation, made.because["relation"] = "baseline", match[0]


def _baselines_before(done: list[Linked], around: _Around) -> None:
    """由12人、30人升至20人、50人: the figures listed before the last earlier value are earlier values, too.

    Dates may stand between: 由2019年的12人、2020年的30人增加到….
    """
    begins, said, dated = around.reading.start, "", False
    for place in range(around.place - 1, max(-1, around.place - _BACK), -1):
        earlier = around.readings[place]
        if earlier.start < around.clause:
            return
        said = around.text[earlier.end : begins] + said
        begins = earlier.start
        if earlier.kind == "date":
            dated = True
            continue
        alike = earlier.kind == around.reading.kind and done[place].relation is None
        if (
            not alike
            or not _EARLIER_LISTED.fullmatch(said)
            or not _ONWARD.search(around.text, around.clause, earlier.start)
        ):
            return
        done[place].relation, done[place].of_the_past = "baseline", True
        if not dated:
            done[place].period = None
        said, dated = "", False


def _has_whole(around: _Around, among: int) -> bool:
    """Whether a number stands not far before 其中, of which the rest can be a share."""
    earlier = around.readings[max(0, around.place - _BACK) : around.place]
    return any(r.kind != "date" and among - _NEAR <= r.end <= among for r in earlier)


def _open(text: str) -> int:
    """Brackets opened less brackets closed."""
    return text.count("（") + text.count("(") - text.count("）") - text.count(")")


def _bracketed(around: _Around, lead: str) -> str | None:
    """A share in brackets right after the whole: 会员1286人（医护912人/后勤208人）."""
    if "（" not in lead and "(" not in lead:
        return None
    depth = 0
    for at in range(len(lead) - 1, -1, -1):
        if lead[at] in "）)":
            depth += 1
        elif lead[at] in "（(":
            if depth:
                depth -= 1
                continue
            inside, opened = lead[at + 1 :], around.sentence + at
            earlier = around.readings[max(0, around.place - _BACK) : around.place]
            if not inside.strip() or not any(abs(opened - r.end) <= 2 and r.kind != "date" for r in earlier):
                return None
            if _YEAR_LABEL.match(inside):
                return "baseline"  # 57.4%（2022年：53.1%）
            return None if _NO_SHARE.match(inside) else "part_of"
    return None


def _modality(made: Linked, around: _Around, done: Sequence[Linked]) -> None:
    made.modality = "actual"
    reading, section = around.reading, around.section
    if made.of_the_past:
        return
    if section.planned or reading.label:
        planned = _PLANNED_LABEL.search(reading.label) if reading.label else not _AT_PRESENT.search(around.before)
        if planned or (reading.label and section.planned):
            made.modality, made.because["modality"] = "planned", reading.label or section.title
        return
    rules = around.cues["modality", "adjacent"]
    match = None
    if reading.kind != "ratio":  # 完成任务的107% has been reached
        match = rules.ending(around.before) or (
            rules.beginning(around.text, reading.end) if reading.unit not in _TASKS else None
        )
    if match:
        made.take("modality", rules, match["cue"])
        return
    rules, lead, found = around.cues["modality", "clause"], around.lead[-80:], None
    for match in rules.before.finditer(lead):
        if _open(lead[match.end() :]) >= 0:  # 工程费221万元（预算228万元）、设备费34万元
            found = match
    if found is None and (lead := _said_ahead(around.text, reading.start)):
        found = rules.before.search(lead)
    if found is None and made.bound in {"over", "under"} and (match := _ENSURED.search(around.before)):
        made.modality, made.because["modality"] = "planned", match[0]  # 确保持证率在90%以上: a threshold to be kept
        return
    if found and not _DONE.search(lead, found.end()) and not _NOT_A_PLAN.match(lead, found.end()):
        made.take("modality", rules, found["cue"])
    elif made.because.get("relation") == "其中" and _of_a_plan(around, done):
        made.modality, made.because["modality"] = "planned", "其中"


def _of_a_plan(around: _Around, done: Sequence[Linked]) -> bool:
    """总预算286万元，其中资助240万元: the shares of a plan are planned; what is 已 or 实际 is none of it."""
    among = around.text.rfind("其中", around.sentence, around.reading.start)
    whole = around.place - 1
    while whole >= 0 and (around.readings[whole].end > among or around.readings[whole].kind == "date"):
        whole -= 1
    return (
        whole >= 0 and done[whole].modality == "planned" and not _DONE.search(around.text, among, around.reading.start)
    )


def _said_ahead(text: str, at: int) -> str:
    """What the paragraph says ahead of its list: 明年打算办三件事：一是…；二是…: a plan there holds for the whole list."""
    floor = max(0, at - _SENTENCE)
    first = max(text.rfind(mark, floor, at) for mark in _FIRST_OF_LIST)
    if first < 0 or "\n" in text[first:at]:
        return ""
    lead = text[max(0, first - _LEAD) : first]
    return lead[max(map(lead.rfind, "。；\n")) + 1 :]


def _period(made: Linked, around: _Around, outline: Outline) -> str | None:
    """The year of its column, in a table; the nearest date before the figure in its sentence, else the section's year, else the report's."""
    if around.reading.period:
        return around.reading.period
    spoken = [(r, v) for r, v in around.spoken if not _since(r, around.text)]
    if made.relation == "baseline":
        own = [v for r, v in spoken if r.start >= around.clause or _labels(r.end, around)]
        return own[-1] if own else None
    if not spoken:
        year = around.section.year or outline.year
        return year if year and year.isdigit() else None
    last, value = spoken[-1]
    if len(spoken) > 1:
        first, start = spoken[-2]
        between = around.text[first.end : last.start]
        joined = (_after_from(first, around.text) and between[-1:] in {"至", "到"}) or _CLOCK.match(between)
        if joined and "/" not in start + value:
            return f"{start}/{value}"
        if re.fullmatch(r"\s*[、和及]\s*", between):
            return None
    return value


def _labels(end: int, around: _Around) -> bool:
    """（2022年：38.9%）: the colon that ends the clause comes right after the date."""
    return around.text[end : around.clause] in {"：", ":"}


def _after_from(date: Reading, text: str) -> bool:
    return text[max(0, date.start - 1) : date.start] in _FROM


def _since(date: Reading, text: str) -> bool:
    """自2004年成立以来, 成立于1956年: what follows is of all time, not of that year."""
    if _FOUNDED.search(text, max(0, date.start - 4), date.start):
        return True
    return _after_from(date, text) and bool(_SINCE.match(text, date.end))


def _year(spoken: Sequence[tuple[Reading, str]]) -> str | None:
    """The year last spoken of in the sentence."""
    years = (value.rpartition("/")[2][:4] for _, value in reversed(spoken))
    return next((year for year in years if year.isdigit()), None)
