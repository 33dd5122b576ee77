"""The check-up of one report: each check with sentences that it must find and sentences that it must let pass."""

from __future__ import annotations

import re
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from checked_reports import TITLE, report_of
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import extract
from extractor.check import check
from extractor.knowledge import Packs
from extractor.messages import LANGUAGES, codes
from extractor.packs import load
from extractor.records import Extraction, Issue

OPEN = {"M101", "R201", "R202", "R203"}


def issues(text: str, lang: Any = "zh") -> tuple[Issue, ...]:
    """Check one text under a title."""
    report = TITLE + text
    return check(extract(report, "a.txt", load()), load(), report, lang)


def found(text: str) -> list[str]:
    """Give the codes of one text."""
    return [issue.code for issue in issues(text)]


# What each check must find: the code, the sentence, and the characters to look at.
WRONG = [
    ("M101", "收到企业捐款人民币万元。", "万元"),
    ("M102", "共收到善款12345678901234567890元。", "12345678901234567890"),
    ("M102", "搭建了36甃供群众避险。", "36"),
    ("R201", "慰问困难家庭XX户。", "XX户"),
    ("R202", "X月X日举办培训。", "X月X日"),
    ("R203", "XX区分会成立。", "XX"),
    ("S301", "募集善款80万元，其中定向捐款90万元。", "90万元"),
    ("S301", "发展会员320人（其中学生350人）。", "350人"),
    ("S301", "救助患儿40名，其中先心病12名、白血病44名。", "44名"),
    ("S302", "现有会员751人（男420人、女341人）。", "751人"),
    ("S302", "募集款物价值80万元，其中捐款50万元，捐物35万元。", "80万元"),
    ("S303", "救护师资28人（市级20人、县级9人）。", "28人"),
    ("S303", "捐款30万元、捐物20万元，合计60万元。", "60万元"),
    ("S303", "第5人民医院有医生5人、护士4人，共计19人。", "19人"),  # its first 5人 is no figure
    ("S304", "支出90万元，其中助学50万元、助医45万元。", "90万元"),
    ("T401", "救助学生100名，每名1000元，共12万元。", "12万元"),
    ("T401", "为87户困难家庭发放慰问金18.4万元，每户2000元。", "18.4万元"),
    ("T401", "救助61人次，支出9.35万元，人均1204.9元。", "9.35万元"),
    ("T401", "投入217万元帮扶6个村，每村50万元至60万元。", "217万元"),
    ("C501", "会员由860人增至1020人，增长28.6%。", "28.6%"),
    ("C501", "投诉23件→9件，降50.9%。", "50.9%"),
    ("C501", "本年募集80万元，比上年的60万元增长13.3%。", "13.3%"),
    ("C502", "普及率由26.7%提高到52.1%，提高20.4个百分点。", "20.4个百分点"),
    ("C502", "筹资386.5万元，比上年的318.2万元增加78.3万元，增长21.5%。", "78.3万元"),
    ("C501", "筹资386.5万元，比上年的318.2万元增加68.3万元，增长31.5%。", "31.5%"),
    ("C501", "会员由860人增至1020人，减少18.6%。", "18.6%"),
    ("C503", "会员1000人，其中女性450人，占54%。", "54%"),
    ("C504", "任务100万元，实际完成120万元，完成率110%。", "110%"),
    ("C504", "考核1860人，合格1674人，合格率95%。", "95%"),
    ("C504", "支出累计107.7万元，完成年初预算数257.3万元的51.9%。", "51.9%"),
    ("C505", "总收入126.05万元，增加2.25万元，增长2.82%。", "2.82%"),
    ("C506", "全年共募集善款80万元。\n一、救助工作\n全年共募集善款85万元。", "85万元"),
    ("U601", "募集善款26.2万万元。", "26.2万万元"),
    ("U602", "单位：万元\n项目\t金额\n助学\t26.2\n助医\t12万元\n助老\t3\n", "12万元"),
    ("D801", "8月3日举办培训。2022年9月9日举办竞赛。10月12日举办演练。", "2022年9月9日"),
    ("D802", "2月30日召开大会。", "2月30日"),
    ("D802", "2023年2月29日召开大会。", "2023年2月29日"),
    ("D802", "13月5日召开大会，到会40人。", "13月5日"),
    ("D803", "9月18日至9日举办集训。", "9月18日至9日"),
]

# What every check must let pass.
RIGHT = [
    "募集善款80万元，其中定向捐款80万元。",
    "募集善款80余万元，其中定向捐款82万元。",
    "募集善款约80万元，其中定向捐款85万元。",
    "募集善款80万元，其中定向捐款30万元，发放救助金100万元。",
    "培训救护员500人，其中集中授课参与800人次。",
    "收到申请9件，上年转结1件，其中网上申请5件。",
    "救助患者36人，合格率95%，其中女性98%。",
    "参赛选手5人（全市120人）。",
    "参赛选手5人（上年32人）。",
    "参赛选手5人，其中累计参赛9人。",
    "志愿者200人，其中党员120人、女性150人。",
    "志愿者200人（党员20人、退休教师30人）。",
    "现有会员751人（男420人、女331人）。",
    "现有会员约750人（男420人、女341人）。",
    "支出救助款100万元，其中救助资金60万元、物资20万元。",
    "捐款30万元、捐物20万元，合计50万元。",
    "捐款30.4万元、捐物20.4万元，合计51万元。",
    "救助学生100名，每名1000元，共10万元。",
    "救助学生100余名，每名1000元，共12万元。",
    "救助学生100名，每名不超过1000元，共8万元。",
    "救助学生100名，每名最高1000元，共8万元。",
    "救助学生100名，每名1000元至3000元，共18万元。",
    "救助孤儿42名，每人每月1200元，全年共计60.48万元。",
    "慰问困难家庭50户，每户500元和一份慰问品，共4万元。",
    "慰问困难家庭50户，每户500元，募集善款80万元。",
    "慰问党员20名、困难家庭80户，每户500元，共5万元。",
    "南山村依山而居。全年共走访困难家庭80户。北河村沿河而居。全年共走访困难家庭85户。",
    "慰问金6.93万元，走访困难家庭2户，每户2000元，共0.4万元。",
    "资助2134人次，支出652.4万元，年人均328元。",
    "会员由860人增至1020人，增长18.6%。",
    "会员由860人增至1020人，增长18.61%。",
    "会员由2020年的860人增至1020人，比上年增长5%。",
    "会员由860人增至1020人，年均增长5%。",
    "会员由860余人增至1020人，增长15%。",
    "投诉23件→9件，降60.9%。",
    "普及率由26.7%提高到52.1%，提高25.4个百分点。",
    "营业额由2亿元降至1.5亿元，负增长25%。",
    "会员1000人，其中女性450人，占45%。",
    "会员1000人，其中女性450人，占全县人口的1.2%。",
    "任务100万元，实际完成120万元，完成率120%。",
    "考核1860人，合格1674人，合格率90%。",
    "支出累计107.7万元，完成年初预算数257.3万元的41.9%。",
    "总收入126.05万元，增加2.25万元，增长1.82%。",
    "总收入126.05万元，增加2.25万元，按可比口径增长5.1%。",
    "会员达到10310人，与2019年的9485人相比，增长825人，增长8.7%。",
    "税收37.78亿元，减少0.46亿元，负增长1.21%。",
    "志愿者38216人（女21090人、男17126人），较上年增2864人，增长8.1%。",
    "全年共募集善款80万元。\n一、救助工作\n全年共募集善款80万元。",
    "一、南山村\n全年共走访困难家庭80户。\n二、北河村\n全年共走访困难家庭85户。",
    "募集善款26.2万元。",
    "单位：万元\n项目\t金额\n助学\t26.2\n助医\t12\n助老\t3\n",
    "8月3日举办培训。2024年2月29日以前完成。10月12日举办演练。",
    "自2019年9月9日成立以来举办活动。",
    "2024年2月29日召开大会。",
    "2月29日召开大会。",
    "农历2月30日祭扫。",
    "9月9日至18日举办集训。",
    "12月20日至1月5日举办集训。",
]


@pytest.mark.parametrize(("code", "text", "at"), WRONG, ids=[f"{c} {t[:16]}" for c, t, _ in WRONG])
def test_a_planted_fault_is_found_once_and_nothing_else(code: str, text: str, at: str) -> None:
    """One issue, with this code, at these characters, that cites its figures and says the same in both languages."""
    (issue,) = issues(text)
    assert issue.code == code
    assert issue.at is not None
    assert (TITLE + text)[slice(*issue.at)] == at
    assert issue.severity == codes()[code].severity
    records = extract(TITLE + text, "", load()).records
    assert all(0 <= figure < len(records) for figure in issue.figures)
    (english,) = issues(text, "en")
    assert english.message != issue.message
    assert english.facts == issue.facts


@pytest.mark.parametrize("text", RIGHT)
def test_what_can_be_right_is_let_pass(text: str) -> None:
    """No finding where the writer may have been right."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("code", "text", "at"),
    [
        ("S302", "募集善款80萬元（線上50萬元、線下35萬元）。", "80萬元"),
        ("S303", "捐款30萬元、捐物20萬元，總計60萬元。", "60萬元"),
        ("T401", "為87戶困難家庭發放慰問金18.4萬元，每戶2000元。", "18.4萬元"),
        ("C503", "會員1000人，其中女性450人，佔總數的54%。", "54%"),
        ("C504", "任務100萬元，實際完成120萬元，完成率達110%。", "110%"),
        ("U601", "募集善款26.2萬萬元。", "26.2萬萬元"),
        ("D802", "2月30號舉辦培訓。", "2月30號"),
    ],
)
def test_a_fault_of_a_traditional_report_is_found_as_well(code: str, text: str, at: str) -> None:
    """Checks look for words in simplified characters; what they quote is the report's own."""
    (issue,) = issues(text)
    assert (issue.code, issue.at and (TITLE + text)[slice(*issue.at)]) == (code, at)
    assert at in issue.message


def test_what_can_be_right_in_a_traditional_report_is_let_pass() -> None:
    """A list that goes on, a household's goods beside its money, a day of the lunar calendar."""
    for text in (
        "募集善款80萬元，其中定向捐款30萬元，發放救助金100萬元。",
        "慰問困難家庭50戶，每戶500元和一份禮品，共4萬元。",
        "慰問黨員20名、困難家庭80戶，每戶500元，共5萬元。",
        "農曆2月30日舉辦培訓。",
    ):
        assert found(text) == [], text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("募集善款80万元，其中定向捐款90万元。", "其中的“90万元”大于总数“80万元”：900,000 > 800,000"),
        ("现有会员751人（男420人、女341人）。", "420 + 341 = 761，与总数“751人”（751）不符"),
        ("救助学生100名，每名1000元，共12万元。", "“100名” × “1000元” = 100,000，与“12万元”（120,000）不符"),
        (
            "会员由860人增至1020人，增长28.6%。",
            "从“860人”到“1020人”应为 18.6%，文中写“28.6%”：(1,020 − 860) ÷ 860",
        ),
        ("2月30日召开大会。", "“2月30日”不存在：30 > 29"),
    ],
)
def test_the_message_shows_the_arithmetic(text: str, message: str) -> None:
    """A submitter can follow it with a pencil."""
    assert [issue.message for issue in issues(text)] == [message]


@pytest.mark.parametrize(("percent", "wrong"), [("18.6", False), ("18.7", False), ("18.5", True), ("18.8", True), ("18", False), ("19", False), ("17", True), ("21", True)])  # fmt: skip
def test_a_ratio_may_be_rounded_or_cut_off_at_its_last_digit(percent: str, *, wrong: bool) -> None:
    """160 of 860 is 18.6047 %: one of the last digit either way is let pass, two are not."""
    assert found(f"会员由860人增至1020人，增长{percent}%。") == (["C501"] if wrong else [])


@pytest.mark.parametrize(("total", "wrong"), [("10万元", False), ("11万元", False), ("12万元", True), ("10.2万元", False), ("10.0万元", True), ("101999元", True), ("102000元", False)])  # fmt: skip
def test_a_total_may_be_rounded_at_its_last_digit(total: str, *, wrong: bool) -> None:
    """102 times 1000 yuan."""
    assert found(f"救助学生102名，每名1000元，共{total}。") == (["T401"] if wrong else [])


def test_impossible_dates_without_the_text_are_found_in_the_sentences_of_figures() -> None:
    """Where only records are at hand, the first figure of the sentence is cited."""
    extraction = extract("2月30日召开大会，到会40人。", "", load())
    (issue,) = check(extraction, load())
    assert (issue.code, issue.figures, issue.facts["text"]) == ("D802", (0,), "2月30日")


def test_issues_come_in_the_order_of_the_text() -> None:
    """So that a list can be read beside the report."""
    text = "收到捐款人民币万元。" + "".join(sentence for code, sentence, _ in WRONG if code[0] in "ST")
    places = [issue.at for issue in issues(text)]
    assert len(places) > 8
    assert places == sorted(places)


def test_the_same_indicator_with_two_values() -> None:
    """Where indicator and item are the same the words may differ; one indicator may hold two things of one sentence."""
    text = "全年共募集善款80万元。\n一、募捐\n一年来共接收善款85万元。\n"
    two = report_of(2023, text, indicator={"80万元": "donations", "85万元": "donations"})
    assert [issue.code for issue in check(two, load())] == ["C506"]
    villages = "南山村全年共募集善款80万元。北河村全年共接收善款85万元。"
    assert check(report_of(2023, villages), load()) == ()
    apart = report_of(2023, "全年新增低保19人，退出低保8人。", indicator={"19人": "allowance", "8人": "allowance"})
    assert check(apart, load()) == ()


@pytest.mark.parametrize(
    ("text", "indicator", "absent"),
    [
        ("募集善款8万元，新增会员20人。", {"8万元": "donations", "20人": "members"}, ["献血"]),
        ("募集善款X万元，新增会员20人。", {"X万元": "donations", "20人": "members"}, ["献血"]),
        ("募集善款8万元，新增会员20人，参加献血40人。", {"8万元": "donations", "20人": "members"}, []),
        ("募集善款8万元，新增会员20人，献血9人。", {"8万元": "donations", "20人": "members", "9人": "blood"}, []),
        ("募集善款8万元。", {"8万元": "donations"}, []),
        ("计划募集善款8万元，计划新增会员20人。", {"8万元": "donations", "20人": "members"}, []),
    ],
)
def test_a_required_indicator_that_no_figure_is(text: str, indicator: dict[str, str], absent: list[str]) -> None:
    """An open figure counts as stated; a plan, or a report of another kind, is not asked; nor where a word stands beside a figure."""
    required = [
        SimpleNamespace(key=key, zh=zh, en=key, required=key != "aed", words=re.compile(zh))
        for key, zh in (("donations", "善款"), ("members", "会员"), ("blood", "献血"), ("aed", "AED"))
    ]
    packs: Any = SimpleNamespace(indicators=SimpleNamespace(all=required))
    issues_ = [issue for issue in check(report_of(2023, text, indicator=indicator), packs) if issue.code == "I901"]
    assert [issue.facts["name"].split()[0] for issue in issues_] == absent
    assert all(issue.at is None for issue in issues_)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 900), st.integers(2, 90), st.integers(20, 900), st.integers(1, 800), st.integers(1, 4),
    st.sampled_from(["S301", "S302", "T401", "C501", "C503"]),
)  # fmt: skip
def test_a_consistent_report_has_no_issue_and_a_planted_one_exactly_that(
    count: int, rate: int, men: int, women: int, places: int, planted: str
) -> None:
    """Any numbers whose arithmetic holds; then one of them altered beyond all rounding."""
    all_ = men + women
    old, new = all_, all_ + men
    growth = round((new - old) / old * 100, places)
    share = round(men / all_ * 100, places)
    right = {
        "S301": f"募集善款{all_}万元，其中定向捐款{men}万元。",
        "S302": f"现有会员{all_}人（男{men}人、女{women}人）。",
        "T401": f"救助学生{count}名，每名{rate}00元，共{count * rate}00元。",
        "C501": f"志愿者由{old}人增至{new}人，增长{growth:.{places}f}%。",
        "C503": f"登记捐献者{all_}名，其中女性{men}名，占{share:.{places}f}%。",
    }
    wrong = {
        "S301": f"募集善款{all_}万元，其中定向捐款{all_ + men + 3}万元。",
        "S302": f"现有会员{2 * all_ + 1}人（男{men}人、女{women}人）。",
        "T401": f"救助学生{count}名，每名{rate}00元，共{count * rate + 1}00元。",
        "C501": f"志愿者由{old}人增至{new}人，增长{growth + 3:.{places}f}%。",
        "C503": f"登记捐献者{all_}名，其中女性{men}名，占{share + 3:.{places}f}%。",
    }
    assert found("".join(right.values())) == []
    assert found("".join((right | {planted: wrong[planted]}).values())) == [planted]


@pytest.mark.parametrize("code", sorted(codes()))
def test_each_code_says_the_same_in_both_languages(code: str) -> None:
    """Title, message and explanation in both, with the same words to fill in; and a table row in docs/checks.md."""
    one = codes()[code]
    assert one.severity in {"error", "warning", "info"}
    for text in (one.title, one.message, one.explanation):
        assert set(text) == set(LANGUAGES)
        assert all(text.values())
    names = [set(re.findall(r"\{(\w+)\}", one.message[lang])) for lang in LANGUAGES]
    assert names[0] == names[1]
    table = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert f"| `{code}` | {one.severity} | {one.title['zh']} | {one.title['en']} |" in table


def test_each_code_is_raised_by_a_check_and_tested() -> None:
    """The catalogue holds what the checks raise, no more and no less; every code has a test here or across reports."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "extractor" / "check").glob("*.py"))
    assert set(re.findall(r'"([MRSTCUYDI][0-9]{3})"', source)) == set(codes())
    files = [
        Path(__file__).with_name(name) for name in ("test_check.py", "test_check_across.py", "test_check_answered.py")
    ]
    here = "".join(path.read_text(encoding="utf-8") for path in files)
    assert set(codes()) <= set(re.findall(r'"([A-Z][0-9]{3})"', here))


def test_the_corpus_has_no_finding_but_open_figures(
    extracted: dict[str, Extraction], texts: dict[str, str], packs: Packs
) -> None:
    """The 16 texts were written with care: whatever else is found in them is a false accusation."""
    wrong = [
        (stem, issue.code, issue.message)
        for stem, extraction in extracted.items()
        for issue in check(extraction, packs, texts[stem])
        if issue.code not in OPEN
    ]
    assert wrong == []


def test_every_open_figure_of_the_corpus_is_an_issue(extracted: dict[str, Extraction], packs: Packs) -> None:
    """One issue each, at its characters."""
    for extraction in extracted.values():
        open_ = [i for i, r in enumerate(extraction.records) if getattr(r, "status", "redacted") != "complete"]
        assert sorted(i.figures[0] for i in check(extraction, packs) if i.code in OPEN) == open_


def test_fifty_thousand_figures_take_linear_time(packs: Packs) -> None:
    """Ten times the figures, about ten times the time; and one endless sentence is no worse."""
    line = (
        "募集80万元，其中定向30万元、非定向50万元；救助10名，每名1000元，共1万元，由8人增至10人，增长25%，合计3万元，"
    )
    seconds = []
    for times in (510, 5100):
        extraction = extract(TITLE + line * times, "", packs)
        start = time.perf_counter()
        assert check(extraction, packs) == ()
        seconds.append(time.perf_counter() - start)
    assert len(extraction.records) > 50_000
    assert seconds[1] < 40 * seconds[0] + 1
