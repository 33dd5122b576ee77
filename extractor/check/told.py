"""A report as the checks look at it: sentence by sentence, each figure at its place in the sentence.

Only records are looked at; where a figure stands in its sentence is found again from its characters and its offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from extractor.records import Extraction, Figure, same_unit

__all__ = ["Place", "Told", "alike", "number", "tell"]

_BLANK: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Place:
    """A figure: its place in the records, and in the sentence."""

    index: int
    figure: Figure
    start: int
    end: int


@dataclass(slots=True)
class Told:
    """A sentence (or a block of a very long one) with its figures and dates in order."""

    text: str
    places: list[Place] = field(default_factory=list)

    @property
    def numbers(self) -> list[Place]:
        """The figures that are no dates, the open ones too."""
        return [p for p in self.places if p.figure.kind != "date"]

    def threes(self) -> Iterator[tuple[Place, Place, Place]]:
        """Every three numbers that follow each other."""
        numbers = self.numbers
        return zip(numbers, numbers[1:], numbers[2:], strict=False)

    def between(self, first: Place | None, second: Place) -> str:
        """The characters between two figures, or from the sentence's start."""
        return self.text[first.end if first else 0 : second.start]


def tell(extraction: Extraction) -> Iterator[Told]:
    """The sentences that hold figures, in order."""
    told: Told | None = None
    last: Place | None = None
    for index, record in enumerate(extraction.records):
        if not isinstance(record, Figure):
            continue
        place = None
        if told is not None and told.text == record.sentence:
            place = _placed(index, record, told, last)
        if told is None or place is None:
            if told is not None:
                yield told
            told, last = Told(record.sentence), None
            place = _placed(index, record, told, None)
        if place is not None:
            told.places.append(place)
            last = place
    if told is not None:
        yield told


def _placed(index: int, figure: Figure, told: Told, last: Place | None) -> Place | None:
    """Where the figure stands after the last one: as far as in the report, else wherever its characters come next."""
    if last is not None:
        at = last.start + figure.start - last.figure.start
        if at >= last.end and told.text.startswith(figure.text, at):
            return Place(index, figure, at, at + len(figure.text))
    written = _BLANK.sub("", figure.text)  # a line break inside a figure is gone from the sentence
    floor = last.end if last else 0
    for text in (figure.text, written):
        at = told.text.find(text, floor)
        if at >= 0:
            return Place(index, figure, at, at + len(text))
    return None


def number(figure: Figure, *relations: str | None) -> bool:
    """Whether it is a number that is there, a level (no change), and its relation one of these (none: no relation)."""
    return (
        figure.status == "complete"
        and figure.kind != "date"
        and figure.change is None
        and figure.relation in (relations or (None,))
    )


def alike(one: Figure, other: Figure) -> bool:
    """Whether two figures can be added: the same kind and unit; 人, 名 and 位 are one."""
    return one.kind == other.kind and same_unit(one.unit, other.unit)
