"""What the tests of corrections share: a run over one report, a reviewer who corrects its figures, and its records."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from extractor.packs import load
from extractor.quotes import place
from extractor.review.corrections import Correction
from extractor.review.request import CorrectionRequest, correct
from extractor.runs.journal import Journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Run

    Command = Callable[..., Run]


REPORT = (
    "青禾县红十字会2023年工作总结\n"
    "推行十户联防机制。募集善款XX万元，发放救助金26.2万元，惠及109人。\n"
    "为受灾群众新砌48灶节能灶。\n"
)
NAME = "报送/青禾.txt"


def made(folder: Path, baoshu: Command) -> Path:
    """Make a run over one report in the folder that the command works in, and give its output."""
    (folder / "报送").mkdir()
    (folder / NAME).write_text(REPORT, encoding="utf-8")
    assert baoshu("extract", "报送", "-o", "数据.jsonl").code == 0
    return folder / "数据.jsonl"


def ask(output: Path, marked: str, action: Any, by: str = "李四", **more: Any) -> Correction:
    """Correct the figure in 【】 as a reviewer who sees its last state."""
    journal = Journal(output)
    try:
        bare = marked.replace("【", "").replace("】", "")
        (report,) = [one for one in journal.reports() if bare in journal.text(one.id)]
        text = journal.text(report.id)
        start, end = place(marked, text)
        last = journal.review.last(report.extraction, (start, end), lambda: text)
        more.setdefault("seen", last.id if last else None)
        return correct(
            journal.review, report.extraction, lambda: text, CorrectionRequest(start, end, action, by, **more), load()
        )
    finally:
        journal.close()


def fields(kind: str, value: str | None, unit: str | None, item: str | None = None) -> dict[str, str | None]:
    """Give the fields of a correction."""
    return {"kind": kind, "value": value, "unit": unit, "item": item}


def rows(output: Path) -> dict[str, dict[str, Any]]:
    """Give the records by their text."""
    return {row["text"]: row for row in map(json.loads, output.read_text(encoding="utf-8").splitlines())}


def again(run: Path, baoshu: Command) -> dict[str, dict[str, Any]]:
    """Run once more, and give the records."""
    assert baoshu("extract", "报送", "-o", run).code == 0
    return rows(run)
