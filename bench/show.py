"""How results are printed: tables, and one line for each goal of the project."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

__all__ = ["Goal", "console", "goals", "number", "table"]

console = Console(width=None if Console().is_terminal else 132, soft_wrap=False, highlight=False)


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
        made.add_column(escape(column), justify="right" if place else "left", no_wrap=place > 0, overflow="fold")
    for row in rows:
        made.add_row(*map(escape, row))
    console.print(made)


def goals(found: Sequence[Goal]) -> None:
    """Print one line for each goal."""
    console.print("[bold]Goals[/bold]")
    for goal in found:
        said = {True: "[green]met        [/green]", False: "[red]not met    [/red]", None: "[yellow]not measured[/yellow]"}
        console.print(f"  {said[goal.met]} {escape(goal.wanted)}: {escape(goal.found)}")


def number(value: float) -> str:
    """Write a number to about three places.

    >>> number(253288.7), number(12.345), number(0.0731), number(0)
    ('253,289', '12.3', '0.073', '0')
    """
    if not value:
        return "0"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"  # noqa: PLR2004
