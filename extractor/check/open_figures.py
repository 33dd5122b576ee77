"""Figures and words that are not there: every one is an issue, so that the list can go back to the submitter."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.check.finding import Finding, View, in_report
from extractor.records import Redaction


@in_report
def missing(view: View) -> Iterator[Finding]:
    """M101: 筹资共计人民币【万元】: the unit stands, the number is gone."""
    for at, record in enumerate(view.extraction.records):
        if not isinstance(record, Redaction) and record.status == "missing":
            yield Finding("M101", (at,), {"text": record.text})


@in_report
def redacted(view: View) -> Iterator[Finding]:
    """R201, R202: 惠及【XX人】, 于【X月X日】: a placeholder stands where digits belong."""
    for at, record in enumerate(view.extraction.records):
        if not isinstance(record, Redaction) and record.status == "redacted":
            yield Finding("R202" if record.kind == "date" else "R201", (at,), {"text": record.text})


@in_report
def hidden_words(view: View) -> Iterator[Finding]:
    """R203: 【XX】区红十字会: a name or a term was taken out."""
    for at, record in enumerate(view.extraction.records):
        if isinstance(record, Redaction):
            yield Finding("R203", (at,), {"text": record.text})
