"""A run: files, folders and archives by the thousand into one output, from where the last run left off.

Inputs are read by workers (supervise.py), each result goes to the journal (journal.py) at once, and the output is written
from the journal at the end. So nothing is held in memory, the order of the output is that of the inputs whoever read them,
and a run that was stopped goes on.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from extractor import emit, packs
from extractor.atomic import committed, leftovers
from extractor.errors import BaoshuError
from extractor.labels import Headers
from extractor.packed import unpack
from extractor.read import Source, sources
from extractor.records import Extraction
from extractor.review.corrections import correction_path
from extractor.runs.child import ENTRY, Setup
from extractor.runs.inputs import Inputs, PendingInput, stat_of
from extractor.runs.journal import Journal, Row
from extractor.runs.journal_file import journal_path
from extractor.runs.options import Options, Progress
from extractor.runs.supervise import supervise
from extractor.runs.version import version
from extractor.runs.worker import Answer, answer
from extractor.status import Status

__all__ = ["Run", "stream", "workers_by_default"]

_MOST_WORKERS: Final = 8
_MOST_NAMED: Final = 3  # reports that are gone
_SHOW_ISSUES: Final = frozenset({"xlsx", "html"})
_IN_EXCEL: Final = frozenset({"xlsx", "csv"})  # what people open in Excel, and save


class Run:
    """One run into one output, which it holds for itself. Use it in a `with`.

    Raises BaoshuError where the output is another's, is being written, or cannot be.
    """

    def __init__(self, output: Path, options: Options = Options()) -> None:  # noqa: B008 - frozen
        self._output, self._options = output, options
        self._emit = emit.writer(output, options.form)
        if not output.parent.is_dir():
            raise BaoshuError(f"{output}: cannot be written: there is no folder {output.parent}; make it first")
        if output.is_dir():
            raise BaoshuError(f"{output}: cannot be written: a folder has this name")
        if output.exists() and not options.force and not journal_path(output).exists():
            raise BaoshuError(f"{output}: exists; --force overwrites it")
        version(tuple(options.patterns))  # a folder that is not there is said before anything is made
        self._journal = Journal(output)
        self._done = self._touched = False
        self.notes = [self._journal.said] if self._journal.said else []
        try:
            self._claim()
        except BaseException:
            self.close()
            raise

    def _claim(self) -> None:
        if self._output.exists() and not self._options.force and not self._is_ours():
            raise BaoshuError("; ".join([*self.notes, self._changed()]))
        for leftover in leftovers(self._output):
            _remove(leftover)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Give the output free. Where nothing was read and nothing written, no journal is left either."""
        journal = self._journal
        nothing = self._done and journal.is_empty("read") and not self._output.exists()
        journal.close(remove=nothing or (journal.is_new and journal.is_empty()))

    def read(
        self, paths: Sequence[str] | Sequence[Source], watch: Callable[[Progress], None] = lambda _: None
    ) -> Progress:
        """Read what is new or changed among the inputs; `watch` is told now and then how far it is.

        The inputs are paths, as the command takes them, or sources, which have names of their own.
        """
        here, before = json.dumps(os.getcwd()), self._journal.noted("folder")  # noqa: PTH109 - as paths were given
        if before != here:
            self._journal.note("folder", here)
        is_no_input = self._is_no_input()
        given = [[one] if isinstance(one, Source) else sources([one]) for one in paths]
        found = [source for one in given for source in one if not is_no_input(source.path)]
        inputs = Inputs(found, self._options, self._journal, self._touch)
        watch(inputs.progress)
        with self._journal.translated():
            for task, said in _answers(inputs, self._options, lambda: watch(inputs.progress)):
                with self._journal.batch():
                    self._settle(inputs, task, *said)
            with self._journal.batch():
                if self._journal.count() > len(inputs.seen):
                    self._touch()
                    self.notes += self._without(self._journal.left_out(inputs.seen), json.loads(before or here))
                    self._journal.drop_all_but(inputs.seen)
        watch(inputs.progress)
        self._done = True
        return inputs.progress

    def _without(self, left_out: Sequence[Source], folder: str) -> Iterator[str]:
        """What to say of the last run's reports that are no inputs of this one; `folder` is where their paths began."""
        paths = {Path(folder, one.path) for one in left_out}
        there = {path for path in paths if path.exists()}
        number = sum(Path(folder, one.path) in there for one in left_out)
        if number:
            yield (
                f"{number} reports of the last run are not among what this one was given, and no longer in {self._output};"
                f" to have them in it again, name them, too: {_around(there)}"
            )
        if gone := [one.name for one in left_out if Path(folder, one.path) not in there]:
            said = ", ".join(gone[:_MOST_NAMED]) + (" …" if len(gone) > _MOST_NAMED else "")
            yield f"{len(gone)} reports of the last run are no longer where they were, and no longer in {self._output}: {said}"

    @property
    def journal(self) -> Journal:
        """What is known of the inputs."""
        return self._journal

    def _settle(self, inputs: Inputs, task: PendingInput, said: dict[str, Any], packed: bytes) -> None:
        if "same" in said:
            inputs.same(task)
            return
        self._touch()
        kind = "archive" if "members" in said else "rejected" if said["status"]["status"] == "rejected" else "read"
        about = said if kind == "archive" else said["status"]
        row = Row(
            task.row.id if task.row else 0,
            task.place,
            task.source.name,
            task.stat,
            inputs.version_for(kind),
            about.get("sha256"),
            kind,
            about,
        )
        inputs.seen.add(self._journal.save(task.source, row, said.get("text"), packed))
        if kind == "archive":
            inputs.expand(task, said["members"])
        else:
            inputs.count(about)

    def write(self) -> None:
        """Put the output in place, whole, where anything in it is new. What should be known of it goes to `notes`."""
        if not self._journal.count("read"):
            return
        corrections = correction_path(self._output)
        corrected = _hash(corrections) if corrections.exists() else ""
        is_same = not self._journal.noted("changed") and self._journal.noted("headers") == self._headers()
        is_same = is_same and self._journal.noted("corrections") == corrected
        if not self._options.force and is_same and self._is_ours():
            return
        with committed(self._output) as temporary:
            self.notes += self._emit(self.extractions(), temporary, self.about())
            with self._journal.batch():
                self._journal.note("coming", _hash(temporary))  # a kill after the rename must not make it a stranger's
        with self._journal.batch():
            self._journal.note("output", self._journal.noted("coming"))
            self._journal.note("output stat", stat_of(str(self._output), settled=True)[1])
            self._journal.note("form", self._form())
            self._journal.note("headers", self._headers())
            self._journal.note("corrections", corrected)
            self._journal.note("changed", "")
        review = self._journal.review
        self.notes += [review.log.said] if review.log.said else []
        if lost := review.misfits():
            path = correction_path(self._output)
            self.notes.append(f"{len(lost)} corrections fit no longer; `baoshu apply {self._output} {path}` lists them")

    def statuses(self) -> Iterator[Status]:
        """How each input ended, in their order."""
        return self._journal.statuses()

    def about(self) -> emit.About:
        """The status of each input without its seconds: equal runs give equal bytes."""

        def statuses() -> Iterator[dict[str, Any]]:
            for status in self.statuses():
                yield {**asdict(status), "seconds": None}

        return emit.About(self._headers(), statuses, packs.load(self._options.patterns).indicators, self._journal.texts)

    def _headers(self) -> Headers:
        """In which language the tables speak: as asked for, else as in the last run, else in Chinese."""
        wanted = self._options.headers or self._journal.noted("headers")
        return "en" if wanted == "en" else "both" if wanted == "both" else "zh"

    def extractions(self) -> Iterator[Extraction]:
        """The records of each report; in a table that shows issues, with these as answers have left them, and those between reports."""
        if self._form() not in _SHOW_ISSUES:
            yield from self._journal.extractions()
            return
        from extractor.check import MOST_COMPARED, check_all, rechecked  # a rerun that finds nothing new does without

        known = packs.load(self._options.patterns)

        if self._journal.count("read") > MOST_COMPARED:
            self.notes.append(f"more than {MOST_COMPARED} reports: each is checked by itself, not against the others")
            yield from (rechecked(one, known) for one in self._journal.extractions())
            return
        read = list(self._journal.extractions())
        for one, others in zip(read, check_all(read, known), strict=True):
            told = rechecked(one, known)
            yield told.model_copy(update={"issues": (*told.issues, *others)}) if others else told

    def _touch(self) -> None:
        if not self._touched:
            self._journal.note("changed", "yes")
            self._touched = True

    def _form(self) -> str:
        return (self._options.form or self._output.suffix.removeprefix(".")).lower()

    def _is_ours(self) -> bool:
        """Whether the output is the one that this journal belongs to."""
        if not self._output.exists():
            return False
        noted = self._journal.noted
        if noted("output stat") and noted("output stat") == stat_of(str(self._output), settled=True)[1]:
            return noted("form") == self._form()
        found = _hash(self._output)
        return found in {noted("output"), noted("coming")}

    def _changed(self) -> str:
        """What to say of an output that is not as it was written."""
        if self._form() in _IN_EXCEL:
            return (
                f"{self._output}: was changed after baoshu wrote it, most likely edited and saved in Excel. What is typed into it"
                " is not read back: answers belong into the sheets of `baoshu return` and come in with `baoshu merge`,"
                " corrections into `baoshu review`. To keep what was typed, rename the file or name another one with -o, as"
                " --force throws it away"
            )
        return (
            f"{self._output}: was changed after baoshu wrote it. To keep it, rename it or name another file with -o, as --force"
            " throws the change away"
        )

    def _is_no_input(self) -> Callable[[str], bool]:
        """Tells the files of the run itself, which a folder that is read may hold."""
        own = {other.name for other in (self._output, correction_path(self._output), *self._options.also)}
        begin = journal_path(self._output).name
        folders = {other.parent.resolve() for other in (self._output, *self._options.also)}

        def test(path: str) -> bool:
            name = os.path.basename(path)  # noqa: PTH119 - for every input; a Path costs ten times as much
            return (name in own or name.startswith(begin)) and Path(path).parent.resolve() in folders

        return test


def stream(paths: Sequence[str], options: Options) -> Iterator[tuple[Status, Extraction | None]]:
    """Each input with its records, in their order, without output and journal: one worker, nothing kept."""
    inputs = Inputs(list(sources(paths)), options)
    for task, (said, packed) in _answers(inputs, options):
        if "members" in said:
            inputs.expand(task, said["members"])
        else:
            yield Status(**said["status"]), unpack(packed) if packed else None


def workers_by_default() -> int:
    """As many as there are processors, up to eight."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, _MOST_WORKERS)


def _answers(
    inputs: Inputs, options: Options, tick: Callable[[], None] = lambda: None
) -> Iterator[tuple[PendingInput, Answer]]:
    if options.entry != ENTRY or not inputs.are_few():
        yield from supervise(inputs, Setup(options.limits, options.patterns, options.workers, options.entry), tick)
        return
    while (task := inputs.take()) is not None:
        packs.load(options.patterns)  # what is wrong with them is said first
        yield task, answer(task.source, task.data, task.known, options.limits, options.patterns)


def _around(paths: Iterable[Path]) -> str:
    """What to name to have all of them: the file, or the folder around them, as it is called from here."""
    found = Path(os.path.commonpath(paths))
    here = Path.cwd()
    return str(found.relative_to(here) if found.is_relative_to(here) else found)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove(leftover: Path) -> None:
    if leftover.is_dir():
        shutil.rmtree(leftover, ignore_errors=True)
    else:
        leftover.unlink(missing_ok=True)
