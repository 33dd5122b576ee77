"""The import contract: who may know whom, who prints, and what is loaded when."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

PACKAGE = ROOT / "extractor"
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__") or "__init__": path
    for path in sorted(PACKAGE.rglob("*.py"))
}
TOP = {name.split(".")[0] for name in MODULES}
STEPS = ("flow", "outline", "find", "shared_units", "tables", "normalise", "link", "items", "indicators", "to_records")
OUTER = {
    *("pipeline", "component", "explain", "scores", "pack_tests"),
    *("read", "emit", "terminal", "cli", "commands", "console", "compare"),
    *("runs", "review", "schema", "arrow", "bundle", "spark", "web", "returns"),
}
HEAVY = (
    "spacy",
    "jieba",
    "rjieba",
    "rich",
    "typer",
    "xlsxwriter",
    "numpy",
    "lxml",
    "openpyxl",
    "pyarrow",
    "jinja2",
    "pyspark",
)
PARSERS = ("pypdfium2", "olefile", "doc2docx", "legacy_doc")  # of a reader, when there is a file for it
WEB = {"fastapi", "starlette", "uvicorn", "prometheus_client", "python_multipart", "anyio", "asyncio", "h11"}
# Where a heavy package is used: nowhere else is it imported.
USERS = {
    "spacy": {"component"},
    "jieba": {"segment"},
    "rjieba": {"segment"},
    "rich": {f"terminal.{one}" for one in ("comparison", "findings", "packs", "records", "runs", "screen")},
    "typer": {
        *(
            "cli",
            "cli.cluster",
            "cli.lang_option",
            "cli.options",
            "cli.packs",
            "cli.parser",
            "cli.reports",
            "cli.runs",
            "cli.web",
        ),
        *("commands.check", "commands.corrections", "commands.extract", "commands.indicators", "commands.patterns"),
        *("commands.returns", "commands.score", "commands.spark", "commands.text", "commands.verify", "console"),
    },
    "xlsxwriter": {"emit.xlsx", "emit._summary", "emit._notes", "emit._charts", "emit._rows", "returns.slip"},
    "jinja2": {"emit.html", "web.render"},
    "lxml": {"read._xml", "read.html"},
    "openpyxl": {"packs.sheet", "returns.slip"},
    "pyarrow": {"schema", "arrow", "bundle", "emit.parquet", "spark.job", "spark.table"},
    "pyspark": {"spark.inputs", "spark.job", "spark.table", "commands.spark"},
}


def tree(name: str) -> ast.Module:
    """Parse a module of the package."""
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def imported(name: str, *, but_for_types: bool = False) -> set[str]:
    """Give every module that is imported anywhere in a module, in a function or for the type checker, too."""
    found: set[str] = set()
    ahead: list[ast.AST] = [tree(name)]
    while ahead:
        node = ahead.pop()
        if not (but_for_types and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
            ahead += ast.iter_child_nodes(node)
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are absolute"
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def own(name: str) -> set[str]:
    """Give the modules and packages right below `extractor` that a module imports: `emit` for extractor.emit.csv."""
    return {one.split(".")[1] for one in imported(name) if one.startswith("extractor.")} & TOP


def modules_of(step: str) -> list[str]:
    """Give the module of a step, or all of its package."""
    return [name for name in MODULES if name.split(".")[0] == step]


def test_the_modules_are_there() -> None:
    """The contract below is about modules that exist."""
    assert {*STEPS, *OUTER, "records", "errors", "packs", "numerals", "dates", "verify"} <= TOP
    assert own("pipeline") >= {*STEPS} - {"tables"}


@pytest.mark.parametrize("name", [name for step in STEPS for name in modules_of(step)])
def test_a_step_knows_nothing_of_what_is_around(name: str) -> None:
    """No step imports the pipeline, the command, a reader, a writer or spaCy's component."""
    assert sorted(own(name) & OUTER) == []


def test_no_two_modules_need_each_other() -> None:
    """Whatever a module imports can be read without it; a module of a package does not come back to the package."""
    needs = {
        name: {one.removeprefix("extractor.") for one in imported(name, but_for_types=True)} & set(MODULES) - {name}
        for name in MODULES
    }
    assert "outline.headings" in needs["outline"]
    in_circles = []
    for name in MODULES:
        reached: set[str] = set()
        ahead = list(needs[name])
        while ahead:
            one = ahead.pop()
            if one not in reached:
                reached.add(one)
                ahead += needs[one]
        in_circles += [name] if name in reached else []
    assert in_circles == []


def test_no_two_packages_need_each_other() -> None:
    """Review knows no run, a run knows nothing of what goes back to the submitters; only types are taken the other way."""
    needs: dict[str, set[str]] = {name: set() for name in TOP - {"__init__"}}
    for name in MODULES:
        top = name.split(".")[0]
        if top != "__init__" and name != "spark.submit":  # a script
            told = {one.split(".")[1] for one in imported(name, but_for_types=True) if one.startswith("extractor.")}
            needs[top] |= (told & set(needs)) - {top}
    assert "review" in needs["runs"]
    while free := {name for name, others in needs.items() if not others}:
        needs = {name: others - free for name, others in needs.items() if name not in free}
    assert needs == {}


def order_of_the_steps() -> dict[str, int]:
    """Give the row of the table in docs/architecture.md in which each module stands first, of those up to the records."""
    rows = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("| step | module |")[2]
    found: dict[str, int] = {}
    for place, row in enumerate(rows.splitlines()[2:]):
        for module in re.findall(r"`([a-z_]+)(?:\.py|/)`", row.split("|")[2]):
            found.setdefault(module, place)
        if row.startswith("| record "):
            return found
    return {}


def test_no_module_of_a_step_imports_one_of_a_later_step() -> None:
    """Data flows one way, as the table of the architecture says it does."""
    order = order_of_the_steps()
    del order["read"]
    places = [order[step] for step in STEPS]
    assert places == sorted(places)
    steps = [name for name in MODULES if name.split(".")[0] in order]
    assert len(steps) > len(STEPS)
    later = [(name, other) for name in steps for other in own(name) if order.get(other, -1) > order[name.split(".")[0]]]
    assert later == []


@pytest.mark.parametrize(
    "name",
    ["numerals", "dates", "records", "errors", "segment", *(name for name in MODULES if name.startswith("packs"))],
)
def test_the_foundations_know_no_step(name: str) -> None:
    """Numerals, dates, records and packs can be used without the steps."""
    assert sorted(own(name) & {*STEPS, *OUTER}) == []


@pytest.mark.parametrize("name", [name for name in MODULES if name.startswith("check") and name != "check.run"])
def test_a_check_looks_at_records_only(name: str) -> None:
    """What looks wrong is seen in the records, not in how they came about; only the run over files extracts."""
    assert (
        sorted(
            own(name)
            - {
                "cells",
                "check",
                "records",
                "sentences",
                "messages",
                "knowledge",
                "packs",
                "numerals",
                "traditional",
                "same_units",
            }
        )
        == []
    )


def test_every_error_is_drawn() -> None:
    """The tree at the head of errors.py has all that are raised on purpose, wherever they stand."""
    drawn = ast.get_docstring(tree("errors")) or ""
    classes = [node for name in MODULES for node in ast.walk(tree(name)) if isinstance(node, ast.ClassDef)]
    ours = {one.name for one in classes if any(getattr(base, "id", "") == "BaoshuError" for base in one.bases)}
    assert {"PackError", "StaleError"} <= ours
    assert [name for name in sorted(ours) if not name.startswith("_") and f"─ {name} " not in drawn] == []


def test_the_checker_knows_nothing() -> None:
    """An independent proof shares no code with what it proves."""
    assert own("verify") == set()


@pytest.mark.parametrize(
    "name", [name for name in MODULES if name not in {"cli", "console"} and not name.startswith("terminal.")]
)
def test_only_the_command_prints(name: str) -> None:
    """Nobody else calls print or writes to the standard streams."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"print", "input", "breakpoint"}, f"{name}:{node.lineno}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "sys":
            assert node.attr not in {"stdout", "stderr"}, f"{name}:{node.lineno}"
    assert not imported(name) & {"rich", "rich.console", "logging"}


@pytest.mark.parametrize("name", MODULES)
def test_no_module_can_reach_the_network(name: str) -> None:
    """Nor run other programs, nor load code from data."""
    banned = {"socket", "urllib.request", "http.client", "requests", "httpx", "ftplib", "smtplib", "asyncio"}
    banned -= {"asyncio"} if name in {"web.lane", "web.patience"} else set()  # they wait for workers and clients
    banned |= {"pickle", "marshal", "shelve", "ctypes"}
    banned |= {"subprocess"} - (
        {"subprocess"} if name == "runs.child" else set()
    )  # it starts the workers, and only them
    assert sorted(imported(name) & banned) == []
    calls = {n.func.id for n in ast.walk(tree(name)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert sorted(calls & {"eval", "exec", "compile", "__import__"}) == []


@pytest.mark.parametrize("package", HEAVY)
def test_heavy_packages_stay_where_they_are_used(package: str) -> None:
    """SpaCy in the component, jieba in the segmenter, rich in the terminal, typer in the command, lxml where parts are walked."""
    users = {name for name in MODULES if package in {one.split(".")[0] for one in imported(name)}}
    assert users == USERS.get(package, set())


def test_the_web_stays_in_its_folder() -> None:
    """Who does not serve needs none of it; and the app parses no upload: no reader of a format is in its process."""
    for name in MODULES:
        if not name.startswith("web."):
            assert not {one.split(".")[0] for one in imported(name)} & WEB, name
            assert "web" not in own(name) or name == "commands.serve", name
    app = {name for name in MODULES if name.startswith("web.")} - {"web.reader", "web.job_worker"}
    for name in app:
        formats = {one for one in imported(name) if one.startswith(("extractor.read.", "extractor.pipeline"))}
        assert formats <= {f"extractor.read.{one}" for one in ("Limits", "Source", "LIMITS")}, name


def _loaded(tmp_path: Path, program: str) -> set[str]:
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", f"{program}\nimport sys\nprint(*sys.modules)"],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=True,
    )
    assert done.stderr == b""
    return set(done.stdout.decode().split())


@pytest.mark.parametrize(
    "module", ["extractor", "extractor.cli", "extractor.verify", "extractor.emit", "extractor.read", "extractor.check"]
)
def test_importing_the_package_is_light(tmp_path: Path, module: str) -> None:
    """Neither spaCy nor jieba nor what draws tables or parses files is loaded by an import."""
    assert sorted(_loaded(tmp_path, f"import {module}") & {*HEAVY, *PARSERS, "extractor.component"} - {"typer"}) == []


def test_extracting_does_not_load_spacy(tmp_path: Path) -> None:
    """A report is read with jieba's words at most."""
    program = "from extractor import extract; assert extract('发放救助金26.2万元').figures[0].item == '救助金'"
    loaded = _loaded(tmp_path, program)
    assert not loaded & {"spacy", "numpy", "rich", "xlsxwriter"}
    assert loaded & {"jieba", "rjieba"}


def test_a_text_without_figures_does_not_load_jieba(tmp_path: Path) -> None:
    """Words are cut only around figures."""
    assert not _loaded(tmp_path, "from extractor import extract; extract('全体同志继续努力。')") & {"jieba", "rjieba"}


def test_a_worker_is_light(tmp_path: Path) -> None:
    """What writes and draws is not loaded by who only reads."""
    loaded = _loaded(tmp_path, "import extractor.runs.worker")
    assert not loaded & {*HEAVY, "sqlite3", "extractor.runs.journal"}
    assert not any(one.startswith("extractor.terminal") for one in loaded)


def test_the_package_exports_what_it_says() -> None:
    """extract, extract_all and the record types; nothing else."""
    import extractor

    assert sorted(extractor.__all__) == ["Extraction", "Figure", "Redaction", "Report", "extract", "extract_all"]
    assert all(hasattr(extractor, name) for name in extractor.__all__)
    assert Path(extractor.__file__).parent == PACKAGE
