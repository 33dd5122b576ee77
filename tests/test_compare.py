"""Organisations and years side by side: what is counted, what is not, and how it is shown."""

from __future__ import annotations

import json
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from extractor import Extraction, extract
from extractor.compare import Compared, compare
from extractor.emit import About, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    from extractor.knowledge import Packs

    Command = Callable[..., Run]

RAISED = "全年募捐款物{}。"


def said(organisation: str, year: int, *sentences: str, name: str = "") -> Extraction:
    """Read a report of one organisation and year."""
    text = f"{organisation}{year}年工作总结\n" + "\n".join(sentences) + "\n"
    return extract(text, name or f"{organisation}{year}.txt")


def one(packs: Packs, *reports: Extraction, key: str = "donations_total") -> Compared:
    """Compare reports by one indicator."""
    (found,) = [c for c in compare(reports, packs.indicators) if c.indicator.key == key]
    return found


def row(compared: Compared, organisation: str) -> dict[str, tuple[str, Decimal | None]]:
    """Status and value of an organisation's cells."""
    (found,) = [row for row in compared.rows if row.organisation == organisation]
    return {year: (cell.status, cell.value) for year, cell in found.cells.items()}


def test_totals_shares_and_growth(packs: Packs) -> None:
    """Two organisations, two years, all exact."""
    stated = {
        ("青禾县红十字会", 2021): 40,
        ("青禾县红十字会", 2022): 50,
        ("白石县红十字会", 2021): 60,
        ("白石县红十字会", 2022): 150,
    }
    found = one(packs, *(said(who, year, RAISED.format(f"{n}万元")) for (who, year), n in stated.items()))
    assert found.years == ("2021", "2022")
    assert [r.organisation for r in found.rows] == ["白石县红十字会", "青禾县红十字会"]
    assert {y: (t.value, t.bound, t.counted, t.of) for y, t in found.totals.items()} == {
        "2021": (1_000_000, "exact", 2, 2),
        "2022": (2_000_000, "exact", 2, 2),
    }
    shares = [(r.share.value, r.share.bound) for r in found.rows if r.share]
    assert shares == [(Decimal("75.0"), "exact"), (Decimal("25.0"), "exact")]
    assert [(r.growth.value, r.growth.is_exact) for r in found.rows if r.growth] == [(150, True), (25, True)]
    assert found.growth is not None
    assert (found.growth.value, found.growth.over) == (100, 2)


@pytest.mark.parametrize(
    ("figure", "status"), [("XX万元", "redacted"), ("万元", "missing"), ("3万美元", "other_unit"), ("", "absent")]
)
def test_a_gap_is_shown_and_never_counted(figure: str, status: str, packs: Packs) -> None:
    """The total over it is a lower bound, the share an upper one, and growth is of those who state both years."""
    reports = [said(f"{who}县红十字会", year, RAISED.format("10万元")) for who in "青白" for year in (2021, 2022)]
    sentence = RAISED.format(figure) if figure else "全年工作顺利。"
    found = one(
        packs, *reports, said("东岗县红十字会", 2021, RAISED.format("90万元")), said("东岗县红十字会", 2022, sentence)
    )
    assert row(found, "东岗县红十字会")["2022"] == (status, None)
    total = found.totals["2022"]
    assert (total.value, total.bound, total.counted, total.of) == (200_000, "over", 2, 3)
    assert {r.share.bound for r in found.rows if r.share} == {"under"}
    assert found.growth is not None
    assert (found.growth.value, found.growth.over) == (0, 2)
    assert found.rows[-1].organisation == "东岗县红十字会"
    assert found.rows[-1].growth is found.rows[-1].share is None


@pytest.mark.parametrize(
    ("first", "second", "bound"),
    [
        ("10余万元", "20万元", "over"),
        ("近10万元", "20万元", "under"),
        ("约10万元", "20万元", "about"),
        ("10余万元", "近20万元", "about"),
        ("10万元至12万元", "20万元", "over"),
    ],
)
def test_a_total_is_as_exact_as_its_parts(first: str, second: str, bound: str, packs: Packs) -> None:
    """余 makes it a lower bound, 近 an upper one, both an estimate; of a range the low end counts."""
    found = one(
        packs, said("青禾县红十字会", 2022, RAISED.format(first)), said("白石县红十字会", 2022, RAISED.format(second))
    )
    assert (found.totals["2022"].value, found.totals["2022"].bound) == (300_000, bound)


def test_plans_are_shown_and_not_counted(packs: Packs) -> None:
    """Next year's plan stands there until next year's report; then what was done goes before it, whichever was read first."""
    plan = said("青禾县红十字会", 2021, "2022年计划培训救护员300人。")
    found = one(packs, plan, key="first_aiders")
    assert row(found, "青禾县红十字会") == {"2022": ("planned", Decimal(300))}
    assert (found.totals["2022"].value, found.latest) == (None, None)
    done = said("青禾县红十字会", 2022, "全年培训救护员210人。")
    for reports in ([plan, done], [done, plan]):
        assert row(one(packs, *reports, key="first_aiders"), "青禾县红十字会") == {"2022": ("complete", Decimal(210))}


def test_ratios_are_never_added_up(packs: Packs) -> None:
    """They have neither total nor share, and grow by points."""
    text = "全市地区生产总值{}亿元，比上年增长{}%。"
    reports = [said("云岭市人民政府", y, text.format(900, g)) for y, g in ((2021, "6.1"), (2022, "5.8"))]
    found = one(packs, *reports, key="gdp_growth")
    assert found.totals == {}
    assert found.rows[0].share is None
    assert found.rows[0].growth is not None
    assert found.rows[0].growth.value == Decimal("-0.3")


def test_people_are_one_unit(packs: Packs) -> None:
    """人 and 名 are added up, 期 is not among them."""
    text = ("全年培训救护员100人。", "全年培训救护员50名。")
    reports = [said(f"{who}县红十字会", 2022, s) for who, s in zip("青白", text, strict=True)]
    found = one(packs, *reports, key="first_aiders")
    assert (found.unit, found.totals["2022"].value, found.totals["2022"].bound) == ("人", 150, "exact")


@pytest.mark.parametrize("who", ["XX县红十字会", "区红十字会", "縣慈善總會"])
def test_two_that_do_not_say_their_name_are_two(packs: Packs, who: str) -> None:
    """XX县红十字会 of one file is not that of another."""
    reports = [said(who, 2022, RAISED.format(f"{n}万元"), name=f"{n}.txt") for n in (10, 20)]
    assert [r.organisation for r in one(packs, *reports).rows] == [f"{who}（20）", f"{who}（10）"]


def test_a_report_that_names_nobody_is_in_no_total(packs: Packs) -> None:
    """It may be of an organisation that is there: it has a row of its own, also beside another of the same name."""
    reports = [
        said("苇塘区红十字会", 2022, RAISED.format("6万元")),
        *(extract(f"工作总结\n2022年{RAISED.format(f'{n}万元')}\n", f"{n}区/总结.txt") for n in (70, 80)),
    ]
    found = one(packs, *reports)
    total = found.totals["2022"]
    assert (total.value, total.bound, total.counted, total.of) == (60_000, "exact", 1, 1)
    assert [(r.organisation, r.share and r.share.value) for r in found.rows] == [("苇塘区红十字会", 100)]
    assert [(r.organisation, r.cells["2022"].value) for r in found.unnamed] == [
        ("（总结）", 700_000),
        ("（80区/总结.txt）", 800_000),
    ]
    assert one(packs, *reports[1:]).rows == ()


def test_a_report_that_names_nobody_is_shown(tmp_path: Path, baoshu: Command) -> None:
    """Below the total, with its file's name; in 汇总, too, so that none of its figures is lost."""
    folder = tmp_path / "报送"
    folder.mkdir()
    for name, title in (("甲", "苇塘区红十字会2022年工作总结"), ("乙", "湖滨区红十字会2022年工作总结"), ("丙", "总结")):
        (folder / f"{name}.txt").write_text(f"{title}\n2022年{RAISED.format('6万元')}\n", encoding="utf-8")
    baoshu("extract", folder, "-o", tmp_path / "数据.xlsx", "--lang", "zh")
    shown = baoshu("compare", tmp_path / "数据.xlsx", "--lang", "zh").out
    assert shown.index("合计") < shown.index("（丙）")
    assert "1 份报告没有写明填报单位（括号内为文件名）：不计入合计" in shown
    lines = [json.loads(line) for line in baoshu("compare", tmp_path / "数据.xlsx", "--jsonl").out.splitlines()]
    assert [(line["sort"], line["value"], line.get("of")) for line in lines] == [
        ("cell", 60_000, None),
        ("cell", 60_000, None),
        ("unnamed", 60_000, None),
        ("total", 120_000, 2),
    ]
    book = openpyxl.load_workbook(tmp_path / "数据.xlsx")
    assert "（丙）" in [row[0].value for row in book["汇总"].iter_rows()]
    assert "1 份报告没有写明填报单位（括号内为文件名）：不计入合计" in [
        row[0].value for row in book["对比"].iter_rows()
    ]


@pytest.mark.parametrize("stated", ["XX", "90"])
def test_a_bulletin_says_nothing_of_the_year(stated: str, packs: Packs) -> None:
    """What was raised on one day stands in no cell that the year's report leaves open, whichever is read first."""
    brief = extract("苇塘区红十字会简报\n2022年第4期\n2022年6月3日，全区募捐款物5万元。\n", "a.txt")
    year = said("苇塘区红十字会", 2022, RAISED.format(f"{stated}万元"))
    for reports in ([brief, year], [year, brief]):
        (cell,) = row(one(packs, *reports), "苇塘区红十字会").values()
        assert cell == (("redacted", None) if stated == "XX" else ("complete", 900_000))
    assert row(one(packs, brief), "苇塘区红十字会")["2022"] == ("complete", 50_000)


def test_a_sum_keeps_every_digit(packs: Packs) -> None:
    """More than a float holds."""
    large = "12345678901234567.89"
    found = one(packs, *(said(f"{who}县红十字会", 2022, RAISED.format(f"{large}元")) for who in "青白"))
    assert found.totals["2022"].value == 2 * Decimal(large)


@pytest.fixture
def run(tmp_path: Path, baoshu: Command) -> Path:
    """Extract six reports of three organisations, one figure redacted, into a workbook."""
    folder = tmp_path / "上报"
    folder.mkdir()
    for number, who in enumerate(("青禾", "白石", "东岗")):
        for year in (2021, 2022):
            figure = "XX万元" if (who, year) == ("白石", 2022) else f"{10 * (number + 1) + year - 2021}万元"
            text = f"{who}县红十字会{year}年工作总结\n全年募捐款物{figure}，培训救护员{100 + number}人。\n"
            (folder / f"{who}{year}.txt").write_text(text, encoding="utf-8")
    assert baoshu("extract", folder, "-o", "数据.xlsx").code == 0
    return tmp_path / "数据.xlsx"


@pytest.mark.parametrize(("width", "years"), [(60, 1), (80, 2), (120, 2)])
def test_the_terminal_shows_it(
    width: int, years: int, run: Path, baoshu: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line is wider than the terminal; a gap is named, the total marked, the longest bar the largest number's."""
    monkeypatch.setenv("COLUMNS", str(width))
    shown = baoshu("compare", run, "--indicator", "donations_total", "--lang", "zh")
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert max(map(len, lines)) <= width
    (white,) = [line for line in lines if "白石" in line]
    assert "占位" in white
    (total,) = [line for line in lines if "合计" in line and "≥" in line and "42" in line]
    assert "≥420,000" in total
    assert ("2021年" in shown.out) is (years > 1)
    bars = {line.split()[0]: line.count("█") for line in lines if "县" in line}
    assert bars["白石县红十字会"] == 0
    assert years == 1 or bars["东岗县红十字会"] > bars["青禾县红十字会"] > 0


def test_the_years_below_each_other(run: Path, baoshu: Command) -> None:
    """Totals, and of how many organisations."""
    out = baoshu("compare", run, "--by", "year").out
    assert re.search(r"2021 +600,000 +3/3", out)
    assert re.search(r"2022 +≥420,000 +2/3", out)


@pytest.mark.parametrize(("lang", "others"), [("en", "2 others: not stated"), ("zh", "其余 2 个单位：未提及")])
def test_who_states_nothing_has_no_row(baoshu: Command, tmp_path: Path, lang: str, others: str) -> None:
    """Of many organisations few state an indicator: the others are counted in a line; a gap is a statement."""
    (tmp_path / "上报").mkdir()
    for who, text in (("青禾", "捐款物10万元"), ("白石", "捐款物XX万元"), ("东岗", "大会一次"), ("南坡", "演练一次")):
        report = f"{who}县红十字会2022年工作总结\n全年募{text}。\n"
        (tmp_path / "上报" / f"{who}.txt").write_text(report, encoding="utf-8")
    baoshu("extract", "上报", "-o", "数据.jsonl")
    lines = baoshu("compare", "数据.jsonl", "--indicator", "donations_total", "--lang", lang).out.splitlines()
    rows = [line.split()[0] for line in lines if "县红十字会" in line]
    assert rows == ["青禾县红十字会", "白石县红十字会"]
    assert others in lines
    assert lines[lines.index(others) + 1] == ""
    told = baoshu("compare", "数据.jsonl", "--indicator", "donations_total", "--jsonl").out.splitlines()
    assert len([line for line in told if '"sort": "cell"' in line]) == 4


def test_who_states_it_in_hidden_years_alone_is_counted(
    baoshu: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the terminal has no room for the year."""
    monkeypatch.setenv("COLUMNS", "60")
    (tmp_path / "上报").mkdir()
    for who, year in (("青禾", 2022), ("白石", 2021)):
        report = f"{who}县红十字会{year}年工作总结\n全年募捐款物10万元。\n"
        (tmp_path / "上报" / f"{who}.txt").write_text(report, encoding="utf-8")
    baoshu("extract", "上报", "-o", "数据.jsonl")
    out = baoshu("compare", "数据.jsonl", "--indicator", "donations_total").out
    assert "白石" not in out
    assert "\n1 others: in earlier years only\n" in out


def test_lines_for_machines(run: Path, baoshu: Command) -> None:
    """A line for each cell with where its figure stands, then for each total; nothing is translated."""
    out = baoshu("compare", run, "--jsonl", "--indicator", "donations_total", "--lang", "zh").out
    lines = [json.loads(line) for line in out.splitlines()]
    cells = [line for line in lines if line["sort"] == "cell"]
    assert len(cells) == 6
    (gap,) = [line for line in cells if line["status"] == "redacted"]
    assert (gap["organisation"], gap["year"], gap["value"]) == ("白石县红十字会", "2022", None)
    for line in cells:
        text = (run.parent / line["source_file"]).read_text(encoding="utf-8")
        assert text[line["start"] : line["end"]].endswith("万元")
    (total,) = [line for line in lines if line["sort"] == "total" and line["year"] == "2022"]
    assert (total["value"], total["bound"], total["counted"], total["of"]) == (420_000, "over", 2, 3)
    assert (total["growth"], total["growth_from"], total["growth_over"]) == (5, "2021", 2)


def test_what_cannot_be_compared(run: Path, baoshu: Command) -> None:
    """No run, no such indicator, no such way: 2, and what to do."""
    assert baoshu("compare", run, "--indicator", "nix").said == [
        "baoshu: --indicator nix: no such indicator; `baoshu indicators list` shows them"
    ]
    assert baoshu("compare", run, "--by", "month").code == 2
    no_run = baoshu("compare", "nix.xlsx")
    assert (no_run.code, "no journal of a run beside it" in no_run.err) == (2, True)


def test_several_runs_are_compared_together(run: Path, baoshu: Command, tmp_path: Path) -> None:
    """Last year's run and this year's."""
    (tmp_path / "青禾2023.txt").write_text("青禾县红十字会2023年工作总结\n全年募捐款物15万元。\n", encoding="utf-8")
    baoshu("extract", "青禾2023.txt", "-o", "2023.jsonl")
    out = baoshu("compare", run, "2023.jsonl", "--jsonl", "--indicator", "donations_total").out
    totals = {line["year"]: line["value"] for line in map(json.loads, out.splitlines()) if line["sort"] == "total"}
    assert totals == {"2021": 600_000, "2022": 420_000, "2023": 150_000}


def _charts(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]


def test_the_workbook_has_charts_of_its_cells(run: Path) -> None:
    """A chart refers to cells: names, years and numbers; a gap is an empty cell there and a word in the table."""
    book: Any = openpyxl.load_workbook(run)
    sheet = book["对比"]
    charts = _charts(run)
    assert len(charts) == 2
    refers = re.findall(r"<c:f>(.*?)</c:f>", charts[0])
    assert {one.partition("!")[0] for one in refers} == {"对比"}
    values = re.findall(r"<c:val>.*?<c:f>对比!(.*?)</c:f>", charts[0])
    drawn = [[cell.value for (cell,) in sheet[area.replace("$", "")]] for area in values]
    assert drawn == [[300_000, 100_000, 200_000], [310_000, 110_000, None]]
    assert 'dispBlanksAs val="zero"' not in charts[0]
    words = [cell.value for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)]
    assert "占位" in words
    assert not any(cell.data_type == "f" for line in sheet.iter_rows() for cell in line)


def test_a_name_that_looks_like_a_formula_is_text(packs: Packs, tmp_path: Path) -> None:
    """Whatever an organisation is called."""
    reports = [said("青禾县红十字会", year, RAISED.format("10万元")) for year in (2021, 2022)]
    odd = [r.model_copy(update={"report": r.report.model_copy(update={"organisation": "=1+1"})}) for r in reports]
    write(odd, tmp_path / "out.xlsx", about=About(indicators=packs.indicators))
    sheet: Any = openpyxl.load_workbook(tmp_path / "out.xlsx")["对比"]
    (cell,) = [cell for line in sheet.iter_rows() for cell in line if cell.value == "=1+1"]
    assert cell.data_type == "s"


def test_one_report_has_nothing_to_compare(packs: Packs, tmp_path: Path) -> None:
    """Then there is no such sheet."""
    write(
        [said("青禾县红十字会", 2022, RAISED.format("10万元"))],
        tmp_path / "out.xlsx",
        about=About(indicators=packs.indicators),
    )
    assert "对比" not in openpyxl.load_workbook(tmp_path / "out.xlsx").sheetnames


def test_every_organisation_stands_in_the_workbook(packs: Packs, tmp_path: Path) -> None:
    """Twenty-seven of them: a row each, the largest first, and bars below each other instead of columns."""
    names = [f"{first}{second}县红十字会" for first in "榆槐柳" for second in "溪坪岗川塘湾岭洲浦"]
    reports = [said(name, 2022, RAISED.format(f"{20 + 3 * at}万元")) for at, name in enumerate(names)]
    write(reports, tmp_path / "out.xlsx", about=About(indicators=packs.indicators))
    sheet: Any = openpyxl.load_workbook(tmp_path / "out.xlsx")["对比"]
    first = [cell.value for cell in sheet["A"][5:]]
    assert first == [*reversed(names), "合计"]
    (chart,) = _charts(tmp_path / "out.xlsx")
    assert '<c:barDir val="bar"/>' in chart
    assert "对比!$A$6:$A$32" in chart


@pytest.mark.parametrize("name", ["donations_total", "募捐款物", "money and goods raised"])
def test_an_indicator_is_chosen_by_the_heading_of_its_table(run: Path, baoshu: Command, name: str) -> None:
    """As by its key."""
    out = baoshu("compare", run, "--jsonl", "--indicator", name).out
    assert {line["indicator"] for line in map(json.loads, out.splitlines())} == {"donations_total"}


def test_a_total_joins_units_that_are_one(packs: Packs) -> None:
    """场, 场次 and 场（次）; 毫升 and ml."""
    texts = (
        "开展救护知识普及培训20场，献血800毫升。",
        "开展救护知识普及培训12场次，献血400ml。",
        "开展救护知识普及培训3场（次），献血200毫升。",
    )
    reports = [said(f"{who}县红十字会", 2023, text) for who, text in zip("甲乙丙", texts, strict=True)]
    sessions, blood = (one(packs, *reports, key=key) for key in ("public_sessions", "blood_volume"))
    assert (sessions.totals["2023"].value, sessions.totals["2023"].counted) == (35, 3)
    assert (blood.unit, blood.totals["2023"].value, blood.totals["2023"].bound) == ("毫升", 1400, "exact")


def test_a_cell_of_another_unit_says_it(packs: Packs) -> None:
    """Also where the report has it in the header of a table: 人 beside a column of 人次."""
    from extractor.cells import in_its_unit

    others = [said(f"{who}县红十字会", 2023, "全年救助困难群众300人次。") for who in "甲乙"]
    table = "项目\t2022年\t2023年\n救助人数（人）\t1,105\t1,290"
    found = one(packs, *others, said("丙县红十字会", 2023, table), key="aid_people")
    (cells,) = [row.cells for row in found.rows if row.organisation == "丙县红十字会"]
    assert [(cell.status, cell.figure and in_its_unit(cell.figure)) for cell in cells.values()] == [
        ("other_unit", "1,105人"),
        ("other_unit", "1,290人"),
    ]
