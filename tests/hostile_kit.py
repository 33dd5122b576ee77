"""What a folder of submissions may hold at its worst: how each file is made, and how it must end.

A file ends in `ok`, in `warning`, or in the code of its reason; where a library decides (a cut PDF may still be read), in one
of several. An archive ends in as many rows as it has members, when it can be opened.
"""

from __future__ import annotations

import base64
import os
import socket
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hostile_zips import Member, many, nested, overlapping, quoted, raw, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

CANARY = "canary-7d1f-not-to-be-read"
ESCAPES = "\x1b[31m\x1b]0;title\x07\x1b[2J[red]红[/red][/] {0} %s"
FORMULA = '=HYPERLINK("http://127.0.0.1/","5户")'


@dataclass(frozen=True)
class Case:
    """A file: how it must end (one of several words), its bytes, and in how many rows."""

    ends: str
    make: Callable[[], bytes]
    rows: int = 1


def text(number: int, unit: str = "户") -> str:
    """A report that no other file of the kit holds."""
    return f"青山县红十字会工作总结\n本月走访困难群众{number}{unit}，募集善款{number}.5万元，另有XX人待核。\n"


def said(number: int) -> bytes:
    """Its bytes."""
    return text(number).encode()


def archives() -> dict[str, Case]:
    """Zips that go off, lie, overlap, escape, or are broken."""
    whole = zipped({"a.txt": said(1), "b.txt": said(2)})
    cut = {f"cut-{n}.zip": Case("broken", lambda n=n: whole[: len(whole) * n // 10]) for n in (1, 4, 7, 9)}
    return cut | {
        "bomb-4GiB.zip": Case("bomb", lambda: many(17, 256)),
        "bomb-one-member.zip": Case("bomb", lambda: many(1, 257)),
        "bomb-hidden-in-noise.zip": Case("bomb binary charset", _bomb_in_noise, 2),
        "bomb-overlap.zip": Case("bomb", lambda: overlapping(300, 2**19)),
        "bomb-quoted.zip": Case("bomb", lambda: quoted(250, 2**16)),
        "bomb-nested.zip": Case("archive", lambda: nested(40, many(1, 64))),
        "bomb-tree.zip": Case("archive", lambda: _tree(5, 3), 45),
        "too-many.zip": Case("too-many", lambda: raw(*(Member(b"%d" % n) for n in range(10_001)))),
        "too-many-parts.zip": Case(
            "too-many-parts", lambda: raw(Member(b"[Content_Types].xml"), *(Member(b"%d" % n) for n in range(1_000)))
        ),
        "list-too-long.zip": Case("too-many", lambda: raw(*(Member(b"x" * 60_000 + b"%d" % n) for n in range(200)))),
        "lies-little.zip": Case("bomb", lambda: raw(Member(b"a.txt", bytes(2**24), size=100, crc=0))),
        "lies-much.zip": Case("bomb", lambda: raw(Member(b"a", b"5" * 99, size=2**31))),
        "lies-stored.zip": Case("broken", lambda: raw(Member(b"a", b"5" * 2**20, method=0, size=50 * 2**20))),
        "lies-place.zip": Case("ok broken", lambda: raw(Member(b"a.txt", said(3)), Member(b"b.txt", at=2**31)), 2),
        "local-name-differs.zip": Case("ok", lambda: raw(Member(b"a.txt", said(4))).replace(b"a.txt", b"b.txt", 1)),
        "slip.zip": Case("ok", lambda: raw(Member(b"../../evil.txt", said(5)), Member(b"/tmp/evil.txt", said(6))), 2),
        "windows-slip.zip": Case("ok", lambda: raw(Member(b"C:\\evil.txt", said(7)))),
        "nul-in-name.zip": Case("ok", lambda: raw(Member(b"a\0.exe", said(8)))),
        "no-name.zip": Case("ok", lambda: raw(Member(b"", said(9)))),
        "long-name.zip": Case("ok", lambda: raw(Member(b"x" * 65_000, said(10)))),
        "escapes-in-name.zip": Case("ok", lambda: raw(Member(ESCAPES.encode(), said(11)))),
        "formula-in-name.zip": Case("ok", lambda: raw(Member(FORMULA.replace("/", "\\").encode(), said(12)))),
        "line-end-in-name.zip": Case("ok", lambda: raw(Member("第一\n第二\r.txt".encode(), said(13)))),
        "gbk-names.zip": Case("ok", lambda: raw(Member("附件一/资金报告.txt".encode("gbk"), said(14)))),
        "big5-names.zip": Case("ok", lambda: raw(Member("附件一/報告.txt".encode("big5"), said(15)))),
        "same-name.zip": Case("ok", lambda: raw(Member(b"a.txt", said(16)), Member(b"a.txt", said(17))), 2),
        "name-of-letters.zip": Case("ok", lambda: raw(Member(b"a.txt", said(18)), Member(b"A.TXT", said(19))), 2),
        "link.zip": Case("link", lambda: raw(Member(b"a.txt", b"/etc/passwd", mode=stat.S_IFLNK | 0o777))),
        "pipe.zip": Case("not-a-file", lambda: raw(Member(b"a.txt", b"", mode=stat.S_IFIFO))),
        "device.zip": Case("not-a-file", lambda: raw(Member(b"a.txt", b"", mode=stat.S_IFCHR))),
        "encrypted.zip": Case("encrypted", lambda: raw(Member(b"a.txt", said(20), flags=1))),
        "encrypted-aes.zip": Case("encrypted", lambda: raw(Member(b"a.txt", said(21), flags=1, method=99))),
        "bzip2.zip": Case("format", lambda: raw(Member(b"a.txt", said(22), method=12))),
        "lzma.zip": Case("format", lambda: raw(Member(b"a.txt", said(23), method=14))),
        "checksum.zip": Case("broken", lambda: raw(Member(b"a.txt", said(24), crc=5))),
        "no-deflate.zip": Case("broken", lambda: raw(Member(b"a.txt", packed=b"\xff" * 50, size=50))),
        "empty.zip": Case("empty", raw),
        "folders-only.zip": Case("empty", lambda: raw(Member(b"a/"), Member(b"b/"))),
        "empty-member.zip": Case("empty", lambda: raw(Member(b"a.txt"))),
        "rubbish-behind.zip": Case("ok broken", lambda: zipped({"a.txt": said(25)}) + b"rubbish" * 9),
        "rubbish-before.zip": Case("ok broken binary", lambda: b"PK\x03\x04rubbish" + zipped({"a.txt": said(26)})),
        "program-before.zip": Case("executable format", lambda: b"MZ" + bytes(200) + zipped({"a.txt": said(27)})),
        "hidden-member.zip": Case("ignored", lambda: raw(Member(b"__MACOSX/._a.txt", b"\0\5\26\7"))),
        "mixed.zip": Case("ok bomb broken", _mixed, 4),
        "empty-in-it.zip": Case("ok empty", lambda: zipped({"a.txt": said(32), "b.zip": raw()}), 2),
        "zip64.zip": Case("ok", _zip64),
    }


def _bomb_in_noise() -> bytes:
    """Its ratio as a whole is harmless, that of one member is not."""
    return raw(Member(b"noise.bin", os.urandom(2**21), method=0), Member(b"bomb.txt", bytes(150 * 2**20)))


def _tree(wide: int, deep: int) -> bytes:
    inside = zipped({"bomb.txt": b"7" * 2**19})
    for level in range(deep):
        inside = zipped({f"{n}.zip": inside for n in range(wide if level == deep - 1 else 3)})
    return inside


def _mixed() -> bytes:
    return raw(
        Member(b"good.txt", said(28)),
        Member(b"bomb.txt", b"7" * 900, size=99, crc=0),
        Member(b"broken.txt", said(29), crc=1),
        Member(b"last.txt", said(30)),
    )


def _zip64() -> bytes:
    import io
    import zipfile

    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive, archive.open("a.txt", "w", force_zip64=True) as member:
        member.write(said(31))
    return made.getvalue()


def mislabelled() -> dict[str, Case]:
    """What a suffix says is not what the bytes are."""
    magics = {
        "png.docx": b"\x89PNG\r\n\x1a\n",
        "jpg.pdf": b"\xff\xd8\xff\xe0",
        "gif.txt": b"GIF89a",
        "rar.docx": b"Rar!\x1a\x07\x01\x00",
        "7z.zip": b"7z\xbc\xaf\x27\x1c",
        "gz.txt": b"\x1f\x8b\x08\x00",
        "tar.doc": b"a.txt".ljust(257, b"\0") + b"ustar",
        "exe.docx": b"MZ\x90\x00\x03",
        "elf.pdf": b"\x7fELF",
        "mp3.txt": b"ID3\x03",
        "mp4.docx": b"\0\0\0\x20ftypisom",
        "sqlite.doc": b"SQLite format 3\0",
        "ps.pdf": b"%!PS-Adobe-3.0",
        "class.html": b"\xca\xfe\xba\xbe",
        "webp.doc": b"RIFF\0\0\0\0WEBP",
        "heic.pdf": b"\0\0\0\x20ftypheic",
    }
    found = {name: Case("format", lambda magic=magic: magic + bytes(300)) for name, magic in magics.items()}
    return found | {
        "text.docx": Case("ok", lambda: said(40)),
        "text.pdf": Case("ok", lambda: text(41).encode("gb18030")),
        "text.exe": Case("ok", lambda: said(42)),
        "no-suffix": Case("ok", lambda: said(43)),
        "zip.docx": Case("ok", lambda: zipped({"a.txt": said(44)})),
        "html.doc": Case("ok", lambda: f"<html><body><p>{text(45)}</p></body></html>".encode()),
    }


def mails() -> dict[str, Case]:
    """Mails: cut, nested, named to hurt, of parts without end."""
    head = b"Received: from x\r\nTo: a@b.example\r\nMIME-Version: 1.0\r\n"
    mixed = head + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    part = b"--b\r\nContent-Type: text/plain; charset=utf-8%s\r\n\r\n%s\r\n"

    def one(number: int, more: bytes = b"") -> bytes:
        return part % (more, said(number))

    def encoded(data: bytes) -> bytes:
        return (
            b"--b\r\nContent-Transfer-Encoding: base64\r\nContent-Type: application/zip\r\n\r\n"
            + base64.encodebytes(data)
        )

    def within(data: bytes, times: int) -> bytes:
        for n in range(times):
            start = mixed.replace(b"=b", b"=b%d-" % n) + b"--b%d-\r\nContent-Type: message/rfc822\r\n\r\n" % n
            data = start + data + b"\r\n--b%d---" % n
        return data

    cases: dict[str, Case] = {
        "plain": Case("ok", lambda: head + b"\r\n" + said(60)),
        "no-text": Case("empty", lambda: head + b"\r\n"),
        "two-files": Case("ok", lambda: mixed + one(61) + one(62, b"; name=a.txt") + b"--b--", 2),
        "cut": Case("ok broken", lambda: mixed + one(63) + one(64)[:-20], 2),
        "no-edge": Case("broken", lambda: mixed + said(65)),
        "bomb": Case("bomb", lambda: mixed + encoded(many(1, 257)) + b"--b--"),
        "bomb-beside": Case("bomb ok", lambda: mixed + one(66) + encoded(many(1, 257)) + b"--b--", 2),
        "many-parts": Case("too-many-parts", lambda: mixed + b"--b\n\n5\n" * 100_000),
        "deep": Case(
            "too-deep", lambda: b"".join(mixed.replace(b"=b", b"=%d" % n) + b"--%d\r\n" % n for n in range(3_000))
        ),
        "in-itself": Case("archive", lambda: within(head + b"\r\n" + said(67), 40)),
        "one-edge": Case("empty broken", lambda: mixed + (b"--b\r\n" + mixed[len(head) :]) * 900),
        "edges": Case("too-many-parts", lambda: mixed + b"--b\n" * 2_000_000),
        "nearly-edges": Case("broken", lambda: mixed + b"--b-" * 4_000_000),
        "slip": Case("ok", lambda: mixed + one(68, b'; name="../../evil.txt"') + b"--b--"),
        "escapes-in-name": Case("ok", lambda: mixed + one(69, b'; name="' + ESCAPES.encode() + b'"') + b"--b--"),
        "formula-in-name": Case("ok", lambda: mixed + one(70, b"; name*=utf-8''%3D1+1%0A%0D.txt") + b"--b--"),
        "name-without-end": Case("ok", lambda: mixed + one(71, b'; name="' + b"=?a?q?" * 200_000 + b'"') + b"--b--"),
        "header-without-end": Case(
            "ok", lambda: head + b"X-A: " + b'";' * 100_000 + b"\r\n" + b" x\r\n" * 40_000 + b"\r\n" + said(72)
        ),
        "charset-unknown": Case(
            "ok warning", lambda: head + b"Content-Type: text/plain; charset=x-none\r\n\r\n" + said(73)
        ),
        "charset-lies": Case(
            "ok warning", lambda: head + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text(74).encode("gb18030")
        ),
        "charset-of-python": Case(
            "ok warning", lambda: head + b"Content-Type: text/plain; charset=zip\r\n\r\n" + said(75)
        ),
        "uuencoded": Case("format", lambda: head + b"Content-Transfer-Encoding: x-uuencode\r\n\r\n" + said(76)),
        "not-base64": Case("broken", lambda: head + b"Content-Transfer-Encoding: base64\r\n\r\nA"),
        "tags": Case(
            "ok warning empty",
            lambda: head + b"Content-Type: text/html\r\n\r\n" + b"<style>" * 100_000 + b"<" * 300_000 + said(77),
        ),
    }
    return {f"{name}.eml": case for name, case in cases.items()}


def named() -> dict[str, Case]:
    """Names that mean something to a shell, a spreadsheet, a terminal or a path."""
    names = [
        "=1+1.txt",
        "+1.txt",
        "-rf.txt",
        "@sum(a1).txt",
        "'quoted'.txt",
        '"quoted".txt',
        "a\nb.txt",
        "a\r\tb.txt",
        "\x1b[31mred\x1b[0m.txt",
        "[red]bold[.txt",
        "%s%n{0}.txt",
        "$(touch x);`id`.txt",
        "a\\b.txt",
        "\u202etxt.exe.txt",
        " \u3000.txt",
        "x" * 251 + ".txt",
        "é.txt",
        "e\u0301.txt",
        "Aa.txt",
        "aA.txt",
        "CON.txt",
        "trailing.",
        "\U0001f600.txt",
        "-",
        "<script>alert(1)<.txt",
        "&amp;.txt",
    ]
    found = {name: Case("ok", lambda n=n: said(100 + n)) for n, name in enumerate(names)}
    raw_names = [b"\xb1\xa8\xb8\xe6.txt", b"\xff\xfe\x80.txt"]
    return found | {os.fsdecode(name): Case("ok", lambda n=n: said(200 + n)) for n, name in enumerate(raw_names)}


def specials(folder: Path) -> dict[str, str]:
    """Make what is no regular file in `folder`, the current one; give how each must end."""
    os.mkfifo("pipe.txt")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket.txt")
    secret = folder.parent / "secret.txt"
    secret.write_text(CANARY, encoding="utf-8")
    links = {"loop.txt": "loop.txt", "loop-1": "loop-2", "loop-2": "loop-1", "up": "..", "here": "."}
    links |= {"out.txt": "../secret.txt", "gone.txt": "nowhere", "zero.txt": "/dev/zero", "proc.txt": "/proc/self/mem"}
    for name, to in links.items():
        (folder / name).symlink_to(to)
    ends = dict.fromkeys(links, "link") | {"pipe.txt": "not-a-file", "socket.txt": "not-a-file"}
    with (folder / "sparse.txt").open("wb") as file:
        file.truncate(5 * 2**30)
    (folder / "empty.txt").touch()
    for name in (".hidden.txt", "~$lock.docx", "Thumbs.db", "desktop.ini"):
        (folder / name).write_bytes(said(60))
        ends[name] = "ignored"
    return ends | {"sparse.txt": "too-large", "empty.txt": "empty"}
