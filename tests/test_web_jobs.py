"""/v1/jobs: uploads that are read as runs, and what nobody may make of them."""

from __future__ import annotations

import json
import re
import socket
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from conftest import REPORT
from hostile_zips import Member, many, raw, zipped
from starlette.routing import Route
from web_app import TEXT, app_client, finished, served

from extractor.web import patience
from extractor.web.app import ROUTERS
from extractor.web.jobs import Job
from extractor.web.uploads import named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Run
    from starlette.testclient import TestClient

HIDDEN = "令牌藏在此处-do-not-show"


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Give a client of an app with workers; a secret lies beside its store."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "secret.txt").write_text(HIDDEN, encoding="utf-8")
    with app_client(folder / "store", file=2**20, upload=2**22, files=20) as made:
        yield made


def upload(ask: TestClient, files: dict[str, bytes], **query: str) -> str:
    """Begin a job; where it is comes back."""
    answer = ask.post("/v1/jobs", params=query, files=[("file", item) for item in files.items()])
    assert answer.status_code == 202, answer.text
    return answer.headers["location"]


def test_a_job_is_a_run(ask: TestClient, tmp_path: Path, baoshu: Callable[..., Run]) -> None:
    """Its records are those of the command, under the names that the client gave; the rest is there to be fetched."""
    archive = zipped({"一/报告.txt": REPORT.encode(), "一/空.txt": b""})
    where = upload(ask, {"上报.zip": archive, "补报.txt": TEXT.encode()}, headers="both")
    assert ask.get(f"{where}/records").json()["code"] == "not_done"
    job = finished(ask, where)
    assert (job["state"], job["rejected"], job["has_output"]) == ("done", 1, True)
    assert job["progress"] == {"done": 3, "total": 3, "flagged": 3, "ignored": 0}
    assert [one["name"] for one in job["inputs"]] == ["上报.zip", "补报.txt"]
    (tmp_path / "上报.zip").write_bytes(archive)
    (tmp_path / "补报.txt").write_text(TEXT, encoding="utf-8")
    records = ask.get(f"{where}/records")
    assert records.text == baoshu("extract", "--jsonl", "上报.zip", "补报.txt").out
    files = [json.loads(line) for line in ask.get(f"{where}/files").text.splitlines()]
    assert [(one["file"], one["status"]) for one in files] == [
        ("上报.zip/一/报告.txt", "ok"),
        ("上报.zip/一/空.txt", "rejected"),
        ("补报.txt", "ok"),
    ]
    output = ask.get(f"{where}/output.xlsx")
    assert output.content.startswith(b"PK")
    for answer in (records, output):
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert Job.model_validate(job) in [Job.model_validate(one) for one in ask.get("/v1/jobs").json()]
    assert ask.delete(where).status_code == 204
    assert ask.get(where).json()["code"] == "no_job"


def test_a_body_is_a_job_too(ask: TestClient) -> None:
    """One file without a form; where none can be read, there is no output."""
    where = ask.post("/v1/jobs", params={"name": "a.pdf"}, content=b"%PDF and no more").headers["location"]
    job = finished(ask, where)
    assert (job["state"], job["rejected"], job["has_output"]) == ("done", 1, False)
    assert ask.get(f"{where}/output.xlsx").json()["code"] == "no_output"
    assert json.loads(ask.get(f"{where}/files").text)["code"] == "broken"
    ask.delete(where)


def test_names_on_the_disk_are_ours(ask: TestClient) -> None:
    """Whatever the client calls its files, and whatever stands in an archive."""
    names = [
        "../../../out.txt",
        "/etc/passwd",
        "C:\\Windows\\out.txt",
        "..",
        "con",
        "\u202etxt.exe",
        "长" * 300,
    ]
    archive = raw(Member(b"../../out.txt", REPORT.encode()), Member(b"/out.txt", REPORT.encode()))
    store = ask.app.state.store.folder
    before = {path for path in store.parent.rglob("*") if store not in path.parents}
    where = upload(ask, {**{name: TEXT.encode() for name in names}, "逃.zip": archive})
    inputs = list((store / "jobs" / where.rsplit("/", 1)[1] / "inputs").iterdir())
    assert len(inputs) == len(names) + 1
    assert all(len(path.name) == 32 and set(path.name) <= set("0123456789abcdef") for path in inputs)
    job = finished(ask, where)
    assert [one["name"] for one in job["inputs"]] == [*(named(name) for name in names), "逃.zip"]
    assert all(not set(one["name"]) & set('/\\\0\u202e"') and len(one["name"]) <= 200 for one in job["inputs"])
    assert {path for path in store.parent.rglob("*") if store not in path.parents} == before
    ask.delete(where)


def test_a_bomb_costs_itself(ask: TestClient) -> None:
    """The report beside it is read."""
    where = upload(ask, {"b.zip": many(12, 256), "a.txt": TEXT.encode()})
    job = finished(ask, where)
    assert (job["state"], job["rejected"], job["has_output"]) == ("done", 1, True)
    ask.delete(where)


def test_deleting_stops_a_job_that_runs(tmp_path: Path) -> None:
    """Its folder goes with it, and the next job is read."""
    with app_client(tmp_path / "store") as ask:
        text = ("一年来，发放救助金26.2万元，惠及109人。" * 20_000).encode()
        where = upload(ask, {f"{n}.txt": text + bytes([48 + n]) for n in range(9)})
        while ask.get(where).json()["state"] == "waiting":
            time.sleep(0.05)
        assert ask.delete(where).status_code == 204
        assert ask.get(where).status_code == 404
        assert ask.get("/v1/jobs").json() == []
        assert finished(ask, upload(ask, {"a.txt": TEXT.encode()}))["state"] == "done"
        assert [path.name for path in ask.app.state.store.jobs.iterdir()] == [ask.get("/v1/jobs").json()[0]["id"]]


def test_jobs_outlive_the_server(tmp_path: Path) -> None:
    """What was not done is read after the restart; what was broken off in its upload is removed."""
    with app_client(tmp_path / "store") as ask:
        done, waiting = (upload(ask, {"a.txt": TEXT.encode()}) for _ in range(2))
        finished(ask, done)
    (tmp_path / "store/jobs" / ("0" * 32) / "inputs").mkdir(parents=True)
    (tmp_path / "store/incoming/left").write_bytes(b"x")
    with app_client(tmp_path / "store") as ask:
        assert ask.get(done).json()["state"] == "done"
        assert finished(ask, waiting)["has_output"]
        assert ask.get(f"{waiting}/records").text == ask.get(f"{done}/records").text
        assert len(list((tmp_path / "store/jobs").iterdir())) == 2
        assert list((tmp_path / "store/incoming").iterdir()) == []


def test_a_full_store_says_so(tmp_path: Path) -> None:
    """Before the disk does; what was deleted makes room."""
    with app_client(tmp_path / "store", space=2**20) as ask:
        full = ask.post("/v1/jobs", files={"file": ("a.txt", bytes(2**20 + 1))})
        assert (full.status_code, full.json()["code"]) == (507, "full")
        where = upload(ask, {"a.txt": TEXT.encode() * 4_000})
        finished(ask, where)
        assert ask.app.state.store.used > len(TEXT.encode()) * 4_000
        ask.delete(where)
        assert ask.app.state.store.used == 0
        assert list(ask.app.state.store.jobs.iterdir()) == []


# ---- uploads that are no good


def part(name: str, data: bytes, more: str = "") -> bytes:
    """Make a part of a form."""
    return f'--b\r\nContent-Disposition: form-data; name="file"{name}\r\n{more}\r\n'.encode() + data + b"\r\n"


FORM = {"Content-Type": "multipart/form-data; boundary=b"}


@pytest.mark.parametrize(
    ("sent", "kind", "code"),
    [
        (b"", "multipart/form-data; boundary=b", "form"),
        (b"no form", "multipart/form-data; boundary=b", "form"),
        (b"", "multipart/form-data", "form"),
        (b"--b--\r\n", "multipart/form-data; boundary=" + "b" * 300, "form"),
        (part('; filename="a"', b"x"), "multipart/form-data; boundary=b", "form"),  # broken off
        (part("", b"x") + b"--b--\r\n", "multipart/form-data; boundary=b", "no_file"),
        (part('; filename="a"', b"x", f"X: {'y' * 10_000}\r\n") + b"--b--\r\n", FORM["Content-Type"], "form"),
        (part('; filename="a"', b"x", "X: y\r\n" * 1000) + b"--b--\r\n", FORM["Content-Type"], "form"),
        (part('; filename="a"', b"x") * 10_000 + b"--b--\r\n", FORM["Content-Type"], "too_many"),
        (part("", b"x") * 10_000 + b"--b--\r\n", FORM["Content-Type"], "too_many"),
        (part('; filename="a"', bytes(2**22)) + b"--b--\r\n", FORM["Content-Type"], "too_large"),
    ],
)
def test_a_broken_form_leaves_nothing(ask: TestClient, sent: bytes, kind: str, code: str) -> None:
    """Ten thousand parts, endless headers, no end: refused, and nothing is on the disk."""
    store = ask.app.state.store
    used = store.used
    answer = ask.post("/v1/jobs", content=sent, headers={"Content-Type": kind})
    assert answer.json()["code"] == code
    assert answer.status_code == answer.json()["status"]
    assert store.used == used
    assert [folder for folder in store.jobs.iterdir() if not (folder / "job.json").exists()] == []


def talk(server: str, head: str, pieces: Iterator[bytes]) -> tuple[bytes, int]:
    """Send a request by hand; the answer and how many bytes were sent before the server closed."""
    host, _, port = server.removeprefix("http://").partition(":")
    sent = 0
    with socket.create_connection((host, int(port)), timeout=30) as wire:
        wire.sendall(head.replace("HOST", f"{host}:{port}").encode())
        try:
            for piece in pieces:
                wire.sendall(piece)
                sent += len(piece)
        except OSError:
            pass
        answer = b""
        try:
            while piece := wire.recv(65536):
                answer += piece
        except OSError:
            pass
    return answer, sent


def endless() -> Iterator[bytes]:
    """64 MiB in chunks, of no length that is told."""
    for _ in range(1024):
        yield b"10000\r\n" + bytes(0x10000) + b"\r\n"


def test_bodies_of_no_length(tmp_path: Path) -> None:
    """The limit is held while they come; the rest is not taken, and a body that stops is given up."""
    with served(tmp_path / "store", upload=2**20, file=2**20, text=2**18, idle=0.5) as server:
        for path, kind in (("jobs", "x/y"), ("extract", "x/y"), ("extract", "application/json")):
            head = (
                f"POST /v1/{path} HTTP/1.1\r\nHost: HOST\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n"
            )
            _, sent = talk(server, head, endless())
            assert sent < 2**25
        head = "POST /v1/jobs HTTP/1.1\r\nHost: HOST\r\nContent-Length: 100\r\n\r\n"
        answer, _ = talk(server, head, iter([b"a"]))
        assert answer.startswith(b"HTTP/1.1 408")
        assert b"connection: close" in answer.lower()
        head = "POST /v1/jobs HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9999999999999\r\n\r\n"
        answer, _ = talk(server, head, iter([]))
        assert answer.startswith(b"HTTP/1.1 413")
        for folder in ("jobs", "incoming"):
            assert list((tmp_path / "store" / folder).iterdir()) == []


def test_a_connection_that_says_nothing_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or half a head, be it the second; meanwhile others are served, and who is being answered is not cut off."""
    monkeypatch.setattr(patience, "HEAD_SECONDS", 1.5)
    with served(tmp_path / "store") as server:
        host, _, port = server.removeprefix("http://").partition(":")
        whole = f"GET /healthz HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()
        wires = []
        for said in (b"", b"GET / HTTP/1.1\r\nHo", whole + b"GET", whole) * 10:
            wires.append(socket.create_connection((host, int(port)), timeout=20))
            wires[-1].sendall(said)
        answer, _ = talk(server, whole[:-2].decode() + "Connection: close\r\n\r\n", iter([]))
        assert answer.startswith(b"HTTP/1.1 200")
        for wire in wires:
            with wire:
                while wire.recv(65536):
                    pass


# ---- paths that lead out


def strings() -> list[str]:
    """300 strings that would lead out of a folder, if one asked the disk."""
    targets = ("secret.txt", "../secret.txt", "etc/passwd", "store/secret", "jobs/../secret")
    ups = ("../", "..\\", "%2e%2e/", "%2e%2e%2f", "..%2f", "..%5c", "%252e%252e%252f", "..%c0%af", "....//", "..;/")
    found = [up * depth + target for up in ups for depth in (1, 2, 3, 5, 8) for target in targets]
    found += [
        "/etc/passwd",
        "//etc/passwd",
        "C:\\Windows\\win.ini",
        "\\\\host\\share",
        "file:///etc/passwd",
        "%00",
        "a\x00.txt",
    ]
    found += [f"{'0' * 32}/{up * 3}secret.txt" for up in ups] + [f"{'0' * 32}%2f{up}secret" for up in ups]
    found += [f"{up}{up}secret.txt%00.css" for up in ups] + [f"baoshu.css/{up}app.py" for up in ups]
    found += ["~/secret", "$HOME/x", "%u002e%u002e/", ".", "..", "...", "\u2025/secret", "．．/secret.txt", "‥／secret"]
    return [*found, "nul", "aux.css", " ../secret.txt"]


def test_no_string_leads_out(ask: TestClient) -> None:
    """300 of them in every place of every route: not one byte of what lies outside, nothing made outside."""
    store = ask.app.state.store.folder
    (store / "jobs" / "out").symlink_to(store.parent)
    hidden = (HIDDEN.encode(), b"root:", ask.app.state.secret, b"create_app")

    def outside() -> list[tuple[str, int]]:
        return sorted(
            (str(p), p.stat().st_mtime_ns) for p in store.parent.rglob("*") if p.is_file() and store not in p.parents
        )

    before = outside()
    found = {
        (method, re.sub(r"\{\w+\}", "{}", route.path))
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }
    routes = {*(one for one in found if "{}" in one[1]), ("GET", "/{}")}
    assert ("GET", "/v1/jobs/{}/output.xlsx") in routes
    assert ("GET", "/static/{}") in routes
    assert len(strings()) >= 300
    for string in [*strings(), "out", "out/secret.txt"]:
        for method, route in routes:
            for written in (string, quote(string, safe="")) if route.endswith("/{}") else (quote(string, safe=""),):
                ask.cookies.clear()
                answer = ask.request(method, _raw(route.replace("{}", written)))
                assert answer.status_code in {400, 404, 405, 422} or string in {".", ".."}, (route, string)
                assert not any(word in answer.content for word in hidden), (route, string)
    (store / "jobs" / "out").unlink()
    assert outside() == before


def test_no_name_leads_out(ask: TestClient) -> None:
    """The same strings as names of files and in queries."""
    before = sorted(ask.app.state.store.folder.rglob("*"))
    for string in strings()[::7]:
        form = part(f'; filename="{string}"'.replace("\x00", "%00"), b"") + b"--b--\r\n"
        for answer in (
            ask.post("/v1/extract", content=form, headers=FORM),
            ask.post("/v1/extract", params={"name": string}, content=b""),
            ask.get("/docs", params={"lang": string}),
        ):
            assert HIDDEN.encode() not in answer.content
    assert sorted(ask.app.state.store.folder.rglob("*")) == before


def _raw(path: str) -> Any:
    """Make a path that the client sends as it is."""
    return path.replace("\x00", "%00").replace(" ", "%20").replace("\\", "%5C")
