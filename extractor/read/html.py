"""Web pages, and what Word saves as one: everything that a reader sees, tables as rows.

The parser is lxml's (libxml2): it tokenises as HTML5 says, in linear time, and its events need no tree, so that no page is too
deep. What is the main text is not guessed: trafilatura 2.3, which guesses, broke a number at the spans that Word saves
(26.2⏎万元), kept what was struck out and lost a note below the text, on pages like those of tests/test_read_html.py. Left
out is only what no reader sees as the report: scripts, menus, what is hidden.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Final

from extractor.document import Document, DocumentBuilder
from extractor.errors import InputError
from extractor.read._page_style import LONGEST_CSS, hidden_names, is_hidden
from extractor.read._raised import LOWERED, NORMAL, RAISED, settled
from extractor.read._table import Block, Cell, Room, Table, number
from extractor.read.limits import Limits
from extractor.read.txt import decoded

__all__ = ["read"]

_DECLARED: Final = re.compile(
    rb"(?:<meta[^>]{0,300}?charset|<\?xml[^>]{0,100}?encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{1,40})", re.IGNORECASE
)
_DROPPED: Final = re.compile(
    "title|script|style|template|noscript|nav|datalist|button|iframe|frame|object|svg|audio|video|canvas"
    "|del|s|strike|rt|rp"
)
_FRAMES: Final = frozenset({"iframe", "frame"})
_BLOCKS: Final = re.compile(
    "address|article|aside|blockquote|body|br|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|h1|h2|h3|h4|h5|h6|header|hgroup|hr|html|legend|li|main|menu|ol"
    "|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")
_WIDE: Final = re.compile("[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef“”‘’…—]")
_CONTROL: Final = dict.fromkeys((*range(9), 11, *range(14, 32), 127, 0xFFFE, 0xFFFF))
_ALIGNED: Final = {"sup": RAISED, "sub": LOWERED, "super": RAISED}
_ALIGNS: Final = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_OVER_OR_BEHIND: Final = {
    "mfrac": "/",
    "msup": RAISED,
    "msub": LOWERED,
}  # what stands between the two parts of a formula
_WRITTEN: Final = frozenset({"text", "number", "date", "tel", ""})  # inputs whose value is seen
_CHINESE_LIST: Final = re.compile(r"list-style(?:-type)?\s*:[^;]*(?:cjk-ideographic|chinese)", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_SAYS_ORDER: Final = re.compile(r"[0-9０-９一二三四五六七八九十①-⑳A-Za-z]")
_DIGITS: Final = "零一二三四五六七八九"

_DEEP: Final = 1_000
_WORK: Final = 10**8  # steps; libxml2 looks through all open elements for each end tag that closes none
_NESTED: Final = 20  # tables in tables; deeper ones are read as text
_CHUNK: Final = 2**16


class _Page:
    """What lxml's parser calls; `blocks` holds the page's text."""

    def __init__(self, name: str, ends: int) -> None:
        self.blocks: list[Block | Table] = []
        self.frames = False
        self._name, self._ends = name, ends
        self._text: list[str] = []
        self._label = ""
        self._depth = self._dropped = self._numbered = self._pre = 0
        self._tables: list[Table] = []
        self._number = self._deeper = 0
        self._lists: list[tuple[str, int] | None] = []
        self._raised: list[tuple[int, str]] = []  # the depths of what stands above or below the line
        self._formulas: list[tuple[int, str, int]] = []  # (depth, what stands between its parts, parts so far)
        self._css: list[str] = []
        self._sheet: set[str] = set()  # what the style sheets hide: .class, #id
        self._unseen = self._says_css = False
        self.hides = False  # text
        self._room = Room()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEP and self._depth * self._ends > _WORK:
            raise InputError(self._name, f"its elements are nested more than {_DEEP} deep", "too-deep")
        if self._dropped or self._numbered:
            return
        style = attributes.get("style", "")
        self._unseen = self._is_unseen(attributes, style)
        if _DROPPED.fullmatch(tag) or is_hidden(tag, attributes, style) or self._unseen:
            self._dropped, self._says_css = self._depth, tag == "style"
            self.frames |= tag in _FRAMES
            return
        self._formula(tag)
        if _NUMBERED.search(style):
            self._numbered, self._label = self._depth, ""
            return
        if _BLOCKS.fullmatch(tag):
            self._break()
            self._open(tag, attributes, style)
        elif tag == "input" and attributes.get("type", "").lower() in _WRITTEN:
            self.data(attributes.get("value", ""))
        elif (aligned := _ALIGNS.search(style)) or tag in _ALIGNED:
            self._raised.append((self._depth, _ALIGNED[aligned[1].lower() if aligned else tag]))

    def _is_unseen(self, attributes: Mapping[str, str], style: str) -> bool:
        """Whether a style sheet hides the element by its class or its id."""
        if not self._sheet or "display" in style:
            return False
        names = [f".{name}" for name in attributes.get("class", "").split()[:50]] + [f"#{attributes.get('id', '')}"]
        return not self._sheet.isdisjoint(names)

    def _formula(self, tag: str) -> None:
        """In a formula, 3 over 4 is not 34."""
        while self._formulas and self._formulas[-1][0] >= self._depth:
            self._formulas.pop()
        if self._formulas and self._formulas[-1][0] == self._depth - 1:
            depth, between, parts = self._formulas[-1]
            self._formulas[-1] = depth, between, parts + 1
            if parts == 1 and between == "/":
                self._text.append(between)
            elif parts == 1:
                self._raised.append((self._depth, between))
        if tag in _OVER_OR_BEHIND:
            self._formulas.append((self._depth, _OVER_OR_BEHIND[tag], 0))

    def end(self, tag: str) -> None:
        if self._raised and self._raised[-1][0] >= self._depth:
            self._raised.pop()
        self._depth -= 1
        if self._dropped or self._numbered:
            if self._depth < self._dropped:
                self._dropped = 0
                if self._says_css:
                    self._sheet.update(hidden_names("".join(self._css)))
                self._css.clear()
                self._unseen = self._says_css = False
            if self._depth < self._numbered:
                self._numbered, self._label = 0, self._label if _SAYS_ORDER.search(self._label) else ""
            return
        if _BLOCKS.fullmatch(tag):
            self._break()
            self._close(tag)

    def data(self, data: str) -> None:
        if self._dropped:
            if self._says_css:
                self._css.append(data[:LONGEST_CSS])
            self.hides |= self._unseen and bool(data.strip())
            return
        if self._numbered:
            self._label += data.strip(" \t\r\n\xa0\u3000")
            return
        if self._raised:
            data = f"{self._raised[-1][1]}{data}{NORMAL}"
        if not self._pre:
            self._text.append(data)
            return
        for place, line in enumerate(data.split("\n")):
            if place:
                self._break()
            self._text.append(line)

    def close(self) -> None:
        self._break()

    def _open(self, tag: str, attributes: Mapping[str, str], style: str) -> None:
        table = self._tables[-1] if self._tables else None
        if tag == "table" and len(self._tables) < _NESTED:
            self._number += 1
            made = Table(self._number, self._room)
            self._here().append(made)
            self._tables.append(made)
        elif tag == "table":
            self._deeper += 1
        elif tag == "tr" and table and not self._deeper:
            table.row()
        elif tag in {"td", "th"} and table and not self._deeper:
            table.open(attributes)
        elif tag == "pre":
            self._pre += 1
        elif tag in {"ol", "ul"}:
            chinese = _CHINESE_LIST.search(style)
            kind = "一" if chinese else attributes.get("type", "1")
            self._lists.append((kind, number(attributes.get("start", ""), 1) - 1) if tag == "ol" else None)
        elif tag == "li" and self._lists and (current := self._lists[-1]):
            place = number(attributes.get("value", ""), current[1] + 1)
            self._lists[-1] = (current[0], place)
            self._label = _list_label(current[0], place)

    def _close(self, tag: str) -> None:
        if tag == "table" and self._deeper:
            self._deeper -= 1
        elif tag == "table" and self._tables:
            self._tables.pop()
        elif tag in {"td", "th", "tr"} and self._tables and not self._deeper:
            self._tables[-1].cell = None
        elif tag == "pre":
            self._pre = max(0, self._pre - 1)
        elif tag in {"ol", "ul"} and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._label = ""

    def _here(self) -> list[Block | Table]:
        if not self._tables:
            return self.blocks
        table = self._tables[-1]
        return table.cell.blocks if table.cell else table.caption

    def _break(self) -> None:
        text = settled(_SPACE.sub(_space, "".join(self._text))).strip(" ")
        self._text.clear()
        if text:
            self._here().append(Block(text, self._label))
            self._label = ""


def read(data: bytes, name: str, limits: Limits, charset: str = "") -> Document:
    """What a reader of the page sees, a paragraph or a row of a table a line; `charset` is what its sender says.

    Raises InputError where the charset cannot be told or the page is too large.
    """
    from lxml import etree

    declared = _DECLARED.search(data, 0, 4096)
    said = declared[1].decode("ascii", "ignore") if declared else charset
    text, charset, warnings = decoded(data, name, said.lower())
    if len(text) > limits.characters:
        raise InputError(name, f"more than {limits.characters} characters; split it", "too-large")
    text = text.translate(_CONTROL)
    page = _Page(name, text.count("</"))
    parser = etree.HTMLParser(target=page, huge_tree=True)  # type: ignore[arg-type] # what an event returns is not used
    try:
        for at in range(0, len(text), _CHUNK):
            parser.feed(text[at : at + _CHUNK])
        parser.close()
    except etree.LxmlError as error:  # of white space alone, too
        if text.strip():
            raise InputError(name, f"broken HTML: {error}", "broken") from None
    built = DocumentBuilder("html")
    for warning in warnings:
        built.warn(warning)
    if page.frames:
        built.warn("a frame of the page is another file and was not read")
    if page.hides:
        built.warn("not read: text that the page's own style hides")
    _write(built, page.blocks, "")
    return built.document(charset=charset)


def _write(built: DocumentBuilder, blocks: list[Block | Table], place: str) -> None:
    """Paragraphs and tables in their order; `place` is the locator of the cell that holds them, if one does."""
    paragraphs = itertools.count(1)
    for block in blocks:
        if isinstance(block, Block):
            built.paragraph(block.text, place or f"paragraph={next(paragraphs)}", block.label)
            continue
        _write(built, block.caption, f"table={block.number}")
        for at, row in enumerate(block.rows, 1):
            _write_row(built, row, f"table={block.number},row={at},column=")


def _write_row(built: DocumentBuilder, row: list[Cell], place: str) -> None:
    if not any(cell.blocks for cell in row):
        return
    if any(cell.laid_out for cell in row):
        for cell in row:
            _write(built, cell.blocks, f"{place}{cell.column}")
    else:
        built.row([(cell.text, f"{place}{cell.column}") for cell in row])


def _space(match: re.Match[str]) -> str:
    """White space as it is seen: one space, but none where the source only broke a line between Han characters."""
    start, end = match.span()
    if "\n" in match[0] and start and _WIDE.match(match.string, start - 1) and _WIDE.match(match.string, end):
        return ""
    return " "


def _list_label(kind: str, number: int) -> str:
    """What a browser puts before an item of a numbered list: 1. or a. or 一、.

    >>> _list_label("一", 21), _list_label("1", 3), _list_label("a", 2)
    ('二十一、', '3.', 'b.')
    """
    if kind == "一" and 0 < number < 100:
        tens, ones = divmod(number, 10)
        ten = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
        return f"{ten}{_DIGITS[ones] if ones else ''}、"
    if kind in {"a", "A"} and 0 < number <= 26:
        return f"{chr(ord(kind) + number - 1)}."
    return f"{number}."
