"""What the tests of the checker share: the record of a marked report, and why it fails."""

from __future__ import annotations

from extractor.verify import Failure, verify


def record_of(marked: str, **fields: object) -> tuple[dict[str, object], str]:
    """Take the marks out of a report, 【】 of the figure and 〖〗 of a unit elsewhere, and make the record that they describe."""
    places, text = {}, ""
    for char in marked:
        if char in "【】〖〗":
            places[char] = len(text)
        else:
            text += char
    start, end = places["【"], places["】"]
    at = [places["〖"], places["〗"]] if "〖" in places else None
    record = {"start": start, "end": end, "text": text[start:end], "unit_at": at}
    return {"source_file": "a.txt", "status": "complete", **record, **fields}, text


def failures(marked: str, **fields: object) -> list[Failure]:
    """Verify one marked figure."""
    record, text = record_of(marked, **fields)
    return list(verify([record], text))
