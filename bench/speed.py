"""Characters a second and peak memory, side by side in one run: baoshu with jieba and with rjieba, and JioNLP.

python bench/speed.py [--quick] [TEXTS…]
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import show
from contenders import BAOSHU, JIONLP, RECORDS, Contender, ContenderError, Worker, available, started
from shapes import default_texts
from show import Goal

__all__ = ["measure"]

_ROUNDS, _QUICK_ROUNDS = 9, 3
_SECONDS: Final = 0.4  # of one contender's turn in a round
_MEMORY: Final = 350  # MiB
_GOALS: Final = {"jieba": 8.0, "rjieba": 20.0}  # times JioNLP


@dataclass(slots=True)
class Row:
    """One line of the table: a contender, with its caches of words emptied before each pass or kept."""

    contender: Contender
    forget: bool
    characters: int = 0
    found: int = 0
    memory: float = 0.0
    rounds: list[float] = field(default_factory=list)  # seconds of the best pass of each round

    @property
    def rate(self) -> float:
        """Characters a second, in the median round."""
        return self.characters / statistics.median(self.rounds)

    @property
    def best(self) -> float:
        """Characters a second, in the best round."""
        return self.characters / min(self.rounds)

    @property
    def label(self) -> str:
        """The contender, and what it may remember."""
        kept = "" if self.contender.role == "jionlp" else ", word cache emptied" if self.forget else ", word cache warm"
        return self.contender.label + kept


def _rows() -> tuple[list[Row], list[str]]:
    """Every line of the table, and why a contender is missing."""
    rows, missing = [], []
    for contender in (JIONLP, *BAOSHU.values(), *RECORDS.values()):
        why = available(contender)
        if why:
            missing.append(f"{contender.label}: {why}")
            continue
        rows.append(Row(contender, forget=True))
        if contender.role == "baoshu":
            rows.append(Row(contender, forget=False))
    return rows, missing


def _round(rows: Sequence[Row], workers: dict[Contender, Worker], *, keep: bool) -> None:
    for row in rows:
        worker = workers[row.contender]
        if not row.forget:
            worker.time(0, forget=False)  # fill the cache again
        answer = worker.time(_SECONDS, forget=row.forget)
        row.found, row.memory = answer["found"], answer["memory"]
        if keep:
            row.rounds.append(min(answer["passes"]))


def measure(texts: Sequence[Path], rounds: int) -> tuple[list[Row], list[str]]:
    """Time all contenders on the same texts, turn by turn."""
    rows, missing = _rows()
    with started(list(dict.fromkeys(row.contender for row in rows))) as workers:
        emptied: set[str] = set()
        for row in list(rows):
            try:
                answer = workers[row.contender].load(texts)
                row.characters = answer["characters"]
                workers[row.contender].time(0, forget=False)
                emptied.update(workers[row.contender].load(texts)["forgets"])
            except ContenderError as error:
                missing.append(f"{row.label}: {error}")
                rows.remove(row)
        for turn in range(rounds + 1):  # the first one warms up
            _round(rows, workers, keep=turn > 0)
    missing.append(f"emptied before each pass: {', '.join(sorted(emptied)) or 'nothing, there is no such cache'}")
    return rows, missing


def _print(rows: Sequence[Row], texts: Sequence[Path], notes: Sequence[str]) -> None:
    peer = next((row for row in rows if row.contender is JIONLP), None)
    lines = []
    for row in rows:
        ratios = ["–", "–"] if peer is None else [f"{row.best / peer.best:.2f}", f"{row.rate / peer.rate:.2f}"]
        lines.append([row.label, f"{row.best:,.0f}", f"{row.rate:,.0f}", *ratios, f"{row.found}", f"{row.memory:.0f}"])
    show.table(
        f"Speed on {len(texts)} texts of {rows[0].characters:,} characters together, one core",
        ["contender", "best char/s", "median char/s", "best ratio", "median ratio", "found", "peak MiB"],
        lines,
        f"CPU time; {len(rows[0].rounds)} rounds, the contenders by turns. The ratio is to JioNLP in this run.",
    )
    for note in notes:
        show.console.print(f"  {note}", markup=False)


def _goals(rows: Sequence[Row]) -> list[Goal]:
    """Judge the rows whose word cache is emptied: texts that come once never find it warm."""
    by = {(row.contender, row.forget): row for row in rows}
    found = []
    for name, wanted in _GOALS.items():
        row, peer = by.get((BAOSHU[name], True)), by.get((JIONLP, True))
        text = f"≥ {wanted:.0f} times JioNLP with {name}"
        if row is None or peer is None:
            found.append(Goal(text, "a contender is missing", met=None))
            continue
        ratio, best = row.rate / peer.rate, row.best / peer.best
        found.append(
            Goal(text, f"{ratio:.2f} times in the median (best {best:.2f}), word cache emptied", met=ratio >= wanted)
        )
    own = [row for row in rows if row.contender.role == "baoshu"]
    if own:
        most = max(own, key=lambda row: row.memory)
        found.append(
            Goal(
                f"≤ {_MEMORY} MiB on these texts",
                f"{most.memory:.0f} MiB, {most.contender.label}",
                met=most.memory <= _MEMORY,
            )
        )
    return found


def run(texts: Sequence[Path], *, quick: bool) -> list[Goal]:
    """Measure, print, and judge."""
    rows, notes = measure(texts, _QUICK_ROUNDS if quick else _ROUNDS)
    if rows:
        _print(rows, texts, notes)
    return _goals(rows)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path, help="reports as UTF-8 text; without: the real ones, or corpus/")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    given = parser.parse_args()
    show.goals(run(given.texts or default_texts(), quick=given.quick))


if __name__ == "__main__":
    main()
