"""JSON Lines: one record a line, in the order of the text, report after report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.records import Extraction

__all__ = ["lines", "write"]


def lines(extraction: Extraction) -> Iterator[str]:
    """Each record of one report as a line of JSON, without its line end."""
    for record in extraction.records:
        yield record.model_dump_json()


def write(extractions: Iterable[Extraction], path: Path) -> None:
    """UTF-8, LF."""
    with path.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
        for extraction in extractions:
            file.writelines(f"{line}\n" for line in lines(extraction))
