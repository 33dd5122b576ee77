"""What the pattern packs say, ready for use: patterns, units, cues, item words, idioms. `packs` makes it from the files."""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from extractor import numerals
from extractor.cues import Cue, CueBook, compiled
from extractor.errors import PackError
from extractor.fields import Kind, Numeric
from extractor.same_units import plain_unit
from extractor.segment import is_first_word, nouns, word_before

if TYPE_CHECKING:
    from extractor.scanner import Scanner

__all__ = [
    "GUARDS",
    "NUMBERS",
    "Example",
    "Follows",
    "Indicator",
    "Indicators",
    "ItemWords",
    "Measure",
    "Names",
    "NamesAfter",
    "Packs",
    "Pattern",
    "Source",
    "Unit",
    "UnitIs",
]

Source = Literal["figure", "date", "none", "redaction"]

# What word must end right before a figure, itself a word: none that counts, any, one of two characters or more, a noun of these.
Follows = Literal["", "none", "any", "word", "noun"]
# Where the unit of a figure is told, if not by a word of the packs in the group `unit`: near by, by a noun that no pack knows,
# by one that the word before says as well, or it is money that goes without saying.
UnitIs = Literal["", "near", "noun", "said", "yuan"]
# After what a unit's word is a part of a name: a placeholder (XX站), or a lone numeral as well (西五社区).
NamesAfter = Literal["", "placeholder", "numeral"]
# What must, or must not, stand right before a figure and right after it: keys of a [[pattern]].
GUARDS: Final = ("only_before", "unless_before", "only_after", "unless_after")


# The groups of a pattern that hold the digits of a figure.
NUMBERS: Final = frozenset({"low", "near", "share", "over", "half", "jiao", "fen"})


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that shows an entry: `quote` with the figure in 【】, or `nothing` where none may be found."""

    path: Path
    line: int
    entry: str
    quote: str
    wanted: Mapping[str, Any]
    nothing: bool = False
    unwanted: Mapping[str, Any] = field(default_factory=dict)  # what the figure in 【】 must not say
    of_whom: bool = False  # a title, with whose report it is in 【】


@dataclass(frozen=True)
class Pattern:
    """One way to write a figure, a date, a redacted word or something that is none of them.

    Its regexes are compiled when they are first tried: a short text needs few of the packs' hundreds.
    """

    name: str
    source: Source
    written: str  # its regex, the parts put in
    what: str
    written_guards: tuple[str | None, ...]  # in the order of GUARDS
    begins: tuple[str, ...]  # names of [begin]; none where it may begin with any of them
    path: Path
    line: int
    follows: Follows = ""  # it holds only where a word begins, after what word
    among_gaps: bool = False  # it is tried only in a line in which another figure lost its number
    unit_is: UnitIs = ""
    bare_scale: bool = False  # a scale by itself is a number there: 超百亿美元

    @functools.cached_property
    def regex(self) -> re.Pattern[str]:
        """What the pattern matches. Raises PackError where it is no regular expression."""
        return self._compiled(self.written)

    @functools.cached_property
    def guards(self) -> tuple[re.Pattern[str] | None, ...]:
        """What may not, or must, stand around it, in the order of GUARDS. Raises PackError as `regex` does."""
        return tuple(None if guard is None else self._compiled(guard) for guard in self.written_guards)

    @functools.cached_property
    def groups(self) -> frozenset[str]:
        """The names of its groups."""
        return frozenset(self.regex.groupindex)

    @functools.cached_property
    def is_missing(self) -> bool:
        """Whether it finds a figure that lost its number: no part of it is one."""
        return self.source == "figure" and not self.groups & NUMBERS

    def allows(self, text: str, start: int, end: int) -> bool:
        """Whether what stands right before `start` and right after `end`, and where words end, lets this pattern hold."""
        only_before, unless_before, only_after, unless_after = self.guards
        if only_before or unless_before:
            left = text[max(0, start - _WINDOW) : start]
            if unless_before and unless_before.search(left):
                return False
            if only_before and not only_before.search(left):
                return False
        if (unless_after and unless_after.match(text, end)) or (only_after and not only_after.match(text, end)):
            return False
        if self.follows in {"", "none"}:
            return not self.follows or is_first_word(text, start, end)
        word = word_before(text, start, end)
        return len(word) > (self.follows != "any") and (self.follows != "noun" or word in nouns())

    def compile(self) -> None:
        """Do it now. Raises PackError where a regex is wrong."""
        _ = self.regex, self.guards

    def _compiled(self, written: str) -> re.Pattern[str]:
        try:
            return re.compile(written)
        except re.error as error:
            raise PackError(self.path, self.line, f"{self.name}: the regex is wrong: {error}") from None


_WINDOW: Final = 16  # characters before a figure that a guard may look at


@dataclass(frozen=True, slots=True)
class Unit:
    """What a word after (or before) a number makes of it."""

    unit: str
    kind: Numeric
    factor: Decimal = Decimal(1)
    scaled_unless: re.Pattern[str] | None = None  # it needs a scale, but after this
    names_after: NamesAfter = ""


class Measure(NamedTuple):
    """A unit as it is written, perhaps with a scale before it: 万元 is ten thousand times 元."""

    scale: Decimal
    word: str  # without the scale
    unit: Unit


@dataclass(frozen=True)
class ItemWords:
    """Words that help to name what a figure is about (items.toml)."""

    verbs: frozenset[str]
    totals: frozenset[str]
    fillers: frozenset[str]
    nominal: frozenset[str]
    actors: frozenset[str]
    generic: frozenset[str]
    attributes: frozenset[str]
    measures: frozenset[str]
    people: frozenset[str]
    money: frozenset[str]
    compounds: frozenset[str]
    gives: frozenset[str]
    does: frozenset[str]
    little: frozenset[str]
    suffers: frozenset[str]
    causes: frozenset[str]
    changes: frozenset[str]
    rates: frozenset[str]
    compared: frozenset[str]
    sums: frozenset[str]
    worth: frozenset[str]
    of_each: frozenset[str]
    others: frozenset[str]
    numbering: frozenset[str]
    spent: frozenset[str]
    prices: frozenset[str]
    used_for: frozenset[str]
    singled_out: frozenset[str]
    undone: frozenset[str]
    in_turn: frozenset[str]
    aims: frozenset[str]

    @functools.cached_property
    def people_first(self) -> tuple[str, ...]:
        """Nouns for people as `str.startswith` takes them; not 人数 and the like, which are of no one."""
        return tuple(word for word in self.people if len(word) > 1 and not word.endswith(("数", "量", "次")))

    @functools.cached_property
    def known(self) -> frozenset[str]:
        """Words that jieba may cut but that are one here: 不超过, 线上, 红十字会, 占比."""
        phrases = (self.totals, self.fillers, self.verbs, self.compounds)
        nouns = (self.attributes, self.actors, self.people, self.rates, self.measures)
        return frozenset(word for words in (*phrases, *nouns) for word in words if len(word) > 1)

    @functools.cached_property
    def beginnings(self) -> frozenset[str]:
        """Every beginning of a known word."""
        return frozenset(word[:size] for word in self.known for size in range(1, len(word)))


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """A column of an analyst's table, and what says that a figure belongs to it (indicators.toml)."""

    key: str
    zh: str
    en: str
    group: str
    kinds: frozenset[str]
    units: frozenset[str]  # none: any
    pairs: frozenset[str]  # two neighbouring characters of each word, of which one must be there
    words: re.Pattern[str]
    about: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    never: re.Pattern[str] | None
    change: bool
    per_unit: bool
    level: bool
    required: bool
    place: int  # in the order of the pack


@dataclass(frozen=True, slots=True)
class Indicators:
    """All indicators in the order in which they are tried."""

    all: tuple[Indicator, ...] = ()
    _by_unit: dict[tuple[str, str | None], Pairs] = field(default_factory=dict, repr=False)

    def named(self, word: str) -> Indicator | None:
        """The indicator of this key, or the first that tables call so, in Chinese or English."""
        keys = (one for one in self.all if one.key == word)
        return next(keys, None) or next((one for one in self.all if word in {one.zh, one.en}), None)

    def by_unit(self, kind: Kind, unit: str | None) -> Pairs:
        """Those for this kind and unit, by each pair of characters that can stand for them; made once."""
        found = self._by_unit.get((kind, unit))
        if found is None:
            pairs: dict[str, list[Indicator]] = {}
            for one in self.all:
                if kind in one.kinds and (not one.units or unit in one.units or plain_unit(unit) in one.units):
                    for pair in one.pairs:
                        pairs.setdefault(pair, []).append(one)
            found = self._by_unit[kind, unit] = Pairs(pairs)
        return found


class Pairs(dict[str, list[Indicator]]):
    """Indicators by the pairs of characters of which one must be there: most of them are passed over at once."""

    def of(self, words: str) -> list[Indicator]:
        """Those of which a pair stands in `words`; one may come twice."""
        found = self.keys() & set(map(operator.add, words, words[1:]))
        return [one for pair in found for one in self[pair]]


@dataclass(frozen=True, slots=True)
class Names:
    """What says, round a placeholder, that it hides a name: the table [name] of placeholders.toml."""

    after: re.Pattern[str]  # a few characters on, too
    next: re.Pattern[str]
    before: re.Pattern[str]
    never: re.Pattern[str]  # after it: it hides something else


@dataclass(frozen=True)
class Packs:
    """Everything that the packs say, ready for use."""

    patterns: tuple[Pattern, ...]
    scanner: Scanner
    gap_scanner: Scanner  # of the patterns that are tried among gaps
    number: re.Pattern[str]
    not_counted: re.Pattern[str]  # what after a number is neither a measure word nor a noun
    idioms: Mapping[str, tuple[tuple[int, str], ...]]
    units: Mapping[str, Unit]
    signs: Mapping[str, Unit]
    cues: tuple[Cue, ...]
    items: ItemWords
    indicators: Indicators
    names: Names
    organisations: tuple[str, ...]  # how their names end
    examples: tuple[Example, ...] = field(repr=False)

    @functools.cached_property
    def cue_book(self) -> CueBook:
        """The cues as the step link looks for them, by field and reach."""
        return compiled(self.cues)

    @functools.cached_property
    def bounds(self) -> tuple[str, ...]:
        """What says, right before a figure, at least, at most or about: after it 一 is a number (近一小时)."""
        return tuple(word for cue in self.cues if cue.field == "bound" for word in cue.before)

    @functools.cached_property
    def foreign(self) -> re.Pattern[str]:
        """The words for money of another country than a bare 元 says: 美元, 港币."""
        words = (
            word for word, unit in self.units.items() if unit.kind == "amount" and unit.unit != "CNY" and len(word) > 1
        )
        return re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)")

    @functools.cached_property
    def plans(self) -> tuple[str, ...]:
        """How headings over plans end."""
        return tuple(word for cue in self.cues if cue.reach == "heading" for word in cue.before)

    def measure(self, word: str) -> Measure | None:
        """The unit that a word is, with what scale; None where no pack has it: 2万元 is a figure, and 千 alone a number.

        >>> from extractor.packs import load
        >>> [(str(said.scale), said.word) for word in ("十万元", "千克", "千人") if (said := load().measure(word))]
        [('100000', '元'), ('1', '千克'), ('1000', '人')]
        """
        for at in range(len(word)):
            unit = self.units.get(word[at:])
            if unit is None:
                continue
            if not at:
                return Measure(Decimal(1), word, unit)
            scale = numerals.read(word[:at]) if numerals.SCALE.fullmatch(word[:at]) else None
            return Measure(scale, word[at:], unit) if scale else None
        return None

    def idiom(self, text: str, at: int) -> tuple[int, int] | None:
        """The span of the longest idiom that covers the character at `at`.

        >>> from extractor.packs import load
        >>> load().idiom("落实三会一课制度", 4)
        (2, 6)
        """
        best: tuple[int, int] | None = None
        for key in (text[at : at + 2], text[at - 1 : at + 1] + "$"):
            for offset, word in self.idioms.get(key, ()):
                start = at - offset
                if text.startswith(word, start) and start >= 0 and (best is None or len(word) > best[1] - best[0]):
                    best = (start, start + len(word))
        return best
