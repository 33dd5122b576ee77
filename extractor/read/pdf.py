"""PDF with a text layer (pypdfium2): a line of the page is a line of the text; flow.py joins what a page's edge breaks.

A PDF holds glyphs at places, no spaces between words and no paragraphs. So spaces, columns and indents are read from the gaps;
the space that a typesetter puts between Han characters and digits is none.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from extractor.document import Document, DocumentBuilder
from extractor.errors import InputError
from extractor.read.limits import Limits

__all__ = ["read"]

_CJK: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’…—·×]")
_GARBAGE: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_NUMBER: Final = re.compile(r"[0-9]{1,4}")
_PUNCTUATION: Final = re.compile(r"[，。；：、]")
_SPACE: Final = 0.75  # of a Han character's width: a narrower gap beside one is the typesetter's
_COLUMN: Final = 1.5  # from here on it is a blank or a new column
_WIDEST_BLANK: Final = 40  # spaces
_INDENT: Final = (1.5, 4.0)  # Han characters
_STAMP: Final = 50  # characters that a scanner's own mark has at most
_MOST_GARBAGE: Final = 0.3  # of a page's characters
_EDGE: Final = 2  # lines at the head and foot of a page that may be running


@dataclass(slots=True)
class _Line:
    page: int
    left: float
    right: float
    bottom: float
    top: float
    em: float  # the width of a Han character
    pieces: list[str] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)  # of the pieces, those that are wide gaps
    narrow: list[int] = field(default_factory=list)  # and those between Han characters that only a row has

    def text(self) -> str:
        """The characters; wide gaps are tabs where the line is a row of a table."""
        gaps = [*self.columns, *self.narrow]
        if self.columns and len(gaps) > 1 and not any(map(_PUNCTUATION.search, self.pieces)):
            for at in gaps:
                self.pieces[at] = "\t"
        text = "".join(self.pieces).rstrip()
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # Windows gives half characters

    def goes_on(self, box: Any) -> bool:  # noqa: ANN401 - a rectangle of pdfium's
        """Whether a character that pdfium puts on a new line stands behind this one: the next cell of a row."""
        common = min(self.top, box.top) - max(self.bottom, box.bottom)
        beside = common > 0.6 * min(self.top - self.bottom, box.top - box.bottom)
        return beside and bool(box.left >= self.right - self.em / 4)


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
        built.warn(f"no text on {_numbered(scans)}: needs OCR")
    if broken:
        built.warn(f"{_numbered(broken)} cannot be read: broken")
    if len(broken) == pages:
        raise InputError(name, "a broken PDF: no page of it can be read; save it again", "broken")
    for line, text, number in _without_furniture(found):
        built.paragraph(text, f"page={line.page},line={number}")
    return built.document(pages=pages)


def _pages(pdf: Any, name: str, limits: Limits) -> tuple[list[list[_Line]], list[int], list[int]]:  # noqa: ANN401 - untyped
    """The lines of each page, the pages that are pictures or whose text is no text, and those that are broken."""
    import pypdfium2

    found: list[list[_Line]] = []
    scans: list[int] = []
    broken: list[int] = []
    left = limits.characters
    for number in range(1, len(pdf) + 1):
        try:
            with contextlib.closing(pdf[number - 1]) as page, contextlib.closing(page.get_textpage()) as textpage:
                count = textpage.count_chars()
                left -= count
                if left < 0:
                    raise InputError(name, f"more than {limits.characters} characters; split it", "too-large")
                lines = list(_lines(textpage, count, number))
                letters = "".join("".join(line.pieces).replace(" ", "") for line in lines)
                if len(_GARBAGE.findall(letters)) > _MOST_GARBAGE * len(letters):
                    scans.append(number)
                    continue
                if len(letters) <= _STAMP and _is_picture(page):
                    scans.append(number)
                found.append(lines)
        except pypdfium2.PdfiumError:
            broken.append(number)
    return found if any(found) else [], scans, broken


def _lines(textpage: Any, count: int, number: int) -> Iterator[_Line]:  # noqa: ANN401 - untyped
    """The lines in pdfium's order, which is that of the writing program; a row's cells are brought together."""
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    where = ctypes.byref(box)
    handle = textpage.raw
    line: _Line | None = None
    last, space, fresh = "", "", False
    for at in range(count):
        code = raw.FPDFText_GetUnicode(handle, at)
        if code in {10, 13}:
            fresh = True
            continue
        if code == 32:
            space = "generated" if raw.FPDFText_IsGenerated(handle, at) == 1 else "real"
            continue
        character = "-" if code in {2, 0xFFFE} else chr(code)  # how pdfium marks a hyphen at the end of a line
        raw.FPDFText_GetLooseCharBox(handle, at, where)
        em = box.right - box.left if _CJK.match(character) else (box.top - box.bottom) * 0.8
        if line is None or (fresh and not line.goes_on(box)):
            if line:
                yield line
            line = _Line(number, box.left, box.right, box.bottom, box.top, em)
        else:
            gap = box.left - line.right
            _fill(line, gap, em if _CJK.match(character) or not _CJK.match(last) else line.em, space, last + character)
        line.pieces.append(character)
        line.right, line.em = box.right, em
        line.bottom, line.top = min(line.bottom, box.bottom), max(line.top, box.top)
        last, space, fresh = character, "", False
    if line:
        yield line


def _fill(line: _Line, gap: float, em: float, space: str, sides: str) -> None:
    """The spaces between two characters: as many as there is room for, none where the typesetter made the gap."""
    widths = round(gap / em * 2) if em > 0 else 1
    if space == "real":
        line.pieces.append(" " * min(max(widths, 1), _WIDEST_BLANK))
    elif gap >= _COLUMN * em > 0:
        line.columns.append(len(line.pieces))
        line.pieces.append(" " * min(widths, _WIDEST_BLANK))
    elif space and (gap >= _SPACE * em or not _CJK.search(sides)):
        line.pieces.append(" ")
    elif space and len(_CJK.findall(sides)) == 2:
        line.narrow.append(len(line.pieces))
        line.pieces.append("")


def _is_picture(page: Any) -> bool:  # noqa: ANN401 - untyped
    """Whether one picture covers most of the page."""
    from pypdfium2 import raw

    width, height = page.get_size()
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > 0.4 * width * height:
            return True
    return False


def _without_furniture(pages: list[list[_Line]]) -> Iterator[tuple[_Line, str, int]]:
    """(line, text, its number on the page): of a running head only the first, of page numbers none."""
    edges = Counter[tuple[object, ...]]()
    for page in pages:
        edges.update({key for line in _at_edges(page) for key in _keys(line)})
    running = {key for key, times in edges.items() if times > 1 and times >= 0.4 * len(pages)}
    seen: set[tuple[object, ...]] = set()
    for page in pages:
        outer = {id(line) for line in _at_edges(page)}
        margin = _margin(page)
        for number, line in enumerate(page, 1):
            keys = _keys(line) & running if id(line) in outer else set()
            if any(key in seen or key[0] == "number" for key in keys):
                continue
            seen |= keys
            yield line, _indent(line, margin) + line.text(), number


def _at_edges(page: list[_Line]) -> list[_Line]:
    """The lines that stand highest and lowest, wherever the writing program put them in its order."""
    across = sorted(page, key=lambda line: -line.top)
    return [*across[:_EDGE], *across[max(_EDGE, len(across) - _EDGE) :]]


def _keys(line: _Line) -> set[tuple[object, ...]]:
    """What a running line has in common with that of the next page: its text, or its text around the page's number."""
    text = "".join(line.text().split())
    found: set[tuple[object, ...]] = {(text,)} if _NUMBER.sub("", text) else set()
    for number in _NUMBER.finditer(text) if len(text) <= 40 else ():
        around = text[: number.start()], text[number.end() :]
        alone = not any(re.search(r"[^\W\d_]", part) for part in around)
        found.add(("number" if alone else "line", *around, int(number[0]) - line.page))
    return found


def _margin(page: list[_Line]) -> float | None:
    """Where most lines of a page begin."""
    lefts = Counter(round(line.left / 2) for line in page)
    (most, times), *_ = lefts.most_common(1) or [(0, 0)]
    return most * 2 if times > 1 else None


def _indent(line: _Line, margin: float | None) -> str:
    """Two ideographic spaces where a paragraph's first line stands in, unless it has them."""
    if margin is None or line.pieces[0].isspace() or line.em <= 0:
        return ""
    return "\u3000\u3000" if _INDENT[0] <= (line.left - margin) / line.em <= _INDENT[1] else ""


def _numbered(pages: list[int]) -> str:
    """Pages in words, the first ten of them.

    >>> _numbered([2, 5])
    'pages 2, 5'
    """
    more = f" and {len(pages) - 10} more" if len(pages) > 10 else ""
    return ("page " if len(pages) == 1 else "pages ") + ", ".join(map(str, pages[:10])) + more
