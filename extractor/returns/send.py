"""What goes back: a folder for each submitter, with the reports that have comments and the sheet to fill in."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extractor.atomic import committed
from extractor.errors import BaoshuError
from extractor.messages import Language
from extractor.packs import Packs, load
from extractor.placeholder import MARKS
from extractor.records import Extraction, Figure, submitter
from extractor.returns.again import Again, read_again
from extractor.returns.doubts import Between, between, with_doubts
from extractor.returns.question import Question, questions
from extractor.returns.slip import MOST_ROWS, Asked, Sent, write

if TYPE_CHECKING:
    from extractor.journal import Journal

__all__ = ["SHEET", "Returned", "send"]

SHEET: Final = "待填.xlsx"
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]')  # on any system
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME: Final = 50  # characters; three bytes each, of 255
_REDACTED: Final = re.compile(f"[{MARKS}某]+")


@dataclass(frozen=True, slots=True)
class Returned:
    """One submitter's folder."""

    folder: Path
    organisation: str
    questions: int
    sent: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class _Report:
    """A report that leaves something open."""

    id: int  # in the journal
    who: str
    year: str | None
    stem: str


def send(journal: Journal, out: Path, patterns: Sequence[Path] = (), lang: Language = "zh") -> Iterator[Returned]:
    """Write a folder below `out` for each submitter whose reports leave something open, one at a time.

    Files are read again in a worker, with the limits of a run. Raises BaoshuError where `out` holds something already: what was filled in there must not be lost.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BaoshuError(f"{out}: is not empty; what may be filled in there is not overwritten: name another folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
        taken: set[str] = set()
        packs, home = load(patterns), journal.noted("folder")
        others = between(journal, packs)
        groups = list(_groups(_open(journal, packs, others)))
        given = (with_doubts(journal.report(report.id), packs, others) for _, reports in groups for report in reports)
        again = read_again(given, Path(json.loads(home)) if home else Path(), patterns, lang)
        for label, reports in groups:
            folder = out / _free(_safe(label), taken)
            folder.mkdir()
            yield _send(again, folder, reports, packs, lang)
    except OSError as error:
        raise BaoshuError(f"{error.filename or out}: cannot be written: {error.strerror}") from None


def _open(journal: Journal, packs: Packs, others: Between) -> Iterator[_Report]:
    """The reports that leave something open; the same file of the same submitter is asked about once."""
    seen = set()
    for given in journal.reports():
        told = with_doubts(given, packs, others).extraction
        who = submitter(told.report)
        if (given.sha256, who) not in seen and next(questions(told, given.sha256, packs), None):
            seen.add((given.sha256, who))
            yield _Report(given.id, who, told.report.year, Path(told.report.name).stem)


def _groups(found: Iterator[_Report]) -> Iterator[tuple[str, list[_Report]]]:
    """The reports of each submitter, and what its folder is called.

    A name is one submitter's where it is whole and has one report a year. Otherwise it may be two submitters', who must not
    see each other's: then each report has a folder of its own.
    """
    named: dict[str, list[_Report]] = {}
    for report in found:
        named.setdefault(report.who, []).append(report)
    for who, reports in named.items():
        most = max(Counter(report.year for report in reports).values())
        if len(reports) > 1 and (most > 1 or _REDACTED.search(who)):
            for report in reports:
                yield f"{who}-{report.stem}", [report]
        else:
            yield who, reports


def _send(again: Iterator[Again], folder: Path, reports: Sequence[_Report], packs: Packs, lang: Language) -> Returned:
    asked: list[Asked] = []
    sent: list[Sent] = []
    taken = {SHEET.lower()}
    for report, one in zip(reports, again, strict=False):  # the reports come first: none of the next folder's is taken
        given = one.given
        own = list(questions(given.extraction, given.sha256, packs, one.text, lang))
        copy = ""
        if one.copy:
            copy = _free(f"{_safe(report.stem)}（批注）.docx", taken)
            with committed(folder / copy) as temporary:
                temporary.write_bytes(one.copy)
        asked += [Asked(question, _bold(question, given.extraction, one.text)) for question in own]
        sent.append(Sent(given.source.name, given.format, len(own), copy, one.why))
    if len(asked) > MOST_ROWS:
        sent.append(Sent(SHEET, "xlsx", len(asked) - MOST_ROWS, "", f"only {MOST_ROWS} rows are in the sheet"))
    with committed(folder / SHEET) as temporary:
        write(temporary, reports[0].who, asked, sent, lang)
    return Returned(folder, reports[0].who, len(asked), tuple(sent))


def _bold(question: Question, extraction: Extraction, text: str) -> tuple[int, int]:
    """Where the figure stands in its sentence; (0, 0) where it is written there twice and the text is not at hand."""
    figure = question.figure
    found = [at.start() for at in re.finditer(re.escape(figure.text), figure.sentence)]
    if len(found) > 1:
        rank = _rank(figure, extraction) if not text else None
        near = [at for at in found if _agrees(figure, at, text)] if text else []
        found = near if text else found[rank : rank + 1] if rank is not None and rank < len(found) else []
    return (found[0], found[0] + len(figure.text)) if len(found) == 1 else (0, 0)


def _agrees(figure: Figure, at: int, text: str) -> bool:
    start = figure.start - at
    return start >= 0 and text[start : start + len(figure.sentence)] == figure.sentence


def _rank(figure: Figure, extraction: Extraction) -> int | None:
    """Which of the same figures in the same sentence it is; None where the sentence is not all of theirs."""
    same = [f for f in extraction.figures if (f.text, f.sentence) == (figure.text, figure.sentence)]
    return same.index(figure) if len(same) == figure.sentence.count(figure.text) else None


def _safe(name: str) -> str:
    """A name that every system takes, for what may be called anything.

    >>> _safe("红十字会/../x:2021 "), _safe("CON"), _safe("...")
    ('红十字会_.._x_2021', '_CON', '_')
    """
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name))[:_LONGEST_NAME].strip(" .")
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it the first that is not taken; case does not tell names apart."""
    stem, dot, suffix = name.rpartition(".docx")
    stem, suffix = (stem, dot + suffix) if dot else (name, "")
    free, number = name, 1
    while free.lower() in taken:
        number += 1
        free = f"{stem}（{number}）{suffix}"
    taken.add(free.lower())
    return free
