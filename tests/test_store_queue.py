"""A queue shows the pages that fit, in order, page by page, and is handed out so that no two people get one page."""

from __future__ import annotations

import dataclasses
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypecheck.errors import StoreError
from hypecheck.store import SORTS, Filters, NewReview, Tally, View, _queue, open_store
from hypecheck.store._search import matching
from store_samples import TEXT, assess, fail
from test_store import run_at_once

NIGHT = datetime(2026, 5, 1, 22, 0, tzinfo=UTC)


@pytest.fixture
def store(database):
    with open_store(database) as opened:
        yield opened


def fill_shelf(store):
    """Write seven pages of four sites, one of which abstained and one failed."""
    with store.start_run("scan", source="x") as run:
        run.write(assess("https://a.example/1", score=0.9, width=0.1, plug="purchase", rule="eu-1924"))
        run.write(
            assess("https://a.example/2", score=0.5, band="mixed", width=0.5, plug="offer", published="2025-01-31")
        )
        run.write(assess("https://b.example/1", score=0.1, band="balanced", width=0.2, plug=None, published=None))
        run.write(
            assess(
                "https://www.b.example/2",
                score=0.7,
                text="Zinc: no cold is cured by it. Order our capsules today, if you like them. " * 2,
                claim="No cold is cured by zinc.",
            )
        )
        run.write(assess("https://c.example/", score=0.9, width=0.3, text=TEXT + " Zürich."))
        run.write(assess("https://d.example/", score=None, plug=None))
        run.write(fail("https://d.example/gone"))


@pytest.fixture
def shelf(store):
    """A database with the seven pages, to be changed."""
    fill_shelf(store)
    return store


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def standing_shelf(request, tmp_path_factory):
    """A database with the seven pages for all tests that only read."""
    with open_store(new_database(request, tmp_path_factory)) as store:
        fill_shelf(store)
        yield store


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def decided_shelf(request, tmp_path_factory):
    """Another one, where three pages are decided, and people disagree on one."""
    decided = [
        ("ann", "https://a.example/1", "commercial"),
        ("ann", "https://www.b.example/2", "balanced"),
        ("ann", "https://c.example/", "mixed"),
        ("ben", "https://c.example/", "balanced"),
    ]
    with open_store(new_database(request, tmp_path_factory)) as store:
        fill_shelf(store)
        for name in ("ann", "ben"):
            store.add_user(name)
        seen = {row.url: row.assessment_id for row in store.queue().rows}
        for number, (user, url, decision) in enumerate(decided):
            store.decide(user, NewReview(request_id=f"{number}", assessment_id=seen[url], decision=decision))
        yield store


def new_database(request, tmp_path_factory):
    if request.param == "postgresql":
        return request.getfixturevalue("new_postgres")()
    return tmp_path_factory.mktemp("shelf") / "reviews.db"


def urls(page):
    return [row.url.removeprefix("https://").removeprefix("www.") for row in page.rows]


def found(store, **filters):
    return sorted(urls(store.queue(Filters(**filters))))


ALL = ["a.example/1", "a.example/2", "b.example/1", "b.example/2", "c.example/", "d.example/", "d.example/gone"]
SCORED = ALL[:5]
READ = ALL[:6]
ABOUT_K2 = [url for url in READ if url != "b.example/2"]


class TestFilters:
    @pytest.mark.parametrize(
        ("filters", "fit"),
        [
            ({}, ALL),
            ({"bands": ("commercial",)}, ["a.example/1", "b.example/2", "c.example/"]),
            ({"bands": ("mixed", "balanced")}, ["a.example/2", "b.example/1"]),
            ({"statuses": ("failed", "abstained")}, ["d.example/", "d.example/gone"]),
            ({"score_from": 0.5}, ["a.example/1", "a.example/2", "b.example/2", "c.example/"]),
            ({"score_to": 0.5}, ["a.example/2", "b.example/1"]),
            ({"score_from": 0.0, "score_to": 1.0}, SCORED),
            ({"score_from": 0.6, "score_to": 0.4}, []),
            ({"site": "b.example"}, ["b.example/1", "b.example/2"]),
            ({"site": "WWW.B.example"}, ["b.example/1", "b.example/2"]),
            ({"site": "example"}, []),
            ({"published_from": "2025-01-31", "published_to": "2025-01-31"}, ["a.example/2"]),
            ({"published_from": "2025-02-01"}, ["a.example/1", "b.example/2", "c.example/", "d.example/"]),
            ({"seen_from": "2000-01-01", "seen_to": "2999-01-01"}, ALL),
            ({"seen_to": "2000-01-01"}, []),
            ({"finding": "eu-1924"}, ["a.example/1"]),
            ({"finding": "eu"}, []),
            ({"plug": "offer"}, ["a.example/2"]),
            ({"plug": "purchase", "bands": ("commercial",), "site": "c.example"}, ["c.example/"]),
            ({"decided": True}, []),
            ({"decided": False}, ALL),
            ({"disagreement": True}, []),
            ({"overridden": True}, []),
            ({"site": "' OR 1=1 --"}, []),
            ({"words": ""}, ALL),
            ({"words": "   "}, ALL),
        ],
        ids=str,
    )
    def test_the_pages_that_fit_are_shown_and_counted(self, standing_shelf, filters, fit):
        assert found(standing_shelf, **filters) == fit
        assert standing_shelf.count(Filters(**filters)) == len(fit)

    @pytest.mark.parametrize(
        ("words", "fit"),
        [
            ("cramps", READ),
            ("cramp bedtimes", ABOUT_K2),
            (
                '"order our capsules"',
                READ,
            ),
            ('"our order"', []),
            ("order -bedtime", ["b.example/2"]),
            ('order -"stretch at bedtime"', ["b.example/2"]),
            ("zürich OR zinc", ["b.example/2", "c.example/"]),
            ("zinc", ["b.example/2"]),
            ("ZINC", ["b.example/2"]),
            ("no", READ),
            ("elsewhere", []),
            ("zin", []),
            ("%%% !!!", []),
            ("' OR 1=1 --", []),
            ('zinc" OR "x', ["b.example/2"]),
            ("zinc)", ["b.example/2"]),
            ("zinc AND NOT (x", []),
            ("text:zinc", []),
            ("zin*", []),
            ("nul\0", []),
        ],
    )
    def test_words_are_searched_as_a_search_box_takes_them(self, standing_shelf, words, fit):
        assert found(standing_shelf, words=words) == fit

    @pytest.mark.parametrize(("words", "fit"), [("cold", ["b.example/2"]), ("order", []), ("eases", ABOUT_K2)])
    def test_claim_words_are_searched_in_claims_alone(self, standing_shelf, words, fit):
        assert found(standing_shelf, claim_words=words) == fit

    @pytest.mark.parametrize("words", ["-zinc", "zinc OR -cold", "x " * 31])
    def test_a_search_for_nothing_or_for_a_whole_page_is_told(self, standing_shelf, words):
        with pytest.raises(StoreError, match=r"at least one word|at most 30"):
            standing_shelf.count(Filters(words=words))

    def test_both_searches_and_a_filter_at_once(self, standing_shelf):
        assert found(standing_shelf, words="zinc", claim_words="cold", bands=("commercial",)) == ["b.example/2"]
        assert found(standing_shelf, words="zinc", claim_words="cramps") == []

    def test_counts_by_what_a_page_has(self, standing_shelf):
        assert standing_shelf.count_by("band") == {"commercial": 3, "": 2, "balanced": 1, "mixed": 1}
        assert standing_shelf.count_by("plug") == {"purchase": 3, "offer": 1}
        assert standing_shelf.count_by("finding", Filters(site="a.example")) == {"eu-1924": 1}
        assert standing_shelf.count_by("site", limit=1) == {"a.example": 2}
        assert standing_shelf.count_by("status", Filters(words="zinc")) == {"assessed": 1}

    @pytest.mark.parametrize("many", [0, 2, 10_000], ids="marks from {} on are read off the row".format)
    def test_a_mark_that_many_pages_have_finds_the_same_as_one_of_few(self, standing_shelf, monkeypatch, many):
        monkeypatch.setattr(_queue, "_MANY_MARKED", many)
        assert found(standing_shelf, plug="purchase") == ["a.example/1", "b.example/2", "c.example/"]
        assert found(standing_shelf, plug="purchase", finding="eu-1924") == ["a.example/1"]
        assert found(standing_shelf, plug="purchas") == []
        assert found(standing_shelf, plug="") == []

    @pytest.mark.parametrize("counted", [0, 2, 10_000], ids="up to {} are counted".format)
    @pytest.mark.parametrize(
        "asked",
        [
            {},
            {"bands": ("commercial", "mixed")},
            {"plug": "purchase", "decided": False},
            {"words": "order", "decided": False},
            {"words": "order", "decided": True},
            {"words": "order", "disagreement": True},
            {"words": "order -zinc", "claim_words": "cramps", "site": "a.example"},
            {"claim_words": "cold", "score_from": 0.5},
            {"words": "nothinglikethis"},
        ],
        ids=str,
    )
    def test_a_look_is_the_page_its_tally_and_the_disputed(self, decided_shelf, monkeypatch, asked, counted):
        monkeypatch.setattr(_queue, "_MOST_COUNTED", counted)
        filters = Filters(**asked)
        whole = dataclasses.replace(filters, decided=None, disagreement=None)
        look = decided_shelf.look(filters, limit=2)
        assert look.page == decided_shelf.queue(filters, limit=2)
        assert look.tally == decided_shelf.tally(whole)
        assert look.disputed == decided_shelf.count(dataclasses.replace(whole, disagreement=True))
        after = look.page.after
        if after is not None:
            second = decided_shelf.look(filters, after=after, limit=2).page
            assert second == decided_shelf.queue(filters, after=after, limit=2)
            assert decided_shelf.look(filters, before=second.before, limit=2).page.rows == look.page.rows


def test_names_of_marks_hold_nothing_that_ends_them(store):
    odd = "50%_'off' | \x1f now"
    with store.start_run("scan", source="x") as run:
        run.write(assess("https://a.example/1", plug=odd, rule="eu"))
        run.write(assess("https://a.example/2", plug="now", rule="eu"))
    assert store.count_by("plug") == {odd.replace("\x1f", " "): 1, "now": 1}
    assert store.count_by("finding") == {"eu": 2}
    assert store.count_by("finding", limit=0) == {}
    for many in (0, 10):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(_queue, "_MANY_MARKED", many)
            assert found(store, plug="now") == ["a.example/2"]
            assert found(store, plug=odd) == ["a.example/1"]


def test_an_older_database_gets_its_marks(database):
    with open_store(database) as store:
        fill_shelf(store)
        counted, rows = store.count_by("plug"), read_marks(store)
        with store._database.writing() as connection:
            for statement in (
                "DROP INDEX queue_by_plugs",
                "DROP INDEX queue_by_rules",
                "DROP INDEX facets_of_assessment",
                "DROP INDEX IF EXISTS queue_tally",
                "CREATE INDEX queue_tally ON queue (claims)",
                "ALTER TABLE queue DROP COLUMN plug_kinds",
                "ALTER TABLE queue DROP COLUMN finding_rules",
                "DELETE FROM schema_versions WHERE version = 5",
            ):
                connection.exec_driver_sql(statement)
    with open_store(database) as store:
        assert store.count_by("plug") == counted == {"purchase": 3, "offer": 1}
        assert read_marks(store) == rows
        store.rebuild_queue()
        assert read_marks(store) == rows


def read_marks(store):
    with store._database.reading() as connection:
        asked = "SELECT page_id, plug_kinds, finding_rules FROM queue ORDER BY page_id"
        return [tuple(row) for row in connection.exec_driver_sql(asked)]


@given(words=st.text(max_size=60))
def test_any_text_is_a_search_or_is_told(words):
    for dialect in ("sqlite", "postgresql"):
        for scope in ("articles", "claims"):
            try:
                matching(dialect, scope, words)
            except StoreError as error:
                assert "word" in str(error)  # noqa: PT017  # most texts raise nothing


ODD = r""" " ~ "" ~ - ~ -" ~ OR ~ OR OR ~ a OR ~ \ ~ ' ~ {a} ~ ^a ~ a NEAR/2 b ~ a:b ~ ( ~ NOT a ~ * ~ é ~ 1.5mg"""


@pytest.mark.parametrize("words", [*ODD.split("~"), "half \ud83d"])
def test_no_search_makes_either_database_complain(standing_shelf, words):
    assert standing_shelf.count(Filters(words=words, claim_words=words)) <= len(ALL)


class TestOrder:
    @pytest.mark.parametrize(
        ("sort", "first", "last"),
        [
            ("score", ["c.example/", "a.example/1", "b.example/2"], "d.example/"),
            ("uncertainty", ["a.example/2", "c.example/", "b.example/1"], "d.example/"),
            ("site", ["a.example/1", "a.example/2", "b.example/1"], "d.example/gone"),
        ],
    )
    def test_a_sort_starts_and_ends_with_what_it_says(self, standing_shelf, sort, first, last):
        order = urls(standing_shelf.queue(sort=sort))
        assert order[:3] == first
        assert order[-1] == last
        assert sorted(order) == ALL

    def test_the_largest_clusters_come_first_and_stay_together(self, standing_shelf):
        sizes = [(row.cluster_size, row.cluster_id) for row in standing_shelf.queue(sort="cluster").rows]
        assert sizes == sorted(sizes, reverse=True)
        assert sizes[0][0] > 1

    @pytest.mark.parametrize("sort", SORTS)
    @pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
    def test_walking_there_and_back_meets_every_page_once(self, standing_shelf, sort, limit):
        whole = standing_shelf.queue(sort=sort).rows
        page = standing_shelf.queue(sort=sort, limit=limit)
        assert page.before is None
        walked = list(page.rows)
        while page.after is not None:
            page = standing_shelf.queue(sort=sort, after=page.after, limit=limit)
            walked += page.rows
        assert tuple(walked) == whole
        back = list(page.rows)
        while page.before is not None:
            page = standing_shelf.queue(sort=sort, before=page.before, limit=limit)
            back = [*page.rows, *back]
        assert tuple(back) == whole

    def test_a_page_that_leaves_the_queue_moves_no_other_past_the_reader(self, shelf):
        shelf.add_user("ann")
        undecided = Filters(decided=False)
        first = shelf.queue(undecided, limit=3)
        for number, row in enumerate(first.rows):
            new = NewReview(request_id=str(number), assessment_id=row.assessment_id, decision="mixed")
            shelf.decide("ann", new)
        rest = shelf.queue(undecided, after=first.after)
        assert len(rest.rows) == len(ALL) - 3

    @pytest.mark.parametrize("cursor", ["", "x", "!!!", "WzFd", "W10", "bnVsbA", "eyJhIjoxfQ", "WyJzY29yZSIsIngiLDFd"])
    def test_a_cursor_that_is_none_is_told(self, standing_shelf, cursor):
        with pytest.raises(StoreError, match="not one of this sort"):
            standing_shelf.queue(after=cursor)

    def test_a_cursor_of_another_sort_is_told(self, standing_shelf):
        with pytest.raises(StoreError, match="not one of this sort"):
            standing_shelf.queue(sort="site", after=standing_shelf.queue(limit=1).after)

    @pytest.mark.parametrize("limit", [0, -1, 501])
    def test_a_limit_out_of_bounds_is_told(self, standing_shelf, limit):
        with pytest.raises(StoreError, match="1 to 500"):
            standing_shelf.queue(limit=limit)

    def test_an_unknown_sort_is_told(self, standing_shelf):
        with pytest.raises(StoreError, match="must be one of score"):
            standing_shelf.queue(sort="title; --")


@pytest.fixture
def team(shelf):
    shelf.add_user("ann")
    shelf.add_user("ben")
    return shelf


class TestLeases:
    def lease(self, store, user, *, at=NIGHT, **asked):
        return [lease.row.page_id for lease in store.lease_next(user, seconds=60, at=at, **asked)]

    def test_two_people_get_two_pages(self, team):
        assert self.lease(team, "ann") != self.lease(team, "ben")

    def test_asking_again_gives_the_same_page_until_it_is_decided(self, team):
        first = self.lease(team, "ann")
        assert self.lease(team, "ann") == first
        new = NewReview(request_id="1", assessment_id=team.page(first[0]).assessment_id, decision="skip")
        team.decide("ann", new)
        assert self.lease(team, "ann") != first

    def test_a_skipped_page_is_there_for_somebody_else(self, team):
        [page] = self.lease(team, "ann")
        skip = NewReview(request_id="1", assessment_id=team.page(page).assessment_id, decision="skip")
        team.decide("ann", skip)
        team.release("ann", page)
        assert self.lease(team, "ben") == [page]
        assert page not in self.lease(team, "ann", count=10)

    def test_an_undone_page_comes_again(self, team):
        [page] = self.lease(team, "ann")
        review = team.decide(
            "ann", NewReview(request_id="1", assessment_id=team.page(page).assessment_id, decision="mixed")
        )
        team.undo("ann", review.id, request_id="2")
        assert self.lease(team, "ann") == [page]

    def test_several_at_once_for_fetching_ahead(self, team):
        own = self.lease(team, "ann", count=5)
        assert len(own) == 5
        assert set(self.lease(team, "ben", count=5)) == {row.page_id for row in team.queue().rows} - set(own)
        assert self.lease(team, "ben", count=5) != own

    def test_a_page_left_alone_is_free_when_its_time_is_over(self, team):
        first = self.lease(team, "ann")
        assert self.lease(team, "ben", at=NIGHT + timedelta(seconds=61)) == first

    def test_pages_are_counted_by_decision_and_band_in_one_look(self, team):
        by_band, tally = team.count_by("band"), team.tally()
        assert tally.is_whole
        assert sum(tally.counts.values()) == team.count()
        assert {band: sum(n for (_, of), n in tally.counts.items() if of == band) for band in by_band} == by_band
        assert team.tally(Filters(words="nothinglikethis")) == Tally(counts={}, is_whole=True)

    @pytest.mark.parametrize(("bound", "is_whole"), [(2, False), (6, True), (10_000, True)])
    def test_pages_found_by_their_words_are_counted_up_to_a_bound(self, team, monkeypatch, bound, is_whole):
        monkeypatch.setattr(_queue, "_MOST_COUNTED", bound)
        tally = team.tally(Filters(words="order"))
        assert tally.is_whole is is_whole
        assert sum(tally.counts.values()) == min(bound + 1, team.count(Filters(words="order")))
        assert team.tally().is_whole

    def test_a_page_can_be_asked_for_by_name_and_is_one_persons(self, team):
        [page] = self.lease(team, "ann")
        assert team.lease_page("ben", page, seconds=60, at=NIGHT).user == "ann"
        assert team.renew("ann", page, seconds=60, at=NIGHT)
        later = NIGHT + timedelta(seconds=61)
        assert team.lease_page("ben", page, seconds=60, at=later).user == "ben"
        assert page not in self.lease(team, "ann", at=later)

    def test_a_lease_can_be_made_longer_and_given_back(self, team):
        [page] = self.lease(team, "ann")
        assert team.renew("ann", page, seconds=60, at=NIGHT + timedelta(seconds=50))
        assert page not in self.lease(team, "ben", at=NIGHT + timedelta(seconds=100))
        assert not team.renew("ben", page, at=NIGHT)
        team.release("ben", page)
        assert not team.renew("ann", page, at=NIGHT + timedelta(seconds=200))
        team.release("ann", page)
        assert self.lease(team, "ben", at=NIGHT) != []

    def test_only_pages_that_fit_and_none_when_none_is_left(self, team):
        assert len(self.lease(team, "ann", filters=Filters(site="b.example"), count=9)) == 2
        assert self.lease(team, "ben", filters=Filters(site="b.example"), count=9) == []
        assert self.lease(team, "ben", filters=Filters(site="nowhere")) == []

    def test_someone_who_is_no_user_gets_none(self, team):
        with pytest.raises(StoreError, match="no user 'eve'"):
            self.lease(team, "eve")

    def test_people_who_ask_at_once_never_meet(self, database):
        with open_store(database) as store:
            with store.start_run("scan", source="x") as run:
                for number in range(30):
                    run.write(assess(f"https://shop.example/{number}"))
            people = [f"user{number}" for number in range(6)]
            for name in people:
                store.add_user(name)
            got = []

            def work(name):
                for number in range(40):
                    leases = store.lease_next(name, Filters(decided=False))
                    if not leases:
                        return
                    row = leases[0].row
                    got.append(row.page_id)
                    new = NewReview(request_id=f"{name} {number}", assessment_id=row.assessment_id, decision="balanced")
                    store.decide(name, new)

            run_at_once(work, people)
            assert sorted(got) == sorted(row.page_id for row in store.queue().rows)
            assert {row.reviewers for row in store.queue().rows} == {1}


class TestViews:
    def test_a_view_is_kept_under_its_name_and_replaced(self, team):
        filters = Filters(bands=("mixed",), score_from=0.2, words='"no cold"', decided=False)
        team.save_view("ann", View(name="unclear", filters=Filters(), sort="site"))
        team.save_view("ann", View(name=" unclear ", filters=filters, sort="uncertainty"))
        team.save_view("ann", View(name="all", filters=Filters(), sort="newest"))
        first, second = team.views("ann")
        assert (first.name, second.name) == ("all", "unclear")
        assert asdict(second.filters) == asdict(filters)
        assert second.sort == "uncertainty"
        assert team.views("ben") == []
        team.delete_view("ann", "unclear")
        team.delete_view("ann", "never there")
        assert [view.name for view in team.views("ann")] == ["all"]

    @pytest.mark.parametrize(("name", "sort"), [("", "site"), (" ", "site"), ("x" * 101, "site"), ("x", "title")])
    def test_a_view_without_a_name_or_with_another_sort_is_told(self, team, name, sort):
        with pytest.raises(StoreError, match=r"1 to 100 characters|must be one of"):
            team.save_view("ann", View(name=name, filters=Filters(), sort=sort))


class TestUsers:
    def test_a_user_is_added_once_and_logged(self, team):
        team.add_user("ann")
        team.add_user("eva", "lead", actor="ann")
        assert [(user.name, user.role) for user in team.users()] == [
            ("ann", "moderator"),
            ("ben", "moderator"),
            ("eva", "lead"),
        ]
        added = [entry for entry in team.audit() if entry.action == "user added"]
        assert [(entry.actor, entry.subject) for entry in added] == [
            ("local", "user ann"),
            ("local", "user ben"),
            ("ann", "user eva"),
        ]

    @pytest.mark.parametrize(
        ("name", "role", "told"),
        [("ann", "lead", "already there"), ("eve", "owner", "must be one of"), (" ", "lead", "1 to 100")],
    )
    def test_a_user_in_another_role_or_without_a_name_is_told(self, team, name, role, told):
        with pytest.raises(StoreError, match=told):
            team.add_user(name, role)
