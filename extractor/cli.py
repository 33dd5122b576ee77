"""The command `baoshu`; the commands and their options. Data goes to stdout, everything else to stderr.

Exit codes: 0 done · 1 findings, where asked for · 2 misuse, or the output cannot be written · 3 some inputs could not be
read · 4 none could · 130 stopped with Ctrl-C · 143 ended by SIGTERM.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.console import print_lines, say, stop
from extractor.lang_option import SpeakingTyper

if TYPE_CHECKING:
    from extractor.errors import InputError
    from extractor.packs import Packs

_LONGEST_NAME = 255  # characters of a file name

# What is heavy (pydantic, rich, the packs, jieba) is imported where it is used: `baoshu --help` answers at once.

app = SpeakingTyper(
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="报数 baoshu: every figure of a Chinese report as a validated record; placeholders and missing numbers are flagged.",
)
patterns_app = SpeakingTyper(
    no_args_is_help=True, help="The pattern packs: test them, list them.", rich_markup_mode=None
)
app.add_typer(patterns_app, name="patterns")

Reports = Annotated[
    list[str], typer.Argument(metavar="REPORT…", help="Text files; - is standard input.", show_default=False)
]
Piped = Annotated[
    list[str] | None,
    typer.Argument(metavar="[REPORT…]", help="Text files; - is standard input.", show_default=False),
]
PatternFolders = Annotated[
    list[Path] | None,
    typer.Option(
        "--patterns", metavar="DIR", help="A folder with packs of your own; they go before the built-in ones."
    ),
]


@app.callback(invoke_without_command=True)
def _baoshu(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        from extractor.release import release

        print(f"baoshu {release()}")
        raise typer.Exit


@app.command()
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
    timeout: Annotated[
        float | None, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="For one file (and 1 s a MiB).")
    ] = None,
    memory: Annotated[int | None, typer.Option("--memory", metavar="MIB", min=64, help="Of one worker.")] = None,
    headers: Annotated[
        str | None,
        typer.Option("--headers", metavar="LANG", help="Of .xlsx, .csv and .html: zh (the default), en or both."),
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read all inputs anew, unchanged ones too.")] = False,
    patterns: PatternFolders = None,
) -> None:
    """Read reports, folders and .zip archives, and give every figure as a record.

    Without -o: a table where stdout is a terminal, else JSON Lines. With -o, the run can be stopped and started again:
    what is unchanged is not read twice.
    """
    from extractor.commands import extract as command

    if output is None and form not in {None, "jsonl"}:
        stop(f"--format {form} needs a file: name it with -o")
    if output is not None and jsonl:
        stop("--jsonl prints to stdout; with -o, name a file that ends in .jsonl")
    if output is None and (workers or fresh):
        stop("--workers and --fresh are for runs into a file: name it with -o")
    if not reports and sys.stdin is not None and not sys.stdin.isatty():
        reports = ["-"]
    if not reports:
        stop("name the reports to read, or - for standard input")
    if output is None and sys.stdout is None:
        stop("standard output is closed: name a file with -o")
    limits = command.limits(timeout, memory)
    if output is not None:
        command.into_file(reports, output, status, form, patterns, limits, workers, headers, fresh=fresh, force=force)
    else:
        command.to_stdout(reports, status, patterns, limits, table=not (jsonl or form) and sys.stdout.isatty())


@app.command()
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
    from extractor import terminal
    from extractor.check.run import SEVERITIES, checked, reaches
    from extractor.messages import language
    from extractor.read import documents

    if fail_on not in {*SEVERITIES, "never"}:
        stop(f"--fail-on {fail_on}: no such severity; use error, warning, info or never")
    failures: list[InputError] = []
    read = list(documents(reports, failures))
    for failure in failures:
        say(str(failure))
    found = checked(read, _packs(patterns), language())
    if jsonl:
        print_lines(one.json() for one in found)
    elif read:
        terminal.print_findings(found, language(), len(read))
    if failures:
        raise typer.Exit(3 if read else 4)
    if any(reaches(one.issue.severity, fail_on) for one in found):
        raise typer.Exit(1)


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="The text itself; - is standard input; or a code of `baoshu check`.")],
    patterns: PatternFolders = None,
) -> None:
    """Show why a text is read as it is: patterns, parts, cue words, rivals. For a code: what it means."""
    from extractor import terminal
    from extractor.explain import explain as explained
    from extractor.messages import codes, language

    if text in codes():
        terminal.print_code(codes()[text], language())
        return
    if len(text) < _LONGEST_NAME and "\n" not in text and Path(text).is_file():
        stop(f"{text}: a file; explain takes the text itself, extract reads files")
    terminal.print_explanations(explained(sys.stdin.read() if text == "-" else text, _packs(patterns)))


@app.command()
def text(
    report: Annotated[
        str,
        typer.Argument(metavar="REPORT", help="A file, a member of an archive (a.zip/报告.docx); - is standard input."),
    ],
    locators: Annotated[bool, typer.Option("--locators", help="Put its place in the file before each line.")] = False,
) -> None:
    """Print a report's text as its reader gives it; the offsets of records count its characters."""
    from extractor.errors import InputError
    from extractor.harmless import shown
    from extractor.read import read

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
    print_lines(map(shown, lines) if sys.stdout.isatty() else lines)  # a terminal would act on control characters


RunFile = Annotated[
    Path,
    typer.Argument(metavar="RUN", help="The file that `baoshu extract … -o FILE` wrote; its journal lies beside it."),
]


@app.command(name="return")
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


@app.command()
def merge(
    run: RunFile,
    sheets: Annotated[list[str], typer.Argument(metavar="SHEET…", help="Filled sheets, or folders and .zip of them.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who filled in a sheet that does not say it.")] = "",
    form: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="Of RUN, where its suffix is none.")
    ] = None,
    patterns: PatternFolders = None,
) -> None:
    """Put what came back into the run: each answer is checked, kept with who and when, and marked as filled in.

    What is wrong is refused with its sheet and row, and the exit code is 1; the rest is merged.
    """
    from extractor.commands.returns import merge_sheets

    merge_sheets(run, sheets, by, form, patterns or ())


@app.command()
def compare(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN…", help="Files that `baoshu extract … -o FILE` wrote.")],
    indicator: Annotated[
        list[str] | None, typer.Option("--indicator", metavar="KEY", help="Only this one; may be given several times.")
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


@app.command()
def apply(
    run: RunFile,
    corrections: Annotated[
        Path, typer.Argument(metavar="CORRECTIONS", help="A file RUN.corrections.jsonl, of this run or of another one.")
    ],
    form: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="Of RUN, where its suffix is none.")
    ] = None,
    patterns: PatternFolders = None,
) -> None:
    """Replay reviewers' corrections on a run, by their quotes where the text has moved; they stay with it from then on.

    A line for each that fits no longer; the exit code is 1 where there is one.
    """
    from extractor.commands.corrections import apply_corrections

    apply_corrections(run, corrections, form, patterns or ())


@app.command()
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


Host = Annotated[str, typer.Option("--host", help="The address to listen on; any but this machine's needs a token.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535)]
Store = Annotated[Path | None, typer.Option("--store", metavar="DIR", help="Where uploads and jobs are kept.")]
TokenFile = Annotated[
    Path | None, typer.Option("--token-file", metavar="FILE", help="Its one line is the token to enter with.")
]
HostNames = Annotated[
    list[str] | None, typer.Option("--name", metavar="HOST", help="A host name by which the server is called.")
]


@app.command()
def review(
    run: Annotated[
        Path | None,
        typer.Argument(metavar="[RUN]", help="The file that `baoshu extract … -o FILE` wrote.", show_default=False),
    ] = None,
    host: Host = "127.0.0.1",
    port: Port = 8765,
    store: Store = None,
    token_file: TokenFile = None,
    names: HostNames = None,
    patterns: PatternFolders = None,
) -> None:
    """Open the review page: figures to look at beside their report, accept, correct, reject, add (needs the extra web).

    Without RUN, begin with an upload. Corrections are kept beside RUN; it is written anew when the command ends.
    """
    from extractor.web.serve_command import serve

    serve(host, port, store, token_file, names or (), patterns or (), run)


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8765,
    store: Store = None,
    token_file: TokenFile = None,
    names: HostNames = None,
    patterns: PatternFolders = None,
) -> None:
    """Serve the HTTP API and its pages (needs the extra web). Only this machine can reach it, unless told otherwise."""
    from extractor.web.serve_command import serve

    serve(host, port, store, token_file, names or (), patterns or ())


@app.command()
def records(
    archive: Annotated[Path, typer.Argument(metavar="NAME.html", help="What `baoshu extract … -o NAME.html` wrote.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="A new folder for all of it, as a Data Package.")
    ] = None,
) -> None:
    """Print the records that a one-file archive holds, as `extract` gave them; --out gives its texts, too."""
    from extractor.commands.archive import give_back

    give_back(archive, out)


@app.command()
def verify(
    output: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="Records as `baoshu extract` wrote them.")],
    reports: Reports,
) -> None:
    """Prove every value again from its characters; exit 1 if one fails."""
    from extractor.harmless import shown
    from extractor.read import read
    from extractor.verify import verify_files

    if output.suffix != ".jsonl" or not output.is_file():
        stop(f"{output}: no such file of records; verify takes what `baoshu extract -o NAME.jsonl` wrote")
    failed = 0
    for name, failure in verify_files(output, [Path(r) for r in reports], lambda path: read(str(path)).text):
        failed += 1
        print(shown(f"{name}: {failure}"))
    if failed:
        say(f"{failed} records could not be proved")
        raise typer.Exit(1)
    say("every value is proved from its characters")


@app.command()
def score(
    corpus: Annotated[Path, typer.Argument(help="A folder of NAME.txt with NAME.gold.jsonl.")] = Path("corpus"),
    show: Annotated[bool, typer.Option("--show", help="Print every difference.")] = False,
    save: Annotated[bool, typer.Option("--save", help="Write the scores as the new floors to scores.toml.")] = False,
    patterns: PatternFolders = None,
) -> None:
    """Score annotated reports; exit 1 below a floor of scores.toml."""
    from extractor import scores, terminal
    from extractor.harmless import shown

    rows, total = scores.score_folder(corpus, _packs(patterns))
    if not rows:
        stop(f"{corpus}: no NAME.txt with NAME.gold.jsonl in it")
    floors = scores.read_floors(corpus)
    terminal.print_scores(rows, total, floors)
    if show:
        print_lines(map(shown, total.differences))
    if save:
        scores.write_floors(corpus, total)
    below = [n for n, floor in floors.items() if total.ratios().get(n, 1.0) < floor]
    if total.invented or (below and not save):
        say(f"below the floor: {', '.join(below) or 'values made up'}")
        raise typer.Exit(1)


@app.command()
def pack(
    reports: Reports,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.parquet", help="The one file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite it.")] = False,
) -> None:
    """Put folders of small files, archives opened, into one Parquet of (name, content) for `baoshu spark`."""
    from extractor.commands.spark import pack_up

    pack_up(reports, output, force=force)


@app.command()
def spark(
    source: Annotated[str, typer.Option("--in", metavar="URI", help="A Parquet of (name, content), or a folder.")] = "",
    out: Annotated[str, typer.Option("--out", metavar="URI", help="A folder: records/ and status/ by year.")] = "",
    form: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="Of the records: parquet or jsonl.")
    ] = "parquet",
    path: Annotated[bool, typer.Option("--path", help="Print the path of the script for spark-submit.")] = False,
    partitions: Annotated[
        int | None, typer.Option("--partitions", metavar="N", min=1, help="Cut the inputs into as many tasks.")
    ] = None,
    timeout: Annotated[
        float | None, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="For one file (and 1 s a MiB).")
    ] = None,
    memory: Annotated[int | None, typer.Option("--memory", metavar="MIB", min=64, help="Of one worker.")] = None,
    conf: Annotated[list[str] | None, typer.Option("--conf", metavar="K=V", help="A setting of Spark's.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read all inputs anew, unchanged ones too.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Take over an output whose run has ended without a word.")
    ] = False,
    patterns: PatternFolders = None,
) -> None:
    """Extract on Apache Spark: the records of millions of reports, those that are new or changed.

    The same records as `baoshu extract`. Exit 3 where inputs were rejected, 4 where all were.
    """
    from extractor.commands import spark as command

    if path:
        print_lines([str(command.SCRIPT)])
        return
    if not source or not out:
        stop("name what to read and where to write: --in URI --out URI")
    limits = command.limits(timeout, memory)
    command.on_spark(command.Job(source, out, form, patterns or (), limits, partitions, fresh, force), conf or ())


@patterns_app.command("test")
def patterns_test(patterns: PatternFolders = None) -> None:
    """Try every example of the packs; exit 1 if one fails."""
    from extractor.pack_tests import failures

    packs = _packs(patterns)
    failed = 0
    for failure in failures(packs):
        failed += 1
        print(failure)
    say(f"{len(packs.examples)} examples, {failed} failed")
    if failed:
        raise typer.Exit(1)


@patterns_app.command("list")
def patterns_list(patterns: PatternFolders = None) -> None:
    """List the patterns in the order in which they are tried."""
    from extractor import terminal

    terminal.print_patterns(_packs(patterns))


# ---- indicators: the columns of an analyst's table

indicators_app = SpeakingTyper(
    no_args_is_help=True,
    help="The indicators: list them, import them from Excel, try a change.",
    rich_markup_mode=None,
)
app.add_typer(indicators_app, name="indicators")


@indicators_app.command("list")
def indicators_list(patterns: PatternFolders = None) -> None:
    """List the indicators in the order in which they are tried: key, kind, group, names."""
    from extractor.commands.indicators import list_all

    list_all(_packs(patterns))


@indicators_app.command("import")
def indicators_import(
    sheet: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A workbook with one row an indicator.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR/indicators.toml", help="The pack to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing pack.")] = False,
) -> None:
    """Make indicators.toml of an Excel sheet; what is wrong is named with its sheet, row and column."""
    from extractor.commands.indicators import import_sheet

    import_sheet(sheet, output, force=force)


@indicators_app.command("try")
def indicators_try(reports: Reports, patterns: PatternFolders = None) -> None:
    """Show what --patterns would alter over an archive of reports: each figure, old indicator → new, and the counts."""
    from extractor.commands.indicators import try_packs

    if not patterns:
        stop("name the folder with the change: --patterns DIR")
    try_packs(reports, _packs(None), _packs(patterns))


def _packs(folders: Sequence[Path] | None) -> Packs:
    from extractor.packs import load

    return load(folders or ())


def main() -> None:
    """The entry point: UTF-8 streams whatever the console is, and one line for what a user can mend."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except Exception as error:
        from extractor.errors import BaoshuError

        if not isinstance(error, BaoshuError):
            raise
        say(str(error))
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
