"""The one-file archive as data: how JSON stands in its page, and how every line comes back out of it, byte for byte.

Each report is a block of its own, a line for each record, so that neither who writes nor who reads holds more than one line.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from extractor.atomic import committed
from extractor.errors import BaoshuError

__all__ = ["FILES", "NAMES", "PACKAGE", "REPORT", "Name", "Resource", "inlined", "restored", "stored", "unpack"]

Name = Literal["records", "reports", "files"]
NAMES: Final[tuple[Name, ...]] = ("records", "reports", "files")
REPORT: Final = '<script type="application/json" class="report">{"report":'
FILES: Final = '<script type="application/json" id="stored-files">['
PACKAGE: Final = '<script type="application/json" id="datapackage">'
_END: Final = "</script>"
_MARKUP: Final = re.compile("[<>&]")  # U+2028 and U+2029 end a line of JavaScript, but not of data
_ESCAPE: Final = re.compile(r"\\(?:u00(3c|3e|26)|.)")  # a pair of backslashes is one escape: what follows it is text


@dataclass(slots=True)
class Resource:
    """A .jsonl file that the archive holds, as far as it has been written or read: its rows, bytes and hash."""

    name: Name
    rows: int = 0
    bytes: int = 0
    _hash: Any = field(default_factory=hashlib.sha256)

    def add(self, line: str) -> None:
        """Count one line."""
        data = f"{line}\n".encode()
        self.rows += 1
        self.bytes += len(data)
        self._hash.update(data)

    @property
    def told(self) -> dict[str, Any]:
        """What a data package says of a file's content."""
        return {"rows": self.rows, "bytes": self.bytes, "hash": f"sha256:{self._hash.hexdigest()}"}


def inlined(told: str) -> str:
    r"""JSON that can stand in a page: nothing in it ends the element, begins one or is an entity.

    >>> inlined('{"text":"</script>&"}')
    '{"text":"\\u003c/script\\u003e\\u0026"}'
    """
    return _MARKUP.sub(lambda found: f"\\u{ord(found[0]):04x}", told)


def restored(told: str) -> str:
    r"""What `inlined` was given.

    >>> restored(inlined(r'"<\\u003c>"')) == r'"<\\u003c>"'
    True
    """
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[0], told)


def stored(archive: Path) -> Iterator[tuple[Name | Literal["datapackage"], str]]:
    """Each line of the archive's resources, in the order of the page, and in the end the description of them.

    Raises BaoshuError where it is no archive, or was altered since it was written.
    """
    found = {name: Resource(name) for name in NAMES}
    package = ""
    try:
        with archive.open(encoding="utf-8", newline="\n") as page:
            for name, line in _lines(page):
                if name == "datapackage":
                    package = line
                else:
                    found[name].add(line)
                    yield name, line
        described = json.loads(package)["resources"]
    except OSError as error:
        raise BaoshuError(f"{archive}: cannot be read: {error.strerror}") from None
    except (ValueError, LookupError):  # no UTF-8, no JSON, not ours
        said = "no archive of baoshu; name the file that `baoshu extract … -o NAME.html` wrote"
        raise BaoshuError(f"{archive}: {said}") from None
    for told in described:
        if any(told[key] != value for key, value in found[told["name"]].told.items()):
            raise BaoshuError(f"{archive}: altered since baoshu wrote it: {told['path']} is not as its hash says")
    yield "datapackage", package


def _lines(page: Iterable[str]) -> Iterator[tuple[Name | Literal["datapackage"], str]]:
    inside: Name | None = None
    for raw in page:
        line = raw.rstrip("\n")
        if inside and line.endswith(_END):
            inside = None
        elif inside:
            yield inside, restored(line.removesuffix(","))
        elif line.startswith(REPORT):
            _, end = json.JSONDecoder().raw_decode(line, len(REPORT))
            yield "reports", restored(line[len(REPORT) : end])
            inside = "records"
        elif line == FILES:
            inside = "files"
        elif line.startswith(PACKAGE):
            yield "datapackage", restored(line.removeprefix(PACKAGE).removesuffix(_END))


def unpack(archive: Path, folder: Path) -> None:
    """Write the archive's data package into a folder that is new or empty, whole or not at all. Raises BaoshuError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BaoshuError(f"{folder}: is not empty; name another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            names = [f"{name}.jsonl" for name in NAMES] + ["datapackage.json"]
            paths = [stack.enter_context(committed(folder / name)) for name in names]
            # The files are closed before the temporary ones take their places: the stack unwinds from its end.
            files = [stack.enter_context(path.open("w", encoding="utf-8", newline="\n")) for path in paths]
            out = dict(zip([*NAMES, "datapackage"], files, strict=True))
            for name, line in stored(archive):
                told = line if name != "datapackage" else json.dumps(json.loads(line), ensure_ascii=False, indent=2)
                out[name].write(f"{told}\n")
    except OSError as error:
        raise BaoshuError(f"{folder}: cannot be written: {error.strerror}") from None
