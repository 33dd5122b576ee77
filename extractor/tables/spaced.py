"""Figures in the cells of a table whose cells stand apart by spaces or bars, as text copied from a page has them.

Here is only told which lines are heads and rows, and which head stands over which number: from the right, as a label may
have spaces in it. What they say is told by heads.py and rows.py.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field
from typing import Final

from extractor.knowledge import Packs, Pattern
from extractor.lines import lines
from extractor.mention import Mention
from extractor.placeholder import MARKS
from extractor.tables.heads import BARE_YEAR, HEAD_UNIT, UNIT_COLUMN, Cell, Place, Table, captioned, settle
from extractor.tables.rows import bare_pattern, cell_of, rows_of

__all__ = ["read_spaced_tables"]

_CELL: Final = re.compile(r"[^\s|｜]+")
_RULE: Final = re.compile(r"[|｜:+=\s—-]*[-—=]{2}[|｜:+=\s—-]*")
_NUMERIC: Final = re.compile(r"(?!0[0-9])[-−]?[0-9][0-9,，]*(?:[.][0-9]+)?(?:%|余)?")
_HOLES: Final = re.compile(rf"(?=[0-9,.]{{0,8}}[{MARKS}])[0-9,.{MARKS}]{{1,14}}%?")  # XX, 1X,500, 8X.X%
_DASHES: Final = "-—–/"
_TIMES: Final = frozenset({"本年", "上年", "本期", "上期", "去年", "今年", "上年同期", "去年同期", "本年数", "上年数"})
_CORNERS: Final = frozenset({"项目", "指标", "科目", "类别", "名称", "年份", "年度"})
_SENTENCE: Final = re.compile("[：:。；]")
_WIDEST_ROW: Final = 80  # characters
_AGE: Final = 2  # other lines, after which a table is over


@dataclass(slots=True)
class _Reader:
    """What the lines so far say of the ones below, and what their rows gave."""

    text: str
    packs: Packs
    bare: Pattern
    by_start: dict[int, Mention]
    added: list[Mention] = field(default_factory=list)
    units: set[int] = field(default_factory=set)  # where a head or a unit of other cells stands: it has lost no number
    defaults: list[Place] = field(default_factory=list)
    header: list[Cell] = field(default_factory=list)
    filled: bool = False  # a row stood below the header
    age: int = 0
    tables: dict[tuple[int, int], Table] = field(default_factory=dict)  # by how many labels and numbers a row has

    def read(self, start: int, line: str) -> None:
        """A caption, a header, a row whose figures are filled in, or none of these."""
        if said := captioned(start, line, self.packs):
            self._head([], said)
            return
        cells = [cell_of(start + m.start(), m[0]) for m in _CELL.finditer(line)]
        labels, numbers = _split(cells)
        if _is_row(labels, numbers, self) and not _SENTENCE.search(line):
            self._fill(labels, numbers)
        elif not cells:
            self.pass_over()
        elif _is_header(line, cells, labels, numbers, self):
            self._head(cells, self.defaults)
        else:
            self.header, self.filled, self.tables = [], False, {}

    def pass_over(self) -> None:
        """A line stood between that is no row; too many end the table."""
        self.age += 1
        if self.age > _AGE:
            self.defaults, self.header, self.filled, self.tables = [], [], False, {}

    def _head(self, header: list[Cell], defaults: list[Place]) -> None:
        self.header, self.defaults, self.filled, self.tables, self.age = header, defaults, False, {}, 0

    def _fill(self, labels: list[Cell], numbers: list[Cell]) -> None:
        self.filled, self.age = True, 0
        table, row = _aligned(labels, numbers, self)
        for part in rows_of(table, row, self.packs):
            self.added += part.fill(self.by_start, self.text, self.bare)
            self.units.update([part.own[1][0]] if part.own else ())
        self.units.update(at for at, _ in self.header)
        self.units.update(column.unit[1][0] for column in table.columns if column.unit)


def read_spaced_tables(mentions: list[Mention], text: str, packs: Packs) -> list[Mention]:
    """The mentions in order, the numbers in a row's cells with their unit and label, their placeholders added."""
    bare = bare_pattern(packs)
    if bare is None or not any(m.pattern is bare and not m.unit and _short_line(text, m.start) for m in mentions):
        return mentions
    reader = _Reader(text, packs, bare, {m.start: m for m in mentions})
    for start, line in lines(text):
        if len(line) > _WIDEST_ROW or "\t" in line:  # a paragraph; a row with tabs is read by now
            reader.pass_over()
        elif not _RULE.fullmatch(line):  # |---|---| below the header
            reader.read(start, line)
    if not reader.added and not reader.units:
        return mentions
    torn = {at for mention in reader.added for at in range(mention.start, mention.end)}
    kept = [
        m
        for m in mentions
        if torn.isdisjoint((m.start, m.end - 1)) and not (m.pattern.is_missing and m.start in reader.units)
    ]
    return sorted(kept + reader.added, key=operator.attrgetter("start"))


def _split(cells: list[Cell]) -> tuple[list[Cell], list[Cell]]:
    """The cells before the numbers, and the last ones, as far as they hold numbers, placeholders or a dash."""
    at = len(cells)
    while at and (
        _NUMERIC.fullmatch(cells[at - 1][1])
        or _HOLES.fullmatch(cells[at - 1][1])
        or (at < len(cells) and cells[at - 1][1] in _DASHES)
    ):
        at -= 1
    return cells[:at], cells[at:]


def _hold_a_number(cells: list[Cell]) -> bool:
    return any(_NUMERIC.fullmatch(text) for _, text in cells)


def _is_row(labels: list[Cell], numbers: list[Cell], so_far: _Reader) -> bool:
    if not labels or not numbers or _are_years(labels, numbers, so_far):
        return False
    if not _hold_a_number(numbers):
        return len(so_far.header) == len(labels) + len(numbers)  # 经办 人 XX: a name
    return bool(so_far.header or so_far.defaults) or _says_a_unit(labels, so_far.packs)


def _says_a_unit(labels: list[Cell], packs: Packs) -> bool:
    """Whether a row has its unit in a cell of its own (人工耳蜗　人　214　187), or at the end of its label (捐款（万元）　100)."""
    last = labels[-1][1]
    if len(labels) > 1 and packs.measure(last):
        return True
    match = HEAD_UNIT.search(last)
    return match is not None and match.start() > 0 and match.end() == len(last) and bool(packs.measure(match["unit"]))


def _are_years(labels: list[Cell], numbers: list[Cell], so_far: _Reader) -> bool:
    """项目　2022　2023: heads, though they are numbers."""
    if so_far.filled or len(labels) != 1 or HEAD_UNIT.search(labels[0][1]):
        return False
    return (len(numbers) > 1 or labels[0][1] in _CORNERS) and all(BARE_YEAR.fullmatch(text) for _, text in numbers)


def _is_header(line: str, cells: list[Cell], labels: list[Cell], numbers: list[Cell], so_far: _Reader) -> bool:
    if _are_years(labels, numbers, so_far):
        return True
    if _hold_a_number(numbers):
        return False
    told = any(text in _TIMES or BARE_YEAR.fullmatch(text) for _, text in cells[1:])
    return bool(so_far.defaults or HEAD_UNIT.search(line)) or told or any(UNIT_COLUMN.fullmatch(t) for _, t in cells)


def _aligned(labels: list[Cell], numbers: list[Cell], so_far: _Reader) -> tuple[Table, list[Cell]]:
    """The table with as many columns as a row has, and the row: the last head stands over the last number."""
    header, size = so_far.header, len(numbers)
    heads = header[-size:] if len(header) >= size else []
    before = header[:-size] if heads else []
    width = max(len(labels), len(before))
    nothing: list[Cell] = [(0, "")]
    table = so_far.tables.get((len(labels), size))
    if table is None:
        table = so_far.tables[len(labels), size] = Table(so_far.defaults)
        table.heads = [before + nothing * (width - len(before)) + heads] if heads else []
        settle(table, so_far.packs, width + size)
    return table, labels + nothing * (width - len(labels)) + numbers


def _short_line(text: str, at: int) -> bool:
    """Whether the line around `at` is short enough for a table's row."""
    start = text.rfind("\n", max(0, at - _WIDEST_ROW), at)
    end = text.find("\n", at, at + _WIDEST_ROW)
    return (start >= 0 or at < _WIDEST_ROW) and (end >= 0 or len(text) - at < _WIDEST_ROW)
