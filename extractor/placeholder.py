"""The characters that stand where digits were taken out: XX人, **元, ＿＿户, 某万元. The packs call them `$marks`."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["HOLE", "MARKS"]

MARKS: Final = "XxＸｘ×╳✕＊*○□△＿_"  # each by itself; of 〇, a zero, it takes two
HOLE: Final = re.compile(rf"[{MARKS}■?？…某]|(?<![A-Za-z])[Nn](?![A-Za-z])|(?<![一二三四五六七八九零])〇〇|〇[.]〇")
