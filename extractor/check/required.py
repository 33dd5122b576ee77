"""Indicators that every report must state."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.check.finding import Finding, View, in_report
from extractor.check.told import Told
from extractor.knowledge import Indicator
from extractor.records import Figure


def _speaks_of(told: Told, indicator: Indicator) -> bool:
    """Whether a sentence with figures has a word of the indicator, or what its name begins with (会员 of 会员数)."""
    return bool(told.numbers) and (indicator.zh[:2] in told.text or bool(indicator.words.search(told.text)))


@in_report
def absent(view: View) -> Iterator[Finding]:
    """I901: no figure of the report is 普及培训人次, which the indicators say is required.

    Required of whom? Of a report that states half of the required ones as done: a Red Cross report, not a school's, not a plan.
    A word of the indicator beside any figure is the benefit of the doubt.
    """
    required = [one for one in view.packs.indicators.all if one.required]
    stated = {
        record.indicator
        for record in view.extraction.records
        if isinstance(record, Figure) and record.modality == "actual"
    }
    if 2 * sum(one.key in stated for one in required) < len(required):
        return
    for one in required:
        if one.key not in stated and not any(_speaks_of(told, one) for told in view.sentences):
            yield Finding("I901", (), {"name": f"{one.zh} {one.en}"})
