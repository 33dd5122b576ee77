"""Word documents, judged by the figures that come out."""

from __future__ import annotations

import io
import itertools
import time
import tracemalloc
from dataclasses import replace
from typing import Any

import docx as python_docx
import pytest
from conftest import REPORT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office_files import STRICT, docx, docx_parts, p, r, table, tc, tr, zipped

from extractor import extract
from extractor.document import Document
from extractor.errors import InputError
from extractor.read import LIMITS, Limits, read_bytes
from extractor.read._counting import spell
from extractor.read.docx import read

ROOMY = replace(LIMITS, ratio=10**6)  # what is repeated packs well; the ratio is the gate's business


def opened(body: str, **others: str) -> Document:
    """Read a .docx of this body."""
    return read(docx(body, others), "a.docx", ROOMY)


def figures(document: Document | str) -> list[tuple[str, str | None, str | None]]:
    """(text, value, unit) of every figure."""
    return [(f.text, None if f.value is None else str(f.value), f.unit) for f in extract(document).figures]


def ins(content: str) -> str:
    """A tracked insertion."""
    return f'<w:ins w:id="1" w:author="甲">{content}</w:ins>'


def gone(text: str) -> str:
    """A tracked deletion."""
    return f'<w:del w:id="2" w:author="甲"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def mark(change: str) -> str:
    """The properties of a paragraph whose end was changed."""
    return f'<w:rPr><w:{change} w:id="3" w:author="甲"/></w:rPr>'


def fld(code: str, result: str) -> str:
    """A complex field."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(*paragraphs: str) -> str:
    """A text box in a run, as Word writes it: for new readers, and again for old ones."""
    held = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{held}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{held}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def numbering(*levels: tuple[str, str], more: str = "", number: str = "") -> str:
    """A list whose levels have these (format, text)."""
    held = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{held}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{number}'
    )


def item(text: str, level: int = 0, number: int = 1) -> str:
    """A paragraph of a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def labels(document: Document) -> list[str]:
    """The labels in the order of the text."""
    return [label for _, label in sorted(document.labels.items())]


TAGS = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "sdt",
    "sdtPr",
    "sdtContent",
    "pPr",
    "rPr",
    "trPr",
    "tcPr",
    "numPr",
    "numId",
    "ilvl",
    "vanish",
    "txbxContent",
    "fldChar",
    "fldSimple",
    "instrText",
    "footnote",
    "footnoteReference",
    "sectPr",
    "headerReference",
    "sym",
    "tab",
    "br",
    "gridSpan",
    "cellDel",
    "rt",
]
ATTRIBUTES = [
    'w:val="1"',
    'w:val="0"',
    'w:fldCharType="begin"',
    'w:fldCharType="separate"',
    'w:fldCharType="end"',
    'w:id="1"',
    "",
]
BODIES = st.recursive(
    st.sampled_from(["<w:t>5户</w:t>", "<w:r><w:t>救助500户。</w:t></w:r>", "<mc:Fallback/>", ""]),
    lambda inner: st.builds(
        lambda tag, attribute, held: f"<{tag} {attribute}>{''.join(held)}</{tag}>",
        st.sampled_from([*(f"w:{tag}" for tag in TAGS), "mc:AlternateContent", "mc:Choice", "mc:Fallback", "m:r"]),
        st.sampled_from(ATTRIBUTES),
        st.lists(inner, max_size=4),
    ),
    max_leaves=30,
)


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


class TestTrackedChanges:
    """The final text: what all changes taken would give."""

    def test_an_insertion_is_text_and_a_deletion_is_not(self) -> None:
        """共400户 was changed to 共500户."""
        document = opened(p(r("救助困难家庭共") + gone("400户") + ins(r("500户")) + r("。")))
        assert figures(document) == [("500户", "500", "户")]
        assert "400" not in document.text

    def test_an_insertion_that_was_deleted_is_gone(self) -> None:
        """Another author took it out again."""
        document = opened(p(r("共500户") + ins(gone("又30人")) + r("。")))
        assert document.text == "共500户。\n"

    def test_moved_text_stands_where_it_went(self) -> None:
        """It is said once."""
        moved = '<w:moveFromRangeStart w:id="5"/><w:moveFrom w:id="4">{}</w:moveFrom><w:moveFromRangeEnd w:id="5"/>'
        document = opened(
            p(moved.format(r("惠及109人。")), mark("moveFrom"))
            + p("募集善款3万元。")
            + p(f'<w:moveTo w:id="4">{r("惠及109人。")}</w:moveTo>', mark("moveTo"))
        )
        assert document.text == "募集善款3万元。\n惠及109人。\n"

    def test_a_deleted_end_joins_paragraphs(self) -> None:
        """The sentence goes on in the next paragraph, and has its number."""
        document = opened(
            p("募集善款2", mark("del")) + item("6.2万元。") + p("惠及109人。"),
            numbering=numbering(("chineseCounting", "%1、")),
        )
        assert document.text == "募集善款26.2万元。\n惠及109人。\n"
        assert document.labels == {0: "一、"}
        assert [f.locator for f in extract(document).figures] == ["paragraph=1", "paragraph=2"]

    def test_a_deleted_end_before_a_table_loses_nothing(self) -> None:
        """There is no next paragraph in the body, the cell, or the document."""
        cut = p("救助30户。", mark("del"))
        document = opened(cut + table(tr(tc(cut))) + cut)
        assert document.text == "救助30户。\n" * 3

    def test_a_deleted_paragraph_leaves_nothing(self) -> None:
        """Its text, its end and its number are gone; the next number is not shifted."""
        document = opened(
            item("收入") + item(gone("支出400元"), 0).replace("</w:pPr>", mark("del") + "</w:pPr>") + item("救助"),
            numbering=numbering(("chineseCounting", "%1、")),
        )
        assert document.text == "收入\n救助\n"
        assert labels(document) == ["一、", "二、"]

    def test_rows_and_cells(self) -> None:
        """A deleted row is no row, an inserted one is."""
        document = opened(
            table(
                tr("项目", "户数"),
                tr("甲", "400户", properties='<w:del w:id="1"/>'),
                tr("乙", "500户", properties='<w:ins w:id="1"/>'),
                tr(tc("丙"), tc("300户", "<w:cellDel/>"), tc("600户", "<w:cellIns/>")),
            )
        )
        assert document.text == "项目\t户数\n乙\t500户\n丙\t600户\n"
        assert document.locator(document.text.index("500")) == "table=1,row=2,column=2"

    def test_former_properties_are_not_read(self) -> None:
        """What was hidden or numbered before the change is not so now."""
        was = "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"
        former = '<w:pPrChange><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange>'
        document = opened(p(r("惠及109人", was), former), numbering=numbering(("decimal", "%1.")))
        assert document.text == "惠及109人\n"
        assert not document.labels

    def test_a_deleted_text_box_is_gone(self) -> None:
        """With all that stood in it."""
        deleted = '<w:del w:id="1">' + box(p("400户")) + "</w:del>"
        assert opened(p(r("500户") + deleted)).text == "500户\n"


class TestHiddenText:
    """Text that nobody sees is not read."""

    STYLES = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"/>'
        '<w:style w:type="paragraph" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="hh"><w:basedOn w:val="h"/></w:style>'
        '<w:style w:type="character" w:styleId="c"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
    )

    @pytest.mark.parametrize(
        ("run", "style", "seen"),
        [
            ("", "a", True),
            ("<w:vanish/>", "a", False),
            ('<w:vanish w:val="1"/>', "a", False),
            ('<w:vanish w:val="0"/>', "a", True),
            ('<w:vanish w:val="false"/>', "h", True),
            ("", "h", False),
            ("", "hh", False),
            ('<w:rStyle w:val="c"/>', "a", False),
            ('<w:rStyle w:val="c"/>', "h", True),
            ('<w:rStyle w:val="loop"/>', "a", True),
            ("<w:webHidden/>", "a", True),
        ],
    )
    def test_runs(self, run: str, style: str, seen: bool) -> None:
        """Hidden by the run, by a style, by the style of a style; hidden twice is shown."""
        document = opened(
            p(r("500户", '<w:vanish w:val="0"/>') + r("400户", run), f'<w:pStyle w:val="{style}"/>'), styles=self.STYLES
        )
        assert document.text == ("500户400户\n" if seen else "500户\n")

    def test_the_next_run_is_seen(self) -> None:
        """Only the run itself is hidden."""
        assert opened(p(r("400户", "<w:vanish/>") + r("500户"))).text == "500户\n"

    def test_a_hidden_end_joins_paragraphs(self) -> None:
        """A heading and its text on one line: Word's style separator."""
        document = opened(p("救助", "<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p("500户。"))
        assert document.text == "救助500户。\n"


class TestTables:
    """Rows are lines, cells have tabs between."""

    def test_cells_have_locators(self) -> None:
        """Table, row and column, from 1."""
        document = opened(p("附表") + table(tr("项目", "金额（万元）"), tr("救助", "26.2")) + p("完"))
        assert document.text == "附表\n项目\t金额（万元）\n救助\t26.2\n完\n"
        assert document.locator(document.text.index("26.2")) == "table=1,row=2,column=2"
        assert document.locator(document.text.index("完")) == "paragraph=2"

    def test_merged_cells_are_said_once(self) -> None:
        """They keep the columns after them in their place."""
        document = opened(
            table(
                tr(tc("合计500户", '<w:gridSpan w:val="2"/>'), "甲"),
                tr(tc("一季度", '<w:vMerge w:val="restart"/>'), "3人", "5人"),
                tr(tc(p(""), "<w:vMerge/>"), "4人", "6人", properties="<w:cantSplit/>"),
                tr("7人", "8人", properties='<w:gridBefore w:val="1"/>'),
            )
        )
        assert document.text == "合计500户\t\t甲\n一季度\t3人\t5人\n\t4人\t6人\n\t7人\t8人\n"
        assert document.locator(document.text.index("甲")) == "table=1,row=1,column=3"
        assert document.locator(document.text.index("8人")) == "table=1,row=4,column=3"

    def test_tables_in_tables(self) -> None:
        """The inner table follows the row that holds it."""
        inner = table(tr("内", "4人"))
        document = opened(table(tr(tc(p("外") + inner + p("")), "5人"), tr("后", "6人")))
        assert document.text == "外\t5人\n内\t4人\n后\t6人\n"
        assert document.locator(document.text.index("4人")) == "table=2,row=1,column=2"
        assert document.locator(document.text.index("6人")) == "table=1,row=2,column=2"

    def test_prose_in_cells_is_prose(self) -> None:
        """A form whose cell holds the whole report has its headings and their numbers."""
        cell = tc(
            item("2021年工作") + p("救助500户。") + table(tr("内", "4人")) + item("2022年工作计划") + p("救助600户。")
        )
        document = opened(table(tr("工作总结", cell)), numbering=numbering(("chineseCounting", "%1、")))
        assert document.text == "工作总结\n2021年工作\n救助500户。\n内\t4人\n2022年工作计划\n救助600户。\n"
        found = extract(document).figures
        assert [f.section for f in found if f.unit == "户"] == ["一、2021年工作", "二、2022年工作计划"]
        assert {f.locator for f in found if f.unit == "户"} == {"table=1,row=1,column=2"}

    def test_rows_without_text_are_no_lines(self) -> None:
        """They count as rows."""
        document = opened(table(tr("", ""), tr("甲", "4人", "")))
        assert document.text == "甲\t4人\n"
        assert document.locator(2) == "table=1,row=2,column=2"

    def test_content_controls_around_rows_and_cells(self) -> None:
        """A repeated section of a form."""
        row = tr("甲", "4人").replace("<w:tc>", "<w:sdt><w:sdtPr/><w:sdtContent><w:tc>")
        row = row.replace("</w:tc>", "</w:tc></w:sdtContent></w:sdt>")
        document = opened(table(f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>", tr("乙", "5人")))
        assert document.text == "甲\t4人\n乙\t5人\n"

    def test_a_span_that_no_table_has(self) -> None:
        """It does not fill the memory."""
        document = opened(table(tr(tc("甲", '<w:gridSpan w:val="999999999"/>'), "4人")))
        assert len(document.text) < 100
        assert figures(document) == [("4人", "4", "人")]


class TestTextBoxes:
    """A text box follows the paragraph that it is anchored in."""

    def test_once_and_after_its_paragraph(self) -> None:
        """Word writes it twice; the sentence around it stays whole."""
        document = opened(p(r("募集善款2") + box(p("救助5户。"), p("又6户。")) + r("6.2万元。")) + p("惠及109人。"))
        assert document.text == "募集善款26.2万元。\n救助5户。\n又6户。\n惠及109人。\n"
        assert [f.locator for f in extract(document).figures] == [
            "paragraph=1",
            "textbox=1",
            "textbox=1",
            "paragraph=2",
        ]

    def test_a_table_in_a_text_box_in_a_cell(self) -> None:
        """All of it is read."""
        document = opened(table(tr(tc(p(r("甲") + box(table(tr("乙", "5户"))))), "4户")))
        assert document.text == "甲\t4户\n乙\t5户\n"

    def test_old_text_boxes(self) -> None:
        """VML without a new form beside it."""
        old = f"<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{p('5户')}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        assert opened(p(r("甲") + old)).text == "甲\n5户\n"

    def test_a_choice_without_text_leaves_it_to_the_fallback(self) -> None:
        """Nothing is lost where the new form says nothing."""
        both = '<w:r><mc:AlternateContent><mc:Choice Requires="x"><w:drawing/></mc:Choice><mc:Fallback><w:t>5户</w:t></mc:Fallback></mc:AlternateContent></w:r>'
        assert opened(p(both)).text == "5户\n"


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


class TestNotesAndMargins:
    """They follow the body, where they stand in no sentence."""

    NOTES = (
        '<w:footnote w:id="-1" w:type="separator">' + p("400户") + "</w:footnote>"
        '<w:footnote w:id="2">' + p(r("") + "<w:r><w:footnoteRef/></w:r>" + r("含2021年12月的3户。")) + "</w:footnote>"
        '<w:footnote w:id="3">' + p("另有4户。") + p("及5户。") + "</w:footnote>"
        '<w:footnote w:id="9">' + p("400户") + "</w:footnote>"
    )

    def test_footnotes_in_the_order_of_their_marks(self) -> None:
        """A mark is no digit of the number before it; a note whose mark was deleted is gone."""
        note = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
        document = opened(
            p(r("救助500") + note.format(3) + r("户") + note.format(2) + f"<w:del>{note.format(9)}</w:del>"),
            footnotes=self.NOTES,
            endnotes=self.NOTES.replace("footnote", "endnote"),
        )
        assert document.text == "救助500户\n另有4户。\n及5户。\n含2021年12月的3户。\n"
        assert document.locator(document.text.index("5户。")) == "footnote=1"
        assert document.locator(document.text.index("3户")) == "footnote=2"

    def test_endnotes(self) -> None:
        """The same at the end of the document."""
        body = p(r("救助500户") + '<w:r><w:endnoteReference w:id="3"/></w:r>')
        document = opened(body, endnotes=self.NOTES.replace("footnote", "endnote"))
        assert document.text == "救助500户\n另有4户。\n及5户。\n"
        assert document.locator(8) == "endnote=1"

    def test_headers_and_footers_once(self) -> None:
        """Of three sections with the same header; without the numbers of pages."""
        sections = "".join(
            p(f"第{n}部分。", f'<w:sectPr><w:headerReference w:type="default" r:id="rheader{n}"/></w:sectPr>')
            for n in (1, 2)
        )
        last = '<w:sectPr><w:headerReference w:type="first" r:id="rheader3"/><w:footerReference w:type="default" r:id="rfooter1"/></w:sectPr>'
        footer = p(r("青山县民政局  第") + fld(" PAGE ", r("3")) + r("页 共") + fld(" NUMPAGES ", r("10")) + r("页"))
        document = opened(
            sections + last,
            header1=p("青山县红十字会"),
            header2=p("青山县红十字会"),
            header3=p("首页另有400户"),
            footer1=footer + p(r("- ") + fld(" PAGE ", r("3")) + r(" -")),
        )
        assert document.text == "第1部分。\n第2部分。\n青山县红十字会\n青山县民政局\n"
        assert document.locator(len(document.text) - 10) == "header=1"
        assert document.locator(len(document.text) - 2) == "footer=1"
        assert figures(document) == []

    def test_first_and_even_pages(self) -> None:
        """Their headers count where the document says so."""
        last = "".join(
            f'<w:headerReference w:type="{kind}" r:id="rheader{n}"/>' for n, kind in enumerate(("first", "even"), 1)
        )
        parts = {"header1": p("甲"), "header2": p("乙")}
        assert opened(p("文") + f"<w:sectPr>{last}</w:sectPr>", **parts).text == "文\n"
        shown = opened(p("文") + f"<w:sectPr>{last}<w:titlePg/></w:sectPr>", **parts, settings="<w:evenAndOddHeaders/>")
        assert shown.text == "文\n甲\n乙\n"

    def test_comments_are_not_the_report(self) -> None:
        """What a colleague asks beside it."""
        body = p('<w:commentRangeStart w:id="1"/>' + r("500户") + '<w:r><w:commentReference w:id="1"/></w:r>')
        assert opened(body, comments='<w:comment w:id="1">' + p("是400户吗") + "</w:comment>").text == "500户\n"


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


class TestNumbering:
    """Automatic numbers are labels: they make the sections, and are never figures."""

    def test_sections_have_their_numbers_and_figures_do_not(self) -> None:
        """一、 and （一） are the document's, not the text's."""
        document = opened(
            item("2021年工作情况")
            + item("救助", 1)
            + p("救助500户。")
            + item("募捐", 1)
            + p("募集3万元。")
            + item("2022年工作计划")
            + item("力争救助600户。", 1),
            numbering=numbering(("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）")),
        )
        assert "一" not in document.text
        found = [f for f in extract(document).figures if f.kind != "date"]
        assert [(f.text, f.section) for f in found] == [
            ("500户", "一、2021年工作情况 › （一）救助"),
            ("3万元", "一、2021年工作情况 › （二）募捐"),
            ("600户", "二、2022年工作计划 › （一）力争救助600户"),
        ]
        assert [f.modality for f in found] == ["actual", "actual", "planned"]

    def test_a_number_does_not_run_into_the_text(self) -> None:
        """1. and 2021年 are not 1.2021年."""
        document = opened(item("2021年工作"), numbering=numbering(("decimal", "%1.")))
        assert labels(document) == ["1. "]
        assert [f.text for f in extract(document).figures] == ["2021年"]

    def test_levels_restart_and_go_on(self) -> None:
        """1, 1.1, 1.2, 2, 2.1: with a level that never restarts."""
        levels = [("decimal", "%1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)")]
        order = [0, 1, 1, 2, 0, 1, 2, 1]
        body = "".join(item("甲", level) for level in order)
        assert labels(opened(body, numbering=numbering(*levels))) == ["1", "1.1", "1.2", "a)", "2", "2.1", "a)", "2.2"]
        never = numbering(*levels, more='<w:lvlRestart w:val="0"/>')
        assert labels(opened(body, numbering=never)) == ["1", "1.1", "1.2", "a)", "2", "2.3", "b)", "2.4"]

    def test_plain_digits_of_higher_levels(self) -> None:
        """一、 above 1.1: Word calls it legal."""
        levels = numbering(("chineseCounting", "第%1章"), ("decimal", "%1.%2"), more="<w:isLgl/>")
        assert labels(opened(item("甲") + item("乙", 1), numbering=levels)) == ["第1章", "1.1"]

    def test_a_second_use_starts_anew_where_it_says_so(self) -> None:
        """Else it goes on."""
        more = (
            '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
            '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
            '<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1:"/></w:lvl></w:lvlOverride></w:num>'
        )
        body = "".join(item("甲", 0, number) for number in (1, 1, 2, 3, 3, 4, 0, 99))
        found = labels(opened(body, numbering=numbering(("decimal", "%1)"), number=more)))
        assert found == ["1)", "2)", "3)", "7)", "8)", "IX:"]

    def test_numbering_by_style(self) -> None:
        """Headings are numbered by their styles; a paragraph may take that back."""
        styles = (
            '<w:style w:type="paragraph" w:styleId="1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="1"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="3"><w:basedOn w:val="1"/></w:style>'
        )
        linked = numbering(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")).replace(
            '<w:lvlText w:val="%3."/>', '<w:lvlText w:val="%3."/><w:pStyle w:val="3"/>'
        )
        none = '<w:numPr><w:numId w:val="0"/></w:numPr>'
        body = "".join(
            p("甲", f'<w:pStyle w:val="{style}"/>{more}')
            for style, more in (("1", ""), ("2", ""), ("3", ""), ("1", none), ("1", ""))
        )
        assert labels(opened(body, styles=styles, numbering=linked)) == ["一、", "（一）", "1.", "二、"]

    def test_a_list_by_the_name_of_a_list_style(self) -> None:
        """The levels stand in another list."""
        styles = (
            '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        )
        more = '<w:abstractNum w:abstractNumId="5"><w:numStyleLink w:val="L"/></w:abstractNum><w:num w:numId="6"><w:abstractNumId w:val="5"/></w:num>'
        found = opened(
            item("甲", 0, 6), styles=styles, numbering=numbering(("ideographTraditional", "%1、"), number=more)
        )
        assert labels(found) == ["甲、"]

    def test_bullets_are_no_numbers(self) -> None:
        """And an empty paragraph counts, but shows none."""
        assert labels(opened(item("甲"), numbering=numbering(("bullet", "●")))) == []
        assert labels(opened(item("甲") + item("") + item("乙"), numbering=numbering(("decimal", "%1.")))) == [
            "1.",
            "3.",
        ]

    @pytest.mark.parametrize(
        ("form", "shown"),
        [
            ("decimal", "1 2 10 11 21 100 105"),
            ("decimalZero", "01 02 10 11 21 100 105"),
            ("chineseCounting", "一 二 十 十一 二十一 一百 一百零五"),
            ("chineseCountingThousand", "一 二 十 十一 二十一 一百 一百零五"),
            ("japaneseCounting", "一 二 十 十一 二十一 一百 一百零五"),
            ("chineseLegalSimplified", "壹 贰 壹拾 壹拾壹 贰拾壹 壹佰 壹佰零伍"),
            ("ideographTraditional", "甲 乙 癸 11 21 100 105"),
            ("ideographDigital", "一 二 一〇 一一 二一 一〇〇 一〇五"),
            ("decimalEnclosedCircle", "① ② ⑩ ⑪ 21 100 105"),
            ("decimalFullWidth", "１ ２ １０ １１ ２１ １００ １０５"),
            ("upperLetter", "A B J K U VVVV AAAAA"),
            ("lowerRoman", "i ii x xi xxi c cv"),
            ("something", "1 2 10 11 21 100 105"),
        ],
    )
    def test_forms(self, form: str, shown: str) -> None:
        """As Word shows them; what is not known is shown in digits."""
        assert " ".join(spell(n, form) for n in (1, 2, 10, 11, 21, 100, 105)) == shown

    def test_giant_numbers_and_texts(self) -> None:
        """They are short."""
        levels = numbering(("upperRoman", "%1" * 500)).replace('<w:start w:val="1"/>', '<w:start w:val="999999999"/>')
        assert len(labels(opened(item("甲"), numbering=levels))[0]) < 400
        levels = numbering(("decimal", "%1.")).replace('<w:start w:val="1"/>', f'<w:start w:val="{"9" * 5000}"/>')
        assert labels(opened(item("甲", 8), numbering=levels)) == []


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


class TestHostileFiles:
    """A reason in a word and a sentence, soon, and in little memory."""

    BILLION = '<!DOCTYPE w:document [<!ENTITY a "400">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )

    def refused(self, data: bytes, limits: Limits | None = None) -> str:
        """The code of the reason."""
        with pytest.raises(InputError) as caught:
            read(data, "a.docx", limits or ROOMY)
        assert "\n" not in str(caught.value)
        return caught.value.code

    @pytest.mark.parametrize("name", ["document", "styles", "numbering", "header1", "footnotes", "settings"])
    def test_a_doctype_in_any_part(self, name: str) -> None:
        """Entities could be in it, or other files."""
        reference = '<w:sectPr><w:headerReference r:id="rheader1"/></w:sectPr>'
        parts = docx_parts(
            p("5户") + reference, dict.fromkeys(("styles", "numbering", "header1", "footnotes", "settings"), "")
        )
        parts[f"word/{name}.xml"] = str(parts[f"word/{name}.xml"]).replace("?>", "?><!DOCTYPE w:x>", 1)
        assert self.refused(zipped(parts)) == "doctype"

    @pytest.mark.parametrize("part_name", ["word/document.xml", "_rels/.rels", "word/_rels/document.xml.rels"])
    @pytest.mark.parametrize(
        "doctype",
        [
            BILLION + "]>",
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
            '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/a.dtd"> %x;]>',
        ],
    )
    def test_entities(self, part_name: str, doctype: str) -> None:
        """None is looked at."""
        parts = docx_parts(p("&x;&i;"))
        parts[part_name] = (
            str(parts[part_name]).replace("?>", "?>" + doctype, 1)
            if "?>" in str(parts[part_name])
            else doctype + str(parts[part_name])
        )
        assert self.refused(zipped(parts)) == "doctype"

    def test_a_doctype_in_a_part_that_is_not_read(self) -> None:
        """Another program would follow it."""
        parts = docx_parts(p("5户")) | {
            "docProps/core.xml": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/"><a/>'.encode("utf-16")
        }
        assert self.refused(zipped(parts)) == "doctype"

    def test_an_entity_without_a_doctype(self) -> None:
        """It is broken XML."""
        assert self.refused(docx(p(r("&x;")))) == "broken"

    def test_no_document(self) -> None:
        """A zip of other things."""
        parts = docx_parts(p("5户"))
        del parts["word/document.xml"]
        assert self.refused(zipped(parts)) == "broken"
        assert self.refused(zipped({"a.txt": "5户"})) == "broken"

    def test_truncated(self) -> None:
        """At any byte."""
        whole = docx("".join(p(line) for line in REPORT.splitlines()))
        for cut in range(0, len(whole), 97):
            assert self.refused(whole[:cut]) == "broken"

    @pytest.mark.parametrize("content", [b"", b"<", b"<a>", b"\x00\x01", b"<w:p/>", "<a>5户</b>".encode("utf-16")])
    def test_broken_parts(self, content: bytes) -> None:
        """The part is named."""
        parts = docx_parts("")
        parts["word/document.xml"] = content
        with pytest.raises(InputError, match=r"word/document\.xml"):
            read(zipped(parts), "a.docx", LIMITS)

    def test_two_parts_of_one_name(self) -> None:
        """Programs differ in which of them they read."""
        parts = docx_parts(p("5户"))
        parts["WORD/document.xml"] = parts["word/document.xml"]
        assert self.refused(zipped(parts)) == "broken"

    def test_names_with_backslashes_and_absolute_targets(self) -> None:
        """Some programs write them."""
        parts = docx_parts(p("5户"))
        parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace('"word/', '"/word/')
        assert (
            read(zipped({key.replace("/", "\\"): held for key, held in parts.items()}), "a.docx", LIMITS).text
            == "5户\n"
        )

    def test_another_place_of_the_document(self) -> None:
        """The relations say where it is."""
        parts = docx_parts(p("5户"))
        parts["x/main.xml"] = parts.pop("word/document.xml")
        parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("word/document.xml", "x/main.xml")
        assert read(zipped(parts), "a.docx", LIMITS).text == "5户\n"

    def test_too_many_parts(self) -> None:
        """More than a document has."""
        parts = docx_parts(p("5户")) | {f"a{n}": "" for n in range(20)}
        assert self.refused(zipped(parts), Limits(parts=10)) == "too-many-parts"

    def test_too_much_text(self) -> None:
        """The limit counts what is said."""
        assert self.refused(docx(p("救助500户。") * 100), Limits(characters=500)) == "too-large"

    def test_elements_in_elements(self) -> None:
        """100,000 deep."""
        for tag in ("w:p", "w:tbl", "w:r", "w:txbxContent", "mc:AlternateContent", "w:del"):
            deep = f"<{tag}>" * 100_000
            assert self.refused(docx(deep)) == "too-deep"
        assert self.refused(docx("<w:tbl><w:tr><w:tc>" * 200 + "</w:tc></w:tr></w:tbl>" * 200)) == "too-deep"

    @pytest.mark.parametrize(
        "body",
        [
            "<w:tr><w:tc><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tc></w:tr>",
            "<w:tc><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tc>",
            "<w:tbl><w:tc><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tc></w:tbl>",
            "<w:tbl><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tbl>",
            "<w:tbl><w:tr><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tr></w:tbl>",
            "<w:tbl><w:tbl><w:tr><w:tc><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tbl>",
            "<w:p><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:p>",
            "<mc:Choice><w:p><w:r><w:t>5户</w:t></w:r></w:p></mc:Choice>",
            "<w:footnote w:id='1'><w:p><w:r><w:t>4户</w:t></w:r></w:p></w:footnote><w:p><w:r><w:t>5户</w:t></w:r></w:p>",
            "<w:p><w:r><w:fldChar w:fldCharType='end'/><w:fldChar w:fldCharType='separate'/><w:t>5户</w:t></w:r></w:p>",
            "<w:p><w:r><w:fldChar/><w:sym/><w:t>5户</w:t></w:r></w:p>",
            "<w:txbxContent><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:txbxContent>",
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='-1'/><w:numId w:val='x'/></w:numPr></w:pPr><w:r><w:t>5户</w:t></w:r></w:p>",
            "<w:trPr><w:del/></w:trPr><w:tcPr><w:cellDel/></w:tcPr><w:p><w:r><w:t>5户</w:t></w:r></w:p>",
        ],
    )
    def test_elements_in_wrong_places(self, body: str) -> None:
        """What they hold is read."""
        assert figures(opened(body)) == [("5户", "5", "户")]

    @pytest.mark.parametrize(
        "body",
        [
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/>' + "<w:instrText>a</w:instrText>" * 100_000 + "</w:r></w:p>",
            p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 50_000),
            p(r("户") * 100_000),
            p(r("户"), '<w:rPr><w:del w:id="1"/></w:rPr>') * 50_000,
            table(tr(tc("户") * 50_000)),
            table(tr(tc(p("户") * 50_000), "5")),
            p(box(p("户")) * 10_000),
            "<w:tbl><w:tr><w:tc>" * 60 + p("5户") * 20_000 + "</w:tc></w:tr></w:tbl>" * 60,
        ],
        ids=["instruction", "fields", "runs", "joined", "cells", "cell", "boxes", "deep"],
    )
    def test_much_of_one_thing_takes_linear_time(self, body: str) -> None:
        """A second or two, not minutes."""
        begun = time.perf_counter()
        opened(body + p("5户"))
        assert time.perf_counter() - begun < 30

    def test_giant_attributes(self) -> None:
        """They are refused in one line."""
        assert self.refused(docx(p(r("5", f'<w:x w:val="{"a" * 11_000_000}"/>')))) == "broken"

    @settings(max_examples=400, deadline=None)
    @given(BODIES)
    def test_any_tree_of_elements(self, body: str) -> None:
        """A Document or a reason; every figure of it can be written."""
        try:
            document = opened(body, numbering=numbering(("decimal", "%1."), ("decimal", "%1.%2")))
        except InputError:
            return
        assert all(f.text in document.text for f in extract(document).figures)

    def test_large_documents_take_little_memory(self) -> None:
        """No tree is built: ten times the XML is not ten times the memory."""
        body = p("救助500户。") * 30_000
        data = zipped(docx_parts(body))
        del body
        tracemalloc.start()
        document = read(data, "a.docx", ROOMY)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert document.text.count("500户") == 30_000
        assert peak < 20 * 2**20
