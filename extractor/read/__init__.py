"""The one way in: a path (or `-`) → the report's name and text, or an InputError that says why not.

Each later format is a module of this folder, chosen by what the bytes are.
"""

from __future__ import annotations

import os
import stat
import sys
from typing import Final

from extractor.errors import InputError
from extractor.read.txt import decode

__all__ = ["read_report"]

_LARGEST: Final = 256 * 2**20  # bytes
# What begins these files is no text; named in the message, so that the sender can be told.
_MAGIC: Final = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a zip archive (or .docx, .xlsx)",
    b"\xd0\xcf\x11\xe0": "an old Office file (.doc, .xls, .wps)",
    b"{\\rtf": "an RTF file",
    b"<!DOCTYPE html": "an HTML page",
    b"<!doctype html": "an HTML page",
    b"<html": "an HTML page",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


def read_report(path: str) -> str:
    """The text of one report, decoded; `-` is standard input. Line ends are kept: offsets count them.

    Raises InputError where the path is missing, no regular file, too large, empty, or no text in a known encoding.
    """
    name = "stdin" if path == "-" else path
    data = sys.stdin.buffer.read(_LARGEST + 1) if path == "-" else _bytes(path)
    if len(data) > _LARGEST:
        raise InputError(name, f"larger than {_LARGEST // 2**20} MiB; split it")
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(name, f"not text: this is {what}; save it as .txt first")
    text = decode(data, name)
    if not text.strip():
        raise InputError(name, "empty: there is no text in it")
    return text


def _bytes(path: str) -> bytes:
    if "\0" in path:
        raise InputError(path, "no such file: a name cannot hold a NUL")
    try:
        # O_NONBLOCK: opening a FIFO must not wait for a writer
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise InputError(path, "no such file") from None
    except OSError as error:
        raise InputError(path, f"cannot be opened: {error.strerror}") from None
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise InputError(path, "a folder; name the files in it" if stat.S_ISDIR(mode) else "not a regular file")
    with os.fdopen(handle, "rb") as file:
        return file.read(_LARGEST + 1)
