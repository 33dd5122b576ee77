"""What stands in a folder of reports and is none: what baoshu has written itself, and data for programs.

A folder is read again and again, with the outputs of earlier runs in it; counted as submissions, they would double every figure.
"""

from __future__ import annotations

import csv
import functools
import io
import itertools
from typing import Final, get_args

from extractor.errors import InputError
from extractor.labels import Headers, header
from extractor.messages import LANGUAGES, say
from extractor.read._files import Source
from extractor.read.zip import Archive
from extractor.release import COPY, SLIP, TITLE

__all__ = ["check_is_report"]

_FOR_PROGRAMS: Final = (".jsonl", ".toml")  # records, corrections and status files; packs
_HEAD: Final = 4096  # bytes of a page in which its generator stands
_PAGE: Final = b'<meta name="generator" content="baoshu">'
_PACKAGE: Final = b'"path": "records.jsonl"'  # in datapackage.json
_TABLES: Final = (b"CREATE TABLE figure (", b"CREATE TABLE redaction (")
_FIELDS: Final = (b"source_file", b"value_exact", b"unit_start")
_SHEETS: Final = ("figures", "returns", "issues", "notes")
_COLUMNS: Final = ("source_file", "locator", "section", "sentence")  # a table of records begins so
_STATUS: Final = b"file,status,code,reason,format,charset"  # and a status file so


def check_is_report(source: Source, data: bytes) -> None:
    """Raise InputError ("no-report") where a file that was found in a folder is no submission.

    One that was named is read, but for what can only be a slip of the hand: a workbook of ours ("own").
    """
    title, is_workbook = _workbook(data) if data.startswith(b"PK") else ("", False)
    if not source.walked:
        if title == SLIP:
            raise InputError(source.name, "a sheet of `baoshu return`, no report; `baoshu merge` reads it", "own")
        if is_workbook:
            reason = "a workbook of baoshu, no report; name the reports (`baoshu compare` and `baoshu return` read it)"
            raise InputError(source.name, reason, "own")
        return
    if source.path.lower().endswith(_FOR_PROGRAMS):
        raise InputError(source.name, "data for programs, no report; name it to have it read", "no-report")
    if data.startswith(b"PK") and data.endswith(COPY):
        reason = "a copy with comments that `baoshu return` made; name it to have it read"
        raise InputError(source.name, reason, "no-report")
    if title == SLIP:
        raise InputError(source.name, "a sheet of `baoshu return`, which `baoshu merge` reads", "no-report")
    if is_workbook:
        raise InputError(source.name, "a workbook of baoshu, no report", "no-report")
    if not data.startswith(b"PK") and _is_ours(data):
        raise InputError(source.name, "written by baoshu itself, no report; name it to have it read", "no-report")


def _is_ours(data: bytes) -> bool:
    if data.startswith(b"SQLite format 3\0"):
        return all(table in data for table in _TABLES)
    if data.startswith(b"PAR1"):
        footer = data[-8 - int.from_bytes(data[-8:-4], "little") :]
        return all(name in footer for name in _FIELDS)
    text = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    return _PAGE in text or _PACKAGE in text or text.startswith(_table_heads())


def _workbook(data: bytes) -> tuple[str, bool]:
    """The title that baoshu gave a workbook, "" of any other; and whether it is one of a run, as it was written or saved anew."""
    if b"xl/workbook.xml" not in data:  # a zip has the names of its members as they are
        return "", False
    try:
        archive = Archive(data, "")
        parts = {
            entry.name: archive.head(entry).decode("utf-8", "replace")
            for entry in archive.entries
            if _tells(entry.name)
        }
    except InputError:  # whoever reads it says what is wrong
        return "", False
    about, sheets = (parts.get(name, "") for name in ("docProps/core.xml", "xl/workbook.xml"))
    title = next((one for one in (TITLE, SLIP) if sheets and f">{one}</dc:title>" in about), "")
    is_run = any(all(f'name="{word}"' in sheets for word in known) for known in _sheets())
    return title, title == TITLE or (is_run and title != SLIP)


def _tells(name: str) -> bool:
    return name in {"docProps/core.xml", "xl/workbook.xml"}


@functools.cache
def _sheets() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(say(f"sheet_{key}", lang) for key in _SHEETS) for lang in LANGUAGES)


@functools.cache
def _table_heads() -> tuple[bytes, ...]:
    """How a table begins, in each language, as baoshu and as a Chinese Excel saves it."""
    heads = []
    for lang in get_args(Headers):
        csv.writer(written := io.StringIO()).writerow(header(key, lang) for key in _COLUMNS)
        heads.append(written.getvalue().rstrip())
    return (_STATUS, *(head.encode(charset) for head, charset in itertools.product(heads, ("utf-8", "gb18030"))))
