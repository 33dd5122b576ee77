"""What goes back: a folder for each submitter, with the reports that have comments and the sheet to fill in; and what could not be read."""

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
from extractor.errors import IGNORED, BaoshuError
from extractor.harmless import shown
from extractor.knowledge import Packs
from extractor.messages import Language, say, translated
from extractor.packs import load
from extractor.records import Extraction, is_named, submitter
from extractor.release import UNREAD
from extractor.returns.again import Again, read_again
from extractor.returns.doubts import Between, between, with_doubts
from extractor.returns.question import Question, questions
from extractor.returns.slip import MOST_ROWS, Sent, write, write_unread

if TYPE_CHECKING:
    from extractor.runs.journal import Journal
    from extractor.status import Status

__all__ = ["SHEET", "Returned", "send", "send_unread"]

SHEET: Final = "待填.xlsx"
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]')  # on any system
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST_NAME: Final = 50  # characters; three bytes each, of 255


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
    is_named: bool  # by a name that is nobody else's
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
        given = (
            with_doubts(journal.report(report.id), packs, others)
            for _, sheets in groups
            for one in sheets
            for report in one
        )
        again = read_again(given, Path(json.loads(home)) if home else Path(), patterns, lang)
        for label, sheets in groups:
            folder = out / _free(_safe(label), taken)
            folder.mkdir()
            yield _send(again, folder, sheets, packs, lang)
    except OSError as error:
        raise BaoshuError(f"{error.filename or out}: cannot be written: {error.strerror}") from None


def send_unread(journal: Journal, out: Path, lang: Language = "zh") -> list[Status]:
    """The submissions that could not be read, which go back whole; they are listed with their reasons in a file of `out`, too.

    Raises BaoshuError where that cannot be written.
    """
    found = [one for one in journal.statuses() if one.status == "rejected" and one.code not in IGNORED]
    if found:
        try:
            out.mkdir(parents=True, exist_ok=True)
            with committed(out / UNREAD) as temporary:
                write_unread(temporary, [(one.file, translated(one.reason, lang)) for one in found], lang)
        except OSError as error:
            raise BaoshuError(f"{error.filename or out}: cannot be written: {error.strerror}") from None
    return found


def _open(journal: Journal, packs: Packs, others: Between) -> Iterator[_Report]:
    """The reports that leave something open; the same file of the same submitter is asked about once."""
    seen = set()
    for given in journal.reports():
        told = with_doubts(given, packs, others).extraction
        who = submitter(told.report)
        if (given.sha256, who) not in seen and next(questions(told, given.sha256, packs), None):
            seen.add((given.sha256, who))
            yield _Report(given.id, who, is_named(told.report), told.report.year, Path(told.report.name).stem)


def _groups(found: Iterator[_Report]) -> Iterator[tuple[str, list[list[_Report]]]]:
    """What the folder of each submitter is called, and the reports that share a sheet in it.

    One sheet asks about one report a year. Where there are more, two submitters may be behind the name: each report has a sheet
    of its own, which can be sent on alone. A name that says nothing (区红十字会, XX县红十字会) is no submitter's: a folder each.
    """
    by_name: dict[str, list[_Report]] = {}
    for report in found:
        by_name.setdefault(report.who, []).append(report)
    for who, reports in by_name.items():
        if len(reports) > 1 and not all(report.is_named for report in reports):
            for report in reports:
                yield f"{who}-{report.stem}", [[report]]
        else:
            most = max(Counter(report.year for report in reports).values())
            yield who, [reports] if most == 1 else [[report] for report in reports]


def _send(
    again: Iterator[Again], folder: Path, sheets: Sequence[Sequence[_Report]], packs: Packs, lang: Language
) -> Returned:
    taken = {SHEET.lower()}
    done: list[Sent] = []
    number = 0
    for reports in sheets:
        asked: list[Question] = []
        sent: list[Sent] = []
        for report, one in zip(
            reports, again, strict=False
        ):  # the reports come first: none of the next sheet's is taken
            given = one.given
            own = list(questions(given.extraction, given.sha256, packs, one.text, lang))
            copy = ""
            if one.copy:
                copy = _free(f"{_safe(report.stem)}（批注）.docx", taken)
                with committed(folder / copy) as temporary:
                    temporary.write_bytes(one.copy)
            asked += own
            errors = tuple(_errors(given.extraction, lang))
            sent.append(Sent(given.source.name, given.format, len(own), copy, one.why, errors))
        if len(asked) > MOST_ROWS:
            sent.append(Sent(SHEET, "xlsx", len(asked) - MOST_ROWS, "", f"only {MOST_ROWS} rows are in the sheet"))
        name = SHEET if len(sheets) == 1 else _free(f"{Path(SHEET).stem}-{_safe(reports[0].stem)}.xlsx", taken)
        with committed(folder / name) as temporary:
            write(temporary, reports[0].who, asked, sent, lang)
        done += sent
        number += len(asked)
    return Returned(folder, sheets[0][0].who, number, tuple(done))


def _errors(extraction: Extraction, lang: Language) -> Iterator[str]:
    """What is wrong where no figure stands (D802, 2月30日): the report has to be put right."""
    for issue in extraction.issues:
        if issue.severity == "error" and not issue.figures:
            yield shown(say(issue.code, lang, issue.facts) if issue.facts else issue.message)


def _safe(name: str) -> str:
    """A name that every system takes, for what may be called anything.

    >>> _safe("红十字会/../x:2021 "), _safe("CON"), _safe("...")
    ('红十字会_.._x_2021', '_CON', '_')
    """
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", name))[:_LONGEST_NAME].strip(" .")
    return f"_{name}" if not name or _RESERVED.fullmatch(name) else name


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it the first that is not taken; case does not tell names apart."""
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, dot + suffix) if suffix in {"docx", "xlsx"} else (name, "")
    free, number = name, 1
    while free.lower() in taken:
        number += 1
        free = f"{stem}（{number}）{suffix}"
    taken.add(free.lower())
    return free
