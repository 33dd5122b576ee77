"""What the terminal shows: tables and trees drawn by rich. Text of reports is shown as it is, never as markup."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich import box
from rich import progress as bars
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from extractor.harmless import shown
from extractor.labels import header, label
from extractor.labels import place as place_of
from extractor.messages import Code, Language, language, say, translated
from extractor.records import Extraction, Figure, Redaction

if TYPE_CHECKING:  # a run that finds nothing new should not load what extracts
    from extractor.check.run import Located
    from extractor.explain import Explanation
    from extractor.gold import Score
    from extractor.inputs import Progress
    from extractor.packs import Packs
    from extractor.returns.merge import Merged
    from extractor.returns.send import Returned
    from extractor.status import Status

__all__ = [
    "print_code",
    "print_explanations",
    "print_extraction",
    "print_findings",
    "print_merged",
    "print_patterns",
    "print_returned",
    "print_scores",
    "print_statuses",
    "progress",
]

_STYLES: Final = {"redacted": "yellow", "missing": "red", "complete": ""}
_MOST_ROWS: Final = 50  # of the table after a run
_SEVERITIES: Final = {"error": "red", "warning": "yellow", "info": "cyan"}
_LINE: Final = 72  # characters of a cited sentence
_BOUNDS: Final = {"over": "≥ ", "under": "≤ ", "about": "≈ "}
_ARROWS: Final = {"up": "↑", "down": "↓"}


@contextlib.contextmanager
def progress() -> Iterator[Callable[[Progress], None]]:
    """A line on stderr that says how far a run is: inputs, rate, time left, how many are flagged. Only on a terminal."""
    console = Console(stderr=True)
    shown_on = bars.Progress(
        bars.TextColumn("{task.description}"),
        bars.BarColumn(),
        bars.TextColumn("{task.completed:.0f}/{task.total:.0f}"),
        bars.TextColumn("{task.fields[rate]}"),
        bars.TimeRemainingColumn(),
        bars.TextColumn("{task.fields[flagged]}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with shown_on:
        line = shown_on.add_task(say("run_reports"), total=0, rate="", flagged="")

        def watch(now: Progress) -> None:
            speed = shown_on.tasks[0].speed
            rate = say("run_rate", facts={"rate": f"{speed:.1f}"}) if speed else ""
            flagged = say("run_flagged", facts={"number": now.flagged}) if now.flagged else ""
            shown_on.update(line, completed=now.done, total=now.total, rate=rate, flagged=flagged)

        yield watch


def print_statuses(statuses: Iterable[Status], output: Path | None) -> None:
    """The table after a run: each input, of many only those with something to look at, and where the records went.

    Nothing where nothing could be read.
    """
    console = Console()
    some: list[Status] = []
    open_ones: list[Status] = []
    counts: Counter[str] = Counter()
    for one in statuses:
        if one.code == "ignored":
            continue
        counts.update({"inputs": 1, "figures": one.figures, one.status: 1, "duplicates": bool(one.duplicate_of)})
        if len(some) <= _MOST_ROWS:
            some.append(one)
        if one.first or one.status != "ok":
            counts["notable"] += 1
            open_ones += [one] if len(open_ones) < _MOST_ROWS else []
    done = counts["inputs"] - counts["rejected"]
    if not done:
        return
    rows = some if counts["inputs"] <= _MOST_ROWS else open_ones
    console.print(_status_table(rows))
    if counts["inputs"] > _MOST_ROWS and counts["notable"] > len(rows):
        console.print(say("run_more", facts={"number": counts["notable"] - len(rows)}))
    to = f" → {shown(str(output))}" if output else ""
    said = [say("run_done", facts={"reports": done, "figures": counts["figures"]}) + to]
    said += [say(f"run_{key}", facts={"number": counts[key]}) for key in ("rejected", "duplicates") if counts[key]]
    console.print(Text(say("and_then").join(said)))


def _status_table(rows: Iterable[Status]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", expand=True, collapse_padding=True, pad_edge=False)
    table.add_column(say("run_report"), overflow="ellipsis", no_wrap=True, ratio=3, min_width=8)
    for head in (say("run_figures"), *map(_head, ("complete", "redacted", "missing", "words"))):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column(say("run_first"), overflow="ellipsis", no_wrap=True, ratio=4)
    for one in rows:
        cells = [str(n) for n in (one.figures, one.complete, one.redacted, one.missing, one.words)]
        said = say("and_then").join(filter(None, (_first(one), translated(one.reason)))) or "–"
        if one.status == "rejected":
            cells = ["–"] * 5
        style = {"rejected": "red", "warning": "yellow"}.get(one.status, "")
        name = "/".join(Path(one.file).parts[-2:]) if ".zip/" in one.file.lower() else Path(one.file).name
        table.add_row(Text(shown(name)), *cells, Text(shown(said), style))
    return table


def _first(status: Status) -> str:
    """The first open figure of a report, with what is wrong with it."""
    return f"{label('status', status.first_status, language())}「{status.first}」" if status.first else ""


def print_returned(done: Sequence[Returned], out: Path) -> None:
    """A row for each submitter's folder."""
    console = Console()
    if not done:
        return
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    table.add_column(_head("organisation"), overflow="fold")
    for head in ("return_reports", "return_copies", "return_open"):
        table.add_column(say(head), justify="right", no_wrap=True)
    table.add_column(say("return_folder"), overflow="fold")
    for one in done:
        copies = sum(bool(sent.copy) for sent in one.sent)
        cells = (str(len(one.sent)), str(copies), str(one.questions))
        table.add_row(Text(shown(one.organisation)), *cells, Text(shown(one.folder.name)))
    console.print(table)
    facts = {"questions": sum(one.questions for one in done), "folders": len(done), "out": shown(str(out))}
    console.print(Text(say("return_done", facts=facts)))


def print_merged(merged: Merged, output: Path) -> None:
    """One line: what was filled, replaced, refused, and is still open."""
    said = [say("merge_filled", facts={"sheets": merged.sheets, "number": merged.filled})]
    others = {"replaced": merged.replaced, "same": merged.same, "empty": merged.empty, "refused": len(merged.refused)}
    said += [say(f"merge_{key}", facts={"number": number}) for key, number in others.items() if number]
    still = say("merge_open", facts={"number": merged.still_open, "output": shown(str(output))})
    Console().print(Text(say("merge_comma").join(said) + still))


def print_extraction(extraction: Extraction) -> None:
    """All records of one report as a table."""
    console = Console()
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
    table.add_column(_head("text"), min_width=10, overflow="fold")
    table.add_column(_head("kind"), no_wrap=True)
    table.add_column(_head("value"), justify="right", no_wrap=True)
    table.add_column(_head("unit"), no_wrap=True)
    table.add_column(_head("item"), min_width=8, overflow="fold")
    table.add_column(_head("period"), overflow="fold")
    table.add_column(say("remarks"), min_width=8, overflow="fold")
    for record in extraction.records:
        table.add_row(*_cells(record), style=_STYLES.get(getattr(record, "status", ""), "dim"))
    console.print(table)


def _head(key: str) -> str:
    return header(key, language())


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
    console = Console()
    empty = True
    for one in explanations:
        empty = False
        console.print(_tree(one))
    if empty:
        console.print(say("no_figures"))


def _tree(one: Explanation) -> Tree:
    r = one.record
    head = Text.assemble((shown(r.text), "bold"), f" [{r.start},{r.end})  {r.kind}")
    if isinstance(r, Figure):
        head.append(f"  {number(r.value) if r.value is not None else '–'} {r.unit or ''}", "bold")
        head.append(f"  {r.status}", _STYLES[r.status])
    else:
        head.append(f"  {r.what}")
    tree = Tree(head)
    pattern = tree.add(Text(f"pattern {r.pattern}"))
    for what, characters in one.parts:
        pattern.add(Text(f"{shown(characters)}  {what}"))
    for name, value, words in one.cues:
        tree.add(Text(f"{name} = {value}" + (f"  ← {shown(words)}" if words else "")))
    if isinstance(r, Figure) and r.kind != "date":
        tree.add(Text(f"item = {shown(r.item or '–')}   period = {r.period or '–'}"))
    for note in one.notes:
        tree.add(Text(shown(note)))
    if one.lost:
        lost = tree.add(Text("readings that lost", "dim"))
        for name, characters, why in one.lost:
            lost.add(Text(f"{name}: {shown(characters)}  – {why}", "dim"))
    return tree


def print_scores(rows: Mapping[str, Score], total: Score, floors: Mapping[str, float]) -> None:
    """A row for each report, then a row for each field of all of them, with its floor and what was gained or lost."""
    console = Console()
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    table.add_column("text", overflow="fold")
    shown_of_each = ("f1", "open_f1", "words_f1", "item")
    for name in ("figures", *shown_of_each):
        table.add_column(name, justify="right", no_wrap=True)
    for stem, score in rows.items():
        ratios = score.ratios()
        table.add_row(Text(stem), str(score.wanted), *(f"{ratios[n]:.3f}" for n in shown_of_each))
    console.print(table)
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    table.add_column("field")
    for head in ("score", "floor", "gain or loss"):
        table.add_column(head, justify="right")
    for name, ratio in total.ratios().items():
        floor = floors.get(name)
        style = "red" if floor is not None and ratio < floor else ""
        known = (f"{floor:.3f}", f"{ratio - floor:+.3f}") if floor is not None else ("", "")
        table.add_row(name, f"{ratio:.3f}", *known, style=style)
    console.print(table)
    console.print(f"{total.wanted} figures; values made up for redacted or missing ones: {total.invented}")


def print_patterns(packs: Packs) -> None:
    """The patterns in the order in which they are tried."""
    quotes = {e.entry: e.quote for e in reversed(packs.examples)}
    table = Table(box=box.SIMPLE_HEAD, header_style="bold")
    for head in ("pattern", "makes", "example"):
        table.add_column(head, overflow="fold")
    for pattern in packs.patterns:
        table.add_row(pattern.name, pattern.source, Text(quotes.get(pattern.name, "")))
    Console().print(table)


def print_findings(findings: Sequence[Located], lang: Language, reports: int) -> None:
    """Findings as a compiler prints them: where, what, the line with a mark under the figure; last, how many."""
    console = Console(soft_wrap=True, highlight=False)
    for one in findings:
        issue = one.issue
        is_text = (one.locator or "line=").startswith("line=")
        where = one.place if is_text else place_of(one.locator, "zh" if lang == "zh" else "en")
        place = ":".join(filter(None, (shown(one.name), where)))
        style = _SEVERITIES[issue.severity]
        head = Text.assemble(
            (place, "bold"), " ", (say(issue.severity, lang), style), " ", issue.code, " ", shown(issue.message)
        )
        console.print(head)
        if one.line:
            before, marked, after = (shown(piece) for piece in one.line)
            console.print(Text(f"    {before}{marked}{after}"))
            console.print(Text.assemble("    ", " " * cell_len(before), ("^" * max(1, cell_len(marked)), style)))
        for cited in issue.cited:
            console.print(
                Text(f"    {say('cited', lang, {'file': cited.source_file})}{cited.sentence[:_LINE]}".rstrip())
            )
    counts: Counter[str] = Counter(one.issue.severity for one in findings)
    facts = {"reports": str(reports)} | {name: str(counts[name]) for name in _SEVERITIES}
    console.print(Text(say("summary", lang, facts) if findings else say("no_findings", lang)))


def print_code(code: Code, lang: Language) -> None:
    """What a code of the check-up means."""
    console = Console(soft_wrap=True, highlight=False)
    console.print(
        Text.assemble(
            (code.code, "bold"), " ", (say(code.severity, lang), _SEVERITIES[code.severity]), " ", code.title[lang]
        )
    )
    console.print(Text(code.explanation[lang]))
