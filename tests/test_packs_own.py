"""A folder of one's own adds to the packs, and goes before them; what its examples do not hold is said."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from extractor import extract
from extractor.errors import PackError
from extractor.pack_tests import failures
from extractor.packs import load

if TYPE_CHECKING:
    from pathlib import Path

    from extractor.knowledge import Packs

EXAMPLE = 'examples = [{ quote = "发放【5金币】" }]\n'


def failed_of(folder: Path, loaded: Packs) -> list[str]:
    """Try the examples that stand in a folder, with all packs loaded."""
    own = tuple(example for example in loaded.examples if example.path.parent == folder.resolve())
    assert own
    return list(failures(replace(loaded, examples=own)))


def mine(folder: Path, **files: str) -> Packs:
    """Load the packs with a folder of one's own, all of whose examples hold."""
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    loaded = load([folder])
    assert failed_of(folder, loaded) == []
    return loaded


def test_a_measure_word_of_ones_own(tmp_path: Path) -> None:
    """One line, and the word is counted, in full, redacted and with 余."""
    packs = mine(tmp_path, measure_words='[measure]\n"枚子" = "发放【5枚子】"\n')
    found = extract("发放棋子35枚子，另有XX枚子，共三千余枚子。", packs=packs).figures
    assert [(f.text, f.value, f.unit, f.status) for f in found] == [
        ("35枚子", 35, "枚子", "complete"),
        ("XX枚子", None, "枚子", "redacted"),
        ("三千余枚子", 3000, "枚子", "complete"),
    ]
    assert [f.unit for f in extract("发放棋子35枚子。").figures] == ["枚"]


def test_a_unit_of_ones_own(tmp_path: Path) -> None:
    """A unit brings its kind, its factor, and may lose its number."""
    text = f'[[unit]]\nunit = "XAU"\nkind = "amount"\nwords = ["金币"]\nfactor = 2\nalone = ["金币"]\n{EXAMPLE}'
    packs = mine(tmp_path, units=text)
    found = extract("发放1.5万金币，募集万金币。", packs=packs).figures
    assert [(f.text, f.value, f.unit, f.kind, f.status) for f in found] == [
        ("1.5万金币", 30000, "XAU", "amount", "complete"),
        ("万金币", None, "XAU", "amount", "missing"),
    ]


def test_a_unit_of_ones_own_goes_before_the_built_in_one(tmp_path: Path) -> None:
    """Where the packs differ, one's own decide."""
    text = '[[unit]]\nunit = "公斤"\nkind = "quantity"\nwords = ["斤"]\nfactor = 0.5\nexamples = [{ quote = "运送大米【6斤】", value = 3 }]\n'
    (figure,) = extract("运送大米40斤。", packs=mine(tmp_path, units=text)).figures
    assert (figure.value, figure.unit) == (Decimal(20), "公斤")


def test_an_idiom_of_ones_own(tmp_path: Path) -> None:
    """An expression that states no number is passed over; other figures are found as before."""
    packs = mine(tmp_path, idioms='[idiom]\n"五户互助" = "推行五户互助机制"\n')
    assert [f.text for f in extract("五户互助机制，五户参加。", packs=packs).figures] == ["五户"]
    assert [f.text for f in extract("五户互助机制，五户参加。").figures] == ["五户", "五户"]


def test_a_word_that_ends_in_a_measure_word_of_ones_own(tmp_path: Path) -> None:
    """It has lost no number; the same words as a list of TOML are refused."""
    assert [f.text for f in extract("布置宣誓台，").figures] == ["台"]
    (tmp_path / "missing.toml").write_text('[lone_word_ends]\n"台" = "宣誓 祈福"\n', encoding="utf-8")
    assert extract("布置宣誓台，", packs=load([tmp_path])).figures == ()
    (wrong := tmp_path / "wrong").mkdir()
    (wrong / "missing.toml").write_text('[word_ends]\n"台" = []\n', encoding="utf-8")
    with pytest.raises(PackError, match=r"missing\.toml:2: 台: what stands beside it in a word"):
        load([wrong])


def test_a_pattern_of_ones_own(tmp_path: Path) -> None:
    """A new way to write a figure, with the parts of the built-in packs."""
    figures = '[[pattern]]\nname = "pairs"\nregex = "(?P<low>$any)双又(?P<unit>只)"\nexamples = [{ quote = "发放手套【3双又只】", value = 3 }]\n'
    packs = mine(tmp_path, figures=figures)
    (figure,) = extract("发放手套21双又只。", packs=packs).figures
    assert (figure.text, figure.value, figure.unit, figure.pattern) == ("21双又只", 21, "只", "pairs")


def test_a_pattern_of_ones_own_may_begin_with_any_character(tmp_path: Path) -> None:
    """$start is not something that the writer of a pattern has to know."""
    figures = '[[pattern]]\nname = "unnumbered"\nregex = "若干(?P<unit>人)"\nexamples = [{ quote = "共有【若干人】", status = "missing" }]\n'
    packs = mine(tmp_path, figures=figures)
    assert [f.text for f in extract("到场若干人。", packs=packs).figures] == ["若干人"]


@pytest.mark.parametrize(
    ("follows", "found"), [("any", ["窝", "窝", "窝"]), ("word", ["窝", "窝"]), ("noun", ["窝"]), ("", ["窝"] * 4)]
)
def test_a_pattern_of_ones_own_after_a_word(tmp_path: Path, follows: str, found: list[str]) -> None:
    """After 仔猪 (a noun), 登记 (a word, no noun), 养 (a word of one character), and inside 燕窝."""
    figures = f"""[[pattern]]\nname = "nests"\nfollows = "{follows}"\nregex = "(?P<unit>窝)(?=，)"\nexamples = [{{ quote = "购入仔猪【窝】，", status = "missing" }}]\n"""
    packs = mine(tmp_path, figures=figures)
    text = "购入仔猪窝，共登记窝，户户养窝，采集燕窝，"
    assert [f.text for f in extract(text, packs=packs).figures] == found


def test_an_ordinal_of_ones_own(tmp_path: Path) -> None:
    """A pattern that is no figure needs only a `not`."""
    packs = mine(tmp_path, ordinals='[[pattern]]\nname = "room"\nregex = "$number号房"\nnot = ["住进3号房"]\n')
    assert [f.text for f in extract("住进3号房，5人同住。", packs=packs).figures] == ["5人"]


def test_a_cue_of_ones_own(tmp_path: Path) -> None:
    """Words before a figure set its bound."""
    cues = '[[cue]]\nbound = "over"\nbefore = ["冲过"]\nexamples = [{ quote = "总数冲过【5人】", bound = "over" }]\n'
    packs = mine(tmp_path, cues=cues)
    assert [f.bound for f in extract("总数冲过800人。", packs=packs).figures] == ["over"]
    assert [f.bound for f in extract("总数冲过800人。").figures] == ["exact"]


@pytest.mark.parametrize(
    ("reach", "word", "says", "text"),
    [
        ("heading", "畅想", 'modality = "planned"', "二、来年畅想\n新建站点【3个】"),
        ("sentence", "里头", 'relation = "part_of"', "募集善款80万元，里头定向捐款【30万元】"),
    ],
)
def test_a_cue_that_reaches_further(tmp_path: Path, reach: str, word: str, says: str, text: str) -> None:
    """The end of a heading, or a word anywhere before the figure in its sentence."""
    example = f'{{ quote = "{text}", {says} }}'.replace("\n", "\\n")
    cue = f'[[cue]]\n{says}\nreach = "{reach}"\nbefore = ["{word}"]\nexamples = [{example}]\n'
    assert word in {w for c in mine(tmp_path, cues=cue).cues for w in c.before}  # and its example holds


def test_a_date_of_ones_own(tmp_path: Path) -> None:
    """A new way to write a date."""
    dates = '[[pattern]]\nname = "spring"\nregex = "(?P<y>$year4)年春"\nexamples = [{ quote = "【2021年春】开工", value = "2021" }]\n'
    packs = mine(tmp_path, dates=dates)
    (date,) = extract("2022年春竣工。", packs=packs).figures
    assert (date.text, date.value, date.pattern) == ("2022年春", "2022", "spring")


def test_a_redacted_word_of_ones_own(tmp_path: Path) -> None:
    """A placeholder that an office uses."""
    words = '[[pattern]]\nname = "so_and_so"\nwhat = "name"\nregex = "某某"\nexamples = [{ quote = "【某某】县", kind = "redaction", what = "name" }]\n'
    packs = mine(tmp_path, placeholders=words)
    assert [(r.text, r.what) for r in extract("某某县", packs=packs).redactions] == [("某某", "name")]


def test_two_folders_are_read_in_their_order(tmp_path: Path) -> None:
    """The first folder goes before the second, both before the built-in packs."""
    for name, unit in (("a", "AAA"), ("b", "BBB")):
        (tmp_path / name).mkdir()
        text = f'[[unit]]\nunit = "{unit}"\nkind = "amount"\nwords = ["金币"]\n{EXAMPLE}'
        (tmp_path / name / "units.toml").write_text(text, encoding="utf-8")
    (figure,) = extract("发放7金币。", packs=load([tmp_path / "b", tmp_path / "a"])).figures
    assert figure.unit == "BBB"


# ---- the tester itself


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ('"枚子" = "发放【5枚】子"', "found 5枚子 instead"),
        ('"枚子" = "发放【五个】枚子"', "unit is '个', not '枚子'"),
    ],
)
def test_an_example_that_does_not_hold_is_said(tmp_path: Path, measure: str, said: str) -> None:
    """What was found, and what the example wanted."""
    (tmp_path / "measure_words.toml").write_text(f"[measure]\n{measure}\n", encoding="utf-8")
    (line,) = failed_of(tmp_path, load([tmp_path]))
    assert f"measure_words.toml:2: 枚子: {json.loads(measure.split(' = ')[1])}" in line
    assert said in line


def test_a_counter_example_that_does_not_hold_is_said(tmp_path: Path) -> None:
    """A number where the pack says that there is none."""
    (tmp_path / "idioms.toml").write_text('[idiom]\n"八人大轿" = "八人大轿，九人坐不下"\n', encoding="utf-8")
    (line,) = failed_of(tmp_path, load([tmp_path]))
    assert "found 九人 where nothing should be" in line
