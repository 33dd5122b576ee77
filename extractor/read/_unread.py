"""What a document holds that is not read: said in a warning, or the reason why it is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from extractor.document import Document, DocumentBuilder
from extractor.errors import InputError

__all__ = ["Unread"]

_WIDE, _HIGH = 100, 120  # millimetres: a picture that large may be a scanned page
_OCR: Final = "only pictures, no text: it needs OCR; send the text itself"


@dataclass(slots=True)
class Unread:
    """Filled while the document is read."""

    pictures: int = 0
    scans: int = 0  # pictures as large as a page
    kinds: dict[str, None] = field(default_factory=dict)  # of what could hold text, in the order of the document

    def picture(self, width: float, height: float) -> None:
        """A picture, with its size on the page in millimetres."""
        self.pictures += 1
        self.scans += width >= _WIDE and height >= _HIGH

    def document(self, builder: DocumentBuilder, name: str, charset: str | None = None) -> Document:
        """What was built, with its warnings. Raises InputError where it is nothing but pictures."""
        for kind in self.kinds:
            builder.warn(f"not read: {kind}")
        if self.scans:
            builder.warn(f"not read: {self.scans} picture(s) as large as a page; text in them needs OCR")
        document = builder.document(charset=charset)
        if self.pictures and not document.text.strip():
            raise InputError(name, _OCR, "needs-ocr")
        return document
