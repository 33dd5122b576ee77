"""What goes over a pipe and into the journal: frames, and the records of a report as JSON that keeps every digit."""

from __future__ import annotations

import json
import struct
import zlib
from decimal import Decimal
from typing import Any, BinaryIO, Final

from extractor.emit.jsonl import lines
from extractor.records import Extraction

__all__ = ["pack", "receive", "send", "told", "unpack"]

_LENGTH: Final = struct.Struct(">Q")
_LONGEST: Final = 4 * 2**30  # bytes of a frame; more is no length that a worker of ours wrote


def send(pipe: BinaryIO, payload: bytes) -> None:
    """Write one frame: its length in eight bytes, then the bytes."""
    pipe.write(_LENGTH.pack(len(payload)))
    pipe.write(payload)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes | None:
    """The next frame, or None where the other side has ended, in the middle of a frame too."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _LONGEST:
        return None
    payload = pipe.read(length)
    return payload if len(payload) == length else None


def pack(extraction: Extraction) -> bytes:
    """All that was extracted: the report, the issues, then the lines of the .jsonl writer, compressed."""
    report = json.dumps(extraction.report.model_dump())
    issues = json.dumps([issue.model_dump(mode="json") for issue in extraction.issues])
    text = "\n".join((report, issues, *lines(extraction)))
    return zlib.compress(text.encode("utf-8"), level=1)


def unpack(blob: bytes) -> Extraction:
    """What `pack` was given.

    >>> from extractor import extract
    >>> told = extract("收到捐款12345678901234567.89元。", "a.txt")
    >>> unpack(pack(told)) == told
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


def told(blob: bytes) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
    """What `pack` was given as JSON has it: the report, the records, their lines. Nothing is validated again."""
    report, _, *records = zlib.decompress(blob).split(b"\n")
    return json.loads(report), _loads(b"[" + b",".join(records) + b"]"), [record.decode() for record in records]


def _loads(text: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:  # an integer of more digits than int() takes
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)
