"""Many uploads at a time, bombs and endless bodies among them: what the server needs, and how others are served meanwhile.

python tests/web_load.py [UPLOADS [CONNECTIONS]]     200 and 10,000 where none is named; the connections send half a head
"""

from __future__ import annotations

import contextlib
import http.client
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from hostile_zips import many, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
MIB = 2**20
REPORT = "一年来，发放救助金26.2万元，惠及109人。" * 20


@dataclass
class Load:
    """What was measured: answers by their kind, seconds of the others' requests, and MiB of the server, alone and with its workers."""

    answers: Counter[str] = field(default_factory=Counter)
    others: list[tuple[float, str]] = field(default_factory=list)  # with what was asked for
    refused: list[int] = field(default_factory=list)  # statuses of the others' that are not 200
    alone: float = 0.0
    together: float = 0.0
    seconds: float = 0.0

    def see(self, process: int) -> None:
        """Look at the memory."""
        sizes = _resident(process)
        self.alone = max(self.alone, sizes[process] / MIB)
        self.together = max(self.together, sum(sizes.values()) / MIB)


@contextlib.contextmanager
def serving(store: Path) -> Iterator[tuple[int, int]]:
    """Run the command; its process and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "extractor.cli", "serve", "--port", str(port), "--store", str(store)]
    server = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)})  # noqa: S603 - our own command
    try:
        while True:
            with contextlib.suppress(OSError):
                ask(port, "POST", "/v1/extract", json.dumps({"text": REPORT}).encode(), "application/json")
                break
            assert server.poll() is None, "the server has ended"
            time.sleep(0.1)
        yield server.pid, port
    finally:
        server.terminate()
        server.wait()


def ask(port: int, method: str, path: str, body: bytes | None = None, kind: str = "x/y") -> int:
    """The status of an answer that has come whole."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body, {"Content-Type": kind})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def endless(port: int, path: str, size: int) -> int:
    """Send a body in chunks, of no length that is told."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    piece = bytes(MIB)
    try:
        connection.request("POST", path, itertools.repeat(piece, size), {"Content-Type": "x/y"}, encode_chunked=True)
        return connection.getresponse().status
    finally:
        connection.close()


def slow(port: int) -> int:
    """Send a byte now and then, and no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=120) as wire:
        wire.sendall(f"POST /v1/jobs HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 1000000\r\n\r\n".encode())
        for _ in range(10):
            wire.sendall(b"x")
            time.sleep(0.3)
    return 0


def parts(number: int) -> bytes:
    """A form of many parts."""
    return b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n' * number + b"--b--\r\n"


def attacks(port: int, *, full: bool) -> list[tuple[str, Callable[[], int]]]:
    """What is sent, by its name; `full` sends large ones."""
    bomb, nest = many(17, 256 if full else 8), quoted(250, 2**20 if full else 2**16)
    form = parts(10_000)
    kind = "multipart/form-data; boundary=b"
    mib = 64 if full else 4
    return [
        ("a bomb as a job", lambda: ask(port, "POST", "/v1/jobs", bomb)),
        ("a bomb as a file", lambda: ask(port, "POST", "/v1/extract", bomb)),
        ("a quoting bomb as a job", lambda: ask(port, "POST", "/v1/jobs", nest)),
        ("10,000 parts", lambda: ask(port, "POST", "/v1/jobs", form, kind)),
        ("a body without length", lambda: endless(port, "/v1/extract", mib)),
        ("a large job", lambda: endless(port, "/v1/jobs", mib)),
        ("a slow body", lambda: slow(port)),
        ("30 MiB of figures", lambda: ask(port, "POST", "/v1/extract", b"1" * (30 * MIB if full else MIB))),
        (
            "1 MiB of text",
            lambda: ask(port, "POST", "/v1/extract", json.dumps({"text": "5人" * 80_000}).encode(), "application/json"),
        ),
        ("a report", lambda: ask(port, "POST", "/v1/extract", REPORT.encode())),
    ]


def load(uploads: int, *, full: bool) -> Load:
    """Send so many uploads at a time, and meanwhile ask what others ask."""
    found = Load()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "store") as (process, port):
        sent = list(itertools.islice(itertools.cycle(attacks(port, full=full)), uploads))
        threads = [threading.Thread(target=_attack, args=(found, *one)) for one in sent]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        watcher = threading.Thread(target=_watch, args=(found, process, threads))
        watcher.start()
        text = json.dumps({"text": REPORT}).encode()
        while any(thread.is_alive() for thread in threads) or len(found.others) < 9:
            for method, path, body in (
                ("GET", "/healthz", None),
                ("GET", "/docs", None),
                ("POST", "/v1/extract", text),
            ):
                before = time.monotonic()
                status = ask(port, method, path, body, "application/json")
                found.others.append((time.monotonic() - before, path))
                if status != http.HTTPStatus.OK:
                    found.refused.append(status)
            time.sleep(0.05)
        watcher.join()
        found.seconds = time.monotonic() - started
    return found


def idle(connections: int) -> Load:
    """Open so many connections that say nothing whole, and meanwhile ask what others ask."""
    found = Load()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "store") as (process, port):
        started, wires = time.monotonic(), []
        for number in range(connections):
            wires.append(socket.create_connection(("127.0.0.1", port), timeout=120))
            wires[-1].sendall(b"GET / HTTP/1.1\r\nHo")
            if number % max(1, connections // 50) == 0:
                before = time.monotonic()
                found.refused += [status for status in (ask(port, "GET", "/healthz"),) if status != http.HTTPStatus.OK]
                found.others.append((time.monotonic() - before, "/healthz"))
                found.see(process)
        for wire in wires:
            wire.close()
        found.seconds = time.monotonic() - started
    return found


def _attack(found: Load, name: str, send: Callable[[], int]) -> None:
    try:
        status = str(send())
    except OSError:  # the server has closed in the middle of the body
        status = "closed"
    found.answers[f"{name}: {status}"] += 1


def _watch(found: Load, process: int, threads: list[threading.Thread]) -> None:
    while any(thread.is_alive() for thread in threads):
        found.see(process)
        time.sleep(0.1)


def _resident(process: int) -> dict[int, int]:
    """Bytes of memory of a process and of all that come from it."""
    parents, sizes = dict[int, int](), dict[int, int]()
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            parents[int(path.name)] = int((path / "stat").read_text().rsplit(")", 1)[1].split()[1])
            sizes[int(path.name)] = int((path / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def is_of_it(one: int) -> bool:
        while one not in {0, process}:
            one = parents.get(one, 0)
        return one == process

    return {one: size for one, size in sizes.items() if is_of_it(one)}


def main() -> None:
    """Run from the command line."""
    uploads, connections = (int(sys.argv[at]) if len(sys.argv) > at else most for at, most in ((1, 200), (2, 10_000)))
    _print(idle(connections))
    _print(load(uploads, full=True))


def _print(found: Load) -> None:
    for name, count in sorted(found.answers.items()):
        print(f"{count:4} {name}")
    for path in sorted({path for _, path in found.others}):
        seconds = sorted(taken for taken, other in found.others if other == path)
        print(f"{len(seconds)} times {path}: median {seconds[len(seconds) // 2]:.3f} s, slowest {seconds[-1]:.3f} s")
    print(f"not 200: {found.refused}")
    print(
        f"server {found.alone:.0f} MiB, with its workers {found.together:.0f} MiB, {found.seconds:.0f} s, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
