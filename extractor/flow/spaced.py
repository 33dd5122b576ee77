"""Blanks that part what is one: 三 百 元, X X人; and those that set a number apart from the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from extractor.flow.wrapped import PROSE, Line, is_row
from extractor.placeholder import MARKS

__all__ = ["letter_spaced", "set_apart", "torn_numbers"]

_NUMERALS: Final = "零〇○一二两三四五六七八九十百千万亿"
_DIGITS: Final = "零〇○一二两三四五六七八九"
# 二 〇 二 三 年, 三 百 元: a numeral in spaced letters
_SPACED: Final = re.compile(f"[{_NUMERALS}](?:[ \u3000][{_NUMERALS}]){{1,20}}+(?=[ \u3000]?(?P<next>[一-鿿]))")
# A numeral with scales; 七八九 is a list.
_SPELLED: Final = re.compile(f"(?![{_DIGITS}]*\\Z)(?!.*[一二两三四五六七八九]{{2}}).+")
_YEAR: Final = re.compile(f"[一二][{_DIGITS}]{{3}}")
# X X床, ＿ ＿ 万元: a placeholder in spaced letters
_SPACED_MARKS: Final = re.compile(
    f"[{MARKS}] (?<![{MARKS}]..)(?<![{MARKS}] ..)[{MARKS}](?: [{MARKS}]){{0,4}}(?=[\u4e00-\u9fff]| [万亿元人名户场次个份])"
)
# 共 26 人: a number set apart in prose; in a row of cells the same space parts two of them
_APART: Final = re.compile(" (?:(?<=[一-鿿] )(?=[0-9０-９])|(?<=[0-9０-９%％] )(?=[一-鿿]))")
_TORN_POINT: Final = re.compile(  # 捐款26. 2万元, 捐款26 . 2万元
    "(?<=[一-鿿])(?: (?=[0-9]))?[0-9X×]{1,5}(?:[.] | [.] ?)(?=[0-9X×]{1,2} ?[%％万亿])"
)
# Digits with blanks among them, as a scanner tears them: 1 2 6 0场, 3 2 5 . 6万元, 1 3所, 5 00元, 3 ,600人
_TORN: Final = re.compile(r"(?<![0-9.,])[0-9]{1,4}(?:(?: ?[.,] ?| )[0-9]{1,4}){1,8}+(?![0-9.,])(?= ?[一-鿿％%])")
_WHOLE: Final = re.compile(r"(?:[1-9][0-9]{0,6}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2}|0(?=[.]))(?:[.][0-9]{1,2})?")
_SURELY: Final = re.compile(
    r"[0-9](?:(?: ?[.,] ?| )[0-9]){2,8}|.* (?:0[0-9]*(?![0-9.])|[.,]).*"
)  # 1 2 6 0; 5 00, 3 ,600
_YEARS: Final = re.compile("(?:19|20)[0-9]{2}")
_NUMBERED: Final = re.compile(r"(?:[表图附件第章节号例组类型期级版楼区]|(?:\A|[。；：\n])[ 　]*)\Z")  # 附件1 3份
_CELLS: Final = re.compile(  # 5 6, 项目 2022年 2023年
    "[0-9０-９%％XxＸ×*] +[-0-9０-９XxＸ×*]|[ \u3000]{2}|[|｜]|(?:19|20)[0-9]{2}年度? (?:19|20)[0-9]{2}年"
    "|(?:项目|指标|科目|类别) (?:19|20)[0-9]{2}年"
)
_LIST_NUMBER: Final = re.compile(  # 1 概况, not 14 个乡镇
    r"\s*[0-9０-９.．]{1,6} (?!年(?<=[0-9０-９]{2} 年)|[月日号个名人户家元万亿次场期所支台项件份条岁天周倍亩吨米公])"
)


def letter_spaced(text: str) -> Iterator[tuple[int, int]]:
    """The blanks inside of numerals and placeholders whose characters stand apart: 三 百 元, 二 〇 二 三 年, X X元."""
    for match in _SPACED.finditer(text):
        bare = match[0].replace(" ", "").replace("\u3000", "")
        if _SPELLED.fullmatch(bare) or (match["next"] == "年" and _YEAR.fullmatch(bare)):
            yield from ((at, at + 1) for at in range(match.start() + 1, match.end(), 2))
    for match in _SPACED_MARKS.finditer(text):
        yield from ((at, at + 1) for at in range(match.start() + 1, match.end(), 2))


def torn_numbers(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The blanks inside of numbers of prose that a scanner tore: 1 2 6 0场, 3 ,600人.

    Where that is certain nowhere in the text (1 2 6 0, 5 00), two short runs of digits may be two numbers, and are one only
    right behind a word (学校1 3所).
    """
    runs = [
        (line, match)
        for line in lines
        if " " in line.text and "\t" not in line.text and PROSE.search(line.text)
        for match in _TORN.finditer(line.text)
        if " " in match[0] and _WHOLE.fullmatch(match[0].replace(" ", "")) and not _YEARS.search(match[0])
    ]
    is_torn = any(_SURELY.fullmatch(match[0]) for _, match in runs)
    for line, match in runs:
        before = line.text[max(0, match.start() - 4) : match.start()]
        if _SURELY.fullmatch(match[0]) or (
            _NUMBERED.search(before) is None and (is_torn or "一" <= before[-1:] <= "鿿")
        ):
            start = line.start + match.start()
            yield from ((start + at, start + at + 1) for at, mark in enumerate(match[0]) if mark == " ")


def set_apart(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The spaces between words and the numbers in them: 共 26 人, 8 亿 7500 万元."""
    for line in lines:
        if " " not in line.text or "\t" in line.text:
            continue
        if is_row(line.text) or (_CELLS.search(line.text) and not PROSE.search(line.text)):
            continue
        marker = _LIST_NUMBER.match(line.text)
        for match in _APART.finditer(line.text, marker.end() if marker else 0):
            yield line.start + match.start(), line.start + match.end()
        for match in _TORN_POINT.finditer(line.text):
            at = line.start + match.start() + match[0].index(" ")
            yield at, at + 1
