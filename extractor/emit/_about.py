"""What a writer may want to know beside the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from extractor.knowledge import Indicators
from extractor.labels import Headers
from extractor.packs import load

__all__ = ["About"]


@dataclass(frozen=True, slots=True)
class About:
    """How the tables speak, how each input ended (asked for after the last extraction), the indicators (None: built-in)."""

    headers: Headers = "zh"
    statuses: Callable[[], Iterable[Mapping[str, Any]]] = tuple
    indicators: Indicators | None = None
    texts: Callable[[], Iterable[str]] = tuple  # of the reports, in the order of the extractions

    def indicator_names(self) -> dict[str, str]:
        """What the cells of a table call each indicator, by its key: its Chinese name, or the key beside English headers."""
        known = self.indicators or load().indicators
        return {one.key: one.key if self.headers == "en" else one.zh for one in known.all}
