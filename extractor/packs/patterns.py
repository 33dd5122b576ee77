"""[part], [begin] and [[pattern]] read and checked: how figures, dates, ordinals and placeholders are written.

A regex calls the parts by their names, `$number$scale?$unit`; `Parts` puts them in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Any, Final, get_args

from extractor.knowledge import GUARDS, Example, Follows, Pattern, Source, UnitIs
from extractor.packs.file import PackFile, check_keys

__all__ = ["WORD_PARTS", "Parts", "any_of", "read_begin", "read_parts", "read_patterns", "read_word_parts"]

_KEYS: Final = {
    "name",
    "begins",
    "regex",
    "examples",
    "not",
    "what",
    "follows",
    "among_gaps",
    "unit",
    "bare_scale",
    *GUARDS,
}
WORD_PARTS: Final = {"word_ends": "wordends", "lone_word_ends": "lonewordends", "word_begins": "wordbegins"}
"""The tables of measure words that may be a part of another word, and the part that a regex calls each of them by."""


class _Regex(Template):
    idpattern = r"[a-z][a-z0-9]*"
    flags = re.ASCII


@dataclass(frozen=True, slots=True)
class Parts:
    """Regexes by the names that others call them by."""

    regexes: Mapping[str, str]

    def expand(self, regex: str) -> str:
        """A regex with its parts put in. Raises KeyError for one that is unknown, ValueError where they go round in circles."""
        for _ in range(8):  # parts are nested at most a few deep; a cycle would otherwise go on for ever
            if "$" not in regex.replace("$$", ""):
                break
            regex = _Regex(regex.replace("$$", "$$$$")).substitute(self.regexes)
        if re.search(r"(?<!\$)\$[a-z]", regex):
            raise ValueError("its parts stand for each other")
        return regex.replace("$$", "$")

    def but(self, **regexes: str) -> Parts:
        """The same parts, some of them others."""
        return Parts({**self.regexes, **regexes})


def read_parts(files: Iterable[PackFile]) -> dict[str, str]:
    """The regex of each [part]; of two with one name the first holds. Raises PackError."""
    parts: dict[str, str] = {}
    for file in files:
        for key, regex in file.data.get("part", {}).items():
            if not isinstance(regex, str) or not regex:
                raise file.fail(key, f"{key}: a part is a regex")
            parts.setdefault(key, regex if regex[0] + regex[-1] == "[]" else f"(?:{regex})")
    return parts


def read_word_parts(files: Iterable[PackFile]) -> dict[str, str]:
    """The parts of [word_ends], [lone_word_ends] and [word_begins]: a measure word beside what makes one word with it.

    >>> _of_a_word("户", ["倒房", "农"], before=True), _of_a_word("人", ["员", "少事"], before=False)
    ('(?<=倒房)户|(?<=农)户', '(?<=人)(?:员|少事)')
    """
    words: dict[str, dict[str, list[str]]] = {table: {} for table in WORD_PARTS}
    for file in files:
        for table, known in words.items():
            for measure, beside in file.data.get(table, {}).items():
                if not isinstance(beside, str) or not beside.split():
                    raise file.fail(measure, f"{measure}: what stands beside it in a word, with spaces between")
                known.setdefault(measure, []).extend(beside.split())
    return {
        part: "|".join(_of_a_word(*entry, before=table != "word_begins") for entry in words[table].items()) or "(?!)"
        for table, part in WORD_PARTS.items()
    }


def any_of(words: Iterable[str]) -> str:
    """A regex of all words, the same in every process, the longer of two that begin alike first.

    >>> any_of({"老人", "老人家", "村民"})
    '(?:老人家|村民|老人)'
    """
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))})"


def _of_a_word(measure: str, beside: Sequence[str], *, before: bool) -> str:
    if not before:
        return f"(?<={measure})(?:{'|'.join(beside)})"
    sizes = sorted({len(word) for word in beside}, reverse=True)  # a look-behind has one width
    return "|".join(f"(?<={'|'.join(w for w in beside if len(w) == size)}){measure}" for size in sizes)


def read_begin(files: Iterable[PackFile]) -> dict[str, list[str]]:
    """The regexes of each name in [begin]: how a pattern may begin."""
    begin: dict[str, list[str]] = {}
    for file in files:
        for name, regexes in file.data.get("begin", {}).items():
            begin.setdefault(name, [regexes] if isinstance(regexes, str) else regexes)
    return begin


def read_patterns(
    files: Iterable[PackFile], source: Source, parts: Parts, begin: Mapping[str, Sequence[str]], examples: list[Example]
) -> Iterator[Pattern]:
    """The patterns in their order; their examples are added to `examples`. Raises PackError."""
    for file in files:
        for table in file.data.get("pattern", ()):
            entry = str(table.get("name", "[[pattern]]"))
            _check(file, table, entry, begin)
            examples += file.examples(entry, table)
            place = f'"{entry}"'
            try:
                regex = parts.expand(table["regex"])
                guards = tuple(_guard(key, parts.expand(table[key])) if key in table else None for key in GUARDS)
            except (KeyError, ValueError) as error:
                raise file.fail(place, f"{entry}: the regex is wrong: {error}") from None
            begins = tuple(table.get("begins", "").split())
            yield Pattern(
                entry,
                source,
                regex,
                table.get("what", ""),
                guards,
                begins,
                file.path,
                file.line(place),
                follows=table.get("follows", ""),
                among_gaps=table.get("among_gaps", False),
                unit_is=table.get("unit", ""),
                bare_scale=table.get("bare_scale", False),
            )


def _check(file: PackFile, table: Mapping[str, Any], entry: str, begin: Mapping[str, Sequence[str]]) -> None:
    check_keys(file, table, _KEYS, entry)
    place = f'"{entry}"'
    if "name" not in table or "regex" not in table:
        raise file.fail(place, f"{entry}: a pattern needs a name and a regex")
    if table.get("follows", "") not in get_args(Follows):
        raise file.fail(place, f'{entry}: follows is "none", "any", "word" or "noun"')
    if table.get("unit", "") not in get_args(UnitIs):
        raise file.fail(place, f'{entry}: unit is "near", "noun", "said" or "yuan"')
    for key in ("among_gaps", "bare_scale"):
        if not isinstance(table.get(key, False), bool):
            raise file.fail(place, f"{entry}: {key} is true or false")
    if not table.get("examples") and not table.get("not"):
        raise file.fail(place, f"{entry}: a pattern needs an example (or, for what is no figure, a `not`)")
    for name in table.get("begins", "").split():
        if name not in begin:
            raise file.fail(place, f"{entry}: begins with {name!r}; known are {', '.join(begin)}")


def _guard(key: str, regex: str) -> str:
    return rf"(?:{regex})\Z" if key.endswith("before") else regex
