"""The commands that serve pages: review, serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.options import PatternFolders, group

__all__ = ["commands"]

commands = group()

Host = Annotated[str, typer.Option("--host", help="The address to listen on; any but this machine's needs a token.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535)]
Store = Annotated[Path | None, typer.Option("--store", metavar="DIR", help="Where uploads and jobs are kept.")]
TokenFile = Annotated[
    Path | None, typer.Option("--token-file", metavar="FILE", help="Its one line is the token to enter with.")
]
HostNames = Annotated[
    list[str] | None, typer.Option("--name", metavar="HOST", help="A host name by which the server is called.")
]


@commands.command()
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
    from extractor.commands.serve import serve

    serve(host, port, store, token_file, names or (), patterns or (), run)


@commands.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8765,
    store: Store = None,
    token_file: TokenFile = None,
    names: HostNames = None,
    patterns: PatternFolders = None,
) -> None:
    """Serve the HTTP API and its pages (needs the extra web). Only this machine can reach it, unless told otherwise."""
    from extractor.commands.serve import serve

    serve(host, port, store, token_file, names or (), patterns or ())
