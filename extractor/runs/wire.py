"""Frames of a pipe between a run and its workers: a length, then as many bytes."""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

__all__ = ["receive", "send"]

_LENGTH: Final = struct.Struct(">Q")
_LONGEST: Final = 4 * 2**30  # bytes of a frame; more is no length that a worker of ours wrote


def send(pipe: BinaryIO, payload: bytes) -> None:
    """Write one frame: its length in eight bytes, then the bytes."""
    pipe.write(_LENGTH.pack(len(payload)))
    pipe.write(payload)
    pipe.flush()


def receive(pipe: BinaryIO) -> bytes | None:
    """The next frame, or None where the other side has ended, in the middle of a frame too."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > _LONGEST:
        return None
    payload = pipe.read(length)
    return payload if len(payload) == length else None
