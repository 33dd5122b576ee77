"""The folder of the web app: its secret and its jobs, for its user alone. Names in it are ours, never a client's."""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
import stat
from pathlib import Path
from typing import Final

from extractor.atomic import committed
from extractor.errors import BaoshuError
from extractor.web.problems import Problem

__all__ = ["Store", "default_store"]

_SECRET: Final = "secret"  # noqa: S105 - the name of its file


def default_store(run: Path | None = None) -> Path:
    """The folder where none is named: in the user's data folder, as the system has it. Each run that is reviewed has its own."""
    name = "web" if run is None else f"review-{hashlib.sha256(os.fsencode(run.resolve())).hexdigest()[:16]}"
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "baoshu" / name
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "baoshu" / name


class Store:
    """The folder, made where it is missing, and how much of `space` is used. Raises BaoshuError where it cannot be used.

    `secret` is of this installation; `incoming` holds files of requests while they are answered.
    """

    def __init__(self, folder: Path, space: int) -> None:
        self.folder, self.jobs, self.incoming = folder, folder / "jobs", folder / "incoming"
        self._space = space
        try:
            for one in (folder, self.jobs, self.incoming):
                one.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
            self.secret = self._secret(folder / _SECRET)
            self.recount()
        except OSError as error:
            raise BaoshuError(f"{folder}: cannot be used as a store: {error.strerror}") from None

    def hold(self) -> sqlite3.Connection:
        """Hold the store for one server, until the connection is closed or the process ends. Raises BaoshuError."""
        lock = sqlite3.connect(self.folder / "lock", timeout=0, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error:
            lock.close()
            raise BaoshuError(f"{self.folder}: another server uses this store; name another with --store") from None
        return lock

    def clear(self) -> None:
        """Remove what a server that was killed has left of the requests that it answered."""
        for left in self.incoming.iterdir():
            left.unlink()
        self.recount()

    def take(self, size: int) -> None:
        """Count bytes that come. Raises Problem where there is no room for them."""
        if self.used + size > self._space:
            raise Problem("full")
        self.used += size

    def give(self, size: int) -> None:
        """Count bytes that are gone."""
        self.used -= size

    def recount(self) -> None:
        """Count what lies there: the files of a job are written by another process."""
        self.used = sum(_size(path) for folder in (self.jobs, self.incoming) for path in folder.rglob("*"))

    @staticmethod
    def _secret(path: Path) -> bytes:
        if not path.exists():
            with committed(path) as temporary:
                temporary.write_bytes(secrets.token_bytes(32))
            path.chmod(0o600)
        return path.read_bytes()


def _size(path: Path) -> int:
    """The bytes of a file; none where it is a folder, or gone meanwhile."""
    try:
        state = path.lstat()
    except OSError:
        return 0
    return state.st_size if stat.S_ISREG(state.st_mode) else 0
