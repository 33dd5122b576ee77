"""One worker process as its parent has it: started, given tasks, heard, ended. supervise.py says which does what."""

from __future__ import annotations

import contextlib
import io
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from extractor.read import Limits, Source
from extractor.runs.wire import receive, send

__all__ = ["ENTRY", "Child", "Heard", "Setup", "Task", "ending"]

ENTRY: Final = "extractor.runs.worker"  # the module whose main() a worker runs
_START: Final = 120.0  # seconds that a worker may take to load its packs
_MIB: Final = 2**20


@dataclass(slots=True, eq=False)
class Task:
    """One input to be read: its size in bytes, the hash it is known by, and its bytes where they are at hand."""

    source: Source
    size: int = 0
    known: str | None = None
    data: bytes | None = None
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Setup:
    """What every worker is given at its start."""

    limits: Limits
    patterns: Sequence[Path] = ()
    workers: int = 1
    entry: str = ENTRY
    files: int = 500  # after so many a worker is replaced: whatever a library leaks ends there
    warm: bool = False  # for a service: all workers are kept ready, and what took too long once is not tried again


@dataclass(slots=True, eq=False)
class Child:
    """A worker process. What it answers goes to `inbox`, as (child, answer, blob); None as the answer is its end."""

    setup: Setup
    inbox: queue.SimpleQueue[Heard | None]
    process: subprocess.Popen[bytes] = field(init=False)
    outbox: queue.SimpleQueue[tuple[bytes, ...] | None] = field(init=False, default_factory=queue.SimpleQueue)
    said: deque[bytes] = field(init=False, default_factory=lambda: deque(maxlen=2))  # the end of its stderr
    task: Task | None = None
    ready: bool = False
    files: int = 0
    since: float = field(default_factory=time.monotonic)
    deadline: float = field(init=False)
    folder: str = field(init=False, default="")  # for temporary files, which a killed reader leaves behind

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + _START
        with contextlib.suppress(OSError):
            self.folder = tempfile.mkdtemp(prefix="baoshu-")
        # The parent's own path of modules, so that a folder with an extractor/ or a json.py in it is not asked first.
        program = f"import sys; sys.path[:] = {sys.path!a}; from {self.setup.entry} import main; main()"
        self.process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C goes to the parent alone; what a worker starts ends with it
        )
        for work in (self._converse, self._drain):
            threading.Thread(target=work, daemon=True).start()
        setup = {**asdict(self.setup), "patterns": list(map(str, self.setup.patterns)), "folder": self.folder}
        self.outbox.put((json.dumps(setup).encode(),))

    def give(self, task: Task) -> None:
        """Send it a task; its time begins to run."""
        limits = self.setup.limits
        seconds = limits.seconds + limits.seconds_per_mib * task.size / _MIB
        self.task, self.since = task, time.monotonic()
        self.deadline = self.since + seconds
        self.files += 1
        head = {"source": asdict(task.source), "known": task.known, "seconds": seconds, "data": task.data is not None}
        self.outbox.put((json.dumps(head).encode(), *([] if task.data is None else [task.data])))

    def _converse(self) -> None:
        """Send and receive, in a thread of its own: a worker that does neither can block nobody else."""
        to, back = cast("BinaryIO", self.process.stdin), cast("BinaryIO", self.process.stdout)
        heard: dict[str, Any] | None = {}
        while heard is not None and (frames := self.outbox.get()) is not None:
            heard, blob = None, b""
            with contextlib.suppress(OSError, ValueError):
                for frame in frames:
                    send(to, frame)
                head = receive(back)
                body = receive(back) if head is not None and self.ready else b""
                if head is not None and body is not None:
                    heard, blob = json.loads(head), body
            self.inbox.put((self, heard, blob))
        for pipe in (to, back):
            with contextlib.suppress(OSError):
                pipe.close()

    def _drain(self) -> None:
        with cast("io.BufferedReader", self.process.stderr) as pipe:
            while piece := pipe.read1(65536):
                self.said.append(piece[-1000:])

    def let_end(self) -> None:
        """Wait a second for one that is about to end in its own way: how it did says why."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(1)

    def end(self) -> None:
        """Kill it and what it started; it keeps nothing that would be lost."""
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()
        self.process.wait()
        self.outbox.put(None)
        shutil.rmtree(self.folder, ignore_errors=True)

    def resident(self) -> int:
        """Bytes of memory that it holds, where the system says so (/proc)."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_bytes().split()[1]
        except (OSError, IndexError):
            return 0
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def last_words(self) -> str:
        """The last line that it wrote to its stderr, "" where there is none."""
        lines = b"".join(self.said).decode("utf-8", "replace").split("\n")
        return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "")


Heard = tuple[Child, dict[str, Any] | None, bytes]


def ending(code: int) -> str:
    """How a process ended, in a word: exit 1, SIGKILL."""
    if code >= 0:
        return f"exit {code}"
    with contextlib.suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"
