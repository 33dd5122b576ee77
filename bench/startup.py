"""Start-up: CPU time of `baoshu --help`, and of one short report from a cold start; the same for JioNLP.

python bench/startup.py [--quick]
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import show
from contenders import BAOSHU, JIONLP, Contender, available
from shapes import ROOT
from show import Goal
from worker import MEBIBYTE

__all__ = ["Start", "command"]

_HELP, _COLD = 0.3, 3.0  # seconds of CPU
_TIMES, _QUICK_TIMES = 7, 3
_HEAVY: Final = ("spacy", "jieba", "rjieba", "numpy", "pydantic", "rich", "xlsxwriter", "openpyxl", "lxml", "pypdfium2")
_REPORT: Final = "青山县红十字会2021年工作总结\n一年来，发放救助金26.2万元，惠及109人，募集善款XX万元。\n"
_API: Final = "import pathlib, sys; from extractor import extract; extract(pathlib.Path(sys.argv[1]).read_text('utf-8')).model_dump_json()"
_PEER: Final = (
    "import logging, pathlib, sys; import jionlp; logging.disable(50); t = pathlib.Path(sys.argv[1]).read_text('utf-8');"
    "jionlp.ner.extract_money(t); jionlp.ner.extract_time(t)"
)


@dataclass(frozen=True, slots=True)
class Start:
    """What one command costs from its start to its end."""

    label: str
    cpu: tuple[float, ...]
    clock: tuple[float, ...]
    memory: float  # MiB
    failed: str = ""


def command() -> list[str]:
    """Give the way to start baoshu: the command beside this Python, on PATH, or the module."""
    beside = Path(sys.executable).with_name("baoshu")
    found = str(beside) if beside.is_file() else shutil.which("baoshu")
    return [found] if found else [sys.executable, "-m", "extractor.cli"]


def _start(
    label: str, arguments: Sequence[str], environment: dict[str, str], times: int, written: Path | None = None
) -> Start:
    """Start a command several times; `written` is a file that it writes, which is removed before each start."""
    cpu, clock, memory, failed = [], [], 0.0, ""
    for _ in range(times + 1):  # the first one fills the disk's cache and writes the bytecode
        if written:
            written.unlink(missing_ok=True)
        begun = time.perf_counter()
        process = subprocess.Popen(
            arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, cwd=ROOT
        )
        errors = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        clock.append(time.perf_counter() - begun)
        cpu.append(used.ru_utime + used.ru_stime)
        memory = max(memory, used.ru_maxrss / MEBIBYTE)
        if process.returncode:
            failed = (errors.decode(errors="replace").strip().splitlines() or [f"exit code {process.returncode}"])[-1]
            break
    return Start(label, tuple(cpu[1:]), tuple(clock[1:]), memory, failed)


def _environment(contender: Contender) -> dict[str, str]:
    return {**contender.environment(), "PYTHONPATH": str(ROOT)}


def _heavy(arguments: Sequence[str]) -> list[str]:
    """Name the heavy modules that a command imports."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPROFILEIMPORTTIME": "1"}
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
    imported = set(re.findall(r"^import time:.*\|\s*(\w+)\s*$", done.stderr, re.MULTILINE))
    return [name for name in _HEAVY if name in imported]


def _cold(report: Path, times: int) -> list[Start]:
    """Take one short report from the start of Python to the last record, with each contender."""
    starts: list[Start] = []
    own = command()
    for contender in BAOSHU.values():
        if available(contender):
            continue
        environment = _environment(contender)
        starts.append(
            _start(
                f"one short report, {contender.label}",
                [contender.python(), "-c", _API, str(report)],
                environment,
                times,
            )
        )
        if own:
            target = report.with_suffix(".jsonl")
            asked = [*own, "extract", str(report), "-o", str(target)]
            label = f"baoshu extract REPORT -o OUT.jsonl, {contender.segmenter}"
            starts.append(_start(label, asked, environment, times, target))
    if not available(JIONLP):
        starts.append(
            _start(
                f"one short report, {JIONLP.label}",
                [JIONLP.python(), "-c", _PEER, str(report)],
                JIONLP.environment(),
                times,
            )
        )
    return starts


def _print(starts: Sequence[Start], notes: Sequence[str]) -> None:
    lines = []
    for start in starts:
        if start.failed:
            lines.append([start.label, "–", "–", "–", f"{start.memory:.0f}", "failed"])
            notes = [*notes, f"{start.label}: {start.failed}"]
            continue
        seconds = (min(start.cpu), statistics.median(start.cpu), statistics.median(start.clock))
        lines.append([start.label, *(f"{value:.2f}" for value in seconds), f"{start.memory:.0f}", "ran"])
    show.table(
        "Start-up, each in a new process",
        ["what", "best CPU s", "median CPU s", "median clock s", "peak MiB", "end"],
        lines,
        "The files are in the disk's cache and the bytecode is written: a second start, not the first after installing.",
    )
    for note in notes:
        show.console.print(f"  {note}", markup=False)


def _goals(helped: Start, heavy: Sequence[str], cold: Sequence[Start]) -> list[Goal]:
    wanted = f"baoshu --help in ≤ {_HELP} s of CPU, nothing heavy imported"
    if helped.failed:
        found = [Goal(wanted, f"it failed: {helped.failed}", met=False)]
    else:
        seconds = statistics.median(helped.cpu)
        said = f"{seconds:.2f} s in the median; imports {', '.join(heavy) or 'nothing heavy'}"
        found = [Goal(wanted, said, met=seconds <= _HELP and not heavy)]
    own = [start for start in cold if JIONLP.label not in start.label]
    failed = [start.label for start in own if start.failed]
    slowest = max((statistics.median(start.cpu) for start in own if not start.failed), default=float("inf"))
    said = f"slowest {slowest:.2f} s of CPU in the median" + f"; failed: {', '.join(failed)}" * bool(failed)
    return [*found, Goal(f"one short report in ≤ {_COLD} s cold", said, met=slowest <= _COLD and not failed)]


def run(*, quick: bool) -> list[Goal]:
    """Measure, print, and judge."""
    times = _QUICK_TIMES if quick else _TIMES
    own = command()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    starts = [_start("Python alone", [sys.executable, "-c", "pass"], environment, times)]
    helped = _start("baoshu --help", [*own, "--help"], environment, times)
    heavy, notes = _heavy([*own, "--help"]), [f"baoshu is {' '.join(own)}"]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.txt"
        report.write_text(_REPORT, encoding="utf-8")
        cold = _cold(report, times)
    _print([*starts, helped, *cold], notes)
    return _goals(helped, heavy, cold)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer starts")
    show.goals(run(quick=parser.parse_args().quick))


if __name__ == "__main__":
    main()
