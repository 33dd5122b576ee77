"""How a run goes, how its inputs ended, what went back to submitters and what came in."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich import box
from rich import progress as bars
from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from extractor.errors import IGNORED
from extractor.harmless import shown
from extractor.labels import header, label
from extractor.messages import language, say, translated
from extractor.release import UNREAD
from extractor.terminal.screen import screen

if TYPE_CHECKING:  # a run that finds nothing new should not load what extracts
    from extractor.returns.merge import Merged
    from extractor.returns.send import Returned
    from extractor.runs.options import Progress
    from extractor.status import Status

__all__ = ["print_merged", "print_returned", "print_statuses", "progress"]

_MOST_ROWS: Final = 50  # of the table after a run


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
    console = screen()
    some: list[Status] = []
    open_ones: list[Status] = []
    counts: Counter[str] = Counter()
    for one in statuses:
        if one.code == "ignored":
            continue
        if len(some) <= _MOST_ROWS:
            some.append(one)
        if one.code in IGNORED:
            counts["ignored"] += 1
            continue
        counts.update({"inputs": 1, "figures": one.figures, one.status: 1, "duplicates": bool(one.duplicate_of)})
        if one.first or one.status != "ok":
            counts["notable"] += 1
            open_ones += [one] if len(open_ones) < _MOST_ROWS else []
    done = counts["inputs"] - counts["rejected"]
    if not done:
        return
    are_many = counts["inputs"] + counts["ignored"] > _MOST_ROWS
    rows = open_ones if are_many else some
    console.print(_status_table(rows))
    if are_many and counts["notable"] > len(rows):
        console.print(say("run_more", facts={"number": counts["notable"] - len(rows)}))
    to = f" → {shown(str(output))}" if output else ""
    said = [say("run_done", facts={"reports": done, "figures": counts["figures"]}) + to]
    said += [
        say(f"run_{key}", facts={"number": counts[key]}) for key in ("rejected", "duplicates", "ignored") if counts[key]
    ]
    console.print(Text(say("and_then").join(said)))


def _status_table(rows: Iterable[Status]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", expand=True, collapse_padding=True, pad_edge=False)
    table.add_column(say("run_report"), overflow="ellipsis", no_wrap=True, ratio=3, min_width=8)
    for head in (
        say("run_figures"),
        *(header(key, language()) for key in ("complete", "redacted", "missing", "words")),
    ):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column(say("run_first"), overflow="ellipsis", no_wrap=True, ratio=4)
    for one in rows:
        cells = [str(n) for n in (one.figures, one.complete, one.redacted, one.missing, one.words)]
        said = say("and_then").join(filter(None, (_first(one), translated(one.reason)))) or "–"
        if one.status == "rejected":
            cells = ["–"] * 5
        style = "dim" if one.code in IGNORED else {"rejected": "red", "warning": "yellow"}.get(one.status, "")
        name = "/".join(Path(one.file).parts[-2:]) if ".zip/" in one.file.lower() else Path(one.file).name
        table.add_row(_Name(shown(name)), *cells, Text(shown(said), style))
    return table


class _Name:
    """A file's name; where its column is narrow it is cut in the middle, as its end tells one year and format from another."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement(min(cell_len(self._name), 8), cell_len(self._name))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        name, room = self._name, options.max_width
        if cell_len(name) > room:
            tail = next(name[at:] for at in range(len(name) + 1) if cell_len(name[at:]) <= (room - 1) // 2)
            name = f"{set_cell_size(name, room - 1 - cell_len(tail)).rstrip()}…{tail}"
        yield Text(name)


def _first(status: Status) -> str:
    """The first open figure of a report, with what is wrong with it."""
    return f"{label('status', status.first_status, language())}「{status.first}」" if status.first else ""


def print_returned(done: Sequence[Returned], unread: Sequence[Status], out: Path) -> None:
    """A row for each submitter's folder, and a line for each submission that could not be read."""
    console = screen()
    if done:
        table = Table(box=box.SIMPLE_HEAD, header_style="bold")
        table.add_column(header("organisation", language()), overflow="fold")
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
    if unread:
        facts = {"number": len(unread), "file": shown(str(out / UNREAD))}
        console.print(Text(say("return_unread", facts=facts)))
        for status in unread[:_MOST_ROWS]:
            console.print(Text(f"  {shown(status.file)}  {shown(translated(status.reason))}"), soft_wrap=True)


def print_merged(merged: Merged, output: Path) -> None:
    """One line: what was filled, replaced, refused, looks wrong, and is still open."""
    said = [say("merge_filled", facts={"sheets": merged.sheets, "number": merged.filled})]
    others = {"replaced": merged.replaced, "same": merged.same, "empty": merged.empty, "refused": len(merged.refused)}
    others |= {"doubtful": len({(doubt.name, doubt.row) for doubt in merged.doubts})}
    said += [say(f"merge_{key}", facts={"number": number}) for key, number in others.items() if number]
    still = say("merge_open", facts={"number": merged.still_open, "output": shown(str(output))})
    screen().print(Text(say("merge_comma").join(said) + still))
