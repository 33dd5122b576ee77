"""Prove every value from the characters of its span, knowing none of the extractor's rules."""
# ruff: noqa: RET503 - four-digit years, and a function that never returns

from __future__ import annotations

import json
import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext
from pathlib import Path
from typing import NoReturn

__all__ = ["Failure", "verify", "verify_files"]

KINDS = ("amount", "count", "quantity", "ratio", "date", "redaction")
CN, ARABIC = "零一二三四五六七八九", str.maketrans("零一二三四五六七八九点", "0123456789.")
D, W, SEP, N = f"0-9{CN}", f"0-9{CN}十百千万亿兆", "[-~至到]+", "([0-9X]+)"
SIZES = {"兆": 10**12, "亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
PARTS = {"%": 100, "‰": 1000, "成": 10}
PLAIN: dict[int, int | str | None] = {  # full width to ASCII, formal and traditional to plain, placeholders to X
    **str.maketrans("".join(map(chr, range(0xFF01, 0xFF5F))), bytes(range(33, 127)).decode()),
    **str.maketrans("￥·—–―−‐‑─〜〇两兩壹贰貳叁參肆伍陆陸柒", "¥.-------~零二二一二二三三四五六六七"),
    **str.maketrans("玖拾佰仟萬億點餘佘來幾個號号國圓圆塊錢", "九十百千万亿点余余来几个日日国元元块钱"),
    **str.maketrans("捌xｘ×*＊○◯□△_＿●…某", "八" + "X" * 14),
    **dict.fromkeys([0xAD, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF]),
    **dict.fromkeys([*range(0x2060, 0x2070), *range(0xFE00, 0xFE10)]),  # nobody sees these
    **dict(zip(map(ord, "廿卅"), ("二十", "三十"), strict=True)),
}
SIGN = r"(?:RMB|CNY|USD|HKD|TWD|EUR|GBP|JPY|[¥€£]|(?:HK|NT|US|A|C|S|MOP)?\$)"
RUN = rf"((?:[{W}余多来几]|[.,](?=[0-9])|点(?=[{D}])){{1,60}})"
RANGE = re.compile(rf"([^{W}~至到-]{{0,12}})[~至到-]{{1,2}}{RUN}")
FUZZ = re.compile(rf"(?<=[{W}])(?:[余多来]|零?几[十百千]?)(?![{D}])")
LEAF = re.compile(rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+|[{CN}]?|[{CN}]+零[{CN}]*|[{CN[1:]}]{{3,}})(?:[.点][{D}]+)?")
NEAR = "|".join([f"{CN[i]}(?=、?{CN[i + 1]})" for i in range(1, 9)]) + "|三(?=、?五)"
PAGE = r"(?:[-—–]+ ?\d{1,4} ?[-—–]+|第 ?\d{1,4} ?页(?:[ \u3000]*共 ?\d{1,4} ?页)?)"  # its number, on a line of its own
WRAP = re.compile(rf"(?:[ \t\u3000]*(?:\r\n|[\r\n\u2028])(?:[ \t\u3000]*{PAGE}(?=\s*[\r\n]))?)+[ \t\u3000]*")
CLAUSE = re.compile("[，。；;]")  # in a line of prose; in a row of cells a blank parts two numbers
BLANK = re.compile("(?<=[0-9]) (?=[0-9])")  # 1 2 6 0场, as a scanner reads it
NOUGHT = re.compile("(?<=[0-9])[.]?[Oo]+(?![A-Za-z])")  # 1O万, 1.O万
ONE = re.compile("^[lI](?=[0-9Oo])")  # l2期
CUT = re.compile(
    r"(?:^|[^\u4e00-\u9fff])【[.．·]|(?:[\dXＸ]|(?<![元人次])×|[^\s\d。；：;:]\d{1,3}[.．·])【[.．·]?\d|\d】(?![0-2]\d:)[.．]?\d"
)
Forms = tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...]
SHAPES: Forms = (
    (f"(^|[-~至到]){SIGN}", r"\1"),
    ("^百分百$", "100%"),
    (f"^百分之?([{W}.]*[{D}][{W}.]*)$", r"\1%"),  # 百分之二三十
    (r"^(\d{1,3})/(\d{1,3})$", lambda m: f"{round(100 * Decimal(m[1]) / Decimal(m[2]), 4):f}%"),
    (f"{RUN}又{RUN}分之{RUN}", lambda m: f"{numeral(m[1]) + round(100 * numeral(m[3]) / numeral(m[2]), 4) / 100:f}"),
    (f"{RUN}分之{RUN}", lambda m: f"{round(100 * numeral(m[2]) / numeral(m[1]), 4):f}%"),
    ("个(?=多?亿(?!元.))", ""),  # 两个亿
    ("之[.](?=[0-9])", "之0."),
    (r"[(（]含[)）]", ""),  # 1万(含)-5万元
    ("万万", "亿"),
    ("^零下", "负"),
    ("^([百千万])把", r"一\1"),  # 万把块
    ("^半", "零点五"),
    (f"{RUN}个半(?!天)", r"\1点五个"),  # 一个半小时
    (f"{RUN}([^{W}半]+)半$", r"\1点五\2"),  # 两年半
    (f"{RUN}(斤)([{D}])二$", r"\1点\3\2"),  # 三斤五两
    (f"{RUN}([成米斤])([{D}])$", r"\1点\3\2"),  # 三成五
    (f"^([{W}]*)(?<![{CN}])({NEAR})、?(.)(?![{CN}])([{W}余多来]*)", r"\1\2\4至\1\3\4"),  # 三四十万
)
COINS: Forms = (
    ("(?i)(?<=[0-9])(?:k|thousand)(?![a-z])", "千"),  # HK$6.5M, US$2billion
    ("(?i)(?<=[0-9])m(?:illio)?n?(?![a-z])", "百万"),
    ("(?i)(?<=[0-9])b(?:illio)?n?(?![a-z])", "十亿"),
    (f"^{RUN}(?:美分|便士)$", lambda m: f"{numeral(m[1]) / 100:f}元"),
    (f"[元块]钱?([{D}])(?:[角毛]([{D}])?分?)?钱?$", r"点\1\2元"),  # 五元三毛, 三块五
    (f"[元块]零?([{D}])分钱?$", r"点零\1元"),
    (f"^([{D}])[角毛]([{D}])?分?钱?$", r"零点\1\2元"),
    (f"^{RUN}分钱?$", lambda m: f"{numeral(m[1]) / 100:f}元"),
)
TEN_DAYS = {
    "上": ("", "1日-", "10日"),
    "中": ("", "11日-", "20日"),
    "下": ("", "21日-", "末日"),
    "上中": ("", "1日-", "20日"),
    "中下": ("", "11日-", "末日"),
}
DATES: Forms = (
    (f"[{CN}十百千]+", lambda run: f"{integer(run[0])}"),
    (
        "公元|西元|中[华華](?=民国)|[本当同]月|(?<=月)份|(?<=年)[度的]|(?<=日)(?:[上中下]午|凌晨|晚上?|起(?=[-~至到]))",
        "",
    ),
    (r"(20)([0-9]{2})/(?:20)?([0-9]{2})(?:[财財]政)?年", r"\1\2年-20\3年"),  # 2022/23年度
    (
        r"^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})$",
        lambda m: "{2}年{0}月{1}日".format(*sorted(m.groups()[:2], key=int), m[3]),
    ),
    (r"([0-9]{4})([-./|]?)([0-9X]{1,2})\2([0-9X]{1,2})", r"\1年\3月\4日"),
    (r"^([0-9]{4})([-~至到]+)([0-9]{4})$", r"\1年\2\3年"),  # 2021-2023
    (r"([0-9]{4})[./]([0-9X]{1,2})(?![0-9])|^([0-9]{4})-([0-9]{2})$", r"\1\3年\2\4月"),
    (r"([0-9X]{1,2})[./·]([0-9X]{1,2})(?![0-9])", r"\1月\2日"),  # the 4.8 of 2023.4.6-4.8
    (f"前{N}个?(季度|月)", lambda m: f"1月-{int(m[1]) * (3 if m[2] == '季度' else 1)}月"),
    ("(?<=季)[末底初]|(?<=季度)[末底初]", ""),
    ("首(?=季)|元(?=月)", "1"),
    (r"(?:^|(?<=年))([0-9X]{1,2})$", r"\1月"),  # 7、8月
    (r"^(20[0-9]{2})(?=[Qq][1-4])", r"\1年"),
    (r"^((?:19|20)[0-9]{2})$", r"\1年"),  # 2023盘点
    ("([上前]半年|H1)|[下后]半年|H2", lambda half: "40月" if half[1] else "41月"),
    (f"([1-4])(?={SEP}第?[1-4]季度)", r"\1季度"),
    ("第?X季度?", "3X月"),
    ("[第Qq]?([1-4])季度?|[Qq]([1-4])", lambda quarter: f"{32 + int(quarter[1] or quarter[2])}月"),
    (r"((?:[\dX]+月)?)([上中下]|上中|中下)旬", lambda m: m[1].join(TEN_DAYS[m[2]])),
    ("学年$", "年"),
    ("(?<=[年月])(?:全年|[年月]?[初底末中内](?!日))", ""),
    (f"(?<=月){N}(?=$|[-~至到])", r"\1日"),  # 1月3至2月10
    (f"{N}(?={SEP}{N}([年月日]))", r"\1\3"),  # 5-8日, 2017-2022年
    (f"(?<=([年月日]))({SEP}{N})$", r"\2\1"),  # 9日至18
)
MONTHS_OF: Forms = (
    (f"第?([1-4])季?度?{SEP}第?([1-4])季度?", lambda m: f"{3 * int(m[1]) - 2}月-{3 * int(m[2])}月"),  # 一至三季度
)
SIDE = re.compile(rf"(民国)?(?:([\dX]+|[今本当同去上明次翌前后])年)?(?:{N}月)?(?:([\dX]+|末)日)?")
MONTH = re.compile("|0[1-9X]|1[0-2X]|XX|3[3-6X]|4[01]")  # or a season
QUARTERS = re.compile(f"(?<=[1-4一二三])[、，和及与][1-4{CN}、，和及与]{{1,6}}季度")
SHORT_ERA = re.compile(r"(?<!\d)1[0-2]\d年(?:度|\d{1,2}月)")  # of 民国, where a text has traditional characters
YEARS = re.compile(rf"(民国)?([{D}十百]{{2,5}})年|(?<!\d)((?:19|20)\d\d)(?=[-./~至到)〕工上下全第一二三四])")
MONTHS = re.compile(
    rf"(?<=\d{{4}}[-./])\d{{1,2}}(?!\d)|(?:\d{{1,2}}|[{CN}十]{{1,2}})(?=月)|(?<![\d.])\d{{1,2}}(?=\.\d{{1,2}}(?![\d.]))"
)
OFFSETS = {"去": 1, "上": 1, "前": 2, "明": -1, "次": -1, "翌": -1, "后": -2}  # to the report's


@dataclass(frozen=True)
class Failure:
    """A record that could not be proved."""

    start: int
    text: str
    field: str
    expected: str
    found: str
    why: str

    def __str__(self) -> str:
        """Put it on one line, whatever the span holds."""
        found = f"found {self.found}" + (f", expected {self.expected}" if self.expected else "")
        return " ".join(f"{self.start} 「{self.text}」 {self.field}: {found}: {self.why}".split())


def unproven(why: str, field: str = "value", expected: object = "") -> NoReturn:
    """Give up on a record."""
    raise ValueError(why, field, expected)


def plain(text: str, unit: str = "", forms: Forms = ()) -> str:
    """Simplify, without spaces; a unit like 千瓦 is hidden, as its 千 is no scale."""
    text = re.sub(rf"[一二][{CN}〇○]{{3}}(?=\s?年)", lambda y: y[0].replace("○", "零"), text)
    text = re.sub("[两兩](?=半?$)", "u", text) if unit in ("两", "兩") else text
    text = re.sub(
        r"(?<=\d)(?<!\d{4})[ \xa0\u2000-\u200a\u202f\u205f](?=\d{3}(?!\d))", "", text.translate(PLAIN)
    )  # 1 000 000
    text = "".join(re.sub(r"(?<=[0-9])\s+(?=[0-9])", "|", text).split())  # 12|15 is not 1215
    text = re.sub(r"^(?=\.[0-9])", "0", re.sub("(?<=[0-9])[wW](?![A-Za-z0-9])", "万", text))
    if re.match("千[瓦克米伏卡帕赫焦]|兆|百分点|百帕|[A-Za-z]{1,3}[23]$", unit):
        text = text.replace(unit, "u")
    for pattern, form in forms:
        text = re.sub(pattern, form, text)
    return text


def numeral(run: str) -> Decimal:
    """Read one numeral in plain characters.

    >>> [int(numeral(run)) for run in ("一百零六", "25万6千", "十余万", "二千三百五", "百亿")]
    [106, 256000, 100000, 2350, 10000000000]
    """
    whole = FUZZ.sub("", run)
    for mark, size in SIZES.items():
        head, found, tail = whole.rpartition(mark)
        if found:
            short = re.fullmatch(f"[{D}]", tail) and mark != "十"  # 一万三 is 13000, 一万零三 is 10003
            rest = numeral(tail.lstrip("零")) * (size // 10 if short else 1) if tail else Decimal(0)
            nested = mark in head[:-1] or (mark in "十百千" and not LEAF.fullmatch(head))
            if nested or rest >= size or (tail and ("." in head or not (head or mark == "十"))):
                unproven(f"{run} is not a well-formed numeral")
            return numeral(head or "一") * size + rest
    digits = whole.translate(ARABIC).replace(",", "")
    return Decimal(digits) if digits and LEAF.fullmatch(whole) else unproven(f"{run} is no numeral")


def integer(run: str) -> int:
    """Read digits or a whole numeral; what is neither is 0, which no calendar holds."""
    try:
        return int(numeral(run.translate(ARABIC) if set(run) <= set(CN) else run))
    except ValueError:
        return 0


def numbers(span: str, kind: object, unit: str, extra: str, *, bare: bool) -> list[Decimal]:
    """Derive what a span says, with `extra`, the unit that stands outside it.

    >>> [str(*numbers(s, "amount", "CNY", "", bare=False)) for s in ("五元三毛", "三块五", "¥1,200", "百亿美元")]
    ['5.3', '3.5', '1200', '10000000000']
    """
    mark, extra = plain(unit, unit), plain(extra, unit)
    body = plain(span, unit, (*COINS, *SHAPES) if kind == "amount" else SHAPES)
    first = re.match(f"([负-]?)(?=[{W}]){RUN}", body) or unproven("no number starts the span")
    second = RANGE.match(body, first.end())
    middle, lender = second.groups() if second else ("", "")
    rest, lender = body[(second or first).end() :], FUZZ.sub("", lender)
    if re.search(f"[{W}X半|{'角分' * (kind == 'amount')}]", middle + rest) or not (rest or "%").startswith(middle):
        unproven(f"{middle}, {rest} is more than a unit")
    if not bare and re.fullmatch("[百千万亿]|万亿", first[2]):
        unproven("a scale without a number")  # 万元 has lost its number, 百亿元 has not
    values = [numeral(run) for run in (first[2], lender) if run]
    for cut in range(len(lender.rstrip("百千万亿兆")) or 1, len(lender)):  # 2至5万元 shares its 万
        shared = not (middle or re.search("[万亿兆]", first[2]) or first[2].endswith(lender[cut:]))
        if shared and values[0] < numeral(lender[:cut]):
            values[0] *= numeral(f"一{lender[cut:]}")  # 八百到一千万 shares 万, not 千万
            break
    said, size = [PARTS[word] for word in PARTS if word in middle + rest + extra], Decimal(-1 if first[1] else 1)
    if kind == "ratio" and (not said if mark in PARTS else mark not in middle + rest + extra):
        unproven(f"{unit} stands neither in the span nor at unit_at")
    if kind == "amount" and not re.search("[^0-9.,-]", plain(span) + extra):
        unproven("neither a currency nor a scale stands in the span or at unit_at")
    if "%" in rest or (kind == "ratio" and mark in PARTS):
        size *= Decimal(PARTS.get(mark, 1)) / said[0]  # 0.2% is 2‰, 25%公升 is 0.25公升
    scales = re.findall("十?[百千万亿]+", extra)
    if scales and not rest and FUZZ.sub("", body)[-1] not in "万亿":
        size *= numeral(scales[0]) if len(scales) == 1 else unproven("unit_at has two scales")
    return [value * size for value in values] if values[0] <= values[-1] else unproven("the range descends")


def seen_in(text: str) -> set[str]:
    """Collect the years and -months that a report names, and 民国 if it uses that era."""
    republic = {"民国"} if re.search("[會萬與個員學為國們]", text) and SHORT_ERA.search(text) else set()
    text = plain(text)
    seen = (
        {f"-{integer(m):02}" for m in {*MONTHS.findall(text)}} | {*re.findall("民国|20[0-3X]X(?=年)", text)} | republic
    )
    for era, stated, west in set(YEARS.findall(text)):
        n = integer(stated or west)
        seen.add(str(n + 1911 if n < 1000 and (era or "民国" in seen) else n))
        seen |= {f"20{n:02}", f"19{n:02}"} if n < 100 else set()
    return seen


def full_year(stated: str, era: str, claim: str, seen: set[str]) -> str:
    """Write the year as stated (97年 has two readings) or as the report has it."""
    if "X" in stated:
        return stated if len(stated) == 4 else "XXXX"
    if stated.isdecimal():
        n, count = int(stated), 3 if "民国" in seen else 2
        years = [n + 1911] if era else [n] if n > 999 else [n + 2000, n + 1900, n + 1911][:count]
        return claim if claim in map(str, years) else str(years[0])
    if (
        claim not in {"XXXX", *(one for one in seen if one.endswith("X"))}
        and f"{integer(claim) + OFFSETS.get(stated, 0):04}" not in seen
    ):
        unproven(f"no year in the report makes this {claim}")
    return claim


def dated(span: str, claim: str, seen: set[str]) -> str:
    """Derive a date from its span; `claim` fills in only what the report has to name."""
    forms = DATES if re.search("-3[3-6]/", claim) else (DATES[0], *MONTHS_OF, *DATES[1:])  # of quarters, or of months
    sides, ends, year, month, era = re.split(SEP, plain(span, "", forms)), [], "", "", ""
    ended = SIDE.fullmatch(sides[-1])
    if ended and ended[2] and ended[2].isdecimal() and len(ended[2]) == 4:
        seen = seen | {ended[2], f"{int(ended[2]) - 1}"}  # 12月30日至2023年1月3日
    for side, told in ((sides[0], claim), (sides[-1], claim.rpartition("/")[2])):
        match = SIDE.fullmatch(side or SEP) or unproven(f"{side} is no known date")
        stated, m, d, era = match[2] or "", match[3], match[4], match[1] or era
        last, month = (month, month) if year and not stated else ("", "")
        year = full_year(stated, era, told[:4], seen) if stated or not year else year
        if d and not (m or month) and f"-{told[5:7]}" not in {*seen, "-XX"}:
            unproven(f"no month in the report makes this {told[5:7]}")
        month = m.rjust(2, "X" if "X" in m else "0") if m else (month or told[5:7]) if d else ""
        if last and month < last and (year + month + last).isdecimal():
            year = f"{int(year) + 1}"  # 12月20日至1月5日
        known = month.isdecimal() and (year.isdecimal() or month != "02")
        size = monthrange(integer(year) or 2000, int(month))[1] if d and known else 0
        day = (d or "").replace("末", str(size or "XX"))
        day = day and day.rjust(2, "X" if "X" in day else "0")
        if not MONTH.fullmatch(month) or (day.isdecimal() and not 0 < int(day) <= (size or 31)):
            unproven(f"no calendar has {year}-{month}-{day}")
        ends.append("-".join(part for part in (year, month, day) if part))
    if (ends[0] > ends[1] and "X" not in ends[0]) or (len(sides) > 2 and "旬" not in span):
        unproven("the range descends, or has more than two ends")
    return ends[0] if len(sides) == 1 else "/".join(ends)


def place(text: str, at: object, field: str, longest: int = 200) -> tuple[str, str, str]:
    """Cut a piece that a figure could fill out of a report, and what stands next to it."""
    match at:
        case [int(start), int(end)] if 0 <= start < end <= min(len(text), start + longest):
            return text[max(0, start - 6) : start], text[start:end], text[end : end + 3]
    return unproven("no such place in the report", field)


def line_at(text: str, at: int) -> str:
    """Give the line of the report that a place is on."""
    begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    return text[begin : end if end >= 0 else len(text)]


def prove(record: Mapping[str, object], text: str, seen: set[str]) -> None:
    """Give up unless the record is proved."""
    kind, status, value, unit, at = map(record.get, ("kind", "status", "value", "unit", "unit_at"))
    before, span, after = place(
        text, [record.get("start"), record.get("end")], "start", len(text) if kind == "redaction" else 200
    )
    if span != record.get("text"):
        unproven("the report has other characters there", "text", span)
    if record.get("pattern") == "added":
        return None  # a reviewer says it, not these characters
    span = WRAP.sub("", span)  # 2,1⏎50万元
    span = NOUGHT.sub(lambda m: m[0].translate({79: "0", 111: "0"}), ONE.sub("1", span))
    if BLANK.search(span) and CLAUSE.search(line_at(text, int(str(record["start"])))):
        span = BLANK.sub("", span)
    left_open = kind == "redaction" or status in ("redacted", "missing")
    if kind not in KINDS or not (left_open or status == "complete"):
        unproven(f"no figure can be {kind}, {status}", "kind")
    if left_open and (value is None or (kind, status) != ("date", "redacted")):
        return None if value is None else unproven("only a complete figure has a value")
    if CUT.search(f"{before}【{span}】{after}"):
        unproven("the number goes on outside the span", "text")  # 26.【2万元】, not 1.【5人】
    if kind == "date":
        if status == "complete" and "X" in plain(span):
            unproven("a placeholder stands in the span", "status")
        if QUARTERS.match(text, int(str(record["end"]))):
            span += "季度"  # 二、三季度
        date = dated(span, value, seen) if isinstance(value, str) else unproven("no date")
        return None if date == value else unproven("the span says otherwise", expected=date)
    values = value if isinstance(value, list) else [value]
    if not isinstance(unit, str) or any(type(v) not in (int, float, Decimal) for v in values):
        unproven("no number, or one without a unit")
    extra = "" if at is None else place(text, at, "unit_at")[1]
    cue = re.search("(?:破|超过?|逾|近|达|達|(?<!通)过|不足)$", before)  # 破【亿度】, 超【万人】
    right = numbers(span, kind, unit, extra, bare=bool(cue))
    if [Decimal(str(v)) for v in values] != right or isinstance(value, list) != (len(right) > 1):
        unproven("the span says otherwise", "value", " to ".join(f"{v:f}" for v in right))


def verify(records: Iterable[Mapping[str, object]], text: str) -> Iterator[Failure]:
    """Yield a failure for every record of one report that its text does not prove."""
    seen = seen_in(text)
    for record in records:
        fields = record if isinstance(record, Mapping) else {}
        try:
            with localcontext(Context(prec=200)):  # nothing but 1/3 is rounded
                prove(fields, text, seen)
        except (ValueError, ArithmeticError) as e:
            why, field, expected = e.args if len(e.args) == 3 else (f"impossible: {e}", "value", "")
            at = start if isinstance(start := fields.get("start"), int) else -1
            yield Failure(at, str(fields.get("text")), field, expected, str(fields.get(field)), str(why))


def verify_files(out: Path, reports: Sequence[Path], read: Callable[[Path], str]) -> Iterator[tuple[str, Failure]]:
    """Yield the failures of a file of records, each with the report that it names."""
    groups: dict[str, list[dict[str, object]]] = {}
    for line in filter(str.strip, out.read_text("utf-8-sig", "replace").split("\n")):
        try:
            record = dict(json.loads(line, parse_float=Decimal))
        except (ValueError, TypeError, ArithmeticError, RecursionError):
            record = {"text": line}
        groups.setdefault(str(record.get("source_file")), []).append(record)
    for source, records in groups.items():
        end = Path(source).parts  # the whole name, else what the report's path ends in
        own = [p for p in reports if p.parts == end] or [p for p in reports if p.parts[-len(end) :] == end]
        for failed in verify(records, read(own[0]) if len(own) == 1 else ""):
            lost = replace(failed, field="source_file", found=source, why="names no report, or two")
            yield source, failed if len(own) == 1 else lost
