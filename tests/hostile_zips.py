"""Zip archives that no packer writes, made byte by byte: what the header says and what is there need not agree."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Member:
    """A member as it is to stand in the archive; what is None is what it truly is."""

    name: bytes
    data: bytes = b""
    packed: bytes | None = None
    method: int = 8
    flags: int = 0
    size: int | None = None  # unpacked, as the headers say
    crc: int | None = None
    at: int | None = None  # where the list says that it begins
    packed_size: int | None = None  # as the list says
    mode: int = 0  # of a Unix file
    extra: bytes = b""


def raw(*members: Member, start: bytes = b"") -> bytes:
    """The archive of `members`, with anything before it."""
    body, listed = bytearray(start), bytearray()
    for m in members:
        packed = m.packed or (deflated(m.data) if m.method == 8 else m.data)
        size = len(m.data) if m.size is None else m.size
        crc = zlib.crc32(m.data) if m.crc is None else m.crc
        at = len(body) if m.at is None else m.at
        fields = (20, m.flags, m.method, 0, 33, crc, len(packed) if m.packed_size is None else m.packed_size, size)
        local = (*fields[:6], len(packed), size)
        if m.at is None:
            body += (
                b"PK\x03\x04" + struct.pack("<5H3I2H", *local, len(m.name), len(m.extra)) + m.name + m.extra + packed
            )
        listed += b"PK\x01\x02\x14\x03" + struct.pack(
            "<5H3I5H2I", *fields, len(m.name), len(m.extra), 0, 0, 0, m.mode << 16, at
        )
        listed += m.name + m.extra
    end = struct.pack("<4H2IH", 0, 0, len(members), len(members), len(listed), len(body), 0)
    return bytes(body + listed) + b"PK\x05\x06" + end


def deflated(data: bytes) -> bytes:
    """The bytes as a member of a zip holds them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def zipped(members: Mapping[str, bytes]) -> bytes:
    """An archive as a packer writes it, by the names of its members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()


def nested(levels: int, inside: bytes) -> bytes:
    """An archive in an archive, and so on."""
    for _ in range(levels):
        inside = zipped({"a.zip": inside})
    return inside


def many(members: int, each: int) -> bytes:
    """A bomb of many members, each of so many MiB of nothing: 4.25 GiB in 4.4 MB is 17 × 256 MiB."""
    packer, crc = zlib.compressobj(9, zlib.DEFLATED, -15), 0
    packed = b"".join(packer.compress(bytes(2**20)) for _ in range(each)) + packer.flush()
    for _ in range(each):
        crc = zlib.crc32(bytes(2**20), crc)
    return raw(*(Member(b"%d.txt" % n, packed=packed, size=each * 2**20, crc=crc) for n in range(members)))


def overlapping(members: int, each: int) -> bytes:
    """A bomb whose members all are the same bytes: the list names one place again and again."""
    first = Member(b"0.txt", bytes(each))
    size = len(deflated(first.data))
    rest = (
        Member(b"%d.txt" % n, b"", size=each, crc=zlib.crc32(first.data), at=0, packed_size=size)
        for n in range(1, members)
    )
    return raw(first, *rest)


def quoted(members: int, each: int) -> bytes:
    """A bomb whose members hold the headers of those behind them as quoted blocks, so that all checksums are right."""
    data, made, bodies = bytes(each), b"", deflated(bytes(each))
    listed: list[tuple[bytes, int, int, int]] = []
    for n in reversed(range(members)):
        name = b"%03d.txt" % n
        if made:
            quote = made[: 30 + len(name)]
            bodies = b"\x00" + struct.pack("<HH", len(quote), len(quote) ^ 0xFFFF) + made
            data = quote + data
        head = b"PK\x03\x04" + struct.pack(
            "<5H3I2H", 20, 0, 8, 0, 33, zlib.crc32(data), len(bodies), len(data), len(name), 0
        )
        made = head + name + bodies
        listed.append((name, zlib.crc32(data), len(bodies), len(data)))
    directory, at = bytearray(), 0
    for name, crc, packed, size in reversed(listed):
        directory += b"PK\x01\x02\x14\x03" + struct.pack(
            "<5H3I5H2I", 20, 0, 8, 0, 33, crc, packed, size, len(name), 0, 0, 0, 0, 0, at
        )
        directory += name
        at += 30 + len(name) + 5
    end = struct.pack("<4H2IH", 0, 0, members, members, len(directory), len(made), 0)
    return made + bytes(directory) + b"PK\x05\x06" + end
