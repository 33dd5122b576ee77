"""The lists of an .odt that have begun and not ended, and the numbers that they have reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from extractor.read._odt_styles import LEVELS, Counter, Styles
from extractor.read._xml import whole

__all__ = ["Lists"]


@dataclass(slots=True)
class _List:
    style: str
    counter: Counter
    fresh: bool = False  # an item has begun and has no paragraph yet
    start: int | None = None  # of the item


class Lists:
    """Asked for the label of every paragraph, in their order."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._open: list[_List] = []
        self._outer: list[list[_List]] = []  # around the cell, the note or the text box
        self._counters: dict[str, Counter] = {}  # of lists by #id, of list styles by their name
        self._headings = Counter()

    def begin(self, attributes: Mapping[str, str]) -> None:
        """A list begins: anew, or going on from the list that it names, or from the last one of its style."""
        outer = self._open[-1] if self._open else None
        style = attributes.get("style-name") or (outer.style if outer else "")
        counter = outer.counter if outer else None
        if counter is None and "continue-list" in attributes:
            counter = self._counters.get("#" + attributes["continue-list"])
        if counter is None and attributes.get("continue-numbering") == "true":
            counter = self._counters.get(style)
        counter = counter or Counter()
        self._counters[style] = counter
        if "id" in attributes:
            self._counters["#" + attributes["id"]] = counter
        self._open.append(_List(style, counter))

    def end(self) -> None:
        """The list ends."""
        self._open.pop()

    def begin_item(self, attributes: Mapping[str, str]) -> None:
        """An item begins; it counts once it has a paragraph of its own."""
        if self._open:
            self._open[-1].fresh = True
            self._open[-1].start = whole(attributes["start-value"], 1) if "start-value" in attributes else None

    def label(self) -> str:
        """The label of a paragraph; empty where it does not begin an item."""
        here = self._open[-1] if self._open else None
        if here is None or not here.fresh:
            return ""
        here.fresh = False
        return self._styles.label(here.style, here.counter, len(self._open) - 1, here.start)

    def heading(self, attributes: Mapping[str, str]) -> str:
        """The label of a heading: of the list that it stands in, else of the outline."""
        if self._open:
            return self.label()
        if attributes.get("is-list-header") == "true":
            return ""
        level = min(max(whole(attributes.get("outline-level"), 1), 1), LEVELS) - 1
        start = whole(attributes.get("start-value"), 1) if attributes.get("restart-numbering") == "true" else None
        return self._styles.label("", self._headings, level, start)

    def enter(self) -> None:
        """A cell, a note or a text box begins: lists in it are its own."""
        self._outer.append(self._open)
        self._open = []

    def leave(self) -> None:
        """It ends."""
        self._open = self._outer.pop()
