"""The gate: folders, files and formats. Whatever is sent ends in a Document or in an InputError with a code."""

from __future__ import annotations

import os
import socket
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from conftest import REPORT
from hostile_zips import Member, many, raw, zipped
from old_workbooks import compound, label, workbook
from old_workbooks import sheet as old_sheet

from extractor.document import Document
from extractor.errors import InputError
from extractor.read import Limits, Source, load, read, read_bytes, sniff, sources
from extractor.read.zip import Archive

TEXT = REPORT.encode()
LINKS = pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")


# ---- folders and files


def test_a_folder_is_walked_in_one_order(tmp_path: Path) -> None:
    """By name, folders among the files, however the system lists them."""
    for name in ("b.txt", "a/z.txt", "a/y/x.txt", "C.txt", "a.txt", "空/报告.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    (tmp_path / "empty").mkdir()
    found = [source.name.removeprefix(f"{tmp_path}/") for source in sources([str(tmp_path)])]
    assert found == ["C.txt", "a/y/x.txt", "a/z.txt", "a.txt", "b.txt", "空/报告.txt"]
    assert [s.name for s in sources(["-", "x", f"{tmp_path}/a.txt"])] == ["stdin", "x", f"{tmp_path}/a.txt"]


def refused(folder: Path) -> dict[str, str]:
    """Each input below a folder that has no bytes, and why."""
    found = {}
    for source in sources([str(folder)]):
        try:
            load(source)
        except InputError as error:
            found[Path(source.path).name] = error.code
    return found


@LINKS
def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    """Neither loops nor what lies outside; a link that the user names is."""
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_bytes(TEXT)
    for name, to in {"loop": "loop", "up": "..", "out.txt": "../secret.txt", "gone": "nowhere"}.items():
        (tmp_path / "in" / name).symlink_to(to)
    assert refused(tmp_path / "in") == dict.fromkeys(("gone", "loop", "out.txt", "up"), "link")
    assert read(str(tmp_path / "in" / "out.txt")).text == REPORT
    (tmp_path / "door").symlink_to("in")
    assert len(list(sources([str(tmp_path / "door")]))) == 4


@pytest.mark.skipif(not hasattr(os, "mkfifo") or not hasattr(socket, "AF_UNIX"), reason="no such files here")
def test_what_is_no_file_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe, a socket, a device: an input with a reason, at once."""
    monkeypatch.chdir(tmp_path)  # a socket's path is short
    os.mkfifo("pipe.txt")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket.txt")
        (tmp_path / "a.txt").write_bytes(TEXT)
        assert refused(tmp_path) == {"pipe.txt": "not-a-file", "socket.txt": "not-a-file"}
    with pytest.raises(InputError, match="not a regular file"):
        read("/dev/zero")


def test_what_systems_leave_is_listed_as_that(tmp_path: Path) -> None:
    """Lock files, thumbnails and hidden files are no submissions, but nothing is passed over in silence."""
    (tmp_path / ".git").mkdir()
    for name in (".DS_Store", "~$报告.docx", "Thumbs.db", ".git/config", "报告.txt"):
        (tmp_path / name).write_bytes(TEXT)
    assert refused(tmp_path) == dict.fromkeys((".DS_Store", ".git", "Thumbs.db", "~$报告.docx"), "ignored")
    assert read(str(tmp_path / ".DS_Store")).text == REPORT


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may open all")
def test_a_folder_that_may_not_be_opened_is_listed(tmp_path: Path) -> None:
    """It is one input, with the system's reason."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "closed").chmod(0)
    assert refused(tmp_path) == {"closed": "unopenable"}
    (tmp_path / "closed").chmod(0o700)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_text_come_back(tmp_path: Path) -> None:
    """Undecodable bytes, line breaks, quotes, 255 bytes: the name opens the file again."""
    names = [b"\xb1\xa8\xb8\xe6.txt", b"a\nb.txt", b"\"'=1+1.txt", b"x" * 251 + b".txt", " 　.txt".encode()]
    for name in names:
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_bytes(TEXT)  # noqa: PTH118 - bytes
    found = list(sources([str(tmp_path)]))
    assert sorted(os.fsencode(Path(s.path).name) for s in found) == sorted(names)
    assert all(load(s) == TEXT for s in found)


def test_a_file_that_changes_is_read_again_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never half of one state and half of another."""
    path = tmp_path / "a.txt"
    fstat, times = os.fstat, [0]

    def written_between(handle: int) -> Any:
        if times[0]:
            times[0] -= 1
            with path.open("ab") as file:
                file.write(b"5")
        return fstat(handle)

    monkeypatch.setattr("extractor.read._files.os.fstat", written_between)
    for changes, expected in ((3, b"555"), (99, None)):
        path.write_bytes(b"")
        times[0] = changes
        try:
            assert load(Source(str(path), (), "a.txt")) == expected
        except InputError as error:
            assert (error.code, expected) == ("changed", None)  # noqa: PT017 - one of two outcomes


# ---- formats


PAGE = "<html><body><p>惠及109人</p></body></html>"
KINDS: list[tuple[str, bytes, str]] = [
    ("docx", zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}), "docx"),
    ("xlsx", zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}), "xlsx"),
    ("xlsb", zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.bin": b"x"}), "xlsb"),
    ("pptx", zipped({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"}), "pptx"),
    ("odt", zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "odt"),
    ("ods", zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "ods"),
    ("ofd", zipped({"OFD.xml": b"<x/>"}), "ofd"),
    ("zip", zipped({"a.txt": TEXT}), "zip"),
    ("a folder called word", zipped({"word/a.txt": TEXT}), "zip"),
    ("an empty zip", raw(), "zip"),
    ("doc", compound("WordDocument", "1Table"), "doc"),
    ("xls", workbook(label(0, 0, "5人")), "xls"),
    ("xls of Excel 95", compound("Book"), "xls"),
    ("a sheet of an old workbook", old_sheet(), "xls"),
    ("encrypted docx", compound("EncryptionInfo", "EncryptedPackage"), "encrypted"),
    ("thumbnails", compound("Catalog"), "ole"),
    ("cut OLE", compound("WordDocument")[:600], "ole"),
    ("rtf", b"{\\rtf1\\ansi 5}", "rtf"),
    ("rtf behind a blank", b"\xef\xbb\xbf\r\n{\\rtf1", "rtf"),
    ("pdf", b"%PDF-1.4\n", "pdf"),
    ("pdf behind a mail's lines", b"x" * 900 + b"%PDF-1.4\n", "pdf"),
    ("html", PAGE.encode(), "html"),
    ("html in GBK", PAGE.encode("gbk"), "html"),
    ("html in UTF-16", PAGE.encode("utf-16"), "html"),
    ("html in UTF-16 without BOM", PAGE.encode("utf-16-le"), "html"),
    ("html of Word", f'\ufeff<?xml version="1.0"?>\n<!-- x --><html xmlns:o="urn:x">{PAGE}'.encode(), "html"),
    ("part of a page", "<TABLE border=1><tr><td>5人</td></tr></TABLE>".encode(), "html"),
    ("Word 2003 XML", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>', "wordml"),
    ("mht", b"From: <x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\r\n", "mht"),
    ("mail", b"From: a@b.example\nMIME-Version: 1.0\nContent-Type: text/plain\n\n", "eml"),
    ("svg", b"<?xml version='1.0'?><svg xmlns='x'/>", "picture"),
    ("png", b"\x89PNG\r\n\x1a\n", "picture"),
    ("jpg", b"\xff\xd8\xff\xe0", "picture"),
    ("mp3", b"ID3\x03", "sound"),
    ("rar", b"Rar!\x1a\x07\x01\x00", "packed"),
    ("7z", b"7z\xbc\xaf\x27\x1c", "packed"),
    ("gz", b"\x1f\x8b\x08\x00", "packed"),
    ("tar", b"a.txt".ljust(257, b"\0") + b"ustar", "packed"),
    ("exe", b"MZ\x90\x00\x03", "executable"),
    ("text", TEXT, "txt"),
    ("text in GBK", REPORT.encode("gbk"), "txt"),
    ("text in UTF-16", REPORT.encode("utf-16"), "txt"),
    ("text with a sign", "收入 < 支出，结余 > 0；MZ 报告; From: 5人\n".encode(), "txt"),
    ("text that quotes a tag", "在页面中写 <b>5人</b>".encode(), "txt"),
]


@pytest.mark.parametrize(("data", "form"), [row[1:] for row in KINDS], ids=[row[0] for row in KINDS])
@pytest.mark.parametrize("name", ["a.docx", "报告", "x.pdf.exe"])
def test_a_format_is_what_the_bytes_are(data: bytes, form: str, name: str) -> None:
    """Whatever the file is called."""
    assert sniff(data, name) == form


def test_a_table_of_text_is_known_by_its_name() -> None:
    """Nothing in the bytes tells a CSV from a text; a CSV that is none is still what it is."""
    assert (sniff(b"1,2", "a.CSV"), sniff(b"1\t2", "a.tsv"), sniff(b"%PDF-1.4", "a.csv")) == ("csv", "csv", "pdf")


@pytest.mark.parametrize(
    ("data", "expected", "words"),
    [
        (compound("EncryptedPackage"), "encrypted", "password-protected"),
        (b"Rar!\x1a\x07\x01\x00", "format", "a packed archive that is no zip"),
        (b"\x89PNG\r\n\x1a\n", "format", "a picture"),
        (compound("PowerPoint Document"), "format", "an old presentation"),
        (b"MZ\x90\x00\x03", "format", "a program"),
        (raw(Member(b"a.txt", TEXT)), "archive", "a zip archive, no report"),
        (zipped({"a.txt": TEXT})[:-9], "broken", "a broken zip archive"),
        (many(17, 256), "bomb", "a zip bomb"),
        (b" \n", "empty", "empty"),
    ],
)
def test_what_is_refused_is_named(data: bytes, expected: str, words: str) -> None:
    """The reason says what the file is, and the code is one word."""
    with pytest.raises(InputError, match=words) as caught:
        read_bytes(data, "报告.docx")
    assert (caught.value.code, caught.value.name) == (expected, "报告.docx")


@pytest.mark.parametrize(
    "error", [KeyError("x"), RecursionError(), MemoryError(), IndexError("a\nb"), AssertionError()]
)
def test_a_reader_that_fails_costs_one_file(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """No traceback: a broken file, with the kind of the error but none of its text."""

    def fail(*_: object) -> Document:
        raise error

    monkeypatch.setattr("extractor.read.txt.read", fail)
    with pytest.raises(InputError, match=type(error).__name__) as caught:
        read_bytes(TEXT, "a.txt")
    assert (caught.value.code, caught.value.__cause__) == ("broken", error)


def test_a_text_longer_than_the_limit_is_refused() -> None:
    """Whatever the format, and its reader's own care."""
    with pytest.raises(InputError, match="more than 5 characters") as caught:
        read_bytes(TEXT, "a.txt", Limits(characters=5))
    assert caught.value.code == "too-large"


def test_the_parts_of_a_document_are_members() -> None:
    """One bounded way into a zip: part by part, with the part's name in the error."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", b"<w/>" * 9)
    data = bytearray(made.getvalue())
    data[data.index(b"<w/>")] ^= 1
    opened = Archive(bytes(data), "报告.docx")
    with pytest.raises(InputError) as caught:
        opened.read(opened.entries[0])
    assert caught.value.name == "报告.docx/word/document.xml"
