"""What the tests of the command share: records read back, and a terminal to write to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Run

    Command = Callable[..., Run]


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
