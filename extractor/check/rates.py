"""Number times rate is the total: 救助100名学生，每名1000元，共10万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from extractor.check.finding import Finding, View, in_report
from extractor.check.reach import Reach, said, value
from extractor.check.told import Place, Told, number
from extractor.traditional import simplified

_EACH: Final = re.compile(
    r"(?P<mean>[人户])均|(?P<average>平均)?每\s*(?P<unit>[\u4e00-\u9fff])(?P<noun>[\u4e00-\u9fff]{0,3})"
)
_TIME: Final = re.compile(r"每[年月天日次季周学期]|按月|逐月|[年月日]人?均|连续|[0-9一二三四五六七八九十]个?[月年期次]")
_SAME: Final = {
    "人": "人名位",
    "名": "人名位",
    "位": "人名位",
    "生": "人名位",
    "户": "户家",
    "家": "家户",
}
_SUMMED: Final = re.compile(r"共|合计|总|累计|计")
_OTHER_MONEY: Final = re.compile(r"募|筹|收到|接收|接受|到账|预算|价值|奖金|另|同时|还|外|其中|会费")
_GIVEN_TOO: Final = re.compile(r"[物品米油礼]|不等|最高|最低|上限|封顶")  # 每户500元和慰问品; 每户最高5000元
_ENOUGH: Final = 40  # characters between two of the three
_SHORT: Final = 8  # characters between a total and its mean
_NEAR: Final = 16  # characters before a rate that say what it is for


@in_report
def number_times_rate(view: View) -> Iterator[Finding]:
    """T401: 救助100名学生，每名1000元，共12万元."""
    for told in view.sentences:
        numbers = told.numbers
        for at, rate in enumerate(numbers):
            if rate.figure.kind != "amount" or not number(rate.figure, "per_unit"):
                continue
            each = _each(told, rate)
            three = _three(told, numbers, at, each) if each else None
            if each and three:
                yield from _product(*three, rate, mean=bool(each["mean"] or each["average"]))


def _each(told: Told, rate: Place) -> re.Match[str] | None:
    """The 每户 or 户均 that the rate is for; None where a time is to be multiplied as well (每人每月)."""
    start = max(0, rate.start - _NEAR)
    each = None
    for match in _EACH.finditer(told.text, start, rate.start):
        each = match
    if each is None or re.search(r"[，。；：]", told.text[each.end() : rate.start]):
        return None
    around = told.text[start : rate.end + _NEAR // 2]
    if not (each["mean"] or each["average"]) and _GIVEN_TOO.search(around):
        return None
    return None if _TIME.search(around) or told.text[rate.end : rate.end + 1] in {"/", "／"} else each


def _three(told: Told, numbers: Sequence[Place], at: int, each: re.Match[str]) -> tuple[Place, Place] | None:
    """The number and the total that stand with the rate, nothing between the three."""
    rate = numbers[at]
    for first in (at - 1, at - 2, at):  # 100名，每名1000元，共10万元 goes before 6万元，两户，每户2000元
        three = numbers[max(0, first) : first + 3]
        others = [p for p in three if p is not rate]
        counts = [p for p in others if p.figure.kind == "count"]
        totals = [p for p in others if p.figure.kind == "amount"]
        if first < 0 or len(counts) != 1 or len(totals) != 1 or _shared(told, numbers[:first], three[0]):
            continue
        if _is_for(each, counts[0], told) and _is_sum(told, each, counts[0], rate, totals[0]):
            return counts[0], totals[0]
    return None


def _shared(told: Told, before: Sequence[Place], first: Place) -> bool:
    """党员20名、群众80户，每户500元，共5万元: others get their share of the total, too."""
    if not before or first.figure.kind != "count" or before[-1].figure.kind != "count":
        return False
    return bool(re.search(r"[、，,和及与]", told.between(before[-1], first)))


def _is_for(each: re.Match[str], count: Place, told: Told) -> bool:
    """Whether the number counts what the rate is for: 100名 … 每名; 30个村 … 每村, 每个村."""
    unit, noun = each["unit"] or each["mean"], each["noun"] or ""
    counted, after = simplified(count.figure.unit or ""), told.text[count.end : count.end + 6]
    if not number(count.figure):
        return False
    if counted == "人次":
        return each["mean"] == "人" or (unit == "人" and noun.startswith("次"))
    if unit == "个":
        return counted == "个" and bool(noun) and noun[0] in after
    if noun.startswith("次"):
        return False
    return counted in _SAME.get(unit, unit) or (counted == "个" and after.startswith(unit))


def _is_sum(told: Told, each: re.Match[str], count: Place, rate: Place, total: Place) -> bool:
    """Whether the total is the sum of the rates, and not other money of the same sentence."""
    if not number(total.figure) or total.figure.unit != rate.figure.unit:
        return False
    if len({count.figure.modality, rate.figure.modality, total.figure.modality}) > 1:
        return False
    first, middle, last = sorted((count, rate, total), key=lambda p: p.start)
    gaps = told.between(first, middle), told.between(middle, last)
    if max(map(len, gaps)) > _ENOUGH or any(_OTHER_MONEY.search(gap) for gap in gaps):
        return False
    if first is total and re.search("[，,、。]", gaps[0]):
        return False  # 慰问金6.93万元，走访两户，每户2000元: the two are a tale of their own
    mean = each["mean"] or each["average"]
    if mean and (total is last or len(told.text[total.end : rate.start]) > _SHORT + len(gaps[1]) * (first is total)):
        return False  # 支出7.35万元，人均1204元, and nothing between that could be another number of people
    return total is not last or bool(_SUMMED.search(told.text, max(middle.end, total.start - 8), total.start))


def _product(count: Place, total: Place, rate: Place, *, mean: bool) -> Iterator[Finding]:
    each = Reach.of(rate.figure)
    ends = (each.low, each.high) if isinstance(rate.figure.value, tuple) else (value(rate.figure),)
    if mean:  # 户均2000元 is rounded, and to what is not said
        slack = 1 + value(rate.figure) / 100
        each = Reach(max(Decimal(), each.low - slack), each.high + slack)
    if not (Reach.of(count.figure) * each).meets(Reach.of(total.figure)):
        yield Finding.of(
            "T401", total, count, rate,
            count=count, rate=rate, total=total, total_value=said(value(total.figure)),
            product="–".join(said(value(count.figure) * end) for end in ends),
        )  # fmt: skip
