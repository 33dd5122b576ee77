"""Old workbooks (.xls), made record by record for the tests, and the OLE files that hold them."""

from __future__ import annotations

import struct
from typing import Final

BIFF5, BIFF8 = 0x0500, 0x0600
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR: Final = 512
_SMALLEST: Final = 4096  # bytes of a stream that has sectors of its own


def compound(*streams: str | tuple[str, bytes]) -> bytes:
    """An OLE file with streams of these names, empty ones or filled up with zeros."""
    named = [(one, b"") if isinstance(one, str) else (one[0], one[1].ljust(_SMALLEST, b"\0")) for one in streams]
    count = len(named) + 1
    directory = -(-count * 128 // _SECTOR)
    sizes = [-(-len(data) // _SECTOR) for _, data in named]
    tables = 1
    while tables * 128 < tables + directory + sum(sizes):
        tables += 1
    assert tables <= 109
    chains = [_FAT] * tables + _chain(tables, directory)
    starts, body = [], b""
    for (_, data), size in zip(named, sizes, strict=True):
        starts.append(len(chains) if size else _END)
        chains += _chain(len(chains), size)
        body += data.ljust(size * _SECTOR, b"\0")
    chains += [_FREE] * (tables * 128 - len(chains))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, tables, tables, 0, _SMALLEST, _END, 0, _END, 0)
    head += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    entries = [_entry("Root Entry", 5, _FREE, 1, _END, 0)]
    for at, (name, data) in enumerate(named, 1):
        entries.append(_entry(name, 2, at + 1 if at < len(named) else _FREE, _FREE, starts[at - 1], len(data)))
    entries += [_entry("", 0, _FREE, _FREE, _END, 0)] * (directory * 4 - count)
    return head + struct.pack(f"<{len(chains)}I", *chains) + b"".join(entries) + body


def _chain(start: int, size: int) -> list[int]:
    return [*range(start + 1, start + size), _END] if size else []


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    fields = struct.pack("<HBB3I", len(raw) + 2 if name else 0, kind, 1, _FREE, right, child)
    return raw.ljust(64, b"\0") + fields + bytes(36) + struct.pack("<IQ", start, size)


def record(kind: int, body: bytes = b"") -> bytes:
    """One record."""
    return struct.pack("<HH", kind, len(body)) + body


def said(text: str) -> bytes:
    """A string of BIFF8 behind its count: two bytes a character where one will not do."""
    wide = any(ord(character) > 255 for character in text)
    return bytes([wide]) + text.encode("utf-16-le" if wide else "latin-1")


def count(text: str) -> int:
    """Of characters, as Excel counts them."""
    return len(text.encode("utf-16-le")) // 2


def cell(kind: int, row: int, column: int, body: bytes, style: int = 0) -> bytes:
    """A record of a cell."""
    return record(kind, struct.pack("<3H", row, column, style) + body)


def label(row: int, column: int, text: str) -> bytes:
    """A cell with its own text."""
    return cell(0x204, row, column, struct.pack("<H", count(text)) + said(text))


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    """A cell with a float."""
    return cell(0x203, row, column, struct.pack("<d", value), style)


def begin(part: int, version: int = BIFF8) -> bytes:
    """The record that a book (5), a sheet (16) or a chart (32) begins with."""
    return record(0x809, struct.pack("<4HII", version, part, 0, 0, 0, 0))


END = record(0x0A)


def sheet(*cells: bytes, version: int = BIFF8) -> bytes:
    """A sheet of these records."""
    return begin(0x10, version) + b"".join(cells) + END


def book(sheets: dict[str, bytes], before: bytes = b"", states: dict[str, int] | None = None) -> bytes:
    """The stream of a workbook: `before` are records that stand before its sheets; `states` hides some."""
    titles = {name: bytes([count(name)]) + said(name) for name in sheets}
    at = len(begin(5)) + len(before) + sum(10 + len(title) for title in titles.values()) + len(END)
    made, bodies = begin(5) + before, b""
    for name, body in sheets.items():
        state = (states or {}).get(name, 0)
        made += record(0x85, struct.pack("<IBB", at + len(bodies), state, 0) + titles[name])
        bodies += body
    return made + END + bodies


def workbook(*cells: bytes, before: bytes = b"") -> bytes:
    """An .xls of one sheet."""
    return compound(("Workbook", book({"收支": sheet(*cells)}, before)))


def form(number: int, code: str) -> bytes:
    """A number format of the book."""
    return record(0x41E, struct.pack("<HH", number, count(code)) + said(code))


def style(number: int) -> bytes:
    """A style of cells: one with this number format."""
    return record(0xE0, struct.pack("<HH", 0, number) + bytes(16))
