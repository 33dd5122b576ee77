"""What the tests of the check-up share: a title for a text, and the report of a year."""

from __future__ import annotations

from extractor import extract
from extractor.packs import load
from extractor.records import Extraction

TITLE = "青禾县红十字会2023年工作总结\n\n"


def report_of(
    year: int, text: str, organisation: str = "青禾县红十字会", indicator: dict[str, str] | None = None
) -> Extraction:
    """Read the report of a year; `indicator` says which figures have one."""
    report = f"{organisation}{year}年工作总结\n\n{text}"
    extraction = extract(report, f"{organisation}{year}.txt", load())
    if not indicator:
        return extraction
    records = tuple(
        r.model_copy(update={"indicator": indicator[r.text]}) if r.text in indicator else r for r in extraction.records
    )
    return extraction.model_copy(update={"records": records})
