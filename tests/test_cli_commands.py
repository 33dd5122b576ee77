"""The commands beside extract: explain, verify, score, patterns."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import read, rows

from extractor.errors import BaoshuError, PackError
from extractor.scores import read_floors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conftest import Run

    Command = Callable[..., Run]


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


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("XX县红十字会", "measured: XX县  – number and unit make no figure"),
        ("慰问107年", "year: 107年  – the text is not of that time"),
        ("慰问13名", "bare: 13  – it comes later in the packs"),
    ],
)
def test_explain_says_why_a_reading_lost(baoshu: Command, text: str, reason: str) -> None:
    """The guard that `find` itself asked."""
    assert reason in baoshu("explain", text, "--lang", "en").out


def test_explain_says_that_a_unit_is_left_out(baoshu: Command) -> None:
    """Of a number, and of a placeholder in its place: two patterns, and a pack may have another."""
    for text in ("劝募善款三十万。", "义卖捐款超XX万，"):
        assert "the unit is left out" in baoshu("explain", text).out, text


def test_explain_reads_stdin_and_says_when_there_is_nothing(baoshu: Command) -> None:
    """A dash is standard input; a text without figures has nothing to explain."""
    assert "109人 [2,6)  count  109 人" in baoshu("explain", "-", stdin="惠及109人".encode()).out
    assert baoshu("explain", "大家辛苦了").out == "no figures\n"


def test_explain_shows_the_writers_characters(baoshu: Command) -> None:
    """A traditional report is read in simplified ones; what is shown of it is as it was written."""
    out = baoshu("explain", "添置救護車3輛。").out
    assert "輛" in out
    assert "辆" not in out


def test_explain_knows_the_codes_of_the_check_up(baoshu: Command) -> None:
    """In small letters, too; one that there is not is misuse, and no text without figures."""
    assert baoshu("explain", "m101").out == baoshu("explain", "M101").out
    assert baoshu("explain", "m101").out.startswith("M101 error number missing\n")
    for code in ("M999", "m999"):
        run = baoshu("explain", code)
        assert (run.code, run.out, run.said) == (2, "", ["baoshu: M999: no such code; see docs/checks.md"])


@pytest.mark.parametrize("command", ["extract", "check", "verify", "indicators try"])
def test_the_help_says_what_can_be_read(baoshu: Command, command: str) -> None:
    """Not text files alone."""
    said = " ".join(baoshu(*command.split(), "--help").out.split())
    assert "(text, Word, PDF, Excel, HTML, mails …), folders and .zip of them; - is standard input" in said


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


@pytest.mark.parametrize(
    "floors", ["f1 = 1.0\n", "floor = 1.0\n", '[floor]\nf1 = "high"\n', "[floor]\nf1 = []\n", "[floor\n"]
)
def test_floors_that_are_none_are_an_error(baoshu: Command, small_corpus: Path, floors: str) -> None:
    """It names the file and says what to do, and is not taken for a pattern pack that is wrong."""
    path = small_corpus / "scores.toml"
    path.write_text(floors, encoding="utf-8")
    with pytest.raises(BaoshuError, match="no table") as wrong:
        read_floors(small_corpus)
    assert not isinstance(wrong.value, PackError)
    run = baoshu("score", small_corpus)
    assert run.code == 2
    assert f"{path}: no table [floor] of numbers in it" in " ".join(run.err.split())
    assert "delete it" in run.err


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
