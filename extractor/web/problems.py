"""Every error as RFC 9457 has it (application/problem+json), or as a page where a browser asked for one.

A problem says what is wrong and what to do, never what was sent: no text of a report comes back in an error.
"""

from __future__ import annotations

import http
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from extractor.messages import say
from extractor.web.render import asked_language, page

__all__ = ["CODES", "MEDIA_TYPE", "Problem", "add_problems", "invalid_fields", "problem", "schema"]

MEDIA_TYPE: Final = "application/problem+json"
CODES: Final[Mapping[str, int]] = {  # each with its status; its sentence is problem_CODE in messages.toml
    "malformed": 400,
    "form": 400,
    "token": 401,
    "host": 403,
    "origin": 403,
    "csrf": 403,
    "not_found": 404,
    "no_job": 404,
    "no_output": 404,
    "method": 405,
    "slow": 408,
    "not_done": 409,
    "held": 409,
    "too_large": 413,
    "too_many": 413,
    "invalid": 422,
    "no_file": 422,
    "archive": 422,
    "rejected": 422,
    "internal": 500,
    "busy": 503,
    "no_reader": 503,
    "full": 507,
}
_OF_FRAMEWORK: Final = {404: "not_found", 405: "method"}


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it so
    """An error that the client is told of, by its code; `facts` fill its sentence, `reason` is a word for programs."""

    def __init__(
        self,
        code: str,
        facts: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.reason = CODES[code], code, reason
        self.facts, self.headers = dict(facts or {}), dict(headers or {})


def problem(request: Request, error: Problem) -> Response:
    """The response for a problem, in the language of the request."""
    lang = asked_language(request)
    detail = say(f"problem_{error.code}", lang, error.facts)
    if not request.url.path.startswith("/v1") and "text/html" in request.headers.get("accept", ""):
        response = page(request, "problem.html", status=error.status, detail=detail)
        response.status_code = error.status
        response.headers.update(error.headers)
        return response
    told = {
        "type": f"/docs#problem-{error.code}",
        "title": http.HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": detail,
        "code": error.code,
        **({"reason": error.reason} if error.reason else {}),
    }
    headers = {**error.headers, "Content-Language": lang}
    return JSONResponse(told, error.status, headers, MEDIA_TYPE)


def invalid_fields(errors: Sequence[Any]) -> Problem:
    """A problem that says where something is wrong and of what sort it is; pydantic's messages may quote what was sent."""
    where = {".".join(map(str, one["loc"])) + ": " + one["type"] for one in errors}
    return Problem("invalid", {"fields": "; ".join(sorted(where))[:500]})


def schema() -> dict[str, Any]:
    """The JSON Schema of a problem."""
    text = {"type": "string"}
    fields = {"type": text, "title": text, "status": {"type": "integer"}, "detail": text, "code": text}
    return {"type": "object", "properties": {**fields, "reason": text}, "required": list(fields)}


def add_problems(app: FastAPI) -> None:
    """Have every error of the framework told in this form."""

    def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)  # noqa: S101 - the handler is registered for it
        return problem(request, error)

    def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        code = _OF_FRAMEWORK.get(error.status_code, "malformed" if error.status_code < 500 else "internal")
        return problem(request, Problem(code, headers=error.headers))

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return problem(request, invalid_fields(error.errors()))

    app.add_exception_handler(Problem, told)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
