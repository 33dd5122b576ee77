"""baoshu 报数: every figure of a Chinese report as a validated record, with its exact place in the text."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from extractor.pipeline import extract, extract_all
    from extractor.records import Extraction, Figure, Redaction, Report

__all__ = ["Extraction", "Figure", "Redaction", "Report", "extract", "extract_all"]

# Imported at first use: `baoshu --help` needs none of them.
_HOMES: Final = {"extract": "pipeline", "extract_all": "pipeline"}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"extractor.{_HOMES.get(name, 'records')}"), name)
