"""What the heads of a table say of its cells: whose unit it is, a growth, the side, the year."""

from __future__ import annotations

import pytest

from extractor import extract

HEAD = "梅岭县红十字会2023年工作总结\n"


def cells(table: str, *fields: str) -> list[tuple[object, ...]]:
    """The text and the fields of each figure but dates."""
    found = extract(HEAD + table).figures
    return [(f.text, *(getattr(f, name) for name in fields)) for f in found if f.kind != "date"]


UNITS = {
    "growth beside counts": (
        "指标\t上半年\t下半年\t增长（%）\n角膜捐献（例）\t4\t5\t25\n",
        [("4", "例"), ("5", "例"), ("25", "%")],
    ),
    "growth in one column": ("指标\t同比增长（%）\n新建驿站（个）\t12.5\n", [("12.5", "%")]),
    "share": ("项目\t人数\t占比（%）\n助学（人）\t30\t60\n", [("30", "人"), ("60", "%")]),
    "beside a column of units": ("指标\t单位\t本年\t增幅（%）\n驿站\t座\t6\t20\n", [("6", "座"), ("20", "%")]),
    "a growth without %": ("指标\t本年\t增幅\n新建驿站（个）\t6\t20\n", [("6", "个")]),
    "columns that differ": ("物资\t数量\t金额（元）\n帐篷（顶）\t8\t960\n", [("8", "顶"), ("960", "CNY")]),
    "a row apart": ("指标\t数值（元）\n义卖\t20\n参与（人次）\t35\n", [("20", "CNY"), ("35", "人次")]),
    "points": ("指标\t本年\t增减（百分点）\n执行率（%）\t95\t2\n", [("95", "%"), ("2", "百分点")]),
    "a rate below %": ("指标\t本年（%）\n执行率\t95\n", [("95", "%")]),
    "a share under money": ("指标\t数值（元）\t人数\n执行率（%）\t95\t\n", [("95", "%")]),
}


@pytest.mark.parametrize("name", UNITS)
def test_whose_unit_a_cell_has(name: str) -> None:
    """增长（%） is never counted in the row's 例; where all columns share a unit, the row that says another has its own."""
    table, expected = UNITS[name]
    assert cells(table, "unit") == expected


@pytest.mark.parametrize(
    ("head", "cell", "text", "change"),
    [
        ("增幅", "20%", "20%", "up"),
        ("增幅", "-20%", "-20%", "down"),
        ("同比（±%）", "+7.5", "7.5", "up"),
        ("同比（±%）", "-7.5", "-7.5", "down"),
        ("较上年±%", "7.5", "7.5", "up"),
        ("同比（%）", "7.5", "7.5", "up"),
        ("比上年下降（%）", "3", "3", "down"),
        ("降幅", "3%", "3%", "down"),
        ("增长率（%）", "3", "3", "up"),
        ("比上年增减（座）", "-1", "-1", "down"),
        ("新增（座）", "3", "3", None),
        ("占比（%）", "40", "40", None),
    ],
)
def test_a_head_says_that_its_cells_are_changes(head: str, cell: str, text: str, change: str | None) -> None:
    """And the cell's sign says which; a plus is outside, as an arrow is."""
    assert cells(f"指标\t本年（座）\t{head}\n驿站\t6\t{cell}\n", "change") == [("6", None), (text, change)]


def test_a_row_of_growth_tells_a_change() -> None:
    """Its label says so, whatever the row above said."""
    table = "指标\t数值\n义卖款同比增长（%）\t5.8\n驿站减少（座）\t2\n驿站（座）\t6\n"
    assert cells(table, "change") == [("5.8", "up"), ("2", "down"), ("6", None)]


@pytest.mark.parametrize(
    "table",
    ["学段\t教师（人）\t其中：女教师（人）\n小学\t1872\t1305\n", "项目\t人数（人）\n教师\t1872\n其中：女教师\t1305\n"],
    ids=["column", "row"],
)
def test_a_column_or_a_row_may_be_a_share(table: str) -> None:
    """其中 stands in its head, or in its label."""
    assert [(f.text, f.relation) for f in extract(table).figures] == [("1872", None), ("1305", "part_of")]


def test_the_year_compared_with_is_no_columns_year() -> None:
    """较2022年增长 is told of 2023, and its item names no year."""
    table = "指标\t2022年\t2023年\t较2022年增长（%）\n义卖款（元）\t50\t60\t20\n"
    assert cells(table, "item", "period", "change") == [
        ("50", "义卖款", "2022", None),
        ("60", "义卖款", "2023", None),
        ("20", "义卖款增长", "2023", "up"),
    ]


def test_who_fills_in_a_table_heads_no_column() -> None:
    """填报单位：… stands over all columns, and is part of no item."""
    table = "填报单位：梅岭县红十字会\t\t单位：元\n指标\t2022年\t2023年\n义卖款\t50\t60\n"
    assert cells(table, "item", "period") == [("50", "义卖款", "2022"), ("60", "义卖款", "2023")]


SIDES = {
    "two": ("收入项目\t金额（元）\t支出项目\t金额（元）\n义卖\t50\t印刷\t30\n", [("50", "义卖"), ("30", "印刷")]),
    "merged heads": ("单位：元\n收入\t\t支出\t\n义卖\t50\t印刷\t30\n", [("50", "义卖"), ("30", "印刷")]),
    "merged heads of a sheet": ("单位：元\n收入\t\t支出\n义卖\t50\t印刷\t30\n", [("50", "义卖"), ("30", "印刷")]),
    "numbered": (
        "序号\t收入\t金额（元）\t序号\t支出\t金额（元）\n1\t义卖\t50\t1\t印刷\t30\n",
        [("50", "义卖"), ("30", "印刷")],
    ),
    "three": (
        "姓名\t捐款（元）\t姓名\t捐款（元）\t姓名\t捐款（元）\n林一\t5\t林二\t6\t林三\t7\n林四\t8\t\t\t\t\n",
        [("5", "林一"), ("6", "林二"), ("7", "林三"), ("8", "林四")],
    ),
    "a short side": (
        "收入\t金额（元）\t支出\t金额（元）\n义卖\t50\t印刷\t30\n\t\t邮寄\t9\n",
        [("50", "义卖"), ("30", "印刷"), ("9", "邮寄")],
    ),
    "units on both": (
        "指标\t单位\t本年\t指标\t单位\t本年\n义卖\t元\t5\t驿站\t座\t6\n",
        [("5", "义卖"), ("6", "驿站")],
    ),
    "only one": ("乡镇\t人数\t负责人\t金额（元）\n东乡\t5\t林某\t60\n", [("5", "东乡"), ("60", "东乡")]),
    "one label": ("项目\t\t\t\n义卖（元）\t5\t6\t7\n", [("5", "义卖"), ("6", "义卖"), ("7", "义卖")]),
}


@pytest.mark.parametrize("name", SIDES)
def test_each_side_has_its_own_labels(name: str) -> None:
    """The right half of 收入 | 金额 | 支出 | 金额 is no income."""
    table, expected = SIDES[name]
    assert cells(table, "item") == expected


@pytest.mark.parametrize(
    ("cell", "text", "value", "bound"),
    [
        ("约2400", "2400", 2400, "about"),
        ("近80", "80", 80, "under"),
        ("2400左右", "2400", 2400, "about"),
        ("600余", "600余", 600, "over"),
        ("50+", "50+", 50, "over"),
        ("≥40", "40", 40, "over"),
        ("1.5万余", "1.5万余", 15000, "over"),
        ("约30人", "30人", 30, "about"),
        ("近X万", "X万", None, "under"),
    ],
)
def test_a_rough_number_is_a_figure(cell: str, text: str, value: int | None, bound: str) -> None:
    """Below a head with a unit, and so are the rows below it."""
    table = f"活动\t参与（人）\n读书会\t12\n茶话会\t{cell}\n游园会\t9\n"
    said = cells(table, "value", "bound", "unit", "item")
    assert said[1:] == [(text, value, bound, "人", "茶话会"), ("9", 9, "exact", "人", "游园会")]


def test_a_scale_is_not_counted_twice() -> None:
    """3万 below 万元 is 3万元."""
    assert cells("项目\t金额（万元）\n义卖\t3万\n", "value") == [("3万", 30000)]


@pytest.mark.parametrize(
    ("unit", "value", "of"),
    [
        ("百元", 1200, "CNY"),
        ("十万元", 1200000, "CNY"),
        ("百万元", 12000000, "CNY"),
        ("十亿元", 12000000000, "CNY"),
        ("万亿元", 12000000000000, "CNY"),
        ("千人", 12000, "人"),
        ("千克", 12, "千克"),
    ],
)
def test_a_unit_over_a_table_is_no_figure_itself(unit: str, value: int, of: str) -> None:
    """Nor is it where no table follows; what it scales are the cells."""
    text = f"金额单位：{unit}\n项目\t本年\n义卖\t12\n\n项目\t实有（{unit}）\n义卖\t12\n\n（单位：{unit}）\n"
    assert [(f.text, f.value, f.unit) for f in extract(text).figures] == [("12", value, of)] * 2


TOLD_APART: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "a price beside a column of units": (
        "物资\t单位\t数量\t单价（元）\n帐篷\t顶\t30\t1200\n",
        [("30", "顶"), ("1200", "CNY")],
    ),
    "two units over a table": (
        "单位：万元、%\n项目\t支出\t完成进度\n义卖\t72\t56.2\n",
        [("72", "CNY"), ("56.2", "%")],
    ),
    "a head that is a bare unit": ("地区\t捐款（万元）\t人次\n东乡\t12.5\t340\n", [("12.5", "CNY"), ("340", "人次")]),
    "the same below another table": (
        "项目\t金额（元）\n义卖\t50\n\n地区\t捐款（万元）\t人次\n东乡\t12.5\t340\n",
        [("50", "CNY"), ("12.5", "CNY"), ("340", "人次")],
    ),
}


@pytest.mark.parametrize("name", TOLD_APART)
def test_columns_of_several_units(name: str) -> None:
    """What a head says of its own column goes before the row's unit; of two units over a table the share has %."""
    table, expected = TOLD_APART[name]
    assert cells(table, "unit") == expected


@pytest.mark.parametrize(
    ("label", "head", "modality"),
    [
        ("一般公共预算收入", "本年（万元）", "actual"),
        ("救助", "完成预算%", "actual"),
        ("救助", "年初预算（万元）", "planned"),
        ("救助", "本年任务（万元）", "planned"),
        ("救助", "任务完成率（%）", "actual"),
    ],
)
def test_what_the_name_of_a_budget_plans(label: str, head: str, modality: str) -> None:
    """公共预算收入 is money that came in, 完成预算% what was reached."""
    assert cells(f"项目\t{head}\t备注\n{label}\t54.7\t无\n", "modality") == [("54.7", modality)]


def test_two_units_over_a_table() -> None:
    """金额 takes the money, 人数 and 会员 the people; what goes with neither is no figure."""
    table = "单位：万元、人\n乡镇\t助学\t\t会员\t其他\n\t人数\t金额\t\t\n东乡\t30\t6.5\t80\t7\n"
    assert cells(table, "value", "unit") == [("30", 30, "人"), ("6.5", 65000, "CNY"), ("80", 80, "人")]


SPACED = {
    "years": (
        "收支（单位：元）\n项目 2021年 2022年 2023年\n义卖 50 60 70\n",
        [("50", "义卖", "2021", None), ("60", "义卖", "2022", None), ("70", "义卖", "2023", None)],
    ),
    "bare years": ("单位：元\n项目  2022  2023\n义卖  60  70\n", [("60", "义卖", "2022", None), ("70", "义卖", "2023", None)]),
    "bars": (
        "| 项目 | 2022年（元） | 2023年（元） |\n|---|---|---|\n| 义卖 | 60 | 约70 |\n",
        [("60", "义卖", "2022", None), ("70", "义卖", "2023", None)],
    ),
    "no caption": ("项目 2022年 2023年\n义卖（元） 60 70\n", [("60", "义卖", "2022", None), ("70", "义卖", "2023", None)]),
    "last year": (
        "项目 本年 上年\n义卖（元） 70 60\n驿站（座） 6 5\n",
        [("70", "义卖", "2023", None), ("60", "义卖上年", None, None), ("6", "驿站", "2023", None), ("5", "驿站上年", None, None)],
    ),
    "growth": (
        "指标　2023年　增长（%）\n角膜捐献（例）　5　+25\n",
        [("5", "角膜捐献", "2023", None), ("25", "角膜捐献增长", "2023", "up")],
    ),
    "a column of units": (
        "指标　单位　2022年　2023年\n驿站　座　5　6\n",
        [("5", "驿站", "2022", None), ("6", "驿站", "2023", None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPACED)
def test_a_table_apart_by_spaces_knows_what_one_apart_by_tabs_knows(name: str) -> None:
    """The year of a column, last year's as an earlier value, a label with its unit, a growth."""
    table, expected = SPACED[name]
    assert cells(table, "item", "period", "change") == expected
    relations = [relation for _, relation in cells(table, "relation")]
    assert relations == ["baseline" if str(item).endswith("上年") else None for _, item, *_ in expected]


@pytest.mark.parametrize("table", ["义卖 60 70\n", "项目 2022年 2023年\n义卖 60 70\n", "联系人 王某（主任） 60\n"])
def test_no_unit_no_figure_between_spaces(table: str) -> None:
    """Years over columns say no unit."""
    assert cells(table) == []
