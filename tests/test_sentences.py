"""Where a record stands in its sentence: by its offsets, however often its characters stand there."""

from __future__ import annotations

import pytest

from extractor import extract
from extractor.records import Extraction, Figure
from extractor.sentences import Span, spans


def marked(extraction: Extraction, text: str = "") -> list[str]:
    """Give the sentence of each record with the record in 【】, or in 〔〕 where that is not sure."""
    found = []
    for record, span in zip(extraction.records, spans(extraction, text), strict=True):
        assert span is not None
        before, own, after = span.parts(record.sentence)
        found.append(f"{before}【{own}】{after}" if span.is_sure else f"{before}〔{own}〕{after}")
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15人参加，5人获奖。", ["【15人】参加，5人获奖。", "15人参加，【5人】获奖。"]),
        ("男5人，女5人。", ["男【5人】，女5人。", "男5人，女【5人】。"]),
        (
            "第5人民医院派出5人，其中医生15人。",
            ["第5人民医院派出【5人】，其中医生15人。", "第5人民医院派出5人，其中医生【15人】。"],
        ),
        (
            "募集XX万元，XX镇捐款XX万元。",
            [
                "募集【XX万元】，XX镇捐款XX万元。",
                "募集XX万元，【XX】镇捐款XX万元。",
                "募集XX万元，XX镇捐款【XX万元】。",
            ],
        ),
    ],
)
def test_the_same_characters_stand_twice_in_a_sentence(text: str, expected: list[str]) -> None:
    """Inside of another figure, as a figure beside it, and as no figure at all."""
    assert marked(extract(text)) == expected


def test_one_figure_may_stand_in_two_places() -> None:
    """Then the first is taken, and it is not sure; the report's text tells."""
    text = "今年第5人民医院救治5人。"
    assert marked(extract(text)) == ["今年第〔5人〕民医院救治5人。"]
    assert marked(extract(text), text) == ["今年第5人民医院救治【5人】。"]


@pytest.mark.parametrize("between", ["", "\n", "全年工作顺利。"])
def test_a_sentence_that_is_said_twice(between: str) -> None:
    """Each has its own figures; where both may stand in one, none is sure."""
    once = "培训15人，5人获奖。"
    assert marked(extract(once + between + once)) == [*["培训【15人】，5人获奖。", "培训15人，【5人】获奖。"] * 2]
    once = "第5人民医院救治5人。"
    text = once + between + once
    assert not any(span.is_sure for span in spans(extract(text)) if span)
    assert marked(extract(text), text) == ["第5人民医院救治【5人】。"] * 2


def test_a_line_break_is_gone_from_the_sentence() -> None:
    """Offsets count it, also inside of a figure; those before and after it are placed each by themselves."""
    one, two = "全年共培训救护员1", "5人，走访慰问困难家庭，其中5人为老人，另有15人为儿童。"
    extraction = extract(f"{one}\n{two}")
    assert [record.text for record in extraction.records] == ["1\n5人", "5人", "15人"]
    assert marked(extraction) == [
        "全年共培训救护员【15人】，走访慰问困难家庭，其中5人为老人，另有15人为儿童。",
        "全年共培训救护员15人，走访慰问困难家庭，其中【5人】为老人，另有15人为儿童。",
        "全年共培训救护员15人，走访慰问困难家庭，其中5人为老人，另有【15人】为儿童。",
    ]


def test_what_does_not_stand_in_its_sentence_has_no_place() -> None:
    """Records may come from anywhere."""
    report = extract("15人参加，5人获奖。")
    first, second = report.figures
    assert isinstance(first, Figure)
    strange = report.model_copy(update={"records": (first.model_copy(update={"text": "16人"}), second)})
    assert spans(strange) == (None, Span(1, 3, is_sure=False))


def test_a_row_of_equal_cells_is_done_in_one_go() -> None:
    """However many there are; the guard is the test's own patience."""
    row = "年度\t" + "5人\t" * 5000
    found = spans(extract(row))
    assert len(found) > 4000
    assert all(found)
