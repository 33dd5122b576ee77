"""How a workbook shows a number: 0.95 with the format 0% is 95%, and only 95% may be read."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

__all__ = ["shown", "understood"]

_QUOTED: Final = re.compile(r'"([^"]{0,200})"|[\\!](.)|_.|\*.|\[\$([^\]-]{0,9})[^\]]{0,40}\]|\[[^\]]{0,40}\]')
_FORM: Final = re.compile(
    r"(?P<before>[^0#?]*)(?P<whole>[0#?,]*[0#?])(?:\.(?P<part>[0#?]*))?(?P<scale>,*)(?P<after>[^0#?]*)"
)
_TEN_THOUSANDS: Final = re.compile(
    r'[#,]*0(?:\\\.|!\.|"\.")(?P<part>0{1,4})(?P<scale>,+)'
)  # 0!.0, shows 123456 as 12.3
_GENERAL: Final = re.compile(r"general|@?|g/通用格式", re.IGNORECASE)


def shown(value: object, form: str) -> str:
    """The cell's text: a number as its format shows it, a date as ISO says, else what the cell holds.

    >>> shown(0.1 + 0.2, "General"), shown(0.9532, "0.0%"), shown(1234.5, '#,##0.00"元"'), shown(123456, "0!.0,")
    ('0.3', '95.3%', '1,234.50元', '12.3')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(Decimal(value) if isinstance(value, int) else Decimal(format(value, ".15g")), form)
    if isinstance(value, dt.date):
        return _date(value, form)
    return str(value)


def understood(form: str) -> bool:
    """Whether `shown` knows the format of a number."""
    body = _QUOTED.sub("", _sections(form)[0])
    return bool(_GENERAL.fullmatch(body) or _TEN_THOUSANDS.fullmatch(_sections(form)[0]) or _FORM.fullmatch(body))


def _sections(form: str) -> list[str]:
    """What is between semicolons that stand in no quotes: the format of a number above 0, below 0, of 0."""
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*\Z)', form[:255])


def _number(value: Decimal, form: str) -> str:
    sections = _sections(form)
    if value == 0 and len(sections) > 2 and not re.search("[0#?]", sections[2]):
        return _literal(sections[2]).strip()  # of accounts: - where there is nothing
    if special := _TEN_THOUSANDS.fullmatch(sections[0]):
        places = len(special["part"])
        value = (value / 1000 ** len(special["scale"])).quantize(Decimal(1), ROUND_HALF_UP) / 10**places
        return f"{value:.{places}f}"
    match = _FORM.fullmatch(_literal(sections[0]))
    if match is None or _GENERAL.fullmatch(_QUOTED.sub("", sections[0])):
        return f"{value:f}"
    if "%" in _QUOTED.sub("", sections[0]):
        value *= 100
    value /= 1000 ** len(match["scale"])
    part = match["part"] or ""
    value = value.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    text = f"{abs(value):{',' if ',' in match['whole'] else ''}f}"
    for digit in reversed(part):
        if digit != "#" or not text.endswith("0"):
            break
        text = text[:-1]
    sign = "-" if value < 0 else ""
    return f"{match['before'].strip()}{sign}{text.rstrip('.')}{match['after'].strip()}"


def _literal(section: str) -> str:
    return _QUOTED.sub(lambda m: m[1] or m[2] or m[3] or "", section)


def _date(value: dt.date, form: str) -> str:
    """2021-03-05; no more of it than the format shows, and the time only where there is one."""
    parts = _QUOTED.sub("", form).lower()
    if "d" not in parts and "y" in parts:
        return f"{value.year}年{value.month}月" if "m" in parts else f"{value.year}年"
    if isinstance(value, dt.datetime) and value.time() != dt.time():
        return value.isoformat(" ", "minutes")
    return value.isoformat()[:10]
