"""The corpus as a yardstick: scores of every annotated report, and the floors below which no field may fall."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from extractor.atomic import committed
from extractor.errors import BaoshuError
from extractor.gold import Score, read_gold, score_report
from extractor.knowledge import Packs
from extractor.pipeline import extract

__all__ = ["read_floors", "score_folder", "write_floors"]

_FLOORS = "scores.toml"
_HIGHEST = 0.995


def score_folder(folder: Path, packs: Packs) -> tuple[dict[str, Score], Score]:
    """The score of each NAME.txt that has a NAME.gold.jsonl, and of all of them together."""
    rows: dict[str, Score] = {}
    total = Score()
    for path in sorted(folder.glob("*.txt")):
        gold_path = path.with_name(f"{path.stem}.gold.jsonl")
        if not gold_path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        found = [json.loads(r.model_dump_json()) for r in extract(text, path.name, packs).records]
        rows[path.stem] = score_report(read_gold(gold_path, text), found, text)
        total.add(rows[path.stem])
    return rows, total


def read_floors(folder: Path) -> dict[str, float]:
    """The floor of each field, from scores.toml beside the texts; none where there is no such file.

    Raises BaoshuError where it holds no such table.
    """
    path = folder / _FLOORS
    if not path.is_file():
        return {}
    try:
        return {k: float(v) for k, v in tomllib.loads(path.read_text(encoding="utf-8"))["floor"].items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:  # floor = 0.9, none, [0.9], or no TOML at all
        raise BaoshuError(
            f"{path}: no table [floor] of numbers in it ({error}); correct it, or delete it and run `baoshu score --save`"
        ) from None


def write_floors(folder: Path, total: Score) -> None:
    """The present scores as the floors from now on; a floor is never lowered, and leaves room for a new text."""
    old = read_floors(folder)
    now = {
        name: max(old.get(name, 0.0), int(min(value, _HIGHEST) * 1000) / 1000) for name, value in total.ratios().items()
    }
    lines = [
        "# The floor of each field over corpus/: raised by `baoshu score --save`, never lowered by hand.",
        "[floor]",
    ]
    lines += [f"{name} = {value:.3f}" for name, value in now.items()]
    with committed(folder / _FLOORS) as temporary:
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
