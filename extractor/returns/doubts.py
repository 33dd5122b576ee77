"""What looks wrong in the reports of a run once answers and corrections are in: in each of them, and between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from extractor.check import MOST_COMPARED, check_all, rechecked
from extractor.knowledge import Packs
from extractor.records import Issue

if TYPE_CHECKING:
    from extractor.runs.journal import Given, Journal

__all__ = ["Between", "between", "with_doubts"]

Between = Mapping[int, tuple[Issue, ...]]


def between(journal: Journal, packs: Packs) -> Between:
    """What looks wrong between the reports of the run, by the report's id; nothing where they are too many."""
    if journal.count("read") > MOST_COMPARED:
        return {}
    read = {given.id: given.extraction for given in journal.reports()}
    return dict(zip(read, check_all(list(read.values()), packs), strict=True))


def with_doubts(given: Given, packs: Packs, others: Between) -> Given:
    """The report with all that looks wrong in it."""
    told = rechecked(given.extraction, packs)
    issues = (*told.issues, *others.get(given.id, ()))
    return replace(given, extraction=told.model_copy(update={"issues": issues}))
