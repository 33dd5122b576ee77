"""The command `baoshu records`."""

from __future__ import annotations

from pathlib import Path

from extractor.archive import stored, unpack
from extractor.console import print_lines, say

__all__ = ["give_back"]


def give_back(archive: Path, out: Path | None) -> None:
    """Print the records of an archive, or write all its data into a folder."""
    if out is None:
        print_lines(line for name, line in stored(archive) if name == "records")
        return
    unpack(archive, out)
    say(f"{archive} → {out}: records.jsonl, reports.jsonl (with the texts), files.jsonl, datapackage.json")
