"""The commands `baoshu serve` and `baoshu review`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.console import say, stop
from extractor.errors import BaoshuError

if TYPE_CHECKING:
    from extractor.web.settings import Settings

__all__ = ["serve"]


def serve(
    host: str,
    port: int,
    store: Path | None,
    token_file: Path | None,
    names: Sequence[str],
    patterns: Sequence[Path],
    run: Path | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM. Raises BaoshuError where the address is open to others and there is no token."""
    try:
        from extractor.web.app import create_app
        from extractor.web.server import server
        from extractor.web.settings import Settings, is_loopback, read_token
        from extractor.web.store import default_store
    except ModuleNotFoundError as error:
        stop(
            f"this needs the extra web ({error.name} is missing): pip install '.[web]' in the folder of baoshu's source"
        )
    token = read_token(token_file) if token_file else None
    if not is_loopback(host) and token is None:
        raise BaoshuError(f"--host {host}: others can reach this address; give a token with --token-file FILE")
    settings = Settings(
        store=store or default_store(run),
        host=host,
        port=port,
        token=token,
        names=tuple(names),
        patterns=tuple(patterns),
    )
    app = create_app(settings, run)
    made = server(app, settings)
    _raise_open_files()
    say(f"{_address(settings)}{'review/run' if run else ''} · Ctrl-C ends it · store: {settings.store}")
    with contextlib.closing(app.state.store.hold()):
        try:
            made.run()
        except SystemExit:  # uvicorn has said why
            stop(f"{_address(settings)}: cannot be listened on; --port chooses another")


def _raise_open_files() -> None:
    """As many connections as the system allows: with the usual 1,024, so many idle ones would keep all others out."""
    if sys.platform != "win32":
        import resource

        with contextlib.suppress(ValueError, OSError):
            most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _address(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}/"
