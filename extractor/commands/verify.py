"""The command `baoshu verify`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from extractor.console import print_lines, say, stop
from extractor.errors import InputError
from extractor.harmless import shown
from extractor.messages import translated
from extractor.read import HOLDERS, Source, load, members, read_bytes, sniff, sources
from extractor.verify import verify_files

__all__ = ["prove"]


def prove(output: Path, reports: Sequence[str]) -> None:
    """Print a line for each record that its report does not prove; exit 1 where there is one.

    Folders and archives are opened as `extract` opens them, so their files have the names that the records hold.
    """
    if output.suffix != ".jsonl" or not output.is_file():
        stop(f"{output}: no such file of records; verify takes what `baoshu extract -o NAME.jsonl` wrote")
    given = {Path(source.name): source for source in _files(reports)}
    failures = list(verify_files(output, [*given], lambda path: _text(given[path])))
    print_lines(shown(translated(f"{name}: {failure}")) for name, failure in failures)
    if failures:
        say(f"{len(failures)} records could not be proved")
        raise typer.Exit(1)
    say("every value is proved from its characters")


def _files(reports: Sequence[str]) -> Iterator[Source]:
    """Every file below these paths, members of archives too; one that cannot be opened is refused where a record needs it."""
    for source in sources(reports):
        try:
            data = b"" if source.path == "-" else load(source)
            yield from members(source, data) if sniff(data, source.name) in HOLDERS else [source]
        except InputError:
            yield source


def _text(source: Source) -> str:
    return read_bytes(load(source), source.name).text
