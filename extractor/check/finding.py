"""What a check looks at and what it gives. A check is a function with one of the three marks below; nothing else lists it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Generic, TypeVar

from extractor.check.told import Place, Told, tell
from extractor.knowledge import Packs
from extractor.records import Cited, Extraction
from extractor.traditional import simplified

__all__ = ["Finding", "View", "across_peers", "across_years", "in_report"]


Check = TypeVar("Check")


@dataclass(frozen=True, slots=True)
class View:
    """One report, its sentences, the packs, and its text where the caller has it (else "").

    Sentences and `plain` are in simplified characters, as the words are that a check looks for; every character is at the
    place that it has in the report. What a finding quotes is the report's own: of `text`, of a figure.
    """

    extraction: Extraction
    sentences: Sequence[Told]
    packs: Packs
    text: str = ""
    plain: str = ""  # the text

    @classmethod
    def of(cls, extraction: Extraction, packs: Packs, text: str = "") -> View:
        """The report as the checks look at it."""
        sentences = tuple(replace(told, text=simplified(told.text)) for told in tell(extraction))
        return cls(extraction, sentences, packs, text, simplified(text))

    def cited(self, place: Place) -> Cited:
        """A figure of this report, as an issue of another one cites it."""
        f = place.figure
        return Cited(source_file=f.source_file, start=f.start, end=f.end, text=f.text, sentence=f.sentence)


@dataclass(frozen=True, slots=True)
class Finding:
    """A code, the places of its figures in the records (the first is the one to look at), and what fills the message."""

    code: str
    figures: tuple[int, ...]
    facts: Mapping[str, str]
    cited: tuple[Cited, ...] = ()
    at: tuple[int, int] | None = None  # where no figure stands

    @classmethod
    def of(cls, code: str, *places: Place, **facts: str | Place) -> Finding:
        """A finding on these figures; a Place among the facts is said by its characters."""
        said = {name: one.figure.text if isinstance(one, Place) else one for name, one in facts.items()}
        return cls(code, tuple(p.index for p in places), said)


@dataclass(slots=True)
class Marked(Generic[Check]):
    """The checks of one sort, in the order in which their modules are read."""

    checks: list[Check] = field(default_factory=list)

    def __call__(self, check: Check) -> Check:
        self.checks.append(check)
        return check


InReport = Callable[[View], Iterator[Finding]]
AcrossYears = Callable[[View, View], Iterator[Finding]]  # last year's, this year's: findings on this year's
AcrossPeers = Callable[[Sequence[View]], Iterator[tuple[int, Finding]]]  # reports of one year: which of them, what

in_report: Final[Marked[InReport]] = Marked()
across_years: Final[Marked[AcrossYears]] = Marked()
across_peers: Final[Marked[AcrossPeers]] = Marked()
