"""The names of the files that belong to a run and lie beside its output."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["beside"]

_LONGEST_NAME: Final = 200  # bytes, of 255 that file systems take; SQLite adds -wal


def beside(output: Path, name: str) -> Path:
    """The path beside `output` whose name is `name` with the output's name for `{}`, cut where a file system would refuse it.

    >>> from pathlib import Path
    >>> beside(Path("out/数据.xlsx"), ".{}.journal").as_posix()
    'out/.数据.xlsx.journal'
    >>> len(beside(Path("长" * 80 + ".xlsx"), ".{}.journal").name.encode())
    145
    """
    own = output.name
    if len(os.fsencode(own)) > _LONGEST_NAME:
        own = own[:40] + hashlib.sha256(os.fsencode(own)).hexdigest()[:16]
    return output.parent / name.format(own)
