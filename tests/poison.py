"""A worker whose reader does what broken readers do, where the name of a file says so: `poison-sleep.txt`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from extractor.returns import again
from extractor.runs import worker

if TYPE_CHECKING:
    from collections.abc import Callable


class UnspeakableError(Exception):
    """An error that cannot be shown."""

    def __str__(self) -> str:
        raise ValueError


def allocate() -> None:
    bytearray(8 << 30)


def hoard() -> None:
    """Memory that the system does not refuse, as where there is no RLIMIT_AS."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    kept = []
    for _ in range(2000):
        kept.append(b"\1" * (8 << 20))
        time.sleep(0.01)


def flood() -> None:
    for _ in range(1600):
        os.write(2, b"x" * 65536)
    os._exit(1)


def leave_a_file() -> None:
    """A killed reader cannot clean up."""
    tempfile.mkstemp(prefix="left-")
    os.kill(os.getpid(), signal.SIGKILL)


def raising(error: BaseException) -> Callable[[], NoReturn]:
    def deed() -> NoReturn:
        raise error

    return deed


def leave_a_child() -> None:
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    os._exit(3)


DEEDS: dict[str, Callable[[], object]] = {
    "exit": lambda: os._exit(139),
    "abort": os.abort,
    "segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "allocate": allocate,
    "hoard": hoard,
    "sleep": lambda: time.sleep(1e6),
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "flood": flood,
    "close": lambda: os.closerange(3, 64),
    "child": leave_a_child,
    "litter": leave_a_file,
    "system": raising(SystemExit(0)),
    "keyboard": raising(KeyboardInterrupt()),
    "unspeakable": raising(UnspeakableError()),
    "recursion": raising(RecursionError("too deep")),
}
CODES = {"allocate": "memory", "hoard": "memory", "sleep": "timeout", "stop": "timeout"}


def broken(source: Any, *rest: Any) -> worker.Answer:
    deed = DEEDS.get(Path(source.path).stem.partition("poison-")[2])
    if deed:
        deed()
    data, known = rest[:2]
    read = again.answer if data and known else worker.answer  # what `baoshu return` reads has its records with it
    return read(source, *rest)


def main() -> None:
    worker.main(broken)
