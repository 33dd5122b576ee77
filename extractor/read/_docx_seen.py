"""What a .docx points to and holds beside its text: notes, headers, and what is not read but could hold text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from extractor.read._docx_styles import is_on
from extractor.read._unread import Unread
from extractor.read._xml import whole

__all__ = ["SEEN", "Seen"]

_UNREAD: Final = {
    "o:OLEObject": "embedded objects",
    "c:chart": "charts",
    "cx:chart": "charts",
    "dgm:relIds": "SmartArt",
    "w:altChunk": "embedded files (altChunk)",
    "w:subDoc": "linked subdocuments",
    "a:t": "text of drawings",
}
_REFERENCES: Final = frozenset(f"w:{kind}Reference" for kind in ("header", "footer", "footnote", "endnote"))
SEEN: Final = (  # the elements that it asks for
    _REFERENCES | {"w:body", "w:titlePg", "wp:extent", "v:shape", "v:imagedata", "pic:pic"} | _UNREAD.keys()
)
_POINTS: Final = re.compile(r"(width|height):([0-9]{1,6})(?:\.[0-9]{0,9})?pt")
_EMU: Final = 36_000  # in a millimetre
_POINT: Final = 25.4 / 72  # millimetres


@dataclass(slots=True)
class Seen:
    """Filled by the stories of a document, element by element."""

    notes: list[tuple[str, str]] = field(default_factory=list)  # ("footnote", id), in the order of the text
    margins: list[tuple[str, str, str]] = field(default_factory=list)  # ("header", "first", relationship)
    body: bool = False  # there is one: it is a Word document
    title_page: bool = False
    unread: Unread = field(default_factory=Unread)
    _size: tuple[float, float] = (0.0, 0.0)  # of the next picture

    def element(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element of SEEN that was neither deleted nor hidden."""
        if tag in {"w:headerReference", "w:footerReference"}:
            kind = tag[2:].removesuffix("Reference")
            self.margins.append((kind, attributes.get("type", "default"), attributes.get("id", "")))
        elif tag in {"w:footnoteReference", "w:endnoteReference"}:
            self.notes.append((tag[2:].removesuffix("Reference"), attributes.get("id", "")))
        elif tag == "w:body":
            self.body = True
        elif tag == "w:titlePg":
            self.title_page = self.title_page or is_on(attributes)
        elif tag == "wp:extent":
            self._size = whole(attributes.get("cx")) / _EMU, whole(attributes.get("cy")) / _EMU
        elif tag == "v:shape":
            size = dict(_POINTS.findall(attributes.get("style", "")[:1000]))
            self._size = int(size.get("width", 0)) * _POINT, int(size.get("height", 0)) * _POINT
        elif tag in {"pic:pic", "v:imagedata"}:
            self.unread.picture(*self._size)
        elif tag in _UNREAD:
            self.unread.kinds[_UNREAD[tag]] = None

    def count(self) -> int:
        """How much there was so far that is no text."""
        return self.unread.pictures + len(self.unread.kinds)
