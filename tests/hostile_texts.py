"""Texts, tables, pages and mails that were made to hurt, as rows of the kit (hostile_kit.py)."""

from __future__ import annotations

import random

from hostile_kit import ESCAPES, FORMULA, Case, text


def texts() -> dict[str, Case]:
    """Plain text: encodings, controls, runs without end."""
    long = "".join(text(500 + n) for n in range(9))
    mixed = text(520).encode() * 5 + "走访困难群众户，".encode("gb18030") * 5
    return {
        "digits-20MB.txt": Case("ok", lambda: b"7" * 20 * 2**20),
        "han-digits-1MB.txt": Case("ok", lambda: "一".encode() * 350_000),
        "one-line-3MB.txt": Case("ok", lambda: "驿站工作，".encode() * 200_000),
        "line-ends-9MB.txt": Case("empty", lambda: b"\n" * 9 * 2**20),
        "spaces-9MB.txt": Case("empty", lambda: b" " * 9 * 2**20),
        "full-spaces.txt": Case("empty", lambda: "\u3000\u2003\ufeff".encode() * 99),
        "bom-only.txt": Case("empty", lambda: b"\xef\xbb\xbf"),
        "bom-16.txt": Case("empty", lambda: b"\xff\xfe"),
        "nuls.txt": Case("binary", lambda: bytes(5_000)),
        "noise.txt": Case("binary charset", lambda: random.Random(5).randbytes(50_000)),
        "noise-short.txt": Case("binary charset", lambda: random.Random(6).randbytes(60)),
        "ff.txt": Case("charset binary", lambda: b"\xff" * 400),
        "cut-utf8.txt": Case("warning", lambda: long.encode()[:-2]),
        "cut-utf8-short.txt": Case("warning", lambda: text(530).rstrip("\n").rstrip("。").encode()[:-1]),
        "cut-utf8-at-number.txt": Case("charset", lambda: "本月走访困难群众531户".encode()[:-1]),
        "cut-utf16.txt": Case("warning charset", lambda: long.replace("500", "532").encode("utf-16")[:-1]),
        "cut-gbk.txt": Case("warning charset", lambda: long.replace("500", "533").rstrip().encode("gb18030")[:-1]),
        "broken-utf8.txt": Case(
            "warning", lambda: (long * 3).replace("困难", "\udcff", 1).encode("utf-8", "surrogateescape")
        ),
        "broken-at-number.txt": Case(
            "charset", lambda: (long * 3).replace("户", "\udcff", 1).encode("utf-8", "surrogateescape")
        ),
        "surrogates.txt": Case("charset warning", lambda: ("\ud800" + text(534)).encode("utf-16-le", "surrogatepass")),
        "surrogates-8.txt": Case("charset", lambda: (text(535) + "\ud800").encode("utf-8", "surrogatepass")),
        "overlong.txt": Case("charset binary", lambda: b"\xc0\xaf\xe0\x80\xaf" * 30),
        "mixed-encodings.txt": Case("charset warning", lambda: mixed),
        "utf-32.txt": Case("ok", lambda: text(536).encode("utf-32")),
        "utf-16-be.txt": Case("ok", lambda: text(537).encode("utf-16-be")),
        "utf-7.txt": Case("ok warning", lambda: text(538).encode("utf-7")),
        "shift-jis.txt": Case(
            "ok warning charset", lambda: "本月の訪問は539戸、寄付は五万円でした。".encode("shift-jis") * 9
        ),
        "euc-kr.txt": Case("ok warning charset", lambda: "이번 달에 540가구를 방문했습니다.".encode("euc-kr") * 9),
        "latin-1.txt": Case(
            "ok warning charset", lambda: "Élève café déjà vu 541 foyers, où naïveté.\n".encode("latin-1") * 9
        ),
        "escapes.txt": Case("ok", lambda: (ESCAPES + text(542)).encode()),
        "formulas.txt": Case("ok", lambda: (FORMULA + "\n=1+1\n+5\n-3\n@x\n\t=5\n" + text(543)).encode()),
        "bidi.txt": Case("ok", lambda: ("\u202e\u2066" + text(544)).encode()),
        "zero-width.txt": Case("ok", lambda: "走访5\u200b4\ufeff5户".encode()),
        "c1.txt": Case("ok", lambda: ("\x9b31m" + text(546)).encode()),
        "form-feeds.txt": Case("ok", lambda: ("\f" * 999 + text(547)).encode()),
        "cr-only.txt": Case("ok", lambda: text(548).replace("\n", "\r").encode()),
        "nul-late.txt": Case("warning", lambda: (long.replace("500", "549") + "\0").encode()),
        "markup-shown.txt": Case("ok", lambda: f"{text(550)}<script>alert(1)</script><!--".encode()),
        "brackets.txt": Case("ok", lambda: ("（" * 50_000 + "551户" + "）" * 50_000).encode()),
        "numbers-without-end.txt": Case(
            "ok", lambda: ("9" * 5_000 + "万亿元，0." + "0" * 5_000 + "1%，" + text(552)).encode()
        ),
    }


def tables() -> dict[str, Case]:
    """CSV."""
    return {
        "quote-open.csv": Case("ok broken", lambda: ('a,"' + "b,560户\n" * 30_000).encode()),
        "cell-long.csv": Case("ok broken", lambda: b"a," + b"5" * 200_000),
        "columns.csv": Case("ok", lambda: ("5," * 30_000 + "561户").encode()),
        "rows.csv": Case("ok", lambda: "项目,562户\n".encode() * 3_000),
        "nul.csv": Case("warning broken", lambda: "项目,563户\0\n".encode() * 3 + "项目,户\n".encode() * 90),
        "formulas.csv": Case("ok", lambda: f"=1+1,{FORMULA!r},-5,564户\n".encode()),
        "empty.csv": Case("empty", lambda: b",,,\n,,\n"),
        "pipes.csv": Case("ok", lambda: "sep=|\n项目|565户\n".encode()),
    }


def pages() -> dict[str, Case]:
    """HTML and web archives."""
    tail = f"<p>{text(570)}</p>"
    bodies = {
        "open-tags": ("ok empty broken", "<a " * 100_000),
        "deep": ("ok", "<div>" * 100_000 + tail),
        "deep-closed": ("too-deep", "<div>" * 50_000 + "</span>" * 50_000),
        "deep-tables": ("ok", "<table><tr><td>" * 20_000 + tail.replace("570", "571")),
        "quote-open": ("ok", '<a href="' * 100_000 + '">' + tail.replace("570", "572")),
        "comments": ("ok empty broken", "<!--" * 300_000),
        "comment-open": ("empty broken ok", f"<!-- {tail}"),
        "entities": ("ok", "&amp;&#20013;&nbsp;" * 100_000 + tail.replace("570", "573")),
        "spans": (
            "ok",
            "<table>"
            + ("<tr>" + "<td rowspan=65534 colspan=1000>x" * 9) * 200
            + "</table>"
            + tail.replace("570", "574"),
        ),
        "attributes": ("ok", "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">" + tail.replace("570", "575")),
        "attribute-long": ("ok", f'<p title="{"a" * 12_000_000}">' + tail.replace("570", "576")),
        "plaintext": ("ok", f"<p>{text(577)}<plaintext></p>"),
        "script-open": ("empty", f"<script>{tail}"),
        "nuls": ("warning", f"<p>{text(578)}\0\0</p>" + "<p>困难群众</p>" * 99),
        "utf-7": ("ok warning", f"<meta charset=utf-7><p>{text(579)}+ADw-script+AD4-</p>"),
        "charset-lies": ("ok warning", f"<meta charset=big5><p>{text(580)}</p>"),
        "charset-none": ("ok", f"<meta charset=none><p>{text(581)}</p>"),
        "event": ("ok", f"<p onclick=alert(1)>{text(582)}<img src=x onerror=alert(1)>"),
        "numbers": ("ok", "&#" + "9" * 10_000 + ";&#x110000;&#0;" + tail.replace("570", "583")),
        "cdata": ("ok", f"<![CDATA[{tail.replace('570', '584')}]]>{text(585)}"),
        "style-sheets": ("ok", "".join(f"<style>.a{n}{{display:none}}</style>" for n in range(20_000)) + text(591)),
        "style-comments": ("ok", "<style>" + "/* " * 300_000 + "</style>" + text(592)),
        "style-decoration": ("ok", f"<p style='{'text-decoration ' * 100_000}'>" + text(593)),
        "raised": ("ok", "<sup>1</sup>" * 100_000 + text(594)),
        "formulas": ("ok", "<msup><mn>10</mn><mn>4</mn></msup>" * 30_000 + text(595)),
        "lists": ("ok", "<ol start=99999999999999999999><li>" * 500 + tail.replace("570", "586")),
    }
    found = {
        f"{name}.html": Case(ends, lambda b=body: f"<html><body>{b}".encode()) for name, (ends, body) in bodies.items()
    }
    mail = "From: <x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    part = "--b\r\nContent-Type: text/html; charset={}\r\n\r\n{}\r\n"
    return found | {
        "no-page.mht": Case("broken", lambda: (mail + "--b--").encode()),
        "deep.mht": Case(
            "too-many-parts",
            lambda: (mail + "--b\r\nContent-Type: multipart/related; boundary=b\r\n\r\n" * 3_000).encode(),
        ),
        "charset-unknown.mht": Case(
            "ok warning broken", lambda: (mail + part.format("x-none", f"<p>{text(587)}") + "--b--").encode()
        ),
        "cut.mht": Case("ok warning", lambda: (mail + part.format("utf-8", f"<p>{text(588)}")).encode()),
        "two-pages.mht": Case(
            "warning",
            lambda: (
                mail + part.format("utf-8", f"<p>{text(589)}") + part.format("utf-8", f"<p>{text(590)}") + "--b--"
            ).encode(),
        ),
    }


def rich_texts() -> dict[str, Case]:
    """RTF."""

    def rtf(body: str, end: str = "}") -> bytes:
        return ("{\\rtf1\\ansi\\ansicpg936 " + body + end).encode("gbk")

    def coded(said: str) -> str:
        return "".join(
            c if c.isascii() else "".join(f"\\'{byte:02x}" for byte in c.encode("gbk")) for c in said
        ).replace("\n", "\\par ")

    return {
        "deep.rtf": Case("too-deep", lambda: rtf("{" * 100_000)),
        "cut.rtf": Case("warning", lambda: rtf(coded(text(600)), "")),
        "closings.rtf": Case("ok", lambda: rtf(coded(text(601)) + "}" * 50_000)),
        "bin-lies.rtf": Case("ok warning", lambda: rtf(coded(text(602)) + "\\par\\bin2147483647 5")),
        "bin-negative.rtf": Case("ok warning", lambda: rtf(coded(text(603)) + "\\bin-5 ")),
        "unicode.rtf": Case("ok warning", lambda: rtf(coded(text(604)) + "\\u-9999999999 ?\\u99999 ?\\ucbad" * 999)),
        "surrogate.rtf": Case("ok warning", lambda: rtf(coded(text(605)) + "\\u55357 ?")),
        "skip.rtf": Case("ok warning", lambda: rtf("\\uc2147483647 " + coded(text(606)))),
        "object.rtf": Case("ok warning", lambda: rtf("{\\object\\objdata " + "0" * 500_000 + "}" + coded(text(607)))),
        "picture-large.rtf": Case(
            "ok warning", lambda: rtf("{\\pict\\picwgoal99999\\pichgoal99999 " + "f" * 500_000 + "}" + coded(text(608)))
        ),
        "only-picture.rtf": Case("needs-ocr empty", lambda: rtf("{\\pict\\picwgoal9999\\pichgoal9999 ff}")),
        "cells.rtf": Case("ok", lambda: rtf("\\trowd\\intbl " + "5\\cell " * 20_000 + "\\row " + coded(text(609)))),
        "rows-deep.rtf": Case("ok", lambda: rtf("\\intbl\\itap999 5\\nestcell\\nestrow " * 999 + coded(text(610)))),
        "field.rtf": Case(
            "ok", lambda: rtf('{\\field{\\*\\fldinst INCLUDETEXT "/etc/passwd"}{\\fldrslt ' + coded(text(611)) + "}}")
        ),
        "code-page.rtf": Case("ok warning", lambda: rtf(coded(text(612))).replace(b"936", b"99999")),
        "fonts.rtf": Case(
            "ok",
            lambda: rtf(
                "{\\fonttbl" + "".join(f"{{\\f{n}\\fcharset134 x;}}" for n in range(20_000)) + "}" + coded(text(613))
            ),
        ),
        "magic.rtf": Case("empty", lambda: b"{\\rtf"),
        "noise.rtf": Case("ok warning broken empty", lambda: b"{\\rtf1 " + random.Random(7).randbytes(20_000)),
    }
