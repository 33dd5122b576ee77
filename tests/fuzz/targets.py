"""What is fuzzed: each target takes bytes, and may end in a document that holds together or in an InputError; all else is a finding."""

from __future__ import annotations

import importlib
import json
import struct
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import hostile_packages
import mutate
import office_files as office
import old_workbooks as old
from conftest import REPORT
from hostile_zips import Member, raw, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractor.document import Document

MADE = Path(__file__).resolve().parents[1] / "data"
LONGEST = 20_000  # characters that are still extracted from


def sound(document: Document) -> None:
    """The places are in order and in the text; the text can be extracted from and written."""
    starts = [at for at, _ in document.places[:1000]]
    assert starts == sorted(starts)
    assert all(0 <= at <= len(document.text) for at in (*starts, *document.labels))
    assert all("\n" not in label for label in document.labels.values())
    records(document.text[:LONGEST])


def records(text: str) -> None:
    """Every figure is where it says; only a complete one has a number, and an independent reading agrees with it."""
    from extractor import Figure, extract
    from extractor.emit.jsonl import lines
    from extractor.verify import verify

    extraction = extract(text)
    end = 0
    for record in extraction.records:
        assert end <= record.start < record.end <= len(text), record
        assert text[record.start : record.end] == record.text, record
        end = record.end
        if isinstance(record, Figure) and record.kind != "date":
            ends = record.value if isinstance(record.value, tuple) else (record.value,)
            assert all(isinstance(v, Decimal) and v.is_finite() for v in ends) == (record.status == "complete"), record
    rows = [json.loads(line, parse_float=Decimal) for line in lines(extraction)]
    wrong = next(verify(rows, text), None)
    assert wrong is None, (
        f"{wrong} in {text[max(0, wrong.start - 20) : wrong.start + 40]!r}: {' '.join(wrong.why.split()[-4:])}"
    )


def reader(form: str) -> Callable[[bytes], None]:
    """A target: the reader itself, without the gate that turns whatever it raises into a reason."""

    def target(data: bytes) -> None:
        from extractor.errors import InputError
        from extractor.read.limits import Limits

        module = importlib.import_module(f"extractor.read.{form}")
        try:
            document = module.read(data, f"a.{form}", Limits(characters=200_000, pages=50))
        except InputError as error:
            assert error.code, error
            assert "\n" not in error.reason, error
            return
        sound(document)

    return target


def text(data: bytes) -> None:
    """Any text, lone surrogates and all."""
    records(data.decode("utf-8", "surrogateescape")[:LONGEST])


def part(form: str, name: str, package: dict[str, bytes | str]) -> Callable[[bytes], None]:
    """A target: XML that stands in a package for one of its parts."""
    read = reader(form)

    def target(data: bytes) -> None:
        read(zipped({key: (data if key == name else _bytes(held)) for key, held in package.items()}))

    return target


def archive(data: bytes) -> None:
    """A zip, its members and what is in them; as a file, since that is how members are found again."""
    from extractor.errors import InputError
    from extractor.read import Limits, read_bytes
    from extractor.read.zip import Archive

    limits = Limits(members=200, file=2**22, archive=2**23, characters=100_000)
    try:
        opened = Archive(data, "a.zip", limits)
    except InputError as error:
        assert error.code, error
        return
    assert len({entry.index for entry in opened.entries}) == len(opened.entries)
    for entry in opened.entries:
        try:
            held = opened.read(entry)
            assert len(held) == entry.size, entry
            read_bytes(held, entry.name, limits)
        except InputError as error:
            assert error.__cause__ is None or error.code != "broken", error.__cause__


def mail(data: bytes) -> None:
    """A mail, its parts, and what is in them."""
    from extractor.errors import InputError
    from extractor.read import Limits, read_bytes
    from extractor.read.eml import Mail

    limits = Limits(parts=100, characters=100_000)
    try:
        opened = Mail(data, "a.eml", limits)
    except InputError as error:
        assert error.code, error
        return
    for entry in opened.entries:
        assert entry.name, entry
        try:
            head = opened.head(entry)
            held = opened.read(entry)
            assert held.removeprefix(b"\xef\xbb\xbf")[:50].startswith(head[:50]) or entry.name.startswith("正文"), entry
            read_bytes(held, entry.name, limits)
        except InputError as error:
            assert error.__cause__ is None or error.code != "broken", error.__cause__


def _bytes(held: bytes | str) -> bytes:
    return held if isinstance(held, bytes) else held.encode()


def _documents() -> list[str]:
    """Bodies with everything that a body has."""
    p, r, table, tr, tc = office.p, office.r, office.table, office.tr, office.tc
    field = "".join(
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>{then}'
        for kind, then in (
            ("begin", "<w:r><w:instrText>PAGE</w:instrText></w:r>"),
            ("separate", r("5")),
            ("end", ""),
        )
    )
    numbered = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    changed = (
        f'<w:ins w:id="1">{r("共500")}</w:ins><w:del w:id="2"><w:r><w:delText>300</w:delText></w:r></w:del>{r("户")}'
    )
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{p('救助8户')}</w:txbxContent></v:textbox></w:pict></w:r>"
    return [
        "".join(p(line) for line in REPORT.splitlines()),
        p(r("惠及"), numbered) + p(changed) + p(field + r("救助26.2", "<w:b/>") + r("万元", '<w:vanish w:val="0"/>')),
        table(tr("项目", tc("金额（万元）", '<w:gridSpan w:val="2"/>')), tr("助学", "3", tc(p("5") + table(tr("6")))))
        + p("完"),
        p(box)
        + p(
            '<w:r><w:t>共</w:t><w:footnoteReference w:id="2"/><w:tab/><w:br/><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
        )
        + '<w:sectPr><w:headerReference w:type="default" r:id="rheader1"/><w:titlePg/></w:sectPr>',
    ]


_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
_OTHERS = {
    "styles": '<w:style w:type="paragraph" w:styleId="a"><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>',
    "numbering": _NUMBERING,
    "footnotes": f'<w:footnote w:id="2">{office.p("另救助7户")}</w:footnote>',
    "header1": office.p("青山县红十字会 第1页"),
}
_DOCX = office.docx_parts("", _OTHERS)
_XLSX = mutate.parts_of(hostile_packages.workbook(hostile_packages.row("走访", "330户")))
_ODT = mutate.parts_of(office.odt(""))
_RTF = (
    r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 \'cb\'ce\'cc\'e5;}}\pard\qc\b "
    r"\'be\'c8\'d6\'fa500\'bb\'a7\par{\footnote 5\'bb\'a7}\trowd\intbl 3\cell 5\cell\row\pard"
    r"{\field{\*\fldinst PAGE}{\fldrslt 3}}\u20013 ?{\*\shppict{\pict\picwgoal100 ff}}{\deleted 7}\uc0\u24037 x\par}"
)
_MAIL = (
    "Received: x\r\nTo: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    "Content-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=gb2312\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nvsjW+jW7pw==\r\n--c\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable"
    "\r\n\r\n<table><tr><td>5=E6=88=B7\r\n--c--\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nTo: x\r\nMIME-Version: 1.0\r\n\r\n救助7户\r\n"
    "--b\r\nContent-Disposition: attachment; filename*0*=gb2312''%D7%DC; filename*1=.txt\r\n\r\n5户\r\n--b\r\n"
    'Content-Type: application/pdf; name="=?GB2312?B?1w==?=\r\n =?GB2312?B?3L3hLnR4dA==?="\r\n\r\n总结\r\n--b--\r\n'
)
_HTML = (
    "<html><head><meta charset=utf-8><title>x</title></head><body><h1>工作总结</h1><p>惠及<b>109</b>人，救助<span style='display:none'>9"
    "</span>26.2万元<sup>2</sup></p><table><tr><td rowspan=2 colspan=2>项目<td>金额</tr><tr><td>5</table><ol start=3><li>甲<li>乙</ol>"
    "<pre>a\nb</pre><!-- x --><br>&nbsp;&#20013;</body></html>"
)
_SHEET = (
    f'<worksheet xmlns="{hostile_packages.SHEET}"><sheetData>{hostile_packages.row("项目", "金额（万元）")}'
    '<row r="2"><c r="A2" s="1"><v>44260</v></c><c r="B2"><f>1+1</f><v>2.5</v></c><c r="C2" t="b"><v>1</v></c></row></sheetData></worksheet>'
)


def _pdfs() -> list[bytes]:
    import hostile_pdfs
    from test_read_pdf import page_of, printed

    two = printed(page_of(REPORT.splitlines()), page_of(REPORT.splitlines()), foot="{}")
    return [two, *(hostile_pdfs.page(hostile_pdfs.words(f"saved 40{n}%")) for n in range(3))]


def _books() -> list[bytes]:
    """Streams of workbooks, which stand for themselves where no OLE file is around them."""
    packed = struct.pack
    strings = packed("<IIH", 2, 2, 2) + old.said("助学") + packed("<H", 3) + old.said("abc")
    before = old.record(0x42, packed("<H", 936)) + old.record(0x22, b"\1\0") + old.form(176, '0.0"万元"')
    before += old.style(0) + old.style(9) + old.style(14) + old.style(176) + old.record(0xFC, strings)
    cells = (
        old.record(0x208, packed("<8H", 7, 0, 3, 255, 0, 0, 0x20, 0)),
        old.record(0x7D, packed("<6H", 5, 6, 0, 0, 1, 0)),
        old.label(0, 0, "金额（万元）"),
        old.cell(0xFD, 1, 0, packed("<I", 0)),
        old.cell(0xFD, 1, 5, packed("<I", 1)),
        old.number(1, 1, 0.953, 1),
        old.cell(0x27E, 1, 2, packed("<i", (44260 << 2) | 2), 2),
        old.record(0xBD, packed("<HHHiHiH", 2, 0, 0, 22, 3, 7, 1)),
        old.cell(0x205, 3, 0, b"\1\0"),
        old.cell(0x06, 3, 1, packed("<d", 7.5) + bytes(8), 3),
        old.cell(0x06, 3, 2, b"\0\0\0\0\0\0\xff\xff" + bytes(8)),
        old.record(0x207, packed("<H", 2) + old.said("5户")),
        old.record(0x5D, packed("<HHH", 21, 18, 6)) + old.record(0x1B6, packed("<5HH", 0, 0, 0, 0, 0, 4)),
    )
    return [old.book({"收支": old.sheet(*cells), "底稿": old.sheet(old.label(0, 0, "8人"))}, before), old.sheet(*cells)]


def _zips() -> list[bytes]:
    return [
        zipped({"a.txt": REPORT.encode(), "b.zip": zipped({"c.txt": b"5"})}),
        raw(Member("附件/报告.txt".encode("gbk"), REPORT.encode()), Member(b"b.csv", b"1,2\n", method=0)),
    ]


TARGETS: dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]], mutate.Mutator | None]] = {
    "text": (text, lambda: [REPORT.encode(), *(p.read_bytes()[:3000] for p in mutate.CORPUS)], mutate.characters),
    "docx": (
        part("docx", "word/document.xml", _DOCX),
        lambda: [office.part("document", f"<w:body>{body}</w:body>").encode() for body in _documents()],
        mutate.elements,
    ),
    "xlsx": (part("xlsx", "xl/sheet1.xml", _XLSX), lambda: [_SHEET.encode()], mutate.elements),
    "xls": (reader("xls"), _books, mutate.records),
    "ole": (reader("xls"), lambda: [(MADE / "accounts.xls").read_bytes()], None),
    "odt": (
        part("odt", "content.xml", _ODT),
        lambda: [_bytes(_ODT["content.xml"]), mutate.odt_content()],
        mutate.elements,
    ),
    "html": (reader("html"), lambda: [_HTML.encode()], mutate.characters),
    "rtf": (reader("rtf"), lambda: [_RTF.encode("ascii")], mutate.characters),
    "pdf": (reader("pdf"), _pdfs, None),
    "zip": (archive, _zips, mutate.members),
    "eml": (mail, lambda: [_MAIL.encode(), _MAIL.encode("gb18030")], mutate.characters),
    "doc": (reader("doc"), lambda: [hostile_packages.OLD], None),
    "txt": (reader("txt"), lambda: [REPORT.encode(c) for c in ("utf-8", "gb18030", "utf-16")], None),
    "csv": (reader("csv"), lambda: ['项目,金额\n助学,"5\n"\n'.encode()], None),
}
