"""What stands right after a figure does not hide it: 3万元|老旧小区, 500亩|产业园, 3.6万|干部群众."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.records import Figure


def figures(text: str) -> list[Figure]:
    """Give the figures of a text."""
    return list(extract(text).figures)


# Each begins like the second half of a word that the unit begins as well: 元老, 亩产, 里程, 米面, 天文, 升级, 套餐, 只能.
NEXT = (
    *("老旧小区改造资金", "首批帮扶资金", "青苗补偿费", "音响设备", "产业园", "生态林", "村道", "面粉", "街头宣传"),
    *(
        "文艺演出",
        "国有林场",
        "降雨量",
        "餐具",
        "能繁母羊",
        "教育帮扶队",
        "援鄂医疗队",
        "通知书",
        "位于城东的门面",
        "数据线",
    ),
)
UNITS = (
    "元",
    "万元",
    "人",
    "名",
    "户",
    "次",
    "份",
    "台",
    "件",
    "辆",
    "亩",
    "公里",
    "平方米",
    "立方米",
    "公斤",
    "小时",
    "位",
    "例",
)


@pytest.mark.parametrize("unit", UNITS)
def test_no_noun_hides_a_figure_in_digits(unit: str) -> None:
    """The word after it may begin as it likes."""
    hidden = [noun for noun in NEXT if [one.text for one in figures(f"共有12{unit}{noun}。")] != [f"12{unit}"]]
    assert [noun for noun in hidden if (unit, noun) != ("份", "数据线")] == []  # 份数 is a word in reports


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("流转500亩产业园用地", "500亩"),
        ("发放20套餐具", "20套"),
        ("存栏500只能繁母羊", "500只"),
        ("派出3支援鄂医疗队", "3支"),
        ("连续5天文艺演出", "5天"),
        ("硬化5米村道", "5米"),
        ("目前73名下岗职工上岗", "73名"),
        ("日前12名学员结业", "12名"),
    ],
)
def test_a_word_of_two_units_is_read_after_digits(text: str, expected: str) -> None:
    """产业园 after 亩, 餐具 after 套: after digits the unit is one."""
    assert [one.text for one in figures(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "2022元旦晚会",
        "服务三年级学生",
        "入选前10名",
        "500吨级码头",
        "亩产再创新高",
        "第三方监督",
        "召开五届二次主席团会议",
        "二元结构",
    ],
)
def test_a_word_that_is_no_unit_is_none(text: str) -> None:
    """元旦, 年级, 吨级, 亩产: what stands before them counts nothing."""
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "expected", "value", "item"),
    [
        ("带领全镇3.6万干部群众参与", "3.6万", 36000, "干部群众"),
        ("动员1200余志愿者参与", "1200余", 1200, "志愿者"),
        ("帮扶60万绝对贫困人口", "60万", 600000, "绝对贫困人口"),
        ("惠及五十八点八万妇女", "五十八点八万", 588000, "妇女"),
        ("惠及2.3万留守儿童", "2.3万", 23000, "留守儿童"),
    ],
)
def test_people_need_no_measure_word(text: str, expected: str, value: int, item: str) -> None:
    """The guideline: a measure word left out is 人 where the noun means people."""
    (one,) = figures(text)
    assert (one.text, one.kind, one.unit, one.value, one.item) == (expected, "count", "人", value, item)


@pytest.mark.parametrize(
    "text",
    [
        "拨打12345市民热线",
        "转来50万捐给贫困母亲",
        "召开2022志愿者大会",
        "用于30万资助学生",
        "这些话千万不可冷了群众的心",
    ],
)
def test_people_near_a_number_are_not_always_counted(text: str) -> None:
    """A year, a telephone number, a sum of money."""
    assert [one.text for one in figures(text) if one.unit == "人"] == []


def test_redacted_people_without_a_measure_word() -> None:
    """服务XX万群众: hidden, not a hidden word."""
    (one,) = figures("全年服务XX万群众。")
    assert (one.text, one.status, one.unit, one.item) == ("XX万", "redacted", "人", "群众")
