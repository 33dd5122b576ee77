"""The gate and archives: bombs are refused before they go off, members found under the names that the sender wrote."""

from __future__ import annotations

import os
import random
import stat
import struct
import zlib
from pathlib import Path

import pytest
from conftest import REPORT
from hostile_zips import Member, many, nested, overlapping, quoted, raw, zipped

from extractor.document import Document
from extractor.errors import InputError
from extractor.read import LIMITS, Limits, Source, load, members, read, read_bytes
from extractor.read.zip import Archive

TEXT = REPORT.encode()


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


# ---- bombs


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


# ---- members


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
