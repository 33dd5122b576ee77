"""What the words around a figure say of it: bound, change, relation, modality, period; and the year of a date.

The cue words stand in patterns/cues.toml; this module goes from figure to figure. Each field has a module of its own, which
sets it: what comes later may look at what is set.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from extractor.dates import Anchor, WrittenDate, resolve
from extractor.knowledge import Packs
from extractor.link.around import BACK, SENTENCE, Around
from extractor.link.bound import set_bound
from extractor.link.change import set_change
from extractor.link.linked import Linked
from extractor.link.modality import set_modality
from extractor.link.period import set_period, year_spoken
from extractor.link.relation import set_relation
from extractor.link.turns import dates_in_turn
from extractor.normalise import Reading
from extractor.outline import Outline
from extractor.outline.headings import Section

__all__ = ["link"]

_SAME_YEAR: Final = ("同年", "是年")  # as the date before
_CLAUSE: Final = re.compile(  # not the comma of 1,320
    r"[。！？；：:\u2028]|，(?!(?<=[0-9].)[0-9]{3}(?![0-9]))|[一二三四五六七八九十]是"
)
_OF_THEN: Final = re.compile("[末底初]?(?:同期)?[的为](?:约|近|不足|仅)?")


def link(readings: Sequence[Reading], text: str, packs: Packs, outline: Outline) -> list[Linked]:
    """One Linked for each reading, in order. A date whose year the text never says is left without a value."""
    done: list[Linked] = []
    dates = _Dates(text, outline)
    in_turn = dates_in_turn(readings, text, outline)
    for index, reading in enumerate(readings):
        section = outline.section(reading.start)
        sentence = max(outline.sentence(reading.start)[0], reading.start - SENTENCE)
        spoken = dates.since(sentence)
        if reading.date is not None:
            done.append(Linked(value=dates.value(reading, reading.date, spoken, section)))
            continue
        clause = _clause_start(text, sentence, reading.start)
        around = Around(text, readings, index, section, sentence, clause, spoken, packs.cue_book)
        made = Linked(bound=reading.bound)
        set_bound(made, around)
        set_change(made, around, done)
        set_relation(made, around, done)
        set_modality(made, around, done)
        if index in in_turn:
            made.period = done[in_turn[index]].value
        else:
            set_period(made, around, outline)
        if made.relation == "baseline" and spoken and _OF_THEN.fullmatch(text, spoken[-1][0].end, reading.start):
            dates.complete.pop()  # 由去年上半年的300人增加到450人: what follows is not of that time
        done.append(made)
    return done


class _Dates:
    """The dates so far, and what they say of a later one that leaves out its year or month."""

    def __init__(self, text: str, outline: Outline) -> None:
        self.text, self.outline = text, outline
        self.complete: list[tuple[Reading, str]] = []
        self.month: str | None = None

    def since(self, at: int) -> list[tuple[Reading, str]]:
        """The last complete ones from `at` on."""
        first = len(self.complete)
        while first and self.complete[first - 1][0].start >= at and len(self.complete) - first < BACK:
            first -= 1
        return self.complete[first:]

    def value(
        self, reading: Reading, date: WrittenDate, spoken: Sequence[tuple[Reading, str]], section: Section
    ) -> str | None:
        """The EDTF value of the next one, of whose sentence `spoken` are those before."""
        outline = self.outline
        year = year_spoken(spoken) or section.year or outline.year
        if self.complete and self.text.endswith(_SAME_YEAR, 0, reading.start):
            year = self.complete[-1][1][:4]
        if outline.two_years and year == outline.year and not year_spoken(spoken):
            early = (date.m or self.month or "") < outline.two_years.begins
            year = outline.two_years.last if early else outline.two_years.first
        value = resolve(date, Anchor(outline.year, year, self.month))
        if value and reading.status == "complete":
            self.complete.append((reading, value))
        self.month = date.m2 or date.m or self.month
        return value


def _clause_start(text: str, start: int, at: int) -> int:
    last = max(start, at - 60)
    for match in _CLAUSE.finditer(text, last, at):
        last = match.end()
    return last
