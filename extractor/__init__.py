"""baoshu 报数: every figure of a Chinese report as a validated record, with its exact place in the text."""

from extractor.pipeline import extract, extract_all
from extractor.records import Extraction, Figure, Redaction, Report

__all__ = ["Extraction", "Figure", "Redaction", "Report", "extract", "extract_all"]
