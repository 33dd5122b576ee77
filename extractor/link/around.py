"""One figure and what stands around it, as the modules of the step link look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from extractor.cues import CueBook
from extractor.normalise import Reading
from extractor.outline.headings import Section

__all__ = ["BACK", "SENTENCE", "Around", "open_brackets"]

SENTENCE: Final = 600  # characters before a figure that a field may look at, however long the sentence is
BACK: Final = 24  # figures before one that it may be a share of


@dataclass(slots=True)
class Around:
    """One figure and what stands around it."""

    text: str
    readings: Sequence[Reading]
    index: int  # of the figure among the readings
    section: Section
    sentence: int  # where it starts, or as far back as any field looks
    clause: int
    spoken: list[tuple[Reading, str]]  # the dates before it in the sentence
    cues: CueBook
    reading: Reading = field(init=False)
    before: str = field(init=False)  # the clause, up to the figure

    def __post_init__(self) -> None:
        self.reading = self.readings[self.index]
        self.before = self.text[self.clause : self.reading.start]

    @property
    def lead(self) -> str:
        """The sentence, up to the figure."""
        return self.text[self.sentence : self.reading.start]


def open_brackets(text: str) -> int:
    """Brackets opened less brackets closed."""
    return text.count("（") - text.count("）")
