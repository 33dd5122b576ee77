"""The last step: validated records, in the characters of the report."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from extractor.analysis import Analysis
from extractor.link.linked import Linked
from extractor.mention import Mention
from extractor.normalise import Reading
from extractor.outline.organisation import organisation_in
from extractor.records import Extraction, Figure, Record, Redaction, Report, text_sha256

__all__ = ["to_records"]

_SENTENCE: Final = 400  # characters; a text without full stops would otherwise repeat itself whole in every record
_MARGIN: Final = 60
_RECORDS: Final = TypeAdapter(list[Record])
_AT_ONCE: Final = 1024  # rows
_FIELDS: Final = tuple(set(made.model_fields) for made in (Figure, Redaction))


def to_records(a: Analysis) -> Extraction:
    """The report and its records in their order; a date whose year nothing says is none."""
    places = _Places(a)
    rows: list[tuple[int, Callable[[], dict[str, Any]]]] = [
        (reading.start, functools.partial(_figure, a, places, reading, linked, item, indicator))
        for reading, linked, item, indicator in zip(a.readings, a.linked, a.items, a.indicators, strict=True)
        if reading.kind != "date" or linked.value
    ]
    rows += [
        (mention.start, functools.partial(_word, places, mention, what))
        for mention, what in zip(a.hidden, a.what, strict=True)
    ]
    rows.sort(key=operator.itemgetter(0))
    records: list[Record] = []
    for at in range(0, len(rows), _AT_ONCE):  # a row takes as much memory as its record
        made = _RECORDS.validate_python([row() for _, row in rows[at : at + _AT_ONCE]])
        for record in made:
            # all have the same fields; a set of their names each would take more memory than the record
            object.__setattr__(record, "__pydantic_fields_set__", _FIELDS[record.kind == "redaction"])
        records += made
    return Extraction(report=_report(a), records=tuple(records))


def _report(a: Analysis) -> Report:
    return Report(
        name=a.name,
        title=a.flow.spelled(a.outline.title),
        organisation=a.flow.spelled(a.outline.organisation)
        or organisation_in(Path(a.name).stem, a.packs.organisations),
        year=a.outline.year,
        published=a.outline.published,
        characters=len(a.report),
        sha256=text_sha256(a.report),
    )


class _Places:
    """What the records say of where they stand; neighbours share their strings."""

    def __init__(self, a: Analysis) -> None:
        self._a = a
        self._sentences: dict[tuple[int, int], str] = {}  # by where they start and end
        self._headings: dict[int, str] = {}  # by where their section starts

    def of(self, at: int, upto: int) -> dict[str, Any]:
        """Where in the report `at` to `upto` of the flowing text stand: the characters, their sentence, headings and place in the file."""
        a = self._a
        start, end = a.outline.sentence(at)
        if end - start > _SENTENCE:  # in blocks, so that neighbours share one string
            block = at // _SENTENCE * _SENTENCE
            start, end = max(start, block - _MARGIN), min(end, block + _SENTENCE + _MARGIN)
        sentence = self._sentences.get((start, end))
        if sentence is None:
            sentence = self._sentences[start, end] = a.flow.quoted(start, end).strip()
        section = a.outline.section(at)
        heading = self._headings.get(section.start)
        if heading is None:
            heading = self._headings[section.start] = " › ".join(a.flow.spelled(title) for title in section.path)
        first, last = a.flow.span(at, upto)
        return {
            "source_file": a.name,
            "start": first,
            "end": last,
            "text": a.report[first:last],
            "sentence": sentence,
            "section": heading,
            "locator": a.document.locator(first),
        }


def _figure(
    a: Analysis, places: _Places, reading: Reading, linked: Linked, item: str | None, indicator: str | None
) -> dict[str, Any]:
    return {
        **places.of(reading.start, reading.end),
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
    }


def _unit(a: Analysis, reading: Reading) -> str | None:
    """What is counted and measured has its unit as written, 戶 or 户; CNY, % and the like are the record's own."""
    if reading.unit is None or reading.kind not in {"count", "quantity"}:
        return reading.unit
    in_span = a.text.startswith(reading.unit, reading.end - len(reading.unit))
    return a.flow.spelled(reading.unit, reading.end if in_span else reading.start)


def _word(places: _Places, mention: Mention, what: str) -> dict[str, Any]:
    return {
        **places.of(mention.start, mention.end),
        "kind": "redaction",
        "what": what,
        "pattern": mention.pattern.name,
    }
