"""A place in a text where a figure stands, as `find` sees it; the steps that look for its unit elsewhere fill that in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from extractor.knowledge import Pattern

__all__ = ["NO_HEADS", "Heads", "Mention"]


@dataclass(frozen=True, slots=True)
class Heads:
    """What the heads of a table's row and column say of a cell; elsewhere all of it is empty."""

    label: str = ""  # of its row and column
    period: str = ""  # the year of its column
    change: str = ""  # up or down, where its column tells a growth
    is_share: bool = False  # its row or column says 其中
    is_planned: bool = False  # its label speaks of a plan


NO_HEADS: Final = Heads()


@dataclass(slots=True)
class Mention:
    """A place where a figure, a date or a redacted word stands: `text[start:end]`, and the pattern that matched."""

    start: int
    end: int
    pattern: Pattern
    match: re.Match[str]  # the pattern's own match; it may begin earlier (第 of 第X届)
    unit: str = ""  # the unit's word, where it stands outside the span
    unit_at: tuple[int, int] | None = None
    heads: Heads = NO_HEADS  # of a table cell
