"""Runs: thousands of files into one output, whatever happens to the files, the workers, the run and the disk."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import poison
import pytest
from conftest import ROOT

from extractor.corrections import correction_path
from extractor.errors import BaoshuError
from extractor.inputs import Options
from extractor.journal_file import journal_path
from extractor.read import LIMITS
from extractor.run import Run, stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from conftest import Run as Ran

    from extractor.inputs import Progress
    from extractor.status import Status

    Command = Callable[..., Ran]

posix = pytest.mark.skipif(os.name == "nt", reason="signals and /proc")
FORMATS = ("jsonl", "csv", "xlsx", "db", "parquet")


def reports(folder: Path, number: int) -> Path:
    """Write short reports, each with a figure of its own, some with an open one."""
    folder.mkdir(exist_ok=True)
    for n in range(number):
        opened = "募集善款XX万元。" if n % 3 == 0 else ""
        (folder / f"{n:04}.txt").write_text(f"青山县红十字会工作总结\n本月惠及{n}人。{opened}\n", encoding="utf-8")
    return folder


def run(folder: Path, output: Path, **options: Any) -> list[Status]:
    """Run in this process, give the status rows."""
    with Run(output, Options(**options)) as one:
        one.read([str(folder)])
        one.write()
        return list(one.statuses())


def files(output: Path) -> list[str]:
    """Give the source of every record."""
    return [json.loads(line)["source_file"] for line in output.read_text(encoding="utf-8").splitlines()]


def command(folder: Path, *arguments: object, **environment: str) -> subprocess.Popen[bytes]:
    """Start the command in `folder`."""
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "extractor.cli", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


def ended(process: subprocess.Popen[bytes], seconds: float = 120) -> tuple[int, str]:
    """Wait for its end: the code, and what it said."""
    _, said = process.communicate(timeout=seconds)
    return process.returncode, said.decode("utf-8")


def workers_in(folder: Path) -> list[int]:
    """Give the processes that run in a folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").resolve() == folder.resolve() and b"extractor" in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
    return found


def none_left_in(folder: Path) -> bool:
    """Wait up to five seconds until no process runs there."""
    until = time.monotonic() + 5
    while workers_in(folder) and time.monotonic() < until:
        time.sleep(0.05)
    return not workers_in(folder)


@pytest.fixture
def clean(tmp_path: Path) -> tuple[Path, bytes]:
    """Give thirty reports, and the output of a run that nothing disturbed."""
    folder = reports(tmp_path / "in", 30)
    run(folder, tmp_path / "clean.jsonl")
    return folder, (tmp_path / "clean.jsonl").read_bytes()


# ---- order, determinism


def test_the_output_is_in_the_order_of_the_inputs(clean: tuple[Path, bytes], tmp_path: Path) -> None:
    """Whoever reads them: the files of a folder by name, each report's records by place."""
    run(clean[0], tmp_path / "out.jsonl", workers=2)
    assert (tmp_path / "out.jsonl").read_bytes() == clean[1]
    assert files(tmp_path / "out.jsonl") == sorted(files(tmp_path / "out.jsonl"))
    assert len(set(files(tmp_path / "out.jsonl"))) == 30


@pytest.mark.parametrize("form", FORMATS)
def test_the_bytes_do_not_depend_on_how_it_ran(tmp_path: Path, form: str) -> None:
    """1, 2 or 4 workers, whatever the hashes, in one go or resumed, today or tomorrow."""
    reports(tmp_path / "in", 40)
    found = []
    for workers, seed in ((1, "0"), (2, "1"), (4, "2")):
        name = f"{workers}.{form}"
        code, said = ended(command(tmp_path, "extract", "in", "-o", name, "--workers", workers, PYTHONHASHSEED=seed))
        assert (code, said) == (0, "")
        found.append((tmp_path / name).read_bytes())
    with Run(tmp_path / f"resumed.{form}", Options()) as first:
        first.read([str(n) for n in sorted((tmp_path / "in").iterdir())[:7]])
    os.chdir(tmp_path)
    run(Path("in"), tmp_path / f"resumed.{form}")
    found.append((tmp_path / f"resumed.{form}").read_bytes())
    assert found[1:] == found[:1] * 3


def test_a_stream_is_in_order_too(tmp_path: Path) -> None:
    """Without output there is one worker, and it is given its tasks one by one, a crashed one again."""
    folder = reports(tmp_path / "in", 12)
    (folder / "0005-poison-exit.txt").write_text("惠及5人。", encoding="utf-8")
    rows = [row for row, _ in stream([str(folder)], Options(entry="poison"))]
    assert [row.file for row in rows] == sorted(row.file for row in rows)
    assert [row.status for row in rows].count("rejected") == 1


# ---- what breaks a worker costs one file


@posix
@pytest.mark.parametrize("deed", poison.DEEDS)
def test_a_broken_reader_costs_its_file(
    clean: tuple[Path, bytes], tmp_path: Path, deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is rejected with a code, the others are what they are without it; no process and no temporary file is left."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    bad = clean[0] / f"0015-poison-{deed}.txt"
    bad.write_text("惠及7人。", encoding="utf-8")
    limits = replace(LIMITS, seconds=10.0 if deed == "hoard" else 1.0, memory=700 * 2**20)
    rows = run(clean[0], tmp_path / "out.jsonl", workers=2, entry="poison", limits=limits)
    assert len(rows) == 31
    (rejected,) = [row for row in rows if row.status == "rejected"]
    assert (rejected.file, rejected.code) == (str(bad), poison.CODES.get(deed, "crashed"))
    assert rejected.reason
    assert (tmp_path / "out.jsonl").read_bytes() == clean[1]
    assert list((tmp_path / "temporary").iterdir()) == []


@posix
def test_no_false_start_is_charged_to_a_file(tmp_path: Path) -> None:
    """Workers that are killed now and then, while they start too: no file is lost or comes twice."""
    folder, over = reports(tmp_path / "in", 400), threading.Event()

    def kill() -> None:
        chance = random.Random(7)  # noqa: S311 - not for secrets
        while not over.wait(chance.uniform(0.5, 3.0)):  # a start takes a second, more on a busy machine
            children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
            if children:
                with contextlib.suppress(OSError):
                    os.kill(int(chance.choice(children)), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        rows = run(folder, tmp_path / "out.jsonl", workers=2, entry="poison")
    finally:
        over.set()
        killer.join()
    assert [row.status for row in rows] == ["ok"] * 400
    assert len(set(files(tmp_path / "out.jsonl"))) == 400


def test_a_worker_that_cannot_start_is_said(tmp_path: Path) -> None:
    """With what it said last; nothing is rejected for it, and nothing is left."""
    reports(tmp_path / "in", 3)
    with pytest.raises(BaoshuError, match=r"no worker process can be started \(exit 1\): .*nowhere"):
        run(tmp_path / "in", tmp_path / "out.jsonl", entry="nowhere")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


# ---- a run that is stopped goes on


def stopped_and_resumed(folder: Path, after: float, how: int) -> tuple[int, str, float]:
    """Stop the command after some time, go on: its code, what it said, and how long it took to end."""
    process = command(folder, "extract", "in", "-o", "out.jsonl", "--workers", "2")
    time.sleep(after)
    process.send_signal(how)
    since = time.monotonic()
    code, said = ended(process)
    took = time.monotonic() - since
    assert none_left_in(folder)
    again, complaint = ended(command(folder, "extract", "in", "-o", "out.jsonl", "--workers", "2"))
    assert (again, complaint) == (0, "")
    return code, said, took


@posix
@pytest.mark.parametrize("after", [0.2, 0.5, 0.9, 1.3, 1.7, 2.1])
def test_a_killed_run_goes_on(tmp_path: Path, after: float) -> None:
    """`kill -9` at any moment: no worker is left, the output is as without it, no other file stays."""
    reports(tmp_path / "in", 150)
    assert ended(command(tmp_path, "extract", "in", "-o", "whole.jsonl"))[0] == 0
    stopped_and_resumed(tmp_path, after, signal.SIGKILL)
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"in", "whole.jsonl", ".whole.jsonl.journal", "out.jsonl", ".out.jsonl.journal"}


@posix
@pytest.mark.parametrize(("how", "expected"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("after", [0.8, 1.6])
def test_a_stopped_run_ends_soon(tmp_path: Path, how: int, expected: int, after: float) -> None:
    """Ctrl-C and SIGTERM: three seconds at most, a line that says how to go on, a code of its own."""
    folder = reports(tmp_path / "in", 30)
    for n in range(600):
        (folder / f"x{n:04}.txt").write_bytes((folder / "0003.txt").read_bytes() * 40)
    code, said, took = stopped_and_resumed(tmp_path, after, how)
    assert took < 3
    assert code == expected
    assert said == "baoshu: stopped; what was read is kept: the same command goes on from there\n"


def test_what_was_read_is_not_read_again(clean: tuple[Path, bytes], tmp_path: Path) -> None:
    """A run that ends in the middle loses what was in flight, no more."""

    def stop(progress: Progress) -> None:
        if progress.done >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Run(tmp_path / "out.jsonl", Options(workers=2)) as one:
        one.read([str(clean[0])], stop)
    with sqlite3.connect(journal_path(tmp_path / "out.jsonl")) as database:
        kept = {row[0] for row in database.execute("SELECT id FROM input")}
    database.close()
    assert 20 <= len(kept) < 30
    reread = []
    with Run(tmp_path / "out.jsonl", Options()) as one:
        progress = one.read([str(clean[0])], lambda now: reread.append(now.done))
        one.write()
    assert progress.done == 30
    assert (tmp_path / "out.jsonl").read_bytes() == clean[1]


# ---- a rerun reads what changed


@pytest.fixture
def no_reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note what is read in this process."""
    from extractor import run, worker

    read: list[str] = []

    def answer(source: Any, data: Any, known: Any, *rest: Any) -> worker.Answer:
        said = worker.answer(source, data, known, *rest)
        read.append(("same " if "same" in said[0] else "") + Path(source.path).name)
        return said

    monkeypatch.setattr(run, "answer", answer)
    return read


def few(folder: Path) -> Path:
    """Write five reports that are old enough to be trusted by their time."""
    reports(folder, 5)
    for path in folder.iterdir():
        os.utime(path, ns=(10**18, 10**18))
    return folder


def test_a_rerun_reads_nothing_and_leaves_the_output(tmp_path: Path, no_reading: list[str]) -> None:
    """Nothing changed: no file is opened, the output is not written anew."""
    folder, output = few(tmp_path / "in"), tmp_path / "out.csv"
    rows = run(folder, output)
    before = (output.read_bytes(), output.stat())
    no_reading.clear()
    assert run(folder, output) == rows
    assert no_reading == []
    assert (output.read_bytes(), output.stat()) == before


def test_a_rerun_reads_what_changed(tmp_path: Path, no_reading: list[str]) -> None:
    """Changed files are read, touched ones only compared, gone ones drop out, new ones come in their place."""
    folder, output = few(tmp_path / "in"), tmp_path / "out.jsonl"
    run(folder, output)
    no_reading.clear()
    (folder / "0001.txt").write_text("惠及1001人。", encoding="utf-8")
    os.utime(folder / "0002.txt", ns=(10**18 + 1, 10**18 + 1))
    (folder / "0003.txt").unlink()
    (folder / "0000a.txt").write_text("惠及2002人。", encoding="utf-8")
    rows = run(folder, output)
    assert no_reading == ["0000a.txt", "0001.txt", "same 0002.txt"]
    assert [Path(row.file).name for row in rows] == ["0000.txt", "0000a.txt", "0001.txt", "0002.txt", "0004.txt"]
    run(folder, tmp_path / "anew.jsonl")
    assert output.read_bytes() == (tmp_path / "anew.jsonl").read_bytes()


def test_a_change_that_keeps_size_and_time_is_seen(tmp_path: Path, no_reading: list[str]) -> None:
    """The inode's own time tells it."""
    folder, output = few(tmp_path / "in"), tmp_path / "out.jsonl"
    run(folder, output)
    path = folder / "0001.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("1人", "8人"), encoding="utf-8")
    os.utime(path, ns=(10**18, 10**18))
    no_reading.clear()
    run(folder, output)
    assert no_reading == ["0001.txt"]
    assert "8人" in output.read_text(encoding="utf-8")


def test_other_packs_read_all_anew(tmp_path: Path, no_reading: list[str]) -> None:
    """The records depend on the packs; --fresh asks for the same without a change."""
    folder, output = few(tmp_path / "in"), tmp_path / "out.jsonl"
    (tmp_path / "mine").mkdir()
    pack = tmp_path / "mine" / "measure_words.toml"
    pack.write_text('[measure]\n"艘" = "救生艇【3艘】"\n', encoding="utf-8")
    for options in ({}, {"patterns": (tmp_path / "mine",)}, {"patterns": (tmp_path / "mine",), "fresh": True}):
        no_reading.clear()
        run(folder, output, **options)
        assert len(no_reading) == 5, options


def test_a_rejected_file_is_tried_again_when_it_could_go_otherwise(tmp_path: Path, no_reading: list[str]) -> None:
    """Under other limits, or changed; not for nothing."""
    folder, output = few(tmp_path / "in"), tmp_path / "out.jsonl"
    (folder / "9.txt").write_bytes(b"\xff\xff\xff")
    os.utime(folder / "9.txt", ns=(10**18, 10**18))
    run(folder, output)
    for options, expected in (({}, []), ({"limits": replace(LIMITS, seconds=99.0)}, ["9.txt"])):
        no_reading.clear()
        run(folder, output, **options)
        assert no_reading == expected


# ---- whose output it is


def test_an_output_that_was_edited_is_kept(tmp_path: Path, clean: tuple[Path, bytes]) -> None:
    """A run updates what its journal wrote; what somebody changed since needs --force."""
    output = tmp_path / "clean.jsonl"
    output.write_bytes(b"mine\n")
    with pytest.raises(BaoshuError, match="--force"):
        run(clean[0], output)
    assert output.read_bytes() == b"mine\n"
    run(clean[0], output, force=True)
    assert output.read_bytes() == clean[1]


def test_an_output_that_was_deleted_is_written_again(tmp_path: Path, clean: tuple[Path, bytes]) -> None:
    """From the journal."""
    (tmp_path / "clean.jsonl").unlink()
    run(clean[0], tmp_path / "clean.jsonl")
    assert (tmp_path / "clean.jsonl").read_bytes() == clean[1]


def test_the_second_run_on_an_output_stops(tmp_path: Path, started: Command) -> None:
    """It says so, exit 2, and disturbs nothing."""
    folder = reports(tmp_path / "in", 10)
    with Run(tmp_path / "out.jsonl", Options()) as one:
        one.read([str(folder)])
        second = started("extract", "in", "-o", "out.jsonl")
        assert (second.code, second.said) == (
            2,
            ["baoshu: out.jsonl: another run of baoshu writes it; wait for its end"],
        )
        one.write()
    assert len(files(tmp_path / "out.jsonl")) == 14
    assert started("extract", "in", "-o", "out.jsonl").code == 0


def test_the_runs_own_files_are_no_inputs(tmp_path: Path, baoshu: Command) -> None:
    """An output in the folder that is read: the second run does not read the first one's."""
    reports(tmp_path, 3)
    for _ in range(2):
        done = baoshu("extract", ".", "-o", "out.csv", "--status", "status.jsonl")
        assert (done.code, done.err) == (0, "")
    rows = [json.loads(line) for line in (tmp_path / "status.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [Path(row["file"]).name for row in rows] == ["0000.txt", "0001.txt", "0002.txt"]


# ---- the journal


@pytest.mark.parametrize("content", [b"", b"no database" * 1000, b"half", b"foreign"])
def test_a_broken_journal_is_set_aside(tmp_path: Path, clean: tuple[Path, bytes], content: bytes) -> None:
    """An empty one, another file, half of a journal, another program's database: a message, and all is read."""
    output = tmp_path / "out.jsonl"
    run(clean[0], output)
    output.unlink()
    journal = journal_path(output)
    if content == b"half":
        content = journal.read_bytes()[: journal.stat().st_size // 2]
    if content == b"foreign":
        journal.unlink()
        with sqlite3.connect(journal) as database:
            database.execute("CREATE TABLE mine (x)")
        database.close()
    else:
        journal.write_bytes(content)
    with Run(output, Options()) as one:
        said = one.notes
        one.read([str(clean[0])])
        one.write()
    assert output.read_bytes() == clean[1]
    assert len(said) == (content != b"")
    assert journal.with_name(f"{journal.name}.broken-1").exists() == (content != b"")


def test_a_journal_with_a_flipped_bit_is_no_traceback(tmp_path: Path, clean: tuple[Path, bytes]) -> None:
    """Whatever byte of it is another: the right output, or an error that says what to do."""
    output, chance = tmp_path / "out.jsonl", random.Random(3)  # noqa: S311 - not for secrets
    run(clean[0], output)
    journal, good = journal_path(output), journal_path(output).read_bytes()
    for _ in range(15):
        bad = bytearray(good)
        for _ in range(8):
            bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        journal.write_bytes(bad)
        output.unlink(missing_ok=True)
        try:
            run(clean[0], output, force=True)
        except BaoshuError as error:
            assert str(journal) in str(error)  # noqa: PT017 - one of two good ends
        else:
            assert output.read_bytes() == clean[1]
        for aside in tmp_path.glob("*.broken-*"):
            aside.unlink()


def test_a_long_name_has_a_journal_and_corrections(tmp_path: Path) -> None:
    """Names of 250 bytes are names, and what lies beside one is not what lies beside another."""
    output, other = (tmp_path / ("长" * 80 + name) for name in (".jsonl", ".xlsx"))
    run(reports(tmp_path / "in", 2), output)
    assert journal_path(output).exists()
    correction_path(output).touch()
    assert correction_path(output) != correction_path(other)
    assert len(files(output)) == 3


# ---- inputs


def test_inputs_that_change_during_the_run(tmp_path: Path) -> None:
    """Each file is whole as it was at one moment, or rejected; the others are not touched; the next run sees it all."""
    folder = reports(tmp_path / "in", 30)

    def meddle(progress: Progress) -> None:
        if progress.done == 5:
            (folder / "0020.txt").unlink(missing_ok=True)
            (folder / "0021.txt").write_text("惠及4321人。", encoding="utf-8")
            (folder / "0022.txt").write_bytes(b"")

    with Run(tmp_path / "out.jsonl", Options()) as one:
        one.read([str(folder)], meddle)
        one.write()
        rows = {Path(row.file).name: row.code for row in one.statuses() if row.status == "rejected"}
    assert rows == {"0020.txt": "missing", "0022.txt": "empty"}
    assert "4321人" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_duplicates_are_kept_and_named(tmp_path: Path) -> None:
    """The same bytes, the same text in another encoding: their records are there, the status says of what."""
    text = "惠及109人。\n发放救助金26.2万元。\n"
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(text.encode())
    (tmp_path / "in" / "b.txt").write_bytes(text.encode())
    (tmp_path / "in" / "c.txt").write_bytes(text.replace("\n", "\r\n ").encode("gb18030"))
    (tmp_path / "in" / "d.txt").write_bytes(text.replace("109", "110").encode())
    rows = run(tmp_path / "in", tmp_path / "out.jsonl")
    first = str(tmp_path / "in" / "a.txt")
    assert [(row.status, row.code, row.duplicate_of) for row in rows] == [
        ("ok", "", None),
        ("warning", "duplicate", first),
        ("warning", "duplicate", first),
        ("ok", "", None),
    ]
    assert [Path(name).name for name in files(tmp_path / "out.jsonl")] == ["a.txt"] * 2 + ["b.txt"] * 2 + [
        "c.txt"
    ] * 2 + ["d.txt"] * 2


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    """From the thousandth to the three thousandth: a few MiB at most, and no handle more."""
    folder, held = reports(tmp_path / "in", 3000), {1000: (0, 0), 3000: (0, 0)}

    def watch(progress: Progress) -> None:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        mark = 1000 if progress.done <= 1000 else 3000
        held[mark] = (pages * 4096, len(os.listdir("/proc/self/fd")))  # noqa: PTH208

    with Run(tmp_path / "out.jsonl", Options(workers=2)) as one:
        one.read([str(folder)], watch)
        one.write()
    assert held[3000][0] - held[1000][0] < 4 * 2**20
    assert held[3000][1] <= held[1000][1] + 2


# ---- the status file


def test_every_input_has_a_row(tmp_path: Path, baoshu: Command) -> None:
    """What was read, with counts; what was not, with code and reason."""
    folder = reports(tmp_path / "in", 2)
    (folder / "bad.txt").write_bytes(b"")
    done = baoshu("extract", "in", "没有.txt", "-o", "out.jsonl", "--status", "s.jsonl")
    assert done.code == 3
    rows = [json.loads(line) for line in (tmp_path / "s.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["file"], row["status"], row["code"]) for row in rows] == [
        ("in/0000.txt", "ok", ""),
        ("in/0001.txt", "ok", ""),
        ("in/bad.txt", "rejected", "empty"),
        ("没有.txt", "rejected", "missing"),
    ]
    counts = ("format", "characters", "complete", "redacted", "missing", "words")
    assert [rows[0][key] for key in counts] == ["txt", 29, 1, 1, 0, 0]
    assert len(rows[0]["sha256"]) == 64
    assert rows[0]["seconds"] >= 0


def test_a_status_file_of_another_kind_is_misuse(tmp_path: Path, baoshu: Command, report: Path) -> None:
    """It is said before anything is read."""
    done = baoshu("extract", report, "-o", "out.jsonl", "--status", "s.xml")
    assert (done.code, len(done.said)) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == [report.name]


def test_an_empty_folder_is_said(tmp_path: Path, baoshu: Command) -> None:
    """There is nothing to read, and nothing is left."""
    (tmp_path / "in").mkdir()
    assert baoshu("extract", "in", "-o", "out.jsonl").code in {2, 4}
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


NAMES = ["引'号\"“”.txt", "换\n行.txt", "=1+1.txt", "@SUM(1).txt", "长" * 80 + ".txt", "\\udcb1.txt", "a\x1b[31m.txt"]


@posix
@pytest.mark.parametrize("form", [*FORMATS, "status.csv", "status.jsonl"])
def test_names_come_back(tmp_path: Path, form: str) -> None:
    """Whatever the file is called, each output has its name, or an escape that leads back to it."""
    (tmp_path / "in").mkdir()
    names = sorted([*NAMES, os.fsdecode(b"\xb1\xa8\xb8\xe6.txt")])
    for number, name in enumerate(names):
        (tmp_path / "in" / name).write_text(f"惠及{number}人。", encoding="utf-8")
    output = tmp_path / f"out.{'jsonl' if form.startswith('status') else form}"
    rows = run(tmp_path / "in", output)
    found = [Path(name).name for name in back(output, form, rows)]
    assert found == names


def back(output: Path, form: str, rows: Sequence[Status]) -> Iterator[str]:
    """Read the file names with foreign readers, and undo what is documented."""
    import csv
    import re

    from extractor import status

    def undo(name: str) -> str:
        return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), name)

    def unguard(cell: str) -> str:
        return re.sub("^'(?='*[-=+@\t\r\n＝＋－＠])", "", cell)

    if form.startswith("status"):
        output = output.with_name(form)
        status.write(rows, output)
    if output.suffix == ".jsonl":
        with output.open(encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        yield from (line.get("file") or line["source_file"] for line in lines)
    elif output.suffix == ".csv":
        with output.open(encoding="utf-8-sig", newline="") as file:
            yield from (undo(unguard(row[0])) for row in list(csv.reader(file))[1:])
    elif form == "xlsx":
        import openpyxl

        yield from (undo(row[1].value) for row in openpyxl.load_workbook(output)["明细"].iter_rows(min_row=2))
    elif form == "db":
        with contextlib.closing(sqlite3.connect(output)) as database:
            yield from (undo(name) for (name,) in database.execute("SELECT source_file FROM figure ORDER BY id"))
    else:
        parquet = pytest.importorskip("pyarrow.parquet")
        yield from map(undo, parquet.read_table(output)["source_file"].to_pylist())


def test_nothing_is_left_of_a_killed_writer(tmp_path: Path, clean: tuple[Path, bytes]) -> None:
    """The next run clears what one that was killed while it wrote has left."""
    (tmp_path / ".out.jsonl.abcd1234.tmp").write_bytes(b"half")
    (tmp_path / ".out.jsonl.abcd1234.tmp.xyz").mkdir()
    (tmp_path / ".out.jsonl.bak.abcd1234.tmp").write_bytes(b"another output's")
    run(clean[0], tmp_path / "out.jsonl")
    assert sorted(path.name for path in tmp_path.glob(".out*.tmp*")) == [".out.jsonl.bak.abcd1234.tmp"]
    shutil.rmtree(clean[0])


def test_headers_can_be_changed_and_are_kept(tmp_path: Path, baoshu: Command) -> None:
    """A run into the same output with other headers writes it anew; one that does not say keeps what was chosen."""
    import openpyxl

    (tmp_path / "a.txt").write_text("救助困难群众50人。\n", encoding="utf-8")
    titles = []
    for asked in ([], ["--headers", "en"], [], ["--headers", "both"], ["--headers", "zh"]):
        assert baoshu("extract", "a.txt", "-o", "out.xlsx", *asked).code == 0
        titles.append(openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[1]["A1"].value)
    assert titles == ["填报单位", "organisation", "organisation", "填报单位\norganisation", "填报单位"]
    assert baoshu("extract", "a.txt", "-o", "out.xlsx", "--headers", "xx").code == 2
