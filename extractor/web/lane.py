"""A lane: requests wait in a queue for workers that are kept warm. The web process awaits the answer, and reads nothing itself.

There is more than one lane, so that whoever sends short texts does not wait behind large files.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import Request
from starlette.requests import ClientDisconnect

from extractor.console import say
from extractor.errors import BaoshuError
from extractor.runs.child import Setup, Task
from extractor.runs.supervise import Crew
from extractor.runs.worker import Answer
from extractor.web.problems import Problem

__all__ = ["AwaitedTask", "Lane"]

_AGAIN: Final = 2.0  # seconds until workers are started anew after they could not be


@dataclass(slots=True, eq=False)
class AwaitedTask(Task):
    """A task that somebody awaits."""

    future: Future[Answer] = field(default_factory=Future)


class Lane:
    """Workers of one setup and the queue before them; `waiting` is how many may wait."""

    def __init__(self, setup: Setup, waiting: int) -> None:
        self._setup, self._most = setup, waiting
        self._waiting: deque[AwaitedTask] = deque()
        self._given: set[AwaitedTask] = set()  # to the crew, and not answered
        self._crew: Crew | None = None
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Start the workers; requests may come at once."""
        self._thread.start()

    def close(self) -> None:
        """End the workers, in the middle of what they do; who waits is told so."""
        self._closing.set()
        if crew := self._crew:
            crew.wake()
        self._thread.join()

    async def ask(self, task: AwaitedTask, request: Request) -> Answer:
        """The answer of a worker. Raises Problem where too many wait already, or where no worker can be had.

        Raises ClientDisconnect where the client has left meanwhile; what waits for nobody is not read.
        """
        if len(self._waiting) >= self._most:
            raise Problem("busy", headers={"Retry-After": "2"})
        answer = asyncio.wrap_future(self.put(task))
        left = asyncio.ensure_future(_left(request))
        try:
            either: set[asyncio.Future[Any]] = {answer, left}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
            raise ClientDisconnect
        finally:
            left.cancel()
            if not answer.done():
                answer.cancel()
                with contextlib.suppress(ValueError):  # it is being read
                    self._waiting.remove(task)

    def put(self, task: AwaitedTask) -> Future[Answer]:
        """The same for who does not wait for it."""
        self._waiting.append(task)
        if crew := self._crew:
            crew.wake()
        return task.future

    def load(self) -> tuple[int, int]:
        """How many wait, and how many are being read."""
        return len(self._waiting), len(self._given)

    def take(self) -> AwaitedTask | None:
        """The next task; one that nobody awaits any more is passed over."""
        while self._waiting:
            task = self._waiting.popleft()
            if task.future.set_running_or_notify_cancel():
                self._given.add(task)
                return task
        return None

    def left(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def _work(self) -> None:
        while not self._closing.is_set():
            self._crew = Crew(self._setup)
            try:
                self._serve(self._crew)
            except BaoshuError as error:
                say(str(error))
            except Exception as error:  # noqa: BLE001 - a fault of ours costs those who wait, not all who come after
                say(f"internal error: {type(error).__name__} in the supervision of the workers")
            finally:
                self._crew.close()
                self._give_up()
            self._closing.wait(_AGAIN)

    def _serve(self, crew: Crew) -> None:
        for task, answer in crew.serve(self, self._closing.is_set):
            self._given.discard(task)
            task.future.set_result(answer)

    def _give_up(self) -> None:
        while self.take():
            pass
        for task in self._given:
            task.future.set_exception(Problem("no_reader", headers={"Retry-After": "5"}))
        self._given.clear()


async def _left(request: Request) -> None:
    """Ends when the client closes its connection. The body has been read: nothing else comes."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
