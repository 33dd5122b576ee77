"""indicators.toml read and checked: the columns of an analyst's table, each with what says that a figure belongs to it.

A word of an entry is characters as reports write them; … in it is a gap of at most eight characters, and 【】 the place of
the figure: `会员【】` is 会员 right before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, get_args

from extractor.fields import Numeric
from extractor.knowledge import Example, Indicator, Indicators
from extractor.packs.file import PackFile, check_keys, words_of
from extractor.quotes import has_one_mark

__all__ = ["FLAGS", "KEYS", "LISTS", "TEXTS", "read_indicators"]

# The keys of an [[indicator]].
_KINDS: Final[tuple[str, ...]] = get_args(Numeric)
TEXTS: Final = ("key", "zh", "en", "group")
LISTS: Final = ("kind", "units", "words", "about", "unless", "never")
FLAGS: Final = ("change", "per_unit", "level", "required")
KEYS: Final = (*TEXTS, *LISTS, *FLAGS, "examples", "not")
_KEY: Final = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_GAP: Final = "[^｜]{0,8}?"


def read_indicators(files: Iterable[PackFile], examples: list[Example]) -> Indicators:
    """The indicators of all files; an entry with the key of an earlier file's is left out.

    Their examples are added to `examples`. Raises PackError with file, line, what is wrong and what to do.
    """
    tables: dict[str, Mapping[str, Any]] = {}
    for file in files:
        here: set[str] = set()
        for table in file.data.get("indicator", ()):
            key = _checked(file, table)
            if key in here:
                raise file.fail(f'key = "{key}"', f"{key}: stands twice in this file; give one of them another key")
            here.add(key)
            if key not in tables:
                tables[key] = table
                examples += _examples(file, key, table)
    common = Counter(pair for table in tables.values() for word in table["words"] for pair in set(_pairs(word)))
    return Indicators(tuple(_made(place, table, common) for place, table in enumerate(tables.values())))


def _checked(file: PackFile, table: Mapping[str, Any]) -> str:
    key = table.get("key")
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise file.fail(f'key = "{key}"', f"{key!r}: a key is written as blood_volume: small letters, digits and _")
    place = f'key = "{key}"'
    check_keys(file, table, set(KEYS), key)
    for name in TEXTS:
        if not isinstance(table.get(name), str) or not table[name].strip():
            raise file.fail(place, f'{key}: {name} is missing; write {name} = "…"')
    for name in (*LISTS, "examples", "not"):
        if name in table and words_of(table[name]) != table[name]:
            raise file.fail(place, f'{key}: {name} is a list of texts, {name} = ["…"]')
    for name in FLAGS:
        if not isinstance(table.get(name, False), bool):
            raise file.fail(place, f"{key}: {name} is true or false")
    if not table.get("kind") or not set(table["kind"]) <= set(_KINDS):
        raise file.fail(place, f"{key}: kind is a list of {', '.join(_KINDS)}")
    if not table.get("words"):
        raise file.fail(place, f"{key}: words is missing; write the words that say it")
    for word in table["words"]:
        if not _pairs(word):
            raise file.fail(place, f"{key}: {word!r} is too short; a word has two characters side by side at least")
    if not table.get("examples"):
        raise file.fail(place, f"{key}: an indicator needs an example with the figure in 【】")
    return key


def _examples(file: PackFile, key: str, table: Mapping[str, Any]) -> list[Example]:
    quotes = [(quote, True) for quote in table["examples"]] + [(quote, False) for quote in table.get("not", ())]
    for quote, _ in quotes:
        if not has_one_mark(quote):
            raise file.fail(quote, f"{key}: an example is a sentence with one figure in 【】")
    says = {"indicator": key}
    path: Path = file.path
    return [
        Example(path, file.line(q), key, q, says if fits else {}, unwanted={} if fits else says) for q, fits in quotes
    ]


def _pairs(word: str) -> list[str]:
    """The neighbouring characters of a word, those of the 【】 only where it has no others."""
    pieces = re.split(r"…|(?=【】)|(?<=【】)", word)
    found = [piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1) if piece != "【】"]
    if not found:
        found = [p for p in (word[at : at + 2] for at in range(len(word) - 1)) if "…" not in p and p != "【】"]
    return found


def _made(place: int, table: Mapping[str, Any], common: Mapping[str, int]) -> Indicator:
    return Indicator(
        key=table["key"],
        zh=table["zh"],
        en=table["en"],
        group=table["group"],
        kinds=frozenset(table["kind"]),
        units=frozenset(table.get("units", ())),
        pairs=frozenset(min(_pairs(word), key=lambda pair: common[pair]) for word in table["words"]),
        words=_any_of(table["words"]),
        about=_any_of(table["about"]) if table.get("about") else None,
        unless=_any_of(table["unless"]) if table.get("unless") else None,
        never=_any_of(table["never"]) if table.get("never") else None,
        place=place,
        **{name: table.get(name, False) for name in FLAGS},
    )


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(_GAP.join(map(re.escape, word.split("…"))) for word in words))
