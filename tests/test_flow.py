"""The flowing text of wrapped pages: torn lines and numbers are joined, page numbers and running heads passed over."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from extractor import extract
from extractor.document import Document
from extractor.emit.jsonl import lines
from extractor.flow import flow
from extractor.verify import verify

TITLE = "青山县红十字会2021年工作总结\n"
PARAGRAPHS = (
    "一年来，我会共筹集各类款物折合人民币1,286.5万元，其中定向捐款340万元，发放临时救助金96.4万元，惠及困难家庭三千二百余户，资助大学新生218名。",
    "8月12日至15日，组织二十六名志愿者前往受灾乡镇，运送帐篷120顶、棉被XX床、大米3.5吨，转移安置群众四百余人，志愿服务时长累计5200小时。",
    "截至12月底，全县注册志愿者达1.8万人，较上年增长6.3%，造血干细胞采样入库75人份，实现捐献2例，器官捐献志愿登记超过百分之十五。",
)


def wrapped(text: str, width: int) -> str:
    """Break a paragraph as a page does: a Han character is as wide as two digits."""
    lines, line, used = [], "", 0.0
    for char in text:
        size = 1.0 if char > "\u2e7f" else 0.5
        if used + size > width:
            lines.append(line)
            line, used = "", 0.0
        line += char
        used += size
    return "\n".join([*lines, line])


def said(text: str) -> list[tuple[object, ...]]:
    """Give what the figures of a text say, without their places, each checked against the text."""
    figures = extract(text).figures
    assert [f.text for f in figures] == [text[f.start : f.end] for f in figures]
    return [(f.kind, f.status, f.value, f.unit, f.bound, f.relation, f.change, f.period) for f in figures]


# ---- wrapped lines


@pytest.mark.parametrize("width", [16, 18, 21, 24, 28, 30, 32, 35, 38, 40, 44])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\u2028"])
def test_wrapped_pages_say_what_the_paragraphs_say(width: int, end: str) -> None:
    """Wherever the page cuts a sentence, a word or a number, the figures are the same."""
    page = TITLE + "\n".join(wrapped(paragraph, width) for paragraph in PARAGRAPHS) + "\n"
    assert said(page.replace("\n", end)) == said(TITLE + "\n".join(PARAGRAPHS) + "\n")


@pytest.mark.parametrize(
    ("torn", "value"),
    [
        ("26\n.2万元", 262000),
        ("26.\n2万元", 262000),
        ("26.2\n万元", 262000),
        ("2,1\n50万元", 21500000),
        ("2,\n150万元", 21500000),
        ("1\n2345人", 12345),
        ("109\n户", 109),
        ("30\n％", 30),
        ("12\r\n00人", 1200),
        ("12\u202800人", 1200),
        ("9月9日至\n18日", "2021-09-09/2021-09-18"),
        ("2021年3\n月5日", "2021-03-05"),
    ],
)
def test_a_torn_number_is_one_number(torn: str, value: object) -> None:
    """A break that no writer makes is mended, even where nothing else is wrapped; it stays in the span."""
    text = f"{TITLE}今年各项工作有序开展，全年共计达到{torn}，群众满意。\n"
    figure = extract(text).figures[1]
    assert (figure.value, figure.text) == (value, torn)
    assert text[figure.start : figure.end] == torn


@pytest.mark.parametrize(
    ("torn", "value"),
    [
        ("3\n千余人次", 3000),
        ("三\n千余人", 3000),
        ("五\n十万元", 500000),
        ("三千\n二百余户", 3200),
        ("20\n至30名", (20, 30)),
    ],
)
def test_no_piece_of_a_torn_number_is_read(torn: str, value: object) -> None:
    """A piece is a wrong number; the whole, or nothing, would be right."""
    text = f"{TITLE}今年各项工作有序开展，全年共计达到{torn}，群众满意。\n"
    assert [f.value for f in extract(text).figures[1:]] in ([value], [])


def test_what_is_left_of_a_torn_number_is_no_number() -> None:
    """百人 after 3 and a break is not 100."""
    text = f"{TITLE}今年各项工作有序开展，全年共计达到3\n百人，群众满意。\n"
    assert [f.value for f in extract(text).figures[1:]] in ([300], [])


@pytest.mark.parametrize("unseen", [*"\u00ad\u200b\u200d\u200e\u202a\u202c\u2060\ufeff\ufe0f", "\u200b\u200b\u2060"])
@pytest.mark.parametrize(
    ("text", "value"),
    [("26|2户", 262), ("募集26.|2万|元", 262000), ("共1|,|240户", 1240), ("占9|5|%", 95), ("三|百户", 300)],
)
def test_what_nobody_sees_is_in_no_number(unseen: str, text: str, value: int) -> None:
    """Soft hyphens, marks of width nought and of direction: the span holds them, the number does not."""
    written = text.replace("|", unseen)
    extraction = extract(written)
    (figure,) = extraction.figures
    assert figure.value == value
    assert figure.text == written[figure.start : figure.end]
    assert not list(verify([json.loads(line, parse_float=Decimal) for line in lines(extraction)], written))


@pytest.mark.parametrize("space", "\u00a0\u2002\u2003\u2009\u200a\u202f\u205f")
def test_a_typesetters_space_is_a_space(space: str) -> None:
    """Between a number and its unit, and between the thousands."""
    written = f"募集26.2{space}万元，救助1{space}240{space}户，占95{space}%"
    extraction = extract(written)
    assert [f.value for f in extraction.figures] == [262000, 1240, 95]
    assert not list(verify([json.loads(line, parse_float=Decimal) for line in lines(extraction)], written))


def test_a_line_that_ends_in_a_number_is_no_row_where_it_is_prose() -> None:
    """A page broke it: 累计保障 2284⏎人次, where every number stands apart."""
    text = f"{TITLE}城镇低保对象 86 户,累计保障 2284\n人次,支出低保金 32.4 万元。\n"
    assert sorted(one.text for one in extract(text).figures if one.kind == "count") == ["2284\n人次", "86 户"]


@pytest.mark.parametrize(
    "torn",
    [
        "20\n余人",
        "26.2万\n元",
        "百分之\n三十",
        "15\n所",
        "3\n公里",
        "45\n岁",
        "12\n期",
        "五\n年",
        "XX\n万元",
        "2021年\n3月5日",
    ],
)
def test_a_figure_may_run_over_a_line_break(torn: str) -> None:
    """The guideline: a figure may run over a line break; the break is inside the span."""
    whole = f"{TITLE}今年各项工作有序开展，全年共计达到{torn}，群众满意。\n"
    assert said(whole) == said(whole.replace(torn, torn.replace("\n", "")))


@pytest.mark.parametrize("ended", ["，", "、棉被、"])
def test_a_line_break_inside_a_sentence_does_not_end_it(ended: str) -> None:
    """The guideline, 9: the date before the break is the figure's period."""
    text = f"{TITLE}8月5日，我会组织志愿者向受灾群众送去帐篷{ended}\n毛毯共计10床。"
    assert [f.period for f in extract(text).figures if f.kind == "count"] == ["2021-08-05"]


@pytest.mark.parametrize(
    "text",
    [
        "第一段没有句号\n第二段另起一行",
        "救助情况：\n共救助10人",
        "一、工作情况\n（一）救助工作\n1、大病救助",
        "1、5人\n2、6人\n3、7人",
        "捐赠收入\n2021年 100\n2022年 200\n",
        "年度  救助人数（人）\n2020  35\n2021  48\n2022  51\n",
        "正文写到这里。\n\n  另起一段，空两格。",
        "",
        "\n\n",
    ],
)
def test_lines_that_are_no_wrapped_text_stay(text: str) -> None:
    """Headings, lists, tables and short paragraphs are left as they are."""
    assert flow(text).text == text


@pytest.mark.parametrize(
    ("spaced", "value"),
    [
        ("三 百 元", 300),
        ("一 百 五 十 二 人", 152),
        ("五 万 三　千 元", 53000),
        ("二 〇 二 三 年", "2023"),
        ("十 月 二 十 一 日", "2023-10-21"),
    ],
)
def test_a_numeral_in_spaced_letters(spaced: str, value: object) -> None:
    """It is read whole, and its span is as the report has it."""
    (figure,) = [f for f in extract(f"二〇二三年小结\n驿站记下{spaced}，").figures if f.start > 8]
    assert (figure.text, figure.value) == (spaced, value)


def test_a_year_does_not_go_on_from_a_number() -> None:
    """A row of sums, and below it the next paragraph."""
    figures = extract(f"{TITLE}其中救助合计 280.0 290.5\n2022年，全县义卖80万元，惠及\n30户，\n40人。").figures
    assert "2022年" in [f.text for f in figures]


@pytest.mark.parametrize("text", ["星期 一 二 三 四 五", "甲 三 四 乙", "第 七 八 九 十 章"])
def test_single_numerals_in_a_row_stay_apart(text: str) -> None:
    """The cells of a row are no numeral."""
    assert flow(text).text == text


@pytest.mark.parametrize(
    ("torn", "value", "unit"),
    [
        ("办讲座 1 2 6 0 场，", 1260, "场"),
        ("劝募 3 2 5 . 6 万 元，", 3256000, "CNY"),
        ("每户补 5 00 元，", 500, "CNY"),
        ("走访学校1 3所，", 13, "所"),
        ("发放 3 ,600 份，", 3600, "份"),
        ("义卖所得26 . 2万元，", 262000, "CNY"),
        ("义卖所得1, 200 元，", 1200, "CNY"),
        ("慰问l2户，", 12, "户"),
        ("登记1.O万人，", 10000, "人"),
        ("送出2OO双，", 200, "双"),
    ],
)
def test_a_number_as_a_scanner_reads_it(torn: str, value: object, unit: str) -> None:
    """Blanks among the digits of prose, letters for 0 and 1: one number, proved from its characters."""
    (figure,) = extract(f"{TITLE}{torn}到场者众。").figures[1:]
    assert (figure.value, figure.unit) == (value, unit)
    text = f"{TITLE}{torn}到场者众。"
    records = [json.loads(line) for line in lines(extract(text))]
    assert list(verify(records, text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("走访 1 3 所、1 2 6 0 户，", ["1 3 所", "1 2 6 0 户"]),  # the second tells that the first is torn as well
        ("走访 1 3 所，", ["3 所"]),
        ("见附件1 3份，", ["3份"]),
        ("比2022 2023年多，", ["2023年"]),
        ("项目 本年 上年\n助学（人） 12 15\n", ["12", "15"]),
        ("更换IP电话、5G基站，", []),
    ],
)
def test_digits_with_a_blank_between_may_be_two_numbers(text: str, found: list[str]) -> None:
    """They are one where that is certain, there or elsewhere in the text."""
    assert [f.text for f in extract(TITLE + text).figures[1:]] == found


def test_what_is_left_out_is_counted() -> None:
    """Every character of the flowing text knows its place in the report."""
    report = TITLE + wrapped("".join(PARAGRAPHS), 20)
    found = flow(report)
    assert len(found.text) < len(report)
    assert [report[found.at(i)] for i in range(len(found.text))] == list(found.text)
    start = found.text.index("1,286.5万元")
    place, end = found.span(start, start + len("1,286.5万元"))
    assert report[place:end].replace("\n", "") == "1,286.5万元"


@pytest.mark.parametrize("form", ["docx", "doc", "odt", "rtf", "html", "mht", "xlsx", "xls", "csv"])
def test_paragraphs_of_a_format_are_not_joined(form: str) -> None:
    """In a .docx a year and a number in paragraphs of their own stay two; in wrapped text they may be one."""
    found = [r.text for r in extract(Document("年度\n2021\n30人\n", form)).records]
    assert found == ["30人"]


def test_a_number_torn_in_a_format_is_one_number() -> None:
    """Somebody pasted wrapped text into a .docx."""
    wrapped = "全年共向各地困难群众发放了救助物资和慰问金\n"
    torn = Document(f"{wrapped}合计2,1\n50万元，其中棉被、\n大米共30\n件，惠及12\n0户。\n", "docx")
    assert [f.text for f in extract(torn).figures] == ["2,1\n50万元", "30\n件", "12\n0户"]


# ---- page numbers and running heads


@pytest.mark.parametrize(
    "chrome", ["- 3 -", "— 12 —", "－4－", "第3页", "第 3 页 共 12 页", "第3页/共12页", "3/12", "3 / 12"]
)
def test_page_numbers_are_no_text(chrome: str) -> None:
    """A page's number between two lines is passed over, and the sentence goes on behind it."""
    assert flow(f"正文写到这里。\n{chrome}\n下文从这里开始。").text == "正文写到这里。\n下文从这里开始。"
    text = f"{TITLE}全年收到捐款合计2,1\n{chrome}\n50万元。\n"
    assert [(f.value, f.text) for f in extract(text).figures[1:]] == [(21500000, f"2,1\n{chrome}\n50万元")]


def test_running_heads_are_no_text() -> None:
    """A line that is repeated beside the page numbers belongs to the page."""
    head = "青山县红十字会年报"
    text = f"{head}\n- 1 -\n救助工作顺利，全年收到捐款合计2,1\n{head}\n- 2 -\n50万元。\n下一页没有数字。\n{head}\n- 3 -\n完。"
    assert flow(text).text.count(head) <= 1
    assert [f.value for f in extract(text).figures] == [21500000]


@pytest.mark.parametrize("line", ["3", "12人", "第3期", "3/12人", "共3页材料"])
def test_what_only_looks_like_a_page_number_stays(line: str) -> None:
    """A line with anything else on it is text."""
    assert line in flow(f"正文写到这里。\n{line}\n下文从这里开始。").text


def test_a_sentence_that_stands_there_twice_is_no_running_head() -> None:
    """A paragraph that was pasted twice, each time before a page's number, is kept."""
    said = "慰问困难家庭12户，发放棉被24床"
    assert flow(f"{said}\n- 1 -\n{said}\n- 2 -\n完。").text.count(said) == 2
