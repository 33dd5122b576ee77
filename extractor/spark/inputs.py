"""IN as rows (id, name, content, code, reason): a Parquet of files, or a folder of them through Spark's `binaryFile`.

What Spark would pass over or stumble on (hidden and empty files, files beyond the limit, files that vanish) is a row of its own:
every input has an end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from extractor.errors import BaoshuError
from extractor.read import Limits
from extractor.spark.store import Store, literal

__all__ = ["inputs", "refused"]

_HIDDEN: Final = "hidden: Spark passes over names that begin with . or _; `baoshu pack` reads the latter"
_CONTENT, _NAME = ("content", "bytes", "data", "text"), ("name", "path", "file")


def inputs(session: Any, uri: str, limits: Limits) -> tuple[Any, Any]:  # noqa: ANN401 - pyspark may be absent
    """The rows of `uri`, and (name) of all of them as they are listed. Raises BaoshuError where there are none to be had."""
    store = Store(session, uri)
    if not store.exists():
        raise BaoshuError(f"{uri}: there is no such file or folder")
    if _is_parquet(store):
        return _packed(session, store, uri)
    return _folder(session, store, uri, limits)


def _is_parquet(store: Store) -> bool:
    if not store.is_folder():
        return store.uri.lower().endswith(".parquet")
    return any(name.lower().endswith(".parquet") and not name.startswith((".", "_")) for name in store.names())


def _packed(session: Any, store: Store, uri: str) -> tuple[Any, Any]:  # noqa: ANN401 - pyspark may be absent
    from pyspark.sql import functions as f

    read = session.read.parquet(literal(store.uri))
    content = next((one for one in _CONTENT if one in read.columns), None)
    name = next((one for one in _NAME if one in read.columns), None)
    if content is None or name is None:
        raise BaoshuError(
            f"{uri}: has the columns {', '.join(read.columns)}; name and content are wanted, the file's bytes"
        )
    absent = f.lit(None).cast("string")
    code, reason = ((f.col(one) if one in read.columns else absent).alias(one) for one in ("code", "reason"))
    named = f.coalesce(f.col(name).cast("string"), f.lit("")).alias("name")
    read = read.select(named, f.col(content).cast("binary").alias("content"), code, reason)
    return _known_by(read), read.select("name")


def _folder(session: Any, store: Store, uri: str, limits: Limits) -> tuple[Any, Any]:  # noqa: ANN401 - pyspark may be absent
    from pyspark.sql import functions as f

    read = (
        session.read.format("binaryFile")
        .option("recursiveFileLookup", "true")
        .option("ignoreMissingFiles", "true")  # what cannot be had is missed in the end, and has its row then
        .option("ignoreCorruptFiles", "true")
        .load(literal(store.uri))
    )
    begin = uri.rstrip("/")
    rest = f.expr(f"substring(path, {len(store.uri.rstrip('/')) + 1})")
    read = read.withColumn("name", f.concat(f.lit(begin), rest))
    sizes = read.select("name", "length").cache()  # each file is asked for its size once
    names = [(f"{begin}/{name}" if name else begin,) for name in store.listed(read)]
    listed = session.createDataFrame(names, "name string").cache()
    special: list[tuple[str, bytes | None, str | None, str | None]] = [
        (f"{begin}/{name}", None, "ignored", _HIDDEN) for name in _hidden(store)
    ]
    large = f"larger than {limits.file // 2**20} MiB; split it"
    beyond = sizes.where(f.col("length") > limits.file).select("name").collect()
    special += [(row["name"], None, "too-large", large) for row in beyond]
    unsized = [row["name"] for row in listed.join(sizes, "name", "left_anti").collect()]
    special += [(name, b"", None, None) for name in unsized if store.is_empty(name.removeprefix(begin).lstrip("/"))]
    rows = session.createDataFrame(special, "name string, content binary, code string, reason string")
    nothing = f.lit(None).cast("string")
    whole = read.where(f.col("length") <= limits.file)
    whole = whole.select("name", "content", nothing.alias("code"), nothing.alias("reason"))
    return _known_by(whole.unionByName(rows)), listed.unionByName(rows.select("name"))


def refused(names: Any, code: str, reason: str) -> Any:  # noqa: ANN401 - pyspark may be absent
    """Rows for inputs that are known by their `name` alone, with the reason."""
    from pyspark.sql import functions as f

    nothing = f.expr("cast(NULL AS binary)").alias("content")
    return _known_by(names.select("name", nothing, f.lit(code).alias("code"), f.lit(reason).alias("reason")))


def _known_by(rows: Any) -> Any:  # noqa: ANN401 - pyspark may be absent
    """The rows with the id that arrow.input_id gives: by the name and the bytes."""
    from pyspark.sql import functions as f

    sha256 = f.sha2(f.coalesce(f.col("content"), f.expr("cast('' AS binary)")), 256)
    known = f.sha2(f.concat_ws("\0", f.col("name"), sha256), 256).substr(1, 32)
    return rows.select(known.alias("id"), "name", "content", "code", "reason")


def _hidden(store: Store) -> Iterator[str]:
    """The files that Spark passes over, and those in folders that it does; the others are not listed one by one."""
    level = ""
    while store.is_folder() and store.matches(f"{level}*"):
        for name in store.glob(f"{level}{{[._]*,*._COPYING_}}"):
            *above, last = name.split("/")
            if _is_passed_over(last) and not any(map(_is_passed_over, above)):
                yield from store.walk(name)
        level += "*/"


def _is_passed_over(name: str) -> bool:
    """As HadoopFSUtils.shouldFilterOutPathName has it."""
    return name.startswith(".") or name.endswith("._COPYING_") or (name.startswith("_") and "=" not in name)
