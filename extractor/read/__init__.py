"""The one way in: a path (or `-`) → bytes, within limits → the reader of what the bytes are → a Document, or a reason.

A format is a module of this folder, named as `sniff` names it, with `read(data, name, limits) -> Document`.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from extractor.document import Document
from extractor.errors import InputError
from extractor.read._files import Source, ignored, is_file, read_file, sources, stamp
from extractor.read._signatures import KINDS, sniff
from extractor.read.limits import LIMITS, Limits
from extractor.read.zip import Archive, Entry

__all__ = [
    "LIMITS",
    "Limits",
    "Source",
    "digest",
    "documents",
    "formats",
    "load",
    "members",
    "read",
    "read_bytes",
    "sniff",
    "sources",
]

_NO_FORMAT: Final = {"__init__", "limits", "zip"}
_SEEN: Final = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")  # shows on paper


def load(source: Source, limits: Limits = LIMITS) -> bytes:
    """The bytes of a source. Raises InputError where there are none to be had within the limits."""
    if not source.members:
        return read_file(source, limits)
    if any(ignored(part) for part in source.name.removeprefix(source.path).split("/")):
        raise InputError(source.name, "hidden, or left by a system or an editor", "ignored")
    try:
        at = source.kept or source.path
        archive = _archive(at, source.members[:-1], stamp(at), limits)
        return archive.read(archive.entries[source.members[-1]])
    except IndexError:
        raise InputError(source.name, "no longer in the archive; try again", "changed") from None
    except InputError as error:
        raise InputError(source.name, error.reason, error.code) from None


def members(source: Source, data: bytes, limits: Limits = LIMITS) -> list[Source]:
    """The files in an archive, and in the archives in it, in their order: sources for `load`.

    The limits of members and bytes hold for all of it together. An archive in it that is broken or empty, or that would pass a
    limit, is given as it is: `read_bytes` has the reason. Raises InputError where the archive itself cannot be opened.
    """
    archive = Archive(data, source.name, limits)
    if source.path == "-":
        raise InputError(source.name, "an archive; save it as a file and name that", "archive")
    if source.members:  # `members` of the archive around it left it closed
        raise _closed(source.name, limits) if archive.has_files else _without_files(source.name)
    room = _Room(limits.members, limits.archive)
    room.takes(archive)
    found = list(_leaves(source, archive, limits, room))
    if not found:
        raise _without_files(source.name)
    return found


def formats() -> list[str]:
    """The formats that can be read; zip archives are opened, their members are read.

    >>> "txt" in formats(), "zip" in formats()
    (True, False)
    """
    own = (path.stem for path in Path(__file__).parent.glob("*.py"))
    return sorted(stem for stem in own if stem not in _NO_FORMAT and not stem.startswith("_"))


def read_bytes(data: bytes, name: str, limits: Limits = LIMITS) -> Document:
    """The document in `data`. Raises InputError with a reason and its code, whatever its reader does."""
    form = sniff(data, name, limits)
    if form == "zip":
        archive = Archive(data, name, limits)  # raises where it is broken or a bomb
        raise _closed(name, limits) if archive.has_files else _without_files(name)
    if form == "encrypted":
        raise InputError(name, "password-protected; send it without a password", "encrypted")
    if form not in formats():
        raise InputError(name, f"{KINDS[form]}, which is not read; send it as .docx, .pdf or .txt", "format")
    try:
        document: Document = importlib.import_module(f"extractor.read.{form}").read(data, name, limits)
    except InputError:
        raise
    except Exception as error:
        reason = f"broken, or more than its reader bears ({type(error).__name__}); {KINDS[form]} was expected"
        raise InputError(name, reason, "broken") from error
    if len(document.text) > limits.characters:
        raise InputError(name, f"more than {limits.characters} characters; split it", "too-large")
    if not _SEEN.search(document.text):
        raise InputError(name, "empty: there is no text in it", "empty")
    return document


def read(path: str, limits: Limits = LIMITS) -> Document:
    """The document at `path`, also of a member of an archive (a.zip/报告.docx); `-` is standard input.

    A folder or an archive is no document: see `sources` and `members`.
    """
    source = _member(path, limits) or Source(path, (), "stdin" if path == "-" else path)
    return read_bytes(load(source, limits), source.name, limits)


def documents(paths: Sequence[str], failures: list[InputError]) -> Iterator[tuple[str, Document]]:
    """Every report below these paths with its name; what cannot be read is added to `failures`."""
    for source in sources(paths):
        try:
            data = load(source)
            inner = members(source, data) if sniff(data, source.name) == "zip" else [source]
        except InputError as error:
            failures += [] if error.code == "ignored" else [error]
            continue
        for one in inner:
            try:
                yield one.name, read_bytes(data if one is source else load(one), one.name)
            except InputError as error:
                failures += [] if error.code == "ignored" else [error]


def digest(data: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(slots=True)
class _Room:
    """What an archive and all that is in it may still hold."""

    files: int
    size: int

    def takes(self, archive: Archive) -> bool:
        files, size = len(archive.entries), sum(entry.size for entry in archive.entries)
        if files > self.files or size > self.size:
            return False
        self.files, self.size = self.files - files, self.size - size
        return True


def _leaves(source: Source, archive: Archive, limits: Limits, room: _Room) -> Iterator[Source]:
    for entry in archive.entries:
        if entry.kind == "folder":
            continue
        inner = Source(source.path, (*source.members, entry.index), f"{source.name}/{entry.name}")
        held = _nested(archive, entry, limits) if len(inner.members) < limits.depth else None
        if held and held.has_files and room.takes(held):
            yield from _leaves(inner, held, limits, room)
        else:
            yield inner


def _member(name: str, limits: Limits) -> Source | None:
    """The source that `members` calls `name`; the first one, where an archive has two of it."""
    archive = next((name[: at.start()] for at in re.finditer("/", name) if is_file(name[: at.start()])), None)
    if archive is None:
        return None
    source = Source(archive, (), archive)
    data = load(source, limits)
    if sniff(data, archive, limits) != "zip":
        return None
    found = next((member for member in members(source, data, limits) if member.name == name), None)
    if found is None:
        raise InputError(name, "no such file in the archive", "missing")
    return found


def _nested(archive: Archive, entry: Entry, limits: Limits) -> Archive | None:
    """The archive that a member is; None where it is none or cannot be opened."""
    try:
        if not archive.head(entry).startswith(b"PK"):
            return None
        data = archive.read(entry)
        return Archive(data, entry.name, limits) if sniff(data, entry.name, limits) == "zip" else None
    except InputError:
        return None


@functools.lru_cache(maxsize=1)  # the members of an archive are read one after the other
def _archive(path: str, chain: tuple[int, ...], _stamp: tuple[int, ...], limits: Limits) -> Archive:
    archive = Archive(read_file(Source(path, (), path), limits), path, limits)
    for index in chain:
        archive = Archive(archive.read(archive.entries[index]), path, limits)
    return archive


def _without_files(name: str) -> InputError:
    return InputError(name, "an archive without files", "empty")


def _closed(name: str, limits: Limits) -> InputError:
    reason = (
        "an archive, no report: `baoshu extract` reads the files in it; "
        f"in archives, it is opened {limits.depth} deep and up to {limits.members} files in all"
    )
    return InputError(name, reason, "archive")
