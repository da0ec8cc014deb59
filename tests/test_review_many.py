"""Fifty people decide at once through the app: no decision is lost, doubled or out of its order, on both databases."""

from __future__ import annotations

import threading
from collections import Counter

import pytest

from hypecheck.review import ReviewSettings, TeamSignIn, create_app
from hypecheck.store import Filters, open_store
from moderators import Moderator, running_app, work_at_once
from store_samples import assess
from team_samples import PASSWORD, quicken_passwords

PEOPLE = 50
PAGES = 150
DECISIONS = ("balanced", "mixed", "commercial")


@pytest.fixture
def team(database, monkeypatch):
    """Return a store with fifty people and pages to decide, and the port that serves it."""
    quicken_passwords(monkeypatch)
    with open_store(database) as store:
        store.accounts.add("eva", PASSWORD, "lead", actor="command line")
        for number in range(PEOPLE):
            store.add_user(f"user{number:02}")
        with store.start_run("scan", source="urls.txt") as run:
            for number in range(PAGES):
                run.write(assess(f"https://shop.example/{number}", text=f"Zinc page {number} says {number * 7}."))
        with running_app(create_app(store, ReviewSettings(), sign_in=TeamSignIn(store))) as port:
            yield store, port


def sign_in_all(store, port):
    return [Moderator.sign_in(store, f"user{number:02}", port) for number in range(PEOPLE)]


def check_all_is_kept(store, people):
    """Compare what was answered with what is kept: each once, in each person's order, in the table and in the log."""
    pages = sorted(row.page_id for row in store.queue(limit=500).rows)
    kept = store.reviews(pages)
    sent = {review: (person.name, page, decision) for person in people for _, page, decision, review in person.sent}
    assert {review.id: (review.user, review.page_id, review.decision) for review in kept} == sent
    assert sum(len(person.sent) for person in people) == len(sent)
    for person in people:
        own = [review for *_, review in person.sent]
        assert own == sorted(own)
    logged = [entry for entry in store.audit() if entry.action == "decided"]
    assert Counter(entry.detail["review"] for entry in logged) == Counter(list(sent))
    for person in people:
        own = [entry.detail["review"] for entry in logged if entry.actor == person.name]
        assert own == [review for *_, review in person.sent]


@pytest.mark.slow
def test_fifty_who_press_in_one_instant_are_all_kept_in_their_order(team):
    store, port = team
    people = sign_in_all(store, port)
    meeting = threading.Barrier(PEOPLE)

    def work(person):
        for number in range(3):
            (page,) = person.lease()
            meeting.wait(60)
            person.decide(page, DECISIONS[number % 3], number=number)
            meeting.wait(60)

    work_at_once(people, work)
    check_all_is_kept(store, people)
    assert store.count(Filters(decided=True)) == 3 * PEOPLE == PAGES


@pytest.mark.slow
def test_each_page_is_decided_once_by_whoever_had_it(team):
    store, port = team
    people = sign_in_all(store, port)

    def work(person):
        for number in range(PAGES):
            pages = person.lease(count=2)
            if not pages:
                return
            for page in pages:
                person.decide(page, DECISIONS[page % 3], number=number)

    work_at_once(people, work)
    check_all_is_kept(store, people)
    by_page = Counter(page for person in people for _, page, *_ in person.sent)
    assert by_page == Counter(row.page_id for row in store.queue(limit=500).rows)
    assert set(by_page.values()) == {1}
    assert store.count(Filters(decided=True)) == PAGES


@pytest.mark.slow
def test_all_on_few_pages_at_once_keep_everything_and_the_newest_stands(team):
    store, port = team
    people = sign_in_all(store, port)
    few = sorted(row.page_id for row in store.queue(limit=500).rows)[:3]

    def work(person):
        for number in range(4):
            page = few[(number + int(person.name[-2:])) % 3]
            person.decide(page, DECISIONS[(number + int(person.name[-1])) % 3], number=number)

    work_at_once(people, work)
    check_all_is_kept(store, people)
    reviews = store.reviews(few)
    for page in few:
        newest = {}
        for review in reviews:
            if review.page_id == page:
                newest.pop(review.user, None)
                newest[review.user] = review.decision
        row = store.page(page)
        assert row.reviewers == len(newest)
        assert row.decision == list(newest.values())[-1]
        assert row.disagreement == (len(set(newest.values())) > 1)
    before = store.queue(limit=500).rows
    store.rebuild_queue()
    assert store.queue(limit=500).rows == before
