"""What a placeholder that is no part of a figure hides: a name (XX区, 书记XX), or another word (xx学习教育)."""

from __future__ import annotations

import re
from typing import Final

from extractor.knowledge import Packs
from extractor.mention import Mention
from extractor.placeholder import MARKS

__all__ = ["hides_a_name", "what_is_hidden"]

_ONE: Final = f"[{MARKS}〇]{{1,6}}"
_ROW_BEFORE: Final = re.compile(rf"(?:{_ONE}[、和及]){{1,8}}\Z")
_ROW_AFTER: Final = re.compile(rf"(?:[、和及]\n?{_ONE}){{1,8}}")
_PEOPLE: Final = re.compile(f"等[0-9零一二两三四五六七八九十{MARKS}]{{1,4}} ?[人名位]")
_REACH: Final = 40  # characters before a placeholder in which its row begins
_TITLE: Final = 6  # the longest word before a hidden person


def what_is_hidden(mention: Mention, text: str, packs: Packs) -> str:
    """A "name", another "term", or what its pattern says (an "empty" line)."""
    return mention.pattern.what or ("name" if hides_a_name(text, mention.start, mention.end, packs) else "term")


def hides_a_name(text: str, start: int, end: int, packs: Packs) -> bool:
    """Whether what stands around `text[start:end]` says so; what holds for one of a row (XX、XX两镇) holds for all.

    >>> from extractor.packs import load
    >>> hides_a_name("向XX、XX等同志学习", 1, 3, load()), hides_a_name("开展XX学习教育", 2, 4, load())
    (True, False)
    """
    row = _ROW_BEFORE.search(text, max(0, start - _REACH), start)
    first = row.start() if row else start
    row = _ROW_AFTER.match(text, end)
    last = row.end() if row else end
    before = text[max(0, first - _TITLE) : first].rstrip(" \u3000")
    names = packs.names
    if names.before.search(before) or names.next.match(text, last) or _PEOPLE.match(text, last):
        return True
    return bool(names.after.match(text, last) and not names.never.match(text, last))
