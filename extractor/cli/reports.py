"""The commands that read reports: extract, check, explain, text, verify, records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.options import ABOUT_REPORTS, Fresh, PatternFolders, Reports, Timeout, WorkerMemory, group

__all__ = ["commands"]

commands = group()

Piped = Annotated[
    list[str] | None,
    typer.Argument(metavar="[REPORT…]", help=ABOUT_REPORTS, show_default=False),
]


@commands.command()
def extract(
    reports: Piped = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Write the records to a file, in the format of its suffix."
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help="jsonl, csv, xlsx, html, sqlite or parquet, whatever the suffix."
        ),
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print JSON Lines to stdout.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite an output file that no run of the same name has written.")
    ] = False,
    status: Annotated[
        Path | None,
        typer.Option("--status", metavar="FILE", help="Write how each input ended to a .jsonl or .csv file."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", min=1, help="Processes that read; default: one a core.")
    ] = None,
    timeout: Timeout = None,
    memory: WorkerMemory = None,
    headers: Annotated[
        str | None,
        typer.Option("--headers", metavar="LANG", help="Of .xlsx, .csv and .html: zh (the default), en or both."),
    ] = None,
    fresh: Fresh = False,
    patterns: PatternFolders = None,
) -> None:
    """Read reports, folders and .zip archives, and give every figure as a record.

    Without -o: a table where stdout is a terminal, else JSON Lines. With -o, the run can be stopped and started again:
    what is unchanged is not read twice.
    """
    from extractor.commands import extract as command

    options = command.options(form, patterns, workers, timeout, memory, fresh=fresh, force=force)
    command.extract(reports or (), output, status, headers, options, jsonl=jsonl)


@commands.command()
def check(
    reports: Reports,
    fail_on: Annotated[
        str, typer.Option("--fail-on", metavar="SEVERITY", help="Exit 1 at error, warning, info and above; or never.")
    ] = "error",
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print a JSON object for each finding.")] = False,
    patterns: PatternFolders = None,
) -> None:
    """Find what looks wrong: open figures, sums, ratios, dates; reports of one organisation against each other.

    A line for each finding: file:line:column severity code message. `baoshu explain CODE` says what a code means.
    """
    from extractor.commands.check import check_reports

    check_reports(reports, fail_on, patterns or (), jsonl=jsonl)


@commands.command()
def explain(
    text: Annotated[str, typer.Argument(help="The text itself; - is standard input; or a code of `baoshu check`.")],
    patterns: PatternFolders = None,
) -> None:
    """Show why a text is read as it is: patterns, parts, cue words, rivals. For a code: what it means."""
    from extractor.commands.explain import explain_text

    explain_text(text, patterns or ())


@commands.command()
def text(
    report: Annotated[
        str,
        typer.Argument(metavar="REPORT", help="A file, a member of an archive (a.zip/报告.docx); - is standard input."),
    ],
    locators: Annotated[bool, typer.Option("--locators", help="Put its place in the file before each line.")] = False,
) -> None:
    """Print a report's text as its reader gives it; the offsets of records count its characters."""
    from extractor.commands.text import print_text

    print_text(report, locators=locators)


@commands.command()
def verify(
    output: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="Records as `baoshu extract` wrote them.")],
    reports: Reports,
) -> None:
    """Prove every value again from its characters; exit 1 if one fails."""
    from extractor.commands.verify import prove

    prove(output, reports)


@commands.command()
def records(
    archive: Annotated[Path, typer.Argument(metavar="NAME.html", help="What `baoshu extract … -o NAME.html` wrote.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="A new folder for all of it, as a Data Package.")
    ] = None,
) -> None:
    """Print the records that a one-file archive holds, as `extract` gave them; --out gives its texts, too."""
    from extractor.commands.archive import give_back

    give_back(archive, out)
