"""The dispatch table: no place where a pattern matches is passed over, and each pattern that matches there is a candidate."""

from pathlib import Path

import pytest

from extractor import extract
from extractor.find import rivals
from extractor.flow import flow
from extractor.outline import outline
from extractor.packs import load

CORPUS = Path(__file__).parent.parent / "corpus"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt"))]
EXAMPLES = "\n".join(example.quote.replace("【", "").replace("】", "") for example in load().examples)


@pytest.mark.parametrize("among_gaps", [False, True])
@pytest.mark.parametrize("text", [EXAMPLES, *TEXTS], ids=lambda text: text[:12])
def test_a_beginning_fits_wherever_its_pattern_matches(text: str, among_gaps: bool) -> None:
    """`[begin]` may only say what the pattern itself demands, at every place at which a pattern can begin."""
    packs = load()
    text = flow(text).text
    scanner = packs.gap_scanner if among_gaps else packs.scanner
    patterns = [p for p in packs.patterns if p.among_gaps is among_gaps]
    lost, at = [], 0
    while at < len(text):
        place = scanner.next(text, at, len(text))
        start, candidates = place or (len(text), ())
        for skipped in range(at, start):
            if scanner.start.match(text, skipped):
                lost += [(p.name, text[skipped : skipped + 20]) for p in patterns if p.regex.match(text, skipped)]
        lost += [
            (p.name, text[start : start + 20])
            for p in patterns
            if start < len(text) and p not in candidates and p.regex.match(text, start)
        ]
        at = start + 1

    assert lost == []


def test_candidates_are_few() -> None:
    """Before 人 a number is no date and no ratio: their patterns are not even tried."""
    place = load().scanner.next("惠及109人", 0, 7)

    assert place is not None
    start, candidates = place
    assert start == 2
    assert {p.source for p in candidates} == {"figure", "none"}
    assert len(candidates) < 8


def test_a_pattern_without_a_beginning_is_always_tried(tmp_path: Path) -> None:
    """As a user's own pack may leave it out."""
    (tmp_path / "figures.toml").write_text(
        '[[pattern]]\nname = "gross"\nregex = "(?P<low>$number)(?P<unit>个)罗"\nexamples = [{ quote = "订购铅笔【12个罗】" }]\n',
        encoding="utf-8",
    )
    place = load([tmp_path]).scanner.next("购12个罗", 0, 5)

    assert place is not None
    assert "gross" in {p.name for p in place[1]}


def test_no_gap_is_hidden_by_where_a_pattern_may_begin() -> None:
    """`$start` lets begin what a pattern finds: 学时 and 治疗量 were in a list of measure words, and found nowhere."""
    packs, at, tried, hidden = load(), 7, 0, []
    for word in packs.units:
        text = flow(f"本年度累计完成{word}，").text
        found = rivals(text, at, packs, outline(text, packs))
        missing = (refusal for pattern, _, refusal in found if pattern.is_missing and not pattern.among_gaps)
        if any(refusal != "what stands around it rules it out" for refusal in missing):
            tried += 1
            hidden += [word] if not any(f.start <= at < f.end for f in extract(text).figures) else []
    assert hidden == []
    assert tried > 300
