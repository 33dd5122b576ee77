"""What comes back: filled sheets are read, each answer is checked, and the run keeps those that are right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from extractor.errors import InputError
from extractor.harmless import shown
from extractor.read import HOLDERS, LIMITS, Source, digest, load, members, sniff, sources
from extractor.records import Figure, Filled, Issue, submitter
from extractor.returns.answer import RefusedError, confirms, value
from extractor.returns.doubts import between, with_doubts
from extractor.returns.question import WORTH_ASKING, is_intact
from extractor.returns.slip import Row, Slip, read
from extractor.review.filled import figure_id

if TYPE_CHECKING:
    from extractor.knowledge import Packs
    from extractor.runs.journal import Journal

__all__ = ["Doubt", "Merged", "merge"]

_FILE: Final = 12  # digits of an id that tell the file
_LONGEST: Final = 200  # characters of a name or a text that is kept


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the check-up says of an answer: `row` of the sheet `name`."""

    name: str
    row: int
    issue: Issue


@dataclass(slots=True)
class Merged:
    """What became of the answers; `refused` names sheet, row and reason."""

    sheets: int = 0
    filled: int = 0
    replaced: int = 0  # an answer that was there before
    same: int = 0  # merged before
    empty: int = 0  # rows that were not filled in
    still_open: int = 0  # figures of the run
    refused: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)  # answers that were taken, and look wrong


@dataclass(frozen=True, slots=True)
class _Returned:
    """A sheet that came back, and where from."""

    name: str
    sha256: str
    day: str  # of the file, where the sheet does not say it
    slip: Slip


def merge(journal: Journal, paths: Sequence[str], packs: Packs, by: str = "") -> Merged:
    """Put the answers in the sheets below `paths` into the journal, all that are right; `by` is who, where a sheet does not say.

    What was answered before is kept beside it. The same sheet a second time changes nothing.
    """
    merged = Merged()
    slips = list(_slips(paths, merged))
    wanted = {row.id.rpartition("-")[0] for one in slips for row in one.slip.rows}
    figures, known = _figures(journal, wanted)
    before: dict[str, Filled] = {}
    seen = set()
    taken: dict[str, tuple[str, int]] = {}
    for question, sheet, answer in journal.filled():
        before[question] = answer
        seen.add((question, sheet))
    with journal.batch():
        for one in slips:
            for row in one.slip.rows:
                key = row.id.rpartition("-")[0]
                said = _in_the_note(row)
                if said.value is None:
                    merged.empty += 1
                    continue
                try:
                    answer = _answer(one, said, figures, known, packs, by)
                except RefusedError as error:
                    merged.refused.append(f"{one.name}: row {row.number}: {error}")
                    continue
                old = before.get(key)
                if (key, one.sha256) in seen or (old and _told(old) == _told(answer)):
                    merged.same += 1
                    continue
                journal.fill(key, one.sha256, answer)
                journal.note("changed", "yes")
                before[key] = answer
                seen.add((key, one.sha256))
                taken[key] = one.name, row.number
                merged.replaced += old is not None
                merged.filled += old is None
    merged.still_open = _still_open(journal)
    merged.doubts = list(_doubts(journal, packs, taken)) if taken else []
    return merged


def _still_open(journal: Journal) -> int:
    """How many figures nobody knows yet; the same file of the same submitter counts once, as it is asked about once."""
    asked = {(given.sha256, submitter(given.extraction.report)): given.extraction for given in journal.reports()}
    return sum(figure.is_open for extraction in asked.values() for figure in extraction.figures)


def _doubts(journal: Journal, packs: Packs, taken: Mapping[str, tuple[str, int]]) -> Iterator[Doubt]:
    """What looks wrong with the answers that were taken: each issue that one of them has a part in, once."""
    others = between(journal, packs)
    heads = {key[:_FILE] for key in taken}
    for given in journal.reports():
        if given.sha256[:_FILE] not in heads:
            continue
        told, who = with_doubts(given, packs, others).extraction, submitter(given.extraction.report)
        for issue in told.issues:
            keys = (figure_id(given.sha256, who, f) for n in issue.figures if isinstance(f := told.records[n], Figure))
            key = next(filter(taken.__contains__, keys), None)
            if key is not None and issue.severity in WORTH_ASKING and not issue.is_gap:
                yield Doubt(*taken[key], issue)


def _in_the_note(row: Row) -> Row:
    """The row, with the note for its answer where that is empty and the note stands by the number: 核实无误，新增了站点."""
    return replace(row, value=row.note) if row.value is None and confirms(row.note) else row


def _told(answer: Filled) -> tuple[str, str, str, bool]:
    """What an answer says; 属实 in answer to a doubt of it says the same number, and stands by it."""
    return answer.value, answer.by, answer.at, answer.typed_in_full is None


def _slips(paths: Sequence[str], merged: Merged) -> Iterator[_Returned]:
    """The sheets in files, folders and archives, in their order; of a folder only workbooks are looked at."""
    for source in _files(paths, merged):
        try:
            data = load(source, LIMITS)
            if source.walked and not source.name.lower().endswith((".xlsx", ".xls", ".et", ".ods")):
                continue
            slip = read(data, source.name)
        except InputError as error:
            if not (source.walked and error.code == "ignored"):
                merged.refused.append(str(error))
            continue
        merged.sheets += 1
        yield _Returned(source.name, digest(data), _day(source.path), slip)


def _files(paths: Sequence[str], merged: Merged) -> Iterator[Source]:
    for source in sources(paths):
        try:
            if source.path.lower().endswith((".zip", ".eml")):
                data = load(source, LIMITS)
                if sniff(data, source.name) in HOLDERS:
                    inner = members(source, data, LIMITS)
                    yield from (Source(one.path, one.members, one.name, walked=True) for one in inner)
                    continue
        except InputError as error:
            merged.refused.append(str(error))
            continue
        yield source


def _day(path: str) -> str:
    try:
        return datetime.fromtimestamp(Path(path).stat().st_mtime, UTC).date().isoformat()
    except (OSError, ValueError):
        return ""


def _figures(journal: Journal, wanted: set[str]) -> tuple[dict[str, Figure], tuple[set[str], set[str]]]:
    """The figures that are answered, by their ids; and of all files of the run what tells them in an id, and their names."""
    found: dict[str, Figure] = {}
    files, names = set(), set()
    heads = {key[:_FILE] for key in wanted}
    for given in journal.reports():
        head = given.sha256[:_FILE]
        files.add(head)
        names.add(given.source.name.replace("\\", "/").rpartition("/")[2])
        if head not in heads:
            continue
        who = submitter(given.extraction.report)
        for figure in given.extraction.figures:
            key = figure_id(given.sha256, who, figure)
            if key in wanted:
                found[key] = figure
    return found, (files, names)


def _answer(
    one: _Returned, row: Row, figures: dict[str, Figure], known: tuple[set[str], set[str]], packs: Packs, by: str
) -> Filled:
    figure = figures.get(row.id.rpartition("-")[0])
    if figure is None:
        files, names = known
        if row.id[:_FILE] not in files and row.file in names:
            raise RefusedError(
                f"{shown(row.file)} has changed since the sheet was made; `baoshu return` makes a new one"
            )
        if row.id[:_FILE] not in files:
            raise RefusedError("asked by another run: no report of this one has such a figure")
        raise RefusedError("its 编号 was changed: no figure of the report has it")
    if not is_intact(row.id, row.unit):
        raise RefusedError("its 编号 or 单位 was changed")
    who = one.slip.by or by or Path(one.name).name
    said = f"{row.value:f}" if isinstance(row.value, Decimal) else str(row.value)
    stands = isinstance(row.value, str) and confirms(row.value)
    beside = f"（{row.unit}）" if row.unit and not stands else ""
    return Filled(
        value=value(row, figure, packs),
        text=shown(said + beside)[:_LONGEST],
        by=shown(who)[:_LONGEST],
        at=(one.slip.at or one.day)[:_LONGEST],
        source=f"{shown(one.name)[:_LONGEST]}#{row.number}",
    )
