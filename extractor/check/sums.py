"""Parts and sums: no part is larger than its whole, and parts that leave no rest make it up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from extractor.check.finding import Finding, View, in_report
from extractor.check.reach import Reach, said, value
from extractor.check.told import Place, Told, alike, number
from extractor.check.whole import Parts, wholes

# Two words that together are everything.
_HALVES: Final = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        ("男", "女"), ("城[市镇区]", "农[村业户]"), ("线上", "线下"), ("省内", "省外"), ("市内", "市外"), ("县内", "县外"),
        ("捐款|资金|善款|现金", "捐物|物资|实物"), ("非定向|不定向", "(?<![非不])定向"), ("未成年", "(?<!未)成年"), ("上半年", "下半年"),
    )
)  # fmt: skip
_OPEN_LIST: Final = re.compile(r"其中|含|包括|如|等|主要|约|以上|新|另|不")
_GOODS: Final = re.compile(r"捐物|物资|实物")
_BOTH: Final = re.compile(r"款物|钱物|捐赠")  # money and goods are all of it only where the whole says so
_SLIP: Final = Decimal("0.25")  # of the whole; what is further off is rather an open list, or one that counts twice
_IN_ALL: Final = re.compile(
    r"[，,、]\s*(?:以上|上述)?(?:[两二三四五六七八九十]项|[两三]者)?(?:合计|总计|共计)(?:金额|资金|人民币)?为?\s*\Z"
)
_LONGEST: Final = 24  # parts
_NAME: Final = re.compile(r"[^，。；：（）()0-9]{0,14}[、，,和及][^，。；：（）()0-9]{1,12}\Z")


@in_report
def part_too_large(view: View) -> Iterator[Finding]:
    """S301: 募集80万元，其中定向捐款90万元."""
    for told in view.sentences:
        for found in wholes(told):
            for part in found.parts:
                if Reach.of(part.figure).low > Reach.of(found.whole.figure).high:
                    yield Finding.of(
                        "S301", part, found.whole,
                        part=part, whole=found.whole,
                        part_value=said(value(part.figure)), whole_value=said(value(found.whole.figure)),
                    )  # fmt: skip


@in_report
def parts_do_not_add_up(view: View) -> Iterator[Finding]:
    """S302, S303, S304: 会员751人（男420人、女341人）; 募集80万元，其中定向50万元、非定向40万元."""
    for told in view.sentences:
        for found in wholes(told):
            if len(found.parts) < 2 or any(_larger(part, found.whole) for part in found.parts):
                continue  # S301 has said it
            total, sum_ = Reach.of(found.whole.figure), _sum(found.parts)
            if total.meets(sum_):
                continue
            code = _code(found, exceeds=sum_.low > total.high)
            if code:
                yield _finding(code, found.whole, found.parts)


@in_report
def total_after_its_parts(view: View) -> Iterator[Finding]:
    """S303: 捐款30万元、捐物20万元，合计60万元."""
    for told in view.sentences:
        numbers = told.numbers
        for at, total in enumerate(numbers):
            if (
                not 2 <= at <= _LONGEST
                or not number(total.figure)
                or not _IN_ALL.search(told.between(numbers[at - 1], total))
            ):
                continue
            parts = _listed_before(told, numbers[:at], total)
            if len(parts) > 1 and not Reach.of(total.figure).meets(_sum(parts)):
                yield _finding("S303", total, parts)


def _listed_before(told: Told, before: Sequence[Place], total: Place) -> list[Place]:
    """The figures of the list that ends at 合计, where it begins the sentence; else none: more might belong to it."""
    for at, place in enumerate(before):
        if not number(place.figure) or not alike(place.figure, total.figure):
            return []
        if place.figure.modality != total.figure.modality:
            return []
        if at and not _NAME.match(told.between(before[at - 1], place)):
            return []
    return list(before)


def _larger(part: Place, whole: Place) -> bool:
    return Reach.of(part.figure).low > Reach.of(whole.figure).high


def _sum(parts: Sequence[Place]) -> Reach:
    total = Reach.of(parts[0].figure)
    for part in parts[1:]:
        total += Reach.of(part.figure)
    return total


def _code(found: Parts, *, exceeds: bool) -> str | None:
    """Which parts leave no rest, and so must make up the whole; None where they need not."""
    names = [found.told.between(found.whole, found.parts[0])]
    names += [found.told.between(one, other) for one, other in zip(found.parts, found.parts[1:], strict=False)]
    if len(found.parts) == 2 and any(_are(names, one, other) for one, other in _HALVES):
        lead = found.told.text[max(0, found.whole.start - 12) : found.whole.start]
        if _BOTH.search(lead) or not any(_GOODS.search(name) for name in names):
            return "S302"
    off = abs(_plain(found.parts) - value(found.whole.figure)) / max(value(found.whole.figure), Decimal(1))
    if found.bracket and off <= _SLIP and not _OPEN_LIST.search(found.bracket) and _only(found):
        return "S303"
    return "S304" if exceeds and found.whole.figure.kind == "amount" else None


def _are(names: Sequence[str], one: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Whether the two names are these two words, in either order."""
    first, second = names
    return bool((one.search(first) and other.search(second)) or (other.search(first) and one.search(second)))


def _plain(parts: Sequence[Place]) -> Decimal:
    return sum((value(p.figure) for p in parts), Decimal())


def _only(found: Parts) -> bool:
    """Whether the bracket holds nothing but its parts: 医护912人、后勤374人."""
    numbers = [p for p in found.told.numbers if found.parts[0].start <= p.start]
    rest = numbers[len(found.parts) :]
    closed = found.told.text.find(found.bracket, found.whole.end) + len(found.bracket)
    return not any(p.start < closed for p in rest) and closed - found.parts[-1].end <= 4


def _finding(code: str, whole: Place, parts: Sequence[Place]) -> Finding:
    return Finding.of(
        code, whole, *parts,
        parts=" + ".join(said(value(p.figure)) for p in parts),
        sum=said(_plain(parts)),
        whole=whole, whole_value=said(value(whole.figure)),
    )  # fmt: skip
