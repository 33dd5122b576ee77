"""Paths → sources → bytes: folders are walked, regular files are read, all else has a reason."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from extractor.errors import InputError
from extractor.read.limits import Limits

__all__ = ["Source", "ignored", "is_file", "read_file", "sources", "stamp"]

_LEFT_BY_SYSTEMS: Final = {
    "thumbs.db",
    "desktop.ini",
    "__macosx",
    "$recycle.bin",
    "system volume information",
    "@eadir",
}
_TRIES: Final = 3  # of reading a file that somebody is writing
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


@dataclass(frozen=True, slots=True)
class Source:
    """One input: a file, or a member of an archive by its index, and of an archive in that archive."""

    path: str  # as the system gives it; bytes that are no UTF-8 are kept as surrogates
    members: tuple[int, ...] = ()
    name: str = ""  # what records and status call it: a.zip/附件一/报告.docx
    walked: bool = False  # found in a folder, not named by the user: then links and hidden files are refused
    kept: str = ""  # the file that holds the bytes of `path`, where that is only what they are called


def sources(paths: Sequence[str]) -> Iterator[Source]:
    """Every input below `paths` in a fixed order, one at a time; `-` is standard input.

    A folder that is named is walked, also through a link; a file in it sorts by its name. Whatever is in it is a source, be it
    a link, a pipe or a folder that cannot be opened: `load` has the reason. An empty folder that is named is one, too.
    """
    for path in paths:
        if path == "-":
            yield Source(path, (), "stdin")
        elif _has_mode(path, stat.S_ISDIR):
            found = _walk(path)
            first = next(found, None)
            yield first or Source(path, (), path)
            yield from found
        else:
            yield Source(path, (), path)


def ignored(name: str) -> bool:
    """Whether a file of this name is left by a system or an editor, or is hidden: no submission.

    >>> [ignored(name) for name in (".DS_Store", "~$报告.docx", "Thumbs.db", "__MACOSX", "报告.docx", "..")]
    [True, True, True, True, False, False]
    """
    return (name.startswith((".", "~$")) and name not in {".", ".."}) or name.lower() in _LEFT_BY_SYSTEMS


def is_file(path: str) -> bool:
    """Whether a regular file is there."""
    return _has_mode(path, stat.S_ISREG)


def stamp(path: str) -> tuple[int, int, int, int]:
    """What changes when the file does: device, inode, size, time of the last change."""
    try:
        state = Path(path).stat()
    except (OSError, ValueError):
        return (0, 0, 0, 0)
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)


def read_file(source: Source, limits: Limits) -> bytes:
    """The bytes of a regular file as they were at one moment. Raises InputError: missing, not-a-file, too-large, changed."""
    if source.walked and ignored(Path(source.path).name):
        raise InputError(source.name, "hidden, or left by a system or an editor; name it to have it read", "ignored")
    if "\0" in source.path:
        raise InputError(source.name, "no such file: a name cannot hold a NUL", "missing")
    try:
        data = _standard_input(source, limits) if source.path == "-" else _consistent(source, limits)
    except FileNotFoundError:
        raise InputError(source.name, "no such file", "missing") from None
    except (OSError, ValueError) as error:  # ValueError: a name that the system cannot write
        reason = (isinstance(error, OSError) and error.strerror) or "no such name"
        raise InputError(source.name, f"cannot be opened: {reason}", "unopenable") from None
    if len(data) > limits.file:
        raise _too_large(source, limits)
    return data


def _standard_input(source: Source, limits: Limits) -> bytes:
    if sys.stdin is None:
        raise InputError(source.name, "standard input is closed", "missing")
    return sys.stdin.buffer.read(limits.file + 1)


def _consistent(source: Source, limits: Limits) -> bytes:
    with os.fdopen(_opened(source), "rb") as file:
        for _ in range(_TRIES):
            before = os.fstat(file.fileno())
            if before.st_size > limits.file:
                raise _too_large(source, limits)
            file.seek(0)
            data = file.read(limits.file + 1)
            after = os.fstat(file.fileno())
            same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
            if same and after.st_size in {0, len(data)}:  # 0: the files of /proc do not say how long they are
                return data
    raise InputError(source.name, "changed while it was read; try again", "changed")


def _opened(source: Source) -> int:
    """A handle of the regular file; nothing else is even opened: a device or a pipe might wait, or act."""
    _check_mode(source, os.lstat(source.path) if source.walked else Path(source.path).stat())
    handle = os.open(source.path, _FLAGS | (getattr(os, "O_NOFOLLOW", 0) if source.walked else 0))
    try:
        _check_mode(source, os.fstat(handle))  # what stands there now may be something else
    except BaseException:
        os.close(handle)
        raise
    return handle


def _check_mode(source: Source, state: os.stat_result) -> None:
    mode = state.st_mode
    if stat.S_ISLNK(mode):
        raise InputError(source.name, "a symbolic link in a folder; name it to have it read", "link")
    if stat.S_ISDIR(mode):
        with os.scandir(source.path) as entries:  # raises where it may not be opened
            empty = next(entries, None) is None
        reason = "an empty folder" if empty else "a folder; name a file of it"
        raise InputError(source.name, reason, "not-a-file")
    if not stat.S_ISREG(mode):
        raise InputError(source.name, "not a regular file", "not-a-file")


def _walk(folder: str) -> Iterator[Source]:
    """The files below a folder: those of each folder by name, its folders among them."""
    stack = [iter(_listed(folder) or [])]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        path, is_folder = entry
        inside = _listed(path) if is_folder and not ignored(Path(path).name) else None
        if inside is None:
            yield Source(path, (), path, walked=True)
        else:
            stack.append(iter(inside))


def _listed(folder: str) -> list[tuple[str, bool]] | None:
    """(path, whether it is a folder) of each entry by name; None where the folder cannot be opened."""
    try:
        with os.scandir(folder) as entries:
            return sorted((entry.path, entry.is_dir(follow_symlinks=False)) for entry in entries)
    except OSError:
        return None


def _has_mode(path: str, test: Callable[[int], bool]) -> bool:
    try:
        return test(Path(path).stat().st_mode)
    except (OSError, ValueError):
        return False


def _too_large(source: Source, limits: Limits) -> InputError:
    return InputError(source.name, f"larger than {limits.file // 2**20} MiB; split it", "too-large")
