"""What the control words of an .rtf mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from extractor.read._raised import LOWERED, RAISED

__all__ = ["ENDS", "SIGNS", "TEXTS", "Field", "Group", "changed", "destination"]

SIGNS: Final = {
    "tab": "\t",
    "line": "\n",
    "page": "\n",
    "column": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
}
ENDS: Final = frozenset({"par", "sect", "cell", "row", "nestcell", "nestrow"})
TEXTS: Final = {"footnote": "footnote", "shptxt": "textbox", "dptxbxtext": "textbox"} | {
    f"{kind}{page}": kind for kind in ("header", "footer") for page in ("", "l", "r", "f")
}
_ALIGNED: Final = {"super": RAISED, "sub": LOWERED, "nosupersub": "", "msup": RAISED, "msub": LOWERED}
_DESTINATIONS: Final = {
    "fonttbl": "fonts",
    "fldinst": "code",
    "listtext": "label",
    "pntext": "label",
    "upr": "upr",
    "pict": "picture",
}
_NAMES: Final = re.compile(  # of groups whose text is not the document's, or stands there again for old readers
    "colortbl|stylesheet|info|listtable|listoverridetable|revtbl|rsidtbl|generator|filetbl|pn|sp|shprslt|nonshppict"
    "|nonesttables|objdata|tc|xe|rxe|txe|mmathPict|fldtype"
)
_STARRED: Final = re.compile(  # of groups that old readers pass over, but we do not
    "shpinst|shppict|do|ud|moMath|moMathPara|nesttableprops|footnote|fldinst|listtext"
)


@dataclass(slots=True)
class Field:
    r"""{\field{\*\fldinst PAGE}{\fldrslt 3}}."""

    code: bytes = b""


@dataclass(frozen=True, slots=True)
class Group:
    """What holds up to the end of a group."""

    goes_to: str = "text"  # or: label, fonts, code, upr (twice, as bytes and as Unicode), picture, nothing
    hidden: bool = False
    deleted: bool = False
    struck: bool = False  # a line through it
    aligned: str = ""  # above or below the line
    fallback: int = 1  # how many characters for old readers follow one of Unicode
    font: int = -1
    in_table: bool = False
    depth: int = 1  # of that table
    starred: bool = False  # an unknown word that follows is not for us
    text_of_its_own: bool = False  # this group began one
    field: Field | None = None


def changed(group: Group, word: str, number: int | None) -> Group | None:
    """The group after a word that says how its text is written; None for another word."""
    if word == "v":
        return replace(group, hidden=number != 0)
    if word in {"deleted", "mvf"}:
        return replace(group, deleted=number != 0)
    if word in {"strike", "striked"}:
        return replace(group, struck=number != 0)
    if word in _ALIGNED:
        return replace(group, aligned=_ALIGNED[word] if number != 0 else "")
    if word == "plain":
        return replace(group, hidden=False, deleted=False, struck=False, aligned="", font=-1)
    if word == "f":
        return replace(group, font=number or 0)
    if word == "uc":
        return replace(group, fallback=min(max(0, 1 if number is None else number), 10))
    if word == "pard":
        return replace(group, in_table=False, depth=1)
    if word == "intbl":
        return replace(group, in_table=True)
    if word == "itap":
        return replace(group, in_table=bool(number), depth=max(1, number or 0))
    return None


def destination(word: str, *, starred: bool) -> str:
    """Where the text of a group that begins with this word goes; empty where the word says nothing of that.

    >>> destination("info", starred=False), destination("listtext", starred=True), destination("b", starred=False)
    ('nothing', 'label', '')
    """
    if _NAMES.fullmatch(word) or (starred and not _STARRED.fullmatch(word)):
        return "nothing"
    return _DESTINATIONS.get(word, "")
