"""The worker of /v1/extract: a report → the JSON that goes to the client, ready to be sent.

What comes back is two lines: the answer, and the reader's text as a JSON string, in which the offsets count.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from extractor.document import Document
from extractor.emit.jsonl import lines
from extractor.harmless import as_json
from extractor.read import Limits, Source
from extractor.read.txt import document
from extractor.records import Extraction, Issue
from extractor.runs import worker
from extractor.runs.worker import Answer

__all__ = ["answer", "body", "main", "utf16"]


def main() -> None:
    """Serve until the input ends."""
    worker.main(answer)


def answer(
    source: Source, data: bytes | None, known: str | None, limits: Limits, patterns: Sequence[Path] = ()
) -> Answer:
    """As `worker.answer`. A source without a path is a text itself, in UTF-8: no format and no charset are guessed."""
    if source.path or data is None:
        return worker.answer(source, data, known, limits, patterns, body)
    started = time.perf_counter()
    row, blob, text = worker.extracted(document(data.decode("utf-8")), source.name, patterns, body)
    row = replace(row, file=source.name, seconds=round(time.perf_counter() - started, 3))
    return {"status": asdict(row), "text": text}, blob


def body(extraction: Extraction, document: Document) -> bytes:
    """The two lines. Numbers keep all their digits, as in the lines of the command."""
    at = utf16(document.text)
    report = {
        **extraction.report.model_dump(mode="json"),
        "format": document.format,
        "charset": document.charset,
        "pages": document.pages,
        "warnings": document.warnings,
    }
    records = ",".join(
        f'{line[:-1]},"start_utf16":{at(record.start)},"end_utf16":{at(record.end)}}}'
        for record, line in zip(extraction.records, lines(extraction), strict=True)
    )
    issues = [_issue(issue, at) for issue in extraction.issues]
    told = f'{{"report":{as_json(report)},"records":[{records}],"issues":{as_json(issues)}}}'
    return f"{told}\n{as_json(document.text)}".encode()


def utf16(text: str) -> Callable[[int], int]:
    """Gives for an offset in code points the one in UTF-16 units, in which JavaScript, Java and C# count.

    >>> at = utf16("😀共109人")
    >>> at(0), at(1), at(2)
    (0, 2, 3)
    """
    if text.isascii() or max(text) <= "\uffff":
        return lambda offset: offset
    beyond = [place for place, character in enumerate(text) if character > "\uffff"]
    return lambda offset: offset + bisect_left(beyond, offset)


def _issue(issue: Issue, at: Callable[[int], int]) -> dict[str, Any]:
    return {**issue.model_dump(mode="json"), "at_utf16": [at(place) for place in issue.at] if issue.at else None}
