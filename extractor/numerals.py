"""Numerals as Chinese text writes them, read exactly: 1,200 · １２ · 3千万亿 · 二十五 · 壹佰 · 25万6千 · 一万三.

The one home of "what number is this"; where a numeral stands is `find`'s business.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

__all__ = ["DIGIT_VALUES", "half_width", "neighbours", "read", "read_digits"]

_FULL_WIDTH: Final = tuple(zip("０１２３４５６７８９．，％：", "0123456789.,%:", strict=True))
DIGIT_VALUES: Final = {
    **{c: v for v, chars in enumerate(("零〇○", "一壹弌", "二两兩贰貳弍", "三叁參弎", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")) for c in chars},
    **{str(v): v for v in range(10)},
}  # fmt: skip
_SMALL: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE: Final = (("兆", Decimal(10**12)), ("亿億", Decimal(10**8)), ("万萬wW", Decimal(10**4)))
_NOISE: Final = re.compile(r"[\s,\u200b\ufeff\xad余餘多几幾来來个個整+＋]+")
_ARABIC: Final = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_SPOKEN_POINT: Final = re.compile("(?<=[0-9])[点點](?=[0-9])")  # 3点5万
_CONTRACTED: Final = re.compile(r"廿|卅")
_LONGEST: Final = 60  # characters; a longer run of digits is an ID, and Decimal would lose digits anyway
_NEIGHBOURS: Final = re.compile(
    r"(?P<head>[一二两兩三四五六七八九十百千万萬零]{0,8}?(?:[十百千万萬]|[百千万萬]零))?"
    r"(?P<a>[一二两兩三四五六七八九])[、,，]?(?P<b>[两兩二三四五六七八九])(?P<tail>[十百千万萬亿億]*)"
)


def half_width(text: str) -> str:
    """`text` with full-width digits and number marks made half-width; the length stays.

    >>> half_width("９４．９％")
    '94.9%'
    """
    if text.isascii():
        return text
    for full, half in _FULL_WIDTH:
        if full in text:
            text = text.replace(full, half)
    return text


def read_digits(text: str) -> int | None:
    """A row of digits read place by place, as in a year; None if there is any other character.

    >>> read_digits("二〇二三"), read_digits("２０２３"), read_digits("十九")
    (2023, 2023, None)
    """
    value = 0
    for c in half_width(text):
        digit = DIGIT_VALUES.get(c)
        if digit is None:
            return None
        value = value * 10 + digit
    return value if text else None


def read(text: str) -> Decimal | None:
    """The number that `text` writes, or None where it writes none.

    余, 多, 几, 来 and white space inside are passed over: they are the business of `bound`.

    >>> [str(read(t)) for t in ("4,386萬5,200", "二百一十六万余", "十余万", "3千万亿", "四百五", "壹拾捌萬三千")]
    ['43865200', '2160000', '100000', '3000000000000000', '450', '183000']
    >>> read("人") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    plain = half_width(text)
    if plain.isascii() and plain.isdigit():
        return Decimal(plain)
    plain = _NOISE.sub("", plain)
    if not plain:
        return None
    plain = _SPOKEN_POINT.sub(".", plain)
    if _ARABIC.fullmatch(plain):
        return Decimal(plain)
    return _large(_CONTRACTED.sub(lambda m: "二十" if m[0] == "廿" else "三十", plain))


def _large(text: str) -> Decimal | None:
    for marks, scale in _LARGE:
        at = max(text.rfind(mark) for mark in marks)
        if at < 0:
            continue
        head = _large(text[:at]) if at else Decimal(1)
        rest = text[at + 1 :]
        tail = _tail(rest, scale)
        return None if head is None or tail is None else head * scale + tail
    return _small(text)


def _tail(rest: str, scale: Decimal) -> Decimal | None:
    """What follows a large scale: nothing, a number, or one digit that stands for the next place (一万三)."""
    if not rest:
        return Decimal(0)
    if len(rest) == 1 and rest in DIGIT_VALUES:
        return DIGIT_VALUES[rest] * scale / 10
    return _large(rest)


def _small(text: str) -> Decimal | None:
    """A number below ten thousand, in characters, in digits with 十百千, or with a decimal point."""
    whole, point, fraction = text.replace("點", "点").partition("点")
    if point:
        head, places = _small(whole), read_digits(fraction)
        return None if head is None or places is None else head + Decimal(places).scaleb(-len(fraction))
    total, current, last = Decimal(0), None, 0
    at, size, spelled = 0, len(text), 0
    while at < size:
        c = text[at]
        if c in _SMALL:
            if 0 < last <= _SMALL[c]:  # 十十, 十百: no numeral
                return None
            last = _SMALL[c]
            total += last * (current or Decimal(1))  # 一千零十: the 零 counts nothing
            current, spelled = None, 0
            at += 1
        elif "0" <= c <= "9" or c == ".":
            number = _ARABIC.match(text, at)
            if number is None or current:
                return None
            current, at = Decimal(number[0]), number.end()
            spelled = 2
        elif c in DIGIT_VALUES:
            current = DIGIT_VALUES[c] + (current or Decimal(0)) * 10
            at, spelled = at + 1, spelled + 1
        else:
            return None
    if current is None:
        return total if last else None
    # 四百五: the last digit stands for the next place, unless 零 or a full place names it.
    if last >= 100 and spelled == 1 and "零" not in text[-2:] and "〇" not in text[-2:]:
        current = current * last / 10
    return total + current


def neighbours(text: str) -> tuple[Decimal, Decimal] | None:
    """The two ends of a figure that names two neighbouring digits and means "about": 三五, 七八百, 二十五六.

    >>> [tuple(map(int, neighbours(t) or ())) for t in ("三五", "五六百", "一两百万", "三四十万", "二十五六", "一百二三十")]
    [(3, 5), (500, 600), (1000000, 2000000), (300000, 400000), (25, 26), (120, 130)]
    >>> neighbours("二〇二三") is None
    True
    """
    match = _NEIGHBOURS.fullmatch(_NOISE.sub("", text))
    if match is None:
        return None
    a, b = DIGIT_VALUES[match["a"]], DIGIT_VALUES[match["b"]]
    if b - a != 1 and (a, b) != (3, 5):
        return None
    head, tail = match["head"] or "", match["tail"]
    low, high = read(head + match["a"] + tail), read(head + match["b"] + tail)
    return (low, high) if low is not None and high is not None and low < high else None
