"""The cluster: the records of a run on one machine, byte for byte, whatever happens to executors, tasks and files."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cluster_files
import pytest
from conftest import ROOT

from extractor.errors import BaoshuError
from extractor.harmless import named
from extractor.read import LIMITS
from extractor.runs.options import Options
from extractor.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from conftest import Run as Ran

    from extractor.spark.job import Done

    Command = Callable[..., Ran]

pytest.importorskip("pyspark")
pq = pytest.importorskip("pyarrow.parquet")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="no Java"),
    pytest.mark.skipif(os.name == "nt", reason="Spark's scripts"),
]
FILES = 1_400  # after so many, files of good and of hostile kinds have met in every order, and begin again
LIMITS_HERE = replace(LIMITS, seconds=20.0)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start Spark with two executors in processes of their own, as a standalone cluster has them."""
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("cluster")
    set_here = {
        "BAOSHU_LANG": "en",
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_WORKER_DIR": str(folder),  # else beside Spark's own files
        "LC_ALL": "C.UTF-8",
        "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # what runs for a minute needs no better code
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))),  # executors know poison.py
    }
    before = {key: os.environ.get(key) for key in set_here}
    os.environ.update(set_here)
    settings = {
        "spark.master": "local-cluster[2,1,1024]",
        "spark.executor.memory": "700m",
        "spark.ui.enabled": "false",
        "spark.log.level": "OFF",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(folder),
        "spark.sql.shuffle.partitions": "4",
        "spark.speculation": "true",
        "spark.speculation.quantile": "0.3",
        "spark.speculation.multiplier": "1.2",
        "spark.speculation.interval": "50ms",
    }
    builder = SparkSession.builder.appName("baoshu tests")
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield session
    session.stop()
    for key, old in before.items():
        if old is None:
            del os.environ[key]
        else:
            os.environ[key] = old


def spark(session: Any, source: Path, out: Path, **options: Any) -> Done:
    """Run on the cluster."""
    from extractor.spark.job import Job, run

    return run(session, Job(str(source), str(out), limits=LIMITS_HERE, **options))


def alone(source: Path, output: Path, **options: Any) -> list[dict[str, Any]]:
    """Run on this machine; give the status rows."""
    with Run(output, Options(limits=LIMITS_HERE, workers=2, **options)) as one:
        one.read([str(source)])
        one.write()
        return [{key: getattr(row, key) for key in ("file", "status", "sha256", "complete")} for row in one.statuses()]


def table(out: Path, part: str) -> list[dict[str, Any]]:
    """Read a part of the output as a foreign reader does."""
    from pyarrow import dataset

    found = dataset.dataset(out / part, format="parquet", partitioning="hive")
    rows: list[dict[str, Any]] = found.to_table().to_pylist()
    return rows


def lines(out: Path) -> list[str]:
    """Give all lines of the records, sorted."""
    found = [path.read_text("utf-8") for path in (out / "records").rglob("part-*.txt")]
    return sorted(line for text in found for line in text.splitlines())


def records(out: Path) -> list[str]:
    """Give all typed records without what only the table has, sorted."""
    own = ("id", "number", "organisation", "year", "run")
    return sorted(repr({key: row[key] for key in row if key not in own}) for row in table(out, "records"))


def told(rows: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """Count the status rows. What is a duplicate is only known on one machine."""
    cells = ((named(row["file"]), row["status"] == "rejected", row["sha256"], row["complete"]) for row in rows)
    return Counter(cells)


class Killer(threading.Thread):
    """Kills one executor with -9 once tasks have ended, and another has files in hand."""

    def __init__(self, session: Any, work: Path) -> None:
        super().__init__(daemon=True)
        self._application, self._work = session.sparkContext.applicationId, work
        self.killed: list[int] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.05):
            if len(list(self._work.glob("_temporary/*/task_*"))) < 2:
                continue
            executors = [int(at.name) for at in Path("/proc").iterdir() if at.name.isdigit() and self._is_executor(at)]
            for pid in executors[:1]:
                os.kill(pid, signal.SIGKILL)
                self.killed.append(pid)
                return

    def _is_executor(self, process: Path) -> bool:
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return (
            b"org.apache.spark.executor.CoarseGrainedExecutorBackend" in words and self._application.encode() in words
        )


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_the_cluster_gives_what_one_machine_gives(cluster: Any, tmp_path: Path) -> None:
    """Files of every kind, one in twenty hostile, two of them deadly; an executor is killed, tasks run twice."""
    folder = cluster_files.write(tmp_path / "上报", FILES, "exit", "segfault")
    statuses = alone(folder, tmp_path / "alone.jsonl", entry="poison")
    killer = Killer(cluster, tmp_path / "out/.work/rows")
    killer.start()
    done = spark(cluster, folder, tmp_path / "out", form="jsonl", partitions=16, entry="poison")
    killer.over.set()
    killer.join()
    assert len(killer.killed) == 1
    wanted = sorted((tmp_path / "alone.jsonl").read_text("utf-8").splitlines())
    assert len(wanted) > 2 * FILES
    assert lines(tmp_path / "out") == wanted
    found = table(tmp_path / "out", "status")
    assert told(found) == told(statuses)
    assert {row["input"] for row in found} == {str(path) for path in folder.rglob("*") if path.is_file()}
    assert done.read == FILES + 2
    assert done.records == len(wanted)
    assert {row["code"] for row in found if "poison" in row["file"]} == {"crashed"}


def test_what_is_delivered_twice_is_there_once(cluster: Any, tmp_path: Path) -> None:
    """A Parquet with every row three times, cut in another way: the typed records are those of the run's Parquet."""
    from extractor.bundle import bundle

    folder = cluster_files.write(tmp_path / "in", 100)
    bundle([str(folder)], tmp_path / "one.parquet")
    whole = pq.read_table(tmp_path / "one.parquet")
    (tmp_path / "packed").mkdir()
    for n in range(3):
        pq.write_table(whole.slice(0, None if n else 60), tmp_path / f"packed/{n}.parquet", row_group_size=17 + n)
    alone(folder, tmp_path / "alone.parquet")
    spark(cluster, tmp_path / "packed", tmp_path / "out", partitions=7)
    assert records(tmp_path / "out") == sorted(map(repr, pq.read_table(tmp_path / "alone.parquet").to_pylist()))
    keys = Counter(
        (row["id"], row["number"]) for part in ("records", "status") for row in table(tmp_path / "out", part)
    )
    assert set(keys.values()) == {1}
    years = {path.parent.parent.name for path in (tmp_path / "out/records").rglob("*.parquet")}
    assert {"year=2020", "year=2023", "year=unknown"} <= years


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_only_what_is_new_is_read(cluster: Any, tmp_path: Path, form: str) -> None:
    """Unchanged files are known by their bytes; a changed one replaces its rows; a run that was killed leaves nothing."""
    folder, out = cluster_files.write(tmp_path / "in", 40), tmp_path / "out"
    first = spark(cluster, folder, out, form=form)
    assert (first.read, first.known) == (40, 0)
    again = spark(cluster, folder, out, form=form)
    assert (again.read, again.known) == (0, 40)
    at = folder / "000 批"
    (at / "00000 报告[0].txt").write_text("青禾县红十字会2024年工作总结\n惠及7人。\n", "utf-8")
    (at / "新.txt").write_text("惠及8人。\n", "utf-8")
    left = out / "records/year=2020/run=000009"
    left.mkdir(parents=True)
    shutil.copy(next((out / "records").rglob("part-*")), left)
    changed = spark(cluster, folder, out, form=form)
    assert (changed.read, changed.known) == (2, 39)
    assert not left.exists()
    assert json.loads((out / ".runs/000002.json").read_text())["replaces"] == ["000001"]
    statuses = alone(folder, tmp_path / f"alone.{form}")
    if form == "jsonl":
        assert lines(out) == sorted((tmp_path / "alone.jsonl").read_text("utf-8").splitlines())
    else:
        assert records(out) == sorted(map(repr, pq.read_table(tmp_path / "alone.parquet").to_pylist()))
    assert told(table(out, "status")) == told(statuses)


def test_hidden_and_large_files_have_a_row(cluster: Any, tmp_path: Path) -> None:
    """What Spark passes over by its name, and what it should not load at all."""
    from extractor.spark.job import Job, run

    folder = tmp_path / "in"
    (folder / "_子").mkdir(parents=True)
    for name in ("_a.txt", ".b.txt", "_子/c.txt", "好[1].txt"):
        (folder / name).write_text("惠及8人。\n", "utf-8")
    (folder / "大.txt").write_bytes(b"x" * 2000)
    run(cluster, Job(str(folder), str(tmp_path / "out"), limits=replace(LIMITS, file=1000)))
    found = {row["file"].removeprefix(f"{folder}/"): row["code"] for row in table(tmp_path / "out", "status")}
    assert found == {
        "_a.txt": "ignored", ".b.txt": "ignored", "_子/c.txt": "ignored", "好[1].txt": "", "大.txt": "too-large"
    }  # fmt: skip


def test_what_is_not_ours_is_kept(cluster: Any, tmp_path: Path) -> None:
    """Another format, a run under way, a folder of others, an input that is not there."""
    folder, out = cluster_files.write(tmp_path / "in", 3), tmp_path / "out"
    with pytest.raises(BaoshuError, match="no such file or folder"):
        spark(cluster, tmp_path / "nothing", out)
    with pytest.raises(BaoshuError, match="use parquet or jsonl"):
        spark(cluster, folder, out, form="xlsx")
    spark(cluster, folder, out)
    with pytest.raises(BaoshuError, match="is parquet, not jsonl"):
        spark(cluster, folder, out, form="jsonl")
    (out / ".lock").write_text('{"application": "other"}')
    with pytest.raises(BaoshuError, match=r"is being written by .*other.*--force"):
        spark(cluster, folder, out)
    assert spark(cluster, folder, out, force=True).known == 3
    assert not (out / ".lock").exists()
    foreign = tmp_path / "foreign/records/year=2020"
    foreign.mkdir(parents=True)
    with pytest.raises(BaoshuError, match="no run of baoshu"):
        spark(cluster, folder, tmp_path / "foreign")
    packed = tmp_path / "a.parquet"
    cluster.range(3).toPandas().to_parquet(packed)
    with pytest.raises(BaoshuError, match="name and content are wanted"):
        spark(cluster, packed, tmp_path / "other")


def test_packs_of_ones_own_go_with_the_job(cluster: Any, tmp_path: Path) -> None:
    """The folder is the driver's; executors get its packs."""
    packs = tmp_path / "packs"
    packs.mkdir()
    (packs / "measure_words.toml").write_text('[measure]\n"袋米" = "发放【5袋米】"\n', "utf-8")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("发放5袋米。", "utf-8")
    spark(cluster, tmp_path / "in", tmp_path / "out", patterns=(packs,))
    assert [row["unit"] for row in table(tmp_path / "out", "records")] == ["袋米"]


def test_spark_submit_runs_the_script(tmp_path: Path, baoshu: Command) -> None:
    """As a cluster starts it; the exit code tells that some could not be read."""
    import pyspark

    script = baoshu("spark", "--path").out.strip()
    cluster_files.write(tmp_path / "in", 20)
    done = subprocess.run(  # noqa: S603 - Spark's own command
        [str(Path(pyspark.__file__).parent / "bin/spark-submit"), "--master", "local[2]", "--conf",
         "spark.ui.enabled=false", script, "--in", "in", "--out", "out"],
        cwd=tmp_path,
        env={**os.environ, "PYSPARK_PYTHON": sys.executable, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "BAOSHU_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # spark-submit does so itself with what the script says
        check=False,
    )  # fmt: skip
    assert done.returncode == 3, done.stdout.decode()
    assert "baoshu: 20 inputs read, 0 known already: " in done.stdout.decode()
    assert len({row["input"] for row in table(tmp_path / "out", "status")}) == 20


def test_the_command_says_what_is_wrong(tmp_path: Path, baoshu: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """No URI, a setting that is none, no pyspark."""
    assert baoshu("spark", "--in", "a").said == ["baoshu: name what to read and where to write: --in URI --out URI"]
    assert baoshu("spark", "--in", "a", "--out", "b", "--conf", "x=1").code == 2
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    done = baoshu("spark", "--in", "a", "--out", "b")
    assert (done.code, done.said) == (
        2,
        ["baoshu: `baoshu spark` needs pyspark: pip install '.[spark]' in the folder of baoshu's source"],
    )
    assert list(tmp_path.iterdir()) == []


def test_without_java_it_says_so(started: Command) -> None:
    """In one line more than Spark's own."""
    done = started("spark", "--in", "a", "--out", "b", env={"JAVA_HOME": "/nowhere"})
    assert done.code == 2
    assert done.said[-1].startswith("baoshu: Spark could not be started; it needs Java 17 or newer")


def test_a_bundle_has_a_row_for_every_file(tmp_path: Path, baoshu: Command) -> None:
    """Archives are opened; what cannot be read has its reason; the bundle is whole, or not there, and never an input."""
    folder = cluster_files.write(tmp_path / "in", 140)
    (folder / ".DS_Store").write_bytes(b"x")
    statuses = alone(folder, tmp_path / "alone.jsonl")
    done = baoshu("pack", "in", "-o", "in/bundle.parquet")
    rows = pq.read_table(folder / "bundle.parquet").to_pylist()
    assert {f"{tmp_path}/{row['name']}" for row in rows} == {row["file"] for row in statuses}
    assert {None, "ignored", "bomb"} <= {row["code"] for row in rows}
    assert done.said[-1].startswith(f"baoshu: {len(rows)} files, ")
    assert baoshu("pack", "in", "-o", "in/bundle.parquet").said == [
        "baoshu: in/bundle.parquet: exists; --force overwrites it"
    ]
    assert baoshu("pack", "in", "-o", "in/bundle.parquet", "--force").code == 0
    assert pq.read_table(folder / "bundle.parquet").to_pylist() == rows
    assert baoshu("pack", "in", "-o", "bundle.csv").code == 2


def test_the_lock_is_given_back(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that fails can be started again, and nothing of it is read."""
    folder, out = cluster_files.write(tmp_path / "in", 5), tmp_path / "out"

    def fail(*_: object) -> None:
        raise RuntimeError("the driver broke down")

    with monkeypatch.context() as broken:
        broken.setattr("extractor.spark.table.Table.commit", fail)
        with pytest.raises(RuntimeError):
            spark(cluster, folder, out)
    assert spark(cluster, folder, out).read == 5
    assert {path.name for path in (out / "status").glob("year=*/run=*")} == {"run=000001"}
    assert len({(row["id"], row["number"]) for row in table(out, "records")}) == len(table(out, "records"))
