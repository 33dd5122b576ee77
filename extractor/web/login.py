"""The page that asks a browser for the token, where the server has one."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from extractor.web.guard import TOKEN_COOKIE, pass_of
from extractor.web.render import page

__all__ = ["router"]

router = APIRouter(include_in_schema=False)


@router.get("/login")
def _form(request: Request) -> Response:
    return page(request, "login.html", wrong=False)


@router.post("/login")
async def _enter(request: Request) -> Response:
    token = request.app.state.settings.token
    given = (await request.form()).get("token")
    if token is None or not isinstance(given, str) or not hmac.compare_digest(given.strip().encode(), token.encode()):
        response: Response = page(request, "login.html", wrong=True)
        response.status_code = 403
        return response
    response = RedirectResponse("/", 303)
    response.set_cookie(TOKEN_COOKIE, pass_of(request.app.state.secret, token), samesite="strict", httponly=True)
    return response
