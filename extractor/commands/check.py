"""The command `baoshu check`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from extractor.check.run import SEVERITIES, checked, reaches
from extractor.console import print_lines, say, stop
from extractor.errors import InputError
from extractor.messages import language
from extractor.packs import load
from extractor.read import documents
from extractor.terminal.findings import print_findings

__all__ = ["check_reports"]


def check_reports(reports: Sequence[str], fail_on: str, patterns: Sequence[Path], *, jsonl: bool) -> None:
    """Print every finding. Exit 1 where one is as bad as `fail_on`, 3 or 4 where reports could not be read."""
    if fail_on not in {*SEVERITIES, "never"}:
        stop(f"--fail-on {fail_on}: no such severity; use error, warning, info or never")
    failures: list[InputError] = []
    read = list(documents(reports, failures))
    for failure in failures:
        say(str(failure))
    found = checked(read, load(patterns), language())
    if jsonl:
        print_lines(one.json() for one in found)
    elif read:
        print_findings(found, language(), len(read))
    if failures:
        raise typer.Exit(3 if read else 4)
    if any(reaches(one.issue.severity, fail_on) for one in found):
        raise typer.Exit(1)
