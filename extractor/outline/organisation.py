"""Whose report it is: the organisation that its title, its letterhead or the name of its file tells.

How names of organisations end stands in patterns/outline.toml; before the year a name may end in 局, 会 and the like as well.
"""

from __future__ import annotations

import functools
import re
from typing import Final, NamedTuple

__all__ = ["KINDS", "organisation_in", "organisation_of"]

KINDS: Final = "总结|报告|计划|计画|简报|要点|年报|盘点|情况|公报|总览|小结|通报|快报|概况|回顾|结果"  # of documents
_OF_A_YEAR: Final = "[0-9〇一二三四五六七八九十]{2,4}全?年|20XX年"
_PLACE: Final = re.compile(  # 青川江市2024年统计公报; not 全市2024年…
    rf"\A[^\u4e00-\u9fff]{{0,24}}(?:年度?)?((?![全我本各该])[\u4e00-\u9fff]{{2,10}}?(?:省|市|县|区|旗|州|镇|乡|村|社区))(?={_OF_A_YEAR})"
)
_LEAD: Final = re.compile(r"\A[—-]*年?度?(?:关于)?")  # of 民國112年度海濱市紅十字會, 关于青禾县红十字会2022年工作的报告
_HEADED: Final = 120  # characters in which a report says whose it is, where its title does not


class _Names(NamedTuple):
    before_year: re.Pattern[str]
    whose: re.Pattern[str]  # before the kind of document
    letterhead: re.Pattern[str]


@functools.cache
def _names(endings: tuple[str, ...]) -> _Names:
    ends = "|".join(map(re.escape, sorted(endings, key=len, reverse=True))) or "(?!)"
    # no headline: 县红十字会走进湖滨学校
    name = rf"((?!关于)[^\s，。、：《》“”（）0-9进赴在到为向送入的]{{2,24}}?(?:{ends}))"
    return _Names(
        re.compile(
            rf"([^\s，。、：《》“”（）0-9]{{2,24}}?(?:(?:{ends}|社|局|(?<!社)会)(?={_OF_A_YEAR}|关于|民国|工作|年度)"
            rf"|[联院站队校办委处所团馆](?={_OF_A_YEAR})))"
        ),
        re.compile(  # 青禾县红十字会信息简报; not 表彰大会总结
            rf"\A[^\u4e00-\u9fff]{{0,24}}(?:年度?)?{name}(?=(?:信息|情况|活动|统计)?(?:{KINDS}|专报|动态|信息|月报|季报|统计表|报表|汇总表|一览表|收支表))"
        ),
        re.compile(
            rf"^[ \t\u3000]{{0,40}}{name}(?:[ \t\u3000]{{0,8}}$|\s{{1,8}}(?={_OF_A_YEAR})|(?:办公室|秘书处)?(?:编印?|编发|主办)[ \t\u3000]*(?:$|[0-9〇]))",
            re.MULTILINE,
        ),
    )


def organisation_in(title: str, endings: tuple[str, ...]) -> str:
    """Whose report a title, or the name of a file, says it is; "" where it does not say.

    >>> endings = ("红十字会", "协会")
    >>> [organisation_in(title, endings) for title in ("青禾县红十字会简报", "白石镇志愿者协会2023年统计表", "工作总结")]
    ['青禾县红十字会', '白石镇志愿者协会', '']
    """
    names = _names(endings)
    return _led(names.before_year.search(title) or names.whose.match(title) or _PLACE.match(title))


def organisation_of(title: str, text: str, endings: tuple[str, ...]) -> str:
    """Whose report it is by its title, or else by its first lines; "" where neither says."""
    names, head = _names(endings), text[:_HEADED]
    return organisation_in(title, endings) or _led(names.before_year.search(head) or names.letterhead.search(head))


def _led(match: re.Match[str] | None) -> str:
    return _LEAD.sub("", match[1]) if match else ""
