"""What the heads of a table say of the cells below: their unit, their name, the year and whether they tell a change.

The unit stands in a column's header (金额（万元）, 人数, 占比（%）) or over the table (单位：万元); of several heads over a column the
lowest says it. A table of two sides (收入 | 金额 | 支出 | 金额) is two that share their lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from extractor.knowledge import Packs
from extractor.traditional import simplified

__all__ = [
    "BARE_YEAR",
    "GENERIC",
    "HEAD_UNIT",
    "LISTED",
    "PLANNED",
    "UNIT_COLUMN",
    "Cell",
    "Column",
    "Place",
    "Table",
    "captioned",
    "change_under",
    "has_unit",
    "is_share",
    "name_of",
    "numbers_rows",
    "settle",
    "unit_in",
]

Place = tuple[str, tuple[int, int]]  # a unit's word and where it stands
Cell = tuple[int, str]
_CAPTION: Final = re.compile(
    r"（?(?:金额)?单位[:：]\s*(?:人民币)?(?P<unit>[^\s）,，。、；;]{1,6})(?P<more>(?:[、,，；;][^\s）,，。、；;]{1,4}){0,3})"
)  # 单位：万元、人
HEAD_UNIT: Final = re.compile(r"（(?:[±+＋−－/-]{1,3})?(?P<unit>[^（）\s]{1,6})）")  # 同比（±%）
_TAIL_UNIT: Final = re.compile(r"[/:：,，](?P<unit>[^\s/:：,，]{1,6})\Z|(?<=.)(?P<sign>[%‰])\Z")
_COUNTED: Final = re.compile(
    r"(?P<two>人次|户次|例次)数?\Z|(?P<people>人)口\Z|(?P<unit>[\u4e00-\u9fff])数\Z"
)  # 捐献人数
_PLUS_MINUS: Final = frozenset("±")
_GROWS: Final = re.compile(  # 比上年增长, 同比; not 新增, 增加值
    r"(?:(?<!新)增[长加]|[增涨]幅|增速|增减|同比|环比|[与同较比]上年(?:相?比|增减)?|±)(?:率|额|数|量|幅度?|情况|百分比)?[+±/-]{0,3}\Z"
)
_SHRINKS: Final = re.compile(r"(?:下降|减少|降低|[降跌]幅)(?:率|额|数|量|幅度?|百分比)?\Z")
# Of a column's or a row's label; not 公共预算收入, 预算执行, 完成预算%
PLANNED: Final = re.compile(
    r"(?<!公共)(?<!完成)(?<!占)预算(?!收入|支出|内|外|执行|完成|单位)|(?<!完成)(?:计[划画]|任务)(?!完成)|(?<!完成)目标(?!完成)"
)
LISTED: Final = re.compile(
    r"(?:[0-9]{1,2}[.、]|（[一二三四五六七八九十0-9]{1,2}）|[一二三四五六七八九十]{1,2}、|其中[:：]?|\s)+"
)
_AMONG: Final = "其中"
_TOLD: Final = re.compile(r"/[^\s/]{1,6}\Z|[%‰]\Z")
UNIT_COLUMN: Final = re.compile(r"(?:计量)?单\s{0,4}位")
_AROUND_HEAD: Final = re.compile(r"[\s.:：（）]{1,20}")
_YEAR: Final = re.compile(r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})\s?年度?")
_THAN_YEAR: Final = re.compile(r"[较比与同](?:19|20)[0-9]{2}\s?年(?:度|同期){0,2}(?:相?比)?")  # 较2022年增长
_WHO: Final = re.compile(r"(?:填报|编制|制表|报送|上报|主管)(?:单位|部门|机关)\s?[:：]")  # heads no column
BARE_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}年?度?")
GENERIC: Final = re.compile(
    "金额|数量|数值|人数|合计|数|完成数|实际|本年|本期|户数|次数|指标值|[\u4e00-\u9fff]数"
)  # says nothing beside the row's label
_JOINED: Final = re.compile("[、,，；;]")
_WIDEST_SIDE: Final = 12  # columns


@dataclass(frozen=True, slots=True)
class Column:
    """What the heads over a column say of its cells; nothing, where none stands over it."""

    unit: Place | None = None
    name: str = ""
    year: str = ""
    change: str = ""  # up or down
    is_share: bool = False  # 其中 of another
    is_unit: bool = False  # 单位: its cells are the units of their rows
    numbers_rows: bool = False


_BARE: Final = Column()


@dataclass(slots=True)
class Table:
    """What the rows so far say of the ones below."""

    defaults: list[Place] = field(default_factory=list)  # over the table; several: 单位：万元、人
    heads: list[list[Cell]] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    sides: list[int] = field(default_factory=lambda: [0])  # where those of 收入 | 金额 | 支出 | 金额 begin
    filled: bool = False  # a row of numbers stood below the headers
    age: int = 0

    def column(self, at: int) -> Column:
        """The column at a place; a bare one where the heads end before it."""
        return self.columns[at] if at < len(self.columns) else _BARE


def captioned(start: int, line: str, packs: Packs) -> list[Place]:
    """The units that a caption says: 单位：万元, 单位：万元、人."""
    match = _CAPTION.search(line)
    if match is None or not packs.measure(match["unit"]):
        return []
    found = [(match["unit"], (start + match.start("unit"), start + match.end("unit")))]
    at = match.start("more")
    for word in _JOINED.split(match["more"])[1:]:
        at += 1
        if packs.measure(word):
            found.append((word, (start + at, start + at + len(word))))
        at += len(word)
    return found


def unit_in(start: int, text: str, packs: Packs) -> Place | None:
    """The unit that a header or a row's label says: 金额（万元）, 金额/万元, 占比%, 户数."""
    for pattern in (HEAD_UNIT, _CAPTION, _TAIL_UNIT, _COUNTED):
        for match in pattern.finditer(text):
            group = match.lastgroup or "unit"
            said = packs.measure(match[group])
            if said and (pattern is not _COUNTED or said.unit.kind == "count"):
                return match[group], (start + match.start(group), start + match.end(group))
    return None


def has_unit(head: str) -> bool:
    """Whether a head looks as if it said a unit, a known one or not.

    >>> [has_unit(head) for head in ("金额（万元）", "金额/万元", "项目")]
    [True, True, False]
    """
    return bool(HEAD_UNIT.search(head) or _TAIL_UNIT.search(head))


def numbers_rows(head: str, packs: Packs) -> bool:
    """Whether a column with this head numbers its rows: 序 号, No., 项目编号.

    >>> from extractor.packs import load
    >>> [numbers_rows(head, load()) for head in ("序 号", "No.", "项目编号", "人数")]
    [True, True, True, False]
    """
    words = packs.items.numbering
    bare = _AROUND_HEAD.sub("", simplified(head)).casefold()
    return bare in words or bare.endswith(tuple(word for word in words if len(word) > 1))


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
    table.columns = [_column_under(stack, packs) for stack in stacks]
    lowest = [stack[-1][1] if stack else "" for stack in stacks]
    table.sides = _sides([*lowest, *[""] * (cells - width)])  # a sheet ends its row with the last head


def _column_under(stack: list[Cell], packs: Packs) -> Column:
    """What the cells over a column say of it, the lowest last."""
    lowest = stack[-1][1] if stack else ""
    name = "" if lowest and packs.measure(lowest) else name_of(stack)
    return Column(
        unit=_unit_over(stack, packs),
        name=name,
        year=_year_over(stack),
        change=change_under(lowest, name),
        is_share=any(is_share(text) for _, text in stack),
        is_unit=bool(UNIT_COLUMN.fullmatch(lowest)),
        numbers_rows=bool(lowest) and numbers_rows(lowest, packs),
    )


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


def change_under(head: str, name: str) -> str:
    """Whether a column tells by how much something grew or shrank: 增幅, 同比（±%）."""
    if _SHRINKS.search(name):
        return "down"
    return "up" if _GROWS.search(name) or not _PLUS_MINUS.isdisjoint(head) else ""


def _unit_over(stack: list[Cell], packs: Packs) -> Place | None:
    for start, text in reversed(stack):
        if packs.measure(text):
            return text, (start, start + len(text))
        if found := unit_in(start, text, packs):
            return found
    return None


def is_share(head: str) -> bool:
    """Whether a head, or a row's label, is a part of the one before: 其中：女教师.

    >>> is_share("其中：女教师"), is_share("专任教师")
    (True, False)
    """
    return head.lstrip().startswith(_AMONG)


def name_of(stack: list[Cell]) -> str:
    """What the cells over a column, or the label of a row, call its values: without unit, year and list number.

    >>> name_of([(0, "2023年捐赠支出（万元）"), (0, "金额")]), name_of([(0, "1.募捐收入（万元）")])
    ('捐赠支出金额', '募捐收入')
    """
    names = [text[m.end() :] if (m := LISTED.match(text)) else text for _, text in stack]
    names = [_THAN_YEAR.sub("", name) for name in names if not _WHO.search(name)]
    names = [_TOLD.sub("", _YEAR.sub("", _CAPTION.sub("", HEAD_UNIT.sub("", name))).strip()) for name in names]
    names = [name for name in names if name and not BARE_YEAR.fullmatch(name)]
    return "".join([name for name in names[:-1] if not GENERIC.fullmatch(name)] + names[-1:])


def _year_over(stack: list[Cell]) -> str:
    for _, text in reversed(stack):
        match = _YEAR.search(_THAN_YEAR.sub("", text))
        if match or BARE_YEAR.fullmatch(text):
            return match["year"] if match else text[:4]
    return ""
