"""One figure and what stands around it, as the modules of the step link look at it; and what they find: Linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from extractor.cues import CueBook, Cues
from extractor.normalise import Reading
from extractor.outline.headings import Section

__all__ = ["BACK", "SENTENCE", "Around", "Linked", "open_brackets"]

SENTENCE: Final = 600  # characters before a figure that a field may look at, however long the sentence is
BACK: Final = 24  # figures before one that it may be a share of


@dataclass(slots=True)
class Linked:
    """The fields of one figure that the text around it gives; `because` says which words set which field."""

    value: str | None = None  # EDTF, of a date
    bound: str | None = None
    modality: str | None = None
    period: str | None = None
    relation: str | None = None
    change: str | None = None
    of_the_past: bool = False  # an earlier value, though it may be a rate as well
    was_planned: bool = False  # an earlier value that was a plan: 较原预算|230万元核减54万元
    among: int | None = None  # where the 其中 stands that makes it a share
    because: dict[str, str] = field(default_factory=dict)

    def set(self, name: str, value: str, words: str) -> None:
        """Set a field, and remember the words that say so."""
        setattr(self, name, value)
        self.because[name] = words

    def take(self, name: str, rules: Cues, cue: str) -> None:
        """Set a field to what `cue` says."""
        self.set(name, rules.values[cue], cue)


@dataclass(slots=True)
class Around:
    """One figure and what stands around it."""

    text: str
    readings: Sequence[Reading]
    place: int
    section: Section
    sentence: int  # where it starts, or as far back as any field looks
    clause: int
    spoken: list[tuple[Reading, str]]  # the dates before it in the sentence
    cues: CueBook
    reading: Reading = field(init=False)
    before: str = field(init=False)  # the clause, up to the figure

    def __post_init__(self) -> None:
        self.reading = self.readings[self.place]
        self.before = self.text[self.clause : self.reading.start]

    @property
    def lead(self) -> str:
        """The sentence, up to the figure."""
        return self.text[self.sentence : self.reading.start]


def open_brackets(text: str) -> int:
    """Brackets opened less brackets closed."""
    return text.count("（") + text.count("(") - text.count("）") - text.count(")")
