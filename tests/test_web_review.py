"""The review page, as a program asks for it: what is shown, kept, refused."""

from __future__ import annotations

import io
import re
import threading
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from review_app import TEXT, kept, made
from starlette.testclient import TestClient

from extractor.errors import BaoshuError
from extractor.packs import load
from extractor.records import Filled, submitter
from extractor.review.corrections import correction_path
from extractor.review.filled import figure_id
from extractor.runs.journal import Journal
from extractor.runs.options import Options
from extractor.runs.run import Run
from extractor.web.app import create_app
from extractor.web.settings import Settings
from extractor.web.view import proposed, understood

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE = "http://127.0.0.1:8765"
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "{{7*7}}${7*7}#{7*7}",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
    "\u202e<b>",
)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Make a run."""
    return made(tmp_path)


@pytest.fixture
def client(tmp_path: Path, output: Path) -> Iterator[TestClient]:
    """Open the review page of the run as 李四."""
    app = create_app(Settings(store=tmp_path / "store", readers=1), output)
    with TestClient(app, base_url=HERE, headers={"Accept-Language": "en"}) as one:
        one.post("/reviewer", data={"name": "李四", "next": "/", "csrf_token": token(one)})
        yield one


def token(client: TestClient) -> str:
    """Give the token that a form has to send."""
    found = re.search(r'name="csrf-token" content="([0-9a-f]+)"', client.get("/reviewer").text)
    assert found
    return found[1]


def where(figure: str, nth: int = 0) -> dict[str, Any]:
    """Give the place of a figure of the run's report."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(figure, start + 1)
    return {"row": 1, "start": start, "end": start + len(figure)}


def post(client: TestClient, action: str, place: dict[str, Any], **more: Any) -> Any:
    """Send a correction."""
    told = {"kind": "count", "value": "", "unit": "", "item": "", "note": "", "seen": "", **place, **more}
    data = {**told, "action": action, "csrf_token": token(client), "show": "todo"}
    return client.post("/review/run", data=data, follow_redirects=False)


def test_the_queue_begins_with_what_is_open(client: TestClient) -> None:
    """Then what contradicts itself; what is plain is not in it."""
    page = client.get("/review/run").text
    queue = page.split('class="queue"', 1)[1].split("</ol>", 1)[0]
    assert re.findall(r"<b>(.*?)</b>", queue)[:2] == ["XX万元", "50%"]
    assert "26.2万元" not in queue
    assert "26.2万元" in client.get("/review/run?show=all").text.split('class="queue"', 1)[1].split("</ol>", 1)[0]
    assert "0 of " in page


def test_what_is_kept_is_on_the_disk_before_it_is_answered(client: TestClient, output: Path) -> None:
    """With who, what before and after, and a quote."""
    done = post(
        client, "correct", where("XX万元"), kind="amount", value="125,000", unit="CNY", item="善款", note="电话"
    )
    assert done.status_code == 303
    (one,) = kept(output)
    assert (one["by"], one["action"], one["note"]) == ("李四", "correct", "电话")
    assert one["before"] == {"kind": "amount", "value": None, "unit": "CNY", "item": "善款"}
    assert one["after"] == {"kind": "amount", "value": "125000", "unit": "CNY", "item": "善款"}
    assert "【XX万元】" in one["quote"]
    page = client.get(done.headers["location"]).text
    assert "corrected" in page
    assert "1 of " in page


@pytest.mark.parametrize("action", ["accept", "reject", "note"])
def test_each_action_and_its_undo(client: TestClient, output: Path, action: str) -> None:
    """One request each."""
    assert post(client, action, where("109人"), note="看过").status_code == 303
    first = kept(output)[0]["id"]
    assert post(client, "undo", where("109人"), seen=first).status_code == 303
    assert [one["action"] for one in kept(output)] == [action, "undo"]
    assert post(client, "undo", where("109人"), seen=kept(output)[1]["id"]).status_code == 422


def test_a_missed_figure_is_added_by_its_words(client: TestClient, output: Path) -> None:
    """As the project writes an example; the figure alone will do where it stands once."""
    done = post(client, "add", {"row": 1, "start": 0, "end": 0}, quote="新砌【48灶】节能灶", value="48", unit="灶")
    assert done.status_code == 303
    assert "48灶" in client.get(done.headers["location"]).text.split('class="big"', 1)[1].split("</p>", 1)[0]
    again = post(client, "add", {"row": 1, "start": 0, "end": 0}, quote="48灶", value="48", unit="灶", kind="count")
    assert again.status_code == 409
    nowhere = post(client, "add", {"row": 1, "start": 0, "end": 0}, quote="九十灶", value="90", unit="灶")
    assert nowhere.status_code == 422
    assert "occurs 0 times" in nowhere.text
    assert len(kept(output)) == 1


def test_a_selection_proposes_what_it_says(client: TestClient) -> None:
    """Number and unit are read off it."""
    place = where("48灶")
    page = client.get("/review/run", params={**place, "add": 1}).text
    assert 'name="value" value="48"' in page
    assert 'name="unit" value="灶"' in page
    assert "新砌【48灶】节能灶" in page
    assert proposed("许多", load()) == {"kind": "count", "value": "", "unit": "", "item": ""}


@pytest.mark.parametrize(
    ("value", "unit", "wanted"),
    [
        ("12.5", "万元", ("125000", "CNY")),
        ("12万", "元", ("120000", "CNY")),
        ("１２５，０００", "元", ("125000", "CNY")),
        ("125000", "CNY", ("125000", "CNY")),
        ("三百二十", "人", ("320", "人")),
        ("2/5", "万元", ("20000/50000", "CNY")),
        ("三", "成", ("30", "%")),
        ("12万余", "元", ("12万余", "CNY")),
        ("185.7万元", "万元", ("1857000", "CNY")),
        ("185.7万元", "元", ("1857000", "CNY")),
        ("185.7 万元", "", ("1857000", "CNY")),
        ("2万元/5万元", "元", ("20000/50000", "CNY")),
        ("2/5万元", "元", ("20000/50000", "CNY")),
        ("1,860人", "", ("1860", "人")),
        ("48灶", "灶", ("48", "灶")),
        ("-3.5万元", "元", ("-35000", "CNY")),
        ("48", "灶", ("48", "灶")),
        ("", "人", (None, "人")),
    ],
)
def test_what_people_type_is_understood(value: str, unit: str, wanted: tuple[str | None, str]) -> None:
    """A number in the unit of records; what is no exact number stays as it is, and is refused."""
    found = understood({"kind": "amount", "value": value, "unit": unit, "item": ""}, load())
    assert (found["value"], found["unit"]) == wanted


def test_a_stale_write_is_refused_and_shown(client: TestClient, output: Path) -> None:
    """409, with what is there now, and with what was typed."""
    assert post(client, "accept", where("109人")).status_code == 303
    refused = post(client, "correct", where("109人"), value="110", unit="人", note="我的话")
    assert refused.status_code == 409
    assert "Not saved: 李四 has just changed" in refused.text
    assert 'name="value" value="110"' in refused.text
    assert "我的话" in refused.text
    assert f'name="seen" value="{kept(output)[0]["id"]}"' in refused.text
    assert len(kept(output)) == 1


def test_a_hundred_at_once_lose_nothing(client: TestClient, output: Path) -> None:
    """Of all who saw the figure untouched, one is kept; the others are told."""
    csrf = token(client)
    codes: list[int] = []

    def send(number: int) -> None:
        data = {**where("109人"), "action": "note", "note": str(number), "seen": "", "csrf_token": csrf}
        codes.append(client.post("/review/run", data=data, follow_redirects=False).status_code)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(100)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(codes) == [303, *[409] * 99]
    assert len(kept(output)) == 1


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"kind": "date", "value": "2023-02-30", "unit": ""}, "a date is written"),
        ({"kind": "count", "value": "许多", "unit": "人"}, "plain number"),
        ({"kind": "amount", "value": "12万余", "unit": "元"}, "plain number"),
        ({"kind": "count", "value": "9/3", "unit": "人"}, "lower end"),
        ({"kind": "count", "value": "9", "unit": ""}, "has a unit"),
        ({"kind": "count", "value": "", "unit": "人"}, "a correction has a value"),
        ({"kind": "count", "value": "-5", "unit": "人"}, "not negative"),
        ({"kind": "amount", "value": "-5", "unit": "元"}, "not negative"),
        ({"kind": "amount", "value": "12", "unit": "户"}, "no unit of this kind"),
        ({"kind": "amount", "value": "12户", "unit": "元"}, "no unit of this kind"),
        ({"kind": "count", "value": "12", "unit": "万元"}, "no unit of this kind"),
        ({"kind": "ratio", "value": "12", "unit": "人"}, "no unit of this kind"),
        ({"kind": "amount", "value": "22.8", "unit": "万"}, "is a scale and no unit"),
        ({"kind": "count", "value": "22.8", "unit": "万"}, "is a scale and no unit"),
        ({"kind": "amount", "value": "12万", "unit": "万元"}, "in 万元, or what?"),
        ({"kind": "nonsense", "value": "9", "unit": "人"}, "cannot be"),
    ],
)
def test_what_cannot_be_is_said(client: TestClient, output: Path, fields: dict[str, str], why: str) -> None:
    """In the language of the page; what was typed stays."""
    refused = post(client, "correct", where("109人"), **fields)
    assert refused.status_code == 422
    assert why in refused.text
    assert kept(output) == []


def test_a_number_that_is_wanted_is_wanted_in_the_unit_of_the_slip(client: TestClient, output: Path) -> None:
    """万元 for XX万元, as the slip asks; what is kept is in the figure's own unit, and is shown in it afterwards."""
    page = client.get("/review/run", params=where("XX万元")).text
    assert 'name="unit" value="万元"' in page
    done = post(client, "correct", where("XX万元"), kind="amount", value="248.8", unit="万元", item="善款")
    assert kept(output)[0]["after"] == {"kind": "amount", "value": "2488000", "unit": "CNY", "item": "善款"}
    page = client.get(done.headers["location"], headers={"Accept-Language": "zh"}).text
    assert 'name="value" value="2488000"' in page
    assert 'name="unit" value="元"' in page


def test_an_empty_correction_of_an_earlier_version_settles_nothing(tmp_path: Path) -> None:
    """It was taken once, and took the figure out of the queue."""
    output = made(tmp_path)
    for closing in (False, True):
        app = create_app(Settings(store=tmp_path / "store", readers=1), output)
        with TestClient(app, base_url=HERE, headers={"Accept-Language": "en"}) as one:
            one.post("/reviewer", data={"name": "李四", "next": "/", "csrf_token": token(one)})
            if not closing:
                done = post(one, "correct", where("XX万元"), kind="amount", value="9.75万元")
                assert done.status_code == 303
            page = one.get("/review/run", params={"show": "todo"}).text
            assert ("<b>XX万元</b>" in page) == closing
        path = correction_path(output)
        path.write_text(path.read_text(encoding="utf-8").replace('"97500"', "null"), encoding="utf-8")


def test_what_the_report_says_may_stay(tmp_path: Path) -> None:
    """A negative sum, where the report has one; only its item is corrected."""
    output = made(tmp_path, "青禾县红十字会2023年工作总结\n本年结余-3.5万元，志愿者XX人。\n")
    app = create_app(Settings(store=tmp_path / "store", readers=1), output)
    with TestClient(app, base_url=HERE, headers={"Accept-Language": "zh"}) as one:
        one.post("/reviewer", data={"name": "李四", "next": "/", "csrf_token": token(one)})
        (page,) = [one.get("/review/run", params={"show": "all"}).text]
        starts = [tuple(map(int, found)) for found in re.findall(r"start=(\d+)&amp;end=(\d+)", page)]
        start, end = next(place for place in starts if place[1] - place[0] == len("-3.5万元"))
        place = {"row": 1, "start": start, "end": end}
        done = post(one, "correct", place, kind="amount", value="-35000", unit="元", item="结余")
        assert done.status_code == 303
    assert kept(output)[0]["after"]["item"] == "结余"


def test_an_answer_is_shown(tmp_path: Path) -> None:
    """Value, who and when; it is no open figure any more, and where it looks wrong it says so."""
    output = made(tmp_path)
    with Run(output, Options()) as run:
        (report,) = run.journal.reports()
        (figure,) = [one for one in report.extraction.figures if one.text == "XX万元"]
        key = figure_id(report.sha256, submitter(report.extraction.report), figure)
        said = {"by": "王五", "at": "2024-02-03", "source": "回表/待填.xlsx#5"}
        with run.journal.batch():
            run.journal.fill(key, "x", Filled(value="18570000000", text="1857000（万元）", **said))
    app = create_app(Settings(store=tmp_path / "store", readers=1), output)
    with TestClient(app, base_url=HERE, headers={"Accept-Language": "zh"}) as one:
        one.post("/reviewer", data={"name": "李四", "next": "/", "csrf_token": token(one)})
        page = one.get("/review/run", params=where("XX万元")).text
        for words in (
            "18,570,000,000 元",
            "1857000（万元）",
            "王五",
            "2024-02-03",
            "回表/待填.xlsx#5",
            "是否应为 1,857,000？",
        ):
            assert words in page
        assert "占位或缺失 0" in page
        assert "有矛盾 2" in page
        assert post(one, "accept", where("XX万元")).status_code == 303
        page = one.get("/review/run", params=where("XX万元")).text
        assert "已核实" in page
        assert "填报值 1" in page
        assert (
            post(
                one, "correct", where("XX万元"), kind="amount", value="185.7万元", seen=kept(output)[0]["id"]
            ).status_code
            == 303
        )
        page = one.get("/review/run", params=where("XX万元")).text
        assert "王五" in page


def test_the_workbook_has_the_corrections_in_it(client: TestClient) -> None:
    """As an attachment with its own name."""
    post(client, "correct", where("XX万元"), kind="amount", value="125000", unit="CNY", item="善款")
    sent = client.get("/review/run/output.xlsx")
    assert sent.headers["content-disposition"].startswith("attachment")
    sheet = openpyxl.load_workbook(io.BytesIO(sent.content))["明细"]
    heads = [cell.value for cell in sheet[1]]
    (row,) = [row for row in sheet.iter_rows(min_row=2, values_only=True) if row[heads.index("原文")] == "XX万元"]
    told = dict(zip(heads, row, strict=True))
    assert (told["数值"], told["核对"], told["核对值"], told["核对人"]) == (None, "已改", 125000, "李四")


def test_the_output_is_written_when_the_server_ends(tmp_path: Path) -> None:
    """And the run is free again."""
    output = made(tmp_path)
    app = create_app(Settings(store=tmp_path / "store", readers=1), output)
    with TestClient(app, base_url=HERE) as one:
        one.post("/reviewer", data={"name": "李四", "next": "/", "csrf_token": token(one)})
        with pytest.raises(BaoshuError, match="another run"):
            Journal(output)
        assert post(one, "accept", where("109人")).status_code == 303
    Journal(output).close()
    sheet = openpyxl.load_workbook(output)["明细"]
    assert "李四" in {cell.value for row in sheet.iter_rows() for cell in row}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_is_typed_becomes_markup(client: TestClient, payload: str) -> None:
    """Names, notes, items, query strings."""
    client.post("/reviewer", data={"name": payload, "next": "/", "csrf_token": token(client)})
    post(client, "correct", where("109人"), value="110", unit="人", item=payload, note=payload)
    pages = [
        client.get("/review/run", params={**where("109人")}).text,
        client.get("/review/run", params={"show": payload}).text,
        post(client, "correct", where("26.2万元"), value=payload, unit=payload, item=payload, note=payload).text,
        post(client, "add", {"row": 1, "start": 0, "end": 0}, quote=payload, value=payload, unit=payload).text,
        client.get("/reviewer", params={"next": payload}).text,
        client.get(f"/review/{payload.replace('/', '')}", headers={"Accept": "text/html"}).text,
    ]
    for page in pages:
        tags = set(re.findall(r"<([a-z]+)", page))
        assert not tags & {"img", "svg"}
        assert page.count("<script") == page.count("<script src=")
        assert " onerror=" not in re.sub(r"&[a-z#0-9]+;[^<]*", "", page)
        assert "49" not in page.split("7*7", 1)[-1][:3]


def test_the_text_of_a_report_is_no_markup(tmp_path: Path) -> None:
    """Nor are its title, its file's name and its control characters."""
    head = "各项工作稳步推进。\r\n" * 200  # so that it is read as a text
    text = head + "<script>alert(1)</script>\r\n惠及<b>XX人</b>\x1b[31m\u202e。\r\n"
    output = made(tmp_path, text)
    app = create_app(Settings(store=tmp_path / "store", readers=1), output)
    with TestClient(app, base_url=HERE) as one:
        one.post("/reviewer", data={"name": "李四", "next": "/", "csrf_token": token(one)})
        page = one.get("/review/run").text
    assert page.count("<script") == page.count("<script src=") == 2
    assert "&lt;script&gt;" in page
    assert not set(page) & {"\x1b", "\u202e"}


@pytest.mark.parametrize(
    "next_", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_the_way_back_leads_nowhere_else(client: TestClient, next_: str) -> None:
    """A link that somebody sends may not lead to another site."""
    data = {"name": "李四", "next": next_, "csrf_token": token(client)}
    assert client.post("/reviewer", data=data, follow_redirects=False).headers["location"] == "/"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/review/nothing", 404),
        ("/review/" + "0" * 32, 404),
        ("/review/..%2f..%2fetc%2fpasswd", 404),
        ("/review/run?row=99", 404),
        ("/review/run?row=abc", 422),
        ("/review/run?row=1&start=-5&end=99999999", 200),
        ("/review/run?row=1&start=5&end=5&add=1", 200),
        ("/review/nothing/output.xlsx", 404),
        ("/jobs/nothing", 404),
    ],
)
def test_addresses_that_are_none(client: TestClient, path: str, code: int) -> None:
    """An error of the client, never of the server."""
    assert client.get(path).status_code == code


def test_a_form_of_another_site_is_refused(client: TestClient, output: Path) -> None:
    """Without the token of the page; so is one without a name, and one that is broken."""
    data = {**where("109人"), "action": "accept", "seen": ""}
    assert client.post("/review/run", data=data, headers={"Origin": HERE}).status_code == 403
    csrf = token(client)
    assert client.post("/review/run", data={**data, "csrf_token": csrf, "action": "destroy"}).status_code == 400
    assert client.post("/review/run", data={**data, "csrf_token": csrf, "row": "x"}).status_code == 400
    client.cookies.delete("baoshu_reviewer")
    assert client.post("/review/run", data={**data, "csrf_token": csrf}).status_code == 400
    assert "Who are you?" in client.get("/review/run").text
    assert kept(output) == []


def test_a_run_that_is_none_is_said_before_the_server_is_there(tmp_path: Path) -> None:
    """The command ends with 2; so does a second review of one run."""
    with pytest.raises(BaoshuError, match="no journal"):
        create_app(Settings(store=tmp_path / "store", readers=1), tmp_path / "none.xlsx")


def test_a_report_of_a_megabyte_is_shown_in_part(tmp_path: Path) -> None:
    """Around the figure; the rest is counted."""
    block = "惠及困难群众XX人。" + "各项工作稳步推进。\n" * 100
    output = made(tmp_path, block * 300)
    app = create_app(Settings(store=tmp_path / "store", readers=1), output)
    with TestClient(app, base_url=HERE, headers={"Accept-Language": "en"}) as one:
        one.post("/reviewer", data={"name": "李四", "next": "/", "csrf_token": token(one)})
        start = len(block) * 150 + 6
        page = one.get("/review/run", params={"row": 1, "start": start, "end": start + 3}).text
    assert "characters not shown" in page
    assert f'data-start="{start}"' in page
    assert len(page) < 1_000_000
