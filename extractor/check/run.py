"""The check-up over files: each report by itself, then all of them together, each finding with its line and column."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from extractor.check import check, check_all
from extractor.document import Document
from extractor.knowledge import Packs
from extractor.lines import lines
from extractor.messages import Language
from extractor.pipeline import extract
from extractor.records import Issue

__all__ = ["SEVERITIES", "Located", "checked", "reaches"]

SEVERITIES: Final = ("error", "warning", "info")  # the worst first
_AROUND: Final = 40  # characters shown before and after the figure


@dataclass(frozen=True, slots=True)
class Located:
    """An issue with where it stands: its file, the place in the reader's text and in the file, and its line in three pieces."""

    name: str
    place: str  # line:column in the reader's text, both from 1; "" where it stands nowhere
    locator: str | None
    line: tuple[str, str, str] | None  # before the figure, the figure, after it
    issue: Issue

    def json(self) -> str:
        """One line of JSON: the file and place, then the issue."""
        line, _, column = self.place.partition(":")
        where = {"source_file": self.name, "line": int(line or 0) or None, "column": int(column or 0) or None}
        where |= {"locator": self.locator}
        return json.dumps(where | self.issue.model_dump(mode="json"), ensure_ascii=False)


def checked(reports: Iterable[tuple[str, Document]], packs: Packs, lang: Language) -> list[Located]:
    """Every finding on these reports, in their order and that of their text."""
    read = [(name, document, extract(document, name, packs)) for name, document in reports]
    between = check_all([extraction for _, _, extraction in read], packs, lang)
    found = []
    for (name, document, extraction), others in zip(read, between, strict=True):
        text = document.text
        issues = sorted((*check(extraction, packs, text, lang), *others), key=lambda issue: issue.at or (len(text), 0))
        starts = [start for start, _ in lines(text)]
        for issue in issues:
            locator = document.locator(issue.at[0]) if issue.at else None
            found.append(_located(name, text, starts, issue, locator))
    return found


def reaches(severity: str, floor: str) -> bool:
    """Whether a finding is as bad as `floor` or worse; nothing reaches "never".

    >>> reaches("error", "warning"), reaches("info", "warning"), reaches("error", "never")
    (True, False, False)
    """
    return floor in SEVERITIES and SEVERITIES.index(severity) <= SEVERITIES.index(floor)


def _located(name: str, text: str, starts: list[int], issue: Issue, locator: str | None) -> Located:
    if issue.at is None:
        return Located(name, "", None, None, issue)
    start, end = issue.at
    row = bisect_right(starts, start)
    begin = starts[row - 1]
    close = begin + len(text[begin : starts[row] if row < len(starts) else len(text)].rstrip("\r\n"))
    marked = text[start : min(end, max(close, start))]
    before, after = text[max(begin, start - _AROUND) : start], text[start + len(marked) : min(close, end + _AROUND)]
    before = ("…" if start - _AROUND > begin else "") + before.lstrip()
    after = after.rstrip() + ("…" if end + _AROUND < close else "")
    return Located(name, f"{row}:{start - begin + 1}", locator, (before, marked, after), issue)
