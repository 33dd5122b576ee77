"""Prove every value from the characters of its span, knowing none of the extractor's rules."""
# ruff: noqa: RUF001, RUF002, PLR2004 - the characters and the four-digit years of reports

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

CN = "零一二三四五六七八九"
D, W = f"0-9{CN}", f"0-9{CN}十百千万亿"
ARABIC = str.maketrans(f"{CN}点", "0123456789.")
SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
PARTS = {"%": 100, "‰": 1000, "成": 10}
COINS = dict(zip("元块角毛分", map(Decimal, ("1", "1", ".1", ".1", ".01")), strict=True))
EXACT = Context(prec=200)  # numerals have 60 characters at most, so nothing but 1/3 is rounded
# Full width to ASCII, formal and traditional to plain, placeholders to X, zero width to nothing.
PLAIN: dict[int, int | str | None] = {
    **str.maketrans("".join(map(chr, range(0xFF01, 0xFF5F))), bytes(range(33, 127)).decode()),
    **str.maketrans("—–―−‐‑─〜〇两兩壹贰貳叁參肆伍陆陸柒捌玖", "-------~零二二一二二三三四五六六七八九"),
    **str.maketrans("拾佰仟萬億點餘來幾個號号國圓圆塊錢￥", "十百千万亿点余来几个日日国元元块钱¥"),
    **str.maketrans("xｘ×*＊○◯□△_＿●…某", "X" * 14, "\u200b\u200c\u200d\u2060\ufeff\xad"),
    **str.maketrans({"廿": "二十", "卅": "三十"}),
}
RUN = rf"(?:半|(?:[{W}余多来几]|[.,](?=[0-9])|点(?=[{D}])|、(?=[{CN}])){{1,60}})"
SIGN = r"(?:RMB|CNY|USD|HKD|TWD|EUR|GBP|JPY|[¥€£]|(?:HK|NT|US|A|C|S|MOP)?\$)"
START = re.compile(f"{SIGN}?([负-]?)(?:({RUN})分之)?({RUN})")
RANGE = re.compile(rf"([^{W}、~至到-]{{0,12}})[~至到-]{{1,2}}{SIGN}?({RUN})")
MONEY = re.compile(  # 五元三毛, 三块五, 六角七分钱, but not 5元
    rf"(?:{RUN}[元块]钱?)?(?:{RUN}[角毛]钱?)?(?:{RUN}分钱?|(?<=[元块角毛])[{D}])?"
    r"(?<![元块])(?<![元块]钱)",
)
FIGURE = rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+|[{CN}]?|[{CN}]+零[{CN}]*)"
LEAF = re.compile(rf"{FIGURE}(?:[.点][{D}]+)?")
FUZZ = re.compile(rf"(?<=[{W}])(?:[余多来]|几[十百千]?)(?![{D}])")
PAIR = re.compile(rf"(?<![点{CN}])([{CN[1:]}])、?([{CN[1:]}])(?![{CN}])")
OWN = re.compile("千[瓦克米伏卡帕赫焦]|百分点|百帕|[A-Za-z]{1,3}[23]$")  # units, not scales
CUE = re.compile("(?:破|超过?|逾|近|(?<!通)过|不足)$")  # 破[亿度], 超[万人]
BEFORE = re.compile(r"(?:[0-9０-９X×Ｘ]|[^\s\d。；：;:]\d{1,3}[.．])$")  # 26.[2万元], but 1.[5人]
SEP, N = "[-~至到]+", "([0-9X]+)"
FORMS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (rf"[{CN}十百]+", lambda run: str(integer(run[0]))),
    ("公元|西元|中华(?=民国)|[本当同]月|(?<=月)份|(?<=年)度|(?<=日)(?:[上下中]午|凌晨|晚上?)", ""),
    ("(?<=[年月])(?:全年|[年月]?[初底末中内](?!旬))", ""),
    (r"([0-9]{4})([-./])([0-9X]{1,2})\2([0-9X]{1,2})", r"\1年\3月\4日"),
    (r"([0-9]{4})[./]([0-9X]{1,2})(?![0-9])|^([0-9]{4})-([0-9]{2})$", r"\1\3年\2\4月"),
    (r"^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1年\2月\3日"),
    (r"([0-9X]{1,2})[./·]([0-9X]{1,2})(?![0-9])", r"\1月\2日"),  # the 4.8 of 2023.4.6-4.8
    ("[上前]半年|H1", "40月"),
    ("[下后]半年|H2", "41月"),
    (f"前{N}个?季度", lambda many: f"1月-{3 * integer(many[1])}月"),
    (f"前{N}个月", r"1月-\1月"),
    ("[第Q]?([1-4])季度|Q([1-4])", lambda quarter: f"{32 + int(quarter[1] or quarter[2])}月"),
    ("上旬", "1日-10日"),
    ("中旬", "11日-20日"),
    (f"(?<=月){N}(?=$|[-~至到])", r"\1日"),  # 1月3至2月10
    (f"{N}(?={SEP}{N}([年月日]))", r"\1\3"),  # 5-8日, 2017-2022年
    (f"(?<=([年月日]))({SEP}{N})$", r"\2\1"),  # 9日至18
)
SIDE = re.compile(f"(民国)?(?:({N[1:-1]}|[今本当同去上明次翌前后])年)?(?:{N}月)?(?:{N}日)?")
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, *[0] * 6, *[31] * 4)
PERIODS = (*(f"{m:02}" for m in range(1, 13)), *"33 34 35 36 40 41 XX 0X 1X".split(), "")
DAYS = dict(zip(PERIODS, LENGTHS, strict=False))
YEARS = re.compile(rf"(民国)?\s?([{D}十百]{{2,5}})\s?年|(?<![0-9])((?:19|20)[0-9]{{2}})(?![0-9])")
MONTHS = re.compile(rf"[0-9]{{4}}[-./]([0-9]{{1,2}})(?![0-9])|(?<![0-9])([0-9]{{1,2}}|[{CN}十]+)月")
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


def plain(text: str, unit: str = "") -> str:
    """Simplify, without spaces; a unit like 千瓦 is hidden, as its 千 is no scale.

    >>> plain("３６，０００ 餘份"), plain("5千瓦", "千瓦"), plain("12 15人"), plain("二○○八年")
    ('36,000余份', '5u', '12|15人', '二零零八年')
    """
    years = re.compile(rf"[一二][{CN}〇○]{{3}}(?=\s?年)")
    text = years.sub(lambda year: year[0].replace("○", "零"), text).translate(PLAIN)
    text = re.sub("(?<=[0-9])(?<![0-9]{4})[ \xa0\u202f](?=[0-9]{3}(?![0-9]))", "", text)
    text = "".join(re.sub(r"(?<=[0-9])\s+(?=[0-9])", "|", text).split())
    return text.replace(unit, "u") if OWN.match(unit) else text


def numeral(run: str, *, bare: bool = False) -> Decimal:
    """Read one numeral in plain characters; with `bare`, 万 alone is ten thousand.

    >>> [int(numeral(run)) for run in ("一百零六", "25万6千", "十余万", "万余", "二千三百五", "百亿")]
    [106, 256000, 100000, 10000, 2350, 10000000000]
    """
    whole = FUZZ.sub("", run)
    if re.fullmatch("万亿|[百千万亿]", whole) and whole == run and not bare:
        unproven("a scale without a number")  # 万元 has lost its number, 百亿元 has not
    whole = re.sub("^(?=万亿$|[百千]?[万亿]$|[百千]$)", "一", whole)
    for mark, size in reversed(SIZES.items()):
        head, found, tail = whole.rpartition(mark)
        if found:
            short = len(tail) == 1 and mark != "十"  # 一万三 is 13000, 一万零三 is 10003
            rest = numeral(tail.lstrip("零")) * (size // 10 if short else 1) if tail else Decimal(0)
            nested = mark in head or (mark in "十百千" and not LEAF.fullmatch(head))
            if nested or rest >= size or not (head or mark == "十") or ("." in head and tail):
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


def read(run: str, after: str, *, bare: bool = False) -> list[Decimal]:
    """Read a number, with the 半 or tenth in its unit; neighbouring digits are two numbers.

    >>> [*map(int, read("三四十万", "元"))], str(*read("一", "个半小时")), str(*read("九", "成二"))
    ([300000, 400000], '1.5', '9.2')
    """
    pair, extra = PAIR.search(run), Decimal(0)
    if pair and pair[1] + pair[2] not in f"{CN[1:]} 三五":
        unproven(f"{run} is neither one number nor two neighbours")
    runs = [run[: pair.start()] + d + run[pair.end() :] for d in pair.groups()] if pair else [run]
    values = [Decimal("0.5") if r == "半" else numeral(r, bare=bare) for r in runs]
    if after.startswith("个半") or re.search("[^半]半$", after):
        after, extra = after.replace("半", "", 1), Decimal("0.5")
    elif re.fullmatch(f"[成米斤][{D}]", after):
        after, extra = after[0], numeral(after[1]) / 10
    if re.search(f"[{W}X半|]", re.sub("^个(?=[万亿])", "", after)):
        unproven(f"{after} is more than a unit")
    return [value + extra for value in values]


def limits(low: list[Decimal], high: list[Decimal], borrower: str, lender: str) -> list[Decimal]:
    """Join a range, whose first number may borrow the second's scale: 2～5万元, 两到三万."""
    first, second = [*low, *high] if len(low + high) == 2 else unproven("a range of ranges")
    for cut in range(len(lender.rstrip("百千万亿")) or 1, len(lender)):
        if not re.search("[万亿]|^$", borrower) and first < numeral(lender[:cut]):
            first *= numeral(f"一{lender[cut:]}")  # 八百到一千万 borrows 万, not 千万
            break
    return [first, second] if first <= second else unproven("the range descends")


def numbers(span: str, kind: object, unit: str, extra: str, *, bare: bool) -> list[Decimal]:
    """Derive what a span says, with `extra`, the unit that stands outside it."""
    mark, extra, body = plain(unit, unit), plain(extra, unit), plain(span, unit)
    body = re.sub("(?<=[0-9二-九])个(?=多?[万亿])", "", body)
    money = re.sub(f"^{SIGN}", "", body)
    if kind == "amount" and len(money) > 1 and MONEY.fullmatch(money):
        coins = money + {"元": "角", "块": "角", "角": "分", "毛": "分"}.get(money[-2], "")
        found = re.findall(f"({RUN})([元块角毛分])", coins)
        return [sum((numeral(run) * COINS[coin] for run, coin in found), Decimal(0))]
    first = START.match(body) or unproven("no number stands at the start of the span")
    base = numeral(first[2], bare=True) if first[2] else None
    body = body.replace(f"{first[2]}分之", "")  # twice in 百分之三十至百分之四十
    first = START.match(body) or unproven("no number stands after 分之")
    second = RANGE.match(body, first.end())
    rest = body[(second or first).end() :]
    values = read(first[3], second[1] if second else rest, bare=bare or base is not None)
    if second:
        borrower = "" if second[1] else first[3]
        values = limits(values, read(second[2], rest), borrower, FUZZ.sub("", second[2]))
    size, scales = Decimal(1), re.findall("十?[百千万亿]+", extra)
    if scales and not rest and FUZZ.sub("", body)[-1] not in "万亿":
        size = numeral(scales[0], bare=True) if len(scales) == 1 else unproven("two scales")
    said = [PARTS[w] for w in PARTS if w in rest + extra] if base is None else [base]
    if kind == "ratio" and (not said if mark in PARTS else mark not in rest + extra):
        unproven(f"{unit} stands neither in the span nor at unit_at")
    if said and (kind == "ratio" or base is not None):
        size *= Decimal(PARTS.get(mark, 1)) / said[0]
    values = [value * (-size if first[1] else size) for value in values]
    return [round(v, 4) for v in values] if base is not None and base % 100 else values


def seen_in(text: str) -> set[str]:
    """Collect the years and -months that a report names, and 民国 if it uses that era."""
    text = plain(text)
    seen = {f"-{integer(a or b):02}" for a, b in MONTHS.findall(text)}
    seen |= {"民国"} if "民国" in text else set()
    for era, stated, west in YEARS.findall(text):
        n = integer(stated or west)
        seen.add(str(n + 1911 if n < 1000 and (era or "民国" in seen) else n))
    return seen


def full_year(stated: str, era: str, claim: str, seen: set[str]) -> str:
    """Write the year as stated (of two readings of 97年 the claimed one) or as the report has it."""
    if "X" in stated:
        return stated if len(stated) == 4 else "XXXX"
    if stated.isdecimal():
        n = int(stated)
        short = [2000 + n, 1900 + n] + [n + 1911] * ("民国" in seen)
        options = [n + 1911] if era else [n] if n > 999 else short
        return claim if claim in map(str, options) else str(options[0])
    named = claim.isdecimal() and str(int(claim) + OFFSETS.get(stated, 0)) in seen
    if not named and claim != "XXXX":
        unproven(f"no year in the report makes this {claim}")
    return claim


def last_day(year: str, month: str) -> int:
    """Count the days of a month, 29 for a February of no known year."""
    y = int(year) if year.isdecimal() else 0
    return DAYS.get(month, 0) - (month == "02" and (y % 4 > 0 or (y % 100 == 0 and y % 400 > 0)))


def dated(span: str, claim: str, seen: set[str]) -> str:
    """Derive a date from its span; `claim` fills in only what the report has to name."""
    text, until, ends, year, month, era = plain(span), claim.split("/")[-1], [], "", "", ""
    for pattern, form in FORMS:
        text = re.sub(pattern, form, text)
    end = "XX" if "X" in until[5:7] else last_day(until[:4], until[5:7])
    sides = re.split(SEP, text.replace("下旬", f"21日-{end}日"))
    for side, told in ((sides[0], claim), (sides[-1], until)):
        match = (SIDE.fullmatch(side) if side else None) or unproven(f"{span} is no known date")
        stated, m, d, era = match[2] or "", match[3], match[4], match[1] or era
        last, month = (month, month) if year and not stated else ("", "")
        year = full_year(stated, era, told[:4], seen) if stated or not year else year
        if d and not (m or month) and f"-{told[5:7]}" not in {*seen, "-XX"}:
            unproven(f"no month in the report makes this {told[5:7]}")
        two = [f"{p:X>2}" if "X" in p else f"{int(p):02}" for p in (m or "0", d or "0")]
        month = two[0] if m else (month or told[5:7]) if d else ""
        if last and month < last and (year + month + last).isdecimal():
            year = f"{int(year) + 1}"  # 12月20日至1月5日
        if month not in DAYS or (d and "X" not in d and not 0 < int(d) <= last_day(year, month)):
            unproven(f"no calendar has {year}-{month}-{two[1]}")
        ends.append("-".join(part for part in (year, month, two[1] if d else "") if part))
    if ends[0] > ends[1] and "X" not in ends[0]:
        unproven("the range descends")
    return ends[0] if len(sides) == 1 else "/".join(ends)


def place(text: str, at: object, field: str) -> str:
    """Cut a piece out of the report."""
    match at:
        case [int(start), int(end)] if 0 <= start < end <= len(text) and end - start <= 200:
            return text[start:end]
    unproven("no place in the report that a figure could have", field)


def derived(record: Mapping[str, object], span: str, text: str, seen: set[str]) -> object:
    """Derive the value of a record with a value."""
    start, unit, value, at = map(record.get, ("start", "unit", "value", "unit_at"))
    before = text[:start]
    return before, unit, value, at
