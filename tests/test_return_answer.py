"""An answer on a slip is read as what the submitter wrote, with or without its unit, or refused: never as another number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import extract
from extractor.packs import load
from extractor.records import Figure
from extractor.returns.answer import RefusedError, value
from extractor.returns.question import factor
from extractor.returns.slip import Row


def answered(report: str, unit: str, answer: object) -> str:
    """The value that an answer to the one open figure of a report gives, asked in `unit`."""
    (figure,) = extract(report).figures
    assert isinstance(figure, Figure)
    assert isinstance(answer, Decimal | str)
    return value(Row(1, "", unit, answer, "", "", percent=False), figure, load())


MONEY, PEOPLE, SHARE = ("募集善款XX万元。", "万元"), ("惠及XX人。", "人"), ("完成率XX%。", "%")


@pytest.mark.parametrize(
    ("asked", "answer", "wanted"),
    [
        (MONEY, "12万元", "120000"),
        (MONEY, "26.2万元", "262000"),
        (MONEY, "105 万元", "1050000"),
        (MONEY, "1,200万元", "12000000"),
        (MONEY, "25000元", "25000"),
        (MONEY, "1.2亿元", "120000000"),
        (MONEY, "二十万元", "200000"),
        (MONEY, "１２．５", "125000"),
        (PEOPLE, "186人", "186"),
        (PEOPLE, "1860人", "1860"),
        (PEOPLE, "1.2万人", "12000"),
        (PEOPLE, "186名", "186"),
        (PEOPLE, "1.86万名", "18600"),
        (PEOPLE, "二百零三位", "203"),
        (("登记器官捐献志愿者XX名。", "名"), "57人", "57"),
        (SHARE, "97.2%", "97.2"),
        (SHARE, "97.2％", "97.2"),
    ],
)
def test_a_number_may_have_its_unit(asked: tuple[str, str], answer: str, wanted: str) -> None:
    """The unit is part of what is written, never a digit of the number."""
    assert answered(*asked, answer) == wanted


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["元", "万元", "亿元"]))
def test_any_sum_with_its_unit_is_that_sum(number: Decimal, unit: str) -> None:
    """However many digits it has."""
    times = {"元": 1, "万元": 10**4, "亿元": 10**8}[unit]
    assert Decimal(answered(*MONEY, f"{number}{unit}")) == number * times


@pytest.mark.parametrize("answer", ["12万", "约12万元", "12万户", "十几万元", "12-15万元", "不详", "12万名"])
def test_what_is_not_one_number_in_the_unit_is_refused(answer: str) -> None:
    """12万 in a cell that asks for 万元 may be either."""
    with pytest.raises(RefusedError):
        answered(*MONEY, answer)


def test_a_digit_is_no_part_of_a_unit() -> None:
    """2万元 is a number with its unit, 十万元 a scale before one."""
    (figure,) = extract(MONEY[0]).figures
    assert factor("2万元", figure, load()) is None
    assert factor("十万元", figure, load()) == 100000


def test_a_range_is_confirmed_as_it_stands() -> None:
    """属实 is the value of the report, whatever that is; it says nothing of a report without a number."""
    assert answered("三五百人到场观摩。", "人", "情况属实") == "300/500"
    assert answered("发放慰问金17.4万元。", "万元", "已核实，无误") == "174000"
    for answer in ("不属实", "基本属实", "属实，但应为18万元"):
        with pytest.raises(RefusedError):
            answered("发放慰问金17.4万元。", "万元", answer)
