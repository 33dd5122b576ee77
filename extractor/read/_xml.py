"""The one way into XML that strangers wrote: the parts of .docx and .odt, element by element, without a tree in memory."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any, Final, Protocol

from extractor.errors import InputError
from extractor.read.zip import Archive

__all__ = ["Handler", "has_doctype", "refuse_doctypes", "walk", "whole"]

_DEEPEST: Final = 256  # elements in elements; Word's own files stay below 100
_LONGEST: Final = 9  # digits of a number in an attribute
_DOCTYPE: Final = tuple("<!DOCTYPE".encode(charset) for charset in ("ascii", "utf-16-le", "utf-16-be"))
_STEP: Final = 2**16  # bytes at a time: a file that is refused is not parsed to its end


class Handler(Protocol):
    """What is told of each element that it does not call dull, by its short name: `w:p`."""

    dull: frozenset[str]  # elements that say nothing of the text; the text in them is told

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins; its attributes are named `val`, without their namespace."""

    def end(self, tag: str) -> None:
        """The element ends."""

    def data(self, text: str) -> None:
        """A piece of the text in it; one text may come in several pieces."""


def walk(data: bytes, handler: Handler, namespaces: Mapping[str, str], name: str, part: str) -> None:
    """Tell `handler` what is in the XML of `data`; `namespaces` gives the prefix of each namespace, others are dull.

    Raises InputError where it is broken, has a DOCTYPE (entities and other files could be in it), or is too deep.
    """
    from lxml import etree

    target: Any = _Target(handler, namespaces, name, part)  # the stubs ask for methods that lxml does not need
    parser = etree.XMLParser(
        target=target,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    try:
        for at in range(0, len(data), _STEP):
            parser.feed(data[at : at + _STEP])
        parser.close()
    except etree.XMLSyntaxError as error:
        reason = " ".join(str(error.msg)[:200].split())
        raise InputError(name, f"{part} in it is broken ({reason}); save it again", "broken") from None


def has_doctype(part: bytes) -> bool:
    """Whether it stands in these bytes, in whatever charset XML may have."""
    return any(mark in part for mark in _DOCTYPE)


def refuse_doctypes(archive: Archive, name: str) -> None:
    """Raise InputError where any part of a package has a DOCTYPE at its head: another program would follow it."""
    for entry in archive.entries:
        if entry.kind == "file" and entry.name.lower().endswith((".xml", ".rels")):
            with contextlib.suppress(InputError):  # broken: it matters to whoever reads it
                if has_doctype(archive.head(entry)):
                    break
    else:
        return
    raise _declares(name, entry.name)


def _declares(name: str, part: str) -> InputError:
    return InputError(name, f"{part} in it has a DOCTYPE, which no office program writes", "doctype")


def whole(text: str | None, otherwise: int = 0) -> int:
    """The whole number of an attribute; `otherwise` where it is none, or a giant.

    >>> whole("12"), whole("x"), whole("9" * 5000, 1)
    (12, 0, 1)
    """
    return int(text) if text and len(text) <= _LONGEST and text.isascii() and text.isdigit() else otherwise


class _Target:
    """What lxml calls."""

    def __init__(self, handler: Handler, namespaces: Mapping[str, str], name: str, part: str) -> None:
        self._handler, self._name, self._part = handler, name, part
        self._namespaces = namespaces
        self._short: dict[str, str] = {}
        self._depth = 0
        self.data = handler.data

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise InputError(self._name, f"{self._part} in it has elements {_DEEPEST} deep; save it again", "too-deep")
        short = self._short.get(tag)
        if short is None:
            short = self._shorten(tag)
        if short:
            bare = {key.rpartition("}")[2]: value for key, value in attributes.items()} if attributes else attributes
            self._handler.start(short, bare)

    def end(self, tag: str) -> None:
        self._depth -= 1
        short = self._short.get(tag)
        if short is None:
            short = self._shorten(tag)
        if short:
            self._handler.end(short)

    def doctype(self, *_: object) -> None:
        raise _declares(self._name, self._part)

    def close(self) -> None:
        return None

    def _shorten(self, tag: str) -> str:
        """The short name; empty for a dull element."""
        namespace, _, local = tag.rpartition("}")
        prefix = self._namespaces.get(namespace[1:])
        short = f"{prefix}:{local}" if prefix else ""
        short = "" if short in self._handler.dull else short
        if len(self._short) < 1000:  # a file of a million names keeps none of them
            self._short[tag] = short
        return short
