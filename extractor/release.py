"""Which baoshu this is, and what it calls the files that it writes."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Final

__all__ = ["SLIP", "TITLE", "release"]

TITLE: Final = "报数 baoshu"  # of a workbook
SLIP: Final = "报数 待填"  # of a sheet that goes back to a submitter


def release() -> str:
    """The version of the installed distribution; "" where the package is used without one."""
    try:
        return version("baoshu")
    except PackageNotFoundError:
        return ""
