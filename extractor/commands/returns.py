"""The commands `baoshu return` and `baoshu merge`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import typer

from extractor.console import say, stop
from extractor.messages import asked
from extractor.messages import say as sentence
from extractor.packs import load
from extractor.returns.merge import merge
from extractor.returns.send import Returned, send, send_unread
from extractor.runs.journal import existing
from extractor.runs.journal_file import check_exists
from extractor.runs.options import Options
from extractor.runs.run import Run
from extractor.terminal.runs import print_merged, print_returned

__all__ = ["merge_sheets", "send_back"]

_MOST_SAID: Final = 50  # rows that were refused, each in a line


def send_back(output: Path, out: Path, patterns: Sequence[Path]) -> None:
    """Write the folders. Exit 3 where a report could not be had as the run read it: it is only in the sheet."""
    journal = existing(output)
    try:
        done: list[Returned] = []
        for one in send(journal, out, patterns, asked() or "zh"):
            done.append(one)
            for sent in one.sent:
                if sent.why:
                    say(f"{sent.name}: no copy with comments: {sent.why}")
        unread = send_unread(journal, out, asked() or "zh")
        print_returned(done, unread, out)
    finally:
        journal.close()
    if not done:
        say("nothing is open: no folder was made")
    if any(sent.why for one in done for sent in one.sent):
        raise typer.Exit(3)


def merge_sheets(output: Path, sheets: Sequence[str], by: str, form: str | None, patterns: Sequence[Path]) -> None:
    """Merge, and write the output anew. Exit 1 where anything was refused; what was taken and looks wrong is said."""
    check_exists(output)
    with Run(output, Options(form, tuple(patterns), headers=asked())) as run:
        merged = merge(run.journal, sheets, load(patterns), by)
        if not merged.sheets and not merged.refused:
            stop("there are no filled sheets in what was named")
        run.write()
        for note in run.notes:
            say(note)
    for line in merged.refused[:_MOST_SAID]:
        say(line)
    if len(merged.refused) > _MOST_SAID:
        say(f"… and {len(merged.refused) - _MOST_SAID} more that were refused")
    for doubt in merged.doubts[:_MOST_SAID]:
        facts = {"name": doubt.name, "row": doubt.row, "doubt": sentence(doubt.issue.code, facts=doubt.issue.facts)}
        say(sentence("merge_doubt", facts=facts))
    if len(merged.doubts) > _MOST_SAID:
        say(sentence("merge_doubts_more", facts={"number": len(merged.doubts) - _MOST_SAID}))
    print_merged(merged, output)
    if merged.refused:
        raise typer.Exit(1)
