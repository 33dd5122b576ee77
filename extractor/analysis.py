"""One report on its way through the steps, and what each of them has added."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.document import Document
from extractor.flow import Flow
from extractor.knowledge import Packs
from extractor.link.linked import Linked
from extractor.mention import Mention
from extractor.normalise import Reading
from extractor.outline import Outline
from extractor.records import Extraction

__all__ = ["Analysis"]


@dataclass(slots=True)
class Analysis:
    """One report on its way through the steps."""

    document: Document
    name: str
    packs: Packs
    flow: Flow = field(init=False)
    outline: Outline = field(init=False)
    mentions: list[Mention] = field(default_factory=list)  # figures and dates, those that are read
    hidden: list[Mention] = field(default_factory=list)  # redacted words
    what: list[str] = field(default_factory=list)  # each of them hides
    readings: list[Reading] = field(default_factory=list)
    linked: list[Linked] = field(default_factory=list)
    items: list[str | None] = field(default_factory=list)
    indicators: list[str | None] = field(default_factory=list)
    extraction: Extraction = field(init=False)

    @property
    def report(self) -> str:
        """The reader's text: every offset of a record counts in it."""
        return self.document.text

    @property
    def text(self) -> str:
        """The flowing text: every offset before `record` counts in it."""
        return self.flow.text
