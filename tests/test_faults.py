"""A disk that fails at the n-th write, sync or rename, for every n: the output is the old one or the new one, whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from errno import EIO, ENOSPC
from pathlib import Path

import pytest
from conftest import ROOT

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("cc"), reason="needs a C compiler, and LD_PRELOAD"
)

# Below Python and below SQLite: every call that changes a file under one folder is counted, and one of them fails.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int counted, fatal = -1, error;
static char folder[4096];

void fault_arm(int n, int e, const char *f) { counted = 0; fatal = n; error = e; strncpy(folder, f, 4095); }
int fault_count(void) { return counted; }

static int fails(const char *path) {
    if (!folder[0] || strncmp(path, folder, strlen(folder))) return 0;
    if (++counted != fatal) return 0;
    errno = error;
    return 1;
}
static int fd_fails(int fd) {
    char link[64], path[4096];
    snprintf(link, 64, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, 4095);
    if (n < 0) return 0;
    path[n] = 0;
    return fails(path);
}
#define REAL(type, name, ...) ((type (*)(__VA_ARGS__)) dlsym(RTLD_NEXT, #name))
ssize_t write(int f, const void *b, size_t n) { return fd_fails(f) ? -1 : REAL(ssize_t, write, int, const void *, size_t)(f, b, n); }
ssize_t pwrite(int f, const void *b, size_t n, off_t o) { return fd_fails(f) ? -1 : REAL(ssize_t, pwrite, int, const void *, size_t, off_t)(f, b, n, o); }
ssize_t pwrite64(int f, const void *b, size_t n, off64_t o) { return fd_fails(f) ? -1 : REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t)(f, b, n, o); }
int fsync(int f) { return fd_fails(f) ? -1 : REAL(int, fsync, int)(f); }
int fdatasync(int f) { return fd_fails(f) ? -1 : REAL(int, fdatasync, int)(f); }
int ftruncate(int f, off_t n) { return fd_fails(f) ? -1 : REAL(int, ftruncate, int, off_t)(f, n); }
int ftruncate64(int f, off64_t n) { return fd_fails(f) ? -1 : REAL(int, ftruncate64, int, off64_t)(f, n); }
int rename(const char *a, const char *b) { return fails(b) ? -1 : REAL(int, rename, const char *, const char *)(a, b); }
"""

# For each n a process of its own, forked from one that has loaded everything.
DRIVER = """
import ctypes, os, shutil, sys, traceback
from pathlib import Path
from extractor import emit
from extractor import status
from extractor.errors import BaoshuError
from extractor.runs.options import Options
from extractor.runs.run import Run

shim = ctypes.CDLL(os.environ["LD_PRELOAD"])
form, number, root = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]).resolve()
output = root / "out" / f"o.{form}"

def run():
    with Run(output, Options()) as one:
        one.read([str(root / "in")])
        one.write()
        status.write(one.statuses(), root / "out" / "s.csv")

def change(n):
    (root / "in" / "0.txt").write_text(f"惠及{n}人。XX区募集善款{n}万元。", encoding="utf-8")

(root / "in").mkdir(parents=True)
for n in range(4):
    (root / "in" / f"{n}.txt").write_text(f"惠及{n}人。" * 30, encoding="utf-8")
(root / "out").mkdir()
run()
emit.writer(output)
old = output.read_bytes()
shutil.copytree(root / "out", root / "kept")
change(99)
run()
new = output.read_bytes()
assert old != new
n = failed = 0
while True:
    n += 1
    shutil.rmtree(root / "out")
    shutil.copytree(root / "kept", root / "out")
    child = os.fork()
    if not child:
        shim.fault_arm(n, number, str(root / "out").encode())
        code = 0
        try:
            run()
        except BaoshuError as error:
            code = 2
            if "\\n" in str(error):
                code = 4
        except BaseException:
            traceback.print_exc()
            code = 1
        if shim.fault_count() < n:
            code = 3
        sys.stderr.flush()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == 3:
        break
    assert code in (0, 2), (n, code)
    failed += code == 2
    journals = {f".o.{form}.journal", f".o.{form}.journal-wal"}
    left = {path.name for path in (root / "out").iterdir()} - journals
    assert left <= {f"o.{form}", "s.csv"}, (n, left)
    assert output.read_bytes() in (old, new), n
    run()
    assert output.read_bytes() == new, (n, "resumed")
print(n - 1, failed)
"""


@pytest.fixture(scope="session")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile it."""
    folder = tmp_path_factory.mktemp("shim")
    (folder / "shim.c").write_text(SHIM, encoding="utf-8")
    subprocess.run(  # noqa: S603 - the compiler of this machine
        ["cc", "-shared", "-fPIC", "-o", folder / "shim.so", folder / "shim.c", "-ldl"],  # noqa: S607
        check=True,
    )
    return folder / "shim.so"


@pytest.mark.parametrize(
    ("form", "error"),
    [*((form, error) for form in ("jsonl", "csv", "xlsx", "db") for error in (EIO, ENOSPC)), ("parquet", ENOSPC)],
)
def test_whole_whatever_call_fails(shim: Path, tmp_path: Path, form: str, error: int) -> None:
    """One line says what failed, no temporary file is left, and the next run ends with the right output."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", DRIVER, form, str(error), str(tmp_path / "d")],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LD_PRELOAD": str(shim)},
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")
    calls, failed = map(int, done.stdout.split())
    assert calls >= 15
    assert failed >= 8
