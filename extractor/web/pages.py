"""The first page, and the files that pages load: styles, scripts, pictures."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response

from extractor.web.problems import Problem
from extractor.web.render import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_HERE: Final = Path(__file__).parent
_TYPES: Final = {  # said by us: what the system has registered for .js differs from machine to machine
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}


@router.get("/")
def _home(request: Request) -> Response:
    return page(request, "home.html", run=request.app.state.run is not None)


@functools.cache
def _files() -> dict[str, Path]:
    """What may be served: nothing is looked up on the disk by a name that a request gave."""
    return {path.name: path for path in (_HERE / "static").iterdir() if path.suffix in _TYPES}


@router.get("/static/{name}")
def _static(name: str) -> Response:
    path = _files().get(name)
    if path is None:
        raise Problem("not_found")
    return FileResponse(path, media_type=_TYPES[path.suffix], headers={"Cache-Control": "no-cache"})
