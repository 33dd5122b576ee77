"""PDF with a text layer (pypdfium2): a line of the page is a line of the text; flow/ joins what a page's edge breaks.

A PDF holds glyphs at places, no spaces between words and no paragraphs. So spaces, columns and indents are read from the gaps;
the space that a typesetter puts between Han characters and digits is none.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from extractor.document import Document, DocumentBuilder
from extractor.errors import InputError
from extractor.read._glyphs import Line, lines
from extractor.read.limits import Limits

__all__ = ["read"]

_GARBAGE: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_NUMBER: Final = re.compile(r"[0-9]{1,4}")
_INDENT: Final = (1.5, 4.0)  # Han characters
_APART: Final = 1.5  # times the usual distance of lines
_WORD: Final = re.compile(r"[\s\u3000]*[!-~％]+")
_PIECE: Final = re.compile(r"(?:[!-~％]{1,40}|\S)[，。、；：？！）》」』”’％]{0,3}")  # what no typesetter breaks
_STAMP: Final = 50  # characters that a scanner's own mark has at most
_MOST_GARBAGE: Final = 0.3  # of a page's characters
_DRAWN: Final = 300  # lines and curves of a page that has hardly a letter: letters, too
_OFFSET: Final = 20  # pages before the first one that is counted
_EDGE: Final = 2  # lines at the head and foot of a page that may be running


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of running text on a page: where most of them begin, where they end, how far they are apart."""

    left: float | None
    right: float | None
    pitch: float

    @classmethod
    def of(cls, page: list[Line]) -> _Block:
        """The block of a page. An edge that no three lines keep is none."""
        lefts = Counter(round(line.left / 2) for line in page)
        (most, times), *_ = lefts.most_common(1) or [(0, 0)]
        left = most * 2 if times > 1 else None
        rights = [line.right for line in page if left is not None and line.is_within(left, _INDENT[1])]
        right = max(rights, default=0)
        full = sum(at > right - 1.5 * page[0].em for at in rights)
        apart = sorted(a.top - b.top for a, b in itertools.pairwise(page) if a.top > b.top)
        return cls(left, right if full >= 3 else None, apart[len(apart) // 2] if apart else 0)

    def parts(self, before: Line, line: Line, text: str) -> bool:
        """Whether a paragraph ends before a line: there is room between them, or there was on the line before."""
        if before.page == line.page and before.top - line.top > _APART * self.pitch > 0:
            return True
        if self.left is None or self.right is None or not before.is_within(self.left, _INDENT[1]):
            return False
        word = _WORD.match(text)  # what cannot be broken, and goes to the next line as a whole
        needed = (len(word[0]) * 0.6 if word else 1) + 1.5
        return self.right - before.right > needed * before.em

    def tears(self, before: Line, line: Line, text: str) -> bool:
        """Whether the page's edge broke a line off, on a page that has too few full lines to show that edge.

        Both margins are taken for equal, and what the line begins with must not have fitted on the one before.
        """
        if self.left is None or self.right is not None or before.page != line.page or before.em <= 0:
            return False
        piece = _PIECE.match(text)
        needed = sum(0.6 if c.isascii() else 1.0 for c in piece[0]) if piece else 0.0
        room = (line.width - self.left - before.right) / before.em
        return -1.0 <= room < needed and before.is_within(self.left, _INDENT[1]) and line.is_within(self.left, 0.5)

    def indent(self, line: Line) -> str:
        """Two ideographic spaces where a paragraph's first line stands in, unless it has them."""
        if self.left is None or line.pieces[0].isspace() or line.em <= 0:
            return ""
        return "\u3000\u3000" if _INDENT[0] <= (line.left - self.left) / line.em <= _INDENT[1] else ""


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The lines of all pages; what repeats at their edges is given once, their numbers are not.

    Raises InputError: broken, encrypted, too-large, or needs-ocr where the pages are pictures.
    """
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise InputError(name, "password-protected; send it without a password", "encrypted") from None
        raise InputError(name, "a broken PDF; save it again", "broken") from None
    with contextlib.closing(pdf):
        pages = len(pdf)
        if pages > limits.pages:
            raise InputError(name, f"{pages} pages, at most {limits.pages} are read; split it", "too-large")
        found, scans, broken = _pages(pdf, name, limits)
    built = DocumentBuilder("pdf")
    if scans and (len(scans) == pages or not found):
        raise InputError(
            name, "a scan without a text layer: it needs OCR; send the document it was made from", "needs-ocr"
        )
    if scans:
        built.warn(f"a picture in place of text on {_numbered(scans)}: needs OCR")
    if broken:
        built.warn(f"{_numbered(broken)} cannot be read: broken")
    if len(broken) == pages:
        raise InputError(name, "a broken PDF: no page of it can be read; save it again", "broken")
    for line, text, number, torn in _without_furniture(found):
        built.paragraph(text, f"page={line.page},line={number}", torn=torn)
    return built.document(pages=pages)


def _pages(pdf: Any, name: str, limits: Limits) -> tuple[list[list[Line]], list[int], list[int]]:  # noqa: ANN401 - untyped
    """The lines of each page, the pages that are pictures or whose text is no text, and those that are broken."""
    import pypdfium2

    found: list[list[Line]] = []
    scans: list[int] = []
    broken: list[int] = []
    left = limits.characters
    is_form = bool(pdf.get_formtype())
    if is_form:
        pdf.init_forms()
    for number in range(1, len(pdf) + 1):
        try:
            if is_form:  # what is filled in becomes text of the page, once that is opened anew
                with contextlib.closing(pdf[number - 1]) as page:
                    page.flatten()
            with contextlib.closing(pdf[number - 1]) as page, contextlib.closing(page.get_textpage()) as textpage:
                count = textpage.count_chars()
                left -= count
                if left < 0:
                    raise InputError(name, f"more than {limits.characters} characters; split it", "too-large")
                read = list(lines(textpage, count, number, _edges(page)))
                letters = "".join("".join(line.pieces).replace(" ", "") for line in read)
                if len(_GARBAGE.findall(letters)) > _MOST_GARBAGE * len(letters):
                    scans.append(number)
                    continue
                if len(letters) <= _STAMP and _is_picture(page):
                    scans.append(number)
                found.append(read)
        except pypdfium2.PdfiumError:
            broken.append(number)
    return found if any(found) else [], scans, broken


def _edges(page: Any) -> tuple[float, float, float, float]:  # noqa: ANN401 - untyped
    """Left, bottom, right and top of what is seen of a page."""
    first, second = page.get_cropbox(), page.get_mediabox()
    left, bottom = max(first[0], second[0]), max(first[1], second[1])
    right, top = min(first[2], second[2]), min(first[3], second[3])
    return (left, bottom, right, top) if right - left > 1 and top - bottom > 1 else (-1e6, -1e6, 1e6, 1e6)


def _is_picture(page: Any) -> bool:  # noqa: ANN401 - untyped
    """Whether one picture covers most of the page, or its letters are drawn as lines."""
    from pypdfium2 import raw

    width, height = page.get_size()
    for count, drawn in enumerate(page.get_objects(max_depth=3)):
        left, bottom, right, top = drawn.get_bounds()
        if drawn.type == raw.FPDF_PAGEOBJ_IMAGE and (right - left) * (top - bottom) > 0.4 * width * height:
            return True
        if count > _DRAWN:
            return True
    return False


def _without_furniture(pages: list[list[Line]]) -> Iterator[tuple[Line, str, int, bool]]:
    """(line, text, its number on the page, whether it is torn off the one before).

    Page numbers never, each running head once, at the end: in no sentence.
    """
    edges = Counter[tuple[object, ...]]()
    for page in pages:
        edges.update({key for line in _at_edges(page) for key in _keys(line)})
    running = {key for key, times in edges.items() if times > 1 and times >= 0.4 * len(pages)}
    seen: set[tuple[object, ...]] = set()
    heads: list[tuple[Line, str, int, bool]] = []
    before: Line | None = None
    for page in pages:
        outer = {id(line) for line in _at_edges(page)}
        block = _Block.of(page)
        for number, line in enumerate(page, 1):
            keys = _keys(line) & running if id(line) in outer else set()
            if keys:
                if not any(key in seen or key[0] == "number" for key in keys):
                    heads.append((line, line.text(), number, False))
                seen |= keys
                continue
            text = line.text()
            parts = before is not None and block.parts(before, line, text)
            if before and parts:
                yield before, "", number, False
            torn = before is not None and not parts and block.tears(before, line, text)
            yield line, block.indent(line) + text, number, torn
            before = line
    if before and heads:
        yield before, "", len(pages[-1]), False
    yield from heads


def _at_edges(page: list[Line]) -> list[Line]:
    """The lines that stand highest and lowest, wherever the writing program put them in its order."""
    across = sorted(page, key=lambda line: -line.top)
    return [*across[:_EDGE], *across[max(_EDGE, len(across) - _EDGE) :]]


def _keys(line: Line) -> set[tuple[object, ...]]:
    """What a running line has in common with that of the next page: height and text, or text around the page's number."""
    text, height = "".join(line.text().split()), round(line.top / 4)
    found: set[tuple[object, ...]] = {("line", height, text)} if _NUMBER.sub("", text) else set()
    for number in _NUMBER.finditer(text) if len(text) <= 40 else ():
        before, after, offset = text[: number.start()], text[number.end() :], int(number[0]) - line.page
        if not re.search(r"[^\W\d_]", before + after):
            found.add(("number", height, before, after, offset))
        elif (not before or not after or after[0] in "页頁/") and abs(offset) <= _OFFSET:
            found.add(("line", height, before, after, offset))
    return found


def _numbered(pages: list[int]) -> str:
    """Pages in words, the first ten of them.

    >>> _numbered([2, 5])
    'pages 2, 5'
    """
    more = f" and {len(pages) - 10} more" if len(pages) > 10 else ""
    return ("page " if len(pages) == 1 else "pages ") + ", ".join(map(str, pages[:10])) + more
