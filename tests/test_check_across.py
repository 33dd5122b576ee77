"""The check-up across reports: this year's against last year's, and one among its peers."""

from __future__ import annotations

import pytest
from checked_reports import report_of

from extractor import extract
from extractor.check import check_all
from extractor.messages import say
from extractor.packs import load
from extractor.records import Extraction, Figure, Filled


def _between(*extractions: Extraction) -> list[list[str]]:
    return [[issue.code for issue in one] for one in check_all(extractions, load())]


COPIED = "全年开展义诊12场，发放药品36箱，惠及老人480人。"


@pytest.mark.parametrize(
    ("last", "this", "codes_"),
    [
        ("全年募集善款80万元。", "全年募集善款85万元。", []),
        ("全年募集善款80万元。", "全年募集善款260万元。", ["Y701"]),
        ("全年募集善款80万元。", "全年募集善款20万元。", ["Y701"]),
        ("全年募集善款80万元。", "全年募集善款80元。", ["U603"]),
        ("全年募集善款80万元。", "全年募集善款95亿元。", ["U603"]),
        ("全年募集善款80万元。", "全年募集善款XX万元。", []),
        ("全年募集善款80万元。", "计划募集善款800万元。", []),
        ("新建站点2个。", "新建站点7个。", []),
        ("走访困难家庭80户。", "慰问困难家庭800户。", ["Y701"]),  # one indicator, whatever the verb
        ("修缮凉亭80座。", "清洗路灯800座。", []),
        ("全年募集善款80万元。", "全年募集善款85万元（上年为70万元）。", ["Y703"]),
        ("全年募集善款80万元。", "全年募集善款85万元（上年为80万元）。", []),
        (COPIED, COPIED, ["Y704"]),
        (COPIED, COPIED.replace("480", "510"), []),
        (
            f"{COPIED}5月8日组织演练3场，参加90人，出动车辆6台。",
            f"{COPIED}5月9日组织演练3场，参加90人，出动车辆6台。",
            ["Y704"],
        ),
        ("工作人员5名，其中在编2名、社工3名。", "工作人员5名，其中在编2名、社工3名。", []),
        ("补助标准每户500元、每人300元、每村900元。", "补助标准每户500元、每人300元、每村900元。", []),
    ],
)
def test_this_year_against_last_year(last: str, this: str, codes_: list[str]) -> None:
    """Only this year's report gets the finding."""
    assert _between(report_of(2022, last), report_of(2023, this)) == [[], codes_]


def test_a_finding_against_last_year_cites_its_sentence() -> None:
    """With file, place and sentence."""
    last, this = report_of(2022, "全年募集善款80万元。"), report_of(2023, "全年募集善款260万元。")
    ((), (issue,)) = check_all([last, this], load())
    (cited,) = issue.cited
    assert (cited.source_file, cited.text, cited.sentence) == (
        "青禾县红十字会2022.txt",
        "80万元",
        "全年募集善款80万元。",
    )
    assert this.records[issue.figures[0]].text == "260万元"
    assert "3.25 倍" in issue.message


@pytest.mark.parametrize(
    "reports",
    [
        [report_of(2021, COPIED), report_of(2023, COPIED)],
        [report_of(2022, COPIED), report_of(2023, COPIED, "白石县红十字会")],
        [report_of(2022, COPIED), report_of(2022, COPIED), report_of(2023, COPIED)],
        [report_of(2022, COPIED, "区红十字会"), report_of(2023, COPIED, "区红十字会")],
        [report_of(2022, COPIED, "XX县红十字会"), report_of(2023, COPIED, "XX县红十字会")],
    ],
    ids=["two years apart", "two organisations", "two reports of one year", "any district's", "name taken out"],
)  # fmt: skip
def test_only_one_organisations_next_year_is_compared(reports: list[Extraction]) -> None:
    """A wrong pair would make a false accusation."""
    assert _between(*reports) == [[] for _ in reports]


def test_a_plan_is_held_against_what_was_done() -> None:
    """By the indicator: the words of a plan are others than those of a report."""
    last = report_of(2022, "二、2023年工作计划\n新建站点12个。", indicator={"12个": "stations"})
    few = report_of(2023, "建成站点8个。", indicator={"8个": "stations"})
    enough = report_of(2023, "建成站点12个。", indicator={"12个": "stations"})
    assert _between(last, few) == [[], ["Y702"]]
    assert _between(last, enough) == [[], []]


def test_one_report_among_its_peers() -> None:
    """Five others say between 60 and 120 万元; one forgot the 万."""
    reports = [
        report_of(2023, f"全年募集善款{60 + 10 * at}万元。", f"{name}县红十字会", {f"{60 + 10 * at}万元": "donations"})
        for at, name in enumerate(["青禾", "白石", "南河", "北山", "东湖"])
    ]
    slip = report_of(2023, "全年募集善款80元。", "西岭县红十字会", {"80元": "donations"})
    assert _between(*reports, slip) == [[], [], [], [], [], ["U604"]]
    assert _between(*reports[:4], slip) == [[], [], [], [], []]
    large = report_of(2023, "全年募集善款5000万元。", "西岭县红十字会", {"5000万元": "donations"})
    assert _between(*reports, large) == [[]] * 6


OLD = "全年培训救护员280人，慰问困难家庭50户，募捐款物43万元。"


def _version(text: str, name: str, title: str = "青禾县红十字会2023年工作总结") -> Extraction:
    return extract(f"{title}\n\n{text}", name, load())


@pytest.mark.parametrize(
    ("old", "new", "codes_"),
    [
        (OLD, OLD.replace("280人", "820人"), ["C507"]),
        (OLD, OLD.replace("280人", "820人").replace("43万元", "34万元"), ["C507", "C507"]),
        (OLD, OLD, []),
        (OLD, OLD.replace("43万元", "43.2万元"), []),  # both may be 431,000
        (OLD, OLD.replace("43万元", "XX万元"), []),
        (OLD, "1至3月培训救护员60人。", []),
        (OLD, "计划培训救护员820人。", []),
        (OLD, "全年培训救护员820人，其中城区培训救护员280人。", []),  # one of them fits
        (OLD, "2022年培训救护员820人。", []),
    ],
)
def test_two_reports_of_one_year(old: str, new: str, codes_: list[str]) -> None:
    """The later one has the finding, once for each indicator in which no figure fits the other report's."""
    assert _between(_version(old, "初稿.docx"), _version(new, "修改稿.docx")) == [[], codes_]


def test_both_values_and_files_are_named() -> None:
    """In either language; files of one name are told apart by their folders."""
    ((), (issue,)) = check_all(
        [_version(OLD, "报送/初稿.docx"), _version(OLD.replace("280", "820"), "报送/修改稿.docx")], load()
    )
    assert issue.message == (
        "同一年度两份报告的“持证救护员”不一：修改稿.docx 为“820人”（820），初稿.docx 为“280人”（280）"
    )
    assert "修改稿.docx says “820人” (820), 初稿.docx says “280人” (280)" in say("C507", "en", issue.facts)
    assert issue.cited[0].source_file == "报送/初稿.docx"
    ((), (issue,)) = check_all(
        [_version(OLD, "甲/总结.docx"), _version(OLD.replace("280", "820"), "乙/总结.docx")], load()
    )
    assert "乙/总结.docx 为“820人”（820），甲/总结.docx 为“280人”（280）" in issue.message


@pytest.mark.parametrize(
    "title",
    ["青禾县红十字会2023年简报第2期", "青禾县红十字会2023年上半年工作总结", "青禾县红十字会2023年3月份工作情况"],
)
def test_a_report_of_a_part_of_the_year_is_no_other_version(title: str) -> None:
    """Its figures are those of its part; the day on which a report was written is no part."""
    assert _between(_version(OLD, "总结.docx"), _version("培训救护员20人。", "二.docx", title)) == [[], []]
    dated = "青禾县红十字会2023年12月20日工作总结"
    assert _between(_version(OLD, "总结.docx"), _version(OLD.replace("280", "820"), "二.docx", dated)) == [[], ["C507"]]


def test_what_somebody_has_settled_is_no_doubt() -> None:
    """Filled in by the submitter, or accepted by a reviewer, in either report."""
    old, new = _version(OLD, "初稿.docx"), _version(OLD.replace("280", "820"), "修改稿.docx")
    answer = Filled(value="820", text="820", by="李", at="2024-02-01", source="待填.xlsx")
    settled = [
        one.model_copy(update={"filled": answer}) if isinstance(one, Figure) and one.text == "820人" else one
        for one in new.records
    ]
    assert _between(old, new.model_copy(update={"records": tuple(settled)})) == [[], []]
