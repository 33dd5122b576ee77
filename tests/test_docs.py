"""What the pages show is what the commands print."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest
from conftest import REPORT, ROOT

from extractor import extract, packs
from extractor.emit._cells import COLUMNS
from extractor.labels import header

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]


@pytest.mark.parametrize(("page", "lang"), [("README.md", "en"), ("README.zh-CN.md", "zh")])
def test_every_block_of_the_readme(
    page: str, lang: str, tmp_path: Path, baoshu: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a newcomer types, in the order of the page, and all that it shows; but for what installs and develops."""
    text = (ROOT / page).read_text(encoding="utf-8")
    monkeypatch.setenv("COLUMNS", re.findall(r"COLUMNS=(\d+)", text)[0])
    monkeypatch.setenv("BAOSHU_LANG", lang)
    report = text.split("```text\n", 1)[1].split("```", 1)[0]
    (tmp_path / "报告.txt").write_text(report, encoding="utf-8")
    _submit(tmp_path / "报送", report)
    (tmp_path / "corpus").symlink_to(ROOT / "corpus")
    ran = 0
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if re.match(r"\$ (?:pip|make) ", block):
            continue
        for step in re.findall(r"^\$ .*\n(?:[^$].*\n|\n)*", block, re.MULTILINE):
            if step.startswith("$ baoshu merge"):
                _answer(tmp_path / "退回/青禾县红十字会/待填.xlsx")
            ran += _run(step, tmp_path, baoshu, monkeypatch)
    assert ran == 14
    assert _run_python(text) == 2


def _submit(folder: Path, report: str) -> None:
    """Lay out the folder of submissions that the page speaks of."""
    folder.mkdir()
    accounts = (ROOT / "corpus/12_foundation_annual_accounts.txt").read_bytes()
    (folder / "基金会.txt").write_bytes(accounts)
    (folder / "民政局.txt").write_bytes((ROOT / "corpus/04_dense_statistics_civil_affairs.txt").read_bytes())
    (folder / "报告.txt").write_text(report, encoding="utf-8")
    (folder / "附件.rar").write_bytes(b"Rar!\x1a\x07\x01\0")
    with zipfile.ZipFile(folder / "街道.zip", "w") as archive:
        archive.writestr("基金会.txt", accounts)


def _answer(slip: Path) -> None:
    """Fill in the first of the cells that a submitter was sent."""
    book = openpyxl.load_workbook(slip)
    sheet = book.worksheets[0]
    sheet.cell(5, 7, 12.5)
    book.save(slip)


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_forms_of_the_readme(page: str) -> None:
    """Each written form below the title of the report gives what its row says."""
    text = (ROOT / page).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.*) \|$", text.split("|---|---|---|---|---|---|---|", 1)[1], re.MULTILINE)
    assert len(rows) == 14
    for row in rows:
        written, figure, kind, value, unit, status, also = (cell.strip() for cell in row.split("|"))
        told = extract(f"青禾县红十字会2023年工作总结\n{written}。").records
        (found,) = [json.loads(one.model_dump_json()) for one in told if one.start > 15 and one.text == figure]
        shown = {"kind": kind, "value": value, "unit": unit, "status": status}
        shown = {key: None if cell in {"null", "空"} else cell for key, cell in shown.items() if cell != "–"}
        if shown.get("value"):
            found["value"] = str(found["value"])
        sets = re.match(r"(bound|relation|modality|change|what) ([a-z_]+)", also)
        assert found | shown | ({sets[1]: sets[2]} if sets else {}) == found, row


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
    assert len(list((ROOT / "patterns").glob("*.toml"))) == 12
    assert "in twelve text files" in page
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
    assert ran == 15
    assert baoshu("patterns", "test", "--patterns", "mine").code == 0
    taught = re.findall(r"^\$ baoshu explain --patterns mine '(.*?)'", page, re.MULTILINE)
    assert len(taught) == 7
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
        assert _printed(command, folder, baoshu, monkeypatch) == wanted.strip("\n").splitlines(), command
    return len(steps)


def _printed(command: str, folder: Path, baoshu: Command, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Do what a line of the page says; the lines that come out, messages first."""
    command, *filters = command.split(" | ")
    monkeypatch.setattr("extractor.commands.extract.is_terminal", lambda: not filters and " > " not in command)
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
    elif words[0] == "grep":
        return _filtered((folder / words[2]).read_text(encoding="utf-8").splitlines(), words)
    elif words[0] == "printf":
        (folder / words[3]).write_text(words[1].replace("\\n", "\n"), encoding="utf-8")
    else:
        command, _, into = command.removesuffix(" 2>/dev/null").removesuffix(" 2>&1").partition(" > ")
        run = baoshu(*shlex.split(command)[1:])
        if into:
            (folder / into).write_text(run.out, encoding="utf-8")
            return run.said
        if words[-1] == "2>/dev/null":
            return run.out.splitlines()
        return [line.rstrip() for line in f"{run.err}{run.out}".strip("\n").splitlines()]
    return []


def test_every_module_has_its_place_in_the_architecture() -> None:
    """By its name, or by that of its folder where that holds one module of a sort each; and no line is about a module that is gone."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_/]+(?:\.py|/))`", text))
    folders = {one for one in named if one.endswith("/")}
    package = ROOT / "extractor"
    modules = {path.relative_to(package).as_posix() for path in package.rglob("*.py")}
    own = {module for module in modules if not module.rpartition("/")[2].startswith("_")}
    alike = {"check/", "cli/", "commands/", "emit/", "packs/", "read/", "returns/", "terminal/"}
    told = named | {f"{folder}{one}" for folder in folders for one in named}
    assert {one for one in own - told if f"{one.partition('/')[0]}/" not in alike & folders} == set()
    gone = {one for one in named - folders if not {one, *(f"{folder}{one}" for folder in folders)} & modules}
    assert gone - {"tests/test_imports.py", "tests/test_messages.py"} == set()
