"""The page on which somebody uploads reports and watches them being read; the work is a job of the API."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from extractor.web.jobs import Jobs
from extractor.web.render import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/upload")
async def _upload(request: Request) -> Response:
    jobs: Jobs = request.app.state.jobs
    return page(request, "upload.html", jobs=jobs.all())


@router.get("/jobs/{job}")
async def _job(request: Request, job: Annotated[str, Path(max_length=64)]) -> Response:
    """While the job runs, the page asks for itself again, once a second."""
    jobs: Jobs = request.app.state.jobs
    return page(request, "job.html", job=jobs.get(job))
