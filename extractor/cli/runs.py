"""The commands that go on with what a run wrote: return, merge, compare, apply, learn."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.options import PatternFolders, RunFile, RunFormat, group

__all__ = ["commands"]

commands = group()


@commands.command(name="return")
def return_(
    run: RunFile,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="A new folder; one in it for each submitter.")],
    patterns: PatternFolders = None,
) -> None:
    """Write what goes back to the submitters: their Word files with comments, and a sheet to fill in.

    Nothing in an original is changed. Exit 3 where a file is not as the run read it; its places are in the sheet.
    """
    from extractor.commands.returns import send_back

    send_back(run, out, patterns or ())


@commands.command()
def merge(
    run: RunFile,
    sheets: Annotated[list[str], typer.Argument(metavar="SHEET…", help="Filled sheets, or folders and .zip of them.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who filled in a sheet that does not say it.")] = "",
    form: RunFormat = None,
    patterns: PatternFolders = None,
) -> None:
    """Put what came back into the run: each answer is checked, kept with who and when, and marked as filled in.

    What is wrong is refused with its sheet and row, and the exit code is 1; the rest is merged.
    """
    from extractor.commands.returns import merge_sheets

    merge_sheets(run, sheets, by, form, patterns or ())


@commands.command()
def compare(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN…", help="Files that `baoshu extract … -o FILE` wrote.")],
    indicator: Annotated[
        list[str] | None,
        typer.Option(
            "--indicator",
            metavar="NAME",
            help="Only this one, by its key or its name (募捐款物); may be given several times.",
        ),
    ] = None,
    by: Annotated[
        str, typer.Option("--by", metavar="WAY", help="organisation: one a row; year: totals of each year.")
    ] = "organisation",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print a JSON object for each cell and total.")] = False,
    patterns: PatternFolders = None,
) -> None:
    """Organisations and years side by side, an indicator each: totals, shares, growth.

    What is redacted, missing or not stated is shown as such, never counted as 0; a total over such a gap is marked ≥.
    """
    from extractor.commands.compare import compare_runs

    compare_runs(runs, indicator or (), by, patterns or (), jsonl=jsonl)


@commands.command()
def apply(
    run: RunFile,
    corrections: Annotated[
        Path, typer.Argument(metavar="CORRECTIONS", help="A file RUN.corrections.jsonl, of this run or of another one.")
    ],
    form: RunFormat = None,
    patterns: PatternFolders = None,
) -> None:
    """Replay reviewers' corrections on a run, by their quotes where the text has moved; they stay with it from then on.

    A line for each that fits no longer; the exit code is 1 where there is one.
    """
    from extractor.commands.corrections import apply_corrections

    apply_corrections(run, corrections, form, patterns or ())


@commands.command()
def learn(
    run: RunFile,
    write: Annotated[
        Path | None, typer.Option("--write", metavar="PACK.toml", help="Add lines to a pack: mine/idioms.toml, …")
    ] = None,
    take: Annotated[
        list[int] | None, typer.Option("--take", metavar="N", help="Write these lines, by their numbers.")
    ] = None,
    patterns: PatternFolders = None,
) -> None:
    """Propose lines for the packs from the corrections of a run, each with every figure that it would change.

    Marks: ✓ as a reviewer said, ✗ against what a reviewer said, ? not reviewed.
    """
    from extractor.commands.corrections import learn_lines

    learn_lines(run, write, take or (), patterns or ())
