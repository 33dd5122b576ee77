"""Files that are on the disk whole or not at all: a temporary file beside them, fsync, a rename."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from extractor.errors import BaoshuError

__all__ = ["committed", "leftovers", "sync_folder"]


@contextlib.contextmanager
def committed(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place, on disk, once the block ends well; else it is removed."""
    if not path.parent.is_dir():
        raise BaoshuError(f"{path}: cannot be written: there is no folder {path.parent}; make it first")
    try:
        handle, name = tempfile.mkstemp(prefix=_prefix(path), suffix=".tmp", dir=path.parent)
    except OSError as error:
        raise BaoshuError(f"{path}: cannot be written: {error.strerror}") from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise BaoshuError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        temporary.unlink(missing_ok=True)


def leftovers(path: Path) -> list[Path]:
    """What a run that was killed while it wrote `path` has left beside it."""
    of_its_own = re.compile(re.escape(_prefix(path)) + r"[a-z0-9_]{8}\.tmp")
    return sorted(other for other in path.parent.iterdir() if of_its_own.match(other.name))


def _prefix(path: Path) -> str:
    return f".{path.name[:40]}."


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk: a new file outlives a power failure."""
    if os.name == "nt":
        return  # a folder has no handle to sync there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
