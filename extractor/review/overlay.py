"""The corrections of a run laid on its records: each beside the figure that it is about, and those that fit no longer.

A correction finds its figure by the text's hash and the offsets; where the text has moved, by its quote. The report of a
correction is the one of its name; where the run has none, the one with its text, then the only one with its file name.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from extractor.quotes import parted, place
from extractor.records import Extraction, Figure, Record, Reviewed, value_of
from extractor.review.corrections import Correction, Fields, Log, effective, fields_of, reviewed

__all__ = ["Misfit", "Review", "placed"]

_END: Final = re.compile(r"[。；！？\n]")
_SENTENCE: Final = 200  # characters on each side; a text without full stops would otherwise be one sentence
_ONE_SIDE: Final = 8  # characters that are enough to know a figure by

Chain = Sequence[Correction]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A correction that finds its figure no longer; `why` says what is there now."""

    correction: Correction
    why: str

    def __str__(self) -> str:
        """One line: the place, what was said of it, by whom, and why it does not fit."""
        one = self.correction
        return f"{one.source_file}:{one.start}: {one.action} by {one.by}, “{one.quote}”: {self.why}"


class Review:
    """The corrections of `log` over the reports called `names`; `on` lays them on one report, `misfits` lists the rest."""

    def __init__(self, log: Log, names: Collection[str] = ()) -> None:
        self.log, self._names = log, names
        self._fit: set[str] = set()
        self._unfit: dict[str, str] = {}
        self._ends = Counter(map(_end, names))
        self._of: dict[tuple[str, str], set[str]] = {}  # by what tells the report
        for first in log.chains:
            self._know(first)

    def append(self, *made: Correction) -> None:
        """Keep corrections. Raises what Log.append raises."""
        self.log.append(*made)
        for one in made:
            if one.id in self.log.chains:
                self._know(one.id)

    def fits(self, first: str) -> bool:
        """Whether `on` has found the figure of this chain."""
        return first in self._fit

    def _know(self, first: str) -> None:
        last = self.log.chains[first][-1]
        keys = {("name", last.source_file)}
        if last.source_file not in self._names:
            keys = {("text", last.sha256), ("end", _end(last.source_file))}
        for key in keys:
            self._of.setdefault(key, set()).add(first)

    def on(self, extraction: Extraction, text: Callable[[], str]) -> Extraction:
        """The extraction with what reviewers said beside its figures, and with the figures that they added."""
        chains = self.chains_of(extraction)
        if not chains:
            return extraction
        text = functools.cache(text)
        records: list[Record] = list(extraction.records)
        at = {(r.start, r.end): n for n, r in enumerate(records) if isinstance(r, Figure)}
        added: dict[Span, Figure] = {}
        taken: set[Span] = set()
        for first, chain in chains.items():
            try:
                span = _free(placed(chain[-1], extraction.report.sha256, text), taken)
                if span in at:
                    said = _of_a_figure(chain, records[at[span]])
                    records[at[span]] = records[at[span]].model_copy(update={"reviewed": said})
                elif (figure := _of_none(chain, extraction, span, text)) is not None:
                    added[span] = figure
            except ValueError as error:
                self._unfit[first] = str(error)
                continue
            if effective(chain):
                taken.add(span)
            self._fit.add(first)
        return _with(extraction, records, added.values())

    def chains_of(self, extraction: Extraction) -> dict[str, list[Correction]]:
        """The corrections of one report, figure by figure, in the order of their first ones."""
        name = extraction.report.name
        keys = [("name", name), ("text", extraction.report.sha256)]
        keys += [("end", _end(name))] if self._ends[_end(name)] == 1 else []
        firsts = set[str]().union(*(self._of.get(key, ()) for key in keys))
        return {first: chain for first, chain in self.log.chains.items() if first in firsts} if firsts else {}

    def last(self, extraction: Extraction, span: Span, text: Callable[[], str]) -> Correction | None:
        """The last correction of the figure at `span`, one that was undone as well; who corrects it next names it."""
        found = None
        for chain in self.chains_of(extraction).values():
            try:
                if placed(chain[-1], extraction.report.sha256, text) == span and (found is None or effective(chain)):
                    found = chain[-1]
            except ValueError:
                continue
        return found

    def misfits(self) -> list[Misfit]:
        """The corrections that fit no figure, once `on` has seen every report of the run."""
        found = []
        for first, chain in self.log.chains.items():
            if first not in self._fit and effective(chain):
                found.append(Misfit(chain[-1], self._unfit.get(first, "no report of this run has this name or text")))
        return found


def placed(correction: Correction, sha256: str, text: Callable[[], str]) -> Span:
    """Where the figure of a correction stands in a text. Raises ValueError where the text does not say it once.

    Where one side of the quote was rewritten, the other one finds it.
    """
    if correction.sha256 == sha256:
        return correction.start, correction.end
    try:
        return place(correction.quote, text())
    except ValueError:
        found = set(_by_one_side(correction, text()))
        if len(found) != 1:
            raise
        return found.pop()


def _by_one_side(correction: Correction, text: str) -> Iterator[Span]:
    left, span, right = parted(correction.quote)
    for side, quote in (left, f"{left}【{span}】"), (right, f"【{span}】{right}"):
        if len(side) >= _ONE_SIDE:
            with contextlib.suppress(ValueError):
                yield place(quote, text)


def _free(span: Span, taken: set[Span]) -> Span:
    if span in taken:
        raise ValueError("another correction of this figure was made before it")
    return span


def _of_a_figure(chain: Chain, figure: Record) -> Reviewed | None:
    assert isinstance(figure, Figure)  # noqa: S101 - only figures are asked for
    report = fields_of(figure)
    said = reviewed(chain, report)
    if said is None:
        return None
    same = (said.kind, said.value, said.unit) == (report.kind, report.value, report.unit)
    if said.status == "accepted" and not same:
        raise ValueError(f"it was accepted as {_told(said)}, and is read as {_told(report)} now")
    if said.status == "added":  # a later version of the packs finds it
        return said.model_copy(update={"status": "accepted" if same else "corrected"})
    return said


def _of_none(chain: Chain, extraction: Extraction, span: Span, text: Callable[[], str]) -> Figure | None:
    """The figure that a reviewer has seen where the extractor sees none; None where both say that there is none."""
    held = [one for one in effective(chain) if one.action != "note"]
    if not held:
        if effective(chain):
            raise ValueError("there is no figure any more")
        return None
    if held[-1].action == "reject":
        return None
    start, end = span
    other = next((f for f in extraction.figures if f.start < end and start < f.end), None)
    if other is not None:
        raise ValueError(f"the figure there is “{other.text}” now")
    fields = held[-1].after
    assert fields is not None  # noqa: S101 - Correction's own rule
    if fields.value is None:
        raise ValueError("there is no figure any more")
    said = reviewed(chain, fields)
    return _added(extraction, span, fields, said and said.model_copy(update={"status": "added"}), text())


def _added(extraction: Extraction, span: Span, fields: Fields, said: Reviewed | None, text: str) -> Figure:
    start, end = span
    sentence = _sentence(text, start, end)
    beside = next((r for r in extraction.records if r.sentence == sentence), None)
    number = fields.kind != "date"
    return Figure(
        source_file=extraction.report.name,
        start=start,
        end=end,
        text=text[start:end],
        kind=fields.kind,
        status="complete",
        value=value_of(fields.kind, fields.value),
        unit=fields.unit,
        bound="exact" if number else None,
        modality="actual" if number else None,
        item=fields.item,
        period=None,
        relation=None,
        change=None,
        pattern="added",
        unit_at=None,
        sentence=sentence,
        section=beside.section if beside else "",
        locator=beside.locator if beside else None,
        reviewed=said,
    )


def _sentence(text: str, start: int, end: int) -> str:
    before = [found.end() for found in _END.finditer(text, max(0, start - _SENTENCE), start)]
    after = _END.search(text, end, end + _SENTENCE)
    stop = after.end() if after else min(len(text), end + _SENTENCE)
    return text[before[-1] if before else max(0, start - _SENTENCE) : stop].strip()


def _with(extraction: Extraction, records: list[Record], added: Collection[Figure]) -> Extraction:
    """The records with those that were added among them, in the order of the text; the issues still speak of the same ones.

    That a number is in no record (M102) is no issue any more where somebody added it.
    """
    if not added:
        return extraction.model_copy(update={"records": tuple(records)})
    order = sorted([*enumerate(records), *((-1, figure) for figure in added)], key=lambda one: one[1].start)
    new_place = {old: new for new, (old, _) in enumerate(order)}
    issues = tuple(
        issue.model_copy(update={"figures": tuple(new_place[n] for n in issue.figures)})
        for issue in extraction.issues
        if issue.figures or issue.at is None or not any(f.start < issue.at[1] and issue.at[0] < f.end for f in added)
    )
    return extraction.model_copy(update={"records": tuple(record for _, record in order), "issues": issues})


def _told(fields: Fields | Reviewed) -> str:
    return " ".join(filter(None, (fields.kind, fields.value or "–", fields.unit)))


def _end(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]
