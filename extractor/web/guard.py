"""Who may ask: the Host and Origin of a request, its token, its CSRF token; and the headers that each response carries.

`Guard` is a plain ASGI middleware around the whole app, so that nothing that a route forgets goes past it. `check_csrf` is a
dependency of it: the form that it reads is still there for the route.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Final

from anyio import get_cancelled_exc_class
from fastapi import Request
from fastapi.responses import RedirectResponse
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extractor.console import say
from extractor.web.csrf import COOKIE, FIELD, HEADER, is_right
from extractor.web.problems import Problem, problem
from extractor.web.settings import Settings, is_loopback
from extractor.web.uploads import limit_words, media_type

__all__ = ["TOKEN_COOKIE", "Guard", "check_csrf", "pass_of"]

TOKEN_COOKIE: Final = "baoshu_pass"  # noqa: S105 - a name
_HOST: Final = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST_FORM: Final = 2**20
_OF_BROWSERS: Final = ("origin", "cookie", "sec-fetch-site", "sec-fetch-mode", "referer")
_OPEN: Final = ("/healthz", "/login", "/static/")  # without a token
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser would send "Origin: null" with forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class _BrokenOffError(Exception):
    """A response that had begun cannot be finished; the connection is closed."""


def pass_of(secret: bytes, token: str) -> str:
    """What the cookie of a browser holds that gave the token."""
    return hmac.new(secret, f"pass {token}".encode(), hashlib.sha256).hexdigest()


class Guard:
    """The middleware; `watch` is told (scope, status, seconds) of each request."""

    def __init__(
        self, app: ASGIApp, settings: Settings, secret: bytes, watch: Callable[[Scope, int, float], None]
    ) -> None:
        self._app, self._settings, self._secret, self._watch = app, settings, secret, watch
        self._names = {*_LOCAL, *(name.lower() for name in settings.names), settings.host.lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # there are no web sockets here
            await send({"type": "websocket.close", "code": 1008})
            return
        started, status = time.perf_counter(), 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(scope, message)
            await send(message)

        try:
            request = Request(scope)
            try:
                self._check(request)
                await self._app(scope, receive, sent)
            except Problem as refused:
                await self._refuse(request, refused)(scope, receive, sent)
            except ClientDisconnect:
                pass  # there is nobody to be told
            except get_cancelled_exc_class():  # the server ends
                if not status:
                    await problem(request, Problem("no_reader", headers={"Retry-After": "5"}))(scope, receive, sent)
            except Exception as error:  # noqa: BLE001 - the message of any may quote a report, so none goes further
                say(_place(error))
                if status:
                    raise _BrokenOffError from None
                await problem(request, Problem("internal"))(scope, receive, sent)
        finally:
            self._watch(scope, status, time.perf_counter() - started)

    def _check(self, request: Request) -> None:
        hosts = request.headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            raise Problem("host")
        origin = request.headers.get("origin")
        if origin is not None and origin not in {f"http://{hosts[0]}", f"https://{hosts[0]}"}:
            raise Problem("origin")
        if request.method not in _SAFE and request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
            raise Problem("origin")
        if not self._has_token(request) and not request.url.path.startswith(_OPEN):
            raise Problem("token", headers={"WWW-Authenticate": 'Bearer realm="baoshu"'})

    def _is_ours(self, host: str) -> bool:
        """Whether the server goes by this name; by any address where it listens on all of them: rebinding needs a name."""
        found = _HOST.fullmatch(host.lower())
        if found is None:
            return False
        name = found["name"].strip("[]")
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return not is_loopback(self._settings.host)

    def _has_token(self, request: Request) -> bool:
        token = self._settings.token
        if token is None:
            return True
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode()):
            return True
        cookie = request.cookies.get(TOKEN_COOKIE, "")
        return hmac.compare_digest(cookie.encode(), pass_of(self._secret, token).encode())

    def _refuse(self, request: Request, refused: Problem) -> ASGIApp:
        wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if refused.status == 401 and wants_page and not request.url.path.startswith("/v1"):
            return RedirectResponse("/login", 303)
        return problem(request, refused)

    def _add_headers(self, scope: Scope, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in _HEADERS.items():
            headers[name] = value
        headers.setdefault("Cache-Control", "no-store")
        if nonce := scope.get("state", {}).get("csrf_nonce"):
            headers.append("Set-Cookie", f"{COOKIE}={nonce}; Path=/; HttpOnly; SameSite=Strict")


async def check_csrf(request: Request) -> None:
    """The dependency of the whole app: what changes something and comes from a browser needs the token.

    A program that sends none of a browser's headers (curl) cannot be misled by a page, and needs none. A multipart form has to
    send the header: its body is not read before it is known who sends it.
    """
    if request.method in _SAFE or not any(name in request.headers for name in _OF_BROWSERS):
        return
    sent = request.headers.get(HEADER)
    if sent is None and media_type(request) == "application/x-www-form-urlencoded":
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > _LONGEST_FORM:
            raise Problem("too_large", {"limit": limit_words(_LONGEST_FORM)})
        field = (await request.form()).get(FIELD)
        sent = field if isinstance(field, str) else None
    if not is_right(request, sent):
        raise Problem("csrf")


def _place(error: BaseException) -> str:
    """Where an error of ours happened. Its message is left out: it may quote a report."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    way = " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    return f"internal error: {type(error).__name__} at {way}"
