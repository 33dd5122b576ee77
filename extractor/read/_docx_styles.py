"""word/styles.xml: which styles hide their text, strike it out or raise it, and which number their paragraphs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from extractor.read._docx_properties import Look
from extractor.read._xml import whole

__all__ = ["LOOKS", "Styles", "is_on"]

LOOKS: Final = {"w:vanish": "w:vanish", "w:specVanish": "w:vanish"} | {
    tag: tag for tag in ("w:strike", "w:dstrike", "w:vertAlign")
}  # the elements that say how text looks, by what they say
_OFF: Final = frozenset({"0", "false", "off", "none"})


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether an element such as w:vanish switches on: without a value it does."""
    return attributes.get("val", "1") not in _OFF


@dataclass(slots=True)
class _Style:
    based_on: str = ""
    says: dict[str, str] = field(default_factory=dict)  # by element: w:vanish, w:vertAlign …
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
        self._looks: dict[tuple[str, str], Look] = {}  # what was asked before

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
        elif tag in LOOKS:
            self._style.says[LOOKS[tag]] = attributes.get("val", "1")
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

    def look(self, paragraph: str, character: str, own: Mapping[str, str]) -> Look:
        """How text in these two styles looks, if it says `own` of itself."""
        both = paragraph, character
        if both not in self._looks:
            aligned = self._said(character, "w:vertAlign") or self._said(paragraph, "w:vertAlign") or ""
            self._looks[both] = Look(
                self._toggled(both, "w:vanish"),
                self._toggled(both, "w:strike") or self._toggled(both, "w:dstrike"),
                aligned,
            )
        found = self._looks[both]
        if not own:
            return found
        struck = [own[tag] not in _OFF for tag in ("w:strike", "w:dstrike") if tag in own]
        return Look(
            own["w:vanish"] not in _OFF if "w:vanish" in own else found.hidden,
            any(struck) if struck else found.struck,
            own.get("w:vertAlign", found.aligned),
        )

    def numbering(self, style: str) -> tuple[str | None, int | None]:
        """The w:numId and the level of a paragraph style; None where it does not say."""
        chain = self._chain(style)
        number = next((one.number for one in chain if one.number is not None), None)
        return number, next((one.level for one in chain if one.level is not None), None)

    def _toggled(self, both: tuple[str, str], tag: str) -> bool:
        """Whether it is on. On in both styles is off: the property toggles."""
        first, second = (self._said(style, tag) or "0" for style in both)
        return (first not in _OFF) != (second not in _OFF) or self._defaults.says.get(tag, "0") not in _OFF

    def _said(self, style: str, tag: str) -> str | None:
        return next((one.says[tag] for one in self._chain(style) if tag in one.says), None)

    def _chain(self, style: str) -> list[_Style]:
        chain: list[_Style] = []
        while style in self._styles and len(chain) < 20:  # styles may be based on each other in a circle
            chain.append(self._styles[style])
            style = chain[-1].based_on
        return chain
