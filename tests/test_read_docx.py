"""Word documents, judged by the figures that come out: paragraphs, runs, fields, characters, and what is not read."""

from __future__ import annotations

import io
import itertools
from typing import Any

import docx as python_docx
import pytest
from conftest import REPORT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_files import STRICT, docx, p, r, table, tr
from word_documents import figures, fld, gone, ins, labels, opened

from extractor import extract
from extractor.errors import InputError
from extractor.read import LIMITS, read_bytes
from extractor.read.docx import read


def test_paragraphs_are_lines() -> None:
    """A paragraph is a line, with its number as the locator; many empty ones are one blank line."""
    document = opened(p("救助500户。") + p("") + p("") + p("培训45人次。"))
    assert document.text == "救助500户。\n\n培训45人次。\n"
    assert [f.locator for f in extract(document).figures] == ["paragraph=1", "paragraph=4"]
    assert document.format == "docx"


def test_the_report_of_a_docx_has_the_records_of_the_text() -> None:
    """Nothing but the locators differs."""
    document = opened("".join(p(line) for line in REPORT.splitlines()))
    assert document.text == REPORT
    assert extract(document).report == extract(REPORT).report
    assert figures(document) == figures(REPORT)


def test_strict_documents_are_read() -> None:
    """ISO 29500 strict has namespaces of its own."""
    body = p("共" + "") + p(r("救助") + ins(r("500户"))) + table(tr("甲", "3人"))
    document = read(docx(body, w=STRICT), "a.docx", LIMITS)
    assert [f[0] for f in figures(document)] == ["500户", "3人"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, len(REPORT)), max_size=60), st.randoms())
def test_runs_cut_anywhere_say_the_same(cuts: list[int], random: Any) -> None:
    """Spelling checkers and input methods cut runs inside words and numbers."""
    body, at = "", 0
    for line in REPORT.splitlines():
        places = sorted({c - at for c in cuts if at < c < at + len(line)} | {0, len(line)})
        runs = "".join(
            random.choice([r, lambda t: ins(r(t)), lambda t: f"<w:hyperlink>{r(t)}</w:hyperlink>"])(line[a:b])
            + random.choice(["", '<w:proofErr w:type="spellStart"/>', gone("400户"), "<w:bookmarkStart/>"])
            for a, b in itertools.pairwise(places)
        )
        body += p(runs)
        at += len(line) + 1
    document = opened(body)
    assert document.text == REPORT
    assert figures(document) == figures(REPORT)


class TestFields:
    """The result is text, the instruction is not."""

    def test_complex_and_simple(self) -> None:
        """A formula over a table, in a field in a field."""
        inner = fld(" REF x ", r("30"))
        document = opened(
            p(r("共") + fld(" =SUM(ABOVE) \\# 400 ", r("5") + r("00")) + r("户，"))
            + p('<w:fldSimple w:instr=" DOCPROPERTY 400人 ">' + r("109人") + "</w:fldSimple>")
            + p(fld(f" IF {inner} 400元 ", r("20元")))
        )
        assert [f[0] for f in figures(document)] == ["500户", "109人", "20元"]
        assert "400" not in document.text
        assert "30" not in document.text

    def test_hyperlinks(self) -> None:
        """The words of the link."""
        document = opened(
            p(f'<w:hyperlink r:id="x">{r("救助5")}</w:hyperlink>' + fld(' HYPERLINK "http://a/400户" ', r("00户")))
        )
        assert document.text == "救助500户\n"

    def test_the_table_of_contents_is_not_said(self) -> None:
        """It says the headings again, with the numbers of pages."""
        contents = fld(' TOC \\o "1-3" ', r("一、收入\t3") + "</w:p><w:p>" + r("二、2022年计划\t5"))
        document = opened(p(contents) + p("救助500户。"))
        assert document.text == "救助500户。\n"

    def test_a_field_that_does_not_end_swallows_nothing(self) -> None:
        """The text after it is read, the instruction is not."""
        for opening in (' TOC \\o "1-3" ', " REF 400户 "):
            broken = fld(opening, r("甲")).removesuffix('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
            document = opened(p(broken) + p("救助500户。"))
            assert figures(document) == [("500户", "500", "户")]
        document = opened(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>') + p("救助500户。"))
        assert document.text == "救助500户。\n"


class TestCharacters:
    """What stands for a character."""

    @pytest.mark.parametrize(
        ("run", "text"),
        [
            ("<w:t>5</w:t><w:tab/><w:t>人</w:t>", "5\t人"),
            ("<w:t>甲</w:t><w:br/><w:t>乙</w:t>", "甲\n乙"),
            ("<w:t>甲</w:t><w:cr/><w:t>乙</w:t>", "甲\n乙"),
            ('<w:t>甲</w:t><w:br w:type="page"/>', "甲"),
            ("<w:t>2</w:t><w:noBreakHyphen/><w:t>5万元</w:t>", "2-5万元"),
            ("<w:t>26</w:t><w:softHyphen/><w:t>万元</w:t>", "26万元"),
            ('<w:sym w:font="Symbol" w:char="F0B3"/><w:t>5万元</w:t>', "≥5万元"),
            ('<w:sym w:font="Symbol" w:char="F035"/><w:t>万元</w:t>', "5万元"),
            ('<w:sym w:font="Wingdings" w:char="F0FE"/><w:t>甲</w:t>', "•甲"),
            ('<w:sym w:font="宋体" w:char="2460"/><w:t>甲</w:t>', "①甲"),
            ('<w:sym w:font="宋体" w:char="zz"/><w:t>甲</w:t>', "•甲"),
            ("<w:t>26\n万元</w:t>", "26 万元"),
            ("<w:t>  甲\n</w:t>", "甲"),
            ('<w:t xml:space="preserve">甲 </w:t><w:t>乙</w:t>', "甲 乙"),
            (
                "<w:ruby><w:rt><w:r><w:t>5</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>伍</w:t></w:r></w:rubyBase></w:ruby>",
                "伍",
            ),
        ],
    )
    def test_in_a_run(self, run: str, text: str) -> None:
        """Tabs, breaks, hyphens, symbols, readings."""
        assert opened(p(f"<w:r>{run}</w:r>")).text == text + "\n"

    def test_tab_stops_are_no_tabs(self) -> None:
        """w:tab has two meanings."""
        assert opened(p("甲", '<w:tabs><w:tab w:val="left" w:pos="4"/></w:tabs>')).text == "甲\n"

    def test_formulas(self) -> None:
        """Word's equations hold text, too."""
        assert opened(p(r("完成率") + "<m:oMath><m:r><w:rPr/><m:t>95%</m:t></m:r></m:oMath>")).text == "完成率95%\n"

    def test_content_controls_and_smart_tags(self) -> None:
        """They are around text, in all places; what they are called is no text."""
        control = '<w:sdt><w:sdtPr><w:alias w:val="400户"/><w:rPr><w:vanish/></w:rPr></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
        tagged = "<w:smartTag><w:customXml>" + control.format(r("500户")) + "</w:customXml></w:smartTag>"
        assert opened(control.format(p(r("救助") + tagged))).text == "救助500户\n"


class TestWhatIsNotRead:
    """It is said."""

    PICTURE = '<w:r><w:drawing><wp:inline><wp:extent cx="{0}" cy="{0}"/><a:graphic><pic:pic/></a:graphic></wp:inline></w:drawing></w:r>'

    def test_charts_and_objects(self) -> None:
        """Once each."""
        body = (
            p(r("5户") + "<w:r><w:object><o:OLEObject/></w:object><c:chart/><c:chart/></w:r>")
            + '<w:altChunk r:id="x"/>'
        )
        assert opened(body).warnings == (
            "not read: embedded objects",
            "not read: charts",
            "not read: embedded files (altChunk)",
        )

    def test_pictures(self) -> None:
        """A logo is nothing to speak of, a page is."""
        assert opened(p(r("5户") + self.PICTURE.format(900_000))).warnings == ()
        assert "OCR" in opened(p(r("5户") + self.PICTURE.format(6_000_000))).warnings[0]
        old = '<w:r><w:pict><v:shape style="width:415pt;height:600.5pt"><v:imagedata/></v:shape></w:pict></w:r>'
        assert "1 picture(s)" in opened(p(r("5户") + old)).warnings[0]

    def test_only_pictures(self) -> None:
        """Scanned pages in a .docx."""
        with pytest.raises(InputError) as caught:
            opened(p(self.PICTURE.format(6_000_000)) * 3)
        assert caught.value.code == "needs-ocr"


def test_a_docx_of_python_docx() -> None:
    """Another writer's file, with its styles and headers."""
    made = python_docx.Document()
    made.add_heading("青山县红十字会2021年工作总结", 0)
    made.add_paragraph("发放救助金26.2万元，").add_run("惠及109人。").bold = True
    made.add_paragraph("募集善款3万元。", style="List Number")
    grid = made.add_table(2, 3)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "项目"
    grid.cell(1, 2).text = "45人次"
    made.sections[0].header.paragraphs[0].text = "青山县红十字会文件"
    held = io.BytesIO()
    made.save(held)
    document = read_bytes(held.getvalue(), "a.docx")
    assert document.text == (
        "青山县红十字会2021年工作总结\n发放救助金26.2万元，惠及109人。\n募集善款3万元。\n项目\n\t\t45人次\n青山县红十字会文件\n"
    )
    assert labels(document) == ["1."]
    assert [f.text for f in extract(document).figures] == ["2021年", "26.2万元", "109人", "3万元", "45人次"]
