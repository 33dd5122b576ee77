"""The flowing text of wrapped pages, and the frame of a report: title, year, sections, plans."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from extractor import extract
from extractor.document import Document
from extractor.emit.jsonl import lines
from extractor.flow import flow
from extractor.outline import outline
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


@pytest.mark.parametrize("text", ["星期 一 二 三 四 五", "甲 三 四 乙", "第 七 八 九 十 章"])
def test_single_numerals_in_a_row_stay_apart(text: str) -> None:
    """The cells of a row are no numeral."""
    assert flow(text).text == text


def test_what_is_left_out_is_counted() -> None:
    """Every character of the flowing text knows its place in the report."""
    report = TITLE + wrapped("".join(PARAGRAPHS), 20)
    found = flow(report)
    assert len(found.text) < len(report)
    assert [report[found.at(i)] for i in range(len(found.text))] == list(found.text)
    start = found.text.index("1,286.5万元")
    place, end = found.span(start, start + len("1,286.5万元"))
    assert report[place:end].replace("\n", "") == "1,286.5万元"


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


# ---- headings and sections

LEVELS = """临河县红十字会2022年工作总结
第一章 总体情况
各项工作稳步推进。
一、救助工作
救助有序。
（一）大病救助
救助患者。
1.儿童白血病
资助患儿。
（1）手术
完成手术。
2、先心病
筛查儿童。
（二）临时救助
发放及时。
二、2023年工作计划
力争有新进展。
（一）加强救护
培训学员。
"""


def test_headings_of_every_level() -> None:
    """第一章, 一、, （一）, 1. and （1）: each holds the ones below it, and ends those at its level."""
    paths = [" › ".join(section.path) for section in outline(LEVELS).sections]
    assert paths == [
        "",
        "第一章 总体情况",
        "第一章 总体情况 › 一、救助工作",
        "第一章 总体情况 › 一、救助工作 › （一）大病救助",
        "第一章 总体情况 › 一、救助工作 › （一）大病救助 › 1.儿童白血病",
        "第一章 总体情况 › 一、救助工作 › （一）大病救助 › 1.儿童白血病 › （1）手术",
        "第一章 总体情况 › 一、救助工作 › （一）大病救助 › 2、先心病",
        "第一章 总体情况 › 一、救助工作 › （二）临时救助",
        "第一章 总体情况 › 二、2023年工作计划",
        "第一章 总体情况 › 二、2023年工作计划 › （一）加强救护",
    ]


@pytest.mark.parametrize(
    "head",
    [
        "3.2 ",
        "3.2.1　",
        "一、",
        "壹、",
        "十二、",
        "二.",
        "（三）",
        "(三)",
        "4.",
        "4、",
        "４．",
        "（5）",
        "第二章 ",
        "第三部",
    ],
)
def test_marks_of_headings(head: str) -> None:
    """Brackets, stops and digits of either width."""
    assert outline(f"工作总结\n{head}救助工作\n救助有序。\n").sections[-1].title == f"{head}救助工作"


@pytest.mark.parametrize("line", ["3.5万元已到账。", "2021.3.5", "一些工作", "十分重视", "第一次会议"])
def test_lines_that_are_no_headings(line: str) -> None:
    """A decimal, a date or a word is no mark."""
    assert [section.level for section in outline(f"工作总结\n{line}\n救助有序。\n").sections] == [-1]


def test_a_record_knows_its_section() -> None:
    """The path of headings stands in the record."""
    text = LEVELS.replace("完成手术。", "完成手术7例。").replace("培训学员。", "培训学员9人。")
    found = {f.text: f for f in extract(text).figures}
    assert found["7例"].section.endswith("1.儿童白血病 › （1）手术")
    assert found["9人"].section == "第一章 总体情况 › 二、2023年工作计划 › （一）加强救护"
    assert (found["7例"].modality, found["7例"].period) == ("actual", "2022")
    assert (found["9人"].modality, found["9人"].period) == ("planned", "2023")


@pytest.mark.parametrize(
    ("heading", "planned"),
    [
        ("二、2022年工作计划", True),
        ("二、下一步工作打算", True),
        ("二、明年工作安排", True),
        ("二、下步工作思路", True),
        ("貳、明年度業務計畫", True),
        ("二、2022年重点任务", True),
        ("二、存在的问题", False),
        ("二、年度计划完成情况", False),
        ("二、主要工作成效", False),
        ("二、规划实施情况", False),
        ("二、扎实推进重点任务", False),
        ("二、抓住要点，规范管理", False),
    ],
)
def test_plan_sections(heading: str, planned: bool) -> None:
    """A heading that speaks of plans makes what is below it planned; one that tells what was done does not."""
    text = (
        f"青山县红十字会2021年工作总结\n一、工作回顾\n培训救护员30人。\n{heading}\n（一）救护工作\n培训救护员50人。\n"
    )
    first, second = (f for f in extract(text).figures if f.kind == "count")
    assert first.modality == "actual"
    assert second.modality == ("planned" if planned else "actual")


@pytest.mark.parametrize(
    "heading",
    [
        "二、周密安排，精心组织慰问活动",
        "二、完善发展规划，夯实工作基础",
        "二、创新思路，打造志愿服务品牌",
        "二、严格执行年度工作计划",
        "二、落实计划生育特殊家庭帮扶",
        "二、助学计划稳步实施",
    ],
)
def test_a_heading_that_only_holds_such_a_word_is_no_plan(heading: str) -> None:
    """A section of this year's report that tells how a task or a plan was carried out is actual."""
    text = f"青山县红十字会2021年工作总结\n一、工作回顾\n培训救护员30人。\n{heading}\n全年培训救护员50人。\n"
    assert [f.modality for f in extract(text).figures if f.text == "50人"] == ["actual"]


@pytest.mark.parametrize("heading", ["（二）下一步打算", "（二）2022年工作计划", "今后打算", "2022年工作打算："])
def test_a_plan_under_any_heading(heading: str) -> None:
    """A plan is one under （二）, and under a heading without a number."""
    text = f"青山县红十字会2021年工作总结\n（一）工作回顾\n培训救护员30人。\n{heading}\n培训救护员50人。\n"
    assert [f.modality for f in extract(text).figures if f.text == "50人"] == ["planned"]


def test_a_plan_by_its_title() -> None:
    """In a plan everything is planned, unless the text says that it has been done."""
    text = "青山县红十字会2022年工作要点\n培训救护员50人。目前已建成救护站3个。\n"
    assert [f.modality for f in extract(text).figures if f.kind == "count"] == ["planned", "actual"]


def test_a_section_on_problems_and_plans() -> None:
    """Its plans begin where the text says so."""
    text = "青山县红十字会2021年工作总结\n二、存在问题和下一步打算\n全县仅有救护师资4人，力量不足。\n下一步，我会培训师资20人。\n"
    assert [f.modality for f in extract(text).figures if f.kind == "count"] == ["actual", "planned"]


def test_the_year_of_a_section() -> None:
    """Of its heading, or of its first words; else that of the section that holds it, else the report's."""
    text = "松江市慈善总会2021年工作总结\n一、救助\n资助5人。\n二、2020年回顾\n（一）救助\n资助6人。\n三、展望\n2022年是关键之年。\n资助7人。\n"
    assert [f.period for f in extract(text).figures if f.kind == "count"] == ["2021", "2020", "2022"]


# ---- the report's own frame


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("青山县民政局2021年度工作总结\n内容。", "青山县民政局2021年度工作总结"),
        ("首页\n上一页\n- 3 -\n松江街道2024年上半年工作小结\n内容。", "松江街道2024年上半年工作小结"),
        ("\ufeff\n\n  救灾工作快报  \n内容。", "救灾工作快报"),
        ("——松江市慈善会2023年工作要点\n内容。", "松江市慈善会2023年工作要点"),
        (
            "一年来，我们认真开展救助工作，取得了较好的成绩，得到了群众的好评，现将有关工作总结如下，请予审议，并提出宝贵的意见和建议为盼。\n内容。",
            "",
        ),
        ("", ""),
    ],
)
def test_title(text: str, title: str) -> None:
    """The first line that looks like one, without page numbers and menus; a sentence is none."""
    assert outline(text.lstrip("\ufeff")).title == title


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("青山县红十字会2021年工作总结\n", "青山县红十字会"),
        ("XX县红十字会2021年工作总结\n", "XX县红十字会"),
        ("北河市慈善总会关于募捐情况的报告\n", "北河市慈善总会"),
        ("松江街道2024年上半年工作小结\n", "松江街道"),
        ("东港医院工作简报\n", "东港医院"),
        ("海濱市紅十字會工作報告\n", "海濱市紅十字會"),
        ("工作总结\n各项工作有序。\n", ""),
    ],
)
def test_organisation(text: str, organisation: str) -> None:
    """Whose report it is, as its title says; else nothing."""
    assert outline(text).organisation == organisation


def test_an_organisation_after_the_year() -> None:
    """民國112年度 is not the beginning of a name."""
    assert outline("民國112年度海濱市紅十字會工作報告\n").organisation == "海濱市紅十字會"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("青山志愿者协会2023盘点\n活动20场。", "2023"),
        ("青山县红十字会2022全年工作报告\n募集善款20万元。", "2022"),
        ("青山县红十字会2021年工作总结\n2019年以来。", "2021"),
        ("青山县红十字会２０２１年度总结\n", "2021"),
        ("二〇二三年工作总结\n", "2023"),
        ("二○二四年工作总结\n", "2024"),
        ("民國112年度工作報告\n", "2023"),
        ("民國九十八年工作報告\n", "2009"),
        ("20XX年度工作总结\n2019年。", "20XX"),
        ("工作总结\n2019年，开展救助。", "2019"),
        ("工作简报\n发布时间：2022年3月8日\n内容。", "2022"),
        ("工作总结\n内容。", None),
        ("市红发〔2021〕3号\n工作总结\n内容。", None),
    ],
)
def test_year(text: str, year: str | None) -> None:
    """Of the title, else of the first dated sentence, else of the publication; or none."""
    assert outline(text).year == year


@pytest.mark.parametrize("year", ["一百零八", "一百〇八"])
def test_a_year_of_the_republic_with_a_nought(year: str) -> None:
    """民國一百零八年 is 2019."""
    assert outline(f"民國{year}年工作報告\n").year == "2019"


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("发布日期：2023-01-05", "2023-01-05"),
        ("发布时间：2022年3月8日", "2022-03-08"),
        ("印发日期 2022.11.30", "2022-11-30"),
        ("时间:2021/7/1 来源：本站", "2021-07-01"),
        ("填报日期：2020.12.9", "2020-12-09"),
        ("会议于2022年3月8日召开", None),
    ],
)
def test_publication_date(line: str, published: str | None) -> None:
    """A date that is called the day of publication."""
    assert outline(f"工作简报\n{line}\n内容。").published == published


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("收到捐款5元。", "CNY"),
        ("民國112年，收到捐款5元。", "TWD"),
        ("新臺幣計價，收到捐款5元。", "TWD"),
        ("善長捐出港幣3萬元，本會另收5元。", "HKD"),
        ("青山县红十字会总结\n台胞捐来新台币2万元，民国三十年建校的校友另捐5元。", "CNY"),
    ],
)
def test_the_currency_of_a_bare_yuan(text: str, currency: str) -> None:
    """元 is the money of the country that the text is from."""
    assert extract(text).figures[-1].unit == currency


@pytest.mark.parametrize("mark", ["。", "！", "？", "；", "。”", "\n"])
def test_sentences_end_at_their_marks(mark: str) -> None:
    """A record's sentence is the one around it."""
    text = f"救助大病患者3人{mark}资助学生8人。"
    assert [f.sentence for f in extract(text).figures] == [f"救助大病患者3人{mark}".strip(), "资助学生8人。"]


def test_paragraphs_of_a_format_are_not_joined() -> None:
    """In a .docx a year and a number in paragraphs of their own stay two; in wrapped text they may be one."""
    found = [r.text for r in extract(Document("年度\n2021\n30人\n", "docx")).records]
    assert found == ["30人"]
    wrapped = "全年共向各地困难群众发放了救助物资和慰问金\n"
    torn = Document(f"{wrapped}合计2,1\n50万元，其中棉被、\n大米共30\n件，惠及12\n0户。\n", "docx")
    assert [f.text for f in extract(torn).figures] == ["2,1\n50万元", "30\n件", "12\n0户"]
