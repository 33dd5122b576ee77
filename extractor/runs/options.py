"""How a run is to be done, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.labels import Headers
from extractor.read import LIMITS, Limits
from extractor.runs.child import ENTRY

__all__ = ["Options", "Progress"]


@dataclass(frozen=True, slots=True)
class Options:
    """How to run: `fresh` reads all inputs anew, `force` overwrites an output that is not this run's."""

    form: str | None = None
    patterns: Sequence[Path] = ()
    workers: int = 1
    limits: Limits = LIMITS
    fresh: bool = False
    force: bool = False
    also: Sequence[Path] = ()  # files of the run itself, which are no inputs: the status file
    entry: str = ENTRY
    headers: Headers | None = None  # of tables; None: as the last run into this output


@dataclass(slots=True)
class Progress:
    """Where a run stands: inputs done and known so far; `flagged` have open figures or could not be read.

    `ignored` are what systems, editors and baoshu itself leave in folders: they have a row in the status, and are no failures.
    """

    done: int = 0
    total: int = 0
    flagged: int = 0
    ignored: int = 0
