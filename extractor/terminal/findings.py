"""What the check-up finds, as a compiler prints it, and what its codes mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from extractor.harmless import shown
from extractor.labels import place as place_of
from extractor.messages import Code, Language, say
from extractor.terminal.screen import screen

if TYPE_CHECKING:  # a run that finds nothing new should not load what extracts
    from extractor.check.run import Located

__all__ = ["print_code", "print_findings"]

_SEVERITIES: Final = {"error": "red", "warning": "yellow", "info": "cyan"}
_LINE: Final = 72  # characters of a cited sentence
_BETWEEN: Final = "  "  # for the tab between two cells: how wide a tab is, only the terminal knows


def print_findings(findings: Sequence[Located], lang: Language, reports: int) -> None:
    """Findings as a compiler prints them: where, what, the line with a mark under the figure; last, how many."""
    console = screen(soft_wrap=True, highlight=False)
    for one in findings:
        issue = one.issue
        is_text = (one.locator or "line=").startswith("line=")
        where = one.place if is_text else place_of(one.locator, "zh" if lang == "zh" else "en")
        place = ":".join(filter(None, (shown(one.name), where)))
        style = _SEVERITIES[issue.severity]
        head = Text.assemble(
            (place, "bold"), " ", (say(issue.severity, lang), style), " ", issue.code, " ", shown(issue.message)
        )
        console.print(head)
        if one.line:
            before, marked, after = (shown(piece).replace("\t", _BETWEEN) for piece in one.line)
            console.print(Text(f"    {before}{marked}{after}"))
            console.print(Text.assemble("    ", " " * cell_len(before), ("^" * max(1, cell_len(marked)), style)))
        for cited in issue.cited:
            console.print(
                Text(f"    {say('cited', lang, {'file': cited.source_file})}{cited.sentence[:_LINE]}".rstrip())
            )
    counts: Counter[str] = Counter(one.issue.severity for one in findings)
    facts = {"reports": str(reports)} | {name: str(counts[name]) for name in _SEVERITIES}
    console.print(Text(say("summary", lang, facts) if findings else say("no_findings", lang)))


def print_code(code: Code, lang: Language) -> None:
    """What a code of the check-up means."""
    console = screen(soft_wrap=True, highlight=False)
    console.print(
        Text.assemble(
            (code.code, "bold"), " ", (say(code.severity, lang), _SEVERITIES[code.severity]), " ", code.title[lang]
        )
    )
    console.print(Text(code.explanation[lang]))
