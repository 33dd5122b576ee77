"""The folder of the web app: its secret and its jobs, for its user alone. Names in it are ours, never a client's."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from extractor.emit import committed
from extractor.errors import BaoshuError

__all__ = ["default_store", "open_store"]

_SECRET: Final = "secret"  # noqa: S105 - the name of its file


def default_store() -> Path:
    """The folder where none is named: in the user's data folder, as the system has it."""
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / "baoshu" / "web"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "baoshu" / "web"


def open_store(store: Path) -> bytes:
    """Make what is missing of the folder; the secret of this installation comes back. Raises BaoshuError."""
    try:
        for folder in (store, store / "jobs", store / "incoming"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        store.chmod(0o700)
        for left in (store / "incoming").iterdir():  # by a server that was killed
            left.unlink()
        path = store / _SECRET
        if not path.exists():
            with committed(path) as temporary:
                temporary.write_bytes(secrets.token_bytes(32))
            path.chmod(0o600)
        return path.read_bytes()
    except OSError as error:
        raise BaoshuError(f"{store}: cannot be used as a store: {error.strerror}") from None
