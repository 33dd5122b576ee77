"""The records of a report as a table, and why they are read as they are, as trees."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich import box
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from extractor.harmless import shown
from extractor.labels import header, label
from extractor.messages import language, say, sentences, translated
from extractor.records import Extraction, Figure, Redaction
from extractor.terminal.screen import screen

if TYPE_CHECKING:  # a run that finds nothing new should not load what extracts
    from extractor.explain import Explanation

__all__ = ["number", "print_explanations", "print_extraction"]

_STYLES: Final = {"redacted": "yellow", "missing": "red", "complete": ""}
_BOUNDS: Final = {"over": "≥ ", "under": "≤ ", "about": "≈ "}
_ARROWS: Final = {"up": "↑", "down": "↓"}


def print_extraction(extraction: Extraction) -> None:
    """All records of one report as a table."""
    console = screen()
    report = extraction.report
    title = " · ".join(
        filter(
            None, (Path(report.name).name, report.title, report.year and say("of_year", facts={"year": report.year}))
        )
    )
    table = Table(
        box=box.SIMPLE_HEAD,
        header_style="bold",
        title=Text(shown(title)),
        title_justify="left",
        collapse_padding=True,
        pad_edge=False,
    )
    table.add_column(say("at"), justify="right", no_wrap=True)
    table.add_column(header("text", language()), min_width=10, overflow="fold")
    table.add_column(header("kind", language()), no_wrap=True)
    table.add_column(header("value", language()), justify="right", no_wrap=True)
    table.add_column(header("unit", language()), no_wrap=True)
    table.add_column(header("item", language()), min_width=8, overflow="fold")
    table.add_column(header("period", language()), overflow="fold")
    table.add_column(say("remarks"), min_width=8, overflow="fold")
    for record in extraction.records:
        table.add_row(*_cells(record), style=_STYLES.get(getattr(record, "status", ""), "dim"))
    console.print(table)


def _cells(record: Figure | Redaction) -> list[Text]:
    lang = language()
    cells = [str(record.start), record.text, label("kind", record.kind, lang)]
    if isinstance(record, Redaction):
        cells += ["", "", "", "", label("what", record.what, lang)]
    else:
        signs = [
            label("status", record.status, lang) if record.status != "complete" else "",
            label("modality", record.modality, lang) if record.modality == "planned" else "",
            label("relation", record.relation or "", lang),
            _ARROWS.get(record.change or "", ""),
        ]
        value = _BOUNDS.get(record.bound or "", "") + number(record.value) if record.value is not None else "?"
        value = value.replace("/", "/\n")  # the ends of a period, one below the other
        period = (record.period or "").replace("/", "/\n")
        cells += [value, record.unit or "", record.item or "", period, " ".join(filter(None, signs))]
    return [Text("\n".join(map(shown, cell.split("/\n"))) if "/\n" in cell else shown(cell)) for cell in cells]


def number(value: Decimal | tuple[Decimal, Decimal] | str | None) -> str:
    """A value for the eye: grouped, without an exponent.

    >>> number(Decimal("262000.0")), number((Decimal(20), Decimal(30)))
    ('262,000', '20–30')
    """
    if isinstance(value, tuple):
        return "–".join(map(number, value))
    if isinstance(value, Decimal):
        whole = value.to_integral_value()
        return f"{whole:,f}" if whole == value else f"{value.normalize():,f}"
    return value or ""


def print_explanations(explanations: Iterable[Explanation]) -> None:
    """A tree for each record: what matched, what its parts are, which words set what, and which readings lost."""
    console = screen()
    empty = True
    for one in explanations:
        empty = False
        console.print(_tree(one))
    if empty:
        console.print(say("no_figures"))


def _tree(one: Explanation) -> Tree:
    r, lang = one.record, language()
    head = Text.assemble((shown(r.text), "bold"), f" [{r.start},{r.end})  {label('kind', r.kind, lang)}")
    if isinstance(r, Figure):
        head.append(f"  {number(r.value) if r.value is not None else '–'} {r.unit or ''}", "bold")
        head.append(f"  {label('status', r.status, lang)}", _STYLES[r.status])
    else:
        head.append(f"  {label('what', r.what, lang)}")
    tree = Tree(head)
    pattern = tree.add(Text(f"{header('pattern', lang)} {r.pattern}"))
    words_of = sentences("parts", lang)
    for name, characters in one.parts:
        pattern.add(Text(f"{shown(characters)}  {words_of.get(name, name)}"))
    for name, value, words in one.cues:
        said = f"{header(name, lang)} = {label(name, value, lang)}"
        tree.add(Text(said + (f"  ← {shown(words)}" if words else "")))
    if isinstance(r, Figure) and r.kind != "date":
        item, period = header("item", lang), header("period", lang)
        tree.add(Text(f"{item} = {shown(r.item or '–')}   {period} = {r.period or '–'}"))
    for note in one.notes:
        tree.add(Text(shown(translated(note))))
    if one.lost:
        lost = tree.add(Text(say("explain_lost"), "dim"))
        for name, characters, why in one.lost:
            lost.add(Text(f"{name}: {shown(characters)}  – {translated(why)}", "dim"))
    return tree
