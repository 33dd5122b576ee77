"""The file of a journal: a SQLite database beside the output, opened, locked, and set aside where it is damaged.

`.OUT.journal` for OUT. Its lock is the lock of the output: who cannot have it is the second.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from extractor.beside import beside
from extractor.errors import BaoshuError

__all__ = ["JournalFile", "check_exists", "journal_path"]

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

_REFUSED: Final = frozenset(  # what the disk or the system refuses, as against a file that is broken
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
)


def journal_path(output: Path) -> Path:
    """The journal of an output file."""
    return beside(output, ".{}.journal")


def check_exists(output: Path) -> None:
    """Raise BaoshuError where no run wrote `output`."""
    if not journal_path(output).is_file():
        raise BaoshuError(
            f"{output}: no journal of a run beside it; name the file that `baoshu extract … -o FILE` wrote"
        )


class JournalFile:
    """The database of one output's journal, locked until `close`. `said` tells of one that was set aside.

    Raises BaoshuError where another run holds it or the disk is full.
    """

    def __init__(self, output: Path) -> None:
        self.path, self.said = journal_path(output), ""
        self.output = output
        self._keeps = False  # whether a result is in it, which goes on to be there
        try:
            self.database = self._open()
        except _NotOursError as error:
            aside = self._set_aside()
            self.said = f"{self.path}: {error}; it is called {aside.name} now, and all is read anew"
            self.database = self._open()

    def _open(self) -> sqlite3.Connection:
        self.is_new = not self.path.exists()
        self._keeps = not self.is_new
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
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _REFUSED:
            reason = str(error)
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CANTOPEN:
                place = self.path.parent
                reason = f"no file can be made in {place}" if self.is_new else f"{self.path} cannot be opened"
            if self._keeps:
                return BaoshuError(f"{self.output}: cannot be written: {reason}; what was read so far is kept")
            return BaoshuError(f"{self.output}: cannot be written: {reason}")
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
            self.database.close()
        if remove:
            self._remove()

    @contextlib.contextmanager
    def batch(self) -> Iterator[None]:
        """All that is written in this block is committed together. Raises BaoshuError where the disk refuses it."""
        try:
            self.database.execute("BEGIN")
            try:
                yield
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self.database.execute("ROLLBACK")
                raise
            self.database.execute("COMMIT")
            self._keeps = True
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self.database.execute("ROLLBACK")
            raise self._damaged(error) from None

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        """What goes wrong with the database in this block is a BaoshuError that says what to do."""
        try:
            yield
        except (sqlite3.Error, zlib.error) as error:
            raise self._damaged(error) from None

    @contextlib.contextmanager
    def decoding(self) -> Iterator[None]:
        """As `translated`, and for what the database holds but no run of ours can have written."""
        try:
            with self.translated():
                yield
        except (ValueError, TypeError, LookupError) as error:
            raise self._damaged(error) from None

    def note(self, key: str, value: str) -> None:
        """Keep one word of the run."""
        self.database.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (key, value))

    def noted(self, key: str) -> str:
        """What was noted, or ""."""
        found = self.database.execute("SELECT value FROM note WHERE key = ?", (key,)).fetchone()
        return found[0] if found else ""

    def _damaged(self, error: Exception) -> BaoshuError:
        stopped = self._stopped(error) if isinstance(error, sqlite3.Error) else None
        if isinstance(stopped, BaoshuError):
            return stopped
        return BaoshuError(f"{self.path}: damaged ({error}); delete it, and run again with --force")


class _NotOursError(Exception):
    """What stands in the journal's place cannot be used."""
