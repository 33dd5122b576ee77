"""The contenders, each in a process of its own, and the virtual environment of the peer."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
import venv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from shapes import ROOT

__all__ = ["BAOSHU", "JIONLP", "RECORDS", "Contender", "ContenderError", "Worker", "available", "segmenters", "started"]

BENCH: Final = Path(__file__).resolve().parent
_VENV: Final = ROOT / ".cache" / "bench-venv"
_REQUIREMENTS: Final = BENCH / "requirements.txt"
_PATIENCE: Final = 300.0  # seconds for one answer


class ContenderError(Exception):
    """A contender cannot be had, fell, or took too long; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Contender:
    """What is measured: its name in the tables, the worker's role, and the segmenter (of baoshu)."""

    label: str
    role: str
    segmenter: str = ""

    def python(self) -> str:
        """Give the interpreter that it runs in."""
        return str(_peer_python() if self.role == "jionlp" else Path(sys.executable))

    def environment(self) -> dict[str, str]:
        """Give the environment of its process: the segmenter, and one thread."""
        chosen = {"BAOSHU_SEGMENTER": self.segmenter} if self.segmenter else {}
        return {**os.environ, **chosen, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}


BAOSHU: Final = {name: Contender(f"baoshu, {name}", "baoshu", name) for name in ("jieba", "rjieba")}
RECORDS: Final = {name: Contender(f"baoshu, {name}, no JSON", "records", name) for name in ("jieba", "rjieba")}
JIONLP: Final = Contender("JioNLP extract_money + extract_time", "jionlp")


def segmenters() -> list[str]:
    """Name the segmenters that are installed."""
    return [name for name in BAOSHU if importlib.util.find_spec(name)]


def _peer_python() -> Path:
    return _VENV / "bin" / "python"


def available(contender: Contender) -> str:
    """Get the contender ready; "" where it is, else why it cannot be had."""
    if contender.role != "jionlp":
        return "" if contender.segmenter in segmenters() else f"{contender.segmenter} is not installed"
    wanted = _REQUIREMENTS.read_text(encoding="utf-8")
    stamp = _VENV / "installed.txt"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return ""
    try:
        venv.create(_VENV, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        return f"no virtual environment could be made: {error}"
    done = subprocess.run(
        [_peer_python(), "-m", "pip", "install", "--quiet", "--requirement", _REQUIREMENTS],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return f"pip could not install it: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
    stamp.write_text(wanted, encoding="utf-8")
    return ""


class Worker:
    """A contender's process: ask it, and it answers, or the process is ended."""

    def __init__(self, contender: Contender) -> None:
        """Start the process."""
        self.contender = contender
        self._process = subprocess.Popen(
            [contender.python(), str(BENCH / "worker.py"), contender.role],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=contender.environment(),
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        """Give the worker itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def load(self, paths: Sequence[Path], **which: object) -> dict[str, Any]:
        """Let the worker read or make its texts: `joined=` or `shape=` and `size=`."""
        return self._ask({"paths": [str(path.resolve()) for path in paths], **which}, _PATIENCE)

    def time(self, seconds: float, *, forget: bool, patience: float = _PATIENCE) -> dict[str, Any]:
        """Let the worker time passes over its texts for about that long."""
        return self._ask({"seconds": seconds, "forget": forget}, patience)

    def _ask(self, request: dict[str, object], patience: float) -> dict[str, Any]:
        slow = threading.Event()

        def end() -> None:
            slow.set()
            self._process.kill()

        timer = threading.Timer(patience, end)
        timer.start()
        try:
            answer = self._exchange(request)
        finally:
            timer.cancel()
        if slow.is_set():
            raise ContenderError(f"no answer within {patience:.0f} s")
        if not answer:
            raise ContenderError(self._last_words())
        return dict(json.loads(answer))

    def _exchange(self, request: dict[str, object]) -> str:
        pipe, answers = self._process.stdin, self._process.stdout
        if pipe is None or answers is None:
            return ""
        with contextlib.suppress(BrokenPipeError):
            pipe.write(json.dumps(request) + "\n")
            pipe.flush()
            return answers.readline()
        return ""

    def _last_words(self) -> str:
        self._process.kill()
        _, errors = self._process.communicate()
        last = (errors.strip().splitlines() or ["it ended without a word"])[-1]
        return "more than 4 GiB" if last.startswith("MemoryError") else last


@contextlib.contextmanager
def started(contenders: Sequence[Contender]) -> Iterator[dict[Contender, Worker]]:
    """Start several workers side by side, and end them all."""
    with contextlib.ExitStack() as stack:
        yield {contender: stack.enter_context(Worker(contender)) for contender in contenders}
