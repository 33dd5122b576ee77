"""A batch of reports in Arrow: the same records as a run's, whatever is in the batch, whoever delivers it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import poison
import pytest
from conftest import CORPUS
from hostile_zips import zipped

from extractor import arrow, schema
from extractor.arrow import Settings, extract_batch, extract_batches, input_id
from extractor.emit.jsonl import lines
from extractor.errors import BaoshuError
from extractor.read import LIMITS, digest
from extractor.records import Figure, Redaction
from extractor.runs.options import Options
from extractor.runs.run import stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa
else:
    pa = pytest.importorskip("pyarrow")


@pytest.fixture(autouse=True, scope="module")
def _no_workers_left() -> Iterator[None]:
    yield
    arrow.close_workers()


PLAIN = Settings()


def batch(files: dict[str, bytes]) -> pa.RecordBatch:
    """Give a batch of (name, bytes)."""
    return pa.RecordBatch.from_pydict({"name": list(files), "content": pa.array(files.values(), pa.binary())})


def rows(files: dict[str, bytes], settings: Settings = PLAIN) -> list[dict[str, Any]]:
    """Extract from one batch."""
    found: list[dict[str, Any]] = extract_batch(batch(files), settings).to_pylist()
    return found


def mixed(folder: Path) -> dict[str, bytes]:
    """Write texts, archives, and what cannot be read; give them by their names."""
    texts = {path.name: path.read_bytes() for path in sorted(CORPUS.glob("*.txt"))[:4]}
    inner = zipped({"内/报告.txt": "募集善款80万元。".encode(), "坏.pdf": b"%PDF-1.7 \0"})
    files = {
        **texts,
        "gbk.txt": "2023年，惠及3至5人，XX区分会参加。".encode("gb18030"),
        "长.txt": "收到捐款12345678901234567.89元，下降1.3个百分点。".encode(),
        "附件.zip": zipped({"甲/a.txt": "惠及109人。".encode(), ".DS_Store": b"x", "乙.zip": inner}),
        "空.txt": b"",
        "坏.docx": b"PK\x03\x04 no archive",
        "二进制.txt": bytes(range(256)),
    }
    named = {}
    for name, data in files.items():
        (folder / name).write_bytes(data)
        named[str(folder / name)] = data
    return named


def test_the_records_are_those_of_a_run(tmp_path: Path) -> None:
    """Each JSON line, each status, in the same order; and the typed columns are those of the Parquet file."""
    files = mixed(tmp_path)
    wanted = list(stream(list(files), Options()))
    found = rows(files, Settings(lines=True))
    records = [line for _, extraction in wanted if extraction for line in lines(extraction)]
    assert [row["line"] for row in found if row["record"]] == records
    statuses = [row["status"] for row in found if row["status"]]
    assert [(s["file"], s["status"], s["code"], s["reason"], s["sha256"], s["complete"]) for s in statuses] == [
        (s.file, s.status, s.code, s.reason, s.sha256, s.complete) for s, _ in wanted
    ]
    assert {"ok", "rejected"} == {s["status"] for s in statuses}
    models = [record.model_dump() for _, extraction in wanted if extraction for record in extraction.records]
    typed = pa.RecordBatch.from_arrays(schema.arrays(pa, models), schema=pa.schema(schema.fields(pa)))
    assert [row["record"] for row in found if row["record"]] == typed.to_pylist()


def test_rows_say_whose_they_are() -> None:
    """A member has the id of its archive, the rows of an input are numbered, organisation and year stand on each."""
    report = "青禾县红十字会2023年工作总结\n惠及109人。".encode()
    archive = zipped({"1.txt": report, "2.txt": report})
    found = rows({"a.zip": archive, "b.txt": b""})
    ours = [row for row in found if row["input"] == "a.zip"]
    assert {row["id"] for row in ours} == {input_id("a.zip", digest(archive))}
    assert [row["number"] for row in ours] == list(range(len(ours)))
    assert {(row["organisation"], row["year"]) for row in ours} == {("青禾县红十字会", "2023")}
    assert len({row["text_sha256"] for row in ours}) == 1
    assert [(row["year"], row["status"]["code"]) for row in found if row["input"] == "b.txt"] == [(None, "empty")]


def test_an_archive_without_files_has_a_row() -> None:
    """Every input ends in a status."""
    (row,) = rows({"a.zip": zipped({})})
    assert (row["status"]["status"], row["status"]["code"]) == ("rejected", "empty")


@pytest.mark.parametrize("kind", ["string", "large_string", "binary", "large_binary", "binary_view", "string_view"])
def test_content_may_be_bytes_or_text(kind: str) -> None:
    """Whatever the engine calls them."""
    text: Any = "惠及109人。"
    content = pa.array([text if "string" in kind else text.encode(), None], getattr(pa, kind)())
    found = extract_batch(pa.RecordBatch.from_pydict({"id": [7, 8], "name": ["a.txt", None], "content": content}))
    assert [(row["id"], (row["record"] or row["status"])["status"]) for row in found.to_pylist()] == [
        ("7", "ok"),
        ("7", "complete"),
        ("8", "rejected"),
    ]


def test_what_is_no_batch_of_reports_is_refused() -> None:
    """The columns are named; a batch without rows is none without columns."""
    with pytest.raises(BaoshuError, match="name and content"):
        extract_batch(pa.RecordBatch.from_pydict({"path": ["a.txt"]}))
    assert extract_batch(batch({})).schema == arrow.batch_schema()
    assert extract_batch(batch({})).num_rows == 0


def test_delivered_twice_it_is_the_same(tmp_path: Path) -> None:
    """Cut into batches otherwise, in another order, twice: (id, number) tells the rows, and nothing else differs."""

    def told(found: list[dict[str, Any]]) -> dict[tuple[str, int], str]:
        for row in found:
            row["status"] and row["status"].pop("seconds")
        return {(row["id"], row["number"]): json.dumps(row, default=str) for row in found}

    files = mixed(tmp_path)
    once = told(rows(files))
    turned = list(files.items())[::-1]
    pieces = [batch(dict(turned[at : at + 3])) for at in range(0, len(turned), 3)]
    again = [row for made in extract_batches([*pieces, *pieces]) for row in made.to_pylist()]
    assert len(again) == 2 * len(once)
    assert told(again) == once


def test_what_is_given_back_is_cut_into_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """One report of many records is many batches: memory does not grow with it."""
    monkeypatch.setattr(arrow, "_ROWS", 10)
    made = list(extract_batches([batch({"a.txt": "惠及109人。\n".encode() * 95})]))
    assert [one.num_rows for one in made] == [10] * 9 + [6]


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_poison_file_costs_itself_alone() -> None:
    """The process of the engine lives, the neighbours have their records, the worker stays for the next batch."""
    settings = Settings(limits=replace(LIMITS, seconds=1.0), entry="poison")
    deeds = ("exit", "segfault", "allocate", "sleep", "system")
    files = {f"poison-{deed}.txt": b"x" for deed in deeds}
    good = {f"{n}.txt": f"惠及{n}人。".encode() for n in range(1, 7)}
    turns = [name for pair in zip(good, files, strict=False) for name in pair] + ["6.txt"]
    found = rows({name: {**good, **files}[name] for name in turns}, settings)
    assert [row["record"]["text"] for row in found if row["record"]] == [f"{n}人" for n in range(1, 7)]
    ended = {row["input"]: row["status"]["code"] for row in found if row["status"]}
    assert ended == {
        **dict.fromkeys(good, ""),
        **{f"poison-{deed}.txt": poison.CODES.get(deed, "crashed") for deed in deeds},
    }
    assert {row["status"]["complete"] for row in found if row["status"] and row["status"]["code"]} == {0}
    kept = arrow._free[os.getpid(), settings]  # noqa: SLF001
    before = [worker.process.pid for crew in kept for worker in crew._workers]  # noqa: SLF001
    rows(good, settings)
    assert [worker.process.pid for crew in kept for worker in crew._workers] == before  # noqa: SLF001
    assert len(before) == 1


def test_an_engine_that_stops_asking_leaves_no_worker() -> None:
    """A task that is cancelled closes its generator."""
    settings = Settings(lines=True, limits=replace(LIMITS, seconds=29.0))
    stopped = extract_batches((batch({f"{n}.txt": "惠及109人。\n".encode() * 5000}) for n in range(3)), settings)
    next(stopped)
    stopped.close()
    assert arrow._free[os.getpid(), settings] == []  # noqa: SLF001


def test_each_field_of_a_record_has_its_columns() -> None:
    """The schema is made from the types: no field is left out, whoever adds one."""
    names = [name for name, _ in schema.columns()]
    assert len(names) == len(set(names))
    for field in {**Figure.model_fields, **Redaction.model_fields}:
        assert {field, f"{field.removesuffix('_at')}_start"} & set(names), field


def test_a_new_field_has_columns_by_its_type(monkeypatch: pytest.MonkeyPatch) -> None:
    """A nested answer with a number, a truth value, a list: what a later version of the records may hold."""
    from pydantic import BaseModel

    from extractor.records import Value

    class Review(BaseModel):
        value: Value
        by: str
        sure: bool
        seen: tuple[str, ...] = ()

    class Later(BaseModel):
        review: Review | None = None

    monkeypatch.setattr("extractor.records.Figure", Later)
    schema._record.cache_clear()  # noqa: SLF001
    try:
        record = {"review": {"value": [3, 5], "by": "甲", "sure": True, "seen": ["一"]}}
        shape = pa.schema(schema.fields(pa))
        table = pa.RecordBatch.from_arrays(schema.arrays(pa, [record, {}]), schema=shape).to_pylist()
    finally:
        schema._record.cache_clear()  # noqa: SLF001
    assert {key: str(value) for key, value in table[0].items() if value is not None} == {
        "review": "3.0000000000",
        "review_high": "5.0000000000",
        "review_exact": "3",
        "review_high_exact": "5",
        "review_by": "甲",
        "review_sure": "True",
        "review_seen": '["一"]',
    }
    assert set(table[1].values()) == {None}
