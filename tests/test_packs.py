"""The packs: every example holds, a bad entry is named with its place, a folder of one's own adds to them."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

from extractor import extract
from extractor.emit.jsonl import lines
from extractor.errors import BaoshuError, PackError
from extractor.explain import PARTS
from extractor.pack_tests import failures
from extractor.packs import BUILT_IN, load
from extractor.traditional import simplified
from extractor.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from extractor.packs import Packs

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


def test_a_part_of_ones_own_that_breaks_a_built_in_pattern_is_told_on_load(tmp_path: Path) -> None:
    refused(tmp_path, "figures.toml", '[part]\ndigit = "[0-9"\n')


def test_every_entry_has_an_example(packs: Packs) -> None:
    """What no sentence shows is not there: measure words, idioms, patterns, units and cues all have one."""
    shown = {(example.path.name, example.entry) for example in packs.examples}
    assert {word for name, word in shown if name == "measure_words.toml"} == set(data("measure_words.toml")["measure"])
    idioms = {word for table in data("idioms.toml").values() for word in table}
    assert {word for name, word in shown if name == "idioms.toml"} == idioms
    for name in ("dates.toml", "figures.toml", "ordinals.toml", "placeholders.toml"):
        names = {table["name"] for table in data(name)["pattern"]}
        assert {entry for file, entry in shown if file == name} == names
    assert sum(name == "cues.toml" for name, _ in shown) >= 10


def test_every_part_of_a_pattern_can_be_explained(packs: Packs) -> None:
    """`explain` has a word for each named group."""
    assert {group for pattern in packs.patterns for group in pattern.groups} <= set(PARTS)


def test_examples_point_at_their_lines(packs: Packs) -> None:
    """The line that a failure would name holds the sentence."""
    lines = {name: (BUILT_IN / name).read_text(encoding="utf-8").split("\n") for name in FILES}
    for example in packs.examples:
        if "\n" not in example.quote:
            assert example.quote in lines[example.path.name][example.line - 1]


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


def test_there_are_enough_measure_words() -> None:
    """Hundreds, simplified and traditional."""
    words = data("measure_words.toml")["measure"]
    assert len(words) >= 740
    assert {"人", "户", "戶", "人次", "所", "张", "張", "个", "個", "台", "臺"} <= set(words)


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


# ---- a pack that is wrong

HEAD = '# a comment\n\n[[unit]]\nunit = "XAU"\n'
EXAMPLE = 'examples = [{ quote = "发放【5金币】" }]\n'
MINE = '# a comment\n\n[[pattern]]\nname = "mine"\n'
SHOWN = 'examples = [{ quote = "惠及【5人】" }]\n'
WRONG: dict[str, tuple[str, str, int, str]] = {
    "a value is lacking": ("units.toml", "[[unit]]\nunit =\n", 2, "not TOML"),
    "a bracket is lacking": ("figures.toml", "\n\n[[pattern]\n", 3, "not TOML"),
    "an unknown key of a pattern": ("figures.toml", f'{MINE}regexp = "5"\n{SHOWN}', 4, "mine: unknown key 'regexp'"),
    "an unknown key of a unit": (
        "units.toml",
        f'{HEAD}kind = "amount"\nwords = ["金币"]\nfacter = 2\n{EXAMPLE}',
        6,
        "金币: unknown key 'facter'",
    ),
    "a unit without an example": (
        "units.toml",
        f'{HEAD}kind = "amount"\nwords = ["金币"]\n',
        6,
        "金币: an entry needs an example",
    ),
    "a pattern without an example": ("figures.toml", f'{MINE}regex = "5人"\n', 4, "mine: a pattern needs an example"),
    "a cue without an example": (
        "cues.toml",
        '\n[[cue]]\nbound = "over"\nbefore = ["冲破"]\n',
        4,
        "冲破: a cue needs an example",
    ),
    "a quote without 【】": (
        "units.toml",
        f'{HEAD}kind = "amount"\nwords = ["金币"]\nexamples = [\n{{ quote = "发放5金币" }}]\n',
        8,
        "an example needs a quote with one figure in 【】",
    ),
    "a quote with two figures": (
        "units.toml",
        f'{HEAD}kind = "amount"\nwords = ["金币"]\nexamples = [{{ quote = "【5金币】【6金币】" }}]\n',
        7,
        "one figure in 【】",
    ),
    "a quote with 】 before 【": (
        "measure_words.toml",
        '[measure]\n"枚子" = "发放】5枚子【"\n',
        2,
        "枚子: an example needs a quote",
    ),
    "a measure word without 【】": (
        "measure_words.toml",
        '[measure]\n"枚子" = "发放5枚子"\n',
        2,
        "枚子: an example needs a quote",
    ),
    "a guard of a unit that is no class": (
        "units.toml",
        f'{HEAD}kind = "amount"\nwords = ["金币"]\nafter = "z-a"\n{EXAMPLE}',
        6,
        "金币: what may not follow it is a list of characters",
    ),
    "a guard of a measure word that is no class": (
        "measure_words.toml",
        '[measure]\n"枚子" = "发放【5枚子】"\n[not_followed_by]\n"枚子" = "z-a"\n',
        2,
        "枚子: what may not follow it is a list of characters",
    ),
    "a regex that is none": (
        "figures.toml",
        f'{MINE}regex = "(5人"\n{SHOWN}',
        4,
        "mine: the regex is wrong: missing )",
    ),
    "a guard that is no regex": (
        "figures.toml",
        f'{MINE}regex = "5人"\nunless_after = "[a"\n{SHOWN}',
        4,
        "mine: the regex is wrong: unterminated character set",
    ),
    "an unknown part": ("figures.toml", f'{MINE}regex = "$numbr人"\n{SHOWN}', 4, "numbr"),
    "a word before that there is not": (
        "figures.toml",
        f'{MINE}regex = "5人"\nfollows = "verb"\n{SHOWN}',
        4,
        'mine: follows is "none", "any", "word" or "noun"',
    ),
    "a pattern without a regex": ("figures.toml", f"{MINE}{SHOWN}", 4, "mine: a pattern needs a name and a regex"),
    "a kind that does not exist": (
        "units.toml",
        f'{HEAD}kind = "money"\nwords = ["金币"]\n{EXAMPLE}',
        6,
        "金币: kind must be",
    ),
    "a unit told in a way that is unknown": (
        "figures.toml",
        f'{MINE}regex = "5人"\nunit = "far"\n{SHOWN}',
        4,
        'mine: unit is "near", "noun", "said" or "yuan"',
    ),
    "a switch that is no switch": (
        "missing.toml",
        f'{MINE}regex = "人"\namong_gaps = "yes"\n{SHOWN}',
        4,
        "mine: among_gaps is true or false",
    ),
    "units that stand alone and are none of the words": (
        "units.toml",
        '[[unit]]\nunit = "XAU"\nkind = "amount"\nwords = ["金币"]\nalone = true\nexamples = [{ quote = "【5金币】" }]\n',
        4,
        "金币: alone lists those of the words",
    ),
    "an idiom that its sentence lacks": (
        "idioms.toml",
        '[idiom]\n\n"五星连珠" = "天象奇观"\n',
        3,
        "五星连珠: its sentence must",
    ),
    "a cue of two fields": (
        "cues.toml",
        '[[cue]]\nbound = "over"\nchange = "up"\nbefore = ["冲破"]\nexamples = [{ quote = "冲破【5人】" }]\n',
        4,
        "冲破: a cue sets one of",
    ),
    "a cue of no field": (
        "cues.toml",
        '[[cue]]\nbefore = ["冲破"]\nexamples = [{ quote = "【5人】" }]\n',
        2,
        "冲破: a cue sets one of",
    ),
    "an unknown list of words": ("items.toml", '[words]\nverb = "发放"\n', 2, "not 'verb'"),
    "an unknown list of names": ("placeholders.toml", '[name]\nbehind = ["区"]\n', 1, "not 'behind'"),
}


def refused(folder: Path, name: str, text: str) -> PackError:
    """Load a folder with one bad pack."""
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load([folder])
    return caught.value


@pytest.mark.parametrize("case", WRONG)
def test_a_bad_pack_is_named_with_its_line(tmp_path: Path, case: str) -> None:
    """The message says the file, the line, the entry and what is wrong with it."""
    name, text, line, said = WRONG[case]
    error = refused(tmp_path, name, text)
    assert str(error).startswith(f"{(tmp_path / name).resolve()}:{line}: ")
    assert said in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("figures.toml", f'# a comment\n\n[[pattern]]\nregex = "5人"\n{SHOWN}'),
        (
            "units.toml",
            f'# a comment\n\n[[unit]]\nunit = "XAU"\nkind = "amount"\nwords = ["金币", "金锭"]\nbad = 1\n{EXAMPLE}',
        ),
    ],
)
def test_the_line_of_an_entry_that_cannot_be_looked_up(tmp_path: Path, name: str, text: str) -> None:
    """A pattern without a name, a unit with two words: the line is still that of the entry."""
    assert refused(tmp_path, name, text).line in range(3, 8)


def test_a_pattern_without_a_name_is_refused(tmp_path: Path) -> None:
    """Every record says which pattern made it, so a pattern needs a name."""
    error = refused(tmp_path, "figures.toml", f'[[pattern]]\nregex = "5人"\n{SHOWN}')
    assert "figures.toml:1: [[pattern]]: a pattern needs a name and a regex" in str(error)


def test_the_line_is_not_that_of_a_comment(tmp_path: Path) -> None:
    """A comment may speak of the word before its entry."""
    text = '# 枚子 is what chess is counted in.\n\n[[cue]]\nbound = "over"\nbefore = ["枚子"]\n'
    assert refused(tmp_path, "cues.toml", text).line == 5


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """--patterns takes a folder; what is not there has no line."""
    with pytest.raises(BaoshuError, match="no such folder") as caught:
        load([tmp_path / "nowhere"])
    assert not isinstance(caught.value, PackError)


def test_a_pack_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """TOML is UTF-8."""
    (tmp_path / "units.toml").write_bytes("[[unit]]\n# 金币".encode("gb18030"))
    with pytest.raises(PackError, match=r"units\.toml:1: cannot be read"):
        load([tmp_path])


RAISES = {
    "a unit without words": ("units.toml", f'{HEAD}kind = "amount"\n{EXAMPLE}'),
    "a unit without a unit": ("units.toml", f'[[unit]]\nkind = "amount"\nwords = ["金币"]\n{EXAMPLE}'),
    "an empty word": ("units.toml", f'{HEAD}kind = "amount"\nwords = [""]\n{EXAMPLE}'),
    "a factor that is no number": (
        "units.toml",
        f'{HEAD}kind = "amount"\nwords = ["金币"]\nfactor = "两倍"\n{EXAMPLE}',
    ),
    "units that are no tables": ("units.toml", "unit = 5\n"),
    "a measure word without a sentence": ("measure_words.toml", '[measure]\n"枚子" = 5\n'),
    "an empty measure word": ("measure_words.toml", '[measure]\n"" = "发放【5枚】"\n'),
    "an idiom outside a table": ("idioms.toml", '"五星连珠" = "五星连珠奇观"\n'),
    "words as a list": ("items.toml", '[words]\nverbs = ["发放"]\n'),
    "an empty part": ("figures.toml", '[part]\naa = ""\n'),
}


@pytest.mark.parametrize("case", RAISES)
def test_a_pack_of_the_wrong_shape_is_named_too(tmp_path: Path, case: str) -> None:
    """Whatever a pack holds, what is said is PackError's one line."""
    refused(tmp_path, *RAISES[case])


PASSED_OVER = {
    "an unknown key of a cue": (
        "cues.toml",
        '[[cue]]\nbound = "over"\nbefor = ["冲破"]\nexamples = [{ quote = "冲破【5人】" }]\n',
    ),
    "a bound that does not exist": (
        "cues.toml",
        '[[cue]]\nbound = "above"\nbefore = ["冲破"]\nexamples = [{ quote = "冲破【5人】" }]\n',
    ),
    "a reach that does not exist": (
        "cues.toml",
        '[[cue]]\nbound = "over"\nreach = "far"\nbefore = ["冲破"]\nexamples = [{ quote = "冲破【5人】" }]\n',
    ),
    "a table that is not read": ("units.toml", '[[units]]\nunit = "XAU"\n'),
    "a file that is not read": ("measure_word.toml", '[measure]\n"枚子" = "发放【5枚子】"\n'),
    "parts that stand for each other": (
        "figures.toml",
        f'[part]\naa = "$bb"\nbb = "$aa"\n{MINE}regex = "$aa"\n{SHOWN}',
    ),
}


@pytest.mark.parametrize("case", PASSED_OVER)
def test_what_is_misspelt_is_not_passed_over(tmp_path: Path, case: str) -> None:
    """A misspelt key, value, table or file is an error, not an entry without effect."""
    refused(tmp_path, *PASSED_OVER[case])


# ---- a folder of one's own


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
    text = f'{HEAD}kind = "amount"\nwords = ["金币"]\nfactor = 2\nalone = ["金币"]\n{EXAMPLE}'
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
