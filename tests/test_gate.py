"""The gate: folders, archives and formats. Whatever is sent ends in a Document or in an InputError with a code."""

from __future__ import annotations

import os
import random
import socket
import stat
import struct
import sys
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from conftest import REPORT
from hostile_zips import Member, many, nested, overlapping, quoted, raw, zipped
from old_workbooks import compound, label, workbook
from old_workbooks import sheet as old_sheet

from extractor.document import Document
from extractor.errors import InputError
from extractor.read import LIMITS, Limits, Source, load, members, read, read_bytes, sniff, sources
from extractor.read.zip import Archive

TEXT = REPORT.encode()
LINKS = pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")


def code(data: bytes, limits: Limits = LIMITS) -> str:
    """Why these bytes are refused, be it as a file or as an archive whose members are all opened."""
    try:
        archive = Archive(data, "a.zip", limits)
        for entry in archive.entries:
            archive.read(entry)
    except InputError as error:
        return error.code
    return "ok"


def leaves(path: Path, limits: Limits = LIMITS) -> list[Source]:
    """What is in the archive at `path`."""
    source = Source(str(path), (), path.name)
    return members(source, load(source, limits), limits)


# ---- archives: bombs


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (many(17, 256), "bomb"),
        (many(1, 257), "bomb"),
        (overlapping(300, 2**20 // 2), "bomb"),
        (quoted(250, 2**16), "bomb"),
        (raw(*(Member(b"%d" % n) for n in range(10_001))), "too-many"),
        (raw(Member(b"[Content_Types].xml"), *(Member(b"%d" % n) for n in range(1_000))), "too-many-parts"),
        (raw(Member(b"a", b"5" * 99, size=2**31)), "bomb"),
        (raw(Member(b"a", os.urandom(2**20), method=0, size=50 * 2**20)), "broken"),
    ],
    ids=["4.25 GiB", "257 MiB", "overlap", "quoted overlap", "members", "parts", "lying, more", "lying, stored"],
)
def test_bombs_are_refused_before_they_go_off(data: bytes, expected: str) -> None:
    """A limit is checked before the bytes come out, on any Python."""
    assert code(data) == expected


def test_a_header_that_says_too_little_stops_the_unpacking() -> None:
    """What comes out is counted: no more than a chunk past what the header says."""
    data = raw(Member(b"a.txt", bytes(2**26), size=100, crc=0))
    archive = Archive(data, "a.zip")
    with pytest.raises(InputError, match="more than its header says") as caught:
        archive.read(archive.entries[0])
    assert (caught.value.code, caught.value.name) == ("bomb", "a.zip/a.txt")


def test_limits_are_named_and_can_be_raised() -> None:
    """Each limit stands in the reason, and a higher one lets the archive in."""
    data = zipped({"a.txt": os.urandom(3 * 2**20).hex().encode(), "b.txt": TEXT})
    assert code(data) == "ok"
    for limits, words in [
        (Limits(file=2**20), "more than 1 MiB"),
        (Limits(archive=2**21), "at most 2 MiB"),
        (Limits(members=1), "at most 1 are read"),
        (Limits(ratio=1), "1 times its size"),
    ]:
        with pytest.raises(InputError, match=words):
            [Archive(data, "a.zip", limits).read(entry) for entry in Archive(data, "a.zip", limits).entries]


def test_a_list_of_members_that_is_too_long_is_not_even_read() -> None:
    """Millions of members would fill the memory before they are counted."""
    with pytest.raises(InputError, match="more than 10 files") as caught:
        Archive(raw(*(Member(b"x" * 999 + b"%d" % n) for n in range(200))), "a.zip", Limits(members=10))
    assert caught.value.code == "too-many"


def test_a_nest_of_archives_ends(tmp_path: Path) -> None:
    """Archives are opened three deep; what is deeper is one input with a reason."""
    (tmp_path / "a.zip").write_bytes(nested(40, TEXT))
    (leaf,) = leaves(tmp_path / "a.zip")
    assert leaf.name == "a.zip/a.zip/a.zip/a.zip"
    for opened in (lambda: read_bytes(load(leaf), leaf.name), lambda: members(leaf, load(leaf))):
        with pytest.raises(InputError, match="3 deep") as caught:
            opened()
        assert caught.value.code == "archive"


def test_archives_in_an_archive_share_its_limits(tmp_path: Path) -> None:
    """Nesting multiplies nothing: what would pass the limit stays closed, its neighbours are read."""
    ten = zipped({f"n{n}.txt": TEXT for n in range(10)})
    (tmp_path / "a.zip").write_bytes(zipped({"first.txt": TEXT, "one.zip": ten, "two.zip": ten, "last.txt": TEXT}))
    assert len(leaves(tmp_path / "a.zip")) == 22
    names = [leaf.name for leaf in leaves(tmp_path / "a.zip", Limits(members=15))]
    assert (names[0], names[-2:], len(names)) == ("a.zip/first.txt", ["a.zip/two.zip", "a.zip/last.txt"], 13)


def test_a_member_inside_out(tmp_path: Path) -> None:
    """A bomb among the members costs itself."""
    (tmp_path / "a.zip").write_bytes(
        raw(Member(b"good.txt", TEXT), Member(b"bomb.txt", b"7" * 900, size=99, crc=0), Member(b"b.txt", TEXT))
    )
    found = []
    for leaf in leaves(tmp_path / "a.zip"):
        try:
            found.append(read_bytes(load(leaf), leaf.name).text)
        except InputError as error:
            found.append(error.code)
    assert found == [REPORT, "bomb", REPORT]


@pytest.mark.parametrize("members_", [(), (Member(b"a/"), Member(b"b/c/"))])
def test_an_archive_without_files_is_an_input(tmp_path: Path, members_: tuple[Member, ...]) -> None:
    """Whoever sent it should know; it is not passed over."""
    (tmp_path / "a.zip").write_bytes(raw(*members_))
    (tmp_path / "b.zip").write_bytes(zipped({"a.txt": TEXT, "empty.zip": raw(*members_)}))
    with pytest.raises(InputError, match="a zip archive without files"):
        leaves(tmp_path / "a.zip")
    _, empty = leaves(tmp_path / "b.zip")
    for opened in (lambda: read_bytes(load(empty), empty.name), lambda: members(empty, load(empty))):
        with pytest.raises(InputError) as caught:
            opened()
        assert (caught.value.code, caught.value.name) == ("empty", "b.zip/empty.zip")


# ---- archives: members


def unicode_path(name: str, of: bytes) -> bytes:
    """Info-ZIP's extra field: the name in UTF-8, and the checksum of the name that it stands for."""
    body = struct.pack("<BI", 1, zlib.crc32(of)) + name.encode()
    return struct.pack("<HH", 0x7075, len(body)) + body


@pytest.mark.parametrize(
    ("name", "flags", "extra", "shown"),
    [
        ("附件一/资金报告.txt".encode("gbk"), 0, b"", "附件一/资金报告.txt"),
        ("附件一\\资金报告.txt".encode("gbk"), 0, b"", "附件一/资金报告.txt"),
        ("附件一/资金报告.txt".encode(), 0x800, b"", "附件一/资金报告.txt"),
        ("附件一/资金报告.txt".encode(), 0, b"", "附件一/资金报告.txt"),
        (b"plain.txt", 0, b"", "plain.txt"),
        (b"\x81", 0, b"", "ü"),
        (b"a.txt", 0, unicode_path("报告", b"a.txt"), "报告"),
        (b"a.txt", 0, unicode_path("报告", b"b.txt"), "a.txt"),
    ],
    ids=["GBK", "backslash", "flag", "UTF-8", "ASCII", "cp437", "unicode path", "path of another name"],
)
def test_names_are_those_that_the_sender_wrote(name: bytes, flags: int, extra: bytes, shown: str) -> None:
    """No mojibake: 附件一, whatever packed it."""
    archive = Archive(raw(Member(name, TEXT, flags=flags, extra=extra)), "a.zip")
    assert [entry.name for entry in archive.entries] == [shown]
    assert archive.read(archive.entries[0]) == TEXT


def test_members_of_one_name_are_both_there(tmp_path: Path) -> None:
    """A member is found by its index; a name may stand twice."""
    (tmp_path / "a.zip").write_bytes(raw(Member(b"a.txt", b"5"), Member(b"a.txt", b"6")))
    found = leaves(tmp_path / "a.zip")
    assert [(leaf.name, leaf.members, load(leaf)) for leaf in found] == [
        ("a.zip/a.txt", (0,), b"5"),
        ("a.zip/a.txt", (1,), b"6"),
    ]


@pytest.mark.parametrize("name", [b"../../evil.txt", b"/etc/evil.txt", b"C:\\evil.txt", b"a\0b.txt", b"", b"\xff\xfe"])
def test_a_name_is_never_a_path(tmp_path: Path, name: bytes) -> None:
    """A member is read in memory; the file system is as before."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.zip").write_bytes(raw(Member(name, TEXT)))
    before = sorted(tmp_path.rglob("*"))
    (leaf,) = leaves(tmp_path / "in" / "a.zip")
    assert load(leaf) == TEXT
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("member", "expected"),
    [
        (Member(b"a.txt", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), "link"),
        (Member(b"a.txt", b"", mode=stat.S_IFIFO), "not-a-file"),
        (Member(b"a.txt", TEXT, flags=1), "encrypted"),
        (Member(b"a.txt", TEXT, method=12), "format"),
        (Member(b"a.txt", TEXT, method=99), "format"),
        (Member(b"a.txt", TEXT, crc=5), "broken"),
        (Member(b"a.txt", TEXT, size=999), "broken"),
        (Member(b"a.txt", packed=b"\xff" * 50, size=50), "broken"),
        (Member(b"a.txt", TEXT, packed_size=5), "broken"),
        (Member(b"a.txt", TEXT, packed_size=2**30), "broken"),
    ],
    ids=["link", "FIFO", "encrypted", "bzip2", "AES", "checksum", "size", "no deflate", "cut", "beyond the end"],
)
def test_what_cannot_be_read_of_an_archive_has_a_code(tmp_path: Path, member: Member, expected: str) -> None:
    """The member's own name, and why."""
    (tmp_path / "a.zip").write_bytes(raw(member))
    (leaf,) = leaves(tmp_path / "a.zip")
    with pytest.raises(InputError) as caught:
        load(leaf)
    assert (caught.value.name, caught.value.code) == ("a.zip/a.txt", expected)


def test_folders_in_an_archive_are_no_inputs_and_systems_leave_files(tmp_path: Path) -> None:
    """A folder is not listed; what a Mac packs beside the reports is listed and refused as that."""
    data = raw(Member("附件/".encode()), Member("附件/a.txt".encode(), TEXT), Member(b"__MACOSX/._a.txt", b"\0\5\26\7"))
    (tmp_path / "a.zip").write_bytes(data)
    first, second = leaves(tmp_path / "a.zip")
    assert (first.name, load(first)) == ("a.zip/附件/a.txt", TEXT)
    with pytest.raises(InputError) as caught:
        load(second)
    assert caught.value.code == "ignored"


def test_a_member_can_be_named(tmp_path: Path) -> None:
    """`baoshu text a.zip/报告.txt`: the name that records give."""
    (tmp_path / "a.zip").write_bytes(zipped({"inner.zip": raw(Member("报告.txt".encode("gbk"), TEXT))}))
    assert read(f"{tmp_path}/a.zip/inner.zip/报告.txt").text == REPORT
    with pytest.raises(InputError, match="no such file in the archive"):
        read(f"{tmp_path}/a.zip/b.txt")
    with pytest.raises(InputError, match="a zip archive, no report"):
        read(f"{tmp_path}/a.zip")


def test_an_archive_that_changes_is_read_anew(tmp_path: Path) -> None:
    """The open archive that is kept between members is that of the file as it is."""
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": b"5", "b.txt": b"6"}))
    _, second = leaves(path)
    assert load(second) == b"6"
    path.write_bytes(zipped({"a.txt": b"5", "b.txt": b"777"}))
    assert load(second) == b"777"
    path.write_bytes(zipped({"a.txt": b"5"}))
    with pytest.raises(InputError, match="no longer in the archive"):
        load(second)


def test_broken_archives_have_a_reason(tmp_path: Path) -> None:
    """Cut at fifty places, changed at a thousand: a Document or an InputError for each of what is in it."""
    rng = random.Random(3)  # noqa: S311 - the same archives in every run
    whole = zipped({"a.txt": TEXT, "b.zip": zipped({"c.txt": TEXT}), "d.csv": b"1,2\n" * 50})
    hostile = [whole[: rng.randrange(len(whole))] for _ in range(50)]
    for _ in range(1_000):
        changed = bytearray(whole)
        for _ in range(rng.choice((1, 1, 4))):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        hostile.append(bytes(changed))
    path = tmp_path / "a.zip"
    outcomes = set()
    for data in hostile:
        path.write_bytes(data)
        try:
            inner = leaves(path)
        except InputError as error:
            outcomes.add(error.code)
            continue
        for leaf in inner:
            try:
                outcomes.add(type(read_bytes(load(leaf), leaf.name)))
            except InputError as error:
                outcomes.add(error.code)
    assert {Document, "broken"} <= outcomes


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
