"""Tracked changes and hidden text of Word documents: the final text is read, as it is seen."""

from __future__ import annotations

import pytest
from office_files import p, r, table, tc, tr
from word_documents import box, figures, gone, ins, item, labels, mark, numbering, opened

from extractor import extract


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
