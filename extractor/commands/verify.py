"""The command `baoshu verify`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from extractor.console import print_lines, say, stop
from extractor.harmless import shown
from extractor.read import read
from extractor.verify import verify_files

__all__ = ["prove"]


def prove(output: Path, reports: Sequence[str]) -> None:
    """Print a line for each record that its report does not prove; exit 1 where there is one."""
    if output.suffix != ".jsonl" or not output.is_file():
        stop(f"{output}: no such file of records; verify takes what `baoshu extract -o NAME.jsonl` wrote")
    failures = list(verify_files(output, [Path(r) for r in reports], lambda path: read(str(path)).text))
    print_lines(shown(f"{name}: {failure}") for name, failure in failures)
    if failures:
        say(f"{len(failures)} records could not be proved")
        raise typer.Exit(1)
    say("every value is proved from its characters")
