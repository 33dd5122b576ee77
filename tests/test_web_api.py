"""/v1/extract: the same records as the command, from workers that may break."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from conftest import REPORT, ROOT
from fastapi import Request
from hostile_zips import many, zipped
from poison import CODES
from starlette.requests import ClientDisconnect
from web_app import HERE, TEXT, app_client

from extractor.emit.jsonl import lines
from extractor.messages import LANGUAGES, say
from extractor.read import Limits, Source
from extractor.read.txt import document
from extractor.runs.child import Setup
from extractor.web.docs import EXAMPLES
from extractor.web.lane import AwaitedTask, Lane
from extractor.web.problems import Problem
from extractor.web.reader import body

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Run
    from starlette.testclient import TestClient

    from extractor import Extraction


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a client of an app with workers."""
    with app_client(tmp_path_factory.mktemp("web") / "store", file=2**20, text=2**19) as made:
        yield made


def bare(record: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the command does not print."""
    return {key: value for key, value in record.items() if not key.endswith("_utf16")}


def test_a_file_gives_what_the_command_gives(ask: TestClient, tmp_path: Path, baoshu: Callable[..., Run]) -> None:
    """Each record, character by character, and its offsets in UTF-16 beside them."""
    text = "😀" + REPORT
    (tmp_path / "报告.txt").write_text(text, encoding="utf-8")
    printed = baoshu("extract", "--jsonl", "报告.txt").out.splitlines()
    for answer in (
        ask.post("/v1/extract", params={"name": "报告.txt"}, content=text.encode("gb18030")),
        ask.post("/v1/extract", files={"file": ("报告.txt", text.encode())}),
        ask.post("/v1/extract", json={"text": text, "name": "报告.txt"}),
    ):
        assert answer.status_code == 200
        found = [
            re.sub(r',"start_utf16":\d+,"end_utf16":\d+', "", one)
            for one in re.findall(r'\{"source_file".*?"end_utf16":\d+\}', answer.text)
        ]
        assert found == printed
        wide = text.encode("utf-16-le")
        for record in answer.json()["records"]:
            assert wide[2 * record["start_utf16"] : 2 * record["end_utf16"]].decode("utf-16-le") == record["text"]
            assert record["start_utf16"] == record["start"] + 1


def test_the_answer_is_made_of_the_extraction(texts: dict[str, str], extracted: dict[str, Extraction]) -> None:
    """For every text of the corpus: its records, its issues; and the text in which the offsets count."""
    for stem, text in texts.items():
        extraction = extracted[stem]
        told, written = body(extraction, document(text)).split(b"\n")
        answer = json.loads(told)
        assert [bare(record) for record in answer["records"]] == [json.loads(line) for line in lines(extraction)]
        assert json.loads(written) == text


def test_numbers_keep_their_digits(ask: TestClient) -> None:
    """A number of JSON has as many as it needs."""
    answer = ask.post("/v1/extract", json={"text": "收到捐款12345678901234567.89元。"})
    assert '"value":12345678901234567.89,' in answer.text


@pytest.mark.parametrize(
    "text",
    ["%PDF-1.7 惠及109人", "PK\x03\x04惠及109人", "<html>惠及109人", "{\\rtf1 惠及109人", "\x00惠及109人", "ab惠109人"],
)
def test_a_text_is_a_text(ask: TestClient, text: str) -> None:
    """Whatever it begins with, no format and no charset is guessed."""
    sent = {"text": text, "name": "材料/报告.pdf"}
    answer = ask.post("/v1/extract", params={"text": True}, json=sent).json()
    assert (answer["text"], answer["report"]["name"]) == (text, "材料/报告.pdf")
    assert answer["report"]["format"] == "txt"
    assert answer["records"][-1]["text"] == "109人"


def test_the_schema_describes_the_answers(ask: TestClient, texts: dict[str, str]) -> None:
    """Each answer is valid; one with a field too many is not."""
    validator = jsonschema_rs.validator_for(ask.get("/v1/schema").json())
    for text in (REPORT, "😀" + TEXT, *list(texts.values())[:4]):
        answer = ask.post("/v1/extract", params={"text": True}, json={"text": text}).json()
        assert answer["records"]
        validator.validate(answer)
    answer["records"][0]["more"] = 1
    assert not validator.is_valid(answer)


@pytest.mark.parametrize(
    ("sent", "code", "reason"),
    [
        (b"", "rejected", "empty"),
        (b" \n", "rejected", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "rejected", "format"),
        (b"%PDF-1.7 and no more", "rejected", "broken"),
        (many(1, 120), "rejected", "bomb"),
        (zipped({"a.txt": REPORT.encode()}), "archive", None),
        (bytes(2**20 + 1), "too_large", None),
    ],
)
def test_what_cannot_be_read_has_a_reason(ask: TestClient, sent: bytes, code: str, reason: str | None) -> None:
    """As a body and in a form; nothing of it is left on the disk."""
    for answer in (ask.post("/v1/extract", content=sent), ask.post("/v1/extract", files={"file": ("a", sent)})):
        told = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert (told["code"], told.get("reason")) == (code, reason)
        assert answer.status_code == told["status"]
    store = ask.app.state.store
    assert list(store.incoming.iterdir()) == []
    assert store.used == 0


@pytest.mark.parametrize(
    "sent",
    [
        *(b"", b"{", b"[]", b"null", b'{"text":1}', b'{"text":"a","more":1}', b'{"name":"a"}', b'{"text":"\\ud800"}'),
        *(b'{"text":"\xff"}', b"[" * 100_000, b'{"text":' * 50_000, b'{"text":"a","name":"' + b"n" * 201 + b'"}'),
    ],
)
def test_wrong_json_is_refused(ask: TestClient, sent: bytes) -> None:
    """With the place and the sort of the fault, and without a word of what was sent."""
    answer = ask.post("/v1/extract", content=sent, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert len(answer.json()["detail"]) < 600


def test_a_fault_does_not_quote_the_text(ask: TestClient) -> None:
    """Pydantic's own messages would."""
    answer = ask.post("/v1/extract", json={"text": TEXT, "名": TEXT, "name": [TEXT]})
    assert answer.status_code == 422
    assert "26.2" not in answer.text


def test_a_long_text_is_refused_as_it_comes(ask: TestClient) -> None:
    """The limit of a JSON body."""
    assert ask.post("/v1/extract", json={"text": "人" * 2**18}).json()["code"] == "too_large"
    assert ask.post("/v1/extract", json={"text": "惠及109人。" * 8_000}).status_code == 200


def test_a_killed_worker_costs_nobody_an_answer(ask: TestClient) -> None:
    """The request is tried once more, with a new worker."""
    assert ask.post("/v1/extract", json={"text": TEXT}).status_code == 200
    crew = ask.app.state.texts._crew  # noqa: SLF001 - which process it is, nobody else needs to know
    os.kill(crew._workers[0].process.pid, signal.SIGKILL)  # noqa: SLF001
    assert ask.post("/v1/extract", json={"text": TEXT}).status_code == 200


@pytest.mark.parametrize("deed", ["sleep", "exit", "allocate"])
def test_a_reader_that_breaks_costs_its_request(tmp_path: Path, deed: str) -> None:
    """Endless, gone or greedy: the lane says so, and answers the next."""
    lane = Lane(Setup(Limits(seconds=0.5, seconds_per_mib=0), entry="poison"), 4)
    lane.start()

    def asked(name: str) -> dict[str, Any]:
        path = tmp_path / name
        path.write_text("惠及109人", encoding="utf-8")
        row: dict[str, Any] = lane.put(AwaitedTask(Source(str(path), (), name))).result()[0]["status"]
        return row

    try:
        assert asked(f"poison-{deed}.txt")["code"] == CODES.get(deed, "crashed")
        assert asked("a.txt")["status"] == "ok"
        assert lane.load() == (0, 0)
    finally:
        lane.close()


def test_too_many_that_wait_are_told_so() -> None:
    """At once, with when to come back; who leaves makes room; who waits when the server ends is told, too."""
    lane = Lane(Setup(Limits(), entry="extractor.web.reader"), 1)

    async def ask() -> list[str]:
        left = asyncio.Event()

        async def receive() -> dict[str, str]:
            await left.wait()
            return {"type": "http.disconnect"}

        def asked(name: str) -> Any:
            return asyncio.ensure_future(
                lane.ask(AwaitedTask(Source("", (), name), data=b"a"), Request({"type": "http"}, receive))
            )

        leaving = asked("a")
        await asyncio.sleep(0)
        left.set()
        with pytest.raises(ClientDisconnect):
            await leaving
        assert lane.load() == (0, 0)
        left.clear()
        waiting = asked("b")
        await asyncio.sleep(0)
        with pytest.raises(Problem) as refused:
            await asked("c")
        lane._closing.set()  # noqa: SLF001 - it ends before a worker is there
        lane.start()
        lane._thread.join()  # noqa: SLF001
        lane._give_up()  # noqa: SLF001
        with pytest.raises(Problem) as ended:
            await waiting
        return [refused.value.code, refused.value.headers["Retry-After"], ended.value.code]

    assert asyncio.run(ask()) == ["busy", "2", "no_reader"]


def test_nothing_of_a_report_is_logged(ask: TestClient, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither texts nor names, whatever becomes of the request."""
    for sent in (TEXT.encode(), b"%PDF 26.2", zipped({"26.2.txt": b""})):
        ask.post("/v1/extract", params={"name": "26.2.txt"}, content=sent)
    ask.post("/v1/extract", json={"text": TEXT})
    ask.get("/v1/26.2", params={"q": TEXT})
    out, err = capfd.readouterr()
    assert out + err == ""


def test_health_and_metrics(ask: TestClient) -> None:
    """What a monitor reads: by route, never by what was asked for."""
    ask.post("/v1/extract", json={"text": TEXT})
    ask.get("/v1/jobs/26.2")
    ask.request("BREW", "/26.2")
    assert ask.get("/healthz").json()["status"] == "ok"
    told = ask.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=")
    assert 'baoshu_requests_total{method="POST",route="/v1/extract",status="200"}' in told.text
    assert 'baoshu_requests_total{method="GET",route="/v1/jobs/{job}",status="404"}' in told.text
    assert 'baoshu_requests_total{method="other",route="none",status="404"}' in told.text
    assert 'baoshu_queue{lane="texts",state="waiting"} 0.0' in told.text
    assert "26.2" not in told.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_the_api(ask: TestClient, lang: str) -> None:
    """Every operation with its sentence and an example, in both languages; nothing comes from elsewhere."""
    spoken = "zh" if lang == "zh" else "en"
    page = ask.get("/docs", params={"lang": lang}).text
    described = ask.get("/openapi.json", params={"lang": lang}).json()
    operations = [one for methods in described["paths"].values() for one in methods.values()]
    assert {one["operationId"] for one in operations} == set(EXAMPLES)
    for one in operations:
        assert one["summary"] == say(f"api_{one['operationId']}", spoken)
        assert one["summary"] in page.replace("&#39;", "'")
        assert f'id="{one["operationId"]}"' in page
    assert set(re.findall(r"https?://([^/\s&]+)", page)) == {"127.0.0.1:8765"}
    assert ("填报单位" in page) == (lang == "zh")


def test_the_description_names_the_problems(ask: TestClient) -> None:
    """Each route says which it has, as problem+json."""
    paths = ask.get("/openapi.json").json()["paths"]
    responses = paths["/v1/jobs/{job}/output.xlsx"]["get"]["responses"]
    assert "application/problem+json" in responses["409"]["content"]
    assert responses["409"]["description"] == "not_done"
    assert "application/json" in paths["/v1/extract"]["post"]["requestBody"]["content"]


def test_a_browser_needs_the_token_of_its_page(ask: TestClient) -> None:
    """The API, too: a page of another site cannot have a text read here."""
    assert ask.post("/v1/extract", json={"text": TEXT}, headers={"Origin": HERE}).json()["code"] == "csrf"


def test_the_page_of_the_docs_shows_the_examples() -> None:
    """docs/api.md has each command of the page; test_web_docs.py runs them."""
    written = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    for example in EXAMPLES.values():
        for line in example.format(server=HERE).splitlines():
            assert line in written
