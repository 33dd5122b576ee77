"""The steps in their order: flow, outline, find, normalise, link, name the items, assign the indicators, record.

Each step adds one thing to an Analysis and is a plain function; `extract` runs them all, `component` hosts them in spaCy,
`explain` shows what each of them saw.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from extractor.around import Linked
from extractor.assign import assign
from extractor.document import Document
from extractor.find import Mention, find
from extractor.flow import Flow, flow
from extractor.hidden import hides_a_name
from extractor.items import name_items
from extractor.link import link
from extractor.normalise import Reading, normalise
from extractor.outline import Outline, organisation_in, outline
from extractor.packs import Packs, load
from extractor.records import Extraction, Figure, Record, Redaction, Report, text_sha256
from extractor.shared_units import share_units
from extractor.traditional import is_traditional

__all__ = ["STEPS", "Analysis", "analyse", "extract", "extract_all"]

_SENTENCE: Final = 400  # characters; a text without full stops would otherwise repeat itself whole in every record
_MARGIN: Final = 60
_RECORDS: Final = TypeAdapter(list[Record])
_AT_ONCE: Final = 1024  # rows
_FIELDS: Final = tuple(set(made.model_fields) for made in (Figure, Redaction))


@dataclass(slots=True)
class Analysis:
    """One report on its way through the steps."""

    document: Document
    name: str
    packs: Packs
    flow: Flow = field(init=False)
    outline: Outline = field(init=False)
    mentions: list[Mention] = field(default_factory=list)  # figures and dates, those that are read
    hidden: list[Mention] = field(default_factory=list)  # redacted words
    readings: list[Reading] = field(default_factory=list)
    linked: list[Linked] = field(default_factory=list)
    items: list[str | None] = field(default_factory=list)
    indicators: list[str | None] = field(default_factory=list)
    sentences: dict[tuple[int, int], str] = field(default_factory=dict)  # by where they start and end
    headings: dict[int, str] = field(default_factory=dict)  # by where their section starts
    extraction: Extraction = field(init=False)

    @property
    def report(self) -> str:
        """The reader's text: every offset of a record counts in it."""
        return self.document.text

    @property
    def text(self) -> str:
        """The flowing text: every offset before `record` counts in it."""
        return self.flow.text


def extract(report: str | Document, name: str = "", packs: Packs | None = None) -> Extraction:
    """Every figure, date and redacted word of one report, its text or what a reader made of a file, in their order.

    >>> [(f.text, f.kind, str(f.value), f.item) for f in extract("发放救助金26.2万元，惠及109人。").figures]
    [('26.2万元', 'amount', '262000', '救助金'), ('109人', 'count', '109', '惠及')]
    """
    return analyse(report, name, packs).extraction


def extract_all(reports: Iterable[tuple[str, str | Document]], packs: Packs | None = None) -> Iterator[Extraction]:
    """`extract` for each (name, report), one at a time; nothing is kept."""
    packs = packs or load()
    for name, report in reports:
        yield extract(report, name, packs)


def analyse(report: str | Document, name: str = "", packs: Packs | None = None) -> Analysis:
    """All steps run over one report, with what each of them found."""
    document = Document(report) if isinstance(report, str) else report
    analysis = Analysis(document, name, packs or load())
    for step in STEPS.values():
        step(analysis)
    return analysis


def _flow(a: Analysis) -> None:
    a.flow = flow(a.report, a.document.labels, torn=a.document.torn, hard=a.document.ends_lines)


def _outline(a: Analysis) -> None:
    labels = {a.flow.place(at): label for at, label in a.document.labels.items()}
    traditional = not a.flow.only_marks and is_traditional(a.report)
    a.outline = outline(a.text, a.packs.plans, labels, traditional=traditional)


def _find(a: Analysis) -> None:
    found = find(a.text, a.packs, a.outline)
    share_units(found, a.text, a.packs, a.outline)
    for mention in found:
        (a.hidden if mention.pattern.source == "redaction" else a.mentions).append(mention)


def _normalise(a: Analysis) -> None:
    read = [(mention, normalise(mention, a.text, a.packs, a.outline)) for mention in a.mentions]
    a.mentions = [mention for mention, reading in read if reading]
    a.readings = [reading for _, reading in read if reading]


def _link(a: Analysis) -> None:
    a.linked = link(a.readings, a.text, a.packs, a.outline)


def _items(a: Analysis) -> None:
    a.items = name_items(a.readings, a.linked, a.text, a.packs, a.outline)


def _indicators(a: Analysis) -> None:
    a.indicators = assign(a.readings, a.linked, a.items, a.text, a.packs.indicators, a.outline)


def _record(a: Analysis) -> None:
    found: list[tuple[int, Callable[..., dict[str, Any]], tuple[Any, ...]]] = [
        (reading.start, _figure, (reading, linked, item, indicator))
        for reading, linked, item, indicator in zip(a.readings, a.linked, a.items, a.indicators, strict=True)
        if reading.kind != "date" or linked.value
    ]
    found += [(mention.start, _word, (mention,)) for mention in a.hidden]
    found.sort(key=operator.itemgetter(0))
    records: list[Record] = []
    for at in range(0, len(found), _AT_ONCE):  # a row takes as much memory as its record
        made = _RECORDS.validate_python([row(a, *parts) for _, row, parts in found[at : at + _AT_ONCE]])
        for record in made:
            # all have the same fields; a set of their names each would take more memory than the record
            object.__setattr__(record, "__pydantic_fields_set__", _FIELDS[record.kind == "redaction"])
        records += made
    a.extraction = Extraction(report=_report(a), records=tuple(records))


STEPS: Final[dict[str, Callable[[Analysis], None]]] = {
    "flow": _flow,
    "outline": _outline,
    "find": _find,
    "normalise": _normalise,
    "link": _link,
    "items": _items,
    "indicators": _indicators,
    "record": _record,
}


def _report(a: Analysis) -> Report:
    return Report(
        name=a.name,
        title=a.flow.spelled(a.outline.title),
        organisation=a.flow.spelled(a.outline.organisation) or organisation_in(Path(a.name).stem),
        year=a.outline.year,
        published=a.outline.published,
        characters=len(a.report),
        sha256=text_sha256(a.report),
    )


def _place(a: Analysis, at: int, offset: int) -> dict[str, Any]:
    start, end = a.outline.sentence(at)
    if end - start > _SENTENCE:  # in blocks, so that neighbours share one string
        block = at // _SENTENCE * _SENTENCE
        start, end = max(start, block - _MARGIN), min(end, block + _SENTENCE + _MARGIN)
    sentence = a.sentences.get((start, end))
    if sentence is None:
        sentence = a.sentences[start, end] = a.flow.quoted(start, end).strip()
    section = a.outline.section(at)
    heading = a.headings.get(section.start)
    if heading is None:
        heading = a.headings[section.start] = " › ".join(a.flow.spelled(title) for title in section.path)
    return {"sentence": sentence, "section": heading, "locator": a.document.locator(offset)}


def _figure(a: Analysis, reading: Reading, linked: Linked, item: str | None, indicator: str | None) -> dict[str, Any]:
    start, end = a.flow.span(reading.start, reading.end)
    return {
        "source_file": a.name,
        "start": start,
        "end": end,
        "text": a.report[start:end],
        "kind": reading.kind,
        "status": reading.status,
        "value": linked.value if reading.kind == "date" else reading.value,
        "unit": _unit(a, reading),
        "bound": linked.bound,
        "modality": linked.modality,
        "item": item and a.flow.spelled(item, reading.start),
        "indicator": indicator,
        "period": linked.period,
        "relation": linked.relation,
        "change": linked.change,
        "pattern": reading.pattern,
        "unit_at": a.flow.span(*reading.unit_at) if reading.unit_at else None,
        **_place(a, reading.start, start),
    }


def _unit(a: Analysis, reading: Reading) -> str | None:
    """What is counted and measured has its unit as written, 戶 or 户; CNY, % and the like are the record's own."""
    if reading.unit is None or reading.kind not in {"count", "quantity"}:
        return reading.unit
    return a.flow.spelled(reading.unit, reading.start)


def _word(a: Analysis, mention: Mention) -> dict[str, Any]:
    start, end = a.flow.span(mention.start, mention.end)
    return {
        "source_file": a.name,
        "start": start,
        "end": end,
        "text": a.report[start:end],
        "kind": "redaction",
        "what": mention.pattern.what or _hidden(a, mention),
        "pattern": mention.pattern.name,
        **_place(a, mention.start, start),
    }


def _hidden(a: Analysis, mention: Mention) -> str:
    return "name" if hides_a_name(a.text, mention.start, mention.end, a.packs) else "term"
