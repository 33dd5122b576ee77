"""The checker proves what stands in the span, and nothing else.

A case is a report with the figure in 【】 and, where the unit stands elsewhere, the unit in 〖〗.
"""

from __future__ import annotations

import json
import time
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from extractor.verify import Failure, verify, verify_files

if TYPE_CHECKING:
    from pathlib import Path

Case = tuple[str, str, str | None, object]


def record_of(marked: str, **fields: object) -> tuple[dict[str, object], str]:
    """Take the marks out of a report and make the record that they describe."""
    places, text = {}, ""
    for char in marked:
        if char in "【】〖〗":
            places[char] = len(text)
        else:
            text += char
    start, end = places["【"], places["】"]
    at = [places["〖"], places["〗"]] if "〖" in places else None
    record = {"start": start, "end": end, "text": text[start:end], "unit_at": at}
    return {"source_file": "a.txt", "status": "complete", **record, **fields}, text


def failures(marked: str, **fields: object) -> list[Failure]:
    """Verify one marked figure."""
    record, text = record_of(marked, **fields)
    return list(verify([record], text))


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


DATES: list[tuple[str, str, bool]] = [
    ("【2020年1月28日】", "2020-01-28", True),
    ("【2020年1月28日】", "2020-01-29", False),
    ("【2020年1月28日】", "2020-01", False),
    ("【2020年】", "2020", True),
    ("【2020年度】", "2021", False),
    ("【二〇二三年】", "2023", True),
    ("【二○○八年五月十二日】", "2008-05-12", True),
    ("【2023 年】", "2023", True),
    ("【23年3月】", "2023-03", True),
    ("【23年3月】", "2022-03", False),
    ("【九七年】", "1997", True),
    ("【民國九十二年】", "2003", True),
    ("【民國108年度】", "2008", False),
    ("民國的報告，【103年至107年】", "2014/2018", True),
    ("【103年至107年】", "2014/2018", False),
    ("【１０８年７月】，民國", "2019-07", True),
    ("2021年的报告，【3月5日】", "2021-03-05", True),
    ("2021年的报告，【3月5日】", "2022-03-05", False),
    ("没有年份，【3月5日】", "2022-03-05", False),
    ("2000场，【3月5日】", "2000-03-05", False),
    ("23年3月，【3月5日】", "0023-03-05", False),
    ("〔2021〕3号，【3月5日】", "2021-03-05", True),
    ("2021-03-29，【3月5日】", "2021-03-05", True),
    ("没有年份，【3月5日】", "XXXX-03-05", True),
    ("二〇二一年，【3月5日】", "2021-03-05", True),
    ("民國110年，【3月5日】", "2021-03-05", True),
    ("2021年，【2月29日】", "2021-02-29", False),
    ("2020年，【2月29日】", "2020-02-29", True),
    ("2020年，【13月】", "2020-13", False),
    ("2023年，【今年2月底】", "2023-02", True),
    ("2023年，【去年12月】", "2022-12", True),
    ("2023年，【去年12月】", "2023-12", False),
    ("2023年，【明年四月】", "2024-04", True),
    ("2023年12月，【26日】", "2023-12-26", True),
    ("2023年12月，【26日】", "2023-11-26", False),
    ("2020年，【9月9日至18日】", "2020-09-09/2020-09-18", True),
    ("2020年，【9月9日至18日】", "2020-09-18/2020-09-09", False),
    ("2020年，【5月7－8日】", "2020-05-07/2020-05-08", True),
    ("2020年，【9月9日至18】", "2020-09-09/2020-09-18", True),
    ("2020年，【1月3至2月10】", "2020-01-03/2020-02-10", True),
    ("2020年，【12月20日至1月5日】", "2020-12-20/2021-01-05", True),
    ("【2019年1-五月】", "2019-01/2019-05", True),
    ("2019年，【10至12月】", "2019-10/2019-12", True),
    ("【2017-2022年】", "2017/2022", True),
    ("【2017年8月15日至2018年3月29日】", "2017-08-15/2018-03-29", True),
    ("2020年，【3月上旬】", "2020-03-01/2020-03-10", True),
    ("2020年，【3月中旬】", "2020-03-11/2020-03-20", True),
    ("2020年，【2月下旬】", "2020-02-21/2020-02-29", True),
    ("2021年，【2月下旬】", "2021-02-21/2021-02-29", False),
    ("2020年，【3月上旬】", "2020-03-01/2020-03-11", False),
    ("2020年，【上半年】", "2020-40", True),
    ("2020年，【下半年】", "2020-40", False),
    ("【2023年H1】", "2023-40", True),
    ("2020年，【一季度】", "2020-33", True),
    ("2020年，【第四季度】", "2020-36", True),
    ("2020年，【第五季度】", "2020-37", False),
    ("2020年，【前三季度】", "2020-01/2020-09", True),
    ("2020年，【前十一个月】", "2020-01/2020-11", True),
    ("【2023年底】", "2023", True),
    ("2020年，【10月份】", "2020-10", True),
    ("【2021-03-29】", "2021-03-29", True),
    ("【2023/7/18】", "2023-07-18", True),
    ("【2023.4.6-4.8】", "2023-04-06/2023-04-08", True),
    ("【20240307】", "2024-03-07", True),
    ("【2021年X月】", "2021-05", False),
    ("【2021年X月】", "2021-XX", False),
    ("2021年，【5月1日-3日-8日】", "2021-05-01/2021-05-08", False),
    ("2021年，【3月上旬至4月中旬】", "2021-03-01/2021-04-20", True),
    ("2021年，【去年四季度末】", "2020-36", True),
    ("2021年，【前10月】", "2021-01/2021-10", True),
    ("2021年，【一至三季度】", "2021-33/2021-35", True),
    ("2021年，【一至三季度】", "2021-01/2021-09", True),
    ("2021年，【第二季度至第三季度】", "2021-04/2021-09", True),
    ("2021年，【第二季度至第三季度】", "2021-04/2021-06", False),
    ("2021年，【二】、三季度", "2021-34", True),
    ("【2022/23年度】", "2022/2023", True),
    ("【2022/23年度】", "2022/2024", False),
    ("2021年，【二】、三季度", "2021-35", False),
    ("【２０１９年底】", "2019", True),
    ("2021年，【十二月月底】", "2021-12", True),
    ("2021年，【本月十日】", "2021-05-10", False),
    ("2021年5月，【本月十日】", "2021-05-10", True),
    ("2021年，【11月至次年3月】", "2021-11/2022-03", True),
    ("【八月】十五", "2021-08", False),
    ("【甲子年】", "1984", False),
    ("【2020年】", "", False),
]


@pytest.mark.parametrize(("marked", "value", "right"), DATES)
def test_dates(marked: str, value: str, right: bool) -> None:
    """Every number of a date belongs where the value has it, and the year is the report's."""
    assert (failures(marked, kind="date", unit=None, value=value) == []) is right


OPEN: list[tuple[str, str, str, object, bool]] = [
    ("【2021年X月】", "date", "redacted", "2021-XX", True),
    ("【2021年X月】", "date", "redacted", "2021-05", False),
    ("【2021年X月】", "date", "redacted", None, True),
    ("2021年，【X月X日至XX日】", "date", "redacted", "2021-XX-XX/2021-XX-XX", True),
    ("2021年，【某月某日】", "date", "redacted", "2021-XX-XX", True),
    ("2022年，【X月中旬】", "date", "redacted", "2022-XX-11/2022-XX-20", True),
    ("【20XX年】", "date", "redacted", "20XX", True),
    ("【XX年】", "date", "redacted", "XXXX", True),
    ("2024年，【1至X月】", "date", "redacted", "2024-01/2024-XX", True),
    ("2021年，【5月XX日】", "date", "redacted", "2021-06-XX", False),
    ("【2021年】", "date", "missing", "2021", False),
    ("【XX人】", "count", "redacted", None, True),
    ("【1X人】", "count", "redacted", 1, False),
    ("人民币【万元】", "amount", "missing", None, True),
    ("人民币【万元】", "amount", "missing", 10000, False),
    ("【5人】", "count", "certain", 5, False),
    ("【XX】区", "redaction", "", None, True),
    ("【XX】区", "redaction", "", 3, False),
    ("【5人】", "optional", "complete", 5, False),
    ("【5人】", "figure", "complete", 5, False),
]


@pytest.mark.parametrize(("marked", "kind", "status", "value", "right"), OPEN)
def test_what_is_not_complete_has_no_value(
    marked: str,
    kind: str,
    status: str,
    value: object,
    right: bool,
) -> None:
    """Only dates keep what is known of them."""
    found = failures(marked, kind=kind, status=status, unit="人", value=value)
    assert (found == []) is right


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"start": "0"},
        {"start": 0, "end": 99, "text": "109人"},
        {"start": 2, "end": 1, "text": "109人"},
        {"start": -4, "end": 4, "text": "109人"},
        {"start": 0, "end": 4, "text": "108人"},
        {"start": 0, "end": 4, "text": ["109人"]},
        {"start": 0, "end": 4, "text": "109人", "kind": ["count"]},
        {"start": 0, "end": 4, "text": "109人", "kind": "count", "status": {}},
        {"start": 0, "end": 4, "text": "109人", "kind": "count", "status": "complete", "unit": 5},
        {"start": 0, "end": 4, "text": "109人", "kind": "date", "status": "complete", "value": 109},
        {"start": 0, "end": 4, "text": "109人", "kind": "date", "status": "complete", "value": "/"},
        "not a record",
        None,
    ],
)
def test_odd_records_fail_and_do_not_raise(odd: dict[str, object]) -> None:
    """A record that is no record is a failure."""
    assert len(list(verify([odd], "109人"))) == 1


@pytest.mark.parametrize("at", [[0], [0, 99], ["0", "2"], "万元", 5, [2, 0], {}])
def test_odd_unit_places_fail(at: object) -> None:
    """So is one whose unit is nowhere."""
    record, text = record_of("万元：【5】", kind="amount", unit="CNY", value=5)
    (failure,) = verify([record | {"unit_at": at}], text)
    assert failure.field == "unit_at"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("sNaN"), Decimal("1e9999"), [[]], b"5"])
def test_odd_values_fail(value: object) -> None:
    """No value can stop the checker."""
    assert len(failures("【5人】", kind="count", unit="人", value=value)) == 1


def test_floats_are_read_as_they_are_written() -> None:
    """A caller who parses JSON without Decimal is served, too."""
    assert failures("【0.1吨】", kind="quantity", unit="吨", value=0.1) == []


def write(path: Path, *lines: object) -> Path:
    """Write JSON lines; a string goes in as it is."""
    rows = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_files_are_matched_by_path_or_name(tmp_path: Path) -> None:
    """Records of reports that were not given fail, and so do broken lines."""
    good, text = record_of("【2.5吨】", kind="quantity", unit="吨", value=2.5)
    report = tmp_path / "a.txt"
    report.write_text(text, encoding="utf-8")
    rows = [good, good | {"source_file": str(report)}, good | {"value": 2.6}]
    rows += [good | {"source_file": "b.txt"}, good | {"source_file": None}]
    out = write(tmp_path / "out.jsonl", *rows, "", "{", "[]", '{"value": 1e99999999999999999999}')
    found = list(verify_files(out, [report], lambda path: path.read_text(encoding="utf-8")))
    assert [(source, failure.field) for source, failure in found] == [
        ("a.txt", "value"),
        ("b.txt", "source_file"),
        *[("None", "source_file")] * 4,
    ]
    assert "2.6" in str(found[0][1])


def test_a_name_that_two_reports_share_proves_nothing(tmp_path: Path) -> None:
    """The full path tells them apart, the name does not."""
    good, text = record_of("【5人】", kind="count", unit="人", value=5)
    reports = [tmp_path / "x" / "a.txt", tmp_path / "y" / "a.txt"]
    out = write(tmp_path / "out.jsonl", good, good | {"source_file": str(reports[1])})
    found = list(verify_files(out, reports, lambda _: text))
    assert [source for source, _ in found] == ["a.txt"]


@pytest.mark.parametrize("shape", ["1", "万", "1,", "一", "1 ", "三、", "2021年", "5元", "1-", "多", "\n", "民国"])
def test_time_is_linear(shape: str) -> None:
    """Half a megabyte of anything, as report and as span, is read in moments."""
    text = shape * (500_000 // len(shape))
    record, _ = record_of(f"【{text}】", unit="人", value=5)
    started = time.process_time()
    for kind in ("amount", "ratio", "date"):
        assert len(list(verify([record | {"kind": kind}], text))) == 1
    assert time.process_time() - started < 6  # seconds, on a slow machine
