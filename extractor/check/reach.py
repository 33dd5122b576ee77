"""How far a written number may reach: its last digit is rounded, 余 and 约 widen it. Never narrower than what was meant.

26.2万元 may be anything from 261,000 to 263,000; 80余户 anything from 80 up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from extractor.numerals import half_width
from extractor.records import Figure
from extractor.traditional import simplified

__all__ = ["Reach", "said", "value"]

_WRITTEN: Final = re.compile(r"[0-9]+(?:\.([0-9]+))?")
_ODD: Final = re.compile("[余多]")
_NO_END: Final = Decimal("1e60")
_ABOUT: Final = Decimal("0.2")  # of the value; 约300人 may be 250


@dataclass(frozen=True, slots=True)
class Reach:
    """All values from `low` to `high`, both at least 0."""

    low: Decimal
    high: Decimal

    @classmethod
    def of(cls, figure: Figure) -> Reach:
        """What the figure may be, with its bound and the digits that it is written with."""
        if isinstance(figure.value, tuple):
            return cls(*figure.value)
        number = value(figure)
        step = _step(figure, number)
        low, high = max(Decimal(), number - step), number + step
        if figure.bound == "over":
            high = number * 2 if _ODD.search(simplified(figure.text)) else _NO_END  # 100余人 are fewer than 200
        elif figure.bound == "under":
            low = Decimal()
        elif figure.bound == "about":
            low, high = low - number * _ABOUT, high + number * _ABOUT
        return cls(max(Decimal(), low), high)

    def __add__(self, other: Reach) -> Reach:
        return Reach(self.low + other.low, min(_NO_END, self.high + other.high))

    def __mul__(self, other: Reach) -> Reach:
        return Reach(self.low * other.low, min(_NO_END, self.high * other.high))

    def over(self, other: Reach) -> Reach:
        """The quotient; without an upper end where the divisor may be 0."""
        high = self.high / other.low if other.low else _NO_END
        return Reach(self.low / other.high if other.high else Decimal(), min(_NO_END, high))

    def meets(self, other: Reach) -> bool:
        """Whether both may be the same number."""
        return self.low <= other.high and other.low <= self.high


def value(figure: Figure) -> Decimal:
    """The number of a complete figure; of a range its low end."""
    number = figure.value[0] if isinstance(figure.value, tuple) else figure.value
    assert isinstance(number, Decimal)  # noqa: S101 - the caller has asked for complete numbers
    return number


def _step(figure: Figure, number: Decimal) -> Decimal:
    """One unit of the last written digit: writers cut off as often as they round. A bare whole number is exact."""
    match = _WRITTEN.search(re.sub(r"[,，\s]", "", half_width(figure.text)))
    written = Decimal(match[0]) if match else Decimal()
    if match and written:
        scale = number / written
        if scale == 1 and not match[1]:
            return Decimal(1) if figure.kind == "ratio" else Decimal()
        if scale.normalize().as_tuple().digits == (1,):
            return scale * Decimal(1).scaleb(-len(match[1] or ""))
    digits = number.normalize()  # Chinese numerals, 3亿5000万: the zeros at the end are not known to be exact
    exponent = digits.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101 - a value is finite
    return Decimal(1).scaleb(exponent) if number else Decimal()


def said(number: Decimal, places: int = 4) -> str:
    """A number in a message: grouped, no exponent, at most `places` decimals.

    >>> said(Decimal("262000.0")), said(Decimal(20) / 3)
    ('262,000', '6.6667')
    """
    rounded = round(number, places).normalize()
    whole = rounded.to_integral_value()
    return f"{whole:,f}" if whole == rounded else f"{rounded:,f}"
