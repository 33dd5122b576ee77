"""The ways out: a format is a module of this folder, named by the suffix that chooses it.

A module has `write(extractions, path, about)`, which gives back what its reader should know (a cell was cut). What it writes is
committed whole or not at all.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from extractor.emit._about import About
from extractor.emit._cells import guarded, named, shown
from extractor.emit._summary import organisation
from extractor.errors import BaoshuError
from extractor.records import Extraction

__all__ = ["About", "committed", "formats", "guarded", "leftovers", "named", "organisation", "shown", "write", "writer"]

_PLAIN: Final = About()
_ALSO: Final = {"db": "sqlite"}  # suffixes beside the modules' own names


def formats() -> list[str]:
    """The suffixes that can be written.

    >>> formats()
    ['csv', 'db', 'html', 'jsonl', 'parquet', 'sqlite', 'xlsx']
    """
    return sorted([*(p.stem for p in Path(__file__).parent.glob("*.py") if not p.stem.startswith("_")), *_ALSO])


Writer = Callable[[Iterable[Extraction], Path, About], list[str]]


def writer(path: Path, form: str | None = None) -> Writer:
    """The writer for `path`: that of the format `form`, or else of its suffix. Raises BaoshuError where there is none."""
    form = (form or path.suffix.removeprefix(".")).lower()
    if form not in formats():
        raise BaoshuError(
            f"{path}: cannot write {form or 'a file without suffix'}; use {', '.join('.' + f for f in formats())}"
        )
    module = importlib.import_module(f"extractor.emit.{_ALSO.get(form, form)}")
    write: Writer = module.write
    return write


def write(extractions: Iterable[Extraction], path: Path, form: str | None = None, about: About = _PLAIN) -> list[str]:
    """Write all records to `path` in the format `form`, or else that of its suffix; what should be known of it comes back.

    Raises BaoshuError where the format is unknown or the file cannot be written; then nothing is left at `path`.
    """
    write = writer(path, form)
    with committed(path) as temporary:
        return write(extractions, temporary, about)


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
        _sync_folder(path.parent)
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


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder has no handle to sync there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
