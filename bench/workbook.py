"""100,000 figures into each format of output: the time beside that of extracting them, and the memory as they become more.

python bench/workbook.py [--quick] [--figures N]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import show
from shapes import ROOT
from show import Goal
from worker import MEBIBYTE

if TYPE_CHECKING:
    from extractor.records import Extraction

__all__ = ["run"]

_FIGURES, _QUICK_FIGURES = 100_000, 10_000
_FORMATS: Final = ("jsonl", "csv", "xlsx", "sqlite", "parquet")  # the archive takes its texts from a run
_MOST: Final = 1.2  # times the extraction
_FLAT: Final = 1.2  # times the memory of half as many


def _extractions(number: int, used: dict[str, float]) -> Iterator[Extraction]:
    """The reports of corpus/, each with another beginning, until they hold `number` figures; what extracting took goes to `used`."""
    from extractor import extract
    from extractor.packs import load

    packs = load()
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "corpus").glob("*.txt"))]
    found = at = 0
    while found < number:
        since = time.process_time()
        made = extract(f"第{at}份报告，惠及{at}人。\n{texts[at % len(texts)]}", f"{at:05}.txt", packs)
        used["extracting"] = used.get("extracting", 0.0) + time.process_time() - since
        found, at = found + len(made.records), at + 1
        yield made


def _measure(form: str, number: int) -> dict[str, float]:
    """CPU seconds of extracting and of writing, and MiB at the peak; run in a process of its own."""
    from extractor import emit

    emit.writer(Path(f"figures.{form}"))
    for _ in _extractions(1, {}):
        pass  # the packs and the dictionary are loaded
    used: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        since = time.process_time()
        emit.write(_extractions(number, used), Path(folder) / f"figures.{form}")
        used["writing"] = time.process_time() - since - used["extracting"]
    used["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE
    return used


def _measured(form: str, number: int) -> dict[str, Any]:
    command = [sys.executable, __file__, "--only", form, "--figures", str(number)]
    answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout)
    return answer


def run(*, quick: bool, figures: int | None = None) -> list[Goal]:
    """Measure, print, and judge."""
    number = figures or (_QUICK_FIGURES if quick else _FIGURES)
    whole = {form: _measured(form, number) for form in _FORMATS}
    half = _measured("xlsx", number // 2)
    show.table(
        f"{number:,} figures into one file",
        ["format", "extracting, CPU s", "writing, CPU s", "ratio", "peak MiB"],
        [
            [
                form,
                show.number(used["extracting"]),
                show.number(used["writing"]),
                f"{used['writing'] / used['extracting']:.2f}",
                f"{used['memory']:.0f}",
            ]
            for form, used in whole.items()
        ],
        "Each format in a process of its own, which extracts and writes by turns.",
    )
    xlsx = whole["xlsx"]
    ratio, growth = xlsx["writing"] / xlsx["extracting"], xlsx["memory"] / half["memory"]
    return [
        Goal(f"{number:,} figures to XLSX in ≤ {_MOST} times their extraction", f"{ratio:.2f}", met=ratio <= _MOST),
        Goal(
            f"memory of the workbook ≤ {_FLAT} times that of half as many figures",
            f"{xlsx['memory']:.0f} MiB against {half['memory']:.0f}: {growth:.2f}",
            met=growth <= _FLAT,
        ),
    ]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{_QUICK_FIGURES:,} figures")
    parser.add_argument("--figures", type=int, help="how many")
    parser.add_argument("--only", choices=_FORMATS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only:
        sys.path.insert(0, str(ROOT))
        print(json.dumps(_measure(given.only, given.figures)))
        return
    show.goals(run(quick=given.quick, figures=given.figures))


if __name__ == "__main__":
    main()
