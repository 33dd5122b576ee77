"""Runs over reports that are made for them: in this process, and by the command."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

from extractor.runs.options import Options
from extractor.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Run as Ran

    from extractor.status import Status

    Command = Callable[..., Ran]

posix = pytest.mark.skipif(os.name == "nt", reason="signals and /proc")


def reports(folder: Path, number: int) -> Path:
    """Write short reports, each with a figure of its own, some with an open one."""
    folder.mkdir(exist_ok=True)
    for n in range(number):
        opened = "募集善款XX万元。" if n % 3 == 0 else ""
        (folder / f"{n:04}.txt").write_text(f"青山县红十字会工作总结\n本月惠及{n}人。{opened}\n", encoding="utf-8")
    return folder


def run(folder: Path, output: Path, **options: Any) -> list[Status]:
    """Run in this process, give the status rows."""
    with Run(output, Options(**options)) as one:
        one.read([str(folder)])
        one.write()
        return list(one.statuses())


def files(output: Path) -> list[str]:
    """Give the source of every record."""
    return [json.loads(line)["source_file"] for line in output.read_text(encoding="utf-8").splitlines()]


def command(folder: Path, *arguments: object, **environment: str) -> subprocess.Popen[bytes]:
    """Start the command in `folder`."""
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "extractor.cli", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def ended(process: subprocess.Popen[bytes], seconds: float = 120) -> tuple[int, str]:
    """Wait for its end: the code, and what it said."""
    _, said = process.communicate(timeout=seconds)
    return process.returncode, said.decode("utf-8")


def workers_in(folder: Path) -> list[int]:
    """Give the processes that run in a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").resolve() == folder.resolve() and b"extractor" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def none_left_in(folder: Path) -> bool:
    """Wait up to five seconds until no process runs there."""
    until = time.monotonic() + 5
    while workers_in(folder) and time.monotonic() < until:
        time.sleep(0.05)
    return not workers_in(folder)
