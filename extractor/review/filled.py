"""What submitters filled in, laid on the records: each answer at the figure that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from extractor.records import Extraction, Figure, Filled, submitter, text_sha256

__all__ = ["figure_id", "with_filled"]

_FILE: Final = 12  # hexadecimal digits of a figure's id that are the file's
_PLACE: Final = 16  # and the figure's


def figure_id(sha256: str, who: str, figure: Figure) -> str:
    """The id of a figure of a file of `who`; two submitters who send the same bytes are asked apart."""
    told = f"{sha256}\0{who}\0{figure.start}\0{figure.end}\0{figure.text}"
    return f"{sha256[:_FILE]}-{text_sha256(told)[:_PLACE]}"


def with_filled(extraction: Extraction, sha256: str, filled: Mapping[str, Filled]) -> Extraction:
    """The extraction with the answers to its questions beside its figures, by `figure_id`."""
    if not filled:
        return extraction
    who = submitter(extraction.report)
    records = tuple(
        record.model_copy(update={"filled": answer})
        if isinstance(record, Figure) and (answer := filled.get(figure_id(sha256, who, record)))
        else record
        for record in extraction.records
    )
    return extraction.model_copy(update={"records": records})
