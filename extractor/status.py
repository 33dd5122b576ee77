"""How each input ended: ok, warning or rejected, why, and what was found in it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final, Literal

from extractor.atomic import committed
from extractor.document import Document
from extractor.errors import BaoshuError, InputError
from extractor.harmless import as_json, guarded, named, shown
from extractor.messages import asked, translated
from extractor.placeholder import MARKS
from extractor.records import Extraction, Figure
from extractor.segment import cut

__all__ = ["COLUMNS", "FORMATS", "Status", "accepted", "check", "rejected", "write"]

FORMATS: Final = ("csv", "jsonl")
_REACH: Final = 10  # characters shown before the first open figure, at most; a number is shown whole
_LOOKED: Final = 60  # characters before it in which its clause begins
_CLAUSE: Final = re.compile(r"[，。；：、！？;!?\r\n\u2028]|[,:](?![0-9])")
_OF_A_NUMBER: Final = re.compile(f"[0-9０-９.,．，{MARKS}〇零一二两三四五六七八九十百千万亿]")


@dataclass(frozen=True, slots=True)
class Status:
    """One input in a row. The counts are of figures without dates; `first` shows the first open one, redacted or missing."""

    file: str
    status: Literal["ok", "warning", "rejected"]
    code: str = ""  # empty, too-large, timeout …; "warning", "duplicate"
    reason: str = ""
    format: str | None = None
    charset: str | None = None
    pages: int | None = None
    characters: int | None = None
    seconds: float = 0.0
    sha256: str | None = None  # of the file's bytes
    duplicate_of: str | None = None
    complete: int = 0
    redacted: int = 0
    missing: int = 0
    words: int = 0  # redacted words
    first: str = ""
    first_status: str = ""

    @property
    def figures(self) -> int:
        """How many figures there are, dates not counted."""
        return self.complete + self.redacted + self.missing


COLUMNS: Final = tuple(field.name for field in fields(Status) if not field.name.startswith("first"))


def accepted(extraction: Extraction, document: Document) -> Status:
    """The row of a report that was read."""
    figures = [figure for figure in extraction.figures if figure.kind != "date"]
    counts = Counter(figure.status for figure in figures)
    opened = next((figure for figure in figures if figure.status != "complete"), None)
    return Status(
        extraction.report.name,
        "warning" if document.warnings else "ok",
        "warning" if document.warnings else "",
        "; ".join(document.warnings),
        document.format,
        document.charset,
        document.pages,
        len(document.text),
        complete=counts["complete"],
        redacted=counts["redacted"],
        missing=counts["missing"],
        words=len(extraction.redactions),
        first=_around(opened, document.text) if opened else "",
        first_status=opened.status if opened else "",
    )


def rejected(error: InputError) -> Status:
    """The row of an input that cannot be read."""
    return Status(error.name, "rejected", error.code, error.reason)


def check(path: Path) -> str:
    """The format of a status file, by its suffix. Raises BaoshuError where it cannot be one."""
    form = path.suffix.removeprefix(".").lower()
    if form not in FORMATS or path.is_dir() or not path.parent.is_dir():
        raise BaoshuError(f"{path}: a status file ends in .jsonl or .csv, in a folder that is there")
    return form


def write(rows: Iterable[Status], path: Path) -> None:
    """Write all rows to `path`, .jsonl or .csv, whole or not at all. Raises BaoshuError.

    The reasons are in the language that was asked for; else of .csv in Chinese, as every table, of .jsonl, which programs read,
    in English.
    """
    form = check(path)
    lang = asked() or ("zh" if form == "csv" else "en")
    said = (replace(row, reason=translated(row.reason, lang)) for row in rows)
    with committed(path) as temporary:
        (_write_csv if form == "csv" else _write_jsonl)(said, temporary)


def _write_jsonl(rows: Iterable[Status], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(as_json(_cells(row), separators=(", ", ": ")) + "\n")


def _write_csv(rows: Iterable[Status], path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for row in rows:
            cells = _cells(row)
            for key in ("file", "duplicate_of"):
                cells[key] = named(cells[key] or "")
            cells["reason"] = shown(cells["reason"])
            out.writerow(guarded(cell) if isinstance(cell, str) else cell for cell in cells.values())


def _cells(row: Status) -> dict[str, Any]:
    return {key: getattr(row, key) for key in COLUMNS}


def _around(figure: Figure, text: str) -> str:
    """The figure with the last words of its clause before it, as far as there is room for whole ones."""
    lead = _CLAUSE.split(text[max(0, figure.start - _LOOKED) : figure.start])[-1]
    at = len(lead)
    for word in reversed(cut(lead)):
        if len(lead) - at + len(word) > _REACH:
            break
        at -= len(word)
    while 0 < at < len(lead) and all(map(_OF_A_NUMBER.match, lead[at - 1 : at + 1])):
        at -= 1
    return shown(" ".join(f"{lead[at:]}{figure.text}".split()))
