"""Commands whose help and whose refusals are in the language that was asked for; those of the option parser are English.

Its English stands in the code, and is put into Chinese where it is shown: --help by the table [help] of messages.toml, a
refusal as every sentence.
"""

from __future__ import annotations

import inspect
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from extractor.console import refuse

__all__ = ["SpeakingCommand", "SpeakingGroup"]

_UsageError: Final[type[Exception]] = typer.BadParameter.__mro__[
    1
]  # which typer has under another name in each version
_WIDEST, _NARROWEST = 80, 50  # columns of the help
_WIDEST_TERM: Final = 30  # of an option; a longer one has its words on the next line
_EXTRA: Final = re.compile(
    r"(.*?)\s*(?:\[([^\[\]]*)\])?", re.DOTALL
)  # the help of an option, and [default: 8765; required]
_TYPE: Final = re.compile(r" <[^<>]*>\Z")  # which type Python has for an argument
# Input methods for Chinese write these where - was meant. A text or a file's name may begin so, but goes on in Chinese.
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\uff0d\ufe58\ufe63\u30fc"
_MEANT: Final = re.compile(
    rf"[-{_DASHES}]*[{_DASHES}][-{_DASHES}]*([A-Za-zＡ-Ｚａ-ｚ][A-Za-zＡ-Ｚａ-ｚ0-9_-]*)?([=＝].*)?"
)
_WORD: Final = re.compile(r"\s*(?:[!-~]+|\S)[，。；：、！？）”』」…]*")  # with the signs behind it, which begin no line


def _hear(arguments: Sequence[str]) -> None:
    """Speak what --lang asks for: --help and a refusal come before the parser has read it."""
    from extractor.messages import is_language, speak

    speak(None)
    for one, following in pairwise([*arguments, ""]):
        if one == "--":
            return
        wanted = following if one == "--lang" else one.removeprefix("--lang=")
        if one.startswith("--lang") and is_language(wanted):
            speak(wanted)


def _no_hyphen(arguments: Sequence[str]) -> str | None:
    """What to say of the first argument that was meant to be an option and begins with no hyphen.

    >>> _no_hyphen(["报送", "—o", "数据.xlsx"])
    '—o: an option begins with -, not with a dash of the Chinese input method; write -o'
    >>> _no_hyphen(["——全年募集善款80万元"]), _no_hyphen(["--", "—o"])
    (None, None)
    """
    for one in arguments:
        if one == "--":
            return None
        if found := _MEANT.fullmatch(one):
            name = unicodedata.normalize("NFKC", found[1] or "")
            option = ("--" if len(name) > 1 else "-") + name
            return f"{one}: an option begins with -, not with a dash of the Chinese input method; write {option}"
    return None


def _refused(context: Any, command: TyperCommand | TyperGroup, reason: str) -> NoReturn:  # noqa: ANN401 - typer's
    """Say how the command is used and what is wrong, and end with 2."""
    from extractor.harmless import shown
    from extractor.messages import say, translated

    facts = {"command": context.command_path, "reason": shown(translated(reason))}
    lines = (_usage(context, command), say("help_try", facts=facts), "", say("help_refused", facts=facts))
    refuse(lines)


def _usage(context: Any, command: TyperCommand | TyperGroup) -> str:  # noqa: ANN401 - typer's
    from extractor.messages import helped, say

    pieces = " ".join(map(helped, command.collect_usage_pieces(context)))
    return say("help_usage", facts={"command": context.command_path, "pieces": pieces})


def _help(context: Any, command: TyperCommand | TyperGroup) -> Iterator[str]:  # noqa: ANN401 - typer's
    """The lines of --help: how it is used, what it does, its arguments, options and commands."""
    from extractor.messages import helped, say

    width = max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns) - 2)
    yield _usage(context, command)
    for paragraph in _paragraphs(command):
        yield ""
        yield from (f"  {line}" for line in _wrapped(helped(paragraph), width - 2))
    told: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
    for parameter in command.get_params(context):
        if record := parameter.get_help_record(context):
            told[parameter.param_type_name].append((_TYPE.sub("", record[0]), _of_a_parameter(record[1])))
    if isinstance(command, TyperGroup):
        names = {name: command.get_command(context, name) for name in command.list_commands(context)}
        told["command"] = [(name, helped(_paragraphs(one)[0])) for name, one in names.items()]
    for title, rows in told.items():
        if rows:
            yield ""
            yield say(f"help_{title}s")
            yield from _two_columns(rows, width)


def _paragraphs(command: Any) -> list[str]:  # noqa: ANN401 - typer's
    """What the command does, as its docstring says it."""
    return [" ".join(one.split()) for one in inspect.cleandoc(command.help or "").split("\n\n")]


def _of_a_parameter(told: str) -> str:
    """Its help, and behind it what the parser adds: [default: 8765; x>=1; required]."""
    from extractor.messages import helped, translated

    words, extra = _EXTRA.fullmatch(told).groups()  # type: ignore[union-attr]  # it fits whatever there is
    extras = "；".join(map(translated, extra.split("; "))) if extra else ""
    return helped(" ".join(words.split())) + (f"（{extras}）" if extras else "")


def _two_columns(rows: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """Terms, and what they mean beside them."""
    column = min(max(map(_cells, (term for term, _ in rows))), _WIDEST_TERM) + 2
    for term, meaning in rows:
        first, *others = _wrapped(meaning, width - column - 2) or [""]
        if _cells(term) > column - 2:
            yield f"  {term}"
            term = ""  # noqa: PLW2901 - its line is written
        yield f"  {term}{' ' * (column - _cells(term))}{first}".rstrip()
        yield from (" " * (column + 2) + line for line in others)


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, of which a Han character takes two.

    >>> _wrapped("写入文件，格式由后缀 .xlsx 决定。", 12)
    ['写入文件，格', '式由后缀', '.xlsx 决定。']
    """
    lines = [""]
    for word in _WORD.findall(text):
        if lines[-1] and _cells(lines[-1] + word) > width:
            lines.append(word.lstrip())
        else:
            lines[-1] += word
    return lines


def _cells(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _write_chinese_help(context: Any, command: TyperCommand | TyperGroup, formatter: Any) -> bool:  # noqa: ANN401 - typer's
    """Write --help, unless English is spoken: then it is typer's business."""
    from extractor.messages import language

    if language() == "en":
        return False
    formatter.write("".join(f"{line}\n" for line in _help(context, command)))
    return True


class SpeakingCommand(TyperCommand):
    """A command that refuses and explains itself in the language that was asked for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's
        """As typer's. A dash that was meant to be a hyphen is refused at once: it would be read as a file's name."""
        _hear(args)
        if reason := _no_hyphen(args):
            _refused(ctx, self, reason)
        try:
            return super().parse_args(ctx, args)
        except _UsageError as error:
            _refused(ctx, self, error.format_message())  # type: ignore[attr-defined]

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's
        """As typer's, in Chinese where that is the language."""
        if not _write_chinese_help(ctx, self, formatter):
            super().format_help(ctx, formatter)


class SpeakingGroup(TyperGroup):
    """Commands below one name, in the language that was asked for."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's
        """As typer's."""
        _hear(args)
        if reason := _no_hyphen(args[:1]):
            _refused(ctx, self, reason)
        if not args and self.no_args_is_help:
            return super().parse_args(ctx, args)  # which shows the help, as an error
        try:
            return super().parse_args(ctx, args)
        except _UsageError as error:
            _refused(ctx, self, error.format_message())  # type: ignore[attr-defined]

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - typer's
        """As typer's."""
        try:
            return super().resolve_command(ctx, args)
        except _UsageError as error:
            _refused(ctx, self, error.format_message())  # type: ignore[attr-defined]

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's
        """As typer's, in Chinese where that is the language."""
        if not _write_chinese_help(ctx, self, formatter):
            super().format_help(ctx, formatter)
