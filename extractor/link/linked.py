"""What the step link finds of one figure."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.cues import Cues
from extractor.fields import Bound, Change, Modality, Relation

__all__ = ["Linked"]


@dataclass(slots=True)
class Linked:
    """The fields of one figure that the text around it gives; `because` says which words set which field."""

    value: str | None = None  # EDTF, of a date
    bound: Bound | None = None
    modality: Modality | None = None
    period: str | None = None
    relation: Relation | None = None
    change: Change | None = None
    of_the_past: bool = False  # an earlier value, though it may be a rate as well
    was_planned: bool = False  # an earlier value that was a plan: 较原预算|230万元核减54万元
    among: int | None = None  # where the 其中 stands that makes it a share
    because: dict[str, str] = field(default_factory=dict)

    def set(self, name: str, value: str, words: str) -> None:
        """Set a field, and remember the words that say so."""
        setattr(self, name, value)
        self.because[name] = words

    def take(self, name: str, rules: Cues, cue: str) -> None:
        """Set a field to what `cue` says."""
        self.set(name, rules.values[cue], cue)
