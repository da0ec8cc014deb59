"""Decisions that came at one moment are kept together: what one of them comes to is nothing to the others."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from hypecheck.errors import StoreError
from hypecheck.records import Review
from hypecheck.store import Filters, NewReview, open_store
from store_samples import assess

PAGES = 12

#: Decides on every page at one moment and dies: {dies} is where.
DYING = """
import asyncio, os, sys
from hypecheck.store import NewReview, open_store
from hypecheck.store import _deciding, _together

def die(*_, **__):
    os._exit(9)

async def decide_all(store):
    reviews = [NewReview(request_id=f"r{{page}}", assessment_id=page, decision="mixed") for page in range(1, 13)]
    with store._database._turns.alone():
        waiting = [asyncio.ensure_future(store.decide_async("ann", each)) for each in reviews]
        await asyncio.sleep(0)
    {dies} = die
    await asyncio.gather(*waiting)

asyncio.run(decide_all(open_store(sys.argv[1])))
"""


@pytest.fixture
def store(database):
    with open_store(database) as opened:
        for name in ("ann", "ben"):
            opened.add_user(name)
        with opened.start_run("scan", source="test") as run:
            for number in range(PAGES):
                run.write(assess(f"https://shop.example/{number}", text=f"Zinc page {number} says {number * 7}."))
        yield opened


def new(page, *, request=None, decision="mixed", **more):
    return NewReview(request_id=request or f"r{page}", assessment_id=page, decision=decision, **more)


def decide_together(store, asked):
    """Let an event loop bring decisions, (user, review) each, while somebody has the turn; return what each gave."""

    async def decide_all():
        with store._database._turns.alone():
            waiting = [asyncio.ensure_future(store.decide_async(user, review)) for user, review in asked]
            await asyncio.sleep(0)
            assert len(store._database._turns._brought) == len(asked)
        return await asyncio.gather(*waiting, return_exceptions=True)

    return asyncio.run(decide_all())


def logged(store):
    return [entry.detail["review"] for entry in store.audit() if entry.action == "decided"]


def check_queue_is_what_is_made_of_it(store):
    before = store.queue(limit=500).rows
    store.rebuild_queue()
    assert store.queue(limit=500).rows == before


def test_decisions_of_one_moment_are_kept_as_they_would_be_one_by_one(store):
    asked = [("ann" if page % 2 else "ben", new(page)) for page in range(1, PAGES + 1)]
    told = decide_together(store, asked)
    assert [review.user for review in told] == [user for user, _ in asked]
    assert [review.id for review in told] == sorted(review.id for review in told) == logged(store)
    assert store.reviews(range(1, PAGES + 1)) == told
    check_queue_is_what_is_made_of_it(store)


def test_on_one_page_each_stands_beside_those_before_it(store):
    told = decide_together(
        store,
        [
            ("ann", new(1, request="1", decision="balanced")),
            ("ben", new(1, request="2", decision="commercial")),
            ("ann", new(1, request="3", decision="mixed")),
        ],
    )
    assert [review.decision for review in told] == ["balanced", "commercial", "mixed"]
    row = store.page(1)
    assert (row.decision, row.disagreement, row.reviewers) == ("mixed", True, 2)
    check_queue_is_what_is_made_of_it(store)


def test_one_that_is_sent_twice_in_one_moment_is_kept_once(store):
    first, again, other = decide_together(store, [("ann", new(1)), ("ann", new(1)), ("ben", new(1))])
    assert first == again
    assert isinstance(other, StoreError)
    assert "belongs to another one" in str(other)
    assert logged(store) == [first.id]


@pytest.mark.parametrize(
    ("user", "review", "sentence"),
    [
        ("ann", new(999), "no assessment 999"),
        ("ann", new(2**70), "no assessment"),
        ("nobody", new(3), "no user 'nobody'"),
        ("ann", new(3, decision="fine"), "must be one of"),
        ("ann", new(3, request="\0"), "request_id"),
        ("ann", new(3, note="x" * 10_001), "at most 10,000"),
    ],
    ids=["no assessment", "no number of a database", "nobody", "no decision", "no text of a database", "a long note"],
)
def test_what_is_refused_is_told_and_the_others_are_kept(store, user, review, sentence):
    one, refused, two = decide_together(store, [("ann", new(1)), (user, review), ("ann", new(2))])
    assert isinstance(refused, StoreError)
    assert sentence in str(refused)
    assert logged(store) == [one.id, two.id]


def test_what_the_database_refuses_takes_nothing_of_the_others_with_it(store):
    with store._database.writing() as connection:
        connection.exec_driver_sql("CREATE UNIQUE INDEX one_of_each ON reviews (note)")
    pages = range(1, PAGES + 1)
    asked = [("ann", new(page, note="again" if page in (3, 7) else f"note {page}")) for page in pages]
    told = decide_together(store, asked)
    assert isinstance(told[6], StoreError)
    kept = [each for each in told if isinstance(each, Review)]
    assert [review.assessment_id for review in kept] == [page for page in pages if page != 7]
    assert logged(store) == [review.id for review in kept]
    assert store.count(Filters(decided=True)) == PAGES - 1
    check_queue_is_what_is_made_of_it(store)


def test_pages_of_the_decided_are_given_back_and_others_are_not(store):
    held = [lease.row.page_id for lease in store.lease_next("ann", count=3)]
    decide_together(store, [("ann", new(page)) for page in held[:2]])
    left = [lease.row.page_id for lease in store.lease_next("ben", count=PAGES)]
    assert held[2] not in left
    assert set(held[:2]) <= set(left)


def test_a_second_review_is_drawn_and_blind_within_one_moment_too(store):
    store.add_user("eva", "lead")
    store.set_second_review_share(1, actor="eva")
    told = decide_together(
        store, [("ann", new(1, request="1")), ("ben", new(1, request="2")), ("eva", new(1, request="3"))]
    )
    assert [review.blind for review in told] == [False, True, False]


def test_a_page_that_another_program_writes_to_is_waited_for_after_the_others_are_kept(database, store):
    if "://" not in str(database):
        pytest.skip("SQLite has one writer at a time")
    asked = [("ann", new(1)), ("ben", new(2)), ("ann", new(3)), ("ben", new(4))]

    async def decide_all():
        with store._database.writing() as connection:
            connection.exec_driver_sql("SELECT 1 FROM queue WHERE page_id = 1 FOR UPDATE")
            with store._database._turns.alone():
                waiting = [asyncio.ensure_future(store.decide_async(*each)) for each in asked]
                await asyncio.sleep(0)
            kept, _ = await asyncio.wait([waiting[1], waiting[3]], timeout=30)
            assert len(kept) == 2
            assert not waiting[0].done()
        return await asyncio.gather(*waiting)

    told = asyncio.run(decide_all())
    assert logged(store) == [told[place].id for place in (1, 3, 0, 2)]  # ann's second stays behind her first


@pytest.mark.parametrize(
    ("dies", "kept"),
    [
        ("_deciding.give_back", 0),
        ("_together._Piece.tell", PAGES),
    ],
    ids=["before anything is kept", "before anybody is told"],
)
def test_who_was_told_nothing_sends_again_and_each_decision_is_there_once(database, store, dies, kept):
    done = subprocess.run([sys.executable, "-c", DYING.format(dies=dies), str(database)], timeout=60, check=False)
    assert done.returncode == 9
    assert store.count(Filters(decided=True)) == len(logged(store)) == kept
    told = decide_together(store, [("ann", new(page)) for page in range(1, PAGES + 1)])
    assert logged(store) == [review.id for review in told]
    assert [review.assessment_id for review in told] == list(range(1, PAGES + 1))
    check_queue_is_what_is_made_of_it(store)
