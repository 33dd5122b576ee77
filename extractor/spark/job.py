"""One run on Spark: what is new in IN is extracted, and its records and status rows become part of OUT.

The rows are first written as they come (`.work`), by Spark's commit protocol: an executor that dies, a task that is tried again
or run twice adds nothing to them. Then they are put in their places by year, once each: (id, number) tells a row.
"""

from __future__ import annotations

import functools
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor.arrow import Settings, batch_schema, extract_batches
from extractor.errors import IGNORED, BaoshuError
from extractor.harmless import named
from extractor.read import LIMITS, Limits
from extractor.runs.child import ENTRY
from extractor.runs.version import version
from extractor.spark.inputs import inputs, refused
from extractor.spark.store import Store
from extractor.spark.table import Table, spark_schema

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FORMATS", "Done", "Job", "run"]

FORMATS: Final = ("parquet", "jsonl")
_SETTINGS: Final = {  # where the user has none
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # year=2023 is a text
    "spark.sql.files.maxPartitionBytes": "32m",  # a minute's work, where Spark thinks of seconds
    "spark.sql.files.openCostInBytes": "128k",  # hundreds of small files a task, where Spark would take eight
    # Files are held by the batch: in the reader, on the way to Python.
    "spark.sql.parquet.columnarReaderBatchSize": "64",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "64",
    "spark.sql.execution.arrow.maxBytesPerBatch": "16m",
}
_BROADCAST: Final = 2_000_000  # ids that every executor can hold
_TASKS: Final = 4  # a core, at least: the last one is waited for by nobody for long
_UNREAD: Final = "could not be read from its place; the next run tries again"


@dataclass(frozen=True, slots=True)
class Job:
    """What to run. `partitions`: into how many the inputs are cut; None: as Spark reads them, or more where that is few."""

    source: str
    out: str
    form: str = "parquet"
    patterns: Sequence[Path] = ()
    limits: Limits = LIMITS
    partitions: int | None = None
    fresh: bool = False
    force: bool = False
    entry: str = ENTRY


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: inputs that were read now and that were known, status rows by status, records."""

    read: int = 0
    known: int = 0
    ok: int = 0
    warning: int = 0
    rejected: int = 0
    ignored: int = 0
    records: int = 0


def run(session: Any, job: Job) -> Done:  # noqa: ANN401 - pyspark may be absent
    """Extract. Raises BaoshuError where IN is not there, or OUT is another's."""
    if job.form not in FORMATS:
        raise BaoshuError(f"--format {job.form}: use {' or '.join(FORMATS)}")
    given = session.sparkContext.getConf()
    for key, value in _SETTINGS.items():
        if not given.contains(key):
            session.conf.set(key, value)
    version(tuple(job.patterns))  # a folder that is not there is said first
    given, listed = inputs(session, job.source, job.limits)
    with Table(Store(session, job.out), job.form, session.sparkContext.applicationId, job.force) as table:
        return _Run(session, job, table).run(given, listed)


class _Run:
    """The steps of one run."""

    def __init__(self, session: Any, job: Job, table: Table) -> None:  # noqa: ANN401 - pyspark may be absent
        self._session, self._job, self._table = session, job, table
        made = version(tuple(job.patterns))
        self._versions = made, f"{made} {job.limits}"  # of what was read; of what was rejected, under these limits
        self._status = table.read("status", session)  # None where nothing was written yet

    def run(self, given: Any, listed: Any) -> Done:  # noqa: ANN401 - pyspark may be absent
        self._mapped(self._unknown(given)).write.parquet(self._table.work)
        rows = self._session.read.schema(spark_schema(batch_schema(self._settings))).parquet(self._table.work)
        done, twice = _count(rows)
        if twice:  # IN delivers an input more than once
            rows = rows.dropDuplicates(["id", "number"])
            done, _ = _count(rows)
        statuses, done = self._with_missed(rows.where("status IS NOT NULL"), listed, done)
        if done.read:
            replaced, runs = self._replaced(statuses)
            self._put("records", self._records(rows.where("record IS NOT NULL")), replaced, runs)
            self._put("status", self._status_rows(statuses), replaced, runs)
            self._table.commit(runs, {"inputs": done.read, "version": self._versions[0]})
        return done

    def _unknown(self, given: Any) -> Any:  # noqa: ANN401 - pyspark may be absent
        """The inputs that OUT does not hold as they are, in enough partitions."""
        from pyspark.sql import functions as f

        wanted = self._job.partitions or _TASKS * self._session.sparkContext.defaultParallelism
        few = given.rdd.getNumPartitions() < wanted
        if self._status is not None and not self._job.fresh:
            known = self._status.groupBy("id").agg(f.every(f.col("version").isin(*self._versions)).alias("held"))
            known = known.where("held").select("id").cache()
            given = given.join(f.broadcast(known) if known.count() <= _BROADCAST else known, "id", "left_anti")
        return given.repartition(wanted, "id") if few or self._job.partitions else given

    @property
    def _settings(self) -> Settings:
        return Settings((), self._job.limits, lines=self._job.form == "jsonl", entry=self._job.entry)

    def _mapped(self, given: Any) -> Any:  # noqa: ANN401 - pyspark may be absent
        folders = self._job.patterns
        packs = tuple(tuple((p.name, p.read_text("utf-8")) for p in folder.glob("*.toml")) for folder in folders)
        work = functools.partial(_extracted, settings=self._settings, packs=packs)
        return given.mapInArrow(work, spark_schema(batch_schema(self._settings)))

    def _with_missed(self, statuses: Any, listed: Any, done: Done) -> tuple[Any, Done]:  # noqa: ANN401 - pyspark may be absent
        """The status rows, with one for each input that was listed and came to no end."""
        from pyspark.sql import functions as f

        ended = statuses.selectExpr("input AS name")
        if self._status is not None:
            ended = ended.unionByName(self._status.selectExpr("input AS name"))
        ended = ended.distinct().withColumn("ended", f.expr("true"))
        names = listed.distinct().join(ended, "name", "left")
        total, missed = names.agg(f.count("*"), f.count_if(f.col("ended").isNull())).first()
        done = replace(done, known=max(0, total - missed - done.read))
        if not missed:
            return statuses, done
        unread = self._mapped(refused(names.where("ended IS NULL").select("name"), "unopenable", _UNREAD))
        return statuses.unionByName(unread), replace(done, read=done.read + missed, rejected=done.rejected + missed)

    def _replaced(self, statuses: Any) -> tuple[Any, list[str]]:  # noqa: ANN401 - pyspark may be absent
        """The ids of earlier runs whose input was read anew, and the runs in which they stand."""
        if self._status is None:
            return None, []
        new = statuses.select("input").distinct()
        old = self._status.join(new, "input").select("id", "run").distinct().cache()
        return old.select("id"), sorted(row["run"] for row in old.select("run").distinct().collect())

    def _put(self, part: str, rows: Any, replaced: Any, runs: list[str]) -> None:  # noqa: ANN401 - pyspark may be absent
        """Write the new rows of one part, with those that stay of the runs that are replaced."""
        from pyspark.sql import functions as f

        kept = self._table.read(part, self._session, runs)
        if kept is not None:
            key = "id"
            if key not in kept.columns:
                kept, key = kept.mapInArrow(_with_files, "file string, value string, year string, run string"), "file"
                replaced = self._table.read("status", self._session, runs).join(replaced, "id").select("file")
            rows = rows.unionByName(kept.join(replaced, key, "left_anti").select(*rows.columns))
        # A folder named for a null is read by Spark alone as one; where it is the only one, pyarrow gives up.
        year = f.coalesce("year", f.lit("unknown"))
        placed = rows.withColumn("year", year).withColumn("run", f.lit(self._table.run)).hint("rebalance", "year")
        write = placed.write.mode("append").partitionBy("year", "run")
        (write.text if rows.columns == ["value", "year"] else write.parquet)(self._table.store.at(part))

    def _records(self, rows: Any) -> Any:  # noqa: ANN401 - pyspark may be absent
        if self._job.form == "jsonl":
            return rows.selectExpr("line AS value", "year")
        return rows.select("id", "number", "organisation", "record.*", "year")

    def _status_rows(self, rows: Any) -> Any:  # noqa: ANN401 - pyspark may be absent
        from pyspark.sql import functions as f

        held, refused = self._versions
        under = f.when(f.col("status.status") == "rejected", refused).otherwise(held).alias("version")
        return rows.select("id", "number", "input", "organisation", "text_sha256", "records", under, "status.*", "year")


def _count(rows: Any) -> tuple[Done, bool]:  # noqa: ANN401 - pyspark may be absent
    """What is in the rows, and whether any of them is there twice."""
    from pyspark.sql import functions as f

    ignored = f.col("status.code").isin(*IGNORED)
    ended = {one: f.count_if((f.col("status.status") == one) & ~ignored) for one in ("ok", "warning", "rejected")}
    columns = {**ended, "ignored": f.count_if(ignored), "records": f.coalesce(f.sum("records"), f.lit(0))}
    found = rows.where("status IS NOT NULL").agg(
        f.count_distinct("id").alias("read"),
        *(column.alias(name) for name, column in columns.items()),
        (f.count("*") > f.count_distinct("id", "number")).alias("twice"),
    )
    told = found.first().asDict()
    twice = told.pop("twice")
    return Done(**told), twice


def _extracted(
    batches: Iterable[pa.RecordBatch], settings: Settings, packs: tuple[tuple[tuple[str, str], ...], ...]
) -> Iterator[pa.RecordBatch]:
    """On an executor: `extract_batches`, with packs that came with the job."""
    return extract_batches(batches, replace(settings, patterns=_unpacked(packs)))


@functools.cache  # a worker that has loaded them is asked for by the names of their folders
def _unpacked(packs: tuple[tuple[tuple[str, str], ...], ...]) -> tuple[str, ...]:
    from pyspark import SparkFiles

    folders = []
    for pack in packs:
        folder = Path(tempfile.mkdtemp(prefix="packs.", dir=SparkFiles.getRootDirectory()))
        for name, text in pack:
            (folder / name).write_text(text, "utf-8")
        folders.append(str(folder))
    return tuple(folders)


def _with_files(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Lines of JSON Lines with the file that each is of, called as in the status."""
    import pyarrow as pa

    for batch in batches:
        files = [named(json.loads(line)["source_file"]) for line in batch.column("value").to_pylist()]
        yield pa.RecordBatch.from_arrays([pa.array(files, pa.string()), *batch.columns], ["file", *batch.schema.names])
