"""Figures in the cells of a table whose cells stand apart by spaces or bars, as text copied from a page has them.

The unit of a cell stands in its column's header (金额（万元）), in a cell of its own after the row's label (人工耳蜗　人　214), or
over the table (单位：万元). Rows of cells that tabs part are those of tables.py.
"""

from __future__ import annotations

import operator
import re
from typing import Final

from extractor.find import Mention
from extractor.packs import Packs, Pattern
from extractor.tables import (
    CAPTION,
    HEAD_UNIT,
    UNIT_COLUMN,
    VALUE,
    Place,
    bare_pattern,
    known_unit,
    lines,
    numbers_rows,
)

__all__ = ["read_spaced_tables"]

Cell = tuple[int, str]

_CELL: Final = re.compile(r"[^\s|｜]+")
_RULE: Final = re.compile(r"[|｜:+=\s—-]*[-—=]{2}[|｜:+=\s—-]*")
_NUMERIC: Final = re.compile(r"[↑↓]?(?!0[0-9])[-−]?[0-9][0-9,，]*(?:[.][0-9]+)?[%]?")
_HOLES: Final = re.compile(r"(?=[0-9,.]{0,8}[XxＸ×*＊○□_])[0-9,.XxＸ×*＊○□_]{1,14}%?")  # XX, 1X,500, 8X.X%
_YEARS: Final = frozenset(
    {"本年", "上年", "本期", "上期", "去年", "今年", "上年同期", "去年同期", "本年数", "上年数"}
)  # heads that name no thing
_WIDEST_ROW: Final = 80  # characters


def read_spaced_tables(mentions: list[Mention], text: str, packs: Packs) -> None:
    """Give the numbers that stand in a row's cells their unit and label, and add placeholders. In place."""
    bare = bare_pattern(packs)
    if bare is None or not any(m.pattern is bare and not m.unit and _short_line(text, m.start) for m in mentions):
        return
    by_start = {m.start: m for m in mentions}
    added: list[Mention] = []
    heads: set[int] = (
        set()
    )  # where the head of a column or a unit stands that belongs to other cells: it has lost no number
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
        told = (
            bool(own or header or default) if _hold_a_number(numbers) else len(header) == len(cells)
        )  # 经办 人 XX: a name
        if numbers and len(numbers) < len(cells) and told and not re.search(r"[：:。；]", line):
            units = _units(cells, numbers, header, own or default, packs)
            added += _fill(by_start, text, bare, numbers, units)
            heads.update(start for start, _ in header)
            heads.update([own[1][0]] if own else ())
            age = 0
            continue
        if not cells:
            age += 1
            if age > 2:
                default, header = None, []
        elif not _hold_a_number(numbers) and (
            HEAD_UNIT.search(line) or default or any(UNIT_COLUMN.fullmatch(word) for _, word in cells)
        ):
            header, age = cells, 0
        else:
            header = []
    if not added and not heads:
        return
    torn = {at for mention in added for at in range(mention.start, mention.end)}
    kept = [
        m for m in mentions if torn.isdisjoint((m.start, m.end - 1)) and not (m.pattern.is_missing and m.start in heads)
    ]
    mentions[:] = sorted(kept + added, key=operator.attrgetter("start"))


def _own_unit(cells: list[Cell], numbers: list[Cell], packs: Packs) -> Place | None:
    """The unit of a row that has one in a cell of its own, after the label: 人工耳蜗植入　人　214　187."""
    before = len(cells) - len(numbers)
    if not numbers or before < 2:
        return None
    start, word = cells[before - 1]
    unit = known_unit(word, packs)
    return (unit, (start, start + len(word))) if unit else None


def _numeric_tail(cells: list[Cell]) -> list[Cell]:
    """The last cells, as far as they hold numbers, placeholders or a dash."""
    tail: list[Cell] = []
    for cell in reversed(cells):
        if not (_NUMERIC.fullmatch(cell[1]) or _HOLES.fullmatch(cell[1]) or (tail and cell[1] in "-—–/")):
            break
        tail.insert(0, cell)
    return tail


def _hold_a_number(cells: list[Cell]) -> bool:
    return any(_NUMERIC.fullmatch(text) for _, text in cells)


def _units(
    cells: list[Cell], numbers: list[Cell], header: list[Cell], default: Place | None, packs: Packs
) -> list[tuple[Place, str] | None]:
    """The unit and the label of each number of a row, None where it has no unit or only numbers the row."""
    label = next((text for _, text in cells if not _NUMERIC.fullmatch(text)), "")
    heads = header[-len(numbers) :] if len(header) >= len(numbers) else []
    found: list[tuple[Place, str] | None] = []
    for place in range(len(numbers)):
        column, given = "", default
        if heads:
            start, head = heads[place]
            if numbers_rows(head, packs):
                found.append(None)
                continue
            own = HEAD_UNIT.search(head)
            column = head[: own.start()] if own else head
            if own and (word := known_unit(own["unit"], packs)):
                given = (word, (start + own.start("unit"), start + own.end("unit")))
        plain = len(numbers) == 1 or not column or column in _YEARS
        found.append((given, label if plain else f"{label}{column}") if given else None)
    return found


def _fill(
    by_start: dict[int, Mention], text: str, bare: Pattern, numbers: list[Cell], units: list[tuple[Place, str] | None]
) -> list[Mention]:
    """Fill in the mentions that `find` made; new ones, of placeholders and of what it took for a range, are returned."""
    added: list[Mention] = []
    for (at, cell), told in zip(numbers, units, strict=True):
        if told is None or cell in "-—–/":
            continue
        end, mention = at + len(cell), by_start.get(at)
        if mention is None or mention.end != end or mention.pattern.source != "figure":
            match = VALUE.fullmatch(text, at, end)
            if match is None:
                continue
            mention = Mention(at, end, bare, match)
            added.append(mention)
        if mention.pattern is bare:
            (mention.unit, mention.unit_at), mention.label = told
    return added


def _short_line(text: str, at: int) -> bool:
    """Whether the line around `at` is short enough for a table's row."""
    start = text.rfind("\n", max(0, at - _WIDEST_ROW), at)
    end = text.find("\n", at, at + _WIDEST_ROW)
    return (start >= 0 or at < _WIDEST_ROW) and (end >= 0 or len(text) - at < _WIDEST_ROW)
