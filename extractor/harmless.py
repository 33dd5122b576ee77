"""Text made harmless for the place that it goes to: a terminal, a cell, a formula, a database, JSON.

What a report, a file name or a submitter says may hold control characters, formulas, and halves of characters that no UTF-8 has.
"""

from __future__ import annotations

import json
import re
from typing import Final, TypeVar

__all__ = ["CONTROL", "as_json", "guarded", "named", "shown", "utf8"]

_Cell = TypeVar("_Cell")

_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_UNSAFE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|\\(?=u[0-9a-f]{4})")
_NOT_UTF8: Final = re.compile("[\0\ud800-\udfff]")
# Controls, lone surrogates, and what turns the direction of the text around it.
CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def shown(text: str) -> str:
    r"""`text` without control characters and lone surrogates, line breaks as spaces.

    >>> shown("共\x1b[31m5人\n左右\u202e")
    '共[31m5人 左右'
    """
    if text.isprintable():
        return text
    return CONTROL.sub("", text.replace("\r\n", " ").replace("\n", " ").replace("\u2028", " "))


def named(name: str) -> str:
    r"""A file's name, whatever it holds, so that it can be had back: what no cell can hold is written as JSON writes it.

    Control characters and bytes that are no UTF-8 become \u001b, \udcb1; a backslash that would look like one of these
    becomes \u005c. `json.loads` of such an escape gives the character, `os.fsencode` of the name its bytes.

    >>> print(named("报告\udcb1\x1b.txt"), named("附件一/=1+1.txt"))
    报告\udcb1\u001b.txt 附件一/=1+1.txt
    """
    return _UNSAFE.sub(_escape, name)


def guarded(text: str) -> str:
    """A text that a spreadsheet takes as it stands: an apostrophe goes before what would begin a formula.

    An apostrophe goes before a guarded text, too: take one away where the rest begins a formula, and the text is back.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("惠及109人")
    ("'=1+1", "''=1+1", '惠及109人')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def utf8(cell: _Cell) -> _Cell | str:
    """A cell that a UTF-8 database holds: a NUL and lone surrogates are escaped as in names, the rest is as it was."""
    return _NOT_UTF8.sub(_escape, cell) if isinstance(cell, str) else cell


def as_json(value: object, separators: tuple[str, str] = (",", ":")) -> str:
    r"""JSON in one line, in characters as they are; with a lone surrogate in it, which has no UTF-8, all in escapes.

    >>> print(as_json({"file": "报告.txt"}), as_json("报告\udcb1"))
    {"file":"报告.txt"} "\u62a5\u544a\udcb1"
    """
    line = json.dumps(value, ensure_ascii=False, separators=separators)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=separators)
    return line


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
