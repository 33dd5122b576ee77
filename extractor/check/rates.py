"""Number times rate is the total: 救助100名学生，每名1000元，共10万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from extractor.check.finding import Finding, View, in_report
from extractor.check.reach import Reach, said, value
from extractor.check.told import Place, Told, number

_EACH: Final = re.compile(r"(?:每|平均每)\s*(?P<unit>[\u4e00-\u9fff])(?P<noun>[\u4e00-\u9fff]{0,3})|(?P<mean>[人户戶])均")
_TIME: Final = re.compile(r"每[年月天日次季周学學期]|[/／]|按月|逐月|[年月日]均|连续|連續|共?[0-9一二三四五六七八九十]+[个個]?[月年期次]")
_SAME: Final = {"人": "人名位", "名": "人名位", "位": "人名位", "户": "户戶家", "戶": "户戶家", "家": "家户", "生": "人名位"}
_SUMMED: Final = re.compile(r"共|合计|合計|总|總|累计|累計|计")
_OTHER_MONEY: Final = re.compile(r"募|筹|籌|收到|接收|接受|争取|到账|预算|价值|價值|折|奖金|另|同时|还|外|其中|会费")
_ENOUGH: Final = 40  # characters between two of the three


@in_report
def number_times_rate(view: View) -> Iterator[Finding]:
    """T401: 救助100名学生，每名1000元，共12万元."""
    for told in view.sentences:
        numbers = told.numbers
        for at, rate in enumerate(numbers):
            if rate.figure.kind == "amount" and number(rate.figure, "per_unit"):
                yield from _tried(told, numbers, at)


def _tried(told: Told, numbers: Sequence[Place], at: int) -> Iterator[Finding]:
    rate = numbers[at]
    before = told.text[max(0, rate.start - 16) : rate.start]
    each = None
    for each in _EACH.finditer(before):  # noqa: B007 - the last one
        pass
    if each is None or re.search(r"[，。；：]", before[each.end() :]) or _TIME.search(told.text[max(0, rate.start - 16) : rate.end + 6]):
        return
    unit = each["unit"] or each["mean"]
    for count, total in _others(numbers, at):
        if not _of(count, unit, each["noun"] or "", told) or not _money(told, count, rate, total):
            continue
        product = Reach.of(count.figure) * Reach.of(rate.figure)
        if not product.meets(Reach.of(total.figure)):
            yield Finding.of(
                "T401", total, count, rate,
                count=count, rate=rate, total=total, total_value=said(value(total.figure)),
                product=said(value(count.figure) * value(rate.figure)),
            )  # fmt: skip
        return


def _others(numbers: Sequence[Place], at: int) -> Iterator[tuple[Place, Place]]:
    """The two figures that stand with the rate, nothing between the three: its number and the total."""
    for first in (at - 2, at - 1, at):
        three = numbers[max(0, first) : first + 3]
        if first < 0 or len(three) < 3:
            continue
        others = [p for p in three if p is not numbers[at]]
        counts = [p for p in others if p.figure.kind == "count"]
        totals = [p for p in others if p.figure.kind == "amount"]
        if len(counts) == len(totals) == 1:
            yield counts[0], totals[0]


def _of(count: Place, unit: str, noun: str, told: Told) -> bool:
    """Whether the number counts what the rate is for: 100名 … 每名; 30个村 … 每村, 每个村."""
    f = count.figure
    if not number(f) or f.modality is None:
        return False
    after = told.text[count.end : count.end + 6]
    if unit in "个個":
        return f.unit in {"个", "個"} and bool(noun) and noun[0] in after
    return f.unit is not None and (f.unit in _SAME.get(unit, unit) or (f.unit in {"个", "個"} and after.startswith(unit)))


def _money(told: Told, count: Place, rate: Place, total: Place) -> bool:
    """Whether the total is the sum of the rates, and not other money of the same sentence."""
    if not number(total.figure) or total.figure.unit != rate.figure.unit:
        return False
    if len({count.figure.modality, rate.figure.modality, total.figure.modality}) > 1:
        return False
    first, middle, last = sorted((count, rate, total), key=lambda p: p.start)
    gaps = told.between(first, middle), told.between(middle, last)
    if max(map(len, gaps)) > _ENOUGH or any(_OTHER_MONEY.search(gap) for gap in gaps):
        return False
    lead = told.text[max(0, total.start - 8) : total.start]
    return total is not last or bool(_SUMMED.search(lead))
