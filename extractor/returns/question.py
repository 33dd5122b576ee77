"""What a submitter is asked: one question for each open figure and each one that the check-up doubts.

A question is known by its id alone, which is made of the file's bytes, who reports, and the figure's characters and place: so an answer
finds its figure again in every later run over the same file, and in no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from extractor import numerals
from extractor.harmless import shown
from extractor.labels import label, place
from extractor.messages import Language, say
from extractor.records import Extraction, Figure, submitter, text_sha256
from extractor.review.filled import figure_id
from extractor.same_units import same_unit
from extractor.sentences import Span, spans
from extractor.typed import unit_of

if TYPE_CHECKING:
    from extractor.knowledge import Packs

__all__ = ["WORTH_ASKING", "Question", "asked_unit", "factor", "is_intact", "questions"]

_LONGEST_UNIT: Final = 8
_CHECK: Final = 6  # hexadecimal digits
WORTH_ASKING: Final = frozenset({"error", "warning"})


@dataclass(frozen=True, slots=True)
class Question:
    """One question: `at` is the figure's place among the records, `unit` the one that the answer is asked in (万元).

    `span` is its place in its sentence.
    """

    id: str
    figure: Figure
    at: int
    span: Span | None
    kind: str  # redacted, missing, doubtful
    unit: str
    asked: str  # 缺少数字：募集善款（元）。请填写。
    where: str  # the place for people: 第3段


def questions(
    extraction: Extraction, sha256: str, packs: Packs, text: str = "", lang: Language = "zh"
) -> Iterator[Question]:
    """Each question on a report, in the order of its text; `text` is needed for a unit that stands in a table's header."""
    doubts = _doubts(extraction, lang)
    for at, (figure, span) in enumerate(zip(extraction.records, spans(extraction, text), strict=True)):
        if not isinstance(figure, Figure) or not (figure.is_open or at in doubts):
            continue
        kind = figure.status if figure.is_open else "doubtful"
        unit = asked_unit(figure, packs, text)
        key = figure_id(sha256, submitter(extraction.report), figure)
        asked = _asked(figure, kind, unit, doubts.get(at, ""), lang)
        where = place(figure.locator, lang)
        yield Question(f"{key}-{_check(key, unit)}", figure, at, span, kind, unit, asked, where)


def is_intact(question: str, unit: str) -> bool:
    """Whether a question's id, as it came back, belongs to the unit beside it."""
    key, _, check = question.rpartition("-")
    return check == _check(key, unit)


def factor(unit: str, figure: Figure, packs: Packs) -> Decimal | None:
    """How many of the figure's own unit are one of `unit`; None where it is another unit.

    >>> from extractor import extract
    >>> from extractor.packs import load
    >>> (figure,) = extract("募集善款XX万元。").figures
    >>> factor("万元", figure, load()), factor("元", figure, load()), factor("人", figure, load())
    (Decimal('10000'), Decimal('1'), None)
    """
    if unit == label("unit", figure.unit or "") or same_unit(unit, figure.unit):
        return Decimal(1)
    found = unit_of(unit, packs)
    return found[0] if found and same_unit(found[1].unit, figure.unit) else None


def asked_unit(figure: Figure, packs: Packs, text: str) -> str:
    """The unit as the report writes it, with its scale: who reads 募集XX万元 answers in 万元.

    `text` is the report's, for a unit that stands in a table's header.
    """
    if figure.kind == "date":
        return ""
    written = text[slice(*figure.unit_at)] if figure.unit_at and text else figure.text
    for size in range(min(_LONGEST_UNIT, len(written)), 0, -1):
        word = written[-size:]
        if word in packs.units and packs.units[word].unit == figure.unit:
            scale = numerals.SCALE.search(written[:-size].rstrip("余餘多几幾"))
            return (scale[0] if scale else "") + word
    return label("unit", shown(figure.unit or ""))


def _doubts(extraction: Extraction, lang: Language) -> dict[int, str]:
    """What the check-up says of complete figures, by their place; an answer settles it, but for one that cannot be meant."""
    found: dict[int, str] = {}
    for issue in extraction.issues:
        if issue.severity not in WORTH_ASKING or not issue.figures:
            continue
        figure = extraction.records[issue.figures[0]]
        if (
            isinstance(figure, Figure)
            and figure.kind != "date"
            and (figure.is_doubted or (figure.status == "complete" and not (figure.filled or figure.is_settled)))
        ):
            message = say(issue.code, lang, issue.facts) if issue.facts else issue.message
            both = filter(None, (found.get(issue.figures[0]), shown(message)))
            found[issue.figures[0]] = say("and_then", lang).join(both)
    return found


def _asked(figure: Figure, kind: str, unit: str, doubt: str, lang: Language) -> str:
    if kind == "doubtful":
        return say("ask_doubtful", lang, {"doubt": doubt})
    text = shown(figure.text)
    if figure.kind == "date":
        return say("ask_date", lang, {"text": text})
    return say(f"ask_{kind}", lang, {"what": shown(figure.item or "") or f"「{text}」", "unit": unit})


def _check(key: str, unit: str) -> str:
    return text_sha256(f"{key}\0{unit}")[:_CHECK]
