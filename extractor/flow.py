"""The text as its writer meant it to flow: without the line breaks, page numbers and running heads of wrapped pages.

PDF text breaks a sentence, a word, even a number at the page's edge (2,1⏎50万元). Everything after this step reads the
flowing text, in which characters are simplified, a comma between clauses is the Chinese one and digits have half width;
`Flow.span` gives the place in the report as it was given, `Flow.spelled` a word in its writer's characters.
"""

from __future__ import annotations

import functools
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Final

from extractor.placeholder import MARKS
from extractor.traditional import simplified

__all__ = ["Flow", "flow"]

_LINE: Final = re.compile(r"[^\r\n\u2028]*(?:\r\n|[\r\n\u2028]|\Z)")
_ENDS: Final = "。！？；：!?;:…"
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
_NEVER_FIRST: Final = re.compile(r"[，。、；）)％%]|个?百分点")  # on a line that is not torn off the one before
_ROW: Final = re.compile(
    r"\S+(?:[ \t\u3000]+\S+)*[ \t\u3000]+[-−]?[0-9０-９][0-9０-９,，.．]*[%％]?\s*\Z"
    rf"|\S{{1,40}}(?:[ \u3000]{{1,40}}\S{{1,40}}){{1,20}}[ \u3000]{{1,40}}[{MARKS}]{{1,6}}\s*\Z"  # 3 救护员 人 XX
)
_DATE_LINE: Final = re.compile(
    r"[0-9０-９〇○零一二XxＸ×*]{4}年[0-9０-９一二三四五六七八九十XxＸ×*]{1,3}月[0-9０-９一二三四五六七八九十XxＸ×*]{1,3}日\s*\Z"
)  # signs a report
# 二 〇 二 三 年, 三 百 元: a numeral in spaced letters
_SPACED: Final = re.compile(
    "[零〇○一二两三四五六七八九十百千万亿](?:[ \u3000][零〇○一二两三四五六七八九十百千万亿]){1,20}+(?=[ \u3000]?(?P<next>[一-鿿]))"
)
# 共 26 人: a number set apart in prose; in a row of cells the same space parts two of them
_APART: Final = re.compile(" (?:(?<=[一-鿿] )(?=[0-9０-９])|(?<=[0-9０-９%％] )(?=[一-鿿]))")
_TORN_POINT: Final = re.compile("(?<=[一-鿿])[0-9X×]{1,5}(?:[.] | [.])(?=[0-9X×]{1,2} ?[%％万亿])")  # 捐款26. 2万元
_CELLS: Final = re.compile(  # 5 6, 项目 2022年 2023年
    "[0-9０-９%％XxＸ×*] +[-0-9０-９XxＸ×*]|[ \u3000]{2}|[|｜]|(?:19|20)[0-9]{2}年度? (?:19|20)[0-9]{2}年"
    "|(?:项目|指标|科目|类别) (?:19|20)[0-9]{2}年"
)
_LIST_NUMBER: Final = re.compile(  # 1 概况, not 14 个乡镇
    r"\s*[0-9０-９.．]{1,6} (?!年(?<=[0-9０-９]{2} 年)|[月日号个名人户家元万亿次场期所支台项件份条岁天周倍亩吨米公])"
)
_PROSE: Final = re.compile("[，。；;]|,(?![0-9０-９])")
_DIGITS: Final = "零〇○一二两三四五六七八九"
_SPELLED: Final = re.compile(
    f"(?![{_DIGITS}]*\\Z)(?!.*[一二两三四五六七八九]{{2}}).+"
)  # a numeral with scales; 七八九 is a list
# X X床, ＿ ＿ 万元: a placeholder in spaced letters
_SPACED_MARKS: Final = re.compile(
    f"[{MARKS}] (?<![{MARKS}]..)(?<![{MARKS}] ..)[{MARKS}](?: [{MARKS}]){{0,4}}(?=[\u4e00-\u9fff]| [万亿元人名户场次个份])"
)
# Other shapes of ○, × and *, by what they are read as: ◯◯人, OO国中, ●●万元, ###元. A single ● begins a line, ## a heading.
_SHAPES: Final = re.compile(
    "◯{1,8}|[✕✖╳]{1,8}|(?<![A-Za-z0-9])(?:O{2,8}|o{2,8}|Ｏ{2,8})(?![A-Za-z0-9])|(?<=[\u4e00-\u9fff])(?:#{2,8}|●{2,8})"
)
_MARKS_READ: Final = frozenset("，；.%0123456789○×*")  # what commas, digits and placeholders are read as
_OF_SHAPES: Final = ("◯", "✕", "✖", "╳", "OO", "oo", "ＯＯ", "##", "●●")
_READ_AS: Final = {"✕": "×", "✖": "×", "╳": "×", "#": "*"}
_YEAR: Final = re.compile(f"[一二][{_DIGITS}]{{3}}")
# What nobody sees: soft hyphens, marks of width nought, of direction, of a variant.
_UNSEEN: Final = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+")
_SPACES: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u205f]")  # what a typesetter puts for a space
# Many a report is typed with Latin commas; one in a number (1,200, X,XXX) stays.
_LATIN: Final = re.compile(",(?:(?<![0-9０-９XxＸ×*＊],)|(?![0-9０-９XxＸ×*＊]))")
_THREE: Final = re.compile(
    "參(?=[拾佰仟萬億圓元角分、.])"
)  # 參 is the formal three, and the traditional character of 参
_WIDE: Final = re.compile("[０-９．％]")
_HALF: Final = tuple(zip("０１２３４５６７８９．％", "0123456789.%", strict=True))
_HAN: Final = "\u2e80"  # from here on, what simplified characters stand for; a comma is written as it is read
_NEARBY: Final = 200  # characters in which words are looked for
_FULL: Final = 0.82  # of the page's width: from here on a line is full
_WIDEST: Final = 60.0  # Han characters; a longer line is a paragraph


@dataclass(frozen=True)
class Flow:
    """`text` to read, in which a space is a space, and what was left out of the report before each place of it.

    `written` is as long, with the writer's own characters, commas and digits.
    """

    text: str
    written: str
    starts: tuple[int, ...] = ()  # places in `text` after which something was left out
    shifts: tuple[int, ...] = ()  # how many characters, all in all, up to there
    apart: tuple[int, ...] = ()  # places in `text` before which a number was set apart by a space
    only_marks: bool = False  # whether nothing but commas, digits and placeholders is written otherwise than it is read

    def at(self, place: int) -> int:
        """The offset in the report of the character at `place`."""
        found = bisect_right(self.starts, place)
        return place + (self.shifts[found - 1] if found else 0)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span in the report of text[start:end]."""
        return (start, end) if not self.starts else (self.at(start), self.at(end - 1) + 1)

    def spelled(self, words: str, near: int | None = None) -> str:
        """Words of `text` in the characters in which the report writes them, at the nearest place: 台 may be 臺, 颱 or 檯.

        >>> flow("救護車3輛，善款12.5萬元").spelled("救护车", 4)
        '救護車'
        """
        if self.text is self.written or (self.only_marks and _MARKS_READ.isdisjoint(words)):
            return words
        start, end = (0, len(self.text)) if near is None else (max(0, near - _NEARBY), near + _NEARBY)
        at = self.text.rfind(words, start, near)
        at = self.text.find(words, start, end) if at < 0 else at
        if at >= 0:
            return self.written[at : at + len(words)]
        # 体育器材 of 體育、器材: put together of what stands near, or anywhere
        return words.translate({**self._anywhere, **_respelled(self.text[start:end], self.written[start:end])})

    @functools.cached_property
    def _anywhere(self) -> dict[int, str]:
        return _respelled(self.text, self.written)

    def quoted(self, start: int, end: int) -> str:
        """What the report says in text[start:end], in the writer's own characters, the breaks of lines left out."""
        among = self.apart[bisect_right(self.apart, start) : bisect_left(self.apart, end)]
        return " ".join(self.written[a:b] for a, b in itertools.pairwise((start, *among, end)))

    def place(self, offset: int) -> int:
        """Where the report's character at `offset` stands in `text`: the reverse of `at`."""
        left_out = bisect_right(range(len(self.starts)), offset, key=lambda i: self.starts[i] + self.shifts[i])
        return offset - (self.shifts[left_out - 1] if left_out else 0)


def _respelled(text: str, written: str) -> dict[int, str]:
    """The characters that are written otherwise than they are read, as `str.translate` takes them."""
    pairs = zip(text, written, strict=True)
    return {ord(read): own for read, own in pairs if read != own and own > _HAN}


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int  # of the text on it, without trailing space
    after: int  # where the next line begins
    text: str

    @property
    def width(self) -> float:
        """In Han characters; a digit or Latin letter is half as wide."""
        return len(self.text.encode("gbk", "replace")) / 2


def flow(text: str, paragraphs: Container[int] = (), *, torn: Container[int] = (), hard: bool = False) -> Flow:
    r"""The flowing text of a report; where no line is wrapped, no numeral spaced and nothing unseen, the report itself.

    No line is joined to one before that starts at one of `paragraphs`, or that is a table's row (its cells have tabs between).
    Lines that start at one of `torn` go on with the one before, as far as a page can show. Where line ends are `hard`, the
    format's own paragraphs, one torn line is no sign of wrapping: several are, as where text of a PDF was pasted.

    >>> flow("一、收入\n全年收到捐款合计2,1\n50万元。").text
    '一、收入\n全年收到捐款合计2,150万元。'
    """
    given = _SPACES.sub(" ", text)
    text = simplified(given)
    unseen = [m.span() for m in _UNSEEN.finditer(text)]
    lines = [
        _Line(m.start(), m.start() + len(m[0].rstrip()), m.end(), m[0].strip("\r\n\u2028").rstrip())
        for m in _LINE.finditer(text)
        if m[0]
    ]
    heads = _page_furniture(lines)
    body = [line for line in lines if line.start not in heads]
    loose = [(a, b) for a, b in itertools.pairwise(body) if b.start not in paragraphs and _may_join(a, b)]
    spaced = list(_letter_spaced(text))
    apart = sorted(_set_apart(lines)) if _APART.search(text) or ". " in text or " ." in text else []
    if not loose and not heads and not spaced and not apart and not unseen:
        return _flowing(given)
    page = _page_width([line.width for line in body])
    wrapped = sum(_torn(a, b) for a, b in loose) >= 3
    if hard and page is None and not wrapped:
        loose = []
    cuts = [
        (a.end, b.start + len(b.text) - len(b.text.lstrip()))
        for a, b in loose
        if b.start in torn or _joins(a, b, page, wrapped)
    ]
    joined = {at for a, b in cuts for at in heads if a <= at < b}
    cuts += [(line.start, line.after) for line in lines if line.start in heads and line.start not in joined]
    return _without(given, sorted(cuts + spaced + unseen + apart), {start for start, _ in apart})


def _letter_spaced(text: str) -> Iterator[tuple[int, int]]:
    """The blanks inside of numerals and placeholders whose characters stand apart: 三 百 元, 二 〇 二 三 年, X X元."""
    for match in _SPACED.finditer(text):
        bare = match[0].replace(" ", "").replace("\u3000", "")
        if _SPELLED.fullmatch(bare) or (match["next"] == "年" and _YEAR.fullmatch(bare)):
            yield from ((at, at + 1) for at in range(match.start() + 1, match.end(), 2))
    for match in _SPACED_MARKS.finditer(text):
        yield from ((at, at + 1) for at in range(match.start() + 1, match.end(), 2))


def _set_apart(lines: list[_Line]) -> Iterator[tuple[int, int]]:
    """The spaces between words and the numbers in them: 共 26 人, 8 亿 7500 万元."""
    for line in lines:
        if " " not in line.text or "\t" in line.text:
            continue
        if not _PROSE.search(line.text) and (_CELLS.search(line.text) or _ROW.match(line.text)):
            continue
        marker = _LIST_NUMBER.match(line.text)
        for match in _APART.finditer(line.text, marker.end() if marker else 0):
            yield line.start + match.start(), line.start + match.end()
        for match in _TORN_POINT.finditer(line.text):
            at = line.start + match.start() + match[0].index(" ")
            yield at, at + 1


def _without(text: str, cuts: list[tuple[int, int]], apart: Container[int]) -> Flow:
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    spaces: list[int] = []
    last = length = lost = 0
    for start, end in cuts:
        if end <= start or start < last:
            continue
        pieces.append(text[last:start])
        length += start - last
        lost += end - start
        starts.append(length)
        if start in apart:
            spaces.append(length)
        shifts.append(lost)
        last = end
    pieces.append(text[last:])
    return _flowing("".join(pieces), tuple(starts), tuple(shifts), tuple(spaces))


def _flowing(
    written: str, starts: tuple[int, ...] = (), shifts: tuple[int, ...] = (), apart: tuple[int, ...] = ()
) -> Flow:
    plain = text = simplified(_THREE.sub("叁", written))
    text = _LATIN.sub("，", text).replace(";", "；")
    if any(shape in text for shape in _OF_SHAPES):
        text = _SHAPES.sub(lambda m: _READ_AS.get(m[0][0], "○") * len(m[0]), text)
    if _WIDE.search(text):
        for wide, half in _HALF:
            text = text.replace(wide, half)
    return Flow(text, written, starts, shifts, apart, only_marks=plain is written)


def _page_furniture(lines: list[_Line]) -> set[int]:
    """Starts of lines that belong to the page: its number, and what is repeated right beside the number."""
    found = {line.start for line in lines if _PAGE_NUMBER.match(line.text)}
    seen: dict[str, int] = {}
    for line in lines:
        bare = line.text.strip()
        if bare and len(bare) <= 40 and bare[-1] not in _ENDS and "，" not in bare:  # a head is no sentence
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


def _may_join(line: _Line, after: _Line) -> bool:
    bare = line.text.strip()
    if not bare or bare[-1] in _ENDS or not after.text.strip() or "\t" in line.text or _ROW.match(line.text):
        return False
    if after.text[0] in " \u3000\t" or _MARKER.match(after.text):
        return False
    if _DATE_LINE.match(after.text):
        return False
    return line.width <= _WIDEST and not (_MARKER.match(line.text) and len(bare) <= 20 and "。" not in bare)


def _torn(line: _Line, after: _Line) -> bool:
    """A break that no writer makes: after 、 or 的, inside a number, before a unit or a comma."""
    dangles = _DANGLING.search(line.text) and _CONTINUES.match(after.text)
    return bool(dangles or _NEVER_FIRST.match(after.text))


def _joins(line: _Line, after: _Line, page: float | None, wrapped: bool) -> bool:
    if _torn(line, after):
        return True
    if page is not None and line.width >= page * _FULL:
        return True
    return wrapped and line.width >= 8 and (bool(re.search(r"[，。、；]", line.text + after.text)))
