"""Whether a figure says by how much something grew or shrank: by the words right before it, or the head of its column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from extractor.link.around import Around
from extractor.link.linked import Linked

__all__ = ["set_change"]

_MORE_THAN: Final = re.compile(  # 比上年多训六百人
    r"(?:(?:[比较][^，。；]{2,20}?|同比)(?=[多少])|[比较](?:[上去前]|同期|(?:19|20)[0-9]{2}年)[^，。；]{0,8}?(?=[高低]))"
    r"(?<!目标)(?<!计划)(?<!预算)(?<!任务)(?<!平均)(?<!要求)(?P<way>[多少高低])(?![次种项个])[\u4e00-\u9fff]{0,2}\Z"
)
_GAP: Final = re.compile(  # 高于全市平均增速|1.1个百分点
    r"[高低快慢大小][于出][^，。；]{0,14}(?:[增降]速|[增降涨跌]幅)\Z"
)
_WAY: Final = frozenset("多少高低")
_LISTED: Final = re.compile(r"\s*(?:[/每][人户月年天])?[、和及与]\s*(?:同比)?(?:下降|增长|减少|增加)?\s*")


def set_change(made: Linked, around: Around, done: Sequence[Linked]) -> None:
    """Set `change` of `made`; `done` are the figures before it, whose verb a list shares."""
    rules, place = around.cues["change", "adjacent"], around.index
    match = rules.ending(around.before)
    if match and not _GAP.search(around.before, 0, match.end()):
        made.take("change", rules, match["cue"])
    elif around.reading.heads.change:
        made.set("change", around.reading.heads.change, around.reading.heads.label)
    elif _WAY.intersection(around.before[-3:]) and (
        match := _MORE_THAN.search(around.before)
    ):  # 比上年的22万元多9.4万元
        made.set("change", "up" if match["way"] in "多高" else "down", match[0])
    elif place and done[place - 1].change:
        # 分别增长15.2%、9.7%: the figures of a list share their verb
        between = around.text[around.readings[place - 1].end : around.reading.start]
        if _LISTED.fullmatch(between):
            before = around.readings[place - 1].value
            was_minus = isinstance(before, Decimal) and before < 0  # 分别增长3.1%、-2.7%和|0.5%
            made.change = "up" if was_minus else done[place - 1].change
    if made.change == "up" and isinstance(around.reading.value, Decimal) and around.reading.value < 0:
        made.change = "down"  # 增长-5.8%
