"""Pages: jinja2 with autoescape, in the language of the request, with the CSRF token that a form or a script sends back."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse

from extractor.harmless import shown
from extractor.labels import header, label, place
from extractor.messages import LANGUAGES, Language, say
from extractor.web.csrf import token_of

__all__ = ["asked_language", "environment", "page"]

_HERE: Final = Path(__file__).parent


def asked_language(request: Request) -> Language:
    """The language of an answer: ?lang=, else the cookie, else Accept-Language, else Chinese."""
    query = request.query_params.get("lang")
    cookie = request.cookies.get("baoshu_lang")
    for asked in (query, cookie):
        if asked in LANGUAGES:
            return "en" if asked == "en" else "zh"
    accepted = request.headers.get("accept-language", "zh").lower()
    chinese, english = accepted.find("zh"), accepted.find("en")
    return "en" if english >= 0 and not 0 <= chinese < english else "zh"


@functools.cache
def environment() -> jinja2.Environment:
    """The templates of the folder templates/; everything that is put into one is escaped."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["shown"] = shown
    made.globals |= {"label": label, "header": header, "place": place}
    return made


def page(request: Request, template: str, context: Mapping[str, Any] | None = None, **more: Any) -> HTMLResponse:  # noqa: ANN401
    """A page of `template`. Beside the context it has lang, say(key, **facts), headers (for labels.label), csrf and path."""
    lang = asked_language(request)

    def sentence(key: str, **facts: object) -> str:
        return say(key, lang, {name: str(fact) for name, fact in facts.items()})

    known = {"lang": lang, "headers": lang, "say": sentence, "csrf": token_of(request), "path": request.url.path}
    html = environment().get_template(template).render({**known, **(context or {}), **more})
    response = HTMLResponse(html, headers={"Content-Language": lang})
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie("baoshu_lang", lang, samesite="strict", httponly=True, max_age=365 * 86400)
    return response
