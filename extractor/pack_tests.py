"""The examples of the packs, tried: each entry finds what its 【】 shows, or whose report it is, and nothing where it says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from extractor.knowledge import Example, Packs
from extractor.pipeline import extract
from extractor.quotes import parted

__all__ = ["failures"]


def failures(packs: Packs) -> Iterator[str]:
    """One line for each example that does not hold: file:line, entry, what was wanted and what was found."""
    for example in packs.examples:
        problem = _problem(example, packs)
        if problem:
            yield f"{example.path}:{example.line}: {example.entry}: {example.quote}: {problem}"


def _problem(example: Example, packs: Packs) -> str | None:
    text = example.quote if example.nothing else "".join(parted(example.quote))
    found = extract(text, packs=packs)
    if example.of_whom:
        whose = found.report.organisation
        return None if f"【{whose}】" in example.quote else f"it is the report of {whose or 'nobody'}"
    records = [json.loads(r.model_dump_json()) for r in found.records]
    if example.nothing:
        numbers = [r["text"] for r in records if r["kind"] != "date"]
        return f"found {'、'.join(numbers)} where nothing should be" if numbers else None
    start = example.quote.index("【")
    end = example.quote.index("】") - 1
    shown = next((r for r in records if (r["start"], r["end"]) == (start, end)), None)
    if shown is None:
        near = "、".join(r["text"] for r in records)
        return f"found {near or 'nothing'} instead"
    off = [f"{k} is {shown.get(k)!r}, not {v!r}" for k, v in example.wanted.items() if not _same(shown.get(k), v)]
    off += [f"{k} is {v!r}" for k, v in example.unwanted.items() if _same(shown.get(k), v)]
    return "; ".join(off) or None


def _same(found: Any, wanted: Any) -> bool:  # noqa: ANN401 - whatever TOML and JSON hold
    return list(found) == wanted if isinstance(found, (list, tuple)) else bool(found == wanted)
