"""The check-up 体检: what looks wrong in a report, and between the reports of one organisation or of one year.

A family of checks is a module of this folder; a check is one function there, and its words stand in messages.toml.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from extractor import messages
from extractor.check import days, open_figures, rates, ratios, required, scale, sums, twice, unread, versions, years  # noqa: F401 - they mark their checks
from extractor.check.finding import Finding, View, across_peers, across_years, in_report
from extractor.check.told import tell
from extractor.records import Extraction, Issue, is_named

if TYPE_CHECKING:
    from extractor.packs import Packs

__all__ = ["MOST_COMPARED", "check", "check_all"]

MOST_COMPARED: Final = 500  # reports: all of them are held in memory for that


def check(extraction: Extraction, packs: Packs, text: str = "", lang: messages.Language = "zh") -> tuple[Issue, ...]:
    """What looks wrong in one report, in the order of its text.

    With the report's own `text`, dates that do not exist are found wherever they stand; without, only in sentences that
    hold figures, and then with no place in the text.

    >>> from extractor import extract; from extractor.packs import load
    >>> [(i.code, i.message) for i in check(extract("募集善款80万元，其中定向捐款90万元。"), load(), lang="en")]
    [('S301', 'the part “90万元” is larger than the whole “80万元”: 900,000 > 800,000')]
    """
    view = View(extraction, tuple(tell(extraction)), packs, text)
    found = [finding for one in in_report.checks for finding in one(view)]
    return _issues(extraction, found, lang)


def check_all(
    extractions: Sequence[Extraction], packs: Packs, lang: messages.Language = "zh"
) -> tuple[tuple[Issue, ...], ...]:
    """What looks wrong between reports, for each in turn: against the same organisation's last year, and against peers.

    Reports belong together by `report.organisation` and `report.year`; one without these is passed over.
    """
    views = [View(extraction, tuple(tell(extraction)), packs) for extraction in extractions]
    found: list[list[Finding]] = [[] for _ in views]
    for last, this in _following(views):
        found[this] += [finding for one in across_years.checks for finding in one(views[last], views[this])]
    for group in _of_one_year(views):
        for one in across_peers.checks:
            for place, finding in one([views[at] for at in group]):
                found[group[place]].append(finding)
    return tuple(_issues(e, f, lang) for e, f in zip(extractions, found, strict=True))


def _following(views: Sequence[View]) -> Iterable[tuple[int, int]]:
    """Pairs of one organisation's reports, a year apart. Two reports for one year have no clear last year: none."""
    named: dict[tuple[str, int], list[int]] = {}
    for at, view in enumerate(views):
        report = view.extraction.report
        if is_named(report) and report.year and report.year.isdigit():
            named.setdefault((report.organisation, int(report.year)), []).append(at)
    for (organisation, year), places in named.items():
        before = named.get((organisation, year - 1), [])
        if len(places) == len(before) == 1:
            yield before[0], places[0]


def _of_one_year(views: Sequence[View]) -> Iterable[list[int]]:
    dated = [at for at, view in enumerate(views) if view.extraction.report.year and view.extraction.report.organisation]
    dated.sort(key=lambda at: str(views[at].extraction.report.year))
    for _, group in itertools.groupby(dated, key=lambda at: views[at].extraction.report.year):
        yield list(group)


def _issues(extraction: Extraction, found: Iterable[Finding], lang: messages.Language) -> tuple[Issue, ...]:
    issues = [_issue(extraction, finding, lang) for finding in found]
    return tuple(sorted(issues, key=lambda issue: (issue.at is None, issue.at or (0, 0), issue.code)))


def _issue(extraction: Extraction, finding: Finding, lang: messages.Language) -> Issue:
    at = finding.at
    if finding.figures and at is None:
        record = extraction.records[finding.figures[0]]
        at = record.start, record.end
    return Issue(
        code=finding.code,
        severity=messages.codes()[finding.code].severity,
        message=messages.say(finding.code, lang, finding.facts),
        figures=finding.figures,
        at=at,
        facts=dict(finding.facts),
        cited=finding.cited,
    )
