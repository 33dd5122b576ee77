"""Requests a second and latency of /v1/extract for reports of 3,000 characters, beside the call in this process, in one run.

python bench/serve.py [--quick] [TEXTS…]
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import show
from shapes import ROOT, default_texts, read
from show import Goal

__all__ = ["run"]

_LONG: Final = 3_000  # characters of a report
_REQUESTS, _QUICK_REQUESTS = 400, 80
_CLIENTS: Final = (1, 4, 16)  # that ask at a time, each on one connection
_WARM: Final = 8  # requests before the clock starts


def _reports(paths: Sequence[Path], number: int) -> list[str]:
    """As many different reports of this length: pieces of the texts, each from another place."""
    joined = "\n".join(read(path) for path in paths)
    joined *= 1 + (_LONG * 2) // len(joined)
    step = max(1, (len(joined) - _LONG) // number)
    return [joined[at : at + _LONG] for at in range(0, len(joined) - _LONG, step)][:number]


def _in_process(reports: Sequence[str]) -> list[float]:
    """Seconds of each call: the records, the check-up, and their JSON."""
    from extractor import extract
    from extractor.check import check
    from extractor.packs import load

    packs, seconds = load(), []
    for number, text in enumerate(itertools.chain(reports[:_WARM], reports)):
        started = time.perf_counter()
        found = extract(text, "a.txt", packs)
        found.model_copy(update={"issues": check(found, packs, text)}).model_dump_json()
        if number >= _WARM:
            seconds.append(time.perf_counter() - started)
    return seconds


@contextlib.contextmanager
def _served() -> Iterator[int]:
    """Run the command, and give its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    with tempfile.TemporaryDirectory() as store:
        command = [sys.executable, "-m", "extractor.cli", "serve", "--port", str(port), "--store", store]
        server = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
        try:
            _await(port, server)
            yield port
        finally:
            server.terminate()
            server.wait()


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        with contextlib.suppress(OSError):
            _ask(http.client.HTTPConnection("127.0.0.1", port), "惠及109人")
            return
        time.sleep(0.1)
    raise SystemExit("baoshu serve has ended")


def _ask(connection: http.client.HTTPConnection, text: str) -> float:
    body = json.dumps({"text": text, "name": "a.txt"}, ensure_ascii=False).encode()
    started = time.perf_counter()
    connection.request("POST", "/v1/extract", body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    told = answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise SystemExit(f"/v1/extract answered {answer.status}: {told[:200]!r}")
    return time.perf_counter() - started


def _over_http(port: int, reports: Sequence[str], clients: int) -> tuple[list[float], float]:
    """Seconds of each request, and of all of them together."""
    waiting, seconds = iter(reports), list[float]()
    lock = threading.Lock()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while True:
            with lock:
                text = next(waiting, None)
            if text is None:
                return
            seconds.append(_ask(connection, text))

    started = time.perf_counter()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seconds, time.perf_counter() - started


def _row(label: str, seconds: list[float], together: float) -> list[str]:
    milliseconds = sorted(1000 * one for one in seconds)
    last = milliseconds[min(len(milliseconds) - 1, int(len(milliseconds) * 0.99))]
    rate = len(seconds) / together
    return [label, show.number(rate), show.number(statistics.median(milliseconds)), show.number(last)]


def run(texts: Sequence[Path], *, quick: bool) -> list[Goal]:
    """Measure and print; there is no goal to judge."""
    reports = _reports(texts, _QUICK_REQUESTS if quick else _REQUESTS)
    here = _in_process(reports)
    rows = [_row("in this process", here, sum(here))]
    with _served() as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for text in reports[: 2 * _WARM]:  # each of the workers
            _ask(connection, text)
        for clients in _CLIENTS:
            name = "1 client" if clients == 1 else f"{clients} clients"
            rows.append(_row(f"/v1/extract, {name}", *_over_http(port, reports, clients)))
    show.table(
        f"Serve: {len(reports)} reports of {_LONG:,} characters",
        ["", "reports/s", "p50 ms", "p99 ms"],
        rows,
        "The same reports by turns: records, check-up and JSON. Over HTTP: `baoshu serve` as it comes, two workers for texts.",
    )
    return []


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path, help="reports as UTF-8 text; without: the real ones, or corpus/")
    parser.add_argument("--quick", action="store_true", help=f"{_QUICK_REQUESTS} reports")
    given = parser.parse_args()
    run(given.texts or default_texts(), quick=given.quick)


if __name__ == "__main__":
    main()
