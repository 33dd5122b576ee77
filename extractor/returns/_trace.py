"""Where in a .docx each character of the reader's text stands.

The reader is asked itself: it is given a copy in which the characters of each w:t are replaced by one that no text has, a different one
for each w:t. Where that comes out, and how often, says which w:t each character came from. Nothing of the reader is told twice here, and
what does not agree to the character is not used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from extractor.errors import InputError
from extractor.read import Limits, docx
from extractor.returns._parts import Piece, Scan, zipped

__all__ = ["Place", "Trace", "trace"]

_KEPT: Final = frozenset("。；！？\ufffc")  # by these and by spaces the reader tells lines, sentences and pages apart
_PLANES: Final = (range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))  # for private use
_MOST: Final = sum(map(len, _PLANES))

Place = tuple[str, Piece, int]  # the part, the w:t in it, the character in that


@dataclass(slots=True)
class Trace:
    """The place of each character that has one."""

    text: str
    places: dict[int, Place] = field(default_factory=dict)

    def span(self, start: int, end: int) -> tuple[Place, Place] | None:
        """The places of the first and the last character of text[start:end] that have one, or of its neighbour on the line."""
        found = [self.places[at] for at in range(start, end) if at in self.places]
        if not found:
            line = self.text.rfind("\n", 0, start) + 1
            close = self.text.find("\n", end)
            around = (*range(start - 1, line - 1, -1), *range(end, close if close >= 0 else len(self.text)))
            found = [self.places[at] for at in around if at in self.places][:1]
        return (found[0], found[-1]) if found else None


def trace(parts: Mapping[str, bytes], scans: Mapping[str, Scan], text: str, name: str, limits: Limits) -> Trace:
    """The places of the characters of `text`, which the reader gives for these parts; `scans` are those to be looked in."""
    pieces = [(part, piece) for part, scanned in scans.items() for piece in scanned.pieces]
    if len(pieces) > _MOST:
        raise InputError(name, f"cannot be annotated: it has more than {_MOST} pieces of text", "too-large")
    codes = [chr(code) for plane in _PLANES for code in plane[: len(pieces)]][: len(pieces)]
    if not set(codes).isdisjoint(text):
        raise InputError(name, "cannot be annotated: it has characters for private use", "format")
    coded = dict(zip(((part, piece.open) for part, piece in pieces), codes, strict=True))
    copies = {part: _coded(part, scanned, coded) for part, scanned in scans.items()}
    told = docx.read(zipped({**parts, **copies}), name, limits).text
    if len(told) != len(text):
        raise InputError(name, "cannot be annotated: its text is put together in a way that is not known", "format")
    return Trace(text, _places(text, told, dict(zip(codes, pieces, strict=True))))


def _coded(part: str, scanned: Scan, coded: Mapping[tuple[str, int], str]) -> bytes:
    out, at = [], 0
    for piece in sorted(scanned.pieces, key=lambda piece: piece.start):
        code = coded[part, piece.open]
        said = "".join(c if _is_kept(c) else code for c in piece.text)
        out += [scanned.raw[at : piece.start], said.encode()]
        at = piece.end
    return b"".join((*out, scanned.raw[at:]))


def _is_kept(c: str) -> bool:
    return c in _KEPT or c.isspace()


def _places(text: str, told: str, pieces: Mapping[str, tuple[str, Piece]]) -> dict[int, Place]:
    found: dict[str, list[int]] = {}
    for at, c in enumerate(told):
        if c in pieces:
            found.setdefault(c, []).append(at)
    places: dict[int, Place] = {}
    for code, positions in found.items():
        part, piece = pieces[code]
        own = [number for number, c in enumerate(piece.text) if not _is_kept(c)]
        if len(own) == len(positions) and all(text[at] == piece.text[n] for at, n in zip(positions, own, strict=True)):
            places |= {at: (part, piece, number) for at, number in zip(positions, own, strict=True)}
    return places
