"""A worker: one process that reads files and extracts from them, so that what breaks it costs one file.

It takes tasks from its standard input and answers on its standard output, in frames (wire.py). It ends when the input
ends, in the middle of a task too: a run that was killed leaves no workers.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from extractor.document import Document
from extractor.errors import BaoshuError, InputError
from extractor.harmless import shown
from extractor.packed import pack
from extractor.read import HOLDERS, Limits, Source, check_is_report, digest, load, members, read_bytes, sniff
from extractor.records import Extraction, text_sha256
from extractor.runs.wire import receive, send

if TYPE_CHECKING:
    from extractor.status import Status

__all__ = ["OUT_OF_MEMORY", "Answer", "Put", "answer", "extracted", "main", "source_of"]

OUT_OF_MEMORY: Final = 86  # the exit code of a worker that was refused memory
_GRACE: Final = 60  # seconds after which the kernel ends a worker whose parent is gone

Answer = tuple[dict[str, Any], bytes]
"""One of {"same"}, {"members", "sha256"}, {"status", "text"}: with a status come the packed records, b"" if rejected."""
Put = Callable[[Extraction, Document], bytes]
"""What a worker sends of a report that was read: `_packed` for the journal."""


def _packed(extraction: Extraction, document: Document) -> bytes:
    """The records and the text as the journal keeps them."""
    return pack(extraction, document.text)


def answer(
    source: Source,
    data: bytes | None,
    known: str | None,
    limits: Limits,
    patterns: Sequence[Path] = (),
    put: Put = _packed,
) -> Answer:
    """What becomes of one input: it is the `known` bytes, an archive with members, records, or rejected with a reason.

    `data` are its bytes where they are at hand already (standard input). Raises BaoshuError for a wrong pack only.
    """
    from extractor import status

    started = time.perf_counter()
    sha256 = None
    row, blob, text = None, b"", None
    try:
        data = load(source, limits) if data is None else data
        _check_size(source, data, limits)
        sha256 = digest(data)
        if sha256 == known:
            return {"same": True}, b""
        check_is_report(source, data)
        if sniff(data) in HOLDERS:
            inner = [asdict(member) for member in members(source, data, limits)]
            return {"members": inner, "sha256": sha256}, b""
        row, blob, text = extracted(read_bytes(data, source.name, limits), source.name, patterns, put)
    except InputError as error:
        if isinstance(error.__cause__, MemoryError):  # whoever reads may not know that more of it can be had
            raise error.__cause__ from None
        row = status.rejected(error)
    except (BaoshuError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - a fault of a reader costs its file, not the run
        row = status.rejected(InputError(source.name, f"its reader failed: {_named(error)}", "crashed"))
    row = replace(row, file=source.name, sha256=sha256, seconds=round(time.perf_counter() - started, 3))
    return {"status": asdict(row), "text": text}, blob


def source_of(told: dict[str, Any]) -> Source:
    """A source from JSON."""
    return Source(**{**told, "members": tuple(told["members"])})


def _check_size(source: Source, data: bytes, limits: Limits) -> None:
    if len(data) > limits.file:  # standard input; of files `load` reads no more
        raise InputError(source.name, f"larger than {limits.file // 2**20} MiB; split it", "too-large")


def extracted(document: Document, name: str, patterns: Sequence[Path], put: Put) -> tuple[Status, bytes, str]:
    """What is found in a report: its row, what `put` makes of it, and a hash of its text without white space."""
    from extractor import packs, status
    from extractor.check import check
    from extractor.pipeline import extract

    loaded = packs.load(patterns)
    extraction = extract(document, name, loaded)
    extraction = extraction.model_copy(update={"issues": check(extraction, loaded, document.text)})
    bare = "".join(document.text.split())  # the same in every format that holds this text
    return (
        status.accepted(extraction, document),
        put(extraction, document),
        text_sha256(bare),
    )


def _named(error: BaseException) -> str:
    try:
        return shown(f"{type(error).__name__}: {error}")[:200]
    except Exception:  # noqa: BLE001 - an error that cannot even be shown
        return type(error).__name__


def main(answer: Callable[..., Answer] = answer) -> None:
    """Serve until the input ends. The tests give an `answer` of their own, which does what broken readers do."""
    tasks, answers = _pipes()
    head = receive(tasks)
    if head is None:
        return
    setup = json.loads(head)
    limits = Limits(**setup["limits"])
    patterns = [Path(folder) for folder in setup["patterns"]]
    _bound(limits)
    tempfile.tempdir = setup["folder"] or None
    frames: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_listen, args=(tasks, frames, setup["folder"]), daemon=True).start()
    send(answers, json.dumps(_ready(patterns)).encode())
    while True:
        task = json.loads(frames.get())
        data = frames.get() if task["data"] else None
        _alarm(task["seconds"] + _GRACE)
        source = source_of(task["source"])
        try:
            said, blob = answer(source, data, task["known"], limits, patterns)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except BaseException as error:  # noqa: BLE001 - SystemExit and KeyboardInterrupt of a reader, too
            said, blob = {"failed": _named(error)}, b""
        _alarm(0)
        send(answers, json.dumps(said).encode())
        send(answers, blob)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, moved away from 0 and 1: whatever a reader prints goes to stderr, which is drained."""
    tasks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    return tasks, answers


def _ready(patterns: Sequence[Path]) -> dict[str, str]:
    """Load the packs, and compile what most texts need of them, before the first task: no file's time is charged for it."""
    from extractor import packs
    from extractor.pipeline import extract

    try:
        extract("2023年5月发放救助金26.2万元，惠及XX人，完成任务的％。", packs=packs.load(patterns))
    except BaoshuError as error:
        return {"fatal": str(error)}
    return {}


def _listen(tasks: BinaryIO, frames: queue.Queue[bytes], folder: str) -> None:
    while (frame := receive(tasks)) is not None:
        frames.put(frame)
    if folder:  # whoever made it may have been killed
        shutil.rmtree(folder, ignore_errors=True)
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)  # with what a reader may have started
    os._exit(0)


def _bound(limits: Limits) -> None:
    """Refuse more memory than the limit where the system can; elsewhere only the parent watches."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)  # unhandled: it ends the process


if __name__ == "__main__":
    main()
