"""Word documents (.docx): the text as its last reader sees it, with automatic numbers as labels.

Tracked changes are taken, hidden text, comments and the table of contents are left out. Notes, then headers and footers,
each once, follow the body: so they stand in no sentence.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Final

from extractor.document import Document
from extractor.errors import InputError
from extractor.read._blocks import Blocks
from extractor.read._docx_numbering import Numbering
from extractor.read._docx_seen import Seen
from extractor.read._docx_story import Story
from extractor.read._docx_styles import Styles, is_on
from extractor.read._xml import Handler, walk
from extractor.read.limits import Limits
from extractor.read.zip import Archive, Entry

__all__ = ["read"]

_OFFICE: Final = "http://schemas.openxmlformats.org/"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_NAMESPACES: Final = {
    _OFFICE + "wordprocessingml/2006/main": "w",
    _STRICT + "wordprocessingml/main": "w",
    _OFFICE + "officeDocument/2006/math": "m",
    _STRICT + "officeDocument/math": "m",
    _OFFICE + "markup-compatibility/2006": "mc",
    _OFFICE + "drawingml/2006/wordprocessingDrawing": "wp",
    _STRICT + "drawingml/wordprocessingDrawing": "wp",
    _OFFICE + "drawingml/2006/main": "a",
    _STRICT + "drawingml/main": "a",
    _OFFICE + "drawingml/2006/picture": "pic",
    _STRICT + "drawingml/picture": "pic",
    _OFFICE + "drawingml/2006/chart": "c",
    _STRICT + "drawingml/chart": "c",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "cx",
    _OFFICE + "drawingml/2006/diagram": "dgm",
    _STRICT + "drawingml/diagram": "dgm",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    _OFFICE + "package/2006/relationships": "rel",
}


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The text of a .docx. Raises InputError where it is broken, beyond a limit, or nothing but pictures."""
    package = _Package(data, name, limits)
    found = _read(package, trust=True) or _read(package, trust=False)
    if found is None:
        raise InputError(name, "its fields cannot be told apart", "broken")
    return found


class _Package:
    """The parts of a .docx by their names."""

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self._archive = Archive(data, name, limits)
        if len(self._archive.entries) > limits.parts:
            raise InputError(name, f"more than {limits.parts} parts in it; save it again", "too-many-parts")
        self._entries: dict[str, Entry] = {}
        for entry in self._archive.entries:
            key = _key(entry.name)
            if key in self._entries:
                raise InputError(name, f"two parts in it are called {entry.name}; save it again", "broken")
            self._entries[key] = entry
        top = self.related("")
        self.main = next((target for kind, target in top.values() if kind == "officeDocument"), "word/document.xml")
        self.relations = self.related(self.main)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The (kind, part) that a part points to, by the id of the relation."""
        folder, _, own = part.rpartition("/")
        relations = _Relations(folder)
        self.walk(posixpath.join(folder, "_rels", own + ".rels"), relations)
        return relations.found

    def parts(self, kind: str) -> list[str]:
        """The parts of a kind that the main part points to."""
        return [target for one, target in self.relations.values() if one == kind]

    def walk(self, part: str, handler: Handler) -> bool:
        """Tell `handler` what is in a part; False where there is none."""
        entry = self._entries.get(_key(part))
        if entry is not None:
            walk(self._archive.read(entry), handler, _NAMESPACES, self.name, part)
        return entry is not None


class _Relations:
    """A handler of .rels."""

    dull: frozenset[str] = frozenset()

    def __init__(self, folder: str) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "rel:Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/", self._folder, attributes.get("Target", ""))
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


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


def _read(package: _Package, *, trust: bool) -> Document | None:
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


def _put_notes(package: _Package, kind: str, blocks: Blocks, seen: Seen, story: Callable[..., Story]) -> None:
    """The footnotes or endnotes that the text refers to, in its order."""
    wanted = dict.fromkeys(key for one, key in seen.notes if one == kind)
    notes = story(notes={key: f"{kind}={number}" for number, key in enumerate(wanted, 1)})
    for part in package.parts(kind + "s")[:1]:
        package.walk(part, notes)
    for key in wanted:
        blocks.put(notes.notes.get(key, []))


def _put_margins(package: _Package, blocks: Blocks, seen: Seen, story: Callable[..., Story], *, even: bool) -> None:
    """Each header and footer that is shown, once, without the numbers of pages."""
    shown = {"default": True, "even": even, "first": seen.title_page}
    for kind, page, relation in dict.fromkeys(seen.margins):
        _, part = package.relations.get(relation, ("", ""))
        if part and shown.get(page, True):
            blocks.open_part(kind)
            package.walk(part, story(margin=True))
            blocks.put_margin(kind, blocks.close_part())


def _key(part: str) -> str:
    """Names of parts are told apart without case; some zip programs write backslashes."""
    return part.replace("\\", "/").lstrip("/").lower()
