"""Which units are one, though reports write them differently: whose numbers may be added up."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["common_unit", "plain_unit", "same_unit"]

_COMMON: Final = {  # people are counted as 人, 名 or 位, blood is measured in 毫升 or ml
    **dict.fromkeys(("名", "位"), "人"),
    "场次": "场",
    **dict.fromkeys(("ml", "mL", "ML", "cc"), "毫升"),
    **dict.fromkeys(("h", "个小时"), "小时"),
}
_OR_TIMES: Final = re.compile(r"(\w)（次）")
_BRACKETS: Final = str.maketrans("()", "（）")


def plain_unit(unit: str | None) -> str | None:
    """The unit that a bracket leaves open as tables count it: 人次 for 人（次）, 场 for 场（次）."""
    read = unit.translate(_BRACKETS) if unit else unit
    match = _OR_TIMES.fullmatch(read or "")
    return read if match is None else "人次" if match[1] == "人" else match[1]


def common_unit(unit: str | None) -> str | None:
    """The unit that a total is in, however reports write it: 人 for 名, 毫升 for ml, 场 for 场次 and 场（次）."""
    plain = plain_unit(unit)
    return _COMMON.get(plain or "", plain)


def same_unit(one: str | None, other: str | None) -> bool:
    """Whether numbers in these units may be added up.

    >>> same_unit("人", "名"), same_unit("人", "户"), same_unit("场（次）", "场次"), same_unit("台（套）", "台(套)")
    (True, False, True, True)
    """
    return one == other or common_unit(one) == common_unit(other)
