"""The CSRF token: a signed double submit, without a session.

Every page sets a random cookie (SameSite=Strict, HttpOnly) and holds its HMAC under the secret of this installation; what
changes anything must bring both. A form has it in the field `csrf_token`, a script sends the header `X-CSRF-Token`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

from fastapi import Request

__all__ = ["COOKIE", "FIELD", "HEADER", "is_right", "token_of"]

COOKIE: Final = "baoshu_csrf"
FIELD: Final = "csrf_token"
HEADER: Final = "x-csrf-token"
_NONCE: Final = re.compile(r"[0-9a-f]{32}")


def _nonce_of(request: Request) -> str:
    """The nonce of the cookie, or a new one, which the guard sets with the response."""
    sent = request.cookies.get(COOKIE, "")
    if _NONCE.fullmatch(sent):
        return sent
    if not hasattr(request.state, "csrf_nonce"):
        request.state.csrf_nonce = secrets.token_hex(16)
    nonce: str = request.state.csrf_nonce
    return nonce


def token_of(request: Request) -> str:
    """The token that a page of this response has to send back."""
    return _signed(request.app.state.secret, _nonce_of(request))


def is_right(request: Request, sent: str | None) -> bool:
    """Whether `sent` is the token that belongs to the request's cookie."""
    nonce = request.cookies.get(COOKIE, "")
    if not sent or not _NONCE.fullmatch(nonce):
        return False
    return hmac.compare_digest(_signed(request.app.state.secret, nonce).encode(), sent.encode())


def _signed(secret: bytes, nonce: str) -> str:
    return hmac.new(secret, f"csrf {nonce}".encode(), hashlib.sha256).hexdigest()
