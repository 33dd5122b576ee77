"""Annotated reports, and how near the records of a report come to them (corpus/guideline.md, 8).

A gold line's quote is an exact piece of the report with the span in 【】 (quotes.py), with enough around it to occur once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, get_args

from extractor.errors import BaoshuError
from extractor.fields import Numeric, Status
from extractor.quotes import marked, place

__all__ = ["FIELDS", "Score", "read_gold", "score_report"]

Row = Mapping[str, Any]

FIELDS: Final = ("span", "value", "unit", "bound", "modality", "relation", "change", "period", "item")
_NUMERIC: Final = frozenset(get_args(Numeric))
_OPEN: Final = frozenset(get_args(Status)) - {"complete"}
_QUOTES: Final = dict.fromkeys(map(ord, "“”‘’\"'「」『』《》"))


def read_gold(path: Path, text: str) -> list[dict[str, Any]]:
    """The annotations of a report with `start` and `end`, in the order of the text; BaoshuError names a bad line."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            row["start"], row["end"] = place(row["quote"], text)
        except (ValueError, KeyError, TypeError) as error:
            raise BaoshuError(
                f"{path}:{number}: {error}; quote a piece of the report with one figure in 【】"
            ) from None
        rows.append(row)
    return sorted(rows, key=lambda row: (row["start"], row["end"]))


@dataclass(slots=True)
class Score:
    """Counts over any number of reports, and the ratios made from them."""

    wanted: int = 0
    found: int = 0
    spurious: int = 0
    right: int = 0
    numeric: int = 0
    open_wanted: int = 0
    open_wanted_found: int = 0
    open_right: int = 0
    open_spurious: int = 0
    words_wanted: int = 0
    words_found: int = 0
    words_spurious: int = 0
    invented: int = 0
    indicators_wanted: int = 0
    indicators_found: int = 0
    indicators_right: int = 0
    fields: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIELDS, 0))
    differences: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Take in the counts of another report."""
        for name in self.__slots__:
            mine = getattr(self, name)
            if isinstance(mine, int):
                setattr(self, name, mine + getattr(other, name))
        for name in FIELDS:
            self.fields[name] += other.fields[name]
        self.differences += other.differences

    def ratios(self) -> dict[str, float]:
        """f1 is strict (kind, status, value and unit all right); the fields are over the figures that were found.

        `indicator` is an F1 over the reports in which indicators are annotated.
        """
        open_found = self.open_wanted_found + self.open_spurious
        out = {
            "f1": _f1(self.right, self.found + self.spurious, self.wanted),
            "open_f1": _f1(self.open_right, open_found, self.open_wanted),
            "words_f1": _f1(self.words_found, self.words_found + self.words_spurious, self.words_wanted),
            "indicator": _f1(self.indicators_right, self.indicators_found, self.indicators_wanted),
        }
        for name in FIELDS:
            base = self.found if name in {"span", "value", "unit"} else self.numeric
            out[name] = self.fields[name] / base if base else 1.0
        return out


def _f1(right: int, found: int, wanted: int) -> float:
    return 2 * right / (found + wanted) if found + wanted else 1.0


def score_report(gold: Sequence[Row], found: Sequence[Row], text: str) -> Score:
    """Score the records of one report against its annotations; both with `start` and `end`.

    Matched one to one by overlap, the best first. What overlaps an `optional` annotation is neither right nor wrong.
    """
    optional = [g for g in gold if g["kind"] == "optional"]
    score = Score()
    wanted = [g for g in gold if g["kind"] not in {"optional", "redaction"}]
    figures = [p for p in found if p["kind"] != "redaction"]
    pairs = _matched(wanted, figures)
    score.wanted, score.found = len(wanted), len(pairs)
    score.open_wanted = sum(g["status"] in _OPEN for g in wanted)
    for g, p in pairs:
        _count(score, g, p, text)
    for p in _left_over(figures, [p for _, p in pairs], optional):
        score.spurious += 1
        score.open_spurious += p["status"] in _OPEN
        score.differences.append(f"spurious   {_quote(p, text)}")
    seen = {id(g) for g, _ in pairs}
    score.differences += [f"not found  {_quote(g, text)}" for g in wanted if id(g) not in seen]
    if any(g.get("indicator") for g in wanted):  # a report whose indicators were not annotated says nothing of them
        spare = [p for p in figures if not any(_overlap(o, p) > 0 for o in [*optional, *wanted])]
        _count_indicators(score, wanted, pairs, spare, text)
    words, marks = [g for g in gold if g["kind"] == "redaction"], [p for p in found if p["kind"] == "redaction"]
    pairs = _matched(words, marks)
    score.words_wanted, score.words_found = len(words), len(pairs)
    spare = list(_left_over(marks, [p for _, p in pairs], optional))
    score.words_spurious = len(spare)
    score.differences += [f"spurious   {_quote(p, text)}" for p in spare]
    return score


def _count(score: Score, g: Row, p: Row, text: str) -> None:
    same = {
        "span": (g["start"], g["end"]) == (p["start"], p["end"]),
        "value": _same_value(g.get("value"), p.get("value")),
        "unit": g["kind"] == "date" or (g.get("unit") or "") == (p.get("unit") or ""),
    }
    kind, status = g["kind"] == p["kind"], g["status"] == p.get("status")
    score.right += kind and status and same["value"] and same["unit"]
    if g["status"] in _OPEN:
        score.open_wanted_found += 1
        score.open_right += kind and status
        score.invented += g["kind"] != "date" and p.get("value") is not None
    if g["kind"] in _NUMERIC:
        score.numeric += 1
        same |= {name: g.get(name) == p.get(name) for name in ("bound", "modality", "relation", "change")}
        same["period"] = g.get("period") is None or g["period"] == p.get("period")
        same["item"] = _same_item(g.get("item"), p.get("item"))
    for name, ok in same.items():
        score.fields[name] += ok
    off = [f"{n}: {g.get(n)!r} ≠ {p.get(n)!r}" for n, ok in same.items() if not ok and n != "span"]
    off += [] if same["span"] else [f"span: {text[p['start'] : p['end']]!r}"]
    off += [] if kind and status else [f"{g['kind']} {g['status']} ≠ {p['kind']} {p.get('status')}"]
    if off:
        score.differences.append(f"differs    {_quote(g, text)}  {'; '.join(off)}")


def _count_indicators(
    score: Score, wanted: Sequence[Row], pairs: Sequence[tuple[Row, Row]], spare: Sequence[Row], text: str
) -> None:
    score.indicators_wanted = sum(bool(g.get("indicator")) for g in wanted)
    score.indicators_found = sum(bool(p.get("indicator")) for p in (*(p for _, p in pairs), *spare))
    for g, p in pairs:
        one, other = g.get("indicator"), p.get("indicator")
        score.indicators_right += one is not None and one == other
        if one != other:
            score.differences.append(f"indicator  {_quote(g, text)}  {one} ≠ {other}")


def _same_value(a: Any, b: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    if isinstance(a, (list, tuple)) or isinstance(b, (list, tuple)):
        pairs: bool = isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)) and len(a) == len(b)
        return pairs and all(map(_same_value, a, b))
    if a is None or b is None or isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    return math.isclose(a, b, rel_tol=1e-6, abs_tol=1e-6)


def _same_item(gold: str | Sequence[str] | None, found: str | None) -> bool:
    """One holds the other, and the found one is neither a clause nor a crumb."""
    if not gold:
        return True
    if not isinstance(gold, str):
        return any(_same_item(one, found) for one in gold)
    g, p = gold.translate(_QUOTES).strip(), (found or "").translate(_QUOTES).strip()
    if not p:
        return False
    return (g in p and len(p) <= max(8, 2 * len(g))) or (p in g and len(p) >= max(2, len(g) / 3))


def _matched(gold: Sequence[Row], found: Sequence[Row]) -> list[tuple[Row, Row]]:
    candidates = sorted(
        ((_overlap(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(found) if _overlap(g, p) > 0),
        reverse=True,
    )
    used_gold: set[int] = set()
    used_found: set[int] = set()
    pairs = []
    for _, i, j in candidates:
        if i not in used_gold and j not in used_found:
            used_gold.add(i)
            used_found.add(j)
            pairs.append((gold[i], found[j]))
    return pairs


def _overlap(a: Row, b: Row) -> float:
    common: int = min(a["end"], b["end"]) - max(a["start"], b["start"])
    whole: int = max(a["end"], b["end"]) - min(a["start"], b["start"])
    return max(0, common) / whole


def _left_over(found: Iterable[Row], matched: Iterable[Row], optional: Sequence[Row]) -> Iterator[Row]:
    seen = {id(p) for p in matched}
    for p in found:
        if id(p) not in seen and not any(_overlap(o, p) > 0 for o in optional):
            yield p


def _quote(row: Row, text: str) -> str:
    start, end = row["start"], row["end"]
    return marked(text, start, end, left=10, right=6).replace("\n", "⏎")
