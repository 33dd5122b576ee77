"""The commands `baoshu spark` and `baoshu pack`: a Spark session, a run, and what came of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import typer

from extractor.bundle import bundle
from extractor.commands.extract import limits
from extractor.console import print_lines, say, stop
from extractor.errors import BaoshuError
from extractor.spark.job import Job, run

__all__ = ["Job", "limits", "on_spark", "pack_up", "print_script"]

_SCRIPT: Final = Path(__file__).parents[1] / "spark" / "submit.py"
_OWN: Final = {  # of a session that nobody has set up: `spark-submit` and --conf go before these
    "spark.master": "local[*]",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
_JAVA: Final = "Spark could not be started; it needs Java 17 or newer (JAVA_HOME, or `java` on the path)"


def print_script() -> None:
    """Print the path of the script for spark-submit."""
    print_lines([str(_SCRIPT)])


def on_spark(job: Job, settings: Sequence[str]) -> None:
    """Run, and say what came of it. Exit 3 where inputs were rejected, 4 where all were."""
    if not job.source or not job.out:
        stop("name what to read and where to write: --in URI --out URI")
    with _session(dict(_setting(one) for one in settings)) as session, _failures():
        done = run(session, job)
    if not done.read + done.known:
        stop("there are no files in what was named")
    told = f"{done.read} inputs read, {done.known} known already"
    say(
        f"{told}: {done.ok} ok, {done.warning} with a warning, {done.rejected} rejected; {done.records} records → {job.out}"
    )
    if done.rejected:
        raise typer.Exit(3 if done.ok or done.warning else 4)


@contextmanager
def _failures() -> Iterator[None]:
    """What Spark says when it gives a job up, in a line; its own log has the rest."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        lines = (line.strip() for line in str(error).splitlines())
        raise BaoshuError(f"Spark has given the job up: {next(filter(None, lines), type(error).__name__)}") from error


def pack_up(reports: Sequence[str], output: Path, *, force: bool) -> None:
    """Write the bundle, and say what is in it."""
    if output.suffix != ".parquet":
        stop(f"{output}: a bundle ends in .parquet")
    if output.exists() and not force:
        stop(f"{output}: exists; --force overwrites it")
    done = bundle(reports, output)
    say(f"{done.files} files, {done.size / 2**20:.1f} MiB → {output}; {done.refused} of them could not be read")


def _setting(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key.startswith("spark."):
        stop(f"--conf {text}: write spark.KEY=VALUE")
    return key, value


@contextmanager
def _session(settings: dict[str, str]) -> Iterator[Any]:
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise BaoshuError(
            "`baoshu spark` needs pyspark: pip install '.[spark]' in the folder of baoshu's source"
        ) from None
    builder = SparkSession.builder.appName("baoshu")
    if "PYSPARK_GATEWAY_PORT" not in os.environ:  # else spark-submit has started us, and has said all this
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        os.environ.setdefault("LC_ALL", "C.UTF-8")  # else Java does not find files with Chinese names
        settings = {**_OWN, **settings}
    for key, value in settings.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except (PySparkException, OSError) as error:
        raise BaoshuError(f"{_JAVA}: {error}") from None
    try:
        yield session
    finally:
        session.stop()
