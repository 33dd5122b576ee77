"""Which patterns can begin at a place, told by the characters there: the pattern packs' own dispatch table.

Most of a text is passed over in C, by one class of characters. At a character of that class a pattern is tried only where
its beginning fits (`[begin]` in figures.toml), and a beginning is judged by no more than the first two characters, the
character right after the numeral that stands there, and the one after the space behind it. What these characters decide is
decided once and kept, so the table grows with what texts hold, as that of a lazy automaton does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from extractor.knowledge import Pattern

__all__ = ["Scanner"]

_MOST_KEPT: Final = 50_000  # places that differ; a text of nothing but odd characters must not fill the memory
_CLASS: Final = r"\[(?:\\.|[^\]\\])+\]"
_ONE: Final = rf"(?:{_CLASS}|[^\\\[\](){{}}$|?*+.^])"  # a class, or a character that stands for itself
_SHORT: Final = re.compile(rf"{_ONE}{{1,2}}")
_FIRST: Final = re.compile(rf"(?:\(\?:|\(\?P<\w+>|\(\?![^()]*\))*({_ONE})(?![?*]|\{{0)")
# $run[成], $run$gap$unithead, (?=[百千])$days分, $days$gap年$gap[上下]: after a numeral, one character
_AFTER_NUMERAL: Final = re.compile(
    rf"(?:\(\?=(?P<first>{_CLASS})\))?\$(?P<numeral>run|days)(?P<gap>\$gap)?(?P<year>年\$gap)?"
    rf"(?P<next>{_ONE}|\$unithead|\(\?:\$unithead\|{_CLASS}\))"
)

Test = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What the characters at a place must be: the first two, and perhaps the one after the numeral."""

    start: Test
    after: int = 0  # which of what `Scanner` is told; 0: nothing more is asked
    next: Test | None = None

    def goes_on(self, told: Sequence[str | None]) -> bool:
        """Whether the numeral that stands there, if one must, is followed as it must be."""
        return self.next is None or bool(self.next(told[self.after] or ""))


class Scanner:
    """The places of a text at which patterns may match, with these patterns."""

    def __init__(
        self,
        patterns: Sequence[Pattern],
        begin: Mapping[str, Sequence[str]],
        start: str,
        expand: Callable[[str], str],
    ) -> None:
        beginnings = {name: [_beginning(regex, expand) for regex in regexes] for name, regexes in begin.items()}
        self._patterns = [(pattern, [b for name in pattern.begins for b in beginnings[name]]) for pattern in patterns]
        self.start = re.compile(_start(patterns, start))  # what any place must begin with
        run, days, gap = expand("$run"), expand("$days"), expand("$gap")
        told = f"(?=(..?))(?:(?={run}(?=(.?)){gap}(.?)))?(?:(?={days}(?=(.?)){gap}(?=(.?))(?:年{gap}(.?))?))?"
        self._places = re.compile(f"(?s:{self.start.pattern}(?<=(?={told}).))")
        self._table: dict[tuple[str | None, ...], tuple[Pattern, ...]] = {}

    def next(self, text: str, at: int, stop: int) -> tuple[int, tuple[Pattern, ...]] | None:
        """The first place from `at` on, before `stop`, where any pattern may match, and all that may, in their order."""
        search, table = self._places.search, self._table
        while place := search(text, at, stop):
            told = place.groups()
            candidates = table.get(told)
            if candidates is None:
                candidates = self._learn(told)
            if candidates:
                return place.start(), candidates
            at = place.end()
        return None

    def _learn(self, told: tuple[str | None, ...]) -> tuple[Pattern, ...]:
        found = tuple(
            pattern
            for pattern, beginnings in self._patterns
            if not beginnings or any(b.start(told[0] or "") and b.goes_on(told) for b in beginnings)
        )
        if len(self._table) > _MOST_KEPT:
            self._table.clear()
        self._table[told] = found
        return found


def _start(patterns: Sequence[Pattern], start: str) -> str:
    """`start`, or what a pattern without a beginning begins with; any character where that cannot be told."""
    firsts = [_FIRST.match(pattern.written) for pattern in patterns if not pattern.begins]
    if not all(firsts):
        return "(?s:.)"
    return f"(?:{'|'.join([start, *(first[1] for first in firsts if first)])})" if firsts else start


def _beginning(regex: str, expand: Callable[[str], str]) -> _Beginning:
    after = _AFTER_NUMERAL.fullmatch(regex)
    if after:
        place = 5 if after["year"] else {"run": 1, "days": 3}[after["numeral"]] + bool(after["gap"])
        first = f"(?={after['first']})" if after["first"] else ""
        start = re.compile(first + expand("$" + after["numeral"]))
        return _Beginning(start.match, place, re.compile(expand(after["next"])).match)
    regex = expand(regex)
    if not _SHORT.fullmatch(regex):
        head = _FIRST.match(regex)
        regex = head[1] if head else ""
    return _Beginning(re.compile(regex).match)
