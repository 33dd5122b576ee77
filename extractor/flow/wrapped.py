"""Lines as a page wraps them: which of them are one sentence, and which belong to the page, not to the text."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Final

from extractor.lines import SENTENCE_ENDS
from extractor.placeholder import MARKS

__all__ = ["PROSE", "Line", "is_row", "lines_of", "page_furniture", "wraps"]

_LINE: Final = re.compile(r"[^\r\n\u2028]*(?:\r\n|[\r\n\u2028]|\Z)")
# A line that begins so is not the middle of a sentence: a list item, a heading, a caption.
_MARKER: Final = re.compile(
    r"[\s\u3000]*(?:[（(]?[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}[、.．)）]|[（(][0-9０-９]{1,2}[)）]|[0-9０-９]{1,2}(?:[、)）]|[.．](?![0-9]))"
    r"|第[一二三四五六七八九十]+[章节条]|[●■◆▲▶►•·○◇□※★☆*]|[-—–]\s|[①-⑳]|附[:：表件]|表\s?[0-9一二三]|注[:：]|——|[^\s，。]{1,8}[:：])"
)
_PAGE_NUMBER: Final = re.compile(
    r"\s*(?:[-—–－]+\s*[0-9０-９]{1,4}\s*[-—–－]+|第\s*[0-9０-９]{1,4}\s*页(?:\s*[,，/]?\s*共\s*[0-9０-９]{1,4}\s*页)?|[0-9０-９]{1,3}\s*/\s*[0-9０-９]{1,3})\s*\Z"
)
_DANGLING: Final = re.compile(
    rf"(?:[的和与及在对将为是于至到由从]|[0-9０-９][.．,，]?|[{MARKS}]|[一二两三四五六七八九十百千万亿年]|百分之)\Z"
)
_CONTINUES: Final = re.compile(
    rf"[，。、；）)》」”％%‰]|[.．]?[0-9０-９]|[一二两三四五六七八九十百千万亿余多至到{MARKS}]"
    r"|[元年月日人名个户所岁期次场件台套辆张床条份只项家位例公平米吨小分天周倍成里亩箱袋顶支组册块]"
)
_NEVER_FIRST: Final = re.compile(
    r"[，。、；）)％%]|个?百分点|次(?=[，。、；,;])"
)  # on a line that is not torn off the one before
_ROW: Final = re.compile(
    r"\S+(?:[ \t\u3000]+\S+)*[ \t\u3000]+[-−]?[0-9０-９][0-9０-９,，.．]*[%％]?\s*\Z"
    rf"|\S{{1,40}}(?:[ \u3000]{{1,40}}\S{{1,40}}){{1,20}}[ \u3000]{{1,40}}[{MARKS}]{{1,6}}\s*\Z"  # 3 救护员 人 XX
)
PROSE: Final = re.compile("[，。；;]|,(?![0-9０-９])")
_DATE_LINE: Final = re.compile(
    r"[0-9０-９〇○零一二XxＸ×*]{4}年[0-9０-９一二三四五六七八九十XxＸ×*]{1,3}月[0-9０-９一二三四五六七八九十XxＸ×*]{1,3}日\s*\Z"
)  # signs a report
_YEAR_FIRST: Final = re.compile("(?:19|20)[0-9]{2}年")
_SEVERAL: Final = 3  # lines that are torn off: the text was wrapped
_FULL: Final = 0.82  # of the page's width: from here on a line is full
_WIDEST: Final = 60.0  # Han characters; a longer line is a paragraph


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report as it was given: text[start:end], and where the next one begins."""

    start: int
    end: int  # of the text on it, without trailing space
    after: int  # where the next line begins
    text: str

    @property
    def width(self) -> float:
        """In Han characters; a digit or Latin letter is half as wide."""
        return len(self.text.encode("gbk", "replace")) / 2


def lines_of(text: str) -> list[Line]:
    """The lines of a text, each with its place."""
    return [
        Line(m.start(), m.start() + len(m[0].rstrip()), m.end(), m[0].strip("\r\n\u2028").rstrip())
        for m in _LINE.finditer(text)
        if m[0]
    ]


def is_row(line: str) -> bool:
    """Whether a line is a row of words and a number, as of a table: 救护员　人　120; not 全年培训救护员 1200, which a page broke."""
    return _ROW.match(line) is not None and not PROSE.search(line)


def wraps(
    lines: Sequence[Line], paragraphs: Container[int] = (), *, torn: Container[int] = (), hard: bool = False
) -> list[tuple[int, int]]:
    """The spans of the line ends at which a page wrapped a sentence; the arguments are those of `flow`."""
    loose = [(a, b) for a, b in itertools.pairwise(lines) if b.start not in paragraphs and _may_join(a, b)]
    if not loose:
        return []
    page = _page_width([line.width for line in lines])
    wrapped = sum(_torn(a, b) for a, b in loose) >= _SEVERAL
    if hard and page is None and not wrapped:
        loose = []
    return [
        (a.end, b.start + len(b.text) - len(b.text.lstrip()))
        for a, b in loose
        if b.start in torn or _joins(a, b, page, wrapped)
    ]


def page_furniture(lines: list[Line]) -> set[int]:
    """Starts of lines that belong to the page: its number, and what is repeated right beside the number."""
    found = {line.start for line in lines if _PAGE_NUMBER.match(line.text)}
    seen: dict[str, int] = {}
    for line in lines:
        bare = line.text.strip()
        if bare and len(bare) <= 40 and bare[-1] not in SENTENCE_ENDS and "，" not in bare:  # a head is no sentence
            seen[bare] = seen.get(bare, 0) + 1
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        if seen.get(line.text.strip(), 0) > 1 and (above.start in found or below.start in found):
            found.add(line.start)
    return found


def _page_width(widths: list[float]) -> float | None:
    """The width at which the text is wrapped, or None where it is not: then lines are paragraphs of any length."""
    long = sorted(w for w in widths if w >= 15)
    if len(long) < 5:
        return None
    page = long[int(len(long) * 0.9)]
    full = sum(page * _FULL <= w <= page * 1.12 for w in long)
    return page if page <= _WIDEST and full >= 0.5 * len(long) and long[-1] <= page * 1.3 else None


def _may_join(line: Line, after: Line) -> bool:
    bare = line.text.strip()
    if not bare or bare[-1] in SENTENCE_ENDS or not after.text.strip() or "\t" in line.text or is_row(line.text):
        return False
    if after.text[0] in " \u3000\t" or _MARKER.match(after.text):
        return False
    if _DATE_LINE.match(after.text) or (bare[-1].isdigit() and _YEAR_FIRST.match(after.text)):
        return False  # 合计 280.0 290.0, and below it 2022年，…
    return line.width <= _WIDEST and not (_MARKER.match(line.text) and len(bare) <= 20 and "。" not in bare)


def _torn(line: Line, after: Line) -> bool:
    """A break that no writer makes: after 、 or 的, inside a number, before a unit or a comma."""
    dangles = _DANGLING.search(line.text) and _CONTINUES.match(after.text)
    return bool(dangles or _NEVER_FIRST.match(after.text))


def _joins(line: Line, after: Line, page: float | None, wrapped: bool) -> bool:
    if _torn(line, after):
        return True
    if page is not None and line.width >= page * _FULL:
        return True
    return wrapped and line.width >= 8 and (bool(re.search(r"[，。、；]", line.text + after.text)))
