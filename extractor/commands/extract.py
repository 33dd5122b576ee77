"""The command `baoshu extract`: a run into a file, or records to standard output."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NoReturn, cast, get_args

import typer

from extractor import status, terminal
from extractor.console import print_lines, say, stop
from extractor.emit.jsonl import lines
from extractor.inputs import Options
from extractor.labels import Headers
from extractor.messages import asked
from extractor.read import LIMITS, Limits
from extractor.run import Run, stream, workers_by_default

__all__ = ["into_file", "limits", "to_stdout"]

_MOST_SAID: Final = 20  # rejected inputs, each in a line


def limits(timeout: float | None, memory: int | None) -> Limits:
    """The limits with seconds for a file and MiB for a worker, where they are given."""
    return replace(LIMITS, seconds=timeout or LIMITS.seconds, memory=memory * 2**20 if memory else LIMITS.memory)


def into_file(  # noqa: PLR0913 - the options of the command
    reports: Sequence[str],
    output: Path,
    status_file: Path | None,
    form: str | None,
    patterns: Sequence[Path] | None,
    limits: Limits,
    workers: int | None,
    headers: str | None,
    *,
    fresh: bool,
    force: bool,
) -> None:
    """A run that can be stopped and goes on when it is started again. Ends with its exit code."""
    if status_file is not None:
        status.check(status_file)
    also = (status_file,) if status_file else ()
    options = Options(
        form,
        tuple(patterns or ()),
        workers or workers_by_default(),
        limits,
        fresh,
        force,
        also,
        headers=_headers(headers) or asked(),
    )
    with _stoppable("what was read is kept: the same command goes on from there"), Run(output, options) as run:
        with terminal.progress() as watch:
            progress = run.read(reports, watch)
        inputs = progress.total - progress.ignored
        if not inputs:
            stop("there are no files in what was named")
        run.write()
        for note in run.notes:
            say(note)
        if status_file is not None:
            status.write(run.statuses(), status_file)
        tally: Counter[str] = Counter()
        terminal.print_statuses(_said(run.statuses(), tally), output)
        if tally["rejected"] > _MOST_SAID:
            say(f"… and {tally['rejected'] - _MOST_SAID} more that could not be read; --status FILE lists them all")
        _finish(tally["rejected"], inputs)


def _headers(wanted: str | None) -> Headers | None:
    if wanted is not None and wanted not in get_args(Headers):
        stop(f"--headers {wanted}: use {', '.join(get_args(Headers))}")
    return cast("Headers | None", wanted)


def to_stdout(
    reports: Sequence[str], status_file: Path | None, patterns: Sequence[Path] | None, limits: Limits, *, table: bool
) -> None:
    """Each report as it is read: a table, or JSON Lines."""
    if status_file is not None:
        status.check(status_file)
    rows = []
    inputs = rejected = 0
    with _stoppable("what was printed is all there is"):
        for row, extraction in stream(reports, Options(patterns=tuple(patterns or ()), limits=limits)):
            rows += [row] if status_file else []
            if row.code == "ignored":
                continue
            inputs += 1
            if extraction is None:
                rejected += 1
                say(f"{row.file}: {row.reason}")
            elif table:
                terminal.print_extraction(extraction)
            else:
                print_lines(lines(extraction))
        if not inputs:
            stop("there are no files in what was named")
        if status_file is not None:
            status.write(rows, status_file)
        _finish(rejected, inputs)


def _said(rows: Iterable[status.Status], tally: Counter[str]) -> Iterator[status.Status]:
    """The rows as they are; what could not be read is counted, and named up to a number that is still read."""
    for row in rows:
        if row.status == "rejected" and row.code != "ignored":
            tally["rejected"] += 1
            if tally["rejected"] <= _MOST_SAID:
                say(f"{row.file}: {row.reason}")
        yield row


def _finish(rejected: int, inputs: int) -> None:
    if rejected:
        raise typer.Exit(4 if rejected == inputs else 3)


class _TerminatedError(BaseException):
    """SIGTERM."""


@contextlib.contextmanager
def _stoppable(kept: str) -> Iterator[None]:
    """Ctrl-C and SIGTERM end a run with 130 and 143; no worker is left."""

    def end(*_: object) -> NoReturn:
        raise _TerminatedError

    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, end) if main else None
    try:
        yield
    except (KeyboardInterrupt, _TerminatedError) as ended:
        say(f"stopped; {kept}")
        raise typer.Exit(130 if isinstance(ended, KeyboardInterrupt) else 143) from None
    finally:
        if main:
            signal.signal(signal.SIGTERM, before)
