"""Web archives (.mht), as browsers and Word save a page in one file: the page, without its pictures and frames."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from extractor.document import Document
from extractor.errors import InputError
from extractor.read import html
from extractor.read._mime import Part, charset_of, opened
from extractor.read.limits import Limits

__all__ = ["read"]


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The first page of the archive, as `html.read` reads it. Raises InputError where there is none."""
    pages = [part for part in _leaves(opened(data, name, limits)) if part.kind == "text/html"]
    if not pages:
        raise InputError(name, "a web archive without a page in it; save it as .html", "broken")
    try:
        body = pages[0].body(data)
    except ValueError as error:
        raise InputError(name, f"a broken web archive: {type(error).__name__}; save it again", "broken") from None
    document = replace(html.read(body, name, limits, charset_of(pages[0])), format="mht")
    warnings = ["the end of the file is missing"] if pages[0].cut else []
    if len(pages) > 1:
        warnings.append(f"{len(pages) - 1} more page(s) in it were not read")
    return replace(document, warnings=(*document.warnings, *warnings))


def _leaves(part: Part) -> Iterator[Part]:
    if not part.parts:
        yield part
    for one in part.parts:
        yield from _leaves(one)
