"""An output is whole or not there, whatever fails while it is written, and nothing else is left."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import REPORT, ROOT

from extractor import Extraction, extract
from extractor.atomic import committed
from extractor.emit import write
from extractor.errors import BaoshuError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator


FORMATS = ["csv", "jsonl", "parquet", "sqlite", "xlsx"]  # html needs the texts too: test_archive.py


def only(folder: Path) -> list[str]:
    """Give the names of all that is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def out_of_space(*_: object, **__: object) -> None:
    """Fail as a full disk does."""
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("call", ["os.replace", "os.fsync", "tempfile.mkstemp", "os.chmod"])
def test_a_failing_call_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, form: str
) -> None:
    """Whatever fails before the new file stands there, the old one is whole and no other file is left."""
    path = tmp_path / f"out.{form}"
    path.write_bytes(b"old")
    monkeypatch.setattr(call, out_of_space)
    with pytest.raises(BaoshuError, match="No space left"):
        write([extract(REPORT, "a.txt")], path)
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert only(tmp_path) == [path.name]


@pytest.mark.parametrize("form", FORMATS)
def test_a_failing_sync_of_the_folder_leaves_the_new_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    """The second fsync is the folder's: it fails loudly, and the file is the new one, whole."""
    path, calls, sync = tmp_path / f"out.{form}", [], os.fsync

    def fail_second(handle: int) -> None:
        calls.append(handle)
        sync(handle) if len(calls) == 1 else out_of_space()

    path.write_bytes(b"old")
    monkeypatch.setattr("os.fsync", fail_second)
    with pytest.raises(BaoshuError, match="No space left"):
        write([extract(REPORT, "a.txt")], path)
    assert len(calls) == 2
    assert path.read_bytes() != b"old"
    assert only(tmp_path) == [path.name]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("error", [InputError("b.txt", "gone"), ZeroDivisionError(), KeyboardInterrupt()])
def test_a_report_that_fails_leaves_the_old_file(tmp_path: Path, form: str, error: BaseException) -> None:
    """What goes wrong half-way, an interrupt among it, leaves nothing behind."""

    def reports() -> Iterator[Extraction]:
        yield extract(REPORT, "a.txt")
        raise error

    path = tmp_path / f"out.{form}"
    path.write_bytes(b"old")
    with pytest.raises(type(error)):
        write(reports(), path)
    assert path.read_bytes() == b"old"
    assert only(tmp_path) == [path.name]


@pytest.mark.parametrize("form", FORMATS)
def test_a_writer_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """A write that fails after some bytes."""

    def half(_: object, temporary: Path, __: object) -> None:
        temporary.write_bytes(b"half")
        out_of_space()

    path = tmp_path / f"out.{form}"
    path.write_bytes(b"old")
    monkeypatch.setattr(f"extractor.emit.{form}.write", half)
    with pytest.raises(BaoshuError, match=f"{path.name}: cannot be written: No space left"):
        write([extract(REPORT, "a.txt")], path)
    assert path.read_bytes() == b"old"
    assert only(tmp_path) == [path.name]


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from extractor.cli import main
import extractor.emit.csv, extractor.emit.jsonl, extractor.emit.xlsx, extractor.commands.extract
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit here")
@pytest.mark.parametrize(
    "form",
    FORMATS,
)
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, form: str) -> None:
    """The kernel refuses the bytes: one line, exit 2, the old file whole, nothing left, here or in the temporary folder."""
    (tmp_path / "temp").mkdir()
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / f"out.{form}"
    path.write_bytes(b"old")
    report = str(min((ROOT / "corpus").glob("*.txt")))
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", LIMITED, "extract", report, "-o", str(path), "--force"],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "temp"), "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=60,
        check=False,
    )
    said = done.stderr.decode("utf-8").splitlines()
    assert path.read_bytes() == b"old"
    assert only(path.parent) == [path.name]
    assert only(tmp_path / "temp") == []
    assert (done.returncode, len(said)) == (2, 1)


def test_a_workbook_leaves_no_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its rows go through files of xlsxwriter's own, which are gone afterwards."""
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    write([extract(REPORT, "a.txt")], tmp_path / "out.xlsx")
    assert only(tmp_path / "temp") == []


def test_a_file_is_as_readable_as_others(tmp_path: Path) -> None:
    """The mode is the one that any new file has, not that of a temporary one."""
    (tmp_path / "other").write_bytes(b"")
    path = tmp_path / "out.jsonl"
    write([extract(REPORT, "a.txt")], path)
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((tmp_path / "other").stat().st_mode)


def test_a_temporary_file_is_beside_the_output(tmp_path: Path) -> None:
    """A rename across file systems would be a copy."""
    with committed(tmp_path / "out.csv") as temporary:
        assert temporary.parent == tmp_path
        assert not (tmp_path / "out.csv").exists()
        temporary.write_bytes(b"new")
    assert (tmp_path / "out.csv").read_bytes() == b"new"
    assert only(tmp_path) == ["out.csv"]
