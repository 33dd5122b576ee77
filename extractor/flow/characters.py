"""One character for what is written in several: digits of full width, Latin commas, the shapes of a placeholder."""

from __future__ import annotations

import re
from typing import Final

from extractor.traditional import simplified

__all__ = ["MARKS_READ", "as_read"]

# Many a report is typed with Latin commas; one in a number (1,200, X,XXX) stays.
_LATIN: Final = re.compile(",(?:(?<![0-9０-９XxＸ×*＊],)|(?![0-9０-９XxＸ×*＊]))")
_COLON: Final = re.compile(":(?!//)(?:(?<![0-9０-９]:)|(?![0-9０-９]))")  # 14:30 stays
_MARKS: Final = ((";", "；"), ("(", "（"), (")", "）"), ("／", "/"))
# 參 is the formal three, and the traditional character of 参.
_THREE: Final = re.compile("參(?=[拾佰仟萬億圓元角分、.])")
# Other shapes of ○, × and *, by what they are read as: ◯◯人, OO国中, ●●万元, ###元. A single ● begins a line, ## a heading.
_SHAPES: Final = re.compile(
    "◯{1,8}|[✕✖╳]{1,8}|(?<![A-Za-z0-9])(?:O{2,8}|o{2,8}|Ｏ{2,8})(?![A-Za-z0-9])|(?<=[\u4e00-\u9fff])(?:#{2,8}|●{2,8})"
)
_OF_SHAPES: Final = ("◯", "✕", "✖", "╳", "OO", "oo", "ＯＯ", "##", "●●")
_READ_AS: Final = {"✕": "×", "✖": "×", "╳": "×", "#": "*"}
# What a scanner, or a hurried hand, makes of 0 and 1: 1O万人, 3O.5万元, l2期
_NOUGHT: Final = re.compile(r"[Oo](?:(?<=[0-9].)|(?<=[0-9][.].))[Oo]{0,5}(?=[0-9.]|\s?[一-鿿%％])")
_ONE: Final = re.compile(
    r"[lI](?<![A-Za-z0-9].)(?!(?<=I)[3579](?:处理|芯|代))(?=[0-9Oo]{1,6}[.]?[0-9Oo]{0,4}\s?[一-鿿%％])"
)
_ODD: Final = re.compile("佘(?<=[0-9].)")  # 余, mistyped or misread
_WIDE: Final = re.compile("[０-９．％]")
_HALF: Final = tuple(zip("０１２３４５６７８９．％", "0123456789.%", strict=True))
MARKS_READ: Final = frozenset("，；：（）/.%0123456789○×*")  # what marks, digits and placeholders are read as


def as_read(written: str) -> str:
    """Every character as the later steps read it; the text stays as long as it was.

    >>> as_read("發放１２.５萬元,惠及●●人;OO鎮")
    '发放12.5万元，惠及○○人；○○镇'
    """
    text = simplified(_THREE.sub("叁", written))
    text = _LATIN.sub("，", text)
    for latin, han in _MARKS:
        text = text.replace(latin, han)
    if ":" in text:
        text = _COLON.sub("：", text)
    if "O" in text or "o" in text:
        text = _NOUGHT.sub(lambda m: m[0].replace("O", "0").replace("o", "0"), text)
    if "l" in text or "I" in text:
        text = _ONE.sub("1", text)
    if any(shape in text for shape in _OF_SHAPES):
        text = _SHAPES.sub(lambda m: _READ_AS.get(m[0][0], "○") * len(m[0]), text)
    if _WIDE.search(text):
        for wide, half in _HALF:
            text = text.replace(wide, half)
    return _ODD.sub("余", text)
