"""Figures in the cells of a table whose rows are lines of tab-separated cells, as readers of tables write them.

Here is only told which lines are heads and rows; what the heads say is told by heads.py, what the cells hold by
rows.py.
"""

from __future__ import annotations

import operator
from typing import Final

from extractor.knowledge import Packs
from extractor.lines import lines
from extractor.mention import Mention
from extractor.tables.heads import (
    BARE_YEAR,
    HEAD_UNIT,
    UNIT_COLUMN,
    Cell,
    Table,
    captioned,
    has_unit,
    settle,
)
from extractor.tables.rows import FIGURE, NUMBER, VALUE, bare_pattern, cell_of, rows_of

__all__ = ["read_tabbed_tables"]

_WIDEST: Final = 20_000  # characters of a row
_CAPTION_MOST: Final = 60  # characters of a line that says the unit
_HEADS: Final = 4  # lines of a header; only the last ones count
_AGE: Final = 2  # lines without tabs, after which a table is over


def read_tabbed_tables(mentions: list[Mention], text: str, packs: Packs) -> list[Mention]:
    """The mentions in order, the values of tab-separated rows with their unit, label and period, their placeholders added."""
    bare = bare_pattern(packs)
    if "\t" not in text or bare is None:
        return mentions
    torn = {m.start for m in mentions if "\t" in text[m.start : m.end] and not _unit_beside(m, text, packs)}
    by_start = {mention.start: mention for mention in mentions if mention.start not in torn}
    added: list[Mention] = []
    numbers: set[int] = set()  # where the figures start that only number a row
    units: set[int] = set()  # where a unit stands that belongs to other cells: it has lost no number
    table = Table()
    for start, line in lines(text):
        if "\t" not in line or len(line) > _WIDEST:
            table = _between_rows(table, start, line, packs)
            continue
        table.age = 0
        cells = _cells(start, line)
        if _is_header(cells, table, packs):
            table = Table(table.defaults) if table.filled else table
            table.heads = [*table.heads[1 - _HEADS :], cells]
            continue
        if not table.filled:
            settle(table, packs, len(cells))
            units.update(column.unit[1][0] for column in table.columns if column.unit)
        for row in rows_of(table, cells, packs):
            units.update([row.own[1][0]] if row.own else ())
            added += row.fill(by_start, text, bare)
            numbers.update(at for at in row.row_numbers(by_start) if by_start[at].pattern.source == "figure")
    replaced = {at for mention in added for at in range(mention.start, mention.end)} | units | torn | numbers
    return sorted([m for m in mentions if m.start not in replaced] + added, key=operator.attrgetter("start"))


def _unit_beside(mention: Mention, text: str, packs: Packs) -> bool:
    """Whether a mention that runs over a cell's edge may: 35 | 人 is one figure, 35 | 个人捐款 and 12 | -15 are none."""
    if mention.pattern.source != "figure":
        return True
    _, *cells = text[mention.start : mention.end].split("\t")
    return len(cells) == 1 and bool(packs.measure(cells[0])) and text[mention.end : mention.end + 1] in {"", *"\t\r\n"}


def _between_rows(table: Table, start: int, line: str, packs: Packs) -> Table:
    """A line that is no row: a caption, the page's edge, or the end of the table."""
    bare = line.strip()
    if not bare:
        return table
    if len(bare) <= _CAPTION_MOST and (units := captioned(start, line, packs)):
        return Table(units)
    table.age += 1
    return Table() if table.age > _AGE or len(bare) > _CAPTION_MOST or bare[-1] in "。；" else table


def _cells(start: int, line: str) -> list[Cell]:
    cells, at = [], start
    for piece in line.split("\t"):
        cells.append(cell_of(at, piece))
        at += len(piece) + 1
    return cells


def _is_header(cells: list[Cell], table: Table, packs: Packs) -> bool:
    """Whether no cell holds a value; years over columns are no values."""
    values = [text for _, text in cells if text and (NUMBER.fullmatch(text) or VALUE.fullmatch(text))]
    if table.filled and any(_is_counted(text, packs) for _, text in cells[1:]):
        return False  # 讲座 | 30人
    told = [
        None if UNIT_COLUMN.fullmatch(text) and not table.column(column).is_unit else packs.measure(text)
        for column, (_, text) in enumerate(cells)
        if column and text
    ]  # 单位 is a head, and below it the unit of blood
    if any(told):
        # 类别 | 户 | 人, 地区 | 捐款（万元） | 人次; not 其他支出 | 万元 | (nothing)
        heads = not values and all(text for _, text in cells)
        if table.filled:
            return heads and any(HEAD_UNIT.search(text) for _, text in cells)
        return len(told) > 1 and (all(told) or heads)
    if not values:
        named = [text for _, text in cells if text]
        # below numbers, a row of words is a new header only where it says units or fills the columns
        return not table.filled or (
            len(named) > 1 and (len(named) == len(cells) or bool(HEAD_UNIT.search("".join(named))))
        )
    below = cells[0][1] and any(has_unit(text) for row in table.heads for _, text in row)
    # 助学 | 2021 below 数值（元） is a value; 项目 | 2021, or (nothing) | 2021 below 金额（元）, is a header
    return not table.filled and not below and all(BARE_YEAR.fullmatch(text) for text in values)


def _is_counted(cell: str, packs: Packs) -> bool:
    match = VALUE.match(cell) if FIGURE.fullmatch(cell) else None
    unit = packs.units.get(cell[match.end() :]) if match else None
    return unit is not None and unit.kind in {"amount", "count"}  # 2022年 and 3月 head columns
