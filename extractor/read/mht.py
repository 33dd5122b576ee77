"""Web archives (.mht), as browsers and Word save a page in one file: the page, without its pictures and frames."""

from __future__ import annotations

import email
from dataclasses import replace

from extractor.document import Document
from extractor.errors import InputError
from extractor.read import html
from extractor.read.limits import Limits

__all__ = ["read"]


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The first page of the archive, as `html.read` reads it. Raises InputError where there is none."""
    try:
        pages = [part for part in email.message_from_bytes(data).walk() if part.get_content_type() == "text/html"]
        body = pages[0].get_payload(decode=True) if pages else None
        charset = pages[0].get_content_charset("") if pages else ""
    except (RecursionError, ValueError, LookupError) as error:
        raise InputError(name, f"a broken web archive: {type(error).__name__}; save it again", "broken") from None
    if not isinstance(body, bytes):
        raise InputError(name, "a web archive without a page in it; save it as .html", "broken")
    document = replace(html.read(body, name, limits, charset), format="mht")
    if len(pages) == 1:
        return document
    return replace(document, warnings=(*document.warnings, f"{len(pages) - 1} more page(s) in it were not read"))
