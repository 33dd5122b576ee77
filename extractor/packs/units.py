"""units.toml and measure_words.toml read and checked: what a number may be a number of, and the regexes of these words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, get_args

from extractor.knowledge import Example, NamesAfter, Unit
from extractor.packs.file import PackFile, check_keys, words_of

__all__ = ["Units", "read_units"]

_LATIN: Final = "A-Za-z0-9²³"  # what never follows a word that ends in a Latin letter: 5m is not 5m², nor 5mm
_NAMES_AFTER: Final = tuple(filter(None, get_args(NamesAfter)))
_KEYS: Final = {
    "unit",
    "kind",
    "words",
    "before",
    "factor",
    "alone",
    "scaled",
    "pattern_only",
    "names_after",
    "not",
    "examples",
}


@dataclass(slots=True)
class Units:
    """Units by the word after a number, and by the sign before one."""

    words: dict[str, Unit] = field(default_factory=dict)
    signs: dict[str, Unit] = field(default_factory=dict)
    _guards: dict[str, str] = field(default_factory=dict)  # of each word that patterns look for: what may not follow it
    _counted: dict[str, str] = field(default_factory=dict)  # the same where digits stand before it, if that is less
    _alone: dict[str, bool] = field(
        default_factory=dict
    )  # of the same words: whether one says an amount without a number

    def parts(self) -> dict[str, str]:
        """The regexes that a pattern calls $unit and $alone, and $unithead and $alonehead of their first characters."""
        alone = {word: guard for word, guard in self._guards.items() if self._alone[word]}
        long = [word for word in alone if len(word) > 1]
        return {
            "unit": _alternation(self._guards, self._counted),
            "alone": _alternation(alone, {}),
            "unithead": _heads(self._guards),
            "alonehead": _heads(long) + _heads(word[1:] for word in long),
        }

    def look_for(self, word: str, guards: _Guards, *, alone: bool = False) -> None:
        """Have patterns look for a word; of two entries for it the first holds."""
        if word in self._guards:
            return
        guard, counted = guards.of(word)
        self._guards[word] = guard + _LATIN if word[-1].isascii() and word[-1].isalpha() else guard
        self._alone[word] = alone
        if counted is not None:
            self._counted[word] = counted


class _Guards:
    """What may not follow the words of a file, character by character: at all, and right after digits where that is less."""

    def __init__(self, file: PackFile) -> None:
        self._always: Mapping[str, str] = file.data.get("not_followed_by", {})
        self._after_digits: Mapping[str, str] = file.data.get("after_digits", {})
        self._file = file

    def of(self, word: str) -> tuple[str, str | None]:
        """What may not follow a word, and right after digits, where that is another; each as the inside of a regex's class."""
        return self._always.get(word, ""), self._after_digits.get(word)

    def check(self, words: Iterable[str]) -> None:
        """Raise PackError where a guard is for a word that the file does not have, or is no list of characters."""
        known = set(words)
        for word, characters in [*self._always.items(), *self._after_digits.items()]:
            place = f'"{word}" = "{characters}"'
            if word not in known:
                raise self._file.fail(place, f"{word}: this file has no unit of this word")
            try:
                re.compile(f"[{characters}]" if characters else "")
            except re.error as error:
                raise self._file.fail(
                    place, f"{word}: what may not follow it is a list of characters: {error}"
                ) from None


def read_units(units: Iterable[PackFile], measure_words: Iterable[PackFile], examples: list[Example]) -> Units:
    """All units; of entries for one word the first holds. Their examples are added to `examples`. Raises PackError."""
    found = Units()
    for file in units:
        guards = _Guards(file)
        for table in file.data.get("unit", ()):
            _add_unit(found, file, table, guards, examples)
        guards.check(word for table in file.data.get("unit", ()) for word in table["words"])
    for file in measure_words:
        _add_measure_words(found, file, examples)
    return found


def _add_unit(found: Units, file: PackFile, table: Mapping[str, Any], guards: _Guards, examples: list[Example]) -> None:
    entry = "、".join(words_of(table.get("words"))) or str(table.get("unit", "[[unit]]"))
    place = entry.partition("、")[0]
    check_keys(file, table, _KEYS, entry)
    if not isinstance(table.get("unit"), str) or not words_of(table.get("words")):
        raise file.fail(place, f'{entry}: a unit needs unit = "…" and a list of words')
    if not isinstance(table.get("factor", 1), int | float):
        raise file.fail(place, f"{entry}: factor must be a number")
    if table.get("kind") not in {"amount", "quantity", "ratio"}:
        raise file.fail(place, f"{entry}: kind must be amount, quantity or ratio")
    if table.get("names_after", "") not in get_args(NamesAfter):
        raise file.fail(place, f"{entry}: names_after is {' or '.join(_NAMES_AFTER)}")
    alone = table.get("alone", [])
    if not isinstance(alone, list) or not set(alone) <= set(table["words"]):
        raise file.fail(place, f"{entry}: alone lists those of the words that may have lost their number")
    if not table.get("examples"):
        raise file.fail(place, f"{entry}: an entry needs an example with the figure in 【】")
    examples += file.examples(entry, table)
    factor, scaled = Decimal(str(table.get("factor", 1))), None
    if "scaled" in table:
        try:
            scaled = re.compile(rf"(?:{table['scaled']})\Z")
        except (re.error, TypeError) as error:
            raise file.fail(place, f"{entry}: scaled is a regex of what stands before: {error}") from None
    for word in table["words"]:
        found.words.setdefault(
            word, Unit(table["unit"] or word, table["kind"], factor, scaled, table.get("names_after", ""))
        )
        if not table.get("pattern_only"):
            found.look_for(word, guards, alone=word in alone)
    for sign in table.get("before", ()):
        found.signs.setdefault(sign, Unit(table["unit"], "amount"))


def _add_measure_words(found: Units, file: PackFile, examples: list[Example]) -> None:
    guards = _Guards(file)
    names = _names_after(file)
    for word, quote, place in _measure_words(file):
        if not word or not isinstance(quote, str):
            raise file.fail(place, f"{word!r}: a measure word needs a sentence with one figure in 【】")
        shown = file.examples(word, {"examples": [{"quote": quote, "unit": word, "kind": "count"}]})
        examples += (replace(example, line=file.line(place)) for example in shown)
        found.words.setdefault(word, Unit(word, "count", names_after=names.get(word, "")))
        found.look_for(word, guards)
    guards.check(file.data.get("measure", {}))


def _names_after(file: PackFile) -> dict[str, NamesAfter]:
    """The words of [names_after], by what they are a part of a name after."""
    found: dict[str, NamesAfter] = {}
    for after, words in file.data.get("names_after", {}).items():
        if after not in _NAMES_AFTER or not isinstance(words, str):
            raise file.fail(after, f"[names_after] has {' and '.join(_NAMES_AFTER)}, each with words in one string")
        found |= dict.fromkeys(words.split(), after)
    return found


def _measure_words(file: PackFile) -> Iterator[tuple[str, Any, str]]:
    """Each measure word, its sentence and where it stands; then with each of its [bracketed] words: 台（套） is shown as 台 is."""
    measure = file.data.get("measure", {})
    yield from ((word, quote, f'"{word}" = "{quote}"') for word, quote in measure.items())
    for word, others in file.data.get("bracketed", {}).items():
        place = f'"{word}" = "{others}"'
        if word not in measure or not isinstance(others, str):
            raise file.fail(place, f"{word}: [bracketed] has words of [measure], each with others in one string")
        for other, (opened, closed) in itertools.product(others.split(), (("（", "）"), ("(", ")"))):
            both = f"{word}{opened}{other}{closed}"
            yield both, measure[word].replace(f"{word}】", f"{both}】"), place


def _alternation(words: Mapping[str, str], counted: Mapping[str, str]) -> str:
    """A regex of all words, the longest first among those that begin alike; each with what must not follow it."""
    heads: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        heads.setdefault(word[0], []).append(word)
    order = dict.fromkeys(word[0] for word in words)
    groups = []
    for head in order:
        tails = [re.escape(w[1:]) + _not_followed(w, words[w], counted.get(w)) for w in heads[head]]
        groups.append(re.escape(head) + (tails[0] if len(tails) == 1 else f"(?:{'|'.join(tails)})"))
    return f"(?:{'|'.join(groups)})"


def _not_followed(word: str, guard: str, counted: str | None) -> str:
    never = f"(?![{guard}])" if guard else ""
    if counted is None:
        return never
    digits = f"[0-9万亿余多]{re.escape(word)}"  # 30名单亲妈妈, not XX名单
    return f"(?:(?<={digits}){f'(?![{counted}])' if counted else ''}|(?<!{digits}){never})"


def _heads(words: Iterable[str]) -> str:
    return f"[{''.join(re.escape(head) for head in dict.fromkeys(word[0] for word in words))}]"
