"""Calendar dates as Chinese text writes them → EDTF (ISO 8601-2): 9月9日至18日, 上半年, 2月上旬, 2021年X月.

`read_date` takes from the characters of a mention what they say; `resolve` completes it with the year and month that the text
around it is about. Digits that a placeholder hides are X.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from extractor.numerals import DIGIT_VALUES, read, read_digits
from extractor.placeholder import MARKS

__all__ = ["BEFORE_REPUBLIC", "Anchor", "WrittenDate", "read_date", "resolve"]

BEFORE_REPUBLIC: Final = 1911  # 民国1年 is 1912

_MARKS: Final = re.compile(f"[{MARKS}]")
_CENTURY: Final = re.compile("^二[〇零○]")  # 二〇XX年
_RELATIVE: Final = {"今": 0, "本": 0, "当": 0, "去": -1, "上": -1, "前": -2, "明": 1, "次": 1, "翌": 1}
_ARABIC: Final = re.compile("[0-9]")
_PARTS: Final = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "上中旬": (1, 20), "中下旬": (11, 31)}
_QUARTER: Final = {"首": 1, "一": 1, "二": 2, "三": 3, "四": 4, "两": 2}


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a date without a year or month leans on: the report's year, and the year and month just spoken of."""

    report: str | None
    year: str | None
    month: str | None = None


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date as written: each field its digits (X where hidden), "" where not written; a year may be relative (今)."""

    y: str = ""
    m: str = ""
    d: str = ""
    y2: str = ""
    m2: str = ""
    d2: str = ""
    part: str = ""
    part2: str = ""
    season: str = ""  # EDTF 33-36 (quarters), 40, 41 (halves)
    is_range: bool = False

    @property
    def hidden(self) -> bool:
        """Whether a placeholder hides some of it."""
        return any("X" in f for f in (self.y, self.m, self.d, self.y2, self.m2, self.d2, self.season))


def read_date(groups: Mapping[str, str | None]) -> WrittenDate | None:
    """What the named groups of a date pattern say; None where they name no calendar date (13月, 2月30日).

    >>> read_date({"y": "二〇二三年", "m": "4", "d": "某"})
    WrittenDate(y='2023', m='04', d='XX', y2='', m2='', d2='', part='', part2='', season='', is_range=False)
    """
    get = {k: v for k, v in groups.items() if v}
    y = _year(get.get("y", ""))
    y2 = _year(get.get("y2", ""), y or "", era="民" in get.get("y", "")[:3])
    m, m2 = _two(get.get("m", "")), _two(get.get("m2", ""))
    d, d2 = _two(get.get("d", "")), _two(get.get("d2", ""))
    if None in (y, y2, m, m2, d, d2):
        return None
    season = ""
    if "half" in get:
        season = "41" if get["half"][0] in "下后" or get["half"].endswith("2") else "40"
    elif "quarters" in get:
        m, m2 = "01", f"{3 * _quarter(get['quarters']):02}"
    elif "quarter1" in get:
        m, m2 = f"{3 * _quarter(get['quarter1']) - 2:02}", f"{3 * _quarter(get['quarter2']):02}"
    elif "quarter" in get:
        number = _quarter(get["quarter"])
        season = str(32 + number) if number else "3X"
    elif "months" in get:
        m, m2 = "01", f"{int(read(get['months']) or 0):02}"
    if m2 and m and not d and not y2 and m.isdigit() and m2.isdigit() and m2 < m and not m2 < "07" <= m:
        return None  # 3至2月 runs backwards; 11月至3月 is a winter
    part, part2 = get.get("part", ""), get.get("part2", "")
    made = WrittenDate(y, m, d, y2, m2, d2, part, part2, season, bool(y2 or m2 or d2 or part2))  # type: ignore[arg-type]
    return made if _possible(made) else None


def resolve(date: WrittenDate, anchor: Anchor) -> str | None:
    """The EDTF value; a year that the text never says is XXXX. None where the month is not known either.

    >>> resolve(WrittenDate(m="09", d="09", d2="18", is_range=True), Anchor("2021", "2021"))
    '2021-09-09/2021-09-18'
    >>> resolve(WrittenDate(y="去", m="12"), Anchor("2023", "2023"))
    '2022-12'
    """
    year = _absolute(date.y, anchor) or "XXXX"
    month = date.m or (anchor.month if date.d else None)
    if date.d and not month:
        return None
    if date.season:
        return f"{year}-{date.season}"
    if date.part in _PARTS and month and not date.is_range:
        first, last = _PARTS[date.part]
        return f"{year}-{month}-{first:02}/{year}-{month}-{_last_day(year, month, last)}"
    if date.is_range:
        last_year = _absolute(date.y2, anchor) if date.y2 else year
        if date.y2 and not date.y and last_year and last_year.isdigit():
            year = str(int(last_year) - bool(date.m2 and month and date.m2 < month))  # 12月30日至2023年1月3日
        names_a_year = date.y2 and date.y2 != "次" and not date.d2  # 2019年10月至2021年
        last_month = date.m2 or (None if names_a_year else month)
        if date.y2 == "次" and year.isdigit():
            last_year = str(int(year) + 1)
        if not date.y2 and month and last_month and year.isdigit() and last_month < month:
            last_year = str(int(year) + 1)  # 12月20日至1月5日, 11月至3月
        d, d2 = date.d, date.d2
        if date.part in _PARTS:
            d = f"{_PARTS[date.part][0]:02}"
        if date.part2 in _PARTS and last_year and last_month:
            d2 = _last_day(last_year, last_month, _PARTS[date.part2][1])
        ends = (_join(year, month, d), _join(last_year, last_month, d2))
        return "/".join(ends) if all(map(_on_the_calendar, ends)) else None
    whole = _join(year, month, date.d)
    return whole if _on_the_calendar(whole) else None


def _on_the_calendar(edtf: str) -> bool:
    """Whether a full date exists (2022-02-29 does not); a partial or hidden one may.

    >>> _on_the_calendar("2022-02-29"), _on_the_calendar("2021-XX-30")
    (False, True)
    """
    parts = edtf.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return True
    year, month, day = map(int, parts)
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


def _join(year: str | None, month: str | None, day: str) -> str:
    return "-".join(filter(None, (year, month, day)))


def _absolute(written: str, anchor: Anchor) -> str | None:
    if not written:
        return anchor.year or anchor.report
    if written in _RELATIVE:
        now = (anchor.year or anchor.report) if written == "次" else anchor.report  # 10月及次年2月
        return str(int(now) + _RELATIVE[written]) if now and now.isdigit() else None
    return written


def _last_day(year: str, month: str, last: int) -> str:
    if last < 31:
        return str(last)
    if not month.isdigit() or not (year.isdigit() or month != "02"):
        return "XX"
    return str(calendar.monthrange(int(year) if year.isdigit() else 2000, int(month))[1])


def _year(written: str, first: str = "", *, era: bool = False) -> str | None:
    """A written year → four places, a relative word, or "" for none; None if it is no year."""
    bare = re.sub(r"[\s\u3000\u200b年度的]", "", written)
    if not bare:
        return ""
    if bare[0] in _RELATIVE:
        return bare[0].replace("翌", "次")
    bare = bare.removeprefix("中华")
    if bare[0] == "民":
        number = read(bare[2:])
        return str(int(number) + BEFORE_REPUBLIC) if number is not None else None
    if "○" in bare and not _ARABIC.search(bare) and (zeros := read_digits(bare)) is not None and len(bare) == 4:
        return str(zeros)  # 二○一九年: here ○ is a zero
    if _MARKS.search(bare) or bare == "某":
        shown = _MARKS.sub("X", _CENTURY.sub("20", bare)).replace("某", "X")
        shown = "".join(str(DIGIT_VALUES.get(c, c)) for c in shown)
        return shown if len(shown) == 4 and shown[0] != "X" else "XXXX"
    place = read_digits(bare)
    if place is None and bare[0] == "两" and (number := read(bare)) is not None:
        return str(int(number))  # 两千零四年
    if place is None:
        return None
    if len(bare) == 2 and not era:
        century = first[:2] if len(first) == 4 and first.isdigit() else "19" if place >= 70 else "20"
        return f"{century}{place:02}"
    return str(place + BEFORE_REPUBLIC) if len(bare) == 3 or (era and len(bare) < 3) else str(place)


def _two(written: str) -> str | None:
    """A written month or day → two places, "" for none; None if it is not a number up to 31."""
    bare = re.sub(r"\s", "", written)
    if not bare:
        return ""
    if bare == "元":
        return "01"
    if bare == "某" or _MARKS.search(bare):
        shown = _MARKS.sub("X", bare).replace("某", "X")
        return shown if len(shown) == 2 else "XX"
    number = read(bare.replace("廿", "二十"))
    return f"{int(number):02}" if number is not None and 0 < number <= 31 else None


def _quarter(written: str) -> int:
    for c in written:
        if c in _QUARTER:
            return _QUARTER[c]
        if "1" <= c <= "4":
            return int(c)
    return 0


def _possible(date: WrittenDate) -> bool:
    for month, day in ((date.m, date.d), (date.m2 or date.m, date.d2)):
        if month.isdigit() and not 1 <= int(month) <= 12:
            return False
        if day.isdigit() and month.isdigit() and int(day) > calendar.monthrange(2000, int(month))[1]:
            return False
    return True
