"""The parent's side of the workers: give them tasks, watch their time and memory, end and replace them.

Whatever a file does to its worker (endless loops, 8 GB, a crash of native code), it costs that file alone: it is tried once
more with a new worker, then rejected. No pool of the standard library does this: one killed process breaks all of it.
"""

from __future__ import annotations

import contextlib
import queue
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Any, Final, Protocol, TypeVar, cast

from extractor.errors import BaoshuError
from extractor.runs.child import Child, Heard, Setup, Task, ending
from extractor.runs.worker import OUT_OF_MEMORY, Answer

__all__ = ["Crew", "Tasks", "supervise"]

_TICK: Final = 0.05  # seconds between two looks at the workers …
_IDLE: Final = 1.0  # … while none of them does anything
_TRIES: Final = 2  # of one file
_FALSE_STARTS: Final = {"by itself": 3, "killed": 500}  # in a row, until the run is given up
_PER_WORKER: Final = 16  # tasks that are worth the start of one more worker
_MIB: Final = 2**20


Some_co = TypeVar("Some_co", bound=Task, covariant=True)


class Tasks(Protocol[Some_co]):
    """Where tasks come from; an answer may add some (the members of an archive)."""

    def take(self) -> Some_co | None:
        """The next task, or None where there is none now."""

    def left(self) -> int:
        """About how many are left."""


def supervise(
    tasks: Tasks[Some_co], setup: Setup, tick: Callable[[], None] = lambda: None
) -> Generator[tuple[Some_co, Answer], None, None]:
    """Every task with its answer, as they come; with one worker, in the order of the tasks. `tick` is called now and then.

    Raises BaoshuError where no worker can be started. Workers are ended when the iteration ends, however it does.
    """
    with contextlib.closing(Crew(setup)) as crew:
        yield from crew.answers(tasks, tick)


class Crew:
    """Workers that go on from one lot of tasks to the next. `close` ends them."""

    _tasks: Tasks[Task]

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._workers: list[Child] = []
        self._again: deque[Task] = deque()
        self._inbox: queue.SimpleQueue[Heard | None] = queue.SimpleQueue()
        self._false_starts = dict.fromkeys(_FALSE_STARTS, 0)
        self._next: Task | None = None
        self._looked = 0.0

    def answers(
        self, tasks: Tasks[Some_co], tick: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[Some_co, Answer]]:
        """As `supervise`; the workers stay for the next lot, unless the iteration ended before the tasks did."""
        self._tasks = tasks
        done = False
        try:
            while self._staff():
                yield from cast("Iterator[tuple[Some_co, Answer]]", self._wait())
                tick()
            done = True
        finally:
            if not done:
                self.close()

    def serve(self, tasks: Tasks[Some_co], is_over: Callable[[], bool]) -> Iterator[tuple[Some_co, Answer]]:
        """As `answers`, for a service: it waits for tasks that are still to come (see `wake`) until it is over."""
        self._tasks = tasks
        while not is_over():
            self._staff()
            yield from cast("Iterator[tuple[Some_co, Answer]]", self._wait())

    def wake(self) -> None:
        """There is a new task, or it is over: wait no longer. From any thread."""
        self._inbox.put(None)

    def _staff(self) -> bool:
        """Give every free worker a task, start workers where it is worth it; False where nothing is left to do."""
        for worker in [w for w in self._workers if w.ready and w.task is None]:
            if (task := self._take()) is None:
                break
            worker.give(task)
        if len(self._workers) < self._setup.workers:
            # A task is taken before there is who does it, only to see that there is one. A single worker never is ahead
            # of its task: the order holds.
            self._next = self._next or self._take()
            if (self._next or self._setup.warm) and len(self._workers) < self._wanted():
                self._workers.append(Child(self._setup, self._inbox))
        return bool(self._next or self._again or any(w.task for w in self._workers))

    def _wanted(self) -> int:
        if self._setup.warm:
            return self._setup.workers
        return min(self._setup.workers, 1 + (len(self._again) + self._tasks.left()) // _PER_WORKER)

    def _take(self) -> Task | None:
        if self._again:
            return self._again.popleft()
        task, self._next = self._next, None
        return task or self._tasks.take()

    def _wait(self) -> Iterator[tuple[Task, Answer]]:
        """What has been answered since, and what had to be given up."""
        is_busy = any(worker.task or not worker.ready for worker in self._workers)
        try:
            heard = self._inbox.get(timeout=_TICK if is_busy else _IDLE)
        except queue.Empty:
            yield from self._watch()
            return
        if heard and heard[0] in self._workers:  # else it was ended, and spoke too late
            yield from self._hear(*heard)
        if time.monotonic() - self._looked > _TICK:
            yield from self._watch()

    def _hear(self, worker: Child, heard: dict[str, Any] | None, blob: bytes) -> Iterator[tuple[Task, Answer]]:
        if heard is None:
            yield from self._lose(worker, "crashed")
        elif "fatal" in heard:
            raise BaoshuError(heard["fatal"])
        elif not worker.ready:
            worker.ready = True
            self._false_starts = dict.fromkeys(_FALSE_STARTS, 0)
        elif worker.task is not None:
            task, worker.task = worker.task, None
            if worker.files >= self._setup.files:
                self._dismiss(worker)
            yield task, _failure(task, "crashed", heard["failed"], 0) if "failed" in heard else (heard, blob)

    def _watch(self) -> Iterator[tuple[Task, Answer]]:
        self._looked = now = time.monotonic()
        for worker in list(self._workers):
            if (worker.task is not None or not worker.ready) and now > worker.deadline:
                yield from self._lose(worker, "timeout")
            elif worker.task is not None and worker.resident() > self._setup.limits.memory:
                yield from self._lose(worker, "memory")

    def _lose(self, worker: Child, why: str) -> Iterator[tuple[Task, Answer]]:
        """A worker is gone or has to go: its file is tried again, or given up."""
        if why == "crashed":
            worker.let_end()
        self._dismiss(worker)
        code = worker.process.returncode
        if not worker.ready:
            self._count_false_start(worker, code, why)
            return
        task = worker.task
        if task is None:
            return
        task.tries += 1
        if task.tries < _TRIES and not (self._setup.warm and why == "timeout"):
            self._again.append(task)
            return
        seconds = time.monotonic() - worker.since
        if why == "crashed" and code == OUT_OF_MEMORY:
            why = "memory"
        reason = {
            "timeout": f"not read within {worker.deadline - worker.since:.0f} s",
            "memory": f"needs more than {self._setup.limits.memory // _MIB} MiB of memory",
            "crashed": f"its reader broke down ({ending(code)})",
        }[why]
        words = worker.last_words() if why == "crashed" else ""
        yield task, _failure(task, why, reason + (f": {words}" if words else ""), seconds)

    def _count_false_start(self, worker: Child, code: int, why: str) -> None:
        sort = "killed" if why == "crashed" and code == -9 else "by itself"  # SIGKILL comes from outside
        self._false_starts[sort] += 1
        if self._false_starts[sort] >= _FALSE_STARTS[sort]:
            raise BaoshuError(f"no worker process can be started ({ending(code)}): {worker.last_words()}")

    def _dismiss(self, worker: Child) -> None:
        self._workers.remove(worker)
        worker.end()

    def close(self) -> None:
        """End the workers and forget what they were at."""
        self._again.clear()
        self._next = None
        for worker in list(self._workers):
            self._dismiss(worker)


def _failure(task: Task, code: str, reason: str, seconds: float) -> Answer:
    row = {"file": task.source.name, "status": "rejected", "code": code, "reason": reason, "seconds": round(seconds, 3)}
    return {"status": row, "text": None}, b""
