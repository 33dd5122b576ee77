"""One report in every format: the same figures come out, whoever wrote the file."""

from __future__ import annotations

import codecs
import html
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import docx, odt, p, r, zipped

from extractor import extract
from extractor.read import documents, read_bytes

if TYPE_CHECKING:
    from extractor.document import Document

LINES = (
    "临河县红十字会2023年工作总结",
    "一、募捐工作",
    "全年接收社会捐赠款物折合人民币二百一十六万余元，其中物资价值38.5万元；“博爱一日捐”募集善款XX万元，筹资共计人民币万元。",
    "二、救护培训",
    "举办救护员培训班18期，参训1，236人次，取证率96.5%，比上年提高3.2个百分点，完成任务的％。",
    "9月9日至18日，X月X日，三五百名群众到场观摩，发放折页2～3万份。",
    "三、2024年计划",
    "力争新建博爱家园2个，每个投入5万元以内。",
)
TEXT = "".join(f"{line}\n" for line in LINES)


def told(source: str | Document) -> list[tuple[object, ...]]:
    """What every figure of a report says, white space aside: PDF breaks lines inside a figure."""
    return [(f.kind, f.status, f.value, f.unit, f.modality, "".join(f.text.split())) for f in extract(source).figures]


WANTED = told(TEXT)


def cut_at_random(line: str, at: random.Random) -> list[str]:
    """The line in pieces of one to five characters."""
    pieces = []
    while line:
        size = at.randint(1, 5)
        pieces.append(line[:size])
        line = line[size:]
    return pieces


def as_docx(at: random.Random) -> bytes:
    """Runs cut anywhere, some of them bold."""
    return docx("".join(p("".join(r(x, at.choice(["", "<w:b/>"])) for x in cut_at_random(line, at))) for line in LINES))


def as_html(at: random.Random) -> bytes:
    """Inline tags anywhere."""
    inline = ("{}", "<b>{}</b>", "<span style='color:red'>{}</span>", "<a href='#'>{}</a>", "<font size=3>{}</font>")
    body = "".join(
        f"<p>{''.join(at.choice(inline).format(html.escape(x)) for x in cut_at_random(line, at))}</p>" for line in LINES
    )
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{body}</body></html>".encode()


def as_odt(at: random.Random) -> bytes:
    """Spans anywhere."""
    return odt(
        "".join(
            f"<text:p>{''.join(f'<text:span>{html.escape(x)}</text:span>' for x in cut_at_random(line, at))}</text:p>"
            for line in LINES
        )
    )


def as_rtf(at: random.Random) -> bytes:
    """Groups anywhere; every character an escape, of two halves beyond the first plane."""
    body = "".join(
        "".join(f"{{\\b{at.randint(0, 1)} {''.join(map(_escaped, piece))}}}" for piece in cut_at_random(line, at))
        + "\\par\n"
        for line in LINES
    )
    return f"{{\\rtf1\\ansi\\ansicpg936\\uc1 {body}}}".encode("ascii")


def _escaped(c: str) -> str:
    units = c.encode("utf-16-le")
    codes = [int.from_bytes(units[i : i + 2], "little", signed=True) for i in range(0, len(units), 2)]
    return c if c.isalnum() and c.isascii() else "".join(f"\\u{code}?" for code in codes)


def as_pdf() -> bytes:
    """Lines of thirty-six characters, as a printer breaks them."""
    import io

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    made = io.BytesIO()
    canvas = Canvas(made, invariant=1)
    canvas.setFont("STSong-Light", 12)
    y = 780
    for line in LINES:
        for at in range(0, len(line), 36):
            canvas.drawString(72, y, line[at : at + 36])
            y -= 18
    canvas.save()
    return made.getvalue()


CHARSETS = {
    "utf-8": TEXT.encode(),
    "utf-8 with BOM": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-16 LE": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "utf-16 BE": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "gb18030": TEXT.encode("gb18030"),
    "CRLF": TEXT.replace("\n", "\r\n").encode(),
}


def test_the_report_has_every_kind() -> None:
    """What is compared below is worth it."""
    assert len(WANTED) == 17
    assert {kind for kind, *_ in WANTED} == {"amount", "count", "ratio", "date"}
    assert {status for _, status, *_ in WANTED} == {"complete", "redacted", "missing"}
    assert {modality for *_, modality, _ in WANTED} == {"actual", "planned", None}


@pytest.mark.parametrize("name", CHARSETS)
def test_plain_text(name: str) -> None:
    """In every charset that offices send."""
    assert told(read_bytes(CHARSETS[name], "a.txt")) == WANTED


def test_the_nought_of_hong_kong() -> None:
    """〇 is in no other Big5 than Hong Kong's; it was read as ま, and the year with it was lost."""
    text = "海角市志願者協會二〇二三年工作報告\n本年度走訪長者三百二十戶。\n"
    report = extract(read_bytes(text.encode("big5hkscs"), "a.txt")).report
    assert (report.year, report.organisation) == ("2023", "海角市志願者協會")


def test_big5() -> None:
    """Traditional text, against the same text in UTF-8."""
    text = "臨河縣紅十字會民國112年度工作報告\n全年接受捐款38.5萬元，動員志工1,236人次，募得XX萬元。\n"
    assert told(read_bytes(text.encode("big5"), "a.txt")) == told(text)
    assert len(told(text)) == 4


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
@pytest.mark.parametrize("make", [as_docx, as_html, as_odt, as_rtf])
def test_formats_whose_text_is_cut_anywhere(make: Any, at: random.Random) -> None:
    """Runs, tags, spans and groups may part a number or a word."""
    assert told(read_bytes(make(at), f"a.{make.__name__[3:]}")) == WANTED


def test_pdf() -> None:
    """Its lines are rejoined."""
    pytest.importorskip("reportlab")
    assert told(read_bytes(as_pdf(), "a.pdf")) == WANTED


def test_a_zip_of_all(tmp_path: Path) -> None:
    """Each member gives the same as by itself."""
    pytest.importorskip("reportlab")
    at = random.Random(7)  # noqa: S311 - a test that can be repeated
    members = {"甲.txt": CHARSETS["gb18030"], "乙.docx": as_docx(at), "丙.html": as_html(at), "丁.odt": as_odt(at)}
    members |= {"附/戊.rtf": as_rtf(at), "附/己.pdf": as_pdf()}
    (tmp_path / "全部.zip").write_bytes(zipped(members))
    failures: list[Any] = []
    found = list(documents([str(tmp_path / "全部.zip")], failures))
    assert failures == []
    assert [name.removeprefix(f"{tmp_path}/全部.zip/") for name, _ in found] == list(members)
    assert all(told(document) == WANTED for _, document in found)


@pytest.mark.parametrize("form", ["docx", "odt", "rtf", "doc", "html", "pdf"])
def test_files_of_libreoffice(tmp_path: Path, form: str) -> None:
    """What another program makes of the report; its text import may set characters, but no figure, otherwise."""
    office = shutil.which("soffice")
    if office is None or (form == "doc" and "doc2docx" not in sys.modules and not _has_doc()):
        pytest.skip("LibreOffice, or the extra [doc], is not installed")
    word = python_docx.Document()
    for line in LINES:
        word.add_paragraph(line)
    word.save(str(tmp_path / "a.docx"))
    target = tmp_path / "out"
    command = [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", form]
    subprocess.run(  # noqa: S603 - LibreOffice
        [*command, "--outdir", str(target), str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=180
    )
    assert told(read_bytes((target / f"a.{form}").read_bytes(), f"a.{form}")) == WANTED


def _has_doc() -> bool:
    import importlib.util

    return importlib.util.find_spec("doc2docx") is not None
