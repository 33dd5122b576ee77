"""The command `baoshu score`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from extractor import scores
from extractor.console import print_lines, say, stop
from extractor.harmless import shown
from extractor.packs import load
from extractor.terminal.packs import print_scores

__all__ = ["score_corpus"]


def score_corpus(corpus: Path, patterns: Sequence[Path], *, show: bool, save: bool) -> None:
    """Print the scores beside their floors; exit 1 below a floor that is not saved anew, and for a value made up."""
    rows, total = scores.score_folder(corpus, load(patterns))
    if not rows:
        stop(f"{corpus}: no NAME.txt with NAME.gold.jsonl in it")
    floors = scores.read_floors(corpus)
    print_scores(rows, total, floors)
    if show:
        print_lines(map(shown, total.differences))
    if save:
        scores.write_floors(corpus, total)
    below = [n for n, floor in floors.items() if total.ratios().get(n, 1.0) < floor]
    if total.invented or (below and not save):
        say(f"below the floor: {', '.join(below) or 'values made up'}")
        raise typer.Exit(1)
