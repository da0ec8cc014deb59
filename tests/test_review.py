"""The review page without a browser: what it refuses, what it shows, what it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from hypecheck.review import LocalSignIn, ReviewSettings, create_app
from hypecheck.store import Store, open_store
from store_samples import assess

BASE = "http://127.0.0.1:8421"
HTML = {"accept": "text/html"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "reviews.db") as store:
        yield store


@pytest.fixture
def sign_in() -> LocalSignIn:
    return LocalSignIn()


@pytest.fixture
def stranger(store: Store, sign_in: LocalSignIn) -> TestClient:
    """Return a browser that knows the address alone."""
    app = create_app(store, ReviewSettings(), sign_in=sign_in)
    return TestClient(app, base_url=BASE, headers=HTML, raise_server_exceptions=False)


@pytest.fixture
def client(stranger: TestClient, sign_in: LocalSignIn) -> TestClient:
    """Return a browser that opened the link."""
    stranger.get(sign_in.link(""))
    return stranger


def fill(store: Store, *assessments) -> None:
    with store.start_run("scan", source="test") as run:
        for assessment in assessments:
            run.write(assessment)


class TestLocalSignIn:
    def test_the_link_gives_a_cookie_and_leaves_the_address_without_the_token(self, stranger, sign_in):
        answer = stranger.get(sign_in.link(""), follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        cookie = answer.headers["set-cookie"]
        assert sign_in.token not in cookie
        assert all(word in cookie for word in ("HttpOnly", "SameSite=strict", "Path=/"))
        assert stranger.get("/").status_code == 200

    @pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", "?token=%C3%A9"])
    def test_without_the_token_there_is_no_cookie(self, stranger, query):
        answer = stranger.get(f"/open{query}")
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers

    @pytest.mark.parametrize("cookie", ["", "x", "é"])
    def test_a_made_up_cookie_opens_nothing(self, stranger, cookie):
        headers = {"cookie": b"hypecheck-8421=" + cookie.encode()}
        assert stranger.get("/", headers=headers).status_code == 401

    def test_a_browser_goes_on_when_the_server_was_started_again(self, store, client):
        again = TestClient(create_app(store), base_url=BASE, headers=HTML)
        again.cookies.update(client.cookies)
        assert again.get("/").status_code == 200

    def test_a_session_of_somebody_else_opens_nothing(self, store, stranger):
        store.add_user("ann")
        stranger.cookies.set("hypecheck-8421", store.accounts.start_session("ann").token)
        assert stranger.get("/").status_code == 401

    def test_the_local_user_may_do_everything_whatever_they_were_before(self, tmp_path):
        with open_store(tmp_path / "earlier.db") as store:
            store.add_user("local", "moderator")
            create_app(store)
            assert store.users()[0].role == "lead"

    def test_a_stranger_reaches_no_page_and_is_told_where_the_link_is(self, stranger):
        answer = stranger.get("/")
        assert answer.status_code == 401
        assert "terminal" in answer.text

    def test_a_script_of_somebody_unknown_gets_an_object(self, stranger):
        answer = stranger.get("/", headers={"accept": "application/json"})
        assert answer.status_code == 401
        assert "Sign in" in answer.json()["error"]


class TestGuard:
    @pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8421", "localhost:8421", "[::1]:8421", "LOCALHOST"])
    def test_it_answers_to_its_own_names(self, client, host):
        assert client.get("/static/base.css", headers={"host": host}).status_code == 200

    @pytest.mark.parametrize(
        "host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "", "[::1", "127.0.0.2"]
    )
    def test_it_answers_to_no_other_name(self, client, host):
        answer = client.get("/", headers={"host": host})
        assert answer.status_code == 400
        assert "Queue" not in answer.text

    @pytest.mark.parametrize("path", ["/", "/open", "/nowhere", "/static/base.css", "/static/nothing"])
    def test_every_answer_carries_the_headers(self, client, path):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] in ("no-store", "no-cache")

    @pytest.mark.parametrize("name", ["..%2f_app.py", "%2e%2e%2f_app.py", "base.css%00", "_app.py", "queue.html"])
    def test_only_the_listed_files_are_served(self, client, name):
        assert client.get(f"/static/{name}").status_code == 404

    @pytest.mark.parametrize(
        "headers",
        [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "http://evil.example"}],
    )
    def test_another_sites_page_can_send_nothing(self, client, headers):
        assert client.post("/", headers=headers).status_code == 403

    def test_a_request_without_the_token_changes_nothing(self, client):
        assert client.post("/").status_code == 403

    def test_a_long_body_is_refused_whatever_it_announces(self, client):
        def parts():
            for _ in range(3):
                yield b"x" * 500_000

        assert client.post("/", content=parts()).status_code == 413
        assert client.post("/", content=b"x" * 1_000_001).status_code == 413


class TestQueue:
    def test_an_empty_database_has_an_empty_queue(self, client):
        assert client.get("/").status_code == 200

    def test_it_shows_a_page(self, store, client):
        fill(store, assess())
        assert "K2 and cramps" in client.get("/").text
