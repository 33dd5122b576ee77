"""Word processors' files and workbooks that were made to hurt, as rows of the kit (hostile_kit.py)."""

from __future__ import annotations

import io
import os
import random
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import old_workbooks as old
from hostile_kit import ESCAPES, FORMULA, Case, said, text
from hostile_zips import Member, raw
from office_files import docx, docx_parts, odt, p, r, relations, table, tc, tr, zipped
from old_workbooks import compound

OLD = (Path(__file__).parent / "data" / "old.doc").read_bytes()
_ANY = "ok warning broken format encrypted empty duplicate"
BILLION = "<!DOCTYPE x [<!ENTITY a '400户'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def doctypes(secret: Path, port: int) -> dict[str, str]:
    """Declarations that would fetch a file, a page, or fill the memory."""
    outside = f"http://127.0.0.1:{port}/"
    return {
        "file": f'<!DOCTYPE x [<!ENTITY i SYSTEM "{secret.as_uri()}">]>',
        "net": f'<!DOCTYPE x [<!ENTITY i SYSTEM "{outside}">]>',
        "dtd": f'<!DOCTYPE x SYSTEM "{outside}x.dtd">',
        "parameter": f'<!DOCTYPE x [<!ENTITY % o SYSTEM "{outside}o"> %o;]>',
        "billion": BILLION + "]>",
        "quadratic": f"<!DOCTYPE x [<!ENTITY i '{'户' * 100_000}'>]>",
        "attribute": "<!DOCTYPE x [<!ATTLIST p a CDATA 'x'>]>",
    }


def with_doctype(parts: Mapping[str, bytes | str], name: str, doctype: str) -> bytes:
    """The package with a declaration in one part."""
    old = str(parts[name])
    head, mark, rest = old.partition("?>")
    return zipped({**parts, name: f"{head}{mark}{doctype}{rest}" if mark else doctype + old})


def entities(secret: Path, port: int) -> dict[str, Case]:
    """Declarations in each kind of package, and links to other places."""
    found: dict[str, Case] = {}
    for key, doctype in doctypes(secret, port).items():
        parts = docx_parts(p("&i;") + p(text(300)))
        for part in ("word/document.xml", "_rels/.rels", "word/_rels/document.xml.rels", "[Content_Types].xml"):
            name = f"xxe-{key}-{part.rsplit('/', 1)[-1].strip('[]').removesuffix('.xml').replace(']', '')}.docx"
            found[name] = Case("doctype", lambda p=parts, n=part, d=doctype: with_doctype(p, n, d))
        found[f"xxe-{key}.odt"] = Case("doctype", lambda d=doctype: _odt_with(d))
        found[f"xxe-{key}.xlsx"] = Case("doctype", lambda d=doctype: workbook("<row/>", head=d))
    outside = f"http://127.0.0.1:{port}/"
    template = docx_parts(p(text(301)), {"settings": ""})
    more = relations({"r1": ("attachedTemplate", outside), "r2": ("image", outside)}).replace(
        "/>", ' TargetMode="External"/>'
    )
    template["word/_rels/settings.xml.rels"] = more
    field = f"<w:fldSimple w:instr='INCLUDETEXT \"{secret}\"'><w:r><w:t>{text(302)}</w:t></w:r></w:fldSimple>"
    return found | {
        "template-elsewhere.docx": Case("ok", lambda: zipped(template)),
        "field-includes-file.docx": Case("ok", lambda: docx(p(field))),
        "xxe.svg": Case(
            "format", lambda: f'<?xml version="1.0"?>{doctypes(secret, port)["file"]}<svg>&i;</svg>'.encode()
        ),
        "xxe.xml": Case("format", lambda: f'<?xml version="1.0"?>{doctypes(secret, port)["file"]}<a>&i;</a>'.encode()),
        "xxe.html": Case("ok", lambda: f"{doctypes(secret, port)['file']}<html><p>&i;{text(303)}</p></html>".encode()),
        "frame-of-file.html": Case(
            "warning", lambda: f"<html><iframe src='{secret.as_uri()}'></iframe><p>{text(304)}</p></html>".encode()
        ),
        "pictures-elsewhere.html": Case(
            "ok", lambda: f"<html><img src='{outside}'><link href='{outside}'><p>{text(305)}</p></html>".encode()
        ),
    }


def _odt_with(doctype: str) -> bytes:
    made = odt("<text:p>&i;5户</text:p>")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name).decode() for name in archive.namelist()}
    return with_doctype(parts, "content.xml", doctype)


def documents() -> dict[str, Case]:
    """Word documents: bombs, depths, lies, cuts."""
    whole = docx("".join(p(line) for line in text(310).splitlines()))
    cuts = {f"cut-{n}.docx": Case("broken", lambda n=n: whole[: len(whole) * n // 10]) for n in (1, 3, 5, 7, 9)}
    parts = docx_parts(p(text(311)))
    bodies: dict[str, tuple[str, str]] = {
        "deep-runs": ("too-deep", "<w:r>" * 100_000),
        "deep-tables": ("too-deep", "<w:tbl><w:tr><w:tc>" * 200 + "</w:tc></w:tr></w:tbl>" * 200),
        "deep-boxes": ("too-deep", "<w:txbxContent>" * 10_000),
        "no-paragraph": ("empty", "<w:sectPr/>"),
        "white-space": ("empty", p("   ") * 9),
        "fields-without-end": ("ok", p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 5_000) + p(text(312))),
        "one-long-cell": ("ok", table(tr(tc(p("户") * 8_000), text(313)))),
        "wide-span": ("ok", table(tr(tc(text(314), '<w:gridSpan w:val="2147483647"/>'), "5户"))),
        "long-attribute": ("bomb broken", p(r("5", f'<w:x w:val="{"a" * 11_000_000}"/>'))),
        "escapes": ("ok", p(ESCAPES.replace("\x1b", "").replace("\x07", "") + text(315))),
        "formulas": ("ok", p(FORMULA.replace('"', "&quot;") + text(316))),
        "control": ("broken", p("&#27;[31m5户")),
        "entity": ("broken", p(r("&x;"))),
        "open": ("broken", "<w:p>"),
        "hidden-all": ("empty", p(r(text(317), "<w:vanish/>"))),
        "deleted-all": ("empty", p(f'<w:del w:id="1"><w:r><w:delText>{text(318)}</w:delText></w:r></w:del>')),
        "number-giant": ("ok", p("收到捐款" + "9" * 5_000 + "元。" + text(319))),
        "numerals-deep": ("ok", p("收到捐款1" + "万" * 20_000 + "元。" + text(320))),
    }
    made = {f"{name}.docx": Case(ends, lambda b=body: docx(b)) for name, (ends, body) in bodies.items()}
    return (
        cuts
        | made
        | {
            "bomb-part.docx": Case("bomb", lambda: zipped({**parts, "word/document.xml": "<w:t>" + " " * 150 * 2**20})),
            "bomb-medium.docx": Case("bomb", lambda: zipped({**parts, "word/media/a.bin": bytes(200 * 2**20)})),
            "large-run.docx": Case("ok", lambda: docx(p(_han(2_000_000) + text(321)))),
            "two-documents.docx": Case("broken", lambda: _twice(parts)),
            "no-document.docx": Case(
                "broken", lambda: zipped({k: v for k, v in parts.items() if k != "word/document.xml"} | {"word/x": "5"})
            ),
            "empty-document.docx": Case("broken", lambda: zipped({**parts, "word/document.xml": b""})),
            "binary-document.docx": Case("broken", lambda: zipped({**parts, "word/document.xml": os.urandom(5_000)})),
            "wrong-root.docx": Case("broken", lambda: zipped({**parts, "word/document.xml": "<a>5户</a>"})),
            "bad-utf8.docx": Case(
                "broken", lambda: zipped({**parts, "word/document.xml": str(parts["word/document.xml"]).encode("gbk")})
            ),
            "utf16.docx": Case(
                "ok",
                lambda: zipped(
                    {
                        **parts,
                        "word/document.xml": str(parts["word/document.xml"])
                        .replace("UTF-8", "UTF-16")
                        .replace("311", "322")
                        .encode("utf-16"),
                    }
                ),
            ),
            "relation-loop.docx": Case(
                "broken", lambda: zipped({**parts, "_rels/.rels": relations({"r1": ("officeDocument", "_rels/.rels")})})
            ),
            "target-above.docx": Case(
                "broken",
                lambda: zipped({**parts, "_rels/.rels": relations({"r1": ("officeDocument", "../../../etc/passwd")})}),
            ),
            "checksum.docx": Case("broken", lambda: _checksum(parts)),
            "part-encrypted.docx": Case(
                "encrypted", lambda: raw(*(Member(k.encode(), _b(v), flags=1) for k, v in parts.items()))
            ),
            "many-parts.docx": Case(
                "too-many-parts", lambda: zipped({**parts} | {f"word/a{n}": "" for n in range(1_001)})
            ),
            "mutated-1.docx": Case("broken", lambda: _flipped(whole, 300)),
        }
    )


def _han(size: int) -> str:
    """Characters that hardly pack."""
    chance = random.Random(size)
    block = "".join(chr(chance.randrange(0x4E00, 0x9FA5)) for _ in range(100_000))
    return (block * (size // len(block) + 1))[:size]


def _b(content: bytes | str) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _twice(parts: Mapping[str, bytes | str]) -> bytes:
    members = [Member(name.encode(), _b(content)) for name, content in parts.items()]
    return raw(*members, Member(b"word/document.xml", _b(docx_parts(p("6户"))["word/document.xml"])))


def _checksum(parts: Mapping[str, bytes | str]) -> bytes:
    return raw(
        *(
            Member(name.encode(), _b(content), crc=5 if "document.xml" in name else None)
            for name, content in parts.items()
        )
    )


def _flipped(whole: bytes, at: int) -> bytes:
    return whole[:at] + bytes(byte ^ 0x55 for byte in whole[at : at + 40]) + whole[at + 40 :]


def workbook(rows: str, head: str = "", styles: str = "", name: str = "收支", strings: str = "") -> bytes:
    """An .xlsx of one sheet, written by hand: `rows` is the XML of its rows."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    listed = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{types}{kind}+xml"/>'
        for part, kind in {
            "workbook": "sheet.main",
            "sheet1": "worksheet",
            "styles": "styles",
            "strings": "sharedStrings",
        }.items()
    )
    related = {
        "r1": ("worksheet", "sheet1.xml"),
        "r2": ("styles", "styles.xml"),
        "r3": ("sharedStrings", "strings.xml"),
    }
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{listed}</Types>',
            "_rels/.rels": relations({"r1": ("officeDocument", "xl/workbook.xml")}),
            "xl/_rels/workbook.xml.rels": relations(related),
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{office}"><sheets><sheet name="{name}" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/styles.xml": f'<styleSheet xmlns="{SHEET}">{styles}</styleSheet>',
            "xl/strings.xml": f'<sst xmlns="{SHEET}">{strings}</sst>',
            "xl/sheet1.xml": f'{head}<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>',
        }
    )


def cell(place: str, value: str, style: int = 0) -> str:
    """A cell of text, or of a number where it has a style."""
    if style:
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def row(*values: str, number: int = 1) -> str:
    """A row of texts."""
    return f'<row r="{number}">{"".join(cell(f"{chr(65 + n)}{number}", value) for n, value in enumerate(values))}</row>'


def _styled(form: str) -> str:
    return (
        f'<numFmts count="1"><numFmt numFmtId="170" formatCode="{form}"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
        '<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
    )


def workbooks() -> dict[str, Case]:
    """Workbooks: sizes that lie, numbers without end, formats that hurt."""
    good = row("走访", "330户")
    whole = workbook(good)
    return {f"cut-{n}.xlsx": Case("broken", lambda n=n: whole[: len(whole) * n // 10]) for n in (2, 5, 9)} | {
        "size-lies.xlsx": Case(
            "ok", lambda: workbook(good.replace("330", "331") + f'<row r="1048576">{cell("XFD1048576", "5人")}</row>')
        ),
        "too-wide.xlsx": Case(
            "too-large",
            lambda: workbook("".join(f'<row r="{n}">{cell(f"XFD{n}", "1")}</row>' for n in range(1, 1_000))),
        ),
        "cells-lie.xlsx": Case(
            "ok", lambda: workbook(good.replace("330", "332") + f'<row r="2">{cell("AAAAAAA99999999999", "5人")}</row>')
        ),
        "row-giant.xlsx": Case(
            "ok", lambda: workbook(good.replace("330", "329") + f'<row r="2147483647">{cell("A2", "5人")}</row>')
        ),
        "fill-empty.xlsx": Case("ok", lambda: workbook(good.replace("330", "328"), styles="<fills><fill/></fills>")),
        "rows-back.xlsx": Case("ok", lambda: workbook(row("走访", "333户", number=9) + row("慰问", "334人", number=2))),
        "infinite.xlsx": Case(
            "warning",
            lambda: workbook(
                good.replace("330", "335") + f'<row r="2">{cell("A2", "1E+999", 1)}</row>', styles=_styled("0.00")
            ),
        ),
        "giant.xlsx": Case(
            "ok",
            lambda: workbook(
                good.replace("330", "336") + f'<row r="2">{cell("A2", "1E+300", 1)}</row>', styles=_styled("#,##0.00")
            ),
        ),
        "no-number.xlsx": Case(
            "warning",
            lambda: workbook(
                good.replace("330", "337") + f'<row r="2">{cell("A2", "12a", 1)}</row>', styles=_styled("0")
            ),
        ),
        "no-date.xlsx": Case(
            "warning",
            lambda: workbook(
                good.replace("330", "338") + f'<row r="2">{cell("A2", "99999999999", 1)}</row>',
                styles=_styled("yyyy-mm-dd"),
            ),
        ),
        "unknown-formats.xlsx": Case("warning", _unknown_formats),
        "long-format.xlsx": Case(
            "ok warning",
            lambda: workbook(
                good.replace("330", "339") + f'<row r="2">{cell("A2", "1234.5", 1)}</row>',
                styles=_styled("&quot;" * 50_001 + ";" * 50_000 + "0" * 50_000),
            ),
        ),
        "strings-lack.xlsx": Case(
            "warning", lambda: workbook(good.replace("330", "340") + '<row r="2"><c r="A2" t="s"><v>999</v></c></row>')
        ),
        "one-text-in-all-cells.xlsx": Case("too-large bomb", _one_text),
        "digits.xlsx": Case("ok", lambda: workbook(row("走访", "9" * 30_000, "341户"))),
        "formula-texts.xlsx": Case("ok", lambda: workbook(row("=1+1", "@x", "+5", "342户"))),
        "name-of-sheet.xlsx": Case("ok", lambda: workbook(good.replace("330", "343"), name="=a,b[red]\u202e\ncell=B2")),
        "million-styles.xlsx": Case(
            "ok bomb",
            lambda: workbook(good.replace("330", "344"), styles="<cellXfs>" + "<xf/>" * 100_000 + "</cellXfs>"),
        ),
        "bomb-sheet.xlsx": Case("bomb", lambda: workbook("<row/>" * 10_000_000)),
    }


def _unknown_formats() -> bytes:
    """As many as there are cells, each of them worth a warning."""
    forms = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="0&quot;x&quot;0{n}"/>' for n in range(50_000))
    cells = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(50_000))
    styles = f"{forms}<cellXfs>{cells}</cellXfs>"
    return workbook(
        row("走访", "345户") + "".join(f'<row r="{n}">{cell(f"A{n}", "7", n)}</row>' for n in range(2, 50_000)),
        styles=styles,
    )


def _one_text() -> bytes:
    """A text of a million characters that stands in a thousand cells."""
    said = "".join(chr(0x4E00 + at * at % 20_000) for at in range(30_000)) * 30
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1_001))
    return workbook(cells, strings=f"<si><t>{said}</t></si>")


def texts_of_office() -> dict[str, Case]:
    """OpenDocument texts: repetitions without end, depths, cuts."""
    whole = odt("".join(f"<text:p>{line}</text:p>" for line in text(350).splitlines()))
    n = 2_000_000_000
    bodies = {
        "repeated-columns": (
            "ok",
            f'<table:table><table:table-row><table:table-cell table:number-columns-repeated="{n}"><text:p>{text(351)}</text:p></table:table-cell></table:table-row></table:table>',
        ),
        "repeated-rows": (
            "ok",
            f'<table:table><table:table-row table:number-rows-repeated="{n}"><table:table-cell><text:p>{text(352)}</text:p></table:table-cell></table:table-row></table:table>',
        ),
        "spaces": ("ok", f'<text:p>{text(353)}<text:s text:c="{n}"/>5户</text:p>'),
        "deep": ("too-deep", "<text:span>" * 50_000),
        "deep-lists": ("too-deep", "<text:list><text:list-item>" * 10_000),
        "nothing": ("empty", ""),
    }
    made: Mapping[str, Case] = {
        f"{name}.odt": Case(ends, lambda b=body: odt(b)) for name, (ends, body) in bodies.items()
    }
    return {f"cut-{n}.odt": Case("broken", lambda n=n: whole[: len(whole) * n // 10]) for n in (2, 5, 9)} | dict(made)


def old_documents() -> dict[str, Case]:
    """OLE files: cut, changed, encrypted, looping, of other programs."""
    cuts = {f"cut-{n}.doc": Case(_ANY, lambda n=n: OLD[: len(OLD) * n // 10]) for n in (1, 3, 5, 7, 9)}
    changed = {
        f"changed-{at}.doc": Case(_ANY, lambda at=at: _flipped(OLD, at))
        for at in (20, 40, 76, 512, 600, 1024, 1600, 3000, 5000)
    }
    return (
        cuts
        | changed
        | {
            "encrypted.docx": Case("encrypted", lambda: compound("EncryptionInfo", "EncryptedPackage")),
            "encrypted.xlsx": Case("encrypted", lambda: compound("EncryptedPackage")),
            "no-text.doc": Case("broken empty", lambda: compound("WordDocument", "1Table")),
            "presentation.ppt": Case("format", lambda: compound("PowerPoint Document")),
            "mail.msg": Case("format", lambda: compound("__properties_version1.0")),
            "chain-loop.doc": Case("broken format", lambda: _loop(OLD)),
            "sectors-lie.doc": Case(_ANY, lambda: OLD[:0x2C] + b"\xff\xff\xff\x7f" + OLD[0x30:]),
            "magic-only.doc": Case("format", lambda: OLD[:8]),
            "magic-and-zeros.doc": Case("format", lambda: OLD[:8] + bytes(100_000)),
        }
    )


def old_tables() -> dict[str, Case]:
    """Old workbooks: cut, changed, encrypted, of records that lie."""
    rows = [old.label(row, 0, text(540 + row)) for row in range(9)]
    whole = old.workbook(*rows, old.number(9, 0, 0.5, 1), before=old.style(0) + old.style(10))
    start = whole.index(old.begin(5))
    repeated = [old.cell(0xFD, row % 65_536, row // 65_536, struct.pack("<I", 0)) for row in range(200_000)]
    cases = {
        "encrypted": ("encrypted", lambda: old.workbook(before=old.record(0x2F, bytes(54)))),
        "no-sheet": ("broken", lambda: compound("Workbook")),
        "no-end": ("broken", lambda: compound(("Workbook", old.begin(5) + old.record(0x85, bytes(8))))),
        "begins-only": ("broken", lambda: compound(("Workbook", old.begin(5) * 5_000))),
        "ends-only": ("broken", lambda: compound(("Workbook", old.begin(5) + old.END * 5_000))),
        "wide-rows": ("too-large", lambda: old.workbook(*(old.number(row, 16_383, 1.0) for row in range(1_000)))),
        "far-column": ("broken", lambda: old.workbook(*(old.number(row, 65_535, 1.0) for row in range(100)))),
        "one-text-in-all-cells": ("too-large", lambda: old.workbook(*repeated, before=_strings("5户" * 2_000))),
        "strings-lie": ("ok", lambda: old.workbook(*rows[:1], before=_strings("x", 2**32 - 1))),
        "strings-go-on": ("warning", lambda: old.workbook(*rows[1:2], repeated[0], before=old.record(0xFC, bytes(8)))),
        "goes-on-and-on": ("ok", lambda: old.workbook(*rows[2:3], before=old.record(0x3C) * 500_000)),
        "numbers-lie": ("broken", lambda: old.workbook(*rows[3:4], old.cell(0xBD, 0, 0, b"\xff\xff"))),
        "no-number": ("warning", lambda: old.workbook(*rows[4:5], old.number(9, 0, float("nan")))),
        "size-lies": ("broken", lambda: whole.replace(struct.pack("<Q", 4096), struct.pack("<Q", 2**31))),
        "style-lies": ("ok", lambda: old.workbook(*rows[5:6], old.number(9, 0, 5.0, 65_535))),
        "formula-result-nowhere": (
            "ok",
            lambda: old.workbook(*rows[6:7], old.cell(0x06, 9, 0, b"\0" * 6 + b"\xff\xff")),
        ),
        "form-of-junk": ("ok warning", lambda: old.workbook(*rows[7:8], old.number(9, 0, 5.0), before=_junk_form())),
    }
    cuts = {f"cut-{n}.xls": Case("broken format", lambda n=n: whole[: len(whole) * n // 10]) for n in (1, 2, 3, 4)}
    changed = {
        f"changed-{at}.xls": Case(_ANY + " too-large", lambda at=at: _flipped(whole, at))
        for at in (*range(24, 80, 8), *range(start, start + 900, 37))
    }
    return cuts | changed | {f"{name}.xls": Case(ends, make) for name, (ends, make) in cases.items()}


def _strings(text: str, number: int = 1) -> bytes:
    return old.record(0xFC, struct.pack("<IIH", number, number, old.count(text)) + old.said(text))


def _junk_form() -> bytes:
    return old.form(200, "[" * 4_000) + old.style(200)


def _loop(whole: bytes) -> bytes:
    """Every sector is followed by itself."""
    first = struct.unpack_from("<I", whole, 0x4C)[0]
    at = 512 + first * 512
    return whole[:at] + struct.pack("<128I", *([0, *range(127)])) + whole[at + 512 :]


__all__ = ["documents", "entities", "old_documents", "said", "texts_of_office", "workbooks"]
