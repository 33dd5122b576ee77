"""The commands `baoshu indicators list`, `import` and `try`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from extractor.atomic import committed
from extractor.console import print_lines, say, stop
from extractor.errors import InputError
from extractor.harmless import shown
from extractor.packs import load
from extractor.packs.sheet import read_sheet, toml
from extractor.read import documents
from extractor.trial import Difference, changes, tally

__all__ = ["import_sheet", "list_all", "try_packs"]


def list_all(patterns: Sequence[Path]) -> None:
    """A line for each indicator, with tabs: key, kinds, group, names, whether it is required."""
    print_lines(
        "\t".join((one.key, "|".join(sorted(one.kinds)), one.group, one.zh, one.en, "required" if one.required else ""))
        for one in load(patterns).indicators.all
    )


def import_sheet(sheet: Path, output: Path, *, force: bool) -> None:
    """Write the pack, whole or not at all; InputError names the sheet, row and column of what is wrong."""
    if output.name != "indicators.toml":
        stop(f"{output}: a pack of indicators has the name indicators.toml")
    if output.exists() and not force:
        stop(f"{output}: exists; --force overwrites it")
    rows = read_sheet(sheet)
    output.parent.mkdir(parents=True, exist_ok=True)
    with committed(output) as temporary:
        temporary.write_text(toml(rows), encoding="utf-8", newline="\n")
    say(f"{len(rows)} indicators in {output}; `baoshu patterns test --patterns {output.parent}` tries their examples")


def try_packs(reports: Sequence[str], patterns: Sequence[Path]) -> None:
    """Every figure whose indicator `patterns` would change, then the counts. Exit 3 or 4 where reports could not be read."""
    if not patterns:
        stop("name the folder with the change: --patterns DIR")
    old, new = load(), load(patterns)
    failures: list[InputError] = []
    read = list(documents(reports, failures))
    for failure in failures:
        say(str(failure))
    found: list[Difference] = []

    def lines() -> Iterator[str]:
        for change in changes(read, old, new):
            found.append(change)
            was, now = change.indicators
            yield shown(f"{change.report}:{change.figure.start}\t{was or '–'} → {now or '–'}\t{change.sentence}")

    print_lines(lines())
    for was, now, count in tally(found):
        say(f"{count}\t{was or '–'} → {now or '–'}")
    say(f"{len(found)} figures of {len(read)} reports would change")
    if failures:
        raise typer.Exit(3 if read else 4)
