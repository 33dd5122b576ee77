"""The frame of a report: title, organisation, year, sections, plans, money, sentences."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.flow import flow
from extractor.outline import outline
from extractor.packs import load
from extractor.traditional import simplified

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
    paths = [" › ".join(section.path) for section in outline(LEVELS, load()).sections]
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
    flowing = flow(f"工作总结\n{head}救助工作\n救助有序。\n").text
    assert outline(flowing, load()).sections[-1].title == f"{flow(head).text}救助工作"


@pytest.mark.parametrize("line", ["3.5万元已到账。", "2021.3.5", "一些工作", "十分重视", "第一次会议"])
def test_lines_that_are_no_headings(line: str) -> None:
    """A decimal, a date or a word is no mark."""
    assert [section.level for section in outline(f"工作总结\n{line}\n救助有序。\n", load()).sections] == [-1]


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


def test_a_line_that_goes_on_after_its_heading_has_its_own_year() -> None:
    """四、资金情况。结余3万元。 The year that begins the next line is not that of the money."""
    report = "青山慈善协会2024年度工作总结\n四、资金情况。结余3万元。\n2025年拟募集善款200万元。\n"
    assert [one.period for one in extract(report).figures if one.kind == "amount"] == ["2024", "2025"]


def test_a_plan_by_its_title() -> None:
    """In a plan everything is planned, unless the text says that it has been done."""
    text = "青山县红十字会2022年工作要点\n培训救护员50人。目前已建成救护站3个。\n"
    assert [f.modality for f in extract(text).figures if f.kind == "count"] == ["planned", "actual"]


def test_a_section_on_problems_and_plans() -> None:
    """Its plans begin where the text says so."""
    text = "青山县红十字会2021年工作总结\n二、存在问题和下一步打算\n全县仅有救护师资4人，力量不足。\n下一步，我会培训师资20人。\n"
    assert [f.modality for f in extract(text).figures if f.kind == "count"] == ["actual", "planned"]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("针对2020年建会率【73.9%】的短板，新建站点20个。", ("actual", "2020")),
        ("针对2020年建会率73.9%的短板，新建站点【20个】。", ("planned", "2020")),
        ("2.2021年救助98人，2022年救助【120人】。", ("planned", "2022")),
        ("2.2021年救助【98人】，2022年救助120人。", ("actual", "2021")),
        ("3.对2020年获评的【3个】示范点复评。", ("actual", "2020")),
        ("较2021年增加【12人】。", ("planned", "2021")),
        ("2021年底前建成【3个】站。", ("planned", "2021")),
        ("再建【3个】站。", ("planned", "2022")),
        ("近三年来共采血样【306人份】，下一步拟再采9人份。", ("actual", "2022")),
        ("近三年来共采血样306人份，下一步拟再采【9人份】。", ("planned", "2022")),
        ("倒房户【14户】中，拟重建9户。", ("actual", "2022")),
    ],
)
@pytest.mark.parametrize("heading", ["二、2022年工作计划", "二、明年工作计划", "二〇二二年工作计划"])
def test_what_a_plan_says_of_the_years_before(heading: str, line: str, wanted: tuple[str, str]) -> None:
    """A section on the year to come is planned, what it says of a year before is done."""
    before, _, rest = f"青山县红十字会2021年工作总结\n\n一、回顾\n已办讲座。\n\n{heading}\n{line}\n".partition("【")
    (figure,) = [f for f in extract(before + rest.replace("】", "")).figures if f.start == len(before)]
    assert (figure.modality, figure.period) == wanted


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("救助80人，明年准备再建3个站。", ["2021", "2022"]),
        ("去年，义卖80万元；前年，义卖7万元。", ["2020", "2019"]),
        ("截至去年底，会员200人。", ["2020"]),
        ("前年救助8人，今年10人。", ["2019", "2021"]),
        ("义卖80万元，为上年末净资产的9%。", ["2021", "2021"]),
    ],
)
def test_a_year_by_its_distance(text: str, periods: list[str]) -> None:
    """明年 is the year after the report's own, 去年 the one before."""
    figures = extract(f"青山县红十字会2021年工作总结\n{text}").figures[1:]
    assert [f.period for f in figures] == periods


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
    assert outline(text.lstrip("\ufeff"), load()).title == title


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("青山县红十字会2021年工作总结\n", "青山县红十字会"),
        ("XX县红十字会2021年工作总结\n", "XX县红十字会"),
        ("北河市慈善总会关于募捐情况的报告\n", "北河市慈善总会"),
        ("松江街道2024年上半年工作小结\n", "松江街道"),
        ("东港医院工作简报\n", "东港医院"),
        ("海濱市紅十字會工作報告\n", "海濱市紅十字會"),
        ("苇塘区红十字会简报\n2022年第4期\n", "苇塘区红十字会"),
        ("苇塘区红十字会信息快报（第十二期）\n", "苇塘区红十字会"),
        ("苇塘区红十字会志愿者协会通报\n", "苇塘区红十字会志愿者协会"),
        ("苇塘区红十字会\n2022年工作总结\n", "苇塘区红十字会"),
        ("红十字工作简报\n第9期\n苇塘区红十字会　　2022年6月1日\n", "苇塘区红十字会"),
        ("苇塘区红十字会\n上半年建成驿站7个。\n", "苇塘区红十字会"),
        ("表彰大会总结\n各项工作有序。\n", ""),
        ("关于苇塘区红十字会2022年工作的报告\n", "苇塘区红十字会"),
        ("苇塘区红十字会走进湖滨学校\n2022年6月1日，志愿者开讲第一课。\n", ""),
        ("急救课堂走进湖滨学校第三期简报\n", ""),
        ("2022年度苇塘区红十字会情况通报\n", "苇塘区红十字会"),
        ("苇塘市2022年统计公报\n", "苇塘市"),
        ("苇塘区关工委2022年工作总结\n", "苇塘区关工委"),
        ("苇塘区文明办2022年工作总结\n", "苇塘区文明办"),
        ("苇塘爱心社会工作服务中心2022年度工作报告\n", "苇塘爱心社会工作服务中心"),
        ("2022年苇塘市政府工作报告\n", "苇塘市政府"),
        ("苇塘区红十字会2022全年工作报告\n", "苇塘区红十字会"),
        ("全市2022年统计公报\n", ""),
        ("经济社会情况\n各项工作有序。\n", ""),
        ("关于成立救护中心情况的报告\n各项工作有序。\n", ""),
        ("工作总结\n昨天，志愿者走进湖滨学校 2022年的第一课开讲。\n", ""),
        ("工作总结\n各项工作有序。\n", ""),
    ],
)
def test_organisation(text: str, organisation: str) -> None:
    """Whose report it is, as its title says; else nothing."""
    assert outline(simplified(text), load()).organisation == simplified(organisation)


def test_the_name_of_a_file_says_whose_report_it_is() -> None:
    """Where the report itself does not: a table without a title. A name that is no organisation's says nothing."""
    table = "项目\t单位\t数量\n驿站\t个\t7\n"
    assert extract(table, "报送/苇塘区红十字会2022年统计表.csv").report.organisation == "苇塘区红十字会"
    assert (
        extract(f"湖滨街道2022年工作总结\n{table}", "苇塘区红十字会2022年统计表.csv").report.organisation == "湖滨街道"
    )
    assert extract(table, "苇塘区驿站.csv").report.organisation == ""


def test_an_organisation_after_the_year() -> None:
    """民國112年度 is not the beginning of a name."""
    assert extract("民國112年度海濱市紅十字會工作報告\n").report.organisation == "海濱市紅十字會"


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
        ("青山街道202X年概况\n2019年。", "202X"),
        ("工作总结\n2019年，开展救助。", "2019"),
        ("工作简报\n发布时间：2022年3月8日\n内容。", "2022"),
        (f"志愿简报\n2022年第6期\n{'各队有序。' * 150}\n（2023年1月编）", "2022"),
        ("工作总结\n内容。", None),
        ("市红发〔2021〕3号\n工作总结\n内容。", None),
    ],
)
def test_year(text: str, year: str | None) -> None:
    """Of the title, else of the first dated sentence, else of the publication; or none."""
    assert outline(flow(text).text, load()).year == year


@pytest.mark.parametrize("year", ["一百零八", "一百〇八"])
def test_a_year_of_the_republic_with_a_nought(year: str) -> None:
    """民國一百零八年 is 2019."""
    assert outline(f"民国{year}年工作报告\n", load()).year == "2019"


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
    assert outline(f"工作简报\n{line}\n内容。", load()).published == published


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


@pytest.mark.parametrize(
    "text",
    [
        "信息快报\n第3期（总第61期）\n柳溪县红十字会办公室编    2023年3月1日\n我县开展救护培训。\n",
        "工作简报\n柳溪县红十字会主办\n我县开展救护培训。\n",
        "柳溪县红十字会收支表（单位：元）\n项目\t金额\n",
    ],
    ids=["edited by the office", "edited by it", "accounts"],
)
def test_a_bulletin_and_accounts_say_whose_they_are(text: str) -> None:
    """Who edits the bulletin, and whose accounts they are."""
    assert outline(text, load()).organisation == "柳溪县红十字会"


def test_a_short_year_in_traditional_characters_is_one_of_the_republic() -> None:
    """108年度 needs no 民國 before it; in simplified characters it is a number."""
    report = extract("善願基金會108年度勸募成果報告\n本會於108年5月16日辦理義賣，募得善款30萬元。\n")
    assert (report.report.year, [one.value for one in report.figures]) == ("2019", ["2019", "2019-05-16", 300000])
    assert extract("善愿基金会108年度成果\n会于108年5月16日举办义卖。\n").report.year is None


def test_a_unit_is_spelled_as_its_own_figure_spells_it() -> None:
    """台 and 臺 in one report."""
    figures = extract("青山紅十字會工作報告\n購置發電機五臺、無線電對講機三台。\n").figures
    assert [one.unit for one in figures] == ["臺", "台"]
