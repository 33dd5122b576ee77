"""What stands beside the body of a Word document follows it, once: text boxes, notes, headers and footers."""

from __future__ import annotations

from office_files import p, r, table, tc, tr
from word_documents import box, figures, fld, opened

from extractor import extract


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
