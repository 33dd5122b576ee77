"""The one way in: a path (or `-`) → bytes, within limits → the reader of what the bytes are → a Document, or a reason.

A format is a module of this folder, named as `sniff` names it, with `read(data, name, limits) -> Document`.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from extractor.document import Document
from extractor.errors import IGNORED, InputError
from extractor.read._files import Source, ignored, is_file, read_file, sources, stamp
from extractor.read._no_report import check_is_report
from extractor.read._signatures import KINDS, may_hold_files, sniff
from extractor.read.eml import Mail
from extractor.read.limits import LIMITS, Limits
from extractor.read.zip import Archive, Entry

__all__ = [
    "HOLDERS",
    "LIMITS",
    "Limits",
    "Source",
    "check_is_report",
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

HOLDERS: Final[Mapping[str, type[Archive | Mail]]] = {"zip": Archive, "eml": Mail}
"""What holds files instead of a text, by its format: `members` has them."""

_NO_FORMAT: Final = {"__init__", "limits", *HOLDERS}
_SEEN: Final = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")  # shows on paper


def load(source: Source, limits: Limits = LIMITS) -> bytes:
    """The bytes of a source. Raises InputError where there are none to be had within the limits."""
    if not source.members:
        return read_file(source, limits)
    if any(ignored(part) for part in source.name.removeprefix(source.path).split("/")):
        raise InputError(source.name, "hidden, or left by a system or an editor", "ignored")
    try:
        at = source.kept or source.path
        holder = _holder(at, source.members[:-1], stamp(at), limits)
        return holder.read(holder.entries[source.members[-1]])
    except IndexError:
        raise InputError(source.name, "no longer in the archive; try again", "changed") from None
    except InputError as error:
        raise InputError(source.name, error.reason, error.code) from None


def members(source: Source, data: bytes, limits: Limits = LIMITS) -> list[Source]:
    """The files in an archive or a mail, and in those in it, in their order: sources for `load`.

    The limits of members and bytes hold for all of it together. An archive in it that is broken or empty, or that would pass a
    limit, is given as it is: `read_bytes` has the reason. Raises InputError where the archive itself cannot be opened.
    """
    form = sniff(data, source.name, limits)
    form = form if form in HOLDERS else "zip"  # whoever asks took it for one: it has the reason why it is none
    holder = _opened(form, data, source.name, limits)
    if source.path == "-":
        raise InputError(source.name, f"{KINDS[form]}; save it as a file and name that", "archive")
    if source.members:  # `members` of the archive around it left it closed
        raise _closed(source.name, form, limits)
    room = _Room(limits.members, limits.archive)
    room.takes(holder)
    found = list(_leaves(source, holder, limits, room))
    if not found:
        raise _without_files(source.name, form)
    return found


def formats() -> list[str]:
    """The formats that can be read; zip archives and mails are opened, what is in them is read.

    >>> "txt" in formats(), "zip" in formats()
    (True, False)
    """
    own = (path.stem for path in Path(__file__).parent.glob("*.py"))
    return sorted(stem for stem in own if stem not in _NO_FORMAT and not stem.startswith("_"))


def read_bytes(data: bytes, name: str, limits: Limits = LIMITS) -> Document:
    """The document in `data`. Raises InputError with a reason and its code, whatever its reader does."""
    form = sniff(data, name, limits)
    if form in HOLDERS:
        _opened(form, data, name, limits)  # raises where it is broken or a bomb
        raise _closed(name, form, limits)
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
    data = load(source, limits)
    check_is_report(source, data)
    return read_bytes(data, source.name, limits)


def documents(paths: Sequence[str], failures: list[InputError]) -> Iterator[tuple[str, Document]]:
    """Every report below these paths with its name; what cannot be read is added to `failures`."""
    for source in sources(paths):
        try:
            data = load(source)
            check_is_report(source, data)
            inner = members(source, data) if sniff(data, source.name) in HOLDERS else [source]
        except InputError as error:
            failures += [] if error.code in IGNORED else [error]
            continue
        for one in inner:
            try:
                yield one.name, read_bytes(data if one is source else load(one), one.name)
            except InputError as error:
                failures += [] if error.code in IGNORED else [error]


def digest(data: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


@dataclass(slots=True)
class _Room:
    """What an archive and all that is in it may still hold."""

    files: int
    size: int

    def takes(self, holder: Archive | Mail) -> bool:
        files, size = len(holder.entries), sum(entry.size for entry in holder.entries)
        if files > self.files or size > self.size:
            return False
        self.files, self.size = self.files - files, self.size - size
        return True


def _opened(form: str, data: bytes, name: str, limits: Limits) -> Archive | Mail:
    """An archive or a mail with something in it. Raises InputError where it cannot be opened, or holds nothing."""
    holder = HOLDERS[form](data, name, limits)
    if not holder.has_files:
        raise _without_files(name, form)
    return holder


def _leaves(source: Source, holder: Archive | Mail, limits: Limits, room: _Room) -> Iterator[Source]:
    for entry in holder.entries:
        if entry.kind == "folder":
            continue
        inner = Source(source.path, (*source.members, entry.index), f"{source.name}/{entry.name}")
        held = _nested(holder, entry, limits) if len(inner.members) < limits.depth else None
        if held and room.takes(held):
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
    if sniff(data, archive, limits) not in HOLDERS:
        return None
    found = next((member for member in members(source, data, limits) if member.name == name), None)
    if found is None:
        raise InputError(name, "no such file in the archive", "missing")
    return found


def _nested(holder: Archive | Mail, entry: Entry, limits: Limits) -> Archive | Mail | None:
    """The archive or the mail that a member is; None where it is none or cannot be opened."""
    try:
        if not may_hold_files(holder.head(entry)):
            return None
        data = holder.read(entry)
        form = sniff(data, entry.name, limits)
        return _opened(form, data, entry.name, limits) if form in HOLDERS else None
    except InputError:
        return None


@functools.lru_cache(maxsize=1)  # the members of an archive are read one after the other
def _holder(path: str, chain: tuple[int, ...], _stamp: tuple[int, ...], limits: Limits) -> Archive | Mail:
    data = read_file(Source(path, (), path), limits)
    for index in (*chain, None):
        form = sniff(data, path, limits)
        if form not in HOLDERS:
            raise IndexError
        holder: Archive | Mail = HOLDERS[form](data, path, limits)
        if index is not None:
            data = holder.read(holder.entries[index])
    return holder


def _without_files(name: str, form: str) -> InputError:
    return InputError(name, f"{KINDS[form]} without files", "empty")


def _closed(name: str, form: str, limits: Limits) -> InputError:
    reason = (
        f"{KINDS[form]}, no report: `baoshu extract` reads the files in it; "
        f"in archives, it is opened {limits.depth} deep and up to {limits.members} files in all"
    )
    return InputError(name, reason, "archive")
