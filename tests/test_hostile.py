"""Texts that were made to hurt: long runs of everything that a figure is written with. Each is read to its end.

Hazards, section 2b. Speed is bench's business; here a run must come back, with records that hold.
"""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sound import sound

from extractor import extract, numerals, segment

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = 200_000  # bytes of UTF-8
SHORT = 8_000  # for shapes whose every few characters are a figure


def run_of(shape: str, size: int) -> str:
    """`shape` again and again, up to a size in bytes."""
    return shape * (size // len(shape.encode("utf-8", "surrogatepass")))


# Shape → how many dates and redacted words may at most be found in it. A run says no number, so nearly always none.
RUNS: dict[str, int] = {
    # digits and numerals
    "7": 0,
    "７": 0,
    "一": 0,
    "九": 0,
    "十": 0,
    "千": 0,
    "百": 0,
    "百千": 0,
    "百万": 0,
    "万": 0,
    "万亿": 0,
    "九千": 0,
    "三五": 0,
    "壹": 0,
    "点": 0,
    "百分之": 0,
    "零点": 0,
    "1.": 0,
    "9,": 0,
    "9，": 0,
    # placeholders
    "X": 1,
    "x": 1,
    "×": 1,
    "*": 1,
    "…": 1,
    "某": 0,
    # units and words
    "%": 1,
    "％": 1,
    "元": 1,
    "万元": 1,
    "年": 0,
    "月": 0,
    "日": 0,
    "年月日": 0,
    "上半年": 70_000,
    "第": 0,
    "个": 0,
    "人次": 0,
    "余": 0,
    "半": 0,
    "其中": 0,
    "每": 0,
    # punctuation, then white space
    "（": 0,
    "）": 0,
    "（）": 0,
    "(1": 0,
    "《": 0,
    "“": 0,
    "《》": 70_000,
    "“”": 70_000,
    "、": 0,
    "，": 0,
    "。": 0,
    "-": 0,
    "～": 0,
    "￥": 0,
    ":": 0,
    "/": 0,
    " ": 0,
    "\u3000": 0,
    "\t": 0,
    "\n": 0,
    "\r": 0,
    "\u2028": 0,
    "\u200b": 0,
    "\x00": 0,
    "\ud800": 0,
    "\U0001f600": 0,
    "a": 0,
    "驿": 0,
    "驿站": 0,
    "一、": 0,
    "一、\n": 0,
    "（一）\n": 0,
    "1.\n": 70_000,
    "附件1：\n": 70_000,
}
# These are as long as a long report; the others are read by steps that cost the same, and are a tenth of it.
LONG = {*"7７一十百千万壹X×*…某%元年月日第（《“驿a \u3000\n\r", "万亿", "九千", "三五", "百分之", "9,", "年月日"}


@pytest.mark.parametrize("shape", RUNS, ids=ascii)
def test_run(shape: str) -> None:
    """A run of one shape is read to its end, and says no number."""
    extraction = sound(run_of(shape, FULL if shape in LONG else FULL // 10))
    assert len(extraction.records) <= RUNS[shape]
    assert [f for f in extraction.figures if f.kind != "date" and f.status == "complete"] == []


@pytest.mark.parametrize("shape", ["救护师资14名（市级11、院级3）,", "2021年3人"])
def test_many_figures_in_one_sentence(shape: str) -> None:
    """Each looks back a little way only, whatever is written otherwise than it is read; the first took a minute for 80,000 characters."""
    found = len(extract(shape).figures)
    assert len(sound(shape * 4000).figures) >= 4000 * found - 3


@pytest.mark.parametrize("shape", list("〇_＿○□"))
def test_one_blank_is_one_redaction(shape: str) -> None:
    """A long blank is one redacted word, or none, as a run of X is."""
    assert len(sound(f"联系人：{shape * 40}。\n{shape * 400}").redactions) <= 2


@pytest.mark.parametrize("shape", sorted(LONG), ids=ascii)
def test_figure_behind_a_run(shape: str) -> None:
    """A run hides neither the figure of the line before it nor that of the line after it."""
    line = "驿站今冬走访孤寡老人37户。"
    text = f"{line}\n\n{run_of(shape, 9_000)}\n\n{line}"
    found = [(f.start, f.value) for f in sound(text).figures if f.text == "37户"]
    assert found == [(10, 37), (len(text) - 4, 37)]


# Shapes of which every repeat is a record.
DENSE = [
    "3人",
    "3%",
    "8年",
    "￥5",
    "从1%",
    "X万",
    "X人",
    "XX ",
    "某年",
    "万元，",
    "2021年",
    "二〇二一年",
    "1月1日",
    "1月1日至",
    "3人（",
    "其中3人",
    "每人3元",
    "3至5人",
    "3、",
    "3和",
    "三五人",
    "一个半小时",
    "百分之三",
    "5元3角",
    "9 ",
    "9\n",
    "合计 1 2\n",
    "单位：万元\n甲 3\n",
    "（万元）\n",
    "共计元。",
    "实现就业   名，",
    "第X届",
    "从1%提高到2%，",
    "2021年3月5日至6月7日，",
    "民國99年",
]


@pytest.mark.parametrize("shape", DENSE, ids=ascii)
def test_dense(shape: str) -> None:
    """A text that is one figure after the other is read to its end."""
    sound(run_of(shape, SHORT))


@pytest.mark.parametrize("shape", ["3人。", "3人\n", "3人", "XX "], ids=ascii)
def test_output_is_in_proportion(shape: str) -> None:
    """Twice the text is twice the output, also where all of it is one sentence (hazards, P-linear)."""
    once, twice = (extract(run_of(shape, size)) for size in (SHORT, 2 * SHORT))
    assert len(once.records) > 1000
    assert sum(len(r.sentence) for r in twice.records) <= 2.2 * sum(len(r.sentence) for r in once.records)


def nested(opening: str, closing: str, inside: str) -> str:
    """Brackets in brackets, deeper than any stack."""
    return opening * 20_000 + inside + closing * 20_000


@pytest.mark.parametrize(("opening", "closing"), ["（）", "()", "《》", "“”", "「」", "【】"])
def test_deep_brackets(opening: str, closing: str) -> None:
    """Brackets nested deeper than the interpreter's stack are read, with the sum inside or without it."""
    extraction = sound(nested(opening, closing, "驿站收到善款12万元"))
    assert {f.value for f in extraction.figures} <= {Decimal(120_000)}
    assert sys.getrecursionlimit() < 20_000


@pytest.mark.parametrize("scale", ["万", "亿", "万亿", "百", "十百千万亿"])
@pytest.mark.parametrize("head", ["1", "一", "X", "１", ""])
def test_scales_upon_scales(head: str, scale: str) -> None:
    """A number with thousands of scales is no number, and reading it is no error."""
    text = f"驿站收到善款{head}{scale * 5_000}元。"
    assert [f.value for f in sound(text).figures if f.status == "complete"] == []
    assert numerals.read(head + scale * 5_000) is None


@pytest.mark.parametrize(
    "text",
    [
        "驿站收到善款" + "9" * 5_000 + "元。",
        "驿站收到善款0." + "0" * 5_000 + "1元。",
        "驿站收到善款" + "1," * 3_000 + "000元。",
        "驿站收到善款" + "111," * 3_000 + "000元。",
        "驿站收到善款" + "9" * 5_000 + "万亿元。",
        "驿站收到善款3至" + "9" * 5_000 + "元。",
        "驿站占比百分之" + "9" * 5_000 + "。",
        "驿站成立于" + "2" * 5_000 + "年。",
        "驿站成立于2021年" + "1" * 5_000 + "月。",
        "民國" + "9" * 5_000 + "年。",
        "第" + "9" * 5_000 + "届。",
        "￥" + "9" * 5_000 + "。",
        "3元" + "9" * 5_000 + "角。",
        "发布日期：2021-" + "9" * 5_000,
        "9" * 5_000 + "、" + "9" * 5_000 + "个百分点",
    ],
    ids=lambda text: ascii(re.sub(r"(.{1,4}?)\1{9,}", r"\1…", text)),
)
def test_numbers_without_end(text: str) -> None:
    """A number that is longer than any sum is neither an error nor infinite."""
    for figure in sound(text).figures:
        ends: Any = figure.value if isinstance(figure.value, tuple) else (figure.value,)
        assert all(v is None or isinstance(v, str) or abs(v) <= 10**30 for v in ends)


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the segmenter is given, without the words remembered from earlier tests."""
    seen: list[str] = []
    real = segment._cutter(segment.engine())  # noqa: SLF001 - what stands between us and jieba

    def watched(run: str) -> list[str]:
        seen.append(run)
        return real(run)

    monkeypatch.setattr(segment, "_cutter", lambda _name: watched)
    segment.cut.cache_clear()
    yield seen
    segment.cut.cache_clear()


@pytest.mark.parametrize("filler", ["驿站", "万亿", "中华人民共和国", "X", "9", "（", "的"])
def test_jieba_gets_no_long_run(cuts: list[str], filler: str) -> None:
    """However long a word seems to be, the segmenter is given short pieces of it."""
    sound(f"驿站收到善款12万元{filler * 10_000}救助老人37户{filler * 10_000}")
    sound(f"{filler * 10_000}37户。帮扶学童19名")
    assert cuts
    assert max(map(len, cuts)) <= 200


def test_cut_itself_is_guarded(cuts: list[str]) -> None:
    """Whoever calls the segmenter with a long run gets all of its words, cut from short pieces."""
    text = "驿站" * 5_000 + "9" * 5_000
    assert "".join(segment.cut(text)) == text
    assert max(map(len, cuts)) <= 200


@pytest.mark.parametrize("lines", [2_000])
@pytest.mark.parametrize(
    "line", ["一、驿站工作", "（一）驿站工作", "1.驿站工作", "驿站工作\n", "第一章 驿站工作"], ids=ascii
)
def test_thousands_of_headings(line: str, lines: int) -> None:
    """Thousands of headings, flat or upon each other, are read, and the figure below them is found."""
    extraction = sound("\n".join([line] * lines) + "\n驿站今冬走访孤寡老人37户，送去棉被。")
    assert [f.value for f in extraction.figures] == [37]


def test_headings_in_headings() -> None:
    """A section's path is as deep as the levels of a report, not as its length."""
    levels = "一、驿站工作\n（一）驿站工作\n1.驿站工作\n（1）驿站工作\n"
    extraction = sound(levels * 400 + "驿站今冬走访孤寡老人37户，送去棉被。")
    assert [f.section.count("›") for f in extraction.figures] == [3]
