"""JSON Lines: one record a line, in the order of the text, report after report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

from pydantic_core import PydanticSerializationError

from extractor.emit._about import About
from extractor.harmless import as_json
from extractor.records import Extraction, Figure, Redaction

__all__ = ["lines", "write"]

_VALUE: Final = re.compile(r'(?<=,)"value": ?(?:\[[^]]*\]|[^,]*)')  # in a string its quotes would be escaped


def lines(extraction: Extraction) -> Iterator[str]:
    """Each record of one report as a line of JSON, without its line end. Numbers keep all their digits."""
    for record in extraction.records:
        text = _line(record)
        numbers = _numbers(record)
        if all(n == n.to_integral_value() or Decimal(repr(float(n))) == n for n in numbers):
            yield text
        else:  # a float would lose digits: 12345678901234567.89
            literal = ",".join(f"{n:f}" for n in numbers)
            yield _VALUE.sub(f'"value":[{literal}]' if len(numbers) > 1 else f'"value":{literal}', text, count=1)


def _line(record: Figure | Redaction) -> str:
    try:
        return record.model_dump_json()
    except PydanticSerializationError:  # a lone surrogate has no UTF-8, but an escape in JSON
        return as_json(record.model_dump(mode="json"))


def _numbers(record: Figure | Redaction) -> tuple[Decimal, ...]:
    if not isinstance(record, Figure) or record.value is None or isinstance(record.value, str):
        return ()
    return record.value if isinstance(record.value, tuple) else (record.value,)


def write(extractions: Iterable[Extraction], path: Path, _about: About) -> list[str]:
    """UTF-8, LF."""
    with path.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
        for extraction in extractions:
            file.writelines(f"{line}\n" for line in lines(extraction))
    return []
