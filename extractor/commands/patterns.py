"""The commands `baoshu patterns test` and `list`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from extractor.console import print_lines, say
from extractor.pack_tests import failures
from extractor.packs import load
from extractor.terminal.packs import print_patterns

__all__ = ["list_all", "try_examples"]


def try_examples(patterns: Sequence[Path]) -> None:
    """Print a line for each example that does not hold, as it is found; exit 1 where there is one."""
    packs = load(patterns)
    failed = 0

    def lines() -> Iterator[str]:
        nonlocal failed
        for failure in failures(packs):
            failed += 1
            yield failure

    print_lines(lines())
    say(f"{len(packs.examples)} examples, {failed} failed")
    if failed:
        raise typer.Exit(1)


def list_all(patterns: Sequence[Path]) -> None:
    """Print the patterns in the order in which they are tried, each with its example."""
    print_patterns(load(patterns))
