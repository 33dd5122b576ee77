"""A report with what submitters and reviewers gave in the place of what it says, so that the checks look at that, too."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Final

from extractor.check.told import Told, tell
from extractor.records import Extraction, Figure, Record, Redaction, Value

__all__ = ["answered", "as_written"]

_TEN_THOUSAND: Final = 10_000


def as_written(extraction: Extraction) -> Extraction:
    """The report without a word of anybody."""
    bare = {"filled": None, "reviewed": None}
    records = tuple(r.model_copy(update=bare) if isinstance(r, Figure) else r for r in extraction.records)
    return extraction.model_copy(update={"records": records})


def answered(extraction: Extraction) -> Extraction:
    """The report as if its writer had written what people gave afterwards: 募集XX万元 with the answer 26.2 is 募集26.2万元.

    Figures keep their places among the records and their offsets; what was not answered is as it was.

    >>> from extractor import extract; from extractor.records import Filled
    >>> report = extract("募集善款XX万元，其中企业捐款30万元。")
    >>> answer = Filled(value="262000", text="26.2（万元）", by="", at="", source="")
    >>> first = report.records[0].model_copy(update={"filled": answer})
    >>> [figure.sentence for figure in answered(report.model_copy(update={"records": (first, *report.records[1:])})).figures]
    ['募集善款26.2万元，其中企业捐款30万元。', '募集善款26.2万元，其中企业捐款30万元。']
    """
    if not any(isinstance(r, Figure) and (r.filled or r.reviewed) for r in extraction.records):
        return extraction
    records: list[Record] = list(extraction.records)
    for told in tell(extraction):
        given = {place.index: one for place in told.places if (one := _given(place.figure)) is not None}
        sentence = _rewritten(told, given) if given else told.text
        for place in told.places:
            records[place.index] = given.get(place.index, place.figure).model_copy(update={"sentence": sentence})
    for index, (before, word) in enumerate(pairwise(extraction.records), 1):
        if isinstance(word, Redaction) and word.sentence == before.sentence:
            records[index] = word.model_copy(update={"sentence": records[index - 1].sentence})
    return extraction.model_copy(update={"records": tuple(records)})


def _given(figure: Figure) -> Figure | None:
    """The figure as it was answered or corrected; None where that is what the report says."""
    if figure.reviewed is not None and figure.reviewed.status == "rejected":
        return figure.model_copy(update={"status": "missing", "value": None})  # no check counts with it
    said = figure.stated
    if said.value is None or (said.kind, said.value, said.unit) == (figure.kind, figure.value, figure.unit):
        return None
    text = _written(said.value, said.unit)
    changed = {"status": "complete", "kind": said.kind, "value": said.value, "unit": said.unit, "text": text}
    return figure.model_copy(update={**changed, "bound": None if said.kind == "date" else "exact"})


def _written(value: Value, unit: str | None) -> str:
    """A value as reports write it; sums in 万, as that says how exact they are meant: 26.2万元, not 262000元."""
    if isinstance(value, tuple):
        return f"{_written(value[0], None)}-{_written(value[1], unit)}"
    if not isinstance(value, Decimal):
        year, *rest = str(value).partition("/")[0].split("-")
        return "".join(part + mark for part, mark in zip((year, *rest), "年月日", strict=False))
    if unit == "CNY" and value >= _TEN_THOUSAND:
        return f"{(value / _TEN_THOUSAND).normalize():f}万元"
    return f"{value:f}{'元' if unit == 'CNY' else unit or ''}"


def _rewritten(told: Told, given: Mapping[int, Figure]) -> str:
    pieces, at = [], 0
    for place in told.places:
        pieces += [told.text[at : place.start], given[place.index].text if place.index in given else place.figure.text]
        at = place.end
    return "".join((*pieces, told.text[at:]))
