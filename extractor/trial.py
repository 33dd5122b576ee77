"""What a change to the packs would alter: the same reports with and without a folder of packs, figure by figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Document
from extractor.knowledge import Packs
from extractor.pipeline import extract
from extractor.quotes import marked
from extractor.records import Extraction, Figure
from extractor.sentences import Span, spans

__all__ = ["Difference", "changes", "tally"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is read otherwise, is gained (`old` None) or is lost (`new` None)."""

    report: str
    old: Figure | None
    new: Figure | None
    span: Span | None  # of `figure` in its sentence

    @property
    def figure(self) -> Figure:
        """The figure as it would be; as it was, where it is lost."""
        figure = self.new or self.old
        assert figure is not None  # noqa: S101 - one of the two is there
        return figure

    @property
    def sentence(self) -> str:
        """The sentence with the figure in 【】."""
        if self.span is None:
            return self.figure.sentence
        return marked(self.figure.sentence, self.span.start, self.span.end)

    @property
    def indicators(self) -> tuple[str | None, str | None]:
        """Its indicator before and after."""
        return self.old.indicator if self.old else None, self.new.indicator if self.new else None


def changes(
    reports: Iterable[tuple[str, Document]], old: Packs, new: Packs, fields: Sequence[str] = ("indicator",)
) -> Iterator[Difference]:
    """Every figure of the (name, document) reports that has another value of `fields` under the packs `new` than under `old`.

    A figure that only one of them finds has none of the fields under the other.
    """
    for name, document in reports:
        before = _placed(extract(document, name, old), document.text)
        after = _placed(extract(document, name, new), document.text)
        for key in sorted(before.keys() | after.keys()):
            one, was_at = before.get(key, (None, None))
            other, is_at = after.get(key, (None, None))
            if any(getattr(one, field, None) != getattr(other, field, None) for field in fields):
                yield Difference(name, one, other, is_at if other else was_at)


def tally(found: Iterable[Difference]) -> list[tuple[str | None, str | None, int]]:
    """How often each (old, new) indicator occurs, the most frequent first."""
    counted = Counter(change.indicators for change in found)
    return [(old, new, count) for (old, new), count in counted.most_common()]


def _placed(extraction: Extraction, text: str) -> dict[tuple[int, int], tuple[Figure, Span | None]]:
    """Each figure with its place in its sentence, by its place in the report."""
    placed = zip(extraction.records, spans(extraction, text), strict=True)
    return {(record.start, record.end): (record, span) for record, span in placed if isinstance(record, Figure)}
