"""The same thing stated with two values in one report."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from extractor.check.finding import Finding, View, in_report
from extractor.check.headline import TOTAL, keyed
from extractor.check.reach import Reach
from extractor.check.told import Place

_SHORTEST = 4  # characters that lead to the figure; 共5人 says too little


@in_report
def two_values(view: View) -> Iterator[Finding]:
    """C506: 全年共筹集善款80万元 in the summary, 全年共筹集善款85万元 in the body."""
    stated: dict[Hashable, list[Place]] = {}
    for told in view.sentences:
        for key, place in keyed(told):
            lead = told.text[max(0, place.start - 40) : place.start]
            if TOTAL.search(lead) and _is_the_first(told.numbers[0], place):
                figure = place.figure
                stated.setdefault((key, figure.period, figure.modality), []).append(place)
    for places in stated.values():
        if len(places) == 2 and _one_subject(*places):
            first, second = places
            if not Reach.of(first.figure).meets(Reach.of(second.figure)):
                yield Finding.of("C506", second, first, item=second.figure.item or "", text=second, other=first)


def _is_the_first(first: Place, place: Place) -> bool:
    """Only what the sentence begins with: a later figure may be about what was named in between."""
    return place is first or place.figure.indicator is not None


def _one_subject(first: Place, second: Place) -> bool:
    """Two sections may tell of two villages; the summary before all sections, or one section, tells of one subject."""
    one, other = first.figure, second.figure
    return one.section in {"", other.section} and len(one.sentence) >= _SHORTEST
