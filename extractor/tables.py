"""Figures in the cells of a table whose rows are lines of tab-separated cells, as readers of tables write them.

The unit of a cell stands in its row's unit column (指标 | 单位 | 数值), in its row's label (募捐收入（万元）), in its column's
header (金额（万元）, 人数, 占比（%）) or over the table (单位：万元), in this order; but below 增长（%） nothing is counted in the row's
例, and where columns differ in unit each has its own. A cell whose unit stands in none of these is no figure. Where a unit
stands, XX and － 3.2 are figures as well; an empty cell is none. What numbers the rows (序号) is never one. A table of two
sides (收入 | 金额 | 支出 | 金额) is two that share their lines.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from extractor.find import Mention
from extractor.packs import Packs, Pattern
from extractor.traditional import simplified

__all__ = [
    "BARE_YEAR",
    "HEAD_UNIT",
    "PLANNED",
    "UNIT_COLUMN",
    "Cell",
    "Place",
    "Table",
    "bare_pattern",
    "captioned",
    "cell_of",
    "known_unit",
    "lines",
    "read_tables",
    "rows_of",
    "settle",
]

_T = TypeVar("_T")
Place = tuple[str, tuple[int, int]]  # a unit's word and where it stands
Cell = tuple[int, str]

CAPTION: Final = re.compile(
    r"[（(]?(?:金额)?单位[:：]\s*(?:人民币)?(?P<unit>[^\s）),，。、；;]{1,6})(?P<more>(?:[、,，；;][^\s）),，。、；;]{1,4}){0,3})"
)  # 单位：万元、人
HEAD_UNIT: Final = re.compile(r"[（(](?:[±+＋−－/-]{1,3})?(?P<unit>[^（）()\s]{1,6})[）)]")  # 同比（±%）
_TAIL_UNIT: Final = re.compile(r"[/／:：,，](?P<unit>[^\s/／:：,，]{1,6})\Z|(?<=.)(?P<sign>[%‰])\Z")
_COUNTED: Final = re.compile(
    r"(?P<two>人次|户次|例次)数?\Z|(?P<people>人)口\Z|(?P<unit>[\u4e00-\u9fff])数\Z"
)  # 捐献人数
VALUE: Final = re.compile(
    r"(?P<minus>[-−－] ?)?(?P<low>(?:[0-9]{1,3}(?:[,，][0-9]{3})++(?:[.][0-9]{1,40}+)?|[0-9]{1,40}+(?:[.][0-9]{1,40}+)?"
    r"|(?=[^\t]{0,40}[XxＸｘ])[0-9XxＸｘ.,，]{1,40}+)[万亿]?|[*＊]{1,40}+|[×○□△＿_]{2,40}+)[余多+＋]?"
)
_ROUGH: Final = re.compile(  # 约2500, 500左右: the words stand outside the figure
    r"(?:约|大约|近|将近|接近|超过?|逾|不足|不到|至少|不少于|不低于|不超过|突破|[≥≤≈>＞<＜])?\s?"
    r"(?P<figure>[0-9XxＸｘ*＊×○□△＿_][^\s]{0,60}?)(?:左右|上下|以上|以下|以内|之多)?"
)
_NUMBER: Final = re.compile(r"[-−－+＋]?[0-9][0-9,，.]{0,60}[%‰]?|[-—–－/／]{1,4}")
_WHEN: Final = re.compile("[0-9.年月日号至到—–~～ -]{1,40}")
_WAYS: Final = " \u3000↑↓▲▼+＋"
_PLUS_MINUS: Final = frozenset("±")
_GROWS: Final = re.compile(  # 比上年增长, 同比; not 新增, 增加值
    r"(?:(?<!新)增[长加]|[增涨]幅|增速|增减|同比|环比|[与同较比]上年(?:相?比|增减)?|±)(?:率|额|数|量|幅度?|情况|百分比)?[+±/-]{0,3}\Z"
)
_SHRINKS: Final = re.compile(r"(?:下降|减少|降低|[降跌]幅)(?:率|额|数|量|幅度?|百分比)?\Z")
_OF_A_RATE: Final = re.compile(r"[率幅]\Z|占比|比重|比例|增[长速]|同比|环比|[±%‰]")  # not counted in the row's 例
_RATE: Final = re.compile(r"[率幅]\Z|占比\Z|比重\Z|比例\Z|增长\Z|增减\Z")
PLANNED: Final = re.compile(r"预算|计[划画]|目标|任务")  # of a column's or a row's label
_FIGURE: Final = re.compile(r"[-−－]?[0-9XxＸｘ.,，]+[\u4e00-\u9fff%‰()（）]{0,5}")  # 3人, 13.9万人次; not 1.募捐收入
_LISTED: Final = re.compile(
    r"(?:[0-9]{1,2}[.、]|[（(][一二三四五六七八九十0-9]{1,2}[）)]|[一二三四五六七八九十]{1,2}、|其中[:：]?|\s)+"
)
_TOLD: Final = re.compile(r"[/／][^\s/／]{1,6}\Z|[%‰]\Z")
UNIT_COLUMN: Final = re.compile(r"(?:计量)?单\s{0,4}位")
_REMARKS: Final = re.compile(
    "年份|日期|时间|电话|邮编|账号|帐号|证号|备注|名次|排名"
)  # a bare number in them is no figure
_ROW_NUMBER: Final = re.compile(r"[0-9]{1,3}[.、]?")
_AROUND_HEAD: Final = re.compile(r"[\s.:：()（）]{1,20}")
_OTHER: Final = re.compile(r"[率比幅]|增长|增减|[±%‰]|倍|[人户次件个]数|数量")  # not in the unit over the table
_YEAR: Final = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})\s?年度?")
_THAN_YEAR: Final = re.compile(r"[较比与同](?:19|20)[0-9]{2}\s?年(?:度|同期){0,2}(?:相?比)?")  # 较2022年增长
_WHO: Final = re.compile(r"(?:填报|编制|制表|报送|上报|主管)(?:单位|部门|机关)\s?[:：]")  # heads no column
BARE_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}年?度?")
_GENERIC: Final = re.compile(
    "金额|数量|数值|人数|合计|数|完成数|实际|本年|本期|户数|次数|指标值|[\u4e00-\u9fff]数"
)  # says nothing beside the row's label
_MONEY: Final = re.compile(r"[金款资费]|价值|收入|支出|投入|预算|奖励|补助")
_PEOPLE: Final = re.compile(r"人|会员|志愿者|师资|学[生员]|户数")
_JOINED: Final = re.compile("[、,，；;]")
_SCALE_UNIT: Final = re.compile(r"[百千]?[十百千万亿]?")
_SCALES: Final = frozenset("万亿")
_LINE_END: Final = re.compile(r"\r\n|[\r\n\u2028]")
_WIDEST: Final = 20_000  # characters of a row
_CAPTION_MOST: Final = 60  # characters of a line that says the unit
_WIDEST_SIDE: Final = 12  # columns
_HEADS: Final = 4  # lines of a header; only the last ones count
_AGE: Final = 2  # lines without tabs, after which a table is over


@dataclass(slots=True)
class Table:
    """What the rows so far say of the ones below."""

    defaults: list[Place] = field(default_factory=list)  # over the table; several: 单位：万元、人
    heads: list[list[Cell]] = field(default_factory=list)
    units: list[Place | None] = field(default_factory=list)  # of each column
    names: list[str] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)  # up and down
    sides: list[int] = field(default_factory=lambda: [0])  # where those of 收入 | 金额 | 支出 | 金额 begin
    unit_columns: list[int] = field(default_factory=list)
    numbering: list[bool] = field(default_factory=list)  # of each column, whether it numbers the rows
    filled: bool = False  # a row of numbers stood below the headers
    age: int = 0


def read_tables(mentions: list[Mention], text: str, packs: Packs) -> None:
    """Give the values of tab-separated rows their unit, label and period, and add placeholders. In place, in order."""
    bare = bare_pattern(packs)
    if "\t" not in text or bare is None:
        return
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
            units.update(unit[1][0] for unit in table.units if unit)
        for row in rows_of(table, cells, packs):
            units.update([row.own[1][0]] if row.own else ())
            added += row.fill(by_start, text, bare)
            numbers.update(at for at in row.numbers(by_start) if by_start[at].pattern.source == "figure")
    replaced = {at for mention in added for at in range(mention.start, mention.end)} | units | torn | numbers
    mentions[:] = sorted([m for m in mentions if m.start not in replaced] + added, key=lambda m: m.start)


def _unit_beside(mention: Mention, text: str, packs: Packs) -> bool:
    """Whether a mention that runs over a cell's edge may: 35 | 人 is one figure, 35 | 个人捐款 and 12 | -15 are none."""
    if mention.pattern.source != "figure":
        return True
    _, *cells = text[mention.start : mention.end].split("\t")
    return (
        len(cells) == 1 and bool(known_unit(cells[0], packs)) and text[mention.end : mention.end + 1] in {"", *"\t\r\n"}
    )


def bare_pattern(packs: Packs) -> Pattern | None:
    """The pattern of a number whose unit stands elsewhere."""
    return next((pattern for pattern in reversed(packs.patterns) if pattern.unit_is == "near"), None)


def lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line of a text without its end, and where it starts."""
    at = 0
    for match in _LINE_END.finditer(text):
        yield at, text[at : match.start()]
        at = match.end()
    yield at, text[at:]


def known_unit(word: str, packs: Packs) -> str | None:
    """The word, if it is a unit, perhaps with a scale before it (万元)."""
    scale = _SCALE_UNIT.match(word)
    return word if word in packs.units or (scale and word[scale.end() :] in packs.units) else None


def numbers_rows(head: str, packs: Packs) -> bool:
    """Whether a column with this head numbers its rows: 序 号, No., 项目编号.

    >>> from extractor.packs import load
    >>> [numbers_rows(head, load()) for head in ("序 号", "No.", "项目编号", "人数")]
    [True, True, True, False]
    """
    words = packs.items.numbering
    bare = _AROUND_HEAD.sub("", simplified(head)).casefold()
    return bare in words or bare.endswith(tuple(word for word in words if len(word) > 1))


def _between_rows(table: Table, start: int, line: str, packs: Packs) -> Table:
    """A line that is no row: a caption, the page's edge, or the end of the table."""
    bare = line.strip()
    if not bare:
        return table
    if len(bare) <= _CAPTION_MOST and (units := captioned(start, line, packs)):
        return Table(units)
    table.age += 1
    return Table() if table.age > _AGE or len(bare) > _CAPTION_MOST or bare[-1] in "。；" else table


def captioned(start: int, line: str, packs: Packs) -> list[Place]:
    """The units that a caption says: 单位：万元, 单位：万元、人."""
    match = CAPTION.search(line)
    if match is None or not (word := known_unit(match["unit"], packs)):
        return []
    found = [(word, (start + match.start("unit"), start + match.end("unit")))]
    at = match.start("more")
    for word in _JOINED.split(match["more"])[1:]:
        at += 1
        if known_unit(word, packs):
            found.append((word, (start + at, start + at + len(word))))
        at += len(word)
    return found


def _cells(start: int, line: str) -> list[Cell]:
    cells, at = [], start
    for piece in line.split("\t"):
        cells.append(cell_of(at, piece))
        at += len(piece) + 1
    return cells


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
        or not (VALUE.fullmatch(match["figure"]) or _FIGURE.fullmatch(match["figure"]))
    ):
        return at, text
    return at + match.start("figure"), match["figure"]


def _is_header(cells: list[Cell], table: Table, packs: Packs) -> bool:
    """Whether no cell holds a value; years over columns are no values."""
    values = [text for _, text in cells if text and (_NUMBER.fullmatch(text) or VALUE.fullmatch(text))]
    if table.filled and any(_is_counted(text, packs) for _, text in cells[1:]):
        return False  # 讲座 | 30人
    told = [
        None if UNIT_COLUMN.fullmatch(text) and column not in table.unit_columns else known_unit(text, packs)
        for column, (_, text) in enumerate(cells)
        if column and text
    ]  # 单位 is a head, and below it the unit of blood
    if any(told):
        return len(told) > 1 and all(told) and not table.filled  # 类别 | 户 | 人; not 其他支出 | 万元 | (nothing)
    if not values:
        named = [text for _, text in cells if text]
        # below numbers, a row of words is a new header only where it says units or fills the columns
        return not table.filled or (
            len(named) > 1 and (len(named) == len(cells) or bool(HEAD_UNIT.search("".join(named))))
        )
    below = cells[0][1] and any(_unit_in(text) for row in table.heads for _, text in row)
    # 助学 | 2021 below 数值（元） is a value; 项目 | 2021, or (nothing) | 2021 below 金额（元）, is a header
    return not table.filled and not below and all(BARE_YEAR.fullmatch(text) for text in values)


def _is_counted(cell: str, packs: Packs) -> bool:
    match = VALUE.match(cell) if _FIGURE.fullmatch(cell) else None
    unit = packs.units.get(cell[match.end() :]) if match else None
    return unit is not None and unit.kind in {"amount", "count"}  # 2022年 and 3月 head columns


def _unit_in(head: str) -> bool:
    return bool(HEAD_UNIT.search(head) or _TAIL_UNIT.search(head))


def settle(table: Table, packs: Packs, cells: int) -> None:
    """What the headers say of each column, now that the first values come."""
    table.filled = True
    corners = [units for row in table.heads for cell in row if (units := captioned(*cell, packs))]
    table.defaults = corners[-1] if corners else table.defaults  # 单位：万元 in the corner
    width = max((len(row) for row in table.heads), default=0)
    stacks: list[list[Cell]] = [[] for _ in range(width)]
    for number, row in enumerate(table.heads):
        last: Cell = (0, "")
        for column in range(width):
            own = row[column] if column < len(row) else (0, "")
            last = own if own[1] else last
            below = any(column < len(r) and r[column][1] for r in table.heads[number + 1 :])
            cell = last if below and not own[1] else own  # a cell over several columns stands in the first of them
            if cell[1] and cell not in stacks[column]:
                stacks[column].append(cell)
    table.units = [_unit_over(stack, packs) for stack in stacks]
    table.names = ["" if stack and known_unit(stack[-1][1], packs) else _name(stack) for stack in stacks]
    table.years = [_year_over(stack) for stack in stacks]
    lowest = [stack[-1][1] if stack else "" for stack in stacks]
    table.changes = [_change_under(head, name) for head, name in zip(lowest, table.names, strict=True)]
    table.sides = _sides([*lowest, *[""] * (cells - width)])  # a sheet ends its row with the last head
    table.unit_columns = [i for i, head in enumerate(lowest) if UNIT_COLUMN.fullmatch(head)]
    table.numbering = [bool(head) and numbers_rows(head, packs) for head in lowest]


def _sides(heads: list[str]) -> list[int]:
    """Where the sides of a table begin whose heads repeat themselves, but for one: 收入项目 | 金额 | 支出项目 | 金额.

    >>> _sides(["姓名", "金额", "姓名", "金额"]), _sides(["收入", "", "支出", ""]), _sides(["乡镇", "人数", "负责人", "金额"])
    ([0, 2], [0, 2], [0])
    """
    for size in range(2, min(len(heads) // 2, _WIDEST_SIDE) + 1):
        if len(heads) % size:
            continue
        others = [heads[at] == heads[at % size] for at in range(size, len(heads))]
        if all(sum(others[at : at + size]) >= size - 1 and others[at + size - 1] for at in range(0, len(others), size)):
            return list(range(0, len(heads), size))
    return [0]


def _change_under(head: str, name: str) -> str:
    """Whether a column tells by how much something grew or shrank: 增幅, 同比（±%）."""
    if _SHRINKS.search(name):
        return "down"
    return "up" if _GROWS.search(name) or not _PLUS_MINUS.isdisjoint(head) else ""


def _unit_over(stack: list[Cell], packs: Packs) -> Place | None:
    for start, text in reversed(stack):
        if known_unit(text, packs):
            return text, (start, start + len(text))
        if found := unit_in(start, text, packs):
            return found
    return None


def unit_in(start: int, text: str, packs: Packs) -> Place | None:
    """The unit that a header or a row's label says: 金额（万元）, 金额/万元, 占比%, 户数."""
    for pattern in (HEAD_UNIT, CAPTION, _TAIL_UNIT, _COUNTED):
        for match in pattern.finditer(text):
            group = match.lastgroup or "unit"
            word = known_unit(match[group], packs)
            if word and (pattern is not _COUNTED or packs.units[word].kind == "count"):
                return word, (start + match.start(group), start + match.end(group))
    return None


def _name(stack: list[Cell]) -> str:
    names = [text[m.end() :] if (m := _LISTED.match(text)) else text for _, text in stack]
    names = [_THAN_YEAR.sub("", name) for name in names if not _WHO.search(name)]
    names = [_TOLD.sub("", _YEAR.sub("", CAPTION.sub("", HEAD_UNIT.sub("", name))).strip()) for name in names]
    names = [name for name in names if name and not BARE_YEAR.fullmatch(name)]
    return "".join([name for name in names[:-1] if not _GENERIC.fullmatch(name)] + names[-1:])


def _year_over(stack: list[Cell]) -> str:
    for _, text in reversed(stack):
        match = _YEAR.search(_THAN_YEAR.sub("", text))
        if match or BARE_YEAR.fullmatch(text):
            return match["year"] if match else text[:4]
    return ""


def rows_of(table: Table, cells: list[Cell], packs: Packs) -> list[_Row]:
    """The row, or one for each side of the table; a side without a label of its own has that of the first."""
    if len(table.sides) == 1:
        return [_Row(table, cells, packs)]
    edges = [*table.sides, max(len(cells), table.sides[-1])]
    rows = [_Row(table, cells, packs, start, end) for start, end in itertools.pairwise(edges)]
    if all(row.label_at >= 0 or not row.values for row in rows):
        return rows
    return [_Row(table, cells, packs)]


class _Row:
    """A row of values, or one side's: its label, and the unit that it says for all of them."""

    def __init__(self, table: Table, cells: list[Cell], packs: Packs, first: int = 0, end: int | None = None) -> None:
        self.table, self.cells, self.packs = table, cells, packs
        columns = range(first, min(len(cells), len(cells) if end is None else end))
        self.unit_column = next((i for i in table.unit_columns if i in columns), -1)
        if self.unit_column >= 0 and (said := cells[self.unit_column][1]) and not known_unit(said, packs):
            self.unit_column = -1  # an organisation is called 单位 as well
        elif self.unit_column < 0:  # 募捐收入 | 万元 | 26.2, below no header
            self.unit_column = next((i for i in columns[1:] if known_unit(cells[i][1], packs)), -1)
        at, word = cells[self.unit_column] if self.unit_column >= 0 else (0, "")
        labels = [i for i in columns if self._is_label(i, cells[i][1])]
        named = (i for i in labels if not _WHEN.fullmatch(cells[i][1]))  # 6月22日 | 青年创业赛 | 22
        self.label_at = next(named, labels[0]) if labels else -1
        self.label = _name([cells[self.label_at]]) if labels else ""
        self.is_numbering = bool(self.label) and numbers_rows(self.label, packs)  # 栏次 | 1 | 2
        said_by = next((unit for i in labels if (unit := unit_in(*cells[i], packs))), None)
        self.own = (word, (at, at + len(word))) if word else None if self.unit_column >= 0 else said_by
        self.columns = columns
        self.values = [i for i in columns if cells[i][1] and i != self.unit_column and i not in labels]
        heads = {unit[0] if unit else "" for i in self.values if not self._is_ratio(unit := _at(table.units, i, None))}
        self.is_mixed = len(heads) > 1  # 棉被（床） | 数量 | 金额（万元）: each column has a unit of its own

    def fill(self, by_start: dict[int, Mention], text: str, bare: Pattern) -> list[Mention]:
        """Fill in the mentions that `find` made; the new ones, of placeholders and negative numbers, are returned."""
        added: list[Mention] = []
        for column in self.values:
            at, cell = self.cells[column]
            head = _at(self.table.names, column, "")
            if _REMARKS.search(head) or self._numbers(column):
                continue
            found, end = by_start.get(at), at + len(cell)
            mention = found if found and found.end == end and found.pattern.source == "figure" else None
            if match := VALUE.fullmatch(text, at, end):
                unit = _scaled_once(self._unit(column, head), cell)
            else:
                match = VALUE.match(text, at, end) if mention is None else None
                unit = self._told(match.end(), end, text) if match else None
            if match and unit:
                if mention is None or mention.pattern is not bare:
                    mention = Mention(at, end, bare, match)
                    added.append(mention)
                mention.unit, mention.unit_at = unit
            if mention is not None and (mention.unit or mention.pattern is not bare):
                mention.label = self._item(head)
                mention.period = _at(self.table.years, column, "")
                mention.change = _at(self.table.changes, column, "") or _change_under(self.label, self.label)
        return added

    def _told(self, at: int, end: int, text: str) -> Place | None:
        """The unit that a cell says itself: -20%, which `find` takes for a dash and 20%."""
        word = text[at:end] if text[at:end] in ("%", "‰") else known_unit(text[at:end], self.packs)
        return (word, (at, end)) if word else None

    def numbers(self, by_start: dict[int, Mention]) -> list[int]:
        """Where in its cells that number rows something starts that `find` took for a figure, or a date."""
        spans = [(at, at + len(cell)) for i in self.columns if self._numbers(i) for at, cell in [self.cells[i]]]
        return [at for start, end in spans for at in range(start, end) if at in by_start]

    def _numbers(self, column: int) -> bool:
        """Whether a cell only numbers its row or column: below 序号, beside 栏次, or below no head, before the label."""
        if _at(self.table.numbering, column, otherwise=False) or self.is_numbering:
            return True
        return (
            column < self.label_at
            and column + 1 != self.unit_column  # 35 | 人 | 志愿者
            and not (_at(self.table.names, column, "") or _at(self.table.units, column, None))
            and bool(_ROW_NUMBER.fullmatch(self.cells[column][1]))
        )

    def _is_label(self, column: int, cell: str) -> bool:
        if not cell or column == self.unit_column or _at(self.table.numbering, column, otherwise=False):
            return False
        if _REMARKS.search(_at(self.table.names, column, "")):
            return False
        return not (
            _NUMBER.fullmatch(cell) or VALUE.fullmatch(cell) or (_FIGURE.fullmatch(cell) and not _LISTED.match(cell))
        )

    def _is_ratio(self, unit: Place | None) -> bool:
        return unit is not None and unit[0] in self.packs.units and self.packs.units[unit[0]].kind == "ratio"

    def _unit(self, column: int, head: str) -> Place | None:
        over = _at(self.table.units, column, None)
        if self._is_ratio(over):
            return over  # 造血干细胞捐献（例） | 50, below 增长（%）
        if self._is_ratio(self.own):
            return self.own
        if self.own and over and self.is_mixed and self.unit_column < 0:
            return over
        if self.own or self.unit_column >= 0:
            return None if _OF_A_RATE.search(head) else self.own
        if _RATE.search(self.label):
            return None  # 完成率 | 95 below 金额（万元）
        return over or self._default(head)

    def _default(self, head: str) -> Place | None:
        """The unit over the table; of several the one that the column's head or the row's label goes with."""
        if _OTHER.search(head) or _OTHER.search(self.label):
            return None
        if len(self.table.defaults) < 2:
            return self.table.defaults[0] if self.table.defaults else None
        for said in (head, self.label):
            money, people = bool(_MONEY.search(said)), bool(_PEOPLE.search(said))
            fit = [unit for unit in self.table.defaults if (money if self._is_money(unit) else people)]
            if fit:
                return fit[0] if len(fit) == 1 else None
        return None

    def _is_money(self, unit: Place) -> bool:
        word = unit[0]
        known = (
            self.packs.units.get(word)
            or self.packs.units[word[scale.end() if (scale := _SCALE_UNIT.match(word)) else 0 :]]
        )
        return known.kind == "amount"

    def _item(self, head: str) -> str:
        alone = len(self.values) == 1 and not PLANNED.search(head)
        if self.label and (_GENERIC.fullmatch(head) or alone):
            return self.label
        return f"{self.label}{head}"


def _scaled_once(unit: Place | None, cell: str) -> Place | None:
    """3万 below 金额（万元） are 3万元: nobody counts in 万万元."""
    if unit is None or _SCALES.isdisjoint(cell) or not (scale := _SCALE_UNIT.match(unit[0])):
        return unit
    return unit[0][scale.end() :] or unit[0], unit[1]


def _at(values: list[_T], place: int, otherwise: _T) -> _T:
    return values[place] if place < len(values) else otherwise
