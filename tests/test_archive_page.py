"""The page of an archive in a browser without a network: it is read, searched and walked through, and nothing in it runs."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from conftest import REPORT, ROOT
from playwright.sync_api import expect

from extractor import Extraction, extract
from extractor.check import check
from extractor.emit import About, write
from extractor.packs import load
from extractor.records import Filled

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
AXE = ROOT / ".cache/node_modules/axe-core/axe.min.js"


@dataclass
class Opened:
    """A page with what it asked for, said and did."""

    page: Page
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Open an archive of these reports from the disk, with the network off."""
    contexts = []

    def open_(
        reports: Sequence[Extraction], texts: Sequence[str], size: Any = None, locale: str = "zh-CN", **about: Any
    ) -> Opened:
        path = tmp_path / f"档案 {len(contexts)}.html"
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

    yield open_
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


# ---- what it shows


def test_it_opens_from_the_disk_and_asks_for_nothing(opened: Callable[..., Opened]) -> None:
    """The file itself is all that is read; nothing is complained about; the counts are those of the records."""
    reports, texts = read(REPORT, QINGHE)
    one = opened(reports, texts)
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


def test_cells_tell_apart_what_is_said_hidden_missing_filled_in_and_absent(opened: Callable[..., Opened]) -> None:
    """By colour and by mark; a cell leads to its sentence."""
    reports, texts = read(REPORT, QINGHE)
    answer = Filled(value="125000", text="12.5", by="李四", at="2024-01-31", source="待填.xlsx")
    first = next(at for at, record in enumerate(reports[0].records) if record.text == "XX万元")
    records = list(reports[0].records)
    records[first] = records[first].model_copy(update={"filled": answer})
    page = opened([reports[0].model_copy(update={"records": tuple(records)}), reports[1]], texts).page
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


def test_every_digit_is_shown(opened: Callable[..., Opened]) -> None:
    """A browser's numbers have 15 digits; the archive's have all."""
    page = opened(*read(REPORT, "收到捐款12345678901234567.89元，补助2～3.1415926535897932384元。\n")).page
    page.evaluate("location.hash = '#/figures'")
    expect(row(page, "3.1415926535897932384元")).to_contain_text("= 2–3.1415926535897932384 元")
    page.evaluate("location.hash = '#/f/1/0'")
    assert "12,345,678,901,234,567.89 元" in (page.locator(".figure[aria-current]").get_attribute("title") or "")


@pytest.mark.parametrize(
    "text", [QINGHE, "😀𠮷县红十字会2023年工作总结\n𠮷募集善款2,1\n50万元，惠及😀5人。\n" + QINGHE]
)
def test_figures_are_marked_where_they_stand(opened: Callable[..., Opened], text: str) -> None:
    """Also behind characters that JavaScript counts as two."""
    reports, texts = read(text)
    page = opened(reports, texts).page
    page.evaluate("location.hash = '#/r/0'")
    expect(page.locator("#text .figure").first).to_be_visible()
    marked = page.evaluate("[...document.querySelectorAll('#text .figure')].map((one) => one.textContent)")
    assert marked == [record.text for record in reports[0].records]
    assert page.evaluate("document.getElementById('text').textContent") == text
    kinds = page.evaluate("[...document.querySelectorAll('#text .figure')].map((one) => one.classList[1])")
    assert kinds == [record.kind for record in reports[0].records]


def test_kinds_and_statuses_have_a_colour_and_a_mark_in_the_text(opened: Callable[..., Opened]) -> None:
    """No two of them look the same, with colours or without."""
    page = opened(*read(QINGHE)).page
    page.evaluate("location.hash = '#/r/0'")
    look = """one => { const own = getComputedStyle(one), after = getComputedStyle(one, '::after'), before = getComputedStyle(one, '::before');
        return [own.textDecorationColor + own.backgroundColor, (after.content + before.content).replace(/none|normal/g, '')]; }"""
    seen = [one.evaluate(look) for one in page.locator("#text-legend .figure").all()]
    assert len(seen) == 9
    assert len({colour for colour, _ in seen}) == len({mark for _, mark in seen}) == 9
    assert all(mark.strip('"⁠ ') for _, mark in seen)


# ---- search and filters


def test_a_word_of_two_characters_is_found_in_figures_and_texts(opened: Callable[..., Opened]) -> None:
    """Where no figure stands, too; a hit leads to its place in the text."""
    page = opened(*read(REPORT, QINGHE)).page
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
def test_filters(opened: Callable[..., Opened], choices: dict[str, str], expected: list[str]) -> None:
    """Kind, status, finding, organisation, year: all that are chosen hold."""
    page = opened(*read(REPORT, QINGHE)).page
    page.evaluate("location.hash = '#/figures'")
    for name, choice in choices.items():
        page.select_option(f"#by-{name}", label=choice)
    assert rows(page) == expected
    page.get_by_role("button", name="清除筛选").click()
    assert len(rows(page)) > 10


@pytest.mark.parametrize(
    "address", ["#/f/0/constructor", "#/f/constructor/0", "#/r/99", "#/f/0/-1", "#/nowhere", "#/f/0/1e9"]
)
def test_an_address_that_names_nothing_is_the_overview(opened: Callable[..., Opened], address: str) -> None:
    """A link may be of another archive."""
    one = opened(*read(QINGHE))
    one.page.evaluate("location.hash = '#/figures'")
    one.page.evaluate(f"location.hash = {address!r}")
    expect(one.page.locator("#counts")).to_be_visible()
    assert one.said == []


# ---- from the table to the sentence and back


def test_from_the_list_to_the_sentence_and_back(opened: Callable[..., Opened]) -> None:
    """A row marks its figure in the text, a figure in the text its row; the browser's own way back works."""
    page = opened(*read(REPORT, QINGHE)).page
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


def test_the_keyboard_alone(opened: Callable[..., Opened]) -> None:
    """Open figures one after another, search, the list, the text, the help, and back."""
    page = opened(*read(REPORT, QINGHE)).page
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


def test_focus_is_seen(opened: Callable[..., Opened]) -> None:
    """Whatever the Tab key comes to has a ring; the first of it leads past the top."""
    page = opened(*read(QINGHE)).page
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


# ---- languages, sizes, print


@pytest.mark.parametrize(
    ("headers", "locale", "lang"),
    [("zh", "en-GB", "zh-CN"), ("en", "zh-CN", "en"), ("both", "zh-TW", "zh-CN"), ("both", "fr-FR", "en")],
)
def test_the_language_is_the_runs_else_the_readers(
    opened: Callable[..., Opened], headers: str, locale: str, lang: str
) -> None:
    """The switch says all of it in the other one; what reports say stays as it is."""
    page = opened(*read(QINGHE), locale=locale, headers=headers).page
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
def test_nothing_sticks_out(opened: Callable[..., Opened], size: Any, lang: str) -> None:
    """Only the table of the overview scrolls sideways; on a phone the list and the report take turns."""
    page = opened(*read(REPORT, QINGHE * 3), size=size, headers=lang).page
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
def test_axe_finds_nothing_serious(opened: Callable[..., Opened], size: Any, lang: str) -> None:
    """WCAG 2.1 A and AA, by axe-core, in each view."""
    assert AXE.is_file(), f"make {AXE.relative_to(ROOT)}"
    one = opened(*read(REPORT, QINGHE), size=size, headers=lang)
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


def test_what_is_printed_is_all_of_it(opened: Callable[..., Opened]) -> None:
    """A report with its figures to its end, without what is for the screen."""
    text = QINGHE + "".join(f"第{n}次活动惠及{n}人。\n" for n in range(1, 700))
    page = opened(*read(text)).page
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


# ---- much


def test_only_what_is_seen_is_in_the_page(opened: Callable[..., Opened]) -> None:
    """Of 10,000 figures in one report a few hundred are elements; the last one is marked when it is gone to."""
    text = QINGHE + "".join(f"第{n}次活动惠及{n}人，发放物资XX件。\n" for n in range(1, 5001))
    reports, texts = read(text)
    assert len(reports[0].records) > 10_000
    page = opened(reports, texts).page
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


# ---- nothing runs

DEEDS = ["window.ran=1", "alert(1)", "fetch('http://x.cn/a')", "new Image().src='http://x.cn/b'"]
VECTORS = [
    "<script>{}</script>",
    "</script><script>{}</script>",
    "<!--<script>{}</script>-->",
    "<img src=x onerror={}>",
    "<svg onload={}>",
    "<svg><script>{}</script></svg>",
    "<body onload={}>",
    "<iframe src=javascript:{}>",
    "<iframe srcdoc='<script>parent.{}</script>'>",
    "<a href=javascript:{}>点</a>",
    "javascript:{}",
    '"><img src=x onerror={}>',
    "' onfocus={} autofocus='",
    '" onmouseover={} x="',
    "<input autofocus onfocus={}>",
    "<details open ontoggle={}>",
    "<video><source onerror={}></video>",
    "<math><mtext></p><img src=x onerror={}></math>",
    "<style>*{{background:url('javascript:{}')}}</style>",
    "<link rel=stylesheet href='data:text/css,{}'>",
    "<base href='http://x.cn/'><script src=a></script>{}",
    "<object data=javascript:{}>",
    "<meta http-equiv=refresh content='0;url=javascript:{}'>",
    "\\u003cscript\\u003e{}\\u003c/script\\u003e",
    "&lt;script&gt;{}&lt;/script&gt;",
    "{{{{constructor.constructor('{}')()}}}}",
    "</title></style></textarea><script>{}</script>",
    "]}}</script><script>{}</script>",
    "\u2028{}//",
    "__proto__{}",
]
PAYLOADS = [vector.format(deed) for vector, deed in itertools.product(VECTORS, DEEDS)]


def hostile(payload: str) -> tuple[Extraction, str]:
    """A report that says it everywhere: its name, title, organisation, headings, items, units, findings."""
    text = f"{payload}县红十字会2023年工作总结\n一、{payload}\n募集{payload}善款XX万元，惠及5{payload}人。\n"
    (amount, *_) = [one for one in extract(text, "a.txt").figures if one.text == "XX万元"]
    told = {"source_file": payload, "item": payload, "unit": payload, "section": payload, "sentence": payload}
    told |= {"locator": f"sheet={payload}", "indicator": "donations_total", "pattern": payload}
    filled = Filled(value=payload, text=payload, by=payload, at=payload, source=payload)
    extraction = extract(text, payload)
    issues = check(extraction, load(), text)
    records = (
        *extraction.records,
        amount.model_copy(update=told),
        amount.model_copy(update={**told, "filled": filled}),
    )
    issue = issues[0].model_copy(update={"code": payload, "message": payload, "facts": {"text": payload}})
    facts = issues[0].model_copy(update={"facts": dict.fromkeys(issues[0].facts, payload)})
    report = extraction.report.model_copy(update={"organisation": payload, "title": payload, "year": payload})
    return extraction.model_copy(update={"report": report, "records": records, "issues": (issue, facts)}), text


def test_nothing_of_a_report_runs(opened: Callable[..., Opened]) -> None:
    """120 payloads in texts, names, organisations, items, units, findings: 0 executed, 0 requests, 0 complaints of the policy."""
    assert len(PAYLOADS) >= 100
    pairs = [hostile(payload) for payload in PAYLOADS]
    statuses = [{"file": payload, "status": "warning", "reason": payload} for payload in PAYLOADS]
    one = opened([pair[0] for pair in pairs], [pair[1] for pair in pairs], statuses=lambda: statuses)
    page = one.page
    visit = """async () => {
        const settled = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        const list = document.getElementById('list');
        for (const details of document.querySelectorAll('details')) details.open = true;
        for (let n = 0; n < document.querySelectorAll('script.report').length; n += 1) { location.hash = `#/r/${n}`; await settled(); }
        location.hash = '#/figures';
        for (list.scrollTop = 0; list.scrollTop + list.clientHeight < list.scrollHeight; list.scrollTop += 600) await settled();
        for (const row of document.querySelectorAll('.row')) { row.click(); row.dispatchEvent(new MouseEvent('mouseover', { bubbles: true })); }
        for (const link of document.querySelectorAll('#text a')) { link.click(); link.focus(); await settled(); }
    }"""
    page.evaluate(visit)
    page.click("#language")
    page.evaluate(visit)
    for payload in PAYLOADS[:4]:
        page.fill("#query", payload)
        page.wait_for_timeout(150)
        assert page.locator(".row").count() > 0
    assert page.evaluate("window.ran") is None
    assert one.said == []
    assert len(one.requests) == 1
    assert page.locator("#report-title bdi").inner_text() in PAYLOADS
    assert page.evaluate("document.querySelectorAll('script').length") == len(PAYLOADS) + 5
    foreign = "img, iframe, svg, object, base, link, video, math"
    assert page.evaluate(f"document.querySelectorAll('{foreign}').length") == 0


def test_the_policy_lets_only_the_pages_own_script_run(browser: Browser, tmp_path: Path) -> None:
    """A script, a handler, a style and a picture that somebody puts into the file do nothing."""
    reports, texts = read(QINGHE)
    write(reports, tmp_path / "a.html", about=About(texts=lambda: texts))
    page_ = (tmp_path / "a.html").read_text(encoding="utf-8")
    more = "<script>window.ran=1</script><img src=http://x.cn/a.png onerror='window.ran=2'><style>body{display:none}</style>"
    (tmp_path / "a.html").write_text(page_.replace("<main", f"{more}<main", 1), encoding="utf-8")
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((tmp_path / "a.html").as_uri())
    expect(page.locator("#counts")).to_be_visible()
    assert page.evaluate("window.ran") is None
    context.close()
