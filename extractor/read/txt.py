"""Plain text in the encodings that offices send: UTF-8 (with or without BOM), UTF-16 with BOM, GB18030, Big5."""

from __future__ import annotations

import codecs
import contextlib
import re
from typing import Final

from extractor.document import Document
from extractor.errors import InputError
from extractor.read.limits import Limits

__all__ = ["decode", "read"]

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LINE_END: Final = re.compile(r"\r\n|[\r\n\u2028]")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_FREQUENT: Final = "，。、的一年會会人工和在月日元"  # some of these stand in any report
_MOST_CONTROLS: Final = 0.01  # of the characters; more of them, and it is no text


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The text with its line ends as they are: offsets count them."""
    text = decode(data, name)
    if len(text) > limits.characters:
        raise InputError(name, f"more than {limits.characters} characters; split it", "too-large")
    starts = [0, *(m.end() for m in _LINE_END.finditer(text))]
    return Document(text, "txt", None, None, tuple((at, f"line={number}") for number, at in enumerate(starts, 1)))


def decode(data: bytes, name: str) -> str:
    """The text of `data`. Strict: a byte that no encoding explains is an InputError, never a replacement character.

    >>> decode("惠及109人".encode("gb18030"), "a.txt")
    '惠及109人'
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding, name)
    if b"\x00" in data[:4096]:
        raise InputError(name, "not text: it holds binary data")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _double_byte(data, name)
    if len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        raise InputError(name, "not text: it holds binary data")
    return text


def _double_byte(data: bytes, name: str) -> str:
    """GB18030 or Big5: each reads most of the other's bytes, but as characters that hardly occur."""
    readings = []
    for encoding in ("gb18030", "cp950"):
        with contextlib.suppress(UnicodeDecodeError):
            readings.append(data.decode(encoding))
    if not readings:
        raise InputError(name, "not UTF-8, GB18030 or Big5; save it as UTF-8")
    return max(readings, key=lambda text: sum(map(text.count, _FREQUENT)) / len(text))


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise InputError(name, f"broken {encoding} text at byte {error.start}; save it as UTF-8") from None
