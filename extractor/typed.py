"""What people type for a figure: a number, a unit, or both: 26.2, 1,250, 三百二十, 185.7万元.

A slip that came back and the boxes of the review page are read by the same rules.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from extractor import numerals
from extractor.knowledge import Unit
from extractor.labels import VALUES

if TYPE_CHECKING:
    from extractor.knowledge import Packs

__all__ = ["PLAIN", "is_scale", "is_scaled", "number_and_unit", "unit_of"]

PLAIN: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,24})(?:\.\d{1,12})?")
_SPELLED: Final = re.compile(r"[\d.,零〇一二两三四五六七八九十百千万亿兩萬億壹贰叁肆伍陆柒捌玖拾佰仟]+")
_SCALED: Final = re.compile(r"[十百千万萬亿億拾佰仟]")
_BARE_SCALE: Final = re.compile(r"[十百千万萬亿億]+")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_SHOWN: Final = {word: code for code, word in VALUES["unit"].items()}  # 新台币元: as tables show it


def unit_of(word: str, packs: Packs) -> tuple[Decimal, Unit] | None:
    """The unit that records have for a word, and how many of it one of the word is; None where no pack knows it.

    >>> from extractor.packs import load
    >>> scale, unit = unit_of("万元", load())
    >>> str(scale), unit.unit, unit.kind, unit_of("2万元", load())
    ('10000', 'CNY', 'amount', None)
    """
    if _CURRENCY.fullmatch(word) or word in _SHOWN:
        return Decimal(1), Unit(_SHOWN.get(word, word), "amount")
    said = packs.measure(word)
    return (said.scale * said.unit.factor, said.unit) if said else None


def number_and_unit(text: str, packs: Packs, own: str = "") -> tuple[Decimal, str] | None:
    """The one exact number of a text, and the unit behind it as it is written ("" for none); `own` is a unit of no pack.

    >>> from extractor.packs import load
    >>> number_and_unit("185.7万元", load()), number_and_unit("1,250", load()), number_and_unit("约12", load())
    ((Decimal('185.7'), '万元'), (Decimal('1250'), ''), None)
    """
    if PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "")), ""
    sign, text = (-1, text[1:]) if text.startswith("-") else (1, text)
    for cut in range(1, len(text) + 1):
        if not _SPELLED.fullmatch(text[:cut]):
            return None
        unit = text[cut:]
        is_unit = not unit or unit == own or unit_of(unit, packs) is not None
        if is_unit and (number := _spelled(text[:cut])) is not None:
            return sign * number, unit
    return None


def is_scaled(text: str) -> bool:
    """Whether a number is written with a scale: 12万. In a box for 万元 it may be meant either way."""
    return bool(_SCALED.search(text))


def is_scale(word: str) -> bool:
    """Whether a word is a scale alone (万), which is no unit."""
    return bool(_BARE_SCALE.fullmatch(word))


def _spelled(text: str) -> Decimal | None:
    digits = re.findall(r"[\d.,]+", text)
    return numerals.read(text) if all(PLAIN.fullmatch(run) for run in digits) else None
