"""The command `baoshu`; the only module that prints. Data goes to stdout, everything else to stderr.

Exit codes: 0 done · 1 findings, where asked for · 2 misuse · 3 some inputs could not be read · 4 none could.
"""

from __future__ import annotations

import itertools
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from extractor.packs import Packs
    from extractor.records import Extraction
    from extractor.terminal import Summary

_LONGEST_NAME = 255  # characters of a file name

# What is heavy (pydantic, rich, the packs, jieba) is imported where it is used: `baoshu --help` answers at once.

app = typer.Typer(
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="报数 baoshu: every figure of a Chinese report as a validated record; placeholders and missing numbers are flagged.",
)
patterns_app = typer.Typer(no_args_is_help=True, help="The pattern packs: test them, list them.", rich_markup_mode=None)
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
        from importlib.metadata import version as installed

        print(f"baoshu {installed('baoshu')}")
        raise typer.Exit


@app.command()
def extract(
    reports: Piped = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write .jsonl, .csv or .xlsx, by the suffix.")
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="jsonl, csv or xlsx, whatever the suffix.")
    ] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print JSON Lines to stdout.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing output file.")] = False,
    patterns: PatternFolders = None,
) -> None:
    """Read reports and give every figure as a record.

    Without -o: a table where stdout is a terminal, else JSON Lines.
    """
    from extractor import emit, terminal
    from extractor.emit.jsonl import lines

    if output is None and form not in {None, "jsonl"}:
        _stop(f"--format {form} needs a file: name it with -o")
    if output is not None and jsonl:
        _stop("--jsonl prints to stdout; with -o, name a file that ends in .jsonl")
    if output is not None and output.exists() and not force:
        _stop(f"{output}: exists; --force overwrites it")
    if not reports and sys.stdin is not None and not sys.stdin.isatty():
        reports = ["-"]
    if not reports:
        _stop("name the reports to read, or - for standard input")
    if output is None and sys.stdout is None:
        _stop("standard output is closed: name a file with -o")
    packs = _packs(patterns)
    failures: list[str] = []
    summaries: list[Summary] = []
    extractions = _extractions(reports, packs, failures)
    if output is not None:
        first = next(extractions, None)
        if first is not None:  # where nothing could be read, nothing is written
            emit.write(_watched(itertools.chain([first], extractions), summaries), output, form)
            terminal.print_summaries(summaries, output)
    else:
        table = not (jsonl or form) and sys.stdout.isatty()
        for extraction in extractions:
            if table:
                terminal.print_extraction(extraction)
            else:
                _print_lines(lines(extraction))
    _finish(failures, len(reports))


@app.command()
def explain(
    text: Annotated[str, typer.Argument(help="The text itself; - is standard input.")],
    patterns: PatternFolders = None,
) -> None:
    """Show why a text is read as it is: patterns, parts, cue words, rivals."""
    from extractor import terminal
    from extractor.explain import explain as explained

    if len(text) < _LONGEST_NAME and "\n" not in text and Path(text).is_file():
        _stop(f"{text}: a file; explain takes the text itself, extract reads files")
    terminal.print_explanations(explained(sys.stdin.read() if text == "-" else text, _packs(patterns)))


@app.command()
def verify(
    output: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="Records as `baoshu extract` wrote them.")],
    reports: Reports,
) -> None:
    """Prove every value again from its characters; exit 1 if one fails."""
    from extractor.emit import shown
    from extractor.read import read_report
    from extractor.verify import verify_files

    if output.suffix != ".jsonl" or not output.is_file():
        _stop(f"{output}: no such file of records; verify takes what `baoshu extract -o NAME.jsonl` wrote")
    failed = 0
    for name, failure in verify_files(output, [Path(r) for r in reports], lambda path: read_report(str(path))):
        failed += 1
        print(shown(f"{name}: {failure}"))
    if failed:
        _say(f"{failed} records could not be proved")
        raise typer.Exit(1)
    _say("every value is proved from its characters")


@app.command()
def score(
    corpus: Annotated[Path, typer.Argument(help="A folder of NAME.txt with NAME.gold.jsonl.")] = Path("corpus"),
    show: Annotated[bool, typer.Option("--show", help="Print every difference.")] = False,
    save: Annotated[bool, typer.Option("--save", help="Write the scores as the new floors to scores.toml.")] = False,
    patterns: PatternFolders = None,
) -> None:
    """Score annotated reports; exit 1 below a floor of scores.toml."""
    from extractor import scores, terminal

    rows, total = scores.score_folder(corpus, _packs(patterns))
    if not rows:
        _stop(f"{corpus}: no NAME.txt with NAME.gold.jsonl in it")
    floors = scores.read_floors(corpus)
    terminal.print_scores(rows, total, floors)
    if show:
        terminal.print_lines(total.differences)
    if save:
        scores.write_floors(corpus, total)
    below = [n for n, floor in floors.items() if total.ratios().get(n, 1.0) < floor]
    if total.invented or (below and not save):
        _say(f"below the floor: {', '.join(below) or 'values made up'}")
        raise typer.Exit(1)


@patterns_app.command("test")
def patterns_test(patterns: PatternFolders = None) -> None:
    """Try every example of the packs; exit 1 if one fails."""
    from extractor.pack_tests import failures

    packs = _packs(patterns)
    failed = 0
    for failure in failures(packs):
        failed += 1
        print(failure)
    _say(f"{len(packs.examples)} examples, {failed} failed")
    if failed:
        raise typer.Exit(1)


@patterns_app.command("list")
def patterns_list(patterns: PatternFolders = None) -> None:
    """List the patterns in the order in which they are tried."""
    from extractor import terminal

    terminal.print_patterns(_packs(patterns))


# ---- indicators: the columns of an analyst's table

indicators_app = typer.Typer(
    no_args_is_help=True, help="The indicators: list them, import them from Excel, try a change.", rich_markup_mode=None
)
app.add_typer(indicators_app, name="indicators")


@indicators_app.command("list")
def indicators_list(patterns: PatternFolders = None) -> None:
    """List the indicators in the order in which they are tried: key, kind, group, names."""
    _print_lines(
        "\t".join((one.key, "|".join(sorted(one.kinds)), one.group, one.zh, one.en, "required" if one.required else ""))
        for one in _packs(patterns).indicators.all
    )


@indicators_app.command("import")
def indicators_import(
    sheet: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A workbook with one row an indicator.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR/indicators.toml", help="The pack to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing pack.")] = False,
) -> None:
    """Make indicators.toml of an Excel sheet; what is wrong is named with its sheet, row and column."""
    from extractor.indicator_sheet import read_sheet, toml

    if output.name != "indicators.toml":
        _stop(f"{output}: a pack of indicators has the name indicators.toml")
    if output.exists() and not force:
        _stop(f"{output}: exists; --force overwrites it")
    rows = read_sheet(sheet)
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(toml(rows), encoding="utf-8", newline="\n")
    _say(f"{len(rows)} indicators in {output}; `baoshu patterns test --patterns {output.parent}` tries their examples")


@indicators_app.command("try")
def indicators_try(reports: Reports, patterns: PatternFolders = None) -> None:
    """Show what --patterns would alter over an archive of reports: each figure, old indicator → new, and the counts."""
    from extractor.emit import shown
    from extractor.errors import InputError
    from extractor.indicator_trial import Change, changes, tally
    from extractor.read import read_report

    if not patterns:
        _stop("name the folder with the change: --patterns DIR")
    failures: list[str] = []

    def texts() -> Iterator[tuple[str, str]]:
        for path in reports:
            try:
                yield path, read_report(path)
            except InputError as error:
                failures.append(path)
                _say(str(error))

    found: list[Change] = []

    def lines() -> Iterator[str]:
        for change in changes(texts(), _packs(None), _packs(patterns)):
            found.append(change)
            figure = change.figure
            sentence = figure.sentence.replace(figure.text, f"【{figure.text}】", 1)
            yield shown(f"{change.report}:{figure.start}\t{change.old or '–'} → {change.new or '–'}\t{sentence}")

    _print_lines(lines())
    for old, new, count in tally(found):
        _say(f"{count}\t{old or '–'} → {new or '–'}")
    _say(f"{len(found)} figures of {len(reports) - len(failures)} reports would change")
    _finish(failures, len(reports))


def _packs(folders: Sequence[Path] | None) -> Packs:
    from extractor.packs import load

    return load(folders or ())


def _extractions(reports: Sequence[str], packs: Packs, failures: list[str]) -> Iterator[Extraction]:
    """Each report's extraction; what cannot be read is said at once and noted in `failures`."""
    from extractor.errors import InputError
    from extractor.pipeline import extract as extracted
    from extractor.read import read_report

    for path in reports:
        try:
            text = read_report(path)
        except InputError as error:
            failures.append(path)
            _say(str(error))
            continue
        yield extracted(text, "stdin" if path == "-" else path, packs)


def _print_lines(lines: Iterable[str]) -> None:
    """To stdout; whoever reads it may stop (`| head`), which is no fault."""
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def _watched(extractions: Iterator[Extraction], summaries: list[Summary]) -> Iterator[Extraction]:
    from extractor.terminal import summary

    for extraction in extractions:
        summaries.append(summary(extraction))
        yield extraction


def _finish(failures: Sequence[str], inputs: int) -> None:
    if failures:
        raise typer.Exit(4 if len(failures) == inputs else 3)


def _say(message: str) -> None:
    from extractor.emit import shown

    print(f"baoshu: {shown(message)}", file=sys.stderr)


def _stop(message: str) -> NoReturn:
    _say(message)
    raise typer.Exit(2)


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
        _say(str(error))
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
