"""Numerals as Chinese text writes them, read exactly: 1,200 · １２ · 3千万亿 · 二十五 · 壹佰 · 25万6千 · 一万三.

The one home of "what number is this"; where a numeral stands is `find`'s business.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

__all__ = ["DIGIT_VALUES", "SCALE", "half_width", "neighbours", "read", "read_digits"]

_FULL_WIDTH: Final = tuple(zip("０１２３４５６７８９．·，％：", "0123456789..,%:", strict=True))
DIGIT_VALUES: Final = {
    **{c: v for v, chars in enumerate(("零〇○", "一壹弌", "二两兩贰貳弍", "三叁參弎", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")) for c in chars},
    **{str(v): v for v in range(10)},
}  # fmt: skip
_SCALES: Final = tuple(
    (marks, Decimal(10**places))
    for marks, places in (("兆", 12), ("亿億", 8), ("万萬wW", 4), ("千仟k", 3), ("百佰", 2), ("十拾", 1))
)
# What may stand before a unit that is counted in: 万元, 十万吨, 万亿元; once, nobody counts in 万万元.
SCALE: Final = re.compile(r"[十百千]?(?:[万萬][亿億]|[万萬亿億])?\Z")
_NOISE: Final = re.compile(r"[\s,\u200b\ufeff\xad余餘多几幾来來个個整+＋]+")
_A_FEW: Final = re.compile("(?<=[百千万萬亿億])零?[几幾][十百千]?")  # 一百|几十: a hundred, and some
_ARABIC: Final = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_POINT: Final = re.compile("[.点點]")
_HAN_DIGITS: Final = "".join(c for c in DIGIT_VALUES if not c.isdigit())
_IN_PLACES: Final = re.compile(f"[{_HAN_DIGITS}]|(?![零〇○])[{_HAN_DIGITS}](?:[零〇○]|[{_HAN_DIGITS}]{{2,}})")
_BARE: Final = re.compile("[百佰千仟万萬亿億]")
_SPOKEN_POINT: Final = re.compile("(?<=[0-9])[点點](?=[0-9])")  # 3点5万
_CONTRACTED: Final = re.compile(r"廿|卅")
_ENGLISH: Final = re.compile("(?i)(?<=[0-9])(?:(thousand|k)|(million|mn?)|(billion|bn?))")  # HK$6M, US$2.5 billion
_IN_CHINESE: Final = ("千", "百万", "十亿")
_LONGEST: Final = 60  # characters; a longer run of digits is an ID, and Decimal would lose digits anyway
_NEIGHBOURS: Final = re.compile(
    r"(?P<head>[一二两兩三四五六七八九十百千万萬零]{0,8}?(?:[十百千万萬]|[百千万萬]零))?"
    r"(?P<a>[一二两兩三四五六七八九])[、,，]?(?P<b>[两兩二三四五六七八九])(?P<tail>[十百千万萬亿億]*)"
)


def half_width(text: str) -> str:
    """`text` with full-width digits and number marks made half-width; the length stays.

    >>> half_width("９４．９％"), half_width("81·7％")
    ('94.9%', '81.7%')
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
    plain = _NOISE.sub("", _A_FEW.sub("", plain))
    if not plain:
        return None
    plain = _ENGLISH.sub(lambda scale: _IN_CHINESE[(scale.lastindex or 1) - 1], _SPOKEN_POINT.sub(".", plain))
    if _ARABIC.fullmatch(plain):
        return Decimal(plain)
    return _scaled(_CONTRACTED.sub(lambda m: "二十" if m[0] == "廿" else "三十", plain))


def _scaled(text: str) -> Decimal | None:
    """A number whose parts get smaller from left to right; None where they do not (十百, 14万2万, 8.7万1)."""
    whole, point, fraction = text.replace("點", "点").partition("点")
    if point and (places := read_digits(fraction)) is not None:
        before = _scaled(whole)
        return None if before is None else before + Decimal(places).scaleb(-len(fraction))
    for marks, size in _SCALES:
        at = max(map(text.rfind, marks))
        if at < 0:
            continue
        head, rest = text[:at], text[at + 1 :]
        if any(mark in head[:-1] for mark in marks):  # 10万万 is so many 亿
            return None
        coefficient = (_scaled if size > 1000 else _digits)(head) if head else Decimal(1)
        tail = _tail(rest, size)
        if coefficient is None or tail is None or (rest and not _leads(head, coefficient, size)):
            return None
        return coefficient * size + tail
    return _digits(text)


def _leads(head: str, coefficient: Decimal, size: Decimal) -> bool:
    """Whether more can follow the scale after this: not after 8.7万, 零千 or, of scales that stand alone, after any but 十."""
    return coefficient > 0 and not _POINT.search(head) and (bool(head) or size == 10)


def _tail(rest: str, size: Decimal) -> Decimal | None:
    """What follows a scale: nothing, a smaller number, or one digit that stands for the next place (一万三)."""
    if not rest:
        return Decimal(0)
    if DIGIT_VALUES.get(rest):
        return DIGIT_VALUES[rest] * size / 10
    rest = rest.lstrip("零〇")
    value = None if _BARE.match(rest) else _scaled(rest)
    return value if value is not None and value < size else None


def _digits(text: str) -> Decimal | None:
    """A number without scales: 1200, 0.5, 五, place by place 二〇五 and 一三五; two digits side by side (二一) name none."""
    if _ARABIC.fullmatch(text):
        return Decimal(text)
    return Decimal(read_digits(text) or 0) if _IN_PLACES.fullmatch(text) else None


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
