"""Indicators that every report must state."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.check.finding import Finding, View, in_report
from extractor.records import Figure


@in_report
def absent(view: View) -> Iterator[Finding]:
    """I901: no figure of the report is 普及培训人次, which the indicators say is required."""
    stated = {record.indicator for record in view.extraction.records if isinstance(record, Figure)}
    indicators = getattr(view.packs, "indicators", ())  # not all packs have them
    entries = indicators.values() if hasattr(indicators, "values") else indicators
    for entry in entries:
        if getattr(entry, "required", False) and entry.key not in stated:
            yield Finding("I901", (), {"name": getattr(entry, "zh", "") or entry.key})
