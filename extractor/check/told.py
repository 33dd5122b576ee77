"""A report as the checks look at it: sentence by sentence, each figure at its place in the sentence.

Only records are looked at; a figure that may stand in several places stands in the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.records import Extraction, Figure
from extractor.same_units import same_unit
from extractor.sentences import spans

__all__ = ["Place", "Told", "alike", "number", "tell"]


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

    def ends_by(self, start: int) -> bool:
        """Whether no figure of it ends after `start`: one that does is of the same sentence, said before."""
        return not self.places or self.places[-1].end <= start

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
    for index, (record, span) in enumerate(zip(extraction.records, spans(extraction), strict=True)):
        if not isinstance(record, Figure):
            continue
        if told is None or told.text != record.sentence or span is None or not told.ends_by(span.start):
            if told is not None:
                yield told
            told = Told(record.sentence)
        if span is not None:
            told.places.append(Place(index, record, span.start, span.end))
    if told is not None:
        yield told


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
