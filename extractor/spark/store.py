"""Files of the cluster's file system, whichever that is (HDFS, S3, a shared disk), by Hadoop's own client in the driver."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

__all__ = ["Store", "literal"]

_PATTERN: Final = re.compile(r"([\\*?\[\]{}])")


class Store:
    """One folder, by its URI. Names are relative to it."""

    def __init__(self, session: Any, uri: str) -> None:  # noqa: ANN401 - pyspark may be absent
        self._hadoop = session._jvm.org.apache.hadoop  # noqa: SLF001 - the only way to the file system that Spark uses
        self._utf8 = session._jvm.java.nio.charset.StandardCharsets.UTF_8  # noqa: SLF001
        self._io = session._jvm.org.apache.commons.io.IOUtils  # noqa: SLF001
        self._join = self._hadoop.util.StringUtils.join  # a call for each of a million names takes minutes
        self._base = self._hadoop.fs.Path(uri)
        self._system = self._base.getFileSystem(session._jsc.hadoopConfiguration())  # noqa: SLF001
        self.uri: str = self._system.makeQualified(self._base).toString()

    def exists(self, name: str = "") -> bool:
        """Whether a file or folder is there."""
        return bool(self._system.exists(self._path(name)))

    def is_folder(self, name: str = "") -> bool:
        """Whether it is a folder."""
        return self.exists(name) and bool(self._system.getFileStatus(self._path(name)).isDirectory())

    def names(self, name: str = "") -> list[str]:
        """What is in a folder, sorted; nothing where there is none."""
        if not self.exists(name):
            return []
        return sorted(one.getPath().getName() for one in self._system.listStatus(self._path(name)))

    def walk(self, name: str) -> Iterator[str]:
        """A file, or every file below a folder, hidden ones too."""
        found = self._system.listFiles(self._path(name), True)
        while found.hasNext():
            yield self._name(found.next())

    def glob(self, pattern: str) -> list[str]:
        """What a pattern of Hadoop's matches; the matching is the Java side's work."""
        return [self._name(one) for one in self._matched(pattern)]

    def matches(self, pattern: str) -> bool:
        """Whether a pattern matches anything."""
        return len(self._matched(pattern)) > 0

    def listed(self, frame: Any) -> list[str]:  # noqa: ANN401 - pyspark may be absent
        """The files that a frame is read from, empty ones too, which Spark leaves out of its rows."""
        together = self._join("\0", frame._jdf.inputFiles())  # noqa: SLF001 - as above
        found = filter(None, str(together).split("\0"))
        return [re.sub(r"^file:/+", "file:/", unquote(one)).removeprefix(self.uri).lstrip("/") for one in found]

    def is_empty(self, name: str) -> bool:
        """Whether it is a file without a byte."""
        return self.exists(name) and self._system.getFileStatus(self._path(name)).getLen() == 0

    def read(self, name: str) -> str:
        """The text of a small file."""
        stream = self._system.open(self._path(name))
        try:
            return str(self._io.toString(stream, self._utf8))
        finally:
            stream.close()

    def create(self, name: str, text: str) -> bool:
        """Write a small file that must not be there yet; False where it is."""
        path = self._path(name)
        self._system.mkdirs(path.getParent())
        if not self._system.createNewFile(path):
            return False
        self._write(path, text)
        return True

    def put(self, name: str, text: str) -> None:
        """Write a small file whole: it takes its name once all of it is there."""
        path = self._path(name)
        before = self._hadoop.fs.Path(path.getParent(), f".{path.getName()}.tmp")
        self._write(before, text)
        self._system.rename(before, path)

    def delete(self, name: str) -> None:
        """Remove a file, or a folder with all that is in it."""
        self._system.delete(self._path(name), True)

    def at(self, name: str) -> str:
        """The URI of a name in the folder."""
        return f"{self.uri.rstrip('/')}/{name}" if name else self.uri

    def _matched(self, pattern: str) -> Any:  # noqa: ANN401 - of the Java side
        return self._system.globStatus(self._hadoop.fs.Path(f"{literal(self.uri)}/{pattern}")) or ()

    def _name(self, status: Any) -> str:  # noqa: ANN401 - of the Java side
        return str(status.getPath().toString()).removeprefix(self.uri).lstrip("/")

    def _write(self, path: Any, text: str) -> None:  # noqa: ANN401 - of the Java side
        stream = self._system.create(path, True)
        try:
            stream.write(bytearray(text.encode("utf-8")))
            stream.hsync()
        finally:
            stream.close()

    def _path(self, name: str) -> Any:  # noqa: ANN401 - of the Java side
        return self._hadoop.fs.Path(self._base, name) if name else self._base


def literal(uri: str) -> str:
    """A URI whose brackets and stars are no pattern."""
    return _PATTERN.sub(r"\\\1", uri)
