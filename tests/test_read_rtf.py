"""Rich Text Format, judged by the figures that come out."""

from __future__ import annotations

import itertools
import time

import pytest
from conftest import REPORT
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import extract
from extractor.document import Document
from extractor.errors import InputError
from extractor.read import LIMITS, Limits, read_bytes
from extractor.read.rtf import read

HEAD = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\froman\fcharset0 Times;}{\f2\fcharset2 Symbol;}}"


def rtf(body: str, head: str = HEAD) -> bytes:
    """An .rtf whose characters are written as bytes of GBK."""
    held = "".join(c if ord(c) < 0x80 else "".join(f"\\'{b:02x}" for b in c.encode("gb18030")) for c in body)
    return (head + held + "}").encode("ascii")


def coded(text: str) -> str:
    """Characters as Unicode, each with what old readers show."""
    units = text.encode("utf-16-le")
    numbers = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return "".join(f"\\u{n}?" for n in numbers)


def opened(body: str, head: str = HEAD) -> Document:
    """Read an .rtf of this body."""
    return read(rtf(body, head), "a.rtf", LIMITS)


def figures(document: Document | str) -> list[tuple[str, str | None, str | None]]:
    """(text, value, unit) of every figure."""
    return [(f.text, None if f.value is None else str(f.value), f.unit) for f in extract(document).figures]


def labels(document: Document) -> list[str]:
    """The labels in the order of the text."""
    return [label for _, label in sorted(document.labels.items())]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 60), max_size=20))
def test_groups_cut_anywhere_say_the_same(cuts: list[int]) -> None:
    """Bytes of GBK and Unicode, in groups, with formatting between."""
    body = ""
    for line in REPORT.splitlines():
        edges = sorted({0, len(line), *(c for c in cuts if c < len(line))})
        for number, (a, b) in enumerate(itertools.pairwise(edges)):
            piece = line[a:b]
            body += ("{\\b\\f0 " + piece + "}", "\\f0\\fs32 " + piece, "{\\f1 " + coded(piece) + "}")[number % 3]
            body += "{\\deleted 400\\'bb\\'a7}"
        body += "\\par\r\n"
    document = opened(body)
    assert document.text == REPORT
    assert figures(document) == figures(REPORT)
    assert document.charset == "gb18030"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("救助500户", "救助500户"),
        (r"\u25937?\u21161?500\u25143 ?", "救助500户"),
        (r"{\uc2\u25937\'be\'c8\u21161\'d6\'fa}500\uc0\u25143", "救助500户"),
        (r"\u-10176?\u-8633?500", "𠉇500"),
        (r"26.2\~\'cd\'f2\_5", "26.2\u00a0万-5"),
        (r"5\tab 6\line 7\emdash 8\'a1\'ab9", "5\t6\n7—8～9"),
        (r"a\{b\}c\\d", "a{b}c\\d"),
        ("50\r\n0\r\n户", "500户"),
        (r"\'81A5", "丄5"),
        (r"\f2 \'b3\f0 5万元", "≥5万元"),
        (r"{\*\unknown 400户}500户", "500户"),
        (r"{\info{\title 400户}{\upr{\author 1}{\*\ud{\author 400户}}}}500户", "500户"),
        (r"{\upr{400户}{\*\ud{\u20711?00}}}户", "僧00户"),
        (r"{\pict\picwgoal100\pichgoal100 ffd8ffe0}500户", "500户"),
        (r"{\pict\bin8 }}}{{{\\}500户", "500户"),
        (r"{\v 400户}500户\v 400户\v0 。", "500户。"),
        (r"{\v 400\plain 5}00户", "500户"),
        (r"共{\deleted 400户}{\revised 500户}", "共500户"),
        (r"{\mvf 400户}{\mvt 500户}", "500户"),
        (r"{\field{\*\fldinst { =SUM(400) }}{\fldrslt 500}}户", "500户"),
        (r"{\field{\*\fldinst TOC 1}{\fldrslt 一、收入 3\par 二、}}500户", "500户"),
        (r"{\xe 400户}{\*\annotation 400户}{\*\bkmkstart a}500户", "500户"),
        (r"{\object{\*\objdata 0102}{\result 500户}}", "500户"),
        (r"{\mmath{\*\moMath{\mr 95%}}}", "95%"),
        ("5\x00\x07户", "5户"),
    ],
)
def test_what_is_said(body: str, text: str) -> None:
    """Characters, groups that are no text, changes, fields."""
    assert opened(body).text == text + "\n"


def test_a_code_page_of_the_font_or_the_file() -> None:
    """Big5, and Western fonts in a Chinese file."""
    head = r"{\rtf1\ansi\ansicpg950{\fonttbl\f0\fcharset136 PMingLiU;\f1\fcharset0 Times;}"
    body = "".join(f"\\'{b:02x}" for b in "扶助三百餘戶".encode("cp950"))
    assert (
        read((head + "\\f0 " + body + "\\f1 " + body + "}").encode(), "a.rtf", LIMITS).text == "扶助三百餘戶" * 2 + "\n"
    )
    western = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset134 SimSun;}}\f0 500\'bb\'a7}"
    assert read(western.encode(), "a.rtf", LIMITS).text == "500户\n"


def test_bytes_that_are_no_text_are_said() -> None:
    """The figures beside them stay."""
    document = read(rb"{\rtf1\ansicpg936 \'ff\'ff 500\'bb\'a7}", "a.rtf", LIMITS)
    assert figures(document) == [("500户", "500", "户")]
    assert document.warnings
    assert read(rb"{\rtf1\ansicpg99999 500}", "a.rtf", LIMITS).warnings == ("unknown code page 99999; read as 1252",)


def test_automatic_numbers_are_labels() -> None:
    """The number stands in the file, in a group of its own; a bullet is none."""
    document = opened(
        r"{\listtext\pard\plain 一、\tab}2021年工作\par{\pntext （一）}救助500户。\par{\listtext \'a1\'f1\tab}3人。\par"
        r"{\listtext 二、}2022年工作计划\par 力争救助600户。\par"
    )
    assert labels(document) == ["一、", "（一）", "二、"]
    assert [f.section for f in extract(document).figures if f.unit == "户"] == [
        "一、2021年工作 › （一）救助500户",
        "二、2022年工作计划",
    ]


def test_a_deleted_or_hidden_end_joins_paragraphs() -> None:
    """The sentence goes on."""
    assert opened(r"募集2{\deleted\par}6.2万元。\par 救助{\v\par}5户。\par").text == "募集26.2万元。\n救助5户。\n"


def test_tables() -> None:
    """Rows and cells, several paragraphs in a cell, a table in a table."""
    document = opened(
        r"附表\par\trowd\cellx1\cellx2\pard\intbl 项目\cell 金额\par （万元）\cell\row"
        r"\trowd\pard\intbl 外\par\pard\intbl\itap2 内\nestcell 4人\nestcell{\*\nesttableprops\trowd\cellx1\nestrow}{\nonesttables\par}"
        r"\pard\intbl \cell 26.2\cell\row\pard 完\par"
    )
    assert document.text == "附表\n项目\t金额 （万元）\n外\t26.2\n内\t4人\n完\n"
    assert document.locator(document.text.index("26.2")) == "table=1,row=2,column=2"
    assert document.locator(document.text.index("4人")) == "table=2,row=1,column=2"
    assert document.locator(document.text.index("完")) == "paragraph=2"


def test_notes_boxes_headers() -> None:
    """Boxes after their paragraph, notes at the end, headers last and once."""
    document = opened(
        r"{\header 青山县红十字会\par}{\headerf 青山县红十字会\par}"
        r"{\footer 第{\field{\*\fldinst PAGE}{\fldrslt 3}}页\par}"
        r"救助500{\footnote\pard\plain\chftn 含3户。}{\deleted{\footnote\plain 400户}}户"
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv 400户}}{\shptxt 培训45人次\par}}{\shprslt{\*\do{\dptxbxtext 培训45人次}}}}"
        r"{\*\do\dobxpage{\dptxbxtext 6人\par}}。\par"
    )
    assert document.text == "救助500户。\n培训45人次\n6人\n含3户。\n青山县红十字会\n"
    assert [f.locator for f in extract(document).figures] == ["paragraph=1", "textbox=1", "textbox=2", "footnote=1"]
    assert document.locator(len(document.text) - 2) == "header=1"


def test_endnotes() -> None:
    """They are footnotes with another word in them."""
    document = opened(r"甲{\footnote\ftnalt 含3户。}乙{\footnote 含4户。}丙{\footnote\ftnalt 含5户。}\par")
    assert document.text == "甲乙丙\n含4户。\n含3户。\n含5户。\n"
    assert [f.locator for f in extract(document).figures] == ["footnote=1", "endnote=1", "endnote=2"]


def test_only_pictures() -> None:
    """Scanned pages."""
    page = r"{\pict\picwgoal9000\pichgoal12000 ffd8}"
    assert "OCR" in opened("5户" + page).warnings[0]
    with pytest.raises(InputError) as caught:
        opened(page)
    assert caught.value.code == "needs-ocr"


def test_the_bytes_say_what_it_is() -> None:
    """Whatever it is called."""
    assert read_bytes(rtf("救助500户"), "a.doc").format == "rtf"


class TestHostileFiles:
    """Bounded, and nothing lost without a word."""

    def test_groups_in_groups(self) -> None:
        """100,000 deep."""
        with pytest.raises(InputError) as caught:
            opened("{" * 100_000)
        assert caught.value.code == "too-deep"

    @pytest.mark.parametrize("data", [b"", b"5", b"<rtf>"])
    def test_no_rtf(self, data: bytes) -> None:
        """It says so."""
        with pytest.raises(InputError) as caught:
            read(data, "a.rtf", LIMITS)
        assert caught.value.code == "broken"

    def test_truncated(self) -> None:
        """What came is read, and that the rest did not come is said."""
        whole = rtf("救助500户。\\par" * 20)
        for cut in range(len(HEAD), len(whole), 7):
            assert read(whole[:cut], "a.rtf", LIMITS).warnings

    def test_too_much_text(self) -> None:
        """The limit counts what is said."""
        with pytest.raises(InputError) as caught:
            read(rtf("救助500户。\\par" * 100), "a.rtf", Limits(characters=100))
        assert caught.value.code == "too-large"

    @pytest.mark.parametrize(
        "piece",
        [
            "\\",
            "{}",
            "}",
            "\\'",
            "\\u",
            "\\u1",
            "\\*",
            "\\bin-5 ",
            "\\row",
            "\\cell",
            "\\nestcell",
            "\\nestrow",
            "\\itap999999999\\intbl 5\\par",
            "\\trowd",
            "\\footnote",
            "{\\footnote",
            "\\f9999999999 ",
            "\\uc-9",
            "{\\upr",
            "\\fldrslt",
            "\\shptxt",
            "{\\*\\do{\\dptxbxtext ",
        ],
    )
    def test_pieces_in_wrong_places(self, piece: str) -> None:
        """No piece, once or three hundred times, does more than be wrong."""
        for body in (piece * 300, "5户\\par" + piece * 300, piece + "5户\\par" + piece):
            document = opened(body.replace("户", "\\'bb\\'a7"))
            assert len(document.text) < 4000

    @settings(max_examples=300, deadline=None)
    @given(
        st.lists(
            st.sampled_from(
                [
                    *"{}\\5 *'",
                    "\\par",
                    "\\cell",
                    "\\row",
                    "\\intbl",
                    "\\itap3",
                    "\\nestcell",
                    "\\nestrow",
                    "\\pard",
                    "\\footnote",
                    "{\\header",
                    "{\\shptxt",
                    "\\v",
                    "\\deleted",
                    "\\u-1?",
                    "\\'c9",
                    "{\\field{\\*\\fldinst ",
                    "{\\fldrslt ",
                    "{\\listtext ",
                    "\\bin3 ",
                    "\\uc5",
                    "\\upr",
                    "\\*\\ud",
                ]
            ),
            max_size=40,
        )
    )
    def test_any_order(self, pieces: list[str]) -> None:
        """A Document or a reason; its text can be written."""
        try:
            opened("".join(pieces)).text.encode()
        except InputError:
            return

    def test_large_files_in_linear_time(self) -> None:
        """5 MB of words, of groups, of bytes, of cells."""
        for piece in ("\\b", "{\\b}", "\\'c9", "5\\cell\\row", "\\u1?", "\\*", "{\\footnote 5}"):
            begun = time.perf_counter()
            opened(piece * (1_000_000 // len(piece)))
            assert time.perf_counter() - begun < 20
