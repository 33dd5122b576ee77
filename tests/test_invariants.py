"""What holds for every text: places, values, line ends, widths, paragraphs. Hazards, section 3.

Texts are generated: soups of the characters that the packs know, and paragraphs of sentences with a figure in them.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from sound import sound

from extractor import Extraction, Figure, extract
from extractor.packs import load
from extractor.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATABLE = settings(derandomize=True, deadline=None, database=None, max_examples=100)
THOROUGH = settings(REPEATABLE, max_examples=300)
LARGEST = 10**16

# -- text ------------------------------------------------------------------------------------------------------------

PIECES = [
    *"0123456789０９零〇○一二两三五八十百千万亿廿壹拾佰余多几来半点成第某前上下",
    *"XxX×＊*□＿_…年月日号元人户名个份条次例所天岁吨米倍度％%‰",
    *"，。；：、！（）()“”《》「」-－—～~至到和/:.·,￥$ \t\u3000\n\r\u2028\x00",
    *(
        "万元",
        "人次",
        "毫升",
        "小时",
        "百分之",
        "分之",
        "个百分点",
        "季度",
        "上半年",
        "上旬",
        "月底",
        "今年",
        "去年",
        "民國",
        "农历",
    ),
    *(
        "2021年",
        "20XX年",
        "3月5日",
        "12,345",
        "3.6",
        "２，０００",
        "三五",
        "一个半",
        "XX",
        "××",
        "其中",
        "每名",
        "约",
        "超过",
        "以上",
        "从",
        "增长",
        "提高到",
    ),
    *(
        "驿站",
        "善款",
        "总结",
        "计划",
        "单位：万元\n",
        "（万元）\n",
        "一、",
        "（二）",
        "3.",
        "\r\n",
        "附件1：",
        "共计",
        "合计",
    ),
]
SOUP = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
ANY = st.text(st.characters(), max_size=60)  # lone surrogates and NUL among them
MIXED = st.lists(SOUP | ANY, max_size=3).map("".join)

# Prose of no figure, number character, unit or placeholder: what the packs know is taken out of it.
_KNOWN = set("".join(load().units)) | {c for c in map(chr, range(0x20, 0x10000)) if load().scanner.start.match(c)}
_PROSE = "晨光洒满树梢，驿站伙伴欢快地唱着歌谣，用温暖照亮邻里。春风拂过田野，孩童奔跑嬉戏；老师耐心教导，收获信任与感谢！雨后彩虹挂在蓝天，鸟儿飞翔，花香弥漫。"
NEUTRAL_CHARS = sorted(set(_PROSE) - _KNOWN - set("，。；！附"))
NEUTRAL_WORDS = st.text(st.sampled_from(NEUTRAL_CHARS), min_size=1, max_size=12)
NEUTRAL = st.lists(st.tuples(NEUTRAL_WORDS, st.sampled_from("，。！？；\n")).map("".join), max_size=8).map("".join)


def han(number: int, two: str = "二") -> str:
    """Write a whole number in characters, as it is said."""
    return re.sub("^一十", "十", spell(number, two))


def spell(number: int, two: str) -> str:
    """Write a whole number in characters, 一十 in full."""
    for mark, size in (("亿", 10**8), ("万", 10**4)):
        if number >= size:
            head, rest = divmod(number, size)
            gap = "零" if 0 < rest < size // 10 else ""
            return spell(head, two) + mark + gap + (spell(rest, two) if rest else "")
    said, gap = "", ""
    for mark, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = number // size % 10
        if digit:
            said += gap + (two if digit == 2 and size >= 100 else "零一二三四五六七八九"[digit]) + mark
            gap = ""
        elif said:
            gap = "零"
    return said or "零"


def formal(number: int) -> str:
    """Write a whole number as on a cheque."""
    return spell(number, "二").translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))


def scaled(places: int, mark: str) -> Callable[[int], str]:
    """Write a whole number with a scale: 12.5万."""
    return lambda number: f"{Decimal(number).scaleb(-places):f}{mark}"


def mixed(number: int) -> str:
    """Write digits between scales: 12亿3千万, 5万4千6百."""
    if number >= 10**8:
        head, rest = divmod(number, 10**8)
        return mixed(head) + "亿" + (mixed(rest) if rest else "")
    if number >= 10**4:
        head, rest = divmod(number, 10**4)
        gap = "零" if 0 < rest < 1000 else ""
        return mixed(head) + "万" + gap + (mixed(rest) if rest else "")
    if number % 1000 == 0 and number:
        return f"{number // 1000}千"
    if number % 100 == 0 and number > 1000:
        return f"{number // 1000}千{number // 100 % 10}百"
    return str(number)


def wide(text: str) -> str:
    """Write digits and number marks full width."""
    return text.translate(str.maketrans("0123456789.,%", "０１２３４５６７８９．，％"))


RENDERERS: dict[str, Callable[[int], str]] = {
    "arabic": str,
    "grouped": lambda n: f"{n:,}",
    "full width": lambda n: wide(str(n)),
    "full width, grouped": lambda n: wide(f"{n:,}"),
    "万": scaled(4, "万"),
    "亿": scaled(8, "亿"),
    "万亿": scaled(12, "万亿"),
    "full width 万": lambda n: wide(scaled(4, "万")(n)),
    "characters": han,
    "characters with 两": lambda n: han(n, "两"),
    "characters with 〇": lambda n: han(n).replace("零", "〇"),
    "traditional": lambda n: han(n, "兩").translate(str.maketrans("万亿", "萬億")),
    "formal": formal,
    "mixed": mixed,
}
NUMBERS = st.integers(0, 16).flatmap(lambda size: st.integers(0, 10**size))
ROUND = st.tuples(st.integers(1, 99), st.integers(0, 14)).map(lambda pair: pair[0] * 10 ** pair[1])
ANY_NUMBER = NUMBERS | ROUND
# 一元 alone is read as an article (guideline, 5), so 1 is written in digits only.
SPELLED = {"characters", "characters with 两", "characters with 〇", "traditional"}


@st.composite
def rendered(draw: st.DrawFn) -> str:
    """A number in one of the notations; 贰件 alone is not told from 队伍, so formal ones have a scale."""
    name = draw(st.sampled_from(sorted(RENDERERS)))
    low = 11 if name == "formal" else 2
    return RENDERERS[name](draw(st.integers(low, 99_999) | st.integers(low, 99).map(lambda n: n * 10_000)))


SLOTS = {
    "山村学堂收到助学善款{}元，": rendered(),
    "驿站今冬走访孤寡老人{}户；": rendered(),
    "队伍共有志愿者{}人，其中女性占{}成。": rendered(),
    "募集衣物约{}件，发放棉被超过{}套。": rendered(),
    "人均拨付{}元，同比增长{}%。": st.integers(2, 999).map(str),
    "河堤加固{}公里，用时{}天。": rendered(),
    "工程款由{}万元提高到{}万元。": st.integers(2, 9999).map(str),
    "参训率达到百分之{}，": st.integers(2, 99).map(han),
    "驿站帮扶{}名学童，": st.sampled_from(["XX", "××", "**", "＿＿", "X", "1X", "XX余"]),
    "到账善款{}万元。": st.sampled_from(["XX", "", "X.X", "○○", "X至X"]),
    "{}镇卫生院送来锦旗。": st.sampled_from(["XX", "××", "**"]),
    "于{}召开座谈会，": st.sampled_from(["3月5日", "5月7－8日", "上半年", "6月上旬", "X月X日", "第三季度", "8月"]),
    "大家唱着歌谣回家。": st.just(""),
}


@st.composite
def sentence(draw: st.DrawFn) -> str:
    """One of the sentences above, its slots filled."""
    frame = draw(st.sampled_from(sorted(SLOTS)))
    return frame.format(*(draw(SLOTS[frame]) for _ in range(frame.count("{}"))))


PARAGRAPH = st.lists(sentence(), min_size=1, max_size=4).map(lambda parts: re.sub("[，；]$", "。", "".join(parts)))
TITLE = "柳河镇驿站2021年工作总结"

# -- helpers ---------------------------------------------------------------------------------------------------------


def rows(extraction: Extraction, by: int = 0, *, without: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The records as plain data, moved by some characters."""
    made = []
    for record in extraction.records:
        row = record.model_dump()
        row["start"] += by
        row["end"] += by
        if row.get("unit_at"):
            row["unit_at"] = tuple(at + by for at in row["unit_at"])
        made.append({key: value for key, value in row.items() if key not in without})
    return made


def values(text: str) -> list[tuple[Any, ...]]:
    """What the figures of a text say, without where they stand."""
    return [
        (f.kind, f.status, f.value, f.unit, f.bound, f.modality, f.relation, f.change) for f in extract(text).figures
    ]


# -- P-total, P-span, P-idem, P-negation ---------------------------------------------------------------------------


@THOROUGH
@given(MIXED)
@example("\ud800\udc00驿站XX人\x00")
@example("\ufeff")
def test_any_text(text: str) -> None:
    """No text is an error; records stand in order, do not overlap, and an open figure has no number."""
    sound(text)


@THOROUGH
@given(SOUP)
def test_soup(text: str) -> None:
    """The same for texts of number characters, units and marks only."""
    sound(text)


@REPEATABLE
@given(PARAGRAPH)
def test_paragraphs_hold_figures(text: str) -> None:
    """The generated paragraphs are read, and each figure's sentence holds it."""
    for record in sound(f"{TITLE}\n{text}").records:
        assert record.text in record.sentence
    assert extract(text).records or not re.search("[元户人件套名]", text.replace("大家唱着歌谣回家", ""))


@REPEATABLE
@given(SOUP | PARAGRAPH)
def test_twice(text: str) -> None:
    """Extracting again gives the same, and the file's name changes nothing else."""
    first = extract(text, "甲.txt")
    assert extract(text, "甲.txt") == first
    assert rows(extract(text, "乙.txt"), without=("source_file",)) == rows(first, without=("source_file",))


@REPEATABLE
@given(SOUP | PARAGRAPH)
def test_json(text: str) -> None:
    """An extraction written as JSON and read again has equal records."""
    extraction = extract(text)
    assert Extraction.model_validate_json(extraction.model_dump_json()).records == extraction.records


@pytest.mark.parametrize(
    "text",
    [
        "驿站收到善款9999999999999999元。",
        "驿站收到善款0.1万元。",
        pytest.param(
            "驿站收到善款1234567890123456.78元。",
            marks=pytest.mark.xfail(strict=True, reason="written as a binary float"),
        ),
        pytest.param(
            "驿站\ud800收到善款10元。", marks=pytest.mark.xfail(strict=True, reason="a lone surrogate is not written")
        ),
    ],
)
def test_json_of_extremes(text: str) -> None:
    """Neither many digits nor a lone surrogate is lost in JSON."""
    extraction = extract(text)
    assert len(extraction.records) == 1
    assert Extraction.model_validate_json(extraction.model_dump_json()).records == extraction.records


@REPEATABLE
@given(NEUTRAL)
def test_nothing_is_invented(text: str) -> None:
    """A text without digit, numeral, placeholder or unit gives nothing."""
    assert extract(text).records == ()


@REPEATABLE
@given(PARAGRAPH)
def test_values_can_be_proved(text: str) -> None:
    """The independent checker, which knows none of the rules, refutes no value."""
    report = f"{TITLE}\n{text}"
    assert [str(f) for f in verify([r.model_dump(mode="json") for r in extract(report).records], report)] == []


# -- P-width, P-space, P-eol -----------------------------------------------------------------------------------------


@REPEATABLE
@given(PARAGRAPH)
def test_width(text: str) -> None:
    """Digits, %, comma and point of a figure may be full width: equal values."""
    report = f"{TITLE}\n{text}"
    widened = re.sub(r"[0-9](?:[0-9.,]*[0-9])?%?", lambda m: wide(m[0]), report)
    assert values(widened) == values(report)


@pytest.mark.parametrize(
    "space",
    ["\u200b", "\xad", "\xa0", "\u3000", " ", "\ufeff"],
)
@pytest.mark.parametrize("figure", ["26.2{}万元", "109{}人", "三十六{}户", "40{}%", "1.5{}亿{}美元"])
def test_space(figure: str, space: str) -> None:
    """An invisible or hard space between number and unit changes no value, and is inside the span."""
    text = f"驿站本期共有{figure.format(space, space)}，"
    (found,) = extract(text).figures
    assert found.text == figure.format(space, space)
    assert [found.value] == [f.value for f in extract(text.replace(space, "")).figures]


@REPEATABLE
@given(st.lists(PARAGRAPH, min_size=1, max_size=4), st.sampled_from(["\r\n", "\r", "\u2028"]), st.integers(1, 2))
def test_line_ends(paragraphs: list[str], end: str, blank: int) -> None:
    """LF, CRLF, CR and U+2028 give equal values and counts."""
    text = ("\n" * blank).join([TITLE, *paragraphs])
    assert values(text.replace("\n", end)) == values(text)


WRAPPED = """柳河镇驿站在冬春季节组织志愿者深入村组开展急救知识普及活动累计参加群众达到12万
3千人次同时还为困难家庭送去棉被衣物粮油等生活物资折算价值约合人民币三十五
万元并且组织医护人员进村入户为行动不便的老年人检查身体建立健康档案和随访记
录另外联合当地学堂开设安全课程讲授溺水触电火灾地震等避险自救知识与互救方法
受到师生欢迎家长普遍反映课堂内容生动实用希望今后能够经常举办此类公益活动并
动员更多热心居民加入其中让互助友爱的风气在全镇各个角落生根发芽开花结果长存"""
TABLE = "单位：万元\n项目 金额\n助学 12\n助医 5.5\n助老 8\n"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028"])
def test_line_ends_of_wrapped_text(end: str) -> None:
    """A figure that runs over the page's line break is one figure, whatever the line end."""
    found = [f.value for f in extract(WRAPPED.replace("\n", end)).figures]
    assert found == [f.value for f in extract(WRAPPED).figures] == [Decimal(123_000), Decimal(350_000)]


@pytest.mark.parametrize(
    "end",
    ["\r\n", "\r", "\u2028"],
)
def test_line_ends_of_tables(end: str) -> None:
    """The rows of a table are found whatever the line end."""
    found = [f.value for f in extract(TABLE.replace("\n", end)).figures]
    assert found == [f.value for f in extract(TABLE).figures] == [Decimal(120_000), Decimal(55_000), Decimal(80_000)]


@REPEATABLE
@given(PARAGRAPH)
def test_byte_order_mark(text: str) -> None:
    """A byte order mark at the start only moves the records."""
    report = f"{TITLE}\n{text}"
    assert rows(extract("\ufeff" + report), -1, without=("sentence", "section")) == rows(
        extract(report), without=("sentence", "section")
    )


# -- P-concat, P-pad -------------------------------------------------------------------------------------------------


@REPEATABLE
@given(PARAGRAPH, PARAGRAPH)
def test_paragraphs_join(first: str, second: str) -> None:
    """Two paragraphs under one title hold the records of each, shifted."""
    head = f"{TITLE}\n\n"
    title = rows(extract(head))
    apart = [rows(extract(head + part), by)[len(title) :] for part, by in ((first, 0), (second, len(first) + 2))]
    assert rows(extract(f"{head}{first}\n\n{second}")) == title + apart[0] + apart[1]


@REPEATABLE
@given(PARAGRAPH, NEUTRAL, NEUTRAL, st.sampled_from(["", "\n", "\n\n"]))
def test_neutral_text_only_shifts(text: str, before: str, after: str, gap: str) -> None:
    """Text that states nothing, before or after, moves the records and changes nothing else."""
    head, before = f"{TITLE}\n", re.sub(r"[^。！？\n]$", r"\g<0>。", before) if before else before
    before = before.replace("\n", "。\n")
    assume(not before or before[-1] in "。！？\n；")
    alone, around = extract(head + text), extract(head + before + gap + text + gap + after)
    title = len(rows(extract(head)))
    by = len(before) + len(gap)
    assert rows(around, without=("section",))[title:] == rows(alone, by, without=("section",))[title:]


# -- P-round, P-monotone ---------------------------------------------------------------------------------------------


@settings(REPEATABLE, max_examples=60)
@given(ANY_NUMBER)
@example(LARGEST)
@example(0)
@pytest.mark.parametrize("notation", sorted(RENDERERS))
def test_every_number_in_every_notation(notation: str, number: int) -> None:
    """A number from 0 to 10^16 in any notation is read back exactly, and alone."""
    assume(number != 1 or notation not in SPELLED)
    written = RENDERERS[notation](number)
    (figure,) = extract(f"驿站共收到善款{written}元，已全部用完。").figures
    assert (figure.value, figure.text, figure.unit) == (Decimal(number), f"{written}元", "CNY")


@REPEATABLE
@given(NUMBERS, st.integers(0, 4), st.sampled_from([str, lambda n: f"{n:,}", wide]))
def test_decimals(number: int, places: int, write: Any) -> None:
    """Decimal places are kept, whatever the width and grouping."""
    value = Decimal(number).scaleb(-places)
    written = f"{value:,f}" if write not in (str, wide) else write(f"{value:f}")
    (figure,) = extract(f"驿站共收到善款{written}元，已全部用完。").figures
    assert (figure.value, figure.text) == (value, f"{written}元")


@REPEATABLE
@given(NUMBERS.filter(lambda n: n > 1), st.sampled_from(["arabic", "grouped", "characters"]))
def test_scales(number: int, notation: str) -> None:
    """x万元 is 10,000 times x元, and x亿元 is 10,000 times x万元."""
    number %= 10**4 if notation == "characters" else 10**9  # 一亿零二万 has no scale left to take
    assume(number > 1)
    written = RENDERERS[notation](number)
    one, ten_thousand, more = (
        [f.value for f in extract(f"驿站收到善款{written}{unit}。").figures] for unit in ("元", "万元", "亿元")
    )
    assert one == [Decimal(number)]
    assert ten_thousand == [Decimal(number) * 10_000]
    assert more == [Decimal(number) * 10**8]


@REPEATABLE
@given(st.integers(1, 9999))
def test_percent(number: int) -> None:
    """x%, x％, 百分之x and 百分之 in characters are the same ratio; x千分之 is a tenth in another unit."""
    forms = (f"{number}%", f"{wide(str(number))}％", f"百分之{number}", f"百分之{han(number)}")
    found = [[(f.value, f.unit) for f in extract(f"参与率达到{form}。").figures] for form in forms]
    assert found == [[(Decimal(number), "%")]] * 4


@REPEATABLE
@given(
    st.integers(1, 10**7),
    st.integers(1, 10**7),
    st.sampled_from(["至", "-", "～", "—", "到"]),
    st.sampled_from(["", "万", "亿"]),
)
def test_ranges(low: int, high: int, joint: str, scale: str) -> None:
    """Two numbers joined are one range, and share the scale that only the second has."""
    assume(low < high)
    (figure,) = extract(f"每户补助{low}{joint}{high}{scale}元。").figures
    size = {"": 1, "万": 10**4, "亿": 10**8}[scale]
    assert figure.value == (low * size, high * size)


# -- P-placeholder ---------------------------------------------------------------------------------------------------

PLACEHOLDERS = [
    "X",
    "XX",
    "XXX",
    "xx",
    "ＸＸ",
    "×",
    "××",
    "*",
    "**",
    "＊＊",
    "○○",
    "〇〇",
    "□□",
    "△△",
    "＿＿",
    "__",
    "……",
    "1X",
    "X,XXX",
]
# Every unit that a number may stand before and a name may not follow (XX区), nor a Latin letter (XXL), nor a date (XX日, XX年).
PLAIN_UNITS = sorted(
    word
    for word, unit in load().units.items()
    if not unit.names_after and not unit.scaled_unless and not re.match("[a-zA-Z月日年两兩]|度$", word)
)


@THOROUGH
@given(st.sampled_from(PLACEHOLDERS), st.sampled_from(PLAIN_UNITS), st.sampled_from(["", "万", "百余"]))
def test_placeholder(hole: str, unit: str, scale: str) -> None:
    """A placeholder before a unit is redacted and never has a value; a number in its place is one figure there."""
    assume(not (scale and load().units.get(scale + unit)) and not unit.startswith(("万", "百", "千", "分")))
    before, after = "驿站本期共办理", "，已归档。"
    (figure,) = sound(f"{before}{hole}{scale}{unit}{after}").records
    assert isinstance(figure, Figure)
    assert (figure.status, figure.value, figure.start, figure.text) == (
        "redacted",
        None,
        len(before),
        f"{hole}{scale}{unit}",
    )
    (filled,) = sound(f"{before}37{scale}{unit}{after}").records
    assert isinstance(filled, Figure)
    assert (filled.status, filled.start, filled.text) == ("complete", len(before), f"37{scale}{unit}")
    assert (filled.kind, filled.unit) == (figure.kind, figure.unit)


@REPEATABLE
@given(
    st.sampled_from(PLACEHOLDERS[:10]),
    st.sampled_from(["至", "-", "～"]),
    st.sampled_from(["元", "万元", "人", "公里"]),
    st.booleans(),
)
def test_half_hidden_range(hole: str, joint: str, unit: str, known_first: bool) -> None:
    """A range of which one end is hidden is one redacted figure."""
    ends = ("20", hole) if known_first else (hole, "30")
    (figure,) = sound(f"每村安排{joint.join(ends)}{unit}。").records
    assert isinstance(figure, Figure)
    assert (figure.status, figure.value, figure.text) == ("redacted", None, f"{joint.join(ends)}{unit}")


@pytest.mark.parametrize("gap", ["", " ", "  ", "\u3000"])
@pytest.mark.parametrize("unit", ["万元", "亿元", "万美元", "％", "%"])
def test_missing(unit: str, gap: str) -> None:
    """A unit whose number is gone is missing and has no value; a number in its place is one figure."""
    (figure,) = sound(f"筹资共计{gap}{unit}，已拨付。").records
    assert isinstance(figure, Figure)
    assert (figure.status, figure.value, figure.text) == ("missing", None, unit)
    (filled,) = sound(f"筹资共计{gap}8{unit}，已拨付。").records
    assert isinstance(filled, Figure)
    assert (filled.status, filled.text) == ("complete", f"8{unit}")
