"""What a report costs on one machine and on Spark, in CPU time and memory, and what that makes of up to 10^9 of them.

python bench/scale.py [--quick] [--reports N] [--price P]

Times are CPU seconds of all processes (the JVM, Spark's Python, the workers), so that other work on the machine disturbs less, and
the start of everything is taken out: what N reports cost less what a few do, by the number of reports between.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import show
from bulk import make
from shapes import ROOT
from show import Goal
from startup import command

__all__ = ["run"]

_REPORTS, _QUICK_REPORTS, _FEW = 5_000, 600, 100
_MOST: Final = 1.3  # times the CPU of one machine
_FLAT: Final = 1.2  # times the memory of the first half
_HEAP: Final = 1024  # MiB of the JVM's heap
_BESIDE: Final = 512  # MiB that a JVM may hold beside its heap: code, threads, buffers
_PRICE: Final = 0.30  # of a core-hour, in yuan: what clouds in China ask for two cores and 4 GiB, by the core
_TICK: Final = 0.5
_SUBREAPER: Final = 36  # PR_SET_CHILD_SUBREAPER: what a child leaves behind is ours to wait for, with its times
_MIB: Final = 2**20
_BUSY: Final = (
    0.8  # of its cores' time a cluster works: the rest is waiting for the last task, for disks, for the driver
)


@dataclass(slots=True)
class Used:
    """What a command took: CPU seconds of all its processes, seconds on the clock, and the memory of each sort of process."""

    cpu: float = 0.0
    clock: float = 0.0
    code: int = 0
    peaks: dict[str, tuple[float, float]] = field(default_factory=dict)  # MiB in the first and in the second half


def _use(arguments: Sequence[str], folder: Path) -> Used:
    """Run a command of ours to its end, and that of all it started."""
    since = time.perf_counter()
    # In a process group of its own, as an orphan is not told from other children by its parent.
    process = subprocess.Popen(
        [*command(), *arguments],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    watch = _Watch(process.pid)
    watch.start()
    used = Used()
    while True:
        try:
            pid, status, times = os.wait3(0)
        except ChildProcessError:
            break
        used.cpu += times.ru_utime + times.ru_stime
        if pid == process.pid:
            used.code = process.returncode = os.waitstatus_to_exitcode(status)
            used.clock = time.perf_counter() - since
            _end_orphans()
    watch.over.set()
    watch.join()
    used.cpu = max(used.cpu, watch.cpu)
    used.peaks = watch.peaks()
    return used


def _end_orphans() -> None:
    """What outlives the command (Spark's Python daemon, for some seconds) has done its work."""
    for one in _processes():
        if one.parent == os.getpid():
            with contextlib.suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGTERM)


class _Process(NamedTuple):
    """A process as /proc tells of it."""

    pid: int
    parent: int
    told: str  # its command
    memory: int  # bytes of its own
    cpu: float  # seconds, with those of its children that have ended


def _processes() -> list[_Process]:
    found = []
    for at in Path("/proc").iterdir():
        if not at.name.isdigit():
            continue
        try:
            stat = (at / "stat").read_text().rpartition(")")[2].split()
            told = (at / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            pages = (at / "statm").read_text().split()
        except (OSError, IndexError):
            continue
        memory = (int(pages[1]) - int(pages[2])) * os.sysconf("SC_PAGE_SIZE")
        cpu = sum(map(int, stat[11:15])) / os.sysconf("SC_CLK_TCK")
        found.append(_Process(int(at.name), int(stat[1]), told, memory, cpu))
    return found


class _Watch(threading.Thread):
    """Looks at the memory and the CPU time of all processes below one, now and then.

    Spark's Python is ended by its JVM without being waited for, and its CPU time with that of its workers is lost to whoever waits for
    the JVM: `cpu` is the most that was seen of all that lived at one moment.
    """

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self._root = root
        self._seen: list[dict[str, float]] = []
        self.cpu = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(_TICK):
            processes = _processes()
            below = {self._root}
            for _ in range(8):  # deep is no tree of these
                below |= {one.pid for one in processes if one.parent in below}
            at: dict[str, float] = defaultdict(float)
            for one in processes:
                if one.pid in below and one.pid != self._root:
                    sort = _sort(one.told)
                    at[sort] = max(at[sort], one.memory / _MIB)
            self._seen.append(at)
            self.cpu = max(self.cpu, sum(one.cpu for one in processes if one.pid in below))

    def peaks(self) -> dict[str, tuple[float, float]]:
        """The most that one process of each sort held, in the first and in the second half of the time."""
        half = len(self._seen) // 2
        sorts = sorted({sort for at in self._seen for sort in at})
        halves = self._seen[:half], self._seen[half:]
        return {sort: tuple(max((at.get(sort, 0.0) for at in part), default=0.0) for part in halves) for sort in sorts}  # type: ignore[misc]


def _sort(told: str) -> str:
    if "java" in told.split(" ", 1)[0]:
        return "JVM"
    return "Spark's Python" if "pyspark.daemon" in told else "worker"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a way of running costs: CPU seconds to start, and for each report."""

    start: float
    each: float
    used: Used

    def of(self, reports: float) -> float:
        """CPU seconds."""
        return self.start + self.each * reports


def _cost(few: Used, many: Used, reports: int) -> Cost:
    each = (many.cpu - few.cpu) / (reports - _FEW)
    return Cost(max(0.0, few.cpu - each * _FEW), each, many)


def _spark(source: str, out: str) -> list[str]:
    return [
        "spark",
        "--in",
        source,
        "--out",
        out,
        "--conf",
        "spark.master=local[1]",
        "--conf",
        f"spark.driver.memory={_HEAP}m",
    ]


def _measure(folder: Path, reports: int) -> dict[str, Cost]:
    (folder / "few").mkdir()
    make(folder / "many", reports)
    for path in sorted((folder / "many").iterdir())[:_FEW]:
        shutil.copy(path, folder / "few")
    costs = {}
    for name in ("few", "many"):
        for way, arguments in {
            "pack": ["pack", name, "-o", f"{name}.parquet"],
            "alone": ["extract", name, "-o", f"{name}.jsonl", "--workers", "1"],
            "spark": _spark(f"{name}.parquet", f"out-{name}"),
            "folder": _spark(name, f"out-folder-{name}"),
        }.items():
            used = costs[f"{way} {name}"] = _use(arguments, folder)
            show.console.print(f"{way} {name}: {used.cpu:.1f} s of CPU, {used.clock:.0f} s")
    failed = [name for name, used in costs.items() if used.code]
    if failed:
        raise SystemExit(f"not to be measured: {', '.join(failed)} failed")
    return {
        name: _cost(costs[f"{name} few"], costs[f"{name} many"], reports)
        for name in ("alone", "spark", "folder", "pack")
    }


def _size(path: Path) -> int:
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file()) if path.is_dir() else path.stat().st_size


def _sizing(costs: dict[str, Cost], sizes: dict[str, float], price: float) -> None:
    """The table to 10^9 by what was measured."""
    alone, spark = costs["alone"], costs["spark"]
    rows = []
    for power in range(4, 10):
        number = 10**power
        on_one = alone.of(number) / 8 / 3600
        hours = spark.of(number) / 3600
        cores = max(1, round(hours / _BUSY / 8))
        rows.append(
            [
                f"10^{power}",
                _duration(on_one),
                show.number(hours),
                f"{cores:,}" if on_one > 8 else "–",
                show.number(hours / _BUSY * price),
                _bytes(sizes["in"] * number),
                _bytes(sizes["out"] * number),
            ]
        )
    show.table(
        "Sizing: by the model, with what was measured above",
        ["reports", "one machine, 8 cores", "core-hours on Spark", "cores for 8 hours", "yuan", "bundle", "records"],
        rows,
        f"core-hours = (start + reports × CPU of one) / 3600; a cluster is busy {_BUSY:.0%} of its time; "
        f"{price} yuan a core-hour. Both are assumptions: --price.",
    )


def _duration(hours: float) -> str:
    return f"{hours * 60:,.0f} min" if hours < 2 else f"{hours:,.0f} h" if hours < 72 else f"{hours / 24:,.0f} days"


def _bytes(size: float) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def run(*, quick: bool, reports: int | None = None, price: float = _PRICE) -> list[Goal]:
    """Measure, print, and judge."""
    if sys.platform != "linux":
        return [Goal("a cluster's costs", "only measured on Linux", met=None)]
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)
    number = reports or (_QUICK_REPORTS if quick else _REPORTS)
    folder = Path(tempfile.mkdtemp(prefix="baoshu-scale."))
    try:
        costs = _measure(folder, number)
        sizes = {"in": _size(folder / "many.parquet") / number, "out": _size(folder / "out-many/records") / number}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    labels = {
        "alone": "baoshu extract, one worker",
        "spark": "baoshu spark, a bundle",
        "folder": "baoshu spark, a folder of files",
        "pack": "baoshu pack",
    }
    rows = [
        [labels[name], f"{c.start:.1f}", f"{c.each * 1000:.2f}", f"{1 / c.each:,.0f}", f"{c.each * 1e6 / 3600:.2f}",
         f"{c.each * 1e6 / 3600 * price:.2f}", f"{c.used.clock:.0f}"]
        for name, c in costs.items()
    ]  # fmt: skip
    show.table(
        f"Scale: {number} reports in mixed formats, {sizes['in']:,.0f} bytes each in the bundle",
        ["", "start, CPU s", "a report, CPU ms", "reports/s/core", "core-h/10^6", "yuan/10^6", "clock, s"],
        rows,
        "CPU of all processes. The clock is that of this machine as busy as it was.",
    )
    peaks = costs["spark"].used.peaks
    show.table(
        "Memory of an executor with one core, MiB",
        ["process", "first half", "second half"],
        [[sort, f"{a:.0f}", f"{b:.0f}"] for sort, (a, b) in peaks.items()],
        "The most that one process of each sort held.",
    )
    _sizing(costs, sizes, price)
    ratio = costs["spark"].each / costs["alone"].each
    python = [peaks.get(sort, (0.0, 0.0)) for sort in ("Spark's Python", "worker")]
    growth = max((after / before for before, after in python if before), default=0.0)
    jvm = max(peaks.get("JVM", (0.0, 0.0)))
    small = costs["folder"].each - costs["spark"].each
    return [
        Goal(f"Spark's CPU ≤ {_MOST} times one machine's, start-up apart", f"{ratio:.2f} times", met=ratio <= _MOST),
        Goal("memory of an executor's Python flat", f"× {growth:.2f} from half to half", met=growth <= _FLAT),
        Goal(
            f"the JVM stays within its heap of {_HEAP} MiB and {_BESIDE} beside it",
            f"{jvm:.0f} MiB",
            met=jvm <= _HEAP + _BESIDE,
        ),
        Goal("what a small file costs beside its report", f"{small * 1000:.2f} ms of CPU", met=None),
    ]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help=f"{_QUICK_REPORTS} reports")
    parser.add_argument("--reports", type=int, help="how many")
    parser.add_argument("--price", type=float, default=_PRICE, help="of a core-hour, in yuan")
    given = parser.parse_args()
    show.goals(run(quick=given.quick, reports=given.reports, price=given.price))


if __name__ == "__main__":
    main()
