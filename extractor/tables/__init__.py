"""Figures in the cells of tables: a number there has the unit, the label and the year that the heads and its row say.

Which lines are heads and rows is told by tabbed.py, where tabs part the cells, as readers of tables write them, and by spaced.py,
where spaces or bars do, as in text that was copied from a page. What the heads say is told by heads.py, what the cells hold by rows.py.
"""

from __future__ import annotations

from extractor.knowledge import Packs
from extractor.mention import Mention
from extractor.tables.spaced import read_spaced_tables
from extractor.tables.tabbed import read_tabbed_tables

__all__ = ["read_tables"]


def read_tables(mentions: list[Mention], text: str, packs: Packs) -> list[Mention]:
    """The mentions in order, those in cells with what their heads and rows say, the placeholders of cells added."""
    return read_spaced_tables(read_tabbed_tables(mentions, text, packs), text, packs)
