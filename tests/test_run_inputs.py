"""What a run is given, and the row that each input has in the end."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from runs import files, posix, reports, run

from extractor.errors import BaoshuError
from extractor.runs.options import Options
from extractor.runs.run import Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from conftest import Run as Ran

    from extractor.runs.options import Progress
    from extractor.status import Status

    Command = Callable[..., Ran]

FORMATS = ("jsonl", "csv", "xlsx", "db", "parquet")


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


def test_what_baoshu_wrote_is_no_report(baoshu: Command, report: Path) -> None:
    """Outputs, a return slip, records and packs in the folder that is read again: listed, not counted; named, it is read."""
    made = ["zh.xlsx", "zh.csv", "a.db", "a.parquet", "a.html", "a.jsonl"]
    for name in (*made, "en.xlsx", "en.csv", "both.csv"):
        headers = name[:2] if name[:2] in {"zh", "en"} else "both"
        assert baoshu("extract", report, "-o", name, "--headers", headers, "--status", f"{name}.status.csv").code == 0
    book = openpyxl.load_workbook("en.xlsx")
    book.properties.title = "as another program saved it"
    book.save("saved.xlsx")
    assert baoshu("records", "a.html", "--out", "paket").code == 0
    assert baoshu("return", "zh.xlsx", "--out", "退回").code == 0
    Path("mine.toml").write_text("[measure]\n", encoding="utf-8")
    done = baoshu("extract", ".", "-o", "全.jsonl", "--status", "s.jsonl")
    rows = [json.loads(line) for line in Path("s.jsonl").read_text(encoding="utf-8").splitlines()]
    passed_over = [row["file"] for row in rows if row["code"] == "no-report"]
    assert [row["file"] for row in rows if row["code"] == ""] == [f"./{report.name}"]
    assert {row["code"] for row in rows} == {"", "no-report", "ignored"}
    assert done.code == 0
    assert f"reports: 1, figures: 4 → 全.jsonl; no reports, passed over: {len(passed_over)}" in done.out
    assert set(made) | {"saved.xlsx", "both.csv", "待填.xlsx", "datapackage.json", "mine.toml"} <= {
        Path(name).name for name in passed_over
    }
    assert "written by baoshu" in done.out
    assert baoshu("extract", "zh.csv", "-o", "named.csv").code == 0
    assert baoshu("merge", "zh.xlsx", "退回").code == 0


def test_records_beside_their_texts_are_passed_over_in_a_pipe(corpus: Path, tmp_path: Path, baoshu: Command) -> None:
    """A line says how many; a workbook of somebody else is a report."""
    for name in ("03_terse_list_bulletin.txt", "03_terse_list_bulletin.gold.jsonl"):
        shutil.copy(corpus / name, tmp_path / name)
    book = openpyxl.Workbook()
    book.active.append(["惠及109人"])
    book.active.title = "明细"
    book.save(tmp_path / "账.xlsx")
    done = baoshu("extract", ".")
    assert {json.loads(line)["source_file"] for line in done.out.splitlines()} == {
        "./03_terse_list_bulletin.txt",
        "./账.xlsx",
    }
    (said,) = done.said
    assert said.startswith(
        "baoshu: passed over in the folders, as they are no reports: 1 (./03_terse_list_bulletin.gold"
    )
    assert baoshu("check", ".", "--fail-on", "never").code == 0


def test_a_status_file_of_another_kind_is_misuse(tmp_path: Path, baoshu: Command, report: Path) -> None:
    """It is said before anything is read."""
    done = baoshu("extract", report, "-o", "out.jsonl", "--status", "s.xml")
    assert (done.code, len(done.said)) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == [report.name]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that takes no files from root either")
@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "/proc/x.jsonl: cannot be written: no file can be made in /proc"),
        ("zh", "/proc/x.jsonl：无法写入：/proc 中不能建立文件"),
    ],
)
def test_a_folder_that_takes_no_files_is_said(baoshu: Command, report: Path, lang: str, said: str) -> None:
    """Of the output, not of what lies beside it; and nothing is promised, as nothing was read."""
    done = baoshu("extract", report, "-o", "/proc/x.jsonl", "--lang", lang)
    assert (done.code, done.said) == (2, [f"baoshu: {said}"])


def test_what_is_kept_on_a_full_disk_is_said(tmp_path: Path) -> None:
    """Only where there is something: of the first results the disk took none."""
    (tmp_path / "in").mkdir()

    def fill_the_disk(name: str, wanted: str) -> None:
        (tmp_path / "in" / name).write_text("".join(f"惠及{n}人。" for n in range(2000)), encoding="utf-8")
        with Run(tmp_path / "out.jsonl", Options()) as one:
            one.journal.database.execute("PRAGMA max_page_count = 1")  # SQLite allows no less than there is
            with pytest.raises(BaoshuError, match=wanted):
                one.read([str(tmp_path / "in")])

    fill_the_disk("a.txt", "out.jsonl: cannot be written: database or disk is full$")
    run(tmp_path / "in", tmp_path / "out.jsonl")
    fill_the_disk("b.txt", "out.jsonl: cannot be written: database or disk is full; what was read so far is kept$")


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


def test_nothing_is_left_of_a_killed_writer(tmp_path: Path) -> None:
    """The next run clears what one that was killed while it wrote has left."""
    (tmp_path / ".out.jsonl.abcd1234.tmp").write_bytes(b"half")
    (tmp_path / ".out.jsonl.abcd1234.tmp.xyz").mkdir()
    (tmp_path / ".out.jsonl.bak.abcd1234.tmp").write_bytes(b"another output's")
    run(reports(tmp_path / "in", 2), tmp_path / "out.jsonl")
    assert sorted(path.name for path in tmp_path.glob(".out*.tmp*")) == [".out.jsonl.bak.abcd1234.tmp"]


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
