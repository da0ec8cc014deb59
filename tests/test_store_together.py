"""What threads bring at one time is written in one transaction: each piece whole or not at all, in its order."""

from __future__ import annotations

import asyncio
import threading

import pytest

from hypecheck.errors import StoreError
from hypecheck.store import Filters, NewReview, open_store
from hypecheck.store._engine import Database
from hypecheck.store._together import ALONE, Turns
from store_samples import assess


@pytest.fixture
def engine(tmp_path):
    database = Database(tmp_path / "some.db")
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE words (word TEXT UNIQUE)")
    yield database.engine.execution_options(hypecheck_writes="FULL")
    database.close()


def words_of(engine):
    with engine.connect() as connection:
        return [row.word for row in connection.exec_driver_sql("SELECT word FROM words ORDER BY rowid")]


def add_all(connection, words):
    """Add words, each given as it is or with the fault to raise after it was added."""
    given = []
    for word in words:
        word, fault = word if isinstance(word, tuple) else (word, None)
        connection.exec_driver_sql("INSERT INTO words VALUES (?)", (word,))
        if fault is not None:
            raise fault
        given.append(word.upper())
    return given


def add_all_but_late(connection, words):
    """Do the same, but leave a word that begins with "late" to a transaction of its own."""
    is_alone = len(words) == 1
    at_hand = [word for word in words if is_alone or not word.startswith("late")]
    given = dict(zip(at_hand, add_all(connection, at_hand), strict=True))
    return [given.get(word, ALONE) for word in words]


def bring_together(turns, words, do_all=add_all):
    """Bring words while somebody has the turn, so that they are done together; return what each gave or raised."""
    told = [None] * len(words)

    def run(place, word):
        try:
            told[place] = turns.run(do_all, word)
        except Exception as error:
            told[place] = error

    threads = [threading.Thread(target=run, args=each, daemon=True) for each in enumerate(words)]
    with turns.alone():
        for brought, thread in enumerate(threads, start=1):
            thread.start()
            while len(turns._brought) < brought:
                assert thread.is_alive()
    for thread in threads:
        thread.join(30)
    return told


def count_transactions(engine):
    begun = []

    def begin():
        begun.append(1)
        return engine.begin()

    return begin, begun


def test_what_is_brought_together_is_one_transaction_in_the_order_brought(engine):
    begin, begun = count_transactions(engine)
    words = [f"word{number:02}" for number in range(20)]
    assert bring_together(Turns(begin), words) == [word.upper() for word in words]
    assert words_of(engine) == words
    assert len(begun) == 1


def test_what_fails_takes_nothing_of_the_others_with_it(engine):
    fault = StoreError("No.")
    told = bring_together(Turns(engine.begin), ["one", ("two", fault), "one", "three"])
    assert [told[0], told[1], told[3]] == ["ONE", fault, "THREE"]
    assert "UNIQUE" in str(told[2])
    assert words_of(engine) == ["one", "three"]


def test_alone_it_is_kept_or_not(engine):
    turns = Turns(engine.begin)
    assert turns.run(add_all, "one") == "ONE"
    with pytest.raises(StoreError, match="No"):
        turns.run(add_all, ("two", StoreError("No.")))
    assert words_of(engine) == ["one"]


def test_what_cannot_be_done_together_is_done_after_the_others_in_transactions_of_its_own(engine):
    begin, begun = count_transactions(engine)
    words = ["late one", "two", "late three", "four"]
    assert bring_together(Turns(begin), words, add_all_but_late) == [word.upper() for word in words]
    assert words_of(engine) == ["two", "four", "late one", "late three"]
    assert len(begun) == 3


def test_two_kinds_of_work_are_done_in_the_order_brought(engine):
    begin, begun = count_transactions(engine)
    turns = Turns(begin)
    with turns.alone():
        brought = [turns.bring((add_all, add_all_but_late)[number // 2 % 2], f"word{number}") for number in range(6)]
    assert [each.result(30) for each in brought] == [f"WORD{number}" for number in range(6)]
    turns.close()
    assert words_of(engine) == [f"word{number}" for number in range(6)]
    assert len(begun) == 3


def test_what_cannot_be_kept_is_told_to_everybody_and_the_next_is_kept(engine):
    class FullError(OSError):
        pass

    class Failing:
        def __enter__(self):
            self._transaction = engine.begin()
            return self._transaction.__enter__()

        def __exit__(self, *_):
            self._transaction.__exit__(FullError, FullError("disk"), None)
            raise FullError("disk")

    transactions = iter([Failing(), engine.begin()])
    turns = Turns(lambda: next(transactions))
    told = bring_together(turns, ["one", "two"])
    assert [type(each) for each in told] == [FullError, FullError]
    assert turns.run(add_all, "three") == "THREE"
    assert words_of(engine) == ["three"]


def test_more_than_one_transaction_takes_are_all_kept(engine):
    begin, begun = count_transactions(engine)
    told = bring_together(Turns(begin), [f"word{number}" for number in range(120)])
    assert told == [f"WORD{number}" for number in range(120)]
    assert len(begun) == 3


def test_what_is_brought_and_not_waited_for_is_kept_together_in_its_order_each_with_its_own_fault(engine):
    begin, begun = count_transactions(engine)
    turns = Turns(begin)
    fault = StoreError("No.")
    with turns.alone():
        brought = [turns.bring(add_all, f"word{number}") for number in range(20)]
        refused = turns.bring(add_all, ("other", fault))
        given_up = turns.bring(add_all, "given up")
        assert given_up.cancel()
    assert [each.result(30) for each in brought] == [f"WORD{number}" for number in range(20)]
    assert refused.exception(30) is fault
    turns.close()
    assert words_of(engine) == [f"word{number}" for number in range(20)]
    assert len(begun) == 1 + 21  # together, which one of them spoils, and then each by itself


def test_decisions_of_an_event_loop_are_kept_and_refused_as_others_are(database):
    async def decide_all(store):
        reviews = [NewReview(request_id=f"r{page}", assessment_id=page, decision="mixed") for page in range(1, 12)]
        return await asyncio.gather(*(store.decide_async("ann", each) for each in reviews), return_exceptions=True)

    with open_store(database) as store:
        store.add_user("ann")
        with store.start_run("scan", source="test") as run:
            for number in range(10):
                run.write(assess(f"https://shop.example/{number}", text=f"Zinc page {number} says {number * 7}."))
        *kept, refused = asyncio.run(decide_all(store))
        assert [review.assessment_id for review in kept] == list(range(1, 11))
        assert isinstance(refused, StoreError)
        assert "no assessment 11" in str(refused)
        assert store.count(Filters(decided=True)) == 10


def test_a_database_that_refuses_a_statement_says_so_without_what_was_to_be_kept(database):
    with open_store(database) as store:
        with store._database.writing() as connection:
            connection.exec_driver_sql("DROP TABLE audit")
        with pytest.raises(StoreError, match="audit") as told:
            store.note("ann", "secret action", subject="page 1")
        assert "secret" not in str(told.value)
        assert store.count() == 0


def test_a_decision_gives_the_page_back(database):
    with open_store(database) as store:
        store.add_user("ann")
        store.add_user("ben")
        with store.start_run("scan", source="test") as run:
            run.write(assess())
        [lease] = store.lease_next("ann")
        assert store.lease_next("ben") == []
        review = NewReview(request_id="one", assessment_id=lease.row.assessment_id, decision="skip")
        store.decide("ann", review)
        assert [each.row.page_id for each in store.lease_next("ben")] == [lease.row.page_id]
