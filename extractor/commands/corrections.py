"""The commands `baoshu apply` and `baoshu learn`."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import typer

from extractor.atomic import committed
from extractor.console import print_lines, say, stop
from extractor.harmless import shown
from extractor.messages import say as sentence
from extractor.messages import translated
from extractor.packs import load
from extractor.records import Figure
from extractor.review.corrections import Log
from extractor.review.learn import Archive, Line, Proposal, proposals
from extractor.review.replay import replay
from extractor.runs.journal import existing
from extractor.runs.journal_file import check_exists
from extractor.runs.options import Options
from extractor.runs.run import Run
from extractor.trial import Difference

__all__ = ["apply_corrections", "learn_lines"]

_MARKS: Final = {"right": "✓", "wrong": "✗", "open": "?"}


def apply_corrections(output: Path, file: Path, form: str | None, patterns: Sequence[Path]) -> None:
    """Replay them and write the output. A line for each that does not fit; exit 1 where there is one."""
    check_exists(output)
    if not file.is_file():
        stop(f"{file}: no such file of corrections")
    log = Log(file)
    if log.said:
        say(log.said)
    with Run(output, Options(form, tuple(patterns))) as run:
        done = replay(run.journal, log)
        run.write()
        for note in run.notes:
            say(note)
    print_lines(shown(translated(str(misfit))) for misfit in done.misfits)
    facts = {"taken": done.taken, "known": done.known, "lost": len(done.misfits), "file": output}
    say(sentence("applied", facts={key: str(fact) for key, fact in facts.items()}))
    if done.misfits:
        raise typer.Exit(1)


def learn_lines(output: Path, pack: Path | None, take: Sequence[int], patterns: Sequence[Path]) -> None:
    """Print each line with what it would change; with `pack`, write those of its name that make nothing wrong, or `take`."""
    journal = existing(output)
    try:
        given = [(one.id, one.extraction, one.format) for one in journal.reports()]
        texts = [number for number, _, _ in given]
        archive = Archive([(told, form) for _, told, form in given], lambda number: journal.text(texts[number]))
        found = proposals(archive, patterns)
    finally:
        journal.close()
    print_lines(line for number, one in enumerate(found, 1) for line in _told(number, one))
    say(sentence("learned" if found else "nothing_learned", facts={"lines": str(len(found))}))
    if strangers := [number for number in take if not 0 < number <= len(found)]:
        stop(sentence("no_such_line", facts={"number": str(strangers[0])}))
    if pack is not None:
        chosen = [one for number, one in enumerate(found, 1) if number in take or not (take or one.count("wrong"))]
        _write([one.line for one in chosen if one.line.file == pack.name], pack, patterns)


def _told(number: int, one: Proposal) -> Iterator[str]:
    right, wrong = one.count("right"), one.count("wrong")
    yield shown(f"{number}  {one.line.file} {one.line.table} {one.line.toml}")
    facts = {"right": right, "judged": right + wrong, "open": one.count("open")}
    yield "   " + sentence("precision", facts={key: str(fact) for key, fact in facts.items()})
    for verdict, change in one.changes:
        yield shown(f"   {_MARKS[verdict]} {change.report}:{change.figure.start}\t{_change(change)}\t{change.sentence}")


def _change(change: Difference) -> str:
    return f"{_figure(change.old)} → {_figure(change.new)}"


def _figure(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    value = figure.value
    number = "–".join(f"{end:f}" for end in value) if isinstance(value, tuple) else "" if value is None else str(value)
    return " ".join(filter(None, (figure.text, figure.kind, number, figure.unit, figure.item)))


def _write(lines: Sequence[Line], pack: Path, patterns: Sequence[Path]) -> None:
    """Add the lines to the pack; it is tried first, and written whole or not at all."""
    if not lines:
        say(sentence("no_line_for", facts={"file": str(pack)}))
        return
    text = pack.read_text(encoding="utf-8") if pack.exists() else ""
    for line in lines:
        text = _with(text, line, pack)
    with tempfile.TemporaryDirectory(prefix="baoshu.") as folder:
        Path(folder, pack.name).write_text(text, encoding="utf-8")
        load((Path(folder), *patterns))  # raises PackError
    pack.parent.mkdir(parents=True, exist_ok=True)
    with committed(pack) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    say(sentence("written_lines", facts={"lines": str(len(lines)), "file": str(pack), "folder": str(pack.parent)}))


def _with(text: str, line: Line, pack: Path) -> str:
    """A pack's text with the line under its table. A list of words that is there already gets the word."""
    table = tomllib.loads(text).get(line.table.strip("[]"))
    if line.table.startswith("[[") or not isinstance(table, dict):
        return f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{line.table}\n{line.toml}\n"
    ((key, value),) = tomllib.loads(line.toml).items()
    if key not in table:
        head = text.index(line.table) + len(line.table)
        end = text.find("\n", head)
        end = len(text) if end < 0 else end
        return f"{text[:end]}\n{line.toml}{text[end:]}"
    if line.file != "items.toml" or value in table[key].split():
        return text
    old = f'{key} = "{table[key]}"'
    if old not in text:
        stop(f"{pack}: add {value} to {key} by hand: its words stand in several lines")
    return text.replace(old, f'{key} = "{table[key]} {value}"', 1)
