"""The journal of a run: what became of each input, beside the output, so that a run can go on and need not begin again.

A SQLite database, `.OUT.journal` for OUT. Its lock is the lock of the output: who cannot have it is the second. What is
committed survives a `kill -9`; what is not is read again.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from extractor.beside import beside
from extractor.corrections import Log, correction_path
from extractor.errors import BaoshuError
from extractor.read import Source
from extractor.records import Extraction, Filled
from extractor.returns.question import with_filled
from extractor.review import Review
from extractor.status import Status
from extractor.wire import unpack, unpack_text
from extractor.worker import source_of

__all__ = ["Given", "Journal", "Row", "check_exists", "existing", "journal_path"]

_FORM: Final = "baoshu journal 1"
_TABLES: Final = """
CREATE TABLE note (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE input (
    id INTEGER PRIMARY KEY, path BLOB NOT NULL, members TEXT NOT NULL, place TEXT NOT NULL, name TEXT NOT NULL,
    stat TEXT NOT NULL, version TEXT NOT NULL, sha256 TEXT, text_sha256 TEXT, status TEXT NOT NULL, answer TEXT NOT NULL
);
CREATE INDEX input_source ON input (path, members);
CREATE INDEX input_place ON input (place);
CREATE INDEX input_text ON input (text_sha256, place);
CREATE TABLE records (id INTEGER PRIMARY KEY REFERENCES input (id), packed BLOB NOT NULL);
"""
_FILLED: Final = """
CREATE TABLE IF NOT EXISTS filled (
    id INTEGER PRIMARY KEY, question TEXT NOT NULL, sheet TEXT NOT NULL, value TEXT NOT NULL, text TEXT NOT NULL,
    by TEXT NOT NULL, at TEXT NOT NULL, source TEXT NOT NULL
)"""  # the last answer to a question holds; the ones before it are its history


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


def journal_path(output: Path) -> Path:
    """The journal of an output file."""
    return beside(output, ".{}.journal")


def check_exists(output: Path) -> None:
    """Raise BaoshuError where no run wrote `output`."""
    if not journal_path(output).is_file():
        raise BaoshuError(
            f"{output}: no journal of a run beside it; name the file that `baoshu extract … -o FILE` wrote"
        )


def existing(output: Path) -> Journal:
    """The journal of a run that is there. Raises BaoshuError where there is none."""
    check_exists(output)
    return Journal(output)


class Journal:
    """One output's journal, locked until `close`.

    Raises BaoshuError where another run holds it or the disk is full. `said` tells of a journal that was set aside.
    """

    def __init__(self, output: Path) -> None:
        self.path, self.said = journal_path(output), ""
        self.output = output
        self._answers: dict[str, Filled] | None = None  # by the id of their figure
        self._review: Review | None = None
        try:
            self._database = self._open()
        except _NotOursError as error:
            aside = self._set_aside()
            self.said = f"{self.path}: {error}; it is called {aside.name} now, and all is read anew"
            self._database = self._open()

    def _open(self) -> sqlite3.Connection:
        self.is_new = not self.path.exists()
        try:
            database = sqlite3.connect(self.path, isolation_level=None, timeout=0, check_same_thread=False)
            try:
                self._prepare(database)
            except BaseException:
                database.close()
                raise
        except sqlite3.Error as error:
            if self.is_new:
                self._remove()
            raise self._stopped(error) from None
        return database

    def _prepare(self, database: sqlite3.Connection) -> None:
        database.execute("PRAGMA locking_mode=EXCLUSIVE")
        database.execute("PRAGMA journal_mode=WAL")  # a commit costs no sync, and a killed process loses none
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute("BEGIN IMMEDIATE")
        if not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in _TABLES.split(";"):
                database.execute(statement)
            database.execute("INSERT INTO note VALUES ('journal', ?)", (_FORM,))
        found = database.execute("SELECT value FROM note WHERE key = 'journal'").fetchone()
        if found != (_FORM,):
            raise _NotOursError("not a journal of this version of baoshu")
        database.execute(_FILLED)  # also in a journal that was begun before there were returns
        database.execute("COMMIT")
        if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise _NotOursError("broken")

    def _stopped(self, error: sqlite3.Error) -> Exception:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            return BaoshuError(f"{self.output}: another run of baoshu writes it; wait for its end")
        full = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in full:
            return BaoshuError(f"{self.path}: cannot be written: {error}; what was read so far is kept")
        return _NotOursError(f"broken, or not a journal of baoshu ({error})")

    def _set_aside(self) -> Path:
        number = 1
        while (aside := self.path.with_name(f"{self.path.name}.broken-{number}")).exists():
            number += 1
        self.path.rename(aside)
        self._remove()
        return aside

    def _remove(self) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with contextlib.suppress(OSError):
                self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def close(self, *, remove: bool = False) -> None:
        """Give the lock back; `remove` deletes the journal where there is nothing to keep."""
        if remove and os.name != "nt":
            self.path.unlink(missing_ok=True)  # while it is locked: nobody can have opened it in between
        with contextlib.suppress(sqlite3.Error):
            self._database.close()
        if remove:
            self._remove()

    def is_empty(self, status: str = "") -> bool:
        """Whether it holds no input (of one status); a journal that cannot be asked is not."""
        try:
            return not self.count(status)
        except sqlite3.Error:
            return False

    def count(self, status: str = "") -> int:
        """How many inputs are in it: all, or those of one status (read, rejected, archive)."""
        found = self._database.execute("SELECT count(*) FROM input WHERE ? IN ('', status)", (status,)).fetchone()
        return int(found[0])

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """All that is written in this block is committed together. Raises BaoshuError where the disk refuses it."""
        try:
            self._database.execute("BEGIN")
            try:
                yield
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._database.execute("ROLLBACK")
            raise self._damaged(error) from None

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """What goes wrong with the database in this block is a BaoshuError that says what to do."""
        try:
            yield
        except (sqlite3.Error, zlib.error) as error:
            raise self._damaged(error) from None

    @contextlib.contextmanager
    def _decoding(self) -> Iterator[None]:
        """The same, and for what the database holds but no run of ours can have written."""
        try:
            with self.translated():
                yield
        except (ValueError, TypeError, LookupError) as error:
            raise self._damaged(error) from None

    def note(self, key: str, value: str) -> None:
        """Keep one word of the run."""
        self._database.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (key, value))

    def noted(self, key: str) -> str:
        """What was noted, or ""."""
        found = self._database.execute("SELECT value FROM note WHERE key = ?", (key,)).fetchone()
        return found[0] if found else ""

    def find(self, source: Source) -> list[Row]:
        """What is known of this input: more than one row where it was given more than once."""
        with self._decoding():
            rows = self._database.execute(
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
        self._database.execute("UPDATE input SET place = ?, stat = ? WHERE id = ?", (place, stat, row.id))

    def save(self, source: Source, row: Row, text: str | None = None, packed: bytes = b"") -> int:
        """Put what became of an input in the place of the row `row.id`; 0 adds one. The row's id comes back."""
        self._review = None  # it knows the reports' names
        if row.id:
            self.drop([row.id])
        cells = (row.place, json.dumps(row.name), row.stat, row.version, row.sha256, row.status, json.dumps(row.answer))
        made = self._database.execute(
            "INSERT INTO input (id, path, members, place, name, stat, version, sha256, status, answer, text_sha256)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (row.id or None, *_key(source), *cells, text),
        ).lastrowid
        if packed:
            self._database.execute("INSERT INTO records VALUES (?, ?)", (made, packed))
        return made or 0

    def drop(self, rows: list[int]) -> None:
        """Forget inputs."""
        self._database.executemany("DELETE FROM records WHERE id = ?", [(row,) for row in rows])
        self._database.executemany("DELETE FROM input WHERE id = ?", [(row,) for row in rows])

    def drop_all_but(self, seen: set[int]) -> int:
        """Forget what is no input any more; how many these were."""
        gone = [row for (row,) in self._database.execute("SELECT id FROM input") if row not in seen]
        self.drop(gone)
        return len(gone)

    def statuses(self) -> Iterator[Status]:
        """The row of each input in the order of the inputs, with what it is a duplicate of."""
        with self._decoding():
            rows = self._database.execute(
                "SELECT place, text_sha256, answer FROM input WHERE status != 'archive' ORDER BY place"
            )
            for place, text, answer in rows:
                status = Status(**json.loads(answer))
                first = (
                    text
                    and self._database.execute(
                        "SELECT place, name FROM input WHERE text_sha256 = ? ORDER BY place LIMIT 1", (text,)
                    ).fetchone()
                )
                yield _duplicate(status, json.loads(first[1])) if first and first[0] != place else status

    def extractions(self) -> Iterator[Extraction]:
        """The records of each input in the order of the inputs; one is in memory at a time."""
        return (given.extraction for given in self.reports())

    def reports(self) -> Iterator[Given]:
        """The same, with where each input was found."""
        with self._decoding():
            for (row,) in self._database.execute("SELECT id FROM input WHERE status = 'read' ORDER BY place"):
                yield self.report(row)

    def report(self, row: int) -> Given:
        """One of them, by the id that `reports` gave."""
        with self._decoding():
            if self._answers is None:
                self._answers = {question: answer for question, _, answer in self.filled()}
            path, members, name, sha256, answer, packed = self._database.execute(
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
        names = self._database.execute("SELECT name FROM input WHERE status = 'read'")
        return {json.loads(name) for (name,) in names}

    def text(self, row: int) -> str:
        """The text of one of them, in which the offsets of its records count.

        Raises BaoshuError where it was read before texts were kept.
        """
        with self._decoding():
            found = self._database.execute("SELECT packed FROM records WHERE id = ?", (row,)).fetchone()
            text = unpack_text(found[0])
        if text is None:
            raise BaoshuError(
                f"{self.path}: an earlier baoshu read these reports and kept no texts; extract them again"
            )
        return text

    def texts(self) -> Iterator[str]:
        """The text of each report, in the order of `reports`."""
        with self._decoding():
            for (row,) in self._database.execute("SELECT id FROM input WHERE status = 'read' ORDER BY place"):
                yield self.text(row)

    def filled(self) -> Iterator[tuple[str, str, Filled]]:
        """(question, sheet, answer) of all that was filled in, the latest last."""
        with self._decoding():
            rows = self._database.execute("SELECT question, sheet, value, text, by, at, source FROM filled ORDER BY id")
            for question, sheet, value, text, by, at, source in rows:
                yield question, sheet, Filled(value=value, text=text, by=by, at=at, source=source)

    def fill(self, question: str, sheet: str, answer: Filled) -> None:
        """Keep an answer: it holds from now on, what was answered before is kept beside it."""
        self._answers = None
        cells = (answer.value, answer.text, answer.by, answer.at, answer.source)
        self._database.execute(
            "INSERT INTO filled (question, sheet, value, text, by, at, source) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (question, sheet, *cells),
        )

    def _damaged(self, error: Exception) -> BaoshuError:
        stopped = self._stopped(error) if isinstance(error, sqlite3.Error) else None
        if isinstance(stopped, BaoshuError):
            return stopped
        return BaoshuError(f"{self.path}: damaged ({error}); delete it, and run again with --force")


class _NotOursError(Exception):
    """What stands in the journal's place cannot be used."""


def _answer(status: str, answer: str) -> dict[str, Any]:
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
