"""The way in: bytes of offices to text, or a reason why not."""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import REPORT
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import extract
from extractor.errors import InputError
from extractor.read import Limits, read_bytes
from extractor.read import read as read_document
from extractor.read.txt import decode, decoded


def read_report(path: str) -> str:
    return read_document(path).text


if TYPE_CHECKING:
    from pathlib import Path

# 㐂 and 😀 have four bytes in GB18030; 閤 and 鎮 are not in GB2312.
TEXT = REPORT + "閤鎮鄉親捐款１２元，㐂樂😀。\n"
ENCODINGS = {
    "utf-8": TEXT.encode(),
    "utf-8 with BOM": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-16 LE": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "utf-16 BE": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "gb18030": TEXT.encode("gb18030"),
    "gbk": REPORT.encode("gbk"),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings(tmp_path: Path, name: str) -> None:
    """The text of a file is the same in every encoding, and so are its records."""
    (tmp_path / "a.txt").write_bytes(ENCODINGS[name])
    text = read_report(str(tmp_path / "a.txt"))
    assert text == (REPORT if name == "gbk" else TEXT)
    assert extract(text) == extract(REPORT if name == "gbk" else TEXT)


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings_of_stdin(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Standard input is bytes, too."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ENCODINGS[name]), encoding="ascii"))
    assert read_report("-") == (REPORT if name == "gbk" else TEXT)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_short_texts_are_decoded(encoding: str) -> None:
    """One sentence is enough to tell UTF-8 from GB18030."""
    for text in ("惠及109人", "救助5户", "三万元", "募集善款３万元。", "2021", "○○县"):
        assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_are_kept(tmp_path: Path, end: str) -> None:
    """Offsets count the characters of the file as it is."""
    text = REPORT.replace("\n", end)
    (tmp_path / "a.txt").write_bytes(text.encode())
    read = read_report(str(tmp_path / "a.txt"))
    assert read == text
    records = extract(read).records
    assert [record.text for record in records] == [read[record.start : record.end] for record in records]
    assert [record.text for record in records] == [record.text for record in extract(REPORT).records]
    assert [record.section for record in records] == [record.section for record in extract(REPORT).records]


def test_a_bom_does_not_shift_anything(tmp_path: Path) -> None:
    """The BOM is no character of the report."""
    (tmp_path / "a.txt").write_bytes(codecs.BOM_UTF8 + "2021年".encode())
    (record,) = extract(read_report(str(tmp_path / "a.txt"))).records
    assert (record.start, record.end) == (0, 5)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (" \u3000\r\n".encode(), "empty"),
        (codecs.BOM_UTF8, "empty"),
        (b"%PDF-1.4\n", "a broken PDF"),
        (b"PK\x03\x04", "a broken zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
        (b"Rar!\x1a\x07\x00", "a packed archive"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"\x7fELF\x02\x01\x01\x00" * 20, "a program"),
        ("5\x00人".encode(), "binary data"),
        (b"\x01\x02\x03abc" * 30, "binary data"),
        ("惠及109人".encode() + b"\xff", "byte 12|GB18030 or Big5"),
        (b"\xff\xfe\x01", "broken utf-16"),
        (b"\xff\xfe\x00\xd8\x01\x00", "broken utf-16"),
        (codecs.BOM_UTF8 + b"\xff", "broken utf-8"),
        (b"\x80\x81\x82\xff" * 30, "GB18030 or Big5"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    """The reason names what it is, in one line, with the file."""
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        read_report(str(path))
    assert caught.value.name == str(path)
    assert re.search(reason, caught.value.reason)
    assert "\n" not in str(caught.value)


def test_big5_is_read_or_refused() -> None:
    """A report from Taiwan in its old encoding: right, or refused, but not other characters."""
    text = "海濱市紅十字會民國112年度工作報告\n本年度募得善款新臺幣120萬元，扶助弱勢家庭三百餘戶，培訓急救員45人次。\n"
    try:
        assert decode(text.encode("big5"), "a.txt") == text
    except InputError:
        return


def test_nothing_is_replaced() -> None:
    """A broken byte is an error, never a replacement character."""
    for cut in range(1, 4):
        with pytest.raises(InputError):
            decode("惠及109人".encode()[:-cut] + b"\xff", "a.txt")


def test_a_few_control_characters_are_text(tmp_path: Path) -> None:
    """A form feed, an escape or a backspace in a long text does not make it binary."""
    text = "各项工作有序开展。\x0c" * 40 + "惠及109人。\x1b"
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert read_report(str(tmp_path / "a.txt")) == text


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    """The limit is named; no more than the limit is read."""
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(2**30)
    with pytest.raises(InputError, match="larger than 1 MiB"):
        read_document(str(tmp_path / "a.txt"), Limits(file=2**20))


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    """A missing file, a file used as a folder."""
    (tmp_path / "a.txt").write_text("5人", encoding="utf-8")
    with pytest.raises(InputError, match="no such file"):
        read_report(str(tmp_path / "b.txt"))
    with pytest.raises(InputError, match="cannot be opened"):
        read_report(str(tmp_path / "a.txt" / "b.txt"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A folder is named as one."""
    with pytest.raises(InputError, match="an empty folder"):
        read_report(str(tmp_path))
    (tmp_path / "a.txt").write_text("5人", encoding="utf-8")
    with pytest.raises(InputError, match="a folder; name a file of it"):
        read_report(str(tmp_path))


def test_a_name_that_no_file_has_is_refused() -> None:
    """NUL cannot stand in a name."""
    with pytest.raises(InputError):
        read_report("a\x00.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFO here")
def test_a_fifo_is_refused_at_once(tmp_path: Path) -> None:
    """Nobody waits for a writer."""
    os.mkfifo(tmp_path / "a.txt")
    with pytest.raises(InputError, match="not a regular file"):
        read_report(str(tmp_path / "a.txt"))


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_to_a_report_is_read(tmp_path: Path) -> None:
    """Links are followed; what counts is what stands behind them."""
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "b.txt").symlink_to("a.txt")
    assert read_report(str(tmp_path / "b.txt")) == REPORT


def test_handles_are_closed(tmp_path: Path) -> None:
    """Reading, and refusing, a thousand times leaves nothing open."""
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"%PDF")
    probe = os.dup(0)
    os.close(probe)
    for _ in range(500):
        read_report(str(tmp_path / "a.txt"))
        with pytest.raises(InputError):
            read_report(str(tmp_path / "b.txt"))
    again = os.dup(0)
    os.close(again)
    assert again == probe


CHARSETS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "cp950": "big5",
    "big5hkscs": "big5",
}
# All of it stands in Big5 as well as in GBK.
BOTH = (
    "本年度募得善款新臺幣120萬元，扶助弱勢家庭三百餘戶，培訓急救員45人次。八月風災期間，志工徹夜守候，分送睡袋、乾糧與飲水；"
    "九月起改以貸款方式協助重建，每戶上限XX萬元。會計師查核報告全文刊於網站，歡迎各界指教與監督，謹此致謝。"
)


@given(st.integers(0, len(BOTH) - 1), st.integers(200, 400), st.sampled_from(sorted(CHARSETS)))
@settings(max_examples=400, deadline=None)
def test_charsets_are_told_from_the_bytes(start: int, size: int, charset: str) -> None:
    """Any 200 characters of a text are enough, in each of eight encodings; no BOM helps UTF-16 or Big5."""
    text = (BOTH * 6)[start : start + size]
    made = decoded(text.encode(charset), "a.txt")
    assert made == (text, CHARSETS[charset], ())
    assert [(r.text, r.start) for r in extract(made.text).records] == [(r.text, r.start) for r in extract(text).records]


def test_the_charset_is_recorded(tmp_path: Path) -> None:
    """And so are the lines."""
    (tmp_path / "a.txt").write_bytes("甲\r\n乙5人\r\n".encode("gbk"))
    document = read_document(str(tmp_path / "a.txt"))
    assert (document.charset, document.locator(5)) == ("gb18030", "line=2")


LONG = "全年各项工作有序开展，发放救助金26.2万元，群众满意。\n" * 12


@pytest.mark.parametrize(("charset", "lost"), [("utf-8", 1), ("utf-8", 2), ("gb18030", 1), ("utf-16-le", 1)])
def test_a_character_that_is_cut_off(charset: str, lost: int) -> None:
    """The rest is read, and where it ends is said."""
    data = (LONG + "完").encode(charset)[:-lost]
    made = decoded(data, "a.txt")
    assert made.text == LONG
    (warning,) = made.warnings
    assert f"byte {len(LONG.encode(charset))}" in warning


@pytest.mark.parametrize("lost", [1, 2])
def test_a_short_text_in_utf_8_that_is_cut_off(lost: int) -> None:
    """UTF-8 proves itself: it is read, unless a number ends there that could have gone on, or had a unit."""
    made = decoded("本月走访困难群众57户，发放棉被".encode()[:-lost], "a.txt")
    assert (made.text, len(made.warnings)) == ("本月走访困难群众57户，发放棉", 1)
    for text in ("惠及109人", "惠及109 人", "募集善款XX元"):
        with pytest.raises(InputError):
            decoded(text.encode()[:-lost], "a.txt")


def test_a_nul_among_text_is_told() -> None:
    """What a broken disk or a padded file leaves; a file of them is no text."""
    made = decoded((LONG + "\0\0").encode(), "a.txt")
    assert (made.text, made.charset, len(made.warnings)) == (LONG + "\0\0", "utf-8", 1)
    with pytest.raises(InputError, match="binary"):
        decoded(("惠及109人" + "\0" * 9).encode(), "a.txt")


def test_millions_of_lines_are_places_all_the_same() -> None:
    """Each is made when it is asked for."""
    document = read_bytes(b"\n" * 1_000_000 + "惠及109人".encode(), "a.txt")
    assert (len(document.places), document.locator(1_000_003)) == (1_000_001, "line=1000001")
    assert document.places[-1] == (1_000_000, "line=1000001")


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_broken_byte_in_a_long_text(charset: str) -> None:
    """Its place is said; it is never next to a number."""
    before, after = LONG.encode(charset), ("群众\n" + LONG).encode(charset)
    made = decoded(before + b"\xff" + after, "a.txt")
    assert made.text == LONG + "\ufffd群众\n" + LONG
    assert made.charset == charset
    assert f"byte {len(before)}" in made.warnings[0]
    with pytest.raises(InputError, match="byte"):
        decoded(before + b"1\xff9" + "人".encode(charset) + after, "a.txt")


def test_what_was_lost_before_is_told() -> None:
    """U+FFFD in the file, or its bytes once read as GBK."""
    for lost in ("\ufffd", "锟斤拷"):
        assert "lost before" in decoded(f"惠及{lost}户".encode(), "a.txt").warnings[0]


def test_what_makes_no_words_is_told() -> None:
    """A lost byte shifts the pairs of GB18030 up to the next ASCII character: 惠及困难群众 is read as 莼袄牙讶褐."""
    line = (
        "本会积极开展各类救助服务活动和应急救护知识普及培训工作得到社会各界广泛关注和大力支持全体干部职工认真履行职责"
    )
    data = (LONG + line).encode("gb18030")
    assert decoded(data, "a.txt").warnings == ()
    at = len(LONG.encode("gb18030"))
    made = decoded(data[:at] + data[at + 1 : -1] + (LONG * 2).encode("gb18030"), "a.txt")
    assert any("makes no words" in warning for warning in made.warnings)


def test_a_guess_is_told() -> None:
    """Two rare characters could be of any charset."""
    assert decoded("淼鑫".encode("gb18030"), "a.txt").warnings


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """Nothing but an InputError comes out."""
    try:
        made = decoded(data, "a.txt")
    except InputError:
        return
    assert made.charset in {*CHARSETS.values(), "big5-hkscs", "utf-32-le", "utf-32-be"}
    assert "\ufffd" not in made.text or made.warnings
