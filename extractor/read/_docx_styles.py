"""word/styles.xml: which styles hide their text, and which number their paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from extractor.read._xml import whole

__all__ = ["Styles", "is_on"]

_OFF: Final = frozenset({"0", "false", "off", "none"})


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether an element such as w:vanish switches on: without a value it does."""
    return attributes.get("val", "1") not in _OFF


@dataclass(slots=True)
class _Style:
    based_on: str = ""
    hides: bool | None = None
    number: str | None = None  # w:numId
    level: int | None = None


class Styles:
    """A handler of styles.xml; asked afterwards for what a style and those it is based on say."""

    dull: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.default = ""  # of paragraphs
        self._styles: dict[str, _Style] = {}
        self._style: _Style | None = None
        self._defaults = _Style()  # w:docDefaults
        self._hidden: dict[tuple[str, str], bool] = {}  # what was asked before

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A w:style begins, or something is said in it."""
        if tag == "w:style":
            key = attributes.get("styleId", "")
            self._style = self._styles.setdefault(key, _Style())
            if attributes.get("type") == "paragraph" and attributes.get("default") in {"1", "true", "on"}:
                self.default = key
        elif tag == "w:docDefaults":
            self._style = self._defaults
        elif self._style is None:
            return
        elif tag == "w:basedOn":
            self._style.based_on = attributes.get("val", "")
        elif tag == "w:vanish":
            self._style.hides = is_on(attributes)
        elif tag == "w:numId":
            self._style.number = attributes.get("val")
        elif tag == "w:ilvl":
            self._style.level = whole(attributes.get("val"))

    def end(self, tag: str) -> None:
        """A w:style ends."""
        if tag in {"w:style", "w:docDefaults"}:
            self._style = None

    def data(self, text: str) -> None:
        """Styles have no text."""

    def hidden(self, paragraph: str, character: str) -> bool:
        """Whether text in these two styles is hidden. Hidden in both is shown: the property toggles."""
        both = paragraph, character
        if both not in self._hidden:
            self._hidden[both] = self._hides(paragraph) != self._hides(character) or bool(self._defaults.hides)
        return self._hidden[both]

    def numbering(self, style: str) -> tuple[str | None, int | None]:
        """The w:numId and the level of a paragraph style; None where it does not say."""
        chain = self._chain(style)
        number = next((one.number for one in chain if one.number is not None), None)
        return number, next((one.level for one in chain if one.level is not None), None)

    def _hides(self, style: str) -> bool:
        return next((one.hides for one in self._chain(style) if one.hides is not None), False)

    def _chain(self, style: str) -> list[_Style]:
        chain: list[_Style] = []
        while style in self._styles and len(chain) < 20:  # styles may be based on each other in a circle
            chain.append(self._styles[style])
            style = chain[-1].based_on
        return chain
