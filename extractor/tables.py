"""Figures in the cells of a table whose rows are lines of tab-separated cells, as readers of tables write them.

The unit of a cell stands in its row's unit column (指标 | 单位 | 数值), in its row's label (募捐收入（万元）), in its column's
header (金额（万元）, 人数, 占比（%）) or over the table (单位：万元), in this order. A cell whose unit stands in none of these is no
figure. Where a unit stands, XX and － 3.2 are figures as well; an empty cell is none. What numbers the rows (序号) is never one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from extractor.find import Mention
from extractor.packs import Packs, Pattern
from extractor.traditional import simplified

__all__ = [
    "CAPTION",
    "HEAD_UNIT",
    "PLANNED",
    "UNIT_COLUMN",
    "VALUE",
    "Place",
    "bare_pattern",
    "known_unit",
    "lines",
    "numbers_rows",
    "read_tables",
]

_T = TypeVar("_T")
Place = tuple[str, tuple[int, int]]  # a unit's word and where it stands
_Cell = tuple[int, str]

CAPTION: Final = re.compile(r"[（(]?(?:金额)?单位[:：]\s*(?:人民币)?(?P<unit>[^\s）),，。]{1,6})")
HEAD_UNIT: Final = re.compile(r"[（(](?P<unit>[^（）()\s]{1,6})[）)]")
_TAIL_UNIT: Final = re.compile(r"[/／:：,，](?P<unit>[^\s/／:：,，]{1,6})\Z|(?<=.)(?P<sign>[%‰])\Z")
_COUNTED: Final = re.compile(
    r"(?P<two>人次|户次|例次)数?\Z|(?P<people>人)口\Z|(?P<unit>[\u4e00-\u9fff])数\Z"
)  # 捐献人数
VALUE: Final = re.compile(
    r"(?P<minus>[-−－] ?)?(?P<low>[0-9]{1,3}(?:[,，][0-9]{3})++(?:[.][0-9]{1,40}+)?|[0-9]{1,40}+(?:[.][0-9]{1,40}+)?"
    r"|(?=[^\t]{0,40}[XxＸｘ])[0-9XxＸｘ.,，]{1,40}+|[*＊]{1,40}+|[×○□△＿_]{2,40}+)"
)
_NUMBER: Final = re.compile(r"[-−－+＋]?[0-9][0-9,，.]{0,60}[%‰]?|[-—–－/／]{1,4}")
_WHEN: Final = re.compile("[0-9.年月日号至到—–~～ -]{1,40}")
_WAYS: Final = " \u3000↑↓▲▼"
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
_BARE_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}年?度?")
_GENERIC: Final = re.compile(
    "金额|数量|数值|人数|合计|数|完成数|实际|本年|本期|户数|次数|指标值|[\u4e00-\u9fff]数"
)  # says nothing beside the row's label
_SCALE_UNIT: Final = re.compile(r"[百千]?[十百千万亿]?")
_LINE_END: Final = re.compile(r"\r\n|[\r\n\u2028]")
_WIDEST: Final = 20_000  # characters of a row
_CAPTION_MOST: Final = 60  # characters of a line that says the unit
_HEADS: Final = 4  # lines of a header; only the last ones count
_AGE: Final = 2  # lines without tabs, after which a table is over


@dataclass(slots=True)
class _Table:
    """What the rows so far say of the ones below."""

    default: Place | None = None
    heads: list[list[_Cell]] = field(default_factory=list)
    units: list[Place | None] = field(default_factory=list)  # of each column
    names: list[str] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    unit_column: int = -1
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
    table = _Table()
    for start, line in lines(text):
        if "\t" not in line or len(line) > _WIDEST:
            table = _between_rows(table, start, line, packs)
            continue
        table.age = 0
        cells = _cells(start, line)
        if _is_header(cells, table, packs):
            table = _Table(table.default) if table.filled else table
            table.heads = [*table.heads[1 - _HEADS :], cells]
            continue
        if not table.filled:
            _settle(table, packs)
            units.update(unit[1][0] for unit in table.units if unit)
        row = _Row(table, cells, packs)
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


def _between_rows(table: _Table, start: int, line: str, packs: Packs) -> _Table:
    """A line that is no row: a caption, the page's edge, or the end of the table."""
    bare = line.strip()
    if not bare:
        return table
    if len(bare) <= _CAPTION_MOST and (unit := _captioned(start, line, packs)):
        return _Table(unit)
    table.age += 1
    return _Table() if table.age > _AGE or len(bare) > _CAPTION_MOST or bare[-1] in "。；" else table


def _captioned(start: int, line: str, packs: Packs) -> Place | None:
    match = CAPTION.search(line)
    word = known_unit(match["unit"], packs) if match else None
    return (word, (start + match.start("unit"), start + match.end("unit"))) if match and word else None


def _cells(start: int, line: str) -> list[_Cell]:
    cells, at = [], start
    for piece in line.split("\t"):
        bare = piece.lstrip(_WAYS)  # ↑13.8
        cells.append((at + len(piece) - len(bare), bare.strip()))
        at += len(piece) + 1
    return cells


def _is_header(cells: list[_Cell], table: _Table, packs: Packs) -> bool:
    """Whether no cell holds a value; years over columns are no values."""
    values = [text for _, text in cells if text and (_NUMBER.fullmatch(text) or VALUE.fullmatch(text))]
    told = [
        None if UNIT_COLUMN.fullmatch(text) and column != table.unit_column else known_unit(text, packs)
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
    return not table.filled and not below and all(_BARE_YEAR.fullmatch(text) for text in values)


def _unit_in(head: str) -> bool:
    return bool(HEAD_UNIT.search(head) or _TAIL_UNIT.search(head))


def _settle(table: _Table, packs: Packs) -> None:
    """What the headers say of each column, now that the first values come."""
    table.filled = True
    corners = [unit for row in table.heads for cell in row if (unit := _captioned(*cell, packs))]
    table.default = corners[-1] if corners else table.default  # 单位：万元 in the corner
    width = max((len(row) for row in table.heads), default=0)
    stacks: list[list[_Cell]] = [[] for _ in range(width)]
    for number, row in enumerate(table.heads):
        last: _Cell = (0, "")
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
    table.unit_column = next((i for i, stack in enumerate(stacks) if stack and UNIT_COLUMN.fullmatch(stack[-1][1])), -1)
    table.numbering = [bool(stack) and numbers_rows(stack[-1][1], packs) for stack in stacks]


def _unit_over(stack: list[_Cell], packs: Packs) -> Place | None:
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


def _name(stack: list[_Cell]) -> str:
    names = [text[m.end() :] if (m := _LISTED.match(text)) else text for _, text in stack]
    names = [_TOLD.sub("", _YEAR.sub("", CAPTION.sub("", HEAD_UNIT.sub("", name))).strip()) for name in names]
    names = [name for name in names if name and not _BARE_YEAR.fullmatch(name)]
    return "".join([name for name in names[:-1] if not _GENERIC.fullmatch(name)] + names[-1:])


def _year_over(stack: list[_Cell]) -> str:
    for _, text in reversed(stack):
        match = _YEAR.search(text)
        if match or _BARE_YEAR.fullmatch(text):
            return match["year"] if match else text[:4]
    return ""


class _Row:
    """A row of values: its label, and the unit that it says for all of them."""

    def __init__(self, table: _Table, cells: list[_Cell], packs: Packs) -> None:
        self.table, self.cells, self.unit_column = table, cells, table.unit_column
        at, word = _at(cells, self.unit_column, (0, "")) if self.unit_column >= 0 else (0, "")
        if word and not known_unit(word, packs):
            self.unit_column = -1  # an organisation is called 单位 as well
        elif self.unit_column < 0:  # 募捐收入 | 万元 | 26.2, below no header
            self.unit_column = next((i for i, (_, cell) in enumerate(cells) if i and known_unit(cell, packs)), -1)
        at, word = _at(cells, self.unit_column, (0, "")) if self.unit_column >= 0 else (0, "")
        labels = [i for i, (_, cell) in enumerate(cells) if self._is_label(i, cell)]
        named = (i for i in labels if not _WHEN.fullmatch(cells[i][1]))  # 6月22日 | 青年创业赛 | 22
        self.label_at = next(named, labels[0]) if labels else -1
        self.label = _name([cells[self.label_at]]) if labels else ""
        self.is_numbering = bool(self.label) and numbers_rows(self.label, packs)  # 栏次 | 1 | 2
        said = next((unit for i in labels if (unit := unit_in(*cells[i], packs))), None)
        self.own = (word, (at, at + len(word))) if word else None if self.unit_column >= 0 else said

    def fill(self, by_start: dict[int, Mention], text: str, bare: Pattern) -> list[Mention]:
        """Fill in the mentions that `find` made; the new ones, of placeholders and negative numbers, are returned."""
        added: list[Mention] = []
        values = [i for i, (_, cell) in enumerate(self.cells) if cell and not self._is_label(i, cell)]
        for column in values:
            at, cell = self.cells[column]
            head = _at(self.table.names, column, "")
            if column == self.unit_column or _REMARKS.search(head) or self._numbers(column):
                continue
            found = by_start.get(at)
            mention = found if found and found.end == at + len(cell) and found.pattern.source == "figure" else None
            if mention is None or mention.pattern is bare:
                match = VALUE.fullmatch(text, at, at + len(cell))
                unit = self._unit(column, head)
                if unit is None or (mention is None and match is None):
                    continue
                if mention is None and match is not None:
                    mention = Mention(at, at + len(cell), bare, match)
                    added.append(mention)
                if mention is not None:
                    mention.unit, mention.unit_at = unit
            if mention is not None:
                mention.label = self._item(head, alone=len(values) == 1)
                mention.period = _at(self.table.years, column, "")
        return added

    def numbers(self, by_start: dict[int, Mention]) -> list[int]:
        """Where in its cells that number rows something starts that `find` took for a figure, or a date."""
        spans = [(at, at + len(cell)) for column, (at, cell) in enumerate(self.cells) if self._numbers(column)]
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

    def _unit(self, column: int, head: str) -> Place | None:
        if self.own or self.unit_column >= 0:
            return self.own
        if _RATE.search(self.label):
            return None  # 完成率 | 95 below 金额（万元）
        over = _at(self.table.units, column, None)
        return over or (None if _OTHER.search(head) or _OTHER.search(self.label) else self.table.default)

    def _item(self, head: str, *, alone: bool) -> str:
        if self.label and (_GENERIC.fullmatch(head) or (alone and not PLANNED.search(head))):
            return self.label
        return f"{self.label}{head}"


def _at(values: list[_T], place: int, otherwise: _T) -> _T:
    return values[place] if place < len(values) else otherwise
