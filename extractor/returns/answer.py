"""What a submitter filled in, read as a value: a number in the unit that was asked, or a date that fits what the report says of it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from extractor import numerals
from extractor.harmless import shown
from extractor.records import Figure
from extractor.returns.question import factor
from extractor.review.corrections import fields_of
from extractor.typed import is_scaled, number_and_unit

if TYPE_CHECKING:
    from extractor.knowledge import Packs
    from extractor.returns.slip import Row

__all__ = ["CONFIRMED", "RefusedError", "confirms", "value"]

CONFIRMED: Final = ("属实", "无误", "核实无误", "confirmed")  # what a slip proposes to who stands by a doubted number

_LARGEST: Final = Decimal(10) ** 18
_LEAST: Final = {"ratio": Decimal(-100)}
_MOST_PERCENT: Final = Decimal(10) ** 6
_LONGEST: Final = 40  # characters
_ABOUT: Final = re.compile(r"[约約近余餘多几幾超不左右以上下XxＸ×?？~～]")
_DATE: Final = re.compile(r"(?:(\d{4})[-./年])?(?:(\d{1,2})(?:[-./月](?:(\d{1,2})[日号]?)?)?)?|(\d{4})年?")
_YEAR: Final = re.compile(r"(\d{4})年?")
_ENDS: Final = re.compile(r"/|至|到|—+|–|~|～")
_CONFIRMED: Final = re.compile(
    r"(?:(?:已经|经过|已|经)?(?:核实|核对|复核|核查)[，,]?)?(?:情况|数据|数字|此数|该数|确实|确|均)*(?:属实|无误|正确)(?=[，,。.；;：:！!\s]|\Z)"
    r"|confirmed(?=[,.;:!]|\s*\Z)",
    re.IGNORECASE,
)
_BUT: Final = re.compile(r"但|不过|然而|应为|应是|更正|改为|\bbut\b|\bshould\b", re.IGNORECASE)


class RefusedError(Exception):
    """An answer that cannot be taken; its text says why."""


def value(row: Row, figure: Figure, packs: Packs) -> str:
    """The value in the figure's own unit as a plain number, or EDTF for a date. Raises RefusedError.

    属实 stands for the value of the report; only then it may be a range, 300/500.
    """
    if isinstance(row.value, str) and confirms(row.value):
        return _confirmed(row, figure)
    if figure.kind == "date":
        return _date(row.value, str(figure.value))
    number = _number(row, figure, packs)
    if number < _LEAST.get(figure.kind, Decimal(0)):
        raise RefusedError(f"{_said(row)}: below {_LEAST.get(figure.kind, 0)}")
    if number > (_MOST_PERCENT if figure.kind == "ratio" else _LARGEST):
        raise RefusedError(f"{_said(row)}: larger than any {figure.kind}")
    if figure.kind == "count" and number != number.to_integral_value():
        raise RefusedError(f"{_said(row)}: a count is a whole number")
    return f"{number.normalize():f}"


def confirms(text: str) -> bool:
    """Whether somebody says that a doubted number is right, with a reason behind it or without.

    >>> confirms("属实"), confirms("核实无误，新增两个站点"), confirms("Confirmed."), confirms("属实，但应为86人"), confirms("不属实")
    (True, True, True, False, False)
    """
    found = _CONFIRMED.match(text.strip())
    return found is not None and not _BUT.search(text)


def _confirmed(row: Row, figure: Figure) -> str:
    if figure.is_doubted and figure.filled is not None:
        return figure.filled.value  # what they answered before
    stated = fields_of(figure).value
    if figure.status != "complete" or stated is None:
        raise RefusedError(f"{_said(row)}: the report gives no number here that could be confirmed; fill in the number")
    return stated


def _number(row: Row, figure: Figure, packs: Packs) -> Decimal:
    asked = factor(row.unit, figure, packs)
    if asked is None:
        raise RefusedError(f"the unit {shown(row.unit)} is not the figure's")
    if isinstance(row.value, Decimal):
        if row.percent:
            if figure.unit != "%":
                raise RefusedError(f"{row.value * 100:f}%: a percentage, where {shown(row.unit)} is asked")
            return row.value * 100
        return row.value * asked
    if isinstance(row.value, date):
        raise RefusedError(f"{row.value}: a date, where a number is asked")
    text = numerals.half_width(str(row.value)).replace(" ", "")
    if len(text) > _LONGEST:
        raise RefusedError("longer than a number is")
    return _written(text, row, figure, packs, asked)


def _written(text: str, row: Row, figure: Figure, packs: Packs, asked: Decimal) -> Decimal:
    """2.5万元, 二十人: a number with its unit; without one only where the unit that is asked has no scale itself."""
    if _ABOUT.search(text):
        raise RefusedError(f"{_said(row)}: not one number; give the number alone")
    found = number_and_unit(text, packs, figure.unit or "")
    times = asked if found and not found[1] else factor(found[1], figure, packs) if found else None
    if found is None or times is None:
        raise RefusedError(f"{_said(row)}: no number in {shown(row.unit)}")
    if not found[1] and asked != 1 and is_scaled(text):
        raise RefusedError(f"{_said(row)}: in {shown(row.unit)}, or what? write the unit, too")
    return found[0] * times


def _date(answer: Decimal | date | str | None, asked: str) -> str:
    """The answer as EDTF, as fine as what was asked, and the same in every digit that the report gives."""
    wanted = asked.split("/")
    given = _ENDS.split(str(answer).strip()) if len(wanted) > 1 else [str(answer).strip()]
    if len(given) != len(wanted):
        raise RefusedError(f"{_short(answer)}: {len(wanted)} dates are asked, with / between")
    return "/".join(_day(text.strip(), part) for text, part in zip(given, wanted, strict=True))


def _day(text: str, asked: str) -> str:
    text = numerals.half_width(text)
    only_year = _YEAR.fullmatch(text)
    match = None if only_year else _DATE.fullmatch(text)
    if not (only_year or match) or not text:
        raise RefusedError(f"{_short(text)}: no date; write it as 2022-01-31")
    year, month, day = (
        (only_year[1], None, None) if only_year else (match[1], match[2], match[3]) if match else (None,) * 3
    )
    parts = asked.split("-")
    if year is None and "X" not in parts[0]:
        year = parts[0]  # the report says it
    if year is None or (len(parts) > 1 and month is None) or (len(parts) > 2 and day is None):
        raise RefusedError(f"{_short(text)}: the whole date is asked, like 2022-01-31")
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise RefusedError(f"{_short(text)}: there is no such day") from None
    found = "-".join([year, f"{int(month or 1):02}", f"{int(day or 1):02}"][: len(parts)])
    if len(found) != len(asked) or any(b not in {"X", a} for a, b in zip(found, asked, strict=True)):
        raise RefusedError(f"{_short(text)}: the report says {asked}")
    return found


def _said(row: Row) -> str:
    return _short(row.value)


def _short(answer: object) -> str:
    return shown(f"{answer:f}" if isinstance(answer, Decimal) else str(answer))[:_LONGEST]
