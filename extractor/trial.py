"""What a change to the packs would alter: the same reports with and without a folder of packs, figure by figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Document
from extractor.packs import Packs
from extractor.pipeline import extract
from extractor.records import Figure

__all__ = ["Change", "changes", "tally"]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is read otherwise, is gained (`old` None) or is lost (`new` None)."""

    report: str
    old: Figure | None
    new: Figure | None

    @property
    def figure(self) -> Figure:
        """The figure as it would be; as it was, where it is lost."""
        figure = self.new or self.old
        assert figure is not None  # noqa: S101 - one of the two is there
        return figure

    @property
    def sentence(self) -> str:
        """The sentence with the figure in 【】."""
        figure = self.figure
        return figure.sentence.replace(figure.text, f"【{figure.text}】", 1)

    @property
    def indicators(self) -> tuple[str | None, str | None]:
        """Its indicator before and after."""
        return self.old.indicator if self.old else None, self.new.indicator if self.new else None


def changes(
    reports: Iterable[tuple[str, Document]], old: Packs, new: Packs, fields: Sequence[str] = ("indicator",)
) -> Iterator[Change]:
    """Every figure of the (name, document) reports that has another value of `fields` under the packs `new` than under `old`.

    A figure that only one of them finds has none of the fields under the other.
    """
    for name, document in reports:
        before = {(f.start, f.end): f for f in extract(document, name, old).figures}
        after = {(f.start, f.end): f for f in extract(document, name, new).figures}
        for span in sorted(before.keys() | after.keys()):
            one, other = before.get(span), after.get(span)
            if any(getattr(one, field, None) != getattr(other, field, None) for field in fields):
                yield Change(name, one, other)


def tally(found: Iterable[Change]) -> list[tuple[str | None, str | None, int]]:
    """How often each (old, new) indicator occurs, the most frequent first."""
    counted = Counter(change.indicators for change in found)
    return [(old, new, count) for (old, new), count in counted.most_common()]
