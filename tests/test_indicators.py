"""Indicators: which figure has one, which stands in the cell, packs of one's own from TOML and Excel, and a trial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import xlsxwriter
from conftest import CORPUS

from extractor import extract
from extractor.cells import cells
from extractor.errors import InputError, PackError
from extractor.gold import score_report
from extractor.packs import load
from extractor.packs.sheet import HEADERS, read_sheet, toml
from extractor.scores import score_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from conftest import Run

    from extractor.knowledge import Packs

STOVES = """[[indicator]]
key = "stoves"
zh = "节能灶"
en = "stoves built"
group = "其他"
kind = ["count"]
words = ["节能灶"]
examples = ["为群众新砌节能灶【48个】"]
"""


def indicators(text: str) -> dict[str, str | None]:
    """Give the indicator of each figure by its characters."""
    return {f.text: f.indicator for f in extract(text).figures if f.kind != "date"}


# ---- assignment


def test_the_pack_has_what_an_analyst_needs(packs: Packs) -> None:
    """At least 60 of the Red Cross and 25 of any office, each with a group."""
    groups = {"筹资", "人道救助", "应急救援", "应急救护", "三献", "组织", "宣传"}
    found = packs.indicators.all
    assert sum(one.group in groups for one in found) >= 60
    assert sum(one.group not in groups for one in found) >= 25
    assert len({one.key for one in found}) == len({one.zh for one in found}) == len(found)
    assert {one.key for one in found if one.required} >= {"donations_total", "blood_volume", "volunteers"}


def test_every_indicator_of_the_corpus_is_known(packs: Packs) -> None:
    """No gold line names one that the pack has not."""
    import json

    keys = {one.key for one in packs.indicators.all}
    for path in CORPUS.glob("*.gold.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert json.loads(line).get("indicator") in {None, *keys}, line


def test_the_corpus_is_assigned(packs: Packs) -> None:
    """F1 of at least 0.92 (issue 4); scores.toml holds the present floor."""
    assert score_folder(CORPUS, packs)[1].ratios()["indicator"] >= 0.92


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("共救助困难群众XX人。", {"XX人": "aid_people"}),
        ("参与无偿献血万毫升。", {"万毫升": "blood_volume"}),
        ("每人发放慰问金600元。", {"600元": None}),
        ("志愿者比上年增加26人。", {"26人": None}),
        ("会员300人，其中女会员80人。", {"300人": "members", "80人": "members"}),
        ("服务站由62个增加到68个。", {"62个": "community_stations", "68个": "community_stations"}),
        ("固定资产投资、社会消费品零售总额分别增长7%、5%。", {"7%": "investment_growth", "5%": "retail_growth"}),
        ("分别救助困难家庭12户、9户。", {"12户": "aid_households", "9户": "aid_households"}),
        ("福彩公益金160万元（上年140万元）。", {"160万元": "lottery_fund", "140万元": "lottery_fund"}),
    ],
)
def test_forms(text: str, wanted: dict[str, str | None]) -> None:
    """Open figures have one, rates and changes have none, an earlier value has that of its later one."""
    assert indicators(text) == wanted


def test_the_nearest_theme_decides() -> None:
    """惠及 says nothing by itself: the fund before it does."""
    text = "发放大病救助金5万元，惠及12人，发放救灾金8万元，惠及受灾群众90人。"
    assert indicators(text) == {
        "5万元": "illness_aid_amount",
        "12人": "illness_aid_people",
        "8万元": "disaster_aid_amount",
        "90人": "disaster_aid_people",
    }


def test_a_heading_is_a_theme() -> None:
    """What a section is about need not be said again in it."""
    text = "一、网络募捐\n全年筹款3万元。\n二、公益募集\n全年筹款5万元。\n"
    assert indicators(text) == {"3万元": "donations_online", "5万元": "donations_total"}


def test_time_is_linear() -> None:
    """A sentence of 20,000 figures without a full stop is done in one go; the guard is the test's own patience."""
    text = "募捐款物3万元，" * 20_000
    assert all(f.indicator == "donations_total" for f in extract(text).figures)


# ---- the figure in the cell


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2023年募捐款物30万元，其中县本级募捐款物50万元。", "30万元"),
        ("2023年力争募捐款物90万元。全年募捐款物80万元。", "80万元"),
        ("2023年累计登记器官捐献志愿者900人。2023年登记器官捐献志愿者40人。", "40人"),
        ("2023年上半年募捐款物90万元，2023年募捐款物80万元。", "80万元"),
        ("2023年城区募捐款物90万元。全县募捐款物80万元。", "80万元"),
        ("2023年募捐款物XX万元。", "XX万元"),
        ("2023年累计募捐款物180万元，2023年募捐款物80万元。", "80万元"),
        ("2023年，自成立以來共募捐款物900萬元，全年募捐款物80萬元。", "80萬元"),
    ],
)
def test_which_figure_wins(text: str, wanted: str) -> None:
    """Actual over planned, the year's own over 累计, a total over a share, the whole year over a part of it."""
    assert [figure.text for (_, year), figure in cells(extract(text)).items() if year == "2023"] == [wanted]


def test_an_earlier_value_stands_in_no_cell() -> None:
    """Neither does a figure of a report that names no year."""
    found = cells(extract("2023年，服务站由62个增加到68个。"))
    assert [f.text for f in found.values()] == ["68个"]
    assert cells(extract("服务站有68个。")) == {}


# ---- scores


def test_reports_without_annotated_indicators_cost_nothing() -> None:
    """A corpus that does not know indicators is not told that it lacks them."""
    gold = [{"start": 0, "end": 3, "kind": "count", "status": "complete", "value": 26, "unit": "人"}]
    found = [{**gold[0], "indicator": "members"}]
    assert score_report(gold, found, "26人").ratios()["indicator"] == 1.0
    assert score_report([{**gold[0], "indicator": "volunteers"}], found, "26人").ratios()["indicator"] == 0.0


# ---- packs of one's own


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('key = "stoves"', 'key = "Stoves"', "a key is written as blood_volume"),
        ('zh = "节能灶"', "", "zh is missing"),
        ('kind = ["count"]', 'kind = ["number"]', "kind is a list of amount, count, quantity, ratio"),
        ('words = ["节能灶"]', 'words = ["灶"]', "too short"),
        ('words = ["节能灶"]', 'words = "节能灶"', "words is a list of texts"),
        ("【48个】", "48个", "one figure in 【】"),
        ('group = "其他"', 'group = "其他"\nunit = "个"', "unknown key 'unit'"),
        ('group = "其他"', 'group = "其他"\nlevel = 1', "level is true or false"),
    ],
)
def test_a_bad_entry_is_named_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    """File, line, what is wrong."""
    (tmp_path / "indicators.toml").write_text("\n\n" + STOVES.replace(old, new), encoding="utf-8")
    with pytest.raises(PackError, match=message) as error:
        load([tmp_path])
    assert error.value.path.name == "indicators.toml"
    assert error.value.line >= 3


def test_an_entry_of_ones_own_replaces_the_built_in_one(tmp_path: Path, baoshu: Callable[..., Run]) -> None:
    """By its key; its examples replace those of the other."""
    mine = STOVES.replace('"stoves"', '"members"')
    (tmp_path / "indicators.toml").write_text(mine, encoding="utf-8")
    packs = load([tmp_path])
    assert [f.indicator for f in extract("新砌节能灶48个，会员300人。", packs=packs).figures] == ["members", None]
    assert baoshu("patterns", "test", "--patterns", tmp_path).code == 0


def sheet(path: Path, *rows: Sequence[str]) -> Path:
    """Write a workbook with one sheet 指标."""
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("指标")
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return path


HEAD = ["键", "名称", "英文", "分组", "类别", "单位", "词语", "例句", "存量"]
ROW = ["stoves", "节能灶", "stoves", "其他", "数量", "个、台", "节能灶", "新砌节能灶【48个】\n建成节能灶【XX台】", "是"]


def test_a_sheet_becomes_a_pack(tmp_path: Path, baoshu: Callable[..., Run]) -> None:
    """One row an indicator; what it makes loads, and its examples hold."""
    book = sheet(tmp_path / "指标.xlsx", HEAD, ROW)
    rows = read_sheet(book)
    assert rows[0]["units"] == ["个", "台"]
    assert rows[0]["level"] is True
    assert 'kind = ["count"]' in toml(rows)
    pack = tmp_path / "mine" / "indicators.toml"
    assert baoshu("indicators", "import", book, "-o", pack).code == 0
    assert baoshu("patterns", "test", "--patterns", pack.parent).code == 0
    assert "stoves\tcount\t其他" in baoshu("indicators", "list", "--patterns", pack.parent).out
    assert baoshu("indicators", "import", book, "-o", pack).code == 2
    assert set(HEADERS) == {*rows[0], "about", "unless", "never", "change", "per_unit", "required", "not"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["键", "颜色"]], "sheet 指标, row 1, column B: unknown header '颜色'"),
        ([HEAD[:-2]], "row 1, column H: no column 例句"),
        ([HEAD, [*ROW[:7], "新砌节能灶48个", ""]], "row 2, column H"),
        ([HEAD, ["", *ROW[1:]]], "row 2, column A"),
        ([HEAD, ["Stoves", *ROW[1:]]], "row 2, column A"),
        ([HEAD, [*ROW[:4], "颜色", *ROW[5:]]], "row 2, column E"),
        ([HEAD, [*ROW[:-1], "也许"]], "row 2, column I: '也许' is neither"),
        ([HEAD, ROW, ROW], "row 3: stoves stands in sheet 指标, row 2 already"),
        ([HEAD], "no indicator in it"),
    ],
)
def test_a_bad_sheet_is_named_with_its_cell(tmp_path: Path, rows: list[list[str]], message: str) -> None:
    """Sheet, row and column."""
    with pytest.raises(InputError) as error:
        read_sheet(sheet(tmp_path / "指标.xlsx", *rows))
    assert message in str(error.value)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    """The message says what to do."""
    path = tmp_path / "指标.xlsx"
    path.write_bytes(b"no zip")
    with pytest.raises(InputError, match=r"save it as \.xlsx"):
        read_sheet(path)


def test_a_trial_shows_what_would_change(tmp_path: Path, baoshu: Callable[..., Run]) -> None:
    """Old → new with the sentence; counts; nothing where nothing changes."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "indicators.toml").write_text(STOVES, encoding="utf-8")
    (tmp_path / "报告.txt").write_text("新砌节能灶48个，会员300人。", encoding="utf-8")
    done = baoshu("indicators", "try", "--patterns", tmp_path / "mine", tmp_path / "报告.txt")
    assert done.code == 0
    assert done.out.splitlines() == [f"{tmp_path / '报告.txt'}:5\t– → stoves\t新砌节能灶【48个】，会员300人。"]
    assert "1 figures of 1 reports would change" in done.err
    assert baoshu("indicators", "try", tmp_path / "报告.txt").code == 2


def test_a_trial_marks_the_figure_itself(tmp_path: Path, baoshu: Callable[..., Run]) -> None:
    """And not the same characters before it, in another number or in a word."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "indicators.toml").write_text(STOVES, encoding="utf-8")
    (tmp_path / "报告.txt").write_text("走访148个村，新砌节能灶48个。第48个村新砌节能灶48个。", encoding="utf-8")
    done = baoshu("indicators", "try", "--patterns", tmp_path / "mine", tmp_path / "报告.txt")
    assert [line.split("\t")[-1] for line in done.out.splitlines()] == [
        "走访148个村，新砌节能灶【48个】。",
        "第48个村新砌节能灶【48个】。",
    ]


# ---- figures that show each other's indicator, and parts that are none of the organisation's


def in_cells(text: str) -> dict[str, str]:
    """Give what stands for the report's year, by indicator."""
    return {key: figure.text for (key, year), figure in cells(extract(text)).items() if year == "2023"}


TITLE = "柳溪县红十字会2023年工作总结\n"


@pytest.mark.parametrize(
    ("sentence", "held", "is_none"),
    [
        ("会员突破3000人大关，达到3018人。", {"members": "3018人"}, ["3000人"]),
        ("眼角膜捐献8例15片。", {"cornea_donations": "8例"}, ["15片"]),
        (
            "全年募集资金60万元，物资折合人民币21.5万元，合计81.5万元。",
            {"donations_goods": "21.5万元", "donations_total": "81.5万元"},
            ["60万元"],
        ),
        ("全年募集资金60万元，物资折合人民币21.5万元，合计90万元。", {"donations_total": "60万元"}, ["90万元"]),
        ("全年发放款物价值70万元，同比增长两成。", {}, ["两成"]),
    ],
    ids=["passed", "again", "sum", "no sum", "growth of aid"],
)
def test_figures_show_each_others_indicator(sentence: str, held: dict[str, str], is_none: list[str]) -> None:
    """A mark that was passed, the same in another unit, a part before its total, and the growth of what is given have none."""
    found = in_cells(TITLE + sentence)
    assert held.items() <= found.items()
    assert [indicators(TITLE + sentence)[text] for text in is_none] == [None] * len(is_none)


TOWNS = "乡镇\t募集款物（万元）\t献血量（毫升）\n东乡\t31.5\t40000\n西镇\t52\tXX\n"


def test_the_total_of_a_table_goes_before_its_rows() -> None:
    """合计 names the column also where its other cell is empty; without a total no part stands for the whole, a gap does."""
    assert in_cells(f"{TITLE}{TOWNS}合计\t83.5\t\n") == {"donations_total": "83.5", "blood_volume": "XX"}
    assert in_cells(TITLE + TOWNS) == {"blood_volume": "XX"}
    traditional = (
        "柳溪縣紅十字會2023年工作總結\n鄉鎮\t募集款物（萬元）\t獻血量（毫升）\n東鄉\t31.5\t40000\n西鎮\t52\tXX\n"
    )
    assert in_cells(traditional) == {"blood_volume": "XX"}


def test_the_half_year_goes_before_one_place() -> None:
    """What the text says of all of them stands in the cell, though a row has no period of its own."""
    found = in_cells(f"{TITLE}上半年，全县共筹集款物96万元。\n{TOWNS}")
    assert found["donations_total"] == "96万元"


def test_the_own_row_is_no_part() -> None:
    """A table that also lists other counties has the one that reports in it."""
    rows = "单位\t募集款物（万元）\t献血量（毫升）\n柳溪县\t40\t900\n青山县\t70\t1200\n"
    assert in_cells(TITLE + rows) == {"donations_total": "40", "blood_volume": "900"}
