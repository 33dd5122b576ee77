"""JSON Lines: one record a line, in the order of the text, report after report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic_core import PydanticSerializationError

from extractor.records import Extraction

__all__ = ["lines", "write"]


def lines(extraction: Extraction) -> Iterator[str]:
    """Each record of one report as a line of JSON, without its line end."""
    for record in extraction.records:
        try:
            yield record.model_dump_json()
        except PydanticSerializationError:  # a lone surrogate has no UTF-8, but an escape in JSON
            yield json.dumps(record.model_dump(), default=float, ensure_ascii=True)


def write(extractions: Iterable[Extraction], path: Path) -> None:
    """UTF-8, LF."""
    with path.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
        for extraction in extractions:
            file.writelines(f"{line}\n" for line in lines(extraction))
