"""How results are printed: tables, and one line for each goal of the project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.markup import escape
from rich.table import Table

__all__ = ["Goal", "console", "goals", "number", "table"]

console = Console(highlight=False)
if not console.is_terminal:
    console = Console(highlight=False, width=132)
_SAID: Final = {
    True: "[green]met[/green]         ",
    False: "[red]not met[/red]     ",
    None: "[yellow]not measured[/yellow]",
}


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal, what was measured, and whether that meets it (None: it could not be measured)."""

    wanted: str
    found: str
    met: bool | None


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> None:
    """Print a table whose first column is text and whose others are numbers."""
    made = Table(title=escape(title), caption=escape(note) or None, title_justify="left", caption_justify="left")
    for place, column in enumerate(columns):
        made.add_column(escape(column), justify="right" if place else "left", min_width=None if place else 24)
    for row in rows:
        made.add_row(*map(escape, row))
    console.print(made)


def goals(found: Sequence[Goal]) -> None:
    """Print one line for each goal."""
    console.print("[bold]Goals[/bold]")
    for goal in found:
        console.print(f"  {_SAID[goal.met]} {escape(goal.wanted)}: {escape(goal.found)}", soft_wrap=True)


def number(value: float) -> str:
    """Write a number to about three places.

    >>> number(253288.7), number(12.345), number(0.0731), number(0)
    ('253,289', '12.3', '0.073', '0.000')
    """
    places = next((places for least, places in ((100, 0), (10, 1), (1, 2)) if value >= least), 3)
    return f"{value:,.{places}f}"
