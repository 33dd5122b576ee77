"""How time grows with the text: ordinary text of 1× to 64×, and texts made to be slow, each up to 1 MiB.

python bench/growth.py [--quick] [--shape NAME]… [--segmenter jieba|rjieba] [TEXTS…]
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import show
from contenders import BAOSHU, JIONLP, Contender, ContenderError, Worker, available, segmenters
from shapes import GOAL_SHAPES, SHAPES, default_texts
from show import Goal

__all__ = ["Curve", "multiples", "of_shape"]

_LINEAR: Final = 2.2  # what a doubling may cost; quadratic time costs 4
_MEMORY: Final = 350  # MiB
_STEPS: Final = 3  # doublings that are judged
_ROUNDS: Final = 5  # times that each of the last sizes is measured, by turns, if time allows; the best counts
_LIMIT: Final = 20.0  # seconds; a text that takes longer is the curve's last
_PATIENCE: Final = 180.0  # seconds on the clock; then a text is given up
_LARGEST, _QUICK_LARGEST, _SMALLEST = 2**20, 2**17, 2**12  # bytes


@dataclass(slots=True)
class Curve:
    """One contender on texts of one kind: seconds by size, until a size took too long."""

    name: str
    seconds: dict[int, float] = field(default_factory=dict)
    characters: dict[int, int] = field(default_factory=dict)
    peaks: dict[int, float] = field(default_factory=dict)  # MiB that the process had taken at most, up to this size
    slow: bool = False  # the last size took longer than a size may
    ended: str = ""  # why there is no answer for the next size

    def ratios(self) -> list[float]:
        """What the last doublings cost."""
        times = list(self.seconds.values())[-_STEPS - 1 :]
        return [after / before for before, after in itertools.pairwise(times)]

    @property
    def memory(self) -> float:
        """The most memory that the process took, in MiB."""
        return max(self.peaks.values(), default=0.0)

    @property
    def linear(self) -> bool:
        """Whether no doubling cost more than it may. One that is linear and slow is linear."""
        return not self.ended and max(self.ratios(), default=0) <= _LINEAR

    @property
    def verdict(self) -> str:
        """What the table says of the growth."""
        if self.ended:
            return f"ended: {self.ended}"
        return ("linear" if self.linear else f"over {_LINEAR}") + ", slow" * self.slow


def _follow(curve: Curve, contender: Contender, texts: Sequence[Path], loads: dict[int, dict[str, object]]) -> Curve:
    """Measure size by size, each by itself first, then the last ones again by turns."""
    try:
        with Worker(contender) as worker:
            worker.load(texts)
            worker.time(0, forget=False)  # packs, dictionary
            for size, which in loads.items():
                _measure(curve, worker, texts, size, which)
                curve.slow = curve.seconds[size] > _LIMIT
                if curve.slow:
                    break
            last = [size for size in list(curve.seconds)[-_STEPS - 1 :] if curve.seconds[size] <= _LIMIT / 2]
            for _ in range(min(_ROUNDS - 1, int(_LIMIT / sum((curve.seconds[size] for size in last), 0.1)))):
                for size in last:
                    _measure(curve, worker, texts, size, loads[size])
    except ContenderError as error:
        curve.ended = str(error)
    return curve


def _measure(curve: Curve, worker: Worker, texts: Sequence[Path], size: int, which: dict[str, object]) -> None:
    curve.characters[size] = worker.load(texts, **which)["characters"]
    answer = worker.time(0.1, forget=True, patience=_PATIENCE)
    curve.seconds[size] = min(*answer["passes"], curve.seconds.get(size, float("inf")))
    curve.peaks.setdefault(size, answer["memory"])


def multiples(contender: Contender, texts: Sequence[Path], *, quick: bool) -> Curve:
    """All texts as one, once to 64 times over."""
    loads: dict[int, dict[str, object]] = {n: {"joined": n} for n in (1, 2, 4, 8, 16, 32, 64)[: 4 if quick else None]}
    return _follow(Curve(contender.label), contender, texts, loads)


def of_shape(shape: str, contender: Contender, texts: Sequence[Path], *, quick: bool) -> Curve:
    """A text made to be slow, doubled up to 1 MiB."""
    size, largest = _SMALLEST, _QUICK_LARGEST if quick else _LARGEST
    loads: dict[int, dict[str, object]] = {}
    while size <= largest:
        loads[size] = {"shape": shape, "size": size}
        size *= 2
    return _follow(Curve(shape), contender, texts, loads)


def _print_multiples(curves: Sequence[Curve]) -> None:
    lines = []
    for curve in curves:
        for size, seconds in curve.seconds.items():
            ratio = seconds / curve.seconds[size // 2] if size > 1 else 0
            lines.append(
                [
                    f"{curve.name} {size}×",
                    f"{curve.characters[size]:,}",
                    show.number(seconds),
                    f"{curve.characters[size] / seconds:,.0f}",
                    f"{ratio:.2f}" if ratio else "",
                    f"{curve.peaks[size]:.0f}",
                ]
            )
    show.table(
        "Growth: all texts as one, 1× to 64×",
        ["text", "characters", "CPU s", "char/s", "ratio to half", "peak MiB"],
        lines,
        "Twice the text should take twice the time. Word cache emptied before each pass."
        f" Best of up to {_ROUNDS} for the last {_STEPS + 1} sizes.",
    )
    for curve in curves:
        if curve.ended or curve.slow:
            why = curve.ended or f"the last one took more than {_LIMIT:.0f} s"
            show.console.print(f"  {curve.name} ended there: {why}", markup=False)


def _print_shapes(curves: Sequence[Curve], segmenter: str) -> None:
    lines = []
    for curve in curves:
        ratios = [f"{ratio:.2f}" for ratio in curve.ratios()]
        size = max(curve.seconds, default=0)
        seconds = curve.seconds.get(size, 0)
        rate = f"{curve.characters[size] / seconds:,.0f}" if seconds else ""
        steps = [""] * (_STEPS - len(ratios)) + ratios
        lines.append(
            [curve.name, f"{size // 1024:,}", show.number(seconds), rate, *steps, f"{curve.memory:.0f}", curve.verdict]
        )
    show.table(
        f"Texts made to be slow, baoshu with {segmenter}",
        ["shape", "KiB", "CPU s", "char/s", *["×2"] * _STEPS, "peak MiB", "growth"],
        lines,
        f"Sizes double until the largest, or until one takes more than {_LIMIT:.0f} s (slow); KiB of UTF-8, 1024 are 1 MiB."
        f" ×2: the cost of the last {_STEPS} doublings, best of up to {_ROUNDS}; quadratic time has 4.",
    )


def _goals(ordinary: Sequence[Curve], shapes: Sequence[Curve]) -> Iterator[Goal]:
    named = [curve for curve in shapes if curve.name in GOAL_SHAPES]
    others = [curve for curve in shapes if curve.name not in GOAL_SHAPES]
    if named:
        yield _linear("digits, X, 万亿, brackets, numerals", named)
    if others:
        yield _linear("every other shape", others)
    own = [curve for curve in ordinary if curve.name != JIONLP.label]
    if own:
        yield _linear("ordinary text, 1× to 64×", own)
    everything = [*own, *shapes]
    if everything:
        most = max(everything, key=lambda curve: curve.memory)
        over = [curve.name for curve in everything if curve.memory > _MEMORY]
        wanted = f"≤ {_MEMORY} MiB on every text here"
        yield Goal(wanted, f"most {most.memory:.0f} MiB ({most.name}); over: {', '.join(over) or 'none'}", met=not over)


def _linear(what: str, curves: Sequence[Curve]) -> Goal:
    bad = [f"{c.name} ({c.ended or f'{max(c.ratios()):.2f}'})" for c in curves if not c.linear]
    worst = max((max(c.ratios(), default=0) for c in curves), default=0)
    return Goal(f"doubling ≤ {_LINEAR} on {what}", f"worst {worst:.2f}; over: {', '.join(bad) or 'none'}", met=not bad)


def run(texts: Sequence[Path], *, quick: bool, shapes: Sequence[str], segmenter: str, only_shapes: bool) -> list[Goal]:
    """Measure, print, and judge."""
    ordinary = []
    for contender in () if only_shapes else (JIONLP, *(BAOSHU[name] for name in segmenters())):
        why = available(contender)
        with show.console.status(f"growth, {contender.label}"):
            ordinary.append(Curve(contender.label, ended=why) if why else multiples(contender, texts, quick=quick))
    if ordinary:
        _print_multiples(ordinary)
    curves = []
    for shape in shapes:
        with show.console.status(f"growth, {shape}"):
            curves.append(of_shape(shape, BAOSHU[segmenter], texts, quick=quick))
    _print_shapes(curves, segmenter)
    return list(_goals(ordinary, curves))


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path, help="reports as UTF-8 text; without: the real ones, or corpus/")
    parser.add_argument("--quick", action="store_true", help="smaller texts")
    parser.add_argument(
        "--shape", action="append", choices=SHAPES, metavar="NAME", help=f"only these: {', '.join(SHAPES)}"
    )
    parser.add_argument("--segmenter", choices=BAOSHU, default="jieba", help="of the texts made to be slow")
    given = parser.parse_args()
    only = bool(given.shape)
    texts = given.texts or default_texts()
    show.goals(
        run(texts, quick=given.quick, shapes=given.shape or list(SHAPES), segmenter=given.segmenter, only_shapes=only)
    )


if __name__ == "__main__":
    main()
