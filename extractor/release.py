"""Which baoshu this is."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

__all__ = ["release"]


def release() -> str:
    """The version of the installed distribution; "" where the package is used without one."""
    try:
        return version("baoshu")
    except PackageNotFoundError:
        return ""
