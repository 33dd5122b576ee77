"""The console that all of terminal/ prints on."""

from __future__ import annotations

import io
import re
import sys
from typing import Final, TextIO

from rich.console import Console

__all__ = ["screen"]

_BLANKS: Final = re.compile(r"[ \t]+$", re.MULTILINE)


def screen(*, soft_wrap: bool = False, highlight: bool = True) -> Console:
    """A console on stdout. Into a file or a pipe, lines end with their last sign: no blanks up to the width of a terminal."""
    out = sys.stdout
    return Console(soft_wrap=soft_wrap, highlight=highlight, file=None if out is None or out.isatty() else _Bare(out))


class _Bare(io.TextIOWrapper):
    """Stdout without the blanks at the ends of lines; rich gives it whole lines."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(io.BytesIO(), encoding=out.encoding)
        self._out = out

    def write(self, text: str, /) -> int:
        """As any file's."""
        return self._out.write(_BLANKS.sub("", text))

    def flush(self) -> None:
        """As any file's."""
        self._out.flush()
