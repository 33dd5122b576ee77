"""What the tests of an archive's page share: reports, a browser that opens them without a network, and what it shows."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extractor import Extraction, extract
from extractor.check import check
from extractor.emit import About, write
from extractor.packs import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page


QINGHE = (
    "青禾县红十字会2023年工作总结\n"
    "一、志愿服务\n"
    "红十字志愿服务队伍不断壮大。募集善款XX万元，收到企业捐款人民币万元，培训救护员350人，发放救助金26.2万元。\n"
    "会员由860人增至1020人，增长50%。\n"
)
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@dataclass
class Opened:
    """A page with what it asked for, said and did."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@contextlib.contextmanager
def opening(browser: Browser, folder: Path) -> Iterator[Callable[..., Opened]]:
    """Give what opens an archive of some reports from the folder, with the network off; in the end all is closed."""
    contexts = []

    def open_(
        reports: Sequence[Extraction], texts: Sequence[str], size: Any = None, locale: str = "zh-CN", **about: Any
    ) -> Opened:
        path = folder / f"档案 {len(contexts)}.html"
        write(reports, path, about=About(texts=lambda: texts, **about))
        context = browser.new_context(viewport=size or WIDE, offline=True, locale=locale)
        contexts.append(context)
        one = Opened(context.new_page())
        context.on("request", lambda request: one.requests.append(request.url))
        one.page.on("console", lambda said: one.said.append(said.text))
        one.page.on("pageerror", lambda error: one.said.append(str(error)))
        one.page.on("dialog", lambda dialog: (one.said.append(f"dialog {dialog.message}"), dialog.dismiss()))
        one.page.goto(path.as_uri())
        return one

    try:
        yield open_
    finally:
        for context in contexts:
            context.close()


def read(*texts: str) -> tuple[list[Extraction], list[str]]:
    """Read reports as a run does."""
    found = [extract(text, f"{number}.txt") for number, text in enumerate(texts)]
    packs = load()
    checked = [check(one, packs, text) for one, text in zip(found, texts, strict=True)]
    return [one.model_copy(update={"issues": issues}) for one, issues in zip(found, checked, strict=True)], list(texts)


def rows(page: Page) -> list[str]:
    """The figures in the list, as they stand in the report."""
    return page.locator(".row .what bdi:first-of-type").all_inner_texts()


def row(page: Page, text: str) -> Locator:
    """The row of a figure."""
    return page.locator(".row", has=page.locator(".what", has_text=text))


def current(page: Page) -> str:
    """The figure that is marked in the report."""
    return page.locator(".figure[aria-current]").inner_text()
