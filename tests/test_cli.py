"""The command: what goes in, what comes out, and what it says when something is wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import REPORT, ROOT

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
FILLER = "我们继续认真做好各项工作，积极动员各方力量，及时发布工作信息，主动接受社会监督，努力办好群众身边的事情。" * 12
# Markup, a title set by an escape, a screen cleared, and what a spreadsheet would take for a formula.
NASTY = f"[red]青山县[/red]红十字会\x1b]0;坏\x072021年工作总结[/]\n=发放【救助金】[bold]26.2万元\x1b[2J，惠及[/]109人。\n{FILLER}\n"


def rows(text: str) -> list[dict[str, Any]]:
    """Read JSON lines; NaN and the like are no JSON."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    return [json.loads(line, parse_constant=refuse) for line in text.splitlines()]


def read(path: Path) -> list[dict[str, Any]]:
    """Read a file of records."""
    return rows(path.read_text(encoding="utf-8"))


def on_terminal(folder: Path, *arguments: object) -> str:
    """Run the command with a terminal for its output, and give what the terminal was sent."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "extractor.cli", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "160", "PYTHONPATH": str(ROOT)},
    ) as process:
        os.close(theirs)
        sent = bytearray()
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            sent += piece
        os.close(ours)
        assert process.wait(60) == 0
    return sent.decode("utf-8")


# ---- extract: where the records go


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


# ---- extract: what is refused


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


def test_csv_to_stdout_is_csv_or_refused(baoshu: Command, report: Path) -> None:
    """Whoever asks for CSV gets CSV, or is told that it needs a file."""
    run = baoshu("extract", report, "--format", "csv")
    assert run.code == 2 or "来源文件" in run.out


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


# ---- explain


def test_explain_shows_pattern_parts_cues_and_rivals(baoshu: Command) -> None:
    """Why a record says what it says."""
    run = baoshu("explain", "募集善款超过三十万元，XX区参加。")
    assert run.code == 0
    for said in ("三十万元 [6,10)  amount  300,000 CNY", "pattern measured", "三十万  number", "元  unit"):
        assert said in run.out
    assert "bound = over  ← 超过" in run.out
    assert "readings that lost" in run.out
    assert re.search(r"bare: 三十万 +– ", run.out)
    assert "XX [11,13)  redaction  name" in run.out


def test_explain_reads_stdin_and_says_when_there_is_nothing(baoshu: Command) -> None:
    """A dash is standard input; a text without figures has nothing to explain."""
    assert "109人 [2,6)  count  109 人" in baoshu("explain", "-", stdin="惠及109人".encode()).out
    assert baoshu("explain", "大家辛苦了").out == "no figures\n"


def test_explain_says_where_the_unit_stands(baoshu: Command) -> None:
    """A unit outside the span is pointed at."""
    assert "the unit stands at 9–13: 个百分点" in baoshu("explain", "高于全市15、22个百分点").out


def test_explain_of_what_is_missing(baoshu: Command) -> None:
    """A unit without a number has no value, and explain says why."""
    out = baoshu("explain", "筹资共计人民币万元").out
    assert "万元 [7,9)  amount  – CNY  missing" in out
    assert "stays empty" in out


# ---- verify


def test_verify_proves_what_extract_wrote(baoshu: Command, report: Path) -> None:
    """A file of records is proved from the reports it names."""
    baoshu("extract", report, "-o", "out.jsonl")
    run = baoshu("verify", "out.jsonl", report)
    assert (run.code, run.out) == (0, "")
    assert "proved" in run.err


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("value", 262001), ("value", None), ("text", "26.3万元"), ("start", 34), ("source_file", "b.txt")],
)
def test_verify_fails_on_what_was_tampered_with(
    baoshu: Command, report: Path, tmp_path: Path, field: str, wrong: object
) -> None:
    """One changed field of one record is found: exit 1, and a line that names it."""
    baoshu("extract", report, "-o", "out.jsonl")
    found = read(tmp_path / "out.jsonl")
    found[1][field] = wrong
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    (tmp_path / "out.jsonl").write_text(lines, encoding="utf-8")
    run = baoshu("verify", "out.jsonl", report)
    assert run.code == 1
    assert len(run.out.splitlines()) == 1
    assert "万元" in run.out
    assert "1 record" in run.err


def test_verify_needs_the_report_that_was_read(baoshu: Command, report: Path) -> None:
    """Against another text no value is proved."""
    baoshu("extract", report, "-o", "out.jsonl")
    report.write_text("另一份报告，惠及110人。", encoding="utf-8")
    assert baoshu("verify", "out.jsonl", report).code == 1


@pytest.mark.parametrize("name", ["missing.jsonl", "."])
def test_verify_without_records_is_misuse(baoshu: Command, report: Path, name: str) -> None:
    """No file of records: one line, exit 2."""
    run = baoshu("verify", name, report)
    assert (run.code, len(run.said)) == (2, 1)


# ---- score


@pytest.fixture
def small_corpus(tmp_path: Path) -> Path:
    """Write a folder with one annotated report."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "a.txt").write_text("发放救助金26.2万元，惠及109人，募集善款XX万元。", encoding="utf-8")
    common = {"bound": "exact", "modality": "actual", "period": None, "relation": None, "change": None}
    gold = [
        {
            "quote": "救助金【26.2万元】",
            "kind": "amount",
            "status": "complete",
            "value": 262000,
            "unit": "CNY",
            "item": "救助金",
        },
        {"quote": "惠及【109人】", "kind": "count", "status": "complete", "value": 109, "unit": "人", "item": "惠及"},
        {
            "quote": "善款【XX万元】",
            "kind": "amount",
            "status": "redacted",
            "value": None,
            "unit": "CNY",
            "item": "善款",
        },
    ]
    lines = "".join(json.dumps(row | common, ensure_ascii=False) + "\n" for row in gold)
    (folder / "a.gold.jsonl").write_text(lines, encoding="utf-8")
    return folder


def test_score_holds_the_floors(baoshu: Command, small_corpus: Path) -> None:
    """At its floor a field passes, below it the command fails and names it."""
    gold = small_corpus / "a.gold.jsonl"
    (small_corpus / "scores.toml").write_text("[floor]\nf1 = 1.0\nitem = 1.0\n", encoding="utf-8")
    assert baoshu("score", small_corpus).code == 0
    gold.write_text(gold.read_text(encoding="utf-8").replace('"救助金"', '"别的东西"'), encoding="utf-8")
    run = baoshu("score", small_corpus)
    assert run.code == 1
    assert "item" in run.err
    assert "f1" not in run.err


def test_score_fails_on_a_value_made_up(baoshu: Command, small_corpus: Path) -> None:
    """A value where the gold has none fails without any floor."""
    gold = small_corpus / "a.gold.jsonl"
    text = gold.read_text(encoding="utf-8")
    gold.write_text(
        text.replace('"status": "complete", "value": 109', '"status": "missing", "value": null'), encoding="utf-8"
    )
    run = baoshu("score", small_corpus)
    assert (run.code, "made up" in run.err) == (1, True)


def test_score_shows_the_differences(baoshu: Command, small_corpus: Path) -> None:
    """--show prints what was not found, what is spurious and what differs, at its place."""
    (small_corpus / "a.gold.jsonl").write_text("", encoding="utf-8")
    run = baoshu("score", small_corpus, "--show")
    assert "spurious   发放救助金【26.2万元】，惠及10" in run.out


def test_saved_floors_only_rise(baoshu: Command, small_corpus: Path) -> None:
    """--save writes the present scores, at most 0.995, and keeps a floor that was higher."""
    assert baoshu("score", small_corpus, "--save").code == 0
    floors = (small_corpus / "scores.toml").read_text(encoding="utf-8")
    assert 0.98 <= tomllib.loads(floors)["floor"]["f1"] <= 0.995
    gold = small_corpus / "a.gold.jsonl"
    gold.write_text(gold.read_text(encoding="utf-8").replace('"救助金"', '"别的东西"'), encoding="utf-8")
    baoshu("score", small_corpus, "--save")
    assert (small_corpus / "scores.toml").read_text(encoding="utf-8") == floors


def test_score_of_nothing_is_misuse(baoshu: Command, tmp_path: Path) -> None:
    """A folder without annotated reports has no score."""
    assert baoshu("score", tmp_path).code == 2


@pytest.mark.parametrize("line", ["{", '{"quote": "没有【这】句"}', '{"quote": "救助金"}', "[]"])
def test_a_bad_gold_line_is_named(baoshu: Command, small_corpus: Path, line: str) -> None:
    """The file and the line of a broken annotation are said."""
    (small_corpus / "a.gold.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    run = baoshu("score", small_corpus)
    assert (run.code, len(run.said)) == (2, 1)
    assert "a.gold.jsonl:2: " in run.err


def test_the_scores_can_be_read_in_a_pipe(baoshu: Command, small_corpus: Path) -> None:
    """A log of CI has every column of the table."""
    out = baoshu("score", small_corpus).out
    assert "open_f1" in out
    assert "1.000" in out


# ---- patterns


def test_patterns_test_counts_and_lists_failures(baoshu: Command, tmp_path: Path) -> None:
    """An example that does not hold is named with file and line; exit 1."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "measure_words.toml").write_text('[measure]\n"枚子" = "发放【三人】"\n', encoding="utf-8")
    run = baoshu("patterns", "test", "--patterns", "mine")
    assert run.code == 1
    assert re.search(r"mine/measure_words\.toml:2: 枚子: 发放【三人】: unit is '人', not '枚子'", run.out)
    assert re.search(r"\d+ examples, [1-9]\d* failed", run.err)


def test_patterns_list_gives_the_order_of_trial(baoshu: Command) -> None:
    """Dates come before ordinals, ordinals before figures, each with an example."""
    out = baoshu("patterns", "list").out
    places = [out.index(f" {name} ") for name in ("day_range", "ordinal", "measured", "bare", "hidden_word")]
    assert places == sorted(places)
    assert "举办集训" in out


def test_patterns_of_ones_own(baoshu: Command, tmp_path: Path) -> None:
    """--patterns adds a folder of packs to extract and explain."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "measure_words.toml").write_text('[measure]\n"枚子" = "发放【5枚子】"\n', encoding="utf-8")
    run = baoshu("extract", "-", "--patterns", "mine", stdin="发放棋子35枚子。".encode())
    assert [(row["text"], row["unit"]) for row in rows(run.out)] == [("35枚子", "枚子")]
    assert "35枚子 [4,8)" in baoshu("explain", "发放棋子35枚子。", "--patterns", "mine").out


@pytest.mark.parametrize(
    "arguments", [("extract", "-"), ("explain", "5人"), ("patterns", "test"), ("patterns", "list"), ("score",)]
)
def test_a_bad_pack_is_said_in_one_line(baoshu: Command, tmp_path: Path, arguments: Sequence[str]) -> None:
    """Every command that takes packs says file and line of what is wrong, and exits 2."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "units.toml").write_text('[[unit]]\nunit = "XAU\n', encoding="utf-8")
    run = baoshu(*arguments, "--patterns", "mine")
    assert (run.code, run.out, len(run.said)) == (2, "", 1)
    assert "mine/units.toml:2: not TOML" in run.err


# ---- how it starts and how it ends


HEAVY = ("spacy", "jieba", "rjieba", "numpy", "rich", "xlsxwriter")
HELP = """
import sys
sys.argv = ["baoshu", *sys.argv[1:]]
from extractor.cli import main
try:
    main()
except SystemExit:
    pass
print("loaded:", *sys.modules)
"""


def _loaded(tmp_path: Path, *arguments: str) -> set[str]:
    """Run the command with --help in a process of its own, and say which modules that took."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", HELP, *arguments],
        capture_output=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    lines = done.stdout.decode("utf-8").splitlines()
    assert "Usage" in "".join(lines)
    return set(lines[-1].split())


@pytest.mark.parametrize("arguments", [("--help",), ("extract", "--help")])
def test_help_loads_nothing_heavy(tmp_path: Path, arguments: Sequence[str]) -> None:
    """Help is read by people who have not decided yet: no spaCy, no jieba, no drawing of tables."""
    assert sorted(_loaded(tmp_path, *arguments) & set(HEAVY)) == []


def test_help_does_not_load_pydantic(tmp_path: Path) -> None:
    """Nor the records and the packs."""
    assert sorted(_loaded(tmp_path, "--help") & {"pydantic", "extractor.packs", "extractor.pipeline"}) == []


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="no way to measure a child here")
def test_help_is_quick(tmp_path: Path) -> None:
    """The best of three starts takes well under a second of CPU."""
    best = 9.0
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-m", "extractor.cli", "--help"],
            stdout=subprocess.DEVNULL,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        best = min(best, used.ru_utime + used.ru_stime)
    assert best < 0.7


@pytest.fixture(scope="module")
def broken_pipe(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, bytes]:
    """Run extract so that its reader goes away after the first byte: how it ended, and what it said."""
    folder = tmp_path_factory.mktemp("pipe")
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "extractor.cli", "extract", *["a.txt"] * 300],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        said = process.stderr.read()
        return process.wait(60), said


def test_a_broken_pipe_is_silent(broken_pipe: tuple[int, bytes]) -> None:
    """`baoshu extract … | head -1` says nothing on stderr."""
    code, said = broken_pipe
    assert said == b""
    assert code in {0, 1}


def test_a_broken_pipe_is_no_finding(broken_pipe: tuple[int, bytes]) -> None:
    """Exit 1 means findings; main() means to leave with 0 when the reader goes away."""
    assert broken_pipe[0] == 0


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
def test_a_closed_stdout_is_no_traceback(tmp_path: Path, report: Path) -> None:
    """`baoshu extract … >&-` says that there is nowhere to print to, and what to do."""
    done = subprocess.run(  # noqa: S603 - our own command
        ["/bin/sh", "-c", '"$0" -m extractor.cli extract "$1" >&-', sys.executable, str(report)],
        stderr=subprocess.PIPE,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )
    assert (done.returncode, b"name a file with -o" in done.stderr) == (2, True)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_console_that_is_not_utf8(started: Command, report: Path, encoding: str) -> None:
    """Whatever the console claims to be, the output is UTF-8 and nothing fails."""
    run = started("extract", report, "没有.txt", env={"PYTHONIOENCODING": encoding, "LC_ALL": "C"})
    assert (run.code, run.said) == (3, ["baoshu: 没有.txt：没有这个文件"])
    assert [row["text"] for row in rows(run.out)][1] == "26.2万元"


def test_the_terminal_gets_no_markup_and_no_escapes_of_a_report(tmp_path: Path) -> None:
    """Square brackets are shown as they are; escapes of the report and of its name do not reach the terminal."""
    name = "a[red]\x1b[2J.txt"
    (tmp_path / name).write_text(NASTY, encoding="utf-8")
    sent = on_terminal(tmp_path, "extract", name)
    assert set(re.findall(r"\x1b(.[0-9;]*[A-Za-z]?)", sent)) <= {f"[{n}m" for n in ("0", "1", "2", "31", "33")}
    assert "\x07" not in sent
    plain = re.sub(r"\x1b\[[0-9;]*m", "", sent)
    assert "a[red][2J.txt · [red]青山县[/red]红十字会]0;坏2021年工作总结[/]" in plain


@pytest.mark.parametrize("arguments", [("explain", NASTY[:70]), ("extract", "a[red]\x1b[2J.txt", "-o", "out.csv")])
def test_summary_and_explanation_have_no_escapes(baoshu: Command, tmp_path: Path, arguments: Sequence[str]) -> None:
    """Nor do they reach what is drawn into a pipe."""
    (tmp_path / "a[red]\x1b[2J.txt").write_text(NASTY, encoding="utf-8")
    run = baoshu(*arguments)
    assert run.code == 0
    assert not set("\x1b\x07") & set(run.out + run.err)
    assert "26.2万元" in run.out or "a[red][2J.txt" in run.out


def test_a_nasty_report_is_harmless_in_a_pipe(baoshu: Command, tmp_path: Path) -> None:
    """JSON has the escapes escaped, so the reader gets the text exactly and the terminal gets no ESC byte."""
    (tmp_path / "a.txt").write_text(NASTY, encoding="utf-8")
    run = baoshu("extract", "a.txt")
    assert "\x1b" not in run.out
    assert [row["value"] for row in rows(run.out)] == ["2021", 262000, 109]
    assert "\x1b[2J" in rows(run.out)[1]["sentence"]


def test_an_error_message_has_no_escapes(baoshu: Command) -> None:
    """A file name is shown without its control characters, on one line."""
    run = baoshu("extract", "没\x1b[2J有\n这.txt")
    assert run.said == ["baoshu: 没[2J有 这.txt: no such file"]


@pytest.mark.parametrize("field", ["source_file", "text"])
def test_a_failed_proof_has_no_escapes(baoshu: Command, report: Path, tmp_path: Path, field: str) -> None:
    """A file of records can come from anybody."""
    row = {
        "source_file": str(report),
        "start": 0,
        "end": 2,
        "text": "x",
        "kind": "count",
        "status": "complete",
        "value": 5,
    }
    (tmp_path / "out.jsonl").write_text(json.dumps(row | {field: "\x1b[2J"}) + "\n", encoding="utf-8")
    run = baoshu("verify", "out.jsonl", report)
    assert run.code == 1
    assert "\x1b" not in run.out


def test_c1_controls_do_not_reach_the_terminal(baoshu: Command) -> None:
    """There is a second set of control characters."""
    assert "\x9b" not in baoshu("explain", "[\x9b2J]惠及109\x9b人，5人\x9b2J次").out


NO_NETWORK = """
import socket, sys

def refuse(*args, **kwargs):
    raise AssertionError("the network is used")

for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname", "socketpair"):
    setattr(socket, name, refuse)
from extractor.cli import main

for output in ("out.jsonl", "out.csv", "out.xlsx"):
    sys.argv = ["baoshu", "extract", sys.argv[-1], "-o", output, sys.argv[-1]]
    try:
        main()
    except SystemExit as end:
        assert not end.code, end.code
"""


def test_nothing_is_sent_anywhere(tmp_path: Path, report: Path) -> None:
    """From its start to its end the command works where every socket raises, whatever it writes."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", NO_NETWORK, str(report)],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(read(tmp_path / "out.jsonl")) == 14
    assert min((tmp_path / name).stat().st_size for name in ("out.csv", "out.xlsx")) > 300


def test_nothing_is_sent_anywhere_in_this_process(
    baoshu: Command, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same by `extract` to stdout."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("socket.socket", refuse)
    assert len(rows(baoshu("extract", report).out)) == 7


def test_only_one_stream_has_the_data(baoshu: Command, report: Path) -> None:
    """What is no record goes to stderr, so that a pipe has records only."""
    run = baoshu("extract", "missing.txt", report)
    assert len(rows(run.out)) == 7
    assert io.StringIO(run.err).readline().startswith("baoshu: missing.txt")
