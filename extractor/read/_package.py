"""The parts of a .docx or .xlsx by their names, and by what points to them."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Final

from extractor.errors import InputError
from extractor.read._xml import Handler, refuse_doctypes, walk
from extractor.read.limits import Limits
from extractor.read.zip import Archive, Entry

__all__ = ["OFFICE", "STRICT", "Package"]

OFFICE: Final = "http://schemas.openxmlformats.org/"
STRICT: Final = "http://purl.oclc.org/ooxml/"
_RELATIONS: Final = {OFFICE + "package/2006/relationships": "rel"}


class Package:
    """An OOXML file; `namespaces` are those of its own parts, `main` is where its text is if nothing else is said.

    Raises InputError where it is broken, beyond a limit, or has a DOCTYPE.
    """

    def __init__(self, data: bytes, name: str, limits: Limits, namespaces: Mapping[str, str], main: str) -> None:
        self.name, self.limits = name, limits
        self._archive, self._namespaces = Archive(data, name, limits), {**namespaces, **_RELATIONS}
        if len(self._archive.entries) > limits.parts:
            raise InputError(name, f"more than {limits.parts} parts in it; save it again", "too-many-parts")
        self._entries: dict[str, Entry] = {}
        for entry in self._archive.entries:
            key = _key(entry.name)
            if key in self._entries:
                raise InputError(name, f"two parts in it are called {entry.name}; save it again", "broken")
            self._entries[key] = entry
        refuse_doctypes(self._archive, name)
        top = self.related("")
        self.main = next((target for kind, target in top.values() if kind == "officeDocument"), main)
        self.relations = self.related(self.main)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """The (kind, part) that a part points to, by the id of the relation."""
        folder, _, own = part.rpartition("/")
        relations = _Relations(folder)
        self.walk(posixpath.join(folder, "_rels", own + ".rels"), relations)
        return relations.found

    def parts(self, kind: str) -> list[str]:
        """The parts of a kind that the main part points to."""
        return [target for one, target in self.relations.values() if one == kind]

    def below(self, folder: str) -> list[str]:
        """The parts in a folder."""
        return [name for name in self._entries if name.startswith(folder)]

    def read(self, part: str) -> bytes:
        """The bytes of a part; none where there is no such part."""
        entry = self._entries.get(_key(part))
        return b"" if entry is None else self._archive.read(entry)

    def walk(self, part: str, handler: Handler) -> bool:
        """Tell `handler` what is in a part; False where there is none."""
        entry = self._entries.get(_key(part))
        if entry is not None:
            walk(self._archive.read(entry), handler, self._namespaces, self.name, part)
        return entry is not None


class _Relations:
    """A handler of .rels."""

    dull: frozenset[str] = frozenset()

    def __init__(self, folder: str) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "rel:Relationship" and attributes.get("TargetMode") != "External":
            target = posixpath.join("/", self._folder, attributes.get("Target", ""))
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


def _key(part: str) -> str:
    """Names of parts are told apart without case; some zip programs write backslashes."""
    return part.replace("\\", "/").lstrip("/").lower()
