"""The ways out: a format is a module of this folder, named by the suffix that chooses it.

A module has `write(extractions, path)`; what it writes is committed whole or not at all.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.emit._cells import shown
from extractor.errors import BaoshuError
from extractor.records import Extraction

__all__ = ["committed", "formats", "shown", "write"]


def formats() -> list[str]:
    """The suffixes that can be written.

    >>> formats()
    ['csv', 'jsonl', 'xlsx']
    """
    return sorted(p.stem for p in Path(__file__).parent.glob("*.py") if not p.stem.startswith("_"))


def write(extractions: Iterable[Extraction], path: Path, form: str | None = None) -> None:
    """Write all records to `path` in the format `form`, or else that of its suffix.

    Raises BaoshuError where the format is unknown or the file cannot be written; then nothing is left at `path`.
    """
    form = (form or path.suffix.removeprefix(".")).lower()
    if form not in formats():
        raise BaoshuError(
            f"{path}: cannot write {form or 'a file without suffix'}; use {', '.join('.' + f for f in formats())}"
        )
    with committed(path) as temporary:
        importlib.import_module(f"extractor.emit.{form}").write(extractions, temporary)


@contextlib.contextmanager
def committed(path: Path) -> Iterator[Path]:
    """A temporary path beside `path` that takes its place, on disk, once the block ends well; else it is removed."""
    if not path.parent.is_dir():
        raise BaoshuError(f"{path}: cannot be written: there is no folder {path.parent}; make it first")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".tmp", dir=path.parent)
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
        _sync_folder(path.parent)
    except OSError as error:
        raise BaoshuError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder has no handle to sync there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
