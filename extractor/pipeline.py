"""The steps in their order: outline, find, normalise, link, name the item, record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import Final

from pydantic import TypeAdapter

from extractor.find import Mention, find
from extractor.items import name_items
from extractor.link import Linked, link
from extractor.normalise import Reading, normalise
from extractor.outline import Outline, outline
from extractor.packs import Packs, load
from extractor.records import Extraction, Record, Report
from extractor.shared_units import share_units

__all__ = ["extract", "extract_all"]

_FIGURES: Final = TypeAdapter(tuple[Record, ...])


def extract(text: str, name: str = "", packs: Packs | None = None) -> Extraction:
    """Every figure, date and redacted word of one report's text, in the order of the text.

    >>> [(f.text, f.kind, str(f.value), f.item) for f in extract("发放救助金26.2万元，惠及109人。").figures]
    [('26.2万元', 'amount', '262000.0', '救助金'), ('109人', 'count', '109', '惠及')]
    """
    packs = packs or load()
    frame = outline(text)
    mentions = find(text, packs, frame)
    share_units(mentions, text, packs, frame)
    read: list[tuple[Mention, Reading]] = []
    words: list[Mention] = []
    for mention in mentions:
        if mention.pattern.source == "redaction":
            words.append(mention)
        elif reading := normalise(mention, text, packs, frame):
            read.append((mention, reading))
    readings = [reading for _, reading in read]
    linked = link(readings, text, packs, frame)
    items = name_items(readings, linked, text, packs, frame)
    rows = [
        _row(name, text, frame, reading, link_, item)
        for reading, link_, item in zip(readings, linked, items, strict=True)
        if reading.kind != "date" or link_.value
    ]
    rows += [_word(name, text, frame, mention, packs) for mention in words]
    rows.sort(key=lambda row: row["start"])  # type: ignore[arg-type,return-value]
    return Extraction(report=_report(name, text, frame), records=_FIGURES.validate_python(rows))


def extract_all(texts: Iterable[tuple[str, str]], packs: Packs | None = None) -> Iterator[Extraction]:
    """`extract` for each (name, text), one at a time."""
    packs = packs or load()
    for name, text in texts:
        yield extract(text, name, packs)


def _report(name: str, text: str, frame: Outline) -> Report:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Report(
        name=name,
        title=frame.title,
        organisation=frame.organisation,
        year=frame.year,
        published=frame.published,
        characters=len(text),
        sha256=digest,
    )


def _place(text: str, frame: Outline, at: int) -> dict[str, object]:
    start, end = frame.sentence(at)
    return {"sentence": text[start:end].strip(), "section": " › ".join(frame.section(at).path)}


def _row(name: str, text: str, frame: Outline, reading: Reading, linked: Linked, item: str | None) -> dict[str, object]:
    return {
        "source_file": name,
        "start": reading.start,
        "end": reading.end,
        "text": text[reading.start : reading.end],
        "kind": reading.kind,
        "status": reading.status,
        "value": linked.value if reading.kind == "date" else reading.value,
        "unit": reading.unit,
        "bound": linked.bound,
        "modality": linked.modality,
        "item": item,
        "period": linked.period,
        "relation": linked.relation,
        "change": linked.change,
        "pattern": reading.pattern,
        "unit_at": reading.unit_at,
        **_place(text, frame, reading.start),
    }


def _word(name: str, text: str, frame: Outline, mention: Mention, packs: Packs) -> dict[str, object]:
    what = mention.pattern.what
    if not what:
        after = packs.name_after.match(text, mention.end) and not packs.name_never.match(text, mention.end)
        before = packs.name_before.search(text[max(0, mention.start - 6) : mention.start])
        what = "name" if after or before else "term"
    return {
        "source_file": name,
        "start": mention.start,
        "end": mention.end,
        "text": text[mention.start : mention.end],
        "kind": "redaction",
        "what": what,
        "pattern": mention.pattern.name,
        **_place(text, frame, mention.start),
    }
