"""The sheets beside 明细: what an office reads, sends back and fills in, read by a foreign reader."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from extractor import Extraction, extract
from extractor.document import Document
from extractor.emit import About, write
from extractor.labels import header, label
from extractor.records import Issue

if TYPE_CHECKING:
    from collections.abc import Iterable

openpyxl = pytest.importorskip("openpyxl")

SHEETS = ["汇总", "明细", "活动", "退回清单", "体检", "文件", "说明"]
TEXT = (
    "白石县红十字会2022年工作总结\n"
    "一、募捐\n"
    "全年募集善款XX万元，其中物资折价人民币万元。5月8日，在白石广场举办博爱周活动，120名志愿者参加。\n"
    "二、培训\n"
    "培训救护员350人，完成任务的％。\n"
)


def book(path: Path, extractions: Iterable[Extraction], about: About | None = None) -> Any:
    """Write a workbook and open it."""
    write(extractions, path / "out.xlsx", about=about or About())
    return openpyxl.load_workbook(path / "out.xlsx", rich_text=True)


def rows(sheet: Any) -> list[dict[str, Any]]:
    """Give each row by its header."""
    heads = [cell.value for cell in sheet[1]]
    return [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]


def read(text: str = TEXT) -> Extraction:
    """Read a report with places in its file."""
    starts = [0]
    starts += [at + 1 for at, c in enumerate(text) if c == "\n"]
    return extract(Document(text, places=tuple((at, f"paragraph={n}") for n, at in enumerate(starts, 1))), "报告.docx")


def test_the_sheets_and_their_order(tmp_path: Path) -> None:
    """What an office looks at first comes first."""
    assert book(tmp_path, [read()]).sheetnames == SHEETS
    assert book(tmp_path, [read()], About("en")).sheetnames[:2] == ["Summary", "Figures"]


def test_the_summary_is_in_the_order_of_the_inputs_and_a_year_is_a_number(tmp_path: Path) -> None:
    """A folder's order, not that of the characters, in which 云 comes before 南; what can be filtered as a number is one."""
    given = [("南坪县", 2022), ("云岗县", 2022), ("南坪县", 2021)]
    reports = [
        extract(f"{who}红十字会{year}年工作总结\n全年培训救护员{year}人。\n", f"{who}{year}.txt") for who, year in given
    ]
    found = rows(book(tmp_path, reports)["汇总"])
    assert [(row["填报单位"], row["年度"]) for row in found] == [
        ("南坪县红十字会", 2021),
        ("南坪县红十字会", 2022),
        ("云岗县红十字会", 2022),
    ]


def test_each_open_figure_is_asked_for(tmp_path: Path) -> None:
    """The list to return has every redacted and every missing figure, where it stands, and a cell to fill."""
    extraction = read()
    found = rows(book(tmp_path, [extraction])["退回清单"])
    opened = [f for f in extraction.figures if f.status != "complete"]
    assert [row["原文"] for row in found] == [f.text for f in opened]
    assert [row["状态"] for row in found] == ["占位", "缺失", "缺失"]
    assert {row["填报单位"] for row in found} == {"白石县红十字会"}
    assert [row["位置"] for row in found] == ["第3段", "第3段", "第5段"]
    assert found[0]["请填报"] == "善款（元）"
    assert {row["填报值"] for row in found} == {None}


def test_the_figure_is_bold_in_its_sentence(tmp_path: Path) -> None:
    """And nothing else is."""
    (row,) = [row for row in rows(book(tmp_path, [read()])["明细"]) if row["原文"] == "350人"]
    assert [part.text for part in row["原句"] if getattr(part, "font", None) and part.font.b] == ["350人"]
    assert str(row["原句"]) == "培训救护员350人，完成任务的％。"


def test_the_figure_is_bold_where_its_characters_stand_twice(tmp_path: Path) -> None:
    """Its offsets tell which of them it is, in 明细, 退回清单 and 体检; where they do not, nothing is bold."""
    extraction = read("培训XXX人，救助XX人。\n第5人民医院救治5人。\n")
    issue = Issue(code="S301", severity="error", message="5 + 6 ≠ 12", figures=(1,))
    opened = book(tmp_path, [extraction.model_copy(update={"issues": (issue,)})])
    found = [*rows(opened["明细"]), *rows(opened["退回清单"]), *rows(opened["体检"])]
    first, second = "【XXX人】，救助XX人。", "XXX人，救助【XX人】。"
    assert [_marked(row["原句"]) for row in found] == [
        *(f"培训{first}", f"培训{second}", "第5人民医院救治5人。"),
        *(f"培训{first}", f"培训{second}"),
        f"培训{second}",
    ]


def _marked(sentence: Any) -> str:
    """Give a cell's text with what is bold in 【】."""
    parts = [sentence] if isinstance(sentence, str) else sentence
    return "".join(f"【{p.text}】" if getattr(p, "font", None) and p.font.b else str(p) for p in parts)


def test_an_activity_is_told_after_its_own_day(tmp_path: Path) -> None:
    """Not after the same characters in another date before it."""
    found = rows(
        book(tmp_path, [read("2021年5月8日开始筹备，5月8日，在白石广场举办博爱周活动，120名志愿者参加。\n")])["活动"]
    )
    assert [(row["活动"], row["地点"]) for row in found] == [
        ("开始筹备，5月8日，在白石广场举办博爱周活动，120名志愿者参加", "白石广场"),
        ("在白石广场举办博爱周活动，120名志愿者参加", "白石广场"),
    ]


def test_activities_stand_in_a_list(tmp_path: Path) -> None:
    """A day with what was done, where, and the figures of it; a year alone is no activity."""
    (row,) = rows(book(tmp_path, [read()])["活动"])
    assert row["日期"] == "2022-05-08"
    assert row["活动"] == "在白石广场举办博爱周活动，120名志愿者参加"
    assert row["地点"] == "白石广场"
    assert "120名" in row["相关数字"]


def test_issues_and_files_have_their_sheets(tmp_path: Path) -> None:
    """A finding with its sentence; a file with its reason."""
    extraction = read()
    issue = Issue(code="S301", severity="error", message="5 + 6 ≠ 12", figures=(len(extraction.records) - 1,))
    statuses = [{"file": "坏.docx", "status": "rejected", "code": "broken", "reason": "a broken zip", "complete": 0}]
    opened = book(tmp_path, [extraction.model_copy(update={"issues": (issue,)})], About(statuses=lambda: statuses))
    (found,) = rows(opened["体检"])
    assert (found["程度"], found["代码"], found["说明"]) == ("错误", "S301", "5 + 6 ≠ 12")
    assert "完成任务的％" in str(found["原句"])
    (file,) = rows(opened["文件"])
    assert (file["文件"], file["状态"], file["原因"], file["完整"]) == ("坏.docx", "未读", "a broken zip", 0)


def test_an_indicator_has_a_column_and_links_to_its_row(tmp_path: Path) -> None:
    """Complete, redacted, missing and absent are told apart by mark and by colour."""
    reports = []
    for name, text in {
        "a": "培训救护员350人。",
        "b": "培训救护员XX人。",
        "c": "培训救护员名。",
        "d": "没有数字。",
    }.items():
        one = extract(f"{name}县红十字会2022年工作总结\n{text}\n", f"{name}.txt")
        named = [r.model_copy(update={"indicator": "first_aiders"} if r.kind == "count" else {}) for r in one.records]
        reports.append(one.model_copy(update={"records": tuple(named)}))
    opened = book(tmp_path, reports)
    sheet = opened["汇总"]
    cells = {sheet.cell(line, 1).value: sheet.cell(line, 3) for line in range(2, sheet.max_row + 1)}
    assert [cells[f"{name}县红十字会"].value for name in "abcd"] == [350, "占位", "缺失", "–"]
    assert len({cells[f"{name}县红十字会"].fill.fgColor.rgb for name in "abcd"}) == 4
    where = cells["a县红十字会"].hyperlink.location
    title, _, cell = where.partition("!")
    row = int(cell.lstrip("A"))
    assert opened[title.strip("'")].cell(row, 6).value == "350人"


def test_a_column_is_as_wide_as_its_numbers(tmp_path: Path) -> None:
    """Excel shows #### where a number does not fit, in a sum as well."""
    texts = [
        f"{place}红十字会{year}年工作总结\n发放救助金{n}亿元。\n"
        for place in ("白石县", "青禾县")
        for year, n in ((2022, 6), (2023, 980))
    ]
    sheets = book(tmp_path, map(read, texts))
    assert sheets["汇总"].column_dimensions["C"].width > len("98,000,000,000")
    assert sheets["对比"].column_dimensions["B"].width > len("≥196,000,000,000")


def test_headers_and_values_speak_the_same_language(tmp_path: Path) -> None:
    """Chinese headers over Chinese words, keys over keys."""
    (row,) = [row for row in rows(book(tmp_path, [read()])["明细"]) if row["原文"] == "XX万元"]
    assert (row["类别"], row["状态"], row["单位"]) == ("金额", "占位", "元")
    (row,) = [row for row in rows(book(tmp_path, [read()], About("en"))["Figures"]) if row["text"] == "XX万元"]
    assert (row["kind"], row["status"], row["unit"]) == ("amount", "redacted", "CNY")
    both = rows(book(tmp_path, [read()], About("both"))["明细"])[0]
    assert header("kind", "both") == "类别\nkind"
    assert header("kind", "both") in both


def test_a_reviewer_chooses_from_a_list(tmp_path: Path) -> None:
    """The column 核对 takes one of five words."""
    sheet = book(tmp_path, [read()])["明细"]
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == '"待核,正确,已改,剔除,补录"'
    assert sheet[f"{str(rule.sqref).split(':')[0][:-1]}1"].value == "核对"


@pytest.mark.parametrize("text", ["_x0041_", "a_x000D_b", "<b>&amp;</b>", '"引号"', " 前后 ", "]]>", "𠮷😀"])
def test_text_is_exact_whatever_it_looks_like(tmp_path: Path, text: str) -> None:
    """Escapes of the format, markup and blanks come back as they were."""
    one = extract("惠及109人。", "a.txt")
    one = one.model_copy(update={"records": (one.records[0].model_copy(update={"section": text, "sentence": text}),)})
    write([one], tmp_path / "out.xlsx")
    (row,) = rows(openpyxl.load_workbook(tmp_path / "out.xlsx")["明细"])
    # openpyxl leaves _x005F_ as it stands; Excel and LibreOffice read it as _
    assert str(row["章节"]).replace("_x005F_", "_") == text
    assert str(row["原句"]).replace("_x005F_", "_") == text


def test_labels_are_complete() -> None:
    """Every column of every sheet has a Chinese header, every value that a record can have a word."""
    from extractor.emit.xlsx import _COLUMNS

    for columns in _COLUMNS.values():
        for key, _ in columns:
            assert header(key) != key
    for key in ("kind", "status"):
        values = {str(getattr(r, key)) for r in read().figures}
        assert all(label(key, value) != value for value in values)


def test_office_opens_it(tmp_path: Path) -> None:
    """LibreOffice reads every sheet without repair and gives back what was written."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    write([read()], tmp_path / "out.xlsx")
    command = [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "ods"]
    subprocess.run(  # noqa: S603 - LibreOffice
        [*command, "--outdir", str(tmp_path), str(tmp_path / "out.xlsx")], check=True, capture_output=True, timeout=120
    )
    with zipfile.ZipFile(tmp_path / "out.ods") as archive:
        content = archive.read("content.xml").decode("utf-8")
    for word in (*SHEETS, "350人", "第3段", "善款（元）", "白石广场"):
        assert word in content


def test_the_summary_keeps_how_exact_a_number_is(tmp_path: Path) -> None:
    """余, 近, 约 and an exact number; a unit that is not the column's is explained in 说明."""
    from extractor import extract
    from extractor.emit import About, write

    path = tmp_path / "汇总.xlsx"
    said = {"甲": "300余万元", "乙": "近40.5万元", "丙": "约20万元", "丁": "70万元"}
    texts = (f"{who}县红十字会2023年工作总结\n全年募捐款物{amount}。\n" for who, amount in said.items())
    write((extract(text, f"{n}.txt") for n, text in enumerate(texts)), path, about=About())
    book = openpyxl.load_workbook(path)
    cells = [row[2] for row in book["汇总"].iter_rows(min_row=2)]
    assert [(cell.value, cell.number_format[:3]) for cell in cells] == [
        (3_000_000, '"≥"'),
        (405_000, '"≤"'),
        (200_000, '"≈"'),
        (700_000, "#,#"),
    ]
    assert any("≥" in str(row[0]) for row in book["说明"].iter_rows(values_only=True))
