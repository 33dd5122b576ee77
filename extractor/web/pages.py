"""The pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from extractor.web.render import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/")
def _home(request: Request) -> Response:
    return page(request, "home.html", run=request.app.state.run is not None)
