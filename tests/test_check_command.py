"""`baoshu check`: how findings are printed, with which exit code it ends, and what `explain` says of a code."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from checked_reports import TITLE
from conftest import ROOT, Run

from extractor.check.run import checked
from extractor.document import Document
from extractor.messages import codes, say
from extractor.packs import load

REPORT = f"{TITLE}全年募集善款80万元，其中定向捐款90万元。\r\n慰问困难家庭XX户。\n"


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """Write a report with an error in line 3 and another in line 4."""
    path = tmp_path / "报告.txt"
    path.write_text(REPORT, encoding="utf-8", newline="")
    return path


def test_findings_are_printed_as_a_compiler_prints_them(baoshu: Callable[..., Run], wrong: Path) -> None:
    """File, line, column, severity, code, message; the line; a mark of the figure's width, 2 columns a Han character."""
    run = baoshu("check", wrong, "--lang", "en")
    head, line, mark, *rest = run.out.splitlines()
    assert head == f"{wrong}:3:18 error S301 the part “90万元” is larger than the whole “80万元”: 900,000 > 800,000"
    assert line == "    全年募集善款80万元，其中定向捐款90万元。"
    assert mark == "    " + " " * 32 + "^" * 6
    assert rest[0].startswith(f"{wrong}:4:7 error R201 ")
    assert run.out.splitlines()[-1] == "reports: 1; errors: 2, warnings: 0, notes: 0"
    assert run.code == 1


def test_a_form_feed_begins_no_line(baoshu: Callable[..., Run], tmp_path: Path) -> None:
    """Lines are those of every other step and of the file's locators."""
    (tmp_path / "a.txt").write_text(f"{TITLE.strip()}\x0c\x85\n慰问XX户。\n", encoding="utf-8")
    assert baoshu("check", "a.txt", "--lang", "en").out.startswith("a.txt:2:3 ")


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        ("慰问XX户。", "error", 1),
        ("慰问XX户。", "never", 0),
        ("X月X日开会。", "error", 0),
        ("X月X日开会。", "warning", 1),
        ("XX区分会成立。", "warning", 0),
        ("XX区分会成立。", "info", 1),
        ("慰问80户。", "info", 0),
    ],
)
def test_the_exit_code_follows_fail_on(
    baoshu: Callable[..., Run], tmp_path: Path, text: str, fail_on: str, code: int
) -> None:
    """1 where a finding is as bad as asked for, or worse."""
    (tmp_path / "a.txt").write_text(TITLE + text, encoding="utf-8")
    assert baoshu("check", "a.txt", "--fail-on", fail_on).code == code


def test_what_cannot_be_read_ends_with_three_and_its_neighbour_is_checked(
    baoshu: Callable[..., Run], wrong: Path
) -> None:
    """A report that was not read goes before what was found in the others."""
    run = baoshu("check", "nothing.txt", wrong, "--lang", "zh")
    assert run.code == 3
    assert "S301" in run.out
    assert "1 份报告：2 个错误" in run.out
    assert run.said == ["baoshu: nothing.txt：没有这个文件"]
    assert baoshu("check", "nothing.txt").code == 4


@pytest.mark.parametrize("arguments", [["--fail-on", "bad"], ["--lang", "fr"]])
def test_misuse_ends_with_two(baoshu: Callable[..., Run], wrong: Path, arguments: list[str]) -> None:
    """A clear line, and nothing is printed."""
    run = baoshu("check", wrong, *arguments)
    assert (run.code, run.out, len(run.said)) == (2, "", 1)


def test_jsonl_gives_an_object_for_each_finding(baoshu: Callable[..., Run], wrong: Path) -> None:
    """With the place, the figures and what fills the message."""
    run = baoshu("check", wrong, "--jsonl", "--lang", "en")
    first, second = map(json.loads, run.out.splitlines())
    assert (first["line"], first["column"], first["code"], first["severity"]) == (3, 18, "S301", "error")
    assert REPORT[slice(*first["at"])] == first["facts"]["part"] == "90万元"
    assert second["message"] == say("R201", "en", {"text": "XX户"})


def test_reports_of_two_years_are_held_against_each_other(baoshu: Callable[..., Run], tmp_path: Path) -> None:
    """Whatever the order in which they are named; last year's sentence is shown."""
    (tmp_path / "a.txt").write_text("青禾县红十字会2023年工作总结\n\n全年募集善款260万元。", encoding="utf-8")
    (tmp_path / "b.txt").write_text("青禾县红十字会2022年工作总结\n\n全年募集善款80万元。", encoding="utf-8")
    run = baoshu("check", "a.txt", "b.txt", "--lang", "en", "--fail-on", "warning")
    assert run.code == 1
    assert run.out.splitlines()[0].startswith("a.txt:3:7 warning Y701 ")
    assert run.out.splitlines()[3] == "    compare b.txt: 全年募集善款80万元。"


def test_nothing_found_says_so(baoshu: Callable[..., Run], tmp_path: Path) -> None:
    """One line, exit code 0."""
    (tmp_path / "a.txt").write_text(TITLE + "慰问80户。", encoding="utf-8")
    run = baoshu("check", "a.txt", "--lang", "en")
    assert (run.code, run.out) == (0, "no findings\n")


@pytest.mark.parametrize(
    ("lang", "line"), [("zh", "S301 错误 部分大于总数"), ("en", "S301 error part larger than the whole")]
)
def test_explain_says_what_a_code_means(baoshu: Callable[..., Run], lang: str, line: str) -> None:
    """A text that is exactly a code; any other text is explained as before, and what could be a code and is none is misuse."""
    run = baoshu("explain", "S301", "--lang", lang)
    assert run.out.splitlines()[0] == line
    assert codes()["S301"].explanation[lang] in run.out.replace("\n", "")
    assert "没有数字" in baoshu("explain", "见S301", "--lang", "zh").out
    assert baoshu("explain", "S999", "--lang", "zh").said == ["baoshu: S999：没有这个代码；见 docs/checks.md"]


@pytest.mark.parametrize("text", ["[red]募集80万元，其中[/red]90万元。", "募集80万元，其中\x9b定向捐款90万元。"])
def test_markup_and_escapes_of_a_report_do_nothing(baoshu: Callable[..., Run], tmp_path: Path, text: str) -> None:
    """They are shown as characters, in their line."""
    (tmp_path / "a[b].txt").write_text(TITLE + text, encoding="utf-8")
    run = baoshu("check", "a[b].txt", "--lang", "en")
    assert "\x9b" not in run.out
    assert run.out.startswith("a[b].txt:3:")


def test_a_finding_knows_its_line_and_column() -> None:
    """Both from 1, in characters; a line ends at any line end of Python's."""
    (one,) = checked([("a", Document("第一行\r\n\r\n慰问XX户。"))], load(), "en")
    assert (one.place, one.line) == ("3:3", ("慰问", "XX户", "。"))


def test_the_page_shows_what_the_commands_print(baoshu: Callable[..., Run], tmp_path: Path) -> None:
    """The example of docs/checks.md, run."""
    page = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8").split("```console\n")[1].split("```")[0]
    commands: dict[str, str] = {}
    for line in page.splitlines(keepends=True):
        if line.startswith("$ "):
            command = line.strip()
            commands[command] = ""
        else:
            commands[command] += line
    text = next(c for c in commands if c.startswith("$ printf")).split("'")[1].replace("\\n", "\n")
    (tmp_path / "报告.txt").write_text(text, encoding="utf-8")
    runs = {c: out for c, out in commands.items() if c.startswith("$ baoshu")}
    assert len(runs) == 2
    for command, out in runs.items():
        assert baoshu(*command.split()[2:]).out == out


def test_the_mark_stands_below_the_cell_of_a_table(baoshu: Callable[..., Run], tmp_path: Path) -> None:
    """Between two cells there is a tab, which a terminal draws as wide as it likes: two blanks stand for it."""
    (tmp_path / "表.csv").write_text("地点,项目,户数\n柏溪,修缮水窖,XX户\n", encoding="utf-8")
    _, line, mark, *_ = baoshu("check", "表.csv", "--lang", "zh").out.splitlines()
    assert line == "    柏溪  修缮水窖  XX户"
    assert mark == "    " + " " * 16 + "^" * 4
