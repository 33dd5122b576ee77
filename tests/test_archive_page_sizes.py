"""The page of an archive in both languages, on a wide screen and a narrow one, and on paper; axe-core finds nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from archive_pages import NARROW, QINGHE, WIDE, Opened, current, read
from conftest import REPORT, ROOT
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable


AXE = ROOT / ".cache/node_modules/axe-core/axe.min.js"


@pytest.mark.parametrize(
    ("headers", "locale", "lang"),
    [("zh", "en-GB", "zh-CN"), ("en", "zh-CN", "en"), ("both", "zh-TW", "zh-CN"), ("both", "fr-FR", "en")],
)
def test_the_language_is_the_runs_else_the_readers(
    open_archive: Callable[..., Opened], headers: str, locale: str, lang: str
) -> None:
    """The switch says all of it in the other one; what reports say stays as it is."""
    page = open_archive(*read(QINGHE), locale=locale, headers=headers).page
    page.keyboard.press("j")
    for expected in (lang, "en" if lang == "zh-CN" else "zh-CN"):
        assert page.evaluate("document.documentElement.lang") == expected
        said = page.evaluate("[...document.querySelectorAll('[data-say]')].map((one) => one.textContent)")
        assert all(said)
        chinese = [word for word in said if re.search("[一-鿿]", word)]
        assert chinese == (["中文"] if expected == "en" else [word for word in said if word != "English"])
        title = page.locator("#text .figure").first.get_attribute("title")
        assert title is not None
        assert title.startswith("日期 · 完整" if expected == "zh-CN" else "date · complete")
        assert current(page) == "XX万元"
        page.click("#language")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_sticks_out(open_archive: Callable[..., Opened], size: Any, lang: str) -> None:
    """Only the table of the overview scrolls sideways; on a phone the list and the report take turns."""
    page = open_archive(*read(REPORT, QINGHE * 3), size=size, headers=lang).page
    for view in ("#/overview", "#/figures", "#/r/1"):
        page.evaluate(f"location.hash = '{view}'")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        assert page.evaluate("document.getElementById('report').scrollWidth") <= size["width"]
    expect(page.locator("#list")).to_be_visible(visible=size is WIDE)
    if size is NARROW:
        page.locator(".turn a").click()
        expect(page.locator("#list")).to_be_visible()
        expect(page.locator("#report")).to_be_hidden()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_serious(open_archive: Callable[..., Opened], size: Any, lang: str) -> None:
    """WCAG 2.1 A and AA, by axe-core, in each view."""
    assert AXE.is_file(), f"make {AXE.relative_to(ROOT)}"
    one = open_archive(*read(REPORT, QINGHE), size=size, headers=lang)
    one.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = []
    for view in ("#/overview", "#/figures", "#/f/1/1", "help"):
        if view == "help":
            one.page.click("#help")
        else:
            one.page.evaluate(f"location.hash = '{view}'")
        result = one.page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })")
        assert len(result["passes"]) > 5
        found += [(view, v["id"], v["nodes"][0]["html"]) for v in result["violations"]]
    assert found == []


def test_what_is_printed_is_all_of_it(open_archive: Callable[..., Opened]) -> None:
    """A report with its figures to its end, without what is for the screen."""
    text = QINGHE + "".join(f"第{n}次活动惠及{n}人。\n" for n in range(1, 700))
    page = open_archive(*read(text)).page
    page.evaluate("location.hash = '#/r/0'")
    pages = pypdfium2.PdfDocument(page.pdf())
    printed = "".join(pages[n].get_textpage().get_text_range() for n in range(len(pages)))
    pages.close()
    assert "699人" in printed.replace("\u2060", "")
    assert "清除筛选" not in printed
    assert page.evaluate("document.querySelectorAll('#text .figure').length") > 690
    page.evaluate("location.hash = '#/overview'")
    overview = pypdfium2.PdfDocument(page.pdf())
    (width, height) = overview[0].get_size()
    assert (len(overview), width > height) == (1, True)
    overview.close()
