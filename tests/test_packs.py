"""The packs that ship: every example holds, every entry has one, every value that they give is proved."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

from extractor import extract
from extractor.emit.jsonl import lines
from extractor.pack_tests import failures
from extractor.packs import BUILT_IN, load
from extractor.traditional import simplified
from extractor.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from extractor.knowledge import Packs

FILES = sorted(path.name for path in (ROOT / "patterns").glob("*.toml"))


def data(name: str) -> dict[str, Any]:
    """Read a built-in pack as plain TOML."""
    return tomllib.loads((BUILT_IN / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def failed(packs: Packs) -> dict[str, list[str]]:
    """Try all examples once, and give the failures by file."""
    lines = defaultdict(list)
    for line in failures(packs):
        lines[line.split(".toml:")[0].rsplit("/", 1)[-1] + ".toml"].append(line)
    return lines


# ---- what ships


@pytest.mark.parametrize("name", FILES)
def test_every_example_holds(failed: dict[str, list[str]], name: str) -> None:
    """Each entry finds what its 【】 shows, and nothing where it says so."""
    assert failed[name] == []


def test_what_is_found_in_the_examples_is_proved() -> None:
    """The checker, which knows none of the patterns, derives every value of every example, too."""
    unproven = []
    for quote in {e.quote for e in load().examples}:
        text = quote.replace("【", "").replace("】", "")
        unproven += [
            (text, str(failure)) for failure in verify([json.loads(one) for one in lines(extract(text))], text)
        ]
    assert unproven == []


def test_the_packs_are_the_ones_of_the_checkout() -> None:
    """In a checkout nothing but patterns/ is read."""
    assert BUILT_IN == ROOT / "patterns"
    assert {"dates.toml", "figures.toml", "ordinals.toml", "placeholders.toml", "units.toml", "cues.toml"} <= set(FILES)


def test_every_pattern_compiles(packs: Packs) -> None:
    for pattern in packs.patterns:
        pattern.compile()
        assert pattern.groups == set(pattern.regex.groupindex), pattern.name


def test_every_entry_has_an_example(packs: Packs) -> None:
    """What no sentence shows is not there: measure words, idioms, patterns, units and cues all have one."""
    shown = {(example.path.name, example.entry) for example in packs.examples}
    counted = {word for word, unit in packs.units.items() if unit.kind == "count"}
    assert {word for name, word in shown if name == "measure_words.toml"} == counted
    idioms = {word for table in data("idioms.toml").values() for word in table}
    assert {word for name, word in shown if name == "idioms.toml"} == idioms
    for name in ("dates.toml", "figures.toml", "ordinals.toml", "placeholders.toml"):
        names = {table["name"] for table in data(name)["pattern"]}
        assert {entry for file, entry in shown if file == name} == names
    assert sum(name == "cues.toml" for name, _ in shown) >= 10


def test_examples_point_at_their_lines(packs: Packs) -> None:
    """The line that a failure would name holds the sentence."""
    lines = {name: (BUILT_IN / name).read_text(encoding="utf-8").split("\n") for name in FILES}
    for example in packs.examples:
        if "\n" not in example.quote:
            line = lines[example.path.name][example.line - 1]
            assert example.quote in line or line.startswith(f'"{re.split("[（(]", example.entry)[0]}" = ')


def test_an_example_with_a_line_break_points_at_its_line(tmp_path: Path) -> None:
    """The same for an example of two lines."""
    text = (
        '# a comment\n[[cue]]\nbound = "over"\nbefore = ["冲过"]\nexamples = [{ quote = "一、标题\\n冲过【5人】" }]\n'
    )
    (tmp_path / "cues.toml").write_text(text, encoding="utf-8")
    (example,) = [e for e in load([tmp_path]).examples if e.path.parent == tmp_path.resolve()]
    assert example.line == 5


@pytest.mark.parametrize("name", sorted(tomllib.loads((BUILT_IN / "items.toml").read_text(encoding="utf-8"))["words"]))
def test_a_list_of_words_is_in_order_and_holds_none_twice(name: str) -> None:
    words = tomllib.loads((BUILT_IN / "items.toml").read_text(encoding="utf-8"))["words"][name].split()
    assert words == sorted(set(map(simplified, words)))


def test_every_pattern_says_how_it_begins(packs: Packs) -> None:
    """One that does not is tried at every place: two such patterns made the step five times as slow."""
    assert [pattern.name for pattern in packs.patterns if not pattern.begins] == []


def test_there_are_enough_measure_words() -> None:
    """Hundreds, each once: a traditional report is read in simplified characters, 台（套） is 台 with a word of [bracketed]."""
    words = {word for word, unit in load().units.items() if unit.kind == "count"}
    assert len(words) >= 690
    assert {"人", "户", "人次", "所", "张", "个", "台", "台（套）", "册(件)"} <= words


@pytest.mark.parametrize("name", [path.name for path in sorted(BUILT_IN.glob("*.toml"))])
def test_no_pack_says_a_thing_twice_for_traditional_characters(name: str) -> None:
    """Texts and packs are read in simplified characters."""
    text = (BUILT_IN / name).read_text(encoding="utf-8")
    assert text == simplified(text)


def test_there_are_enough_idioms_and_ordinals() -> None:
    """A thousand expressions with a number character that state no number."""
    idioms = {word for table in data("idioms.toml").values() for word in table}
    assert len(idioms) + len(data("ordinals.toml")["pattern"]) >= 1000
    assert {"三救三献", "六有", "五进", "一报一刊"} <= idioms


@pytest.mark.parametrize(
    ("text", "currency", "value"),
    [
        ("收到捐款8.6万元。", "CNY", 86000),
        ("收到捐款人民币8.6万元。", "CNY", 86000),
        ("收到捐款¥4,300。", "CNY", 4300),
        ("收到捐款3.5万美元。", "USD", 35000),
        ("收到捐款US$700。", "USD", 700),
        ("收到捐款12万港元。", "HKD", 120000),
        ("收到捐款港币12万元。", "HKD", 120000),
        ("收到捐款HK$950。", "HKD", 950),
        ("收到捐款新台币60万元。", "TWD", 600000),
        ("收到捐款NT$5,000。", "TWD", 5000),
        ("收到捐款2万欧元。", "EUR", 20000),
        ("收到捐款€90。", "EUR", 90),
        ("收到捐款300万日元。", "JPY", 3000000),
        ("收到捐款1.1万英镑。", "GBP", 11000),
        ("收到捐款£40。", "GBP", 40),
    ],
)
def test_currencies(text: str, currency: str, value: int) -> None:
    """A sum is in the currency that its word or sign names."""
    (figure,) = extract(text).figures
    assert (figure.kind, figure.unit, figure.value) == ("amount", currency, value)


@pytest.mark.parametrize(
    "text",
    [
        "围绕三救三献主责主业精准发力。",
        "第58次会议、第三届理事会、第5年、二等奖、党的十九届六中全会。",
        "一是加强学习，二是转变作风。",
        "地址为中山路66号，电话12345678。",
        "上午9点30分，1：1配套，建成5G基站。",
        "党建引领四个100活动，解决最后一公里问题。",
    ],
)
def test_what_only_looks_like_a_number(text: str) -> None:
    """Slogans, ordinals, list marks, addresses, clock times and models are no figures."""
    assert [figure.text for figure in extract(text).figures] == []
