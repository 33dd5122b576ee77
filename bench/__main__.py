"""All of it in one run, the goals together at the end.

python bench [--quick] [TEXTS…]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import bulk
import growth
import serve
import show
import speed
import startup
import workbook
from shapes import SHAPES, default_texts


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", nargs="*", type=Path, help="reports as UTF-8 text; without: the real ones, or corpus/")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller texts")
    given = parser.parse_args()
    texts = given.texts or default_texts()
    found = speed.run(texts, quick=given.quick)
    found += startup.run(quick=given.quick)
    found += growth.run(texts, quick=given.quick, shapes=list(SHAPES), segmenter="jieba", only_shapes=False)
    found += bulk.run(quick=given.quick)
    found += workbook.run(quick=given.quick)
    found += serve.run(texts, quick=given.quick)
    show.goals(found)


main()
