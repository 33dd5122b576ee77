"""What goes over a pipe and into the journal: frames, and a report's records, as JSON that keeps every digit, with its text."""

from __future__ import annotations

import json
import struct
import zlib
from decimal import Decimal
from typing import Any, BinaryIO, Final

from extractor.emit.jsonl import lines
from extractor.records import Extraction

__all__ = ["pack", "receive", "send", "told", "unpack", "unpack_text"]

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


def pack(extraction: Extraction, text: str | None = None) -> bytes:
    """All that was extracted (the report, the issues, then the lines of the .jsonl writer), and the report's text where it is given.

    Two compressed streams, one behind the other: `unpack` stops at the end of the first and need not know of the second.
    So a journal of an earlier baoshu, which kept no texts, and this one's read each other's.
    """
    report = json.dumps(extraction.report.model_dump())
    issues = json.dumps([issue.model_dump(mode="json") for issue in extraction.issues])
    told = "\n".join((report, issues, *lines(extraction)))
    packed = zlib.compress(told.encode("utf-8"), level=1)
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


def unpack_text(blob: bytes) -> str | None:
    """The text that `pack` was given; None where it was given none, as by an earlier baoshu.

    >>> from extractor import extract
    >>> unpack_text(pack(extract("无"), "无"))
    '无'
    """
    records = zlib.decompressobj()
    records.decompress(blob)
    return zlib.decompress(records.unused_data).decode("utf-8", "surrogatepass") if records.unused_data else None


def told(blob: bytes) -> tuple[dict[str, Any], list[dict[str, Any]], list[str]]:
    """What `pack` was given as JSON has it: the report, the records, their lines. Nothing is validated again."""
    report, _, *records = zlib.decompress(blob).split(b"\n")
    return json.loads(report), _loads(b"[" + b",".join(records) + b"]"), [record.decode() for record in records]


def _loads(text: bytes) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text, parse_float=Decimal)
    except ValueError:  # an integer of more digits than int() takes
        return json.loads(text, parse_float=Decimal, parse_int=Decimal)
