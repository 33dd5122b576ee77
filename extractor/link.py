"""What the words around a figure say of it: bound, change, relation, modality, period; and the year of a date.

The cue words stand in patterns/cues.toml; this module goes from figure to figure, and knows where bound and change look.
relation, modality and period have modules of their own, as the item has.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from extractor.around import BACK, SENTENCE, Around, Linked
from extractor.cues import cues
from extractor.dates import Anchor, WrittenDate, resolve
from extractor.headings import Section
from extractor.modality import set_modality
from extractor.normalise import Reading
from extractor.outline import Outline
from extractor.packs import Packs
from extractor.period import period_of, year_spoken
from extractor.relation import baselines_before, set_relation
from extractor.respective import dates_in_turn

__all__ = ["link"]

_SAME_YEAR: Final = ("同年", "是年")  # as the date before
_CLAUSE: Final = re.compile(  # not the comma of 1,320
    r"[。！？；：:\u2028]|，(?!(?<=[0-9].)[0-9]{3}(?![0-9]))|[一二三四五六七八九十]是"
)
_MORE_THAN: Final = re.compile(  # 比上年多训六百人
    r"(?:(?:[比较][^，。；]{2,20}?|同比)(?=[多少])|[比较](?:[上去前]|同期|(?:19|20)[0-9]{2}年)[^，。；]{0,8}?(?=[高低]))"
    r"(?P<way>[多少高低])(?![次种项个])[\u4e00-\u9fff]{0,2}\Z"
)
_RECORD: Final = re.compile("[^，。；]{0,6}[纪记]录")  # 破|三项|省纪录
_GAP: Final = re.compile(  # 高于全市平均增速|1.1个百分点
    r"[高低快慢大小][于出][^，。；]{0,14}(?:[增降]速|[增降涨跌]幅)\Z"
)
_WAY: Final = frozenset("多少高低")
_LISTED: Final = re.compile(r"\s*(?:[/／每][人户月年天])?[、和及与]\s*(?:同比)?(?:下降|增长|减少|增加)?\s*")
_RECENT: Final = frozenset({"年", "个月", "天", "周", "个季度", "学期"})
_TOOK: Final = re.compile(r"历时近|[达用了]近")
_SCALES: Final = frozenset("百千万亿")
_OF_THEN: Final = re.compile("[末底初]?(?:同期)?[的为](?:约|近|不足|仅)?")
_PAST: Final = "过"  # 过百人; not 办过3场
_SHARE_OF: Final = re.compile(  # 约占全部协议的三成, 突破常住人口的5‰
    r"(?P<cue>(?:[约近]|大约|将近)(?=占)|不足|不到|(?:不[得能应可会宜]?|没有|尚?未)?(?:突破|超过|少于|低于|高于))"
    r"(?:[^，。；、0-9]{2,12}的|(?<=[约近])占[^，。；、0-9]{1,6})\Z"
)
_DO_AT_LEAST: Final = re.compile(  # 每学期至少开展演练|2次, 约投入20万元; not 最多的村有|3个, 最多一次筹得|2万元
    r"(?P<cue>(?:至少|最少|最多|至多)(?![一的时])|约(?=(?:投入|培训|支出|花费|募集|发放)))(?:(?!的)[\u4e00-\u9fff]){2,8}\Z"
)
_BEGINS_WORD: Final = frozenset({"以上", "以下", "以内", "上下", "左右"})
_ANOTHER_WORD: Final = re.compile("以上(?:门|海|述)|以下(?:乡|列)|以内(?:训|部)|上下(?:铺|游|级)|左右(?:翼|岸)")
_NOT_WITHIN: Final = re.compile(r"内[部容外科设置涝环镜资心地线陆涵蒙衣训]")
_NOT_MORE: Final = re.compile(
    r"多[0-9一二两三四五六七八九十百千次个种名项方家元样年场位数处起地点所余收支训办发用出投花献采媒部子重功边]"
)


def link(readings: Sequence[Reading], text: str, packs: Packs, outline: Outline) -> list[Linked]:
    """One Linked for each reading, in order. A date whose year the text never says is left without a value."""
    book = cues(packs)
    done: list[Linked] = []
    dates = _Dates(text, outline)
    in_turn = dates_in_turn(readings, text, outline)
    for place, reading in enumerate(readings):
        section = outline.section(reading.start)
        sentence = max(outline.sentence(reading.start)[0], reading.start - SENTENCE)
        spoken = dates.since(sentence)
        if reading.date is not None:
            done.append(Linked(value=dates.value(reading, reading.date, spoken, section)))
            continue
        clause = _clause_start(text, sentence, reading.start)
        before = text[clause : reading.start]
        around = Around(text, readings, place, section, sentence, clause, spoken, book, reading, before)
        made = Linked(bound=reading.bound)
        _bound(made, around)
        _change(made, around, done)
        set_relation(made, around, done)
        if made.relation == "baseline" and place:
            baselines_before(done, around)
        set_modality(made, around, done)
        made.period = done[in_turn[place]].value if place in in_turn else period_of(made, around, outline)
        if made.relation == "baseline" and spoken and _OF_THEN.fullmatch(text, spoken[-1][0].end, reading.start):
            dates.complete.pop()  # 由去年上半年的300人增加到450人: what follows is not of that time
        done.append(made)
    return done


class _Dates:
    """The dates so far, and what they say of a later one that leaves out its year or month."""

    def __init__(self, text: str, outline: Outline) -> None:
        self.text, self.outline = text, outline
        self.complete: list[tuple[Reading, str]] = []
        self.month: str | None = None

    def since(self, at: int) -> list[tuple[Reading, str]]:
        """The last complete ones from `at` on."""
        first = len(self.complete)
        while first and self.complete[first - 1][0].start >= at and len(self.complete) - first < BACK:
            first -= 1
        return self.complete[first:]

    def value(
        self, reading: Reading, date: WrittenDate, spoken: Sequence[tuple[Reading, str]], section: Section
    ) -> str | None:
        """The EDTF value of the next one, of whose sentence `spoken` are those before."""
        outline = self.outline
        year = year_spoken(spoken) or section.year or outline.year
        if self.complete and self.text.endswith(_SAME_YEAR, 0, reading.start):
            year = self.complete[-1][1][:4]
        if outline.two_years and year == outline.year and not year_spoken(spoken):
            early = (date.m or self.month or "") < outline.two_years.begins
            year = outline.two_years.last if early else outline.two_years.first
        value = resolve(date, Anchor(outline.year, year, self.month))
        if value and reading.status == "complete":
            self.complete.append((reading, value))
        self.month = date.m2 or date.m or self.month
        return value


def _clause_start(text: str, start: int, at: int) -> int:
    last = max(start, at - 60)
    for match in _CLAUSE.finditer(text, last, at):
        last = match.end()
    return last


def _bound(made: Linked, around: Around) -> None:
    rules, reading = around.cues["bound", "adjacent"], around.reading
    match = rules.beginning(around.text, reading.end)
    if match and not _other_word(match["cue"], around.text, match.start("cue")):
        made.take("bound", rules, match["cue"])
    before = around.before
    if before[-1:] == _PAST and around.text[reading.start] in _SCALES:
        made.bound, made.because["bound"] = "over", before[-1]
    match = rules.ending(before)
    if match is None:
        match = _SHARE_OF.search(before) if reading.kind == "ratio" else _DO_AT_LEAST.search(before)
    if match and match["cue"] == "破" and _RECORD.match(around.text, reading.end):
        return
    if match is None or (reading.bound == "about" and isinstance(reading.value, tuple)):
        return
    if match["cue"] != "近" or reading.unit not in _RECENT or _TOOK.search(before):  # 近五年来: recent
        made.take("bound", rules, match["cue"])


def _other_word(cue: str, text: str, at: int) -> bool:
    if cue in _BEGINS_WORD and _ANOTHER_WORD.match(text, at):
        return True
    return bool((cue == "内" and _NOT_WITHIN.match(text, at)) or (cue == "多" and _NOT_MORE.match(text, at)))


def _change(made: Linked, around: Around, done: Sequence[Linked]) -> None:
    rules, place = around.cues["change", "adjacent"], around.place
    match = rules.ending(around.before)
    if match and not _GAP.search(around.before, 0, match.end()):
        made.take("change", rules, match["cue"])
    elif around.reading.change:
        made.change, made.because["change"] = around.reading.change, around.reading.label
    elif _WAY.intersection(around.before[-3:]) and (
        match := _MORE_THAN.search(around.before)
    ):  # 比上年的22万元多9.4万元
        made.change, made.because["change"] = "up" if match["way"] in "多高" else "down", match[0]
    elif place and done[place - 1].change:
        # 分别增长15.2%、9.7%: the figures of a list share their verb
        between = around.text[around.readings[place - 1].end : around.reading.start]
        if _LISTED.fullmatch(between):
            made.change = done[place - 1].change
    if made.change == "up" and isinstance(around.reading.value, Decimal) and around.reading.value < 0:
        made.change = "down"  # 增长-5.8%
