"""Which baoshu this is, and what it calls the files that it writes."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Final

__all__ = ["COPY", "SLIP", "TITLE", "UNREAD", "release"]

TITLE: Final = "报数 baoshu"  # of a workbook
SLIP: Final = "报数 待填"  # of a sheet that goes back to a submitter
UNREAD: Final = "未能读取.xlsx"  # beside the slips: what could not be read
COPY: Final = (
    b"baoshu return"  # ends the zip of a copy with comments; who edits and saves the copy makes a report of it
)


def release() -> str:
    """The version of the installed distribution; "" where the package is used without one."""
    try:
        return version("baoshu")
    except PackageNotFoundError:
        return ""
