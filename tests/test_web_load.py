"""A small load of the kind that tests/web_load.py sends in full."""

from __future__ import annotations

import sys

import pytest
from web_load import load


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_others_are_served_beside_bombs() -> None:
    """Whatever comes at a time: the server stays small, the others have their answers, and each attack has one."""
    found = load(20, full=False)
    assert found.refused == []
    assert len(found.others) >= 9
    assert 0 < found.alone < 1024
    assert sum(found.answers.values()) == 20
    statuses = {name.rsplit(": ", 1)[1] for name in found.answers}
    assert statuses <= {"0", "200", "202", "413", "422", "503", "closed"}
    assert found.answers["a report: 200"] == 2
