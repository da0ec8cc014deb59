"""Second reviews are drawn and stay blind, figures add up, and only a lead puts a model to use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hypecheck.errors import StoreError
from hypecheck.store import FeatureOverrides, Filters, NewReview, Ratings, open_store
from store_samples import TEXT, assess

ALWAYS = {"since": datetime(2020, 1, 1, tzinfo=UTC), "until": datetime(2100, 1, 1, tzinfo=UTC)}


@pytest.fixture
def store(database):
    with open_store(database) as opened:
        for name, role in (("ann", "moderator"), ("ben", "moderator"), ("cem", "moderator"), ("eva", "lead")):
            opened.add_user(name, role)
        with opened.start_run("scan", source="urls.txt") as run:
            for number in range(4):
                run.write(assess(f"https://shop.example/{number}", text=f"{TEXT} {number}"))
        yield opened


def pages(store):
    return sorted(row.page_id for row in store.queue().rows)


def decide(store, user, decision, *, page=0, **given):
    row = store.page(pages(store)[page])
    request_id = f"{user} {decision} {row.assessment_id} {sorted(given)}"
    new = NewReview(request_id=request_id, assessment_id=row.assessment_id, decision=decision, **given)
    return store.decide(user, new)


WAITING = Filters(second_review=True)


class TestSecondReviews:
    def test_none_are_asked_for_until_a_share_is_set(self, store):
        assert store.second_review_share() == 0
        for page in range(4):
            decide(store, "ann", "mixed", page=page)
        assert store.count(WAITING) == 0

    def test_a_drawn_page_waits_for_somebody_else(self, store):
        store.set_second_review_share(1, actor="eva")
        decide(store, "ann", "mixed")
        assert [lease.row.page_id for lease in store.lease_next("ben", WAITING)] == pages(store)[:1]
        assert store.lease_next("ann", WAITING) == []
        review = decide(store, "ben", "balanced")
        assert review.blind
        assert store.count(WAITING) == 0
        assert store.page(pages(store)[0]).disagreement

    def test_what_others_decided_is_hidden_from_who_may_be_second(self, store):
        store.set_second_review_share(1, actor="eva")
        decide(store, "ann", "mixed")
        first, other = pages(store)[:2]
        assert store.hidden_from("ben", [first, other]) == {first}
        assert store.hidden_from("ann", [first, other]) == set()
        decide(store, "ben", "mixed")
        assert store.hidden_from("cem", [first]) == set()
        assert store.hidden_from("cem", []) == set()

    def test_no_filter_tells_the_second_reader_what_the_first_said(self, store):
        store.set_second_review_share(1, actor="eva")
        decide(store, "ann", "mixed")
        told = [
            Filters(decisions=("mixed",)),
            Filters(overridden=True),
            Filters(overridden=False),
            Filters(disagreement=True),
        ]
        first = pages(store)[0]
        assert [first in [row.page_id for row in store.queue(asked).rows] for asked in told] == [False] * 4
        assert store.count(Filters(decided=True)) == 1
        decide(store, "ben", "mixed")
        assert store.count(Filters(decisions=("mixed",), overridden=True)) == 1

    def test_a_skip_is_neither_first_nor_second(self, store):
        store.set_second_review_share(1, actor="eva")
        decide(store, "ann", "skip")
        assert store.count(WAITING) == 0
        decide(store, "ann", "mixed")
        decide(store, "ben", "skip")
        assert store.count(WAITING) == 1
        assert decide(store, "cem", "mixed").blind

    def test_a_second_thought_and_a_third_reader_are_not_blind(self, store):
        store.set_second_review_share(1, actor="eva")
        assert not decide(store, "ann", "mixed").blind
        assert not decide(store, "ann", "balanced").blind
        assert decide(store, "ben", "mixed").blind
        assert not decide(store, "cem", "mixed").blind

    def test_when_the_first_is_undone_it_is_first_again(self, store):
        store.set_second_review_share(1, actor="eva")
        review = decide(store, "ann", "mixed")
        store.undo("ann", review.id, request_id="u")
        assert store.count(WAITING) == 0
        assert not decide(store, "ben", "mixed").blind
        assert decide(store, "cem", "mixed").blind

    def test_a_new_text_is_drawn_anew(self, store):
        store.set_second_review_share(1, actor="eva")
        decide(store, "ann", "mixed")
        with store.start_run("scan", source="urls.txt") as run:
            run.write(assess("https://shop.example/0", text="Zinc lozenges were tried in nine small trials of colds."))
        assert store.count(WAITING) == 0
        assert not decide(store, "ben", "mixed").blind

    def test_about_the_share_is_drawn(self, tmp_path):
        with open_store(tmp_path / "reviews.db") as store:
            store.add_user("ann")
            store.add_user("eva", "lead")
            store.set_second_review_share(0.3, actor="eva")
            with store.start_run("scan", source="urls.txt") as run:
                for number in range(300):
                    run.write(assess(f"https://shop.example/{number}", text=f"Page {number} says {number * 7}."))
            for row in store.queue(limit=300).rows:
                new = NewReview(request_id=str(row.page_id), assessment_id=row.assessment_id, decision="mixed")
                store.decide("ann", new)
            # six standard deviations of a binomial of 300 and 0.3 are 48
            assert 90 - 48 <= store.count(WAITING) <= 90 + 48

    def test_only_a_lead_sets_the_share_and_it_is_logged(self, store):
        with pytest.raises(StoreError, match="ann is moderator; only a lead"):
            store.set_second_review_share(0.1, actor="ann")
        with pytest.raises(StoreError, match="0 to 1"):
            store.set_second_review_share(10, actor="eva")
        store.set_second_review_share(0.25, actor="eva")
        assert store.second_review_share() == 0.25
        last = list(store.audit())[-1]
        assert (last.actor, last.action, dict(last.detail)) == (
            "eva",
            "second review share set",
            {"before": 0.0, "share": 0.25},
        )


class TestFigures:
    def test_nothing_decided_gives_none(self, store):
        figures = store.figures(**ALWAYS)
        assert (figures.decisions, figures.people, figures.days, figures.reasons, figures.features) == (
            0,
            (),
            (),
            (),
            (),
        )
        assert store.ratings(**ALWAYS) == []

    def test_who_decided_how_much_how_fast_and_against_what(self, store):
        decide(store, "ann", "commercial", spent_s=10)
        decide(store, "ann", "balanced", page=1, spent_s=20, reason="reports a trial")
        decide(store, "ann", "mixed", page=2, spent_s=60, reason="reports a trial")
        decide(store, "ben", "not_an_article", page=3)
        decide(store, "ben", "skip", page=0, spent_s=900)
        figures = store.figures(**ALWAYS)
        told = [(each.name, each.decisions, each.overrides, each.days, each.median_s) for each in figures.people]
        assert told == [("ann", 3, 2, 1, 20), ("ben", 1, 1, 1, None)]
        assert figures.people[0].p90_s == pytest.approx(52)
        assert (figures.decisions, figures.overrides, figures.applied) == (4, 3, 0)
        assert figures.reasons == (("reports a trial", 2), ("", 1))
        assert figures.days == ((datetime.now(UTC).strftime("%Y-%m-%d"), 4),)

    def test_a_feature_that_led_a_score_up_is_overridden_by_a_lower_decision(self, store):
        decide(store, "ann", "commercial")
        decide(store, "ann", "balanced", page=1)
        assert store.figures(**ALWAYS).features == (
            FeatureOverrides(feature="plugs", upwards=True, led=2, overridden=1),
        )

    def test_what_was_undone_is_no_decision(self, store):
        review = decide(store, "ann", "balanced")
        store.undo("ann", review.id, request_id="u")
        assert store.figures(**ALWAYS).decisions == 0

    def test_repeats_on_duplicates_are_counted_apart(self, store):
        text = " ".join(f"word{number}" for number in range(60))
        with store.start_run("scan", source="urls.txt") as run:
            for number in range(3):
                run.write(assess(f"https://copy.example/{number}", text=text))
        copies = [row for row in store.queue().rows if row.site == "copy.example"]
        new = NewReview(request_id="1", assessment_id=copies[0].assessment_id, decision="balanced", spent_s=9)
        review = store.decide("ann", new)
        store.apply_to_pages(review.id, [row.page_id for row in copies])
        figures = store.figures(**ALWAYS)
        assert (figures.decisions, figures.applied, figures.overrides) == (1, 2, 1)

    def test_what_was_decided_outside_the_time_is_left_out(self, store):
        decide(store, "ann", "balanced")
        now = datetime.now(UTC)
        assert store.figures(since=now - timedelta(hours=1), until=now + timedelta(hours=1)).decisions == 1
        assert store.figures(since=now - timedelta(days=2), until=now - timedelta(days=1)).decisions == 0
        assert store.figures(since=now + timedelta(days=1), until=now + timedelta(days=2)).decisions == 0


class TestRatings:
    def test_only_those_who_did_not_know_of_each_other_are_compared(self, store):
        store.set_second_review_share(1, actor="eva")
        decide(store, "ann", "mixed")
        decide(store, "ben", "balanced")
        decide(store, "cem", "balanced")  # both were there to see
        decide(store, "ann", "mixed", page=1)
        [rated] = store.ratings(**ALWAYS)
        assert rated == Ratings(page_id=pages(store)[0], decisions={"ann": "mixed", "ben": "balanced"})

    def test_what_somebody_says_after_reading_the_other_does_not_count(self, store):
        store.set_second_review_share(1, actor="eva")
        decide(store, "ann", "mixed")
        decide(store, "ben", "balanced")
        decide(store, "ben", "mixed")
        assert store.ratings(**ALWAYS)[0].decisions == {"ann": "mixed", "ben": "balanced"}

    def test_without_blind_reviews_there_is_nothing_to_compare(self, store):
        decide(store, "ann", "mixed")
        decide(store, "ben", "balanced")
        assert store.ratings(**ALWAYS) == []


class TestModels:
    def offer(self, store, version="framing-en 0.2.0", sha256="a" * 64, **figures):
        return store.offer_model(version=version, folder="models/new", sha256=sha256, figures=figures, actor="ann")

    def test_the_one_that_came_with_hypecheck_is_used_until_a_lead_says_otherwise(self, store):
        offered = self.offer(store, auc=0.9)
        assert store.model_in_use() is None
        store.switch_model(offered.id, actor="eva")
        assert store.model_in_use().version == "framing-en 0.2.0"
        assert dict(store.model_in_use().figures) == {"auc": 0.9}
        store.switch_model(None, actor="eva")
        assert store.model_in_use() is None

    @pytest.mark.parametrize("name", ["ann", "nobody"])
    def test_nobody_else_switches(self, store, name):
        offered = self.offer(store)
        with pytest.raises(StoreError):
            store.switch_model(offered.id, actor=name)
        assert store.model_in_use() is None

    def test_every_switch_is_in_the_log_with_both_models(self, store):
        offered = self.offer(store)
        store.switch_model(offered.id, actor="eva")
        store.switch_model(offered.id, actor="eva")  # no switch
        store.switch_model(None, actor="eva")
        told = [dict(entry.detail) for entry in store.audit() if entry.action == "model switched"]
        shipped = "the model that came with hypecheck"
        assert [(each["before"], each["after"]) for each in told] == [
            (shipped, "framing-en 0.2.0"),
            ("framing-en 0.2.0", shipped),
        ]
        assert told[0]["sha256"] == "a" * 64

    def test_offered_again_it_is_there_once_with_its_newest_figures(self, store):
        self.offer(store, auc=0.9)
        self.offer(store, auc=0.8)
        [model] = store.models()
        assert dict(model.figures) == {"auc": 0.8}

    def test_two_models_never_share_a_name(self, store):
        self.offer(store)
        with pytest.raises(StoreError, match="another name"):
            self.offer(store, sha256="b" * 64)

    def test_one_that_is_not_there_is_told(self, store):
        with pytest.raises(StoreError, match="no model 9"):
            store.switch_model(9, actor="eva")
