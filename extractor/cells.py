"""Which figure stands in a cell of the table organisation × indicator × year, where a report states it several times.

The rule is the guideline's (corpus/guideline.md, 10): what was done before what is planned, the year's own before 累计, a
total before a share, the whole year before a part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from extractor.fields import Bound
from extractor.knowledge import Indicators
from extractor.packs import load
from extractor.records import Extraction, Figure, Report, is_named
from extractor.sentences import Span, spans
from extractor.traditional import simplified

__all__ = ["NO_YEAR", "Matrix", "bound_of", "cells", "in_its_unit"]

NO_YEAR: Final = "–"
"""The year of what is said by a report that does not say its year."""

_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}\Z")
_ALL_TIME: Final = re.compile(r"累计|自[^，。；]{0,12}以来")
_IN_ALL: Final = re.compile(r"[共总]|合计|全[年市县区州旗省]")
_PART_ROW: Final = re.compile(  # of a table by places: 甲乡 | 560.2 | 860000
    r"[一-鿿XxＸ×*＊○_]{1,8}(?:省|市|县|区|州|旗|镇|乡|村|街道|社区)(?:红十字会|分会)?"
)
_WHOLE_ROW: Final = re.compile(r"[全本我各]|合计|总计")
_BEFORE: Final = 40  # characters before a figure in which these words are looked for
_CLAUSE: Final = re.compile(r"[，,；;。（(]")
_SPOKEN: Final = {"report": 0, "filled": 1, "reviewed": 2}  # whose word counts more


def cells(
    extraction: Extraction, indicators: Indicators | None = None, undated: str | None = None
) -> dict[tuple[str, str], Figure]:
    """The figure of each (indicator key, year) that the report states; `indicators` are the built-in ones where None.

    An earlier value (`baseline`) and a rate never stand in a cell, but a rate where the indicator is one. A figure without a
    period has the report's year; where the report has none either, that of `undated`, else it stands in no cell. Nor does a row of a table by
    places, which is a part: only one that is open, where nothing else is said, so that the gap shows.

    >>> from extractor import extract
    >>> text = "2023年，全县募捐款物80万元，其中县本级募捐款物30万元。2024年力争募捐款物90万元。"
    >>> [(key, year, figure.text) for (key, year), figure in cells(extract(text)).items()]
    [('donations_total', '2023', '80万元'), ('donations_total', '2024', '90万元')]
    """
    known = {one.key: one for one in (indicators or load().indicators).all}
    year_of_report = _year_told(extraction)
    best: dict[tuple[str, str], tuple[tuple[int | Decimal, ...], Figure]] = {}
    for figure, span in zip(extraction.records, spans(extraction), strict=True):
        if not isinstance(figure, Figure):
            continue
        one = known.get(figure.indicator or "")
        year = _year(figure, year_of_report) or undated
        if one is None or year is None or figure.relation == "baseline":
            continue
        if figure.reviewed and figure.reviewed.status == "rejected":
            continue
        if figure.relation == "per_unit" and not one.per_unit:
            continue
        is_part = _is_of_a_part(figure, extraction.report.organisation)
        if is_part and figure.stated.value is not None:
            continue
        rank = (not is_part, not figure.is_doubted, *_rank(figure, span, level=one.level))
        cell = (one.key, year)
        if cell not in best or rank > best[cell][0]:
            best[cell] = rank, figure
    return {cell: figure for cell, (_, figure) in best.items()}


@dataclass(slots=True)
class Matrix:
    """One figure for each organisation, year and indicator, over many reports."""

    indicators: Indicators
    rows: dict[tuple[str, str], dict[str, Figure]] = field(default_factory=dict)  # (organisation, year): key: figure
    unnamed: dict[str, str] = field(default_factory=dict)  # rows of no organisation's: which input each is of
    _ranks: dict[tuple[str, str, str], tuple[int, ...]] = field(default_factory=dict, repr=False)

    def add(self, extraction: Extraction) -> dict[tuple[str, str, str], Figure]:
        """Add a report; the cells (organisation, year, key) that hold a figure of it now.

        Of two reports what was done goes before what was planned, the whole year before a part of it (a bulletin's figure of one
        day), what is known before what is open, what a person gave before what is only written, the year's own report before
        another year's, and the first before the second.
        """
        name = self._row(extraction.report)
        year_of_report = _year_told(extraction)
        self.rows.setdefault((name, year_of_report or NO_YEAR), {})
        put = {}
        for (key, year), figure in cells(extraction, self.indicators, NO_YEAR).items():
            said = figure.stated
            known = said.value is not None
            own = year == year_of_report
            rank = (
                not figure.is_doubted,
                figure.modality == "actual",
                _of_a_whole_year(figure),
                known,
                _SPOKEN[said.by],
                own,
            )
            cell = name, year, key
            if cell not in self._ranks or rank > self._ranks[cell]:
                self._ranks[cell] = rank
                self.rows.setdefault((name, year), {})[key] = put[cell] = figure
        return put

    def _row(self, report: Report) -> str:
        """Who reports. A name that does not say who (XX县红十字会) has the file's beside it: two such are not one.

        A report that has no name has a row of its own, which is no organisation's.
        """
        if is_named(report):
            return report.organisation
        row = f"{report.organisation}（{Path(report.name).stem}）"
        if not report.organisation and self.unnamed.setdefault(row, report.name) != report.name:
            row = f"（{report.name}）"  # 工作总结.txt in another folder
            self.unnamed[row] = report.name
        return row


def bound_of(figure: Figure) -> Bound:
    """How exact the number in a cell is: as the report says it, where the number is the report's."""
    return (figure.bound or "exact") if figure.stated.value == figure.value else "exact"


def in_its_unit(figure: Figure) -> str:
    """What stands in a cell whose column has another unit: 200名 as the report writes it, 1,650人 where its text has no unit.

    That is so where somebody gave the number, and in a table whose header has the unit.
    """
    said = figure.stated
    is_bare = said.by != "report" or figure.unit_at is not None
    return f"{said.value:,f}{said.unit}" if is_bare and isinstance(said.value, Decimal) else figure.text


def _year(figure: Figure, year_of_report: str | None) -> str | None:
    for told in (figure.period, year_of_report):
        year = (told or "").rpartition("/")[2][:4]
        if _YEAR.match(year):
            return year
    return None


def _year_told(extraction: Extraction) -> str | None:
    """The report's year, or where it says 20XX年 the one that its submitter answered."""
    if extraction.report.year and _YEAR.match(extraction.report.year):
        return extraction.report.year
    answers = (f.filled.value for f in extraction.figures if f.kind == "date" and f.filled and "X" in str(f.value)[:4])
    years = {answer[:4] for answer in answers}
    return years.pop() if len(years) == 1 else extraction.report.year


def _is_of_a_part(figure: Figure, organisation: str) -> bool:
    """Whether a row of a table is of one place of several, and not of the one that reports: 甲乡 in the table of a county."""
    row, tab, _ = figure.sentence.partition("\t")
    name = simplified(row.strip())
    if not tab or not _PART_ROW.fullmatch(name) or _WHOLE_ROW.match(name):
        return False
    return not simplified(organisation).startswith(name) and simplified(figure.item or "").startswith(name)


def _of_a_whole_year(figure: Figure) -> bool:
    return figure.period is None or len(figure.period) == len("2023")


def _rank(figure: Figure, span: Span | None, *, level: bool) -> tuple[int | Decimal, ...]:
    """Higher is better; of equals the first in the text stays."""
    at = span.start if span else 0
    said = simplified(_CLAUSE.split(figure.sentence[max(0, at - _BEFORE) : at])[-1])
    stated = figure.stated
    value = stated.value[0] if isinstance(stated.value, tuple) else stated.value
    return (
        figure.modality == "actual",
        level or not _ALL_TIME.search(said),
        figure.relation != "part_of",
        _of_a_whole_year(figure),
        bool(_IN_ALL.search(said)),
        stated.value is not None,
        _SPOKEN[stated.by],
        value if isinstance(value, Decimal) else Decimal(0),
    )
