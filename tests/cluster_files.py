"""Reports for a cluster: small ones in mixed formats, and one in twenty that is broken, hostile or deadly."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from hostile_zips import many, nested, overlapping, zipped
from office_files import docx, p, r

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTILE: Final = 20  # one in so many


def report(n: int) -> str:
    """Give a report of its own, of one of four years or of none."""
    year = f"{2020 + n % 4}年" if n % 5 else ""
    opened = "募集善款XX万元。" if n % 3 == 0 else ""
    return f"青禾县红十字会{year}工作总结\n一、救助工作\n本月惠及{n}人，发放救助金{n}.5万元。{opened}\n"


def _docx(text: str) -> bytes:
    return docx("".join(p(r(escape(line))) for line in text.splitlines()))


def _html(text: str) -> bytes:
    body = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{body}</body></html>'.encode()


def _archive(text: str) -> bytes:
    return zipped({"一/报告.txt": text.encode(), "二.txt": text.encode("gb18030"), ".DS_Store": b"x"})


_GOOD: Final[tuple[tuple[str, Callable[[str], bytes]], ...]] = (
    ("txt", str.encode),
    ("txt", lambda text: text.encode("gb18030")),
    ("docx", _docx),
    ("html", _html),
    ("txt", lambda text: text.encode("utf-16")),
    ("zip", _archive),
    ("csv", lambda text: text.replace("，", ",").encode()),
)
_BAD: Final[tuple[tuple[str, bytes], ...]] = (
    ("空.txt", b""),
    ("二进制.txt", bytes(range(256)) * 4),
    ("断.docx", docx(p(r("惠及5人。")))[:300]),
    ("断.pdf", b"%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\ntrailer << /Root 1 0 R >>"),
    ("套.zip", nested(6, "惠及7人。".encode())),
    ("叠.zip", overlapping(20, 2**16)),
    ("多.zip", many(20, 60)),
    ("加密.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    ("图.txt", b"\x89PNG\r\n\x1a\n" + bytes(64)),
    ("乱.html", b"<" * 3000),
)


def write(folder: Path, number: int, *deadly: str) -> Path:
    """Write `number` files in folders of 500; `deadly` are names that a poisoned worker acts upon (poison.py)."""
    for n in range(number):
        at = folder / f"{n // 500:03} 批"
        at.mkdir(parents=True, exist_ok=True)
        if n % HOSTILE == HOSTILE - 1:
            name, data = _BAD[n // HOSTILE % len(_BAD)]
            (at / f"{n:05}{name}").write_bytes(data)
        else:
            suffix, maker = _GOOD[n % len(_GOOD)]
            (at / f"{n:05} 报告[{n % 7}].{suffix}").write_bytes(maker(report(n)))
    for deed in deadly:
        (folder / "000 批" / f"poison-{deed}.txt").write_bytes(b"x")
    return folder
