"""The routes of the API. What each does stands in messages.toml, as api_OPERATION, in both languages."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError

from extractor.labels import Headers
from extractor.messages import say
from extractor.read import Source
from extractor.runs.worker import Answer
from extractor.web.answers import Extracted, TextIn
from extractor.web.downloads import JSONL, XLSX, download
from extractor.web.jobs import Job, Jobs
from extractor.web.lane import AwaitedTask, Lane
from extractor.web.problems import CODES, MEDIA_TYPE, Problem, invalid_fields, schema
from extractor.web.uploads import body, media_type, receive

__all__ = ["router"]

router = APIRouter(prefix="/v1")
_SHORT: Final = 2**17  # bytes of a text that has workers of its own; a longer one …
_SMALL: Final = 2**20  # … and a file that is larger than this wait for those that may take long
_JOB: Final = "/jobs/{job}"
Name = Annotated[str, Query(max_length=200, description="a name for the body, where it is no form")]
JobId = Annotated[str, InPath(description="as POST /v1/jobs gave it", max_length=64)]


def _files(texts: bool) -> dict[str, Any]:
    """The bodies that a route takes."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    form = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}, "required": ["file"]}
    content: dict[str, Any] = {"multipart/form-data": {"schema": form}, "application/octet-stream": binary}
    if texts:
        content = {"application/json": {"schema": TextIn.model_json_schema()}, **content}
    return {"requestBody": {"required": True, "content": content}}


def _told(operation: str, *codes: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - FastAPI's own arguments
    """What FastAPI is told of a route: its name, its sentence, its problems."""
    always = ("token", "host", "csrf", "invalid", "malformed")
    by_status: dict[int | str, list[str]] = {}
    for code in (*always, *codes):
        by_status.setdefault(CODES[code], []).append(code)
    problems = {
        status: {"description": ", ".join(sorted(found)), "content": {MEDIA_TYPE: {"schema": schema()}}}
        for status, found in by_status.items()
    }
    responses = {**problems, **more.pop("responses", {})}
    summary = say(f"api_{operation}", "en")
    return {"operation_id": operation, "summary": summary, "description": "", "responses": responses, **more}


@router.post(
    "/extract",
    response_class=Response,
    **_told(
        "extract",
        "form",
        "slow",
        "too_large",
        "too_many",
        "archive",
        "rejected",
        "no_file",
        "busy",
        "no_reader",
        "full",
        responses={200: {"model": Extracted, "description": "what was found"}},
        openapi_extra=_files(texts=True),
    ),
)
async def _extract(
    request: Request,
    name: Name = "",
    text: Annotated[bool, Query(description="answer with the reader's text, too")] = False,
) -> Response:
    if media_type(request) == "application/json":
        return _answered(await _of_text(request), with_text=text)
    state = request.app.state
    (file,) = await receive(request, state.store.incoming, state.settings.file, 1, name)
    try:
        lane: Lane = state.files if file.size <= _SMALL else state.slow
        answer = await lane.ask(AwaitedTask(Source(str(file.path), (), file.name), file.size), request)
    finally:
        file.path.unlink(missing_ok=True)
        state.store.give(file.size)
    return _answered(answer, with_text=text)


async def _of_text(request: Request) -> Answer:
    state = request.app.state
    sent = await body(request, state.settings.text)
    try:
        told = TextIn.model_validate_json(sent)
    except ValidationError as error:
        raise invalid_fields(error.errors(include_input=False, include_context=False)) from None
    data = told.text.encode()
    lane: Lane = state.texts if len(data) <= _SHORT else state.slow
    return await lane.ask(AwaitedTask(Source("", (), told.name), len(data), data=data), request)


def _answered(answer: Answer, *, with_text: bool) -> Response:
    said, blob = answer
    if "members" in said:
        raise Problem("archive")
    row = said["status"]
    if row["status"] == "rejected":
        raise Problem("rejected", {"reason": row["reason"]}, reason=row["code"])
    told, _, text = blob.partition(b"\n")
    return Response(told[:-1] + b',"text":' + text + b"}" if with_text else told, media_type="application/json")


@router.post(
    "/jobs",
    status_code=202,
    **_told(
        "create_job", "form", "slow", "too_large", "too_many", "no_file", "full", openapi_extra=_files(texts=False)
    ),
)
async def _create_job(
    request: Request,
    response: Response,
    name: Name = "",
    headers: Annotated[Headers, Query(description="the language of the workbook's headers")] = "zh",
) -> Job:
    jobs, settings = _jobs(request), request.app.state.settings
    folder = jobs.new_folder()
    try:
        files = await receive(request, folder / "inputs", settings.upload, settings.files, name)
    except BaseException:
        jobs.forget(folder)
        raise
    job = jobs.add(folder, files, headers)
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return job


@router.get("/jobs", **_told("list_jobs"))
async def _list_jobs(request: Request) -> list[Job]:
    return _jobs(request).all()


@router.get(_JOB, **_told("job", "no_job"))
async def _job(request: Request, job: JobId) -> Job:
    return _jobs(request).get(job)


@router.delete(_JOB, status_code=204, **_told("delete_job", "no_job"))
def _delete_job(request: Request, job: JobId) -> None:
    _jobs(request).get(job)
    request.app.state.desks.forget(job)
    _jobs(request).delete(job)


def _file(media: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": "a file", "content": {media: {"schema": {"type": "string"}}}}}


_MISSING: Final = ("no_job", "no_output", "not_done")


@router.get(f"{_JOB}/records", response_class=Response, **_told("records", *_MISSING, responses=_file(JSONL)))
async def _records(request: Request, job: JobId) -> Response:
    return download(_jobs(request).file(job, "records"), f"{job}.jsonl", JSONL)


@router.get(f"{_JOB}/files", response_class=Response, **_told("files", *_MISSING, responses=_file(JSONL)))
async def _files_of(request: Request, job: JobId) -> Response:
    return download(_jobs(request).file(job, "files"), f"{job}-files.jsonl", JSONL)


@router.get(f"{_JOB}/output.xlsx", response_class=Response, **_told("output", *_MISSING, responses=_file(XLSX)))
async def _output(request: Request, job: JobId) -> Response:
    return download(_jobs(request).file(job, "output"), f"{job}.xlsx", XLSX)


@router.get("/schema", response_class=Response, **_told("schema"))
async def _schema() -> Response:
    return JSONResponse(Extracted.model_json_schema(mode="serialization"), media_type="application/schema+json")


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs
