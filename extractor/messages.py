"""What baoshu says, in Chinese and English: every sentence stands in messages.toml, both languages side by side.

Why not gettext: neither language is the original of the other, and both change in one edit here, without a compile step.
"""

from __future__ import annotations

import functools
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

__all__ = ["LANGUAGES", "Code", "Language", "codes", "language", "say", "sentences"]

Language = Literal["zh", "en"]
Severity = Literal["error", "warning", "info"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Code:
    """A finding of the check-up: how bad it is, and in each language its name, its message and why it matters."""

    code: str
    severity: Severity
    title: Mapping[str, str]
    message: Mapping[str, str]
    explanation: Mapping[str, str]


def language(asked: str | None = None, environment: Mapping[str, str] | None = None) -> Language:
    """The language to speak: the one that was asked for, else the locale's (zh for zh*), else English.

    >>> language("en"), language(None, {"LANG": "zh_CN.UTF-8"}), language(None, {"LC_ALL": "C", "LANG": "zh_CN"})
    ('en', 'zh', 'en')
    """
    known = os.environ if environment is None else environment
    spoken = asked or next((known[name] for name in _LOCALE if known.get(name)), "en")
    return "zh" if spoken.lower().startswith("zh") else "en"


def say(key: str, lang: Language, facts: Mapping[str, str] | None = None) -> str:
    """The sentence `key` of messages.toml, filled with `facts`; a code (M101) stands for its message.

    >>> say("no_findings", "en"), say("no_findings", "zh")
    ('no findings', '没有发现问题')
    """
    one = codes().get(key)
    return (one.message if one else _catalogue()["say"][key])[lang].format_map({} if facts is None else facts)


def sentences(table: str, lang: Language) -> dict[str, str]:
    """All sentences of a table of messages.toml, for what speaks without us: the page of an archive."""
    return {key: said[lang] for key, said in _catalogue()[table].items()}


@functools.cache
def codes() -> Mapping[str, Code]:
    """Every code of the check-up, in the order of messages.toml."""
    return {name: Code(name, **entry) for name, entry in _catalogue()["codes"].items()}


@functools.cache
def _catalogue() -> dict[str, Any]:
    text = Path(__file__).with_name("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
