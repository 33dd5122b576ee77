"""The command `baoshu`: its options, a module for each group of commands. Data goes to stdout, everything else to stderr.

Exit codes: 0 done · 1 findings, where asked for · 2 misuse, or the output cannot be written · 3 some inputs could not be
read · 4 none could · 130 stopped with Ctrl-C · 143 ended by SIGTERM.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from extractor.cli import cluster, packs, reports, runs, web
from extractor.cli.lang_option import SpeakingTyper
from extractor.console import print_lines, say

__all__ = ["app", "main"]

# What is heavy (pydantic, rich, the packs, jieba) is imported where it is used: `baoshu --help` answers at once.

app = SpeakingTyper(
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="报数 baoshu: every figure of a Chinese report as a validated record; placeholders and missing numbers are flagged.",
)
for _group in (reports, runs, web, cluster, packs):
    app.add_typer(_group.commands)


@app.callback(invoke_without_command=True)
def _baoshu(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        from extractor.release import release

        print_lines([f"baoshu {release()}"])
        raise typer.Exit


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
