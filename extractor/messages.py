"""What baoshu says, in Chinese and English: every sentence stands in messages.toml, both languages side by side.

Why not gettext: neither language is the original of the other, and both change in one edit here, without a compile step.
Words that a command shows have a key (`say`). What goes wrong deep in a reader or a worker is an English sentence where it
is raised; it is put into Chinese where it is shown (`translated`), by the table [sentences].
"""

from __future__ import annotations

import functools
import os
import re
import tomllib
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeGuard

__all__ = [
    "LANGUAGES",
    "Code",
    "Language",
    "asked",
    "codes",
    "helped",
    "is_language",
    "language",
    "say",
    "sentences",
    "speak",
    "translated",
]

Language = Literal["zh", "en"]
Severity = Literal["error", "warning", "info"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_NO_LANGUAGE: Final = re.compile(r"(?:C|POSIX)(?:\..*)?")
_MOST_JOINED: Final = 8  # sentences with "; " between them that are told apart
_HOLE: Final = re.compile(r"\{\{|\}\}|\{(\w+)\}")
_TOLD: Final = frozenset({"reason", "error", "what"})  # holes that a sentence of the table fills
_spoken: ContextVar[Language | None] = ContextVar("_spoken", default=None)


@dataclass(frozen=True, slots=True)
class Code:
    """A finding of the check-up: how bad it is, and in each language its name, its message and why it matters."""

    code: str
    severity: Severity
    title: Mapping[str, str]
    message: Mapping[str, str]
    explanation: Mapping[str, str]


def speak(lang: Language | None) -> None:
    """Speak this language from now on (--lang); None: the one of the environment."""
    _spoken.set(lang)


def asked(environment: Mapping[str, str] | None = None) -> Language | None:
    """The language that somebody asked baoshu for, with --lang or BAOSHU_LANG: files are written in it. None: nobody did."""
    known = os.environ if environment is None else environment
    wanted = known.get("BAOSHU_LANG", "").lower()[:2]
    return _spoken.get() or (wanted if is_language(wanted) else None)


def language(environment: Mapping[str, str] | None = None) -> Language:
    """The language for whoever sits at the terminal: the one asked for, else the locale's (not zh*: English), else Chinese.

    >>> language({"LANG": "zh_CN.UTF-8"}), language({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN"}), language({"LANG": "C.UTF-8"})
    ('zh', 'en', 'zh')
    """
    known = os.environ if environment is None else environment
    locale = next((known[name] for name in _LOCALE if known.get(name)), "C")
    is_chinese = _NO_LANGUAGE.fullmatch(locale) or locale.lower().startswith("zh")
    return asked(known) or ("zh" if is_chinese else "en")


def is_language(word: str) -> TypeGuard[Language]:
    """Whether baoshu speaks it."""
    return word in LANGUAGES


def say(key: str, lang: Language | None = None, facts: Mapping[str, object] | None = None) -> str:
    """The sentence `key` of messages.toml, filled with `facts`; a code (M101) stands for its message.

    >>> say("no_findings", "en"), say("no_findings", "zh")
    ('no findings', '没有发现问题')
    """
    one = codes().get(key)
    return (one.message if one else _catalogue()["say"][key])[lang or language()].format_map(
        {} if facts is None else facts
    )


def translated(sentence: str, lang: Language | None = None) -> str:
    """An English sentence of baoshu in the language; as it is where the table has none like it.

    >>> translated("报告.pdf: larger than 64 MiB; split it", "zh")
    '报告.pdf：超过 64 MiB；请拆分'
    >>> translated("报告.pdf: larger than 64 MiB; split it", "en"), translated("something else", "zh")
    ('报告.pdf: larger than 64 MiB; split it', 'something else')
    """
    return sentence if (lang or language()) == "en" else _chinese(sentence) or sentence


def helped(text: str, lang: Language | None = None) -> str:
    """A paragraph of --help in the language; as it is where the table [help] has none like it.

    >>> helped("Print the version.", "zh"), helped("Print the version.", "en"), helped("FILE", "zh")
    ('显示版本。', 'Print the version.', 'FILE')
    """
    return text if (lang or language()) == "en" else _catalogue()["help"].get(text, text)


def sentences(table: str, lang: Language) -> dict[str, str]:
    """All sentences of a table of messages.toml, for what speaks without us: the page of an archive."""
    return {key: said[lang] for key, said in _catalogue()[table].items()}


@functools.cache
def codes() -> Mapping[str, Code]:
    """Every code of the check-up, in the order of messages.toml."""
    return {name: Code(name, **entry) for name, entry in _catalogue()["codes"].items()}


@functools.lru_cache(maxsize=1024)
def _chinese(sentence: str) -> str | None:
    """The sentence, or several with "; " between them, in Chinese."""
    pieces = sentence.split("; ", _MOST_JOINED)
    for size in range(1, len(pieces)):
        head = _chinese_of_one("; ".join(pieces[:size]))
        rest = head and _chinese("; ".join(pieces[size:]))
        if rest:
            return f"{head}；{rest}"
    return _chinese_of_one(sentence)


def _chinese_of_one(sentence: str) -> str | None:
    for form, chinese in _sentences():
        found = form.fullmatch(sentence)
        if found is None:
            continue
        facts = found.groupdict()
        told = {name: _chinese(facts[name]) for name in _TOLD & facts.keys()}
        if "what" in told and not told["what"]:
            continue
        if form.pattern == _ANYTHING and not told["reason"]:
            continue
        return chinese.format_map(facts | {name: words for name, words in told.items() if words})
    return None


_ANYTHING: Final = r"(?P<name>.+?):\ (?P<reason>.+?)"  # its words are those of its reason


@functools.cache
def _sentences() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(_form(english), re.DOTALL), chinese) for english, chinese in _catalogue()["sentences"].items()
    )


def _form(english: str) -> str:
    """The regex of a sentence: each hole takes whatever stands there."""
    form, at = "", 0
    for hole in _HOLE.finditer(english):
        form += re.escape(english[at : hole.start()])
        anything = "[^:]+?" if hole[1] == "what" else ".+?"
        form += f"(?P<{hole[1]}>{anything})" if hole[1] else re.escape(hole[0][0])
        at = hole.end()
    return form + re.escape(english[at:])


@functools.cache
def _catalogue() -> dict[str, Any]:
    text = Path(__file__).with_name("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
