"""Indicators that figures have from each other: a total from its column or its parts, an exact number from the mark it passed."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableSequence, Sequence
from decimal import Decimal, localcontext
from typing import Final

from extractor.knowledge import Indicator
from extractor.normalise import Reading
from extractor.outline import Outline

__all__ = ["assign_together"]

_BACK: Final = 64  # figures above a total that may stand in its column
_PARTS: Final = 8  # figures that a total in a sentence may be of
_DIGITS: Final = 60  # of a sum
_VERB: Final = 8  # characters before a mark in which it is said that it was passed
_LINE_END: Final = re.compile("[\n\u2028]")
_TOTAL_ROW: Final = re.compile(r"(?:合|总|共)\s*计")
_SUMMED: Final = re.compile(r"[，,；;、]\s*(?:两项|以上|各项)?(?:合计|共计|总计)(?:人民币|金额|价值|款物|为){0,2}\s*")
_PASSES: Final = re.compile(r"(?:突破|超过|跨过|迈过|跨越)(?:了)?\s*\Z")
_REACHED: Final = re.compile(r"(?:大关|关口)?[，,]\s*(?:目前|现在|实际|总数|现|已|共){0,3}(?:达到?|增至|升至|为)了?\s*")


def assign_together(
    found: MutableSequence[str | None],
    readings: Sequence[Reading],
    text: str,
    known: Mapping[str, Indicator],
    outline: Outline,
) -> None:
    """Set the indicators that only two figures together show. In place."""
    columns = _columns(readings, text) if any(_TOTAL_ROW.fullmatch(one.heads.label) for one in readings) else []
    for place in range(1, len(readings)):
        if readings[place].kind == "date":
            continue
        if _says_again(place, found, readings):
            found[place] = None
        elif _passed(place, readings, text):
            found[place], found[place - 1] = found[place] or found[place - 1], None
        elif found[place] is None and _TOTAL_ROW.fullmatch(readings[place].heads.label):
            found[place] = _of_its_column(place, found, readings, columns)
        elif found[place] is None and (first := _first_part(place, found, readings, text, known, outline)) is not None:
            found[place], found[first] = found[first], None


def _says_again(place: int, found: Sequence[str | None], readings: Sequence[Reading]) -> bool:
    """Whether a figure tells in another unit what the one right before it told: 角膜捐献21例|42枚."""
    last, reading = readings[place - 1], readings[place]
    twice = found[place] is not None and found[place] == found[place - 1]
    return twice and last.end == reading.start and last.unit != reading.unit


def _passed(place: int, readings: Sequence[Reading], text: str) -> bool:
    """Whether the figure before it is only the mark that this one has passed: 突破5000人大关，达到|5026人."""
    last, reading = readings[place - 1], readings[place]
    if (last.kind, last.unit) != (reading.kind, reading.unit):
        return False
    reached = _REACHED.fullmatch(text, last.end, reading.start)
    return reached is not None and _PASSES.search(text, max(0, last.start - _VERB), last.start) is not None


def _of_its_column(
    place: int, found: Sequence[str | None], readings: Sequence[Reading], columns: Sequence[int]
) -> str | None:
    """What the figure above a total in its column has: 合计 | 2222.2 | (nothing) is named by its row alone."""
    for earlier in range(place - 1, max(-1, place - _BACK), -1):
        above = readings[earlier]
        if not above.heads.label:
            return None
        if columns[earlier] == columns[place]:
            same = (above.kind, above.unit) == (readings[place].kind, readings[place].unit)
            return found[earlier] if same else None
    return None


def _columns(readings: Sequence[Reading], text: str) -> list[int]:
    """How many cells stand before each figure in its line."""
    columns, column, last = [], 0, 0
    for reading in readings:
        *lines, line = _LINE_END.split(text[last : reading.start])
        column = line.count("\t") + (0 if lines else column)
        columns.append(column)
        last = reading.start
    return columns


def _first_part(
    place: int,
    found: Sequence[str | None],
    readings: Sequence[Reading],
    text: str,
    known: Mapping[str, Indicator],
    outline: Outline,
) -> int | None:
    """The part that seemed to be all of it, and whose indicator the total has: 募集资金123万元，物资折合45万元，合计|168万元.

    The parts add up to the total, and each of the others is of an indicator of its own.
    """
    reading = readings[place]
    if not isinstance(reading.value, Decimal) or not _SUMMED.fullmatch(text, readings[place - 1].end, reading.start):
        return None
    rest, sentence = reading.value, outline.sentence(reading.start)[0]
    for first in range(place - 1, max(-1, place - _PARTS), -1):
        part = readings[first]
        if part.start < sentence or (part.kind, part.unit) != (reading.kind, reading.unit):
            return None
        if not isinstance(part.value, Decimal):
            return None
        with localcontext(prec=_DIGITS):
            rest -= part.value
        if rest <= 0:
            key = found[first]
            others = found[first + 1 : place]
            is_whole = key is not None and known[key].about is None and None not in others and key not in others
            return first if not rest and others and is_whole else None
    return None
