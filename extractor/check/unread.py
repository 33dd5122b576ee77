"""Numbers that no record holds: too large to be one, or before a word that no pack has."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from extractor.check.finding import Finding, View, in_report
from extractor.knowledge import Packs

# After words, before a word: what follows is neither a mark nor a word that only places the number (第3季, 2023版).
_NUMBER: Final = re.compile(
    "(?<=[\u4e00-\u9fff])(?<![第表图件附注楼层室线路号年月日拨打话])"
    "[0-9０-９](?:[0-9０-９]|[,，.．](?=[0-9０-９])){0,60}+[余多]?[十百千万亿]{0,3}+[余多]?(?=[\u4e00-\u9fff])"
)
_NAME: Final = re.compile("(?:19|20)[0-9]{2}|12[0-9]{2}[1-9]|9[56][0-9]{3}")  # a year; 12345转办件, a hotline
_LARGE: Final = 18  # digits; no record holds more
_QUOTED: Final = 16  # characters of a name in quotes


@in_report
def unread(view: View) -> Iterator[Finding]:
    """M102: 善款12345678901234567890元, 搭建了36甃供避险: told only where the report's own text is at hand."""
    text, packs = view.plain, view.packs
    if not text:
        return
    heads = {unit[0] for unit in packs.units}
    starts = [record.start for record in view.extraction.records]
    for match in _NUMBER.finditer(text):
        at, end = match.span()
        last = bisect_right(starts, end) - 1
        if last >= 0 and view.extraction.records[last].end > at:
            continue
        large = sum(map(str.isdigit, match[0])) > _LARGE
        if large or not (
            packs.not_counted.match(text, end)
            or text[end] in heads
            or _NAME.fullmatch(match[0])
            or _is_no_number(text, at, packs)
        ):
            yield Finding("M102", (), {"text": view.text[at : end + 1]}, at=(at, end))


def _is_no_number(text: str, at: int, packs: Packs) -> bool:
    """Whether a name in quotes or an ordinal, a code, a clock time stands there (ordinals.toml)."""
    floor = max(0, at - _QUOTED)
    if any(text.rfind(opened, floor, at) > text.rfind(closed, floor, at) for opened, closed in ("“”", "「」", "《》")):
        return True
    place = packs.scanner.next(text, at, len(text))
    return place is not None and any(
        pattern.source == "none" and (match := pattern.regex.match(text, at)) and pattern.allows(text, at, match.end())
        for pattern in place[1]
    )
