"""Runs that are killed or stopped, and workers that are: by the clock, at one moment and another, and all goes on from there."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time
from pathlib import Path

import pytest
from runs import command, ended, files, none_left_in, posix, reports, run


@posix
def test_no_false_start_is_charged_to_a_file(tmp_path: Path) -> None:
    """Workers that are killed now and then, while they start too: no file is lost or comes twice."""
    folder, over = reports(tmp_path / "in", 400), threading.Event()

    def kill() -> None:
        chance = random.Random(7)  # noqa: S311 - not for secrets
        while not over.wait(chance.uniform(0.5, 3.0)):  # a start takes a second, more on a busy machine
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
            if children:
                with contextlib.suppress(OSError):
                    os.kill(int(chance.choice(children)), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        rows = run(folder, tmp_path / "out.jsonl", workers=2, entry="poison")
    finally:
        over.set()
        killer.join()
    assert [row.status for row in rows] == ["ok"] * 400
    assert len(set(files(tmp_path / "out.jsonl"))) == 400


def stopped_and_resumed(folder: Path, after: float, how: int) -> tuple[int, str, float]:
    """Stop the command after some time, go on: its code, what it said, and how long it took to end."""
    process = command(folder, "extract", "in", "-o", "out.jsonl", "--workers", "2")
    time.sleep(after)
    process.send_signal(how)
    since = time.monotonic()
    code, said = ended(process)
    took = time.monotonic() - since
    assert none_left_in(folder)
    again, complaint = ended(command(folder, "extract", "in", "-o", "out.jsonl", "--workers", "2"))
    assert (again, complaint) == (0, "")
    return code, said, took


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the output of a run that nobody kills over the same reports."""
    folder = tmp_path_factory.mktemp("whole")
    reports(folder / "in", 150)
    assert ended(command(folder, "extract", "in", "-o", "whole.jsonl"))[0] == 0
    return (folder / "whole.jsonl").read_bytes()


@posix
@pytest.mark.parametrize("after", [0.2, 0.5, 0.9, 1.3, 1.7, 2.1])
def test_a_killed_run_goes_on(tmp_path: Path, whole: bytes, after: float) -> None:
    """`kill -9` at any moment: no worker is left, the output is as without it, no other file stays."""
    reports(tmp_path / "in", 150)
    stopped_and_resumed(tmp_path, after, signal.SIGKILL)
    assert (tmp_path / "out.jsonl").read_bytes() == whole
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out.jsonl", ".out.jsonl.journal"}


@posix
@pytest.mark.parametrize(("how", "expected"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("after", [0.8, 1.6])
def test_a_stopped_run_ends_soon(tmp_path: Path, how: int, expected: int, after: float) -> None:
    """Ctrl-C and SIGTERM: three seconds at most, a line that says how to go on, a code of its own."""
    folder = reports(tmp_path / "in", 30)
    for n in range(600):
        (folder / f"x{n:04}.txt").write_bytes((folder / "0003.txt").read_bytes() * 40)
    code, said, took = stopped_and_resumed(tmp_path, after, how)
    assert took < 3
    assert code == expected
    assert said == "baoshu: stopped; what was read is kept: the same command goes on from there\n"
