"""word/numbering.xml: the automatic number of each paragraph, counted as Word counts it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from extractor.read._counting import spell
from extractor.read._docx_styles import Styles, is_on
from extractor.read._xml import whole

__all__ = ["Numbering"]

_LEVELS: Final = 9
_PLACE: Final = re.compile(r"%([1-9])")
_LONGEST: Final = 40  # characters of a level's text


@dataclass(frozen=True, slots=True)
class _Level:
    first: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None  # after a level of this number (from 1); 0 is never, None after any higher one
    plain: bool = False  # the higher levels' numbers in it are shown in plain digits
    style: str = ""


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)
    link: str = ""  # the style that has the levels of this list


@dataclass(slots=True)
class _Number:
    """w:num: a use of a list, with changes of its own."""

    list: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)
    seen: bool = False
    used: dict[int, _Level] = field(default_factory=dict)  # the list's levels with these changes


class Numbering:
    """A handler of numbering.xml; `label` counts, so it is asked once for each paragraph, in their order."""

    dull: frozenset[str] = frozenset()

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._lists: dict[str, _List] = {}
        self._numbers: dict[str, _Number] = {}
        self._list: _List | None = None
        self._number: _Number | None = None
        self._at = 0
        self._level: _Level | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A list, a level, or something of them."""
        value = attributes.get("val", "")
        if self._level is not None:
            self._level = _with(self._level, tag, value, attributes)
        elif tag == "w:lvl":
            self._at, self._level = whole(attributes.get("ilvl")), _Level()
        elif tag == "w:abstractNum":
            self._list = self._lists.setdefault(attributes.get("abstractNumId", ""), _List())
        elif tag == "w:num":
            self._number = self._numbers.setdefault(attributes.get("numId", ""), _Number())
        elif tag == "w:numStyleLink" and self._list:
            self._list.link = value
        elif tag == "w:abstractNumId" and self._number:
            self._number.list = value
        elif tag == "w:lvlOverride":
            self._at = whole(attributes.get("ilvl"))
        elif tag == "w:startOverride" and self._number:
            self._number.starts[self._at] = whole(value)

    def end(self, tag: str) -> None:
        """A list or a level ends."""
        if tag == "w:lvl" and self._level is not None:
            holder = self._number or self._list
            if holder is not None and self._at < _LEVELS:
                holder.levels[self._at] = self._level
            self._level = None
        elif tag == "w:abstractNum":
            self._list = None
        elif tag == "w:num":
            self._number = None

    def data(self, text: str) -> None:
        """Numbering has no text."""

    def label(self, style: str, number: str | None, level: int | None) -> str:
        """Count the paragraph and give its number as it is shown; empty where it has none.

        `number` (w:numId) and `level` are what the paragraph itself says, None where only its style does.
        """
        by_style = number is None
        if number is None or level is None:
            styled, at = self._styles.numbering(style)
            number = styled if number is None else number
            level = at if level is None else level
        used = self._numbers.get(number or "")
        found = self._resolve(used) if used else None
        if used is None or found is None:
            return ""
        if by_style:
            level = next((at for at, one in found.levels.items() if one.style == style and style), level)
        return self._count(used, found, min(level or 0, _LEVELS - 1))

    def _resolve(self, number: _Number) -> _List | None:
        found = self._lists.get(number.list)
        for _ in range(4):  # a link to a link does not occur, a circle could
            if found is None or not found.link:
                break
            linked = self._numbers.get(self._styles.numbering(found.link)[0] or "")
            found = self._lists.get(linked.list) if linked else None
        return found

    def _count(self, number: _Number, found: _List, level: int) -> str:
        if not number.seen:
            number.seen = True
            levels = found.levels | number.levels
            number.used = {at: replace(one, first=number.starts.get(at, one.first)) for at, one in levels.items()}
            for at in number.starts:
                if at < _LEVELS:
                    found.counts[at] = None
        levels = number.used
        own = levels.get(level, _Level())
        before = found.counts[level]
        found.counts[level] = own.first if before is None else before + 1
        for deeper in range(level + 1, _LEVELS):
            restart = levels.get(deeper, _Level()).restart
            if restart is None or level < restart:
                found.counts[deeper] = None
        return self._show(own, level, levels, found.counts)

    def _show(self, own: _Level, level: int, levels: Mapping[int, _Level], counts: list[int | None]) -> str:
        if own.form == "bullet":
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at > level:
                return ""
            one = levels.get(at, _Level())
            count = counts[at]
            return spell(one.first if count is None else count, "decimal" if own.plain else one.form)

        return _PLACE.sub(shown, own.text)


def _with(level: _Level, tag: str, value: str, attributes: Mapping[str, str]) -> _Level:
    if tag == "w:start":
        return replace(level, first=whole(value, 1))
    if tag == "w:numFmt":
        return replace(level, form=value)
    if tag == "w:lvlText":
        return replace(level, text=value[:_LONGEST])
    if tag == "w:lvlRestart":
        return replace(level, restart=whole(value))
    if tag == "w:isLgl":
        return replace(level, plain=is_on(attributes))
    if tag == "w:pStyle":
        return replace(level, style=value)
    return level
