"""Every error as RFC 9457 has it (application/problem+json), or as a page where a browser asked for one.

A problem says what is wrong and what to do, never what was sent: no text of a report comes back in an error.
"""

from __future__ import annotations

import http
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from extractor.messages import say
from extractor.web.render import asked_language, page

__all__ = ["MEDIA_TYPE", "Problem", "add_problems", "problem", "schema"]

MEDIA_TYPE: Final = "application/problem+json"
_CODES: Final = {400: "malformed", 404: "not_found", 405: "method", 422: "invalid", 500: "internal"}


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it so
    """An error that the client is told of: `code` is its stable word, and its sentence is problem_CODE in messages.toml."""

    def __init__(
        self, status: int, code: str, facts: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.facts, self.headers = status, code, dict(facts or {}), dict(headers or {})


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
        "type": f"/problems#{error.code}",
        "title": http.HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": detail,
        "code": error.code,
    }
    headers = {**error.headers, "Content-Language": lang}
    return JSONResponse(told, error.status, headers, MEDIA_TYPE)


def schema() -> dict[str, Any]:
    """The JSON Schema of a problem."""
    text = {"type": "string"}
    fields = {"type": text, "title": text, "status": {"type": "integer"}, "detail": text, "code": text}
    return {"type": "object", "properties": fields, "required": list(fields)}


def add_problems(app: FastAPI) -> None:
    """Have every error of the framework told in this form."""

    def told(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)  # noqa: S101 - the handler is registered for it
        return problem(request, error)

    def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101
        code = _CODES.get(error.status_code, "malformed" if error.status_code < 500 else "internal")
        return problem(request, Problem(error.status_code, code, headers=error.headers))

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        # Where it stands and of what sort it is; the message of pydantic may quote what was sent.
        where = {".".join(map(str, one["loc"])) + ": " + one["type"] for one in error.errors()}
        return problem(request, Problem(422, "invalid_fields", {"fields": "; ".join(sorted(where))[:500]}))

    app.add_exception_handler(Problem, told)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, invalid)
