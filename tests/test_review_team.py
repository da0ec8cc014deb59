"""A team's review page: who may do what, how people sign in, and what a guesser, a thief or a hostile name gets."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient

from hypecheck.errors import SettingsError
from hypecheck.review import ReviewSettings, TeamSignIn, build_api, create_app
from hypecheck.review._api import ApiState
from hypecheck.review._api_assess import Assessor
from hypecheck.review._model_page import compare_sets
from hypecheck.store import Filters, NewReview, open_store
from review_samples import different
from store_samples import TEXT, assess
from team_samples import BASE, PASSWORD, PEOPLE, add_people, browser, quicken_passwords, token_of
from test_review_api import QuickChecker

OTHER = "a kettle full of gravel"


@pytest.fixture
def store(tmp_path, monkeypatch):
    quicken_passwords(monkeypatch)
    with open_store(tmp_path / "reviews.db") as opened:
        add_people(opened)
        with opened.start_run("scan", source="urls.txt") as run:
            for number in range(3):
                run.write(assess(f"https://shop.example/{number}", text=f"{TEXT} {number}"))
        yield opened


def make_app(store, **given):
    app = create_app(store, ReviewSettings(**given), sign_in=TeamSignIn(store))
    app.state.api = ApiState.of(store, assessor=Assessor(store, make=QuickChecker), assess_per_minute=1e6)
    return app


@pytest.fixture
def app(store):
    return make_app(store)


def csrf_of(client, path="/account"):
    return re.search(r'name="csrf-token" content="(\w+)"', client.get(path).text)[1]


def send(client, path, **data):
    """Send a form as its page would."""
    return client.post(path, data={"csrf": csrf_of(client), **data})


# ---- who may do what --------------------------------------------------------------------------------------------

#: For each route: what is sent, then the status for a moderator, a lead and an auditor. A stranger gets nothing but
#: what is open to all. 303 is "done, go on there", for strangers "sign in first".
FORM, JSON = "form", "json"
DECISION = {"request_id": "$who", "assessment_id": 1, "decision": "mixed"}
ROUTES = {
    # reading and deciding
    "GET /": (None, {}, 200, 200, 200),
    "GET /next": (None, {}, 303, 303, 403),
    "GET /pages/1": (None, {}, 200, 200, 200),
    "GET /pages/1/piece": (None, {}, 200, 200, 200),
    "GET /pages/1/changes?before=1&after=1": (None, {}, 200, 200, 200),
    "GET /assessments/1": (None, {}, 200, 200, 200),
    "GET /assessments/1/text": (None, {}, 200, 200, 200),
    "GET /session": (None, {}, 200, 200, 403),
    "POST /views": (FORM, {"name": "mine"}, 303, 303, 303),
    "POST /views/delete": (FORM, {"name": "mine"}, 303, 303, 303),
    "POST /decisions": (JSON, DECISION, 200, 200, 403),
    "POST /undo": (JSON, {"request_id": "u $who", "review": 1}, 400, 400, 403),
    "POST /leases/next": (JSON, {}, 200, 200, 403),
    "POST /leases/renew": (JSON, {"pages": [1]}, 200, 200, 403),
    "POST /leases/release": (JSON, {"pages": [1]}, 200, 200, 403),
    # one's own account
    "GET /account": (None, {}, 200, 200, 200),
    "POST /account/password": (FORM, {"old": "x", "new": OTHER, "again": OTHER}, 400, 400, 400),
    "POST /account/tokens": (FORM, {"label": "feed", "days": "30"}, 200, 200, 200),
    "POST /account/tokens/revoke": (FORM, {"token": "999"}, 400, 400, 400),
    "POST /sign-out": (FORM, {}, 303, 303, 303),
    "POST /sign-out-everywhere": (FORM, {}, 303, 303, 303),
    # leading and looking on
    "GET /dashboard": (None, {}, 200, 200, 200),
    "POST /dashboard/second-review-share": (FORM, {"percent": "10"}, 403, 303, 403),
    "GET /models": (None, {}, 403, 200, 200),
    "POST /models/use": (FORM, {"model": "0"}, 403, 303, 403),
    "GET /log": (None, {}, 403, 200, 200),
    "GET /users": (None, {}, 403, 200, 403),
    "POST /users": (FORM, {"user": "new $who", "password": OTHER}, 403, 303, 403),
    "POST /users/role": (FORM, {"user": "ben", "role": "moderator"}, 403, 303, 403),
    "POST /users/password": (FORM, {"user": "ben", "password": OTHER}, 403, 303, 403),
    "POST /users/sign-out": (FORM, {"user": "ben"}, 403, 303, 403),
    "POST /users/disable": (FORM, {"user": "ben"}, 403, 303, 403),
    "POST /users/enable": (FORM, {"user": "ben"}, 403, 303, 403),
    # programs
    "GET /api/v1/pages": (None, {}, 200, 200, 200),
    "GET /api/v1/pages/1": (None, {}, 200, 200, 200),
    "GET /api/v1/pages/1/assessment": (None, {}, 200, 200, 200),
    "GET /api/v1/pages/1/reviews": (None, {}, 200, 200, 200),
    "POST /api/v1/assessments": (JSON, {"text": TEXT}, 200, 200, 200),
    "POST /api/v1/reviews": (JSON, DECISION, 200, 200, 403),
    "POST /api/v1/reviews/1/undo": (JSON, {"request_id": "u $who"}, 409, 409, 403),
}
#: What anybody may ask for.
OPEN = {
    "GET /sign-in": 200,
    "POST /sign-in": 401,
    "GET /static/base.css": 200,
    "GET /api/v1/health": 200,
    "GET /api/v1/openapi.json": 200,
}
WHO = ("ann", "eva", "ulf")


def filled(payload, who):
    return {key: value.replace("$who", who) if isinstance(value, str) else value for key, value in payload.items()}


def ask(client, route, headers=None):
    method, path = route.split(" ")
    kind, payload = ROUTES[route][:2] if route in ROUTES else (None, {})
    return client.request(
        method, path, headers=headers, **({} if kind is None else {"data" if kind == FORM else "json": payload})
    )


def routes_of(app):
    """Return every route of an app, from its parts."""
    found = {
        f"{method} {route.path}" for part in app.state.parts for route in part.router.routes for method in route.methods
    }
    return {route for route in found if not route.startswith("HEAD ")} | {"GET /static/{name}"}


def fits(pattern, route):
    return re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", pattern), route.partition("?")[0])


class TestRoles:
    def test_the_table_has_every_route_of_the_app(self, app):
        known = [*ROUTES, *OPEN]
        missing = [pattern for pattern in routes_of(app) if not any(fits(pattern, route) for route in known)]
        strangers = [route for route in known if not any(fits(pattern, route) for pattern in routes_of(app))]
        assert (missing, strangers) == ([], [])

    @pytest.mark.parametrize("route", ROUTES)
    @pytest.mark.parametrize(("who", "place"), [(name, place) for place, name in enumerate(WHO)])
    def test_each_role_gets_what_the_table_says(self, app, store, route, who, place):
        method, path = route.split(" ")
        kind, payload, *statuses = ROUTES[route]
        payload = filled(payload, who)
        if path.startswith("/api/"):
            client = TestClient(app, base_url=BASE, headers=token_of(store, who), raise_server_exceptions=False)
        else:
            client = browser(app, who)
        headers = {} if method == "GET" or path.startswith("/api/") else {"x-csrf-token": csrf_of(client)}
        answer = client.request(
            method,
            path,
            headers=headers,
            data=payload if kind == FORM else None,
            json=payload if kind == JSON else None,
        )
        assert answer.status_code == statuses[place], answer.text

    @pytest.mark.parametrize("route", ROUTES)
    def test_a_stranger_gets_nothing(self, app, store, route):
        before = list(store.audit())
        answer = ask(browser(app), route)
        if "/api/" in route:
            assert answer.status_code == 401
        else:
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")
        assert TEXT not in answer.text
        assert list(store.audit()) == before

    @pytest.mark.parametrize("route", OPEN)
    def test_what_is_open_is_open(self, app, route):
        assert ask(browser(app), route).status_code == OPEN[route]

    @pytest.mark.parametrize("route", [route for route in ROUTES if route.startswith("POST") and "/api/" not in route])
    def test_nothing_is_changed_without_the_token_of_the_page(self, app, store, route):
        client = browser(app, "eva")
        before = list(store.audit())
        assert ask(client, route).status_code == 403
        assert ask(client, route, headers={"x-csrf-token": "wrong"}).status_code == 403
        assert list(store.audit()) == before

    @pytest.mark.parametrize("route", [route for route in ROUTES if "/api/" in route])
    def test_the_api_takes_no_cookie(self, app, route):
        assert ask(browser(app, "eva"), route).status_code == 401

    @pytest.mark.parametrize("route", [route for route in ROUTES if "/api/" not in route])
    def test_the_pages_take_no_token(self, app, store, route):
        assert ask(browser(app), route, headers=token_of(store, "eva")).status_code == 303

    def test_a_role_that_was_taken_away_is_gone_at_once(self, app, store):
        client = browser(app, "eva")
        assert client.get("/users").status_code == 200
        store.accounts.set_role("ann", "lead", actor="eva")
        store.accounts.set_role("eva", "auditor", actor="ann")
        assert client.get("/users").status_code == 403

    def test_who_is_shut_out_is_out_at_once(self, app, store):
        client = browser(app, "ann")
        assert send(browser(app, "eva"), "/users/disable", user="ann").status_code == 303
        assert client.get("/").status_code == 303

    def test_a_moderator_settles_nothing(self, app, store):
        client = browser(app, "ann")
        body = {"request_id": "1", "assessment_id": 1, "decision": "mixed", "settles": True}
        assert client.post("/decisions", json=body, headers={"x-csrf-token": csrf_of(client)}).status_code == 200
        assert not store.reviews([1])[0].settles


# ---- signing in -------------------------------------------------------------------------------------------------


class TestSignIn:
    @pytest.mark.parametrize("fill", [False, True], ids=["no users", "no passwords"])
    def test_a_team_without_accounts_does_not_start(self, tmp_path, fill):
        with open_store(tmp_path / "empty.db") as empty:
            if fill:
                empty.add_user("ann", "lead")
            with pytest.raises(SettingsError, match="hypecheck users add NAME --role lead"):
                TeamSignIn(empty)

    def test_name_and_password_give_a_cookie_that_no_script_reads(self, app):
        answer = browser(app).post("/sign-in", data={"name": "ann", "password": PASSWORD})
        cookie = answer.headers["set-cookie"]
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/"))
        assert "Secure" not in cookie
        assert PASSWORD not in cookie

    def test_behind_https_the_cookie_is_for_https_alone(self, store):
        answer = browser(make_app(store, secure=True)).post("/sign-in", data={"name": "ann", "password": PASSWORD})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-hypecheck=")
        assert "Secure" in cookie
        assert "Domain" not in cookie

    @pytest.mark.parametrize(
        ("name", "password"),
        [("ann", "not this one"), ("nobody", PASSWORD), ("", ""), ("ann' OR '1'='1", "x' OR '1'='1")],
    )
    def test_anything_else_is_told_the_same_and_gives_none(self, app, name, password):
        answer = browser(app).post("/sign-in", data={"name": name, "password": password})
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert "The name or the password is wrong." in answer.text
        assert not password or password not in answer.text

    def test_a_cookie_that_was_there_before_is_not_the_session_after(self, app, store):
        """Session fixation: whoever planted a cookie must not be signed in with it afterwards."""
        victim = browser(app)
        victim.cookies.set("hypecheck-team-8421", "planted", domain="127.0.0.1")
        answer = victim.post("/sign-in", data={"name": "ann", "password": PASSWORD})
        assert answer.status_code == 303
        assert "planted" not in answer.headers["set-cookie"]
        thief = browser(app)
        thief.cookies.set("hypecheck-team-8421", "planted", domain="127.0.0.1")
        assert thief.get("/").status_code == 303

    def test_a_session_that_was_there_before_ends(self, app, store):
        victim = browser(app)
        planted = store.accounts.start_session("ben").token
        victim.cookies.set("hypecheck-team-8421", planted, domain="127.0.0.1")
        page = victim.get("/sign-in").text
        token = re.search(r'name="csrf" value="(\w+)"', page)[1]
        answer = victim.post("/sign-in", data={"name": "ann", "password": PASSWORD, "csrf": token})
        assert answer.status_code == 303
        assert store.accounts.session_user(planted) is None

    def test_signing_out_makes_the_cookie_worthless(self, app):
        client = browser(app, "ann")
        stolen = dict(client.cookies)
        assert send(client, "/sign-out").headers["location"] == "/sign-in"
        thief = browser(app)
        for name, value in stolen.items():
            thief.cookies.set(name, value, domain="127.0.0.1")
        assert thief.get("/").status_code == 303

    def test_signing_out_everywhere_ends_the_others_too(self, app):
        one, other = browser(app, "ann"), browser(app, "ann")
        send(one, "/sign-out-everywhere")
        assert other.get("/").status_code == 303

    def test_after_five_failures_one_has_to_wait_and_is_told_so(self, app):
        client = browser(app)
        for _ in range(5):
            client.post("/sign-in", data={"name": "ann", "password": "wrong"})
        answer = client.post("/sign-in", data={"name": "ann", "password": PASSWORD})
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
        assert "set-cookie" not in answer.headers

    def test_one_who_is_not_signed_in_comes_back_to_where_they_went(self, app):
        client = browser(app)
        answer = client.get("/pages/1?band=mixed&sort=newest")
        asked = client.get(answer.headers["location"])
        wanted = re.search(r'name="next" value="([^"]*)"', asked.text)[1].replace("&amp;", "&")
        answer = client.post("/sign-in", data={"name": "ann", "password": PASSWORD, "next": wanted})
        assert answer.headers["location"] == "/pages/1?band=mixed&sort=newest"

    @pytest.mark.parametrize(
        "wanted",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
            "",
            "\\\\evil.example",
            "/%0d%0aset-cookie:a=b\r\nset-cookie: a=b",
            "evil",
        ],
    )
    def test_nobody_is_sent_to_another_site(self, app, wanted):
        answer = browser(app).post("/sign-in", data={"name": "ann", "password": PASSWORD, "next": wanted})
        assert answer.headers["location"] == "/"

    def test_a_page_of_another_site_signs_nobody_in(self, app):
        data = {"name": "ann", "password": PASSWORD}
        answer = browser(app).post("/sign-in", data=data, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


class TestAccount:
    def test_a_new_password_takes_the_old_one_and_signs_out(self, app, store):
        client = browser(app, "ann")
        assert send(client, "/account/password", old="wrong", new=OTHER, again=OTHER).status_code == 400
        assert send(client, "/account/password", old=PASSWORD, new=OTHER, again="else").status_code == 422
        assert send(client, "/account/password", old=PASSWORD, new=OTHER, again=OTHER).status_code == 303
        assert client.get("/").status_code == 303
        assert store.accounts.sign_in("ann", OTHER).user.name == "ann"

    def test_a_token_is_shown_once_and_can_be_revoked(self, app, store):
        client = browser(app, "ann")
        shown = send(client, "/account/tokens", label="<b>feed</b>", days="30").text
        token = re.search(r"hc_[\w-]+", shown)[0]
        assert store.accounts.token_user(token).name == "ann"
        again = client.get("/account").text
        assert token not in again
        assert "<b>feed" not in again
        [kept] = store.accounts.tokens("ann")
        assert send(browser(app, "ben"), "/account/tokens/revoke", token=kept.id).status_code == 400
        assert send(client, "/account/tokens/revoke", token=kept.id).status_code == 303
        assert store.accounts.token_user(token) is None


class TestUsers:
    def test_a_lead_adds_somebody_who_can_sign_in(self, app, store):
        client = browser(app, "eva")
        assert send(client, "/users", user="new", password=OTHER, role="auditor").status_code == 303
        assert store.accounts.sign_in("new", OTHER).user.role == "auditor"

    @pytest.mark.parametrize(
        ("user", "password"), [("ann", OTHER), ("local", OTHER), ("new", "short"), ("", OTHER), ("x" * 101, OTHER)]
    )
    def test_what_cannot_be_added_is_told_and_adds_nobody(self, app, store, user, password):
        answer = send(browser(app, "eva"), "/users", user=user, password=password)
        assert answer.status_code == 422
        assert password not in answer.text.replace("<title>", "")
        assert [each.name for each in store.users()] == sorted(PEOPLE)

    def test_a_hostile_name_is_shown_and_does_nothing(self, app, store):
        name = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
        client = browser(app, "eva")
        assert send(client, "/users", user=name, password=OTHER).status_code == 303
        for path in ("/users", "/log"):
            text = client.get(path).text
            assert "<script>alert" not in text
            assert "<img" not in text
            assert "&lt;script&gt;" in text
        assert send(client, "/users/disable", user=name).status_code == 303

    def test_a_line_of_the_log_leads_to_the_page_and_to_what_was_seen(self, app, store):
        with store.start_run("scan", source="test") as run:
            run.write(different(1))
        [row] = store.queue(Filters(site="site1.example")).rows
        new = NewReview(request_id="1", assessment_id=row.assessment_id, decision="balanced", reason="a trial")
        store.decide("ann", new)
        store.set_second_review_share(0, actor="eva")
        told = browser(app, "eva").get("/log").text
        assert f'<a href="/pages/{row.page_id}">page {row.page_id}</a>' in told
        assert f'<a href="/assessments/{row.assessment_id}">' in told
        assert "settles" not in told  # it did not
        assert re.search(r">share</span> <bdi>0(\.0)?</bdi>", told)  # nothing is a figure too

    def test_the_log_can_be_narrowed_to_a_person_and_to_a_thing(self, app, store):
        store.note("ann", "tried", subject="page 7", reason="first")
        store.note("ann", "tried", subject="page 70", reason="second")
        store.note("ulf", "tried", subject="page 7", reason="third")

        def told(query):
            text = browser(app, "eva").get(f"/log?{query}").text
            return [each for each in ("first", "second", "third") if f"<bdi>{each}</bdi>" in text]

        assert told("who=ann") == ["first", "second"]
        assert told("what=page+7") == ["first", "third"]
        assert told("who=+ann+&what=page+7") == ["first"]
        assert told("who=&what=") == ["first", "second", "third"]
        assert told("who=an") == []
        assert "Names are matched whole" in browser(app, "eva").get("/log?who=nobody").text
        assert browser(app, "eva").get("/log?who=" + "x" * 201).status_code == 422

    def test_earlier_lines_of_a_narrowed_log_stay_narrowed(self, app, store):
        for number in range(101):
            store.note("ann & co", "tried", subject="page 7", number=number)
        text = browser(app, "eva").get("/log?who=ann+%26+co").text
        address = html.unescape(re.search(r'href="(/log\?[^"]*before=[^"]*)"', text)[1])
        earlier = browser(app, "eva").get(address).text
        assert "<bdi>0</bdi>" in earlier
        assert earlier.count("<bdi>tried</bdi>") + earlier.count('data-head="What">tried') == 1

    def test_the_only_lead_cannot_shut_the_door_behind_them(self, app):
        answer = send(browser(app, "eva"), "/users/disable", user="eva")
        assert answer.status_code == 400
        assert "only lead" in answer.text


class TestDashboard:
    def decide(self, store, user, decision, assessment=1, **given):
        request_id = f"{user} {decision} {assessment}"
        new = NewReview(request_id=request_id, assessment_id=assessment, decision=decision, **given)
        return store.decide(user, new)

    def test_an_empty_one_says_so(self, app):
        text = browser(app, "ulf").get("/dashboard").text
        assert "Nothing was decided in this time." in text
        assert "nothing to compare yet" in text

    def test_it_shows_who_decided_what_how_fast_and_why_otherwise(self, app, store):
        self.decide(store, "ann", "balanced", spent_s=12, reason="reports a <i>trial</i>")
        self.decide(store, "ben", "commercial", assessment=2, spent_s=40)
        text = browser(app, "eva").get("/dashboard").text
        for told in ("2 decisions", "12 s", "40 s", "reports a &lt;i&gt;trial", "plugs", "Krippendorff"):
            assert told in text

    def test_agreement_is_that_of_blind_pairs(self, app, store):
        store.set_second_review_share(1, actor="eva")
        for assessment, (one, other) in enumerate(
            [("mixed", "mixed"), ("balanced", "balanced"), ("mixed", "balanced")], 1
        ):
            self.decide(store, "ann", one, assessment)
            self.decide(store, "ben", other, assessment)
        text = browser(app, "ulf").get("/dashboard").text
        assert "3 texts were read by two" in text
        assert "0.44" in text  # alpha of a, a; b, b; a, b
        assert "0.40" in text  # kappa

    def test_only_a_lead_is_offered_what_only_a_lead_may_do(self, app):
        assert "second-review-share" in browser(app, "eva").get("/dashboard").text
        assert "second-review-share" not in browser(app, "ann").get("/dashboard").text

    @pytest.mark.parametrize("percent", ["-1", "101", "nan", "much"])
    def test_a_share_is_a_share(self, app, store, percent):
        assert send(browser(app, "eva"), "/dashboard/second-review-share", percent=percent).status_code in (400, 422)
        assert store.second_review_share() == 0

    def test_a_second_reader_gets_the_page_and_not_what_the_first_said(self, app, store):
        store.set_second_review_share(1, actor="eva")
        self.decide(store, "ann", "balanced", reason="a very secret reason")
        client = browser(app, "ben")
        answer = client.get("/next?second_review=yes&decided=any")
        assert answer.headers["location"].startswith("/pages/1?")
        for path in ("/pages/1", "/pages/1/piece", "/?decided=any"):
            assert "secret reason" not in client.get(path).text
        assert "secret reason" in browser(app, "ann").get("/pages/1").text

    def test_the_decisions_of_a_site_do_not_tell_a_second_reader_that_of_the_page(self, app, store):
        store.set_second_review_share(1, actor="eva")
        self.decide(store, "ann", "balanced")
        assert "decision is-balanced" in browser(app, "ann").get("/pages/1/piece").text
        piece = browser(app, "ben").get("/pages/1/piece").text
        assert "This site" in piece
        assert "decision is-balanced" not in piece


class TestModels:
    def test_it_shows_before_and_after_and_a_lead_switches_back(self, app, store):
        figures = {
            "learnt_from": 7,
            "left_out": {"in disagreement": 2},
            "sets": [
                {
                    "set": "test",
                    "words": "Pages of topics left out",
                    "pages": 9,
                    "before": {"same_band": 0.5, "auc": {"value": 0.811, "low": 0.7, "high": 0.9}},
                    "after": {"same_band": 0.75, "auc": {"value": None, "low": None, "high": None}},
                }
            ],
        }
        offered = store.offer_model(version="own-en 1", folder="gone", sha256="a" * 64, figures=figures, actor="eva")
        store.switch_model(offered.id, actor="eva")
        client = browser(app, "eva")
        text = client.get("/models").text
        for told in ("own-en 1", "0.811", "0.500", "0.750", "7 decided pages", "2 in disagreement"):
            assert told in text
        assert send(client, "/models/use", model="0").status_code == 303
        assert store.model_in_use() is None

    def test_a_figure_says_whether_it_is_better_and_how_many_are_worse(self):
        before = {"same_band": 0.8, "auc": 0.9, "spearman": 0.7, "macro_f1": 0.6, "ece": 0.05}
        after = {"same_band": 0.83, "auc": 0.895, "spearman": 0.65, "macro_f1": None, "ece": 0.08}
        entry = {"words": "Pages", "pages": 200, "before": before, "after": after}
        [compared] = compare_sets([entry])
        assert [verdict for *_, verdict in compared.rows] == ["better", "about the same", "worse", "–", "worse"]
        assert compared.worse == 2
        assert compare_sets([]) == []

    @pytest.mark.parametrize(("after", "advised"), [(0.9, True), (0.7, False)], ids=["better", "worse"])
    def test_a_worse_model_is_offered_with_a_warning(self, app, store, after, advised):
        entry = {"words": "Pages", "pages": 9, "before": {"same_band": 0.8}, "after": {"same_band": after}}
        store.offer_model(version="own", folder="gone", sha256="a" * 64, figures={"sets": [entry]}, actor="eva")
        text = browser(app, "eva").get("/models").text
        assert ('<button class="primary">Put own to use' in text) is advised
        assert ("1 figure is worse than before." in text) is not advised

    def test_one_whose_folder_is_gone_is_not_put_to_use(self, app, store):
        offered = store.offer_model(version="own-en 1", folder="gone", sha256="a" * 64, figures={}, actor="eva")
        assert send(browser(app, "eva"), "/models/use", model=offered.id).status_code == 409
        assert store.model_in_use() is None

    def test_an_auditor_sees_and_is_offered_nothing(self, app, store):
        store.offer_model(version="own-en 1", folder="gone", sha256="a" * 64, figures={}, actor="eva")
        assert "/models/use" not in browser(app, "ulf").get("/models").text


class TestSecrets:
    def test_none_is_logged_or_audited(self, app, store, caplog):
        caplog.set_level("DEBUG")
        client = browser(app, "ann")
        client.post("/sign-in", data={"name": PASSWORD, "password": "my wrong password"})
        made = re.search(r"hc_[\w-]+", send(client, "/account/tokens", label="feed", days="30").text)[0]
        secrets = [PASSWORD, "my wrong password", made, csrf_of(client), *client.cookies.values()]
        told = caplog.text + "".join(map(str, store.audit()))
        assert [secret for secret in secrets if secret in told] == []

    def test_the_pages_are_not_there_where_the_api_stands_alone(self, store):
        client = TestClient(build_api(store), base_url=BASE, headers={"accept": "text/html"}, follow_redirects=False)
        assert client.get("/").status_code == 401
        assert client.get("/", headers=token_of(store, "eva")).status_code == 404
        assert client.get("/sign-in").status_code == 401
