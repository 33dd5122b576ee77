"""This year's report against last year's, and against its peers: jumps, slips of 万, plans, restated and copied figures."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from decimal import Decimal
from statistics import median
from typing import Final

from extractor.check.finding import Finding, View, across_peers, across_years
from extractor.check.headline import keyed
from extractor.check.reach import Reach, said, value
from extractor.check.told import Place, Told

_JUMP: Final = 3
_SMALL: Final = 10  # 2 become 7: no jump
_SLIP: Final = (Decimal(3000), Decimal(30000))  # about ten thousand
_PEERS: Final = 5
_COPIED: Final = 3  # figures
_TELLING: Final = 6  # digits in all of them; 工作人员5名（在编2名、社工3名） may well be the same again
_LAST_YEAR: Final = re.compile(r"上年|去年")


@across_years
def jumps(last: View, this: View) -> Iterator[Finding]:
    """U603, Y701: 志愿者1020人 after 志愿者260人; 募集善款80元 after 募集善款80万元."""
    before = _headlines(last)
    for key, place in _headlines(this).items():
        other = before.get(key)
        if other is None or not value(place.figure) or not value(other.figure):
            continue
        ratio = value(place.figure) / value(other.figure)
        times = max(ratio, 1 / ratio)
        if times < _JUMP or max(value(place.figure), value(other.figure)) < _SMALL:
            continue
        slip = _SLIP[0] <= times <= _SLIP[1]
        yield _against(last, "U603" if slip else "Y701", place, other, ratio=said(ratio, 4 if ratio < 1 else 2))


@across_years
def plan_and_actual(last: View, this: View) -> Iterator[Finding]:
    """Y702: 2024年计划新建站点12个, and in the report of 2024: 新建站点8个."""
    year = this.extraction.report.year
    plans = _unique(
        (key, place)
        for told in last.sentences
        for key, place in keyed(told)
        if place.figure.modality == "planned" and place.figure.period == year and place.figure.indicator
    )
    for key, place in _headlines(this).items():
        plan = plans.get(key)
        if plan is not None and Reach.of(place.figure).high < Reach.of(plan.figure).low:
            yield _against(last, "Y702", place, plan)


@across_years
def restated(last: View, this: View) -> Iterator[Finding]:
    """Y703: 会员1020人（上年为860人), where last year's report says 会员900人."""
    before = _headlines(last)
    for told in this.sentences:
        keys = {place.index: key for key, place in keyed(told)}
        for place, earlier in zip(told.numbers, told.numbers[1:], strict=False):
            if earlier.figure.relation != "baseline" or earlier.figure.status != "complete":
                continue
            other = before.get(keys.get(place.index))
            between = told.between(place, earlier)
            if other is None or earlier.figure.unit != other.figure.unit or not _LAST_YEAR.search(between):
                continue
            if not Reach.of(earlier.figure).meets(Reach.of(other.figure)):
                yield _against(last, "Y703", earlier, other)


@across_years
def copied(last: View, this: View) -> Iterator[Finding]:
    """Y704: a sentence with three figures or more, the same in words and values as last year."""
    known = {key: told for told in last.sentences if (key := _words_and_values(told))}
    run: list[tuple[Told, Told]] = []
    for told in this.sentences:
        before = known.get(_words_and_values(told) or ())
        if before is not None:
            run.append((told, before))
        elif run and told.numbers:
            yield _copied(last, run)
            run = []
    if run:
        yield _copied(last, run)


@across_peers
def slip_among_peers(views: Sequence[View]) -> Iterator[tuple[int, Finding]]:
    """U604: 募集善款80元 in one report of a year, 60万元 to 120万元 in five others."""
    stated: dict[Hashable, list[tuple[int, Place]]] = {}
    for at, view in enumerate(views):
        for key, place in _stated_once(view).items():
            stated.setdefault(key, []).append((at, place))
    for places in stated.values():
        if len(places) <= _PEERS:
            continue
        middle = median([value(place.figure) for _, place in places])
        for at, place in places:
            ratio = value(place.figure) / middle
            if _SLIP[0] <= max(ratio, 1 / ratio) <= _SLIP[1]:
                facts = {"peers": str(len(places) - 1), "median": said(middle), "ratio": said(ratio)}
                yield at, Finding.of("U604", place, text=place, **facts)


def _headlines(view: View) -> dict[Hashable, Place]:
    """What the report states once of its own year, as done: by what it is about."""
    return _unique(_own(view))


def _stated_once(view: View) -> dict[Hashable, Place]:
    """The same by the indicator alone: peers use other words."""
    return _unique(
        ((place.figure.indicator, place.figure.unit), place)
        for _, place in _own(view)
        if place.figure.indicator and value(place.figure)
    )


def _own(view: View) -> Iterator[tuple[Hashable, Place]]:
    year = view.extraction.report.year
    for told in view.sentences:
        for key, place in keyed(told):
            if place.figure.modality == "actual" and place.figure.period == year:
                yield key, place


def _unique(stated: Iterator[tuple[Hashable, Place]]) -> dict[Hashable, Place]:
    """Those about which one figure stands; where two do, neither speaks for the report."""
    once: dict[Hashable, Place | None] = {}
    for key, place in stated:
        once[key] = None if key in once else place
    return {key: place for key, place in once.items() if place is not None}


def _words_and_values(told: Told) -> Hashable | None:
    """A sentence without its dates, with its values; None where it has too few figures of its own to be a copy."""
    own = [p for p in told.numbers if p.figure.relation != "per_unit" and p.figure.status == "complete"]
    if len(own) < _COPIED or sum(_digits(p) for p in own) < _TELLING:
        return None
    pieces, start = [], 0
    for place in told.places:
        if place.figure.kind == "date":
            pieces.append(told.text[start : place.start])
            start = place.end
    pieces.append(told.text[start:])
    return "".join(pieces)


def _digits(place: Place) -> int:
    return len(value(place.figure).normalize().as_tuple().digits)


def _copied(last: View, run: Sequence[tuple[Told, Told]]) -> Finding:
    places = [place for told, _ in run for place in told.numbers]
    return Finding(
        "Y704",
        tuple(p.index for p in places),
        {
            "number": str(len(places)),
            "values": "、".join(p.figure.text for p in places[:6]) + ("…" if len(places) > 6 else ""),
        },
        tuple(last.cited(before.numbers[0]) for _, before in run),
    )


def _against(last: View, code: str, place: Place, other: Place, **facts: str) -> Finding:
    """A finding on a figure of this year, with the one of last year that it is held against."""
    texts = {"text": place.figure.text, "other": other.figure.text}
    return Finding(code, (place.index,), texts | facts, (last.cited(other),))
