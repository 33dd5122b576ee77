"""What the review page shows of a run: the queue around a figure, its report, and what was said of it."""

from __future__ import annotations

import bisect
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from extractor import numerals
from extractor.knowledge import Packs
from extractor.labels import label
from extractor.messages import Language, say
from extractor.quotes import quote
from extractor.records import Figure
from extractor.returns.question import asked_unit
from extractor.review.corrections import Correction, Fields, effective, fields_of
from extractor.review.request import CorrectionError
from extractor.typed import is_scaled, number_and_unit, unit_of
from extractor.web.desk import Desk, Entry, issues_of
from extractor.web.marked import window

__all__ = ["SHOWN", "PageState", "proposed", "told", "understood", "view"]

SHOWN: Final = ("todo", "open", "doubtful", "filled", "unsure", "plain", "done", "all")
_AROUND: Final = 40  # figures of the queue before and after
_NUMBER: Final = re.compile(r"[\d０-９.,，零〇一二两三四五六七八九十百千万亿兩萬億余餘多]+")


@dataclass(frozen=True, slots=True)
class PageState:
    """Which figure a page is about, and what the reader was about to do with it."""

    show: str = "todo"
    row: int | None = None
    start: int = 0
    end: int = 0
    adds: bool = False  # a missed figure; then the span, where there is one, was selected
    typed: Mapping[str, str] = field(default_factory=dict)  # what stands in the boxes, where it was not kept
    alert: str = ""
    done: str = ""


def view(desk: Desk, key: str, state: PageState, packs: Packs) -> dict[str, Any]:
    """The context of review.html."""
    queue = desk.queue(state.show)
    everything = desk.queue("all")
    place = _place(state, queue, everything)
    current = next((one for one in everything if place == (one.report, one.start, one.end)), None)
    shown: dict[str, Any] = {"key": key, "show": state.show, "shows": SHOWN, "adds": state.adds, "current": current}
    shown |= {"alert": state.alert, "done": state.done, "progress": desk.progress(), "counts": _counts(everything)}
    shown |= _around(queue, current)
    if place is None:
        return {**shown, "at": None}
    return {**shown, "at": dict(zip(("row", "start", "end"), place, strict=True)), **_figure(desk, state, place, packs)}


def _figure(desk: Desk, state: PageState, place: tuple[int, int, int], packs: Packs) -> dict[str, Any]:
    """What is known of the figure at a place, and the text around it."""
    row, span = place[0], place[1:]
    extraction, text = desk.report(row)
    figure = next((f for f in extraction.figures if (f.start, f.end) == span), None)
    history = desk.history(row, span) if not state.adds else []
    boxes = dict(state.typed) or (_proposal(text, span, packs) if state.adds else _boxes(figure, packs, text))
    return {
        "report": extraction.report,
        "figure": figure,
        "read": fields_of(figure) if figure else None,
        "answer": _answer(figure),
        "issues": issues_of(extraction, figure) if figure else [],
        "history": history,
        "can_undo": bool(effective(history)),
        "seen": history[-1].id if history else "",
        "boxes": boxes,
        "window": window(extraction, text, min(span[0], len(text))),
    }


def _answer(figure: Figure | None) -> str:
    """What came back with a slip, with commas: of 18570000000 nobody sees that it is ten thousand times too much."""
    if figure is None or figure.filled is None:
        return ""
    return figure.filled.value if figure.filled.number is None else f"{figure.filled.number:,f}"


def told(one: Correction, lang: Language) -> str:
    """What a correction says, in a few words: 改为 262001 CNY."""
    after = one.after if one.action in {"correct", "add"} else None
    said = (after.value, after.unit and label("unit", after.unit, lang), after.item) if after else ()
    return " ".join(filter(None, (say(f"said_{one.action}", lang), *said)))


def understood(boxes: Mapping[str, str], packs: Packs) -> dict[str, str | None]:
    """The fields of a correction as records have them, of what somebody typed: 12万 and 元, 12 and 万元, 12万元 whatever the unit.

    Raises CorrectionError where 12万 stands before 万元: it may be meant either way.

    >>> from extractor.packs import load
    >>> understood({"kind": "amount", "value": "12.5", "unit": "万元", "item": " 善款 "}, load())
    {'kind': 'amount', 'value': '125000', 'unit': 'CNY', 'item': '善款'}
    >>> understood({"kind": "amount", "value": "185.7万元", "unit": "元", "item": ""}, load())["value"]
    '1857000'
    """
    fields = {key: boxes[key].strip() or None for key in ("kind", "value", "unit", "item")}
    value, unit = numerals.half_width(fields["value"] or "").replace(" ", ""), fields["unit"] or ""
    if fields["kind"] == "date" or not value:
        return {**fields, "value": value or None, "unit": _own(unit, packs)[1] or None}
    ends = [number_and_unit(end, packs, unit) for end in value.split("/")]
    if not all(ends):
        return {**fields, "value": value, "unit": _own(unit, packs)[1] or None}
    typed = [end for end in ends if end]
    written = typed[-1][1]  # 2/5万元
    if not written and _own(unit, packs)[0] != 1 and is_scaled(value):
        raise CorrectionError("scaled_twice", value=value, unit=unit)
    factor, unit = _own(written or unit, packs)
    numbers = [number * (_own(word, packs)[0] if word else factor) for number, word in typed]
    return {**fields, "value": "/".join(f"{number.normalize():f}" for number in numbers), "unit": unit or None}


def _own(word: str, packs: Packs) -> tuple[Decimal, str]:
    """How many of which unit of the records a word is; one that no pack has is a unit of its own."""
    found = unit_of(word, packs)
    return (found[0], found[1].unit) if found else (Decimal(1), word)


def proposed(text: str, packs: Packs) -> dict[str, str]:
    """What a figure that somebody has selected seems to say.

    >>> from extractor.packs import load
    >>> proposed("48灶", load()), proposed("5万元", load())["value"]
    ({'kind': 'count', 'value': '48', 'unit': '灶', 'item': ''}, '50000')
    """
    found = _NUMBER.match(text)
    number = numerals.read(found[0]) if found else None
    word = text[found.end() :] if found else ""
    unit = packs.units.get(word)
    value = "" if number is None else f"{(number * (unit.factor if unit else 1)).normalize():f}"
    return {"kind": unit.kind if unit else "count", "value": value, "unit": unit.unit if unit else word, "item": ""}


def _place(state: PageState, queue: Sequence[Entry], everything: Sequence[Entry]) -> tuple[int, int, int] | None:
    if state.row is not None:
        return state.row, state.start, state.end
    first = next(iter(queue or everything), None)
    return (first.report, first.start, first.end) if first else None


def _counts(everything: Sequence[Entry]) -> Counter[str]:
    counts: Counter[str] = Counter(one.group for one in everything)
    counts["todo"] = sum(one.group != "plain" and not one.is_done for one in everything)
    counts["done"] = sum(bool(one.review) for one in everything)
    counts["all"] = len(everything)
    return counts


def _around(queue: Sequence[Entry], current: Entry | None) -> dict[str, Any]:
    """The part of the queue to show, and the figures to go to; one that has left the queue keeps its place between them."""
    keys = [one.key for one in queue]
    before = bisect.bisect_left(keys, current.key) - 1 if current else -1
    after = bisect.bisect_right(keys, current.key) if current else 0
    low = max(0, before - _AROUND)
    high = min(len(queue), low + 2 * _AROUND)
    return {
        "queue": queue[low:high],
        "hidden_before": low,
        "hidden_after": len(queue) - high,
        "next": queue[after] if after < len(queue) else None,
        "previous": queue[before] if before >= 0 else None,
    }


def _boxes(figure: Figure | None, packs: Packs, text: str) -> dict[str, str]:
    """What stands in the boxes at first: as a reviewer has left it, else as it was read; where a number is wanted, the slip's unit."""
    if figure is None:
        return {"kind": "count", "value": "", "unit": "", "item": "", "note": ""}
    said = figure.reviewed
    fields: Fields | Any = said if said and said.status != "rejected" else fields_of(figure)
    boxes = {key: getattr(fields, key) or "" for key in ("kind", "value", "unit", "item")}
    if not boxes["value"] and (fields.kind, fields.unit) == (figure.kind, figure.unit):
        boxes["unit"] = asked_unit(figure, packs, text)
    return {**boxes, "note": ""}


def _proposal(text: str, span: tuple[int, int], packs: Packs) -> dict[str, str]:
    """What stands in the boxes for a figure that was missed: nothing, where none was selected."""
    boxes = {"kind": "count", "value": "", "unit": "", "item": "", "note": "", "quote": ""}
    if not 0 <= span[0] < span[1] <= len(text):
        return boxes
    try:
        return {**boxes, **proposed(text[slice(*span)], packs), "quote": quote(text, *span)}
    except ValueError:
        return boxes
