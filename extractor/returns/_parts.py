"""The bytes of a .docx: its parts, and where in one of them each text, run and reference stands.

A copy is made by insertion alone, so positions are those of bytes in the part as the submitter's program wrote it.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from extractor.errors import InputError
from extractor.read.limits import Limits
from extractor.read.zip import Archive

__all__ = ["Piece", "Scan", "Span", "package", "relations", "rels_of", "scan", "zipped"]

_FIRST_DATE: Final = (1980, 1, 1, 0, 0, 0)
_OUTER: Final = frozenset({"r", "oMath", "oMathPara"})  # a mark can stand before and behind these
_NOTES: Final = frozenset({"footnote", "endnote"})
_UTF8: Final = frozenset({None, "", "utf-8", "us-ascii", "ascii"})

Span = tuple[int, int]


@dataclass(slots=True)
class Piece:
    """A w:t: its characters, where its tags stand, and the run around it."""

    open: int  # of <w:t
    start: int  # of its first character
    text: str = ""
    chunks: list[tuple[int, int]] = field(default_factory=list)  # (character, byte) where a piece of plain text begins
    end: int = 0  # of </w:t
    close: int = 0  # behind it
    keeps_space: bool = False
    run: Span = (0, 0)  # the run around it
    content: int = 0  # behind the run's properties
    end_of_content: int = 0  # of </w:r
    outer: Span = (0, 0)  # the outermost run or formula around it
    note: tuple[str, str] | None = None  # ("footnote", id) that it stands in

    def byte(self, character: int) -> int:
        """Where a character begins, or where the text ends."""
        if character >= len(self.text):
            return self.end
        at, start = next(chunk for chunk in reversed(self.chunks) if chunk[0] <= character)
        return start + len(self.text[at:character].encode())


@dataclass(slots=True)
class Scan:
    """What a part holds."""

    raw: bytes
    prefix: str = ""  # of the root element: "w:"
    namespace: str = ""
    root_end: int = 0  # of the root's end tag; 0 where it has none of its own
    pieces: list[Piece] = field(default_factory=list)
    notes: dict[tuple[str, str], Span] = field(default_factory=dict)  # the run that refers to a note
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # below the root, with their attributes


def package(data: bytes, name: str, limits: Limits) -> dict[str, bytes]:
    """The parts of a .docx by their names, in their order. Raises InputError where it is broken or beyond the limits."""
    archive = Archive(data, name, limits)
    return {entry.name: archive.read(entry) for entry in archive.entries if entry.kind == "file"}


def zipped(parts: Mapping[str, bytes], comment: bytes = b"") -> bytes:
    """The .docx of these parts; the same parts give the same bytes. `comment` is the zip's own, its last bytes."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _FIRST_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, content)
        file.comment = comment
    return held.getvalue()


def rels_of(part: str) -> str:
    """The part that holds the relations of a part.

    >>> rels_of("word/document.xml"), rels_of("")
    ('word/_rels/document.xml.rels', '_rels/.rels')
    """
    folder, _, own = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{own}.rels")


def relations(parts: Mapping[str, bytes], part: str) -> dict[str, tuple[str, str]]:
    """The (kind, part) that a part points to, by the id of the relation."""
    raw = parts.get(rels_of(part))
    if raw is None:
        return {}
    folder = posixpath.dirname(part)
    found = {}
    for tag, attributes in scan(raw, part).elements:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
            found[attributes.get("Id", "")] = attributes.get("Type", "").rpartition("/")[2], target
    return found


def scan(raw: bytes, name: str) -> Scan:
    """What a part holds, and where. Raises InputError where it is no XML in UTF-8 without a DOCTYPE."""
    scanner = _Scanner(raw)
    try:
        scanner.parser.Parse(raw, True)
    except (expat.ExpatError, _RefusedError) as error:
        raise InputError(name, f"cannot be annotated: {error}", "broken") from None
    return scanner.found


class _RefusedError(Exception):
    """XML in which nothing can be inserted."""


@dataclass(slots=True)
class _Element:
    tag: str
    open: int
    note: tuple[str, str] | None
    pieces: list[Piece] = field(default_factory=list)  # texts whose run or outermost run this is
    notes: list[tuple[str, str]] = field(default_factory=list)
    content: int = 0


class _Scanner:
    """What expat calls."""

    def __init__(self, raw: bytes) -> None:
        self.found = Scan(raw)
        self._raw, self._stack = raw, list[_Element]()
        self._piece: Piece | None = None
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = False
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.parser.XmlDeclHandler = self._declared
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _declared(self, _: str, encoding: str | None, __: int) -> None:
        if (encoding or "").lower() not in _UTF8:
            raise _RefusedError(f"its XML is in {encoding}, not in UTF-8")

    def _doctype(self, *_: object) -> None:
        raise _RefusedError("its XML has a DOCTYPE")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self.parser.CurrentByteIndex
        prefix, _, tag = name.rpartition(":")
        found, stack = self.found, self._stack
        if not stack:
            found.prefix = f"{prefix}:" if prefix else ""
            found.namespace = attributes.get(f"xmlns:{prefix}" if prefix else "xmlns", "")
        elif len(stack) == 1:
            found.elements.append((tag, {key.rpartition(":")[2]: value for key, value in attributes.items()}))
        note = stack[-1].note if stack else None
        element = _Element(tag, at, (tag, _attribute(attributes, "id")) if tag in _NOTES else note)
        stack.append(element)
        if tag == "r":
            element.content = self._behind(at)
        outer = next((one for one in stack if one.tag in _OUTER), None)
        if tag in {"footnoteReference", "endnoteReference"} and outer:
            outer.notes.append((tag.removesuffix("Reference"), _attribute(attributes, "id")))
        if tag == "t" and outer and stack[-2].tag == "r":
            self._piece = Piece(at, self._behind(at), content=stack[-2].content, note=note)
            self._piece.keeps_space = attributes.get("xml:space") == "preserve"

    def _data(self, text: str) -> None:
        if self._piece is not None:
            self._piece.chunks.append((len(self._piece.text), self.parser.CurrentByteIndex))
            self._piece.text += text

    def _end(self, _: str) -> None:
        at, element = self.parser.CurrentByteIndex, self._stack.pop()
        close = self._behind(at) if self._raw.startswith(b"</", at) else self._behind(element.open)
        if element.tag == "t" and self._piece is not None:
            self._piece.end, self._piece.close = at, close
            if self._piece.text:
                self._hold(self._piece)
            self._piece = None
        elif element.tag == "rPr" and self._stack[-1].tag == "r":
            self._stack[-1].content = close
        elif element.tag in _OUTER:
            for piece in element.pieces:
                piece.outer = element.open, close
                if piece.run == (0, 0):
                    piece.run, piece.end_of_content = (element.open, close), at
            self.found.notes |= dict.fromkeys(element.notes, (element.open, close))
        if not self._stack:
            self.found.root_end = at if self._raw.startswith(b"</", at) else 0

    def _hold(self, piece: Piece) -> None:
        run, outer = self._stack[-1], next(one for one in self._stack if one.tag in _OUTER)
        for element in (run,) if run is outer else (run, outer):
            element.pieces.append(piece)
        self.found.pieces.append(piece)

    def _behind(self, at: int) -> int:
        """Behind the tag that begins at `at`; a > in the value of an attribute is none of it."""
        quote = 0
        raw = self._raw
        while True:
            sign = raw[at]
            if quote:
                quote = 0 if sign == quote else quote
            elif sign in b"\"'":
                quote = sign
            elif sign == 0x3E:
                return at + 1
            at += 1


def _attribute(attributes: Mapping[str, str], name: str) -> str:
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")
