"""Files that a client takes away: always as an attachment, never shown by the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

__all__ = ["JSONL", "XLSX", "download"]

JSONL: Final = "application/x-ndjson"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(path: Path, name: str, media_type: str, after: BackgroundTask | None = None) -> FileResponse:
    """The file at `path` under the name `name`; `after` runs once it was sent."""
    return FileResponse(
        path, media_type=media_type, filename=name, content_disposition_type="attachment", background=after
    )
