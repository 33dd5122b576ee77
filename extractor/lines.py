"""The lines of a text, however they end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ["LINE_END", "SENTENCE_ENDS", "lines"]

SENTENCE_ENDS: Final = "。！？；：!?;:…"  # a line that ends in none of these may go on in the next one
LINE_END: Final = re.compile(r"\r\n|[\r\n\u2028]")


def lines(text: str) -> Iterator[tuple[int, str]]:
    r"""Where each line starts, and the line without its end; a last one that is empty comes, too.

    >>> list(lines("一\r\n二\n"))
    [(0, '一'), (3, '二'), (5, '')]
    """
    at = 0
    for match in LINE_END.finditer(text):
        yield at, text[at : match.start()]
        at = match.end()
    yield at, text[at:]
