"""The checker proves the number that stands in the span, however it is written, and no other."""

from __future__ import annotations

from decimal import Decimal

import pytest
from marked_records import failures

Case = tuple[str, str, str | None, object]


def said(value: object) -> object:
    """Turn a number written in a table into the one that the JSON reader gives."""
    if isinstance(value, list):
        return [said(part) for part in value]
    return Decimal(value) if isinstance(value, str) else value


NUMBERS: list[Case] = [
    # Arabic, grouped, full width, broken by spaces
    ("惠及【109人】", "count", "人", 109),
    ("【3,105.6万元】", "amount", "CNY", 31056000),
    ("【３６，０００餘份】", "count", "份", 36000),
    ("【1１篇】", "count", "篇", 11),
    ("【3967.43\n万元】", "amount", "CNY", 39674300),
    ("【3 亿 美元】", "amount", "USD", 300000000),
    ("【1 000 000元】", "amount", "CNY", 1000000),
    ("【5\u200b0\xa0元】", "amount", "CNY", 50),
    ("【９４．９％】", "ratio", "%", "94.9"),
    ("1.【5人】到会", "count", "人", 5),
    ("【0.30吨】", "quantity", "吨", "0.3"),
    ("【0件】", "count", "件", 0),
    # Chinese
    ("【一百零六户】", "count", "户", 106),
    ("【二〇二三人】", "count", "人", 2023),
    ("【廿三人】", "count", "人", 23),
    ("【两条】巷道", "count", "条", 2),
    ("【壹仟贰佰万元】", "amount", "CNY", 12000000),
    ("【壹拾捌萬三千元】", "amount", "TWD", 183000),
    ("【叁佰陸拾億兩千萬元】", "amount", "TWD", 36020000000),
    ("【五亿零六元】", "amount", "CNY", 500000006),
    ("【一百零一万一千元】", "amount", "CNY", 1011000),
    ("【十五点七吨】", "quantity", "吨", "15.7"),
    ("【三点五万人】", "count", "人", 35000),
    # mixed and colloquial
    ("【25万6千元】", "amount", "CNY", 256000),
    ("【4,386萬5,200元】", "amount", "TWD", 43865200),
    ("【3千万亿次】", "count", "次", 3 * 10**15),
    ("【1.2亿元】", "amount", "CNY", 120000000),
    ("【1.1 万人】", "count", "人", 11000),
    ("【1.24万亿元】", "amount", "CNY", 1240000000000),
    ("【两个亿】", "amount", "CNY", 200000000),
    ("【四百五人】", "count", "人", 450),
    ("【四百零五人】", "count", "人", 405),
    ("【一万三元】", "amount", "CNY", 13000),
    ("【两千三百五元】", "amount", "CNY", 2350),
    ("【1千零20人】", "count", "人", 1020),
    ("【7万 5千 4百人】", "count", "人", 75400),
    ("【四万万人】", "count", "人", 4 * 10**8),
    ("【1.2兆元】", "amount", "TWD", 12 * 10**11),
    ("【一百零几万人】", "count", "人", 10**6),
    ("【50兆】", "quantity", "兆", 50),
    # 余, 多, 几, 来
    ("【十余万元】", "amount", "CNY", 100000),
    ("【二十几万元】", "amount", "CNY", 200000),
    ("【一百几十万元】", "amount", "CNY", 1000000),
    ("【9257万余元】", "amount", "CNY", 92570000),
    ("【万余元】", "amount", "CNY", 10000),
    ("【千余人】", "count", "人", 1000),
    ("【三十来家】", "count", "家", 30),
    ("【百亿次】", "count", "次", 10**10),
    ("电子温度均破【亿度】", "quantity", "度", 10**8),
    ("超【万人】", "count", "人", 10000),
    # neighbouring digits
    ("【三五人】", "count", "人", [3, 5]),
    ("【七八个】", "count", "个", [7, 8]),
    ("【一两百人】", "count", "人", [100, 200]),
    ("【三四十万元】", "amount", "CNY", [300000, 400000]),
    ("【五六百人】", "count", "人", [500, 600]),
    ("【四千七八百人】", "count", "人", [4700, 4800]),
    ("【一、两天】", "quantity", "天", [1, 2]),
    ("【十七八人】", "count", "人", [17, 18]),
    # ranges
    ("【1,000-5,000万美元】", "amount", "USD", [10**7, 5 * 10**7]),
    ("【5000万-1亿美元】", "amount", "USD", [5 * 10**7, 10**8]),
    ("【2～5万元】", "amount", "CNY", [20000, 50000]),
    ("【30万元至40万元】", "amount", "CNY", [300000, 400000]),
    ("【两到三万人】", "count", "人", [20000, 30000]),
    ("【五百到一千元】", "amount", "CNY", [500, 1000]),
    ("【八百到一千万元】", "amount", "CNY", [8000000, 10000000]),
    ("【两到三百人】", "count", "人", [200, 300]),
    ("【百分之二三十】", "ratio", "%", [20, 30]),
    ("【5%—5.5%】", "ratio", "%", [5, "5.5"]),
    ("【5-20%】", "ratio", "%", [5, 20]),
    ("【2至\n3家】", "count", "家", [2, 3]),
    ("【¥500-¥1000】", "amount", "CNY", [500, 1000]),
    ("【百分之三十至百分之四十】", "ratio", "%", [30, 40]),
    # ratios
    ("【百分之三十】", "ratio", "%", 30),
    ("【百分之三十至四十】", "ratio", "%", [30, 40]),
    ("【百分之百】", "ratio", "%", 100),
    ("【千分之二】", "ratio", "‰", 2),
    ("【千分之二】", "ratio", "%", "0.2"),
    ("【三分之一】", "ratio", "%", "33.3333"),
    ("【三分之二】", "ratio", "%", "66.6667"),
    ("【三成】", "ratio", "%", 30),
    ("【三成五】", "ratio", "%", 35),
    ("【9.5成】", "ratio", "%", 95),
    ("【三成半】", "ratio", "%", 35),
    ("【1.7個百分點】", "ratio", "百分点", "1.7"),
    ("【2.3倍】", "ratio", "倍", "2.3"),
    ("【-22.2%】", "ratio", "%", "-22.2"),
    # halves, money in coins, signs, units with a scale of their own
    ("【两年半】", "quantity", "年", "2.5"),
    ("【两个半月】", "quantity", "个月", "2.5"),
    ("【3斤5两】", "quantity", "斤", "3.5"),
    ("气温【零下12度】", "quantity", "度", -12),
    ("【半年】", "quantity", "年", "0.5"),
    ("【一个半小时】", "quantity", "小时", "1.5"),
    ("【四分之一公升】", "quantity", "公升", "0.25"),
    ("【五元三毛】", "amount", "CNY", "5.3"),
    ("【123元1角1分】", "amount", "CNY", "123.11"),
    ("【10元5分】", "amount", "CNY", "10.05"),
    ("【五毛】", "amount", "CNY", "0.5"),
    ("【三块五】", "amount", "CNY", "3.5"),
    ("【一百三十五块六角七分钱】", "amount", "CNY", "135.67"),
    ("【HK$118,000】", "amount", "HKD", 118000),
    ("【¥3,000,000.00元】", "amount", "CNY", 3000000),
    ("【1亿千瓦】", "quantity", "千瓦", 10**8),
    ("【5千米】", "quantity", "千米", 5),
    ("【5千米】", "quantity", "米", 5000),
    ("【300m2】", "quantity", "m2", 300),
    ("【64万毫升】", "quantity", "毫升", 640000),
    ("【2813.8万辆（艘、架、列）次】", "count", "辆（艘、架、列）次", 28138000),
    # the unit outside the span
    ("提高【15】、22〖个百分点〗", "ratio", "百分点", 15),
    ("单位：〖万元〗\n拨款 【1,240】", "amount", "CNY", 12400000),
    ("投入【3.2亿】、4〖万元〗", "amount", "CNY", 320000000),
    ("〖%〗 【12.0】", "ratio", "%", 12),
    ("捐款【9.84亿】", "amount", "CNY", 984000000),
]

INVENTED: list[Case] = [
    ("人民币【万元】", "amount", "CNY", 10000),
    ("捐献【万毫升】", "quantity", "毫升", 10000),
    ("投资【万亿元】", "amount", "CNY", 10**12),
    ("通过【万元】", "amount", "CNY", 10000),
    ("【％】", "ratio", "%", 1),
    ("【元】", "amount", "CNY", 1),
    ("【数十位】", "count", "位", 10),
    ("【几十人】", "count", "人", 10),
    ("【XX人】", "count", "人", 20),
    ("【1X人】", "count", "人", 1),
    ("【○○元】", "amount", "CNY", 0),
    ("【109人】", "count", "人", 1090),
    ("【109人】", "count", "人", [109, 109]),
    ("【109人】", "count", "人", [109]),
    ("【109人】", "count", "人", "109.0000001"),
    ("【1人】", "count", "人", True),
    ("【109人】", "count", "人", None),
    ("【109人】", "count", "人", {"n": 109}),
    ("【109人】", "count", None, 109),
    ("【26.2万元】", "amount", "CNY", "26.2"),
    ("【3000人】", "count", "000人", 3),
    ("【20480户44365人】", "count", "人", 20480),
    ("【20480户44365人】", "count", "户", 20480),
    ("共26.【2万元】", "amount", "CNY", 20000),
    ("共2【62万元】", "amount", "CNY", 620000),
    ("共【26】2万元", "count", "人", 26),
    ("共X【000人】", "count", "人", 0),
    ("【1,23元】", "amount", "CNY", 123),
    ("【12 15人】", "count", "人", 12),
    ("【15%】", "ratio", "倍", 15),
    ("【12.0】", "ratio", "%", 12),
    ("【1,240】", "amount", "CNY", 12400000),
    ("〖万元、亿元〗【3】", "amount", "CNY", 30000),
    ("【五三人】", "count", "人", [5, 3]),
    ("【两到三百人】", "count", "人", [2, 300]),
    ("【零下12度】", "quantity", "度", 12),
    ("【1.2兆元】", "amount", "TWD", "1.2"),
    ("【三百四千人】", "count", "人", 4300),
    ("【5-3人】", "count", "人", [5, 3]),
    ("【1,000-5,000万美元】", "amount", "USD", [1000, 5 * 10**7]),
    ("【零分之一】", "ratio", "%", 1),
    ("【3元5元】", "amount", "CNY", 8),
    ("【一半】", "count", "个", "1.5"),
    ("【1,240】", "amount", "CNY", 1240),
    ("8【.9万元】", "amount", "CNY", 9000),
    ("【.9万元】", "amount", "CNY", 9000),
    ("【3人到5场】", "count", "场", [3, 5]),
    ("【5g-10kg】", "quantity", "kg", [5, 10]),
    ("【5个亿元项目】", "count", "个", 5 * 10**8),
    ("【15角】", "amount", "CNY", 15),
    ("【三个半天】", "quantity", "天", "3.5"),
    ("【1-2-3人】", "count", "人", [1, 3]),
    ("【" + "9" * 61 + "人】", "count", "人", int("9" * 61)),
]


@pytest.mark.parametrize(("marked", "kind", "unit", "value"), NUMBERS)
def test_numbers_in_the_span_are_proved(marked: str, kind: str, unit: str | None, value: object) -> None:
    """Every way of writing a number that the guideline names."""
    assert failures(marked, kind=kind, unit=unit, value=said(value)) == []


@pytest.mark.parametrize(("marked", "kind", "unit", "value"), NUMBERS)
def test_any_other_number_fails(marked: str, kind: str, unit: str | None, value: object) -> None:
    """Ten times as much, one more, and nothing are all wrong."""
    right = said(value)
    one = right[0] if isinstance(right, list) else right
    assert isinstance(one, (int, Decimal))
    for wrong in (one * 10 + 7, one + 1, None, [one, one + 1, one + 2], str(one)):
        (failure,) = failures(marked, kind=kind, unit=unit, value=wrong)
        assert failure.field == "value"


@pytest.mark.parametrize(("marked", "kind", "unit", "value"), INVENTED)
def test_invented_numbers_fail(marked: str, kind: str, unit: str | None, value: object) -> None:
    """What does not stand in the span is not proved, whatever is claimed."""
    (failure,) = failures(marked, kind=kind, unit=unit, value=said(value))
    assert failure.why.isprintable()
    assert "\n" not in str(failure)


def test_floats_are_read_as_they_are_written() -> None:
    """A caller who parses JSON without Decimal is served, too."""
    assert failures("【0.1吨】", kind="quantity", unit="吨", value=0.1) == []
