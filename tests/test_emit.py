"""The writers: the same records in every format, harmless in a spreadsheet."""

from __future__ import annotations

import contextlib
import csv
import json
import re
import sqlite3
import sys
import time
import zipfile
from decimal import Decimal
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import REPORT, ROOT

from extractor import Extraction, extract
from extractor.emit import About, formats, write
from extractor.emit._cells import COLUMNS
from extractor.errors import BaoshuError
from extractor.harmless import named, shown
from extractor.labels import header

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from extractor.labels import Headers

KEYS = [key for key, _ in COLUMNS]
HEADERS = [header(key) for key in KEYS]
# Parquet's columns are the fields of the records: what a reviewer says has their names there.
PARQUET = {
    "review": "reviewed_status",
    "reviewed_value": "reviewed",
    "reviewer": "reviewed_by",
    "note": "reviewed_note",
}
SHEET = ["organisation", *KEYS]  # of 明细
FORMATS = ["csv", "jsonl", "parquet", "sqlite", "xlsx"]  # html needs the texts too: test_archive.py
FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    '=HYPERLINK("http://x.cn","点")',
    "=cmd|' /C x'!A0",
]
AWKWARD = ["http://example.cn/a", "mailto:a@b.cn", 'a"b,c;d', "'=1", "1e5", "007", " 前后 ", "TRUE", "😀㐂", "第二\t格"]


def plain(text: str = REPORT) -> Extraction:
    """Read a report."""
    return extract(text, "a.txt")


def told(**changes: object) -> Extraction:
    """Give one figure whose fields say what a test needs, whatever a report could make of them."""
    extraction = extract("惠及109人。", "a.txt")
    return extraction.model_copy(update={"records": (extraction.records[0].model_copy(update=changes),)})


def sheet(path: Path, name: str = "明细") -> Worksheet:
    """Open a workbook with a foreign reader."""
    openpyxl = pytest.importorskip("openpyxl")
    page: Worksheet = openpyxl.load_workbook(path)[name]
    return page


def csv_rows(path: Path) -> list[list[str]]:
    """Read a CSV file with a foreign reader."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def written(folder: Path, extraction: Extraction, form: str) -> Path:
    """Write one report."""
    path = folder / f"out.{form}"
    write([extraction], path)
    return path


# ---- XLSX


def test_the_foreign_reader_is_installed() -> None:
    """Without openpyxl, which the extra [dev] names, the tests of the workbook are skipped: that must not go unseen."""
    assert util.find_spec("openpyxl"), "pip install -e '.[dev]'"


def test_a_sheet_has_header_filter_and_frozen_row(tmp_path: Path) -> None:
    """The first row is the header, it stays in sight, and every column can be filtered."""
    page = sheet(written(tmp_path, plain(), "xlsx"))
    assert [cell.value for cell in page[1]] == [header(key) for key in SHEET]
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == f"A1:{page.cell(8, len(SHEET)).coordinate}"
    assert page.max_row == 8
    assert page["A1"].font.b


def test_a_sheet_has_numbers_as_numbers(tmp_path: Path) -> None:
    """Values, range ends and places are numeric cells; everything else is text or empty."""
    page = sheet(written(tmp_path, plain(), "xlsx"))
    numeric = {SHEET.index(key) for key in ("value", "value_high", "start", "end")}
    for row in page.iter_rows(min_row=2):
        for at, cell in enumerate(row):
            assert cell.data_type == ("n" if at in numeric or cell.value is None else "s")
    found = {row[SHEET.index("text")]: row for row in page.iter_rows(min_row=2, values_only=True)}
    assert found["26.2万元"][SHEET.index("value")] == 262000
    assert found["2～5万元"][SHEET.index("value") : SHEET.index("date")] == (20000, 50000)
    assert found["2021年"][SHEET.index("value") : SHEET.index("unit")] == (None, None, "2021")
    assert found["XX万元"][SHEET.index("value")] is None


def test_open_figures_are_coloured(tmp_path: Path) -> None:
    """Redacted figures, missing ones and redacted words each have a colour of their own."""
    page = sheet(written(tmp_path, plain(REPORT + "筹资共计人民币万元。\n"), "xlsx"))
    colours = {}
    for row in page.iter_rows(min_row=2):
        kind = row[SHEET.index("kind")].value
        colours[kind if kind == "隐去" else row[SHEET.index("status")].value] = row[0].fill.fgColor.rgb
    assert len(set(colours.values())) == len(colours) == 4


@pytest.mark.parametrize("text", FORMULAS + AWKWARD)
def test_a_sheet_has_no_formula_and_exact_texts(tmp_path: Path, text: str) -> None:
    """Whatever begins like a formula, a link or a number is text, character by character."""
    fields = dict.fromkeys(("text", "item", "sentence", "section", "source_file", "unit"), text)
    path = written(tmp_path, told(**fields), "xlsx")
    row = [cell for cell in sheet(path)[2] if cell.value is not None]
    assert "f" not in {cell.data_type for cell in row}
    wanted = shown(text)
    assert sum(cell.value in {wanted, named(text)} for cell in row) == len(fields)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert not any(re.search(rb"<f[ >]|<hyperlink", part) for part in parts.values())
    assert not any("external" in name.lower() for name in parts)


@pytest.mark.parametrize("text", ["a\x00b", "a\x1b[31mb", "a\x0bb", "a\x7fb", "a\ufffeb", "a\ud800b"])
def test_a_sheet_opens_whatever_the_text_holds(tmp_path: Path, text: str) -> None:
    """Characters that XML forbids, and escapes, are left out."""
    row = sheet(written(tmp_path, told(sentence=text), "xlsx"))[2]
    assert row[SHEET.index("sentence")].value == text[0] + text[2:]


def test_a_number_too_long_for_a_sheet_is_text(tmp_path: Path) -> None:
    """Excel keeps 15 digits; more of them are kept as text, none is lost."""
    path = written(tmp_path, told(value=Decimal(1234567890123456789)), "xlsx")
    assert sheet(path)[2][SHEET.index("value")].value == "1234567890123456789"


@pytest.mark.parametrize("value", ["-22.2", "0", "0.001", "999999999999999"])
def test_a_number_that_fits_is_a_number(tmp_path: Path, value: str) -> None:
    """Negative ones and small ones, too."""
    cell = sheet(written(tmp_path, told(value=Decimal(value)), "xlsx"))[2][SHEET.index("value")]
    assert (cell.data_type, Decimal(str(cell.value))) == ("n", Decimal(value))


def test_a_cell_that_is_cut_says_so(tmp_path: Path) -> None:
    """A cell holds 32,767 characters."""
    cell = sheet(written(tmp_path, told(sentence="长" * 40000), "xlsx"))[2][SHEET.index("sentence")]
    assert len(cell.value) == 32767
    assert cell.value.endswith("…（截断）")


def test_more_rows_than_a_sheet_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is more goes on the next sheet, with header, filter and frozen row; no row is lost."""
    monkeypatch.setattr("extractor.emit.xlsx._MOST_ROWS", 3)
    path = written(tmp_path, plain(), "xlsx")
    pages = [sheet(path, name) for name in ("明细", "明细2", "明细3")]
    assert [page.max_row for page in pages] == [4, 4, 2]
    assert [[cell.value for cell in page[1]] for page in pages] == [[header(key) for key in SHEET]] * 3
    assert [page.freeze_panes for page in pages] == ["A2"] * 3
    assert [page.auto_filter.ref for page in pages] == ["A1:AI4", "A1:AI4", "A1:AI2"]


# ---- CSV


def test_csv_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    """A BOM, Chinese headers, one row a record, as many cells in each."""
    path = written(tmp_path, plain(), "csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    table = csv_rows(path)
    assert table[0] == HEADERS
    assert {len(row) for row in table} == {len(HEADERS)}
    assert len(table) == 8


@pytest.mark.parametrize("text", [*FORMULAS, "\r=1", "\n=1", "\x00=1", "\x1b=1", "\u2028=1"])
def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path, text: str) -> None:
    """In no column, be it the file's name or the section, does a cell begin like a formula."""
    fields = dict.fromkeys(("text", "item", "sentence", "section", "source_file", "unit", "period", "pattern"), text)
    (row,) = csv_rows(written(tmp_path, told(**fields), "csv"))[1:]
    assert len(row) == len(HEADERS)
    assert [
        cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    ] == []
    assert row[KEYS.index("item")].endswith(text.lstrip("\r\n\x00\x1b\u2028"))


@pytest.mark.parametrize("text", [text for text in AWKWARD if text != "'=1"])
def test_other_texts_of_a_csv_are_exact(tmp_path: Path, text: str) -> None:
    """Quotes, commas and spaces come back as they were."""
    (row,) = csv_rows(written(tmp_path, told(item=text), "csv"))[1:]
    assert row[KEYS.index("item")] == ("''=1" if text == "'=1" else text)  # what looks guarded is guarded, too


@pytest.mark.parametrize("text", [*FORMULAS, *AWKWARD, "''=1", "'", "''", "'x"])
def test_the_guard_of_a_csv_can_be_undone(tmp_path: Path, text: str) -> None:
    """One apostrophe goes where the rest, apostrophes aside, begins a formula: different texts stay different."""
    (row,) = csv_rows(written(tmp_path, told(item=text), "csv"))[1:]
    assert unguarded(row[KEYS.index("item")]) == text


@pytest.mark.parametrize("value", ["-22.2", "0.35", "1234567890123456789", "1E+3"])
def test_numbers_of_a_csv_are_plain(tmp_path: Path, value: str) -> None:
    """No exponent, no apostrophe: a negative number is a number."""
    (row,) = csv_rows(written(tmp_path, told(value=Decimal(value)), "csv"))[1:]
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", row[KEYS.index("value")])
    assert Decimal(row[KEYS.index("value")]) == Decimal(value)


# ---- JSONL


def test_jsonl_is_strict(tmp_path: Path) -> None:
    """UTF-8, LF, one object a line, Chinese as it is."""
    raw = written(tmp_path, plain(), "jsonl").read_bytes()
    assert raw.endswith(b"}\n")
    assert b"\r" not in raw
    assert "救助金".encode() in raw
    assert [json.loads(line)["source_file"] for line in raw.decode("utf-8").splitlines()] == ["a.txt"] * 7


def test_jsonl_keeps_every_digit(tmp_path: Path) -> None:
    """Decimal, never float: what is exact stays exact."""
    path = written(
        tmp_path, plain('收到"value":1,捐款12345678901234567.89元，补助2～3.1415926535897932384元。'), "jsonl"
    )
    found = [json.loads(line, parse_float=Decimal)["value"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert found == [Decimal("12345678901234567.89"), [2, Decimal("3.1415926535897932384")]]


# ---- the same records everywhere


def from_jsonl(path: Path) -> list[dict[str, Any]]:
    """Give the records as rows of cells."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line, parse_float=Decimal, parse_int=Decimal)
        value = record.get("value")
        ends = value if isinstance(value, list) else [None if isinstance(value, str) else value, None]
        record |= {"value": ends[0], "value_high": ends[1], "date": value if isinstance(value, str) else None}
        cells = {key: record.get(key) for key in KEYS}
        rows.append({key: shown(cell) if isinstance(cell, str) else cell for key, cell in cells.items()})
    return [{key: None if cell == "" else cell for key, cell in row.items()} for row in rows]


def from_csv(path: Path) -> list[dict[str, Any]]:
    """Give the rows, without the guard."""
    rows = []
    for cells in csv_rows(path)[1:]:
        row: dict[str, Any] = {key: cell or None for key, cell in zip(KEYS, cells, strict=True)}
        for key in ("value", "value_high", "start", "end"):
            row[key] = Decimal(row[key]) if row[key] else None
        rows.append({key: unguarded(c) if isinstance(c, str) else c for key, c in row.items()})
    return rows


def from_sqlite(path: Path) -> list[dict[str, Any]]:
    """Give the rows of both tables, in their order, with the exact values."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        found = [dict(row) for table in ("figure", "redaction") for row in database.execute(f"SELECT * FROM {table}")]  # noqa: S608
    found.sort(key=lambda row: (row["report"], row["start"]))
    rows = []
    for row in found:
        cells = {key: row.get(f"{key}_exact" if key in {"value", "value_high"} else key) for key in KEYS}
        cells["kind"] = cells["kind"] or "redaction"
        rows.append(comparable(cells))
    return rows


def from_parquet(path: Path) -> list[dict[str, Any]]:
    """Give the rows; where `value` has a number, it is the exact one."""
    rows = []
    for row in pytest.importorskip("pyarrow.parquet").read_table(path).to_pylist():
        for key in ("value", "value_high"):
            assert row[key] is None or row[key] == Decimal(row[f"{key}_exact"])
        cells = {key: row[f"{key}_exact" if key in {"value", "value_high"} else PARQUET.get(key, key)] for key in KEYS}
        rows.append(comparable(cells))
    return rows


def comparable(cells: dict[str, Any]) -> dict[str, Any]:
    """Write cells as the others have them: numbers as Decimal, nothing for an empty text."""
    for key in ("value", "value_high", "start", "end"):
        cells[key] = None if cells[key] is None else Decimal(cells[key])
    return {key: (shown(c) or None) if isinstance(c, str) else c for key, c in cells.items()}


def unguarded(cell: str) -> str:
    """Undo the guard of a CSV as docs/records.md says."""
    return re.sub("^'(?='*[-=+@\t\r\n＝＋－＠])", "", cell)


def from_xlsx(path: Path) -> list[dict[str, Any]]:
    """Give the rows of the sheet."""
    rows = []
    for cells in sheet(path, "Figures").iter_rows(min_row=2, values_only=True):
        row = dict(zip(KEYS, cells[1 : 1 + len(KEYS)], strict=True))
        rows.append({key: Decimal(str(c)) if isinstance(c, (int, float)) else c or None for key, c in row.items()})
    return rows


def test_all_formats_hold_the_same_records(tmp_path: Path, extracted: dict[str, Extraction]) -> None:
    """Every cell of every record of the corpus, read by foreign readers."""
    for form in FORMATS:
        write(extracted.values(), tmp_path / f"out.{form}", about=About("en"))
    lines = from_jsonl(tmp_path / "out.jsonl")
    assert len(lines) == sum(len(extraction.records) for extraction in extracted.values())
    assert from_csv(tmp_path / "out.csv") == lines
    assert from_xlsx(tmp_path / "out.xlsx") == lines
    assert from_sqlite(tmp_path / "out.sqlite") == lines
    assert from_parquet(tmp_path / "out.parquet") == lines


@pytest.mark.parametrize("form", FORMATS)
def test_writing_twice_gives_the_same(tmp_path: Path, form: str) -> None:
    """Byte by byte, the time at which it is made left out."""
    paths = [tmp_path / f"{name}.{form}" for name in "ab"]
    for path in paths:
        write([plain()], path)
        time.sleep(0.01 if form != "xlsx" else 1.1)  # a workbook knows seconds
    assert paths[0].read_bytes() == paths[1].read_bytes()


@pytest.mark.parametrize("form", FORMATS)
def test_no_records_make_a_file_that_can_be_read(tmp_path: Path, form: str) -> None:
    """A report without figures, or no report at all."""
    for reports in ([], [plain("没有数字。")]):
        write(reports, tmp_path / f"out.{form}")
        if form == "jsonl":
            assert (tmp_path / "out.jsonl").read_bytes() == b""
        elif form == "csv":
            assert csv_rows(tmp_path / "out.csv") == [HEADERS]
        elif form == "xlsx":
            assert [cell.value for cell in sheet(tmp_path / "out.xlsx")[1]] == [header(key) for key in SHEET]
        else:
            assert (from_sqlite if form == "sqlite" else from_parquet)(tmp_path / f"out.{form}") == []


def test_formats_are_the_modules() -> None:
    """A format is a file of emit/ named by its suffix."""
    modules = [path.stem for path in (ROOT / "extractor/emit").glob("[!_]*.py")]
    assert sorted(modules) == sorted([*FORMATS, "html"])
    assert formats() == sorted([*modules, "db"])


def test_a_database_opens_and_holds_together(tmp_path: Path) -> None:
    """Every record belongs to its report, in .db too; the same records are the same dump."""
    write([plain(), plain("没有数字。"), plain("惠及5人。\x00\ud800")], tmp_path / "out.db")
    write([plain(), plain("没有数字。"), plain("惠及5人。\x00\ud800")], tmp_path / "out.sqlite")
    with contextlib.closing(sqlite3.connect(tmp_path / "out.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("SELECT count(*), sum(characters) FROM report").fetchone() == (3, len(REPORT) + 5 + 7)
        assert database.execute("SELECT value, value_exact FROM figure WHERE text = '26.2万元'").fetchone() == (
            262000.0,
            "262000",
        )
        dump = list(database.iterdump())
    with contextlib.closing(sqlite3.connect(tmp_path / "out.sqlite")) as database:
        assert list(database.iterdump()) == dump


def test_parquet_is_typed_and_says_what_does_not_fit(tmp_path: Path) -> None:
    """Values are decimals; one of more than 28 digits before the point is in value_exact alone, which is said."""
    parquet = pytest.importorskip("pyarrow.parquet")
    long = Decimal("1" * 40)
    assert write([told(value=Decimal("26.2")), told(value=long)], tmp_path / "out.parquet") == [
        "1 values do not fit decimal(38, 10); value_exact has them"
    ]
    table = parquet.read_table(tmp_path / "out.parquet")
    assert str(table.schema.field("value").type) == "decimal128(38, 10)"
    assert table["value"].to_pylist() == [Decimal("26.2"), None]
    assert table["value_exact"].to_pylist() == ["26.2", str(long)]


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named, and nothing is left."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(BaoshuError, match=r"pip install '\.\[data\]'"):
        write([plain()], tmp_path / "out.parquet")
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_says_what_it_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells that are too long, and sheets that go on, are told to who writes them."""
    monkeypatch.setattr("extractor.emit.xlsx._MOST_ROWS", 3)
    said = write([told(sentence="长" * 40000), plain()], tmp_path / "out.xlsx")
    assert said == [
        "1 cells were longer than 32767 characters and end in …（截断）",
        "明细: a sheet holds 3 rows; they go on in 明细2, 明细3",
    ]


def test_a_workbook_takes_its_date_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SOURCE_DATE_EPOCH is the convention for builds that can be repeated."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    with zipfile.ZipFile(written(tmp_path, plain(), "xlsx")) as archive:
        assert b"2023-11-14T22:13:20Z" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("name", ["out.docx", "out", "out.", "out.py", "out.__init__", "out._cells"])
def test_an_unknown_format_is_refused(tmp_path: Path, name: str) -> None:
    """Nothing is written under a suffix that is no format."""
    with pytest.raises(
        BaoshuError, match=r"(?:cannot write .*|no suffix .*)\.csv, \.db, \.html, \.jsonl, \.parquet, \.sqlite, \.xlsx"
    ):
        write([plain()], tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("headers", "said"), [("zh", "募捐款物"), ("both", "募捐款物"), ("en", "donations_total")])
def test_an_indicator_has_its_chinese_name_where_the_cells_are_chinese(
    tmp_path: Path, headers: Headers, said: str
) -> None:
    """In the CSV and in 明细; beside English headers its key, as other keys."""
    report = extract("溪口县红十字会2023年工作总结\n全年募捐款物31万元。", "总结.txt")
    about = About(headers)
    write([report], tmp_path / "数.csv", about=about)
    write([report], tmp_path / "数.xlsx", about=about)
    column = [key for key, _ in COLUMNS].index("indicator")
    lines = list(csv.reader((tmp_path / "数.csv").read_text(encoding="utf-8-sig").splitlines()[-1:]))
    assert lines[0][column] == said
    rows = list(sheet(tmp_path / "数.xlsx", "Figures" if headers == "en" else "明细").iter_rows(values_only=True))
    assert rows[-1][1 + column] == said
