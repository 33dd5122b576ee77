"""`baoshu extract`: what goes in, what comes out, and what it says when something is wrong."""

from __future__ import annotations

import csv
import os
import re
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import on_terminal, read, rows

from extractor import extract
from extractor.document import Document
from extractor.status import accepted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conftest import Run

    Command = Callable[..., Run]

FIGURE = [
    *("source_file", "start", "end", "text", "kind", "status", "value", "unit", "bound", "modality"),
    *(
        "item",
        "indicator",
        "period",
        "relation",
        "change",
        "pattern",
        "unit_at",
        "sentence",
        "section",
        "locator",
        "filled",
        "reviewed",
    ),
]
REDACTION = ["source_file", "start", "end", "text", "kind", "what", "pattern", "sentence", "section", "locator"]


# ---- where the records go


def test_jsonl_has_every_field_in_order(baoshu: Command, report: Path, tmp_path: Path) -> None:
    """A line is one record, its fields in one order, its span the report's own characters."""
    assert baoshu("extract", report, "-o", "out.jsonl").code == 0
    text, found = report.read_text(encoding="utf-8"), read(tmp_path / "out.jsonl")
    assert [list(row) for row in found] == [FIGURE] * 6 + [REDACTION]
    assert [row["text"] for row in found] == [text[row["start"] : row["end"]] for row in found]
    assert {row["source_file"] for row in found} == {str(report)}
    assert [row["start"] for row in found] == sorted(row["start"] for row in found)


def test_jsonl_says_what_the_report_says(baoshu: Command, report: Path, tmp_path: Path) -> None:
    """Values are JSON numbers, ranges are lists, what is redacted has none, dates are EDTF."""
    baoshu("extract", report, "-o", "out.jsonl")
    found = {row["text"]: row for row in read(tmp_path / "out.jsonl")}
    assert {text: row.get("value") for text, row in found.items()} == {
        "2021年": "2021",
        "26.2万元": 262000,
        "109人": 109,
        "XX万元": None,
        "2～5万元": [20000, 50000],
        "9月9日至18日": "2021-09-09/2021-09-18",
        "XX": None,
    }
    assert type(found["26.2万元"]["value"]) is int
    expected = {"kind": "amount", "status": "complete", "unit": "CNY", "bound": "exact", "modality": "actual"}
    expected |= {"item": "救助金", "period": "2021", "relation": None, "change": None, "section": "一、救助工作"}
    assert {key: found["26.2万元"][key] for key in expected} == expected
    assert found["26.2万元"]["sentence"].startswith("一年来，发放救助金26.2万元")
    assert (found["XX万元"]["status"], found["XX万元"]["unit"]) == ("redacted", "CNY")
    assert found["2～5万元"]["relation"] == "per_unit"
    assert (found["XX"]["kind"], found["XX"]["what"]) == ("redaction", "name")


def test_a_fraction_stays_a_json_number(baoshu: Command) -> None:
    """0.35 is neither a string nor 0.3500000001."""
    run = baoshu("extract", "-", stdin="救灾物资0.35吨，增长5.8%。".encode())
    assert [row["value"] for row in rows(run.out)] == [0.35, 5.8]


@pytest.mark.parametrize("flags", [(), ("--jsonl",), ("--format", "jsonl")])
def test_stdout_has_the_lines_of_the_file(baoshu: Command, report: Path, tmp_path: Path, flags: Sequence[str]) -> None:
    """Into a pipe go the same lines as into a .jsonl file, and nothing else."""
    baoshu("extract", report, "-o", "out.jsonl")
    run = baoshu("extract", report, *flags)
    assert (run.code, run.err) == (0, "")
    assert run.out == (tmp_path / "out.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [("extract", "-"), ("extract",)])
def test_stdin_is_a_report(baoshu: Command, report: Path, arguments: Sequence[str]) -> None:
    """A dash, or nothing where something is piped in, reads standard input, which is called stdin."""
    run = baoshu(*arguments, stdin=report.read_bytes())
    assert run.code == 0
    assert [row["text"] for row in rows(run.out)][:3] == ["2021年", "26.2万元", "109人"]
    assert {row["source_file"] for row in rows(run.out)} == {"stdin"}


def test_csv_by_suffix(baoshu: Command, report: Path, tmp_path: Path) -> None:
    """The suffix chooses the format, in capitals too."""
    assert baoshu("extract", report, "-o", "out.CSV").code == 0
    with (tmp_path / "out.CSV").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["原文"] for row in table][:2] == ["2021年", "26.2万元"]


def test_xlsx_by_suffix(baoshu: Command, report: Path, tmp_path: Path) -> None:
    """An .xlsx is a zip archive with a sheet in it."""
    assert baoshu("extract", report, "-o", "out.xlsx").code == 0
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert "xl/worksheets/sheet1.xml" in archive.namelist()


def test_the_format_goes_before_the_suffix(baoshu: Command, report: Path, tmp_path: Path) -> None:
    """--format writes CSV into a file of any name."""
    assert baoshu("extract", report, "-o", "out.dat", "--format", "csv").code == 0
    assert (tmp_path / "out.dat").read_bytes().startswith("\ufeff来源文件,".encode())


def test_the_summary_of_a_run(baoshu: Command, report: Path) -> None:
    """With -o the terminal gets one line a report: how many figures, how many of them open."""
    run = baoshu("extract", report, "-o", "out.csv")
    (line,) = [line.split() for line in run.out.splitlines() if "报告.txt" in line]
    assert line[:6] == ["报告.txt", "4", "3", "1", "0", "1"]
    assert line[6].startswith("redacted「")


@pytest.mark.parametrize(
    ("sentence", "shown"),
    [
        ("修缮驿站140间，培训讲师XX人。", "培训讲师XX人"),
        ("全年争取到驿站修缮资金万元。", "争取到驿站修缮资金万元"),
        ("下拨修缮款36万元，捐赠万元。", "捐赠万元"),
        ("向12345678.25亩耕地投放肥料X吨。", "亩耕地投放肥料X吨"),
        ("下发1,250本急救手册给XX人。", "1,250本急救手册给XX人"),
        ("序号\t项目\t单位\t数量\n3\t讲师\t人\tXX", "3 讲师 人 XX"),
    ],
)
def test_the_first_open_figure_is_shown_with_whole_words(sentence: str, shown: str) -> None:
    """Its own place, the last words of its clause, and no half of a number."""
    document = Document(f"苇塘区红十字会2022年工作总结\n{sentence}\n")
    assert accepted(extract(document, "a.txt"), document).first == shown


def test_tables_in_a_pipe_have_no_blanks_at_their_ends(baoshu: Command, report: Path) -> None:
    """A mail or a diff of them is not as wide as a terminal."""
    for command in (("extract", report, "-o", "out.jsonl"), ("patterns", "list"), ("explain", "惠及109人")):
        lines = baoshu(*command).out.splitlines()
        assert lines
        assert [line for line in lines if line != line.rstrip()] == []


def test_a_table_on_a_terminal(report: Path) -> None:
    """Where stdout is a terminal, the records are a table."""
    sent = on_terminal(report.parent, "extract", report.name, "--lang", "zh")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", sent)
    assert "位置" in plain
    assert "262,000" in plain
    assert "20,000–50,000" in plain
    assert '"source_file"' not in plain


def test_jsonl_on_a_terminal_where_asked_for(baoshu: Command, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--jsonl prints records to a terminal, too."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert "262,000" in baoshu("extract", report).out
    assert len(rows(baoshu("extract", report, "--jsonl").out)) == 7


def test_reports_come_in_the_order_given(baoshu: Command, tmp_path: Path) -> None:
    """Several reports are written one after another."""
    for name in "ba":
        (tmp_path / f"{name}.txt").write_text(f"惠及{ord(name)}人。", encoding="utf-8")
    run = baoshu("extract", "b.txt", "a.txt", "b.txt")
    assert [row["value"] for row in rows(run.out)] == [98, 97, 98]


def test_a_report_without_figures(baoshu: Command) -> None:
    """It has no records, which is no error."""
    run = baoshu("extract", "-", stdin="全体同志继续努力。".encode())
    assert (run.code, run.out, run.err) == (0, "", "")


# ---- what is refused


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.xlsx"])
def test_an_existing_output_is_not_overwritten(baoshu: Command, report: Path, tmp_path: Path, name: str) -> None:
    """Without --force the old file stays, byte for byte; with it, it is replaced."""
    (tmp_path / name).write_bytes(b"old")
    run = baoshu("extract", report, "-o", name)
    assert (run.code, len(run.said)) == (2, 1)
    assert "--force" in run.err
    assert (tmp_path / name).read_bytes() == b"old"
    assert baoshu("extract", report, "-o", name, "--force").code == 0
    assert (tmp_path / name).read_bytes() != b"old"


@pytest.mark.parametrize(
    "flags",
    [
        ("-o", "out.docx"),
        ("-o", "out"),
        ("-o", "nowhere/out.csv"),
        ("-o", "out.csv", "--format", "ods"),
        ("--patterns", "nowhere"),
    ],
)
def test_misuse_is_said_in_one_line(baoshu: Command, report: Path, tmp_path: Path, flags: Sequence[str]) -> None:
    """A format that does not exist, a folder that is not there: exit 2, and nothing is left behind."""
    before = sorted(tmp_path.iterdir())
    run = baoshu("extract", report, *flags)
    assert (run.code, len(run.said)) == (2, 1)
    assert run.err.startswith("baoshu: ")
    assert sorted(tmp_path.iterdir()) == before


def test_an_output_that_is_a_folder_is_refused(baoshu: Command, report: Path, tmp_path: Path) -> None:
    """--force does not replace a folder."""
    (tmp_path / "out.csv").mkdir()
    run = baoshu("extract", report, "-o", "out.csv", "--force")
    assert (run.code, len(run.said)) == (2, 1)
    assert (tmp_path / "out.csv").is_dir()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out.csv", "报告.txt"]


def test_an_unknown_format_without_output_is_misuse(baoshu: Command, report: Path) -> None:
    """A misspelt format is not passed over."""
    assert baoshu("extract", report, "--format", "jsnl").code == 2


def test_csv_to_stdout_is_refused(baoshu: Command, report: Path) -> None:
    """Whoever asks for CSV is told that it needs a file."""
    run = baoshu("extract", report, "--format", "csv")
    assert run.code == 2
    assert "-o" in run.err


@pytest.mark.parametrize("arguments", [("extract", "--bogus", "a"), ("nothing",), ("verify", "a")])
def test_usage_errors_exit_2(baoshu: Command, arguments: Sequence[str]) -> None:
    """What the parser of the command line refuses says so on stderr."""
    run = baoshu(*arguments)
    assert (run.code, run.out) == (2, "")
    assert "Usage" in run.err


BAD: dict[str, bytes] = {
    "empty": b"",
    "blank": " \n\u3000\n".encode(),
    "pdf": b"%PDF-1.7\n1 0 obj\n",
    "docx": b"PK\x03\x04\x14\x00",
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1",
    "rar": b"Rar!\x1a\x07\x00",
    "binary": bytes(range(256)) * 8,
    "controls": b"\x01\x02 5 \x03" * 40,
    "invalid": "惠及109人".encode() + b"\xff\xff\xff",
    "half": "\ufeff惠及109人".encode("utf-16-le")[:-1],
}


@pytest.mark.parametrize("name", [*BAD, "missing"])
def test_a_bad_input_is_one_line_and_the_others_are_done(
    baoshu: Command, report: Path, tmp_path: Path, name: str
) -> None:
    """What cannot be read is named with the reason; the reports around it are written; exit 3."""
    if name in BAD:
        (tmp_path / f"{name}.txt").write_bytes(BAD[name])
    run = baoshu("extract", report, f"{name}.txt", report, "-o", "out.jsonl")
    assert run.code == 3
    assert len(run.said) == 1
    assert re.match(rf"baoshu: {name}\.txt: \w+", run.err)
    assert len(read(tmp_path / "out.jsonl")) == 14


@pytest.mark.parametrize("flags", [(), ("-o", "out.jsonl")])
def test_an_empty_folder_is_one_line_and_the_others_are_done(
    baoshu: Command, report: Path, tmp_path: Path, flags: Sequence[str]
) -> None:
    """An empty folder among the reports is a bad input like any other."""
    (tmp_path / "folder").mkdir()
    run = baoshu("extract", report, "folder", report, *flags)
    assert (run.code, run.said) == (3, ["baoshu: folder: an empty folder"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
def test_a_fifo_is_not_waited_for(baoshu: Command, report: Path, tmp_path: Path) -> None:
    """A pipe that nobody writes to does not stop the run."""
    os.mkfifo(tmp_path / "pipe.txt")
    run = baoshu("extract", "pipe.txt", report)
    assert (run.code, run.said) == (3, ["baoshu: pipe.txt: not a regular file"])
    assert len(rows(run.out)) == 7


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_a_device_is_not_read(baoshu: Command) -> None:
    """A file without an end is none."""
    assert baoshu("extract", "/dev/zero").said == ["baoshu: /dev/zero: not a regular file"]


def test_a_link_to_itself_is_bad_input(baoshu: Command, report: Path, tmp_path: Path) -> None:
    """A loop of links ends."""
    (tmp_path / "loop").symlink_to("loop")
    run = baoshu("extract", "loop", report)
    assert (run.code, len(run.said)) == (3, 1)


def test_a_name_too_long_is_bad_input(baoshu: Command, report: Path) -> None:
    """No file can have such a name."""
    run = baoshu("extract", "长" * 4000, report)
    assert (run.code, len(run.said)) == (3, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_not_utf8_is_written(baoshu: Command, report: Path, tmp_path: Path) -> None:
    """A file from an old Windows archive has a name in GBK bytes."""
    (tmp_path / os.fsdecode(b"\xb1\xa8.txt")).write_bytes(report.read_bytes())
    run = baoshu("extract", os.fsdecode(b"\xb1\xa8.txt"), "-o", "out.jsonl")
    assert run.code == 0
    assert len(read(tmp_path / "out.jsonl")) == 7


@pytest.mark.parametrize("flags", [(), ("-o", "out.csv")])
def test_nothing_readable_exits_4(baoshu: Command, tmp_path: Path, flags: Sequence[str]) -> None:
    """Where no input could be read, the exit code says so, and nothing is written."""
    (tmp_path / "empty.txt").write_bytes(b"")
    run = baoshu("extract", "missing.txt", "empty.txt", *flags)
    assert run.code == 4
    assert [line.split(":")[1].strip() for line in run.said] == ["missing.txt", "empty.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["empty.txt"]


@pytest.mark.parametrize("arguments", [("extract", "-"), ("extract",)])
def test_an_empty_stdin_exits_4(baoshu: Command, arguments: Sequence[str]) -> None:
    """Standard input can be bad, too."""
    run = baoshu(*arguments)
    assert (run.code, run.said) == (4, ["baoshu: stdin: empty: there is no text in it"])


def test_a_long_name_is_cut_in_its_middle(baoshu: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that begin alike are told apart by their ends; none is cut where there is room."""
    for year in (2021, 2022):
        name = f"青山县红十字会关于人道救助和应急救护工作的总结{year}.txt"
        (tmp_path / name).write_text("培训5人。", encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "110")
    narrow = baoshu("extract", ".", "-o", "a.jsonl").out
    assert all(f"{year}.txt " in narrow and f"的总结{year}.txt" not in narrow for year in (2021, 2022))
    monkeypatch.setenv("COLUMNS", "300")
    assert name in baoshu("extract", ".", "-o", "a.jsonl").out


@pytest.mark.parametrize(
    ("written", "meant"),
    [("—o", "-o"), ("－o", "-o"), ("–o", "-o"), ("——output", "--output"), ("－－ｆｏｒｃｅ", "--force"), ("—", "-")],
)
def test_a_dash_of_the_input_method_is_no_hyphen(
    baoshu: Command, report: Path, tmp_path: Path, written: str, meant: str
) -> None:
    """It is refused at once: taken as a file's name, it would print all records, and read the workbook as a report."""
    run = baoshu("extract", report, written, "数据.xlsx")
    assert (run.code, run.out) == (2, "")
    assert run.said[-1] == (
        f"Error: {written}: an option begins with -, not with a dash of the Chinese input method; write {meant}"
    )
    zh = baoshu("extract", report, written, "数据.xlsx", "--lang", "zh")
    assert zh.said[-1] == f"错误：{written}：选项要用半角短横 -，不是中文输入法的破折号；请写 {meant}"
    assert not (tmp_path / "数据.xlsx").exists()


def test_a_text_or_a_name_may_begin_with_a_dash(baoshu: Command, report: Path, tmp_path: Path) -> None:
    """Where Chinese or digits follow, it is no option; nor is anything after --."""
    assert "36口" in baoshu("explain", "——修缮水窖36口").out
    (tmp_path / "—附件.txt").write_bytes(report.read_bytes())
    (tmp_path / "—o").write_bytes(report.read_bytes())
    assert baoshu("extract", "—附件.txt").code == 0
    assert baoshu("extract", "--", "—o").code == 0
