"""The recipes of docs/spark.md, each run as it stands there: the same records from every engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import cluster_files
import pytest
from conftest import ROOT

from extractor.bundle import bundle
from extractor.runs.options import Options
from extractor.runs.run import stream

if TYPE_CHECKING:
    from pathlib import Path

dataset = pytest.importorskip("pyarrow.dataset")
ENGINES = {"PySpark": "pyspark", "DuckDB": "duckdb", "Dask": "dask", "Ray Data": "ray"}


def recipes() -> dict[str, str]:
    """Give the blocks of Python by their headings."""
    page = (ROOT / "docs/spark.md").read_text("utf-8")
    return dict(re.findall(r"^### ([^\n]+)\n\n```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL))


def test_each_recipe_is_tried() -> None:
    """None is left out below."""
    assert set(recipes()) == set(ENGINES)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_recipe_gives_the_records(engine: str, tmp_path: Path) -> None:
    """Run as a script in an empty folder, with a bundle in it."""
    pytest.importorskip(ENGINES[engine])
    if engine == "PySpark" and shutil.which("java") is None:
        pytest.skip("no Java")
    folder = cluster_files.write(tmp_path / "in", 60)
    bundle([str(folder)], tmp_path / "reports.parquet")
    done = subprocess.run(  # noqa: S603 - our own page
        [sys.executable, "-c", recipes()[engine]],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # as in test_spark.py
        },
        capture_output=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    found = dataset.dataset(tmp_path / "records", format="parquet").to_table().to_pylist()
    rows = [{key.removeprefix("record."): cell for key, cell in row.items()} for row in found]
    rows = [row | (row.get("record") or {}) for row in rows]
    wanted = [
        (record.source_file, record.start, record.text, record.kind)
        for _, extraction in stream([str(folder)], Options())
        if extraction
        for record in extraction.records
    ]
    assert sorted((row["source_file"], row["start"], row["text"], row["kind"]) for row in rows) == sorted(wanted)
    assert len({(row["id"], row["number"]) for row in rows}) == len(wanted)
