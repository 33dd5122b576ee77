"""The errors that baoshu raises on purpose.

BaoshuError            everything below: catch this one
├── PackError          a pattern pack is wrong: file, line, what, and what to do
├── InputError         a report cannot be read: file and reason
├── CorrectionError    a correction cannot be: why (review/request.py)
└── StaleError         somebody else has corrected the figure since it was seen: the last correction (review/corrections.py)
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

__all__ = ["IGNORED", "BaoshuError", "InputError", "PackError"]

IGNORED: Final = frozenset({"ignored", "no-report"})
"""Codes of what a folder holds beside reports: it has a row, and is no failure."""


class BaoshuError(Exception):
    """Base of the project's errors; its text is meant for the person at the terminal."""


class PackError(BaoshuError):
    """A pattern pack cannot be used."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}")
        self.path, self.line = path, line


class InputError(BaoshuError):
    """A report cannot be read. `code` is the reason in one stable word, for programs.

    No file to be had: missing, unopenable, not-a-file, link, ignored, no-report, changed. Beyond a limit: too-large, too-many,
    too-many-parts, bomb. Not to be read: empty, encrypted, broken, format, archive, needs-ocr, needs-extra, own, unreadable.
    """

    def __init__(self, name: str, reason: str, code: str = "unreadable") -> None:
        super().__init__(f"{name}: {reason}")
        self.name, self.reason, self.code = name, reason, code
