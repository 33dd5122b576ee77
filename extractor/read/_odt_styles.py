"""The styles of an .odt: which hide their text, which page they begin, and how lists are numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from extractor.read._counting import spell
from extractor.read._raised import LOWERED, RAISED
from extractor.read._xml import whole

__all__ = ["LEVELS", "Counter", "Styles"]

LEVELS: Final = 10
_PLACE: Final = re.compile(r"%([0-9]{1,2})%")
_LONGEST: Final = 40  # characters of a level's text
_FORMS: Final = {  # by the first sign of style:num-format
    "": "none",
    "1": "decimal",
    "0": "decimalZero",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一": "chineseCounting",
    "壹": "chineseLegalSimplified",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "①": "decimalEnclosedCircle",
    "１": "decimalFullWidth",
}


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "none"
    text: str = ""  # %1%、
    first: int = 1


@dataclass(slots=True)
class _Style:
    parent: str = ""
    hides: bool | None = None
    strikes: bool | None = None
    aligned: str | None = None  # above or below the line


@dataclass(slots=True)
class Counter:
    """The numbers of one list so far."""

    counts: list[int | None] = field(default_factory=lambda: [None] * LEVELS)


class Styles:
    """A handler of styles.xml and content.xml; asked afterwards."""

    dull: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.pages = {"Standard"}  # master pages that are used
        self._styles: dict[tuple[str, str], _Style] = {}  # by family and name
        self._lists: dict[str, dict[int, _Level]] = {"": {}}  # the outline of headings has no name
        self._style: _Style | None = None
        self._list: dict[int, _Level] | None = None
        self._automatic = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A style, a list, or something of them."""
        if tag == "style:style":
            self._style = _Style(attributes.get("parent-style-name", ""))
            self._styles[attributes.get("family", ""), attributes.get("name", "")] = self._style
            if self._automatic and attributes.get("master-page-name"):
                self.pages.add(attributes["master-page-name"])
        elif tag == "style:text-properties" and self._style is not None:
            self._look(self._style, attributes)
        elif tag == "office:automatic-styles":
            self._automatic = True
        elif tag == "text:list-style":
            self._list = self._lists.setdefault(attributes.get("name", ""), {})
        elif tag == "text:outline-style":
            self._list = self._lists[""]
            self._lists[attributes.get("name", "")] = self._list
        elif tag in {"text:list-level-style-number", "text:outline-level-style"} and self._list is not None:
            self._list[whole(attributes.get("level"), 1) - 1] = _level(attributes)

    def end(self, tag: str) -> None:
        """A style or a list ends."""
        if tag == "style:style":
            self._style = None
        elif tag in {"text:list-style", "text:outline-style"}:
            self._list = None
        elif tag == "office:automatic-styles":
            self._automatic = False

    def data(self, text: str) -> None:
        """Styles have no text."""

    def hidden(self, family: str, name: str) -> bool | None:
        """Whether the style hides its text; None where it does not say."""
        for style in self._chain(family, name):
            if style.hides is not None:
                return style.hides
        return None

    def struck(self, name: str) -> bool | None:
        """Whether the style of characters strikes its text out; None where it does not say."""
        for style in self._chain("text", name):
            if style.strikes is not None:
                return style.strikes
        return None

    def aligned(self, name: str) -> str | None:
        """The mark of what stands above or below the line in a style of characters; None where it does not say."""
        for style in self._chain("text", name):
            if style.aligned is not None:
                return style.aligned
        return None

    def _look(self, style: _Style, attributes: Mapping[str, str]) -> None:
        if "display" in attributes:
            style.hides = attributes["display"] == "none"
        if line := attributes.get("text-line-through-style") or attributes.get("text-line-through-type"):
            style.strikes = line != "none"
        if place := attributes.get("text-position"):
            at = place.split()[0] if place.split() else ""
            below, level = at == "sub" or at.startswith("-"), at in {"0%", "0"} or not at
            style.aligned = "" if level else LOWERED if below else RAISED

    def _chain(self, family: str, name: str) -> Iterator[_Style]:
        for _ in range(20):  # styles may be based on each other in a circle
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.parent

    def label(self, name: str, counter: Counter, level: int, start: int | None = None) -> str:
        """Count a paragraph of the list style `name` and give its number as it is shown; empty where it has none."""
        levels = self._lists.get(name, {})
        level = min(level, LEVELS - 1)
        own = levels.get(level, _Level())
        before = counter.counts[level]
        counter.counts[level] = start if start is not None else own.first if before is None else before + 1
        counter.counts[level + 1 :] = [None] * (LEVELS - level - 1)
        if own.form == "none":
            return ""

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            count = counter.counts[at] if 0 <= at <= level else None
            one = levels.get(at, _Level())
            return spell(one.first if count is None else count, one.form) if 0 <= at <= level else ""

        return _PLACE.sub(shown, own.text)


def _level(attributes: Mapping[str, str]) -> _Level:
    level = whole(attributes.get("level"), 1)
    form = attributes.get("num-format", "")
    text = attributes.get("num-list-format")
    if text is None:
        shown = min(whole(attributes.get("display-levels"), 1), level)
        numbers = ".".join(f"%{at}%" for at in range(level - shown + 1, level + 1)) if shown < LEVELS else ""
        text = attributes.get("num-prefix", "")[:_LONGEST] + numbers + attributes.get("num-suffix", "")
    return _Level(_FORMS.get(form[:1], "decimal"), text[:_LONGEST], whole(attributes.get("start-value"), 1))
