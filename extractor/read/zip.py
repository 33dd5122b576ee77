"""The one bounded way into a zip: archives of reports and the parts of .docx, .xlsx and .odt alike.

The standard library reads the list of members; where they lie, how much comes out of them and what they are called is
checked here, because a header may say anything.
"""

from __future__ import annotations

import io
import itertools
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NoReturn

from extractor.errors import InputError
from extractor.read.limits import LIMITS, Limits

__all__ = ["Archive", "Entry"]

_CHUNK: Final = 2**16  # bytes that come out at a time: no limit is passed by more
_LOCAL: Final = struct.Struct(
    "<26xHH"
)  # the header before a member's bytes: length of its name and of its extra fields
_PER_MEMBER: Final = 1024  # bytes that the list of members spends on one of them, name and all
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_UTF8: Final = 0x800
_UNICODE_PATH: Final = 0x7075  # Info-ZIP's extra field: the name in UTF-8
_WRONG: Final = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, OverflowError)
_METHODS: Final = {6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A member: its place in the archive's list, and its name as the sender wrote it (GBK names are decoded).

    Two members may have one name, and a name may be any text (`../../a`): an entry is found by its index, and the name is
    only ever shown.
    """

    index: int
    name: str
    size: int  # unpacked, as the header says
    kind: Literal["file", "folder", "link", "device"] = "file"


class Archive:
    """A zip in memory. Nothing is ever written to disk; what unpacks beyond a limit is refused, whatever the header says.

    Raises InputError where it is no zip or a broken one ("broken"), has more members than allowed ("too-many"), unpacks to
    too much ("too-large", "bomb"), or where members share bytes ("bomb").
    """

    def __init__(self, data: bytes, name: str, limits: Limits = LIMITS) -> None:
        self._data, self._name, self._limits = memoryview(data), name, limits
        try:
            with zipfile.ZipFile(_Capped(data, name, limits.members)) as listed:
                self._infos = listed.infolist()
        except _WRONG as error:
            reason = f"a broken zip archive: {error}; send it again"
            raise InputError(name, reason, "broken") from None
        self.entries = [Entry(i, _name(m), m.file_size, _kind(m)) for i, m in enumerate(self._infos)]
        self._check_size()
        self._check_overlap()

    @property
    def has_files(self) -> bool:
        """Whether there is anything in it but folders."""
        return any(entry.kind != "folder" for entry in self.entries)

    def read(self, entry: Entry) -> bytes:
        """The member's bytes. Raises InputError, which names archive/member: encrypted, broken, bomb, too-large, link."""
        info, whole = self._infos[entry.index], io.BytesIO()
        self._check_member(entry, info)
        crc = 0
        for piece in self._unpacked(entry, info):
            crc = zlib.crc32(piece, crc)
            if whole.tell() + len(piece) > info.file_size:
                self._refuse(entry, "unpacks to more than its header says", "bomb")
            whole.write(piece)
        if whole.tell() != info.file_size or crc != info.CRC:
            self._refuse(entry, "broken in the archive: its checksum is wrong; send it again", "broken")
        return whole.getvalue()

    def head(self, entry: Entry) -> bytes:
        """How the member begins, 64 KiB at most: enough to see what it is. Raises InputError as `read` does."""
        self._check_member(entry, self._infos[entry.index])
        return next(self._unpacked(entry, self._infos[entry.index]), b"")

    def _check_size(self) -> None:
        limits, count = self._limits, len(self.entries)
        package = any(entry.name in {"[Content_Types].xml", "mimetype"} for entry in self.entries)
        most, what = (limits.parts, "parts") if package else (limits.members, "files")
        if count > most:
            reason = f"holds {count} {what}, at most {most} are read; split it"
            raise InputError(self._name, reason, "too-many-parts" if package else "too-many")
        total = sum(entry.size for entry in self.entries)
        if total > max(limits.ratio_from, limits.ratio * len(self._data)):
            reason = f"a zip bomb: unpacks to more than {limits.ratio} times its size"
            raise InputError(self._name, reason, "bomb")
        if total > limits.archive:
            reason = f"unpacks to {total // 2**20} MiB, at most {limits.archive // 2**20} MiB are read; split it"
            raise InputError(self._name, reason, "too-large")

    def _check_overlap(self) -> None:
        """Members that share bytes: the standard library refuses them only from Python 3.11.8 on."""
        spans = sorted((m.header_offset, self._start(m) + m.compress_size) for m in self._infos)
        for (_, end), (start, _) in itertools.pairwise(spans):
            if end > start:
                raise InputError(self._name, "a zip bomb: its members overlap", "bomb")

    def _check_member(self, entry: Entry, info: zipfile.ZipInfo) -> None:
        limits = self._limits
        if entry.kind == "link":
            self._refuse(entry, "a symbolic link in an archive; links are not followed", "link")
        if entry.kind != "file":
            self._refuse(entry, "not a regular file", "not-a-file")
        if info.flag_bits & _ENCRYPTED:
            self._refuse(entry, "password-protected; send it without a password", "encrypted")
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            method = _METHODS.get(info.compress_type, f"method {info.compress_type}")
            self._refuse(entry, f"packed with {method}, which is not read; pack it as a plain zip", "format")
        if info.file_size > limits.file:
            self._refuse(entry, f"unpacks to more than {limits.file // 2**20} MiB; split it", "too-large")
        if info.file_size > max(limits.ratio_from, limits.ratio * info.compress_size):
            self._refuse(entry, f"a zip bomb: unpacks to more than {limits.ratio} times its size", "bomb")

    def _start(self, info: zipfile.ZipInfo) -> int:
        """Where the bytes of a member begin; where its own header is broken, right behind the fixed part of that."""
        start = info.header_offset + _LOCAL.size
        if not self._has_header(info):
            return start
        name, extra = _LOCAL.unpack(self._data[info.header_offset : start])
        return int(start + name + extra)

    def _has_header(self, info: zipfile.ZipInfo) -> bool:
        head = bytes(self._data[info.header_offset : info.header_offset + _LOCAL.size])
        return len(head) == _LOCAL.size and head.startswith(b"PK\x03\x04")

    def _unpacked(self, entry: Entry, info: zipfile.ZipInfo) -> Iterator[bytes]:
        start = self._start(info)
        packed = self._data[start : start + info.compress_size]
        if not self._has_header(info) or len(packed) < info.compress_size:
            self._refuse(entry, "broken in the archive; send it again", "broken")
        if info.compress_type == zipfile.ZIP_STORED:
            yield from (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
            return
        try:
            yield from _inflated(packed)
        except zlib.error:
            self._refuse(entry, "broken in the archive: it cannot be unpacked; send it again", "broken")

    def _refuse(self, entry: Entry, reason: str, code: str) -> NoReturn:
        raise InputError(f"{self._name}/{entry.name}", reason, code)


class _Capped(io.BytesIO):
    """The archive for the standard library, which reads the list of members at once, however long it is."""

    def __init__(self, data: bytes, name: str, members: int) -> None:
        super().__init__(data)
        self._name, self._members = name, members

    def read(self, size: int | None = -1) -> bytes:
        """As io.BytesIO; a list that no archive within the limit of members has is refused."""
        if size is not None and size > _PER_MEMBER * (self._members + 64):
            raise InputError(self._name, f"more than {self._members} files; split it", "too-many")
        return super().read(size)


def _inflated(packed: memoryview) -> Iterator[bytes]:
    """The bytes that were deflated, a chunk at a time; what comes after their end is left alone."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for at in range(0, len(packed), _CHUNK):
        block: memoryview | bytes = packed[at : at + _CHUNK]
        while block and not inflate.eof:
            yield inflate.decompress(block, _CHUNK)
            block = inflate.unconsumed_tail
    while not inflate.eof and (rest := inflate.decompress(b"", _CHUNK)):
        yield rest


def _kind(info: zipfile.ZipInfo) -> Literal["file", "folder", "link", "device"]:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "link"
    if info.orig_filename.endswith(("/", "\\")) or stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_IFMT(mode) in {0, stat.S_IFREG} else "device"


def _name(info: zipfile.ZipInfo) -> str:
    r"""The name that the sender wrote: UTF-8 where it says so or is, else GB18030, which Windows writes in China.

    The standard library takes the bytes of a name without the UTF-8 flag for the PC's first character set: ▒¿╕µ is 报告.
    """
    if info.flag_bits & _UTF8:
        return info.orig_filename.replace("\\", "/")
    raw = info.orig_filename.encode("cp437")
    written = _unicode_path(info.extra, raw)
    for encoding in ("utf-8", "gb18030"):
        if written is None:
            written = _decoded(raw, encoding)
    return (info.orig_filename if written is None else written).replace("\\", "/")


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        body = extra[at + 4 : at + 4 + size]
        if kind == _UNICODE_PATH and len(body) > 5 and body[1:5] == struct.pack("<I", zlib.crc32(raw)):
            return _decoded(body[5:], "utf-8")
        at += 4 + size
    return None


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
