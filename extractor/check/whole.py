"""Which figures are parts of which: 募集80万元，其中定向30万元; 会员751人（男420人、女331人）.

A record says that it is `part_of` something as long as its sentence goes on; what is a part for arithmetic is narrower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from extractor.check.told import Place, Told, alike, number

__all__ = ["Parts", "wholes"]

# 其中定向30万元，共发放救助金100万元: the list of parts has ended
_NEW: Final = re.compile(
    r"共|总|累计|全年|历年|发放|支出|投入|开展|举办|组织|救助|慰问|惠及|受益|同时|并|另|还|培训|完成"
    r"|接收|募|筹|收到|使用|拨付|建|用于|服务|参加|参与|覆盖|吸引|带动|发动|新增|合计|占|超|。"
)
_JOINT: Final = re.compile(r"[^，。；：（）()]{0,8}[、，,和及][^，。；：（）()]{0,12}\Z")
_FIRST: Final = re.compile(r"[^。；]{0,30}\Z")
# 参赛5人（全省120人）: more than the whole, and no part of it
_WIDER: Final = re.compile(r"累计|历年|历史|全[国省市县区州旗镇校]|共|总|现有|平均|目标|任务|同期|上年|去年|上限")
_SAYS_PART: Final = re.compile(r"其中|含|包括|新")
_NEAR: Final = 2  # characters between a whole and its bracket
_FAR: Final = 30  # and between a whole and 其中


@dataclass(frozen=True, slots=True)
class Parts:
    """A whole and its parts; `bracket` is what stands in the bracket that holds them, "" for 其中 outside of one."""

    told: Told
    whole: Place
    parts: list[Place]
    bracket: str


def wholes(told: Told) -> Iterator[Parts]:
    """Each whole of a sentence with the parts that surely belong to it."""
    numbers = told.numbers
    if not any(p.figure.relation == "part_of" for p in numbers):
        return
    opened = _brackets(told.text)
    for at, whole in enumerate(numbers):
        if not number(whole.figure, None, "part_of") or whole.figure.kind == "ratio":
            continue
        rest = numbers[at + 1 : at + 26]
        if rest and rest[0].figure.relation == "part_of":
            bracket = next((o for o in opened if 0 <= o - whole.end <= _NEAR and o < rest[0].start), None)
            if bracket is not None:
                yield from _in_bracket(told, whole, rest, bracket, opened[bracket])
                rest = [p for p in rest if p.start > opened[bracket]]
        before = numbers[max(0, at - 2) : at]
        if not any(alike(p.figure, whole.figure) and p.figure.change is None for p in before):
            yield from _among(told, whole, rest)  # 收到9件，转结1件，其中网上5件: of both


def _brackets(text: str) -> dict[int, int]:
    """Where each bracket opens and closes."""
    stack, pairs = [], {}
    for at, character in enumerate(text):
        if character in "（(":
            stack.append(at)
        elif character in "）)" and stack:
            pairs[stack.pop()] = at
    return pairs


def _in_bracket(told: Told, whole: Place, rest: list[Place], start: int, end: int) -> Iterator[Parts]:
    inside = [p for p in rest if start < p.start and p.end <= end]
    parts = _chain(told, whole, inside)
    bracket = told.text[start + 1 : end]
    if len(parts) > 1 or (parts and _SAYS_PART.match(bracket)):
        yield Parts(told, whole, parts, bracket)


def _among(told: Told, whole: Place, rest: list[Place]) -> Iterator[Parts]:
    """The parts after 其中, where the whole is the last figure before it."""
    if not rest or rest[0].figure.relation != "part_of":
        return
    lead = told.between(whole, rest[0])
    among = lead.find("其中")
    if 0 <= among <= _FAR and "（" not in lead[:among] and "(" not in lead[:among]:
        parts = _chain(told, whole, rest)
        if parts:
            yield Parts(told, whole, parts, "")


def _chain(told: Told, whole: Place, rest: list[Place]) -> list[Place]:
    """The parts from the first one on, as long as nothing but their names stands between them."""
    parts: list[Place] = []
    last = whole
    for place in rest:
        gap = told.between(last, place)
        if parts:
            joined = _JOINT.match(gap) and not _NEW.search(gap)
        else:
            spoken = gap[gap.find("其中") + 2 :] if "其中" in gap else gap
            joined = _FIRST.match(spoken) and not _WIDER.search(spoken)
        if not joined or place.figure.relation != "part_of" or not number(place.figure, "part_of"):
            break
        if not alike(whole.figure, place.figure):
            break
        parts.append(place)
        last = place
    return parts
