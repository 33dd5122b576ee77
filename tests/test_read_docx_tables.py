"""Tables of Word documents: rows are lines, cells have tabs between, whatever is merged or nested."""

from __future__ import annotations

from office_files import p, table, tc, tr
from word_documents import figures, item, numbering, opened

from extractor import extract


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
