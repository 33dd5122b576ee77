"""The files of a run read once more, for what goes back: in a worker with limits, as when they were read for the first time.

This is a worker's module, too: `main` is what its process runs.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from extractor.errors import InputError
from extractor.messages import Language
from extractor.packed import pack, unpack
from extractor.read import LIMITS, Limits, Source, digest, load, read_bytes
from extractor.records import Extraction, text_sha256
from extractor.runs import worker
from extractor.runs.child import Setup, Task
from extractor.runs.supervise import supervise

if TYPE_CHECKING:
    from extractor.runs.journal import Given

__all__ = ["Again", "answer", "main", "read_again"]

_ENTRY: Final = "extractor.returns.again"


@dataclass(frozen=True, slots=True)
class Again:
    """A report with the text that it has, a copy with comments (.docx only), and why these cannot be had."""

    given: Given
    text: str = ""
    copy: bytes = b""
    why: str = ""


@dataclass(slots=True)
class _Waiting:
    """The one task that is next."""

    tasks: deque[Task] = field(default_factory=deque)

    def take(self) -> Task | None:
        return self.tasks.popleft() if self.tasks else None

    def left(self) -> int:
        return len(self.tasks)


def read_again(
    reports: Iterable[Given], home: Path, patterns: Sequence[Path], lang: Language = "zh"
) -> Iterator[Again]:
    """Each report in its order; `home` is the folder in which the run was started, `lang` that of the comments.

    A text is read here: there is no parser that could break, and starting a worker costs a second.
    """
    waiting = _Waiting()
    with contextlib.closing(supervise(waiting, Setup(LIMITS, patterns, 1, _ENTRY))) as answers:
        for given in reports:
            source = given.source
            if source.path == "-":
                yield Again(given, why="read from standard input")
                continue
            path = str(home / source.path)
            own = Source(path, source.members, path + source.name.removeprefix(source.path))
            sent = lang.encode() + pack(given.extraction)
            if given.format == "txt":
                yield _told(given, *answer(own, sent, given.sha256, LIMITS, patterns))
                continue
            waiting.tasks.append(Task(own, _size(path), given.sha256, sent))
            _, (said, copy) = next(answers)
            yield _told(given, said, copy)


def answer(
    source: Source, data: bytes | None, known: str | None, limits: Limits, patterns: Sequence[Path] = ()
) -> worker.Answer:
    """{"text", "why"} of a file whose bytes are `known`, with its copy, if it is a .docx.

    `data` are the language of the comments in two letters, then the packed records.
    """
    lang, told = cast("Language", (data or b"")[:2].decode()), unpack((data or b"")[2:])
    text, copy = "", b""
    try:
        found = load(source, limits)
        if digest(found) != known:
            return {"text": "", "why": "the file has changed since the run read it: run `baoshu extract` again"}, b""
        document = read_bytes(found, told.report.name, limits)
        same = text_sha256(document.text) == told.report.sha256
        text = document.text if same else ""
        if document.format == "docx":
            copy = _commented(found, told, known, text, limits, patterns, lang)
    except InputError as error:
        if isinstance(error.__cause__, MemoryError):
            raise error.__cause__ from None
        return {"text": text, "why": error.reason}, b""
    return {"text": text, "why": ""}, copy


def main() -> None:
    """A worker's life."""
    worker.main(answer)


def _commented(
    found: bytes, told: Extraction, known: str, text: str, limits: Limits, patterns: Sequence[Path], lang: Language
) -> bytes:
    from extractor import packs
    from extractor.returns.comments import commented
    from extractor.returns.question import questions

    own = list(questions(told, known, packs.load(patterns), text, lang))
    return commented(found, told.report.name, told.report.sha256, own, limits)


def _told(given: Given, said: dict[str, Any], copy: bytes) -> Again:
    if "why" in said:
        return Again(given, said["text"], copy, said["why"])
    return Again(given, why=said["status"]["reason"])  # its worker was ended


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
