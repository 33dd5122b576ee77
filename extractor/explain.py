"""Why a record says what it says: the pattern and its parts, the cues, the rivals that lost. Data only; `terminal` draws it."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.analysis import Analysis
from extractor.find import rivals
from extractor.knowledge import Packs
from extractor.mention import Mention
from extractor.pipeline import analyse
from extractor.records import Figure, Redaction

__all__ = ["Explanation", "explain"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One record with how it came about; `lost` are the readings of the same place that did not hold."""

    record: Figure | Redaction
    parts: list[tuple[str, str]]  # the group of the pattern, its characters
    cues: list[tuple[str, str, str]]  # field, value, the words that set it
    lost: list[tuple[str, str, str]]  # pattern, characters, why
    notes: list[str] = field(default_factory=list)


def explain(text: str, packs: Packs | None = None) -> list[Explanation]:
    """An Explanation of every record of `text`, in order.

    >>> found = explain("募集善款三十余万元")[0]
    >>> found.parts, found.record.bound
    ([('low', '三十余万'), ('unit', '元')], 'over')
    """
    analysis = analyse(text, packs=packs)
    return [_explained(record, analysis) for record in analysis.extraction.records]


def _explained(record: Figure | Redaction, a: Analysis) -> Explanation:
    place = next((i for i, r in enumerate(a.readings) if a.flow.span(r.start, r.end)[0] == record.start), None)
    if isinstance(record, Redaction) or place is None:
        mention = next(m for m in a.hidden if a.flow.span(m.start, m.end)[0] == record.start)
        return Explanation(record, [("span", record.text)], [], _lost(mention.match.start(), record.pattern, a))
    mention, linked = a.mentions[place], a.linked[place]
    match = mention.match
    parts = [(name, a.flow.quoted(*match.span(name))) for name, said in match.groupdict().items() if said]
    cues = [
        (name, str(value), linked.because.get(name, ""))
        for name in ("bound", "modality", "relation", "change")
        if (value := getattr(record, name)) not in {None, "exact", "actual"}
    ]
    return Explanation(record, parts, cues, _lost(mention.match.start(), record.pattern, a), _notes(record, mention, a))


def _notes(record: Figure, mention: Mention, a: Analysis) -> list[str]:
    notes = []
    if record.unit_at:
        notes.append(f"the unit stands at {record.unit_at[0]}–{record.unit_at[1]}: {a.report[slice(*record.unit_at)]}")
    elif mention.pattern.unit_is == "near":
        notes.append("the unit is left out; the words before say what is counted")
    if record.status == "missing":
        notes.append("a unit with no number before it: the value stays empty")
    return notes


def _lost(at: int, winner: str, a: Analysis) -> list[tuple[str, str, str]]:
    """Other patterns that match at the same place: they do not hold there, or come later in the packs."""
    lost: list[tuple[str, str, str]] = []
    seen = False
    for pattern, end, refusal in rivals(a.text, at, a.packs, a.outline):
        if pattern.name == winner and not seen:
            seen = True
            continue
        why = refusal or ("it comes later in the packs" if seen else "its parts make no number")
        lost.append((pattern.name, a.flow.quoted(at, end), why))
    return lost
