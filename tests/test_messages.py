"""What is said is said in two languages, all of it in one file."""

from __future__ import annotations

import ast
import csv
import inspect
import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from conftest import ROOT
from typer.main import get_command

from extractor.messages import Language, language, sentences, speak, translated
from extractor.read._signatures import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Run

    from extractor.knowledge import Packs

    Command = Callable[..., Run]

PACKAGE = ROOT / "extractor"
SENTENCES: dict[str, str] = tomllib.loads((PACKAGE / "messages.toml").read_text(encoding="utf-8"))["sentences"]
SAY = {
    "BaoshuError",
    "InputError",
    "RefusedError",
    "_RefusedError",
    "_NotOursError",
    "_refuse",
    "say",
    "stop",
    "unproven",
    "warn",
}
NAMES = {"reason", "said", "notes"}  # variables that hold a sentence on its way
# PackError speaks to whoever writes a pack, in the words of the pack; gold.py to whoever works on the rules.
_FILLED = "charts"  # a sentence itself, as {what} must be
FOR_DEVELOPERS = {PACKAGE / "gold.py"}


def _sentences(node: ast.expr) -> Iterator[str]:
    """The sentences that an expression may be, with `_FILLED` for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(piece.value) if isinstance(piece, ast.Constant) else _FILLED for piece in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*_sentences(node.body), *_sentences(node.orelse))
    elif isinstance(node, ast.List | ast.Tuple):
        for one in node.elts:
            yield from _sentences(one)
    elif isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
        for one in node.value.values:
            yield from _sentences(one)
    elif isinstance(node, ast.ListComp):
        yield from _sentences(node.elt)


def _said() -> Iterator[tuple[str, str]]:
    """Every English sentence that the code says or raises, with where."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if path in FOR_DEVELOPERS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found: list[ast.expr] = []
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                owner = getattr(getattr(node.func, "value", None), "attr", "")
                found = list(node.args) if name in SAY or (name == "append" and owner == "notes") else []
            elif isinstance(node, ast.Assign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(getattr(t, "id", getattr(t, "attr", "")) in NAMES for t in targets):
                    found = [node.value]
            for one in found:
                for sentence in _sentences(one):
                    if " " in sentence.replace(_FILLED, "").strip() and "\t" not in sentence:
                        yield f"{path.name}:{node.lineno}", sentence


def test_every_english_sentence_has_its_chinese_one() -> None:
    """Whoever says something new adds a line to [sentences] of messages.toml."""
    said = dict(_said())
    assert len(said) > 120
    silent = {where: sentence for where, sentence in said.items() if translated(sentence, "zh") == sentence}
    assert {where: s for where, s in silent.items() if s != f"{_FILLED}: {_FILLED}"} == {}


def test_sorts_of_files_have_their_chinese_names() -> None:
    """They stand in "…, which is not read"."""
    assert [kind for kind in KINDS.values() if kind not in SENTENCES] == []


def test_both_languages_fill_in_the_same() -> None:
    """A hole of one language is one of the other."""
    holes = re.compile(r"(?<!\{)\{(\w+)\}")
    assert [e for e, c in SENTENCES.items() if set(holes.findall(e)) != set(holes.findall(c))] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("not read: charts; not read: SmartArt", "未读取：图表；未读取：SmartArt 图形"),
        ("not read: charts; the same text as 报告/一.txt", "未读取：图表；与 报告/一.txt 文字相同"),
        ("报告.csv: exists; --force overwrites it", "报告.csv：已存在；--force 可覆盖"),
        (
            "a.pdf: a PDF, which is not read; send it as .docx, .pdf or .txt",
            "a.pdf：这是PDF，不能读取；请以 .docx、.pdf 或 .txt 发送",
        ),
        (
            "表.xlsx: row 7: 约3: not one number; give the number alone",
            "表.xlsx：第 7 行：约3：不是一个确切的数；请只填数字",
        ),
        ("{x}.txt: no such file", "{x}.txt：没有这个文件"),
        ("a.txt: Errno 99 of a kind of its own", "a.txt: Errno 99 of a kind of its own"),
    ],
)
def test_a_sentence_is_put_into_chinese(english: str, chinese: str) -> None:
    """With what is filled in, and each of several that are joined; what is not known stays as it is."""
    assert translated(english, "zh") == chinese
    assert translated(english, "en") == english


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Write a report with an open figure and a contradiction, and a file that is none."""
    text = "青山县红十字会2021年工作总结\n惠及XX人。募集善款80万元，其中定向捐款90万元。\n"
    (tmp_path / "报告.txt").write_text(text, encoding="utf-8")
    (tmp_path / "坏.txt").write_bytes(b"\0\1\2" * 99)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "said", "shown"),
    [
        (["--lang", "zh"], "不是文本：含二进制数据", "1 份报告"),
        (["--lang", "en"], "not text: it holds binary data", "reports: 1"),
    ],
)
def test_the_command_speaks_the_language(
    arguments: list[str], said: str, shown: str, two: Path, baoshu: Command
) -> None:
    """Messages, the table, the workbook's sheets, reasons and findings, and the reasons of the status file."""
    run = baoshu("extract", two, "-o", "数据.xlsx", "--status", "状态.csv", *arguments)
    assert run.code == 3
    assert said in run.err
    assert shown in run.out
    book = openpyxl.load_workbook(two / "数据.xlsx")
    chinese = arguments[1] == "zh"
    assert book.sheetnames[0] == ("汇总" if chinese else "Summary")
    reasons = [row[3].value for row in book["文件" if chinese else "Files"].iter_rows()]
    assert said in reasons
    findings = [row[5].value for row in book["体检" if chinese else "Check-up"].iter_rows(min_row=2)]
    assert any(("大于总数" if chinese else "is larger than the whole") in str(one) for one in findings)
    rows = csv.DictReader((two / "状态.csv").read_text(encoding="utf-8-sig").splitlines())
    assert {row["code"]: row["reason"] for row in rows} == {"": "", "binary": said}


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        (
            "数.jsonl: 7 「5人」 value: found 6, expected 5: the span says otherwise",
            "数.jsonl：7 「5人」 数值写作 6，应为 5：与这段文字不符",
        ),
        (
            "报送/a.docx:12: reject by 李四, “发放【21顶】”: the figure there is “210顶” now",
            "报送/a.docx:12：李四否定“发放【21顶】”：那里现在的数字是“210顶”",
        ),
        (
            "a.zip: a broken zip archive: File is not a zip file; send it again",
            "a.zip：压缩包已损坏：不是 zip 文件；请重新发送",
        ),
        ("数据: has no suffix that says its format; use .csv, .xlsx", "数据：没有说明格式的后缀；可用 .csv, .xlsx"),
    ],
)
def test_no_sentence_is_in_two_languages(english: str, chinese: str) -> None:
    """What verify and apply list, what Python says of a broken file, a file without suffix."""
    assert translated(english, "zh") == chinese


def test_a_status_file_is_for_programs_unless_a_language_is_asked_for(two: Path, started: Command) -> None:
    """The locale changes what is said, and neither the status file nor the workbook; a .csv is for people, as a workbook."""
    run = started(
        "extract", "坏.txt", "报告.txt", "-o", "数据.csv", "--status", "状态.jsonl", env={"LANG": "zh_CN.UTF-8"}
    )
    assert run.said == ["baoshu: 坏.txt：不是文本：含二进制数据"]
    reasons = [json.loads(line)["reason"] for line in (two / "状态.jsonl").read_text(encoding="utf-8").splitlines()]
    assert reasons == ["not text: it holds binary data", ""]
    started("extract", "坏.txt", "报告.txt", "-o", "二.csv", "--status", "状态.csv", env={"LANG": "en_GB.UTF-8"})
    assert "不是文本：含二进制数据" in (two / "状态.csv").read_text(encoding="utf-8-sig")
    assert (two / "二.csv").read_text(encoding="utf-8-sig").startswith("来源文件,")
    started("extract", "报告.txt", "-o", "三.csv", env={"BAOSHU_LANG": "en"})
    assert (two / "三.csv").read_text(encoding="utf-8-sig").startswith("source_file,")


def test_every_command_takes_the_language(baoshu: Command) -> None:
    """Those of the groups, too; a language that is none is misuse."""
    from extractor.cli import app

    def names(group: Any, *path: str) -> Iterator[tuple[str, ...]]:
        for name, command in group.commands.items():
            yield from names(command, *path, name) if hasattr(command, "commands") else [(*path, name)]

    found = list(names(get_command(app)))
    assert {("extract",), ("serve",), ("patterns", "test"), ("indicators", "try")} <= set(found)
    for path in found:
        assert "--lang LANG" in baoshu(*path, "--help").out, path
    run = baoshu("patterns", "list", "--lang", "fr")
    assert (run.code, run.said) == (2, ["baoshu: --lang fr: no such language; use zh or en"])


def test_explain_speaks_chinese(baoshu: Command) -> None:
    """Parts, cues, notes and readings that lost; only the names of patterns are those of the packs."""
    text = "修缮水窖三十余口，人均近200元，高于全市15、22个百分点，XX镇参加，10月至X月筹资共计人民币万元。"
    out = baoshu("explain", text, "--lang", "zh").out
    patterns = {name for name in re.findall(r"[a-z_]+", out) if name not in re.findall(r"(?:规则 |─ )([a-z_]+)", out)}
    assert patterns == set()
    for said in ("三十余  数", "界限 = 以下  ← 近", "单位在", "单位前没有数：数值空着", "落选的读法", "名称"):
        assert said in out


def test_every_part_of_a_pattern_has_its_words(packs: Packs) -> None:
    """A named group that is new has a line in [parts] of messages.toml."""
    groups = {name for pattern in packs.patterns for name in pattern.regex.groupindex}
    assert groups <= {*sentences("parts", "zh")}


def test_a_language_of_the_environment_that_is_none_is_said(baoshu: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once; the command goes on in the language of the locale. What --lang asks for needs no other."""
    monkeypatch.setenv("BAOSHU_LANG", "fr")
    run = baoshu("explain", "惠及109人")
    assert (run.code, run.said) == (0, ["baoshu: BAOSHU_LANG=fr: no such language; zh and en are known"])
    assert baoshu("explain", "惠及109人", "--lang", "en").err == ""
    monkeypatch.setenv("BAOSHU_LANG", "zh_CN.UTF-8")
    assert baoshu("explain", "惠及109人").err == ""


@pytest.mark.parametrize(
    ("asked", "environment", "spoken"),
    [
        ("zh", {"LANG": "en_GB.UTF-8"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LANG": "zh_TW.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        (None, {"LC_ALL": "zh_HK", "LANG": "C"}, "zh"),
        (None, {"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
        (None, {}, "zh"),
        (None, {"LANG": "C.UTF-8"}, "zh"),
        (None, {"LC_ALL": "POSIX", "LANG": "en_GB"}, "zh"),
        (None, {"BAOSHU_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
        (None, {"BAOSHU_LANG": "zh_CN", "LANG": "en_GB"}, "zh"),
        (None, {"BAOSHU_LANG": "fr", "LANG": "en_GB"}, "en"),
        (None, {"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_asked_one_else_the_locales(
    asked: Language | None, environment: dict[str, str], spoken: str
) -> None:
    """LC_ALL goes before LC_MESSAGES, and that before LANG."""
    speak(asked)
    try:
        assert language(environment) == spoken
    finally:
        speak(None)


def _paragraphs(command: Any) -> Iterator[str]:
    """What the help of a command and of those below it says, paragraph by paragraph."""
    told = [command.help, *(getattr(one, "help", "") for one in command.params)]
    for text in told:
        yield from (" ".join(one.split()) for one in inspect.cleandoc(text or "").split("\n\n"))
    for below in getattr(command, "commands", {}).values():
        yield from _paragraphs(below)


def test_every_paragraph_of_the_help_has_its_chinese_one() -> None:
    """Whoever adds an option adds a line to [help] of messages.toml; none is left over."""
    from extractor.cli import app

    told = {one for one in _paragraphs(get_command(app)) if one}
    known = set(tomllib.loads((PACKAGE / "messages.toml").read_text(encoding="utf-8"))["help"])
    usage = {"[OPTIONS]", "COMMAND [ARGS]...", "Show this message and exit."}
    assert told == known - usage


@pytest.mark.parametrize("arguments", [("extract", "--help", "--lang", "zh"), ("extract", "--lang=zh", "-h")])
def test_the_help_speaks_the_language(baoshu: Command, arguments: tuple[str, ...]) -> None:
    """Wherever --lang stands; no line is wider than the terminal, on which a Han character takes two columns."""
    run = baoshu(*arguments)
    assert run.code == 0
    assert run.out.startswith("用法：")
    assert "[选项]" in run.out
    for said in ("参数：", "选项：", "  -o, --output FILE  把记录写入文件，格式看后缀。", "（x>=1）", "显示本说明。"):
        assert said in run.out
    assert not re.search(r"[a-z]{3,} [a-z]{3,} [a-z]{3,}", run.out)
    assert max(sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in run.out.splitlines()) <= 80


def test_the_help_of_a_group_names_its_commands(baoshu: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the language of the environment; English stays as the parser has it."""
    monkeypatch.setenv("BAOSHU_LANG", "zh")
    out = baoshu("--help").out
    assert re.search(r"^  verify +只看原文的字", out, re.MULTILINE)
    assert re.search(r"^  indicators +指标：", out, re.MULTILINE)
    assert "检验词库的每个例句" in baoshu("patterns", "-h").out
    monkeypatch.setenv("BAOSHU_LANG", "en")
    assert "Usage: " in baoshu("--help").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("extract", "-0"), "没有选项 -0"),
        (("extract", "--workerz"), "没有选项 --workerz（可能是 --force, --workers）"),
        (("return", "数.xlsx"), "缺少选项 '--out'"),
        (("text",), "缺少参数 'REPORT'"),
        (("text", "a", "b"), "多出来的参数：b"),
        (("extract", "-o"), "选项 '-o' 后面要有值"),
        (("extract", "a", "--workers", "三"), "'--workers' 的值不对：应为整数"),
        (("extract", "a", "--workers", "0"), "'--workers' 的值不对：应不小于 1"),
        (("verifi",), "没有命令 'verifi'；是不是 'verify'"),
    ],
)
def test_what_the_parser_refuses_is_said_in_chinese(
    baoshu: Command, arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How the command is used, where its help is, and what is wrong."""
    monkeypatch.setenv("BAOSHU_LANG", "zh")
    run = baoshu(*arguments)
    assert (run.code, run.out) == (2, "")
    assert run.said[0].startswith("用法：")
    assert "--help 查看说明" in run.said[1]
    assert run.said[3].startswith(f"错误：{said}")
