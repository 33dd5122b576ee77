"""The records: what `extract` gives and every writer takes. Frozen, validated, with offsets into the report's text.

The sentences of corpus/guideline.md are the validators here: only a complete figure has a value (but a redacted date has
its EDTF with X), a date has no unit, `text` is the report's own characters.
"""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, model_validator

from extractor.fields import Bound, Change, Kind, Modality, Relation, Status
from extractor.harmless import shown
from extractor.placeholder import MARKS
from extractor.traditional import simplified

__all__ = [
    "Cited",
    "Extraction",
    "Figure",
    "Filled",
    "Issue",
    "Record",
    "Redaction",
    "Report",
    "Reviewed",
    "Stated",
    "Value",
    "is_named",
    "submitter",
    "text_sha256",
    "value_of",
]

_TYPED: Final = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")
_TEN_THOUSAND: Final = 10_000
_NO_NAME: Final = re.compile(
    rf"[{MARKS}某]|\A(?:[省市县区州盟旗镇乡我本]|街道)?(?:红十字会|慈善总会|协会|街道|中心|学校|医院|委员会|总会|社|局|会)"
)


def _number(value: Decimal) -> int | float:
    """A JSON number: a whole one without a point. Written only, never computed with."""
    whole = int(value)
    return whole if value == whole else float(value)


Amount = Annotated[Decimal, PlainSerializer(_number, return_type=int | float, when_used="json")]
Value = str | Amount | tuple[Amount, Amount] | None  # a string first: "2021" is a date, not a number


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class Report(_Record):
    """The report that was read, and what it says of itself (each None or "" where it does not)."""

    name: str
    title: str
    organisation: str
    year: str | None
    published: str | None
    characters: int
    sha256: str


def is_named(report: Report) -> bool:
    """Whether the organisation's name says which one it is: 区红十字会 is every district's, XX县红十字会 is a placeholder."""
    return bool(report.organisation) and not _NO_NAME.search(simplified(report.organisation))


def value_of(kind: Kind, text: str | None) -> Value:
    """A value that a person gave: EDTF for a date, 26.2, or 300/500 for a range; None for none, and for what a broken journal holds.

    >>> value_of("amount", "300/500"), value_of("date", "2022-01"), value_of("count", None)
    ((Decimal('300'), Decimal('500')), '2022-01', None)
    """
    if kind == "date" or text is None:
        return text
    low, _, high = text.partition("/")
    try:
        return (Decimal(low), Decimal(high)) if high else Decimal(low)
    except InvalidOperation:
        return None


def text_sha256(text: str) -> str:
    """What a text is known by, whatever it holds: `Report.sha256`."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def submitter(report: Report) -> str:
    """Who reports: by the report itself, else by the name of its file."""
    return shown(report.organisation or Path(report.name).stem)


class Filled(_Record):
    """What the submitter answered for an open or doubtful figure; never a value of the report: that has `Figure.value` alone."""

    value: (
        str  # a plain number in the figure's unit, 300/500 where a range was confirmed, EDTF where the figure is a date
    )
    text: str  # as it was filled in: 26.2（万元）, 属实
    by: str
    at: str  # the day, 2022-01-31
    source: str  # the sheet and its row

    @property
    def number(self) -> Decimal | None:
        """The value as one number; None for a date or a range."""
        try:
            return Decimal(self.value)
        except InvalidOperation:
            return None

    @property
    def typed_in_full(self) -> Decimal | None:
        """What was typed, where it is too large for a unit with 万 in it: 1857000 in 万元; who has a 亿 writes 1.2亿元, in words."""
        typed, number = _TYPED.match(self.text), self.number
        if typed is None or number is None:
            return None
        written = Decimal(typed[0].replace(",", ""))
        return written if written >= _TEN_THOUSAND and number >= _TEN_THOUSAND * written else None


class Reviewed(_Record):
    """What a reviewer says of the figure; the report's own fields stay as they are, beside it."""

    status: Literal["accepted", "corrected", "rejected", "added", "noted"]
    kind: Kind  # these four are the figure's, as it was accepted, corrected or added
    value: str | None  # a plain number in the unit, 300/500 for a range, EDTF for a date
    unit: str | None
    item: str | None
    by: str
    at: str  # 2022-01-31T08:15:00Z
    note: str
    correction: str  # the id of the last correction; who corrects the figure next names it

    @property
    def number(self) -> Decimal | None:
        """The value as one number; None for a date, a range, a figure that is open or that is none."""
        if self.kind == "date" or self.value is None or "/" in self.value or self.status == "rejected":
            return None
        return Decimal(self.value)


class Stated(NamedTuple):
    """What a figure comes to once people have spoken, and who said it: a reviewer before the submitter, both before the report."""

    by: Literal["report", "filled", "reviewed"]
    kind: Kind
    value: Value
    unit: str | None


class Figure(_Record):
    """One figure or date: `text` is report[start:end]; `value` is in `unit`, a range is a pair, a date is EDTF."""

    source_file: str
    start: int = Field(ge=0)
    end: int
    text: str
    kind: Kind
    status: Status
    value: Value = Field(union_mode="left_to_right")
    unit: str | None
    bound: Bound | None
    modality: Modality | None
    item: str | None
    indicator: str | None = None  # key of patterns/indicators.toml, where the figure is one of these
    period: str | None
    relation: Relation | None
    change: Change | None
    pattern: str
    unit_at: tuple[int, int] | None
    sentence: str
    section: str
    locator: str | None = None  # where in the file: page=2, paragraph=12, table=1,row=2,column=3
    filled: Filled | None = None  # what came back with a return slip; the status stays what the report says
    reviewed: Reviewed | None = None  # what a reviewer says of it (`baoshu review`); the fields above stay the report's

    @model_validator(mode="after")
    def _as_the_guideline_says(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError("text is not as long as its span")
        if self.kind == "date":
            if self.unit is not None or not isinstance(self.value, str):
                raise ValueError("a date has an EDTF value and no unit")
        elif not self.unit:
            raise ValueError("a number has a unit")
        elif (self.status == "complete") != (self.value is not None) or isinstance(self.value, str):
            raise ValueError("a figure has a number exactly when it is complete")
        return self

    @property
    def stated(self) -> Stated:
        """What tables count with, and checks look at; a figure that a reviewer rejected is none, and should not be asked."""
        said, answer = self.reviewed, self.filled
        if said is not None and said.status in {"corrected", "added"} and said.value is not None:
            return Stated("reviewed", said.kind, value_of(said.kind, said.value), said.unit)
        if answer is not None:
            return Stated("filled", self.kind, value_of(self.kind, answer.value), self.unit)
        return Stated("report", self.kind, self.value, self.unit)

    @property
    def is_settled(self) -> bool:
        """Whether somebody stands by the figure: a reviewer has said what it is, or its submitter that the report is right."""
        if self.reviewed is not None and self.reviewed.status != "noted":
            return True
        return self.filled is not None and self.status == "complete" and self.stated.value == self.value

    @property
    def is_doubted(self) -> bool:
        """Whether it is known only from an answer that cannot be meant (U605): asked again, and in no total."""
        typed = self.filled.typed_in_full if self.filled is not None else None
        return typed is not None and self.stated.by == "filled" and not self.is_settled

    @property
    def is_open(self) -> bool:
        """Whether nobody knows the figure yet: the report does not say it, no slip came back, no reviewer has settled it."""
        said = self.reviewed
        settled = said is not None and (said.status == "rejected" or said.value is not None)
        return self.status != "complete" and self.filled is None and not settled


class Redaction(_Record):
    """A word whose letters were taken out: XX区, “”防灾减灾日."""

    source_file: str
    start: int = Field(ge=0)
    end: int
    text: str
    kind: Literal["redaction"] = "redaction"
    what: Literal["name", "term", "empty"]
    pattern: str
    sentence: str
    section: str
    locator: str | None = None  # where in the file: page=2, paragraph=12, table=1,row=2,column=3


Record = Annotated[Figure | Redaction, Field(discriminator="kind")]


class Cited(_Record):
    """A place in another report that an issue speaks of."""

    source_file: str
    start: int
    end: int
    text: str
    sentence: str


class Issue(_Record):
    """Something that looks wrong with one or more figures of a report; `code` is explained by `baoshu explain CODE`."""

    code: str
    severity: Literal["error", "warning", "info", "settled"]  # settled: somebody has looked, and stands by the figure
    message: str  # what is wrong, with the arithmetic, in the language that was asked for
    figures: tuple[int, ...]  # places in the extraction's `records`; the first is the one to look at
    at: tuple[int, int] | None = None  # where to look in the report's text; None where nothing stands there
    facts: dict[str, str] = Field(default_factory=dict)  # what fills the message, to say it in another language
    cited: tuple[Cited, ...] = ()  # last year's figures, a peer's

    @property
    def is_gap(self) -> bool:
        """Whether it says no more than that a figure or a word is not there, as the record itself does."""
        return bool(self.figures) and self.code.startswith(("M", "R"))


class Extraction(_Record):
    """What one report holds, in the order of the text."""

    report: Report
    records: tuple[Record, ...]
    issues: tuple[Issue, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures and dates, without the redacted words."""
        return tuple(r for r in self.records if isinstance(r, Figure))

    @property
    def redactions(self) -> tuple[Redaction, ...]:
        """The redacted words that belong to no figure."""
        return tuple(r for r in self.records if isinstance(r, Redaction))
