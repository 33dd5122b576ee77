"""With what a run reads: when it changes, every report is read anew."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from extractor.errors import BaoshuError
from extractor.packs import BUILT_IN

__all__ = ["version"]


@functools.cache
def version(patterns: tuple[Path, ...]) -> str:
    """What the records depend on beside the inputs: the packs and this code. Which segmenter cuts makes no difference."""
    made = hashlib.sha256()
    package = Path(__file__).parents[1]
    own = ((package, "**/*.py"), (package, "*.toml"), (package, "*.txt"), (package / "emit/archive", "*"))
    for folder, names in (*own, (BUILT_IN, "*.toml"), *((folder, "*.toml") for folder in patterns)):
        if not folder.is_dir():
            raise BaoshuError(f"{folder}: no such folder; --patterns takes a folder with *.toml packs")
        for path in sorted(folder.glob(names)):
            made.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode())
            made.update(path.read_bytes())
    return made.hexdigest()
