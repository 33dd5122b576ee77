"""What the bytes are, whatever the file is called."""

from __future__ import annotations

import io
import re
from typing import Final

from extractor.errors import InputError
from extractor.read.limits import LIMITS, Limits

__all__ = ["KINDS", "may_hold_files", "sniff"]

# Every format that `sniff` tells apart, in words for whoever sent it.
KINDS: Final = {
    "csv": "a CSV table",
    "doc": "an old Word document (.doc)",
    "docx": "a Word document (.docx)",
    "eml": "a mail",
    "encrypted": "password-protected",
    "epub": "an e-book",
    "executable": "a program",
    "html": "a web page",
    "markup": "an XML file",
    "mht": "a web archive (.mht)",
    "ods": "a spreadsheet (.ods)",
    "odp": "a presentation (.odp)",
    "odt": "an OpenDocument text (.odt)",
    "ofd": "an OFD document",
    "ole": "an old Office file that is no Word document",
    "packed": "a packed archive that is no zip",
    "pages": "a Pages document",
    "pdf": "a PDF",
    "picture": "a picture",
    "postscript": "a PostScript file",
    "ppt": "an old presentation (.ppt)",
    "pptx": "a presentation (.pptx)",
    "rtf": "an RTF document",
    "sound": "a sound or a video",
    "sqlite": "a database",
    "txt": "a text",
    "wordml": "a Word 2003 XML document",
    "xls": "an old Excel workbook (.xls)",
    "xlsb": "a binary Excel workbook (.xlsb)",
    "xlsx": "an Excel workbook (.xlsx)",
    "zip": "a zip archive",
}
_HEAD: Final = 4096  # bytes in which a page of the web shows itself
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: Final = (
    *((magic, "picture") for magic in (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*")),
    *((magic, "picture") for magic in (b"\xd7\xcd\xc6\x9a", b"8BPS", b"AT&TFORM", b"\0\0\x01\0")),
    *((magic, "sound") for magic in (b"ID3", b"\xff\xfb", b"\xff\xf3", b"OggS", b"fLaC", b"#!AMR", b"\x1aE\xdf\xa3", b"FLV\x01")),
    *((magic, "packed") for magic in (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"MSCF\0")),
    *((magic, "executable") for magic in (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"L\0\0\0\x01\x14\x02\0", b"\0asm")),
    (b"SQLite format 3\0", "sqlite"),
    (b"%!PS", "postscript"),
)  # fmt: skip
_OOXML: Final = (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"))
_OPEN_DOCUMENT: Final = (
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"application/vnd.oasis.opendocument.presentation", "odp"),
    (b"application/epub+zip", "epub"),
)
_STREAMS: Final = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
# How a workbook begins, or a sheet: of Excel 5 and later, and of older ones; some programs write them without an OLE file around.
_BARE_SHEET: Final = re.compile(rb"\x09\x08[\x08\x10]\0..[\x05\x10]\0|\x09[\0\2\4][\4\6]\0..[\x05\x10]\0", re.DOTALL)
_PAGE: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|table|div|p|br|style|script|h[1-6]|center|font|ul|ol|span|article|section)[\s>/]"
)
_MARKED: Final = re.compile(r"<(?:html|body)[\s>]|<meta\s")
_WORD_XML: Final = re.compile(r"mso-application[^>]{1,40}word\.document|<w:worddocument|<pkg:package|<office:document")
_LETTERHEAD: Final = 2**18  # bytes of a mail before its text: each server on its way adds to them
_HEADER: Final = re.compile(
    rb"[A-Za-z][A-Za-z0-9-]{1,40}:[ \t\r][^\n]{0,8000}\n(?:[A-Za-z][A-Za-z0-9-]{1,40}:|[ \t][^\r\n])"
)
_SENT: Final = re.compile(rb"^(?:received|return-path|delivered-to|to|message-id):", re.MULTILINE)
_BLANK: Final = re.compile(rb"\n\r?\n")


def sniff(data: bytes, name: str = "", limits: Limits = LIMITS) -> str:
    r"""The format, a key of KINDS. Of the name only .csv and .tsv count, where the bytes are text.

    >>> sniff(b"%PDF-1.7"), sniff("惠及109人".encode("gbk")), sniff(b"a,b", "a.csv"), sniff(b"{\\rtf1")
    ('pdf', 'txt', 'csv', 'rtf')
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zipped(data, limits)
    if data.startswith(_OLE):
        return _compound(data)
    for magic, form in _MAGIC:
        if data.startswith(magic):
            return form
    return (
        _framed(data)
        or _mailed(data)
        or _marked_up(data)
        or ("csv" if name.lower().endswith((".csv", ".tsv")) else "txt")
    )


def _framed(data: bytes) -> str | None:
    """Formats that show themselves by more than how they begin."""
    if data[:4] == b"RIFF" and data[8:12] in {b"WAVE", b"AVI ", b"WEBP"}:
        return "picture" if data[8:12] == b"WEBP" else "sound"
    if data[4:8] == b"ftyp":
        return "picture" if data[8:12] in {b"heic", b"heix", b"mif1", b"avif"} else "sound"
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":
        return "picture"
    if (data[:3] == b"BZh" and data[4:10] == b"1AY&SY") or data[257:262] == b"ustar":
        return "packed"
    if data[:2] == b"MZ" and b"\0" in data[:64]:
        return "executable"
    if _BARE_SHEET.match(data):
        return "xls"
    if data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{\\rtf"):
        return "rtf"
    return "pdf" if data.startswith(b"%PDF") or b"%PDF-" in data[:1024] else None


def _zipped(data: bytes, limits: Limits) -> str:
    from extractor.read.zip import Archive

    try:
        archive = Archive(data, "", limits)
        names = {entry.name.lower(): entry for entry in archive.entries}
        if "mimetype" in names:
            kind = archive.read(names["mimetype"])
            return next((form for mime, form in _OPEN_DOCUMENT if kind.startswith(mime)), "zip")
    except InputError:
        return "zip"  # whoever opens it says what is wrong
    if "[content_types].xml" in names:
        form = next((form for folder, form in _OOXML if any(name.startswith(folder) for name in names)), "zip")
        return "xlsb" if form == "xlsx" and "xl/workbook.bin" in names else form
    if "ofd.xml" in names:
        return "ofd"
    return "pages" if "index/document.iwa" in names else "zip"


def _compound(data: bytes) -> str:
    """An OLE file by the streams at its top, not by those of what is embedded in it."""
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            top = {path[0].lower() for path in compound.listdir() if len(path) == 1}
    except Exception:  # noqa: BLE001 - whatever a broken one does to the parser
        top = set()
    return next((form for stream, form in _STREAMS if stream.lower() in top), "ole")


def may_hold_files(head: bytes) -> bool:
    """Whether what begins so may be an archive or a mail: `sniff` says so with certainty."""
    return head.startswith(b"PK") or _mailed(head) == "eml"


def _mailed(data: bytes) -> str | None:
    """A mail, or a web archive, which is written like one and has never been sent."""
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    if not _HEADER.match(data, start):
        return None
    blank = _BLANK.search(data, start, start + _LETTERHEAD)
    header = data[start : blank.start() if blank else start + _LETTERHEAD].lower()
    if b"mime-version:" not in header:
        return None
    return "mht" if b"multipart/related" in header and not _SENT.search(header) else "eml"


def _marked_up(data: bytes) -> str | None:
    """Web pages, also those that Word saves or that are in UTF-16, mails and other markup."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<\0" in head[:64] or b"\0<" in head[:64]:
        head = head.replace(b"\0", b"")
    text = head.decode("latin-1").removeprefix("\xef\xbb\xbf").lstrip("\xff\xfe\0 \t\r\n\x0c").lower()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("<") and _WORD_XML.search(text):
        return "wordml"
    start = _behind_prolog(text)
    if _PAGE.match(text, start) or _MARKED.search(text[:1024]):
        return "html"
    if text.startswith("<?xml"):
        return "picture" if "<svg" in text else "markup"
    return None


def _behind_prolog(text: str) -> int:
    """Where markup begins, behind <?xml …?> and comments."""
    at = 0
    for _ in range(20):
        closing = "?>" if text.startswith("<?", at) else "-->" if text.startswith("<!--", at) else ""
        end = text.find(closing, at) if closing else -1
        if end < 0:
            return at
        at = end + len(closing)
        at += len(text[at:]) - len(text[at:].lstrip())
    return at
