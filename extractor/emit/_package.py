"""The description of an archive's data: a Data Package (datapackage.org) whose fields are those of the records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Final

from pydantic import TypeAdapter

from extractor.archive import Resource
from extractor.labels import FIELDS
from extractor.records import Figure, Issue, Record, Redaction, Report
from extractor.status import Status

__all__ = ["datapackage"]

_TYPES: Final = {"string": "string", "integer": "integer", "number": "number", "object": "object", "array": "array"}
_TITLES: Final = {
    "records": "数字与隐去词 / figures and redactions",
    "reports": "报告及其原文 / the reports with their texts",
    "files": "每个文件的读取结果 / how each file was read",
}


def datapackage(resources: Iterable[Resource]) -> dict[str, Any]:
    """The content of datapackage.json; equal resources give an equal description, so it has no date."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "baoshu",
        "title": "报数 baoshu",
        "resources": [_resource(resource) for resource in resources],
    }


def _resource(resource: Resource) -> dict[str, Any]:
    return {
        "name": resource.name,
        "path": f"{resource.name}.jsonl",
        "title": _TITLES[resource.name],
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        **resource.told,
        **_schema(resource.name),
    }


def _schema(name: str) -> dict[str, Any]:
    """The fields, as a table's, and for records the JSON Schema of a line, too, which says more than a table can."""
    if name == "records":
        columns = _properties(Figure) | {"what": _properties(Redaction)["what"]}
        columns["kind"] = {"enum": [*_properties(Figure)["kind"]["enum"], "redaction"], "type": "string"}
        line = TypeAdapter(Record).json_schema(mode="serialization")
        return {"schema": _table(columns), "jsonSchema": line}
    if name == "reports":
        issues = {"type": "array", "items": Issue.model_json_schema(mode="serialization")}
        return {"schema": _table(_properties(Report) | {"text": {"type": "string"}, "issues": issues})}
    return {"schema": {"fields": [{"name": one.name, "type": "any"} for one in fields(Status)]}}


def _properties(model: type[Figure | Redaction | Report]) -> dict[str, Any]:
    found: dict[str, Any] = model.model_json_schema(mode="serialization")["properties"]
    return found


def _table(columns: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """A Table Schema. What is null in a line is missing; a value that is a number, a pair or a date is of any type."""
    return {"fields": [_field(name, told) for name, told in columns.items()], "missingValues": [""]}


def _field(name: str, told: Mapping[str, Any]) -> dict[str, Any]:
    kinds = [one for one in told.get("anyOf", [told]) if one.get("type") != "null"]
    only = kinds[0] if len(kinds) == 1 else {}
    made: dict[str, Any] = {
        "name": name,
        "type": _TYPES.get(only.get("type", ""), "object" if "$ref" in only else "any"),
    }
    if name in FIELDS:
        made["title"] = FIELDS[name]
    values = only.get("enum") or ([only["const"]] if "const" in only else None)
    if values:
        made["constraints"] = {"enum": values}
    return made
