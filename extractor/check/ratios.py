"""A ratio and the two figures that it is made of, in one sentence, must agree."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from extractor.check.finding import Finding, View, in_report
from extractor.check.reach import Reach, said, value
from extractor.check.told import Place, Told, alike, number
from extractor.check.whole import wholes

_HUNDRED: Final = Reach(Decimal(100), Decimal(100))
_STOP: Final = re.compile(r"[。；：]")
_SINCE: Final = re.compile(r"年均|年平均|翻|环比|计划|任务|目标|预算|全[国省市县区]|高于|低于|占|其中|率|比重")
_LAST_YEAR: Final = re.compile(r"上年|去年|上一年|同期|同比|前一年|年初|[→>]")
_SHARE: Final = re.compile(r"[，,、（(]?\s*约?占(?:比|总数的?|总额的?|总人数的?|全部的|总量的)?(?:为|达到?|约)?\s*\Z")
_BUDGET: Final = re.compile(
    r"[，,、（(]\s*(?:完成|达到?|占|为)(?:了)?(?:全年|年度|年初|下达|调整|的)*(?:任务|目标|计划|预算)数?(?:任务)?(?:的)?\s*\Z"
)
_OF: Final = re.compile(r"\s*的\s*(?:约)?\Z")
_COMPARED_WITH: Final = re.compile(
    r"[比较与从由自][^，,。；]*\Z"
)  # 与2019年的9485个相比，增长825个: no level of its own
_NEW_BASE: Final = re.compile(
    r"[（）()]|相比|口径|可比|年均|平均|翻|扣除|剔除|名义|占|率|其中|环比|计划|任务|目标|预算"
)
_DONE: Final = re.compile(
    r"[^，。；]{0,2}[，,、]\s*(?:任务|目标|计划|预算)?(?:完成率|完成比例)(?:为|达到?)?\s*\Z"
    r"|[^，。；]{0,2}[，,、]\s*(?:完成|达到|占)(?:全年|年度|年初|下达|目标)*(?:任务|目标|计划)(?:数|量|总数)?的\s*\Z"
)
_TARGET: Final = re.compile(r"(?:任务|目标|计划|计画)数?[为是]?\s*\Z")
_REACHED: Final = re.compile(r"(?:[，,、]\s*(?:实际|已|共|全年)*(?:完成|达到|实际)(?:了)?[^，。；0-9]{0,6})\Z")
_RATE: Final = re.compile(
    r"[^，。；]{0,4}[，,、]\s*(?P<what>合格|通过|及格|执行|到位|到账|取证|持证|治愈|办结|兑现|发放|到会|出席|签约|回访)率(?:为|达|达到)?\s*\Z"
)


@in_report
def growth(view: View) -> Iterator[Finding]:
    """C501, C502: 由860人增至1020人，增长20.6%; 由26.7%提高到52.1%，提高20个百分点."""
    for told in view.sentences:
        numbers = told.numbers
        for at, (first, second) in enumerate(itertools.pairwise(numbers)):
            pair = _before_and_after(first, second)
            last = second
            for change in numbers[at + 2 : at + 4]:  # 增加68.3万元，增长21.5%
                if pair is None or not _belongs(told, first, second, last, change):
                    break
                yield from _growth(told, *pair, change)
                last = change


def _before_and_after(first: Place, second: Place) -> tuple[Place, Place] | None:
    """The earlier and the later value: 由860人增至1020人, or 1020人，上年为860人."""
    if first.figure.unit != second.figure.unit or first.figure.kind != second.figure.kind:
        return None
    if number(first.figure, "baseline") and number(second.figure, None, "part_of"):
        return first, second
    if number(second.figure, "baseline") and number(first.figure, None, "part_of"):
        return second, first
    return None


def _belongs(told: Told, first: Place, second: Place, last: Place, change: Place) -> bool:
    """Whether the change is the one between the two, and not another comparison: 增长 right after them."""
    if (
        change.figure.status != "complete"
        or change.figure.change is None
        or first.figure.modality != second.figure.modality
    ):
        return False
    gap, inner = told.between(last, change), told.between(first, second)
    if len(gap) > 16 or len(inner) > 24 or _STOP.search(gap + inner) or _SINCE.search(gap):
        return False
    # 由860人增至1020人，比上年增长18%: the first value need not be last year's
    lead = told.text[max(0, first.start - 8) : first.start]
    return not _LAST_YEAR.search(gap) or bool(_LAST_YEAR.search(lead + inner))


def _growth(told: Told, before: Place, after: Place, change: Place) -> Iterator[Finding]:
    old, new, stated = Reach.of(before.figure), Reach.of(after.figure), Reach.of(change.figure)
    grows = value(after.figure) >= value(before.figure)
    low, high = (new, old) if not grows else (old, new)
    difference = Reach(max(Decimal(), high.low - low.high), high.high - low.low)
    turned = grows != _rises(told, change) and value(after.figure) != value(before.figure)
    sign = 1 if grows else -1
    if change.figure.unit == "%" and before.figure.unit != "%":
        if not value(before.figure):
            return
        right = (value(after.figure) - value(before.figure)) / value(before.figure) * 100
        if turned or not (difference * _HUNDRED).over(old).meets(stated):
            yield Finding.of(
                "C501", change, before, after,
                before=before, after=after, ratio=change, right=f"{said(right, 2)}%",
                before_value=said(value(before.figure)), after_value=said(value(after.figure)),
            )  # fmt: skip
    elif change.figure.unit == ("百分点" if before.figure.unit == "%" else before.figure.unit) and (
        turned or not difference.meets(stated)
    ):
        right = sign * abs(value(after.figure) - value(before.figure))
        yield Finding.of(
            "C502", change, before, after,
            before=before, after=after, change=change, right=said(right),
            before_value=said(value(before.figure)), after_value=said(value(after.figure)),
        )  # fmt: skip


@in_report
def level_and_changes(view: View) -> Iterator[Finding]:
    """C505: 收入126.05亿元，增加2.25亿元，增长2.82%."""
    for told in view.sentences:
        for level, one, other in told.threes():
            gaps = told.between(level, one), told.between(one, other)
            if any(len(gap) > 14 or _STOP.search(gap) or _NEW_BASE.search(gap) for gap in gaps) or len(gaps[1]) > 8:
                continue
            by, percent = (one, other) if other.figure.unit == "%" else (other, one)
            if (
                number(level.figure, None, "part_of")
                and level.figure.kind != "ratio"
                and _both_change(told, level, by, percent)
            ):
                yield from _changes(level, by, percent, up=_rises(told, by))


def _both_change(told: Told, level: Place, by: Place, percent: Place) -> bool:
    """Whether the two say of one level by how much it has grown, in its own unit and in percent, and agree in which way."""
    if by.figure.unit != level.figure.unit or percent.figure.unit != "%":
        return False
    if _COMPARED_WITH.search(told.text[max(0, level.start - 12) : level.start]):
        return False
    if any(p.figure.status != "complete" or p.figure.change is None for p in (by, percent)):
        return False
    return _rises(told, by) == _rises(told, percent) and by.figure.modality == level.figure.modality


def _rises(told: Told, change: Place) -> bool:
    """Whether the change goes up; a growth of 负4% goes down."""
    return change.figure.change == "up" and "负" not in told.text[max(0, change.start - 4) : change.start]


def _changes(level: Place, by: Place, percent: Place, *, up: bool) -> Iterator[Finding]:
    now, change = Reach.of(level.figure), Reach.of(by.figure)
    before = Reach(max(Decimal(), now.low - change.high), now.high - change.low) if up else now + change
    base = value(level.figure) - value(by.figure) if up else value(level.figure) + value(by.figure)
    if base > 0 and before.high > 0 and not (change * _HUNDRED).over(before).meets(Reach.of(percent.figure)):
        right = value(by.figure) / base * 100
        yield Finding.of(
            "C505", percent, level, by,
            level=level, change=by, ratio=percent, right=f"{said(right, 2)}%",
            change_value=said(value(by.figure)), base=said(base),
        )  # fmt: skip


@in_report
def share(view: View) -> Iterator[Finding]:
    """C503: 会员1000人，其中女性450人，占50%."""
    for told in view.sentences:
        numbers = told.numbers
        following = {p.index: q for p, q in itertools.pairwise(numbers)}
        for found in wholes(told):
            for part in found.parts:
                ratio = following.get(part.index)
                if ratio is not None and _is_percent(ratio) and _SHARE.match(told.between(part, ratio)):
                    yield from _quotient("C503", part, found.whole, ratio)


@in_report
def completion(view: View) -> Iterator[Finding]:
    """C504: 任务100万元，实际完成120万元，完成率110%."""
    for told in view.sentences:
        for target, done, ratio in told.threes():
            if not _is_percent(ratio) or not alike(target.figure, done.figure):
                continue
            lead = told.text[max(0, target.start - 10) : target.start]
            if (
                number(target.figure)
                and number(done.figure)
                and _TARGET.search(lead)
                and _REACHED.search(told.between(target, done))
                and _DONE.match(told.between(done, ratio))
            ):
                yield from _quotient("C504", done, target, ratio)


@in_report
def of_the_budget(view: View) -> Iterator[Finding]:
    """C504: 支出累计107万元，完成预算数257万元的61.9%."""
    for told in view.sentences:
        for done, target, ratio in told.threes():
            if (
                _is_percent(ratio)
                and alike(done.figure, target.figure)
                and number(done.figure, None, "part_of")
                and number(target.figure, None, "part_of")
                and _BUDGET.fullmatch(told.between(done, target))
                and _OF.fullmatch(told.between(target, ratio))
            ):
                yield from _quotient("C504", done, target, ratio)


@in_report
def passed(view: View) -> Iterator[Finding]:
    """C504: 培训1860人，考核合格1674人，合格率95%."""
    for told in view.sentences:
        for all_, some, ratio in told.threes():
            if not _is_percent(ratio) or not alike(all_.figure, some.figure):
                continue
            match = _RATE.match(told.between(some, ratio))
            if not match or not number(all_.figure) or not number(some.figure, None, "part_of"):
                continue
            around = told.between(all_, some) + told.text[some.end : some.end + 4]
            lead = told.text[max(0, all_.start - 8) : all_.start]
            if match["what"] in around and match["what"] not in lead and len(around) <= 24 and not _STOP.search(around):
                yield from _quotient("C504", some, all_, ratio)


def _is_percent(ratio: Place) -> bool:
    return ratio.figure.unit == "%" and ratio.figure.status == "complete" and ratio.figure.change is None


def _quotient(code: str, part: Place, whole: Place, ratio: Place) -> Iterator[Finding]:
    if not value(whole.figure):
        return
    if not (Reach.of(part.figure) * _HUNDRED).over(Reach.of(whole.figure)).meets(Reach.of(ratio.figure)):
        right = value(part.figure) / value(whole.figure) * 100
        yield Finding.of(code, ratio, part, whole, part=part, whole=whole, ratio=ratio, right=f"{said(right, 2)}%")
