"""Decisions are kept once, never change what was assessed, can be undone, and come out with their reasons."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from hypecheck.errors import SettingsError, StoreError
from hypecheck.records import Mark
from hypecheck.report import open_decision_writer
from hypecheck.store import Filters, NewReview, open_store
from store_samples import TEXT, assess, fail
from test_store import run_at_once


@pytest.fixture
def store(database):
    with open_store(database) as opened:
        for name in ("ann", "ben", "eva"):
            opened.add_user(name)
        scan(opened, assess())
        yield opened


def scan(store, *assessments, at=(1, 1)):
    with store.start_run("scan", source="urls.txt", seen_at=datetime(2026, *at, tzinfo=UTC)) as run:
        for assessment in assessments:
            run.write(assessment)


def first(store, url="https://shop.example/k2"):
    return next(row for row in store.queue().rows if row.url == url)


def decide(store, user, decision, *, url="https://shop.example/k2", request_id=None, **given):
    row = first(store, url)
    new = NewReview(
        request_id=request_id or f"{user} {decision} {row.assessment_id}",
        assessment_id=row.assessment_id,
        decision=decision,
        **given,
    )
    return store.decide(user, new)


class TestDeciding:
    def test_a_decision_stands_beside_the_assessment_and_changes_nothing_of_it(self, store):
        before = store.assessment(first(store).assessment_id)
        marks = (Mark(wrong=True, kind="plug", start=34, end=59, text=TEXT[34:59]),)
        review = decide(store, "ann", "mixed", reason="one line", note="See the end.", marks=marks, spent_s=12.5)
        row = first(store)
        assert (row.decision, row.band, row.score, row.reviewers) == ("mixed", "commercial", 0.9, 1)
        assert store.assessment(row.assessment_id) == before
        assert store.reviews([row.page_id]) == [review]
        assert (review.user, review.reason, review.marks, review.spent_s) == ("ann", "one line", marks, 12.5)

    @pytest.mark.parametrize("decision", ["balanced", "mixed", "commercial", "not_an_article"])
    def test_every_decision_is_one(self, store, decision):
        decide(store, "ann", decision)
        assert first(store).decision == decision
        assert store.count(Filters(decisions=(decision,), decided=True)) == 1
        assert store.count(Filters(overridden=True)) == (decision != "commercial")

    def test_a_skip_decides_nothing(self, store):
        decide(store, "ann", "skip")
        assert first(store).decision is None
        assert store.count(Filters(decided=False)) == 1
        assert list(store.decided()) == []

    def test_sent_twice_it_is_kept_once(self, store):
        assert decide(store, "ann", "mixed") == decide(store, "ann", "mixed")
        assert len([entry for entry in store.audit() if entry.action == "decided"]) == 1

    def test_the_request_of_another_is_not_taken_for_ones_own(self, store):
        decide(store, "ann", "mixed", request_id="1")
        with pytest.raises(StoreError, match="belongs to another"):
            decide(store, "ben", "mixed", request_id="1")

    def test_a_second_thought_replaces_the_first_and_both_are_kept(self, store):
        decide(store, "ann", "mixed")
        decide(store, "ann", "balanced")
        row = first(store)
        assert (row.decision, row.disagreement, row.reviewers) == ("balanced", False, 1)
        assert [review.decision for review in store.reviews([row.page_id])] == ["mixed", "balanced"]

    def test_two_who_disagree_are_shown_until_one_settles_it(self, store):
        decide(store, "ann", "mixed")
        decide(store, "ben", "balanced")
        row = first(store)
        assert (row.disagreement, row.reviewers) == (True, 2)
        assert store.count(Filters(disagreement=True)) == 1
        decide(store, "eva", "mixed", settles=True)
        decide(store, "ben", "commercial")
        row = first(store)
        assert (row.decision, row.disagreement, row.reviewers) == ("mixed", False, 3)

    def test_two_who_agree_do_not_disagree(self, store):
        decide(store, "ann", "mixed")
        decide(store, "ben", "mixed")
        assert not first(store).disagreement

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"decision": "delete"}, "must be one of"),
            ({"request_id": ""}, "request_id of 1 to 200"),
            ({"request_id": "x" * 201}, "request_id of 1 to 200"),
            ({"note": "x" * 10_001}, "at most 10,000"),
            ({"assessment_id": 99}, "no assessment 99"),
        ],
    )
    def test_what_cannot_be_kept_is_told(self, store, given, told):
        new = {"request_id": "1", "assessment_id": first(store).assessment_id, "decision": "mixed"} | given
        with pytest.raises(StoreError, match=told):
            store.decide("ann", NewReview(**new))
        assert first(store).decision is None

    def test_who_is_no_user_decides_nothing(self, store):
        with pytest.raises(StoreError, match="no user 'eve'"):
            decide(store, "eve", "mixed")

    def test_many_at_once_lose_and_double_nothing(self, store):
        names = [f"user{number}" for number in range(8)]
        for name in names:
            store.add_user(name)
        row = first(store)

        def work(name):
            for number in range(5):
                for _ in range(2):  # as after a lost connection
                    request = f"{name} {number}"
                    store.decide(name, NewReview(request_id=request, assessment_id=row.assessment_id, decision="mixed"))

        run_at_once(work, names)
        assert first(store).reviewers == 8
        assert len(store.reviews([row.page_id])) == 40
        assert len([entry for entry in store.audit() if entry.action == "decided"]) == 40


class TestScannedAgain:
    def test_a_decision_holds_when_another_model_reads_the_same_text(self, store):
        decide(store, "ann", "mixed")
        scan(store, assess(score=0.4, band="mixed", model="framing-en 0.2.0"), at=(2, 1))
        row = first(store)
        assert (row.score, row.decision) == (0.4, "mixed")

    def test_a_page_with_another_text_is_to_be_decided_again_and_the_old_decision_is_there(self, store):
        decide(store, "ann", "mixed")
        scan(store, assess(text=TEXT + " And more."), at=(2, 1))
        row = first(store)
        assert row.decision is None
        assert [review.decision for review in store.reviews([row.page_id])] == ["mixed"]
        assert list(store.decided()) == []
        assert [lease.row.page_id for lease in store.lease_next("ann")] == [row.page_id]

    def test_a_decision_on_what_a_scan_has_overtaken_is_on_what_was_seen(self, store):
        seen = first(store).assessment_id
        scan(store, assess(text=TEXT + " And more."), at=(2, 1))
        store.decide("ann", NewReview(request_id="1", assessment_id=seen, decision="mixed"))
        assert first(store).decision is None

    def test_a_failed_page_can_be_decided(self, store):
        scan(store, fail("https://gone.example/"))
        decide(store, "ann", "not_an_article", url="https://gone.example/")
        assert first(store, "https://gone.example/").decision == "not_an_article"


class TestUndoing:
    def test_what_is_undone_stands_no_more_and_stays_in_the_log(self, store):
        review = decide(store, "ann", "mixed")
        store.undo("ann", review.id, request_id="u1")
        row = first(store)
        assert (row.decision, row.reviewers) == (None, 0)
        assert store.reviews([row.page_id]) == []
        assert [entry.action for entry in store.audit()][-2:] == ["decided", "undone"]

    def test_undoing_goes_back_step_by_step_without_end(self, store):
        kept = [
            decide(store, "ann", decision, request_id=str(number))
            for number, decision in enumerate(("mixed", "balanced", "commercial", "mixed", "balanced"))
        ]
        for review, before in zip(reversed(kept), ["mixed", "commercial", "balanced", "mixed", None], strict=True):
            store.undo("ann", review.id, request_id=f"u{review.id}")
            assert first(store).decision == before

    def test_undone_twice_is_undone_once(self, store):
        review = decide(store, "ann", "mixed")
        for request in ("u1", "u1", "u2"):
            store.undo("ann", review.id, request_id=request)
        assert len([entry for entry in store.audit() if entry.action == "undone"]) == 1

    def test_a_decision_can_be_made_again_after_it_was_undone(self, store):
        store.undo("ann", decide(store, "ann", "mixed").id, request_id="u1")
        decide(store, "ann", "mixed", request_id="again")
        assert first(store).decision == "mixed"

    def test_nobody_undoes_what_another_decided(self, store):
        review = decide(store, "ann", "mixed")
        with pytest.raises(StoreError, match="only whoever decided"):
            store.undo("ben", review.id, request_id="u1")
        assert first(store).decision == "mixed"

    def test_what_is_no_review_cannot_be_undone(self, store):
        with pytest.raises(StoreError, match="no review 7"):
            store.undo("ann", 7, request_id="u1")


PRESS = " ".join(f"word{number}" for number in range(60))
SHOPS = [f"https://shop{number}.example/" for number in range(4)]


class TestClusters:
    @pytest.fixture
    def shops(self, store):
        scan(store, *(assess(url, text=f"{PRESS} {number}") for number, url in enumerate(SHOPS)))
        return store

    def test_a_decision_is_applied_to_the_pages_that_were_shown(self, shops):
        review = decide(shops, "ann", "commercial", url=SHOPS[0], reason="press text")
        shown = [row.page_id for row in shops.cluster(first(shops, SHOPS[0]).cluster_id)][:3]
        applied = shops.apply_to_pages(review.id, shown)
        assert {each.applied_from for each in applied} == {review.id}
        assert len(applied) == 2
        assert shops.count(Filters(decisions=("commercial",))) == 3
        assert [each.id for each in shops.apply_to_pages(review.id, shown)] == [each.id for each in applied]
        assert {reviewed.reviews[0].reason for reviewed in shops.decided()} == {"press text"}

    def test_undoing_it_undoes_what_it_was_applied_to(self, shops):
        review = decide(shops, "ann", "commercial", url=SHOPS[0])
        shops.apply_to_pages(review.id, [first(shops, url).page_id for url in SHOPS])
        assert shops.count(Filters(decided=True)) == 4
        shops.undo("ann", review.id, request_id="u")
        assert shops.count(Filters(decided=True)) == 0

    def test_a_page_of_another_text_is_refused_and_nothing_is_applied(self, shops):
        review = decide(shops, "ann", "commercial", url=SHOPS[0])
        pages = [first(shops, SHOPS[1]).page_id, first(shops).page_id]
        with pytest.raises(StoreError, match="no near duplicates"):
            shops.apply_to_pages(review.id, pages)
        assert shops.count(Filters(decided=True)) == 1

    def test_no_pages_are_none(self, shops):
        assert shops.apply_to_pages(decide(shops, "ann", "mixed", url=SHOPS[0]).id, []) == []

    def test_what_is_no_review_cannot_be_applied(self, shops):
        with pytest.raises(StoreError, match="no review 9"):
            shops.apply_to_pages(9, [])


def written(store, format):
    stream = io.StringIO()
    writer = open_decision_writer(format, stream)
    for reviewed in store.decided():
        writer.write(reviewed)
    writer.close()
    return stream.getvalue()


class TestExport:
    @pytest.mark.parametrize("format", ["jsonl", "csv", "sarif"])
    def test_nothing_decided_is_an_empty_and_whole_file(self, store, format):
        text = written(store, format)
        if format == "jsonl":
            assert text == ""
        elif format == "csv":
            assert len(text.splitlines()) == 1
        else:
            assert json.loads(text)["runs"][0]["results"] == []

    def test_a_line_tells_what_was_assessed_and_what_was_decided_and_why(self, store):
        decide(store, "ann", "balanced", reason="reports a trial", note="No plug.")
        [line] = written(store, "jsonl").splitlines()
        record = json.loads(line)
        assert record["schema"] == "hypecheck-decision/1"
        assert (record["decision"], record["disagreement"]) == ("balanced", False)
        assert record["framing"]["band"] == "commercial"
        assert record["input"]["url"] == "https://shop.example/k2"
        assert "text" not in record["article"]
        [review] = record["reviews"]
        assert (review["user"], review["reason"], review["note"]) == ("ann", "reports a trial", "No plug.")

    def test_no_cell_is_a_formula(self, store):
        scan(store, assess("https://evil.example/", title="=HYPERLINK(1)"))
        evil = {"reason": "@SUM(1)", "note": "+1\n=2"}
        decide(store, "ann", "mixed", url="https://evil.example/", **evil)
        [row] = csv.DictReader(io.StringIO(written(store, "csv")))
        assert (row["title"], row["reason"], row["note"]) == ("'=HYPERLINK(1)", "'@SUM(1)", "'+1 =2")
        assert (row["decision"], row["decided_by"], row["band"], row["disagreement"]) == (
            "mixed",
            "ann",
            "commercial",
            "no",
        )

    def test_a_name_that_begins_a_formula_is_no_formula(self, store):
        store.add_user("=2+5")
        decide(store, "=2+5", "mixed")
        [row] = csv.DictReader(io.StringIO(written(store, "csv")))
        assert row["decided_by"] == "'=2+5"

    def results(self, store):
        return {each["ruleId"]: each for each in json.loads(written(store, "sarif"))["runs"][0]["results"]}

    def test_a_dismissed_page_is_suppressed_with_who_when_and_why(self, store):
        review = decide(store, "ann", "balanced", reason="reports a trial", note="No plug.")
        results = self.results(store)
        [suppression] = results["framing/commercial"]["suppressions"]
        assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
        assert suppression["justification"] == (f"ann decided balanced on {review.at[:10]}: reports a trial. No plug.")
        assert "suppressions" not in results["plug/purchase"]

    def test_a_confirmed_page_is_not(self, store):
        decide(store, "ann", "commercial")
        results = self.results(store)
        assert all("suppressions" not in result for result in results.values())
        assert results["framing/commercial"]["properties"]["decision"] == "commercial"

    def test_two_who_disagree_are_under_review(self, store):
        decide(store, "ann", "commercial")
        decide(store, "ben", "balanced")
        [suppression] = self.results(store)["framing/commercial"]["suppressions"]
        assert suppression["status"] == "underReview"

    def test_a_page_that_is_no_article_has_all_its_results_suppressed(self, store):
        decide(store, "ann", "not_an_article")
        assert all("suppressions" in result for result in self.results(store).values())

    def test_a_plug_marked_as_wrong_is_suppressed_alone(self, store):
        mark = Mark(wrong=True, kind="plug", start=34, end=59, text=TEXT[34:59])
        decide(store, "ann", "commercial", marks=(mark,))
        results = self.results(store)
        assert "suppressions" in results["plug/purchase"]
        assert "suppressions" not in results["framing/commercial"]

    def test_a_page_that_only_a_reader_calls_commercial_has_a_result(self, store):
        scan(store, assess("https://mild.example/", score=0.2, band="balanced"))
        decide(store, "ann", "commercial", url="https://mild.example/", reason="the [last](x) line")
        result = self.results(store)["review/commercial"]
        assert "the \\[last\\](x) line" in result["message"]["text"]

    def test_an_unknown_format_is_told(self):
        with pytest.raises(SettingsError, match="jsonl, csv, sarif"):
            open_decision_writer("html", io.StringIO())


class TestLog:
    def test_it_tells_everything_in_order_and_can_be_read_on_from_a_line(self, store):
        store.note("eva", "model switched", subject="framing-en 0.2.0", before="0.1.0")
        entries = list(store.audit())
        assert [entry.id for entry in entries] == sorted(entry.id for entry in entries)
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        last = entries[-1]
        assert (last.actor, last.action, dict(last.detail)) == ("eva", "model switched", {"before": "0.1.0"})
        assert list(store.audit(after=entries[-2].id)) == [last]
        assert list(store.audit(after=last.id)) == []

    def test_a_long_one_is_read_whole(self, store, monkeypatch):
        monkeypatch.setattr("hypecheck.store._store._LOG_AT_ONCE", 3)
        for number in range(7):
            store.note("eva", "counted", subject=str(number))
        assert [entry.subject for entry in store.audit() if entry.action == "counted"] == list("0123456")
