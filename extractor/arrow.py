"""One batch of reports → one batch of records and status rows, for engines that speak Arrow: Spark, Ray, Dask, DuckDB.

In: columns `name` and `content` (the file's bytes, or its text), and `id` where the reports have one; a row with a `code` and a
`reason` is one that could not be had. Out (`batch_schema`): a row
for how each input ended, then a row for each of its records. (`id`, `number`) is the same whoever reads the report, and
however often: what an engine delivers twice is told by it.

Each process has a worker of its own (runs/supervise.py), as in a bulk run, which is started once and kept: a file that breaks its
reader costs itself alone, not the engine's process. Archives are opened, within the limits; a member has the id of its archive.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from extractor import schema
from extractor.errors import BaoshuError, InputError
from extractor.harmless import utf8
from extractor.packed import as_json
from extractor.read import LIMITS, Limits, Source, digest
from extractor.records import text_sha256
from extractor.runs.child import ENTRY, Setup, Task
from extractor.runs.supervise import Crew
from extractor.runs.worker import source_of
from extractor.status import Status, rejected

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Settings", "batch_schema", "close_workers", "extract_batch", "extract_batches", "input_id"]

_ROWS: Final = 4_000  # of a batch that is given back: memory does not grow with the input


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read: packs of one's own before the built-in ones, limits, and whether each record comes with its JSON line."""

    patterns: tuple[str, ...] = ()
    limits: Limits = LIMITS
    lines: bool = False
    entry: str = ENTRY


def batch_schema(settings: Settings = Settings()) -> pa.Schema:
    """The schema of what comes back: of `record` and `status` one is null. Raises BaoshuError without pyarrow."""
    pa = schema.needs_pyarrow("extract_batch")
    return pa.schema(
        [
            pa.field("id", pa.string()),
            pa.field("number", pa.int64()),  # of the row among those of its input
            pa.field("input", pa.string()),  # the name that was given; of a member, its archive's
            pa.field("organisation", pa.string()),
            pa.field("year", pa.string()),
            pa.field("records", pa.int64()),  # how many rows with records follow that of the status
            pa.field("text_sha256", pa.string()),  # of the text without white space: equal texts in any format
            pa.field("status", pa.struct(schema.status_fields(pa))),
            pa.field("record", pa.struct(schema.fields(pa))),
            *([pa.field("line", pa.string())] if settings.lines else []),
        ]
    )


def extract_batch(batch: pa.RecordBatch, settings: Settings = Settings()) -> pa.RecordBatch:
    """The rows of all reports of `batch`, in their order. Raises BaoshuError for a batch without `name` and `content`.

    >>> import pyarrow as pa
    >>> batch = pa.RecordBatch.from_pydict({"name": ["a.txt"], "content": ["发放救助金26.2万元，惠及109人。"]})
    >>> [(row["number"], row["record"] and row["record"]["text"]) for row in extract_batch(batch).to_pylist()]
    [(0, None), (1, '26.2万元'), (2, '109人')]
    """
    pa = schema.needs_pyarrow("extract_batch")
    batches = list(extract_batches([batch], settings))
    return pa.concat_batches(batches) if batches else pa.RecordBatch.from_pylist([], batch_schema(settings))


def extract_batches(batches: Iterable[pa.RecordBatch], settings: Settings = Settings()) -> Iterator[pa.RecordBatch]:
    """`extract_batch` for a stream, in bounded memory: the function for `mapInArrow`."""
    shape = batch_schema(settings)
    with contextlib.ExitStack() as stack:
        inputs = _Inputs(batches, stack)
        rows = _Rows(shape)
        for row in _all_rows(inputs, settings):
            rows.add(row)
            if len(rows) >= _ROWS:
                yield rows.batch()
        if len(rows):
            yield rows.batch()


def input_id(name: str, sha256: str) -> str:
    """What an input is known by: its name and its bytes, whoever delivers it and how often."""
    return text_sha256(f"{name}\0{sha256}")[:32]


@dataclass(slots=True, eq=False)
class _Input(Task):
    """A report of a batch, or a member of an archive of it; with a reason, one that could not be had."""

    given: _Given | None = None
    refusal: InputError | None = None


@dataclass(slots=True, eq=False)
class _Given:
    """A row of a batch, and how many rows were made of it."""

    id: str
    name: str
    rows: int = 0


@dataclass(slots=True)
class _Inputs:
    """The tasks of a stream of batches; only those at hand are in memory."""

    batches: Iterable[pa.RecordBatch]
    stack: contextlib.ExitStack
    _rows: Iterator[_Input] = field(init=False)
    _ahead: deque[_Input] = field(default_factory=deque)  # members of an archive
    _refused: deque[_Input] = field(default_factory=deque)
    _folder: str = ""
    _kept: Path | None = None

    def __post_init__(self) -> None:
        self._rows = (row for batch in self.batches for row in _read(batch))

    def left(self) -> int:
        return len(self._ahead)

    def take(self) -> _Input | None:
        if self._ahead:
            return self._ahead.popleft()
        if self._kept is not None:
            self._kept.unlink(missing_ok=True)
            self._kept = None
        for task in self._rows:
            if task.refusal is None:
                return task
            self._refused.append(task)
        return None

    def refused(self) -> Iterator[dict[str, Any]]:
        """The rows of what could not be had, up to where the inputs were taken."""
        while self._refused:
            task = self._refused.popleft()
            if task.refusal is not None:
                yield from _rows(task, {"status": asdict(rejected(task.refusal))}, b"")

    def expand(self, task: _Input, members: Sequence[dict[str, Any]]) -> None:
        """The members come next. Each is read by a worker that may be replaced, so the archive waits in a file of our own."""
        self._folder = self._folder or self.stack.enter_context(tempfile.TemporaryDirectory(prefix="baoshu."))
        self._kept = Path(self._folder) / "archive"
        self._kept.write_bytes(task.data or b"")
        sources = (replace(source_of(member), kept=str(self._kept)) for member in members)
        self._ahead.extend(_Input(source, task.size, given=task.given) for source in sources)


def _read(batch: pa.RecordBatch) -> Iterator[_Input]:
    names = set(batch.schema.names)
    if not {"name", "content"} <= names:
        raise BaoshuError(f"a batch has the columns name and content (and id), not {', '.join(batch.schema.names)}")
    columns = [batch.column(key) if key in names else None for key in ("name", "content", "id", "code", "reason")]
    for at in range(batch.num_rows):
        name, content, known, code, reason = (None if column is None else column[at].as_py() for column in columns)
        name = name or ""
        data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content or b""
        given = _Given(input_id(name, digest(data)) if known is None else str(known), name)
        refusal = InputError(name, reason or "", code) if code else None
        yield _Input(Source(name, (), name), len(data), data=data, given=given, refusal=refusal)


def _all_rows(inputs: _Inputs, settings: Settings) -> Iterator[dict[str, Any]]:
    for task, (said, packed) in _answers(inputs, settings):
        yield from inputs.refused()
        if said.get("members"):
            inputs.expand(task, said["members"])
        else:
            yield from _rows(task, said, packed)
    yield from inputs.refused()


def _rows(task: _Input, said: dict[str, Any], packed: bytes) -> Iterator[dict[str, Any]]:
    """The status row of one report, then its records."""
    given = task.given
    if given is None:
        return
    if "members" in said:
        empty = rejected(InputError(given.name, "an archive without a file in it", "empty"))
        said = {"status": {**asdict(empty), "sha256": said["sha256"]}}
    report, records, lines = as_json(packed) if packed else ({}, [], [])
    about = {
        "id": given.id,
        "input": given.name,
        "organisation": utf8(report.get("organisation")),
        "year": report.get("year"),
        "text_sha256": said.get("text"),
    }
    yield {**about, "number": given.rows, "records": len(records), "status": asdict(Status(**said["status"]))}
    for number, record, line in zip(itertools.count(given.rows + 1), records, lines, strict=False):
        yield {**about, "number": number, "record": record, "line": line}
    given.rows += 1 + len(records)


class _Rows:
    """Rows until they are a batch."""

    def __init__(self, shape: pa.Schema) -> None:
        self._shape, self._rows = shape, list[dict[str, Any]]()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)

    def batch(self) -> pa.RecordBatch:
        """What was added since the last one."""
        rows, self._rows = self._rows, []
        return _batch(rows, self._shape)


def _batch(rows: list[dict[str, Any]], shape: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa

    def struct(name: str, arrays: list[pa.Array]) -> pa.Array:
        absent = pa.array([name not in row for row in rows])
        return pa.StructArray.from_arrays(arrays, fields=list(shape.field(name).type), mask=absent)

    made = []
    for column in shape:
        if column.name == "record":
            made.append(struct("record", schema.arrays(pa, [row.get("record", {}) for row in rows])))
        elif column.name == "status":
            made.append(struct("status", schema.status_arrays(pa, [row.get("status", {}) for row in rows])))
        else:
            made.append(pa.array([row.get(column.name) for row in rows], column.type))
    return pa.RecordBatch.from_arrays(made, schema=shape)


_free: dict[tuple[int, Settings], list[Crew]] = {}  # of this process; a fork has none of its parent's


def _answers(inputs: _Inputs, settings: Settings) -> Iterator[tuple[_Input, tuple[dict[str, Any], bytes]]]:
    """Each input with its answer, by a worker that stays for the next stream."""
    free = _free.setdefault((os.getpid(), settings), [])
    crew = free.pop() if free else Crew(Setup(settings.limits, [Path(p) for p in settings.patterns], 1, settings.entry))
    yield from crew.answers(inputs)
    free.append(crew)


@atexit.register
def close_workers() -> None:
    """End the workers that this process keeps; the next batch starts new ones."""
    for (process, _), crews in _free.items():
        while process == os.getpid() and crews:
            crews.pop().close()
