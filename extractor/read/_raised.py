"""What stands above or below the line: 10³ is not 103, and the 2 of a footnote behind 500 is no digit of it.

Readers put marks around it while they put a paragraph together; once that is whole, `settled` says what it means.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["LOWERED", "NORMAL", "RAISED", "settled"]

RAISED, LOWERED, NORMAL = "\ufff9", "\ufffa", "\ufffb"  # characters that no text has: Unicode's own marks of this sort
_AGAIN: Final = re.compile("\ufffb\ufff9")  # it goes on, in another run
_PIECE: Final = re.compile("([\ufff9\ufffa][^\ufff9-\ufffb]{0,200}\ufffb)")
_MARKS: Final = re.compile("[\ufff9-\ufffb]")
_ABOVE: Final = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_BELOW: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NOTE: Final = re.compile(
    r"\s*[\[［(（〔【]?\s*(?:[0-9]{1,3}(?:\s*[,，、\-–]\s*[0-9]{1,3})*|[①-⑳㈠-㈩]|[*＊†‡§#]{1,3}|[注註][0-9]{0,2}|[a-z])\s*[\]］)）〕】]?\s*"
)
_NUMERAL: Final = re.compile(r"[0-9０-９〇零一二两三四五六七八九十百千万亿]\Z")
_POWER: Final = re.compile(r"(?<![0-9０-９.．])[1１][0０]\Z")  # of ten, as nothing else is raised in a report


def settled(text: str) -> str:
    """The paragraph without marks: a power or a unit's ² is written as such, the mark of a note inside a number is left out.

    >>> settled("救助500\ufff92\ufffb户，建成90m\ufff92\ufffb，3×10\ufff94\ufffb元，10\ufff96\ufffb次，CO\ufffa2\ufffb，500户\ufff92\ufffb")
    '救助500户，建成90m²，3×10⁴元，10⁶次，CO₂，500户²'
    """
    if not _MARKS.search(text):
        return text
    said = ""
    pieces: list[str] = []
    for piece in _PIECE.split(_AGAIN.sub("", text)):
        bare = _MARKS.sub("", piece)
        if piece.startswith(LOWERED):
            bare = bare.translate(_BELOW)
        elif piece.startswith(RAISED):
            if _NOTE.fullmatch(bare) and _NUMERAL.search(said) and not _POWER.search(said):
                continue
            bare = bare.translate(_ABOVE)
        pieces.append(bare)
        said = (said + bare)[-8:]
    return "".join(pieces)
