"""The annotated reports that lie beside the checkout: the goals of the project hold over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from extractor.gold import Score
from extractor.scores import score_folder

if TYPE_CHECKING:
    from extractor.packs import Packs

REPORTS = ROOT.parent / "shared" / "reports"
FIRST = ("000", "001", "002", "003", "004")
GOALS = {
    "first": {
        "f1": 0.985,
        "open_f1": 0.99,
        "words_f1": 0.97,
        **dict.fromkeys(("span", "bound", "modality", "relation", "change"), 0.98),
        "period": 0.97,
        "item": 0.90,
    },
    "all": {
        "f1": 0.975,
        "open_f1": 0.98,
        "words_f1": 0.95,
        **dict.fromkeys(("span", "bound", "modality", "relation", "change"), 0.96),
        "period": 0.95,
        "item": 0.88,
    },
}

pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason=f"{REPORTS} is not there")


@pytest.fixture(scope="module")
def totals(packs: Packs) -> dict[str, Score]:
    """Score every report once, and add them up."""
    sums = {"first": Score(), "all": Score()}
    rows, _ = score_folder(REPORTS, packs)
    assert [stem for stem in FIRST if not any(name.startswith(stem) for name in rows)] == []
    for stem, score in rows.items():
        sums["all"].add(score)
        if stem.startswith(FIRST):
            sums["first"].add(score)
    return sums


@pytest.mark.parametrize(("group", "name"), [(group, name) for group, goals in GOALS.items() for name in goals])
def test_the_goal_is_reached(totals: dict[str, Score], group: str, name: str) -> None:
    """Over the first five reports, and over all of them."""
    assert totals[group].ratios()[name] >= GOALS[group][name]


def test_no_value_is_made_up(totals: dict[str, Score]) -> None:
    """Not one, in any report."""
    assert totals["all"].invented == 0
