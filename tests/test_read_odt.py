"""OpenDocument texts, judged by the figures that come out."""

from __future__ import annotations

import itertools

import pytest
from conftest import REPORT
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import odt, zipped

from extractor import extract
from extractor.document import Document
from extractor.errors import InputError
from extractor.read import LIMITS, Limits, read_bytes
from extractor.read.odt import read


def opened(body: str, **others: str) -> Document:
    """Read an .odt of this text."""
    return read(odt(body, **others), "a.odt", LIMITS)


def figures(document: Document | str) -> list[tuple[str, str | None, str | None]]:
    """(text, value, unit) of every figure."""
    return [(f.text, None if f.value is None else str(f.value), f.unit) for f in extract(document).figures]


def p(text: str, style: str = "") -> str:
    """A paragraph."""
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def h(text: str, level: int = 1, more: str = "") -> str:
    """A heading."""
    return f'<text:h text:outline-level="{level}" {more}>{text}</text:h>'


def listed(*items: str, more: str = 'text:style-name="L"') -> str:
    """A list of items."""
    return f"<text:list {more}>{''.join(f'<text:list-item>{one}</text:list-item>' for one in items)}</text:list>"


def levels(*found: tuple[str, str, str], name: str = "L") -> str:
    """A list style: (before, format, after) of each level."""
    held = "".join(
        f'<text:list-level-style-number text:level="{at}" style:num-prefix="{before}" style:num-format="{form}" style:num-suffix="{after}"/>'
        for at, (before, form, after) in enumerate(found, 1)
    )
    return f'<text:list-style style:name="{name}">{held}</text:list-style>'


def labels(document: Document) -> list[str]:
    """The labels in the order of the text."""
    return [label for _, label in sorted(document.labels.items())]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=20))
def test_spans_cut_anywhere_say_the_same(cuts: list[int]) -> None:
    """LibreOffice puts spans around everything that was ever touched."""
    body = ""
    for line in REPORT.splitlines():
        edges = sorted({0, len(line), *(c for c in cuts if c < len(line))})
        body += p(
            "".join(
                f'<text:span text:style-name="T">{line[a:b]}</text:span><text:bookmark/>'
                for a, b in itertools.pairwise(edges)
            )
        )
    document = opened(body)
    assert document.text == REPORT
    assert figures(document) == figures(REPORT)


def test_white_space() -> None:
    """What the file's layout adds is none of the text; spaces, tabs and breaks are elements."""
    document = opened(
        p('\n  救助 \n 500<text:s text:c="2"/>户<text:tab/>甲<text:line-break/>乙<text:s/>')
        + p('<text:s text:c="999999999"/>')
    )
    assert document.text.startswith("救助 500  户\t甲\n乙 \n")
    assert len(document.text) < 200


def test_deleted_text_stands_apart() -> None:
    """400户 was changed to 500户, and a paragraph's end taken out."""
    changes = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
        + p("400户")
        + "</text:deletion></text:changed-region>"
        '<text:changed-region text:id="c2"><text:insertion/></text:changed-region></text:tracked-changes>'
    )
    document = opened(
        changes
        + p(
            '共<text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>500户<text:change-end text:change-id="c2"/>。'
        )
    )
    assert document.text == "共500户。\n"


def test_lists_have_labels() -> None:
    """They make the sections; a paragraph after the first of an item has none."""
    style = levels(("", "一, 二, 三, ...", "、"), ("（", "一, 二, 三, ...", "）"))
    document = opened(
        listed(p("2021年工作") + listed(p("救助") + p("救助500户。"), p("募捐3万元"), more=""))
        + p("正文5人。")
        + listed(
            p("2022年工作计划") + listed(p("力争救助600户"), more=""),
            more='text:style-name="L" text:continue-numbering="true"',
        ),
        automatic=style,
    )
    assert labels(document) == ["一、", "（一）", "（二）", "二、", "（一）"]
    assert [f.section for f in extract(document).figures if f.unit == "户"][
        -1
    ] == "二、2022年工作计划 › （一）力争救助600户"
    assert "一" not in document.text


def test_lists_go_on_or_start_anew() -> None:
    """By what they say, and where an item has only a list in it."""
    style = levels(("", "1", "."), ("", "a", ")"))
    first = listed(p("甲"), p("乙"), more='text:style-name="L" xml:id="x"')
    assert labels(opened(first + listed(p("丙")), automatic=style)) == ["1.", "2.", "1."]
    assert labels(
        opened(first + listed(p("丙"), more='text:continue-list="x" text:style-name="L"'), automatic=style)
    ) == ["1.", "2.", "3."]
    deep = listed(listed(p("丙"), more=""), more='text:style-name="L" text:continue-numbering="true"')
    assert labels(opened(first + deep + first, automatic=style)) == ["1.", "2.", "a)", "1.", "2."]
    start = first.replace("<text:list-item>", '<text:list-item text:start-value="7">', 1)
    assert labels(opened(start, automatic=style)) == ["7.", "8."]


def test_headings_are_numbered_by_the_outline() -> None:
    """Where it has numbers; a list header has none."""
    outline = '<text:outline-style style:name="Outline">{}</text:outline-style>'.format(
        '<text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        '<text:outline-level-style text:level="3" style:num-format=""/>'
    )
    body = h("甲") + h("乙", 2) + h("丙", 3) + h("题", 1, 'text:is-list-header="true"') + h("丁") + h("戊", 2)
    assert labels(opened(body, styles=outline)) == ["1.", "1.1", "2.", "2.1"]
    assert labels(opened(body)) == []


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("甲, 乙, 丙, ...", "乙"),
        ("①, ②, ③, ...", "②"),
        ("壹, 贰, 叁, ...", "贰"),
        ("I", "II"),
        ("１, ２, ３, ...", "２"),
        ("", None),
    ],
)
def test_forms(form: str, shown: str | None) -> None:
    """LibreOffice names them by their first numbers."""
    found = labels(opened(listed(p("甲"), p("乙")), automatic=levels(("", form, ""))))
    assert found == ([found[0], shown] if shown else [])


def test_the_newer_way_to_write_a_level() -> None:
    """loext:num-list-format."""
    style = levels(("", "1", "")).replace(
        "style:num-suffix", 'xmlns:l="x" l:num-list-format="第%1%项" style:num-suffix'
    )
    assert labels(opened(listed(p("甲")), automatic=style)) == ["第1项"]


def test_tables() -> None:
    """Covered cells keep the columns; a table in a table follows its row."""
    cell = "<table:table-cell>{}</table:table-cell>"
    inner = (
        f"<table:table><table:table-row>{cell.format(p('内'))}{cell.format(p('4人'))}</table:table-row></table:table>"
    )
    wide = cell.replace("cell>", 'cell table:number-columns-spanned="2">', 1)
    rows = (
        f"<table:table-header-rows><table:table-row>{wide.format(p('合计500户'))}"
        f"<table:covered-table-cell/>{cell.format(p('甲'))}</table:table-row></table:table-header-rows>"
        f"<table:table-row>{cell.format(p('外') + inner)}<table:table-cell table:number-columns-repeated='2'/>{cell.format(p('5人'))}</table:table-row>"
    )
    document = opened(f"<table:table>{rows}</table:table>" + p("完"))
    assert document.text == "合计500户\t\t甲\n外\t\t\t5人\n内\t4人\n完\n"
    assert document.locator(document.text.index("5人")) == "table=1,row=2,column=4"
    assert document.locator(document.text.index("4人")) == "table=2,row=1,column=2"


def test_notes_boxes_and_annotations() -> None:
    """Notes at the end, boxes after their paragraph, annotations not at all."""
    note = '<text:note text:note-class="{}"><text:note-citation>1</text:note-citation><text:note-body>{}</text:note-body></text:note>'
    body = p(
        "救助500" + note.format("endnote", p("另5户。")) + note.format("footnote", p("含3户。")) + "户"
        "<office:annotation>" + p("400户") + "</office:annotation>"
        "<draw:frame><draw:text-box>" + p("培训45人次") + "</draw:text-box><svg:desc>400户</svg:desc></draw:frame>"
        "<draw:custom-shape>" + p("6人") + "</draw:custom-shape>。"
    )
    document = opened(body)
    assert document.text == "救助500户。\n培训45人次\n6人\n含3户。\n另5户。\n"
    assert [f.locator for f in extract(document).figures] == [
        "paragraph=1",
        "textbox=1",
        "textbox=2",
        "footnote=1",
        "endnote=1",
    ]


def test_hidden_text() -> None:
    """By a style, a section, a condition."""
    hidden = '<style:style style:name="H" style:family="{}"><style:text-properties text:display="none"/></style:style>'
    styles = (
        hidden.format("text")
        + hidden.format("paragraph")
        + '<style:style style:name="K" style:family="text" style:parent-style-name="H"/>'
    )
    document = opened(
        p(
            '救助<text:span text:style-name="H">4<text:span>0</text:span>0</text:span><text:span text:style-name="K">1</text:span>500户'
        )
        + p("400户", "H")
        + f'<text:section text:display="none">{p("400户")}</text:section>'
        + p('400户<text:hidden-paragraph text:is-hidden="true"/>')
        + p('<text:hidden-text text:is-hidden="true">400</text:hidden-text>6户'),
        automatic=styles,
    )
    assert document.text == "救助500户\n6户\n"


def test_headers_and_footers_of_pages_that_are_used() -> None:
    """Once, at the end, without the numbers of pages."""
    page = '<style:master-page style:name="{}" {}>{}</style:master-page>'
    masters = (
        page.format(
            "Standard",
            "",
            f"<style:header>{p('青山县红十字会')}</style:header><style:footer>{p('第<text:page-number>3</text:page-number>页')}</style:footer>",
        )
        + page.format(
            "First",
            "",
            f"<style:header>{p('青山县红十字会')}</style:header><style:header-left style:display='false'>{p('400户')}</style:header-left>",
        )
        + page.format("Other", "", f"<style:header>{p('400户')}</style:header>")
    )
    first = '<style:style style:name="P1" style:family="paragraph" style:master-page-name="First"/>'
    document = opened(p("救助500户", "P1"), automatic=first, masters=masters)
    assert document.text == "救助500户\n青山县红十字会\n"
    assert document.locator(8) == "header=1"


def test_the_table_of_contents_is_not_said() -> None:
    """It says the headings again."""
    contents = f"<text:table-of-content><text:index-body>{p('一、收入 3')}</text:index-body></text:table-of-content>"
    assert opened(contents + p("救助500户")).text == "救助500户\n"


def test_what_is_not_read_is_said() -> None:
    """Objects; pictures as large as a page; nothing else."""
    frame = '<draw:frame svg:width="{}" svg:height="{}">{}</draw:frame>'
    image = frame.format("16cm", "230mm", "<draw:image/>")
    assert "OCR" in opened(p("5户" + image)).warnings[0]
    assert opened(p("5户" + frame.format("2cm", "2cm", "<draw:image/>"))).warnings == ()
    assert opened(p("5户" + frame.format("2cm", "x", "<draw:object/>"))).warnings == ("not read: embedded objects",)
    with pytest.raises(InputError) as caught:
        opened(p(image))
    assert caught.value.code == "needs-ocr"


def test_the_bytes_say_what_it_is() -> None:
    """Whatever it is called."""
    assert read_bytes(odt(p("救助500户")), "a.docx").format == "odt"


class TestHostileFiles:
    """A reason in a word."""

    def refused(self, data: bytes, limits: Limits = LIMITS) -> str:
        """The code of the reason."""
        with pytest.raises(InputError) as caught:
            read(data, "a.odt", limits)
        return caught.value.code

    @pytest.mark.parametrize(
        ("parts", "code"),
        [
            ({"mimetype": ""}, "broken"),
            ({"content.xml": "<a/>"}, "broken"),
            ({"content.xml": "<a>"}, "broken"),
            ({"content.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}, "doctype"),
            ({"content.xml": "<a/>", "styles.xml": "<!DOCTYPE a><a/>"}, "doctype"),
            ({"content.xml": "<a>" * 100_000}, "too-deep"),
            ({"content.xml": b"\x00\x01", "META-INF/manifest.xml": "<m><encryption-data/></m>"}, "encrypted"),
        ],
    )
    def test_broken_parts(self, parts: dict[str, str | bytes], code: str) -> None:
        """None is read past its fault."""
        assert self.refused(zipped(parts)) == code

    def test_truncated_and_too_large(self) -> None:
        """At any byte; and more text than the limit."""
        whole = odt(p("救助500户。") * 50)
        for cut in range(0, len(whole), 61):
            assert self.refused(whole[:cut]) == "broken"
        assert self.refused(whole, Limits(characters=100)) == "too-large"
        assert self.refused(whole, Limits(parts=2)) == "too-many-parts"

    @pytest.mark.parametrize(
        "body",
        [
            "<text:list-item>{}</text:list-item>",
            "<text:note-body>{}</text:note-body>",
            "<table:table-row>{}</table:table-row>",
            "<table:table-cell>{}</table:table-cell>",
            "<table:table>{}</table:table>",
            "<text:p>{}</text:p>",
            "<style:header/>{}",
            "<text:span>{}</text:span>",
            "<text:list><text:list><text:list-item>{}</text:list-item></text:list></text:list>",
        ],
    )
    def test_elements_in_wrong_places(self, body: str) -> None:
        """What they hold is read."""
        assert figures(opened(body.format(p("救助5户")))) == [("5户", "5", "户")]
