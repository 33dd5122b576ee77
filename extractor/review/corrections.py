"""Corrections: what reviewers said of figures, a line of JSON each, in a file beside the run's output.

Nothing in the file is ever changed: an undo is a correction, too. Each one names the one that it follows, so that a figure's
corrections are a chain and its state is their fold; who writes without having seen the last of them is refused (StaleError).
Who writes holds the run (`Journal`), so no two processes append at once.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from extractor.atomic import sync_folder
from extractor.beside import beside
from extractor.errors import BaoshuError
from extractor.fields import Kind
from extractor.messages import say
from extractor.records import Figure, Reviewed

__all__ = [
    "Action",
    "Correction",
    "Fields",
    "Log",
    "StaleError",
    "correction_path",
    "effective",
    "fields_of",
    "new_id",
    "now",
    "reviewed",
]

Action = Literal["accept", "correct", "reject", "add", "undo", "note"]

_LONGEST: Final = 4000  # characters of a note; a name, a unit or an item has a twentieth of it
_NUMBER: Final = r"-?\d{1,24}(?:\.\d{1,12})?"
_NUMBERS: Final = re.compile(rf"{_NUMBER}(?:/{_NUMBER})?")
_DAY: Final = r"[\dX]{4}(?:-[\dX]{2}(?:-[\dX]{2})?)?"
_DATES: Final = re.compile(rf"{_DAY}(?:/{_DAY})?")
_STATUSES: Final = {"accept": "accepted", "correct": "corrected", "reject": "rejected", "add": "added"}


def _wrong(code: str) -> PydanticCustomError:
    """What is wrong with a field, as a sentence of messages.toml; the page says it in its own language."""
    return PydanticCustomError("wrong_field", "{said}", {"said": say(code, "en"), "code": code})


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Fields(_Line):
    """What can be corrected of a figure. `value` is text: a plain number in the unit, 300/500 for a range, EDTF for a date."""

    kind: Kind
    value: str | None
    unit: str | None = Field(max_length=_LONGEST // 20)
    item: str | None = Field(max_length=_LONGEST // 20)

    @model_validator(mode="after")
    def _as_a_figure(self) -> Self:
        if self.kind == "date":
            if self.unit is not None or self.value is None or not _is_date(self.value):
                raise _wrong("bad_date")
        elif not self.unit:
            raise _wrong("no_unit")
        elif self.value is not None:
            if not _NUMBERS.fullmatch(self.value):
                raise _wrong("bad_value")
            low, _, high = self.value.partition("/")
            if high and Decimal(low) > Decimal(high):
                raise _wrong("bad_range")
        return self


class Correction(_Line):
    """One thing that one reviewer said of one figure, once."""

    id: str = Field(pattern=r"^[0-9a-f]{16}$")
    at: str
    by: str = Field(min_length=1, max_length=_LONGEST // 20)
    action: Action
    source_file: str
    sha256: str  # of the text in which `start` and `end` count
    start: int = Field(ge=0)
    end: int
    quote: str  # finds the figure again where the text has moved
    before: Fields | None  # None where nothing was there
    after: Fields | None  # None where nothing is left
    note: str = Field(default="", max_length=_LONGEST)
    follows: str | None = None  # the figure's correction before this one
    version: str  # of baoshu

    @model_validator(mode="after")
    def _has_what_its_action_needs(self) -> Self:
        if self.action in {"accept", "correct", "add"} and self.after is None:
            raise ValueError(f"{self.action}: says no fields")
        if self.action == "add" and self.after is not None and self.after.value is None:
            raise _wrong("no_value")
        if self.end <= self.start:
            raise ValueError("a figure has characters")
        return self


class StaleError(BaoshuError):
    """Somebody else has corrected the figure in between; `now` is the last correction."""

    def __init__(self, now: Correction) -> None:
        super().__init__(f"{now.by} has corrected this figure in between ({now.action}); look at it again")
        self.now = now


def fields_of(figure: Figure) -> Fields:
    """What the report says of the figure, as far as it can be corrected."""
    value = figure.value
    if isinstance(value, tuple):
        text: str | None = "/".join(map(_plain, value))
    else:
        text = value if value is None or isinstance(value, str) else _plain(value)
    return Fields.model_construct(kind=figure.kind, value=text, unit=figure.unit, item=figure.item)


def new_id() -> str:
    """An id that nobody else makes."""
    return secrets.token_hex(8)


def now() -> str:
    """The time of a correction."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def effective(chain: Sequence[Correction]) -> list[Correction]:
    """The corrections of a figure that hold: each undo takes the last one away."""
    held: list[Correction] = []
    for one in chain:
        if one.action != "undo":
            held.append(one)
        elif held:
            held.pop()
    return held


def reviewed(chain: Sequence[Correction], report: Fields) -> Reviewed | None:
    """What the chain of a figure says of it; `report` are its fields where none was corrected. None where all was undone."""
    held = effective(chain)
    if not held:
        return None
    verdict = next((one for one in reversed(held) if one.action != "note"), None)
    fields = (verdict and (verdict.after or verdict.before)) or report
    return Reviewed.model_construct(
        status="noted" if verdict is None else _status(held, verdict),
        **fields.model_dump(),
        by=(verdict or held[-1]).by,
        at=(verdict or held[-1]).at,
        note=next((one.note for one in reversed(held) if one.note), ""),
        correction=chain[-1].id,
    )


def _status(held: Iterable[Correction], verdict: Correction) -> str:
    """An added figure stays one that was added, whatever was corrected of it afterwards; to reject it takes it back."""
    is_added = verdict.action != "reject" and any(one.action == "add" for one in held)
    return "added" if is_added else _STATUSES[verdict.action]


def correction_path(output: Path) -> Path:
    """Where the corrections of a run's output are kept."""
    return beside(output, "{}.corrections.jsonl")


class Log:
    """The corrections in one file, in the order in which they were made. `said` tells of what could not be read of it.

    Raises BaoshuError for a line that is no correction. A last line that was torn by a power failure was never confirmed: it
    is left out, and overwritten by the next one.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.said = path, ""
        self.chains: dict[str, list[Correction]] = {}  # by the id of the first one
        self._first: dict[str, str] = {}  # of each correction's chain
        self._end = 0  # of what is whole
        data = path.read_bytes() if path.exists() else b""
        lines = data.split(b"\n")
        for number, line in enumerate(lines, 1):
            if line.strip(b" \r"):
                try:
                    self._take(Correction.model_validate_json(line))
                except ValidationError as error:
                    if number < len(lines):
                        raise BaoshuError(f"{path}:{number}: is no correction: {_first_of(error)}") from None
                    self.said = f"{path}:{number}: the last line is torn, and was never confirmed; it is left out"
                    break
            self._end += len(line) + (number < len(lines))
        self._is_whole = not data or self._end == 0 or data[: self._end].endswith(b"\n")

    def __contains__(self, correction: str) -> bool:
        return correction in self._first

    def __bool__(self) -> bool:
        return bool(self._first)

    def chain(self, correction: str) -> list[Correction]:
        """All corrections of the figure that this one is about, in their order."""
        return self.chains[self._first[correction]]

    def last(self, correction: str | None) -> Correction | None:
        """The last correction of the figure that this one is about."""
        return self.chains[self._first[correction]][-1] if correction in self._first else None

    def append(self, *made: Correction) -> None:
        """Keep corrections, all or none of them: they are on the disk when this returns.

        Raises StaleError where one does not follow the last one of its figure, BaoshuError where the disk refuses them.
        """
        known = {one.id for one in made}
        for one in made:
            last = self.last(one.follows)
            if last is not None and last.id != one.follows and one.follows not in known:
                raise StaleError(last)
        lines = b"".join(one.model_dump_json().encode() + b"\n" for one in made)
        try:
            self._write(lines if self._is_whole else b"\n" + lines)
        except OSError as error:
            raise BaoshuError(f"{self.path}: cannot be written: {error.strerror}; the correction is not kept") from None
        for one in made:
            self._take(one)

    def _write(self, line: bytes) -> None:
        is_new = not self.path.exists()
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        try:
            os.ftruncate(handle, self._end)  # what a torn line left
            os.lseek(handle, self._end, os.SEEK_SET)
            if os.write(handle, line) != len(line):
                os.ftruncate(handle, self._end)
                raise OSError(28, "no space left")
            os.fsync(handle)
        finally:
            os.close(handle)
        if is_new:
            sync_folder(self.path.parent)
        self._end += len(line)
        self._is_whole = True

    def _take(self, made: Correction) -> None:
        first = self._first.get(made.follows or "", made.id)
        self._first[made.id] = first
        self.chains.setdefault(first, []).append(made)


def _first_of(error: ValidationError) -> str:
    found = error.errors()[0]
    return f"{'.'.join(map(str, found['loc']))}: {found['msg']}".removeprefix(": ")


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _is_date(text: str) -> bool:
    if not _DATES.fullmatch(text):
        return False
    for day in text.split("/"):
        parts = day.split("-")
        if len(parts) == 3 and "X" not in day:
            try:
                date(*map(int, parts))
            except ValueError:
                return False
    return True
