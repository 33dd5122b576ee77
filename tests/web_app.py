"""What the tests of the web app share: a client of the app in this process, and a real server in a thread."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from starlette.testclient import TestClient

from extractor.web.app import create_app
from extractor.web.server import server
from extractor.web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE = "http://127.0.0.1:8765"
TEXT = "青山县红十字会2021年工作总结\n一年来，发放救助金26.2万元，惠及109人，募集善款XX万元。\n"


def client(app: Any, *, raising: bool = True) -> TestClient:
    """Make a client that speaks to the app as a program on this machine does."""
    return TestClient(app, base_url=HERE, raise_server_exceptions=raising, headers={"Accept-Language": "en"})


@contextlib.contextmanager
def app_client(store: Path, **settings: Any) -> Iterator[TestClient]:
    """Run an app with its workers, and give a client."""
    with client(create_app(Settings(store=store, readers=1, **settings))) as made:
        yield made


@contextlib.contextmanager
def served(store: Path, **settings: Any) -> Iterator[str]:
    """Run a real server on a free port of 127.0.0.1, and give its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = Settings(store=store, readers=1, port=port, **settings)
    running = server(create_app(told), told)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        while not running.started:
            assert thread.is_alive(), "the server has not started"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.should_exit = True
        thread.join()


def finished(speaker: Any, job: str) -> dict[str, Any]:
    """Wait for the end of a job; how it ended comes back."""
    while (told := speaker.get(job).json())["state"] in {"waiting", "running"}:
        time.sleep(0.1)
    return dict(told)
