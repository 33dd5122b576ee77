"""Mails (.eml): what is written in one is a file, and each attachment is another, as the members of a zip are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from extractor.errors import InputError
from extractor.read._mime import Part, charset_of, opened, value
from extractor.read.limits import LIMITS, Limits
from extractor.read.zip import Entry

__all__ = ["Mail"]

_TEXT, _PAGE = "正文.txt", "正文.html"
_TABLE: Final = re.compile(rb"<table[\s>]", re.IGNORECASE)
_SEEN: Final = re.compile(r"<img[\s>]|[^\s\ufeff\u200b\xa0]", re.IGNORECASE)
_TAGS: Final = re.compile(
    r"<(?:style|script|head|title)\b[^<>]{0,500}>[^<]{0,100000}</[a-z]{1,9}>|<[^<>]{0,1000}>|&nbsp;", re.IGNORECASE
)
_SIGNATURES: Final = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
_SMALL: Final = 2**15  # bytes of a picture that belongs to a letterhead, not to the report


@dataclass(frozen=True, slots=True)
class _Leaf:
    part: Part
    is_body: bool
    is_related: bool  # a picture of a page, not an attachment


class Mail:
    """A mail in memory; like an `Archive`, it has entries, and gives the bytes of each.

    Of a text that is sent twice, plain and as a page, the page is taken where it has a table, whose cells the plain text tears
    apart. Raises InputError where it has more parts than allowed ("too-many-parts") or they are nested too deep ("too-deep").
    """

    def __init__(self, data: bytes, name: str, limits: Limits = LIMITS) -> None:
        self._data, self._name = data, name
        self._leaves = [leaf for leaf in self._found(opened(data, name, limits)) if not self._says_nothing(leaf)]
        counts: dict[str, int] = {}
        self.entries = [
            Entry(at, _called(leaf, counts), leaf.part.end - leaf.part.start) for at, leaf in enumerate(self._leaves)
        ]

    @property
    def has_files(self) -> bool:
        """Whether there is a text or an attachment in it."""
        return bool(self.entries)

    def read(self, entry: Entry) -> bytes:
        """The bytes of the text or of the attachment. Raises InputError, which names mail/attachment: broken, format, ignored."""
        leaf = self._leaves[entry.index]
        part, name = leaf.part, f"{self._name}/{entry.name}"
        if part.cut:
            raise InputError(name, "cut off with the end of the mail; send it again", "broken")
        if part.kind.startswith("multipart/"):
            raise InputError(name, "broken in the mail; send it again", "broken")
        if part.kind in _SIGNATURES:
            raise InputError(name, "the signature of a mail", "ignored")
        body = self._body(part, name)
        if leaf.is_related and part.kind.startswith("image/") and len(body) < _SMALL:
            raise InputError(name, "a small picture in the text of a mail", "ignored")
        return _in_utf8(body, charset_of(part)) if leaf.is_body else body

    def head(self, entry: Entry) -> bytes:
        """How it begins: enough to see what it is. Raises InputError as `read` does."""
        return self._body(self._leaves[entry.index].part, f"{self._name}/{entry.name}", head=True)

    def _body(self, part: Part, name: str, *, head: bool = False) -> bytes:
        try:
            return part.body(self._data, head=head)
        except ValueError as error:
            coding = re.sub(r"[^a-z0-9-]", "", str(error))[:20]
            if part.header.get("content-transfer-encoding", "").strip().lower() != "base64":
                raise InputError(name, f"packed with {coding}, which is not read; send it as a zip", "format") from None
            raise InputError(name, "broken in the mail; send it again", "broken") from None

    def _found(self, part: Part, around: str = "") -> Iterator[_Leaf]:
        if not part.parts:
            yield _Leaf(part, _is_body(part), around == "multipart/related")
            return
        held = [list(self._found(one, part.kind)) for one in part.parts]
        chosen = self._chosen(held) if part.kind == "multipart/alternative" else None
        for at, leaves in enumerate(held):
            # what is attached to the other way of saying it is still attached
            yield from (leaf for leaf in leaves if chosen in {None, at} or not leaf.is_body)

    def _chosen(self, held: list[list[_Leaf]]) -> int | None:
        """Which of several ways of saying the same is read."""
        said = {
            way[0].part.kind: at
            for at, way in reversed(list(enumerate(held)))
            if way and way[0].is_body and not self._says_nothing(way[0])
        }
        page = said.get("text/html")
        if page is not None and self._has_table(held[page][0].part):
            return page
        return said.get("text/plain", page)

    def _has_table(self, part: Part) -> bool:
        return _TABLE.search(self._content(part)) is not None

    def _says_nothing(self, leaf: _Leaf) -> bool:
        """Whether it is a text without a character that shows: the covering letter of most attachments."""
        if leaf.part.kind.startswith("multipart/"):
            return not self._data[leaf.part.start : leaf.part.end].strip()
        if not leaf.is_body or leaf.part.end - leaf.part.start > 2**20:
            return False
        content = self._content(leaf.part)
        text = _in_utf8(content, charset_of(leaf.part)).decode("utf-8", "replace")
        return _SEEN.search(_TAGS.sub("", text) if leaf.part.kind == "text/html" else text) is None

    def _content(self, part: Part) -> bytes:
        try:
            return part.body(self._data)
        except ValueError:
            return self._data[part.start : part.end]


def _is_body(part: Part) -> bool:
    return part.kind in {"text/plain", "text/html"} and part.disposition != "attachment" and not _written_name(part)


def _written_name(part: Part) -> str:
    return value(part.header, "content-disposition", "filename") or value(part.header, "content-type", "name")


def _called(leaf: _Leaf, counts: dict[str, int]) -> str:
    """The name that its sender gave it; else what it is, numbered from the second on."""
    if name := _written_name(leaf.part):
        return name.replace("\\", "/")
    if leaf.part.kind == "message/rfc822":
        name = "邮件.eml"
    else:
        name = (_PAGE if leaf.part.kind == "text/html" else _TEXT) if leaf.is_body else "附件"
    counts[name] = counts.get(name, 0) + 1
    stem, dot, suffix = name.partition(".")
    return name if counts[name] == 1 else f"{stem}{counts[name]}{dot}{suffix}"


def _in_utf8(body: bytes, charset: str) -> bytes:
    """A text in UTF-8, with its mark, where the charset that its header names is right; else as it is, to be guessed."""
    try:
        return ("\ufeff" + body.decode(charset)).encode() if charset else body
    except UnicodeError:
        return body
