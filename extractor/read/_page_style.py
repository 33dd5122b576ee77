"""What a web page's own style hides from its readers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["LONGEST_CSS", "hidden_names", "is_hidden"]

_UNSEEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|text-decoration[^;]{0,100}line-through",
    re.IGNORECASE,
)
_SIZELESS: Final = re.compile(r"font-size\s*:\s*0(?:\.0{1,9})?(?:px|pt|em|rem|%)?\s*(?:;|!|\Z)", re.IGNORECASE)
_LEAVES: Final = frozenset({"span", "font", "i", "b", "em", "a"})
LONGEST_CSS: Final = 2**20  # characters that are read
_BRACE: Final = re.compile(r"[{}]")
_SIMPLE: Final = re.compile(r"[a-z0-9]{0,10}([.#][\w-]{1,80})")


def hidden_names(css: str) -> frozenset[str]:
    """The classes and ids that a style sheet hides whatever the window is.

    >>> sorted(hidden_names(".a, p.b {color: red; display: none} #c{display:none} @media print {.d {display: none}} .e .f {display:none}"))
    ['#c', '.a', '.b']
    """
    found: set[str] = set()
    open_: list[str] = []
    said = 0
    first, *commented = css[:LONGEST_CSS].split("/*")
    css = "".join([first, *(piece.partition("*/")[2] for piece in commented)])
    for brace in _BRACE.finditer(css):
        text, said = css[said : brace.start()].strip(), brace.end()
        if brace[0] == "{":
            open_.append(text)
        elif open_:
            selectors = open_.pop()
            names = [match[1] for one in selectors.split(",") if (match := _SIMPLE.fullmatch(one.strip()))]
            if open_ or not names:
                continue
            if _UNSEEN.search(text) and "line-through" not in text:
                found.update(names)
            elif "display" in text:
                found.difference_update(names)
    return frozenset(found)


def is_hidden(tag: str, attributes: Mapping[str, str], style: str) -> bool:
    """Whether no reader sees the element, or it is a menu."""
    return (
        "hidden" in attributes
        or attributes.get("role") == "navigation"
        or (tag == "dialog" and "open" not in attributes)
        or (tag in _LEAVES and bool(_SIZELESS.search(style)))  # around blocks it only takes the gaps between them away
        or (tag == "option" and "selected" not in attributes)
        or bool(style and _UNSEEN.search(style))
    )
