"""How the command starts and ends, and what it keeps from the terminal and the network."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import on_terminal, read, rows
from conftest import REPORT, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from conftest import Run

    Command = Callable[..., Run]

FILLER = "我们继续认真做好各项工作，积极动员各方力量，及时发布工作信息，主动接受社会监督，努力办好群众身边的事情。" * 12
# Markup, a title set by an escape, a screen cleared, and what a spreadsheet would take for a formula.
NASTY = f"[red]青山县[/red]红十字会\x1b]0;坏\x072021年工作总结[/]\n=发放【救助金】[bold]26.2万元\x1b[2J，惠及[/]109人。\n{FILLER}\n"


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


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("explain", NASTY[:70]), "26.2万元"),
        (("extract", "a[red]\x1b[2J.txt", "-o", "out.csv"), "a[red][2J.txt"),
    ],
)
def test_summary_and_explanation_have_no_escapes(
    baoshu: Command, tmp_path: Path, arguments: Sequence[str], shown: str
) -> None:
    """Nor do they reach what is drawn into a pipe."""
    (tmp_path / "a[red]\x1b[2J.txt").write_text(NASTY, encoding="utf-8")
    run = baoshu(*arguments)
    assert run.code == 0
    assert not set("\x1b\x07") & set(run.out + run.err)
    assert shown in run.out


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
