"""The review page without a browser: what it refuses, what it shows, what it keeps."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import fields, replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.responses import Response
from typer.testing import CliRunner

from hypecheck.cli import app as command_line
from hypecheck.errors import SettingsError, StoreError
from hypecheck.records import Mark
from hypecheck.review import Identity, LocalSignIn, ReviewSettings, create_app, run_server
from hypecheck.review._changes import compare_texts
from hypecheck.review._choices import CHANGES_ACTIONS, DECISIONS, QUEUE_ACTIONS, READING_ACTIONS
from hypecheck.review._filters import Query, parse_query, write_query
from hypecheck.review._narrowings import _SINGLE, list_narrowings
from hypecheck.review._serve import _listen
from hypecheck.store import Filters, Store, open_store
from review_samples import HOSTILE, different, hostile, near
from store_samples import assess, fail

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
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] in ("no-store", "no-cache")

    @pytest.mark.parametrize("name", ["..%2f_app.py", "%2e%2e%2f_app.py", "base.css%00", "_app.py", "queue.html"])
    def test_only_the_listed_files_are_served(self, client, name):
        assert client.get(f"/static/{name}").status_code == 404

    @pytest.mark.parametrize(
        "headers",
        [
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
            {"origin": "http://evil.example"},
            {"origin": "null"},
        ],
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


def numbered_addresses(app, number: int) -> list[str]:
    """Return every address that takes a whole number in its path or query, with this one in each such place."""
    found = []
    for path, operations in app.openapi()["paths"].items():
        places = [each for each in operations.get("get", {}).get("parameters", ()) if "integer" in str(each["schema"])]
        for place in places:
            path = path.replace(f"{{{place['name']}}}", str(number))
        asked = "&".join(f"{each['name']}={number}" for each in places if each["in"] == "query")
        if places:
            found.append(f"{path}?{asked}")
    return found


@pytest.mark.parametrize("number", [-1, 0, 2**31, 2**63 - 1, 2**63, 2**64 - 1, 10**40], ids=str)
def test_no_number_in_an_address_is_a_fault(store, client, number):
    fill(store, different(1))
    addresses = numbered_addresses(client.app, number)
    assert len(addresses) >= 5
    [page] = store.queue().rows
    addresses.append(f"/pages/{page.page_id}/changes?before={number}&after={number}")
    addresses += [f"/{where}cluster={number}" for where in ("?", "next?", f"pages/{page.page_id}?")]
    for place in (["score", number, 1], ["score", 0.5, number], ["cluster", 1, 1, number]):
        cursor = base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")
        addresses.append(f"/?sort={place[0]}&after={cursor}")
    assert {address: status for address in addresses if (status := client.get(address).status_code) >= 500} == {}


@pytest.mark.parametrize("number", [2**63, 10**40], ids=str)
def test_the_store_says_that_a_number_is_too_large(database, number):
    with open_store(database) as store, pytest.raises(StoreError):
        store.page(number)


class TestQueue:
    def test_an_empty_database_has_an_empty_queue(self, client):
        answer = client.get("/")
        assert answer.status_code == 200
        assert "Nothing was scanned into this database yet." in answer.text

    def test_an_empty_queue_says_why_it_is_empty(self, store, client):
        fill(store, different(1))
        assert "No page fits." in client.get("/?words=nowhere").text
        assert "There is none." in client.get("/?disagreement=yes&decided=any").text
        decide(client, row_of(store, "Page 1"))
        assert "Everything is decided." in client.get("/").text

    def test_what_a_queue_is_narrowed_to_is_told_and_taken_away_one_by_one(self):
        query = parse_query("band=mixed&band=commercial&words=sleep&site=a.example&overridden=no&decided=any&sort=site")
        told = {(each.name, each.value): parse_query(each.without) for each in list_narrowings(query)}
        assert list(told) == [
            ("band", "mixed"),
            ("band", "commercial"),
            ("words", "sleep"),
            ("site", "a.example"),
            ("not decided against the score", ""),
        ]
        assert told["band", "mixed"] == Query(filters=replace(query.filters, bands=("commercial",)), sort="site")
        assert told["site", "a.example"] == Query(filters=replace(query.filters, site=None), sort="site")

    @pytest.mark.parametrize("whole", ["", "decided=any", "disagreement=yes&decided=any", "sort=site"])
    def test_a_tab_narrows_nothing(self, whole):
        assert list_narrowings(parse_query(whole)) == []

    def test_every_filter_but_the_tabs_is_told(self):
        known = {"bands", "statuses", "decisions", *_SINGLE, "decided", "disagreement"}
        assert known == {field.name for field in fields(Filters)}
        assert all(getattr(Filters(), name) == unset for name, (_, unset) in _SINGLE.items())

    def test_what_is_open_is_shown_and_what_is_decided_on_asking(self, store, client):
        fill(store, different(1), different(2))
        decide(client, row_of(store, "Page 1"))
        assert titles(client.get("/")) == ["Page 2"]
        assert titles(client.get("/?decided=yes")) == ["Page 1"]
        assert sorted(titles(client.get("/?decided=any"))) == ["Page 1", "Page 2"]

    @pytest.mark.parametrize(
        ("asked", "expected"),
        [
            ("band=commercial", {"Page 1"}),
            ("band=commercial&band=balanced", {"Page 1", "Page 70"}),
            ("score_from=0.1&score_to=0.5", {"Page 50", "Page 70"}),
            ("site=site0.example", {"Page 70"}),
            ("words=bedtime", {"Page 1", "Page 50", "Page 70"}),
            ("words=nowhere", set()),
            ("claim_words=cramps", {"Page 1", "Page 50", "Page 70"}),
            ("plug=purchase", {"Page 1", "Page 50", "Page 70"}),
            ("plug=booking", set()),
            ("published_from=2026-03-01&published_to=2026-03-01", {"Page 1", "Page 50", "Page 70"}),
            ("published_to=2026-02-28", set()),
            ("unknown=1&band=", {"Page 1", "Page 50", "Page 70"}),
        ],
    )
    def test_it_is_filtered_by_what_stands_in_the_address(self, store, client, asked, expected):
        fill(store, different(1), different(50), different(70))
        assert set(titles(client.get(f"/?{asked}"))) == expected

    @pytest.mark.parametrize(
        "asked",
        [
            "score_from=high",
            "score_to=2",
            "score_from=nan",
            "sort=x",
            "decided=maybe",
            "seen_from=today",
            "cluster=-1",
            "cluster=1e9",
            f"cluster={'9' * 30}",
            "words=-placebo",
            "after=x",
            "words=%22%00",
        ],
    )
    def test_what_cannot_be_asked_is_told_and_no_fault(self, store, client, asked):
        fill(store, different(1))
        answer = client.get(f"/?{asked}")
        assert answer.status_code in (200, 400)
        assert answer.status_code == 400 or asked == "words=%22%00"

    def test_a_query_comes_back_as_it_was_written(self):
        filters = Filters(
            bands=("mixed", "commercial"),
            decisions=("balanced",),
            score_from=0.25,
            site="a&b=c.example",
            words='"up to 8" -x',
            disagreement=True,
            overridden=False,
            seen_to="2026-01-02",
            cluster=7,
            decided=None,
        )
        query = Query(filters=filters, sort="uncertainty")
        assert parse_query(write_query(query)) == query
        assert parse_query("") == Query()
        assert write_query(Query()) == ""

    def test_it_is_turned_page_by_page(self, store, client):
        fill(store, *(different(number) for number in range(60)))
        first = client.get("/")
        after = re.search(r'href="([^"]+)" rel="next"', first.text)[1].replace("&amp;", "&")
        second = client.get(after)
        assert len(titles(first)) == 50
        assert len(titles(second)) == 10
        assert not set(titles(first)) & set(titles(second))

    def test_a_queue_is_saved_under_a_name_and_forgotten(self, store, client):
        token = csrf(client)
        form = {"csrf": token, "name": "<b>Sure</b>", "query": "band=mixed&sort=uncertainty"}
        assert client.post("/views", data=form).status_code == 200
        [view] = store.views("local")
        assert (view.name, view.filters.bands, view.sort) == ("<b>Sure</b>", ("mixed",), "uncertainty")
        page = client.get("/").text
        assert "&lt;b&gt;Sure&lt;/b&gt;" in page
        assert "/?band=mixed&amp;sort=uncertainty" in page
        client.post("/views/delete", data={"csrf": token, "name": "<b>Sure</b>"})
        assert store.views("local") == []

    def test_a_form_without_the_token_saves_nothing(self, store, client):
        assert client.post("/views", data={"name": "x", "csrf": "made up"}).status_code == 403
        assert store.views("local") == []


class TestPage:
    def test_it_shows_what_is_known(self, store, client):
        fill(store, different(1))
        text = client.get(f"/pages/{row_of(store, 'Page 1').page_id}").text
        for words in ("Order our capsules today.", "It plugs a product.", "Vitamin K2", "0.98", "commercial"):
            assert words in text
        assert 'href="https://site1.example/page/1" target="_blank" rel="noopener noreferrer nofollow"' in text

    def test_there_is_no_script_and_no_style_in_the_page_itself(self, store, client):
        fill(store, different(1))
        text = client.get(f"/pages/{row_of(store, 'Page 1').page_id}").text
        assert re.findall(r"<script[^>]*>", text) == re.findall(r'<script type="module" src="[^"]+">', text)
        assert re.search(r"<style|\sstyle=|\son[a-z]+=", text) is None

    @pytest.mark.parametrize("path", ["/pages/99", "/pages/0", "/pages/-1", f"/pages/{2**70}", "/assessments/99/text"])
    def test_what_is_not_there_is_told(self, client, path):
        assert client.get(path).status_code == 404

    @pytest.mark.parametrize("path", ["/pages/x", "/pages/1/changes", "/pages/1/changes?before=x&after=1"])
    def test_what_is_no_number_is_told(self, client, path):
        assert client.get(path).status_code == 422

    def test_the_stored_copy_is_the_text_that_was_read_and_nothing_a_browser_runs(self, store, client):
        fill(store, hostile(HOSTILE["script"]))
        [row] = store.queue().rows
        answer = client.get(f"/assessments/{row.assessment_id}/text")
        assert answer.text == store.assessment(row.assessment_id).article.text
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"

    def test_a_page_that_changed_says_so_and_shows_what(self, store, client):
        fill(store, near(1))
        decide(client, store.queue().rows[0])
        changed = near(1)
        text = f"{changed.article.text} Now 20% off."
        article = replace(changed.article, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
        fill(store, replace(changed, article=article))
        [row] = store.queue().rows
        page = client.get(f"/pages/{row.page_id}").text
        assert "The text has changed since it was decided on." in page
        address = re.search(r'id="changes" href="([^"]+)"', page)[1].replace("&amp;", "&")
        told = client.get(address).text
        assert "<ins> Now 20% off.</ins>" in told  # the words, and not their whole paragraph once more
        assert "<del>" not in told

    def test_the_way_back_from_what_changed_is_to_the_same_queue(self, store, client):
        fill(store, near(1))
        fill(store, replace(near(1), versions={"model": "another"}))
        [row] = store.queue().rows
        page = client.get(f"/pages/{row.page_id}?band=commercial&sort=site").text
        address = re.search(r'id="changes" href="([^"]+)"', page)[1].replace("&amp;", "&")
        told = client.get(address).text
        assert f'id="back" href="/pages/{row.page_id}?band=commercial&amp;sort=site"' in told
        assert "The text is the same." in told

    def test_what_somebody_decided_on_is_shown_whole_a_year_later(self, store, client):
        fill(store, different(1))
        text = client.get(f"/assessments/{row_of(store, 'Page 1').assessment_id}").text
        for head in ("Claims", "Plugs", "Citations", "What the page said of itself", "Record"):
            assert f"<h2>{head}</h2>" in text
        assert "<h2>Findings</h2>" not in text  # it has none

    def test_assessments_of_other_pages_are_not_compared(self, store, client):
        fill(store, different(1), different(2))
        one, other = store.queue().rows
        path = f"/pages/{one.page_id}/changes?before={one.assessment_id}&after={other.assessment_id}"
        assert client.get(path).status_code == 404

    def test_pages_that_failed_were_not_scored_or_kept_no_text_can_be_read(self, store, client):
        with store.start_run("scan", source="test", keep_text=False) as run:
            for assessment in (fail(), assess("https://b.example/", score=None), different(3)):
                run.write(assessment)
        for row in store.queue().rows:
            answer = client.get(f"/pages/{row.page_id}")
            assert answer.status_code == 200
            assert "notice" in answer.text

    @pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
    def test_whatever_is_said_is_escaped_wherever_it_is_shown(self, store, client, words):
        fill(store, hostile(words))
        [row] = store.queue().rows
        marks = [{"wrong": True, "kind": words[:50], "start": 0, "end": len(words)}]
        decide(client, row, decision="mixed", reason=words, note=words, marks=marks)
        typed = words.encode("utf-8", "replace").decode()[:100]
        client.post("/views", data={"csrf": csrf(client), "name": typed, "query": f"words={typed}"})
        for path in (
            "/?decided=any",
            f"/pages/{row.page_id}",
            f"/pages/{row.page_id}/piece",
            f"/assessments/{row.assessment_id}",
            f"/pages/{row.page_id}/changes?before={row.assessment_id}&after={row.assessment_id}",
        ):
            answer = client.get(path)
            assert answer.status_code == 200
            assert tags_of(answer.text) <= TAGS
            assert re.search(r"(?i)(href|src|action)=.?(javascript|data):", answer.text) is None


#: Every tag that our own pages are made of: no other may come out of what a page says.
TAGS = set(
    re.findall(
        r"\w+",
        """
        a abbr article aside b bdi body br button caption circle dd details dialog div dl dt fieldset figcaption figure
        form h1 h2 h3 h4 head header html input kbd label legend li line link main meta nav noscript ol option p q rect
        script section select span summary svg table tbody td textarea th thead title tr ul
        """,
    )
)


def tags_of(page: str) -> set[str]:
    found: set[str] = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.update([tag, *bad_attributes(attributes)])
    parser.feed(page)
    return found


def bad_attributes(attributes) -> list[str]:
    return [f"{name}={value}" for name, value in attributes if name.startswith("on") or name == "style"]


class TestDeciding:
    def test_a_decision_is_kept_with_all_that_was_said(self, store, client):
        fill(store, different(1))
        row = row_of(store, "Page 1")
        marks = [{"wrong": True, "kind": "plug", "start": 34, "end": 59, "text": "something else"}]
        decide(client, row, decision="mixed", reason=" Quoted ", note="", marks=marks, spent_s=12.5)
        [review] = store.reviews([row.page_id])
        assert (review.decision, review.reason, review.note, review.spent_s) == ("mixed", "Quoted", None, 12.5)
        assert review.marks == (Mark(wrong=True, kind="plug", start=34, end=59, text="Order our capsules today."),)

    def test_sent_twice_it_is_one(self, store, client):
        fill(store, different(1))
        row = row_of(store, "Page 1")
        first, second = decide(client, row), decide(client, row)
        assert first.json() == second.json()
        assert len(store.reviews([row.page_id])) == 1

    def test_it_is_undone_once_however_often_it_is_sent(self, store, client):
        fill(store, different(1))
        row = row_of(store, "Page 1")
        review = decide(client, row).json()["review"]
        for _ in range(2):
            assert post(client, "/undo", {"request_id": "u", "review": review}).status_code == 200
        assert store.reviews([row.page_id]) == []
        assert store.page(row.page_id).decision is None

    def test_a_page_whose_decision_was_undone_is_its_readers_again(self, store, client):
        fill(store, different(1))
        [row] = store.queue().rows
        store.add_user("ben")
        review = decide(client, row).json()["review"]
        assert post(client, "/undo", {"request_id": "undone", "review": review}).status_code == 200
        assert store.lease_next("ben") == []
        assert post(client, "/leases/renew", {"pages": [row.page_id]}).json() == {"lost": []}

    def test_near_duplicates_are_decided_with_it(self, store, client):
        fill(store, *(near(number) for number in range(3)), different(1))
        one, two, three = (row for row in store.queue().rows if row.cluster_size == 3)
        answer = decide(client, one, also=[two.page_id, three.page_id]).json()
        assert sorted(answer["applied"]) == sorted([two.page_id, three.page_id])
        assert store.count(Filters(decided=True)) == 3

    def test_one_that_left_the_cluster_since_is_told_and_the_decision_stands(self, store, client):
        fill(store, near(1), near(2), different(1))
        near_one = next(row for row in store.queue().rows if row.site == "shop1.example")
        answer = decide(client, near_one, also=[row_of(store, "Page 1").page_id])
        assert answer.status_code == 200
        assert "no near duplicates" in answer.json()["not_applied"]
        assert store.count(Filters(decided=True)) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"decision": "fake"},
            {"assessment_id": 99},
            {"assessment_id": "x"},
            {"assessment_id": -1},
            {"assessment_id": 2**70},
            {"request_id": ""},
            {"request_id": "x" * 101},
            {"note": "x" * 10_001},
            {"marks": [{"wrong": True}]},
            {"marks": [{"wrong": True, "kind": "plug", "start": -5, "end": 2}]},
            {"spent_s": -1},
            {"spent_s": "NaN"},
            {"also": [99]},
            {"more": 1},
        ],
    )
    def test_what_is_no_decision_is_refused_and_no_fault(self, store, client, change):
        fill(store, different(1))
        body = {"request_id": "1", "assessment_id": row_of(store, "Page 1").assessment_id, "decision": "mixed"}
        answer = post(client, "/decisions", body | change)
        assert answer.status_code in (400, 422) or "not_applied" in answer.json()
        assert "also" in change or store.count(Filters(decided=True)) == 0

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"{" * 5_000])
    def test_what_is_no_json_is_refused(self, client, body):
        headers = {"content-type": "application/json", "x-csrf-token": csrf(client)}
        assert client.post("/decisions", content=body, headers=headers).status_code in (400, 422)

    def test_pages_are_given_ahead_and_none_twice(self, store, client):
        fill(store, *(different(number) for number in range(4)))
        first = post(client, "/leases/next", {"count": 2}).json()["pages"]
        second = post(client, "/leases/next", {"count": 3, "without": first}).json()
        assert len({*first, *second["pages"]}) == 4
        assert second["left"] == 4
        assert post(client, "/leases/next", {"count": 1, "without": first + second["pages"]}).json()["pages"] == []

    def test_a_database_that_is_busy_is_asked_again_later(self, store, client, monkeypatch):
        fill(store, different(1))
        row = row_of(store, "Page 1")

        def busy(*_):
            raise StoreError("reviews.db is in use by another program.", code="unavailable")

        monkeypatch.setattr(Store, "decide_async", busy)
        answer = decide(client, row)
        assert answer.status_code == 503
        assert "in use" in answer.json()["error"]

    def test_a_fault_of_ours_has_the_headers_and_no_traceback(self, store, client, monkeypatch):
        def broken(*_, **__):
            raise ZeroDivisionError("secret")

        monkeypatch.setattr(Store, "look", broken)
        answer = client.get("/")
        assert answer.status_code == 500
        assert "secret" not in answer.text
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def pieces_of(before: str, after: str) -> list[tuple[str, list[tuple[str, str]]]]:
    lines = compare_texts(before, after)
    assert lines is not None
    return [(line.change, [(piece.change, piece.text) for piece in line.pieces]) for line in lines]


class TestChanges:
    @pytest.mark.parametrize("text", ["", "One line.", "One\ntwo\n\nthree"], ids=["empty", "a line", "lines"])
    def test_a_text_that_is_the_same_differs_in_nothing(self, text):
        assert compare_texts(text, text) == []
        assert compare_texts(text, f"\n {text}  \n") == []

    def test_words_that_differ_are_told_within_their_line_with_a_line_around(self):
        before = "Head.\nStays.\nTake one capsule a day with food.\nAlso stays.\nFoot."
        after = before.replace("one capsule", "two capsules")
        assert pieces_of(before, after) == [
            ("same", [("same", "Stays.")]),
            (
                "changed",
                [
                    ("same", "Take"),
                    ("gone", " one capsule"),
                    ("new", " two capsules"),
                    ("same", " a day with food."),
                ],
            ),
            ("same", [("same", "Also stays.")]),
        ]

    def test_lines_with_little_in_common_are_one_gone_and_one_new(self):
        assert pieces_of("Order our capsules today.", "No trial has tested it against a stretch at bedtime.") == [
            ("gone", [("gone", "Order our capsules today.")]),
            ("new", [("new", "No trial has tested it against a stretch at bedtime.")]),
        ]

    def test_the_line_between_two_changes_is_told_once(self):
        told = pieces_of("a\nsame\nb", "c\nsame\nd")
        assert [change for change, _ in told] == ["gone", "new", "same", "gone", "new"]

    def test_nothing_is_lost_and_nothing_made_up(self):
        before, after = (different(number).article.text.replace(". ", ".\n") for number in (1, 2))
        lines = compare_texts(before, f"{after}\n{before}")
        new = ["".join(p.text for p in line.pieces if p.change != "gone") for line in lines if line.change != "same"]
        assert set(new) - {""} <= {*after.splitlines(), *before.splitlines()}

    def test_texts_that_are_too_long_are_not_compared(self):
        assert compare_texts("\n".join(map(str, range(5_001))), "\n".join(map(str, range(5_000)))) is None
        line = " ".join(map(str, range(6_000)))
        assert [change for change, _ in pieces_of(line, f"{line} more")] == ["gone", "new"]

    @pytest.mark.parametrize("between", ["\n", " "], ids=["lines", "words"])
    def test_a_text_made_to_be_hard_to_compare_is_not_compared_for_long(self, between):
        chance = random.Random(1)  # noqa: S311  # the same text each time
        before, after = (between.join(chance.choices("ab", k=2_000)) for _ in range(2))
        begun = time.process_time()
        compare_texts(before, after)
        many = ("\n".join(between.join(chance.choices("ab", k=100)) for _ in range(500)) for _ in range(2))
        compare_texts(*many)
        assert time.process_time() - begun < 15


class TestBlind:
    def test_a_second_reader_does_not_see_the_first_decision_before_their_own(self, store):
        fill(store, different(1))
        for name, role in (("ann", "moderator"), ("ben", "moderator"), ("eva", "lead")):
            store.add_user(name, role)
        store.set_second_review_share(1.0, actor="eva")
        row = row_of(store, "Page 1")
        app = create_app(store, sign_in=ByName())
        ann, ben = (TestClient(app, base_url=BASE, headers=HTML | {"x-user": name}) for name in ("ann", "ben"))
        decide(ann, row, reason="a telling reason")
        assert "a telling reason" in ann.get(f"/pages/{row.page_id}").text
        page = ben.get(f"/pages/{row.page_id}").text
        assert "a telling reason" not in page
        assert "blind review" in page
        assert "is-balanced" not in ben.get("/?decided=any").text
        decide(ben, row, request_id="2", decision="commercial")
        assert "a telling reason" in ben.get(f"/pages/{row.page_id}").text


class ByName:
    """A sign-in for the tests: a header says who asks."""

    is_team = True
    parts = ()
    open_paths = ()

    async def identify(self, request):
        name = request.headers.get("x-user")
        roles = {"ann": "moderator", "ben": "moderator", "eva": "lead", "aud": "auditor"}
        return Identity(name=name, role=roles[name], csrf="token") if name else None

    def refuse(self, request):
        return Response(status_code=401)


class TestCommand:
    def test_a_port_that_is_taken_is_told_with_what_to_do(self, store):
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            with pytest.raises(SettingsError, match=f"port {port}: .*Give another --port"):
                run_server(create_app(store), host="127.0.0.1", port=port)

    def test_a_database_that_is_not_there_is_told_with_what_to_do(self, tmp_path):
        done = CliRunner().invoke(command_line, ["review", "--db", str(tmp_path / "none.db")])
        assert done.exit_code == 2
        assert "hypecheck scan --db" in done.output


def test_no_part_of_an_answer_waits_for_the_browser_to_have_the_part_before():
    with (
        _listen("127.0.0.1", 0) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as connection,
    ):
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


class TestGuide:
    def test_every_key_is_in_the_guide_and_no_other(self):
        guide = (Path(__file__).resolve().parent.parent / "docs/review.md").read_text("utf-8")
        listed = re.findall(r"^\| `(.)` \|", guide, re.MULTILINE)
        assert listed == [action.key for actions in READING_ACTIONS.values() for action in actions]

    @pytest.mark.parametrize(
        "actions", [READING_ACTIONS, QUEUE_ACTIONS, CHANGES_ACTIONS], ids=["page", "queue", "changes"]
    )
    def test_every_key_does_one_thing(self, actions):
        keys = [action.key for group in actions.values() for action in group]
        assert len(keys) == len(set(keys))

    def test_the_scripts_know_every_action(self):
        static = files("hypecheck.review").joinpath("static")
        reader = static.joinpath("reader.js").read_text("utf-8")
        decisions = {choice.decision for choice in DECISIONS}
        for actions in READING_ACTIONS.values():
            for action in actions:
                known = rf"\b{action.id}\b" if not action.id.startswith("show_") else "show_"
                assert action.id in decisions | {"help"} or re.search(known, reader), action.id


class TestRoles:
    def test_a_leads_decision_settles_a_disagreement_and_a_moderators_does_not(self, store):
        fill(store, different(1))
        for name, role in (("ann", "moderator"), ("ben", "moderator"), ("eva", "lead")):
            store.add_user(name, role)
        row = row_of(store, "Page 1")
        app = create_app(store, sign_in=ByName())
        people = {
            name: TestClient(app, base_url=BASE, headers=HTML | {"x-user": name}) for name in ("ann", "ben", "eva")
        }
        decide(people["ann"], row, request_id="1")
        decide(people["ben"], row, request_id="2", decision="commercial", settles=True)
        assert store.page(row.page_id).disagreement
        assert 'data-settles="yes"' in people["eva"].get(f"/pages/{row.page_id}").text
        page = people["ann"].get(f"/pages/{row.page_id}").text
        assert 'data-settles="no"' in page
        assert "takes the place of your earlier one" in page
        decide(people["eva"], row, request_id="3", decision="mixed", settles=True)
        settled = store.page(row.page_id)
        assert (settled.disagreement, settled.decision) == (False, "mixed")

    def test_an_auditor_reads_and_decides_nothing(self, store):
        fill(store, different(1))
        store.add_user("aud", "auditor")
        store.add_user("ann")
        row = row_of(store, "Page 1")
        app = create_app(store, sign_in=ByName())
        auditor = TestClient(app, base_url=BASE, headers=HTML | {"x-user": "aud"})
        decide(TestClient(app, base_url=BASE, headers=HTML | {"x-user": "ann"}), row)
        page = auditor.get(f"/pages/{row.page_id}")
        assert page.status_code == 200
        assert "Decided:" in page.text
        assert "decision of yours" not in page.text
        assert 'id="bar"' not in page.text
        assert store.lease_page("aud", row.page_id).user == "aud"  # nobody had it
        for path in ("/decisions", "/undo", "/leases/next", "/leases/renew", "/leases/release"):
            assert post(auditor, path, {}).status_code == 403
        assert auditor.get("/next").status_code == 403
        assert auditor.get("/").status_code == 200


def fill(store: Store, *assessments) -> None:
    with store.start_run("scan", source="test") as run:
        for assessment in assessments:
            run.write(assessment)


def titles(answer) -> list[str]:
    assert answer.status_code == 200
    return re.findall(r'class="name"[^>]*><bdi>([^<]*)</bdi>', answer.text)


def row_of(store: Store, title: str):
    return next(row for row in store.queue().rows if row.title == title)


def csrf(client) -> str:
    return re.search(r'name="csrf-token" content="([^"]+)"', client.get("/").text)[1]


def post(client, path: str, body):
    headers = {"x-csrf-token": csrf(client), "accept": "application/json", "content-type": "application/json"}
    return client.post(path, content=json.dumps(body), headers=headers)


def decide(client, row, **given):
    body = {"request_id": f"page {row.page_id}", "assessment_id": row.assessment_id, "decision": "balanced"}
    return post(client, "/decisions", body | given)
