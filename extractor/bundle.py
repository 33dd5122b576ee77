"""Millions of small files into one Parquet of (name, content): what a cluster reads fast, and one object instead of millions.

A cluster spends more on the listing and opening of a small file than on reading it. Files are walked as in a run, archives are
opened within the limits; what cannot be read is a row with its reason, so that it has its status in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.atomic import committed
from extractor.errors import IGNORED, InputError
from extractor.harmless import utf8
from extractor.read import HOLDERS, LIMITS, Limits, check_is_report, load, members, sniff, sources
from extractor.schema import needs_pyarrow

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Bundled", "bundle"]

_BYTES, _ROWS = 8 * 2**20, 2_000  # of a row group: the piece that a task reads


@dataclass(slots=True)
class Bundled:
    """What a bundle holds: files, their bytes, and how many could not be read."""

    files: int = 0
    size: int = 0
    refused: int = 0


def bundle(
    paths: Sequence[str],
    output: Path,
    limits: Limits = LIMITS,
    watch: Callable[[Bundled], None] = lambda _: None,
) -> Bundled:
    """Write the files of `paths` to `output`, whole or not at all. Raises BaoshuError where it cannot be written."""
    pa = needs_pyarrow("`baoshu pack`")
    from pyarrow import parquet

    text = pa.string()
    shape = pa.schema([("name", text), ("content", pa.binary()), ("code", text), ("reason", text)])
    done, own = Bundled(), output.resolve()
    with committed(output) as temporary, parquet.ParquetWriter(temporary, shape, compression="zstd") as file:
        for rows in _groups(_rows(paths, {own, temporary.resolve()}, limits), done):
            file.write_table(_table(rows, shape))
            watch(done)
    return done


def _table(rows: Sequence[tuple[Any, ...]], shape: pa.Schema) -> pa.Table:
    import pyarrow as pa

    columns = zip(*rows, strict=True)
    return pa.Table.from_arrays([pa.array(c, f.type) for c, f in zip(columns, shape, strict=True)], schema=shape)


def _groups(rows: Iterator[tuple[Any, ...]], done: Bundled) -> Iterator[list[tuple[Any, ...]]]:
    group: list[tuple[Any, ...]] = []
    size = 0
    for row in rows:
        group.append(row)
        held = len(row[1] or b"")
        size, done.size, done.files = size + held, done.size + held, done.files + 1
        done.refused += row[2] is not None and row[2] not in IGNORED
        if size >= _BYTES or len(group) >= _ROWS:
            yield group
            group, size = [], 0
    if group:
        yield group


def _rows(paths: Sequence[str], own: set[Path], limits: Limits) -> Iterator[tuple[Any, ...]]:
    for source in sources(paths):
        if source.walked and Path(source.path).resolve() in own:
            continue
        try:
            data = load(source, limits)
            check_is_report(source, data)
            inner = members(source, data, limits) if sniff(data) in HOLDERS else None
        except InputError as error:
            yield utf8(source.name), None, error.code, error.reason
            continue
        if inner is None:
            yield utf8(source.name), data, None, None
            continue
        for member in inner:
            try:
                data = load(member, limits)
                if sniff(data) in HOLDERS:
                    members(member, data, limits)  # raises: one that the limits have left closed stays so
                yield utf8(member.name), data, None, None
            except InputError as error:
                yield utf8(member.name), None, error.code, error.reason
