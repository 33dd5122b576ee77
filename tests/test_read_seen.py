"""What stands raised, struck out or unseen in a file of any format is no digit of the number beside it.

One table for all readers: each format says in its own way what a reader of the page sees.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import hostile_packages
import old_workbooks as old
import pytest
from office_files import docx, odt, p, r, table, tr
from test_read_pdf import FONT, SIZE, drawn

from extractor import extract
from extractor.document import Document
from extractor.read import LIMITS, csv, html, read_bytes, rtf

Piece = tuple[str, str]  # (how it stands: "", up, down, out; what it says)

SAID: dict[str, tuple[list[Piece], str]] = {
    "the mark of a note in a number": ([("", "救助500"), ("up", "2"), ("", "户。")], "救助500户。"),
    "one in brackets": ([("", "募集26.2"), ("up", "[1]"), ("", "万元。")], "募集26.2万元。"),
    "one before a number": ([("", "共救助"), ("up", "2"), ("", "500户。")], "共救助²500户。"),
    "one behind it": ([("", "救助500户"), ("up", "2"), ("", "。")], "救助500户²。"),
    "a unit": ([("", "建成90m"), ("up", "2"), ("", "。")], "建成90m²。"),
    "a power of ten": ([("", "约3×10"), ("up", "4"), ("", "元。")], "约3×10⁴元。"),
    "a formula of chemistry": ([("", "CO"), ("down", "2"), ("", "共5吨。")], "CO₂共5吨。"),
}
OUT: list[Piece] = [("", "共救助"), ("out", "400"), ("", "500户。")]


def _docx(pieces: list[Piece]) -> Document:
    looks = {
        "": "",
        "up": '<w:vertAlign w:val="superscript"/>',
        "down": '<w:vertAlign w:val="subscript"/>',
        "out": "<w:strike/>",
    }
    return read_bytes(docx(p("".join(r(text, looks[how]) for how, text in pieces))), "a.docx")


def _docx_styled(pieces: list[Piece]) -> Document:
    looks = {
        "up": '<w:vertAlign w:val="superscript"/>',
        "down": '<w:vertAlign w:val="subscript"/>',
        "out": '<w:dstrike w:val="true"/>',
    }
    styles = "".join(
        f'<w:style w:type="character" w:styleId="{how}"><w:rPr>{look}</w:rPr></w:style>' for how, look in looks.items()
    )
    runs = (r(text, f'<w:rStyle w:val="{how}"/>' if how else "") for how, text in pieces)
    return read_bytes(docx(p("".join(runs)), {"styles": styles}), "a.docx")


def _odt(pieces: list[Piece]) -> Document:
    looks = {
        "up": "style:text-position='super 58%'",
        "down": "style:text-position='-33% 58%'",
        "out": "style:text-line-through-style='solid'",
        "": "style:text-position='0% 100%'",
    }
    styles = "".join(
        f'<style:style style:name="s{how}" style:family="text"><style:text-properties {look}/></style:style>'
        for how, look in looks.items()
    )
    spans = "".join(f'<text:span text:style-name="s{how}">{text}</text:span>' for how, text in pieces)
    return read_bytes(odt(f"<text:p>{spans}</text:p>", styles), "a.odt")


def _rtf(pieces: list[Piece]) -> Document:
    looks = {"": "", "up": "\\super ", "down": "\\sub ", "out": "\\strike "}
    said = "".join(f"{{{looks[how]}{_unicode(text)}}}" for how, text in pieces)
    return rtf.read(f"{{\\rtf1\\ansi {said}\\par}}".encode("ascii"), "a.rtf", LIMITS)


def _unicode(text: str) -> str:
    return "".join(c if c.isascii() else f"\\u{(ord(c) + 32768) % 65536 - 32768}?" for c in text)


def _html(pieces: list[Piece]) -> Document:
    tags = {"": "b", "up": "sup", "down": "sub", "out": "s"}
    said = "".join(f"<{tags[how]}>{text}</{tags[how]}>" for how, text in pieces)
    return html.read(f"<p>{said}</p>".encode(), "a.html", LIMITS)


def _html_styled(pieces: list[Piece]) -> Document:
    looks = {
        "": "color: red",
        "up": "vertical-align: super",
        "down": "VERTICAL-ALIGN:sub",
        "out": "text-decoration: line-through",
    }
    said = "".join(f"<span style='{looks[how]}'><a>{text}</a></span>" for how, text in pieces)
    return html.read(f"<p>{said}</p>".encode(), "a.html", LIMITS)


def _xlsx(pieces: list[Piece]) -> Document:
    looks = {"": "", "up": '<vertAlign val="superscript"/>', "down": '<vertAlign val="subscript"/>', "out": "<strike/>"}
    runs = "".join(f"<r><rPr>{looks[how]}</rPr><t>{text}</t></r>" for how, text in pieces)
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    return read_bytes(hostile_packages.workbook(cells, strings=f"<si>{runs}</si>"), "a.xlsx")


def _xls(pieces: list[Piece]) -> Document:
    looks = {"": (0, 0), "up": (0, 1), "down": (0, 2), "out": (8, 0)}
    fonts = b"".join(old.record(0x31, struct.pack("<6H", 240, bits, 0, 400, up, 0)) for bits, up in looks.values())
    numbers = dict(zip(looks, (0, 1, 2, 3), strict=True))
    text, runs = "", b""
    for how, said in pieces:
        runs += struct.pack("<HH", old.count(text), numbers[how])
        text += said
    strings = struct.pack("<IIHBH", 1, 1, old.count(text), 9, len(pieces)) + text.encode("utf-16-le") + runs
    cells = old.cell(0xFD, 0, 0, bytes(4))
    return read_bytes(old.workbook(cells, before=fonts + old.record(0xFC, strings)), "a.xls")


def _pdf(pieces: list[Piece]) -> Document:
    def draw(canvas: Any) -> None:
        at = 72.0
        for how, text in pieces:
            size, rise = (SIZE, 0) if not how else (7, 5 if how == "up" else -3)
            canvas.setFont(FONT, size)
            canvas.drawString(at, 700 + rise, text)
            at += canvas.stringWidth(text, FONT, size)

    return read_bytes(drawn(draw), "a.pdf")


FORMATS: dict[str, Callable[[list[Piece]], Document]] = {
    "docx": _docx,
    "docx, by styles": _docx_styled,
    "odt": _odt,
    "rtf": _rtf,
    "html": _html,
    "html, by styles": _html_styled,
    "xlsx": _xlsx,
    "xls": _xls,
    "pdf": _pdf,
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", SAID)
def test_what_is_raised(form: str, name: str) -> None:
    """Never a digit of the number beside it; a power or a unit is written as one."""
    pieces, text = SAID[name]
    assert FORMATS[form](pieces).text.strip() == text


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "pdf"])
def test_what_is_struck_out(form: str) -> None:
    """The writer has taken it back."""
    document = FORMATS[form](OUT)
    assert document.text.strip() == "共救助500户。"
    assert ("not read: struck-out text" in document.warnings) is not form.startswith("html")


@pytest.mark.parametrize("form", FORMATS)
def test_a_number_that_is_raised_as_a_whole_is_none_of_another(form: str) -> None:
    """The mark may be in several runs."""
    pieces = [("", "救助500"), ("up", "["), ("up", "1"), ("up", "2"), ("up", "]"), ("", "户，7人。")]
    assert [f.text for f in extract(FORMATS[form](pieces)).figures] == ["500户", "7人"]


def cells(document: Document) -> list[tuple[str, str]]:
    """Text and value of the figures."""
    return [(f.text, str(f.value)) for f in extract(document).figures]


def test_a_note_with_a_mark_of_its_own() -> None:
    """In .docx the mark is text of the run that refers to the note."""
    body = p(
        r("募集26.2") + '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>1</w:t></w:r>' + r("万元")
    )
    assert cells(read_bytes(docx(body), "a.docx")) == [("26.2万元", "262000")]


def test_formulas() -> None:
    """3 over 4 is not 34, and 10 to the fourth not 104, whatever the format's name for it."""
    fraction = "<m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f>"
    power = "<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>4</m:t></m:r></m:sup></m:sSup>"
    body = p(r("占") + f"<m:oMath>{fraction}</m:oMath>" + r("，共") + f"<m:oMath>{power}</m:oMath>" + r("元"))
    assert read_bytes(docx(body), "a.docx").text == "占3/4，共10⁴元\n"
    page = "<p>占<math><mfrac><mn>3</mn><mrow><mn>4</mn></mrow></mfrac></math>，共<math><msup><mn>10</mn><mn>4</mn></msup></math>元"
    assert html.read(page.encode(), "a", LIMITS).text == "占3/4，共10⁴元\n"
    words = r"\mf{\mnum{\mr 3}}{\mden{\mr 4}}, \msSup{\me{\mr 10}}{\msup{\mr 4}}!"
    assert rtf.read(f"{{\\rtf1 {words}\\par}}".encode(), "a", LIMITS).text == "3/4, 10⁴!\n"


def test_a_first_letter_as_high_as_two_lines() -> None:
    """Word keeps it in a paragraph of its own."""
    body = p("2", '<w:framePr w:dropCap="drop" w:lines="2"/>') + p("021年救助500户。")
    assert read_bytes(docx(body), "a.docx").text == "2021年救助500户。\n"


def test_a_list_to_choose_from() -> None:
    """What is chosen in a form of Word stands in no run; in a page, it is the option that is selected."""

    def field(chosen: str, result: str = "") -> str:
        entries = "".join(f'<w:listEntry w:val="{n}"/>' for n in (5, 8))
        mark = '<w:r><w:fldChar w:fldCharType="{}"{}</w:r>'
        return (
            mark.format("begin", f"><w:ffData><w:name w:val='D'/><w:ddList>{chosen}{entries}</w:ddList></w:ffData></w:fldChar>")
            + f"<w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>{result}" + mark.format("end", "/>")
        )  # fmt: skip

    shown = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("8")
    for one, value in (
        (field('<w:result w:val="1"/>'), "8"),
        (field(""), "5"),
        (field('<w:result w:val="1"/>', shown), "8"),
    ):
        assert read_bytes(docx(p(r("捐款") + one + r("万元"))), "a.docx").text == f"捐款{value}万元\n"
    assert read_bytes(docx(p(r("捐款") + field('<w:result w:val="7"/>') + r("万元"))), "a.docx").text == "捐款万元\n"
    form = "捐款<select><option>5<option selected>8</select>万元，<input value='3'>户，<textarea>4</textarea>人<input type=hidden value=9>"
    assert html.read(f"<p>{form}".encode(), "a", LIMITS).text == "捐款8万元，3户，4人\n"


def test_hidden_rows() -> None:
    """Of a table in a text."""
    rows = tr("甲", "5人", properties="<w:hidden/>") + tr("乙", "6人", properties='<w:hidden w:val="0"/>')
    assert read_bytes(docx(table(rows)), "a.docx").text == "乙\t6人\n"
    row = "<table:table-row {}><table:table-cell><text:p>{}</text:p></table:table-cell></table:table-row>"
    made = row.format('table:visibility="collapse"', "5人") + row.format('table:visibility="visible"', "6人")
    assert read_bytes(odt(f"<table:table>{made}</table:table>"), "a.odt").text == "6人\n"


@pytest.mark.parametrize(
    ("css", "seen"),
    [
        (".h {display: none}", False),
        ("a{b:c} p.h , .x { color: red; DISPLAY:NONE !important }", False),
        ("#i{visibility:hidden}", False),
        ("/* } */ .h{display:none}", False),
        (".h{display:none} .h{display:block}", True),
        ("@media print {.h {display: none}}", True),
        (".x .h {display: none} .h:hover {display:none} div.h > p {display:none}", True),
        (".h {color: white", True),
        ("{{{}}} } .h{}", True),
    ],
)
def test_what_the_style_of_a_page_hides(css: str, seen: bool) -> None:
    """By class or by id, in every window; told, since a script may show it."""
    page = (
        f"<style>{css}</style><p>甲</p><p class='a h' id=i>救助7户</p><p>救助5户</p><p class=h style='display:block'>丙"
    )
    document = html.read(page.encode(), "a", LIMITS)
    assert ("7户" in document.text) is seen
    assert document.text.endswith("救助5户\n丙\n")
    assert bool(document.warnings) is not seen


def test_text_without_size() -> None:
    """It is there against copying; around blocks it only closes the gaps between them."""
    page = (
        "<p>救助<span style='font-size:0'>7</span>5户<div style='font-size:0px;color:red'><p style='font-size:9px'>6人"
    )
    assert html.read(page.encode(), "a", LIMITS).text == "救助5户\n6人\n"


def test_cells_that_are_struck_out() -> None:
    """By their style, as done tasks and old values are."""
    styles = '<fonts><font/><font><strike/></font><font><strike val="0"/></font></fonts><cellXfs><xf/><xf fontId="1"/><xf fontId="2"/></cellXfs>'
    rows = "".join(f'<c r="{at}1" s="{style}"><v>{style}</v></c>' for at, style in zip("ABC", range(3), strict=True))
    document = read_bytes(hostile_packages.workbook(f'<row r="1">{rows}</row>', styles=styles), "a.xlsx")
    assert (document.text, document.warnings) == ("0\t\t2\n", ("not read: struck-out text",))
    fonts = b"".join(old.record(0x31, struct.pack("<6H", 240, bits, 0, 400, 0, 0)) for bits in (0, 0, 0, 0, 8, 0))
    styled = b"".join(old.record(0xE0, struct.pack("<HH", font, 0) + bytes(16)) for font in (0, 5, 6))
    made = old.workbook(*(old.number(0, at, float(at), at) for at in range(3)), before=fonts + styled)
    document = read_bytes(made, "a.xls")  # the fifth font has the number 5
    assert (document.text, document.warnings) == ("0\t\t2\n", ("not read: struck-out text",))


def test_negatives_of_accounts() -> None:
    """In brackets, where they cannot be the number of an item."""
    table = '序号,项目,金额（元）,增幅（%）\n(1),助学,"(1,234.50)",（3.2）\n（2）,助医,(300.00),5\n'
    found = [f.value for f in extract(csv.read(table.encode(), "a.csv", LIMITS)).figures]
    assert found == [Decimal("-1234.5"), Decimal("-3.2"), -300, 5]


def test_text_beyond_the_edges_of_a_page() -> None:
    """Nobody sees it."""

    def draw(canvas: Any) -> None:
        for at in ((72, 700), (72, 5_000), (-900, 700), (72, -50), (900, 300)):
            canvas.drawString(*at, f"救助{abs(at[0] + at[1])}户")

    assert read_bytes(drawn(draw), "a.pdf").text == "救助772户\n"


def test_a_line_whose_characters_stand_apart() -> None:
    """Those of a number as well: it is one."""

    def draw(canvas: Any) -> None:
        for line, text in enumerate(("募集善款26.2万元", "发放2021年救助金1,500元")):
            at = 72.0
            for character in text:
                canvas.drawString(at, 700 - 30 * line, character)
                at += canvas.stringWidth(character, FONT, SIZE) + 3

    assert [f.text for f in extract(read_bytes(drawn(draw), "a.pdf")).figures] == ["26.2万元", "2021年", "1,500元"]


def test_turned_text_is_not_raised() -> None:
    """A watermark, or a page that lies on its side."""

    def draw(canvas: Any) -> None:
        canvas.translate(300, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "救助500户困难群众。")

    assert read_bytes(drawn(draw), "a.pdf").text == "救助500户困难群众。\n"
