"""The rows of a table: which cell holds a value, and with which unit, label and period.

The unit of a cell stands in its row's unit column (指标 | 单位 | 数值), in its row's label (募捐收入（万元）), or is what the heads
say, in this order; but below 增长（%） nothing is counted in the row's 例, and where columns differ in unit each has its own. A
cell whose unit stands in none of these is no figure. Where a unit stands, XX and － 3.2 are figures as well; an empty cell is
none. What numbers the rows (序号) is never one.
"""

from __future__ import annotations

import itertools
import re
from typing import Final

from extractor.knowledge import Packs, Pattern
from extractor.mention import Heads, Mention
from extractor.placeholder import MARKS
from extractor.tables.heads import (
    GENERIC,
    LISTED,
    PLANNED,
    Cell,
    Place,
    Table,
    change_under,
    is_share,
    name_of,
    numbers_rows,
    unit_in,
)

__all__ = ["FIGURE", "NUMBER", "VALUE", "Row", "bare_pattern", "cell_of", "rows_of"]

VALUE: Final = re.compile(
    r"(?P<minus>[-−－] ?)?(?P<low>(?:[0-9]{1,3}(?:[,，][0-9]{3})++(?:[.][0-9]{1,40}+)?|[0-9]{1,40}+(?:[.][0-9]{1,40}+)?"
    r"|(?=[^\t]{0,40}[XxＸｘ])[0-9XxＸｘ.,，]{1,40}+)[万亿]?|[*＊]{1,40}+|[×○□△＿_]{2,40}+)[余多+＋]?"
)
_ROUGH: Final = re.compile(  # 约2500, 500左右: the words stand outside the figure
    r"(?:约|大约|近|将近|接近|超过?|逾|不足|不到|至少|不少于|不低于|不超过|突破|[≥≤≈>＞<＜])?\s?"
    rf"(?P<figure>[0-9{MARKS}][^\s]{{0,60}}?)(?:左右|上下|以上|以下|以内|之多)?"
)
NUMBER: Final = re.compile(r"[-−－+＋]?[0-9][0-9,，.]{0,60}[%‰]?|[-—–－/]{1,4}")
_WHEN: Final = re.compile("[0-9.年月日号至到—–~～ -]{1,40}")
_WAYS: Final = " \u3000↑↓▲▼+＋"
_OF_A_RATE: Final = re.compile(r"[率幅]\Z|占比|比重|比例|增[长速]|同比|环比|[±%‰]")  # not counted in the row's 例
_RATE: Final = re.compile(r"[率幅]\Z|占比\Z|比重\Z|比例\Z|增长\Z|增减\Z")
FIGURE: Final = re.compile(r"[-−－]?[0-9XxＸｘ.,，]+[\u4e00-\u9fff%‰（）]{0,5}")  # 3人, 13.9万人次; not 1.募捐收入
_REMARKS: Final = re.compile(
    "年份|日期|时间|电话|邮编|账号|帐号|证号|备注|名次|排名"
)  # a bare number in them is no figure
_ROW_NUMBER: Final = re.compile(r"[0-9]{1,3}[.、]?")
_SHARE: Final = re.compile(r"率\Z|[增升降]幅|占比|比重|进度|增长|增减|同比|环比|[±%‰]")
_OTHER: Final = re.compile(r"[率比幅]|进度|增长|增减|[±%‰]|倍|[人户次件个]数|数量")  # not in the unit over the table
_MONEY: Final = re.compile(r"[金款资费]|价值|收入|支出|投入|预算|奖励|补助")
_PEOPLE: Final = re.compile(r"人|会员|志愿者|师资|学[生员]|户数")
_SCALES: Final = frozenset("万亿")


def cell_of(at: int, piece: str) -> Cell:
    """What stands in a cell, and where, without ↑ or + before it and the words of a bound around it.

    >>> cell_of(5, "↑13.8"), cell_of(5, "约2400"), cell_of(5, "近郊")
    ((6, '13.8'), (6, '2400'), (5, '近郊'))
    """
    bare = piece.lstrip(_WAYS)
    at, text = at + len(piece) - len(bare), bare.strip()
    match = _ROUGH.fullmatch(text)
    if (
        match is None
        or match["figure"] == text
        or not (VALUE.fullmatch(match["figure"]) or FIGURE.fullmatch(match["figure"]))
    ):
        return at, text
    return at + match.start("figure"), match["figure"]


def bare_pattern(packs: Packs) -> Pattern | None:
    """The pattern of a number whose unit stands elsewhere."""
    return next((pattern for pattern in reversed(packs.patterns) if pattern.unit_is == "near"), None)


def rows_of(table: Table, cells: list[Cell], packs: Packs) -> list[Row]:
    """The row, or one for each side of the table; a side without a label of its own has that of the first."""
    if len(table.sides) == 1:
        return [Row(table, cells, packs)]
    edges = [*table.sides, max(len(cells), table.sides[-1])]
    rows = [Row(table, cells, packs, start, end) for start, end in itertools.pairwise(edges)]
    if all(row.label_at >= 0 or not row.values for row in rows):
        return rows
    return [Row(table, cells, packs)]


class Row:
    """A row of values, or one side's: its label, and the unit that it says for all of them."""

    def __init__(self, table: Table, cells: list[Cell], packs: Packs, first: int = 0, end: int | None = None) -> None:
        self.table, self.cells, self.packs = table, cells, packs
        columns = range(first, min(len(cells), len(cells) if end is None else end))
        self.unit_column = next((i for i in columns if table.column(i).is_unit), -1)
        if self.unit_column >= 0 and (said := cells[self.unit_column][1]) and not packs.measure(said):
            self.unit_column = -1  # an organisation is called 单位 as well
        elif self.unit_column < 0:  # 募捐收入 | 万元 | 26.2, below no header
            self.unit_column = next((i for i in columns[1:] if packs.measure(cells[i][1])), -1)
        at, word = cells[self.unit_column] if self.unit_column >= 0 else (0, "")
        labels = [i for i in columns if self._is_label(i, cells[i][1])]
        named = (i for i in labels if not _WHEN.fullmatch(cells[i][1]))  # 6月22日 | 青年创业赛 | 22
        self.label_at = next(named, labels[0]) if labels else -1
        self.label = name_of([cells[self.label_at]]) if labels else ""
        self.is_share = bool(labels) and is_share(cells[self.label_at][1])
        self.is_numbering = bool(self.label) and numbers_rows(self.label, packs)  # 栏次 | 1 | 2
        said_by = next((unit for i in labels if (unit := unit_in(*cells[i], packs))), None)
        self.own = (word, (at, at + len(word))) if word else None if self.unit_column >= 0 else said_by
        self.columns = columns
        self.values = [i for i in columns if cells[i][1] and i != self.unit_column and i not in labels]
        heads = {unit[0] if unit else "" for i in self.values if not self._is_ratio(unit := table.column(i).unit)}
        self.is_mixed = len(heads) > 1  # 棉被（床） | 数量 | 金额（万元）: each column has a unit of its own

    def fill(self, by_start: dict[int, Mention], text: str, bare: Pattern) -> list[Mention]:
        """Fill in the mentions that `find` made; the new ones, of placeholders and negative numbers, are returned."""
        added: list[Mention] = []
        for column in self.values:
            at, cell = self.cells[column]
            head = self.table.column(column).name
            if _REMARKS.search(head) or self._is_row_number(column):
                continue
            found, end = by_start.get(at), at + len(cell)
            mention = found if found and found.end == end and found.pattern.source == "figure" else None
            if match := VALUE.fullmatch(text, at, end):
                unit = self._scaled_once(self._unit(column, head), cell)
            else:
                match = VALUE.match(text, at, end) if mention is None else None
                unit = self._told(match.end(), end, text) if match else None
            if match and unit:
                if mention is None or mention.pattern is not bare:
                    mention = Mention(at, end, bare, match)
                    added.append(mention)
                mention.unit, mention.unit_at = unit
            if mention is not None and (mention.unit or mention.pattern is not bare):
                mention.heads = self._heads(column, head)
        return added

    def _told(self, at: int, end: int, text: str) -> Place | None:
        """The unit that a cell says itself: -20%, which `find` takes for a dash and 20%."""
        word = text[at:end]
        return (word, (at, end)) if self.packs.measure(word) else None

    def row_numbers(self, by_start: dict[int, Mention]) -> list[int]:
        """Where in its cells that number rows something starts that `find` took for a figure, or a date."""
        spans = [(at, at + len(cell)) for i in self.columns if self._is_row_number(i) for at, cell in [self.cells[i]]]
        return [at for start, end in spans for at in range(start, end) if at in by_start]

    def _is_row_number(self, column: int) -> bool:
        """Whether a cell only numbers its row or column: below 序号, beside 栏次, or below no head, before the label."""
        over = self.table.column(column)
        if over.numbers_rows or self.is_numbering:
            return True
        return (
            column < self.label_at
            and column + 1 != self.unit_column  # 35 | 人 | 志愿者
            and not (over.name or over.unit)
            and bool(_ROW_NUMBER.fullmatch(self.cells[column][1]))
        )

    def _is_label(self, column: int, cell: str) -> bool:
        over = self.table.column(column)
        if not cell or column == self.unit_column or over.numbers_rows or _REMARKS.search(over.name):
            return False
        return not (
            NUMBER.fullmatch(cell) or VALUE.fullmatch(cell) or (FIGURE.fullmatch(cell) and not LISTED.match(cell))
        )

    def _is_ratio(self, unit: Place | None) -> bool:
        return unit is not None and unit[0] in self.packs.units and self.packs.units[unit[0]].kind == "ratio"

    def _unit(self, column: int, head: str) -> Place | None:
        over = self.table.column(column).unit
        if self._is_ratio(over):
            return over  # 造血干细胞捐献（例） | 50, below 增长（%）
        if self._is_ratio(self.own):
            return self.own
        if (
            self.own
            and over
            and (self._is_money(over) > self._is_money(self.own) if self.unit_column >= 0 else self.is_mixed)
        ):
            return over  # 帐篷 | 顶 | 30 | 36000, below 金额（元）
        if self.own or self.unit_column >= 0:
            return None if _OF_A_RATE.search(head) else self.own
        if _RATE.search(self.label):
            return None  # 完成率 | 95 below 金额（万元）
        return over or self._default(head)

    def _default(self, head: str) -> Place | None:
        """The unit over the table; of several the one that the column's head or the row's label goes with."""
        shares = [unit for unit in self.table.defaults if self._is_ratio(unit)]
        others = [unit for unit in self.table.defaults if unit not in shares]
        if shares and (_SHARE.search(head) or _SHARE.search(self.label)):
            return shares[0]  # 完成进度, below 单位：万元、%
        if _OTHER.search(head) or _OTHER.search(self.label):
            return None
        if len(others) < 2:
            return others[0] if others else None
        for said in (head, self.label):
            money, people = bool(_MONEY.search(said)), bool(_PEOPLE.search(said))
            fit = [unit for unit in others if (money if self._is_money(unit) else people)]
            if fit:
                return fit[0] if len(fit) == 1 else None
        return None

    def _scaled_once(self, unit: Place | None, cell: str) -> Place | None:
        """3万 below 金额（万元） are 3万元: nobody counts in 万万元."""
        if unit is None or _SCALES.isdisjoint(cell) or not (said := self.packs.measure(unit[0])):
            return unit
        return said.word, unit[1]

    def _is_money(self, unit: Place) -> bool:
        said = self.packs.measure(unit[0])
        return said is not None and said.unit.kind == "amount"

    def _heads(self, column: int, head: str) -> Heads:
        label, over = self._item(head), self.table.column(column)
        return Heads(
            label,
            period=over.year,
            change=over.change or change_under(self.label, self.label),
            is_share=self.is_share or over.is_share,
            is_planned=PLANNED.search(label) is not None,
        )

    def _item(self, head: str) -> str:
        alone = len(self.values) == 1 and not PLANNED.search(head)
        if self.label and (GENERIC.fullmatch(head) or alone):
            return self.label
        return f"{self.label}{head}"
