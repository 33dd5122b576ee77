"""Where a record stands in its own sentence, which may hold the same characters twice: 5人 in 15人参加，5人获奖.

Records have offsets into the report, a sentence has none: a line's break, or a page's edge, may be gone from it. But where nothing is
gone, all records of a sentence lead back to one beginning of it; and in any case they stand in it in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from extractor.records import Extraction, Record

__all__ = ["Span", "spans"]

_BLANK: Final = re.compile(r"\s+")
_BREAK: Final = 2  # characters that are gone from a sentence with the end of a line: \r\n


def spans(extraction: Extraction, text: str = "") -> tuple[Span | None, ...]:
    """The place of each record in its sentence, None where its characters do not stand there.

    Where it may be one of several it is the first that can be, and not sure. The report's own `text` tells the more of them.

    >>> from extractor import extract
    >>> spans(extract("15人参加，5人获奖。"))
    (Span(start=0, end=3, is_sure=True), Span(start=6, end=8, is_sure=True))
    >>> report = "第5人民医院救治5人。"
    >>> spans(extract(report)), spans(extract(report), report)
    ((Span(start=1, end=3, is_sure=False),), (Span(start=8, end=10, is_sure=True),))
    """
    found: list[Span | None] = [None] * len(extraction.records)
    for sentence, run in groupby(enumerate(extraction.records), key=lambda one: one[1].sentence):
        for copy in _copies(run, sentence, text):
            for stretch, is_sure in _judged(copy, len(sentence)):
                begins = stretch.begins
                for index, record in stretch.records:
                    start = record.start - begins
                    found[index] = Span(start, _end(record, start), is_sure)
    return tuple(found)


def _copies(run: Iterable[tuple[int, Record]], sentence: str, text: str) -> list[list[_Stretch]]:
    """The records of one sentence, in stretches; where it stands in the report twice, those of each for themselves."""
    copies: list[list[_Stretch]] = [[]]
    for index, record in run:
        copy = copies[-1]
        if copy and copy[-1].goes_on_with(index, record):
            continue
        ends = _beginnings(record)
        if text:
            agreed = {begins: end for begins, end in ends.items() if begins >= 0 and text.startswith(sentence, begins)}
            ends = agreed or ends
        floor = copy[-1].ends[copy[-1].begins] if copy else 0
        if any(record.start - begins >= floor for begins in ends):
            copy.append(_Stretch([(index, record)], ends, floor))
        elif ends:
            copies.append([_Stretch([(index, record)], ends, 0)])
    return copies


def _beginnings(record: Record) -> dict[int, int]:
    """Where the record's sentence may begin in the report, for each place in it that has the record's characters; their ends."""
    found = {}
    for written in _spellings(record):
        at = record.sentence.find(written)
        while at >= 0:
            found[record.start - at] = at + len(written)
            at = record.sentence.find(written, at + 1)
    return found


def _end(record: Record, start: int) -> int:
    """Where the record ends in its sentence if it stands at `start`; 0 where it does not."""
    if start >= 0:
        for written in _spellings(record):
            if record.sentence.startswith(written, start):
                return start + len(written)
    return 0


def _spellings(record: Record) -> Iterable[str]:
    """The record's characters; a line's break inside of them is gone from the sentence."""
    return filter(None, dict.fromkeys((record.text, _BLANK.sub("", record.text))))


def _judged(copy: Sequence[_Stretch], length: int) -> Iterator[tuple[_Stretch, bool]]:
    """Each stretch of a sentence of that length, and whether it is sure: the latest place that it can have is the earliest."""
    is_one = not any(_may_be_two(one, other, length) for one, other in pairwise(copy))
    ceiling = length
    for stretch in reversed(copy):
        latest = min(begins for begins, end in stretch.ends.items() if end <= ceiling)
        ceiling = stretch.first.start - latest
        yield stretch, len(stretch.ends) == 1 or (is_one and latest == stretch.begins)


def _may_be_two(one: _Stretch, other: _Stretch, length: int) -> bool:
    """Whether more is gone between them than a line's break, and the sentence may as well stand there twice."""
    return other.begins - one.begins > _BREAK and max(other.ends) - min(one.ends) >= length


class Span(NamedTuple):
    """A record's place in its sentence; `is_sure` where it can stand nowhere else in it."""

    start: int
    end: int
    is_sure: bool

    def parts(self, sentence: str) -> tuple[str, str, str]:
        """The sentence before the record, the record, and what follows it.

        >>> Span(6, 8, is_sure=True).parts("15人参加，5人获奖。")
        ('15人参加，', '5人', '获奖。')
        """
        return sentence[: self.start], sentence[self.start : self.end], sentence[self.end :]


@dataclass(slots=True)
class _Stretch:
    """Records between which nothing is gone from their sentence."""

    records: list[tuple[int, Record]]  # with their places in the extraction
    ends: dict[int, int]  # where the sentence may begin in the report: where the last of the records then ends in it
    floor: int  # in the sentence, where the stretch before ends

    @property
    def first(self) -> Record:
        """The first of its records."""
        return self.records[0][1]

    @property
    def begins(self) -> int:
        """Where the sentence begins in the report, if the records stand in it as early as they can."""
        return max(begins for begins in self.ends if self.first.start - begins >= self.floor)

    def goes_on_with(self, index: int, record: Record) -> bool:
        """Whether the record leads back to a beginning of the sentence to which all before it do; it is one of them now."""
        ends = {begins: end for begins in self.ends if (end := _end(record, record.start - begins))}
        goes_on = any(self.first.start - begins >= self.floor for begins in ends)
        if goes_on:
            self.records.append((index, record))
            self.ends = ends
        return goes_on
