"""The API: every operation does what its document says, and refuses as its document says."""

from __future__ import annotations

import json
import re
import socket
import threading
from dataclasses import replace
from pathlib import Path
from unittest import SkipTest

import orjson
import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hypecheck.config import Settings
from hypecheck.errors import FetchError, ModelError
from hypecheck.pipeline import load
from hypecheck.records import Failure
from hypecheck.review import ReviewSettings, build_api
from hypecheck.review._api import ApiState, describe_api
from hypecheck.review._api_assess import Assessor
from hypecheck.review._api_limits import Allowance
from hypecheck.review._api_problems import CODES, PROBLEMS
from hypecheck.store import Filters, open_store
from store_samples import TEXT, assess, fail
from team_samples import BASE, add_people, quicken_passwords, token_of


class QuickChecker:
    """Assesses anything at once, as one page or the other."""

    def __init__(self, settings, model=None):
        self.settings, self.model = settings, model

    def assess_text(self, text, *, title, url, id):
        if not text.strip():
            failure = Failure(stage="clean", code="empty_extraction", detail="No article text was found.")
            return replace(fail(url or "text"), failure=failure)
        return assess(url or "https://shop.example/k2", text=text, title=title)

    def assess_html(self, html, *, url, id):
        return self.assess_text(html, title=None, url=url, id=id)

    def assess_page(self, item, page):
        return self.assess_text(page.html, title=None, url=item.url, id=item.id)


@pytest.fixture
def store(tmp_path, monkeypatch):
    quicken_passwords(monkeypatch)
    with open_store(tmp_path / "reviews.db") as opened:
        add_people(opened)
        with opened.start_run("scan", source="urls.txt") as run:
            for number in range(3):
                run.write(assess(f"https://shop.example/{number}", text=f"{TEXT} {number}"))
        yield opened


def make_app(store, *, assessor=None, **given):
    app = build_api(store, ReviewSettings(**given))
    app.state.api = ApiState.of(store, assessor=assessor or Assessor(store, make=QuickChecker), assess_per_minute=1e6)
    return app


@pytest.fixture
def app(store):
    return make_app(store)


def client_of(app, **headers):
    return TestClient(app, base_url=BASE, headers=headers, raise_server_exceptions=False)


@pytest.fixture
def ann(app, store):
    return client_of(app, **token_of(store, "ann"))


def is_problem(answer, status, code):
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code), answer.text
    assert told["detail"]
    return True


class TestTokens:
    @pytest.mark.parametrize(
        "header",
        [None, "", "Bearer", "Bearer ", "Bearer hc_madeup", "Basic YW5uOng=", "hc_madeup", "Bearer \xe9"],
    )
    def test_without_one_nothing_is_told(self, app, header):
        headers = {} if header is None else {"authorization": header.encode("latin-1")}
        answer = client_of(app).get("/api/v1/pages", headers=headers)
        assert is_problem(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer"

    def test_a_session_is_no_token_and_a_cookie_counts_for_nothing(self, app, store):
        session = store.accounts.start_session("ann").token
        client = client_of(app, authorization=f"Bearer {session}", cookie=f"hypecheck-team-8421={session}")
        assert client.get("/api/v1/pages").status_code == 401

    def test_a_revoked_one_is_worthless_at_once(self, ann, store):
        assert ann.get("/api/v1/pages").status_code == 200
        [token] = store.accounts.tokens("ann")
        store.accounts.revoke_token("ann", token.id, actor="eva")
        assert ann.get("/api/v1/pages").status_code == 401

    @pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/openapi.json"])
    def test_that_it_is_there_and_what_it_does_anybody_may_know(self, app, path):
        assert client_of(app).get(path).status_code == 200

    def test_another_sites_page_cannot_use_one(self, ann):
        answer = ann.post("/api/v1/assessments", json={"text": TEXT}, headers={"origin": "https://evil.example"})
        assert is_problem(answer, 403, "csrf")


class TestAssessing:
    def test_a_text_comes_back_as_a_scan_would_write_it(self, ann, store):
        answer = ann.post("/api/v1/assessments", json={"text": TEXT, "title": "K2"})
        assert answer.status_code == 200
        record = answer.json()
        assert (record["schema"], record["framing"]["band"], record["article"]["text"]) == (
            "hypecheck/1",
            "commercial",
            TEXT,
        )
        assert store.count() == 3

    def test_what_is_to_be_kept_is_in_the_queue(self, ann, store):
        body = {"html": "<p>Zinc", "url": "https://new.example/zinc", "keep": True}
        assert ann.post("/api/v1/assessments", json=body).status_code == 200
        assert store.count(Filters(site="new.example")) == 1
        assert (store.runs()[0].kind, store.runs()[0].source) == ("api", "ann")

    def test_an_auditor_keeps_nothing(self, app, store):
        ulf = client_of(app, **token_of(store, "ulf"))
        assert is_problem(ulf.post("/api/v1/assessments", json={"text": TEXT, "keep": True}), 403, "forbidden")
        assert ulf.post("/api/v1/assessments", json={"text": TEXT}).status_code == 200

    def test_a_page_that_cannot_be_read_is_told_with_its_failure_code(self, ann):
        answer = ann.post("/api/v1/assessments", json={"text": " "})
        assert is_problem(answer, 422, "empty_extraction")
        assert answer.json()["stage"] == "clean"

    @pytest.mark.parametrize(
        "body",
        [{}, [], {"text": 1}, {"text": "a", "html": "b"}, {"text": None}, {"url": "https://a.example", "depth": 3}],
        ids=["nothing", "a list", "a number", "two", "none", "a stranger"],
    )
    def test_anything_else_is_told(self, ann, body):
        assert is_problem(ann.post("/api/v1/assessments", json=body), 422, "invalid")

    def test_half_a_character_is_no_fault(self, ann):
        content = b'{"text": "K2 \\ud800 may ease cramps."}'
        answer = ann.post("/api/v1/assessments", content=content, headers={"content-type": "application/json"})
        assert answer.status_code in (200, 422)

    def test_too_much_is_refused_before_it_is_read(self, store):
        client = client_of(make_app(store, most_api_body_bytes=1_000), **token_of(store, "ann"))
        assert is_problem(client.post("/api/v1/assessments", json={"text": "x" * 1_000}), 413, "too_large")


@pytest.mark.slow
def test_the_model_that_came_along_says_what_it_says_in_a_scan(store):
    html = (Path(__file__).resolve().parent.parent / "data/samples/shop-article.html").read_text("utf-8")
    url = "https://shop.example/k2"
    client = client_of(make_app(store, assessor=Assessor(store)), **token_of(store, "ann"))
    answer = client.post("/api/v1/assessments", json={"html": html, "url": url, "keep": True})
    assert answer.status_code == 200
    expected = load().assess_html(html, url=url, id=url).to_dict()
    assert answer.json() == json.loads(orjson.dumps(expected))
    [row] = [row for row in store.queue().rows if row.url == url]
    assert (row.band, row.decision) == (expected["framing"]["band"], None)


PRIVATE = [
    "http://127.0.0.1/",
    "http://localhost/",
    "http://[::1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://192.168.1.1/admin",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://0.0.0.0/",
    "http://inside.example/",
]


class TestFetching:
    @pytest.fixture(autouse=True)
    def resolver(self, monkeypatch):
        """Let one name of the web point into a private network; nothing is asked of a real name server."""

        def resolve(host, port, *args, **kwargs):
            address = "10.0.0.7" if host == "inside.example" else host
            kind = socket.AF_INET6 if ":" in address else socket.AF_INET
            address = "127.0.0.1" if address in ("localhost", "2130706433", "0x7f.1") else address
            return [(kind, socket.SOCK_STREAM, 6, "", (address, port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)

    @pytest.mark.parametrize("url", PRIVATE)
    def test_no_private_address_is_connected_to(self, ann, monkeypatch, url):
        def connect(*args, **kwargs):
            raise AssertionError("a connection was made")

        monkeypatch.setattr(socket.socket, "connect", connect)
        answer = ann.post("/api/v1/assessments", json={"url": url})
        assert answer.status_code == 422
        assert answer.json()["code"] in ("private_address", "bad_url"), answer.text

    @pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://a.example/", "/etc/passwd", "", "http://"])
    def test_nothing_but_the_web_is_fetched(self, ann, url):
        answer = ann.post("/api/v1/assessments", json={"url": url})
        assert is_problem(answer, 422, "bad_url")

    def test_it_is_the_guard_of_a_scan(self, store):
        """A server on this machine is reached where the settings allow it, as with --allow-private, and not else."""
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            listening.listen()
            url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
            for allowed, code in ((False, "private_address"), (True, "connection")):
                thread = threading.Thread(target=hang_up, args=(listening,), daemon=True)
                if allowed:
                    thread.start()
                assessor = Assessor(
                    store, make=QuickChecker, settings=Settings(allow_private=allowed, obey_robots=False)
                )
                with pytest.raises(FetchError) as caught:
                    assessor.assess_url(url)
                assert caught.value.code in (code, "bad_response")


def hang_up(listening):
    """Take one connection and end it."""
    connection, _ = listening.accept()
    connection.close()


class TestReading:
    def test_pages_come_in_pieces_each_once(self, ann):
        seen, after = [], None
        for _ in range(5):
            params = {"limit": 2} if after is None else {"limit": 2, "after": after}
            told = ann.get("/api/v1/pages", params=params).json()
            seen += [row["page_id"] for row in told["pages"]]
            after = told["after"]
            if after is None:
                break
        assert len(seen) == len(set(seen)) == 3

    def test_filters_narrow_what_is_listed(self, ann):
        def count(**params):
            return len(ann.get("/api/v1/pages", params=params).json()["pages"])

        assert count(band="commercial") == 3
        assert count(band="balanced") == 0
        assert count(words="capsules", decided="false") == 3
        assert count(score_from=0.95) == 0

    @pytest.mark.parametrize(
        ("params", "status"),
        [
            ({"limit": 0}, 422),
            ({"band": "fake"}, 422),
            ({"score_from": 2}, 422),
            ({"after": "x"}, 400),
            ({"published_from": "yesterday"}, 422),
            ({"words": "'; DROP TABLE pages; --"}, 200),
            ({"site": "' OR 1=1 --"}, 200),
            ({"finding": "%' UNION SELECT hash FROM passwords --"}, 200),
            ({"words": '"'}, 200),
            ({"words": "\x00"}, 200),
        ],
    )
    def test_odd_questions_get_plain_answers(self, ann, store, params, status):
        answer = ann.get("/api/v1/pages", params=params)
        assert answer.status_code == status, answer.text
        assert "argon2" not in answer.text
        assert store.count() == 3

    def test_a_page_its_assessment_and_its_reviews_are_read(self, ann, store):
        page = store.queue().rows[0].page_id
        assert ann.get(f"/api/v1/pages/{page}").json()["site"] == "shop.example"
        assert ann.get(f"/api/v1/pages/{page}/assessment").json()["article"]["text"].startswith("Vitamin K2")
        assert ann.get(f"/api/v1/pages/{page}/reviews").json() == {"hidden": False, "reviews": []}

    @pytest.mark.parametrize("path", ["999", "999/assessment", "999/reviews", f"{2**63 - 1}"])
    def test_what_is_not_there_is_told(self, ann, path):
        assert is_problem(ann.get(f"/api/v1/pages/{path}"), 404, "not_found")

    @pytest.mark.parametrize("path", ["pages/../../../etc/passwd", "pages/%2e%2e%2f", "pages/0", f"pages/{2**64}"])
    def test_no_path_leads_out(self, ann, path):
        assert ann.get(f"/api/v1/{path}").status_code in (404, 422)

    def test_another_method_is_told_with_those_there_are(self, ann):
        answer = ann.delete("/api/v1/pages")
        assert is_problem(answer, 405, "method_not_allowed")
        assert "GET" in answer.headers["allow"]


def decision(store, **given):
    row = store.queue(sort="-score").rows[0]
    return {"request_id": "1", "assessment_id": row.assessment_id, "decision": "mixed"} | given


class TestDeciding:
    def test_it_is_kept_under_the_name_of_the_token(self, ann, store):
        told = ann.post("/api/v1/reviews", json=decision(store, reason="one line", spent_s=3)).json()
        assert (told["user"], told["decision"], told["reason"], told["blind"]) == ("ann", "mixed", "one line", False)
        assert [review.id for review in store.reviews([told["page_id"]])] == [told["id"]]

    def test_sent_twice_it_is_kept_once(self, ann, store):
        first, second = (ann.post("/api/v1/reviews", json=decision(store)).json() for _ in range(2))
        assert first == second

    def test_it_can_be_taken_back(self, ann, store):
        told = ann.post("/api/v1/reviews", json=decision(store)).json()
        for _ in range(2):
            answer = ann.post(f"/api/v1/reviews/{told['id']}/undo", json={"request_id": "u"})
            assert answer.status_code == 204
        assert store.count(Filters(decided=True)) == 0

    def test_only_ones_own_is_taken_back(self, app, ann, store):
        told = ann.post("/api/v1/reviews", json=decision(store)).json()
        ben = client_of(app, **token_of(store, "ben"))
        answer = ben.post(f"/api/v1/reviews/{told['id']}/undo", json={"request_id": "u"})
        assert is_problem(answer, 409, "conflict")

    def test_what_was_not_seen_is_not_decided_on(self, ann, store):
        answer = ann.post("/api/v1/reviews", json=decision(store, assessment_id=99))
        assert is_problem(answer, 404, "not_found")

    def test_only_a_lead_settles(self, app, ann, store):
        body = decision(store, settles=True)
        assert is_problem(ann.post("/api/v1/reviews", json=body), 403, "forbidden")
        eva = client_of(app, **token_of(store, "eva"))
        assert eva.post("/api/v1/reviews", json=body).json()["settles"]

    def test_the_blind_second_reader_is_told_nothing_of_the_first(self, app, ann, store):
        store.set_second_review_share(1, actor="eva")
        page = ann.post("/api/v1/reviews", json=decision(store, reason="a secret reason")).json()["page_id"]
        ben = client_of(app, **token_of(store, "ben"))
        for path in ("", f"/{page}", f"/{page}/reviews"):
            answer = ben.get(f"/api/v1/pages{path}")
            assert answer.status_code == 200
            assert "mixed" not in answer.text
            assert "secret" not in answer.text
        assert ben.get(f"/api/v1/pages/{page}/reviews").json()["hidden"]
        assert ben.post("/api/v1/reviews", json=decision(store, request_id="2")).json()["blind"]
        assert "a secret reason" in ben.get(f"/api/v1/pages/{page}/reviews").text


class TestLimits:
    def test_who_asks_too_fast_is_told_how_long_to_wait(self, app, store):
        now = [0.0]
        state = app.state.api
        app.state.api = replace(state, assessments=Allowance(60, now=lambda: now[0]))
        ann, ben = (client_of(app, **token_of(store, name)) for name in ("ann", "ben"))
        for _ in range(60):
            assert ann.post("/api/v1/assessments", json={"text": TEXT}).status_code == 200
        answer = ann.post("/api/v1/assessments", json={"text": TEXT})
        assert is_problem(answer, 429, "too_many_requests")
        assert answer.headers["retry-after"] == "1"
        assert ben.post("/api/v1/assessments", json={"text": TEXT}).status_code == 200
        now[0] += 1
        assert ann.post("/api/v1/assessments", json={"text": TEXT}).status_code == 200

    def test_other_requests_have_a_limit_of_their_own(self, app, store):
        app.state.api = replace(app.state.api, requests=Allowance(2, now=lambda: 0.0))
        ann = client_of(app, **token_of(store, "ann"))
        assert [ann.get("/api/v1/pages").status_code for _ in range(3)] == [200, 200, 429]

    def test_an_allowance_forgets_those_who_are_quiet(self, monkeypatch):
        monkeypatch.setattr("hypecheck.review._api_limits._MOST_NAMES", 10)
        now = [0.0]
        allowance = Allowance(60, now=lambda: now[0])
        for number in range(100):
            now[0] += 2
            assert allowance.take(str(number)) == 0
        assert len(allowance._buckets) <= 11

    def test_when_many_wait_already_one_is_told_to_come_back(self, store):
        started, go_on = threading.Event(), threading.Event()

        class SlowChecker(QuickChecker):
            def assess_text(self, text, **given):
                started.set()
                go_on.wait(30)
                return super().assess_text(text, **given)

        assessor = Assessor(store, make=SlowChecker)
        client = client_of(make_app(store, assessor=assessor), **token_of(store, "ann"))
        waiting = [
            threading.Thread(target=assessor.assess_text, args=(TEXT,), kwargs={"title": None, "url": None})
            for _ in range(8)
        ]
        for thread in waiting:
            thread.start()
        assert started.wait(30)
        while assessor._room._value:  # until all eight are in
            threading.Event().wait(0.01)
        answer = client.post("/api/v1/assessments", json={"text": TEXT})
        go_on.set()
        for thread in waiting:
            thread.join(30)
        assert is_problem(answer, 503, "busy")
        assert "retry-after" in answer.headers


class TestModelInUse:
    def test_after_a_switch_the_next_page_is_assessed_with_the_new_model(self, store):
        made = []

        def make(settings, model):
            made.append(None if model is None else model.version)
            return QuickChecker(settings, model)

        assessor = Assessor(store, make=make)
        for _ in range(2):
            assessor.assess_text(TEXT, title=None, url=None)
        offered = store.offer_model(version="new 1", folder="models/new", sha256="a" * 64, figures={}, actor="eva")
        store.switch_model(offered.id, actor="eva")
        assessor.assess_text(TEXT, title=None, url=None)
        assert made == [None, "new 1"]


class TestFaults:
    def test_a_model_that_cannot_be_loaded_is_no_fault_of_the_page(self, store):
        def make(settings, model):
            raise ModelError("The model in models/own was made for other features.")

        client = client_of(make_app(store, assessor=Assessor(store, make=make)), **token_of(store, "ann"))
        answer = client.post("/api/v1/assessments", json={"text": TEXT})
        assert is_problem(answer, 503, "unavailable")
        assert answer.json()["stage"] == "framing"

    def test_a_fault_is_told_without_what_is_inside(self, store, caplog):
        class Broken(QuickChecker):
            def assess_text(self, text, **given):
                raise RuntimeError("the secret inside")

        client = client_of(make_app(store, assessor=Assessor(store, make=Broken)), **token_of(store, "ann"))
        answer = client.post("/api/v1/assessments", json={"text": TEXT})
        assert is_problem(answer, 500, "internal")
        assert "secret" not in answer.text

    def test_no_secret_is_logged(self, ann, store, caplog):
        caplog.set_level("DEBUG")
        ann.get("/api/v1/pages")
        ann.post("/api/v1/reviews", json=decision(store))
        secret = ann.headers["authorization"].removeprefix("Bearer ")
        assert secret not in caplog.text
        assert all(secret not in str(entry) for entry in store.audit())


class TestGuide:
    GUIDE = (Path(__file__).resolve().parent.parent / "docs/api.md").read_text("utf-8")

    def test_every_operation_is_in_it(self):
        written = re.sub(r"\{\w+\}", "{id}", self.GUIDE)
        for path, methods in describe_api()["paths"].items():
            for method in methods:
                assert f"`{method.upper()} {re.sub(r'{[^}]+}', '{id}', path)}`" in written

    def test_every_filter_of_the_list_is_in_it(self):
        for parameter in describe_api()["paths"]["/api/v1/pages"]["get"]["parameters"]:
            assert f"`{parameter['name']}`" in self.GUIDE

    def test_every_status_and_code_is_in_it(self):
        statuses = {status for status in PROBLEMS if isinstance(status, int)}
        assert statuses == {int(status) for status in re.findall(r"^\| (\d{3}) \|", self.GUIDE, re.MULTILINE)}
        assert [code for code in CODES.values() if f"`{code}`" not in self.GUIDE] == []


def no_names(*args, **kwargs):
    """Know no host."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


# ---- the document -----------------------------------------------------------------------------------------------

OPERATIONS = [(path, method) for path, methods in describe_api()["paths"].items() for method in sorted(methods) if path]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
]


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[f"{method} {path}" for path, method in OPERATIONS])
def test_every_operation_answers_as_its_document_says(app, store, monkeypatch, path, method, mode):
    """Requests that fit the document and such as do not; not through the pytest plugin, which lags behind pytest."""
    monkeypatch.setattr(socket, "getaddrinfo", no_names)
    headers = {"host": "127.0.0.1", **token_of(store, "eva")}
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers={"host": "127.0.0.1"})
    answered = []

    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def ask(case):
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)
        answered.append(response.status_code)

    try:
        ask()
    except (Unsatisfiable, SkipTest):  # an operation without parameters cannot be asked wrongly
        assert mode is GenerationMode.NEGATIVE
        return
    assert set(answered) - {401}  # what was asked wrongly may be the token
