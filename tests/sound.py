"""What holds for the records of any text, whoever made it up."""

from __future__ import annotations

from decimal import Decimal

from extractor import Extraction, Figure, extract


def sound(text: str) -> Extraction:
    """Extract, and check what must hold for any text."""
    extraction = extract(text)
    end = 0
    for record in extraction.records:
        assert end <= record.start < record.end <= len(text)
        assert text[record.start : record.end] == record.text
        end = record.end
        if not isinstance(record, Figure):
            continue
        if record.kind == "date":
            assert isinstance(record.value, str)
            assert record.unit is None
            assert "X" in record.value or record.status == "complete"
        elif record.status == "complete":
            ends = record.value if isinstance(record.value, tuple) else (record.value,)
            assert all(isinstance(v, Decimal) and v.is_finite() for v in ends)
            assert record.unit
        else:
            assert record.value is None
        if record.unit_at:
            low, high = record.unit_at
            assert 0 <= low < high <= len(text)
    assert extraction.report.characters == len(text)
    return extraction
