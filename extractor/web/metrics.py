"""/healthz and /metrics: what a monitor wants to know. No label holds anything that a client sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.types import Scope

from extractor.release import release

__all__ = ["Meters", "router"]

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
router = APIRouter(include_in_schema=False)


class Meters:
    """The counters of one app; `lanes` give (waiting, being read), `jobs` how many there are in each state."""

    def __init__(
        self, lanes: Mapping[str, Callable[[], tuple[int, int]]], jobs: Callable[[], Mapping[str, int]]
    ) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "baoshu_requests", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "baoshu_request_seconds", "Time until a request was answered.", ("route",), registry=self.registry
        )
        self.registry.register(_Loads(lanes, jobs))

    def watch(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request, by the route that answered it."""
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)


class _Loads(Collector):
    """What is asked for when the page is."""

    def __init__(
        self, lanes: Mapping[str, Callable[[], tuple[int, int]]], jobs: Callable[[], Mapping[str, int]]
    ) -> None:
        self._lanes, self._jobs = lanes, jobs

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The queues and the jobs."""
        queues = GaugeMetricFamily("baoshu_queue", "Reports that wait, and that are read.", labels=("lane", "state"))
        for name, load in self._lanes.items():
            for state, count in zip(("waiting", "reading"), load(), strict=True):
                queues.add_metric((name, state), count)
        yield queues
        jobs = GaugeMetricFamily("baoshu_jobs", "Jobs by their state.", labels=("state",))
        for state, count in self._jobs().items():
            jobs.add_metric((state,), count)
        yield jobs


@router.get("/healthz")
async def _healthz() -> Response:
    return JSONResponse({"status": "ok", "version": release()})


@router.get("/metrics")
async def _metrics(request: Request) -> Response:
    return Response(generate_latest(request.app.state.meters.registry), media_type=CONTENT_TYPE_LATEST)
