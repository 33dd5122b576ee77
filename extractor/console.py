"""One line at a time: records to stdout, messages to stderr. With terminal/, the only one that prints."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import NoReturn

import typer

__all__ = ["has_stdout", "is_terminal", "print_lines", "refuse", "say", "stop"]


def has_stdout() -> bool:
    """Whether there is a standard output; it may have been closed before the start."""
    return sys.stdout is not None


def is_terminal() -> bool:
    """Whether somebody looks at stdout."""
    return has_stdout() and sys.stdout.isatty()


def print_lines(lines: Iterable[str]) -> None:
    """To stdout; whoever reads it may stop (`| head`), which is no fault."""
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None


def say(message: str) -> None:
    """A message to whoever runs the command: an English sentence of messages.toml, said in the user's language."""
    from extractor.harmless import shown
    from extractor.messages import translated

    print(f"baoshu: {shown(translated(message))}", file=sys.stderr)


def refuse(lines: Iterable[str]) -> NoReturn:
    """Lines to whoever mistyped a command, as they are; it ends with 2."""
    for line in lines:
        print(line, file=sys.stderr)
    raise typer.Exit(2)


def stop(message: str) -> NoReturn:
    """Say what the user can mend, as `say` does, and end with 2."""
    say(message)
    raise typer.Exit(2)
