"""Every way in which a report writes a number is read as that number, and nothing else is.

A row is one form. In sentences the figure stands in 【】, and no other figure may be found.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from conftest import spans

from extractor import extract, numerals

Pair = tuple[str, str]


def number(written: str | Pair) -> Decimal | tuple[Decimal, Decimal]:
    """The value that a row names: a number, or the two ends of a range."""
    return Decimal(written) if isinstance(written, str) else (Decimal(written[0]), Decimal(written[1]))


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


# -- in sentences: the figure in 【】, its value, unit and bound ----------------------------------------------------------

AMOUNTS = [
    ("驿站收到善款【34567元】", "34567", "CNY", "exact"),
    ("驿站收到善款【34,567元】", "34567", "CNY", "exact"),
    ("驿站收到善款【４，５６５元】", "4565", "CNY", "exact"),
    ("驿站收到善款【82，225.00元】", "82225", "CNY", "exact"),
    ("驿站收到善款【三万四千五百六十七元】", "34567", "CNY", "exact"),
    ("驿站收到善款【肆佰叁拾元】", "430", "CNY", "exact"),
    ("驿站收到善款【4.78万亿元】", "4780000000000", "CNY", "exact"),
    ("驿站收到善款【3千万亿元】", "3000000000000000", "CNY", "exact"),
    ("驿站收到善款【1,100.9亿元】", "110090000000", "CNY", "exact"),
    ("驿站收到善款【5万4千6百元】", "54600", "CNY", "exact"),
    ("驿站收到善款【25万6千元】", "256000", "CNY", "exact"),
    ("驿站收到善款【1千零20元】", "1020", "CNY", "exact"),
    ("驿站收到善款【10万万元】", "1000000000", "CNY", "exact"),
    ("驿站收到善款【四百五元】", "450", "CNY", "exact"),
    ("驿站收到善款【一万三元】", "13000", "CNY", "exact"),
    ("驿站收到善款【1000  万元】", "10000000", "CNY", "exact"),
    ("驿站收到善款【十五点七万元】", "157000", "CNY", "exact"),
    ("驿站收到善款【0元】", "0", "CNY", "exact"),
    ("驿站收到善款【26.2万元】", "262000", "CNY", "exact"),
    ("驿站收到善款【8亿元】", "800000000", "CNY", "exact"),
    ("驿站收到善款【12亿人民币】", "1200000000", "CNY", "exact"),
    ("驿站收到善款【七十八万余元】人民币", "780000", "CNY", "over"),
    ("驿站收到善款人民币 【8千元】", "8000", "CNY", "exact"),
    ("驿站收到善款【3.14人民币】", "3.14", "CNY", "exact"),
    ("驿站收到善款【￥300】", "300", "CNY", "exact"),
    ("驿站收到善款【¥1,250.50】", "1250.5", "CNY", "exact"),
    ("驿站收到善款【$20】", "20", "USD", "exact"),
    ("驿站收到善款【壹仟玖佰圆】整", "1900", "CNY", "exact"),
    ("驿站收到善款【123元1角1分】", "123.11", "CNY", "exact"),
    ("驿站收到善款【五元三毛】", "5.3", "CNY", "exact"),
    ("驿站收到善款【叁元伍角】", "3.5", "CNY", "exact"),
    ("驿站收到善款【一百三十五块六角七分】", "135.67", "CNY", "exact"),
    ("驿站收到善款港币【两千九百六十元】", "2960", "HKD", "exact"),
    ("驿站收到善款新台币 【177.1 亿元】", "17710000000", "TWD", "exact"),
    ("驿站收到善款【1.9万台币】", "19000", "TWD", "exact"),
    ("驿站收到善款【1万亿日元】", "1000000000000", "JPY", "exact"),
    ("驿站收到善款【3 亿美元】", "300000000", "USD", "exact"),
    ("驿站收到善款【36.57亿】，", "3657000000", "CNY", "exact"),
    ("驿站收到善款【800万】，", "8000000", "CNY", "exact"),
    ("募集善款【九千块钱】", "9000", "CNY", "exact"),
    ("捐出善款【万余元】", "10000", "CNY", "over"),
    ("捐出善款【2000余元】", "2000", "CNY", "over"),
    ("捐出善款【9257万余元】", "92570000", "CNY", "over"),
    ("捐出善款【十余万元】", "100000", "CNY", "over"),
    ("捐出善款【一千多万元】", "10000000", "CNY", "over"),
    ("捐出善款【二十几万元】", "200000", "CNY", "about"),
    ("捐出善款【500多亿元】", "50000000000", "CNY", "over"),
    ("捐出善款【十几块钱】", "10", "CNY", "about"),
    ("捐出善款【三十万多亿元】", "30000000000000", "CNY", "over"),
    ("驿站收到善款【1，200元】", "1200", "CNY", "exact"),
    ("驿站收到善款【5，000，000元】", "5000000", "CNY", "exact"),
    ("驿站收到善款【1 000 000元】", "1000000", "CNY", "exact"),
    ("驿站收到善款【1 250万元】", "12500000", "CNY", "exact"),
    ("驿站收到善款【8 600元】", "8600", "CNY", "exact"),
    ("驿站收到善款【.5元】", "0.5", "CNY", "exact"),
    ("驿站收到善款【.5万元】", "5000", "CNY", "exact"),
    ("驿站收到善款【3.5w元】", "35000", "CNY", "exact"),
    ("基金注资【HK$6M】", "6000000", "HKD", "exact"),
    ("侨胞认捐【US$1.5-2.5 million】", ("1500000", "2500000"), "USD", "exact"),
    ("善款约【HK$350K】", "350000", "HKD", "about"),
    ("手册由【US$3】 Mobile平台印制", "3", "USD", "exact"),
    ("驿站收到善款【3.5W元】", "35000", "CNY", "exact"),
    ("驿站收到善款【20w+元】", "200000", "CNY", "over"),
    ("驿站收到善款【3点5万元】", "35000", "CNY", "exact"),
    ("驿站收到善款【两个亿】，", "200000000", "CNY", "exact"),
    ("驿站收到善款【两个亿元】", "200000000", "CNY", "exact"),
    ("单价为【两毛五】，", "0.25", "CNY", "exact"),
    ("单价仅【5角】，", "0.5", "CNY", "exact"),
    ("最小一笔善款为【1分钱】", "0.01", "CNY", "exact"),
]

RANGES = [
    ("每户发放【20~100元】", ("20", "100"), "CNY", "exact"),
    ("每户发放【20–100元】", ("20", "100"), "CNY", "exact"),
    ("每户发放【20 - 100元】", ("20", "100"), "CNY", "exact"),
    ("每户发放【20至30元】", ("20", "30"), "CNY", "exact"),
    ("每户发放【1万-5万元】", ("10000", "50000"), "CNY", "exact"),
    ("每户发放【1万元--5万元】", ("10000", "50000"), "CNY", "exact"),
    ("每户发放【1元至3万元】", ("1", "30000"), "CNY", "exact"),
    ("每户发放【2——3万港币】", ("20000", "30000"), "HKD", "exact"),
    ("每户发放【两到三万港元】", ("20000", "30000"), "HKD", "exact"),
    ("每户发放【十八至三十万日元】", ("180000", "300000"), "JPY", "exact"),
    ("每户发放【一百二十到一百五十万元】", ("1200000", "1500000"), "CNY", "exact"),
    ("每户发放【1,000-5,000万美元】", ("10000000", "50000000"), "USD", "exact"),
    ("每户发放【5000万-1亿美元】", ("50000000", "100000000"), "USD", "exact"),
    ("每户发放【三五百块钱】", ("300", "500"), "CNY", "about"),
    ("每户发放【四五千块钱】", ("4000", "5000"), "CNY", "about"),
    ("每户发放【八九亿元】", ("800000000", "900000000"), "CNY", "about"),
    ("到场居民【一到五人】", ("1", "5"), "人", "exact"),
    ("到场居民【三五人】", ("3", "5"), "人", "about"),
    ("到场居民【一两百人】", ("100", "200"), "人", "about"),
    ("停课【一、两天】", ("1", "2"), "天", "about"),
    ("增速回落【5-20%】", ("5", "20"), "%", "exact"),
    ("增速回落【5%-20%】", ("5", "20"), "%", "exact"),
    ("增速回落【５～２０％】", ("5", "20"), "%", "exact"),
    ("全长【1.6~3.9米】", ("1.6", "3.9"), "米", "exact"),
    ("每日饮水【二至三公升】", ("2", "3"), "公升", "exact"),
    ("疗程为【70 - 90天】", ("70", "90"), "天", "exact"),
    ("疗程为【3~6个月】", ("3", "6"), "个月", "exact"),
    ("每户发放【1万(含)-5万元】", ("10000", "50000"), "CNY", "exact"),
]

BOUNDS = [
    ("驿站募集近【700万元】", "7000000", "CNY", "under"),
    ("驿站募集约【4.287亿美元】", "428700000", "USD", "about"),
    ("驿站募集至少【九千块钱】以上", "9000", "CNY", "over"),
    ("驿站募集不到【1.9万台币】", "19000", "TWD", "under"),
    ("驿站募集【50万元】（含）以上", "500000", "CNY", "over"),
    ("单价在【1.2元】以下", "1.2", "CNY", "under"),
    ("每次最多【300元】", "300", "CNY", "under"),
    ("队伍不小于【三十人】", "30", "人", "over"),
    ("队伍不少于【三十人】", "30", "人", "over"),
    ("队伍超过【300人】", "300", "人", "over"),
    ("队伍突破【300人】", "300", "人", "over"),
    ("队伍不足【300人】", "300", "人", "under"),
    ("队伍将近【300人】", "300", "人", "under"),
    ("队伍接近【300人】", "300", "人", "under"),
    ("队伍不超过【300人】", "300", "人", "under"),
    ("队伍低于【300人】", "300", "人", "under"),
    ("队伍不低于【300人】", "300", "人", "over"),
    ("队伍≥【300人】", "300", "人", "over"),
    ("队伍≤【300人】", "300", "人", "under"),
    ("队伍大约【300人】", "300", "人", "about"),
    ("队伍有【300人】左右", "300", "人", "about"),
    ("队伍有【300人】上下", "300", "人", "about"),
    ("队伍有【十来户】", "10", "户", "about"),
    ("志愿者【3000人次】以上", "3000", "人次", "over"),
    ("须在【72小时】内送达", "72", "小时", "under"),
    ("费用在【5%】以内", "5", "%", "under"),
    ("驿站吸引【千余人】", "1000", "人", "over"),
    ("场面超【百亿美元】", "10000000000", "USD", "over"),
]

COUNTS = [
    ("驿站帮扶【199个】村庄", "199", "个", "exact"),
    ("驿站走访【廿户】", "20", "户", "exact"),
    ("驿站走访【廿五户】", "25", "户", "exact"),
    ("驿站走访【1700余户】", "1700", "户", "over"),
    ("驿站服务【3万人次】", "30000", "人次", "exact"),
    ("驿站服务【五亿零六人次】", "500000006", "人次", "exact"),
    ("驿站服务【3万7千余人次】", "37000", "人次", "over"),
    ("驿站整修【两条】巷道", "2", "条", "exact"),
    ("驿站印发【400余份】", "400", "份", "over"),
    ("驿站采样【50人(份)】", "50", "人(份)", "exact"),
    ("驿站添置【１２０台】设备", "120", "台", "exact"),
    ("驿站添置【十二台】设备", "12", "台", "exact"),
    ("驿站发放铅笔【三打】", "3", "打", "exact"),
    ("驿站帮扶【3，000人】", "3000", "人", "exact"),
    ("驿站帮扶【1.2w人次】", "12000", "人次", "exact"),
    ("驿站帮扶【500+户】", "500", "户", "over"),
    ("驿站帮扶【12，345人】", "12345", "人", "exact"),
]

RATIOS = [
    ("女性占【95%】", "95", "%", "exact"),
    ("女性占【95 %】", "95", "%", "exact"),
    ("女性占【５．５％】", "5.5", "%", "exact"),
    ("女性占【百分之三十】", "30", "%", "exact"),
    ("女性占【百分之百】", "100", "%", "exact"),
    ("女性占【百分之三点五】", "3.5", "%", "exact"),
    ("女性占【百分之１，１２３】", "1123", "%", "exact"),
    ("女性占【百分之４５】", "45", "%", "exact"),
    ("女性占【千分之2.4】", "2.4", "‰", "exact"),
    ("女性占【2.4‰】", "2.4", "‰", "exact"),
    ("女性占【万分之三】", "0.03", "%", "exact"),
    ("女性占【五分之一】", "20", "%", "exact"),
    ("女性占【三分之一】", "33.3333", "%", "exact"),
    ("女性占【三分之二】", "66.6667", "%", "exact"),
    ("女性占【三成】", "30", "%", "exact"),
    ("女性占【9.5成】", "95", "%", "exact"),
    ("女性占【三成半】", "35", "%", "exact"),
    ("女性占【七成六】", "76", "%", "exact"),
    ("女性占【5成】左右", "50", "%", "about"),
    ("比重提高【2.4个百分点】", "2.4", "百分点", "exact"),
    ("比重提高【0.3百分点】", "0.3", "百分点", "exact"),
    ("规模为原先的【2.3倍】", "2.3", "倍", "exact"),
    ("规模为原先的【两倍】", "2", "倍", "exact"),
    ("规模同比增长【-22.2%】", "-22.2", "%", "exact"),
    ("规模同比增长【负3.9%】", "-3.9", "%", "exact"),
    ("规模为原先的【一又二分之一倍】", "1.5", "倍", "exact"),
    ("规模为原先的【三倍半】", "3.5", "倍", "exact"),
]

QUANTITIES = [
    ("驿站献血【64440毫升】", "64440", "毫升", "exact"),
    ("驿站献血【一百零一万一千毫升】", "1011000", "毫升", "exact"),
    ("驿站献血【3.2万毫升】", "32000", "毫升", "exact"),
    ("驿站运粮【20万公斤】", "200000", "公斤", "exact"),
    ("驿站种树【387万亩】", "3870000", "亩", "exact"),
    ("驿站墙高【168cm】", "168", "cm", "exact"),
    ("驿站运沙【一吨半】", "1.5", "吨", "exact"),
    ("驿站买糖【三斤半】", "3.5", "斤", "exact"),
    ("驿站修路【12千米】", "12", "千米", "exact"),
    ("驿站修路【30公里】", "30", "公里", "exact"),
    ("驿站发电【一百千瓦】", "100", "千瓦", "exact"),
    ("老人年满【60岁】，", "60", "岁", "exact"),
    ("老人平均【60多岁】，", "60", "岁", "over"),
    ("孩子【七周岁】，", "7", "周岁", "exact"),
    ("热线【24小时】值守", "24", "小时", "exact"),
    ("项目历时【两年半】", "2.5", "年", "exact"),
    ("项目历时【90日】", "90", "日", "exact"),
    ("项目历时【半年】", "0.5", "年", "exact"),
    ("演练历时【一个半小时】", "1.5", "个小时", "exact"),
    ("项目历时【五个季度】", "5", "个季度", "exact"),
    ("材料于【15个工作日】办结", "15", "个工作日", "exact"),
    ("志愿服务【2000万小时】", "20000000", "小时", "exact"),
    ("连续【五年】获评", "5", "年", "exact"),
    ("项目历时【17个多月】", "17", "个月", "over"),
    ("演练历时【半个钟头】", "0.5", "个钟头", "exact"),
    ("驿站墙高【三米九】，", "3.9", "米", "exact"),
]


@pytest.mark.parametrize(
    ("marked", "value", "unit", "bound"), [*AMOUNTS, *RANGES, *BOUNDS, *COUNTS, *RATIOS, *QUANTITIES]
)
def test_in_a_sentence(marked: str, value: str | Pair, unit: str, bound: str) -> None:
    """The figure in 【】 is found alone, with its value, unit and bound."""
    text, places = spans(marked + "。")
    figures = extract(text).figures
    assert [(f.start, f.end) for f in figures] == places
    assert (figures[0].value, figures[0].unit, figures[0].bound) == (number(value), unit, bound)
    assert figures[0].status == "complete"


@pytest.mark.parametrize(
    ("marked", "values"),
    [
        ("善款超过【1000元】以上，【1500元】以下", ("1000", "1500")),
        ("善款在【10000】与【20000元】之间", ("10000", "20000")),
        ("善款从【8500元】到【3万港元】", ("8500", "30000")),
        ("学制为【3年】以上【7年】以下", ("3", "7")),
        ("项目历时【四年】【六个月】", ("4", "6")),
        ("分布在【7乡】【1镇】", ("7", "1")),
        ("救助【20480户】【44365人】", ("20480", "44365")),
        ("确诊【140例】(【117人】)", ("140", "117")),
        ("分别提高【15】、【22个百分点】", ("15", "22")),
        ("高于全省【12.7个】、【12个百分点】", ("12.7", "12")),
        ("演练历时【36天】【5小时】【30分】", ("36", "5", "30")),
        ("演练历时【两分】【四十秒】", ("2", "40")),
    ],
)
def test_more_than_one(marked: str, values: tuple[str, ...]) -> None:
    """Figures that stand side by side are told apart."""
    text, places = spans(marked + "。")
    figures = extract(text).figures
    assert [(f.start, f.end) for f in figures] == places
    assert [f.value for f in figures] == [Decimal(v) for v in values]


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


@pytest.mark.parametrize("places", [1, 4, 17, 20, 26])
def test_no_digit_is_lost(places: int) -> None:
    """However many decimals are written, scaling by 万 drops none of them."""
    written = Decimal("0." + "123456789" * 4).quantize(Decimal(1).scaleb(-places))
    (figure,) = extract(f"驿站收到善款{written}万元。").figures
    assert figure.value == written.scaleb(4)


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
