"""What the web app may be told, and how much it may be asked."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from extractor.errors import BaoshuError
from extractor.read import Limits

__all__ = ["Settings", "is_loopback", "read_token"]

_SHORTEST: Final = 16  # characters of a token
_MIB: Final = 2**20


class Settings(BaseModel):
    """Where it listens, who may ask, where it keeps jobs, and the limits. Sizes are bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: Path
    host: str = "127.0.0.1"
    port: int = Field(default=8765, ge=0, le=65535)
    token: str | None = None
    names: tuple[str, ...] = ()  # host names beside localhost by which the server may be called
    patterns: tuple[Path, ...] = ()
    readers: int = Field(default=2, ge=1, le=64)  # processes that read short texts, and as many that read files
    jobs: int = Field(default=1, ge=1, le=16)  # that run at a time; the others wait
    waiting: int = Field(default=64, ge=1)  # requests that may wait for a reader; more are told to come back
    text: int = Field(default=_MIB, ge=1)  # a JSON body of /v1/extract
    file: int = Field(default=32 * _MIB, ge=1)  # a file of /v1/extract
    upload: int = Field(default=1024 * _MIB, ge=1)  # all files of a job
    files: int = Field(default=1000, ge=1)  # of a job, archives counted once
    space: int = Field(default=20 * 1024 * _MIB, ge=1)  # all that the store may hold
    idle: float = Field(default=30.0, gt=0)  # seconds that a client may be silent in the middle of a body
    limits: Limits = Limits(characters=5_000_000, seconds=20.0, memory=1024 * _MIB)  # of one file of /v1/extract
    job_limits: Limits = Limits()  # of one file of a job
    job_seconds: float = Field(default=6 * 3600.0, gt=0)  # of a whole job


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_token(path: Path) -> str:
    """The token in a file: one line, no spaces. Raises BaoshuError where it is none, or too short to be safe."""
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        raise BaoshuError(f"{path}: cannot be read as a token file") from None
    if len(token) < _SHORTEST or not token.isascii() or not token.isprintable() or " " in token:
        raise BaoshuError(f"{path}: a token is one line of at least {_SHORTEST} letters, digits and signs")
    return token
