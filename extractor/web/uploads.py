"""Bodies of requests, written to disk as they come: under names of ours, within limits that are held while they come.

A body may have no length, or a false one, or ten thousand parts, or never end. What a client calls its files is kept as a
word in a record, never as a name on the disk.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from anyio import fail_after, to_thread
from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from extractor.harmless import shown
from extractor.web.problems import Problem
from extractor.web.store import Store

__all__ = ["Received", "body", "limit_words", "media_type", "named", "receive"]

_LONGEST_NAME: Final = 200  # characters
_BATCH: Final = 2**18  # bytes that are written at a time
_CLOSE: Final = {"Connection": "close"}  # the rest of the body is not read


@dataclass(frozen=True, slots=True)
class Received:
    """A file on the disk, and what the client calls it."""

    path: Path
    name: str
    size: int


@dataclass(slots=True)
class _Part:
    headers: dict[str, bytes] = field(default_factory=dict)
    name: str | None = None  # of a file; None for a field of a form


def media_type(request: Request) -> str:
    """The content type without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def named(given: str) -> str:
    r"""The name for a file: the last part of what the client said, without characters that would mislead a reader.

    >>> named("C:\\报告\\..\\2021年.docx"), named("../../etc/passwd"), named("\u202ecod.exe\0"), named("..")
    ('2021年.docx', 'passwd', 'cod.exe', 'file')
    """
    last = given.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
    return shown(plain.strip())[:_LONGEST_NAME] if plain.strip(" .") else "file"


def limit_words(limit: int) -> str:
    """A limit for people.

    >>> limit_words(2**20), limit_words(300)
    ('1 MiB', '300 B')
    """
    return f"{limit // 2**20} MiB" if limit >= 2**20 else f"{limit // 2**10} KiB" if limit >= 2**10 else f"{limit} B"


async def body(request: Request, limit: int) -> bytes:
    """The whole body. Raises Problem where it is larger than `limit`."""
    return b"".join([piece async for piece in _pieces(request, limit)])


async def receive(request: Request, folder: Path, limit: int, most: int, name: str = "") -> list[Received]:
    """The files of a request, in `folder`: those of a multipart form, else its body, which is called `name`.

    Raises Problem where a limit is passed, or there is no file; then none is left.
    """
    store: Store = request.app.state.store
    writer = _Writer(folder, store, most)
    try:
        if media_type(request) == "multipart/form-data":
            await _read_form(request, limit, writer)
        else:
            await writer.begin(named(name))
            async for piece in _pieces(request, limit):
                await writer.add(piece)
        await writer.finish()
    except BaseException:
        writer.forget()
        raise
    return writer.files


async def _pieces(request: Request, limit: int) -> AsyncIterator[bytes]:
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > limit:
        raise _too_large(limit)
    size = 0
    stream = request.stream()
    while True:
        try:
            with fail_after(request.app.state.settings.idle):
                piece = await anext(stream, None)
        except TimeoutError:
            raise Problem("slow", headers=_CLOSE) from None
        if piece is None:
            return
        size += len(piece)
        if size > limit:
            raise _too_large(limit)
        yield piece


def _too_large(limit: int) -> Problem:
    return Problem("too_large", {"limit": limit_words(limit)}, headers=_CLOSE)


class _Writer:
    """Writes files one after the other, in a thread: a slow disk keeps no other request waiting."""

    def __init__(self, folder: Path, store: Store, most: int) -> None:
        self.files: list[Received] = []
        self._folder, self._store, self._most = folder, store, most
        self._file: BinaryIO | None = None
        self._name, self._size = "", 0
        self._pending: list[bytes] = []
        self._held = 0

    async def begin(self, name: str) -> None:
        await self.finish()
        if len(self.files) >= self._most:
            raise Problem("too_many", {"limit": str(self._most)}, headers=_CLOSE)
        self._name, self._size = name, 0
        self._file = (self._folder / secrets.token_hex(16)).open("xb")

    async def add(self, piece: bytes) -> None:
        self._pending.append(piece)
        self._held += len(piece)
        if self._held >= _BATCH:
            await self._flush()

    async def _flush(self) -> None:
        if self._file is None or not self._held:
            return
        piece, self._pending, self._held = b"".join(self._pending), [], 0
        self._store.take(len(piece))
        self._size += len(piece)
        await to_thread.run_sync(self._file.write, piece)

    async def finish(self) -> None:
        if self._file is None:
            return
        await self._flush()
        await to_thread.run_sync(self._file.close)
        self.files.append(Received(Path(self._file.name), self._name, self._size))
        self._file = None

    def forget(self) -> None:
        """Remove what was written."""
        if self._file is not None:
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)
            self._store.give(self._size)
        for file in self.files:
            file.path.unlink(missing_ok=True)
            self._store.give(file.size)


class _Form:
    """Turns the pieces of a multipart body into parts; only files are kept."""

    def __init__(self, boundary: bytes, most: int) -> None:
        self._part, self._field, self._value = _Part(), b"", b""
        self.events: list[tuple[_Part, bytes | None]] = []  # (part, data); None begins it
        self.ended = False
        self._parts, self._most = 0, most
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_field,
                "on_header_value": self._on_value,
                "on_header_end": self._on_header,
                "on_headers_finished": self._on_headers,
                "on_part_data": self._on_data,
                "on_end": self._on_end,
            },
        )

    def write(self, piece: bytes) -> list[tuple[_Part, bytes | None]]:
        """What these bytes bring."""
        self.events = []
        try:
            self._parser.write(piece)
        except FormParserError:
            raise Problem("form", headers=_CLOSE) from None
        return self.events

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > self._most:
            raise Problem("too_many", {"limit": str(self._most)}, headers=_CLOSE)
        self._part = _Part()

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        self._part.headers[self._field.decode("latin-1").lower()] = self._value
        self._field = self._value = b""

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._part.headers.get("content-disposition", b""))
        if b"filename" in options:
            self._part.name = named(options[b"filename"].decode("utf-8", "replace"))
            self.events.append((self._part, None))

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._part.name is not None:
            self.events.append((self._part, data[start:end]))

    def _on_end(self) -> None:
        self.ended = True


async def _read_form(request: Request, limit: int, writer: _Writer) -> None:
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise Problem("form")
    try:
        form = _Form(boundary, request.app.state.settings.files)
    except FormParserError:  # a boundary that is too long
        raise Problem("form") from None
    async for piece in _pieces(request, limit):
        for part, data in form.write(piece):
            if data is None:
                await writer.begin(part.name or "file")
            else:
                await writer.add(data)
    await writer.finish()
    if not form.ended:
        raise Problem("form")
    if not writer.files:
        raise Problem("no_file")
