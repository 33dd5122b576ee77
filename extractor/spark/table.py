"""OUT: what earlier runs wrote, what of it still holds, and how a run becomes part of it.

A run writes `records/year=…/run=N` and `status/year=…/run=N`, then `.runs/N.json`, which makes it count: the folders of a run without
that file are left by one that was killed, and are removed by the next. A run that replaces rows takes over the other rows of
the runs they stood in, and its file names these runs: they are removed, by it or by the next.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self

from extractor import schema
from extractor.errors import BaoshuError
from extractor.spark.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["PARTS", "Table", "spark_schema"]

PARTS: Final = ("records", "status")
_RUNS, _MARK, _LOCK, _WORK = (
    ".runs",
    ".runs/baoshu",
    ".lock",
    ".work",
)  # no reader of Parquet folders looks at names with a dot


@dataclass(slots=True)
class Table:
    """The folder of one run; use it in a `with`. Raises BaoshuError where another run holds it, or it has another format."""

    store: Store
    form: str
    application: str
    force: bool = False
    run: str = ""
    runs: list[str] = field(default_factory=list)  # those that count

    def __enter__(self) -> Self:
        lock = json.dumps({"application": self.application})
        if not self.store.create(_LOCK, lock):
            held = self.store.read(_LOCK)
            if held != lock and not self.force:  # ours: the second attempt of an application
                raise BaoshuError(
                    f"{self.store.uri}: is being written by {held or 'another run'}; where that has ended, --force takes it over"
                )
            self.store.delete(_LOCK)
            self.store.create(_LOCK, lock)
        try:
            self._open()
        except BaseException:
            self.store.delete(_LOCK)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.store.delete(_WORK)
        self.store.delete(_LOCK)

    def _open(self) -> None:
        names = [name.removesuffix(".json") for name in self.store.names(_RUNS) if name.endswith(".json")]
        told = {name: json.loads(self.store.read(f"{_RUNS}/{name}.json")) for name in names}
        forms = {one["format"] for one in told.values()} - {self.form}
        if forms:
            raise BaoshuError(f"{self.store.uri}: is {', '.join(sorted(forms))}, not {self.form}; choose another --out")
        if self.store.create(_MARK, "baoshu spark 1") and any(self.store.names(part) for part in PARTS):
            self.store.delete(_RUNS)
            raise BaoshuError(f"{self.store.uri}: has records that no run of baoshu wrote; choose another --out")
        replaced = {run for one in told.values() for run in one["replaces"]}
        self.runs = [name for name in names if name not in replaced]
        self._clean(set(self.runs))
        for name in replaced & set(names):
            self.store.delete(f"{_RUNS}/{name}.json")
        self.run = f"{int(max(names, default='0')) + 1:06}"
        self.store.delete(_WORK)

    def _clean(self, kept: set[str]) -> None:
        """Remove the folders of all other runs."""
        for part in PARTS:
            for year in self.store.names(part):
                for folder in self.store.names(f"{part}/{year}") if year.startswith("year=") else []:
                    if folder.removeprefix("run=") not in kept:
                        self.store.delete(f"{part}/{year}/{folder}")

    @property
    def work(self) -> str:
        """The URI of the rows of this run before they have their places."""
        return self.store.at(f"{_WORK}/rows")

    def read(self, part: str, session: Any, runs: Sequence[str] | None = None) -> Any:  # noqa: ANN401 - pyspark may be absent
        """The rows of a part, of all runs that count or of `runs`; None where there are none."""
        runs = self.runs if runs is None else runs
        if not runs or not any(name.startswith("year=") for name in self.store.names(part)):
            return None
        rows = session.read.schema(spark_schema(_shape(part, self.form))).format(_format(part, self.form))
        return rows.load(self.store.at(part)).where(f"run IN ({', '.join(map(repr, runs))})")

    def commit(self, replaces: list[str], counts: dict[str, Any]) -> None:
        """From here on the run counts, and those that it replaces do not."""
        about = {"format": self.form, "replaces": replaces, **counts}
        self.store.put(f"{_RUNS}/{self.run}.json", json.dumps(about, ensure_ascii=False))
        self.runs = [run for run in self.runs if run not in replaces] + [self.run]
        self._clean(set(self.runs))
        for run in replaces:
            self.store.delete(f"{_RUNS}/{run}.json")


def spark_schema(shape: pa.Schema) -> Any:  # noqa: ANN401 - pyspark may be absent
    """An Arrow schema as Spark says it."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(shape)


def _format(part: str, form: str) -> str:
    return "text" if part == "records" and form == "jsonl" else "parquet"


def _shape(part: str, form: str) -> pa.Schema:
    """The columns of a part; one that an earlier baoshu did not write is null in its rows."""
    import pyarrow as pa

    text, whole = pa.string(), pa.int64()
    if part == "records":
        own = [("id", text), ("number", whole), ("organisation", text)]
        columns = [("value", text)] if _format(part, form) == "text" else [*own, *schema.fields(pa)]
    else:
        own = [("id", text), ("number", whole), ("input", text), ("organisation", text), ("text_sha256", text)]
        columns = [*own, ("records", whole), ("version", text), *schema.status_fields(pa)]
    return pa.schema([*columns, ("year", text), ("run", text)])
