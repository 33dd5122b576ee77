"""The texts that are timed: real reports, and texts made to be slow. Standard library only: the peer's Python reads it too."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Final

__all__ = ["GOAL_SHAPES", "SHAPES", "default_texts", "make", "read"]

ROOT: Final = Path(__file__).resolve().parent.parent
_STOPS: Final = re.compile(r"[。！？；!?;]|\s+")
# Numbers of two digits, so that none continues the one before.
_LIST: Final = "、".join(f"{n}" for n in range(10, 100))

# Each unit is repeated up to the size asked for. "" stands for the reports themselves with every stop made a comma.
SHAPES: Final[dict[str, str]] = {
    "digits": "1234567890",
    "X": "X",
    "万亿": "万亿",
    "brackets （": "（",
    "brackets （）": "（）",
    "numerals": "一二三四五六七八九十百千零",
    "某": "某",
    "blanks": " ",
    "wide blanks": "\u3000",
    "line breaks": "\n",
    "quotes “": "“",
    "titles 《": "《",
    "1,234,567,…": "1,234,567,",
    "bare list 15、22、": f"{_LIST}、",
    "counts list 5人、6人、": "5人、6人、",
    "adjacent counts 5人6人": "5人6人",
    "分别 words": "分别",
    "分别 lists": "甲镇、乙镇、丙镇分别为1人、2人、3人，",
    "分别 sentences": "甲镇、乙镇、丙镇分别为1人、2人、3人。",
    "其中": "会员10人，其中女5人，",
    "figures in brackets": "会员12人（男5人、女7人），",
    "open brackets with figures": "会员12人（",
    "dates": "2021年3月5日、",
    "dates without a year": "3月5日、",
    "dates and figures": "2021年3月5日发放26.2万元，",
    "headings": "一、工作开展情况\n发放救助金26.2万元。\n",
    "short lines": "发展成就\n",
    "table rows": "青山县 12 34.5 100\n",
    "one table row": "12 ",
    "hidden names": "XX区红十字会",
    "one line of report": "",
}
# The shapes that the project's goal names, each by the row that stands for it.
GOAL_SHAPES: Final = ("digits", "X", "万亿", "brackets （", "brackets （）", "numerals")


def default_texts() -> list[Path]:
    """Give the five real reports where they are at hand, else the corpus written for the project."""
    real = sorted((ROOT.parent / "shared" / "reports").glob("00*.txt"))
    return real or sorted((ROOT / "corpus").glob("*.txt"))


def read(path: str | Path) -> str:
    """Read one report."""
    return Path(path).read_text(encoding="utf-8-sig")


def make(shape: str, size: int, reports: list[str]) -> str:
    """Write a text of one shape, of about `size` bytes in UTF-8."""
    unit = SHAPES[shape] or _one_line(reports)
    each = len(unit.encode())
    whole, rest = divmod(size, each)
    part = itertools.accumulate(len(c.encode()) for c in unit)
    return unit * whole + unit[: sum(at <= rest for at in part)]


def _one_line(reports: list[str]) -> str:
    """Join reports to one sentence: every stop becomes a comma, every line break goes."""
    return _STOPS.sub("，", "，".join(reports))
