"""万 too often: twice in one figure, in the header and in the cell. Against last year and peers: years.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from extractor.check.finding import Finding, View, in_report
from extractor.check.reach import said, value
from extractor.numerals import half_width
from extractor.records import Figure
from extractor.traditional import simplified

_TWICE: Final = re.compile("万余?万|亿余?亿")
_SCALED: Final = re.compile(r"[0-9０-９][\s余多]*[万亿]")
_TEN_THOUSAND: Final = 10_000


@in_report
def scale_twice(view: View) -> Iterator[Finding]:
    """U601: 募集26.2万万元."""
    for at, record in enumerate(view.extraction.records):
        if isinstance(record, Figure) and record.status == "complete" and _TWICE.search(simplified(record.text)):
            yield Finding("U601", (at,), {"text": record.text, "value": said(value(record))})


@in_report
def scale_in_header_and_cell(view: View) -> Iterator[Finding]:
    """U602: a cell 12万 between cells whose 万 stands in the header 单位：万元."""
    records = view.extraction.records
    scaled: int | None = None  # the last cell that has its 万 from the header
    waiting: list[int] = []  # cells since then that bring their own
    for at, record in enumerate(records):
        if not isinstance(record, Figure) or record.kind == "date" or record.status != "complete":
            continue
        if _from_header(record):
            before = records[scaled] if scaled is not None else None
            if isinstance(before, Figure) and before.unit_at == record.unit_at:
                for cell in waiting:
                    facts = {"text": records[cell].text, "other": before.text, "value": said(value(before))}
                    yield Finding("U602", (cell, at), facts)
            scaled, waiting = at, []
        elif scaled is not None and record.unit_at is None and _SCALED.search(simplified(record.text)):
            waiting.append(at)


@in_report
def scale_in_answer(view: View) -> Iterator[Finding]:
    """U605: 1857000 filled in where 万元 was asked: 1,857,000 元 were meant."""
    for at, record in enumerate(view.extraction.records):
        if not isinstance(record, Figure) or record.filled is None or record.filled.number is None:
            continue
        typed = record.filled.typed_in_full
        if typed is not None:
            facts = {"answer": record.filled.text, "value": said(record.filled.number), "typed": said(typed)}
            yield Finding("U605", (at,), facts)


def _from_header(figure: Figure) -> bool:
    """Whether its unit stands in a header before it, with 万 in it: 26.2 is 262,000."""
    if figure.unit_at is None or figure.unit_at[0] >= figure.start or isinstance(figure.value, tuple):
        return False
    match = re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", re.sub("[,，]", "", half_width(figure.text)))
    return match is not None and value(figure) != 0 and value(figure) >= _TEN_THOUSAND * Decimal(match[0])
