"""Where the figures are: text → mentions, each with the pattern that matched.

One regex runs over the text (see packs.toml's `$start`); where a pattern's guards refuse, the next one that fits the
place is tried. Names in quotes and titles in 《》 hold no figures. What a mention says is `normalise`'s business.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from extractor.outline import Outline
from extractor.packs import Packs, Pattern

__all__ = ["Mention", "find", "rivals"]

_TITLE: Final = re.compile(r"《[^《》\n]{1,120}》")
# A short quote is a name (“四个100”, “15分钟养老服务圈”); a longer one, or one with a comma, is somebody speaking.
_NAME: Final = re.compile(r"“[^“”，。；：！？,\n]{1,16}”|「[^「」，。；！？\n]{1,16}」|‘[^‘’，。；\n]{1,16}’")
_SHORT_ERA: Final = re.compile(r"[1１][0-9０-９]{2}(?![0-9０-９])")
_BREAK: Final = re.compile(r"[\n\u2028]")


@dataclass(slots=True)
class Mention:
    """A place where a figure, a date or a redacted word stands: `text[start:end]`, and the pattern that matched."""

    start: int
    end: int
    pattern: Pattern
    at: int  # where the pattern's own match begins (a placeholder in 第X届 begins after 第)
    unit: str = ""  # the unit's word, where it stands outside the span
    unit_at: tuple[int, int] | None = None


def find(text: str, packs: Packs, outline: Outline) -> list[Mention]:
    """All mentions in the order of the text; they do not overlap."""
    titles = [m.span() for m in _TITLE.finditer(text)]
    names = [m.span() for m in _NAME.finditer(text)]
    kept = []
    for mention in _scan(text, packs, outline):
        if mention.pattern.source == "redaction" or not (_within(titles, mention) or _within(names, mention)):
            kept.append(mention)
    return kept


def rivals(text: str, at: int, packs: Packs) -> list[tuple[Pattern, int, bool]]:
    """Every pattern that matches at `at`: itself, where it would end, and whether its guards let it hold."""
    found = []
    for pattern in packs.patterns:
        match = pattern.regex.match(text, at)
        if match:
            start, end = match.span("span" if "span" in pattern.groups else 0)
            found.append((pattern, end, pattern.allows(text, start, end)))
    return found


def _within(spans: list[tuple[int, int]], mention: Mention) -> bool:
    at = bisect_right(spans, (mention.start, len(spans) and spans[-1][1])) - 1
    return at >= 0 and spans[at][0] < mention.start and mention.end < spans[at][1]


def _scan(text: str, packs: Packs, outline: Outline) -> Iterator[Mention]:
    scan, patterns = packs.scan, packs.patterns
    at, size = 0, len(text)
    while at < size:
        match = scan.search(text, at)
        if match is None:
            return
        group = match.lastgroup or "p0"
        mention = _first_that_holds(text, match.start(), int(group[1:]), patterns, outline)
        if mention is None:
            run = packs.number.match(text, match.start())
            at = run.end() if run and run.end() > match.start() else match.start() + 1
            continue
        if mention.pattern.source != "none":
            yield mention
        at = max(mention.end, match.start() + 1)


def _first_that_holds(text: str, at: int, number: int, patterns: tuple[Pattern, ...], outline: Outline) -> Mention | None:
    for pattern in patterns[number:]:
        match = pattern.regex.match(text, at)
        if match is None:
            continue
        if pattern.source == "date" and not outline.era and _SHORT_ERA.match(match[0]):
            continue  # 107年 is a year only in a text that counts by 民國
        start, end = match.span("span") if "span" in pattern.groups else match.span()
        broken = _BREAK.search(text, start, end)
        if broken and not outline.joins(broken.start()):
            # The line ends here for good: what stands on the next one belongs to something else.
            match = pattern.regex.match(text, at, broken.start())
            if match is None:
                continue
            start, end = match.span("span") if "span" in pattern.groups else match.span()
        if end > start and pattern.allows(text, start, end):
            return Mention(start, end, pattern, at)
    return None
