"""The pattern packs: patterns/*.toml read, checked and compiled, once a process.

    figures missing dates ordinals placeholders   [begin], [part] and [[pattern]]: how things are written
    units measure_words                   what a number is a number of
    idioms                                expressions that state no number
    cues items                            what the words around a figure say of it
    indicators                            the columns of a table that figures belong to

A pack is knowledge, not code: whoever adds to it touches one line of one file. Every entry shows itself in a sentence,
and `baoshu patterns test` tries these sentences.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from extractor.errors import BaoshuError, PackError
from extractor.knowledge import Example, Packs, Source
from extractor.packs.file import PackFile, is_tables
from extractor.packs.indicators import read_indicators
from extractor.packs.patterns import WORD_PARTS, Parts, any_of, read_begin, read_parts, read_patterns, read_word_parts
from extractor.packs.units import read_units
from extractor.packs.words import by_numeral, read_cues, read_idioms, read_items, read_names, read_organisations
from extractor.placeholder import MARKS
from extractor.scanner import Scanner

__all__ = ["BUILT_IN", "load"]

_HERE: Final = Path(__file__).resolve().parents[1]
# In a wheel the packs lie inside the package, in a checkout beside it.
BUILT_IN: Final = _HERE / "patterns" if (_HERE / "patterns").is_dir() else _HERE.parent / "patterns"

# The order in which patterns are tried at a place: a date before an ordinal, an ordinal before a figure, a hidden name last.
_PATTERNS: Final[Mapping[str, Source]] = {
    "dates.toml": "date",
    "ordinals.toml": "none",
    "figures.toml": "figure",
    "missing.toml": "figure",
    "placeholders.toml": "redaction",
}
_TABLES: Final[Mapping[str, frozenset[str]]] = {  # of each pack; none: whatever its author calls them
    "units.toml": frozenset({"unit", "not_followed_by", "after_digits"}),
    "measure_words.toml": frozenset({"measure", "bracketed", "not_followed_by", "after_digits", "names_after"}),
    **dict.fromkeys(_PATTERNS, frozenset({"part", "begin", "pattern", "name", *WORD_PARTS})),
    "idioms.toml": frozenset(),
    "cues.toml": frozenset({"cue", "denial", "words"}),
    "items.toml": frozenset({"words"}),
    "outline.toml": frozenset({"organisation"}),
    "indicators.toml": frozenset({"indicator"}),
}
_LISTS: Final = frozenset({"unit", "pattern", "cue", "indicator"})  # tables that stand there once for each entry


def load(extra: Sequence[Path] = ()) -> Packs:
    """The packs that ship with baoshu and those in the folders `extra`, whose entries go before the built-in ones.

    Raises PackError with file, line, what is wrong and what to do.

    >>> load().units["元"].unit
    'CNY'
    """
    return _load(tuple(Path(folder).resolve() for folder in extra))


@functools.cache
def _load(extra: tuple[Path, ...]) -> Packs:
    files = {name: list(_files((*extra, BUILT_IN), name)) for name in _checked(extra)}
    examples: list[Example] = []
    units = read_units(files["units.toml"], files["measure_words.toml"], examples)
    written = [file for name in _PATTERNS for file in files[name]]
    cues = tuple(read_cues(files["cues.toml"], examples))
    items = read_items(files["items.toml"], cues)
    of_words = {**units.parts(), **read_word_parts(written), "people": any_of(items.people_first)}
    parts = Parts({**read_parts(written), **of_words, "marks": MARKS})
    begin = read_begin(written)
    patterns = [
        pattern
        for name, source in _PATTERNS.items()
        for pattern in read_patterns(files[name], source, parts, begin, examples)
    ]
    has_parts = any(file.path.parent in extra and "part" in file.data for file in written)
    for pattern in patterns:
        if has_parts or pattern.path.parent in extra:  # tests have compiled those that ship
            pattern.compile()
    sketch = parts.but(unit=parts.regexes["unithead"])
    return Packs(
        patterns=tuple(patterns),
        scanner=Scanner([p for p in patterns if not p.among_gaps], begin, parts.expand("$start"), sketch.expand),
        gap_scanner=Scanner([p for p in patterns if p.among_gaps], begin, parts.expand("$gapstart"), sketch.expand),
        number=re.compile(parts.expand("$any")),
        not_counted=re.compile(parts.expand("$notcounted")),
        idioms=by_numeral(read_idioms(files["idioms.toml"], examples), re.compile(parts.expand("$run"))),
        units=units.words,
        signs=units.signs,
        cues=cues,
        items=items,
        indicators=read_indicators(files["indicators.toml"], examples),
        names=read_names(files["placeholders.toml"]),
        organisations=read_organisations(files["outline.toml"], examples),
        examples=tuple(examples),
    )


def _checked(extra: Sequence[Path]) -> Iterable[str]:
    """The names of all packs. Raises BaoshuError where a folder is not there, PackError where it holds another pack."""
    for folder in extra:
        if not folder.is_dir():
            raise BaoshuError(f"{folder}: no such folder; --patterns takes a folder with *.toml packs")
        strangers = sorted(path for path in folder.glob("*.toml") if path.name not in _TABLES)
        if strangers:
            raise PackError(strangers[0], 1, f"no pack has this name; the names are {', '.join(sorted(_TABLES))}")
    return _TABLES


def _files(folders: Sequence[Path], name: str) -> Iterator[PackFile]:
    """The packs of one name, each with the tables that it may have. Raises PackError."""
    known = _TABLES[name]
    for folder in folders:
        if not (folder / name).is_file():
            continue
        file = PackFile.read(folder / name)
        for table in file.data:
            if known and table not in known:
                raise file.fail(table, f"unknown table {table!r}; known are {', '.join(sorted(known))}")
            if table in _LISTS and not is_tables(file.data[table]):
                raise file.fail(table, f"{table} is written as [[{table}]], once for each entry")
        yield file
