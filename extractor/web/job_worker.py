"""The worker of a job: a whole run in a process of its own, with workers of its own, which end with it.

It leaves in the folder of the job: output.xlsx with its journal, records.jsonl, files.jsonl (how each input ended), and while
it runs progress.json. Where it was killed, the next one goes on from the journal.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from extractor import emit, status
from extractor.atomic import committed
from extractor.errors import IGNORED, BaoshuError
from extractor.labels import Headers
from extractor.read import Limits, Source
from extractor.runs import worker
from extractor.runs.options import Options, Progress
from extractor.runs.run import Run
from extractor.runs.worker import Answer

__all__ = ["CANCELLED", "FILES", "OUTPUT", "PROGRESS", "RECORDS", "answer", "main"]

OUTPUT: Final = "output.xlsx"
RECORDS: Final = "records.jsonl"
FILES: Final = "files.jsonl"
PROGRESS: Final = "progress.json"
CANCELLED: Final = "cancelled"
_EVERY: Final = 0.5  # seconds between two notes of the progress


class _CancelledError(BaoshuError):
    """Nobody wants the job any more."""


def main() -> None:
    """Serve until the input ends, at a lower priority than who waits for an answer."""
    if hasattr(os, "nice"):
        os.nice(10)
    worker.main(answer)


def answer(
    source: Source, data: bytes | None, _known: str | None, _limits: Limits, patterns: Sequence[Path] = ()
) -> Answer:
    """Run the job in the folder `source.path`; `data` is what jobs.py says of it, in JSON."""
    told = json.loads(data or b"{}")
    folder = Path(source.path)
    inputs = [Source(str(folder / "inputs" / one["file"]), (), one["name"]) for one in told["inputs"]]
    headers: Headers = told["headers"]
    options = Options(None, tuple(patterns), told["workers"], Limits(**told["limits"]), force=True, headers=headers)
    try:
        return {"job": _run(folder, inputs, options)}, b""
    except BaoshuError as error:
        return {"job": {"error": _without(str(error), folder)}}, b""


def _run(folder: Path, inputs: Sequence[Source], options: Options) -> dict[str, Any]:
    with Run(folder / OUTPUT, options) as run:
        progress = run.read(inputs, _noting(folder))
        run.write()
        status.write(run.statuses(), folder / FILES)
        emit.write(run.journal.extractions(), folder / RECORDS)
        rejected = sum(one.status == "rejected" and one.code not in IGNORED for one in run.statuses())
        return {"progress": asdict(progress), "rejected": rejected, "notes": run.notes}


def _noting(folder: Path) -> Callable[[Progress], None]:
    noted = 0.0

    def note(progress: Progress) -> None:
        nonlocal noted
        if (folder / CANCELLED).exists():
            raise _CancelledError("cancelled")
        if time.monotonic() - noted > _EVERY:
            noted = time.monotonic()
            with committed(folder / PROGRESS) as temporary:
                temporary.write_text(json.dumps(asdict(progress)), encoding="utf-8")

    return note


def _without(message: str, folder: Path) -> str:
    """The message without the path of the store, which is no client's business."""
    return message.replace(f"{folder}/", "").replace(str(folder), "")
