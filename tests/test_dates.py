"""Every way in which a report writes a date is read as its EDTF value.

A row is one form: in sentences the dates stand in 【】, and their values follow in order. No other date may be found.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from conftest import spans
from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor import extract
from extractor.dates import Anchor, WrittenDate, read_date, resolve

REPEATABLE = settings(derandomize=True, deadline=None, database=None, max_examples=150)
HAN = "〇一二三四五六七八九"


def check(marked: str, *values: str) -> None:
    """The dates in 【】 are found, no other ones, and these are their values."""
    text, places = spans(marked + "。")
    dates = [f for f in extract(text).figures if f.kind == "date"]
    assert [(d.start, d.end) for d in dates] == places
    assert [d.value for d in dates] == list(values)
    assert {d.status for d in dates} <= {"redacted" if "X" in str(d.value) else "complete" for d in dates}


WHOLE = [
    ("驿站于【2020年1月28日】开放", "2020-01-28"),
    ("驿站于【2020年01月08日】开放", "2020-01-08"),
    ("驿站于【２０２１年１月２日】开放", "2021-01-02"),
    ("驿站于【2021 年 1 月 2 日】开放", "2021-01-02"),
    ("驿站于【二零零四年八月十五日】开放", "2004-08-15"),
    ("驿站于【二〇〇六年十二月】开放", "2006-12"),
    ("驿站于【二〇一九年五月二十一日】开放", "2019-05-21"),
    ("驿站于【15年3月2日】开放", "2015-03-02"),
    ("驿站于【23年3月】开放", "2023-03"),
    ("驿站于【2008 年】开放", "2008"),
    ("驿站于【2009年】开放", "2009"),
    ("驿站于【2020年度】开放", "2020"),
    ("驿站于【2024年】内开放", "2024"),
    ("驿站于【2018年10月】开放", "2018-10"),
    ("驿站于【2018年10月份】开放", "2018-10"),
    ("驿站于【2018年1月19号】开放", "2018-01-19"),
    ("驿站于【1987年1月11日】八点开放", "1987-01-11"),
    ("驿站于【2010-01-29】开放", "2010-01-29"),
    ("驿站于【2010.01.29】开放", "2010-01-29"),
    ("驿站于【2010/1/29】开放", "2010-01-29"),
    ("填表日期：【20240307】", "2024-03-07"),
    ("驿站于【民國107年】开放", "2018"),
    ("驿站于【民國一百零七年】开放", "2018"),
    ("驿站于【民國107年】筹建，【108年】开放", "2018", "2019"),
    ("驿站于【2020年2月29日】开放", "2020-02-29"),
    ("驿站于【二○一九年五月三十一日】开放", "2019-05-31"),
    ("驿站于【二〇一九年五月卅日】开放", "2019-05-30"),
    ("驿站于【九七年】开放", "1997"),
]

PARTS = [
    ("【2021年】，驿站于【上半年】完工", "2021", "2021-40"),
    ("【2021年】，驿站于【下半年】完工", "2021", "2021-41"),
    ("驿站于【2018年上半年】完工", "2018-40"),
    ("驿站于【2018年前半年】完工", "2018-40"),
    ("驿站于【2023年H1】完工", "2023-40"),
    ("驿站于【2023年H2】完工", "2023-41"),
    ("【2021年】，驿站于【第一季度】完工", "2021", "2021-33"),
    ("【2021年】，驿站于【第二季度】完工", "2021", "2021-34"),
    ("【2021年】，驿站于【三季度】完工", "2021", "2021-35"),
    ("【2021年】，驿站于【Q1】完工", "2021", "2021-33"),
    ("【2021年】，驿站于【Q1季度】完工", "2021", "2021-33"),
    ("驿站于【2022年第四季度】完工", "2022-36"),
    ("驿站于【2022年4季度】完工", "2022-36"),
    ("【2021年】，驿站于【前三季度】完工", "2021", "2021-01/2021-09"),
    ("驿站于【2021年前两个季度】完工", "2021-01/2021-06"),
    ("驿站于【2022年前十一个月】完工", "2022-01/2022-11"),
    ("驿站于【2022年前8个月】完工", "2022-01/2022-08"),
    ("【2021年】，驿站于【6月上旬】完工", "2021", "2021-06-01/2021-06-10"),
    ("【2021年】，驿站于【6月中旬】完工", "2021", "2021-06-11/2021-06-20"),
    ("【2021年】，驿站于【6月下旬】完工", "2021", "2021-06-21/2021-06-30"),
    ("【2020年】，驿站于【2月下旬】完工", "2020", "2020-02-21/2020-02-29"),
    ("【2022年】，驿站于【2月下旬】完工", "2022", "2022-02-21/2022-02-28"),
    ("驿站于【2018年10月底】完工", "2018-10"),
    ("【2021年】，驿站于【十二月月底】完工", "2021", "2021-12"),
    ("【2021年】，驿站于【3月初】完工", "2021", "2021-03"),
    ("【2021年】，驿站于【6月底】前完工", "2021", "2021-06"),
    ("驿站于【2023年底】完工", "2023"),
    ("驿站于【2021年】以来完工", "2021"),
    ("驿站于【二零二二年】伊始完工", "2022"),
    ("驿站于【19年底】完工", "2019"),
]

RANGES = [
    ("【2021年】，驿站在【9月9日至18日】开课", "2021", "2021-09-09/2021-09-18"),
    ("【2021年】，驿站在【5月7－8日】开课", "2021", "2021-05-07/2021-05-08"),
    ("【2021年】，驿站在【6月28日至7月3日】开课", "2021", "2021-06-28/2021-07-03"),
    ("驿站在【2018年12月九号到十五号】开课", "2018-12-09/2018-12-15"),
    ("驿站在【2017年8月15日至2018年3月29日】开课", "2017-08-15/2018-03-29"),
    ("驿站在【2019年4月12-19日】开课", "2019-04-12/2019-04-19"),
    ("驿站在【2019年4月12日—19日】开课", "2019-04-12/2019-04-19"),
    ("驿站在【2019年4月12日～5月3日】开课", "2019-04-12/2019-05-03"),
    ("驿站在【2017年8月至11月】开课", "2017-08/2017-11"),
    ("驿站在【2018年1－9月份】开课", "2018-01/2018-09"),
    ("驿站在【2018年2——4月】开课", "2018-02/2018-04"),
    ("驿站在【2019年1-五月】开课", "2019-01/2019-05"),
    ("【2021年】，驿站在【5月-10月】开课", "2021", "2021-05/2021-10"),
    ("【1987年5月8日】恢复建制。同年【11月】开课", "1987-05-08", "1987-11"),
    ("驿站在【12月30日至2023年1月3日】休息", "2022-12-30/2023-01-03"),
    ("驿站在【3月1日至2023年5月1日】开课", "2023-03-01/2023-05-01"),
    ("驿站在【2021】、【2022年】开放", "2021", "2022"),
    ("驿站在【1998】、【1999】和【2002年】开放", "1998", "1999", "2002"),
    ("驿站在【2023Q1】开放", "2023-33"),
    ("驿站在【民國98-99年】開放", "2009/2010"),
    ("驿站于【202○年】开放", "202X"),
    ("驿站于【二○二一年】开放", "2021"),
    ("【2021年】，驿站在【6月下旬至7月中旬】开课", "2021", "2021-06-21/2021-07-20"),
    ("驿站在【2022年2月上旬至下旬】开课", "2022-02-01/2022-02-28"),
    ("驿站在【2021年12月下旬至1月上旬】开课", "2021-12-21/2022-01-10"),
    ("【2021年】，驿站在【7】、【8月份】开课", "2021", "2021-07", "2021-08"),
    ("驿站在【2021年1】、【2】、【3月】开课", "2021-01", "2021-02", "2021-03"),
    ("驿站在【2021年3月至2022年2月】开课", "2021-03/2022-02"),
    ("驿站在【1995–1997年】开课", "1995/1997"),
    ("驿站在【2017-2022年】开课", "2017/2022"),
    ("驿站在【2017年至2022年】开课", "2017/2022"),
    ("驿站在【2021—2022年度】开课", "2021/2022"),
    ("驿站在【2021-22年】开课", "2021/2022"),
    ("驿站在【2018/1/10-2018/7/10】开课", "2018-01-10/2018-07-10"),
    ("驿站在【2023.4.6-4.8】开课", "2023-04-06/2023-04-08"),
    ("驿站自【2020-05-26】起至【2020-05-29】止开课", "2020-05-26", "2020-05-29"),
    ("驿站自【2020年1月28日】发布公告至【7月15日】暂停", "2020-01-28", "2020-07-15"),
    ("驿站在【2015年】和【2018年】之间开课", "2015", "2018"),
    ("【2021年】，驿站在【三月】和【九月】之间开课", "2021", "2021-03", "2021-09"),
    ("驿站在【2021年4月20日】11:00至【2021年4月25日】17:00开课", "2021-04-20", "2021-04-25"),
    ("驿站在【2021年1月2日】、【3日】开课", "2021-01-02", "2021-01-03"),
    ("驿站在【2021年1月2日】和【1月5日】开课", "2021-01-02", "2021-01-05"),
    ("驿站在【1985到89年】开课", "1985/1989"),
    ("驿站在【2021年12月30日至1月2日】开课", "2021-12-30/2022-01-02"),
    ("驿站在【2021年1月2】、【3日】开课", "2021-01-02", "2021-01-03"),
    ("【2021年】，驿站在【1月3至2月10】开课", "2021", "2021-01-03/2021-02-10"),
    ("驿站在【1999.08-2002.02】开课", "1999-08/2002-02"),
]

RELATIVE = [
    ("【2021年】，驿站在【明年四月】搬迁", "2021", "2022-04"),
    ("【2021年】，驿站在【今年六月】搬迁", "2021", "2021-06"),
    ("【2021年】，驿站在【去年9月】搬迁", "2021", "2020-09"),
    ("【2021年】，驿站在【去年9月3日】搬迁", "2021", "2020-09-03"),
    ("【2021年】，驿站在【去年四季度】搬迁", "2021", "2020-36"),
    ("【2021年】，驿站在【今年前三季度】搬迁", "2021", "2021-01/2021-09"),
    ("【2021年】，驿站在【今年上半年】搬迁", "2021", "2021-40"),
    ("【2021年】，驿站在【1月19号】搬迁", "2021", "2021-01-19"),
    ("【2021年】，驿站在【10月12号】，星期一，搬迁", "2021", "2021-10-12"),
    ("【2021年】，驿站在【7月25日】早间搬迁", "2021", "2021-07-25"),
    ("【2021年3月】驿站筹建，【29日】搬迁", "2021-03", "2021-03-29"),
    ("【2008年】，【五月十二日】十四时二十八分驿站搬迁", "2008", "2008-05-12"),
    ("驿站在【2018年】以前搬迁", "2018"),
    ("驿站在【2025年】前搬迁", "2025"),
    ("驿站自【2018年】以来搬迁", "2018"),
    ("驿站从【2001年】起至今搬迁", "2001"),
    ("驿站截止到【2018年】搬迁", "2018"),
    ("驿站在【2019年8月6日】或之后搬迁", "2019-08-06"),
    ("【2021年3月】驿站筹建，【本月十日】搬迁", "2021-03", "2021-03-10"),
    ("【2021年】，驿站在【1月3】搬迁", "2021", "2021-01-03"),
]

REDACTED = [
    ("驿站于【2021年X月X日】召开座谈", "2021-XX-XX"),
    ("驿站于【2021年XX月XX日】召开座谈", "2021-XX-XX"),
    ("驿站于【2021年××月】召开座谈", "2021-XX"),
    ("驿站于【2021年5月X日】召开座谈", "2021-05-XX"),
    ("驿站于【2021年1X月】召开座谈", "2021-1X"),
    ("【2022年】，驿站于【X月X日至XX日】召开座谈", "2022", "2022-XX-XX/2022-XX-XX"),
    ("【2022年】，驿站于【X月中旬】召开座谈", "2022", "2022-XX-11/2022-XX-20"),
    ("【2022年】，驿站于【某月某日】召开座谈", "2022", "2022-XX-XX"),
    ("【2024年】，驿站于【1至X月】召开座谈", "2024", "2024-01/2024-XX"),
    ("驿站于【20XX年】召开座谈", "20XX"),
    ("驿站于【202X年】召开座谈", "202X"),
    ("驿站于【XX年】召开座谈", "XXXX"),
    ("【2021年】截止【X月底】", "2021", "2021-XX"),
]


@pytest.mark.parametrize("row", [*WHOLE, *PARTS, *RANGES, *RELATIVE])
def test_complete(row: tuple[str, ...]) -> None:
    """The dates in 【】 are found with their values."""
    check(*row)


@pytest.mark.parametrize("row", REDACTED)
def test_redacted(row: tuple[str, ...]) -> None:
    """A date with a placeholder keeps what is known, and has X for the rest."""
    check(*row)
    assert extract(spans(row[0])[0]).figures[-1].status == "redacted"


@pytest.mark.parametrize(
    "text",
    [
        "驿站每周三开放。",
        "驿站上午9点开放。",
        "驿站于农历八月十五日开放。",
        "依据青民发〔2021〕3号文件开放。",
        "驿站于13月开放。",
        "驿站于2022年2月30日开放。",
        "驿站于2022年4月31日开放。",
        "驿站于2022-13-01开放。",
        "驿站服务了五年级学生。",
        "驿站版本为2021.5.6.7。",
    ],
)
def test_no_date(text: str) -> None:
    """What is no calendar date is none."""
    assert [f.value for f in extract(text).figures if f.kind == "date"] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("驿站于3月5日开放。", "XXXX-03-05"),
        ("驿站于2月29日开放。", "XXXX-02-29"),
        ("驿站于上半年开放。", "XXXX-40"),
        ("驿站于去年12月开放。", "XXXX-12"),
    ],
)
def test_no_year_is_invented(text: str, value: str) -> None:
    """A date in a text that names no year keeps what is said, and has X for the year."""
    extraction = extract(text)
    assert extraction.report.year is None
    assert [f.value for f in extraction.figures] == [value]


@pytest.mark.parametrize(
    "marked",
    [
        "驿站于2022年2月29日开放",
        "驿站于2023-02-29开放",
    ],
)
def test_no_leap_day(marked: str) -> None:
    """29 February is a date in leap years only, as 30 February never is one."""
    assert [f.value for f in extract(marked + "。").figures] == []


@pytest.mark.parametrize(
    "text",
    [
        "驿站收到善款2015.6万元，3月5日到账。",
        "驿站收到善款32015.6万元，3月5日到账。",
        "驿站收到善款2015万元，3月5日到账。",
    ],
)
def test_an_amount_gives_no_year(text: str) -> None:
    """A sum of money that looks like a year does not tell the report's year."""
    extraction = extract(text)
    assert extraction.report.year is None
    assert [f.value for f in extraction.figures if f.kind == "date"] == ["XXXX-03-05"]


@pytest.mark.parametrize(
    "text",
    [
        "驿站支出XX日元。",
        "工程须在XX日历天完成。",
        "队伍走过了××年头。",
    ],
)
def test_a_unit_that_begins_like_a_date(text: str) -> None:
    """日元 and 年头 after a placeholder are units, not days and years."""
    assert [(f.kind != "date", f.status) for f in extract(text).figures] == [(True, "redacted")]


@pytest.mark.parametrize(
    ("text", "value"),
    [("连续五年获评先进。", "5"), ("历时90日完工。", "90"), ("近五年来服务群众。", "5"), ("学制3年。", "3")],
)
def test_a_duration_is_no_date(text: str, value: str) -> None:
    """Years and days that last are a quantity."""
    assert [(f.kind, str(f.value)) for f in extract(text).figures] == [("quantity", value)]


# -- the parts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "made"),
    [
        ({"y": "2020年", "m": "1", "d": "28"}, WrittenDate("2020", "01", "28")),
        ({"y": "二〇二三年", "m": "十二"}, WrittenDate("2023", "12")),
        ({"y": "２０２３年度"}, WrittenDate("2023")),
        ({"y": "民國107年"}, WrittenDate("2018")),
        ({"y": "民国九年"}, WrittenDate("1920")),
        ({"y": "98年", "m": "7"}, WrittenDate("1998", "07")),
        ({"y": "23年", "m": "7"}, WrittenDate("2023", "07")),
        ({"y": "去年", "m": "7"}, WrittenDate("去", "07")),
        ({"y": "20XX年"}, WrittenDate("20XX")),
        ({"y": "＊＊年"}, WrittenDate("XXXX")),
        ({"y": "某年", "m": "某"}, WrittenDate("XXXX", "XX")),
        ({"m": "1X"}, WrittenDate(m="1X")),
        ({"m": "9", "d": "9", "d2": "18"}, WrittenDate(m="09", d="09", d2="18", is_range=True)),
        ({"m": "二", "d": "廿九"}, WrittenDate(m="02", d="29")),
        ({"half": "下半年"}, WrittenDate(season="41")),
        ({"half": "H1"}, WrittenDate(season="40")),
        ({"quarter": "第四季度"}, WrittenDate(season="36")),
        ({"quarter": "第X季度"}, WrittenDate(season="3X")),
        ({"quarters": "三"}, WrittenDate(m="01", m2="09", is_range=True)),
        ({"quarter1": "2", "quarter2": "3"}, WrittenDate(m="04", m2="09", is_range=True)),
        ({"months": "十一"}, WrittenDate(m="01", m2="11", is_range=True)),
        ({"m": "6", "part": "上旬"}, WrittenDate(m="06", part="上旬")),
    ],
)
def test_read_date(groups: dict[str, str | None], made: WrittenDate) -> None:
    """The groups of a pattern say which fields are written."""
    assert read_date(groups) == made


@pytest.mark.parametrize(
    "groups",
    [
        {"m": "13"},
        {"m": "0"},
        {"m": "2", "d": "30"},
        {"m": "6", "d": "31"},
        {"d": "32"},
        {"m": "4", "d": "1", "m2": "14", "d2": "1"},
        {"m": "人"},
    ],
)
def test_read_no_date(groups: dict[str, str | None]) -> None:
    """Groups that name no day or month are no date."""
    assert read_date(groups) is None


@pytest.mark.parametrize(
    ("written", "year", "edtf"),
    [
        (WrittenDate("2019", "03", "05"), "2021", "2019-03-05"),
        (WrittenDate(m="03", d="05"), "2021", "2021-03-05"),
        (WrittenDate(m="03"), "20XX", "20XX-03"),
        (WrittenDate(m="03"), None, "XXXX-03"),
        (WrittenDate(d="05"), "2021", "2021-07-05"),
        (WrittenDate("去", "12"), "2021", "2020-12"),
        (WrittenDate("明", "12"), "2021", "2022-12"),
        (WrittenDate("本", season="40"), "2021", "2021-40"),
        (WrittenDate("去", "12"), None, "XXXX-12"),
        (WrittenDate("去", "12"), "20XX", "XXXX-12"),
        (WrittenDate("2020", "02", part="下旬"), "2021", "2020-02-21/2020-02-29"),
        (WrittenDate("", "05", part="下旬"), None, "XXXX-05-21/XXXX-05-31"),
        (WrittenDate("", "02", part="下旬"), None, "XXXX-02-21/XXXX-02-XX"),
        (WrittenDate("2021", "XX", part="下旬"), "2021", "2021-XX-21/2021-XX-XX"),
        (WrittenDate("2021", "11", "30", "2022", "01", "02", is_range=True), "2020", "2021-11-30/2022-01-02"),
        (WrittenDate("2017", y2="2022", is_range=True), None, "2017/2022"),
    ],
)
def test_resolve(written: WrittenDate, year: str | None, edtf: str | None) -> None:
    """A date without a year takes the text's; where the text names none, it has X for it."""
    assert resolve(written, Anchor(year, year, "07")) == edtf


def test_resolve_leans_on_the_nearest_year() -> None:
    """A missing year is the one just spoken of, a relative one counts from the report's."""
    anchor = Anchor("2021", "2019")
    assert resolve(WrittenDate(m="05"), anchor) == "2019-05"
    assert resolve(WrittenDate("今", "05"), anchor) == "2021-05"


def test_a_day_alone_needs_a_month() -> None:
    """A day of a month that the text never names has no value."""
    assert resolve(WrittenDate(d="05"), Anchor("2021", "2021")) is None


def han(number: int) -> str:
    """Write a number below 100 as it is said: 二十八."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else HAN[tens] + "十") + (HAN[ones] if ones else "")


WRITERS = [
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
    lambda d: f"{d.year}年{d.month}月{d.day}号",
    lambda d: f"{d.year}年{d.month}月{d.day}日".translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    lambda d: "".join(HAN[int(c)] for c in str(d.year)) + f"年{han(d.month)}月{han(d.day)}日",
    lambda d: "".join(HAN[int(c)] for c in str(d.year)).replace("〇", "零") + f"年{han(d.month)}月{han(d.day)}日",
    lambda d: d.isoformat(),
    lambda d: f"{d.year}.{d.month}.{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
]
DAYS = st.dates(dt.date(1980, 1, 1), dt.date(2049, 12, 31))


@REPEATABLE
@given(DAYS, st.sampled_from(WRITERS))
def test_every_day(day: dt.date, write: Any) -> None:
    """Any day in any notation is read back, with nothing beside it."""
    text = f"驿站于{write(day)}开放。"
    (figure,) = extract(text).figures
    assert (figure.value, figure.text) == (day.isoformat(), write(day))


@REPEATABLE
@given(
    st.lists(DAYS, min_size=2, max_size=2, unique=True), st.sampled_from(WRITERS[:7]), st.sampled_from("至到-－—～~")
)
def test_every_range(days: list[dt.date], write: Any, joint: str) -> None:
    """Two days joined by 至, 到 or a dash are one range, whatever the notation."""
    first, last = sorted(days)
    text = f"驿站于{write(first)}{joint}{write(last)}开放。"
    (figure,) = extract(text).figures
    assert figure.value == f"{first.isoformat()}/{last.isoformat()}"


@REPEATABLE
@given(st.integers(1, 14), st.integers(0, 35), st.sampled_from(["2021", "2020", "20XX"]))
@example(2, 29, "2021")
@example(2, 29, "2020")
@example(2, 29, "20XX")
def test_only_calendar_days(month: int, day: int, year: str) -> None:
    """A month and day are read exactly when the year has them; a year that is not told may be a leap year."""
    found = [
        str(f.value)
        for f in extract(f"{year}年工作回顾\n驿站于{month}月{day}日开放。").figures
        if f.kind == "date" and f.text.endswith("日")
    ]
    try:
        dt.date(2020 if "X" in year else int(year), month, day)
    except ValueError:
        assert found == []
    else:
        assert found == [f"{year}-{month:02}-{day:02}"]
