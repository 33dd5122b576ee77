"""Files of the cluster's file system, whichever that is (HDFS, S3, a shared disk), by Hadoop's own client in the driver."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["Store"]


class Store:
    """One folder, by its URI. Names are relative to it."""

    def __init__(self, session: Any, uri: str) -> None:  # noqa: ANN401 - pyspark may be absent
        self._hadoop = session._jvm.org.apache.hadoop  # noqa: SLF001 - the only way to the file system that Spark uses
        self._utf8 = session._jvm.java.nio.charset.StandardCharsets.UTF_8  # noqa: SLF001
        self._io = session._jvm.org.apache.commons.io.IOUtils  # noqa: SLF001
        self._base = self._hadoop.fs.Path(uri)
        self._system = self._base.getFileSystem(session._jsc.hadoopConfiguration())  # noqa: SLF001
        self.uri: str = self._system.makeQualified(self._base).toString()

    def exists(self, name: str = "") -> bool:
        """Whether a file or folder is there."""
        return bool(self._system.exists(self._path(name)))

    def is_file(self, name: str = "") -> bool:
        """Whether it is a file."""
        return self.exists(name) and bool(self._system.getFileStatus(self._path(name)).isFile())

    def names(self, name: str = "") -> list[str]:
        """What is in a folder, sorted; nothing where there is none."""
        if not self.exists(name):
            return []
        return sorted(one.getPath().getName() for one in self._system.listStatus(self._path(name)))

    def walk(self, name: str = "") -> Iterator[tuple[str, int]]:
        """Every file below a folder, hidden ones too: its name and its size."""
        found = self._system.listFiles(self._path(name), True)
        while found.hasNext():
            one = found.next()
            yield one.getPath().toString().removeprefix(self.uri).lstrip("/"), one.getLen()

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

    def _write(self, path: Any, text: str) -> None:  # noqa: ANN401 - of the Java side
        stream = self._system.create(path, True)
        try:
            stream.write(bytearray(text.encode("utf-8")))
            stream.hsync()
        finally:
            stream.close()

    def _path(self, name: str) -> Any:  # noqa: ANN401 - of the Java side
        return self._hadoop.fs.Path(self._base, name) if name else self._base
