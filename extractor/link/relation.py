"""How a figure relates to another: a rate, an earlier value, a share of a whole.

A rate goes before an earlier value, and that before a share.
"""

from __future__ import annotations

import operator
import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from extractor.fields import Relation
from extractor.link.around import BACK, Around, open_brackets
from extractor.link.linked import Linked
from extractor.normalise import Reading
from extractor.placeholder import MARKS

__all__ = ["set_relation"]

_PLANS_BEFORE: Final = frozenset({"原预算", "原计划"})
_TOTAL: Final = re.compile(r"共计|合计|总计|累计|总共|共")
_OF_OTHERS: Final = re.compile(
    "(?:/[^，。；、]{1,6})?[，、](?!共|合|总|累|另|再)[一-鿿0-9—~-]{1,7}[生童人户者级度类岁残员档老婴]"
)
_NOT_A_RATE: Final = re.compile(
    r"[年月日人]平均(?:气温|温度|湿度|水位|身高|体重|年龄)|每(?:逢|当|每|况|年一度|月一课|周一|(?:周|星期)[一二三四五六日天末]|(?:季度?|个?月|年)(?:末|底|初|[中上下]旬|[0-9一二三四五六七八九十]{1,3}[日号]))|[件项场次单起宗]均(?:在|已|由|可|未|无)"
)  # 19件均在5日内回复
_PAID: Final = re.compile("标准|发放|减免|拨付|支付|支出|补发")  # 每户500元的标准发放|6万元
_AND_MORE: Final = re.compile(r"(?:[\u4e00-\u9fff]{0,4})?(?:、|和|及|以及)[\u4e00-\u9fff]{1,6}\Z")
_COUNTED: Final = frozenset("人名户位家所个例亩") | {"人次", "户次", "个月", "小时", "年", "天"}
_PEOPLE: Final = frozenset("人户名位家")
_SUMMED: Final = re.compile(r"，(?:合计|总计|共计|累计)")  # ends the list of shares
_NO_SHARE: Final = re.compile(
    r"\s*(?:大写|人民币|预算|超支|实际|折|完成|增|成长|总[^，。；]{0,2}[量额]|[^，。；、]{0,6}率\Z|参加|投资|历时|耗资|即|合|约|价值|估价|总价|共|计|每|人均|户均|平均|上年|去年|上期|同期|同比|较|比"
    r"|↑|↓|增|降|减|累计|目标|任务|相当|至|截至|下同|不含|不包括|不计|未含|未计)"
)
_NO_SHARES: Final = re.compile(r"任务|目标|指标")  # of a bracket that holds a task and how much of it was done
_THE_NEXT: Final = re.compile(
    f"[补发给]?[约近]?[0-9{MARKS}某一二两三四五六七八九十百千]"
)  # 17名|每人3000元, 41名|每月补400元: the rate of what follows
_SLASH: Final = re.compile(  # 120元/月; 95元、310元、620元/月
    r"(?:[、和及与][0-9.,]{1,12}[万千]?元){0,5}+\s?/(?!参与|惠及|涉及)(?:百公里|(?:(?![一二两三四五六七八九十百千万])[\u4e00-\u9fff]){1,3})(?=[，。；、）/·•×*和及与的提增降升调\s]|\Z)(?!/[0-9])|\s?/[万亿]元(?![0-9])"
)
_PAST_COLUMN: Final = re.compile(
    r"(?:上年|去年|上期|上年同期|去年同期)(?:同期|数|金额|实际|累计){0,2}(?:（[^（）]{1,8}）)?\Z"
)
_THAN_THEN: Final = re.compile(  # 较2021年的29例, 比7月的5,800元, 较年初的488台
    r"[较比](?:年初|上年末|去年底|上月|上季度|(?:上年|去年)度?(?:实际|决算|完成)数|(?:19|20)[0-9]{2}年(?:度|同期|全年|[末底初]){0,2}|(?:(?:19|20)[0-9]{2}年)?[0-9一二三四五六七八九十]{1,3}月份?)的?\Z"
)
_THEN_DID: Final = re.compile(  # 今年受理36件，去年受理|28件; 2022年同期为|28万元
    r"(?P<then>(?:去年|上年度?|前一年度?|上一年度?|(?:19|20)[0-9]{2}年)(?P<same>同期)?)(?P<did>[一-鿿]{0,6})\Z"
)
_THIS_YEAR: Final = re.compile("[^，。；0-9]{0,4}[，；]而?(?:今年|本年)")  # 去年募捐|56万元，今年达到78万元
_THEN_LISTED: Final = re.compile(  # 救助48人次、7.2万元（上年31人次、|4.65万元）
    r"（(?P<then>上年同?期?|去年同?期?|上期|(?:19|20)[0-9]{2}年)[:：为]?[^（）、]{1,12}、[一-鿿]{0,4}\Z"
)
_THEN_ENDS: Final = frozenset("年度期月份的末底初数")
_EARLIER_LISTED: Final = re.compile(r"[^，。；、0-9]{0,6}[、和及与][^，。；、0-9]{0,8}")
_ONWARD: Final = re.compile("[由从自]")
_COMPARED_WITH: Final = re.compile("[与同和][^，。；]{2,16}\\Z")  # 与2021年的32.6万元|相比
_ARROW: Final = re.compile(rf"\s*(?:→|->|⇒)\s*(?=(?:年[末底]|目前|现有?|现在)?[0-9{MARKS}])")  # 4,626人次→5,200人次
_ENDS_AT: Final = re.compile("[到至为成]")  # 提高到, 增至, 扩建为: how every such cue ends
_FROM: Final = re.compile("[由从](?![一-鿿]{0,3}[到至])[^，。；0-9]{0,8}\\Z")  # 由年初的2.8%|提高1.4个百分点
_RAISED_BY: Final = re.compile("(?:提高|提升|上升|增长|增加|下降|降低|减少|回落)了?[0-9.]{1,6}(?:个百分点|%)")
_NUMBER_NEXT: Final = re.compile(rf"[^，。；！？]{{0,10}}?[0-9{MARKS}某%一二两三四五六七八九十百千]")
_TIMES_THE_PAST: Final = re.compile(r"(?:[为是]|相当于|达到?|恢复[到至])[^，。；]{1,8}的\Z")  # 为去年的1.3倍
_BY_YEARS: Final = re.compile(r"（(?:19|20)[0-9]{2}年[^（）]{1,40}(?:19|20)[0-9]{2}年")
_YEAR_LABEL: Final = re.compile(r"\s*(?:19|20)[0-9]{2}年?度?[:：为]?\s*\Z")
_NOUN: Final = 8  # characters
_CUT: Final = re.compile("[，。；、：（）0-9]")
_NEAR: Final = 60  # characters between a whole and the 其中 of its shares


def set_relation(made: Linked, around: Around, done: Sequence[Linked]) -> None:
    """Set `relation` and `of_the_past` of `made`, whose change is known; `done` are the figures before it."""
    _baseline(made, around)
    if (
        made.relation is None
        and done
        and done[-1].relation == "baseline"
        and (then := _THEN_LISTED.search(around.before))
    ):
        made.set("relation", "baseline", then["then"])
    made.of_the_past = made.relation == "baseline"
    _rate(made, around)
    if made.relation is None and _goes_on(around, done):
        made.set("relation", "per_unit", "，")
    if made.relation:
        return
    if around.reading.heads.is_share:
        made.set("relation", "part_of", "其中")
        return
    lead, rules, among = around.lead, around.cues["relation", "sentence"], None
    for match in rules.before.finditer(lead):  # 其中; one in a bracket that is closed by now is passed over
        among = match if open_brackets(lead[match.start() :]) >= 0 else among
    if among and not _SUMMED.search(lead, among.end()) and _has_whole(around, around.sentence + among.start()):
        made.take("relation", rules, among["cue"])
        made.among = around.sentence + among.start()
        if _of_a_rate(around, done, made.among):
            made.relation = "per_unit"  # 每份成本6元，其中补贴|4元
        return
    made.relation = _bracketed(made, around, lead)
    made.of_the_past = made.relation == "baseline"


def _baseline(made: Linked, around: Around) -> None:
    rules, text, end = around.cues["relation", "clause"], around.text, around.reading.end
    if match := _level_next(around, end) or _level_after_list(around):
        made.take("relation", rules, match["cue"])
    elif _PAST_COLUMN.search(around.reading.heads.label):
        made.set("relation", "baseline", around.reading.heads.label)
    elif (around.before[-1:] in _THEN_ENDS and (match := _THAN_THEN.search(around.before))) or (
        text.startswith("相比", end) and (match := _COMPARED_WITH.search(around.before))
    ):
        made.set("relation", "baseline", match[0])
    elif _ARROW.match(text, end):
        made.set("relation", "baseline", "→")
    elif around.reading.kind == "ratio" and _RAISED_BY.match(text, end) and (match := _FROM.search(around.before)):
        made.set("relation", "baseline", match[0])
    else:
        rules = around.cues["relation", "adjacent"]
        match = rules.ending(around.before)
        if match and not (around.reading.kind == "ratio" and _TIMES_THE_PAST.search(around.before)):
            made.take("relation", rules, match["cue"])
            made.was_planned = match["cue"] in _PLANS_BEFORE
        elif (then := _THEN_DID.match(around.before)) and _is_compared(around, then):
            made.set("relation", "baseline", then["then"])


def _level_next(around: Around, end: int) -> re.Match[str] | None:
    """The words of a change right after an earlier value, and the level it came to: 由12人|升至20人."""
    match = None
    if _ENDS_AT.search(around.text, end, end + 12):
        match = around.cues["relation", "clause"].after.match(around.text, end)
    return match if match and _NUMBER_NEXT.match(around.text, match.end()) else None


def _level_after_list(around: Around) -> re.Match[str] | None:
    """The same after a list of earlier values: 由|12人、30人升至20人、50人; dates may stand between: 由2019年的|12人、2020年的30人增加到…."""
    if not _ONWARD.search(around.before):
        return None
    said, end = "", around.reading.end
    for reading in around.readings[around.index + 1 : around.index + BACK]:
        said += around.text[end : reading.start]
        end = reading.end
        if reading.kind == "date":
            continue
        if reading.kind != around.reading.kind or not _EARLIER_LISTED.fullmatch(said):
            return None
        if match := _level_next(around, end):
            return match
        said = ""
    return None


def _is_compared(around: Around, then: re.Match[str]) -> bool:
    """Whether a clause on last year tells the earlier value: it says 同期, 今年 comes next, or the figure before it is of the same sort."""
    ahead = not then["then"][0].isdigit() and _THIS_YEAR.match(around.text, around.reading.end)
    if then["same"] or ahead or not around.index:
        return bool(then["same"] or ahead)
    last, reading = around.readings[around.index - 1], around.reading
    alike = (last.kind, last.unit) == (reading.kind, reading.unit)
    return bool(then["did"]) and not then["then"][0].isdigit() and last.start >= around.sentence and alike


def _rate(made: Linked, around: Around) -> None:
    rules, reading = around.cues["relation", "adjacent"], around.reading
    match = rules.beginning(around.text, reading.end)
    if match and rules.values[match["cue"]] == "per_unit" and not _is_of_what_follows(around, match):
        made.take("relation", rules, match["cue"])
        return
    if _SLASH.match(around.text, reading.end):
        made.set("relation", "per_unit", "/")
        return
    if reading.kind == "ratio" and made.change:
        return  # 人均可支配收入增长5.1%: the growth is no rate
    rules, before, found = around.cues["relation", "clause"], around.before, None
    for match in rules.before.finditer(before):
        if rules.values[match["cue"]] == "per_unit" and not _NOT_A_RATE.match(before, match.start()):
            found = match
    if found and _another_sort(around, found.end()):
        return  # 本科41名每人5000元、专科|17名
    if found and not _TOTAL.search(before, found.end()) and open_brackets(before[found.end() :]) >= 0:
        made.take("relation", rules, found["cue"])


def _is_of_what_follows(around: Around, each: re.Match[str]) -> bool:
    """Whether 每人 after a figure begins the next rate (17名每人3000元), or speaks of the people counted (120人每人购买保险一份)."""
    people = each["cue"].startswith("每") and around.reading.unit in _PEOPLE
    return people or _THE_NEXT.match(around.text, each.end()) is not None


def _goes_on(around: Around, done: Sequence[Linked]) -> bool:
    """每名小学生500元，初中生|800元: the rates of others, after a comma."""
    if not done or done[-1].relation != "per_unit":
        return False
    last, reading = around.readings[around.index - 1], around.reading
    between = _OF_OTHERS.fullmatch(around.text, last.end, reading.start)
    return between is not None and (last.kind, last.unit) == (reading.kind, reading.unit) and reading.kind == "amount"


def _another_sort(around: Around, since: int) -> bool:
    """Whether the rate's own figure stands between its cue and this one, which is of another kind, or what was paid at that rate."""
    last = around.readings[around.index - 1] if around.index else None
    if last is None or last.start < around.clause + since or last.kind == "date":
        return False
    between = around.text[last.end : around.reading.start]
    if _AND_MORE.match(between) and around.reading.unit not in _COUNTED and not _PAID.search(between):
        return False  # 每户发放500元慰问金以及大米|1袋
    return last.kind != around.reading.kind or bool(_PAID.search(between))


def _stands_before(around: Around, whole: Reading, opened: int) -> bool:
    """Whether a bracket opens right after a figure, or after the noun it counts: 36名网格员（专职12名）."""
    if whole.kind == "date" or whole.end > opened + 2:
        return False
    alike = (whole.kind, whole.unit) == (around.reading.kind, around.reading.unit)
    return opened - whole.end <= (_NOUN if alike else 2) and not _CUT.search(around.text, whole.end, opened)


def _has_whole(around: Around, among: int) -> bool:
    """Whether a number stands not far before 其中, of which the rest can be a share."""
    earlier = around.readings[max(0, around.index - BACK) : around.index]
    return any(r.kind != "date" and among - _NEAR <= r.end <= among for r in earlier)


def _of_a_rate(around: Around, done: Sequence[Linked], among: int) -> bool:
    """Whether the whole before 其中, the last figure there that is no ratio, is a rate in the figure's own unit."""
    place = bisect_left(around.readings, among, key=operator.attrgetter("start")) - 1
    while place > 0 and around.readings[place].kind == "ratio" and around.readings[place - 1].start >= around.sentence:
        place -= 1
    whole = around.readings[place]
    return whole.unit == around.reading.unit and done[place].relation == "per_unit"


def _add_up(around: Around, whole: Reading, opened: int) -> bool:
    """Whether the figures in the bracket, in the unit of the whole before it, come to no more than that: shares, not levels."""
    closed = re.search("）", around.text[opened : opened + _NEAR])
    until = opened + closed.start() if closed else opened
    first = bisect_left(around.readings, opened, key=operator.attrgetter("start"))
    last = bisect_left(around.readings, until, key=operator.attrgetter("start"))
    values = [r.value for r in around.readings[first:last] if r.unit == whole.unit]
    parts = [value for value in values if isinstance(value, Decimal)]
    return isinstance(whole.value, Decimal) and len(parts) > 1 and sum(parts) <= whole.value


def _bracketed(made: Linked, around: Around, lead: str) -> Relation | None:
    """A share in brackets right after the whole: 会员1286人（医护912人/后勤208人）."""
    if "（" not in lead:
        return None
    depth = 0
    for at in range(len(lead) - 1, -1, -1):
        if lead[at] == "）":
            depth += 1
        elif lead[at] == "（":
            if depth:
                depth -= 1
                continue
            inside, opened = lead[at + 1 :], around.sentence + at
            earlier = around.readings[max(0, around.index - BACK) : around.index]
            whole = next((r for r in reversed(earlier) if _stands_before(around, r, opened)), None)
            if not inside.strip() or whole is None:
                return None
            if _BY_YEARS.match(around.text, opened) and _add_up(around, whole, opened):
                return "part_of"  # 累计430万元（2021年150万元，2022年280万元）
            if _YEAR_LABEL.match(inside):
                return "baseline"  # 57.4%（2022年：53.1%）
            if _NO_SHARE.match(inside) or _NO_SHARES.search(inside):
                return None
            made.among = opened
            return "part_of"
    return None
