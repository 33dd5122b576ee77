"""Tables: workbooks and CSV as they are shown, and the figures of cells whose unit stands elsewhere."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING

import hostile_packages
import office_files
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from office_files import p, r, table, tc, tr

from extractor import extract
from extractor.errors import InputError
from extractor.read import csv, docx, html, xlsx
from extractor.read._number_format import on_date, shown
from extractor.read.limits import LIMITS
from extractor.verify import verify

if TYPE_CHECKING:
    from extractor.document import Document


def figures(text: str) -> list[tuple[object, ...]]:
    """(text, value, unit, item) of each figure that is no date; the checker proves all of them."""
    found = extract(text)
    assert not list(verify([json.loads(record.model_dump_json()) for record in found.records], text))
    return [
        (f.text, f.value if f.value is None else float(str(f.value)), f.unit, f.item)
        for f in found.figures
        if f.kind != "date"
    ]


TABLES = {
    "header": (
        "项目\t金额（万元）\t人数\t占比（%）\n助学\t12.5\t30\t40\n",
        [("12.5", 125000, "CNY", "助学"), ("30", 30, "人", "助学"), ("40", 40, "%", "助学占比")],
    ),
    "counts": ("乡镇\t数量(个)\t培训人次\n东乡\t3\t1,240\n", [("3", 3, "个", "东乡"), ("1,240", 1240, "人次", "东乡培训人次")]),
    "slash": ("单位名称\t出资额/万元\n甲厂\t12\n", [("12", 120000, "CNY", "甲厂")]),
    "units alone": ("类别\t户\t万元\n助医\t12\t4.5\n", [("12", 12, "户", "助医"), ("4.5", 45000, "CNY", "助医")]),
    "caption": ("收支表（单位：万元）\n项目\t本年\t户数\n助学\t5\t8\n", [("5", 50000, "CNY", "助学"), ("8", 8, "户", "助学")]),
    "corner": ("单位：元\t上半年\t下半年\n助医\t300\t45\n", [("300", 300, "CNY", "助医上半年"), ("45", 45, "CNY", "助医下半年")]),
    "unit column": (
        "指标\t单位\t数值\n募捐收入\t万元\t26.2\n救助\t人次\t1090\n完成率\t%\t95.5\n其他\t\t12\n",
        [("26.2", 262000, "CNY", "募捐收入"), ("1090", 1090, "人次", "救助"), ("95.5", 95.5, "%", "完成率")],
    ),
    "unit column, no header": ("募捐收入\t万元\t26.2\n", [("26.2", 262000, "CNY", "募捐收入")]),
    "row label": ("项目\t数值\n募捐收入（万元）\t120\n1.救助人数\t35\n", [("120", 1200000, "CNY", "募捐收入"), ("35", 35, "人", "救助人数")]),
    "lines of a header": (
        "项目\t金额（万元）\t\t个数\n\t年初预算\t实际支出\t\n助学\t10\t9.5\t3\n",
        [("10", 100000, "CNY", "助学年初预算"), ("9.5", 95000, "CNY", "助学实际支出"), ("3", 3, "个", "助学")],
    ),
    "total": ("项目\t支出（元）\n助学\t5\n合计\t5\n", [("5", 5, "CNY", "助学"), ("5", 5, "CNY", "合计")]),
    "organisations": ("单位\t捐款（元）\n东乡医院\t300\n", [("300", 300, "CNY", "东乡医院")]),
    "redacted": ("项目\t人数（人）\n助学\tXX\n助医\t1X\n助老\t**\n", [("XX", None, "人", "助学"), ("1X", None, "人", "助医"), ("**", None, "人", "助老")]),
    "negative": ("项目\t增幅（%）\n募捐\t-3.2\n", [("-3.2", -3.2, "%", "募捐")]),
    "own unit": ("项目\t情况\n助学\t12万元\n完成率\t95%\n", [("12万元", 120000, "CNY", "助学"), ("95%", 95, "%", "完成率")]),
    "second header": ("项目\t金额（万元）\n助学\t5\n类别\t人数（人）\n会员\t9\n", [("5", 50000, "CNY", "助学"), ("9", 9, "人", "会员")]),
    "list numbers": ("项目\t金额（元）\n（一）其中：助学\t5\n2.助医\t6\n", [("5", 5, "CNY", "助学"), ("6", 6, "CNY", "助医")]),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_units_of_cells(name: str) -> None:
    """The unit stands in the column's header, the row's label, the unit column or over the table."""
    text, expected = TABLES[name]
    assert figures(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "项目\t金额\n助学\t12\n",
        "序号\t名称\t联系电话\t年份\n1\t甲县\t13800000000\t2020\n",
        "收支表（单位：万元）\n序号\t项目\t增长率\n1\t募捐\t12\n",
        "项目\t数值（万元）\n完成率\t95\n",
        "项目\t35\t个人捐款\n",
        "项目\t金额（万元）\n助学\t\n助医\t—\n助老\t/\n",
        "项目\t单位\t数值\n募捐\t万元\t\n",
        "项目\t金额（万元）\n助学\t\n本表数据截至年底，由财务部门提供。\n编号\t12\n",
        "姓名\t项目\nXX\t助学\n",
        "单位：万元\n科目\t行次\t本年\n会费\t1\t\n栏次\t1\t2\n",
        "1\t结对帮扶\t户\t\n2\t义诊\t场\n",
        "序号\t单位\t项目\t数量\n1\t户\t结对帮扶\t\n",
        "项目编号\t项目\t单位\t数量\n3-1\t结对帮扶\t户\t\n",
    ],
)
def test_nothing_is_invented(text: str) -> None:
    """A cell whose unit stands nowhere is no figure; neither is an empty cell, nor the unit of a header."""
    assert figures(text) == []


def test_a_cell_is_read_by_itself() -> None:
    """Two cells are no range, and a number has no unit that the next cell begins with."""
    found = figures("项目\t一季度（万元）\t二季度（万元）\t经办\n助学\t12\t-15\t万元宝\n")
    assert [value for _, value, *_ in found] == [120000, -150000]


def test_years_over_columns_are_periods() -> None:
    """And what was budgeted was planned."""
    text = "2022年工作总结\n单位：万元\n项目\t2020年\t2021年\t预算数\n募捐收入\t120\t135\t140\n"
    found = [f for f in extract(text).figures if f.kind == "amount"]
    assert [(f.period, f.modality, f.item) for f in found] == [
        ("2020", "actual", "募捐收入"),
        ("2021", "actual", "募捐收入"),
        ("2022", "planned", "募捐收入预算数"),
    ]
    text = "单位：万元\n项目\t2020\t2021\n募捐收入\t120\t135\n"
    assert [f.period for f in extract(text).figures] == ["2020", "2021"]


def test_a_year_over_a_column_goes_before_the_plan_of_the_section() -> None:
    """What stands below 2024年打算 but is headed 2023年 has been done."""
    head = "苇塘区红十字会2023年工作总结\n三、2024年工作打算\n再建驿站。\n"
    found = extract(f"{head}项目\t单位\t2023年\t2024年\t2023年预算\n驿站\t个\t7\t9\t8\n").figures
    assert [(f.text, f.period, f.modality) for f in found if f.kind == "count"] == [
        ("7", "2023", "actual"),
        ("9", "2024", "planned"),
        ("8", "2023", "planned"),
    ]


def test_rows_head_no_section() -> None:
    """一、收入 in a cell is a label."""
    found = extract("一、收支情况\n项目\t金额（元）\n二、2023年工作计划\t5\n").figures
    assert {f.section for f in found} == {"一、收支情况"}


@given(st.integers(0, 10**8), st.sampled_from(["元", "万元", "亿元", "人", "%"]))
def test_a_cell_says_what_a_sentence_says(number: int, unit: str) -> None:
    """12 below 金额（万元） is 12万元."""
    (cell,) = extract(f"项目\t数值（{unit}）\n助学\t{number}\n").figures
    (said,) = extract(f"助学达到{number}{unit}。").figures
    assert (cell.value, cell.unit, cell.kind) == (said.value, said.unit, said.kind)


@pytest.mark.parametrize(
    "row", ["a\tb\tc\n", "甲\t5\n", "\t\t\t\n", "5\t万元\t", "单位：元\t", "2020\t2021\n", "（元）\t"]
)
def test_tables_are_read_in_linear_time(row: str) -> None:
    """However many rows, headers or cells: four times the text, not sixteen times the time."""
    seconds = []
    for size in (50_000, 200_000):
        start = time.process_time()
        extract(row * (size // len(row)))
        seconds.append(time.process_time() - start)
    assert seconds[1] < 8 * seconds[0] + 1


def workbook(rows: list[list[object]], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "收支"
    for row in rows:
        sheet.append(row)
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "7人"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data: bytes) -> Document:
    return xlsx.read(data, "a.xlsx", LIMITS)


ROWS: list[list[object]] = [["项目", "金额（万元）", "占比"], ["助学", 0.1 + 0.2, 0.953], ["助医", 1240, 0.047]]


def test_workbooks() -> None:
    """Values as they are shown, places as Excel names them."""
    document = read(workbook(ROWS, {"C2": "0.0%", "C3": "0%", "B3": "#,##0.00"}))
    assert document.text == "项目\t金额（万元）\t占比\n助学\t0.3\t95.3%\n助医\t1,240.00\t5%\n"
    found = extract(document).figures
    assert [(str(f.value), f.unit, f.item, f.locator) for f in found] == [
        ("3000", "CNY", "助学", "sheet=收支,cell=B2"),
        ("95.3", "%", "助学占比", "sheet=收支,cell=C2"),
        ("12400000", "CNY", "助医", "sheet=收支,cell=B3"),
        ("5", "%", "助医占比", "sheet=收支,cell=C3"),
    ]
    assert document.warnings == ("the hidden sheet 底稿 was not read",)


def test_what_a_float_adds_to_a_number_is_not_shown() -> None:
    """Excel keeps 15 digits and shows no noughts at their end."""
    document = read(
        workbook([["甲", 46.10000000000001, 4.199999999999999], ["乙", 0.07 * 100, 1e21], ["丙", -8.5, 2 / 3]])
    )
    assert document.text.splitlines() == [
        "甲\t46.1\t4.2",
        "乙\t7\t1000000000000000000000",
        "丙\t-8.5\t0.666666666666667",
    ]


def test_formulas_without_a_value_are_told() -> None:
    """A program wrote the file; nobody computed it."""
    document = read(workbook([["项目", "金额（元）"], ["助学", "=1+1"]]))
    assert document.text == "项目\t金额（元）\n助学\n"
    assert any("1 formulas have no value" in warning for warning in document.warnings)


def test_a_formula_may_give_an_empty_text() -> None:
    """Nothing is lacking then."""
    assert handmade("<c t='str'><f>A2</f><v></v></c>", hostile_packages.cell("B1", "甲")).warnings == ()


def test_hidden_rows_and_columns_are_told() -> None:
    """What a filter or somebody has hidden does not show on paper: it is not read. The others keep their places."""
    sheet = (
        f"<worksheet xmlns='{hostile_packages.SHEET}'><cols><col min='2' max='2' hidden='1'/><col min='3' max='3'/></cols><sheetData>"
        "<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>2</v></c><c r='C1'><v>3</v></c></row>"
        "<row r='2' hidden='1'><c r='A2'><v>4</v></c></row><row r='3' hidden='true'/></sheetData></worksheet>"
    )
    document = read(parts(workbook(ROWS), sheet1=sheet.encode()))
    assert document.text == "1\t\t3\n"
    assert document.locator(3) == "sheet=收支,cell=C1"
    assert document.warnings[:2] == (
        "hidden columns of the sheet 收支 were not read",
        "hidden rows of the sheet 收支 were not read",
    )


def test_blank_rows_and_columns_keep_the_places() -> None:
    """A cell is where it is."""
    document = read(workbook([[None, None], [None, "甲", None, "5人"]]))
    assert document.text == "\t甲\t\t5人\n"
    assert document.locator(document.text.index("5")) == "sheet=收支,cell=D2"


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "0.00", "0.33"),
        (2.675, "0.00", "2.68"),
        (1234567, "#,##0", "1,234,567"),
        (1234.5, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "¥1,234.50"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"_ ;_ @_ ', "-"),
        (-0.032, "0.0%", "-3.2%"),
        (12.5, '0.0"万元"', "12.5万元"),
        (35, "0人", "35人"),
        (123456, "0!.0,", "12.3"),
        (123456, '0!.0,"万元"', "12.3万元"),
        (123456, '0"."0000"万"', "12.3456万"),
        (12345678, '#,##0!.0,"万"', "1,234.6万"),
        (500, '[>=10000]0!.0,"万元";0"元"', "500元"),
        (50000, '[>=10000]0!.0,"万元";0"元"', "5.0万元"),
        (0.2, '[<1]"不足1户";0"户"', "不足1户"),
        (-0.05, '"增长"0.0%;"下降"0.0%', "下降5.0%"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "-1,234.50"),
        (-5, "0;△0", "-5"),
        (-5, "0;[Red]0", "-5"),
        (5, ";;;", ""),
        (0, "0;-0;;@", ""),
        (3, 'G/通用格式"户"', "3户"),
        (1e300, "0" + "%" * 200, f"1{'0' * 306}{'%' * 200}"),
        (1234567, "0,", "1235"),
        (2.5, "0.##", "2.5"),
        (2, "0.##", "2"),
        (10**20, "General", "100000000000000000000"),
        (1e-7, "General", "0.0000001"),
        (True, "General", "TRUE"),
        (dt.datetime(2021, 3, 5), "yyyy-mm-dd", "2021-03-05"),  # noqa: DTZ001 - a workbook knows no zone
        (dt.datetime(2021, 3, 5, 9, 30), "yyyy-mm-dd hh:mm", "2021-03-05 09:30"),  # noqa: DTZ001
        (dt.datetime(2021, 3, 1), 'yyyy"年"m"月"', "2021年3月"),  # noqa: DTZ001
        (dt.time(9, 30), "hh:mm", "09:30:00"),
        ("文字", "@", "文字"),
        (None, "General", ""),
    ],
)
def test_numbers_as_they_are_shown(value: object, form: str, text: str) -> None:
    """Never the float behind them."""
    assert shown(value, form) == text


@pytest.mark.parametrize(
    ("serial", "form", "text"),
    [
        ("44260", "yyyy-mm-dd", "2021-03-05"),
        ("44260.5", "yyyy-mm-dd hh:mm", "2021-03-05 12:00"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("0.25", "h:mm", "06:00:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("44260", "0.0", "44260.0"),
        ("44260", '0"月"', "44260月"),
        ("44260", "aaaa", "2021-03-05"),
        ("44260", '[>0]yyyy"年"m"月";0', "2021年3月"),
        ("2958466", "yyyy-mm-dd", "2958466"),
    ],
)
def test_dates_are_numbers_with_a_format(serial: str, form: str, text: str) -> None:
    """As Excel counts days, its 29th of February 1900 included."""
    value = Decimal(serial)
    assert shown(on_date(value, form) or value, form) == text


def handmade(*cells: str, styles: str = "") -> Document:
    """A workbook of one row with these cells."""
    return read(hostile_packages.workbook(f'<row r="1">{"".join(cells)}</row>', styles=styles))


def test_dates_of_a_chinese_excel() -> None:
    """Formats that a workbook names by their number only."""
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="57"/><xf numFmtId="10"/></cellXfs>'
    cells = [f'<c s="{style}"><v>{value}</v></c>' for style, value in ((1, 44260), (2, 44260), (3, 0.953), (0, 7))]
    assert handmade(*cells, styles=styles).text == "2021-03-05\t2021年3月\t95.30%\t7\n"


def test_nothing_of_a_sheet_is_lost() -> None:
    """Cells and rows out of order, twice, without a place or in one that cannot be."""
    cell = hostile_packages.cell
    document = handmade(
        cell("C1", "甲"),
        cell("A1", "乙"),
        cell("A1", "丙"),
        cell("ZZZZ9", "丁"),
        "<c t='str'><v>戊</v></c>",
        "</row><row r='x'>",
        cell("A9", "己"),
    )
    assert document.text.split() == list("甲乙丙丁戊己")
    strings = read(
        parts(
            workbook([["甲_x4E59_", 3]]),
            sharedStrings="<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><si><r><t>甲</t></r><r><t>_x4E59_</t></r><rPh><t>jia</t></rPh></si></sst>".encode(),
        )
    )
    assert strings.text == "甲乙\t3\n"


def test_rows_wider_than_any_workbook() -> None:
    """And a row within a cell: what is there is read."""
    document = handmade('<c r="XFD1"><v>1</v></c>', "<c><v>2</v></c>", "<c><row><v>3</v></row><v>4</v></c>")
    assert document.text.split() == ["1", "2", "34"]


def test_numbers_that_no_workbook_can_have_are_told() -> None:
    """Infinite, or not a number; a cell that names a text which is not there."""
    document = handmade(
        "<c><v>1E+999</v></c>",
        "<c><v>12a</v></c>",
        '<c t="s"><v>9</v></c>',
        "<c><v>1E+30</v></c>",
        "<c><v>5e-324</v></c>",
    )
    assert document.text == f"\t\t\t1{'0' * 30}\t0\n"
    assert len(document.warnings) == 3


def parts(data: bytes, **changes: bytes) -> bytes:
    """The workbook with some of its parts replaced, by the end of their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, next((changes[key] for key in changes if name.endswith(f"{key}.xml")), old.read(name)))
    return file.getvalue()


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_a_doctype_is_refused(charset: str) -> None:
    """No workbook needs one, and no file of this computer gets into a report."""
    evil = (
        '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
    )
    with pytest.raises(InputError, match="DOCTYPE") as caught:
        read(parts(workbook(ROWS), sheet1=evil.encode(charset)))
    assert caught.value.code == "doctype"


def test_a_size_that_lies() -> None:
    """A sheet may say that it has 17 thousand million cells; two of them are there."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>惠及</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>5人</t></is></c></row></sheetData></worksheet>'
    )
    document = read(parts(workbook(ROWS), sheet1=sheet.encode()))
    assert document.text.split() == ["惠及", "5人"]
    assert document.locator(len(document.text) - 2) == "sheet=收支,cell=XFD1048576"


def test_more_cells_than_anyone_reads() -> None:
    """Wide rows of one cell each: refused before they fill the memory."""
    rows = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 1000))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    with pytest.raises(InputError, match="cells; split it"):
        read(parts(workbook(ROWS), sheet1=sheet.encode()))


@pytest.mark.parametrize("part", ["workbook", "styles", "sheet1", "[Content_Types]"])
@pytest.mark.parametrize("content", [b"", b"<a", b"<a/>", b"\xff\xfe<", b"<worksheet>" * 1000])
def test_broken_parts(part: str, content: bytes) -> None:
    """Read or refused; nothing else is raised."""
    try:
        document = read(parts(workbook(ROWS), **{part: content}))
    except InputError:
        return
    assert isinstance(document.text, str)


def test_truncated_workbooks_are_refused() -> None:
    """Wherever they end."""
    data = workbook(ROWS)
    for size in range(0, len(data), 97):
        with pytest.raises(InputError):
            read(data[:size])


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv(charset: str, mark: str) -> None:
    """Whatever the separator is; quotes keep it, and line ends, inside a cell."""
    text = f'项目{mark}金额（万元）\r\n"助{mark}学"{mark}"1,240"\r\n"助\n医"{mark}XX\r\n'
    document = csv.read(text.encode(charset), "a.csv", LIMITS)
    assert document.text.splitlines()[0] == "项目\t金额（万元）"
    assert [(f.text, f.status, f.locator) for f in extract(document).figures] == [
        ("1,240", "complete", "row=2,column=2"),
        ("XX", "redacted", "row=3,column=2"),
    ]


def test_csv_that_is_broken() -> None:
    """A quote that is never closed swallows the file: refused where it is too long to be a cell."""
    with pytest.raises(InputError, match="a broken table"):
        csv.read(b'a,"' + b"x" * 200_000, "a.csv", LIMITS)


# A row whose number is blank says nothing; one whose number is hidden is open.
NUMBERED = [
    ("结对帮扶", "户", "46"),
    ("会费", "万元", "3.4"),
    ("讲师", "人", "XX"),
    ("义诊", "场", ""),
    ("全血", "单位", "90"),
]
STATED = [
    ("46", 46, "户", "结对帮扶"),
    ("3.4", 34000, "CNY", "会费"),
    ("XX", None, "人", "讲师"),
    ("90", 90, "单位", "全血"),
]


@pytest.mark.parametrize("head", ["序号", "序 号", "編號", "项目编号", "行次", "No.", "NO", "№", "#", "序"])
@pytest.mark.parametrize("form", ["xlsx", "docx", "csv", "html", "txt"])
def test_a_row_number_is_no_figure(form: str, head: str) -> None:
    """序号 | 项目 | 单位 | 数量: what numbers the rows never gets their unit, whatever format the table is in."""
    rows = [[head, "项目", "单位", "数量"], *([str(at), *row] for at, row in enumerate(NUMBERED, 1))]
    assert figures(as_text(rows, form)) == STATED


def as_text(rows: list[list[str]], form: str) -> str:
    """What a reader makes of a table."""
    if form == "xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
        made = io.BytesIO()
        book.save(made)
        return xlsx.read(made.getvalue(), "a.xlsx", LIMITS).text
    if form == "docx":
        body = table(*(tr(*(tc(p(r(cell))) for cell in row)) for row in rows))
        return docx.read(office_files.docx(body), "a.docx", LIMITS).text
    if form == "csv":
        return csv.read("\n".join(map(",".join, rows)).encode(), "a.csv", LIMITS).text
    if form == "html":
        cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
        return html.read(f"<table>{cells}</table>".encode(), "a.html", LIMITS).text
    return "\n".join(map("\t".join, rows))


@pytest.mark.parametrize("gap", [" ", "　　", "    "])
def test_a_row_number_apart_by_spaces(gap: str) -> None:
    """The number of a row stands in no unit there either, and the unit of a row has lost no number; XX is the row's own."""
    heads = ("序号", "项目", "单位", "数量")
    rows = [heads, *((str(at), *row) for at, row in enumerate([row for row in NUMBERED if row[2]], 1))]
    assert figures("\n".join(map(gap.join, rows))) == STATED
    assert figures("项目 编号 数量（人）\n讲师 7 46\n学员 8 XX\n") == [
        ("46", 46, "人", "讲师"),
        ("XX", None, "人", "学员"),
    ]
    assert [f.text for f in extract("单位：人\n街道 讲师 学员\n东街 XX XX\n西街 6 5\n").figures] == [
        "XX",
        "XX",
        "6",
        "5",
    ]


def test_a_name_that_is_hidden_behind_a_role_is_no_number() -> None:
    """审 核 人 XX below no header: 人 is no unit there."""
    assert not extract("审 核 人 XX\n").figures


def test_a_column_of_last_year() -> None:
    """上年同期 heads earlier values; an arrow in a cell says which way, and is no part of the figure."""
    table = (
        "募捐情况\n单位：万元\n项目\t本期\t上年同期\t同比（%）\n网络募捐\t53.40\t41.67\t↑28.1\n会费\t6.2\t7\t↓11.4\n"
    )
    told = [(f.text, f.relation, f.change, f.unit) for f in extract(table).figures]
    assert told == [
        ("53.40", None, None, "CNY"),
        ("41.67", "baseline", None, "CNY"),
        ("28.1", None, "up", "%"),
        ("6.2", None, None, "CNY"),
        ("7", "baseline", None, "CNY"),
        ("11.4", None, "down", "%"),
    ]


def test_a_row_is_named_by_what_was_held() -> None:
    """Not by its date, which is the period."""
    table = "2023年活动一览\n日期\t活动\t参加人数（人）\n6月22日\t读书会\t42\n"
    (figure,) = [f for f in extract(table).figures if f.kind == "count"]
    assert (figure.item, figure.period) == ("读书会参加人数", "2023-06-22")


def test_one_table_in_three_formats() -> None:
    """A page, a workbook and a CSV table give the same records."""
    rows = [["项目", "金额（万元）", "人数"], ["助学", "12.5", "30"], ["助医", "XX", "8"]]
    body = "".join(f"<tr>{''.join(f'<td>{cell}' for cell in row)}" for row in rows)
    documents = [
        html.read(f"<table>{body}</table>".encode(), "a", LIMITS),
        read(workbook([[float(c) if c[0].isdigit() else c for c in row] for row in rows])),
        csv.read("\n".join(map(",".join, rows)).encode(), "a", LIMITS),
    ]
    found = [[(f.text, f.value, f.unit, f.item) for f in extract(document).figures] for document in documents]
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 4
