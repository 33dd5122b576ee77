"""Web pages: what a reader sees is read, whole and once; what no reader sees is not."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import extract
from extractor.document import Document
from extractor.errors import InputError
from extractor.read import html, mht
from extractor.read.limits import LIMITS


def page(body: str, charset: str = "utf-8") -> Document:
    return html.read(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(charset), "a.html", LIMITS)


def lines(body: str) -> list[str]:
    return page(body).text.splitlines()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>发放2<b>6</b>.<span>2</span>万元</p>", ["发放26.2万元"]),
        ("<p>一<br>二<br/>三", ["一", "二", "三"]),
        ("<div>甲<p>乙</p>丙</div>", ["甲", "乙", "丙"]),
        ("<p>全年募集\n    善款\n  5 万元 and\nmore</p>", ["全年募集善款 5 万元 and more"]),
        ("<p>5&nbsp;万&#20803;&lt;含物资&gt;</p>", ["5\xa0万元<含物资>"]),
        ("<p>共<del>90户</del><ins>500户</ins></p>", ["共500户"]),
        (
            "<p>共<s>80户</s><strike>70户</strike><span style='text-decoration: line-through'>60户</span>50户</p>",
            ["共50户"],
        ),
        ("<p>水面10<sup>3</sup>亩，CO<sub>2</sub></p>", ["水面10³亩，CO₂"]),
        ("<pre>甲 1人\n乙  2人</pre>", ["甲 1人", "乙 2人"]),
        ("<ruby>捐<rt>juān</rt></ruby>款", ["捐款"]),
        ("<footer>注：另有捐物9万元。</footer>", ["注：另有捐物9万元。"]),
        ("<form><main><h1>小结</h1>募款1万元</main></form>", ["小结", "募款1万元"]),
    ],
)
def test_what_is_seen(body: str, text: list[str]) -> None:
    """Blocks and <br> end lines; inline tags end nothing; text is the final text."""
    assert lines(body) == text


@pytest.mark.parametrize(
    "unseen",
    [
        "<script>var n='7人'</script>",
        "<style>p:after{content:'7人'}</style>",
        "<template><p>7人</p></template>",
        "<nav><a href='javascript:alert(7)'>7人</a></nav>",
        "<div role=navigation>7人</div>",
        "<div style='color:red; display : NONE'>7人<p>又7人</p></div>",
        "<span hidden>7人</span>",
        "<p style='visibility:hidden'>7人</p>",
        "<p style='mso-hide:all'>7人</p>",
        "<select><option>7人</select>",
        "<!-- 7人 -->",
        "<!--[if gte mso 9]><xml>7人</xml><![endif]-->",
    ],
)
def test_what_is_not_seen(unseen: str) -> None:
    """And what stands around it is whole."""
    assert page(f"<p>惠及1{unseen}").text.startswith("惠及1")
    assert "7人" not in page(f"<p>惠及{unseen}5户</p>").text
    assert "5户" in page(f"<p>惠及{unseen}5户</p>").text


def test_the_head_is_not_the_report() -> None:
    """A title in the window's frame would count its figures twice."""
    data = "<html><head><title>救助5户</title></head><body>救助5户</body></html>".encode()
    assert html.read(data, "a.html", LIMITS).text == "救助5户\n"


def test_numbers_of_lists_are_labels() -> None:
    """The outline knows them; no figure does."""
    document = page(
        "<ol style='list-style-type:cjk-ideographic'><li>救助<p>救助5户</p><li>培训</ol><ol start=3><li>x</ol><ul><li>y</ul>"
    )
    starts = {document.text[at:].splitlines()[0]: label for at, label in document.labels.items()}
    assert starts == {"救助": "一、", "培训": "二、", "x": "3."}
    assert document.text.splitlines() == ["救助", "救助5户", "培训", "x", "y"]


def test_numbers_of_lists_that_word_saves_are_labels() -> None:
    """Word writes them out and marks them as its own."""
    document = page(
        "<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>二、<span>&nbsp;&nbsp;</span></span>"
        "<![endif]>2022年<span lang=EN-US>工作</span>计划<o:p></o:p></p><p class=MsoNormal>新建站点3个。</p>"
    )
    assert document.text == "2022年工作计划\n新建站点3个。\n"
    assert document.labels == {0: "二、"}
    assert extract(document).figures[-1].modality == "planned"


def test_tables_are_rows() -> None:
    """What a cell covers is blank, so that each value stands below its header."""
    assert lines(
        "<table><caption>单位：万元</caption><tr><th rowspan=2>项目<th colspan=2>金额<th rowspan=2>户数"
        "<tr><th>预算<th>支出<tr><td>助学<td>1<b>2</b>0<td>13.5<td>6</table>"
    ) == ["单位：万元", "项目\t金额\t\t户数", "\t预算\t支出\t", "助学\t120\t13.5\t6"]


def test_places() -> None:
    """Paragraphs and cells are counted as a reader counts them."""
    document = page(
        "<p>甲</p><table><tr><td>乙<td>5人</table><p>丙</p><table><tr><td><table><tr><td>丁</table></table>"
    )
    places = [document.locator(document.text.index(one)) for one in "甲乙5丙丁"]
    assert places == [
        "paragraph=1",
        "table=1,row=1,column=1",
        "table=1,row=1,column=2",
        "paragraph=2",
        "table=3,row=1,column=1",
    ]


def test_pages_that_are_laid_out_by_tables() -> None:
    """A cell that holds the article is no row, and a table in it is one of its own."""
    long = "全年各项工作有序推进，募集款物、救助群众、培训救护员等任务均已完成，群众满意。" * 3
    found = lines(
        f"<table><tr><td>栏目<td><h2>一、救助</h2><p>{long}</p><p>救助5户。</p><table><tr><td>助学<td>3人</table></table>"
    )
    assert found == ["栏目", "一、救助", long, "救助5户。", "助学\t3人"]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "big5"])
@pytest.mark.parametrize(
    "declared", ["", "<meta charset='{}'>", "<meta http-equiv=Content-Type content='text/html; charset={}'>"]
)
def test_charsets(charset: str, declared: str) -> None:
    """What the page says, or what its bytes are."""
    text = "募集善款120万元，扶助弱勢家庭300戶。"
    document = html.read(
        f"<html><head>{declared.format(charset)}</head><p>{text}</p></html>".encode(charset), "a", LIMITS
    )
    assert document.text == text + "\n"
    assert document.charset
    assert not document.warnings


@pytest.mark.parametrize("wrong", ["gb2312", "iso-8859-1", "big5", "utf-8", "none-such"])
@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
def test_a_page_that_names_another_charset(charset: str, wrong: str) -> None:
    """Editors leave the old one standing; the bytes are believed."""
    text = "全年发放救助金二十六万元，惠及困难群众一百零九人，培训红十字救护员三百余名。"
    document = html.read(f"<meta charset={wrong}><p>{text}</p>".encode(charset), "a", LIMITS)
    assert document.text == text + "\n"


def test_a_frame_is_told() -> None:
    """Its text is in another file."""
    assert page("<p>5人</p><iframe src=b.html></iframe>").warnings == (
        "a frame of the page is another file and was not read",
    )


TAGS = st.sampled_from(
    ["<b>{}</b>", "<span lang=EN-US>{}</span>", "<font color=red><i>{}</i></font>", "{}", "<!-- x -->{}"]
)


@given(st.lists(TAGS, min_size=20, max_size=60))
@settings(max_examples=60, deadline=None)
def test_inline_tags_change_no_record(tags: list[str]) -> None:
    """However Word cut the runs of a sentence."""
    text = "2021年，发放救助金26.2万元，惠及109人，募集善款XX万元，筹资共计人民币万元，完成率95%。"
    cut = "".join(tags[at % len(tags)].format(ch) for at, ch in enumerate(text))
    document = page(f"<p>{cut}</p>")
    assert document.text == text + "\n"
    assert [(f.text, f.value, f.unit) for f in extract(document).figures] == [
        (f.text, f.value, f.unit) for f in extract(text).figures
    ]


TAIL = "<p>惠及109人</p>"
HOSTILE = {
    "open tags": "<a " * 100_000,
    "open tags and text": "<a " * 100_000 + ">" + TAIL,
    "nested": "<div>" * 100_000 + TAIL,
    "nested, inline": "<b>" * 100_000 + TAIL,
    "nested tables": "<table><tr><td>" * 20_000 + TAIL,
    "nested lists": "<ol><li>" * 20_000 + TAIL,
    "a quote that is never closed": '<a href="' * 100_000 + '">' + TAIL,
    "entities": "&amp;&#20013;&nbsp;" * 100_000 + TAIL,
    "ampersands": "&" * 200_000 + TAIL,
    "ends that close nothing, not deep": "<b>" * 500 + "</span>" * 100_000 + TAIL,
    "an entity of its own": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><p>&a;</p>' + TAIL,
    "spans": "<table>" + ("<tr>" + "<td rowspan=65534 colspan=1000>x" * 9) * 500 + "</table>" + TAIL,
    "spaces": "<p>" + " " * 2_000_000 + "</p>" + TAIL,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(50_000)) + ">" + TAIL,
    "control characters": "<p>多多多多多多多多多多\x01\x02</p>" * 5 + "多" * 2000 + TAIL,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages(name: str) -> None:
    """They end, soon, and what stands behind is read wherever a browser would show it."""
    start = time.process_time()
    text = html.read(HOSTILE[name].encode(), "a.html", LIMITS).text
    assert time.process_time() - start < 20
    if name != "open tags":
        assert "惠及109人" in text
    assert "root:" not in text
    assert not re.search("[\x00-\x08]", text)


@pytest.mark.parametrize("body", ["<div>" * 50_000 + "</span>" * 50_000, "<b>" * 50_000 + "</p>" * 50_000])
def test_what_would_cost_squares_is_refused(body: str) -> None:
    """Ends that close nothing, each looked for through all that is open."""
    with pytest.raises(InputError, match="nested more than 1000 deep") as caught:
        page(body)
    assert caught.value.code == "too-deep"


@given(st.text(alphabet=st.sampled_from('<>/!-"= &;#x3abpt龙5人\n\x00[]'), max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_markup_is_read_or_refused(body: str) -> None:
    """Nothing but an InputError comes out, and every place is in the text."""
    try:
        document = html.read(body.encode(), "a.html", LIMITS)
    except InputError:
        return
    assert all(0 <= at <= len(document.text) for at, _ in document.places)


ARCHIVE = (
    'From: <Saved by Word>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_b"\r\n\r\n'
    '--=_b\r\nContent-Type: text/html; charset="{}"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n'
    "--=_b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--=_b--\r\n"
)


@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_web_archives(charset: str) -> None:
    """The page in it; its charset stands in the mail's header."""
    import base64

    body = base64.b64encode("<p>惠及<b>109</b>人</p>".encode(charset)).decode()
    document = mht.read(ARCHIVE.format(charset, body).encode(), "a.mht", LIMITS)
    assert (document.text, document.format) == ("惠及109人\n", "mht")


@pytest.mark.parametrize(
    "data", [b"", b"MIME-Version: 1.0\r\n\r\n", b"Content-Type: multipart/related; boundary=x\r\n\r\n--x" * 3_000]
)
def test_broken_web_archives_are_refused(data: bytes) -> None:
    """No page, no report."""
    with pytest.raises(InputError, match="web archive"):
        mht.read(data, "a.mht", LIMITS)
