"""What the pages show is what the commands print."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from typing import TYPE_CHECKING

import pytest
from conftest import REPORT, ROOT

from extractor import packs
from extractor.emit._cells import COLUMNS
from extractor.labels import header

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_records_of_the_readme(page: str, tmp_path: Path, baoshu: Command) -> None:
    """The report that a newcomer saves gives the line that is shown."""
    text = (ROOT / page).read_text(encoding="utf-8")
    report = text.split("```text\n", 1)[1].split("```", 1)[0]
    (tmp_path / "报告.txt").write_text(report, encoding="utf-8")
    (shown,) = re.findall(r'^\{"source_file":"报告.txt".*\}$', text, re.MULTILINE)
    assert shown in baoshu("extract", "报告.txt").out.splitlines()
    checked = text.split("$ baoshu check 报告.txt", 1)[1].split("\n", 1)
    lang = ["--lang", "zh" if "--lang zh" in checked[0] else "en"]
    wanted = checked[1].split("```", 1)[0].splitlines()
    assert baoshu("check", "报告.txt", *lang).out.splitlines()[-len(wanted) :] == wanted


def test_the_record_of_the_fields_page(baoshu: Command) -> None:
    """All keys, in this order."""
    text = (ROOT / "docs/records.md").read_text(encoding="utf-8")
    (written,) = re.findall(r"^\$ echo '(.*)' \| baoshu extract - ", text, re.MULTILINE)
    (shown,) = re.findall(r'^\{"source_file":"stdin".*\}$', text, re.MULTILINE)
    assert shown == baoshu("extract", "-", stdin=f"{written}\n".encode()).out.splitlines()[1]


def test_the_python_of_the_fields_page() -> None:
    """`lines` keeps all digits; the page says what `model_dump_json` makes of them."""
    assert _run_python((ROOT / "docs/records.md").read_text(encoding="utf-8")) == 1


def _run_python(text: str) -> int:
    """Run the page's Python, where what it prints is shown right after it; how many blocks there are."""
    blocks = re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    for block, wanted in blocks:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(block, {})  # noqa: S102 - the page's own lines
        assert printed.getvalue() == wanted, block
    return len(blocks)


def test_every_column_is_explained() -> None:
    """The page names the header of each column of the tables."""
    text = (ROOT / "docs/records.md").read_text(encoding="utf-8")
    rows = text.split("## CSV and XLSX", 1)[1].split("The cells hold", 1)[0]
    named = {cell.strip() for row in re.findall(r"^\| (.*) \|$", rows, re.MULTILINE) for cell in row.split("|")}
    assert {header(key) for key, _ in COLUMNS} <= named
    assert f"{len(COLUMNS)} columns" in rows


def test_the_page_of_the_archive(tmp_path: Path, baoshu: Command) -> None:
    """Its commands do what they show."""
    text = (ROOT / "docs/archive.md").read_text(encoding="utf-8")
    (tmp_path / "上报材料").mkdir()
    (tmp_path / "上报材料/总结.txt").write_text(REPORT, encoding="utf-8")
    commands = re.findall(r"^\$ baoshu (.*)$", text, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        told, _, into = command.partition(" > ")
        run = baoshu(*told.split())
        assert run.code == 0
        if into:
            assert run.out == baoshu("extract", "上报材料").out
        if "--out" in told:
            assert run.err in text


def test_the_loop_of_the_return_page(tmp_path: Path, baoshu: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """From an empty folder to a merged workbook: every command, what it prints, and every line of Python."""
    page = (ROOT / "docs/return.md").read_text(encoding="utf-8")
    monkeypatch.setenv("COLUMNS", "80")
    names: dict[str, object] = {}
    ran = 0
    for form, block in re.findall(r"^```(console|python)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL):
        if form == "python":
            exec(block, names)  # noqa: S102 - the page's own lines
            continue
        ran += _run(block, tmp_path, baoshu, monkeypatch)
    assert ran == 13


def test_the_tasks_of_the_packs_page(tmp_path: Path, baoshu: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each shows what the packs lack, and that a few lines in a folder of one's own mend it; all of them have examples that hold."""
    page = (ROOT / "docs/patterns.md").read_text(encoding="utf-8").split("## After a change", 1)[0]
    assert len(list((ROOT / "patterns").glob("*.toml"))) == 11
    assert "in eleven text files" in page
    ran, file = 0, ""
    for name, form, block in re.findall(
        r"File `(\w+\.toml)`|^```(console|toml)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL
    ):
        if name:
            file = name
        elif form == "toml":
            (tmp_path / "mine" / file).write_text(block, encoding="utf-8")
            vars(packs)["_load"].cache_clear()  # a process of its own would read them anew, too
        else:
            ran += _run(block, tmp_path, baoshu, monkeypatch)
    assert ran == 12
    assert baoshu("patterns", "test", "--patterns", "mine").code == 0
    taught = re.findall(r"^\$ baoshu explain --patterns mine '(.*?)'", page, re.MULTILINE)
    assert len(taught) == 6
    for text in taught:  # the packs do not know it already
        assert baoshu("explain", text).out != baoshu("explain", text, "--patterns", "mine").out


@pytest.mark.parametrize(
    ("name", "written"), [("measures.toml", "[measure]\n"), ("measure_words.toml", "[measures]\n")]
)
def test_a_pack_or_a_table_of_another_name_is_refused(tmp_path: Path, baoshu: Command, name: str, written: str) -> None:
    """As that page says."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text(written, encoding="utf-8")
    run = baoshu("explain", "惠及109人", "--patterns", "mine")
    assert (run.code, len(run.said)) == (2, 1)


def _run(block: str, folder: Path, baoshu: Command, monkeypatch: pytest.MonkeyPatch) -> int:
    """Do what a block of the page says, and compare what it shows; how many commands that were."""
    steps = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    for step in steps:
        command, _, wanted = step.partition("\n")
        assert _printed(command, folder, baoshu, monkeypatch) == wanted.strip().splitlines(), command
    return len(steps)


def _printed(command: str, folder: Path, baoshu: Command, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Do what a line of the page says; the lines that come out, messages first."""
    command, *filters = command.split(" | ")
    lines = _done(command, folder, baoshu, monkeypatch)
    for one in filters:
        lines = _filtered(lines, shlex.split(one))
    return lines


def _filtered(lines: list[str], words: list[str]) -> list[str]:
    """What head, tail or grep lets through."""
    if words[0] == "grep":
        return [line for line in lines if words[1] in line]
    number = int(words[2])
    return lines[:number] if words[0] == "head" else lines[-number:]


def _done(command: str, folder: Path, baoshu: Command, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    words = shlex.split(command)
    if words[0] == "export":
        monkeypatch.setenv(*words[1].split("=", 1))
    elif words[0] == "mkdir":
        (folder / words[1]).mkdir()
    elif words[0] == "printf":
        (folder / words[3]).write_text(words[1].replace("\\n", "\n"), encoding="utf-8")
    else:
        errors = "2>/dev/null" not in words
        run = baoshu(*(word for word in words[1:] if word != "2>/dev/null"))
        if not errors:
            return run.out.splitlines()
        return [line.rstrip() for line in f"{run.err}{run.out}".strip().splitlines()]
    return []


def test_every_module_has_its_place_in_the_architecture() -> None:
    """By its name, or by that of its folder; and no line is about a module that is gone."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_/]+(?:\.py|/))`", text))
    package = ROOT / "extractor"
    modules = {path.relative_to(package).as_posix() for path in package.rglob("*.py")}
    own = {module for module in modules if not module.rpartition("/")[2].startswith("_")}
    homeless = {
        module
        for module in own
        if not {module, module.removeprefix("web/"), f"{module.partition('/')[0]}/"} & (named - {"web/", "spark/"})
    }
    assert homeless == set()
    gone = {one for one in named if one.endswith(".py") and not {one, f"web/{one}"} & modules}
    assert gone - {"tests/test_imports.py", "tests/test_messages.py"} == set()
