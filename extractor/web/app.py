"""Puts the web app together: guard, routes, errors. What the routes share is in `app.state`: settings, secret, run."""

from __future__ import annotations

from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.types import Scope

from extractor.web import login, pages, render
from extractor.web.csrf import check_csrf
from extractor.web.guard import Guard
from extractor.web.problems import add_problems
from extractor.web.settings import Settings
from extractor.web.store import open_store

__all__ = ["create_app"]


def create_app(settings: Settings, run: Path | None = None) -> FastAPI:
    """The app; with `run`, its pages show that run (the output of `baoshu extract … -o RUN`).

    Raises BaoshuError where the store cannot be used.
    """
    secret = open_store(settings.store)
    app = FastAPI(
        title="报数 baoshu",
        docs_url=None,  # the pages of the framework load scripts from elsewhere; docs.py draws its own
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(check_csrf)],
    )
    app.state.settings, app.state.secret, app.state.run = settings, secret, run
    app.add_middleware(Guard, settings=settings, secret=secret, watch=_watch)
    add_problems(app)
    for router in (render.static, login.router, pages.router):
        app.include_router(router)
    return app


def _watch(_scope: Scope, _status: int, _seconds: float) -> None:
    pass
