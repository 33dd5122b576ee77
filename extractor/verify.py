"""Prove every value from the characters of its span, knowing none of the extractor's rules."""
# ruff: noqa: RUF001, PLR2004 - the characters and the four-digit years of Chinese reports

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

CN = "零一二三四五六七八九"
D, W = f"0-9{CN}", f"0-9{CN}十百千万亿"
ARABIC = str.maketrans(f"{CN}点", "0123456789.")
SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
PARTS = {"%": 100, "‰": 1000, "成": 10}
COINS = {"元": Decimal(1), "块": Decimal(1), "角": Decimal("0.1"), "毛": Decimal("0.1"), "分": Decimal("0.01")}
EXACT = Context(prec=200)  # numerals have 60 characters at most, so nothing but 1/3 is rounded
# Full width to ASCII, formal and traditional to plain, placeholders to X, zero width to nothing.
PLAIN: dict[int, str | None] = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
PLAIN |= str.maketrans(
    "—–―−‐‑─〜〇两兩壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億點餘來幾個號國圓圆塊錢￥",
    "-------~零二二一二二三三四五六七八九十百千万亿点余来几个号国元元块钱¥",
)
PLAIN |= dict.fromkeys(map(ord, "xｘ×*＊○◯□△_＿●…某"), "X") | {ord("廿"): "二十", ord("卅"): "三十"}
PLAIN |= dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\xad"))
RUN = rf"(?:半|(?:[{W}余多来几]|[.,](?=[0-9])|点(?=[{D}])|、(?=[{CN}])){{1,60}})"
SIGN = r"(?:RMB|CNY|USD|HKD|TWD|EUR|GBP|JPY|[¥€£]|(?:HK|NT|US|A|C|S|MOP)?\$)"
START = re.compile(f"{SIGN}?([负-]?)(?:({RUN})分之)?({RUN})")
RANGE = re.compile(rf"([^{W}、~至到-]{{0,12}})[~至到-]{{1,2}}{SIGN}?({RUN})")
COIN = re.compile(f"({RUN})([元块角毛分])")
MONEY = re.compile(  # 五元三毛, 三块五, 六角七分钱, but not 5元
    rf"(?:{RUN}[元块]钱?)?(?:{RUN}[角毛]钱?)?(?:{RUN}分钱?|(?<=[元块角毛])[{D}])?(?<=[{D}角毛分钱])",
)
LEAF = re.compile(rf"(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+|[{CN}]?|[{CN}]+零[{CN}]*)(?:[.点][{D}]+)?")
FUZZ = re.compile(rf"(?<=[{W}])(?:[余多来]|几[十百千]?)(?![{D}])")
PAIR = re.compile(rf"(?<![点{CN}])([{CN[1:]}])、?([{CN[1:]}])(?![{CN}])")
NEAR = {"三五", *(CN[i : i + 2] for i in range(1, 9))}
BARE = {*"百千万亿", "万亿"}  # 万元 has lost its number, 百亿元 and 万余元 have not
CUE = re.compile("(?:破|超过?|逾|近|(?<!通)过|不足)$")  # 破[亿度], 超[万人]
GROUP = re.compile("(?<=[0-9])[ \xa0\u202f](?=[0-9]{3}(?![0-9]))")  # 1 000 000
BROKEN = re.compile(r"(?<=[0-9])\s+(?=[0-9])")  # 12 15: two numbers, not 1215
OWN = re.compile("千[瓦克米伏卡帕赫焦]|百分点|百帕|[A-Za-z]{1,3}[23]$")  # units, not scales
BEFORE = re.compile(r"(?:[0-9０-９X×Ｘ]|[^\s\d。；：;:]\d{1,3}[.．])$")  # 26.[2万元], but 1.[5人]
AFTER = re.compile("[.．]?[0-9０-９]")
N = rf"([0-9X{CN}十百]{{1,5}})"
SIDE = re.compile(  # era, year, relative year, month, day, 旬, half, quarters, months, quarter, bare
    rf"(?:公元|西元|中华(?=民))?(民国)?(?:{N}年度?|([今本当同去上明次翌前后])年度?)?"
    rf"(?:{N}月份?|[本当同]月)?(?:{N}[日号])?"
    rf"(?:([上中下])旬|([上下前后]半年|H[12])|前{N}个?季度|前{N}个月|[第Q]?{N}季度|Q([1-4]))?"
    rf"(?:[年月]?[初底末中内]|全年|[上中下]午|凌晨|晚上?)?{N}?",
)
FORMS = (  # 2021-03-29, 2023.4, 2023-06, 20240307, and the 4.8 of 2023.4.6-4.8
    (r"([0-9]{4})([-./])([0-9X]{1,2})\2([0-9X]{1,2})", r"\1年\3月\4日"),
    (r"([0-9]{4})[./]([0-9X]{1,2})(?![0-9])|^([0-9]{4})-([0-9]{2})$", r"\1\3年\2\4月"),
    (r"^([0-9]{4})([0-9]{2})([0-9]{2})$", r"\1年\2月\3日"),
    (r"([0-9X]{1,2})[./·]([0-9X]{1,2})(?![0-9])", r"\1月\2日"),
)
O_YEAR = re.compile(rf"[一二][{CN}〇○]{{3}}(?=\s?年)")  # 二○○八: these are zeros
DAYS = {f"{m:02}": d for m, d in enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)}
YEARS = re.compile(rf"(民国)?\s?([{D}十百]{{2,5}})年|(?<![0-9])((?:19|20)[0-9]{{2}})(?![0-9])")
MONTHS = re.compile(rf"[0-9]{{4}}[-./]([0-9]{{1,2}})(?![0-9])|((?<![0-9])[0-9]{{1,2}}|[{CN}十]{{1,2}})月")
# What to add to the year that 去年 means, to reach one that the report names.
OFFSETS = {"今": (0, -1), "本": (0, -1), "去": (1,), "上": (1,), "前": (2,)}
OFFSETS |= {"明": (-1,), "次": (-1,), "翌": (-1,), "后": (-2,)}


@dataclass(frozen=True)
class Failure:
    """A record that could not be proved.

    >>> print(Failure(4, "5人", "value", "5", "6", "the span says otherwise"))
    4 「5人」 value: found 6, expected 5: the span says otherwise
    """

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


class UnprovenError(Exception):
    """Why a record is not proved, the field at fault, and what it should be."""


def unproven(why: str, field: str = "value", expected: object = "") -> NoReturn:
    """Give up on a record."""
    raise UnprovenError(why, field, expected)


def plain(text: str, unit: str = "") -> str:
    """Half-width, simplified, without spaces; a unit like 千瓦 hidden, as its 千 is no scale.

    >>> plain("３６，０００ 餘份"), plain("5千瓦", "千瓦"), plain("12 15人"), plain("二○○八年")
    ('36,000余份', '5u', '12|15人', '二零零八年')
    """
    text = O_YEAR.sub(lambda year: year[0].replace("○", "零"), text).translate(PLAIN)
    text = "".join(BROKEN.sub("|", GROUP.sub("", text)).split())
    return text.replace(unit, "u") if OWN.match(unit) else text


def numeral(run: str, *, bare: bool = False) -> Decimal:
    """Read one numeral in plain characters; with `bare`, 万 alone is ten thousand.

    >>> [int(numeral(run)) for run in ("一百零六", "25万6千", "十余万", "万余", "二千三百五", "百亿")]
    [106, 256000, 100000, 10000, 2350, 10000000000]
    """
    whole = FUZZ.sub("", run)
    if whole in BARE and whole == run and not bare:
        unproven("a scale without a number")
    whole = f"一{whole}" if whole in BARE or re.fullmatch("[百千][万亿]", whole) else whole
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


def read(run: str, after: str, *, bare: bool = False) -> list[Decimal]:
    """Read a number, with the 半 or tenth in its unit; neighbouring digits are two numbers.

    >>> [*map(int, read("三四十万", "元"))], str(*read("一", "个半小时")), str(*read("九", "成二"))
    ([300000, 400000], '1.5', '9.2')
    """
    pair, extra = PAIR.search(run), Decimal(0)
    if pair and pair[1] + pair[2] not in NEAR:
        unproven(f"{run} is neither one number nor two neighbours")
    runs = [run[: pair.start()] + d + run[pair.end() :] for d in pair.groups()] if pair else [run]
    values = [Decimal("0.5") if r == "半" else numeral(r, bare=bare) for r in runs]
    if after.startswith("个半") or re.search("[^半]半$", after):
        after, extra = after.replace("半", "", 1), Decimal("0.5")
    elif re.fullmatch(f"[成米斤][{D}]", after):
        after, extra = after[0], numeral(after[1]) / 10
    return unproven(f"{after} is more than a unit") if re.search(f"[{W}X半|]", after) else [
        value + extra for value in values
    ]


def numbers(span: str, kind: str, unit: str, extra: str, *, bare: bool) -> list[Decimal]:
    """Derive what a span says, with `extra`, the unit that stands outside it."""
    mark, extra, body = plain(unit, unit), plain(extra, unit), plain(span, unit)
    money = re.sub(f"^{SIGN}", "", body)
    if kind == "amount" and len(money) > 1 and MONEY.fullmatch(money):
        last = {"元": "角", "块": "角", "角": "分", "毛": "分"}.get(money[-2], "")
        return [sum((numeral(r) * COINS[c] for r, c in COIN.findall(money + last)), Decimal(0))]
    first = START.match(body) or unproven("no number stands at the start of the span")
    base = numeral(first[2], bare=True) if first[2] else None
    body = body.replace(f"{first[2]}分之", "")  # twice in 百分之三十至百分之四十
    first = START.match(body) or unproven("no number stands after 分之")
    second = RANGE.match(body, first.end())
    rest = body[(second or first).end() :]
    values = read(first[3], second[1] if second else rest, bare=bare)
    if second:
        values = limits(values, read(second[2], rest), "" if second[1] else first[3], second[2])
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
