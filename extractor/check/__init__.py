"""The check-up 体检: what looks wrong in a report, and between the reports of one organisation or of one year.

A family of checks is a module of this folder; a check is one function there, and its words stand in messages.toml.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from extractor import messages
from extractor.check import days, open_figures, rates, ratios, required, scale, sums, twice, unread, versions, years  # noqa: F401 - they mark their checks
from extractor.check.answered import answered, as_written
from extractor.check.finding import Finding, View, across_peers, across_years, in_report
from extractor.records import Extraction, Figure, Issue, is_named

if TYPE_CHECKING:
    from extractor.knowledge import Packs

__all__ = ["MOST_COMPARED", "check", "check_all", "rechecked"]

MOST_COMPARED: Final = 500  # reports: all of them are held in memory for that


def check(extraction: Extraction, packs: Packs, text: str = "", lang: messages.Language = "zh") -> tuple[Issue, ...]:
    """What looks wrong in one report, in the order of its text.

    With the report's own `text`, dates that do not exist are found wherever they stand; without, only in sentences that
    hold figures, and then with no place in the text.

    >>> from extractor import extract; from extractor.packs import load
    >>> [(i.code, i.message) for i in check(extract("募集善款80万元，其中定向捐款90万元。"), load(), lang="en")]
    [('S301', 'the part “90万元” is larger than the whole “80万元”: 900,000 > 800,000')]
    """
    view = View.of(extraction, packs, text)
    found = [finding for one in in_report.checks for finding in one(view)]
    return _issues(extraction, found, lang)


def rechecked(extraction: Extraction, packs: Packs, lang: messages.Language = "zh") -> Extraction:
    """The report with its issues as answers and corrections have left them.

    What an answer has put right is gone, what it has made wrong is there. An issue whose first figure somebody stands by (a
    reviewer, or its submitter with 属实) is `settled`.
    """
    told = answered(extraction)
    if told is extraction:
        return extraction
    before, after = (_found(one, packs) for one in (as_written(extraction), told))
    kept = [issue for issue in extraction.issues if (key := _key(issue)) not in before or key in after]
    known = {_key(issue) for issue in kept}
    new = [finding for key, finding in after.items() if key not in before and key not in known]
    new_issues = [issue for issue in _issues(extraction, new, lang) if not issue.is_gap]
    issues = [issue.model_copy(update={"severity": _severity(extraction, issue)}) for issue in (*kept, *new_issues)]
    return extraction.model_copy(update={"issues": tuple(sorted(issues, key=_order))})


def check_all(
    extractions: Sequence[Extraction], packs: Packs, lang: messages.Language = "zh"
) -> tuple[tuple[Issue, ...], ...]:
    """What looks wrong between reports, for each in turn: against the same organisation's last year, and against peers.

    Reports belong together by `report.organisation` and `report.year`; one without these is passed over. What was answered or
    corrected stands in the place of what the report says.
    """
    views = [View.of(told, packs) for told in map(answered, extractions)]
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
    return tuple(sorted((_issue(extraction, finding, lang) for finding in found), key=_order))


def _order(issue: Issue) -> tuple[bool, tuple[int, int], str]:
    return issue.at is None, issue.at or (0, 0), issue.code


def _found(extraction: Extraction, packs: Packs) -> dict[Hashable, Finding]:
    view = View.of(extraction, packs)
    return {_key(finding): finding for one in in_report.checks for finding in one(view)}


def _key(one: Issue | Finding) -> Hashable:
    return one.code, one.figures, tuple(sorted(one.facts.items()))


def _severity(extraction: Extraction, issue: Issue) -> str:
    """Settled, where somebody stands by the figure to look at."""
    figure = extraction.records[issue.figures[0]] if issue.figures else None
    return "settled" if isinstance(figure, Figure) and figure.is_settled else issue.severity


def _issue(extraction: Extraction, finding: Finding, lang: messages.Language) -> Issue:
    at = finding.at
    if finding.figures and at is None:
        record = extraction.records[finding.figures[0]]
        at = record.start, record.end
    issue = Issue(
        code=finding.code,
        severity=messages.codes()[finding.code].severity,
        message=messages.say(finding.code, lang, finding.facts),
        figures=finding.figures,
        at=at,
        facts=dict(finding.facts),
        cited=finding.cited,
    )
    return issue.model_copy(update={"severity": _severity(extraction, issue)})
