"""The journal of a run: what became of each input, beside the output, so that a run can go on and need not begin again.

What is committed survives a `kill -9`; what is not is read again. journal_file.py has the file itself.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractor.errors import BaoshuError
from extractor.packed import packed_text, unpack
from extractor.read import Source
from extractor.records import Extraction, Filled
from extractor.review.corrections import Log, correction_path
from extractor.review.filled import with_filled
from extractor.review.overlay import Review
from extractor.runs.journal_file import JournalFile, check_exists
from extractor.runs.worker import source_of
from extractor.status import Status

__all__ = ["Given", "Journal", "Row", "existing"]


@dataclass(frozen=True, slots=True)
class Given:
    """A report of the run: where it was found, its bytes' hash and format, and its records with what was filled in."""

    id: int
    source: Source
    sha256: str
    format: str
    extraction: Extraction


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one input; `status` is read, rejected, or archive, which has members instead of records."""

    id: int
    place: str
    name: str
    stat: str
    version: str
    sha256: str | None
    status: str
    answer: dict[str, Any]


def existing(output: Path) -> Journal:
    """The journal of a run that is there. Raises BaoshuError where there is none."""
    check_exists(output)
    return Journal(output)


class Journal(JournalFile):
    """One output's journal: what became of each input, its records, what was filled in and said of them.

    Raises BaoshuError where another run holds it or the disk is full.
    """

    def __init__(self, output: Path) -> None:
        super().__init__(output)
        self._answers: dict[str, Filled] | None = None  # by the id of their figure
        self._review: Review | None = None

    def is_empty(self, status: str = "") -> bool:
        """Whether it holds no input (of one status); a journal that cannot be asked is not."""
        try:
            return not self.count(status)
        except sqlite3.Error:
            return False

    def count(self, status: str = "") -> int:
        """How many inputs are in it: all, or those of one status (read, rejected, archive)."""
        found = self.database.execute("SELECT count(*) FROM input WHERE ? IN ('', status)", (status,)).fetchone()
        return int(found[0])

    def find(self, source: Source) -> list[Row]:
        """What is known of this input: more than one row where it was given more than once."""
        with self.decoding():
            rows = self.database.execute(
                "SELECT id, place, name, stat, version, sha256, status, answer FROM input"
                " WHERE path = ? AND members = ? ORDER BY id",
                _key(source),
            ).fetchall()
            return [
                Row(number, place, json.loads(name), stat, version, sha256, status, _answer(status, answer))
                for number, place, name, stat, version, sha256, status, answer in rows
            ]

    def keep(self, row: Row, place: str, stat: str) -> None:
        """The input is as it was; only where it stands among the others, or its time, may be another."""
        self.database.execute("UPDATE input SET place = ?, stat = ? WHERE id = ?", (place, stat, row.id))

    def save(self, source: Source, row: Row, text: str | None = None, packed: bytes = b"") -> int:
        """Put what became of an input in the place of the row `row.id`; 0 adds one. The row's id comes back."""
        self._review = None  # it knows the reports' names
        if row.id:
            self.drop([row.id])
        cells = (row.place, json.dumps(row.name), row.stat, row.version, row.sha256, row.status, json.dumps(row.answer))
        made = self.database.execute(
            "INSERT INTO input (id, path, members, place, name, stat, version, sha256, status, answer, text_sha256)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row.id or None, *_key(source), *cells, text),
        ).lastrowid
        if packed:
            self.database.execute("INSERT INTO records VALUES (?, ?)", (made, packed))
        return made or 0

    def drop(self, rows: list[int]) -> None:
        """Forget inputs."""
        self.database.executemany("DELETE FROM records WHERE id = ?", [(row,) for row in rows])
        self.database.executemany("DELETE FROM input WHERE id = ?", [(row,) for row in rows])

    def drop_all_but(self, seen: set[int]) -> int:
        """Forget what is no input any more; how many these were."""
        gone = [row for (row,) in self.database.execute("SELECT id FROM input") if row not in seen]
        self.drop(gone)
        return len(gone)

    def left_out(self, seen: set[int]) -> list[Source]:
        """The reports that `drop_all_but` would forget, but those whose bytes are an input under another name."""
        with self.decoding():
            rows = self.database.execute(
                "SELECT id, path, members, name, sha256 FROM input WHERE status = 'read' ORDER BY place"
            ).fetchall()
        kept = {sha256 for row, _, _, _, sha256 in rows if row in seen}
        return [
            _source(path, members, json.loads(name))
            for row, path, members, name, sha256 in rows
            if row not in seen and sha256 not in kept
        ]

    def statuses(self) -> Iterator[Status]:
        """The row of each input in the order of the inputs, with what it is a duplicate of."""
        with self.decoding():
            rows = self.database.execute(
                "SELECT place, text_sha256, answer FROM input WHERE status != 'archive' ORDER BY place"
            )
            for place, text, answer in rows:
                status = Status(**json.loads(answer))
                first = (
                    text
                    and self.database.execute(
                        "SELECT place, name FROM input WHERE text_sha256 = ? ORDER BY place LIMIT 1", (text,)
                    ).fetchone()
                )
                yield _duplicate(status, json.loads(first[1])) if first and first[0] != place else status

    def extractions(self) -> Iterator[Extraction]:
        """The records of each input in the order of the inputs; one is in memory at a time."""
        return (given.extraction for given in self.reports())

    def reports(self) -> Iterator[Given]:
        """The same, with where each input was found."""
        with self.decoding():
            for row in self._read():
                yield self.report(row)

    def report(self, row: int) -> Given:
        """One of them, by the id that `reports` gave."""
        with self.decoding():
            if self._answers is None:
                self._answers = {question: answer for question, _, answer in self.filled()}
            path, members, name, sha256, answer, packed = self.database.execute(
                "SELECT path, members, name, sha256, answer, packed FROM input JOIN records USING (id) WHERE id = ?",
                (row,),
            ).fetchone()
            extraction = with_filled(unpack(packed), sha256, self._answers)
            extraction = self.review.on(extraction, lambda: self.text(row))
            return Given(
                row, _source(path, members, json.loads(name)), sha256, json.loads(answer)["format"], extraction
            )

    @property
    def review(self) -> Review:
        """What reviewers said of the figures. Raises BaoshuError where the file of corrections is damaged."""
        if self._review is None:
            self._review = Review(Log(correction_path(self.output)), self.names())
        return self._review

    def names(self) -> set[str]:
        """What the reports are called."""
        names = self.database.execute("SELECT name FROM input WHERE status = 'read'")
        return {json.loads(name) for (name,) in names}

    def text(self, row: int) -> str:
        """The text of one of them, in which the offsets of its records count.

        Raises BaoshuError where it was read before texts were kept.
        """
        with self.decoding():
            found = self.database.execute("SELECT packed FROM records WHERE id = ?", (row,)).fetchone()
            text = packed_text(found[0])
        if text is None:
            raise BaoshuError(
                f"{self.path}: an earlier baoshu read these reports and kept no texts; extract them again"
            )
        return text

    def texts(self) -> Iterator[str]:
        """The text of each report, in the order of `reports`."""
        with self.decoding():
            for row in self._read():
                yield self.text(row)

    def _read(self) -> Iterator[int]:
        """The ids of the reports that were read, in the order of the inputs."""
        for (row,) in self.database.execute("SELECT id FROM input WHERE status = 'read' ORDER BY place"):
            yield row

    def filled(self) -> Iterator[tuple[str, str, Filled]]:
        """(question, sheet, answer) of all that was filled in, the latest last."""
        with self.decoding():
            rows = self.database.execute("SELECT question, sheet, value, text, by, at, source FROM filled ORDER BY id")
            for question, sheet, value, text, by, at, source in rows:
                yield question, sheet, Filled(value=value, text=text, by=by, at=at, source=source)

    def fill(self, question: str, sheet: str, answer: Filled) -> None:
        """Keep an answer: it holds from now on, what was answered before is kept beside it."""
        self._answers = None
        cells = (answer.value, answer.text, answer.by, answer.at, answer.source)
        self.database.execute(
            "INSERT INTO filled (question, sheet, value, text, by, at, source) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (question, sheet, *cells),
        )


def _answer(status: str, answer: str) -> dict[str, Any]:
    """What a worker answered, where it is one that a worker of ours can have given; else TypeError, LookupError."""
    found: dict[str, Any] = json.loads(answer)
    if status == "archive":
        [source_of(member) for member in found["members"]]
    else:
        Status(**found)
    return found


def _key(source: Source) -> tuple[bytes, str]:
    return source.path.encode("utf-8", "surrogatepass"), ".".join(map(str, source.members))


def _source(path: bytes, members: str, name: str) -> Source:
    chain = tuple(map(int, filter(None, members.split("."))))
    return Source(path.decode("utf-8", "surrogatepass"), chain, name)


def _duplicate(status: Status, of: str) -> Status:
    reason = "; ".join(filter(None, (status.reason, f"the same text as {of}")))
    return replace(status, status="warning", code=status.code or "duplicate", reason=reason, duplicate_of=of)
