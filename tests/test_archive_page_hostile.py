"""The page of an archive whose reports were made to hurt: nothing in it runs, and it asks for nothing."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from archive_pages import QINGHE, Opened, read
from playwright.sync_api import expect

from extractor import Extraction, extract
from extractor.check import check
from extractor.emit import About, write
from extractor.packs import load
from extractor.records import Filled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser


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


def test_nothing_of_a_report_runs(open_archive: Callable[..., Opened]) -> None:
    """120 payloads in texts, names, organisations, items, units, findings: 0 executed, 0 requests, 0 complaints of the policy."""
    assert len(PAYLOADS) >= 100
    pairs = [hostile(payload) for payload in PAYLOADS]
    statuses = [{"file": payload, "status": "warning", "reason": payload} for payload in PAYLOADS]
    one = open_archive([pair[0] for pair in pairs], [pair[1] for pair in pairs], statuses=lambda: statuses)
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
