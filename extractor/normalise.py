"""What a mention says: its characters → kind, status, value and unit.

Nothing but the mention is looked at, except the currency words at its ends (港币15万元, 12亿人民币) and the text's own currency.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from extractor import numerals
from extractor.dates import WrittenDate, read_date
from extractor.fields import Bound, Kind, Status
from extractor.knowledge import Packs, Unit
from extractor.mention import NO_HEADS, Heads, Mention
from extractor.outline import Outline
from extractor.placeholder import HOLE

__all__ = ["Reading", "Value", "normalise"]

Value = Decimal | tuple[Decimal, Decimal] | None

_FREE: Final = re.compile(r"[（［\[]|-{2}|—{2}")  # kept free for the digits
_SHARED: Final = re.compile(r"(?:[百佰千仟]|(?=[万亿兆wW]))[万亿兆wW]*[余多几]?\s*|\s*[KkMmBb][a-z]{0,7}\s*")
_LARGE: Final = re.compile("[万亿兆wWKkMmBb]")
_OVER: Final = re.compile(r"[余多+＋]")
_ABOUT: Final = re.compile(r"[几来]|\A[百千万]把")
_HOME: Final = frozenset({"元", "圆", "块钱"})
_CURRENCY_GAP: Final = re.compile(r"[\s\u3000]|[约近超逾共计达为]")
_SMALLER: Final = frozenset({"half", "rest", "jiao", "fen"})  # of the unit
_COINS: Final = (("jiao", Decimal(10)), ("fen", Decimal(100)))
_BASES: Final = {
    "百": Decimal(100),
    "佰": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10000),
}
_EXACT: Final = 28  # digits; of more, Decimal rounds some off when a scale is put to them
_LARGEST: Final = Decimal(10) ** 18  # a longer number is a code that happens to stand before a unit


@dataclass(slots=True)
class Reading:
    """What a mention says by itself; `link` adds what the text around says of it."""

    start: int
    end: int
    pattern: str
    kind: Kind
    status: Status
    value: Value
    unit: str | None
    bound: Bound  # as far as the figure itself says: 余, 多, 几, 来
    date: WrittenDate | None = None
    unit_at: tuple[int, int] | None = None
    heads: Heads = NO_HEADS


def normalise(mention: Mention, text: str, packs: Packs, outline: Outline) -> Reading | None:
    """The reading of one mention of a figure or date, or None where its pattern says no number after all."""
    span = text[mention.start : mention.end]
    groups = mention.match.groupdict()
    if mention.pattern.source == "date":
        return _date(mention, groups)
    unit = _unit(mention, groups, text, packs, outline)
    if unit is None:
        return None
    if mention.pattern.is_missing:
        return _reading(mention, unit, "missing", None, _inner_bound(span))
    digits = "".join(filter(None, map(groups.get, ("low", "high", "high2", "share"))))
    if HOLE.search(digits) or _FREE.search(digits):
        return _reading(mention, unit, "redacted", None, _inner_bound(span))
    value = _value({name: written for name, written in groups.items() if written}, unit)
    if value is None:
        return None
    bound: Bound = (
        "about" if groups.get("near") or numerals.neighbours(groups.get("share") or "") else _inner_bound(span)
    )
    plain = (_plain(value[0]), _plain(value[1])) if isinstance(value, tuple) else _plain(value)
    return _reading(mention, unit, "complete", plain, bound)


def _plain(value: Decimal) -> Decimal:
    """The same number, a whole one without a point: 26.2万 is 262000, not 262000.0."""
    whole = value.to_integral_value()
    return whole if whole == value else value


def _date(mention: Mention, groups: dict[str, str | None]) -> Reading | None:
    date = read_date(groups)
    if date is None:
        return None
    status: Status = "redacted" if date.hidden else "complete"
    return Reading(mention.start, mention.end, mention.pattern.name, "date", status, None, None, "exact", date)


def _reading(mention: Mention, unit: Unit, status: Status, value: Value, bound: Bound) -> Reading:
    return Reading(
        mention.start,
        mention.end,
        mention.pattern.name,
        unit.kind,
        status,
        value,
        unit.unit,
        bound,
        unit_at=mention.unit_at,
        heads=mention.heads,
    )


def _unit(mention: Mention, groups: dict[str, str | None], text: str, packs: Packs, outline: Outline) -> Unit | None:
    if "base" in groups:
        return Unit("‰" if groups["base"] == "千" else "%", "ratio")
    written = mention.unit or groups.get("unit") or ("元" if mention.pattern.unit_is == "yuan" else "")
    said = packs.measure(written)
    word = said.word if said else written
    if groups.get("sign"):
        return packs.signs.get(groups["sign"] or "") or Unit("HKD" if outline.currency == "HKD" else "USD", "amount")
    if mention.pattern.unit_is in {"noun", "said"}:
        return Unit(written, "count")
    unit = packs.units.get((groups.get("each") or "") + word)  # 一个半小时: 个小时
    if unit and (word in _HOME or (mention.pattern.unit_is == "yuan" and unit.kind != "amount")):  # 两个亿卢布
        named = "CNY" if text.startswith("人民币", mention.end) else _currency(text, mention.start, packs)
        unit = Unit(named or outline.currency, "amount")
    if unit and said and mention.unit:
        unit = replace(unit, factor=unit.factor * said.scale)
    return unit


def _currency(text: str, start: int, packs: Packs) -> str | None:
    before = _CURRENCY_GAP.sub("", text[max(0, start - 8) : start])
    for size in (4, 3, 2):
        sign = packs.signs.get(before[-size:])
        if sign:
            return sign.unit
    return None


def _inner_bound(span: str) -> Bound:
    if _OVER.search(span):
        return "over"
    return "about" if _ABOUT.search(span) else "exact"


def _value(said: Mapping[str, str], unit: Unit) -> Value:
    """What the parts of a number come to in the unit; None where they make no number: 69.5块五."""
    if "near" in said:
        ends = numerals.neighbours(said["near"])
        return ends and (ends[0] * unit.factor, ends[1] * unit.factor)
    if "base" in said:
        return _fraction(said["base"], said.get("share", ""), said.get("high", ""))
    low = _number(said.get("low", ""))
    if "low" in said and (low is None or (not _SMALLER.isdisjoint(said) and low % 1)):
        return None
    if low is not None and "minus" in said:
        low = -low
    if "whole" in said:  # 一又二分之一, 四分之一升
        part = _part(said["whole"], _number(said.get("over", "")))
        return None if part is None else ((low or Decimal(0)) + part / 100) * unit.factor
    if "half" in said:
        return ((low or Decimal(0)) + Decimal("0.5")) * unit.factor  # 半成 is 5 %
    coins = sum((_number(said.get(coin, "")) or 0) / worth for coin, worth in _COINS)
    if low is None:
        return coins * unit.factor if coins else None  # 两毛五
    low += coins
    if "rest" in said:
        low += Decimal("0.5") if said["rest"] == "半" else Decimal(numerals.DIGIT_VALUES[said["rest"]]) / 10
    written_high = said.get("high") or said.get("high2")
    if not written_high:
        return low * unit.factor
    high = _number(written_high)
    shares = "" if "high2" in said else written_high  # 1元至3万元: each end has its own unit
    return None if high is None else _range(said.get("low", ""), low, shares, high, unit)


def _range(written_low: str, low: Decimal, written_high: str, high: Decimal, unit: Unit) -> Value:
    """Two ends; 1,000-5,000万 and 两到三百 share a scale, 5000万-1亿 does not.

    As much is shared as leaves the first end below the second: 三到五百万 shares 百万, 八百到九百万 only 万.
    """
    for at in range(1, 0 if _LARGE.search(written_low) else len(written_high)):
        coefficient = numerals.read(written_high[:at]) if _SHARED.fullmatch(written_high, at) else None
        if coefficient and low < coefficient:
            low *= high / coefficient
            break
    return (low * unit.factor, high * unit.factor) if low < high else None


def _fraction(base: str, share: str, high: str) -> Value:
    """百分之五 is one share, 百分之三至五 and 百分之二三十 are two."""
    if high or (base in _BASES and numerals.neighbours(share)):
        ends = (numerals.read(share), numerals.read(high)) if high else numerals.neighbours(share) or ()
        low, top = (_part(base, end) for end in ends)
        return (low, top) if low is not None and top is not None and low < top else None
    return _part(base, numerals.read(share))


def _part(base: str, part: Decimal | None) -> Decimal | None:
    if part is None:
        return None
    if base in _BASES:
        return part if base in "百佰千" else part / 100
    whole = numerals.read(base)
    if not whole or part > min(whole, _LARGEST):
        return None
    return (part * 100 / whole).quantize(Decimal("0.0001")).normalize() + 0  # 20, not 2E+1


def _number(written: str) -> Decimal | None:
    value = numerals.read(written) if written else None
    if value is None or value > _LARGEST or (len(written) > _EXACT and len(value.as_tuple().digits) > _EXACT):
        return None
    return value
