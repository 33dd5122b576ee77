"""Figures in the cells of a table whose cells stand apart by spaces or bars, as text copied from a page has them.

The unit of a cell stands in its column's header (金额（万元）), in a cell of its own after the row's label (人工耳蜗　人　214), or
over the table (单位：万元). Rows of cells that tabs part are those of tables.py.
"""

from __future__ import annotations

import re
from typing import Final

from extractor.find import Mention
from extractor.packs import Packs
from extractor.tables import CAPTION, HEAD_UNIT, Place, known_unit, lines

__all__ = ["read_spaced_tables"]

Cell = tuple[int, str]

_CELL: Final = re.compile(r"[^\s|｜]+")
_RULE: Final = re.compile(r"[|｜:+=\s—-]*[-—=]{2}[|｜:+=\s—-]*")
_NUMERIC: Final = re.compile(r"[↑↓]?(?!0[0-9])[-−]?[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?[%％]?")
_UNIT_COLUMN: Final = frozenset({"单位", "單位", "计量单位"})
_YEARS: Final = frozenset(
    {"本年", "上年", "本期", "上期", "去年", "今年", "上年同期", "去年同期", "本年数", "上年数"}
)  # heads that name no thing
_WIDEST_ROW: Final = 80  # characters


def read_spaced_tables(bare: dict[int, Mention], text: str, packs: Packs) -> None:
    """Give the `bare` numbers, by where they start, that stand in a row's cells their unit and label. In place."""
    if not any(_short_line(text, at) for at in bare):
        return
    default: Place | None = None
    header: list[Cell] = []
    age = 0
    for start, line in lines(text):
        if len(line) > _WIDEST_ROW or "\t" in line:  # a paragraph; a row with tabs is read by now
            age += 1
            if age > 2:
                default, header = None, []
            continue
        if _RULE.fullmatch(line):
            continue  # |---|---| below the header
        cells = [(start + m.start(), m[0]) for m in _CELL.finditer(line)]
        numbers = _numeric_tail(cells)
        caption = CAPTION.search(line)
        if caption and (word := known_unit(caption["unit"], packs)):
            default, header, age = (word, (start + caption.start("unit"), start + caption.end("unit"))), [], 0
            continue
        own = _own_unit(cells, numbers, packs)
        if numbers and len(numbers) < len(cells) and (header or own or default) and not re.search(r"[：:。；]", line):
            _fill(bare, cells, numbers, header, own or default, packs)
            age = 0
            continue
        if not cells:
            age += 1
            if age > 2:
                default, header = None, []
        elif not numbers and (HEAD_UNIT.search(line) or default or any(word in _UNIT_COLUMN for _, word in cells)):
            header, age = cells, 0
        else:
            header = []


def _own_unit(cells: list[Cell], numbers: list[Cell], packs: Packs) -> Place | None:
    """The unit of a row that has one in a cell of its own, after the label: 人工耳蜗植入　人　214　187."""
    before = len(cells) - len(numbers)
    if not numbers or before < 2:
        return None
    start, word = cells[before - 1]
    unit = known_unit(word, packs)
    return (unit, (start, start + len(word))) if unit else None


def _numeric_tail(cells: list[Cell]) -> list[Cell]:
    tail: list[Cell] = []
    for cell in reversed(cells):
        if not _NUMERIC.fullmatch(cell[1]) and not (tail and cell[1] in "-—–/"):
            break
        tail.insert(0, cell)
    return tail


def _fill(
    bare: dict[int, Mention],
    cells: list[Cell],
    numbers: list[Cell],
    header: list[Cell],
    default: Place | None,
    packs: Packs,
) -> None:
    label = next((text for _, text in cells if not _NUMERIC.fullmatch(text)), "")
    heads = header[-len(numbers) :] if len(header) >= len(numbers) else []
    for place, (at, _) in enumerate(numbers):
        mention = bare.get(at)
        if mention is None:
            continue
        column, given = "", default
        if heads:
            start, head = heads[place]
            own = HEAD_UNIT.search(head)
            column = head[: own.start()] if own else head
            if own and (word := known_unit(own["unit"], packs)):
                given = (word, (start + own.start("unit"), start + own.end("unit")))
        if given:
            mention.unit, mention.unit_at = given
            plain = len(numbers) == 1 or not column or column in _YEARS
            mention.label = label if plain else f"{label}{column}"


def _short_line(text: str, at: int) -> bool:
    """Whether the line around `at` is short enough for a table's row."""
    start = text.rfind("\n", max(0, at - _WIDEST_ROW), at)
    end = text.find("\n", at, at + _WIDEST_ROW)
    return (start >= 0 or at < _WIDEST_ROW) and (end >= 0 or len(text) - at < _WIDEST_ROW)
