"""The ways out: a format is a module of this folder, named by the suffix that chooses it.

A module has `write(extractions, path, about)`, which gives back what its reader should know (a cell was cut). What it writes is
committed whole or not at all.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from extractor.atomic import committed
from extractor.emit._about import About
from extractor.errors import BaoshuError
from extractor.records import Extraction

__all__ = ["About", "formats", "write", "writer"]

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
        forms = ", ".join(f".{one}" for one in formats())
        if not form:
            raise BaoshuError(f"{path}: has no suffix that says its format; use {forms}")
        raise BaoshuError(f"{path}: cannot write {form}; use {forms}")
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
