"""OpenDocument texts (.odt, of LibreOffice and others), in the same order and with the same locators as .docx."""

from __future__ import annotations

from typing import Final

from extractor.document import Document
from extractor.errors import InputError
from extractor.read._blocks import Blocks
from extractor.read._odt_story import Story
from extractor.read._odt_styles import Styles
from extractor.read._xml import Handler, walk
from extractor.read.limits import Limits
from extractor.read.zip import Archive

__all__ = ["read"]

_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES: Final = {_OASIS + f"{name}:1.0": name for name in ("office", "text", "table", "style")} | {
    _OASIS + "drawing:1.0": "draw",
    _OASIS + "svg-compatible:1.0": "svg",
}


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The text of an .odt. Raises InputError where it is broken, encrypted, beyond a limit, or nothing but pictures."""
    archive = Archive(data, name, limits)
    if len(archive.entries) > limits.parts:
        raise InputError(name, f"more than {limits.parts} parts in it; save it again", "too-many-parts")
    parts: dict[str, bytes] = {}
    for entry in archive.entries:
        if entry.name in parts:
            raise InputError(name, f"two parts in it are called {entry.name}; save it again", "broken")
        if entry.name in {"content.xml", "styles.xml", "META-INF/manifest.xml"}:
            parts[entry.name] = archive.read(entry)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise InputError(name, "protected by a password; save it without one", "encrypted")
    return _read(parts, name, limits)


def _read(parts: dict[str, bytes], name: str, limits: Limits) -> Document:
    def tell(part: str, handler: Handler) -> None:
        if part in parts:
            walk(parts[part], handler, _NAMESPACES, name, part)

    blocks, styles = Blocks("odt", name, limits), Styles()
    tell("styles.xml", styles)
    tell("content.xml", styles)
    body = Story(blocks, styles)
    tell("content.xml", body)
    if not body.body:
        raise InputError(name, "no text document: there is no text in content.xml in it; save it again", "broken")
    blocks.end()
    body.put_notes()
    tell("styles.xml", Story(blocks, styles, margins=True))
    return body.unread.document(blocks.builder, name)
