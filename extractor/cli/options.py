"""Arguments and options that several commands take, and the group that commands stand in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from extractor.cli.lang_option import SpeakingTyper

__all__ = ["ABOUT_REPORTS", "PatternFolders", "Reports", "RunFile", "RunFormat", "Timeout", "WorkerMemory", "group"]

ABOUT_REPORTS: Final = "Files (text, Word, PDF, Excel, HTML, mails …), folders and .zip of them; - is standard input."
Reports = Annotated[list[str], typer.Argument(metavar="REPORT…", help=ABOUT_REPORTS, show_default=False)]
PatternFolders = Annotated[
    list[Path] | None,
    typer.Option(
        "--patterns", metavar="DIR", help="A folder with packs of your own; they go before the built-in ones."
    ),
]
RunFile = Annotated[
    Path,
    typer.Argument(metavar="RUN", help="The file that `baoshu extract … -o FILE` wrote; its journal lies beside it."),
]
RunFormat = Annotated[str | None, typer.Option("--format", metavar="FORMAT", help="Of RUN, where its suffix is none.")]
Timeout = Annotated[
    float | None, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="For one file (and 1 s a MiB).")
]
WorkerMemory = Annotated[int | None, typer.Option("--memory", metavar="MIB", min=64, help="Of one worker.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Read all inputs anew, unchanged ones too.")]


def group(about: str | None = None) -> SpeakingTyper:
    """Commands below one name; without `about`, some of those of `baoshu` itself."""
    return SpeakingTyper(no_args_is_help=about is not None, help=about, rich_markup_mode=None)
