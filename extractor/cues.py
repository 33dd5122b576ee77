"""The cue words of patterns/cues.toml, compiled: what ends right before a figure, and what begins right after it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from extractor.segment import begins_predicate

__all__ = ["Cue", "CueBook", "Cues", "compiled"]

# What may stand between an adjacent cue and its figure.
_FILL: Final = {
    "bound": r"(?:\s|人民币|港币|新台币|美金|了|[占达为有合共]|每[人户月年天次名场生位件]{1,2})*",
    "change": r"(?:\s|了|达到|高达|约为|接近|将近|[约近超逾达]|超过|不少于|不低于|大约|分别[为达]?|各|[:：])*",
    "relation": r"(?:\s|[约近的为是有共之]|不到|超过|[:：])*",
    "modality": r"(?:\s|[（：:为是约]|[仅≤≥]|人民币)*",
}
_SPACES: Final = " \t\r\n\u3000"
_FILL_ENDS: Final = frozenset("".join(_FILL.values()) + _SPACES)  # at least every character that a fill can end in
_AFTER_GAP: Final = r"[^，。；！？、,0-9\n]{0,6}"  # between a figure and 提高到, 增至 …
_SPACE: Final = r"[ \t\u3000]?"
_CLAUSE: Final = re.compile("[^，。；]{0,40}")
_NEXT_TO: Final = 14  # characters before a figure in which an adjacent cue lies


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that set a field of a figure: `before` ends right before it, `after` begins right after it."""

    field: str
    value: str
    reach: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    unless: str
    only: str
    then: frozenset[str] = frozenset()  # what must begin right after one of `before`: a verb, or one of these
    unless_then: tuple[str, ...] = ()  # what must not begin there
    unless_later: tuple[str, ...] = ()  # what must not stand between it and the figure
    unless_clause: tuple[str, ...] = ()  # what must not follow it in its clause, before the figure or after


@dataclass(frozen=True, slots=True)
class Cues:
    """The cues of one field and reach."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    values: dict[str, str]
    tails: frozenset[str]  # the characters right before a figure that make a look for `before` worth while
    heads: frozenset[str]  # the same right after it, for `after`
    undoing: tuple[str, ...]  # what, after one of `before`, says that it came to something else
    guarded: Mapping[str, Cue]  # those of `before` that look at what comes after them, each with its entry

    def leads(self, found: re.Match[str], lead: str) -> bool:
        """Whether what begins in `lead` after a cue of `before` lets it be one: 将 before a verb."""
        cue = self.guarded.get(found["cue"])
        return not (cue and cue.then) or begins_predicate(lead, found.end(), cue.then)

    def holds(self, found: re.Match[str], lead: str, rest: str = "") -> bool:
        """Whether nothing after such a cue undoes it, in `lead`, before the figure, or in `rest`, from the figure on."""
        cue, end = self.guarded.get(found["cue"]), found.end()
        if cue is None:
            return True
        if lead.startswith(cue.unless_then, end):
            return False
        clause = _CLAUSE.match(lead[end:] + rest) if cue.unless_clause else None
        return not (_has_any(lead[end:], cue.unless_later) or (clause and _has_any(clause[0], cue.unless_clause)))

    def is_undone(self, text: str) -> bool:
        """Whether something stands in `text` that would undo one of the cues before it (目前, 已)."""
        return _has_any(text, self.undoing)

    def ending(self, before: str) -> re.Match[str] | None:
        """The adjacent cue that ends right before the figure, at the end of `before`."""
        return self.before.search(before[-_NEXT_TO:]) if before and before[-1] in self.tails else None

    def beginning(self, text: str, end: int) -> re.Match[str] | None:
        """The adjacent cue that begins right after the figure."""
        return self.after.match(text, end) if text[end : end + 1] in self.heads else None


CueBook = Mapping[tuple[str, str], Cues]  # by field and reach


def compiled(cues: Sequence[Cue]) -> CueBook:
    """The cues of each field and reach, ready to be looked for."""
    return {
        (field, reach): _compiled([c for c in cues if (c.field, c.reach) == (field, reach)], field, reach)
        for field in _FILL
        for reach in ("adjacent", "clause", "sentence")
    }


def _compiled(chosen: Sequence[Cue], field: str, reach: str) -> Cues:
    before = sorted(((word, cue) for cue in chosen for word in cue.before), key=lambda pair: -len(pair[0]))
    after = sorted((word for cue in chosen for word in cue.after), key=len, reverse=True)
    adjacent = reach == "adjacent"
    # A regex that begins with a literal is searched much faster, so the guards look back over the word.
    words = "|".join(re.escape(word) + _guard(word, cue) for word, cue in before) or "(?!)"
    tail = "|".join(map(re.escape, after)) or "(?!)"
    return Cues(
        before=re.compile(rf"(?P<cue>{words}){_FILL[field]}\Z" if adjacent else f"(?P<cue>{words})"),
        after=re.compile(rf"{_SPACE if adjacent else _AFTER_GAP}(?P<cue>{tail})"),
        values={
            word: cue.value for cue in reversed(chosen) for word in (*cue.before, *cue.after)
        },  # the first one wins
        tails=frozenset(word[-1] for word, _ in before) | _FILL_ENDS,
        heads=frozenset(word[0] for word in after) | frozenset(_SPACES),
        undoing=tuple(dict.fromkeys(word for cue in chosen for word in cue.unless_later)),
        guarded={
            word: cue for word, cue in before if cue.then or cue.unless_then or cue.unless_later or cue.unless_clause
        },
    )


def _has_any(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)


def _guard(word: str, cue: Cue) -> str:
    bare = re.escape(word)
    unless = f"(?<![{re.escape(cue.unless)}]{bare})" if cue.unless else ""
    return unless + (f"(?:(?<=[{re.escape(cue.only)}]{bare})|(?<=\\A{bare}))" if cue.only else "")
