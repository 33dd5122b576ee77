"""Requests made from the description of the API: whatever fits it, and what does not, never ends in an error of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from web_app import served

from extractor.web.docs import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def operations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Give the operations that a server with workers describes."""
    with served(tmp_path_factory.mktemp("web") / "store", file=2**16, upload=2**16, text=2**16) as server:
        found = (one.ok() for one in schemathesis.openapi.from_url(f"{server}/openapi.json").get_all_operations())
        yield {one.definition.raw["operationId"]: one for one in found}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("operation", EXAMPLES)
def test_no_request_breaks_the_server(operations: dict[str, Any], operation: str, mode: GenerationMode) -> None:
    """Each answer has a status, a type and a form that the description names."""

    @settings(
        max_examples=10,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operations[operation].as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        case.call_and_validate(checks=CHECKS)

    if mode is GenerationMode.NEGATIVE and operation in {"schema", "list_jobs"}:
        return  # there is nothing to get wrong
    check()
