"""How much a file may ask of its reader. Each limit is named in the reason of what it rejects."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["LIMITS", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes are bytes; ../shared/hazards.md, section 1, has the reasons."""

    file: int = 256 * 2**20  # one file, or one member of an archive, unpacked
    archive: int = 2**30  # all members of an archive, unpacked
    members: int = 10_000  # of an archive
    parts: int = 1_000  # of one .docx, .xlsx, .odt
    depth: int = 3  # archives in archives
    ratio: int = 100  # unpacked : packed, once more than `ratio_from` came out
    ratio_from: int = 2**20
    characters: int = 50_000_000  # of one document's text
    pages: int = 5_000
    seconds: float = 30.0  # for one file …
    seconds_per_mib: float = 1.0  # … and more for a large one
    memory: int = 1536 * 2**20  # of one worker process


LIMITS = Limits()
