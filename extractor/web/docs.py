"""The description of the API: /openapi.json, and /docs, a page of our own in both languages, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response

from extractor.labels import header
from extractor.messages import Language, say
from extractor.web.answers import Extracted
from extractor.web.problems import CODES
from extractor.web.render import asked_language, page

__all__ = ["EXAMPLES", "described", "router"]

router = APIRouter(include_in_schema=False)
EXAMPLES: Final = {  # operation → what to type; docs/api.md shows and a test runs the same
    "extract": """curl -s {server}/v1/extract -H 'Content-Type: application/json' -d '{{"text":"发放救助金26.2万元，惠及109人。"}}'
curl -s {server}/v1/extract -F file=@报告.docx""",
    "create_job": "curl -s {server}/v1/jobs -F file=@上报材料.zip -F file=@补报.docx",
    "list_jobs": "curl -s {server}/v1/jobs",
    "job": "curl -s {server}/v1/jobs/$JOB",
    "records": "curl -sOJ {server}/v1/jobs/$JOB/records",
    "files": "curl -s {server}/v1/jobs/$JOB/files",
    "output": "curl -sOJ {server}/v1/jobs/$JOB/output.xlsx",
    "delete_job": "curl -s -X DELETE {server}/v1/jobs/$JOB",
    "schema": "curl -s {server}/v1/schema",
}

_TYPES: Final = {"report": "ReportRead", "figure": "FigureAt", "redaction": "RedactionAt", "issue": "IssueAt"}


def described(app: FastAPI, lang: Language) -> dict[str, Any]:
    """The OpenAPI description, with its sentences in one language."""
    made: dict[str, Any] = {**app.openapi()}
    made["info"] = {**made["info"], "description": say("web_home", lang)}
    made["paths"] = {
        path: {method: {**one, "summary": say(f"api_{one['operationId']}", lang)} for method, one in methods.items()}
        for path, methods in made["paths"].items()
    }
    return made


@router.get("/openapi.json")
async def _openapi(request: Request) -> Response:
    return JSONResponse(described(request.app, asked_language(request)))


@router.get("/docs")
async def _docs(request: Request) -> Response:
    lang = asked_language(request)
    server = f"{request.url.scheme}://{request.headers['host']}"
    operations = list(_operations(described(request.app, lang), server))
    problems = [(code, status, say(f"problem_{code}", lang, _Blanks())) for code, status in CODES.items()]
    return page(
        request,
        "docs.html",
        operations=operations,
        problems=problems,
        types=list(_types(lang)),
        version=request.app.version,
    )


class _Blanks(dict[str, str]):
    """Leaves what would be filled in as it is: {limit}."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def _operations(api: dict[str, Any], server: str) -> Iterator[dict[str, Any]]:
    for path, methods in api["paths"].items():
        for method, one in methods.items():
            success, *others = sorted(one["responses"])
            problems = [(status, one["responses"][status]["description"].split(", ")) for status in others]
            yield {
                "id": one["operationId"],
                "method": method.upper(),
                "path": path,
                "summary": one["summary"],
                "parameters": one.get("parameters", []),
                "bodies": list(one.get("requestBody", {}).get("content", {})),
                "status": success,
                "media": ", ".join(one["responses"][success].get("content", {})),
                "problems": problems,
                "example": EXAMPLES[one["operationId"]].format(server=server),
            }


def _types(lang: Language) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    """(type, [(field, its word, its values)]) of what /v1/extract answers."""
    schema = Extracted.model_json_schema(mode="serialization")
    for name, model in _TYPES.items():
        fields = schema["$defs"][model]["properties"]
        yield name, [(key, header(key, lang) if lang == "zh" else "", _values(told)) for key, told in fields.items()]


def _values(told: dict[str, Any]) -> str:
    """The legal values of a field in a few words.

    >>> _values({"anyOf": [{"enum": ["up", "down"]}, {"type": "null"}]}), _values({"type": "integer"})
    ('up · down · null', 'integer')
    """
    if "anyOf" in told:
        return " · ".join(_values(one) for one in told["anyOf"])
    if "enum" in told:
        return " · ".join(told["enum"])
    if "const" in told:
        return str(told["const"])
    if told.get("type") == "array":
        inner = told.get("items") or (told.get("prefixItems") or [{}])[0]
        return f"[{_values(inner)} …]"
    return str(told.get("type") or told.get("$ref", "").rsplit("/", 1)[-1])
