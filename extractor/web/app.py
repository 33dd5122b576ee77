"""Puts the web app together: guard, routes, errors, workers.

What the routes share is in `app.state`: settings, store, secret, run, desks, jobs, and the lanes `texts`, `files` and `slow`.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from fastapi import Depends, FastAPI

from extractor.console import say
from extractor.release import release
from extractor.runs.child import Setup
from extractor.web import api, docs, login, metrics, pages, review, upload
from extractor.web.desk import Desks
from extractor.web.guard import Guard, check_csrf
from extractor.web.jobs import Jobs
from extractor.web.lane import Lane
from extractor.web.problems import add_problems
from extractor.web.settings import Settings
from extractor.web.store import Store

__all__ = ["ROUTERS", "create_app"]

ROUTERS: Final = (
    api.router,
    metrics.router,
    docs.router,
    login.router,
    pages.router,
    review.router,
    upload.router,
)
_READER: Final = "extractor.web.reader"
_TEXTS: Final = 10_000  # after so many a worker of short texts is replaced: no foreign parser runs in it


def create_app(settings: Settings, run: Path | None = None) -> FastAPI:
    """The app; with `run`, its pages show that run (the output of `baoshu extract … -o RUN`).

    Raises BaoshuError where the store, or the run, cannot be used.
    """
    store = Store(settings.store, settings.space)
    app = FastAPI(
        title="报数 baoshu",
        version=release(),
        docs_url=None,  # the pages of the framework load scripts from elsewhere; docs.py draws its own
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(check_csrf)],
        lifespan=_lifespan,
    )
    state = app.state
    state.settings, state.store, state.secret, state.run = settings, store, store.secret, run
    state.texts, state.files, state.slow = (Lane(setup, settings.waiting) for setup in _setups(settings))
    state.jobs = Jobs(settings, store)
    state.desks = Desks(settings.patterns)
    if run is not None:
        state.desks.open(Desks.RUN, run)  # what is wrong with it is said before the server is there
    loads = {"texts": state.texts.load, "files": state.files.load, "slow": state.slow.load}
    state.meters = metrics.Meters(loads, state.jobs.counts)
    app.add_middleware(Guard, settings=settings, secret=store.secret, watch=state.meters.watch)
    add_problems(app)
    for router in ROUTERS:
        app.include_router(router)
    return app


def _setups(settings: Settings) -> tuple[Setup, Setup, Setup]:
    """The workers of short texts, of files, and one for what may take long: nobody waits behind that."""
    setup = Setup(settings.limits, settings.patterns, settings.readers, _READER, warm=True)
    return replace(setup, files=_TEXTS), setup, replace(setup, workers=1)


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state = app.state
    state.store.clear()
    started = (state.texts, state.files, state.slow, state.jobs)
    for one in started:
        one.start()
    try:
        yield
    finally:
        for one in started:
            one.close()
        for said in state.desks.close():
            say(said)
