"""The command `baoshu extract`: a run into a file, or records to standard output."""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NoReturn, cast, get_args

import typer

from extractor import status
from extractor.console import has_stdout, is_terminal, print_lines, say, stop
from extractor.emit.jsonl import lines
from extractor.errors import IGNORED
from extractor.labels import Headers
from extractor.messages import asked
from extractor.read import LIMITS, Limits
from extractor.runs.options import Options
from extractor.runs.run import Run, stream, workers_by_default
from extractor.terminal.records import print_extraction
from extractor.terminal.runs import print_statuses, progress

__all__ = ["extract", "limits", "options"]

_MOST_SAID: Final = 20  # rejected inputs, each in a line


def limits(timeout: float | None, memory: int | None) -> Limits:
    """The limits with seconds for a file and MiB for a worker, where they are given."""
    return replace(LIMITS, seconds=timeout or LIMITS.seconds, memory=memory * 2**20 if memory else LIMITS.memory)


def options(
    form: str | None,
    patterns: Sequence[Path] | None,
    workers: int | None,
    timeout: float | None,
    memory: int | None,
    *,
    fresh: bool,
    force: bool,
) -> Options:
    """How to run, as the command line says it; no workers are as many as there are processors."""
    return Options(form, tuple(patterns or ()), workers or 0, limits(timeout, memory), fresh, force)


def extract(
    reports: Sequence[str],
    output: Path | None,
    status_file: Path | None,
    headers: str | None,
    options: Options,
    *,
    jsonl: bool,
) -> None:
    """Read the reports into a file, or to stdout: a table on a terminal, else JSON Lines. Ends with the exit code."""
    if output is None and options.form not in {None, "jsonl"}:
        stop(f"--format {options.form} needs a file: name it with -o")
    if output is not None and jsonl:
        stop("--jsonl prints to stdout; with -o, name a file that ends in .jsonl")
    if output is None and (options.workers or options.fresh):
        stop("--workers and --fresh are for runs into a file: name it with -o")
    if not reports and sys.stdin is not None and not sys.stdin.isatty():
        reports = ["-"]
    if not reports:
        stop("name the reports to read, or - for standard input")
    if output is None and not has_stdout():
        stop("standard output is closed: name a file with -o")
    if status_file is not None:
        status.check(status_file)
    if output is not None:
        _into_file(reports, output, status_file, replace(options, headers=_headers(headers) or asked()))
    else:
        _to_stdout(reports, status_file, options, table=not (jsonl or options.form) and is_terminal())


def _into_file(reports: Sequence[str], output: Path, status_file: Path | None, options: Options) -> None:
    """A run that can be stopped and goes on when it is started again."""
    also = (status_file,) if status_file else ()
    options = replace(options, workers=options.workers or workers_by_default(), also=also)
    with _stoppable("what was read is kept: the same command goes on from there"), Run(output, options) as run:
        with progress() as watch:
            done = run.read(reports, watch)
        inputs = done.total - done.ignored
        if not inputs:
            stop("there are no files in what was named")
        run.write()
        for note in run.notes:
            say(note)
        if status_file is not None:
            status.write(run.statuses(), status_file)
        tally: Counter[str] = Counter()
        print_statuses(_said(run.statuses(), tally), output)
        if tally["rejected"] > _MOST_SAID:
            say(f"… and {tally['rejected'] - _MOST_SAID} more that could not be read; --status FILE lists them all")
        _finish(tally["rejected"], inputs)


def _headers(wanted: str | None) -> Headers | None:
    if wanted is not None and wanted not in get_args(Headers):
        stop(f"--headers {wanted}: use {', '.join(get_args(Headers))}")
    return cast("Headers | None", wanted)


def _to_stdout(reports: Sequence[str], status_file: Path | None, options: Options, *, table: bool) -> None:
    """Each report as it is read: a table, or JSON Lines."""
    rows, no_reports = [], []
    inputs = rejected = 0
    with _stoppable("what was printed is all there is"):
        for row, extraction in stream(reports, Options(patterns=options.patterns, limits=options.limits)):
            rows += [row] if status_file else []
            if row.code in IGNORED:
                no_reports += [row.file] if row.code == "no-report" else []
                continue
            inputs += 1
            if extraction is None:
                rejected += 1
                say(f"{row.file}: {row.reason}")
            elif table:
                print_extraction(extraction)
            else:
                print_lines(lines(extraction))
        if no_reports:
            first, number = no_reports[0], len(no_reports)
            say(
                f"passed over in the folders, as they are no reports: {number} ({first} …); name a file to have it read"
            )
        if not inputs:
            stop("there are no files in what was named")
        if status_file is not None:
            status.write(rows, status_file)
        _finish(rejected, inputs)


def _said(rows: Iterable[status.Status], tally: Counter[str]) -> Iterator[status.Status]:
    """The rows as they are; what could not be read is counted, and named up to a number that is still read."""
    for row in rows:
        if row.status == "rejected" and row.code not in IGNORED:
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
