"""Jobs: uploads that are read as runs, one folder each in the store; job_worker.py has the run.

A job outlives the server: what was waiting or running when it ended is taken up at the next start.
"""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import shutil
import threading
from concurrent.futures import Future
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel

from extractor.atomic import committed
from extractor.errors import BaoshuError
from extractor.labels import Headers
from extractor.read import Source
from extractor.runs.child import Setup
from extractor.runs.worker import Answer
from extractor.web.job_worker import CANCELLED, FILES, OUTPUT, PROGRESS, RECORDS
from extractor.web.lane import AwaitedTask, Lane
from extractor.web.problems import Problem
from extractor.web.settings import Settings
from extractor.web.store import Store
from extractor.web.uploads import Received

__all__ = ["Job", "Jobs", "Progress"]

_ID: Final = re.compile(r"[0-9a-f]{32}")
_MEMORY: Final = 3 * 2**30  # of a job's own process: the workbook is made in it


class Progress(BaseModel):
    """How far a job is: inputs done and known so far (members of archives among them), and how many of them need a look."""

    done: int = 0
    total: int = 0
    flagged: int = 0
    ignored: int = 0


class Input(BaseModel):
    """One uploaded file: what the client calls it, and its size."""

    name: str
    size: int


class Job(BaseModel):
    """One job. It is `done` also where some inputs were rejected; where all were, it has no output."""

    id: str
    state: Literal["waiting", "running", "done", "failed"] = "waiting"
    created: datetime
    headers: Headers = "zh"
    inputs: list[Input]
    progress: Progress = Progress()
    rejected: int = 0
    notes: list[str] = []
    error: str | None = None
    has_output: bool = False


class _Kept(BaseModel):
    """What is on the disk of a job: the names of its inputs in the store are no client's business."""

    job: Job
    files: list[str]


class Jobs:
    """The jobs of a store."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings, self._store = settings, store
        self._jobs: dict[str, _Kept] = {}
        self._answers: dict[str, Future[Answer]] = {}
        self._lock = threading.Lock()  # between the server and the lane, which says how a job ended
        limits = replace(settings.job_limits, memory=_MEMORY, seconds=settings.job_seconds, seconds_per_mib=0.0)
        setup = Setup(limits, settings.patterns, settings.jobs, "extractor.web.job_worker", files=1)
        self._lane = Lane(setup, 10_000)

    def start(self) -> None:
        """Take up what is in the store."""
        for folder in sorted(self._store.jobs.iterdir()):
            kept = _read(folder)
            if kept is None or (folder / CANCELLED).exists():
                self._remove(folder)
                continue
            self._jobs[kept.job.id] = kept
            if kept.job.state in {"waiting", "running"}:
                self._begin(kept)
        self._lane.start()

    def close(self) -> None:
        """End what runs; the next start goes on with it."""
        self._lane.close()

    def new_folder(self) -> Path:
        """A folder for the inputs of a new job; `add` makes it one, `forget` removes it."""
        folder = self._store.jobs / secrets.token_hex(16)
        (folder / "inputs").mkdir(parents=True, mode=0o700)
        return folder

    def add(self, folder: Path, files: list[Received], headers: Headers) -> Job:
        """A job of the files that were received into `folder`/inputs."""
        inputs = [Input(name=file.name, size=file.size) for file in files]
        job = Job(id=folder.name, created=datetime.now(UTC).replace(microsecond=0), headers=headers, inputs=inputs)
        self._jobs[job.id] = kept = _Kept(job=job, files=[file.path.name for file in files])
        self._save(kept)
        self._begin(kept)
        return job

    def forget(self, folder: Path) -> None:
        """Remove the folder of an upload that came to nothing."""
        self._remove(folder)

    def all(self) -> list[Job]:
        """Every job, the latest first."""
        return [self.get(one) for one in sorted(self._jobs, key=lambda one: self._jobs[one].job.created, reverse=True)]

    def get(self, job: str) -> Job:
        """A job as it stands. Raises Problem where there is none of this id."""
        kept = self._jobs.get(job) if _ID.fullmatch(job) else None
        if kept is None:
            raise Problem("no_job")
        found = kept.job
        if found.state in {"waiting", "running"}:
            progress = _progress(self.folder(found))
            if progress:
                return found.model_copy(update={"state": "running", "progress": progress})
        return found

    def folder(self, job: Job) -> Path:
        """Where a job lies."""
        return self._store.jobs / job.id

    def file(self, job: str, kind: Literal["records", "output", "files"]) -> Path:
        """A file of a job that is done. Raises Problem where it is not yet, or will never be there."""
        found = self.get(job)
        if found.state in {"waiting", "running"}:
            raise Problem("not_done", headers={"Retry-After": "2"})
        path = self.folder(found) / {"records": RECORDS, "output": OUTPUT, "files": FILES}[kind]
        if not path.is_file():
            raise Problem("no_output")
        return path

    def delete(self, job: str) -> None:
        """Forget a job, with all that was uploaded for it; one that runs is stopped. Raises Problem where there is none."""
        with self._lock:
            found = self.get(job)
            del self._jobs[found.id]
            answer = self._answers.pop(found.id, None)
        folder = self.folder(found)
        if answer is None or answer.cancel() or answer.done():
            self._remove(folder)
            return
        (folder / CANCELLED).touch()
        answer.add_done_callback(lambda _: self._remove(folder))

    def counts(self) -> dict[str, int]:
        """How many jobs there are in each state."""
        counts = dict.fromkeys(("waiting", "running", "done", "failed"), 0)
        for job in self.all():
            counts[job.state] += 1
        return counts

    def _begin(self, kept: _Kept) -> None:
        job = kept.job
        named = zip(kept.files, job.inputs, strict=True)
        told = {
            "inputs": [{"file": file, "name": one.name} for file, one in named],
            "headers": job.headers,
            "workers": self._settings.readers,
            "limits": asdict(self._settings.job_limits),
        }
        task = AwaitedTask(Source(str(self.folder(job)), (), job.id), data=json.dumps(told).encode())
        self._answers[job.id] = answer = self._lane.put(task)
        answer.add_done_callback(lambda done: self._finish(job.id, done))

    def _finish(self, job: str, answer: Future[Answer]) -> None:
        """In the lane's thread: keep how the job ended. One that was interrupted stays as it was."""
        if answer.cancelled() or answer.exception() is not None:
            return
        said = answer.result()[0]
        ended: dict[str, Any] = said.get("job") or {"error": said["status"]["reason"]}
        with self._lock:
            kept = self._jobs.get(job)
            if kept is None:
                return
            self._answers.pop(job, None)
            has_output = (self.folder(kept.job) / OUTPUT).is_file()
            ended |= {"state": "failed" if "error" in ended else "done", "has_output": has_output}
            done = _Kept(job=Job.model_validate({**kept.job.model_dump(), **ended}), files=kept.files)
            with contextlib.suppress(BaoshuError):  # the disk is full; the next start finds it unfinished
                self._save(done)
            self._store.recount()
            self._jobs[job] = done

    def _save(self, kept: _Kept) -> None:
        with committed(self.folder(kept.job) / "job.json") as temporary:
            temporary.write_text(kept.model_dump_json(), encoding="utf-8")

    def _remove(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._store.recount()


def _read(folder: Path) -> _Kept | None:
    """The job of a folder; None where an upload was broken off, or where it is none of ours."""
    try:
        kept = _Kept.model_validate_json((folder / "job.json").read_bytes())
    except (OSError, ValueError):
        return None
    return kept if kept.job.id == folder.name and _ID.fullmatch(kept.job.id) else None


def _progress(folder: Path) -> Progress | None:
    try:
        return Progress.model_validate_json((folder / PROGRESS).read_bytes())
    except (OSError, ValueError):
        return None
