"""The parts of a mail or of a web archive: where each stands in the bytes, what it is, what it is called, and what it holds.

The standard library reads the fields of a header; where parts begin and end is found here, as its own parser takes a line at a
time through every boundary that is open, and goes as deep as the sender likes.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import Final

from extractor.errors import InputError
from extractor.read.limits import Limits

__all__ = ["Part", "charset_of", "opened", "value"]

_DEEPEST: Final = 30  # multiparts in multiparts
_HEADER: Final = 2**18  # bytes of one header
_FIELD: Final = 4_000  # characters of one field of it
_FIELDS: Final = frozenset({"content-type", "content-disposition", "content-transfer-encoding"})
_BLANK: Final = re.compile(rb"\r?\n\r?\n")
_LINE: Final = re.compile(r"\r?\n")
_EDGE: Final = re.compile(rb"(--)?[ \t]*(?:\r?\n|\Z)")
_CHARSETS: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
}
_KNOWN: Final = re.compile(
    r"utf-?(?:8|16)|gb18030|big5.{0,6}|us-ascii|iso-8859-1|windows-125\d|shift_jis|euc-(?:kr|jp)"
)
_PEEK: Final = 2**16  # characters of base64 that show what a part is


@dataclass(slots=True)
class Part:
    """A part whose body is `data[start:end]`; of a multipart, its own parts. `cut` where the file ends before the part does."""

    kind: str  # text/plain, multipart/mixed …
    header: Message
    start: int
    end: int
    cut: bool
    parts: list[Part] = field(default_factory=list)

    @property
    def disposition(self) -> str:
        """Whether it is said to be an attachment, inline, or nothing is said."""
        return self.header.get("content-disposition", "").partition(";")[0].strip().lower()

    def body(self, data: bytes, *, head: bool = False) -> bytes:
        """What it holds; `head`: only how that begins. Raises ValueError where that cannot be told."""
        packed = data[self.start : min(self.end, self.start + _PEEK) if head else self.end]
        coding = self.header.get("content-transfer-encoding", "").strip().lower()
        if coding == "base64":
            if head:
                packed = re.sub(rb"\s", b"", packed)
                packed = packed[: len(packed) // 4 * 4]
            return binascii.a2b_base64(packed)
        if coding == "quoted-printable":
            return binascii.a2b_qp(packed)
        if coding in {"", "7bit", "8bit", "binary"}:
            return packed
        raise ValueError(coding)


def opened(data: bytes, name: str, limits: Limits) -> Part:
    """The whole of it, with its parts. Raises InputError: too-many-parts, too-deep, broken."""
    return _part(data, (0, len(data), False), 0, [limits.parts], (name, limits))


def value(header: Message, name: str, key: str) -> str:
    """A parameter of a field, in the characters of its sender: RFC 2231, RFC 2047, or the bare bytes of UTF-8 or GB18030."""
    try:
        found = header.get_param(key, "", name)
    except (ValueError, LookupError, TypeError):
        return ""
    if isinstance(found, tuple):
        return _decoded(found[2].encode("latin-1", "replace"), found[0] or "")
    return _said(str(found).strip('" '))


def charset_of(part: Part) -> str:
    """The charset that a part says it is in, as Python calls it; "" where it says none that is known."""
    named = value(part.header, "content-type", "charset").lower()
    named = _CHARSETS.get(named, named)
    return named if _KNOWN.fullmatch(named) else ""


def _said(text: str) -> str:
    r"""A field of a header as it is shown.

    >>> _said("=?GB2312?B?w6Y=?= =?GB2312?B?vK4=?="), _said("\xe5\x9b\x9b.txt")
    ('忙籍', '四.txt')
    """
    if "=?" not in text:
        return _decoded(text.encode("latin-1", "replace"), "")
    try:
        found = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(_decoded(piece, charset or "") if isinstance(piece, bytes) else piece for piece, charset in found)


def _decoded(raw: bytes, charset: str) -> str:
    named = _CHARSETS.get(charset.lower(), charset.lower())
    for codec in (named if _KNOWN.fullmatch(named) else "utf-8", "utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("latin-1")


def _part(data: bytes, span: tuple[int, int, bool], depth: int, left: list[int], of: tuple[str, Limits]) -> Part:
    (start, end, cut), (name, limits) = span, of
    left[0] -= 1
    if left[0] < 0:
        raise InputError(name, f"more than {limits.parts} parts in it; save it again", "too-many-parts")
    if depth > _DEEPEST:
        raise InputError(name, f"parts in it are {_DEEPEST} deep; save it again", "too-deep")
    header, start = _header(data, start, end)
    kind = header.get_content_type()
    part = Part(kind, header, start, end, cut)
    boundary = value(header, "content-type", "boundary").encode("latin-1", "replace")[:200] if _is_multi(kind) else b""
    if boundary:
        part.parts = [_part(data, one, depth + 1, left, of) for one in _spans(data, part, boundary)]
    return part


def _is_multi(kind: str) -> bool:
    return kind.startswith("multipart/")


def _header(data: bytes, start: int, end: int) -> tuple[Message, int]:
    """The fields that matter, and where the body begins."""
    found: Message = Message()
    empty = re.compile(rb"\r?\n").match(data, start, end)
    blank = None if empty else _BLANK.search(data, start, end)
    stop, body = (start, empty.end()) if empty else (blank.start(), blank.end()) if blank else (end, end)
    fields: list[list[str]] = []
    for line in _LINE.split(data[start : min(stop, start + _HEADER)].decode("latin-1")):
        if line[:1] in {" ", "\t"} and fields:
            fields[-1].append(line)
        else:
            fields.append([line])
    for lines in fields:
        name, colon, _ = lines[0].partition(":")
        if colon and name.strip().lower() in _FIELDS and name.strip() not in found:
            found[name.strip()] = "".join(lines).partition(":")[2].strip()[:_FIELD]
    return found, body


def _spans(data: bytes, part: Part, boundary: bytes) -> list[tuple[int, int, bool]]:
    """(start, end, whether the file ends in it) of each part of a multipart."""
    mark, at, begin = b"--" + boundary, part.start, -1
    spans: list[tuple[int, int, bool]] = []
    while (found := data.find(mark, at, part.end)) >= 0:
        at = found + len(mark)
        edge = _EDGE.match(data, at, part.end) if found == part.start or data[found - 1] == 10 else None
        if edge is None:
            continue
        if begin >= 0:
            spans.append((begin, max(begin, found - (2 if data[found - 2 : found - 1] == b"\r" else 1)), False))
        begin = edge.end()
        if edge[1]:
            return spans
    if begin >= 0:
        spans.append((begin, part.end, part.cut or part.end == len(data)))
    return spans
