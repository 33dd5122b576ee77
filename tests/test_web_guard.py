"""Who may ask the web app, and what every answer carries."""

from __future__ import annotations

import contextlib
import hmac
import re
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from web_app import HERE, TEXT, client

from extractor.errors import BaoshuError
from extractor.messages import LANGUAGES, say
from extractor.web.app import create_app
from extractor.web.csrf import FIELD, HEADER
from extractor.web.problems import CODES
from extractor.web.settings import Settings, read_token
from extractor.web.store import default_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Run
    from starlette.testclient import TestClient

TOKEN = "0123456789abcdef-token"  # noqa: S105
WEB = ROOT / "extractor/web"
ROUTES = (
    "/",
    "/docs",
    "/healthz",
    "/metrics",
    "/openapi.json",
    "/v1/jobs",
    "/v1/schema",
    "/static/baoshu.css",
    "/nothing",
)


@pytest.fixture
def app(tmp_path: Path) -> Any:
    """Give an app whose workers are not started: nothing here reads a report."""
    return create_app(Settings(store=tmp_path / "store"))


@pytest.fixture
def ask(app: Any) -> TestClient:
    """Give a client of it."""
    return client(app, raising=False)


def token_in(page: str) -> str:
    """Find the CSRF token in a page."""
    (found,) = re.findall(r'<meta name="csrf-token" content="([0-9a-f]{64})">', page)
    return str(found)


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:8765", "127.0.0.1.evil.example", "localhost.evil.example:8765", "8.8.8.8", ""),
        *("localhost@evil.example", "[::2]:8765", "127.0.0.1:8765, evil.example", "127.1", "0x7f000001"),
    ],
)
def test_another_host_is_refused(ask: TestClient, host: str) -> None:
    """A name that was rebound to this machine reads nothing, from no route."""
    for route in ROUTES:
        answer = ask.get(route, headers={"Host": host})
        assert (answer.status_code, answer.json()["code"]) == (403, "host"), route


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost", "LOCALHOST:8765", "[::1]:8765"])
def test_its_own_names_are_known(ask: TestClient, host: str) -> None:
    """With any port: a tunnel may have another."""
    assert ask.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:8766",
        "https://localhost:8765",
        "file://",
        "",
    ],
)
def test_another_origin_is_refused(ask: TestClient, origin: str) -> None:
    """Also that of another server on this machine."""
    for method in ("GET", "POST", "DELETE", "OPTIONS"):
        answer = ask.request(method, "/v1/jobs", headers={"Origin": origin})
        assert (answer.status_code, answer.json()["code"]) == (403, "origin")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused(ask: TestClient, site: str) -> None:
    """Where the browser says where a request comes from, but sends no Origin."""
    answer = ask.post("/v1/jobs", headers={"Sec-Fetch-Site": site})
    assert (answer.status_code, answer.json()["code"]) == (403, "origin")
    assert ask.get("/healthz", headers={"Sec-Fetch-Site": site}).status_code == 200


def test_what_a_browser_changes_needs_the_csrf_token(ask: TestClient) -> None:
    """The page's own token, with its cookie, in the header or in a form; nothing else."""
    job = "/v1/jobs/" + "0" * 32
    browser = {"Origin": HERE}

    def code(**headers: str) -> str:
        return str(ask.delete(job, headers={**browser, **headers}).json()["code"])

    assert code() == "csrf"
    right = token_in(ask.get("/").text)
    assert code() == "csrf"
    assert code(**{HEADER: right}) == "no_job"
    assert code(**{HEADER: right[:-1] + ("0" if right[-1] != "0" else "1")}) == "csrf"
    ask.cookies.clear()
    other = token_in(ask.get("/").text)
    assert other != right
    assert code(**{HEADER: right}) == "csrf"
    assert code(**{HEADER: other}) == "no_job"


def test_a_form_brings_the_csrf_token_in_a_field(ask: TestClient) -> None:
    """The page of the login is one; a form without the field, or with that of another, is refused."""
    right = token_in(ask.get("/login").text)
    for sent, status in ((right, 303), ("0" * 64, 403), (None, 403)):
        data = {"token": "x", **({FIELD: sent} if sent else {})}
        answer = ask.post("/login", data=data, headers={"Origin": HERE}, follow_redirects=False)
        refused = answer.headers["content-type"].startswith("application/problem+json")
        assert refused == (status == 403 and sent != right)


def test_a_cookie_alone_is_no_program(ask: TestClient) -> None:
    """Whatever sends a cookie is a browser."""
    ask.get("/")
    assert ask.delete("/v1/jobs/" + "0" * 32).json()["code"] == "csrf"


def test_the_secret_is_of_the_installation(tmp_path: Path) -> None:
    """It stays over a restart, differs from store to store, and is for its user alone."""
    first, again, other = (create_app(Settings(store=tmp_path / name)) for name in ("a", "a", "b"))
    assert first.state.secret == again.state.secret != other.state.secret
    assert len(first.state.secret) == 32
    for path in (tmp_path / "a", tmp_path / "a/secret", tmp_path / "a/jobs"):
        assert path.stat().st_mode & 0o077 == 0


def test_a_token_is_asked_for_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """But at the door; it is compared in constant time."""
    ask = client(create_app(Settings(store=tmp_path / "store", token=TOKEN)))
    assert {r: ask.get(r).status_code for r in ROUTES} == {
        r: 200 if r in {"/healthz", "/static/baoshu.css"} else 401 for r in ROUTES
    }
    assert ask.post("/v1/extract", json={"text": TEXT}).headers["www-authenticate"] == 'Bearer realm="baoshu"'
    compared = []
    compare = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: compared.append(b) or compare(a, b))
    for sent in (f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", TOKEN, "Bearer", f"Bearer {TOKEN}x", "Bearer 令牌".encode()):
        assert ask.get("/v1/jobs", headers={"Authorization": sent}).status_code == 401
    assert compared.count(TOKEN.encode()) >= 4
    assert ask.get("/v1/jobs", headers={"Authorization": f"Bearer {TOKEN}"}).json() == []


def test_a_browser_logs_in_with_the_token(tmp_path: Path) -> None:
    """The cookie is not the token, and is of no use to a page's scripts or another site."""
    ask = client(create_app(Settings(store=tmp_path / "store", token=TOKEN)))
    assert ask.get("/", headers={"Accept": "text/html"}, follow_redirects=False).headers["location"] == "/login"
    page = ask.get("/login").text
    wrong = ask.post("/login", data={"token": TOKEN[1:], FIELD: token_in(page)}, headers={"Origin": HERE})
    assert wrong.status_code == 403
    assert say("web_login_wrong", "en") in wrong.text
    right = ask.post(
        "/login", data={"token": TOKEN, FIELD: token_in(page)}, headers={"Origin": HERE}, follow_redirects=False
    )
    cookie = right.headers["set-cookie"]
    assert right.status_code == 303
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert TOKEN not in cookie
    assert ask.get("/v1/jobs").status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])  # noqa: S104 - it is refused
def test_no_other_address_without_a_token(tmp_path: Path, baoshu: Callable[..., Run], host: str) -> None:
    """The command ends before it listens."""
    done = baoshu("serve", "--host", host, "--store", tmp_path / "store")
    assert done.code == 2
    assert "--token-file" in done.err
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    "written", ["", "short", "fifteen-letters", "two words are no token", "令牌令牌令牌令牌令牌令牌令牌令牌"]
)
def test_a_weak_token_is_refused(tmp_path: Path, written: str) -> None:
    """A token is long, and can stand in a header."""
    (tmp_path / "token").write_text(written + "\n", encoding="utf-8")
    with pytest.raises(BaoshuError, match="a token is one line"):
        read_token(tmp_path / "token")
    (tmp_path / "token").write_text(TOKEN + "\n", encoding="utf-8")
    assert read_token(tmp_path / "token") == TOKEN


def test_on_all_addresses_any_of_them_is_a_host(tmp_path: Path) -> None:
    """A name is one only where it was given: what is rebound is a name."""
    ask = client(create_app(Settings(store=tmp_path / "s", host="0.0.0.0", token=TOKEN, names=("baoshu.lan",))))  # noqa: S104
    hosts = {"192.168.1.5:8765": 200, "[fd00::5]": 200, "baoshu.lan": 200, "evil.example": 403}
    assert {host: ask.get("/healthz", headers={"Host": host}).status_code for host in hosts} == hosts


def test_one_server_a_store(tmp_path: Path, baoshu: Callable[..., Run]) -> None:
    """The second says so; what the first is answering stays."""
    first = create_app(Settings(store=tmp_path / "store")).state.store
    (first.incoming / "upload").write_bytes(b"x")
    with contextlib.closing(first.hold()):
        done = baoshu("serve", "--store", tmp_path / "store")
    assert (done.code, "another server uses this store" in done.err) == (2, True)
    assert (first.incoming / "upload").exists()


def test_where_the_store_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two runs can be reviewed at a time, beside the server."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_store() == tmp_path / "baoshu/web"
    assert len({default_store(), *(default_store(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))}) == 3


def test_an_address_that_is_taken(tmp_path: Path, baoshu: Callable[..., Run]) -> None:
    """Said in a line, after the one that says where the store is; no worker is left, and the store is free again."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = baoshu("serve", "--store", tmp_path / "store", "--port", taken.getsockname()[1])
    assert (done.code, "--port chooses another" in done.err) == (2, True)
    assert f" · store: {tmp_path / 'store'}" in done.said[0]
    create_app(Settings(store=tmp_path / "store")).state.store.hold().close()


def test_without_the_extra(tmp_path: Path, baoshu: Callable[..., Run], monkeypatch: pytest.MonkeyPatch) -> None:
    """What has to be installed is said."""
    monkeypatch.setitem(sys.modules, "extractor.web.app", None)
    done = baoshu("serve", "--store", tmp_path / "store")
    assert (done.code, "pip install '.[web]'" in done.err) == (2, True)


@pytest.mark.parametrize("route", ROUTES)
def test_every_answer_carries_the_headers(ask: TestClient, route: str) -> None:
    """Refusals and files, too."""
    for host in ("127.0.0.1:8765", "evil.example"):
        headers = ask.get(route, headers={"Host": host}).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] in {"no-store", "no-cache"}
        assert "server" not in headers


def test_no_page_needs_what_the_policy_forbids() -> None:
    """No inline script, style or handler in a template, and nothing from elsewhere."""
    templates = list((WEB / "templates").rglob("*.html"))
    assert templates
    for path in templates:
        html = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|https?://|\|\s*safe", html), path.name
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", html)), path.name


def test_static_files_have_types_of_our_own(ask: TestClient) -> None:
    """What the machine has registered for a suffix makes no difference."""
    assert ask.get("/static/baoshu.css").headers["content-type"] == "text/css; charset=utf-8"


def test_an_error_of_ours_tells_nobody_what_was_sent(
    app: Any, ask: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    """The client gets a problem, the log the place; the text is in neither."""

    def broken() -> None:
        raise ValueError(TEXT)

    app.router.add_route("/broken", lambda _: broken())
    answer = ask.get("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    said = capfd.readouterr().err
    assert "internal error: ValueError at test_web_guard.py" in said
    assert "26.2" not in answer.text + said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_has_its_sentence(ask: TestClient, lang: str) -> None:
    """In both languages; the page of the API lists it, and the type of a problem leads there."""
    page = ask.get("/docs", params={"lang": lang}).text
    assert all(f'id="problem-{code}"' in page for code in CODES)
    answer = ask.get("/v1/jobs/x", params={"lang": lang})
    assert answer.headers["content-language"] == lang
    assert answer.json() == {
        "type": "/docs#problem-no_job",
        "title": "Not Found",
        "status": 404,
        "detail": say("problem_no_job", "zh" if lang == "zh" else "en"),
        "code": "no_job",
    }


def test_a_browser_gets_a_page_for_a_problem(ask: TestClient) -> None:
    """A program gets JSON, and so does everybody under /v1."""
    html = {"Accept": "text/html,*/*"}
    assert ask.get("/nothing", headers=html).headers["content-type"].startswith("text/html")
    assert ask.get("/v1/nothing", headers=html).headers["content-type"] == "application/problem+json"
    assert ask.put("/docs").json()["code"] == "method"
