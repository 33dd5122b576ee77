"""What corrections teach: lines for the packs, each with every figure of the archive that it would change.

A line is proposed only where it makes a figure as its reviewer says. What it does to the other reviewed figures is its
precision; what it does to the rest is shown, for somebody to judge. Nothing is written here.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

from extractor import numerals
from extractor.document import Document
from extractor.errors import PackError
from extractor.knowledge import Packs
from extractor.pack_tests import failures
from extractor.packs import load
from extractor.quotes import marked
from extractor.records import Extraction, Figure, Reviewed
from extractor.review.corrections import fields_of
from extractor.segment import cut
from extractor.trial import Difference, changes

__all__ = ["Archive", "Line", "Proposal", "proposals"]

Verdict = Literal["right", "wrong", "open"]

_FIELDS: Final = (
    *("kind", "status", "value", "unit", "bound", "modality", "item", "indicator", "period", "relation", "change"),
)
_CLAUSE: Final = re.compile(r"[，,；;。！!？?：:（）()\n\t]")
_WORD: Final = re.compile(r"[^\s\d０-９零〇一二两三四五六七八九十百千万亿兩萬億余餘多几幾半XxＸ×.,，、%％]{1,8}\Z")
_AROUND: Final = 40  # characters of an example on each side of its figure
_MOST: Final = 60  # lines that are tried; a pack takes a third of a second to load


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a pack: its file, its table, the TOML, and the word without which a text is not touched by it."""

    file: str
    table: str
    toml: str
    word: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line, and each figure that it would change: with `right`, `wrong` or `open` where no reviewer has said."""

    line: Line
    changes: tuple[tuple[Verdict, Difference], ...]

    def count(self, verdict: Verdict) -> int:
        """How many of the changes are so."""
        return sum(one == verdict for one, _ in self.changes)


@dataclass(frozen=True, slots=True)
class Archive:
    """The reports of a run: (extraction with what reviewers said, format) and the text of each."""

    reports: Sequence[tuple[Extraction, str]]
    text: Callable[[int], str]

    def documents(self, word: str) -> Iterator[tuple[str, Document]]:
        """The reports that hold a word."""
        for number, (extraction, form) in enumerate(self.reports):
            text = self.text(number)
            if word in text:
                yield extraction.report.name, Document(text, form)


def proposals(archive: Archive, patterns: Sequence[Path] = ()) -> list[Proposal]:
    """The lines that the corrections ask for, the most useful first; of rival lines for one figure the best alone."""
    old = load(patterns)
    said = {
        (extraction.report.name, f.start, f.end): f
        for extraction, _ in archive.reports
        for f in extraction.figures
        if f.reviewed
    }
    found: dict[Line, Proposal] = {}
    tried: set[Line] = set()
    for number, (extraction, _) in enumerate(archive.reports):
        for figure in extraction.figures:
            if figure.reviewed is None:
                continue
            rivals = []
            for line in _lines(figure, figure.reviewed, extraction, archive.text(number)):
                if line not in tried and len(tried) < _MOST:
                    tried.add(line)
                    if (one := _tried(line, archive, old, patterns, said)) is not None:
                        found[line] = one
                rivals += [found[line]] if line in found else []
            for other in sorted(rivals, key=_worth)[1:]:
                found.pop(other.line)
    return sorted(found.values(), key=_worth)


def _worth(one: Proposal) -> tuple[int, int, int]:
    return one.count("wrong"), -one.count("right"), len(one.line.word)


def _tried(
    line: Line, archive: Archive, old: Packs, patterns: Sequence[Path], said: Mapping[tuple[str, int, int], Figure]
) -> Proposal | None:
    """What the line changes; None where it cannot stand in a pack, or makes nothing right."""
    with tempfile.TemporaryDirectory(prefix="baoshu.") as folder:
        file = Path(folder) / line.file
        file.write_text(f"{line.table}\n{line.toml}\n", encoding="utf-8")
        try:
            new = load((Path(folder), *patterns))
        except PackError:
            return None
        own = tuple(
            example for example in new.examples if example.path.name == file.name and "baoshu." in str(example.path)
        )
        if any(failures(replace(new, examples=own))):
            return None
        changed = [
            (_verdict(one, said.get((one.report, one.figure.start, one.figure.end))), one)
            for one in changes(archive.documents(line.word), old, new, _FIELDS)
        ]
    made = Proposal(line, tuple(changed))
    return made if made.count("right") else None


def _verdict(change: Difference, judged: Figure | None) -> Verdict:
    if judged is None or judged.reviewed is None or judged.reviewed.status == "noted":
        return "open"
    before, after = (_agrees(one, judged.reviewed) for one in (change.old, change.new))
    return "open" if before == after else "right" if after else "wrong"


def _agrees(figure: Figure | None, said: Reviewed) -> bool:
    if said.status == "rejected" or figure is None:
        return (said.status == "rejected") == (figure is None)
    found = fields_of(figure)
    same = (found.kind, found.value, found.unit) == (said.kind, said.value, said.unit)
    return same and (said.status == "added" or found.item == said.item)


# ---- what a figure that was corrected may ask for


def _lines(figure: Figure, said: Reviewed, extraction: Extraction, text: str) -> Iterator[Line]:
    if said.status == "rejected":
        yield from _idioms(figure, extraction, text)
    elif said.status == "added" or said.unit != figure.unit:
        yield from _units(figure, said, extraction, text)
    elif said.status == "corrected" and said.item and figure.item and said.item != figure.item:
        yield from _items(figure.item, said.item)


def _idioms(figure: Figure, extraction: Extraction, text: str) -> Iterator[Line]:
    """The figure with the words around it, as little of them as may be: 十户联防, not 十户."""
    left, right = _clause(figure, extraction, text)
    before = "".join(reversed(_enough(reversed(cut(text[left : figure.start])))))
    after = "".join(_enough(cut(text[figure.end : right])))
    example = text[left:right].strip()
    for idiom in (figure.text + after, before + figure.text, before + figure.text + after):
        if idiom != figure.text and idiom in example and idiom.isprintable():
            yield Line("idioms.toml", "[idiom]", f"{_quoted(idiom)} = {_quoted(example)}", idiom)


def _enough(words: Iterable[str]) -> list[str]:
    """The first words, so many that they hold two characters: one more does not make an idiom of a figure."""
    found: list[str] = []
    for word in words:
        found.append(word)
        if sum(map(len, found)) > 1:
            break
    return found


def _units(figure: Figure, said: Reviewed, extraction: Extraction, text: str) -> Iterator[Line]:
    """The word after the number: a measure word where things are counted, else a unit."""
    word = _WORD.search(figure.text)
    if word is None or said.value is None or said.kind == "date":
        return
    left, right = _clause(figure, extraction, text)
    example = marked(text[:right], figure.start, figure.end)[left:].strip()
    if said.kind == "count" and said.unit == word[0]:
        yield Line("measure_words.toml", "[measure]", f"{_quoted(word[0])} = {_quoted(example)}", word[0])
    elif said.kind != "count" and (factor := _factor(figure.text[: word.start()], said.value)) is not None:
        unit = "" if said.unit == word[0] else said.unit or ""
        fields = [f"unit = {_quoted(unit)}", f"kind = {_quoted(said.kind)}", f"words = [{_quoted(word[0])}]"]
        fields += [] if factor == 1 else [f"factor = {factor:f}"]
        fields += [f"examples = [{{ quote = {_quoted(example)}, value = {said.value} }}]"]
        yield Line("units.toml", "[[unit]]", "\n".join(fields), word[0])


def _items(found: str, wanted: str) -> Iterator[Line]:
    """A word that got into the item (加固提灌站), or one that was cut in two."""
    if found.endswith(wanted):
        word = found.removesuffix(wanted)
        for key in ("verbs", "totals", "fillers"):
            yield Line("items.toml", "[words]", f"{key} = {_quoted(word)}", word)
    if not set(wanted) & set(" \t\n"):
        yield Line("items.toml", "[words]", f"compounds = {_quoted(wanted)}", wanted)


def _factor(number: str, value: str) -> Decimal | None:
    read = numerals.read(number)
    if read is None or not read or "/" in value:
        return None
    factor = Decimal(value) / read
    return factor if len(f"{factor:f}") < 16 else None


def _clause(figure: Figure, extraction: Extraction, text: str) -> tuple[int, int]:
    """The piece of the clause around a figure in which no other one stands: an example of it."""
    left = max([0, figure.start - _AROUND, *(r.end for r in extraction.records if r.end <= figure.start)])
    right = min([len(text), figure.end + _AROUND, *(r.start for r in extraction.records if r.start >= figure.end)])
    marks = [one.end() for one in _CLAUSE.finditer(text, left, figure.start)]
    after = _CLAUSE.search(text, figure.end, right)
    return marks[-1] if marks else left, after.start() if after else right


def _quoted(text: str) -> str:
    """A string of TOML; JSON's are."""
    return json.dumps(text, ensure_ascii=False)
