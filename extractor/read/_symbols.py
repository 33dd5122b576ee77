"""w:sym: a character by its code in a font."""

from __future__ import annotations

from typing import Final

__all__ = ["symbol"]

_SYMBOL_FONT: Final = {0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xA3: "≤", 0xB3: "≥", 0xB9: "≠", 0xBB: "≈"}
_UNKNOWN: Final = "•"


def symbol(font: str, code: str) -> str:
    """The character of a w:sym; one of a picture font is a bullet.

    >>> symbol("Symbol", "F0B3"), symbol("宋体", "2460"), symbol("Wingdings", "F0FE")
    ('≥', '①', '•')
    """
    try:
        number = int(code[:6], 16)
    except ValueError:
        return _UNKNOWN
    if 0xF000 <= number <= 0xF0FF and font.casefold() == "symbol":
        number -= 0xF000
        return chr(number) if 0x20 <= number < 0x40 else _SYMBOL_FONT.get(number, _UNKNOWN)
    sign = chr(number) if 0x20 <= number < 0x110000 else ""
    return sign if sign.isprintable() else _UNKNOWN
