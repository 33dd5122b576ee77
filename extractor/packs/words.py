"""The lists of words read and checked: idioms, cues, item words, and what says that a placeholder hides a name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, get_args

from extractor.cues import Cue
from extractor.fields import Bound, Change, Modality, Relation
from extractor.knowledge import Example, ItemWords, Names
from extractor.packs.file import PackFile, check_keys, words_of
from extractor.quotes import has_one_mark

__all__ = ["by_numeral", "read_cues", "read_idioms", "read_items", "read_names", "read_organisations"]

_VALUES: Final[Mapping[str, frozenset[str]]] = {  # exact and actual is what no word says to be anything else
    "bound": frozenset(get_args(Bound)) - {"exact"},
    "modality": frozenset(get_args(Modality)) - {"actual"},
    "relation": frozenset(get_args(Relation)),
    "change": frozenset(get_args(Change)),
}
_AFTERWARDS: Final = ("then", "unless_then", "unless_later", "unless_clause")  # each names a list of [words]
_KEYS: Final = {*_VALUES, "denied", "before", "after", "reach", "unless", "only", *_AFTERWARDS, "examples", "not"}
_LIST: Final = re.compile(r"\$([a-z]+)")
_REACHES: Final = {"adjacent", "clause", "sentence", "heading"}


def read_idioms(files: Iterable[PackFile], examples: list[Example]) -> list[str]:
    """The idioms in their order, each once; their examples are added to `examples`. Raises PackError."""
    words: dict[str, None] = {}
    for file in files:
        for table in file.data.values():
            if not isinstance(table, dict):
                raise file.fail("", "an idiom stands in a table: [idiom], [word] or [day]")
            for word, quote in table.items():
                if not isinstance(quote, str) or not word or word not in quote:
                    raise file.fail(f'"{word}"', f"{word}: its sentence must contain it")
                examples += file.examples(word, {"not": [quote]})
                words.setdefault(word)
    return list(words)


def by_numeral(words: Sequence[str], start: re.Pattern[str]) -> dict[str, tuple[tuple[int, str], ...]]:
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


def read_names(files: Iterable[PackFile]) -> Names:
    """What says that a placeholder stands for a name, the words of all files together. Raises PackError."""
    lists: dict[str, list[str]] = {key: [] for key in Names.__dataclass_fields__}
    for file in files:
        for key, words in file.data.get("name", {}).items():
            if key not in lists:
                raise file.fail("[name]", f"[name] has after, next, before and never, not {key!r}")
            lists[key] += words
    either = {key: "|".join(map(re.escape, sorted(words, key=len, reverse=True))) for key, words in lists.items()}
    return Names(
        after=re.compile(rf"[^\s，。；、！？“”（）《》]{{0,8}}?(?:{either['after']})"),
        next=re.compile(rf"等?(?:{either['next']})"),
        before=re.compile(rf"(?:{either['before']})\Z"),
        never=re.compile(rf"[“”]?(?:{either['never']})"),
    )


def read_organisations(files: Iterable[PackFile], examples: list[Example]) -> tuple[str, ...]:
    """How the names of organisations end, each once; the titles that show them are added to `examples`. Raises PackError."""
    words: dict[str, None] = {}
    for file in files:
        for word, title in file.data.get("organisation", {}).items():
            if not isinstance(title, str) or not word or f"{word}】" not in title or not has_one_mark(title):
                raise file.fail(f'"{word}"', f"{word}: it needs a title with an organisation in 【】 that ends so")
            examples.append(Example(file.path, file.line(f'"{word}" = "{title}"'), word, title, {}, of_whom=True))
            words.setdefault(word)
    return tuple(words)


def read_cues(files: Iterable[PackFile], examples: list[Example]) -> Iterator[Cue]:
    """The cues in their order; their examples are added to `examples`. Raises PackError."""
    files = list(files)
    denials = [word for file in files for word in words_of(file.data.get("denial", {}).get("words"))]
    lists = _word_lists(files)
    for file in files:
        for table in file.data.get("cue", ()):
            entry = "、".join((*words_of(table.get("before")), *words_of(table.get("after"))))[:20] or "[[cue]]"
            if wrong := _wrong_with(table, entry, lists, file):
                raise file.fail(entry.split("、")[0], f"{entry}: {wrong}")
            examples += file.examples(entry, table)
            field = next(name for name in _VALUES if name in table)
            before, after = (_spelled_out(file, table.get(side, ()), lists) for side in ("before", "after"))
            cue = Cue(
                field=field,
                value=table[field],
                reach=table.get("reach", "adjacent"),
                before=before,
                after=after,
                unless=table.get("unless", ""),
                only=table.get("only", ""),
                then=frozenset(lists.get(table.get("then"), ())),
                **{key: tuple(lists.get(table.get(key), ())) for key in _AFTERWARDS[1:]},
            )
            if denied := table.get("denied"):  # 不得超过, 没有少于
                turned = tuple(no + word for word in before for no in denials)
                yield replace(cue, value=denied, before=turned, after=(), unless="", only="")
            yield cue


def _wrong_with(table: Mapping[str, Any], entry: str, lists: Mapping[str, Sequence[str]], file: PackFile) -> str | None:
    """What is wrong with a [[cue]], if anything is. Raises PackError where a key is unknown."""
    check_keys(file, table, _KEYS, entry)
    fields = [name for name in _VALUES if name in table]
    if len(fields) != 1:
        return "a cue sets one of bound, modality, relation, change"
    legal = ", ".join(sorted(_VALUES[fields[0]]))
    for key in (fields[0], "denied"):
        if key in table and table[key] not in _VALUES[fields[0]]:
            return f"{key} can be {legal}, not {table[key]!r}"
    if table.get("reach", "adjacent") not in _REACHES:
        return f"reach can be {', '.join(sorted(_REACHES))}"
    for key in _AFTERWARDS:
        if key in table and table[key] not in lists:
            return f"{key} names a list of [words], not {table[key]!r}"
    return None if table.get("examples") else "a cue needs an example"


def _word_lists(files: Iterable[PackFile]) -> dict[str, list[str]]:
    """The lists of [words], those of all files together. Raises PackError."""
    lists: dict[str, list[str]] = {}
    for file in files:
        for name, words in file.data.get("words", {}).items():
            if not isinstance(words, str) or not words.split():
                raise file.fail(name, f"{name} is one string of words with spaces between them")
            lists.setdefault(name, []).extend(words.split())
    return lists


def _spelled_out(file: PackFile, words: Sequence[str], lists: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Every word that a cue says: $rise$to is each of [words] rise with each of [words] to behind it. Raises PackError."""
    spelled: dict[str, None] = {}
    for word in words:
        parts = _LIST.split(word)  # what stands between the names of lists, and the names
        unknown = [name for name in parts[1::2] if name not in lists]
        if unknown:
            raise file.fail(word, f"{word}: [words] has {', '.join(lists) or 'no list'}, not {unknown[0]!r}")
        choices = [
            lists[part] if odd else [part] for odd, part in zip(itertools.cycle((False, True)), parts, strict=False)
        ]
        spelled |= dict.fromkeys(map("".join, itertools.product(*choices)))
    return tuple(spelled)


def read_items(files: Iterable[PackFile], cues: Sequence[Cue]) -> ItemWords:
    """The lists of items.toml: words of all files together. Raises PackError.

    A cue that stands between an item and its figure (志愿者|超过300名, 持证率由60%|提高到75%) is one of `totals`, too.
    """
    lists: dict[str, set[str]] = {key: set() for key in ItemWords.__dataclass_fields__}
    for file in files:
        for key, words in file.data.get("words", {}).items():
            if not isinstance(words, str):
                raise file.fail(key, f"{key} is one string of words with spaces between them")
            if key not in lists:
                raise file.fail(key, f"[words] has {', '.join(lists)}, not {key!r}")
            lists[key].update(words.split())
    lists["totals"].update(word for cue in cues if cue.field == "bound" for word in cue.before)
    lists["totals"].update(word for cue in cues if cue.value == "baseline" for word in cue.after)
    return ItemWords(**{key: frozenset(words) for key, words in lists.items()})
