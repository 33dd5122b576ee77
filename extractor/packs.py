"""The pattern packs: patterns/*.toml read, checked and compiled, once a process.

    figures dates ordinals placeholders   [part] and [[pattern]]: how things are written
    units measure_words                   what a number is a number of
    idioms                                expressions that state no number
    cues items                            what the words around a figure say of it
    indicators                            the columns of a table that figures belong to

A pack is knowledge, not code: whoever adds to it touches one line of one file. Every entry shows itself in a sentence,
and `examples()` hands these sentences to `baoshu patterns test`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from string import Template
from typing import Final

from extractor.errors import BaoshuError, PackError
from extractor.indicators import read_indicators
from extractor.knowledge import GUARDS, Cue, Example, Items, Packs, Pattern, Source, Unit
from extractor.pack_file import PackFile, check_keys, is_tables, words_of
from extractor.scanner import Scanner
from extractor.traditional import simplified

__all__ = ["Cue", "Example", "Items", "Packs", "Pattern", "Unit", "load"]

_HERE: Final = Path(__file__).resolve().parent
# In a wheel the packs lie inside the package, in a checkout beside it.
BUILT_IN: Final = _HERE / "patterns" if (_HERE / "patterns").is_dir() else _HERE.parent / "patterns"

# The order in which patterns are tried at a place: a name before a date, a date before an ordinal, a number last.
_PATTERN_FILES: Final[tuple[tuple[str, Source], ...]] = (
    ("dates.toml", "date"),
    ("ordinals.toml", "none"),
    ("figures.toml", "figure"),
    ("placeholders.toml", "redaction"),
)
_PATTERN_KEYS: Final = {"name", "begins", "regex", "examples", "not", "what", *GUARDS}
_UNIT_KEYS: Final = {
    "unit",
    "kind",
    "words",
    "before",
    "factor",
    "alone",
    "after",
    "scaled",
    "pattern_only",
    "examples",
    "not",
}
_FILES: Final = {name for name, _ in _PATTERN_FILES} | {
    "units.toml",
    "measure_words.toml",
    "idioms.toml",
    "cues.toml",
    "items.toml",
    "indicators.toml",
}
_TABLES: Final = {
    **{name: {"part", "begin", "pattern", "name"} for name, _ in _PATTERN_FILES},
    "units.toml": {"unit"},
    "measure_words.toml": {"measure", "not_followed_by", "names"},
    "cues.toml": {"cue"},
    "items.toml": {"words"},
    "indicators.toml": {"indicator"},
}
_LISTS: Final = frozenset({"unit", "pattern", "cue", "indicator"})
_CUE_VALUES: Final = {
    "bound": {"over", "under", "about"},
    "modality": {"planned"},
    "relation": {"per_unit", "part_of", "baseline"},
    "change": {"up", "down"},
}
_CUE_KEYS: Final = {*_CUE_VALUES, "before", "after", "reach", "unless", "only", "examples", "not"}
_REACHES: Final = {"adjacent", "clause", "sentence", "heading"}


class _Part(Template):
    idpattern = r"[a-z][a-z0-9]*"
    flags = re.ASCII


def load(extra: Sequence[Path] = ()) -> Packs:
    """The packs that ship with baoshu and those in the folders `extra`, whose entries go before the built-in ones.

    Raises PackError with file, line, what is wrong and what to do.

    >>> load().units["元"].unit
    'CNY'
    """
    return _load(tuple(Path(folder).resolve() for folder in extra))


@functools.cache
def _load(extra: tuple[Path, ...]) -> Packs:
    for folder in extra:
        if not folder.is_dir():
            raise BaoshuError(f"{folder}: no such folder; --patterns takes a folder with *.toml packs")
        strangers = sorted(path for path in folder.glob("*.toml") if path.name not in _FILES)
        if strangers:
            raise PackError(strangers[0], 1, f"no pack has this name; the names are {', '.join(sorted(_FILES))}")
    folders = (*extra, BUILT_IN)
    examples: list[Example] = []
    units, signs, unit_words = _units(folders, examples)
    parts = _parts(folders)
    parts["unit"] = _alternation({w: g for w, (g, _) in unit_words.items()})
    parts["alone"] = _alternation({w: g for w, (g, alone) in unit_words.items() if alone})
    parts["unithead"] = _heads(unit_words)
    alone = [word for word, (_, alone) in unit_words.items() if alone and len(word) > 1]
    parts["alonehead"] = _heads(alone) + _heads(word[1:] for word in alone)
    expand = functools.partial(_expand, parts=parts)
    sketch = functools.partial(_expand, parts=parts | {"unit": parts["unithead"]})
    begin = _begin(folders)
    patterns = [p for name, source in _PATTERN_FILES for p in _patterns(folders, name, source, expand, begin, examples)]
    name_after, name_before, name_never = _names(folders)
    return Packs(
        patterns=tuple(patterns),
        scanner=Scanner(patterns, begin, expand("$start"), sketch),
        number=re.compile(expand("$any")),
        idioms=_by_numeral(_idioms(folders, examples), re.compile(expand("$run"))),
        units=units,
        signs=signs,
        cues=tuple(_cues(folders, examples)),
        items=_items(folders),
        indicators=read_indicators(_books(folders, "indicators.toml"), examples),
        name_after=name_after,
        name_before=name_before,
        name_never=name_never,
        examples=tuple(examples),
    )


def _books(folders: Sequence[Path], name: str) -> Iterator[PackFile]:
    for folder in folders:
        if (folder / name).is_file():
            book = PackFile.read(folder / name)
            known = _TABLES.get(name)
            for table in book.data:
                if known is not None and table not in known:
                    raise book.fail(table, f"unknown table {table!r}; known are {', '.join(sorted(known))}")
                if table in _LISTS and not is_tables(book.data[table]):
                    raise book.fail(table, f"{table} is written as [[{table}]], once for each entry")
            yield book


def _parts(folders: Sequence[Path]) -> dict[str, str]:
    parts: dict[str, str] = {}
    for name, _ in _PATTERN_FILES:
        for book in _books(folders, name):
            for key, regex in book.data.get("part", {}).items():
                if not isinstance(regex, str) or not regex:
                    raise book.fail(key, f"{key}: a part is a regex")
                parts.setdefault(key, regex if regex[0] + regex[-1] == "[]" else f"(?:{regex})")
    return parts


def _expand(regex: str, parts: Mapping[str, str]) -> str:
    for _ in range(8):  # parts are nested at most a few deep; a cycle would otherwise go on for ever
        if "$" not in regex.replace("$$", ""):
            break
        regex = _Part(regex.replace("$$", "$$$$")).substitute(parts)
    if re.search(r"(?<!\$)\$[a-z]", regex):
        raise ValueError("its parts stand for each other")
    return regex.replace("$$", "$")


def _alternation(words: Mapping[str, str]) -> str:
    """A regex of all words, the longest first among those that begin alike; each with what must not follow it."""
    heads: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        heads.setdefault(word[0], []).append(word)
    order = dict.fromkeys(word[0] for word in words)
    groups = []
    for head in order:
        tails = [re.escape(w[1:]) + (f"(?![{words[w]}])" if words[w] else "") for w in heads[head]]
        groups.append(re.escape(head) + (tails[0] if len(tails) == 1 else f"(?:{'|'.join(tails)})"))
    return f"(?:{'|'.join(groups)})"


def _heads(words: Iterable[str]) -> str:
    return f"[{''.join(re.escape(head) for head in dict.fromkeys(word[0] for word in words))}]"


def _units(
    folders: Sequence[Path], examples: list[Example]
) -> tuple[dict[str, Unit], dict[str, Unit], dict[str, tuple[str, bool]]]:
    units: dict[str, Unit] = {}
    signs: dict[str, Unit] = {}
    words: dict[str, tuple[str, bool]] = {}
    for book in _books(folders, "units.toml"):
        for table in book.data.get("unit", ()):
            entry = "、".join(words_of(table.get("words"))) or str(table.get("unit", "[[unit]]"))
            check_keys(book, table, _UNIT_KEYS, entry)
            if not isinstance(table.get("unit"), str) or not words_of(table.get("words")):
                raise book.fail(entry.split("、")[0], f'{entry}: a unit needs unit = "…" and a list of words')
            if not isinstance(table.get("factor", 1), int | float):
                raise book.fail(entry.split("、")[0], f"{entry}: factor must be a number")
            if table.get("kind") not in {"amount", "quantity", "ratio"}:
                raise book.fail(entry.split("、")[0], f"{entry}: kind must be amount, quantity or ratio")
            if not table.get("examples"):
                raise book.fail(entry.split("、")[0], f"{entry}: an entry needs an example with the figure in 【】")
            examples += book.examples(entry, table)
            for word in table["words"]:
                made = Unit(
                    table["unit"] or word, table["kind"], Decimal(table.get("factor", 1)), table.get("scaled", False)
                )
                units.setdefault(word, made)
                if not table.get("pattern_only"):
                    words.setdefault(word, (table.get("after", ""), word in table.get("alone", ())))
            for sign in table.get("before", ()):
                signs.setdefault(sign, Unit(table["unit"], "amount"))
    for book in _books(folders, "measure_words.toml"):
        guards = book.data.get("not_followed_by", {})
        names = book.data.get("names", {})
        places = set(names.get("places", "").split())
        named = places | set(names.get("others", "").split())
        for word, quote in book.data.get("measure", {}).items():
            if not word or not isinstance(quote, str):
                raise book.fail(f'"{word}"', f"{word!r}: a measure word needs a sentence with one figure in 【】")
            examples += book.examples(word, {"examples": [{"quote": quote, "unit": word, "kind": "count"}]})
            units.setdefault(word, Unit(word, "count", is_name=word in named, is_place=word in places))
            words.setdefault(word, (guards.get(word, ""), False))
    return units, signs, words


def _patterns(
    folders: Sequence[Path],
    name: str,
    source: Source,
    expand: functools.partial[str],
    begin: Mapping[str, Sequence[str]],
    examples: list[Example],
) -> Iterator[Pattern]:
    for book in _books(folders, name):
        for table in book.data.get("pattern", ()):
            entry = str(table.get("name", "[[pattern]]"))
            check_keys(book, table, _PATTERN_KEYS, entry)
            if "name" not in table or "regex" not in table:
                raise book.fail(f'"{entry}"', f"{entry}: a pattern needs a name and a regex")
            if not table.get("examples") and not table.get("not"):
                raise book.fail(
                    f'"{entry}"', f"{entry}: a pattern needs an example (or, for what is no figure, a `not`)"
                )
            examples += book.examples(entry, table)
            try:
                regex = re.compile(expand(table["regex"]))
                guards = tuple(_guard(key, expand(table[key])) if key in table else None for key in GUARDS)
            except (re.error, KeyError, ValueError) as error:
                raise book.fail(f'"{entry}"', f"{entry}: the regex is wrong: {error}") from None
            begins = tuple(table.get("begins", "").split())
            unknown = [b for b in begins if b not in begin]
            if unknown:
                raise book.fail(f'"{entry}"', f"{entry}: begins with {unknown[0]!r}; known are {', '.join(begin)}")
            yield Pattern(
                entry,
                source,
                regex,
                table.get("what", ""),
                guards,
                frozenset(regex.groupindex),
                begins,
            )


def _guard(key: str, regex: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{regex})\Z" if key.endswith("before") else regex)


def _idioms(folders: Sequence[Path], examples: list[Example]) -> list[str]:
    words: dict[str, None] = {}
    for book in _books(folders, "idioms.toml"):
        for table in book.data.values():
            if not isinstance(table, dict):
                raise book.fail("", "an idiom stands in a table: [idiom], [word] or [day]")
            for word, quote in table.items():
                if not isinstance(quote, str) or not word or word not in quote:
                    raise book.fail(f'"{word}"', f"{word}: its sentence must contain it")
                examples += book.examples(word, {"not": [quote]})
                words.setdefault(word)
    return list(words)


def _by_numeral(words: Sequence[str], start: re.Pattern[str]) -> dict[str, tuple[tuple[int, str], ...]]:
    """Each idiom under every character of it at which a figure could begin: (offset, idiom).

    The key is that character with the one after it, or, at the idiom's end (统一), with the one before it and a $.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    for word in words:
        for offset, c in enumerate(word):
            if start.match(c):
                last = offset == len(word) - 1
                key = word[max(0, offset - 1) :] + "$" if last else word[offset : offset + 2]
                found.setdefault(key, []).append((offset, word))
    return {key: tuple(entries) for key, entries in found.items()}


def _begin(folders: Sequence[Path]) -> dict[str, list[str]]:
    begin: dict[str, list[str]] = {}
    for book in _books(folders, "figures.toml"):
        for name, regexes in book.data.get("begin", {}).items():
            begin.setdefault(name, [regexes] if isinstance(regexes, str) else regexes)
    return begin


def _names(folders: Sequence[Path]) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    lists: dict[str, list[str]] = {"after": [], "before": [], "never": []}
    for book in _books(folders, "placeholders.toml"):
        for key, words in book.data.get("name", {}).items():
            if key not in lists:
                raise book.fail("[name]", f"[name] has after, before and never, not {key!r}")
            lists[key] += words
    either = {key: "|".join(map(re.escape, sorted(words, key=len, reverse=True))) for key, words in lists.items()}
    return (
        re.compile(rf"[^\s，。；、！？“”（）《》]{{0,8}}?(?:{either['after']})"),
        re.compile(rf"(?:{either['before']})\Z"),
        re.compile(rf"[“”]?(?:{either['never']})"),
    )


def _cues(folders: Sequence[Path], examples: list[Example]) -> Iterator[Cue]:
    for book in _books(folders, "cues.toml"):
        for table in book.data.get("cue", ()):
            fields = [k for k in ("bound", "modality", "relation", "change") if k in table]
            entry = "、".join((*words_of(table.get("before")), *words_of(table.get("after"))))[:20] or "[[cue]]"
            check_keys(book, table, _CUE_KEYS, entry)
            if len(fields) != 1:
                raise book.fail(entry.split("、")[0], f"{entry}: a cue sets one of bound, modality, relation, change")
            if table[fields[0]] not in _CUE_VALUES[fields[0]]:
                legal = ", ".join(sorted(_CUE_VALUES[fields[0]]))
                raise book.fail(entry.split("、")[0], f"{entry}: {fields[0]} can be {legal}, not {table[fields[0]]!r}")
            if table.get("reach", "adjacent") not in _REACHES:
                raise book.fail(entry.split("、")[0], f"{entry}: reach can be {', '.join(sorted(_REACHES))}")
            if not table.get("examples"):
                raise book.fail(entry.split("、")[0], f"{entry}: a cue needs an example")
            examples += book.examples(entry, table)
            yield Cue(
                fields[0],
                table[fields[0]],
                table.get("reach", "adjacent"),
                tuple(table.get("before", ())),
                tuple(table.get("after", ())),
                table.get("unless", ""),
                table.get("only", ""),
            )


def _items(folders: Sequence[Path]) -> Items:
    lists: dict[str, set[str]] = {key: set() for key in Items.__dataclass_fields__}
    for book in _books(folders, "items.toml"):
        for key, words in book.data.get("words", {}).items():
            if not isinstance(words, str):
                raise book.fail(key, f"{key} is one string of words with spaces between them")
            if key not in lists:
                raise book.fail(key, f"[words] has {', '.join(lists)}, not {key!r}")
            lists[key].update(words.split())
    return Items(**{key: frozenset(map(simplified, words)) for key, words in lists.items()})
