"""The option --lang, which every command has: whoever adds a command has nothing to do for it."""

from __future__ import annotations

import functools
import inspect
import os
from collections.abc import Callable
from typing import Annotated, Any, Final

import typer

from extractor.cli.parser import SpeakingCommand, SpeakingGroup
from extractor.console import say, stop

__all__ = ["SpeakingTyper"]

_LANG: Final = Annotated[
    str | None,
    typer.Option(
        "--lang", metavar="LANG", help="zh or en, of messages and files; else BAOSHU_LANG, else the locale's."
    ),
]


class SpeakingTyper(typer.Typer):
    """Commands each of which takes --lang and speaks it."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - typer's
        super().__init__(cls=SpeakingGroup, **options)

    def command(self, *arguments: Any, **options: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:  # type: ignore[override]  # noqa: ANN401 - typer's
        """As typer's; the command's function need not know of the option."""
        register = super().command(*arguments, cls=SpeakingCommand, **options)

        def take(function: Callable[..., Any]) -> Callable[..., Any]:
            register(_speaking(function))
            return function

        return take


def _speaking(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def speaking(*, lang: str | None, **options: Any) -> Any:  # noqa: ANN401 - the command's own
        _speak(lang)
        return function(**options)

    signature = inspect.signature(function, eval_str=True)
    option = inspect.Parameter("lang", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_LANG)
    parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in signature.parameters.values()]
    speaking.__signature__ = signature.replace(parameters=[*parameters, option])  # type: ignore[attr-defined]
    speaking.__annotations__ = {one.name: one.annotation for one in (*parameters, option)}
    return speaking


def _speak(wanted: str | None) -> None:
    from extractor.messages import asked, is_language, speak

    speak(None)  # another command in the same process may have asked for one
    if wanted is None:
        if (lang := os.environ.get("BAOSHU_LANG")) and asked() is None:
            say(f"BAOSHU_LANG={lang}: no such language; zh and en are known")
        return
    if not is_language(wanted):
        stop(f"--lang {wanted}: no such language; use zh or en")
    speak(wanted)
