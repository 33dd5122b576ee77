"""The steps in their order: flow, outline, find, units that stand elsewhere, normalise, link, items, indicators, record.

Each step adds one thing to an Analysis and is a plain function; `extract` runs them all, `component` hosts them in spaCy,
`explain` shows what each of them saw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from extractor.analysis import Analysis
from extractor.document import Document
from extractor.find import find
from extractor.flow import flow
from extractor.hidden import what_is_hidden
from extractor.indicators import assign
from extractor.items import name_items
from extractor.knowledge import Packs
from extractor.link import link
from extractor.normalise import normalise
from extractor.outline import outline
from extractor.packs import load
from extractor.records import Extraction
from extractor.shared_units import share_units
from extractor.to_records import to_records
from extractor.traditional import is_traditional

__all__ = ["STEPS", "analyse", "extract", "extract_all"]


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
    a.outline = outline(a.text, a.packs, labels, traditional=traditional)


def _find(a: Analysis) -> None:
    a.mentions = find(a.text, a.packs, a.outline)


def _units(a: Analysis) -> None:
    mentions = share_units(a.mentions, a.text, a.packs, a.outline)
    a.hidden = [mention for mention in mentions if mention.pattern.source == "redaction"]
    a.mentions = [mention for mention in mentions if mention.pattern.source != "redaction"]


def _normalise(a: Analysis) -> None:
    read = [(mention, normalise(mention, a.text, a.packs, a.outline)) for mention in a.mentions]
    a.mentions = [mention for mention, reading in read if reading]
    a.readings = [reading for _, reading in read if reading]
    a.what = [what_is_hidden(mention, a.text, a.packs) for mention in a.hidden]


def _link(a: Analysis) -> None:
    a.linked = link(a.readings, a.text, a.packs, a.outline)


def _items(a: Analysis) -> None:
    a.items = name_items(a.readings, a.linked, a.text, a.packs, a.outline)


def _indicators(a: Analysis) -> None:
    a.indicators = assign(a.readings, a.linked, a.items, a.text, a.packs.indicators, a.outline)


def _record(a: Analysis) -> None:
    a.extraction = to_records(a)


STEPS: Final[dict[str, Callable[[Analysis], None]]] = {
    "flow": _flow,
    "outline": _outline,
    "find": _find,
    "units": _units,
    "normalise": _normalise,
    "link": _link,
    "items": _items,
    "indicators": _indicators,
    "record": _record,
}
