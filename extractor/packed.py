"""All that was extracted from one report as a few bytes, with its text: for the journal, a pipe, or a spaCy document."""

from __future__ import annotations

import json
import zlib
from decimal import Decimal
from typing import Any

from extractor.emit.jsonl import lines
from extractor.records import Extraction

__all__ = ["as_json", "pack", "packed_text", "unpack"]


def pack(extraction: Extraction, text: str | None = None) -> bytes:
    """All that was extracted (the report, the issues, then the lines of the .jsonl writer), and the report's text where it is given.

    Two compressed streams, one behind the other: `unpack` stops at the end of the first and need not know of the second.
    So a journal of an earlier baoshu, which kept no texts, and this one's read each other's.
    """
    report = json.dumps(extraction.report.model_dump())
    issues = json.dumps([issue.model_dump(mode="json") for issue in extraction.issues])
    said = "\n".join((report, issues, *lines(extraction)))
    packed = zlib.compress(said.encode("utf-8"), level=1)
    return packed if text is None else packed + zlib.compress(text.encode("utf-8", "surrogatepass"), level=1)


def unpack(blob: bytes) -> Extraction:
    """What `pack` was given.

    >>> from extractor import extract
    >>> told = extract("收到捐款12345678901234567.89元。", "a.txt")
    >>> unpack(pack(told, "收到捐款12345678901234567.89元。")) == told
    True
    """
    report, issues, *records = zlib.decompress(blob).split(b"\n")
    return Extraction.model_validate(
        {
            "report": json.loads(report),
            "records": _loads(b"[" + b",".join(records) + b"]"),
            "issues": json.loads(issues),
        }
    )


def packed_text(blob: bytes) -> str | None:
    """The text that `pack` was given; None where it was given none, as by an earlier baoshu.

    >>> from extractor import extract
    >>> packed_text(pack(extract("无"), "无"))
    '无'
    """
    records = zlib.decompressobj()
    records.decompress(blob)
    return zlib.decompress(records.unused_data).decode("utf-8", "surrogatepass") if records.unused_data else None


def as_json(blob: bytes) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
    """What `pack` was given as JSON has it: the report, the records, their lines. Nothing is validated again."""
    report, _, *records = zlib.decompress(blob).split(b"\n")
    return json.loads(report), _loads(b"[" + b",".join(records) + b"]"), [record.decode() for record in records]


def _loads(text: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:  # an integer of more digits than int() takes
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)
