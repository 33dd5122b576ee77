"""What only holds a numeral, names no number or cannot be read whole is no figure: no number is invented."""

from __future__ import annotations

from decimal import Decimal

import pytest
from conftest import spans

from extractor import extract


@pytest.mark.parametrize(
    "text",
    [
        "四川驻点的队员已经返回。",
        "陆地运输恢复正常。",
        "一切工作准备就绪。",
        "大家在五角大楼前合影。",
        "队伍建设不断加强。",
        "队员收拾好行装。",
        "同学们放肆地欢笑。",
        "他读完了朝花夕拾。",
        "安全工作万万不可松懈。",
        "大家两两结成对子。",
        "他一点都不觉得累。",
        "一日之计在于晨。",
        "身份证号140302197706220124。",
        "订单号A20210012345。",
        "电话888-000-9999。",
        "服务器地址192.168.255.255。",
        "印发36号文。",
        "牢记三救三献宗旨。",
        "落实三重一大制度。",
        "来自三明市和万州区的队员。",
        "推行一岗双责。",
        "颁发第三届优秀奖。",
        "深化百姓身边的服务。",
    ],
)
def test_no_figure(text: str) -> None:
    """A word, name, ordinal or code that only contains a numeral is no figure."""
    assert extract(text).figures == ()


@pytest.mark.parametrize(
    "text",
    [
        "募集善款数十亿元。",
        "募集善款几十万块钱。",
        "募集善款数百万元。",
        "志愿者有数十位。",
        "志愿者有几十人。",
        "志愿者有上百人。",
        "募集善款数亿元。",
        "志愿者有几百名。",
        "职工参加迷你跑10k，",
    ],
)
def test_no_number_is_invented(text: str) -> None:
    """A figure that names no number (数十亿元) has no exact value."""
    assert [f.value for f in extract(text).figures if f.bound == "exact"] == []


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("驿站收到1,23元。", 23),
        ("驿站收到1,234,56元。", 56),
        ("驿站收到1'000元。", 0),
        ("驿站收到1.2.3元。", 3),
        ("驿站收到12.元。", 12),
    ],
)
def test_no_piece_of_a_number(text: str, never: int) -> None:
    """The end of a badly written number is not a number of its own."""
    assert never not in [f.value for f in extract(text).figures]


@pytest.mark.parametrize(("digits", "found"), [(16, 1), (17, 1), (18, 1), (61, 0), (400, 0), (4400, 0), (20_000, 0)])
def test_long_runs(digits: int, found: int) -> None:
    """A run of digits longer than any amount is a code; a shorter one is read exactly."""
    figures = extract(f"驿站收到善款{'9' * digits}元。").figures
    assert [f.value for f in figures] == [Decimal("9" * digits)] * found


@pytest.mark.parametrize("share", ["9" * 18, "9" * 24, "9" * 60])
def test_long_fraction(share: str) -> None:
    """A fraction of any length is read or passed over, and is never an error."""
    figures = extract(f"女性约占三分之{share}。").figures
    assert all(f.value is not None and f.unit == "%" for f in figures)


@pytest.mark.parametrize(
    "text",
    [
        "门票69.5块五，",
        "散户捐米一三吨半，",
        "每箱￥千，",
        "网点占三分之五，",
        "缺口达三分之一二，",
        "小组收拾场地9一，",
        "样品57q2，",
        "满意率99.9999999999999999999999999999992%，",  # more digits than Decimal keeps
    ],
)
def test_what_cannot_be_read_is_no_figure(text: str) -> None:
    """No number is made up from parts that do not go together."""
    assert [f.text for f in extract(text).figures if f.status == "complete"] == []


@pytest.mark.parametrize(
    ("text", "status"), [("捐款总额达【万元】，", "missing"), ("捐款总额破【亿元】，", "complete")]
)
def test_a_scale_alone(text: str, status: str) -> None:
    """After 达 the number before 万元 is gone; after 破 there never was one."""
    bare, places = spans(text)
    (figure,) = extract(bare).figures
    assert ((figure.start, figure.end), figure.status) == (places[0], status)
