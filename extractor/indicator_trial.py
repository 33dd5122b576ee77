"""What a change to the indicators would alter: the same reports with and without a folder of packs, figure by figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor.document import Document
from extractor.packs import Packs
from extractor.pipeline import extract
from extractor.records import Figure

__all__ = ["Change", "changes", "tally"]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure whose indicator is another one, is gained (`old` None) or is lost (`new` None)."""

    report: str
    figure: Figure
    old: str | None
    new: str | None


def changes(reports: Iterable[tuple[str, Document]], old: Packs, new: Packs) -> Iterator[Change]:
    """Every figure of the (name, document) reports that has another indicator under the packs `new` than under `old`.

    A figure that only one of them finds counts as one without an indicator under the other.
    """
    for name, document in reports:
        before = {(f.start, f.end): f for f in extract(document, name, old).figures}
        after = {(f.start, f.end): f for f in extract(document, name, new).figures}
        for span in sorted(before.keys() | after.keys()):
            one, other = before.get(span), after.get(span)
            was, now = one.indicator if one else None, other.indicator if other else None
            figure = other or one
            if was != now and figure:
                yield Change(name, figure, was, now)


def tally(found: Iterable[Change]) -> list[tuple[str | None, str | None, int]]:
    """How often each (old, new) occurs, the most frequent first."""
    counted = Counter((change.old, change.new) for change in found)
    return [(old, new, count) for (old, new), count in counted.most_common()]
