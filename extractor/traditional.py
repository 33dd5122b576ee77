"""Traditional characters by their simplified ones, one to one, so that offsets stay.

jieba's dictionary and the word lists of items.toml are simplified; a traditional report is read through this table. It is the
part of OpenCC's TSCharacters (Apache-2.0) whose characters are in daily use; 著, which is also simplified, is left alone.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

__all__ = ["simplified"]

_TABLE: Final = Path(__file__).with_name("traditional.txt")  # pairs, with blanks between them


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
