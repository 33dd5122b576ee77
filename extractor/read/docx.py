"""Word documents (.docx): the text as its last reader sees it, with automatic numbers as labels.

Tracked changes are taken, hidden text, comments and the table of contents are left out. Notes, then headers and footers,
each once, follow the body: so they stand in no sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from extractor.document import Document
from extractor.errors import InputError
from extractor.read._blocks import Blocks
from extractor.read._docx_numbering import Numbering
from extractor.read._docx_seen import Seen
from extractor.read._docx_story import Story
from extractor.read._docx_styles import Styles, is_on
from extractor.read._package import OFFICE, STRICT, Package
from extractor.read.limits import Limits

__all__ = ["read"]

_NAMESPACES: Final = {
    OFFICE + "wordprocessingml/2006/main": "w",
    STRICT + "wordprocessingml/main": "w",
    OFFICE + "officeDocument/2006/math": "m",
    STRICT + "officeDocument/math": "m",
    OFFICE + "markup-compatibility/2006": "mc",
    OFFICE + "drawingml/2006/wordprocessingDrawing": "wp",
    STRICT + "drawingml/wordprocessingDrawing": "wp",
    OFFICE + "drawingml/2006/main": "a",
    STRICT + "drawingml/main": "a",
    OFFICE + "drawingml/2006/picture": "pic",
    STRICT + "drawingml/picture": "pic",
    OFFICE + "drawingml/2006/chart": "c",
    STRICT + "drawingml/chart": "c",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "cx",
    OFFICE + "drawingml/2006/diagram": "dgm",
    STRICT + "drawingml/diagram": "dgm",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The text of a .docx. Raises InputError where it is broken, beyond a limit, or nothing but pictures."""
    package = Package(data, name, limits, _NAMESPACES, "word/document.xml")
    found = _read(package, trust=True) or _read(package, trust=False)
    if found is None:
        raise InputError(name, "its fields cannot be told apart", "broken")
    return found


class _Settings:
    """A handler of settings.xml."""

    dull: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.even_pages = False  # have headers of their own

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "w:evenAndOddHeaders":
            self.even_pages = is_on(attributes)

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


def _read(package: Package, *, trust: bool) -> Document | None:
    """The document; None where a field did not end and `trust` was put in that."""
    blocks, seen, styles, settings = Blocks("docx", package.name, package.limits), Seen(), Styles(), _Settings()
    numbering = Numbering(styles)
    for kind, handler in (("styles", styles), ("numbering", numbering), ("settings", settings)):
        for part in package.parts(kind)[:1]:
            package.walk(part, handler)

    def story(*, margin: bool = False, notes: Mapping[str, str] | None = None) -> Story:
        return Story(blocks, styles, numbering, seen, margin=margin, trust=trust, notes=notes or {})

    body = story()
    if not package.walk(package.main, body) or not seen.body:
        reason = f"no Word document: there is no text in {package.main} in it; open it in Word and save it again"
        raise InputError(package.name, reason, "broken")
    blocks.end()
    body.fields.finish()
    if trust and body.fields.lost:
        return None
    for kind in ("footnote", "endnote"):
        _put_notes(package, kind, blocks, seen, story)
    _put_margins(package, blocks, seen, story, even=settings.even_pages)
    return seen.unread.document(blocks.builder, package.name)


def _put_notes(package: Package, kind: str, blocks: Blocks, seen: Seen, story: Callable[..., Story]) -> None:
    """The footnotes or endnotes that the text refers to, in its order."""
    wanted = dict.fromkeys(key for one, key in seen.notes if one == kind)
    notes = story(notes={key: f"{kind}={number}" for number, key in enumerate(wanted, 1)})
    for part in package.parts(kind + "s")[:1]:
        package.walk(part, notes)
    for key in wanted:
        blocks.put(notes.notes.get(key, []))


def _put_margins(package: Package, blocks: Blocks, seen: Seen, story: Callable[..., Story], *, even: bool) -> None:
    """Each header and footer that is shown, once, without the numbers of pages."""
    shown = {"default": True, "even": even, "first": seen.title_page}
    for kind, page, relation in dict.fromkeys(seen.margins):
        _, part = package.relations.get(relation, ("", ""))
        if part and shown.get(page, True):
            blocks.open_part(kind)
            package.walk(part, story(margin=True))
            blocks.put_margin(kind, blocks.close_part())
