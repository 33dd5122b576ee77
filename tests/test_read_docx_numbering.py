"""Automatic numbers of Word documents: as Word shows them, for the sections, and never figures."""

from __future__ import annotations

import pytest
from office_files import p
from word_documents import item, labels, numbering, opened

from extractor import extract
from extractor.read._counting import spell


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
