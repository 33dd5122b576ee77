"""What the API answers, as types: the schema is made of them. The answers themselves are written by reader.py."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from extractor.records import Figure, Issue, Redaction, Report

__all__ = ["Extracted", "TextIn"]


class TextIn(BaseModel):
    """A text to be read."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str
    name: str = Field(default="", max_length=200)


class FigureAt(Figure):
    """A figure, with its offsets in UTF-16 units as well."""

    start_utf16: int
    end_utf16: int


class RedactionAt(Redaction):
    """A redaction, with its offsets in UTF-16 units as well."""

    start_utf16: int
    end_utf16: int


class IssueAt(Issue):
    """An issue, with its place in UTF-16 units as well."""

    at_utf16: tuple[int, int] | None


class ReportRead(Report):
    """A report, and how it was read."""

    format: str
    charset: str | None
    pages: int | None
    warnings: tuple[str, ...]


class Extracted(BaseModel):
    """What was found in one report."""

    model_config = ConfigDict(extra="forbid")

    report: ReportRead
    records: tuple[Annotated[FigureAt | RedactionAt, Field(discriminator="kind")], ...]
    issues: tuple[IssueAt, ...]
    text: str = Field(default="", description="with ?text=true: the reader's text, in which the offsets count")
