"""The inputs of a run in their order, and which of them have to be read: what the journal holds and is unchanged is not."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from extractor.errors import IGNORED, InputError
from extractor.read import Source, load, sniff
from extractor.runs.child import Task
from extractor.runs.journal import Journal, Row
from extractor.runs.options import Options, Progress
from extractor.runs.version import version
from extractor.runs.worker import source_of

__all__ = ["Inputs", "PendingInput", "stat_of"]

# A few small texts are read in this process: the start of a worker costs a second and more, and for them there is no parser
# that could break, only our own linear code.
_FEW: Final = 8
_SMALL: Final = 2**20
_FRESH: Final = 20_000_000  # nanoseconds; what was written so shortly before could change again within one clock tick


@dataclass(slots=True, eq=False)
class PendingInput(Task):
    """A task of a run: its place among the inputs, and what the journal knows of it."""

    place: str = ""
    stat: str = ""
    row: Row | None = None


@dataclass(slots=True)
class Inputs:
    """The inputs of a run in their order; what the journal holds already is passed over."""

    sources: Sequence[Source]
    options: Options
    journal: Journal | None = None
    touch: Callable[[], None] = lambda: None  # before the journal is changed
    progress: Progress = field(default_factory=Progress)
    seen: set[int] = field(default_factory=set)  # rows of the journal that belong to an input
    piped: bytes = b""  # standard input
    _at: int = 0
    _ahead: deque[tuple[Source, str]] = field(default_factory=deque)  # members of archives

    def __post_init__(self) -> None:
        self.progress.total = len(self.sources)
        if any(source.path == "-" for source in self.sources):
            self.piped = sys.stdin.buffer.read(self.options.limits.file + 1) if sys.stdin else b""

    def left(self) -> int:
        """About how many are left."""
        return len(self.sources) - self._at + len(self._ahead)

    def take(self) -> PendingInput | None:
        """The next input that has to be read."""
        while self.left():
            if self._ahead:
                source, place = self._ahead.popleft()
            else:
                source, place = self.sources[self._at], f"{self._at:09}"
                self._at += 1
            if (task := self._unread(source, place)) is not None:
                return task
        return None

    def _unread(self, source: Source, place: str) -> PendingInput | None:
        size, marks = stat_of(source.path)
        rows = self.journal.find(source) if self.journal else []
        row = next((row for row in rows if row.id not in self.seen), None)
        task = PendingInput(source, size, place=place, stat=marks, row=row)
        if row is not None:
            self.seen.add(row.id)
            if not self.options.fresh and row.name == source.name and row.version == self.version_for(row.status):
                task.known = row.sha256
                if marks and row.stat == marks:
                    self.same(task)
                    return None
        if source.path == "-":
            task.data, self.piped = self.piped, b""
            task.size = len(task.data)
        return task

    def same(self, task: PendingInput) -> None:
        """The input is what the journal knows."""
        row = task.row
        if row is None or self.journal is None:
            return
        if row.place != task.place:
            self.touch()
        if (row.place, row.stat) != (task.place, task.stat):
            self.journal.keep(row, task.place, task.stat)
        if row.status == "archive":
            self.expand(task, row.answer["members"])
        else:
            self.count(row.answer)

    def expand(self, task: PendingInput, members: Sequence[dict[str, Any]]) -> None:
        """An archive: its members come next, in the order in which they stand in it."""
        found = [source_of(member) for member in members]
        self._ahead.extendleft((s, f"{task.place}.{number:06}") for number, s in reversed(list(enumerate(found))))
        self.progress.total += len(found) - 1

    def count(self, row: dict[str, Any]) -> None:
        """One input is done."""
        self.progress.done += 1
        if row["code"] in IGNORED:
            self.progress.ignored += 1
            return
        flagged = row["status"] == "rejected" or row.get("redacted") or row.get("missing")
        self.progress.flagged += bool(flagged)

    def version_for(self, status: str) -> str:
        """What a row must say to be still true; a rejected input is tried again under other limits, too."""
        made = version(tuple(self.options.patterns))
        return f"{made} {self.options.limits}" if status == "rejected" else made

    def are_few(self) -> bool:
        """Whether all of them are small texts, and few."""
        return len(self.sources) <= _FEW and all(map(self._is_small_text, self.sources))

    def _is_small_text(self, source: Source) -> bool:
        if source.path != "-" and stat_of(source.path)[0] > _SMALL:
            return False
        try:
            data = self.piped if source.path == "-" else load(source, self.options.limits)
        except InputError:
            return True  # whoever reads it rejects it at once
        return len(data) <= _SMALL and sniff(data) == "txt"


def stat_of(path: str, *, settled: bool = False) -> tuple[int, str]:
    """A file's size, and marks that change when it does; "" where they could miss a change."""
    try:
        about = os.stat(path)  # noqa: PTH116 - a name that is no path is an error here, too
    except (OSError, ValueError):
        return 0, ""
    size = about.st_size if stat.S_ISREG(about.st_mode) else 0
    if not settled and time.time_ns() - about.st_mtime_ns < _FRESH:
        return size, ""
    return size, f"{size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}"
