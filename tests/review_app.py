"""What the tests of the review page share: a run to review, and a server that shows it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from conftest import ROOT

from extractor.review.corrections import correction_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = (
    "青禾县红十字会2023年工作总结\n"
    "推行十户联防机制，走访十户困难家庭。募集善款XX万元，发放救助金26.2万元，惠及109人。\n"
    "为受灾群众新砌48灶节能灶，会员由860人增至1020人，增长50%。\n"
)


def made(folder: Path, text: str = TEXT) -> Path:
    """Make a run over one report, and give its output."""
    from extractor.runs.options import Options
    from extractor.runs.run import Run

    (folder / "报送").mkdir()
    (folder / "报送/青禾.txt").write_bytes(text.encode())
    output = folder / "数据.xlsx"
    with Run(output, Options()) as run:
        run.read([str(folder / "报送")])
        run.write()
    return output


def kept(output: Path) -> list[dict[str, Any]]:
    """Give the corrections on the disk."""
    path = correction_path(output)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        return int(one.getsockname()[1])


def started(store: Path, run: Path | None, port: int) -> subprocess.Popen[bytes]:
    """Start `baoshu review` in a process of its own; it answers when this returns."""
    command = [sys.executable, "-m", "extractor.cli", "review", *([str(run)] if run else [])]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--port", str(port), "--store", str(store)],
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    deadline = time.monotonic() + 120
    while True:
        assert process.poll() is None, process.communicate()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return process
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            assert time.monotonic() < deadline, "the server has not started"
            time.sleep(0.05)


@contextlib.contextmanager
def served(store: Path, run: Path | None = None) -> Iterator[str]:
    """Serve, and give the address; it ends as Ctrl-C ends it."""
    port = free_port()
    process = started(store, run, port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate(timeout=60)
