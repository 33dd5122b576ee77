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
    """Raise InputError ("no-report") where a file that was found in a folder is no submission; one that was named is."""
    if not source.walked:
        return
    if source.path.lower().endswith(_FOR_PROGRAMS):
        raise InputError(source.name, "data for programs, no report; name it to have it read", "no-report")
    if data.startswith(b"PK"):
        if data.endswith(COPY):
            reason = "a copy with comments that `baoshu return` made; name it to have it read"
            raise InputError(source.name, reason, "no-report")
        title, sheets = _workbook(data)
        if title == SLIP:
            reason = "a sheet of `baoshu return`, which `baoshu merge` reads; name it to have it read"
            raise InputError(source.name, reason, "no-report")
        ours = title == TITLE or any(known <= sheets for known in _sheets())
    else:
        ours = _is_ours(data)
    if ours:
        raise InputError(source.name, "written by baoshu itself, no report; name it to have it read", "no-report")


def _is_ours(data: bytes) -> bool:
    if data.startswith(b"SQLite format 3\0"):
        return all(table in data for table in _TABLES)
    if data.startswith(b"PAR1"):
        footer = data[-8 - int.from_bytes(data[-8:-4], "little") :]
        return all(name in footer for name in _FIELDS)
    text = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    return _PAGE in text or _PACKAGE in text or text.startswith(_table_heads())


def _workbook(data: bytes) -> tuple[str, set[str]]:
    """Title and sheets of a workbook, as far as they are baoshu's words; of anything else nothing."""
    if b"xl/workbook.xml" not in data:  # a zip has the names of its members as they are
        return "", set()
    try:
        archive = Archive(data, "")
        parts = {
            entry.name: archive.head(entry).decode("utf-8", "replace")
            for entry in archive.entries
            if _tells(entry.name)
        }
    except InputError:  # whoever reads it says what is wrong
        return "", set()
    about, sheets = (parts.get(name, "") for name in ("docProps/core.xml", "xl/workbook.xml"))
    if not sheets:
        return "", set()
    title = next((one for one in (TITLE, SLIP) if f">{one}</dc:title>" in about), "")
    return title, {word for known in _sheets() for word in known if f'name="{word}"' in sheets}


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
