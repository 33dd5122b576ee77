"""One pack file: its data, the lines where its entries stand, and the checks that every pack shares."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.errors import PackError
from extractor.knowledge import Example
from extractor.quotes import has_one_mark
from extractor.traditional import simplified

__all__ = ["PackFile", "check_keys", "is_tables", "words_of"]


def is_tables(value: object) -> bool:
    """Whether `value` was written as [[name]] tables."""
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def words_of(value: object) -> list[str]:
    """The words of a list, none where it is no list."""
    return [w for w in value if isinstance(w, str) and w] if isinstance(value, list) else []


def check_keys(file: PackFile, table: Mapping[str, Any], known: set[str], entry: str) -> None:
    """Raise PackError where `table` has a key that is not known."""
    unknown = sorted(set(table) - known)
    if unknown:
        raise file.fail(entry, f"{entry}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")


@dataclass(slots=True)
class PackFile:
    """One pack file: its data, and where in the file an entry stands."""

    path: Path
    raw: str
    data: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> PackFile:
        """The file at `path`; PackError where it is no TOML or cannot be read."""
        try:
            raw = simplified(path.read_text(encoding="utf-8"))  # as the texts that it is to read
            return cls(path, raw, tomllib.loads(raw))
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            raise PackError(path, int(found[1]) if found else 1, f"not TOML: {error}; correct the line") from None
        except (OSError, UnicodeDecodeError) as error:
            raise PackError(path, 1, f"cannot be read: {error}") from None

    def line(self, needle: str) -> int:
        """The line of the first `needle` outside of comments, or of the first of its words; 1 where there is none."""
        for spelled in (needle.replace("\n", "\\n"), needle.strip('"'), needle.partition("、")[0]):
            at = self.raw.find(spelled)
            while at >= 0 and self.raw.startswith("#", self.raw.rfind("\n", 0, at) + 1):
                at = self.raw.find(spelled, at + 1)
            if at >= 0:
                return self.raw.count("\n", 0, at) + 1
        return 1

    def fail(self, needle: str, message: str) -> PackError:
        """An error at the line of `needle`."""
        return PackError(self.path, self.line(needle), message)

    def examples(self, entry: str, table: Mapping[str, Any]) -> Iterator[Example]:
        """The examples of an entry; PackError where one has not one figure in 【】."""
        for example in table.get("examples", ()):
            quote = example.get("quote", "") if isinstance(example, dict) else ""
            if not has_one_mark(quote):
                raise self.fail(quote or entry, f"{entry}: an example needs a quote with one figure in 【】")
            wanted = {k: v for k, v in example.items() if k != "quote"}
            yield Example(self.path, self.line(quote), entry, quote, wanted)
        for quote in table.get("not", ()):
            yield Example(self.path, self.line(quote), entry, quote, {}, nothing=True)
