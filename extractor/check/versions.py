"""Two reports of one organisation for one year, an old version beside the new or a 总结 beside a 统计表, that disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import Final

from extractor.cells import cells
from extractor.check.finding import Finding, View, across_peers
from extractor.check.reach import Reach, said
from extractor.check.told import Place, alike, number
from extractor.records import Figure, is_named
from extractor.traditional import simplified

# A bulletin, or a report of half a year: its figures are no totals of the year, whatever they are about.
_OF_A_PART: Final = re.compile(
    r"[简快专]报|动态|[周月季]报|季度|半年|第[^，。]{1,4}期|月份?(?!末?[0-9０-９〇一二三四五六七八九十]+[日号])"
)


@across_peers
def disagreeing(views: Sequence[View]) -> Iterator[tuple[int, Finding]]:
    """C507: 发放蚊帐210顶 in 总结.docx, 230顶 in 总结（修改稿）.docx, of one organisation and year.

    The finding is on the later of the inputs; the table has the figure of the first.
    """
    first: dict[tuple[str, str], tuple[View, Place]] = {}  # by organisation and indicator
    for at, view in enumerate(views):
        report = view.extraction.report
        if not is_named(report) or _OF_A_PART.search(simplified(report.title)):
            continue
        for indicator, place in _of_the_year(view):
            before, other = first.setdefault((report.organisation, indicator), (view, place))
            if before is not view and not (_states(before, place.figure) or _states(view, other.figure)):
                yield at, _disagreement(view, place, before, other)


def _of_the_year(view: View) -> Iterator[tuple[str, Place]]:
    """What the report says of its own year, as done: an indicator's key, and its figure.

    What the submitter or a reviewer has settled is no doubt any more.
    """
    own = view.extraction.report.year
    places = {id(place.figure): place for told in view.sentences for place in told.places}
    for (indicator, year), figure in cells(view.extraction, view.packs.indicators).items():
        is_settled = figure.filled or (figure.reviewed and figure.reviewed.status != "noted")
        is_whole = year == own and figure.period in {None, own} and number(figure, None, "per_unit")
        if is_whole and figure.modality == "actual" and not is_settled and id(figure) in places:
            yield indicator, places[id(figure)]


def _states(view: View, figure: Figure) -> bool:
    """Whether a report has a figure of the same indicator that may be the same number, or one that cannot be compared."""
    return any(
        not alike(one, figure) or Reach.of(one).meets(Reach.of(figure))
        for one in view.extraction.figures
        if one.indicator == figure.indicator and one.status == "complete" and one.kind != "date"
    )


def _disagreement(view: View, place: Place, before: View, other: Place) -> Finding:
    indicator = view.packs.indicators.named(place.figure.indicator or "")
    files = place.figure.source_file, other.figure.source_file
    names = tuple(PurePath(file).name for file in files)
    facts = {
        "name": indicator.zh if indicator else "",
        "text": place.figure.text,
        "other": other.figure.text,
        "file": files[0] if names[0] == names[1] else names[0],
        "value": _value(place.figure),
        "other_file": files[1] if names[0] == names[1] else names[1],
        "other_value": _value(other.figure),
    }
    return Finding("C507", (place.index,), facts, (before.cited(other),))


def _value(figure: Figure) -> str:
    """The number, or both ends of a range."""
    ends = figure.value if isinstance(figure.value, tuple) else (figure.value,)
    return "–".join(said(end) for end in ends if isinstance(end, Decimal))
