"""What the tests share: the annotated texts, the packs, marked sentences, and the command, started anew or called in this process."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from archive_pages import Opened
    from playwright.sync_api import Browser

    from extractor import Extraction
    from extractor.knowledge import Packs

# Whatever the machine speaks, here baoshu speaks English; a test that wants Chinese asks for it.
os.environ["LANG"] = "en_GB.UTF-8"
for _variable in ("LC_ALL", "LC_MESSAGES", "BAOSHU_LANG"):
    os.environ.pop(_variable, None)

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "corpus"
REPORT = (
    "青山县红十字会2021年工作总结\n"
    "一、救助工作\n"
    "一年来，发放救助金26.2万元，惠及109人，募集善款XX万元，每户补助2～5万元。9月9日至18日，XX区红十字会举办集训。\n"
)


def spans(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of a marked sentence, and where its 【】 stand in it."""
    text, found, start = "", [], 0
    for piece in re.split("([【】])", marked):
        if piece == "【":
            start = len(text)
        elif piece == "】":
            found.append((start, len(text)))
        else:
            text += piece
    return text, found


@dataclass(frozen=True)
class Run:
    """How a run of the command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> list[str]:
        """The lines on stderr."""
        return self.err.splitlines()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Give the folder of annotated texts."""
    return CORPUS


@pytest.fixture(scope="session")
def texts() -> dict[str, str]:
    """Give every text of the corpus by its stem."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt"))}


@pytest.fixture(scope="session")
def packs() -> Packs:
    """Give the packs that ship with baoshu."""
    from extractor.packs import load

    return load()


@pytest.fixture(scope="session")
def extracted(texts: dict[str, str], packs: Packs) -> dict[str, Extraction]:
    """Give the records of every text of the corpus."""
    from extractor import extract

    return {stem: extract(text, f"{stem}.txt", packs) for stem, text in texts.items()}


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """Write one short report."""
    path = tmp_path / "报告.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def started(tmp_path: Path) -> Callable[..., Run]:
    """Start the command in a process of its own, in an empty folder."""

    def run(*arguments: object, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Run:
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "extractor.cli", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            timeout=60,
            check=False,
        )
        return Run(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return run


@pytest.fixture
def baoshu(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Run]]:
    """Call the command in this process, in an empty folder; what it does not catch is raised."""
    from extractor.cli import main
    from extractor.messages import speak

    monkeypatch.chdir(tmp_path)

    def run(*arguments: object, stdin: bytes = b"") -> Run:
        monkeypatch.setattr(sys, "argv", ["baoshu", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capfd.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        sys.stdout.flush()
        return Run(code, *capfd.readouterr())

    yield run
    speak(None)


@pytest.fixture(scope="module")
def made_once() -> dict[str, Path]:
    """Keep what `once` has made, by its name."""
    return {}


@pytest.fixture
def once(
    made_once: dict[str, Path],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Callable[[Path], None]], Path]:
    """Make what many tests of a file begin with in a folder of its own, once; each test has a copy in its own folder."""

    def give(make: Callable[[Path], None]) -> Path:
        name = make.__name__
        if name not in made_once:
            folder = tmp_path_factory.mktemp(name)
            with monkeypatch.context() as there:
                there.chdir(folder)
                make(folder)
            made_once[name] = folder
        return shutil.copytree(made_once[name], tmp_path, dirs_exist_ok=True)

    return give


@pytest.fixture
def run_to_correct(tmp_path: Path, baoshu: Callable[..., Run]) -> Path:
    """Give the output of a run over one report, whose figures a test corrects."""
    from reviewer import made

    return made(tmp_path, baoshu)


@pytest.fixture(scope="module")  # of a session it would leave a running event loop to all other tests
def browser() -> Iterator[Browser]:
    """Start the system's Chromium. Playwright's own is not needed, and nothing is downloaded."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    assert chromium, "these tests look at pages: apt-get install chromium"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox"],  # CI is root
            env={
                **os.environ,
                "LC_ALL": "C.UTF-8",
            },  # where LANG is no locale of the machine, it takes no Chinese file name
        )
        yield started
        started.close()


@pytest.fixture
def open_archive(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open an archive of these reports from the disk, in a browser with the network off."""
    from archive_pages import opening

    with opening(browser, tmp_path) as open_:
        yield open_
