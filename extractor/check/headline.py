"""Figures that can be compared between places and reports: what is said of them, without dates and filling words.

Two figures are about the same thing where their indicator and their item are the same, or where their sentences lead to them
with the same words. The indicator alone holds 新增低保19人 and 退出低保8人, the item alone every 培训.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from typing import Final

from extractor.check.told import Place, Told, number

__all__ = ["TOTAL", "keyed"]

TOTAL: Final = re.compile(r"全年|一年来|今年以来|本年度|年度|年内|累计|共|总计|合计|截至|截止|目前")
_SLIGHT: Final = re.compile(
    r"全年度?|一年来|今年以来|今年|本年度?|年度|截至目前|截止目前|截至|截止|目前|年底|共计|共|累计|总计|合计"
    r"|达到?|约|近|超过|[，,、：:\s“”\"（）()了]"
)
_DIGITS: Final = re.compile(r"[0-9０-９]+")
_LONGEST: Final = 30  # characters of a lead; a longer one is a tale of its own


def keyed(told: Told, *relations: str | None) -> Iterator[tuple[Hashable, Place]]:
    """Each figure of a sentence that is a level, with what it is about; those about which too little is said are left out."""
    first = ""
    last: Place | None = None
    for place in told.places:
        figure = place.figure
        if figure.kind == "date":
            continue
        gap = _said(told, last, place)
        first = first or gap
        last = place
        if figure.kind == "ratio" or not number(figure, *relations) or isinstance(figure.value, tuple):
            continue
        if figure.indicator:
            yield ("indicator", figure.indicator, figure.item, figure.unit), place
        elif 3 <= len(first) <= _LONGEST and 2 <= len(gap) <= _LONGEST and figure.item:
            yield ("words", first, gap, figure.item, figure.unit), place


def _said(told: Told, last: Place | None, place: Place) -> str:
    """The words from the last number to this one; the dates between them say nothing of what is counted."""
    start = last.end if last else 0
    pieces = []
    for date in told.places:
        if date.figure.kind == "date" and start <= date.start and date.end <= place.start:
            pieces.append(told.text[start : date.start])
            start = date.end
    pieces.append(told.text[start : place.start])
    return _DIGITS.sub("#", _SLIGHT.sub("", "".join(pieces)))
