"""The review page: figures to look at, each in its report, and what reviewers say of them.

Every answer is a whole page; a request of htmx takes the part that it wants out of it. So all works without scripts, too.
"""

from __future__ import annotations

import contextlib
from typing import Annotated, Final, cast
from urllib.parse import quote as quoted
from urllib.parse import unquote, urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask
from starlette.datastructures import FormData

from extractor.errors import BaoshuError
from extractor.messages import Language, say
from extractor.quotes import place, quote
from extractor.review.corrections import Action, StaleError
from extractor.review.request import CorrectionError, CorrectionRequest
from extractor.web.desk import Desk, Desks
from extractor.web.downloads import XLSX, download
from extractor.web.marked import mark_of
from extractor.web.problems import Problem
from extractor.web.render import asked_language, page
from extractor.web.view import SHOWN, PageState, told, understood, view

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_COOKIE: Final = "baoshu_reviewer"
_YEAR: Final = 365 * 86400
_LONGEST: Final = 100  # characters of a name
_ACTIONS: Final = frozenset({"accept", "correct", "reject", "undo", "note", "add"})
Key = Annotated[str, Path(max_length=64)]


@router.get("/review/{key}")
def _review(
    request: Request,
    key: Key,
    show: Annotated[str, Query(max_length=20)] = "todo",
    row: int | None = None,
    start: int = 0,
    end: int = 0,
    add: bool = False,
) -> Response:
    desk = _desk(request, key)
    name = _reviewer(request)
    if not name:
        return page(request, "reviewer.html", next=f"/review/{quoted(key)}", name="")
    return _page(request, desk, key, PageState(show if show in SHOWN else "todo", row, start, end, add))


@router.post("/review/{key}")
async def _correct(request: Request, key: Key) -> Response:
    form = await request.form()
    return await run_in_threadpool(_kept, request, key, form)


def _kept(request: Request, key: str, form: FormData) -> Response:
    """Keep a correction: 303 to its figure; 409 with what is there now; 422 with what is wrong."""
    desk, lang, by = _desk(request, key), asked_language(request), _reviewer(request)
    action = _text(form, "action")
    row, start, end = (_number(form, name) for name in ("row", "start", "end"))
    show = _text(form, "show") if _text(form, "show") in SHOWN else "todo"
    if not by or action not in _ACTIONS:
        raise Problem("malformed")
    boxes = {name: _text(form, name) for name in ("kind", "value", "unit", "item", "note", "quote")}
    try:
        if action == "add":
            start, end = _selected(desk, row, boxes["quote"], (start, end))
        desk.correct(row, _asked(desk, action, by, (start, end), _text(form, "seen"), boxes))
    except StaleError as error:
        alert = say("review_stale", lang, {"by": error.now.by, "said": told(error.now, lang)})
        return _page(request, desk, key, PageState(show, row, start, end, typed=boxes, alert=alert), 409)
    except CorrectionError as error:
        state = PageState(show, row, start, end, action == "add", boxes, say(error.code, lang, error.facts))
        return _page(request, desk, key, state, 422)
    where = urlencode({"show": show, "row": row, "start": start, "end": end})
    return RedirectResponse(f"/review/{quoted(key)}?{where}", 303)


@router.get("/review/{key}/output.xlsx")
def _export(request: Request, key: Key) -> Response:
    desk = _desk(request, key)
    made = desk.workbook()
    try:
        path = made.__enter__()
    except BaoshuError as error:
        raise Problem("held", {"why": str(error)}) from None
    name = f"{desk.output.stem}.xlsx" if key == Desks.RUN else f"{key}.xlsx"
    return download(path, name, XLSX, BackgroundTask(made.__exit__, None, None, None))


@router.get("/reviewer")
def _ask_name(request: Request, next: Annotated[str, Query(max_length=500)] = "/") -> Response:  # noqa: A002 - its name in the address
    return page(request, "reviewer.html", next=_inside(next), name=_reviewer(request))


@router.post("/reviewer")
async def _take_name(request: Request) -> Response:
    form = await request.form()
    name = " ".join(_text(form, "name").split())[:_LONGEST]
    response = RedirectResponse(_inside(_text(form, "next")), 303)
    if name:
        response.set_cookie(_COOKIE, quoted(name), max_age=_YEAR, samesite="strict", httponly=True)
    return response


def _page(request: Request, desk: Desk, key: str, state: PageState, status: int = 200) -> Response:
    lang: Language = asked_language(request)
    context = view(desk, key, state, desk.packs)
    own = {"by": _reviewer(request), "told": lambda one: told(one, lang), "query": urlencode, "mark_of": mark_of}
    response = page(request, "review.html", {**context, **own})
    response.status_code = status
    return response


def _asked(
    desk: Desk, action: str, by: str, span: tuple[int, int], seen: str, boxes: dict[str, str]
) -> CorrectionRequest:
    after = understood(boxes, desk.packs) if action in {"correct", "add"} else None
    return CorrectionRequest(*span, cast("Action", action), by, seen or None, after, boxes["note"].strip())


def _selected(desk: Desk, row: int, words: str, span: tuple[int, int]) -> tuple[int, int]:
    """Where the figure in 【】 stands; words without 【】 are the figure itself. What was selected and left as it was is `span`."""
    _, text = desk.report(row)
    words = words.replace("\r\n", "\n").strip()
    if 0 <= span[0] < span[1] <= len(text):
        with contextlib.suppress(ValueError):
            if quote(text, *span).replace("\r\n", "\n").strip() == words:
                return span
    marked = words if "】" in words.partition("【")[2] else f"【{words}】"
    try:
        return place(marked, text)
    except ValueError:
        bare = marked.replace("【", "", 1).replace("】", "", 1)
        raise CorrectionError("bad_quote", number=str(text.count(bare) if bare else 0)) from None


def _desk(request: Request, key: str) -> Desk:
    state = request.app.state
    desks: Desks = state.desks
    found = desks.get(key)
    if found is not None:
        return found
    output = state.run if key == Desks.RUN else state.jobs.file(key, "output")
    if output is None:
        raise Problem("not_found")
    try:
        return desks.open(key, output)
    except BaoshuError as error:
        raise Problem("held", {"why": str(error).replace(f"{output.parent}/", "")}) from None


def _reviewer(request: Request) -> str:
    return unquote(request.cookies.get(_COOKIE, ""))[:_LONGEST]


def _inside(path: str) -> str:
    """A path of this server, or its first page: a link may not lead elsewhere."""
    return path if path.startswith("/") and not path.startswith("//") and "\\" not in path else "/"


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _number(form: FormData, name: str) -> int:
    value = _text(form, name)
    if not value.isascii() or not value.isdecimal() or len(value) > 12:
        raise Problem("malformed")
    return int(value)
