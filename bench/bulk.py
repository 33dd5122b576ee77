"""Thousands of reports in mixed formats: files a second with one and two workers, where the time goes, and a rerun.

python bench/bulk.py [--quick] [--reports N]
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

import show
from shapes import ROOT
from show import Goal
from startup import command
from worker import MEBIBYTE

__all__ = ["run"]

_REPORTS, _QUICK_REPORTS = 2000, 200
_RERUN: Final = 50  # times faster
_MEMORY: Final = 1536  # MiB, of one process
_PART: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_TYPES: Final = (
    f'{_PART}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS: Final = (
    f'{_PART}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _docx(text: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": f'{_PART}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>',
    }
    return _zip({name: part.encode() for name, part in parts.items()})


def _html(text: str) -> bytes:
    body = "".join(f"<p>{escape(line)}</p>\n" for line in text.splitlines())
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>报告</title></head><body>{body}</body></html>'.encode()


def _rtf(text: str) -> bytes:
    def character(c: str) -> str:
        return c if c.isascii() and c not in "\\{}" else f"\\u{ord(c) - 65536 if ord(c) > 32767 else ord(c)}?"

    body = "".join("".join(map(character, line)) + "\\par\n" for line in text.splitlines() if line.isprintable())
    return b"{\\rtf1\\ansi\\uc1\n" + body.encode("ascii") + b"}"


def _zip(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


_MAKERS: Final[dict[str, tuple[str, Callable[[str], bytes]]]] = {
    "utf-8": ("txt", str.encode),
    "gb18030": ("txt", lambda text: text.encode("gb18030")),
    "utf-16": ("txt", lambda text: text.encode("utf-16")),
    "docx": ("docx", _docx),
    "html": ("html", _html),
    "rtf": ("rtf", _rtf),
}


def make(folder: Path, number: int) -> list[str]:
    """Write reports in the formats that can be read, by turns; the formats come back."""
    from extractor.read import formats

    able = {name: maker for name, maker in _MAKERS.items() if maker[0] in formats()}
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus").glob("*.txt"))]
    folder.mkdir()
    for n in range(number):
        name = list(able)[n % len(able)]
        suffix, maker = able[name]
        text = f"第{n}份报告，惠及{n}人。\n{texts[n % len(texts)]}"
        (folder / f"{n:05}-{name}.{suffix}").write_bytes(maker(text))
    return list(able)


@dataclass(frozen=True, slots=True)
class Timed:
    """One run of the command: seconds on the clock, of all its processes, and the peak of the largest one in MiB."""

    clock: float
    cpu: float
    memory: float
    code: int


def _timed(folder: Path, output: str, workers: int) -> Timed:
    since = time.perf_counter()
    process = subprocess.Popen(
        [*command(), "extract", "in", "-o", output, "--workers", str(workers)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    clock = time.perf_counter() - since
    return Timed(clock, used.ru_utime + used.ru_stime, used.ru_maxrss / MEBIBYTE, process.returncode)


def _shares(folder: Path) -> tuple[float, float]:
    """Seconds of reading and of extracting a sample, in this process."""
    from extractor import extract
    from extractor.packs import load
    from extractor.read import read_bytes

    packs = load()
    extract("发放救助金26.2万元。", packs=packs)
    reading = extracting = 0.0
    for _ in range(2):  # the first one loads what is loaded once
        reading = extracting = 0.0
        for path in sorted(folder.iterdir())[:120]:
            start = time.process_time()
            document = read_bytes(path.read_bytes(), path.name)
            middle = time.process_time()
            extract(document, path.name, packs)
            reading, extracting = reading + middle - start, extracting + time.process_time() - middle
    return reading, extracting


def run(*, quick: bool, reports: int | None = None) -> list[Goal]:
    """Measure, print, and judge."""
    number = reports or (_QUICK_REPORTS if quick else _REPORTS)
    folder = Path(tempfile.mkdtemp(prefix="baoshu-bulk."))
    try:
        kinds = make(folder / "in", number)
        one, two = _timed(folder, "1.jsonl", 1), _timed(folder, "2.jsonl", 2)
        again = min((_timed(folder, "1.jsonl", 1) for _ in range(3)), key=lambda timed: timed.clock)
        same = (folder / "1.jsonl").read_bytes() == (folder / "2.jsonl").read_bytes()
        reading, extracting = _shares(folder / "in")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rows = [
        [name, f"{number / t.clock:,.0f}", f"{t.clock:.2f}", f"{t.cpu:.2f}", f"{t.memory:.0f}"]
        for name, t in (("one worker", one), ("two workers", two), ("a rerun, nothing changed", again))
    ]
    share = reading / (reading + extracting)
    show.table(
        f"Bulk: {number} reports, {', '.join(kinds)}",
        ["run", "files/s", "seconds", "CPU s", "peak MiB"],
        rows,
        f"From start to end of the command. Of a file's time {share:.0%} is reading, {1 - share:.0%} extracting. "
        "The peak is that of the largest process.",
    )
    done = all(t.code == 0 for t in (one, two, again))
    peak = max(one.memory, two.memory)
    return [
        Goal(
            f"a rerun ≥ {_RERUN} times faster, nothing changed, {number} reports",
            f"{one.clock / again.clock:.0f} times (CPU {one.cpu / again.cpu:.0f})",
            met=one.clock / again.clock >= _RERUN
            if number >= _REPORTS
            else None,  # of fewer, the start of Python is most
        ),
        Goal("the same bytes whatever the workers", "the same" if same else "not the same", met=same and done),
        Goal(f"≤ {_MEMORY} MiB in any process", f"{peak:.0f} MiB", met=peak <= _MEMORY),
    ]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{_QUICK_REPORTS} reports")
    parser.add_argument("--reports", type=int, help="how many")
    given = parser.parse_args()
    show.goals(run(quick=given.quick, reports=given.reports))


if __name__ == "__main__":
    main()
