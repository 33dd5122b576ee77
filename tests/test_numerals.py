"""Every way in which a report writes a number is read as that number, and what is none as none; a row is one form."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor import numerals

WRITTEN = [
    # digits
    ("0", "0"),
    ("34567", "34567"),
    ("007", "7"),
    ("34,567", "34567"),
    ("1,234,567.89", "1234567.89"),
    ("４，５６５", "4565"),
    ("９４．９", "94.9"),
    ("82，225.00", "82225"),
    ("1000  ", "1000"),
    ("0.05", "0.05"),
    ("9999999999999999", "9999999999999999"),
    # characters
    ("零", "0"),
    ("〇", "0"),
    ("十", "10"),
    ("十六", "16"),
    ("一十六", "16"),
    ("二十", "20"),
    ("廿", "20"),
    ("廿五", "25"),
    ("卅", "30"),
    ("卅一", "31"),
    ("一百零九", "109"),
    ("一百〇九", "109"),
    ("一百一十", "110"),
    ("一百一", "110"),
    ("四百五", "450"),
    ("两千三百五", "2350"),
    ("三千零五十", "3050"),
    ("一千二", "1200"),
    ("一万三", "13000"),
    ("一万零三", "10003"),
    ("三万四千五百六十七", "34567"),
    ("一百零一万一千", "1011000"),
    ("五亿零六", "500000006"),
    ("一亿三", "130000000"),
    ("七千万零七十", "70000070"),
    ("一万亿", "1000000000000"),
    ("一亿亿", "10000000000000000"),
    ("一千零一十", "1010"),
    ("一千零十", "1010"),
    ("十五点七", "15.7"),
    ("三十点八", "30.8"),
    ("三点五万", "35000"),
    ("三点零四", "3.04"),
    ("零点五", "0.5"),
    ("二百零五点六七", "205.67"),
    # formal and traditional
    ("肆佰叁拾", "430"),
    ("壹仟玖佰", "1900"),
    ("贰佰零伍", "205"),
    ("陆拾玖", "69"),
    ("壹亿零捌拾萬", "100800000"),
    ("參萬貳仟", "32000"),
    ("兩億", "200000000"),
    # digits and scales
    ("100万", "1000000"),
    ("6,540 万", "65400000"),
    ("4.78万亿", "4780000000000"),
    ("3千万亿", "3000000000000000"),
    ("1,100.9亿", "110090000000"),
    ("5万4千6百", "54600"),
    ("25万6千", "256000"),
    ("1千零20", "1020"),
    ("10万万", "1000000000"),
    ("12亿3千万", "1230000000"),
    ("4,386萬5,200", "43865200"),
    ("3万5", "35000"),
    ("１２．５万", "125000"),
    # 余 多 几 来 are passed over
    ("2000余", "2000"),
    ("9257万余", "92570000"),
    ("十余万", "100000"),
    ("一千多万", "10000000"),
    ("二十几万", "200000"),
    ("500多亿", "50000000000"),
    ("十来", "10"),
    ("三十万多亿", "30000000000000"),
    ("两个亿", "200000000"),
    # place by place, and a digit that stands for the next place
    ("二〇五", "205"),
    ("一三五", "135"),
    ("9千7", "9700"),
    ("三百十", "310"),
    ("一百几十", "100"),
]


@pytest.mark.parametrize(("written", "value"), WRITTEN)
def test_read(written: str, value: str) -> None:
    """A numeral is read exactly."""
    assert numerals.read(written) == Decimal(value)


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "人",
        "余",
        "点",
        "点五",
        "1.2.3",
        "3人",
        "十X",
        "X",
        "-5",
        "a",
        "一点",
        "\ud800",
        "½",
        "²",
        "9" * 61,
        "十十",
        "百百万",
        "二十十",
        "十百",
        "5千千",
        "二一",  # two digits side by side
        "十两一",
        "二百八十六三",
        "9一",
        "零二",
        "8.7万1",  # something after a fraction
        "86.0千4",
        "14万2.3万",  # parts that do not get smaller
        "二万亿百",
        "三万万万",
        "0千三百",
        "千一百二十",  # a scale without a digit, and more after it
        "四千百二十",
        "一百零",
    ],
)
def test_read_nothing(written: str) -> None:
    """What is no numeral, or too long for one, is no number."""
    assert numerals.read(written) is None


@pytest.mark.parametrize("written", ["1万2亿3万", "1个2", "万"])
def test_read_strange(written: str) -> None:
    """A numeral in a strange order is a number or none, never an error."""
    value = numerals.read(written)
    assert value is None or value.is_finite()


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("三五", 3, 5),
        ("一两", 1, 2),
        ("一二", 1, 2),
        ("两三", 2, 3),
        ("七八", 7, 8),
        ("八九", 8, 9),
        ("一、两", 1, 2),
        ("二、三", 2, 3),
        ("七，八", 7, 8),
        ("五六百", 500, 600),
        ("三五百", 300, 500),
        ("一两百万", 1_000_000, 2_000_000),
        ("三四十万", 300_000, 400_000),
        ("八九亿", 800_000_000, 900_000_000),
        ("二十五六", 25, 26),
        ("十七八", 17, 18),
        ("一百二三", 120, 130),
        ("兩三千萬", 20_000_000, 30_000_000),
    ],
)
def test_neighbours(written: str, low: int, high: int) -> None:
    """Two neighbouring digits are the ends of a range."""
    assert numerals.neighbours(written) == (low, high)


@pytest.mark.parametrize(
    "written", ["", "三", "三三", "五三", "二五", "三十五", "二〇二三", "九十", "八、十", "一到二", "人"]
)
def test_not_neighbours(written: str) -> None:
    """Digits that do not follow each other are no range."""
    assert numerals.neighbours(written) is None


@pytest.mark.parametrize(
    ("text", "half"), [("９４．９％", "94.9%"), ("１：２", "1:2"), ("３，０００", "3,000"), ("甲1", "甲1"), ("", "")]
)
def test_half_width(text: str, half: str) -> None:
    """Full-width digits and marks become half-width, and the length stays."""
    assert numerals.half_width(text) == half
    assert len(half) == len(text)


@pytest.mark.parametrize(
    ("text", "value"), [("二〇二三", 2023), ("２０２３", 2023), ("零五", 5), ("十九", None), ("", None), ("20X", None)]
)
def test_read_digits(text: str, value: int | None) -> None:
    """A row of digits is read place by place."""
    assert numerals.read_digits(text) == value
