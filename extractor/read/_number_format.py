"""How a workbook shows a number: 0.95 with the format 0% is 95%, and only 95% may be read."""

from __future__ import annotations

import datetime as dt
import functools
import operator
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final, Literal

__all__ = ["BUILT_IN", "below_nought", "on_date", "shown", "understood"]

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
_DATED: Final = re.compile("[ymdhs]|aaa", re.IGNORECASE)
_WIDE: Final = Context(
    prec=800
)  # digits: of the largest number that Excel can have, with all decimals that a format can show

_BETWEEN: Final = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*\Z)')
_QUOTED: Final = re.compile(r'"([^"]{0,200})"|[\\!](.)|_.|\*.|\[\$([^\]-]{0,9})[^\]]{0,40}\]|\[[^\]]{0,40}\]')
_CONDITION: Final = re.compile(r"\[(<=|>=|<>|<|>|=)(-?[0-9]{1,20}(?:\.[0-9]{1,9})?)\]")
_FORM: Final = re.compile(
    r"(?P<before>[^0#?]*)(?P<whole>[0#?,]*[0#?])(?:\.(?P<part>[0#?]*))?(?P<scale>,*)(?P<after>[^0#?]*)"
)
_SHIFTED: Final = re.compile(r'(?<=0)(?:\\\.|!\.|"\.")(?=0)')  # 0!.0, shows 123456 as 12.3
_BRACKETED: Final = re.compile(
    r"[(（]\s*([0-9]{1,3}(?:,[0-9]{3}){1,6}(?:\.[0-9]{1,9})?%?|[0-9]{1,20}\.[0-9]{1,9}%?|[0-9]{1,20}%)\s*[)）]"
)
_GENERAL: Final = re.compile(r"general|@|g/通用格式|常规", re.IGNORECASE)
_SIGNS: Final = "-－()（）△▲▼ "  # that a format has for numbers below 0
_HOLDS: Final = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


@dataclass(frozen=True, slots=True)
class _Section:
    """What a format has for some numbers: those above 0, below 0, 0, or those that it names."""

    kind: Literal["number", "general", "date", "elapsed", "words", "unknown"]
    condition: tuple[str, Decimal] | None = None
    before: str = ""
    after: str = ""
    part: str = ""  # the digits behind the point
    grouped: bool = False
    power: int = 0  # of ten, that the number is multiplied by
    shift: int = 0  # digits behind a point that the format only writes between them


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


def below_nought(text: str) -> str:
    """The text of a cell; what accounts write in brackets is below 0. (3) may as well be the third.

    >>> below_nought("(1,234.50)"), below_nought("（3.2%）"), below_nought("(3)")
    ('-1,234.50', '-3.2%', '(3)')
    """
    match = _BRACKETED.fullmatch(text) if text[:1] in {"(", "（"} else None
    return f"-{match[1]}" if match else text


def on_date(value: Decimal, form: str, *, from_1904: bool = False) -> dt.date | dt.time | dt.timedelta | None:
    """The day, hour or length of time that a format makes of a number; None where it makes none.

    >>> on_date(Decimal("44260"), "yyyy-m-d"), on_date(Decimal("0.5"), "h:mm"), on_date(Decimal(5), "0.0")
    (datetime.datetime(2021, 3, 5, 0, 0), datetime.time(12, 0), None)
    """
    section = _section(form, value)[0]
    if section.kind not in {"date", "elapsed"} or not 0 <= value <= _DAYS:
        return None
    seconds = int((value * 86_400).to_integral_value())
    if section.kind == "elapsed":
        return dt.timedelta(seconds=seconds)
    if value < 1 and not from_1904:
        return (dt.datetime(1, 1, 1) + dt.timedelta(seconds=seconds)).time()  # noqa: DTZ001
    start = dt.datetime(1904, 1, 1) if from_1904 else dt.datetime(1899, 12, 30)  # noqa: DTZ001 - it knows no zone
    leap = 1 if value < 60 and not from_1904 else 0  # Excel's 1900 has a 29th of February
    return start + dt.timedelta(days=leap, seconds=min(seconds, _DAYS * 86_400))


def understood(value: Decimal, form: str) -> bool:
    """Whether `shown` knows what the format makes of a number."""
    return _section(form, value)[0].kind in {"number", "general", "words"}


@functools.lru_cache(maxsize=1024)
def _sections(form: str) -> tuple[_Section, ...]:
    """What is between semicolons that stand in no quotes; the fourth is for texts."""
    written = _BETWEEN.split(form[:255])[:3]
    return tuple(_parsed(one, alone=len(written) == 1) for one in written)


def _parsed(written: str, *, alone: bool) -> _Section:
    tested = _CONDITION.search(written)
    condition = (tested[1], Decimal(tested[2])) if tested else None
    bare = _QUOTED.sub("", written)
    if _ELAPSED.search(written):
        return _Section("elapsed", condition)
    general = _GENERAL.search(bare)
    if general or not (bare.strip() or alone):
        said = _literal(written)
        at = _GENERAL.search(said)
        words = (said[: at.start()], said[at.end() :]) if at else (said, "")
        return _Section("general" if general else "words", condition, words[0].strip(), words[1].strip())
    if _DATED.search(bare):
        return _Section("date", condition)
    if not re.search("[0#?]", bare):
        return _Section("words" if _literal(written).strip() else "general", condition, _literal(written).strip())
    point = _SHIFTED.search(written)
    said = _literal(written[: point.start()] + written[point.end() :] if point else written)
    match = _FORM.fullmatch(said)
    if match is None or (point and match["part"]):
        return _Section("unknown", condition)
    return _Section(
        "number",
        condition,
        match["before"].strip(),
        match["after"].strip(),
        match["part"] or "",
        "," in match["whole"],
        2 * min(bare.count("%"), 3) - 3 * len(match["scale"]),
        _zeros(written[point.end() :]) if point else 0,
    )


def _zeros(written: str) -> int:
    return len(written) - len(written.lstrip("0"))


def _section(form: str, value: Decimal) -> tuple[_Section, bool]:
    """The section for a number, and whether it is the one for those below 0."""
    sections = _sections(form)
    for at, section in enumerate(sections[:-1]):
        if section.condition:
            test, bound = section.condition
            if _HOLDS[test](value, bound):
                return section, False
        elif (value < 0) if at else (value > 0 or (value == 0 and len(sections) == 2)):
            return section, bool(at)
    below = value < 0 and len(sections) == 2 and not sections[0].condition and not sections[1].condition
    return sections[-1], below


def _number(value: Decimal, form: str) -> str:
    section, below = _section(form, value)
    if section.kind == "words":  # of accounts: - where there is nothing
        return section.before
    if section.kind not in {"number", "general"}:
        return f"{value:f}"
    before, after, sign = section.before, section.after, "-" if value < 0 else ""
    if below:  # its own words or signs stand for the minus
        before, after = before.strip(_SIGNS), after.strip(_SIGNS)
        first = _sections(form)[0]
        sign = "" if re.sub(r"\W", "", before + after) != re.sub(r"\W", "", first.before + first.after) else sign
    digits = f"{abs(value):f}" if section.kind == "general" else _digits(abs(value), section)
    return f"{before}{sign}{digits}{after}"


def _digits(value: Decimal, section: _Section) -> str:
    if section.shift:
        value = value.scaleb(section.power, _WIDE).quantize(Decimal(1), ROUND_HALF_UP, _WIDE)
        return f"{value.scaleb(-section.shift, _WIDE):{',' if section.grouped else ''}f}"
    value = value.scaleb(section.power, _WIDE).quantize(Decimal(1).scaleb(-len(section.part)), ROUND_HALF_UP, _WIDE)
    text = f"{value:{',' if section.grouped else ''}f}"
    for digit in reversed(section.part):
        if digit != "#" or not text.endswith("0"):
            break
        text = text[:-1]
    return text.rstrip(".")


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
