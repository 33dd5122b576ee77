"""Old workbooks as a stream of records ([MS-XLS] 2.1.4): what each is, and the strings in them, which may go on in the next."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

__all__ = ["BOF", "EOF", "Cut", "Pieces", "Record", "records"]

BOF: Final = 0x809
EOF: Final = 0x0A
_CONTINUE: Final = 0x3C
_HEAD: Final = struct.Struct("<HH")


class Cut(Exception):  # noqa: N818 - it says where, not that something is wrong
    """The stream, or a record, ends before its end."""


class Record(NamedTuple):
    """What begins at `at`, and the bytes of it and of those that go on with it."""

    at: int
    kind: int
    pieces: list[bytes]


def records(stream: bytes) -> Iterator[Record]:
    """The records of a stream, to its end or to the zeros that fill its last sector. Raises Cut within one."""
    at, size = 0, len(stream)
    while at < size:
        begin, (kind, length) = at, _head(stream, at)
        if not kind and not length:
            return
        pieces = [_body(stream, at, length)]
        at += 4 + length
        while at + 4 <= size and (head := _head(stream, at))[0] == _CONTINUE:
            pieces.append(_body(stream, at, head[1]))
            at += 4 + head[1]
        yield Record(begin, kind, pieces)


def _head(stream: bytes, at: int) -> tuple[int, int]:
    if at + 4 > len(stream):
        if any(stream[at:]):
            raise Cut
        return 0, 0
    kind, length = _HEAD.unpack_from(stream, at)
    return kind, length


def _body(stream: bytes, at: int, length: int) -> bytes:
    body = stream[at + 4 : at + 4 + length]
    if len(body) < length:
        raise Cut
    return body


class Pieces:
    r"""A record read from its beginning on, over the edges of its pieces. What is not there raises Cut.

    >>> held = Pieces([b"\2\0\0\xe9", b"\1\x37\x62"])
    >>> held.text(held.number(2))
    'é户'
    """

    def __init__(self, pieces: list[bytes], at: int = 0) -> None:
        self._pieces, self._piece, self._at = pieces, 0, at
        self.runs: list[tuple[int, int]] = []  # (first character, font) of the last text, where it has several fonts

    def take(self, size: int) -> bytes:
        """So many bytes."""
        said = b""
        while len(said) < size:
            held = self._pieces[self._piece][self._at : self._at + size - len(said)]
            said, self._at = said + held, self._at + len(held)
            if len(said) < size:
                self._next()
        return said

    def number(self, size: int) -> int:
        """A number of so many bytes."""
        return int.from_bytes(self.take(size), "little")

    def last(self, size: int) -> int:
        """The number that stands in the last bytes of the first piece."""
        return int.from_bytes(self._pieces[0][-size:], "little")

    def text(self, count: int) -> str:
        """A string of BIFF8 behind its count of characters: flags, then what the characters stand in, one byte or two each."""
        flags = self.number(1)
        runs = self.number(2) if flags & 8 else 0
        more = self.number(4) if flags & 4 else 0
        said = self._characters(count, flags)
        self.runs = [_HEAD.unpack(self.take(4)) for _ in range(runs)]
        self.skip(more)
        return said

    def skip(self, size: int) -> None:
        """Leave out so many bytes."""
        while size:
            left = len(self._pieces[self._piece]) - self._at
            if left >= size:
                self._at += size
                return
            size -= left
            self._next()

    def _characters(self, count: int, flags: int) -> str:
        said = bytearray()
        while True:
            wide = 1 + (flags & 1)
            held = self._pieces[self._piece][self._at : self._at + count * wide]
            held = held[: len(held) // wide * wide]
            self._at += len(held)
            count -= len(held) // wide
            said += held if wide == 2 else held.decode("latin-1").encode("utf-16-le")
            if not count:
                return said.decode("utf-16-le", "replace")
            self._next()
            flags = self.number(1)  # each piece says anew how wide its characters are

    def _next(self) -> None:
        if self._piece + 1 >= len(self._pieces):
            raise Cut
        self._piece, self._at = self._piece + 1, 0
