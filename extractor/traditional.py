"""Traditional characters by their simplified ones, one to one, so that offsets stay.

jieba's dictionary and the packs are simplified; a traditional report is read through this table. It is the
part of OpenCC's TSCharacters (Apache-2.0) whose characters are in daily use; 著, which is also simplified, is left alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["is_traditional", "simplified"]

_TABLE: Final = Path(__file__).with_name("traditional.txt")  # pairs, with blanks between them
# Characters of every report, in which it shows; 肆佰叁拾萬圆整 and a name or two stand in simplified reports as well.
_TRADITIONAL: Final = re.compile("[會萬與個員學為國們臺幣]")
_SIMPLIFIED: Final = re.compile("[会万与个员学为国们币]")


@functools.cache
def _pairs() -> Mapping[int, str]:
    return {ord(pair[0]): pair[1] for pair in _TABLE.read_text(encoding="utf-8").split()}


@functools.cache
def _traditional() -> re.Pattern[str]:
    return re.compile(f"[{''.join(map(chr, _pairs()))}]")


def simplified(text: str) -> str:
    """`text` in simplified characters, as long as it was.

    >>> simplified("訓練志工88名"), simplified("训练")
    ('训练志工88名', '训练')
    """
    return text.translate(_pairs()) if _traditional().search(text) else text


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters, as a whole.

    >>> is_traditional("本會訓練志工88名"), is_traditional("本会收到肆佰萬元")
    (True, False)
    """
    return len(_TRADITIONAL.findall(text)) > len(_SIMPLIFIED.findall(text))
