"""How a workbook shows a number: 0.95 with the format 0% is 95%, and only 95% may be read."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

__all__ = ["BUILT_IN", "on_date", "shown", "understood"]

# The formats that a workbook names by a number only; from 27 on and from 50 on those of a Chinese Excel.
BUILT_IN: Final = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    **dict.fromkeys((14, 22, 30), "yyyy/m/d h:mm"),
    **dict.fromkeys((15, 16), "d-mmm-yy"),
    17: "mmm-yy",
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), "h:mm:ss"),
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 31, 51, 53, 54, 58), 'yyyy"年"m"月"d"日"'),
    **dict.fromkeys((37, 38, 41, 42), "#,##0"),
    **dict.fromkeys((39, 40, 43, 44), "#,##0.00"),
    46: "[h]:mm:ss", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
_DAYS: Final = 2_958_465  # 9999-12-31
_ELAPSED: Final = re.compile(r"\[[hms]{1,9}\]", re.IGNORECASE)
_WIDE: Final = Context(
    prec=800
)  # digits: of the largest number that Excel can have, with all decimals that a format can show

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
    if isinstance(value, int | Decimal):
        return _number(Decimal(value), form)
    if isinstance(value, float):
        return _number(Decimal(format(value, ".15g")), form)
    if isinstance(value, dt.date):
        return _date(value, form)
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return str(value)


def on_date(value: Decimal, form: str, *, from_1904: bool = False) -> dt.date | dt.time | dt.timedelta | None:
    """The day, hour or length of time that a format makes of a number; None where it makes none.

    >>> on_date(Decimal("44260"), "yyyy-m-d"), on_date(Decimal("0.5"), "h:mm"), on_date(Decimal(5), "0.0")
    (datetime.datetime(2021, 3, 5, 0, 0), datetime.time(12, 0), None)
    """
    section = _sections(form)[0]
    elapsed = _ELAPSED.search(section)
    if not (elapsed or re.search("[ymdhs]", _QUOTED.sub("", section), re.IGNORECASE)) or not 0 <= value <= _DAYS:
        return None
    seconds = int((value * 86_400).to_integral_value())
    if elapsed:
        return dt.timedelta(seconds=seconds)
    if value < 1 and not from_1904:
        return (dt.datetime(1, 1, 1) + dt.timedelta(seconds=seconds)).time()  # noqa: DTZ001
    start = dt.datetime(1904, 1, 1) if from_1904 else dt.datetime(1899, 12, 30)  # noqa: DTZ001 - it knows no zone
    leap = 1 if value < 60 and not from_1904 else 0  # Excel's 1900 has a 29th of February
    return start + dt.timedelta(days=leap, seconds=min(seconds, _DAYS * 86_400))


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
        value = (value / 1000 ** len(special["scale"])).quantize(Decimal(1), ROUND_HALF_UP, _WIDE) / 10**places
        return f"{value:.{places}f}"
    match = _FORM.fullmatch(_literal(sections[0]))
    if match is None or _GENERAL.fullmatch(_QUOTED.sub("", sections[0])):
        return f"{value:f}"
    if "%" in _QUOTED.sub("", sections[0]):
        value *= 100
    value /= 1000 ** len(match["scale"])
    part = match["part"] or ""
    value = value.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP, _WIDE)
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
