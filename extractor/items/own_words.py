"""The figure whose item is sought, and the words on either side that are its own: up to the nearest mark, or the next figure."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from extractor.items.phrases import HAN, is_noun, only_does, shortened, words_of
from extractor.knowledge import ItemWords
from extractor.link.linked import Linked
from extractor.normalise import Reading
from extractor.segment import verbs

__all__ = ["EDGE", "PLACES", "REACH", "Edge", "OwnWords", "Unnamed"]

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
    r"[，。；！？：:、,;/（）●■◆▲○→|•·①-⑳]|——|(?P<point>[一二三四五六七八九十]是)|第[0-9一二三四五六七八九十]{1,3}(?:批次?|轮次?|次|期)"
)
_STOP: Final = re.compile(r"[，。；！？：:、,;/（）●■→|]|[一二三四五六七八九十]是")
_AGE: Final = re.compile(r"[^，。；]{0,5}?周?岁(?:及?以[上下])?(?:的|之)?")
_QUOTED: Final = re.compile(r"的?[“「《]([^”」》]{2,12})[”」》]")
_PEOPLE: Final = frozenset({"名", "位"})
_TO: Final = frozenset("为给向")
_AT_MOST: Final = 4  # words up to the people
_SHORT_OF: Final = re.compile(r"不足\Z")  # jieba makes one word of 经费不足
_ALIAS: Final = re.compile(r"（([\u4e00-\u9fff、]{1,5})）")


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
    words: ItemWords
    chained: bool  # whether another figure begins where it ends
    of_people: bool  # whether its unit counts nothing else
    is_given: bool  # 为5个|安置点|配送饮用水: whether what it counts is who is given something

    @functools.cached_property
    def right(self) -> list[str]:
        """The words after the figure; people are one word with what they are (落水儿童)."""
        right = words_of(self.after, self.words)
        if self.of_people:
            right = _people_as_one(right, self.words)
        return right[: _until_verb(right, self.words)] if self.is_given else right

    @property
    def of(self) -> bool:
        """Whether 的 follows the figure: 51.5万元的…项目."""
        return self.after.startswith(("的", "之"))


@dataclass(slots=True)
class Unnamed:
    """One figure whose item is sought, and what the report says around it and before it."""

    index: int  # of the figure among the readings
    readings: Sequence[Reading]
    linked: Sequence[Linked]
    items: Sequence[str | None]  # of the figures before it
    text: str
    sentence: int  # where its sentence starts
    sentence_end: int
    words: ItemWords  # those of the packs
    reading: Reading = field(init=False)
    own: OwnWords = field(init=False)

    def __post_init__(self) -> None:
        self.reading = self.readings[self.index]
        self.own = _own_words(self)

    @property
    def is_earlier_value(self) -> bool:
        """Whether a later value is compared with it: 较2020年的|480册."""
        return self.linked[self.index].relation == "baseline"

    @property
    def follows_earlier_value(self) -> bool:
        """Whether an earlier value stands before it, and no mark between them: 较上年的780万元增加|40万元."""
        return self.own.edge == "figure" and self.linked[self.index - 1].relation == "baseline"

    def lead(self, most: int) -> str:
        """The sentence up to the figure, or the last characters of that."""
        start = self.reading.start
        return self.text[max(self.sentence, start - most) : start]


def _own_words(figure: Unnamed) -> OwnWords:
    """The own words of a figure: 组织 before it, 护士参加集训 after it, of 组织|36名|护士参加集训."""
    readings, reading, text, words = figure.readings, figure.reading, figure.text, figure.words
    last, upto = figure.index - 1, reading.start
    while last >= 0 and readings[last].end == upto and readings[last].unit in PLACES and reading.unit not in PLACES:
        last, upto = last - 1, readings[last].start  # 惠及|2村1860人
    floor = max(figure.sentence, upto - REACH)
    edge: Edge = "sentence" if floor == figure.sentence else "reach"
    mark = ""
    if last >= 0 and readings[last].end > floor:
        floor, edge = readings[last].end, "figure"
    for match in EDGE.finditer(text, floor, upto):
        floor, mark = match.end(), match[0]
        edge = "point" if match["point"] else "mark"
    left = words_of(_SHORT_OF.sub("", text[floor:upto]), words)
    if edge == "figure" and text[readings[last].start - 1] in _TO:
        del left[: _until_verb(left, words) or 0]  # 为5个|安置点配送饮用水|300件
    elif edge == "figure" and left[1:2] and left[1] in words.gives and is_noun(left[0], words):
        del left[0]  # 12名|孤儿捐赠书包|12个
    begin, ceiling, chained = _ahead(figure)
    stop = _STOP.search(text, begin, ceiling)
    after = text[begin : stop.start() if stop else ceiling]
    alias = _ALIAS.match(text, stop.start()) if stop and stop[0] == "（" and 0 < len(after) <= 4 else None
    quoted = _QUOTED.match(text, begin, ceiling)
    return OwnWords(
        left,
        after,
        edge,
        mark,
        floor,
        alias[0] if alias else "",
        quoted[1] if quoted else "",
        words,
        chained,
        reading.unit in _PEOPLE,
        text[reading.start - 1 : reading.start] in _TO,
    )


def _people_as_one(right: list[str], words: ItemWords) -> list[str]:
    """Of 落水|儿童, 器官|衰竭|患者, 干部|职工|参与|募捐 the people that the first words name, joined; what there is where they name none."""
    for at, word in enumerate(right[:_AT_MOST]):
        if word in words.fillers or word in words.totals or not HAN.search(word):
            break
        if word.endswith(words.people_first):
            ahead = list(itertools.takewhile(lambda word: not _is_verb(word, words), right[at + 1 : at + _AT_MOST]))
            if ahead and ahead[0].endswith(words.people_first):
                continue  # 学生|家长
            goes_on = any(word.endswith(words.people_first) for word in ahead)  # 志愿者|服务队|队员
            return right if goes_on else [shortened(right[: at + 1])]
    return right


def _is_verb(word: str, words: ItemWords) -> bool:
    return only_does(word, words) or (word in verbs() and word not in words.nominal)


def _until_verb(those: list[str], words: ItemWords) -> int | None:
    """Where the verb after the first words stands, one that is in no noun (重点|帮扶|县); None where there is none."""
    for at, word in enumerate(those):
        if at and word in words.verbs and not (word in words.nominal and len("".join(those[at + 1 : at + 2])) == 1):
            return at
    return None


def _ahead(figure: Unnamed) -> tuple[int, int, bool]:
    """From where to where to look after a figure and those that follow at once (320户|千余人), and whether any do."""
    readings, end = figure.readings, figure.reading.end
    ceiling = min(figure.sentence_end, end + _AHEAD)
    following = figure.index + 1
    while following < len(readings) and readings[following].start == end and end < ceiling:
        end = readings[following].end
        following += 1
    if following < len(readings):
        ceiling = min(ceiling, readings[following].start)
    age = _AGE.match(figure.text, end, ceiling)
    return age.end() if age else end, ceiling, following > figure.index + 1
