"""The command `baoshu text`."""

from __future__ import annotations

from collections.abc import Iterable

import typer

from extractor.console import is_terminal, print_lines, say
from extractor.errors import InputError
from extractor.harmless import shown
from extractor.read import read

__all__ = ["print_text"]


def print_text(report: str, *, locators: bool) -> None:
    """Print the text, with `locators` the place of each line before it. Exit 4 where the report cannot be read."""
    try:
        document = read(report)
    except InputError as error:
        say(str(error))
        raise typer.Exit(4) from None
    for warning in document.warnings:
        say(f"{report}: {warning}")
    lines: Iterable[str] = document.text.removesuffix("\n").split("\n")
    if locators:
        lines = (f"{place or ''}\t{line}" for place, line in document.lines())
    print_lines(map(shown, lines) if is_terminal() else lines)  # a terminal would act on control characters
