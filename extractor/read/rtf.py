"""Rich Text Format (.rtf), which old offices also call .doc: the final text, in the order and with the locators of .docx.

Our own reader, because striprtf keeps deleted and hidden text, joins a row's cells without their place, and writes automatic
numbers into the text.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace
from typing import Final

from extractor.document import Document
from extractor.errors import InputError
from extractor.read._blocks import PAGE, Blocks
from extractor.read._raised import NORMAL
from extractor.read._rtf_flow import Flow
from extractor.read._rtf_words import ENDS, SIGNS, TEXTS, Field, Group, changed, destination
from extractor.read._symbols import symbol
from extractor.read._unread import Unread
from extractor.read.limits import Limits

__all__ = ["read"]

_TOKEN: Final = re.compile(
    rb"\\([A-Za-z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_CONTROLS: Final = bytes({*range(0x20), 0x7F} - {0x09})
_DEEPEST: Final = 1000  # groups in groups; Word's own files stay below 50
_SYMBOLS: Final = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_CHARSETS: Final = {128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 204: 1251, 238: 1250}
_CODE_PAGES: Final = {936: "gb18030", 65001: "utf-8"}
_SYMBOL_CHARSET: Final = 2
_TWIPS: Final = 56.7  # in a millimetre
_CONTENTS: Final = re.compile(rb"\s*TOC\b", re.IGNORECASE)
_PAGE_FIELD: Final = re.compile(rb"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The text of an .rtf. Raises InputError where it is too deep, beyond a limit, or nothing but pictures."""
    reader = _Reader(name, limits)
    reader.run(data)
    return reader.unread.document(reader.blocks.builder, name, reader.charset)


class _Reader:
    def __init__(self, name: str, limits: Limits) -> None:
        self.blocks = Blocks("rtf", name, limits)
        self.charset: str | None = None
        self.unread = Unread()
        self._name = name
        self._flow = Flow(self.blocks)
        self._group = Group()
        self._groups: list[Group] = []
        self._bytes = bytearray()  # of text, not decoded yet
        self._skip = 0  # characters for old readers
        self._page = 1252
        self._fonts: dict[int, int] = {}  # their charsets
        self._width = self._height = 0  # of the picture

    def run(self, data: bytes) -> None:
        """Read it all, token by token."""
        if not data.lstrip().startswith(b"{\\rtf"):
            raise InputError(self._name, "no RTF: it does not begin with {\\rtf; save it again", "broken")
        at, end = 0, len(data)
        while at < end:
            found = _TOKEN.match(data, at)
            if found is None:
                break
            at = found.end()
            word, number, code, sign, brace, text = found.groups()
            if word:
                at += self._word(word.decode("ascii"), None if number is None else int(number))
            elif code:
                self._take(bytes([int(code, 16)]))
            elif text:
                self._take(text.translate(None, _CONTROLS))
            elif brace:
                self._brace(brace)
            elif sign:
                self._sign(sign)
        self._decode()
        self._flow.end()
        if self._groups:
            self.blocks.builder.warn("the end of the file is missing")

    def _brace(self, brace: bytes) -> None:
        self._decode()
        self._skip = 0
        if brace == b"{":
            if len(self._groups) >= _DEEPEST:
                raise InputError(self._name, f"groups in it are {_DEEPEST} deep; save it again", "too-deep")
            self._groups.append(self._group)
            self._group = replace(self._group, starred=False, text_of_its_own=False)
        elif self._groups:
            group, self._group = self._group, self._groups.pop()
            if group.text_of_its_own:
                self._flow.leave()
            elif group.goes_to == "picture" and self._group.goes_to != "picture":
                self._end_picture(group)

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._group = replace(self._group, starred=True)
        elif sign in b"\r\n":
            self._word("par", None)
        elif self._skip:
            self._skip -= 1
        elif sign in _SYMBOLS:
            self._say(_SYMBOLS[sign])

    def _take(self, text: bytes) -> None:
        """Bytes of text; those that only old readers need are passed over."""
        if self._skip:
            passed = min(self._skip, len(text))
            self._skip -= passed
            text = text[passed:]
        group = self._group
        if group.goes_to == "code" and group.field is not None and len(group.field.code) < 1000:
            group.field.code += text
        elif group.goes_to in {"text", "label"}:
            self._bytes += text

    def _decode(self) -> None:
        """Say the bytes that came so far."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        charset = self._fonts.get(self._group.font, 0)
        if charset == _SYMBOL_CHARSET:
            self._say_now("".join(symbol("Symbol", f"F0{byte:02X}") for byte in data))
            return
        page = _CHARSETS.get(charset, self._page)
        encoding = _CODE_PAGES.get(page, f"cp{page}")
        try:
            said = data.decode(encoding)
        except UnicodeDecodeError:
            said = data.decode(encoding, "replace")
            self.blocks.builder.warn(f"some characters are no {encoding} text; they are shown as \ufffd")
        self._say_now(said)

    def _say(self, text: str) -> None:
        self._decode()
        self._say_now(text)

    def _say_now(self, text: str) -> None:
        group = self._group
        if group.hidden or group.deleted:
            return
        if group.struck:
            if group.goes_to == "text" and text.strip():
                self.unread.kinds["struck-out text"] = None
            return
        if group.goes_to == "text":
            text = text.replace(PAGE, " ")
            self._flow.say(f"{group.aligned}{text}{NORMAL}" if group.aligned else text)
        elif group.goes_to == "label":
            self._flow.say_label(text)

    def _word(self, word: str, number: int | None) -> int:
        """A control word; gives how many bytes after it belong to it."""
        if self._skip and word in SIGNS:
            self._skip -= 1
            return 0
        if word != "uc":
            self._skip = 0  # whoever wrote it left the characters for old readers out
        group = self._group
        if word == "u" and number is not None:
            self._say(chr(number % 65_536))
            self._skip = group.fallback
        elif word == "bin":
            return max(0, number or 0)
        elif word in SIGNS:
            self._say(SIGNS[word])
        elif word == "ansicpg":
            self._code_page(number or 0)
        elif now := changed(group, word, number):
            self._decode()
            self._group = now
        elif group.goes_to not in {"text", "label"}:
            self._aside(word, number)
        elif word in ENDS:
            self._end(word)
        else:
            self._begin(word)
        return 0

    def _code_page(self, number: int) -> None:
        try:
            self.charset = codecs.lookup(_CODE_PAGES.get(number, f"cp{number}")).name
            self._page = number
        except LookupError:
            self.blocks.builder.warn(f"unknown code page {number}; read as 1252")

    def _aside(self, word: str, number: int | None) -> None:
        """A word in what is no text: of a font, of a picture, of text that stands there twice."""
        goes_to = self._group.goes_to
        if word == "fcharset" and goes_to == "fonts":
            self._fonts[self._group.font] = number or 0
        elif word == "picwgoal" and goes_to == "picture":
            self._width = number or 0
        elif word == "pichgoal" and goes_to == "picture":
            self._height = number or 0
        elif word == "ud" and goes_to == "upr":
            self._send("text")

    def _end_picture(self, group: Group) -> None:
        if not (group.hidden or group.deleted):
            self.unread.picture(self._width / _TWIPS, self._height / _TWIPS)
        self._width = self._height = 0

    def _end(self, word: str) -> None:
        """A paragraph, a cell or a row ends."""
        self._decode()
        group, flow = self._group, self._flow
        depth = group.depth if group.in_table else 0
        if word in {"par", "sect"}:
            flow.end_paragraph(depth, goes_on=group.deleted or group.hidden)
        elif word == "cell":
            flow.end_cell(1)
        elif word == "row":
            flow.end_row(1)
        elif word == "nestcell":
            flow.end_cell(max(2, depth))
        else:
            flow.end_row(max(2, depth))

    def _begin(self, word: str) -> None:
        """A word that says where the group's text goes, or nothing that is known."""
        group = self._group
        where = destination(word, starred=group.starred)
        if group.starred:
            self._group = replace(group, starred=False)
        if where:
            self._send(where)
        elif word == "field":
            self._group = replace(group, field=Field())
        elif word == "fldrslt":
            self._result()
        elif word == "mden":  # below the bar of a fraction: 3 over 4 is not 34
            self._say("/")
        elif word == "ftnalt":
            self._flow.is_endnote()
        elif word == "object":
            self.unread.kinds["embedded objects"] = None
        elif word in TEXTS and not group.text_of_its_own:
            if group.hidden or group.deleted:
                self._send("nothing")
                return
            self._decode()
            self._flow.enter(TEXTS[word])
            self._group = replace(self._group, in_table=False, depth=1, text_of_its_own=True, field=None)

    def _result(self) -> None:
        """The result of a field; a table of contents says the headings again, the number of a page is no figure."""
        code = self._group.field.code if self._group.field else b""
        if _CONTENTS.match(code):
            self._send("nothing")
        elif _PAGE_FIELD.match(code) and self._flow.in_margin:
            self._flow.say(PAGE)
            self._send("nothing")

    def _send(self, where: str) -> None:
        self._decode()
        self._group = replace(self._group, goes_to=where)
