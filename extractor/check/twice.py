"""The same thing stated with two values in one report."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from typing import Final

from extractor.check.finding import Finding, View, in_report
from extractor.check.headline import TOTAL, keyed
from extractor.check.reach import Reach
from extractor.check.told import Place, Told

_REACH: Final = 40  # characters before a figure in which the word for the whole stands
_YEAR: Final = re.compile(r"全年|一年来|今年以来|本年度|年内|截至|截止|目前")


@in_report
def two_values(view: View) -> Iterator[Finding]:
    """C506: 全年共筹集善款80万元 in the summary, 全年共筹集善款85万元 in the body."""
    stated: dict[Hashable, list[Place]] = {}
    for told in view.sentences:
        for key, place in keyed(told):
            if _is_the_whole(told, place):
                stated.setdefault((key, place.figure.period, place.figure.modality), []).append(place)
    for places in stated.values():
        if len(places) == 2 and _one_subject(*places):  # three are the villages of a list
            first, second = places
            if not Reach.of(first.figure).meets(Reach.of(second.figure)):
                yield Finding.of("C506", second, first, item=second.figure.item or "", text=second, other=first)


def _is_the_whole(told: Told, place: Place) -> bool:
    """Whether a word says that it is the whole year's; without an indicator only at the beginning of a sentence."""
    lead = told.text[max(0, place.start - _REACH) : place.start]
    if place.figure.indicator:
        return bool(_YEAR.search(lead))
    return bool(TOTAL.search(lead)) and place is told.numbers[0]


def _one_subject(first: Place, second: Place) -> bool:
    """Two sections may tell of two villages: only the summary before all sections speaks of the whole report."""
    return not first.figure.section and bool(second.figure.section)
