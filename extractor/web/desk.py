"""A run on the desk: its figures in the order in which they want to be looked at, and what reviewers do with them.

The run is held as long as it lies here, so nobody else writes it; requests take turns at it.
"""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from extractor import emit
from extractor.check import rechecked
from extractor.errors import BaoshuError
from extractor.knowledge import Packs
from extractor.packs import load
from extractor.records import Extraction, Figure, Issue
from extractor.review.corrections import Correction
from extractor.review.request import CorrectionRequest, correct
from extractor.runs.journal import Given
from extractor.runs.journal_file import check_exists
from extractor.runs.options import Options
from extractor.runs.run import Run
from extractor.web.problems import Problem

__all__ = ["Desk", "Desks", "Entry", "Group", "issues_of"]

Group = Literal["open", "doubtful", "filled", "unsure", "plain"]
_ORDER: Final = {"open": 0, "doubtful": 1, "filled": 2, "unsure": 3, "plain": 4}
_WORST: Final = frozenset({"error", "warning"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure in the queue. `group` is why it should be looked at, `review` what a reviewer says of it, or "".

    `filled` are those that came back with a slip and look right.
    """

    report: int  # the row in the journal
    place: int  # of the report among the others
    name: str
    start: int
    end: int
    text: str
    item: str
    sentence: str
    group: Group
    review: str

    @property
    def key(self) -> tuple[int, int, int]:
        """Its place in the queue."""
        return _ORDER[self.group], self.place, self.start

    @property
    def is_done(self) -> bool:
        """Whether a reviewer has said what it is."""
        return self.review not in {"", "noted"}


class Desk:
    """One run. Raises BaoshuError where somebody else holds it, or where its file is not what the run wrote."""

    def __init__(self, output: Path, patterns: tuple[Path, ...] = ()) -> None:
        check_exists(output)
        self.output = output
        self._lock = threading.RLock()
        self._run = Run(output, Options(None, patterns))
        self.packs = load(patterns)
        try:
            self._entries = {
                given.id: _entries(given, place, self.packs) for place, given in enumerate(self._run.journal.reports())
            }
        except BaseException:
            self._run.close()
            raise

    def close(self) -> None:
        """Put what was said into the output, and give the run free."""
        with self._lock, contextlib.closing(self._run):
            self._run.write()

    def queue(self, show: str = "todo") -> list[Entry]:
        """The figures to look at, the open ones first: `todo` are those that nobody has looked at, or a group, `done`, `all`."""
        with self._lock:
            found = [entry for entries in self._entries.values() for entry in entries]
        wanted = {
            "todo": lambda one: one.group != "plain" and not one.is_done,
            "done": lambda one: one.is_done or one.review == "noted",
            "all": lambda _: True,
        }.get(show, lambda one: one.group == show)
        return sorted(filter(wanted, found), key=lambda one: one.key)

    def progress(self) -> tuple[int, int]:
        """How many of the figures that want to be looked at are done, and how many these are."""
        with self._lock:
            wanted = [one for entries in self._entries.values() for one in entries if one.group != "plain"]
        return sum(one.is_done for one in wanted), len(wanted)

    def report(self, row: int) -> tuple[Extraction, str]:
        """A report with what was answered and said of it, and its text. Raises Problem where the run has none of this number."""
        with self._lock:
            if row not in self._entries:
                raise Problem("not_found")
            return rechecked(self._run.journal.report(row).extraction, self.packs), self._run.journal.text(row)

    def history(self, row: int, span: tuple[int, int]) -> list[Correction]:
        """All that was said of a figure, the first thing first."""
        extraction, text = self.report(row)
        with self._lock:
            review = self._run.journal.review
            last = review.last(extraction, span, lambda: text)
            return list(review.log.chain(last.id)) if last else []

    def correct(self, row: int, asked: CorrectionRequest) -> Correction:
        """Keep a correction. Raises StaleError, CorrectionError, Problem."""
        with self._lock:
            extraction, text = self.report(row)
            made = correct(self._run.journal.review, extraction, lambda: text, asked, self.packs)
            place = next((one.place for one in self._entries[row]), 0)
            self._entries[row] = _entries(self._run.journal.report(row), place, self.packs)
            return made

    @contextlib.contextmanager
    def workbook(self) -> Iterator[Path]:
        """The workbook of the run with all that was said, in a file that goes when the block ends."""
        with tempfile.TemporaryDirectory(prefix="baoshu.") as folder:
            path = Path(folder) / "output.xlsx"
            with self._lock:
                emit.write(self._run.extractions(), path, about=self._run.about())
            yield path


class Desks:
    """The runs that lie open: the one that the command named, and those of jobs, by their ids."""

    RUN: Final = "run"

    def __init__(self, patterns: tuple[Path, ...]) -> None:
        self._patterns = patterns
        self._lock = threading.Lock()
        self._open: dict[str, Desk] = {}

    def open(self, key: str, output: Path) -> Desk:
        """The desk of a run, opened where it is not. Raises BaoshuError."""
        with self._lock:
            if key not in self._open:
                self._open[key] = Desk(output, self._patterns)
            return self._open[key]

    def get(self, key: str) -> Desk | None:
        """The desk, where it is open."""
        return self._open.get(key)

    def forget(self, key: str) -> None:
        """Close one without writing its output: it is to be deleted."""
        with self._lock:
            desk = self._open.pop(key, None)
        if desk is not None:
            desk.close()

    def close(self) -> list[str]:
        """Close all; what could not be written is said in the list that comes back."""
        said = []
        for key in list(self._open):
            try:
                self._open.pop(key).close()
            except BaoshuError as error:
                said.append(str(error))
        return said


def _entries(given: Given, place: int, packs: Packs) -> list[Entry]:
    extraction = given.extraction
    doubted, was_doubted = _doubted(rechecked(extraction, packs)), _doubted(extraction)
    return [
        Entry(
            given.id,
            place,
            extraction.report.name,
            figure.start,
            figure.end,
            figure.text,
            figure.item or "",
            figure.sentence,
            _group(figure, is_doubted=at in doubted, was_doubted=at in was_doubted),
            _review(figure),
        )
        for at, figure in enumerate(extraction.records)
        if isinstance(figure, Figure)
    ]


def _review(figure: Figure) -> str:
    """What a reviewer says of it; a correction without a value, which was taken once, has settled nothing."""
    said = figure.reviewed.status if figure.reviewed else ""
    return "" if said == "corrected" and figure.is_open else said


def _doubted(extraction: Extraction) -> set[int]:
    """The places of the figures that the check-up finds contradictory."""
    return {
        issue.figures[0]
        for issue in extraction.issues
        if issue.figures and issue.severity in _WORST and not issue.is_gap
    }


def _group(figure: Figure, *, is_doubted: bool, was_doubted: bool) -> Group:
    """Why it should be looked at; what a reviewer has settled keeps its group, for the progress to count it."""
    if figure.status != "complete" and not figure.filled:
        return "open"
    if is_doubted:
        return "doubtful"
    if figure.filled:
        return "filled"
    if was_doubted:
        return "doubtful"
    is_unsure = figure.kind != "date" and (figure.item is None or figure.unit_at is not None)
    return "unsure" if is_unsure else "plain"


def issues_of(extraction: Extraction, figure: Figure) -> list[Issue]:
    """What the check-up says of a figure."""
    return [
        issue
        for issue in extraction.issues
        if issue.figures and extraction.records[issue.figures[0]] is figure and not issue.is_gap
    ]
