"""The commands for whoever changes the packs: score, patterns …, indicators …."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.options import PatternFolders, Reports, group

__all__ = ["commands"]

commands = group()
patterns_group = group("The pattern packs: test them, list them.")
indicators_group = group("The indicators: list them, import them from Excel, try a change.")
commands.add_typer(patterns_group, name="patterns")
commands.add_typer(indicators_group, name="indicators")


@commands.command()
def score(
    corpus: Annotated[Path, typer.Argument(help="A folder of NAME.txt with NAME.gold.jsonl.")] = Path("corpus"),
    show: Annotated[bool, typer.Option("--show", help="Print every difference.")] = False,
    save: Annotated[bool, typer.Option("--save", help="Write the scores as the new floors to scores.toml.")] = False,
    patterns: PatternFolders = None,
) -> None:
    """Score annotated reports; exit 1 below a floor of scores.toml."""
    from extractor.commands.score import score_corpus

    score_corpus(corpus, patterns or (), show=show, save=save)


@patterns_group.command("test")
def patterns_test(patterns: PatternFolders = None) -> None:
    """Try every example of the packs; exit 1 if one fails."""
    from extractor.commands.patterns import try_examples

    try_examples(patterns or ())


@patterns_group.command("list")
def patterns_list(patterns: PatternFolders = None) -> None:
    """List the patterns in the order in which they are tried."""
    from extractor.commands.patterns import list_all

    list_all(patterns or ())


@indicators_group.command("list")
def indicators_list(patterns: PatternFolders = None) -> None:
    """List the indicators in the order in which they are tried: key, kind, group, names."""
    from extractor.commands.indicators import list_all

    list_all(patterns or ())


@indicators_group.command("import")
def indicators_import(
    sheet: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="A workbook with one row an indicator.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR/indicators.toml", help="The pack to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing pack.")] = False,
) -> None:
    """Make indicators.toml of an Excel sheet; what is wrong is named with its sheet, row and column."""
    from extractor.commands.indicators import import_sheet

    import_sheet(sheet, output, force=force)


@indicators_group.command("try")
def indicators_try(reports: Reports, patterns: PatternFolders = None) -> None:
    """Show what --patterns would alter over an archive of reports: each figure, old indicator → new, and the counts."""
    from extractor.commands.indicators import try_packs

    try_packs(reports, patterns or ())
