"""PDF: the figures that come out are those of the page as it is seen."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import textwrap
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from hostile_pdfs import objects

from extractor import extract
from extractor.document import Document
from extractor.errors import InputError
from extractor.read import LIMITS, Limits, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

pytest.importorskip("reportlab")

FONT, SIZE, LEFT, TOP, PITCH, WIDTH = "STSong-Light", 12, 72, 780, 18, 36
REPORT = [
    "柳溪县红十字会2022年度工作总结",
    "一、救助工作",
    "　　全年走访困难家庭1,236户，发放救助金和慰问品折合人民币48.75万元，其中大病救助覆盖二百一十五人，为三个街道添置急救箱60只；募集善款XX万元，全部用于冬季送温暖活动，惠及群众9800余人次。",
    "二、培训工作",
    "　　举办救护员培训班18期，参训720人，取证率达到96.5%，比上年提高2.3个百分点。",
]


def page_of(paragraphs: Sequence[str]) -> list[str]:
    """Paragraphs as lines of 36 characters."""
    return [line for paragraph in paragraphs for line in textwrap.wrap(paragraph, WIDTH, drop_whitespace=False)]


def drawn(draw: Callable[[Any], None]) -> bytes:
    """What a program draws on the pages of a PDF."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    made = io.BytesIO()
    canvas = Canvas(made, invariant=1)
    canvas.setFont(FONT, SIZE)
    draw(canvas)
    canvas.save()
    return made.getvalue()


def printed(*pages: Sequence[str], head: str = "", foot: str = "") -> bytes:
    """Pages of lines, with a running head and foot; `{}` in them is the page's number."""

    def draw(canvas: Any) -> None:
        for number, lines in enumerate(pages, 1):
            canvas.setFont(FONT, SIZE)
            for row, line in enumerate(lines):
                canvas.drawString(LEFT, TOP - row * PITCH, line)
            canvas.drawString(LEFT, 815, head.format(number))
            canvas.drawString(280, 30, foot.format(number))
            canvas.showPage()

    return drawn(draw)


def read(data: bytes, limits: Limits = LIMITS) -> Document:
    """The document, whose places are in order."""
    document = read_bytes(data, "a.pdf", limits)
    assert [at for at, _ in document.places] == sorted(at for at, _ in document.places)
    return document


def figures(document: Document | str) -> list[tuple[str, str, str, str | None]]:
    """Kind, status, value and unit of each figure."""
    return [(f.kind, f.status, str(f.value), f.unit) for f in extract(document).figures]


# ---- what is read


def test_the_figures_are_those_of_the_text() -> None:
    """Lines that the page breaks are one sentence again, to the last record."""
    document = read(printed(page_of(REPORT)))
    assert figures(document) == figures("\n".join(REPORT))
    assert (document.format, document.pages, document.warnings) == ("pdf", 1, ())


@pytest.mark.parametrize("cut", range(20, 38))
def test_a_figure_across_two_pages_is_one(cut: int) -> None:
    """The page number and the running head between its halves are no part of it; the head follows, once."""
    text = "全年为本县山区学校添置课桌共2,350套，折合人民币118.5万元，惠及学生4,700余人次。"
    width = len(text[:cut].encode("gbk")) // 2  # of the line that is cut, in Han characters
    filling = "各乡镇组织机构进一步健全，各项工作有序开展，志愿服务深入人心，群众满意程度不断提高，成效十分显著"
    first, second = ([filling[at : at + width] for at in range(start, start + 6)] for start in (0, 6))
    pages = [[*first, text[:cut]], [text[cut:], *second]]
    document = read(printed(*pages, head="柳溪县红十字会年度报告", foot="- {} -"))
    assert figures(document) == figures(text)
    assert document.text.endswith("\n\n柳溪县红十字会年度报告\n")
    assert document.text.count("柳溪县红十字会年度报告") == 1
    assert "- 2 -" not in document.text


def test_gaps_of_the_typesetter_are_no_spaces() -> None:
    """Letter-spacing, and the quarter of a character between Han and digits."""

    def draw(canvas: Any) -> None:
        at = LEFT
        for piece in ("共救助", "500", "户，折合", "2.35", "万元"):
            canvas.drawString(at, TOP, piece)
            at += canvas.stringWidth(piece, FONT, SIZE) + 3
        for place, character in enumerate("为困难群众发放棉被"):
            canvas.drawString(LEFT + place * SIZE * 1.3, TOP - PITCH, character)
        text = canvas.beginText(LEFT, TOP - 2 * PITCH)
        text.setCharSpace(4)
        text.textLine("慰问孤寡老人")
        canvas.drawText(text)

    assert read(drawn(draw)).text.split() == ["共救助500户，折合2.35万元", "为困难群众发放棉被", "慰问孤寡老人"]


def test_what_is_written_after_its_line_stands_where_it_is_seen() -> None:
    """LibreOffice writes a line with gaps, then the quotes of another font into these gaps, in one go."""
    pieces = ("“", "暖巢计划", "”", "走访老人", "73", "户，送去", "“", "暖心包", "”", "146", "个。")

    def draw(canvas: Any) -> None:
        font = canvas._doc.getInternalFontName(FONT)  # noqa: SLF001 - reportlab has no TJ
        for quotes in (False, True):
            shown, gap = [], 0.0
            for piece in pieces:
                if (piece in "“”") == quotes:
                    shown.append(f"{-gap:.0f} <{piece.encode('utf-16-be').hex()}>")
                    gap = 0.0
                else:
                    gap += canvas.stringWidth(piece, FONT, 1000)
            canvas._code.append(f"BT {font} {SIZE} Tf 1 0 0 1 {LEFT} {TOP} Tm [{' '.join(shown)}] TJ ET")  # noqa: SLF001

    found = read(drawn(draw))
    assert found.text.strip() == "“暖巢计划”走访老人73户，送去“暖心包”146个。"
    assert [record.text for record in extract(found).records] == ["73户", "146个"]


def test_a_blank_to_be_filled_in_stays_one() -> None:
    """Be it spaces or a gap with a drawn line: a number is missing there."""

    def draw(canvas: Any) -> None:
        canvas.drawString(LEFT, TOP, "实现就业      名，培训35人。")
        canvas.drawString(LEFT, TOP - PITCH, "新建驿站")
        canvas.line(LEFT + 48, TOP - PITCH, LEFT + 96, TOP - PITCH)
        canvas.drawString(LEFT + 96, TOP - PITCH, "个，配备药箱12只。")

    assert [row[1:3] for row in figures(read(drawn(draw)))] == [
        ("missing", "None"),
        ("complete", "35"),
        ("missing", "None"),
        ("complete", "12"),
    ]


def test_a_table_is_rows_of_cells() -> None:
    """Cells of one row stand on one line with tabs between, whatever order they were drawn in."""

    def draw(canvas: Any) -> None:
        for row, cells in enumerate([("项目", "金额（万元）", "户数"), ("救助", "12.5", "300"), ("培训", "7", "20")]):
            for x, cell in zip((LEFT, 220, 400), cells, strict=True):
                canvas.drawString(x, TOP - row * PITCH, cell)

    document = read(drawn(draw))
    assert document.text == "项目\t金额（万元）\t户数\n救助\t12.5\t300\n培训\t7\t20\n"
    assert ("amount", "complete", "125000", "CNY") in figures(document)


def test_a_paragraph_ends_where_its_line_had_room() -> None:
    """A date at the end of a line and a year at the beginning of the next are two figures."""
    full = "各乡镇组织机构进一步健全，各项工作有序开展，志愿服务深入人心，群众满意程度不断提高，成效明显"[:WIDTH]
    document = read(printed([full, full, full, "填报日期：2023-12-22", "2023年共募集善款35万元。", full]))
    assert ("date", "complete", "2023-12-22", None) in figures(document)
    assert ("amount", "complete", "350000", "CNY") in figures(document)


def test_two_lines_show_where_the_page_ends() -> None:
    """A line goes on where its next word did not fit between equal margins; one that had room for it ends."""

    def draw(canvas: Any) -> None:
        canvas.setPageSize((2 * LEFT + 12 * 18.7, 842))
        lines = (
            "走访困难群众三十五户，取证率提高3.2个",
            "百分点，完成任务",
            "走访困难群众二十户，救助金额达到12",
            "3.5万元的有",
            "7户",
        )
        for row, line in enumerate(lines):
            canvas.drawString(LEFT, TOP - row * PITCH, line)

    found = figures(drawn_text := read(drawn(draw)))
    assert ("ratio", "complete", "3.2", "百分点") in found
    assert ("amount", "complete", "1235000", "CNY") in found
    assert drawn_text.text.count("\n") == 5
    assert [drawn_text.text[at] for at in sorted(drawn_text.torn)] == ["百", "3"]


def test_columns_are_read_one_after_the_other() -> None:
    """As the writing program drew them; a sentence goes on in the next column."""
    text = "".join(REPORT[2].split())
    lines = [text[at : at + 17] for at in range(0, len(text), 17)]

    def draw(canvas: Any) -> None:
        for row, line in enumerate(lines):
            canvas.drawString(LEFT if row < 4 else 320, TOP - row % 4 * PITCH, line)

    assert len(lines) <= 8
    assert figures(read(drawn(draw))) == figures(text)


def test_what_is_filled_in_is_read() -> None:
    """The fields of a form are text for whoever sees the page."""

    def draw(canvas: Any) -> None:
        canvas.drawString(LEFT, 700, "取证率")
        canvas.acroForm.textfield(value="37%", x=120, y=696, width=80, height=18)

    assert figures(read(drawn(draw))) == [("ratio", "complete", "37", "%")]


def test_locators_name_page_and_line() -> None:
    """A record tells where on which page it stands."""
    found = extract(read(printed(["第一页没有数字。"], ["第二页也没有。", "走访孤寡老人37户。"]))).records
    assert [(record.text, record.locator) for record in found] == [("37户", "page=2,line=2")]


# ---- running heads and page numbers


@pytest.mark.parametrize("foot", ["{}", "- {} -", "第{}页", "第{}页 共6页", "{}/6", "年度报告 {}"])
def test_what_runs_through_the_pages_is_given_once(foot: str) -> None:
    """The first head stays, for its year; the others and the page numbers go, wherever they were drawn."""
    pages = [[f"本页走访困难家庭{n}户。"] for n in (31, 45, 12, 78, 9, 60)]
    lines = read(printed(*pages, head="柳溪县2022年度报告（内部）", foot=foot)).text.splitlines()
    body = [line for line in lines if "户" in line]
    assert body == [page[0] for page in pages]
    assert lines.count("柳溪县2022年度报告（内部）") == 1
    assert len([line for line in lines if line.strip()]) <= len(body) + 2


def test_rows_at_the_edge_of_a_page_are_no_furniture() -> None:
    """A line that is alike but for its numbers is data."""
    for line in ("{}年救助老人", "本年救助老人{}户。", "救助{}", "{}户得到救助"):
        pages = [[line.format(90 + n)] for n in range(1, 6)]
        assert [row for row in read(printed(*pages)).text.splitlines() if row] == [page[0] for page in pages]


# ---- what is refused


def scanned(pages: int, words: str = "") -> bytes:
    """Pages that are pictures, with a scanner's own words on each."""
    image = pytest.importorskip("PIL.Image").new("RGB", (60, 80), "white")
    from reportlab.lib.utils import ImageReader

    def draw(canvas: Any) -> None:
        for _ in range(pages):
            canvas.setFont(FONT, SIZE)
            canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
            canvas.drawString(LEFT, 20, words)
            canvas.showPage()

    return drawn(draw)


@pytest.mark.parametrize("words", ["", "扫描全能王 创建"])
def test_a_scan_needs_ocr(words: str) -> None:
    """Also where the scanner leaves its mark on each page."""
    with pytest.raises(InputError, match="OCR") as caught:
        read(scanned(3, words))
    assert caught.value.code == "needs-ocr"


def test_a_page_without_text_among_others_is_told() -> None:
    """The rest is read; the pages that are not are named."""

    def draw(canvas: Any) -> None:
        canvas.drawString(LEFT, TOP, "走访孤寡老人37户。")
        canvas.showPage()
        canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
        canvas.showPage()

    image = pytest.importorskip("PIL.Image").new("RGB", (60, 80), "white")
    from reportlab.lib.utils import ImageReader

    document = read(drawn(draw))
    assert document.warnings == ("a picture in place of text on page 2: needs OCR",)
    assert document.pages == 2


def test_text_that_is_none_needs_ocr() -> None:
    """A font without a table of characters gives private or control characters, no words."""
    with pytest.raises(InputError) as caught:
        read(printed(["\ue001\ue002\ue003\ue004\ue005" * 6] * 3))
    assert caught.value.code in {"needs-ocr", "empty"}


def test_an_encrypted_pdf_is_named_as_one() -> None:
    """With a password to open it; one that only forbids printing is read."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    for password, expected in (("geheim", "encrypted"), ("", "read")):
        made = io.BytesIO()
        canvas = Canvas(made, encrypt=StandardEncryption(password, ownerPassword="o", strength=128))
        canvas.drawString(72, 700, "saved 37%")
        canvas.save()
        try:
            assert (read(made.getvalue()).text.strip(), expected) == ("saved 37%", "read")
        except InputError as error:
            assert error.code == expected  # noqa: PT017 - one of two outcomes


def test_limits_are_named() -> None:
    """Pages and characters are counted before they are read."""
    data = printed(["走访孤寡老人37户。"] * 20, ["完"], ["完"])
    for limits, words in ((Limits(pages=2), "3 pages, at most 2"), (Limits(characters=50), "more than 50 characters")):
        with pytest.raises(InputError, match=words) as caught:
            read(data, limits)
        assert caught.value.code == "too-large"


BOMB = zlib.compress(zlib.compress(b"(7) Tj " * 2_000_000, 9), 9).decode("latin-1")
HOSTILE = {
    "/Prev cycle": objects("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>"),
    "page tree loop": objects("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 9999999>>"),
    "deep page tree": objects(
        "<</Type/Catalog/Pages 2 0 R>>", *(f"<</Type/Pages/Kids[{n} 0 R]/Count 1>>" for n in range(3, 3_000))
    ),
    "form in itself": objects(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>/Contents 5 0 R>>",
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 4 0 R>>>>/Length 4>>stream\n/F Do\nendstream",
        "<</Length 5>>stream\n/F Do\nendstream",
    ),
    "stream bomb": objects(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        f"<</Filter[/FlateDecode/FlateDecode]/Length {len(BOMB)}>>stream\n{BOMB}\nendstream",
    ),
    "nothing": b"%PDF-1.7\n%%EOF",
    "garbage": b"%PDF-1.7\n" + bytes(range(256)) * 40,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_pdf_made_to_hurt_ends(data: bytes) -> None:
    """In a reason."""
    with pytest.raises(InputError) as caught:
        read(data)
    assert caught.value.code in {"broken", "empty", "too-large", "needs-ocr"}


MUTATE = """
import pathlib, random, sys
from extractor.errors import InputError
from extractor.read import Limits, read_bytes
whole, rng, outcomes = pathlib.Path(sys.argv[1]).read_bytes(), random.Random(7), {}
for n in range(1000):
    data = bytearray(whole)
    for _ in range(rng.choice((1, 3, 30))):
        at = rng.randrange(len(data))
        if n % 3 == 0: data[at] = rng.randrange(256)
        elif n % 3 == 1: del data[at : at + rng.randrange(1, 40)]
        else: data[at:at] = data[(to := rng.randrange(len(data))) : to + rng.randrange(1, 40)]
    try:
        read_bytes(bytes(data), "a.pdf", Limits(characters=100_000, pages=50)); outcome = "read"
    except InputError as error:
        outcome = error.code
    outcomes[outcome] = outcomes.get(outcome, 0) + 1
print(outcomes)
"""


def test_a_thousand_changed_pdfs_end(tmp_path: Any) -> None:
    """Each in a Document or a reason; in a process of its own, as pdfium is no Python."""
    (tmp_path / "a.pdf").write_bytes(printed(page_of(REPORT), page_of(REPORT), foot="{}"))
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "error", "-c", MUTATE, str(tmp_path / "a.pdf")],
        capture_output=True,
        env={"PYTHONPATH": str(ROOT)},
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    counts = {word: int(times) for word, times in re.findall(r"'(\S+)': (\d+)", done.stdout.decode())}
    assert sum(counts.values()) == 1000
    assert set(counts) <= {"read", "broken", "empty", "encrypted", "needs-ocr", "too-large", "unreadable", "format"}


def test_a_cut_pdf_is_read_or_refused() -> None:
    """At fifty places."""
    whole = printed(page_of(REPORT))
    rng = random.Random(5)  # noqa: S311 - the same cuts in every run
    for at in rng.sample(range(5, len(whole)), 50):
        try:
            assert read(whole[:at]).text
        except InputError as error:
            assert error.code in {"broken", "empty", "needs-ocr"}  # noqa: PT017 - one of two outcomes
