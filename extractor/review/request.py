"""One correction, as a reviewer asks for it: checked against what the figure is now, and kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from extractor.errors import BaoshuError
from extractor.messages import say
from extractor.quotes import quote
from extractor.records import Extraction, Figure
from extractor.release import release
from extractor.review.corrections import Action, Correction, Fields, StaleError, effective, fields_of, new_id, now
from extractor.review.overlay import Review
from extractor.typed import is_scale, unit_of

if TYPE_CHECKING:
    from extractor.knowledge import Packs

__all__ = ["CorrectionError", "CorrectionRequest", "correct"]

_LONGEST: Final = 100  # characters of a figure
_NEVER_NEGATIVE: Final = frozenset({"amount", "count"})
_NEGATIVE: Final = re.compile(r"\s*[-－−﹣]|.*[负負]")


class CorrectionError(BaoshuError):
    """A correction that cannot be; `code` and `facts` say why in either language (messages.toml)."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(say(code, "en", facts))
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """What a reviewer wants: `seen` is the last correction of the figure that they saw; `after` is for correct and add."""

    start: int
    end: int
    action: Action
    by: str
    seen: str | None = None
    after: dict[str, str | None] | None = None
    note: str = ""


def correct(
    review: Review, extraction: Extraction, text: Callable[[], str], asked: CorrectionRequest, packs: Packs
) -> Correction:
    """Keep it, and give it back. `extraction` is the report with what reviewers said until now.

    Raises StaleError where the figure was corrected since it was seen, CorrectionError where it cannot be.
    """
    span = asked.start, asked.end
    last = review.last(extraction, span, text)
    if last is not None and last.id != asked.seen:
        raise StaleError(last)
    figure = next((f for f in extraction.figures if (f.start, f.end) == span), None)
    before = _before(figure)
    try:
        after = _after(review, extraction, figure, before, last, asked)
        if after is not None and asked.action in {"correct", "add"}:
            _check_possible(after, fields_of(figure) if figure else None, asked.action, text()[slice(*span)], packs)
        made = Correction(
            id=new_id(),
            at=now(),
            by=asked.by,
            action=asked.action,
            source_file=extraction.report.name,
            sha256=extraction.report.sha256,
            start=asked.start,
            end=asked.end,
            quote=_quote(text(), span),
            before=before,
            after=after,
            note=asked.note,
            follows=last.id if last else None,
            version=release(),
        )
    except ValidationError as error:
        wrong = error.errors()[0]
        if wrong["type"] == "wrong_field":
            raise CorrectionError(wrong["ctx"]["code"]) from None
        raise CorrectionError("bad_fields", why=f"{wrong['loc'][-1] if wrong['loc'] else ''} {wrong['msg']}") from None
    review.append(made)
    return made


def _check_possible(after: Fields, report: Fields | None, action: Action, written: str, packs: Packs) -> None:
    """Refuse what no figure can be; what the report itself says may stay, a negative sum and an odd unit, too."""
    if after.value is None:
        raise CorrectionError("no_value" if action == "add" else "nothing_corrected")
    if after.kind == "date" or after.unit is None:
        return
    was_negative = _NEGATIVE.match(written) or (report is not None and (report.value or "").startswith("-"))
    if after.kind in _NEVER_NEGATIVE and after.value.startswith("-") and not was_negative:
        raise CorrectionError("negative")
    if report is not None and (report.kind, report.unit) == (after.kind, after.unit):
        return
    if is_scale(after.unit):
        raise CorrectionError("bare_scale", unit=after.unit)
    known = unit_of(after.unit, packs)
    if known[1].kind != after.kind if known else after.kind in {"amount", "ratio"}:
        raise CorrectionError("unit_of_another_kind", unit=after.unit)


def _before(figure: Figure | None) -> Fields | None:
    if figure is None:
        return None
    said = figure.reviewed
    if said is None or said.status == "rejected":
        return fields_of(figure)
    return Fields(kind=said.kind, value=said.value, unit=said.unit, item=said.item)


def _quote(text: str, span: tuple[int, int]) -> str:
    start, end = span
    if not 0 <= start < end <= len(text) or end - start > _LONGEST or not text[start:end].strip():
        raise CorrectionError("bad_span")
    try:
        return quote(text, start, end)
    except ValueError:
        raise CorrectionError("bad_span") from None


def _after(
    review: Review,
    extraction: Extraction,
    figure: Figure | None,
    before: Fields | None,
    last: Correction | None,
    asked: CorrectionRequest,
) -> Fields | None:
    if asked.action == "undo":
        held = effective(review.log.chain(last.id)) if last else []
        if not held:
            raise CorrectionError("nothing_to_undo")
        return held[-1].before
    if asked.action == "add":
        _check_free(extraction, asked)
        return Fields.model_validate(asked.after)
    if figure is None:
        raise CorrectionError("no_figure_there")
    if asked.action == "correct":
        return Fields.model_validate(asked.after)
    return None if asked.action == "reject" else before


def _check_free(extraction: Extraction, asked: CorrectionRequest) -> None:
    for other in extraction.figures:
        is_there = not (other.reviewed and other.reviewed.status == "rejected")
        if is_there and other.start < asked.end and asked.start < other.end:
            raise CorrectionError("figure_there", text=other.text)
