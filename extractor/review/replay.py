"""Corrections that were made elsewhere, on an earlier run or by a colleague: taken into this run where they fit."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractor.review.corrections import Correction, Log, effective
from extractor.review.overlay import Misfit, Review, placed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from extractor.runs.journal import Given, Journal

__all__ = ["Replayed", "replay"]


@dataclass(slots=True)
class Replayed:
    """What became of the corrections; a figure counts once, however often it was corrected."""

    taken: int = 0
    known: int = 0  # taken before
    misfits: list[Misfit] = field(default_factory=list)


def replay(journal: Journal, log: Log) -> Replayed:
    """Put what fits into the run's own corrections; twice changes nothing.

    What fits no figure, or contradicts what a reviewer of this run said, is in `misfits` and stays out.
    """
    done = Replayed()
    foreign = Review(log, journal.names())
    for given in journal.reports():
        text = functools.cache(functools.partial(journal.text, given.id))
        foreign.on(given.extraction, text)
        for first, chain in foreign.chains_of(given.extraction).items():
            if not foreign.fits(first):
                continue
            new = [one for one in chain if one.id not in journal.review.log]
            if not new:
                done.known += 1
            elif (mine := _other(journal, given, chain, new[0], text)) is None:
                journal.review.append(*new)
                done.taken += 1
            elif _same(mine, chain):
                done.known += 1
            else:
                done.misfits.append(Misfit(chain[-1], f"{mine.by} has said otherwise in this run: {_told(mine)}"))
    done.misfits += foreign.misfits()
    return done


def _told(correction: Correction) -> str:
    """What a correction says of the figure, in a few words.

    >>> _told(Correction.model_construct(action="reject", after=None))
    'reject'
    """
    after = correction.after
    said = (after.kind, after.value, after.unit, after.item) if after else ()
    return " ".join(filter(None, (correction.action, *said)))


def _other(
    journal: Journal,
    given: Given,
    chain: Sequence[Correction],
    new: Correction,
    text: Callable[[], str],
) -> Correction | None:
    """What this run's reviewers said last of the figure, where the new correction did not follow it."""
    span = placed(chain[-1], given.extraction.report.sha256, text)
    mine = journal.review.last(given.extraction, span, text)
    return None if mine is None or mine.id == new.follows else mine


def _same(mine: Correction, chain: Sequence[Correction]) -> bool:
    held = effective(chain)
    return bool(held) and (held[-1].action, held[-1].after) == (mine.action, mine.after)
