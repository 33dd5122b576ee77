"""Old workbooks: the same table as .xls, .xlsx and .csv, and what only an old one has."""

from __future__ import annotations

import datetime as dt
import io
import struct
from pathlib import Path

import old_workbooks as old
import openpyxl
import pytest

from extractor import extract
from extractor.document import Document
from extractor.errors import InputError
from extractor.read import LIMITS, csv, read_bytes, xls, xlsx

# Saved by LibreOffice 7.4 (`soffice --headless --convert-to "xls:MS Excel 97"`) from `accounts()`;
# test_read_libreoffice.py makes it anew and compares.
MADE = Path(__file__).parent / "data" / "accounts.xls"


def accounts() -> bytes:
    """A workbook of everything that a table of accounts has."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "收支"
    for row in (
        ["青山县红十字会2021年收支表（单位：万元）"],
        ["项目", "金额", "占比", "日期"],
        ["助学", 12.5, 0.953, dt.date(2021, 3, 5)],
        ["助医", 1240, 0.047, dt.date(2021, 3, 1)],
        ["合计", 1252.5, True, "备注：共3项😀"],
        ["XX项目", -3.25, None, "人数"],
        ["隐藏", 5],
        [None, 7.125, 8, 9, "12万元"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:D1")
    for place, code in {
        "C3": "0.0%",
        "C4": "0%",
        "B4": "#,##0.00",
        "D3": 'yyyy"年"m"月"d"日"',
        "D4": 'yyyy"年"m"月"',
    }.items():
        sheet[place].number_format = code
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["E"].hidden = True
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "7人"
    second = book.create_sheet("人数")
    for row in (["乡镇", "人数（人）"], ["东乡", 30], ["西乡", 45]):
        second.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(data: bytes) -> Document:
    return xls.read(data, "a.xls", LIMITS)


def figures(document: Document) -> list[tuple[object, ...]]:
    return [(f.kind, f.value, f.unit, f.item, f.period) for f in extract(document).figures]


def test_one_table_in_three_formats() -> None:
    """The same text at the same places, and so the same figures; a CSV has them, too."""
    new, made = xlsx.read(accounts(), "a.xlsx", LIMITS), read(MADE.read_bytes())
    assert made.text == new.text
    assert made.places == new.places
    assert sorted(made.warnings) == sorted(new.warnings)
    lines = "\n".join(line.replace(",", "").replace("\t", ",") for line in new.text.splitlines())
    plain = csv.read(lines.encode(), "a.csv", LIMITS)
    assert figures(made) == figures(new) == figures(plain)
    assert ("amount", 12_400_000, "CNY", "助医", "2021") in figures(made)
    assert ("count", 45, "人", "西乡", "2021") in figures(made)


def test_places() -> None:
    """As Excel names them."""
    found = {f.text: f.locator for f in extract(read(MADE.read_bytes())).figures}
    assert (found["95.3%"], found["45"]) == ("sheet=收支,cell=C3", "sheet=人数,cell=B3")


def test_numbers_and_texts_of_every_record() -> None:
    """In the order of rows and columns, whatever the order of the file."""
    packed = struct.pack
    document = read(
        old.workbook(
            old.cell(0xFD, 2, 1, packed("<I", 1)),
            old.cell(0xFD, 2, 0, packed("<I", 0)),
            old.label(0, 0, "甲"),
            old.number(0, 1, 0.1 + 0.2),
            old.cell(0x27E, 0, 2, packed("<i", (125 << 2) | 3)),
            old.cell(0x27E, 0, 3, packed("<d", 2.5)[4:]),
            old.record(0xBD, packed("<HHHiHiH", 1, 0, 0, (5 << 2) | 2, 1, (1 << 2) | 2, 1)),
            old.cell(0x205, 1, 2, b"\1\0"),
            old.cell(0x205, 1, 3, b"\x07\1"),
            old.cell(0x06, 1, 4, packed("<d", 7.5) + bytes(8)),
            old.cell(0x06, 1, 5, b"\0\0\0\0\0\0\xff\xff" + bytes(8)),
            old.record(0x4BC, bytes(10)),
            old.record(0x207, packed("<H", 2) + old.said("乙户")),
            old.cell(0x06, 1, 6, b"\1\0\0\0\0\0\xff\xff" + bytes(8)),
            old.cell(0x06, 1, 7, b"\3\0\0\0\0\0\xff\xff" + bytes(8)),
            old.cell(0x06, 1, 8, b"\2\0\x2a\0\0\0\xff\xff" + bytes(8)),
            old.cell(0xD6, 2, 2, packed("<H", 2) + old.said("丙人") + packed("<3H", 1, 0, 5)),
            before=old.style(0)
            + old.style(9)
            + old.record(
                0xFC,
                packed("<II", 2, 2)
                + packed("<HBHI", 2, 13, 1, 3)
                + "丁、".encode("utf-16-le")
                + bytes(7)
                + packed("<H", 1)
                + old.said("e"),
            ),
        )
    )
    assert document.text == "甲\t0.3\t1.25\t2.5\n5\t100%\tTRUE\t#DIV/0!\t7.5\t乙户\tFALSE\t\t#N/A\n丁、\te\t丙人\n"


def test_a_text_that_goes_on_in_other_records() -> None:
    """Each of them says how wide its characters are; a character of two halves may stand on both sides."""
    told = "救助5户" + "x" * 20 + "😀"
    raw = told.encode("utf-16-le")
    pieces = [
        struct.pack("<IIHB", 1, 1, old.count(told), 1) + raw[:8],
        b"\0" + b"x" * 20,
        b"\1" + "😀".encode("utf-16-le")[:2],
        b"\1" + "😀".encode("utf-16-le")[2:],
    ]
    strings = b"".join(old.record(0x3C if at else 0xFC, piece) for at, piece in enumerate(pieces))
    assert read(old.workbook(old.cell(0xFD, 0, 0, bytes(4)), before=strings)).text == told + "\n"


def test_dates_from_1904() -> None:
    """Workbooks that a Mac wrote count from another day."""
    before = old.record(0x22, b"\1\0") + old.style(14) + old.form(200, "yyyy/m/d") + old.style(200)
    document = read(old.workbook(old.number(0, 0, 42798.0), old.number(0, 1, 42798.0, 1), before=before))
    assert document.text == "2021-03-05\t2021-03-05\n"


@pytest.mark.parametrize("bare", [True, False])
def test_workbooks_of_excel_95(bare: bool) -> None:
    """Their texts are in the charset of their Windows; some programs write one sheet and nothing around it."""
    told = "救助5户".encode("gb18030")
    one = old.sheet(
        old.cell(0x204, 0, 0, struct.pack("<H", len(told)) + told), old.number(0, 1, 2.5), version=old.BIFF5
    )
    start = old.begin(5, old.BIFF5) + old.record(0x42, struct.pack("<H", 936))
    title = "收支".encode("gb18030")
    at = len(start) + 4 + 7 + len(title) + 4
    book = start + old.record(0x85, struct.pack("<IBBB", at, 0, 0, len(title)) + title) + old.END + one
    document = read_bytes(one if bare else old.compound(("Book", book)), "a.xls")
    assert (document.text, document.format) == ("救助5户\t2.5\n", "xls")
    assert document.locator(6) == ("sheet=1,cell=B1" if bare else "sheet=收支,cell=B1")


def test_charts_are_no_sheets_and_shapes_are_told() -> None:
    """A chart stands within its sheet; a comment is no shape."""
    chart = old.begin(0x20) + old.number(5, 5, 99.0) + old.END
    comment = old.record(0x5D, struct.pack("<HHH", 21, 18, 0x19)) + old.record(
        0x1B6, struct.pack("<5HH", 0, 0, 0, 0, 0, 4)
    )
    shape = comment.replace(struct.pack("<HHH", 21, 18, 0x19), struct.pack("<HHH", 21, 18, 6))
    document = read(old.workbook(chart, old.label(0, 0, "甲"), comment))
    assert (document.text, document.warnings) == ("甲\n", ())
    assert read(old.workbook(old.label(0, 0, "甲"), shape)).warnings == ("not read: text in shapes",)


def test_hidden_sheets_rows_and_columns_are_told() -> None:
    """What does not show on paper is not read."""
    row = old.record(0x208, struct.pack("<8H", 1, 0, 3, 255, 0, 0, 0x20, 0))
    column = old.record(0x7D, struct.pack("<6H", 1, 1, 0, 0, 1, 0))
    cells = [old.label(0, 0, "甲"), old.label(0, 1, "7人"), old.label(0, 2, "5人"), old.label(1, 0, "9人")]
    book = old.book(
        {"收支": old.sheet(column, row, *cells), "底稿": old.sheet(old.label(0, 0, "8人"))}, states={"底稿": 2}
    )
    document = read(old.compound(("Workbook", book)))
    assert document.text == "甲\t\t5人\n"
    assert document.warnings == (
        "hidden columns of the sheet 收支 were not read",
        "hidden rows of the sheet 收支 were not read",
        "the hidden sheet 底稿 was not read",
    )


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (old.workbook(before=old.record(0x2F, bytes(54))), "encrypted", "password-protected"),
        (old.record(0x09, b"\2\0\x10\0") + old.END, "format", "older than Excel 5"),
        (old.compound("Workbook"), "broken", "a part of it is missing"),
        (old.compound(("Workbook", old.begin(5) + old.END)), "broken", "there is no sheet"),
        (old.workbook(old.label(0, 0, "5人"))[:-4000], "broken", "broken"),
        (old.workbook(old.cell(0x204, 0, 0, b"\x09\0\0x")), "broken", "a part of it is missing"),
    ],
)
def test_what_is_refused(data: bytes, code: str, words: str) -> None:
    """With the reason."""
    with pytest.raises(InputError, match=words) as caught:
        read_bytes(data, "a.xls")
    assert caught.value.code == code


def test_cut_workbooks_are_refused_wherever_they_end() -> None:
    """A sheet that is not whole may lack any of its rows."""
    data = MADE.read_bytes()
    for size in range(512, len(data) - 512, 512):
        with pytest.raises(InputError):
            read_bytes(data[:size], "a.xls")


def test_a_text_that_is_not_there_is_told() -> None:
    """The cell names one that the file has not."""
    document = read(old.workbook(old.label(0, 0, "甲"), old.cell(0xFD, 0, 1, struct.pack("<I", 9))))
    assert document.warnings == ("the text of cell B1 is not in the file",)
