"""The server of the app, which is uvicorn, told what it may not do."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI

from extractor.web.patience import Impatient
from extractor.web.settings import Settings

__all__ = ["server"]


def server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """The server of an app, as the command runs it: it logs no requests, since a query may hold words of a report."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=Impatient,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        ws="none",
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
        proxy_headers=False,
    )
    return uvicorn.Server(config)
