"""Old Word documents (.doc, .wps), with the extra `doc`: converted to .docx and read as that.

Both libraries of the extra are young. What the converter does not bear is read by the other one: text without more.
"""

from __future__ import annotations

import dataclasses
import importlib
import tempfile
from pathlib import Path
from typing import Any, Final

from extractor.document import Document, DocumentBuilder
from extractor.errors import InputError
from extractor.read.limits import Limits

__all__ = ["read"]

_SECTOR: Final = 512  # bytes; some writers leave the last one short, which the converter refuses
_LOSES_TEXT: Final = (
    "TEXTBOXES_DEFERRED",
    "TEXTBOX_TABLE_MALFORMED",
    "FOOTER_TABLE_MALFORMED",
    "NUMBERING_TABLE_MALFORMED",
)


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The text as the .docx reader gives it. Raises InputError: needs-extra, encrypted, broken, and what that reader raises."""
    try:
        import doc2docx
        from doc2docx.errors import EncryptedDocumentError
    except ImportError:
        reason = "an old Word document: reading it needs `pip install '.[doc]'` in the folder of baoshu's source; or send it as .docx"
        raise InputError(name, reason, "needs-extra") from None
    padded = data + bytes(-len(data) % _SECTOR)
    try:
        converted, warnings = _converted(doc2docx, padded)
    except EncryptedDocumentError:
        raise InputError(name, "password-protected; send it without a password", "encrypted") from None
    except Exception:  # noqa: BLE001 - whatever a broken file does to the converter, the other library may read it
        return _plain(padded, name, limits)
    document: Document = importlib.import_module("extractor.read.docx").read(converted, name, limits)
    if not document.text.strip():
        return _plain(padded, name, limits)
    return dataclasses.replace(document, format="doc", warnings=(*document.warnings, *warnings))


def _converted(converter: Any, data: bytes) -> tuple[bytes, list[str]]:  # noqa: ANN401 - untyped
    """The .docx, and what the converter says that it left out; it takes paths, so both stand in a private folder."""
    with tempfile.TemporaryDirectory(prefix="baoshu-") as folder:
        source, target = Path(folder, "in.doc"), Path(folder, "out.docx")
        source.write_bytes(data)
        result = converter.convert(source, target)
        told = {d.message for d in result.report.warnings if d.code.endswith(_LOSES_TEXT)}
        return target.read_bytes(), [f"converted from .doc: {message}" for message in sorted(told)]


def _plain(data: bytes, name: str, limits: Limits) -> Document:
    import legacy_doc

    options = legacy_doc.ExtractionOptions(max_file_bytes=limits.file, max_text_bytes=4 * limits.characters)
    try:
        text = legacy_doc.extract_text(data, options=options).text
    except Exception as error:
        if "encrypted" in str(error):
            raise InputError(name, "password-protected; send it without a password", "encrypted") from None
        raise InputError(name, "a broken or very old .doc; save it as .docx", "broken") from error
    built = DocumentBuilder("doc")
    for number, line in enumerate(text.splitlines(), 1):
        built.paragraph(line, f"paragraph={number}")
    built.warn("read without its structure: tables are lines, and text that was deleted with tracking may be in it")
    return built.document()
