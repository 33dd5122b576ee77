"""How well the packs do on annotated reports, and which patterns they have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from extractor.terminal.screen import screen

if TYPE_CHECKING:  # a run that finds nothing new should not load what extracts
    from extractor.gold import Score
    from extractor.knowledge import Packs

__all__ = ["print_patterns", "print_scores"]


def print_scores(rows: Mapping[str, Score], total: Score, floors: Mapping[str, float]) -> None:
    """A row for each report, then a row for each field of all of them, with its floor and what was gained or lost."""
    console = screen()
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    table.add_column("text", overflow="fold")
    shown_of_each = ("f1", "open_f1", "words_f1", "item")
    for name in ("figures", *shown_of_each):
        table.add_column(name, justify="right", no_wrap=True)
    for stem, score in rows.items():
        ratios = score.ratios()
        table.add_row(Text(stem), str(score.wanted), *(f"{ratios[n]:.3f}" for n in shown_of_each))
    console.print(table)
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    table.add_column("field")
    for head in ("score", "floor", "gain or loss"):
        table.add_column(head, justify="right")
    for name, ratio in total.ratios().items():
        floor = floors.get(name)
        style = "red" if floor is not None and ratio < floor else ""
        known = (f"{floor:.3f}", f"{ratio - floor:+.3f}") if floor is not None else ("", "")
        table.add_row(name, f"{ratio:.3f}", *known, style=style)
    console.print(table)
    console.print(f"{total.wanted} figures; values made up for redacted or missing ones: {total.invented}")


def print_patterns(packs: Packs) -> None:
    """The patterns in the order in which they are tried."""
    quotes = {e.entry: e.quote for e in reversed(packs.examples)}
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    for head in ("pattern", "makes", "example"):
        table.add_column(head, overflow="fold")
    for pattern in packs.patterns:
        table.add_row(pattern.name, pattern.source, Text(quotes.get(pattern.name, "")))
    screen().print(table)
