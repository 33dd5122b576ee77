"""The page of an archive in a browser without a network: it is read, searched and walked through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from archive_pages import QINGHE, Opened, current, read, row, rows
from conftest import REPORT
from playwright.sync_api import expect

from extractor.records import Filled

if TYPE_CHECKING:
    from collections.abc import Callable


# ---- what it shows


def test_it_opens_from_the_disk_and_asks_for_nothing(open_archive: Callable[..., Opened]) -> None:
    """The file itself is all that is read; nothing is complained about; the counts are those of the records."""
    reports, texts = read(REPORT, QINGHE)
    one = open_archive(reports, texts)
    expect(one.page.locator("#counts")).to_be_visible()
    assert [url.rsplit("/", 1)[1] for url in one.requests] == ["%E6%A1%A3%E6%A1%88%200.html"]
    assert one.said == []
    counts = one.page.locator("#counts dd").all_inner_texts()
    open_ = sum(figure.status != "complete" for report in reports for figure in report.figures)
    assert counts == [
        str(n)
        for n in (
            2,
            sum(len(r.records) for r in reports),
            open_,
            sum(i.code[0] not in "MR" for r in reports for i in r.issues),
        )
    ]


def test_cells_tell_apart_what_is_said_hidden_missing_filled_in_and_absent(open_archive: Callable[..., Opened]) -> None:
    """By colour and by mark; a cell leads to its sentence."""
    reports, texts = read(REPORT, QINGHE)
    answer = Filled(value="125000", text="12.5", by="李四", at="2024-01-31", source="待填.xlsx")
    first = next(at for at, record in enumerate(reports[0].records) if record.text == "XX万元")
    records = list(reports[0].records)
    records[first] = records[first].model_copy(update={"filled": answer})
    page = open_archive([reports[0].model_copy(update={"records": tuple(records)}), reports[1]], texts).page
    seen = {}
    for cell in page.locator("#matrix td").all():
        (status,) = set((cell.get_attribute("class") or "").split()) - {"planned"}
        colours = cell.evaluate("cell => [getComputedStyle(cell).color, getComputedStyle(cell).backgroundColor].join()")
        mark = cell.evaluate("cell => getComputedStyle(cell.firstElementChild, '::before').content[1] ?? ''")
        seen[status] = colours, mark if status == "complete" else cell.inner_text()[0]
    assert set(seen) == {"complete", "redacted", "missing", "filled", "absent"}
    assert len({colour for colour, _ in seen.values()}) == len(seen)
    assert {status: mark for status, (_, mark) in seen.items()} == {
        "complete": "●",
        "redacted": "◐",
        "missing": "○",
        "filled": "✎",
        "absent": "–",
    }
    page.locator("#matrix td.missing a").first.click()
    assert current(page) == "万元"
    assert "收到企业捐款人民币" in page.locator("#text").inner_text()


def test_every_digit_is_shown(open_archive: Callable[..., Opened]) -> None:
    """A browser's numbers have 15 digits; the archive's have all."""
    page = open_archive(*read(REPORT, "收到捐款12345678901234567.89元，补助2～3.1415926535897932384元。\n")).page
    page.evaluate("location.hash = '#/figures'")
    expect(row(page, "3.1415926535897932384元")).to_contain_text("= 2–3.1415926535897932384 元")
    page.evaluate("location.hash = '#/f/1/0'")
    assert "12,345,678,901,234,567.89 元" in (page.locator(".figure[aria-current]").get_attribute("title") or "")


@pytest.mark.parametrize(
    "text", [QINGHE, "😀𠮷县红十字会2023年工作总结\n𠮷募集善款2,1\n50万元，惠及😀5人。\n" + QINGHE]
)
def test_figures_are_marked_where_they_stand(open_archive: Callable[..., Opened], text: str) -> None:
    """Also behind characters that JavaScript counts as two."""
    reports, texts = read(text)
    page = open_archive(reports, texts).page
    page.evaluate("location.hash = '#/r/0'")
    expect(page.locator("#text .figure").first).to_be_visible()
    marked = page.evaluate("[...document.querySelectorAll('#text .figure')].map((one) => one.textContent)")
    assert marked == [record.text for record in reports[0].records]
    assert page.evaluate("document.getElementById('text').textContent") == text
    kinds = page.evaluate("[...document.querySelectorAll('#text .figure')].map((one) => one.classList[1])")
    assert kinds == [record.kind for record in reports[0].records]


def test_a_row_shows_the_figure_where_it_stands(open_archive: Callable[..., Opened]) -> None:
    """And not where the same characters stand before it in the sentence."""
    page = open_archive(*read(REPORT, "😀15人参加，5人获奖。\n")).page
    page.evaluate("location.hash = '#/figures'")
    marked = row(page, "获奖").last.locator(".told b")
    expect(marked).to_have_text("5人")
    assert marked.evaluate("one => one.previousSibling.textContent") == "😀15人参加，"


def test_kinds_and_statuses_have_a_colour_and_a_mark_in_the_text(open_archive: Callable[..., Opened]) -> None:
    """No two of them look the same, with colours or without."""
    page = open_archive(*read(QINGHE)).page
    page.evaluate("location.hash = '#/r/0'")
    look = """one => { const own = getComputedStyle(one), after = getComputedStyle(one, '::after'), before = getComputedStyle(one, '::before');
        return [own.textDecorationColor + own.backgroundColor, (after.content + before.content).replace(/none|normal/g, '')]; }"""
    seen = [one.evaluate(look) for one in page.locator("#text-legend .figure").all()]
    assert len(seen) == 9
    assert len({colour for colour, _ in seen}) == len({mark for _, mark in seen}) == 9
    assert all(mark.strip('"⁠ ') for _, mark in seen)


# ---- search and filters


def test_a_word_of_two_characters_is_found_in_figures_and_texts(open_archive: Callable[..., Opened]) -> None:
    """Where no figure stands, too; a hit leads to its place in the text."""
    page = open_archive(*read(REPORT, QINGHE)).page
    page.fill("#query", "集训")
    expect(page.locator(".row")).to_have_count(2)
    assert rows(page) == ["9月9日至18日", "XX"]
    page.fill("#query", "壮大")
    expect(page.locator(".row")).to_have_count(1)
    page.locator(".row").click()
    assert page.evaluate("String(getSelection())") == "壮大"
    expect(page.locator("#report-title")).to_have_text("青禾县红十字会2023年工作总结")
    page.fill("#query", "志愿 861")
    expect(page.locator("#found")).to_contain_text("没有符合条件")
    page.fill("#query", "会员 860")
    expect(page.locator(".row").first).to_contain_text("860人")


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"kind": "比率"}, ["50%"]),
        ({"status": "缺失"}, ["万元"]),
        ({"status": "未决", "organisation": "青山县红十字会"}, ["XX万元"]),
        ({"kind": "隐去"}, ["XX"]),
        ({"finding": "M101 数字缺失"}, ["万元"]),
        ({"year": "2021", "kind": "金额"}, ["26.2万元", "XX万元", "2～5万元"]),
        ({"year": "2021", "kind": "比率"}, []),
    ],
)
def test_filters(open_archive: Callable[..., Opened], choices: dict[str, str], expected: list[str]) -> None:
    """Kind, status, finding, organisation, year: all that are chosen hold."""
    page = open_archive(*read(REPORT, QINGHE)).page
    page.evaluate("location.hash = '#/figures'")
    for name, choice in choices.items():
        page.select_option(f"#by-{name}", label=choice)
    assert rows(page) == expected
    page.get_by_role("button", name="清除筛选").click()
    assert len(rows(page)) > 10


@pytest.mark.parametrize(
    "address", ["#/f/0/constructor", "#/f/constructor/0", "#/r/99", "#/f/0/-1", "#/nowhere", "#/f/0/1e9"]
)
def test_an_address_that_names_nothing_is_the_overview(open_archive: Callable[..., Opened], address: str) -> None:
    """A link may be of another archive."""
    one = open_archive(*read(QINGHE))
    one.page.evaluate("location.hash = '#/figures'")
    one.page.evaluate(f"location.hash = {address!r}")
    expect(one.page.locator("#counts")).to_be_visible()
    assert one.said == []


# ---- from the table to the sentence and back


def test_from_the_list_to_the_sentence_and_back(open_archive: Callable[..., Opened]) -> None:
    """A row marks its figure in the text, a figure in the text its row; the browser's own way back works."""
    page = open_archive(*read(REPORT, QINGHE)).page
    page.evaluate("location.hash = '#/figures'")
    row(page, "109人").click()
    assert current(page) == "109人"
    page.locator("#text .figure", has_text="26.2万元").click()
    expect(page.locator(".row[aria-selected=true]")).to_contain_text("26.2万元")
    page.go_back()
    expect(page.locator(".row[aria-selected=true]")).to_contain_text("109人")
    page.reload()
    assert current(page) == "109人"
    page.click("#next-open")
    assert current(page) == "XX万元"
    told = page.locator("#chosen div").all_inner_texts()
    wanted = {
        "类别\n金额",
        "状态\n占位",
        "单位\n元",
        "事项\n善款",
        "期间\n2021",
        "章节\n一、救助工作",
        "代码\nR201 数字为占位符",
    }
    assert wanted <= set(told)


def test_the_keyboard_alone(open_archive: Callable[..., Opened]) -> None:
    """Open figures one after another, search, the list, the text, the help, and back."""
    page = open_archive(*read(REPORT, QINGHE)).page
    key = page.keyboard.press
    walked = []
    for name in ("j", "j", "j", "j", "k", "n", "p"):
        key(name)
        walked.append(current(page))
    assert walked == ["XX万元", "XX万元", "万元", "万元", "XX万元", "万元", "XX万元"]
    key("]")
    key("[")
    expect(page.locator("#position")).to_have_text("第 1 / 2 份")
    key("j")
    assert current(page) == "XX万元"
    expect(page.locator("#position")).to_have_text("第 1 / 2 份")
    key("/")
    page.keyboard.type("会员")
    expect(page.locator(".row")).to_have_count(3)
    key("Escape")
    expect(page.locator("#query")).to_have_value("")
    page.keyboard.type("会员")
    expect(page.locator(".row")).to_have_count(3)
    for _ in range(9):  # help, language, five filters, their clearing, the list
        key("Tab")
    assert page.evaluate("document.activeElement.id") == "list"
    key("ArrowDown")
    key("ArrowDown")
    assert page.get_attribute("#list", "aria-activedescendant") == page.get_attribute(".row[aria-selected=true]", "id")
    key("Enter")
    assert page.evaluate("document.activeElement.textContent") == "1020人"
    key("Escape")
    assert page.evaluate("document.activeElement.id") == "list"
    key("?")
    expect(page.locator("#keys")).to_be_visible()
    page.uncheck("#single")
    key("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    key("?")
    expect(page.locator("#keys")).to_be_hidden()


def test_focus_is_seen(open_archive: Callable[..., Opened]) -> None:
    """Whatever the Tab key comes to has a ring; the first of it leads past the top."""
    page = open_archive(*read(QINGHE)).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    expect(page.locator("#counts")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    for _ in range(8):
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert width >= 2, page.evaluate("document.activeElement.outerHTML")
        page.keyboard.press("Tab")


# ---- much


def test_only_what_is_seen_is_in_the_page(open_archive: Callable[..., Opened]) -> None:
    """Of 10,000 figures in one report a few hundred are elements; the last one is marked when it is gone to."""
    text = QINGHE + "".join(f"第{n}次活动惠及{n}人，发放物资XX件。\n" for n in range(1, 5001))
    reports, texts = read(text)
    assert len(reports[0].records) > 10_000
    page = open_archive(reports, texts).page
    page.evaluate("location.hash = '#/r/0'")
    expect(page.locator("#text .figure").first).to_be_visible()
    assert page.locator(".row").count() < 60
    assert page.locator("#text .figure").count() < 1000
    page.evaluate(f"location.hash = '#/f/0/{len(reports[0].records) - 1}'")
    expect(page.locator(".figure[aria-current]")).to_be_in_viewport()
    expect(page.locator(".row[aria-selected=true]")).to_be_in_viewport()
    page.keyboard.press("k")
    assert page.evaluate("document.querySelector('.row[aria-selected=true]').ariaPosInSet") == str(
        len(reports[0].records) - 2
    )
