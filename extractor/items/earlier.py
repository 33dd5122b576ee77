"""What an earlier part of the sentence lends a figure as its item: a figure before, a whole before its parts, a label or clause."""

from __future__ import annotations

import re
from typing import Final

from extractor.items.own_words import EDGE, REACH, Unnamed
from extractor.items.phrases import phrase_before, words_of
from extractor.link.around import BACK, open_brackets

__all__ = ["item_before", "item_elsewhere", "item_of_earlier_value", "item_of_the_whole"]

_LEVELS: Final = 5  # of figures that change together
_UNTIL: Final = re.compile("(?:截至|截止到?|自|从|于|至)\\Z")
_LONGEST_UNTIL: Final = 3  # characters
_NEXT_LEVEL: Final = re.compile("[到至为成→>]")  # 提高到, 增至, →


def item_of_earlier_value(figure: Unnamed) -> str | None:
    """The item of the earlier value of a figure: 由9个镇、63个村扩大到12个镇、105个村: the k-th has that of the k-th."""
    at, readings, linked = figure.index, figure.readings, figure.linked
    if figure.is_earlier_value:
        return None
    last = at - 1
    while (
        last >= 0 and at - last < _LEVELS and readings[last].kind == readings[at].kind and linked[last].relation is None
    ):
        last -= 1
    first = last
    while first >= 0 and last - first < _LEVELS and linked[first].relation == "baseline":
        first -= 1
    turn, many = at - last - 1, last - first
    if last < 0 or turn >= many or readings[at].start - readings[last].end > REACH * many:
        return None
    if not _NEXT_LEVEL.search(figure.text, readings[last].end, readings[last + 1].start):
        return None
    return figure.items[first + 1 + turn]


def item_before(figure: Unnamed) -> str | None:
    """The item of the figure before, in the same sentence; what a bracket held says nothing of what stands after it."""
    closed, aimed_at = 0, ""
    floor = figure.reading.start
    for place in range(figure.index - 1, max(-1, figure.index - BACK), -1):
        reading, item = figure.readings[place], figure.items[place]
        if reading.start < figure.sentence:
            return None
        closed, floor = closed - open_brackets(figure.text[reading.end : floor]), reading.start
        if item in figure.words.aims and reading.kind == "ratio" and place and figure.items[place - 1] == item:
            aimed_at = item
        if item and closed <= 0 and item not in {reading.unit, aimed_at}:
            return item  # not the place of 惠及2村|1900余人, nor what was aimed at: 完成预算3万元的78.3%，减少|0.42万元
    return None


def item_of_the_whole(figure: Unnamed) -> str | None:
    """For a sum: the item of the figure before its parts and their rates (学生742名，高中生每人2000元，合计…)."""
    at, reading, items = figure.index, figure.reading, figure.items
    for place in range(at - 1, max(-1, at - BACK), -1):
        before = figure.readings[place]
        if before.start < figure.sentence:
            break
        if reading.kind == "count" and before.unit == reading.unit:
            return items[place]  # 急救箱1只/楼层，共26只
        if figure.linked[place].relation not in {"per_unit", "part_of"}:
            if place < at - 2 and items[place]:
                return items[place]
            break
    return item_before(figure)


def item_elsewhere(figure: Unnamed, earlier: str | None) -> str | None:
    """No words of its own: the label before a colon or bracket, the clause before, or the figure before."""
    own, readings, text, sentence = figure.own, figure.readings, figure.text, figure.sentence
    if own.edge == "point":
        return earlier  # 一是|2笔: no label
    edge_at = own.left_at - 1
    if own.edge == "figure" and readings[figure.index - 1].kind == "date" and not earlier:
        date = readings[figure.index - 1].start
        until = _UNTIL.search(text, max(sentence, date - _LONGEST_UNTIL), date)
        edge_at = (until.start() if until else date) - 1  # 低保：截至6月底在册|327户
    elif own.edge == "figure":
        return earlier
    if own.mark == "）":  # 呼吸机（型号SV300）8台
        edge_at = max(text.rfind("（", sentence, edge_at), sentence)
    floor = max(sentence, edge_at - REACH)
    last = max((r.end for r in readings[max(0, figure.index - 3) : figure.index] if r.end <= edge_at + 1), default=-1)
    if last >= edge_at - 1 >= sentence:
        return earlier
    if last > 0 and text[last] == "/":
        return earlier  # 急救箱1只/楼层，共26只
    for match in EDGE.finditer(text, floor, max(floor, edge_at)):
        floor = match.end()
    spoken = phrase_before(words_of(text[max(floor, last) : max(floor, edge_at)], figure.words), figure.words)
    return spoken or earlier
