"""The command `baoshu explain`."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from extractor.console import stop
from extractor.explain import explain
from extractor.messages import codes, language
from extractor.packs import load
from extractor.terminal.findings import print_code
from extractor.terminal.records import print_explanations

__all__ = ["explain_text"]

_LONGEST_NAME: Final = 255  # characters of a file name
_CODE: Final = re.compile(r"[A-Z][0-9]{3}")  # as all codes of the check-up are


def explain_text(text: str, patterns: Sequence[Path]) -> None:
    """Print why a text is read as it is, "-" being standard input; of a code of the check-up, what it means."""
    code = text.strip().upper()
    if code in codes():
        print_code(codes()[code], language())
        return
    if _CODE.fullmatch(code):
        stop(f"{code}: no such code; see docs/checks.md")
    if len(text) < _LONGEST_NAME and "\n" not in text and Path(text).is_file():
        stop(f"{text}: a file; explain takes the text itself, extract reads files")
    print_explanations(explain(sys.stdin.read() if text == "-" else text, load(patterns)))
