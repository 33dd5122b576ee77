"""A pack that is wrong is refused, with its file, its line and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from extractor.errors import BaoshuError, PackError
from extractor.packs import load

if TYPE_CHECKING:
    from pathlib import Path


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
        f'{HEAD}kind = "amount"\nwords = ["金币"]\n{EXAMPLE}\n[not_followed_by]\n"金币" = "z-a"\n',
        10,
        "金币: what may not follow it is a list of characters",
    ),
    "a guard of a measure word that is no class": (
        "measure_words.toml",
        '[measure]\n"枚子" = "发放【5枚子】"\n[not_followed_by]\n"枚子" = "z-a"\n',
        4,
        "枚子: what may not follow it is a list of characters",
    ),
    "a guard of a word that is not there": (
        "measure_words.toml",
        '[measure]\n"枚子" = "发放【5枚子】"\n[after_digits]\n"枚" = "子"\n',
        4,
        "枚: this file has no unit of this word",
    ),
    "an organisation whose title does not end so": (
        "outline.toml",
        '[organisation]\n"义仓" = "【青禾县义仓协会】2021年工作总结"\n',
        2,
        "义仓: it needs a title with an organisation in 【】 that ends so",
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
    "a unit that is a name after something else": (
        "units.toml",
        f'[[unit]]\nunit = "XAU"\nkind = "amount"\nwords = ["金币"]\nnames_after = "digits"\n{EXAMPLE}',
        4,
        "金币: names_after is placeholder or numeral",
    ),
    "words that are names after something else": (
        "measure_words.toml",
        '[names_after]\ndigits = "站"\n',
        2,
        "[names_after] has placeholder and numeral",
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
    "a list of words that is not there": (
        "cues.toml",
        '[[cue]]\nbound = "over"\nbefore = ["冲$onto"]\nexamples = [{ quote = "冲破【5人】" }]\n',
    ),
    "a list of what comes then that is not there": (
        "cues.toml",
        '[[cue]]\nmodality = "planned"\nbefore = ["盼"]\nthen = "verbs"\nexamples = [{ quote = "盼招【5人】" }]\n',
    ),
    "a word in brackets behind none of the measure words": ("measure_words.toml", '[bracketed]\n"枚子" = "个"\n'),
    "a list of what must not come later that is not there": (
        "cues.toml",
        '[[cue]]\nmodality = "planned"\nbefore = ["盼"]\nunless_later = "over"\nexamples = [{ quote = "盼招【5人】" }]\n',
    ),
    "words that are no string": ("cues.toml", '[words]\nonto = ["过"]\n'),
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


def test_a_part_of_ones_own_that_breaks_a_built_in_pattern_is_told_on_load(tmp_path: Path) -> None:
    refused(tmp_path, "figures.toml", '[part]\ndigit = "[0-9"\n')
