"""The commands for more than one machine: pack, spark."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.options import Fresh, PatternFolders, Reports, Timeout, WorkerMemory, group

__all__ = ["commands"]

commands = group()


@commands.command()
def pack(
    reports: Reports,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.parquet", help="The one file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite it.")] = False,
) -> None:
    """Put folders of small files, archives opened, into one Parquet of (name, content) for `baoshu spark`."""
    from extractor.commands.spark import pack_up

    pack_up(reports, output, force=force)


@commands.command()
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
    timeout: Timeout = None,
    memory: WorkerMemory = None,
    conf: Annotated[list[str] | None, typer.Option("--conf", metavar="K=V", help="A setting of Spark's.")] = None,
    fresh: Fresh = False,
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
        command.print_script()
        return
    limits = command.limits(timeout, memory)
    command.on_spark(command.Job(source, out, form, patterns or (), limits, partitions, fresh, force), conf or ())
