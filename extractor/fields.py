"""What the fields of a figure may say (corpus/guideline.md). Packs, steps, records and scores take their lists of it from here."""

from __future__ import annotations

from typing import Literal

__all__ = ["Bound", "Change", "Kind", "Modality", "Numeric", "Relation", "Status"]

Numeric = Literal["amount", "count", "quantity", "ratio"]
Kind = Literal[Numeric, "date"]
Status = Literal["complete", "redacted", "missing"]
Bound = Literal["exact", "over", "under", "about"]
Modality = Literal["actual", "planned"]
Relation = Literal["per_unit", "part_of", "baseline"]
Change = Literal["up", "down"]
