"""The words on either side of a figure that are its own: up to the nearest mark, or to the next figure."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from extractor.normalise import Reading
from extractor.packs import Items
from extractor.phrases import words_of

__all__ = ["EDGE", "PLACES", "REACH", "Edge", "OwnWords", "own_words"]

# What ends the words before a figure: the start of its sentence, the reach, the figure before, a mark (， or 第三批), or 一是.
Edge = Literal["sentence", "reach", "figure", "mark", "point"]
REACH: Final = 24  # characters before a figure that are looked at
PLACES: Final = frozenset("省市州县区旗乡镇村") | {
    "街道",
    "社区",
    "乡镇",
}  # units that are counted places
_AHEAD: Final = 40  # and after it
EDGE: Final = re.compile(
    r"[，。；！？：:、,;/（(）)●■◆▲○→|•·]|——|(?P<point>[一二三四五六七八九十]是)|第[0-9一二三四五六七八九十]{1,3}(?:批次?|轮次?|次|期)"
)
_STOP: Final = re.compile(r"[，。；！？：:、,;/（(）)●■→|]|[一二三四五六七八九十]是")
_AGE: Final = re.compile(r"[^，。；]{0,5}?周?岁(?:及?以[上下])?(?:的|之)?")
_QUOTED: Final = re.compile(r"的?[“「《]([^”」》]{2,12})[”」》]")
_SHORT_OF: Final = re.compile(r"不足\Z")  # jieba makes one word of 经费不足
_ALIAS: Final = re.compile(r"[（(]([\u4e00-\u9fff、]{1,5})[）)]")


@dataclass
class OwnWords:
    """The words up to a figure, and what comes after it."""

    left: list[str]
    after: str  # the piece of text after the figure, cut into words only where they are needed
    edge: Edge
    mark: str  # the text of a mark or a point, else ""
    left_at: int  # where the left words begin
    alias: str  # 村（社区）: the bracket that belongs to the noun after the figure
    quoted: str  # the name in quotes that begins right after the figure
    words: Items
    chained: bool  # whether another figure begins where it ends

    @functools.cached_property
    def right(self) -> list[str]:
        """The words after the figure."""
        return words_of(self.after, self.words)

    @property
    def of(self) -> bool:
        """Whether 的 follows the figure: 51.5万元的…项目."""
        return self.after.startswith(("的", "之"))


def own_words(at: int, readings: Sequence[Reading], text: str, start: int, end: int, words: Items) -> OwnWords:
    """The own words of the figure at `at`, whose sentence goes from `start` to `end`."""
    reading = readings[at]
    last, upto = at - 1, reading.start
    while last >= 0 and readings[last].end == upto and readings[last].unit in PLACES and reading.unit not in PLACES:
        last, upto = last - 1, readings[last].start  # 惠及|2村1860人
    floor = max(start, upto - REACH)
    edge: Edge = "sentence" if floor == start else "reach"
    mark = ""
    if last >= 0 and readings[last].end > floor:
        floor, edge = readings[last].end, "figure"
    for match in EDGE.finditer(text, floor, upto):
        floor, mark = match.end(), match[0]
        edge = "point" if match["point"] else "mark"
    ceiling = min(end, reading.end + _AHEAD)
    chain, begin = at + 1, reading.end
    while chain < len(readings) and readings[chain].start == begin and begin < ceiling:
        begin = readings[chain].end
        chain += 1
    if chain < len(readings):
        ceiling = min(ceiling, readings[chain].start)
    age = _AGE.match(text, begin, ceiling)
    begin = age.end() if age else begin
    stop = _STOP.search(text, begin, ceiling)
    right = text[begin : stop.start() if stop else ceiling]
    alias = _ALIAS.match(text, stop.start()) if stop and stop[0] in "（(" and 0 < len(right) <= 4 else None
    quoted = _QUOTED.match(text, begin, ceiling)
    return OwnWords(
        words_of(_SHORT_OF.sub("", text[floor:upto]), words),
        right,
        edge,
        mark,
        floor,
        alias[0] if alias else "",
        quoted[1] if quoted else "",
        words,
        chain > at + 1,
    )
