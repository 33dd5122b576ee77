"""The one way in: a path (or `-`) → bytes, within limits → the reader of what the bytes are → a Document, or a reason.

A format is a module of this folder, named as `sniff` names it, with `read(data, name, limits) -> Document`.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from extractor.document import Document
from extractor.errors import InputError
from extractor.read.limits import LIMITS, Limits

__all__ = ["LIMITS", "Limits", "Source", "formats", "load", "members", "read", "read_bytes", "sniff", "sources"]

_TEXT_MAGIC: Final = {b"%PDF": "pdf", b"{\\rtf": "rtf", b"\xd0\xcf\x11\xe0": "doc"}


@dataclass(frozen=True, slots=True)
class Source:
    """One input: a file, or a member of an archive by its index, and of an archive in that archive."""

    path: str
    members: tuple[int, ...] = ()
    name: str = ""  # what records and status call it: a.zip/附件一/报告.docx


def sources(paths: Sequence[str]) -> Iterator[Source]:
    """Every input below `paths` in a fixed order; a folder is walked, symbolic links in it are not followed."""
    for path in paths:
        if path != "-" and not Path(path).is_symlink() and Path(path).is_dir():
            names = sorted(str(entry) for entry in Path(path).iterdir())
            yield from sources(names)
        else:
            yield Source(path, (), "stdin" if path == "-" else path)


def load(source: Source, limits: Limits = LIMITS) -> bytes:
    """The bytes of a source. Raises InputError where there are none to be had within the limits."""
    data = sys.stdin.buffer.read(limits.file + 1) if source.path == "-" else _bytes(source.path, limits)
    if len(data) > limits.file:
        raise InputError(source.name, f"larger than {limits.file // 2**20} MiB; split it", "too-large")
    return data


def members(source: Source, data: bytes, limits: Limits = LIMITS) -> list[Source]:
    """The members of an archive as sources of their own."""
    raise NotImplementedError


def sniff(data: bytes) -> str:
    """What the bytes are, whatever the file is called: txt, docx, doc, pdf, html, rtf, odt, xlsx, zip."""
    for magic, form in _TEXT_MAGIC.items():
        if data.startswith(magic):
            return form
    if data.startswith(b"PK\x03\x04"):
        if b"mimetypeapplication/vnd.oasis.opendocument.text" in data[:200]:
            return "odt"
        if b"word/" in data:
            return "docx"
    return "txt"


def formats() -> list[str]:
    """The formats that can be read."""
    own = {"__init__", "limits"}
    return sorted(
        p.stem for p in Path(__file__).parent.glob("*.py") if p.stem not in own and not p.stem.startswith("_")
    )


def read_bytes(data: bytes, name: str, limits: Limits = LIMITS) -> Document:
    """The document in `data`. Raises InputError with a reason and its code."""
    form = sniff(data)
    if form not in formats():
        raise InputError(name, f"not text: a .{form} file; save it as .txt first", "format")
    document: Document = importlib.import_module(f"extractor.read.{form}").read(data, name, limits)
    if not document.text.strip():
        raise InputError(name, "empty: there is no text in it", "empty")
    return document


def read(path: str, limits: Limits = LIMITS) -> Document:
    """The document at `path`; `-` is standard input."""
    source = next(sources([path]))
    return read_bytes(load(source, limits), source.name, limits)


def _bytes(path: str, limits: Limits) -> bytes:
    if "\0" in path:
        raise InputError(path, "no such file: a name cannot hold a NUL", "missing")
    try:
        # O_NONBLOCK: opening a FIFO must not wait for a writer
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise InputError(path, "no such file", "missing") from None
    except OSError as error:
        raise InputError(path, f"cannot be opened: {error.strerror}", "unopenable") from None
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise InputError(path, "a folder" if stat.S_ISDIR(mode) else "not a regular file", "not-a-file")
    with os.fdopen(handle, "rb") as file:
        return file.read(limits.file + 1)


def digest(data: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
