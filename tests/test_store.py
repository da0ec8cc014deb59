"""What is kept of a scan: once, whole, with its history, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import errno
import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from hypecheck.errors import OutputError, StoreError
from hypecheck.records import Annotations, Assessment
from hypecheck.store import Filters, Store, assessment_from_dict, open_store
from hypecheck.store._migrations import latest_version
from store_samples import TEXT, assess, fail


@pytest.fixture
def store(database):
    with open_store(database) as opened:
        yield opened


def scan(store, *assessments, at=None):
    """Write assessments as one run, at a time of 2026 (month, day) where the order of runs matters."""
    seen_at = None if at is None else datetime(2026, *at, tzinfo=UTC)
    with store.start_run("scan", source="urls.txt", seen_at=seen_at) as run:
        for assessment in assessments:
            run.write(assessment)
    return run


def only_page(store):
    [row] = store.queue().rows
    return row


def execute(database, statement):
    """Run a statement as another program would."""
    engine = create_engine(
        database.replace("postgresql:", "postgresql+psycopg:") if "://" in database else f"sqlite:///{database}"
    )
    try:
        with engine.begin() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


class TestKeeping:
    def test_an_empty_database_has_empty_answers(self, store):
        assert store.queue().rows == ()
        assert store.queue().after is None
        assert store.count() == 0
        assert store.count_by("band") == {}
        assert store.runs() == []
        assert list(store.audit()) == []
        assert list(store.decided()) == []

    def test_a_run_of_nothing_is_a_run(self, store):
        scan(store)
        [run] = store.runs()
        assert (run.seen, run.added, run.kind) == (0, 0, "scan")
        assert run.finished_at >= run.started_at

    @pytest.mark.parametrize(
        "assessment",
        [
            assess(),
            assess(score=None),
            assess(rule="eu-1924"),
            assess(claim=None, plug=None, title=None, published=None),
            fail(),
        ],
        ids=["assessed", "abstained", "with a finding", "bare", "failed"],
    )
    def test_an_assessment_comes_out_as_it_went_in(self, store, assessment):
        scan(store, assessment)
        assert store.assessment(only_page(store).assessment_id) == assessment

    def test_the_queue_has_what_the_record_says(self, store):
        scan(store, assess("https://www.shop.example/k2", rule="eu-1924"))
        row = only_page(store)
        assert (row.status, row.band, row.score, row.low, row.high) == ("assessed", "commercial", 0.9, 0.85, 0.95)
        assert (row.site, row.url, row.title) == ("shop.example", "https://www.shop.example/k2", "K2 and cramps")
        assert (row.claims, row.plugs, row.findings, row.published) == (1, 1, 1, "2026-03-01")
        assert (row.decision, row.disagreement, row.reviewers, row.cluster_size) == (None, False, 0, 1)

    def test_a_page_is_one_page_however_its_address_is_written(self, store):
        scan(store, assess("https://Shop.example:443/k2#top"), assess("https://shop.example/k2"))
        assert store.count() == 1

    @pytest.mark.parametrize(
        "url", ["https://shop.example/k2?p=2", "https://shop.example/K2", "http://shop.example/k2"]
    )
    def test_another_address_is_another_page(self, store, url):
        scan(store, assess(), assess(url))
        assert store.count() == 2

    def test_files_are_told_apart_by_where_they_are_and_given_texts_by_their_text(self, store):
        def unaddressed(source, id, text):
            given = assess(text=text)
            return replace(
                given,
                input=replace(given.input, id=id, source=source, url=None),
                article=replace(given.article, url=None, final_url=None),
            )

        scan(
            store,
            unaddressed("a.jsonl", "1", TEXT),
            unaddressed("b.jsonl", "1", TEXT),
            unaddressed("text", "1", TEXT),
            unaddressed("text", "1", TEXT + " More."),
            unaddressed("text", "2", TEXT),
        )
        assert store.count() == 4

    @pytest.mark.parametrize("url", ["http://[::1", "https://host:port/", "no address", "x" * 9_000])
    def test_an_address_that_is_none_is_kept_as_it_is(self, store, url):
        scan(store, fail(url))
        assert only_page(store).url == url

    @pytest.mark.parametrize("title", ["half \ud83d a pair", "nul \x00", "'; DROP TABLE queue; --", "😀 " * 400])
    def test_any_characters_can_be_kept(self, store, title):
        given = assess(title=title, text=TEXT + " " + title.replace("\ud83d", "?"))
        scan(store, given)
        row = only_page(store)
        kept = store.assessment(row.assessment_id)
        assert len(row.title) == len(title)
        assert len(kept.article.text) == len(given.article.text)
        assert store.count(Filters(words="cramps")) == 1

    def test_a_text_under_a_sum_that_is_not_its_own_is_refused(self, store):
        given = assess()
        forged = replace(given, article=replace(given.article, text="Another text."))
        with store.start_run("import", source="x") as run, pytest.raises(StoreError, match="sha256"):
            run.write(forged)
        assert store.count() == 0

    def test_a_text_left_out_is_kept_when_a_later_scan_has_it(self, store):
        given = assess()
        scan(store, replace(given, article=replace(given.article, text="")))
        assert store.count(Filters(words="cramps", claim_words="ease")) == 1  # by title and claims
        assert store.count(Filters(words="bedtime")) == 0
        scan(store, given)
        assert store.count(Filters(words="bedtime")) == 1
        assert store.assessment(only_page(store).assessment_id).article.text == TEXT
        assert len(store.history(only_page(store).page_id)) == 2

    def test_what_was_written_is_there_before_the_run_ends(self, database):
        moment = [0.0]
        with open_store(database) as store, open_store(database) as reader:
            from hypecheck.store import RunWriter

            with RunWriter(store._database, kind="scan", source="x", actor="local", clock=lambda: moment[0]) as run:
                run.write(assess())
                assert reader.count() == 0
                moment[0] = 1.5
                run.write(assess("https://shop.example/2"))
                assert reader.count() == 2

    def test_a_stream_is_passed_on_as_it_was(self, store):
        given = [assess(), fail("https://a.example/")]
        with store.start_run("scan", source="x") as run:
            assert list(run.pass_on(iter(given))) == given
        assert store.count() == 2


class TestHistory:
    def test_the_same_again_is_kept_once_and_noted(self, store):
        first, second = scan(store, assess(), at=(1, 1)), scan(store, assess(), at=(2, 1))
        assert (first.added, second.added, second.seen) == (1, 0, 1)
        history = store.history(only_page(store).page_id)
        assert [each.seen_at[:10] for each in history] == ["2026-01-01", "2026-02-01"]
        assert len({each.assessment_id for each in history}) == 1

    def test_being_a_duplicate_in_one_run_is_no_other_assessment(self, store):
        scan(store, assess(), at=(1, 1))
        given = replace(assess(), duplicate_of="https://shop.example/1")
        assert scan(store, given, at=(2, 1)).added == 0
        assert assessment_from_dict(given.to_dict()).duplicate_of == "https://shop.example/1"

    def test_twice_in_one_run_is_once(self, store):
        assert scan(store, assess(), assess(), at=(1, 1)).added == 1
        assert len(store.history(only_page(store).page_id)) == 1

    def test_the_newest_stands_and_what_was_is_kept(self, store):
        scan(store, assess(score=0.9), at=(1, 1))
        scan(store, assess(score=0.2, band="balanced"), at=(2, 1))
        row = only_page(store)
        assert row.band == "balanced"
        assert [each.band for each in store.history(row.page_id)] == ["commercial", "balanced"]

    def test_what_comes_back_stands_again(self, store):
        for month, score in ((1, 0.9), (2, 0.2), (3, 0.9)):
            scan(store, assess(score=score), at=(month, 1))
        assert only_page(store).score == 0.9
        assert [each.score for each in store.history(only_page(store).page_id)] == [0.9, 0.2, 0.9]

    def test_an_earlier_scan_read_in_later_does_not_stand(self, store):
        scan(store, assess(score=0.2), at=(2, 1))
        scan(store, assess(score=0.9), at=(1, 1))
        assert only_page(store).score == 0.2

    def test_a_page_that_cannot_be_read_today_is_still_what_it_was(self, store):
        scan(store, assess(), at=(1, 1))
        scan(store, fail(), at=(2, 1))
        row = only_page(store)
        assert row.status == "assessed"
        assert [each.status for each in store.history(row.page_id)] == ["assessed", "failed"]

    def test_a_page_never_read_has_its_newest_failure(self, store):
        scan(store, fail(detail="Slow."), at=(1, 1))
        scan(store, fail(detail="Gone."), at=(2, 1))
        assert store.assessment(only_page(store).assessment_id).failure.detail == "Gone."


class TestChanges:
    def changes(self, store, before, after):
        scan(store, before, at=(1, 1))
        scan(store, after, at=(2, 1))
        old, new = (each.assessment_id for each in store.history(only_page(store).page_id))
        return store.changes(old, new)

    def test_another_score_of_the_same_text_by_another_model(self, store):
        changes = self.changes(store, assess(), assess(score=0.5, band="mixed", model="framing-en 0.2.0"))
        assert changes.values["band"] == ("commercial", "mixed")
        assert changes.values["score"] == (0.9, 0.5)
        assert changes.versions == {"model": ("framing-en 0.1.0", "framing-en 0.2.0")}
        assert not changes.text_changed
        assert changes.lines_new == changes.lines_gone == changes.claims_new == changes.plugs_gone == ()

    def test_another_text(self, store):
        before = assess(text=TEXT + "\nOne.\nTwo.", rule="eu-1924")
        after = assess(text=TEXT + "\nOne.\nThree.", plug=None, title="K2", claim="Vitamin K2 eases cramps.")
        changes = self.changes(store, before, after)
        assert changes.text_changed
        assert (changes.lines_gone, changes.lines_new) == (("Two.",), ("Three.",))
        assert (changes.plugs_gone, changes.plugs_new) == ((TEXT[34:59],), ())
        assert changes.claims_new == ("Vitamin K2 eases cramps.",)
        assert changes.findings_gone == ("ease",)
        assert changes.values == {"title": ("K2 and cramps", "K2")}

    def test_a_page_that_went_away(self, store):
        changes = self.changes(store, assess(), fail())
        assert changes.values["status"] == ("assessed", "failed")
        assert changes.values["code"] == (None, "timeout")
        assert changes.lines_gone == (TEXT,)

    def test_an_assessment_and_itself_differ_in_nothing(self, store):
        scan(store, assess())
        id_ = only_page(store).assessment_id
        changes = store.changes(id_, id_)
        assert not changes.values
        assert not changes.text_changed

    def test_lines_of_a_text_that_was_not_kept_are_not_known(self, store):
        given = assess(score=0.2)
        changes = self.changes(store, assess(text="Short."), given)
        assert changes.lines_new is not None
        lean = replace(given, article=replace(given.article, text="", sha256="0" * 64))
        scan(store, lean, at=(3, 1))
        history = store.history(only_page(store).page_id)
        assert store.changes(history[0].assessment_id, history[-1].assessment_id).lines_new is None

    def test_an_assessment_that_is_not_there(self, store):
        with pytest.raises(StoreError, match="no assessment 7"):
            store.changes(7, 8)


PRESS = " ".join(f"word{number}" for number in range(200))


class TestClusters:
    def sizes(self, store):
        return sorted(row.cluster_size for row in store.queue().rows)

    def test_one_press_text_on_three_shops_is_one_cluster(self, store):
        scan(store, assess("https://a.example/", text=PRESS), assess("https://b.example/", text=PRESS + " Shop B."))
        scan(store, assess("https://c.example/", text="Shop C: " + PRESS), assess("https://d.example/"))
        assert self.sizes(store) == [1, 3, 3, 3]
        cluster = store.queue(sort="cluster").rows[0].cluster_id
        assert [row.site for row in store.cluster(cluster)] == ["a.example", "b.example", "c.example"]
        assert store.count(Filters(cluster=cluster)) == 3

    def test_the_same_text_at_two_addresses_is_one_cluster(self, store):
        scan(store, assess("https://a.example/"), assess("https://b.example/"))
        assert self.sizes(store) == [2, 2]

    def test_texts_that_share_half_their_words_are_not(self, store):
        other = " ".join(f"word{number}" for number in range(100, 300))
        scan(store, assess("https://a.example/", text=PRESS), assess("https://b.example/", text=other))
        assert self.sizes(store) == [1, 1]

    def test_a_few_words_are_too_few_to_tell(self, store):
        scan(
            store,
            assess("https://a.example/", text="Page not found."),
            assess("https://b.example/", text="Page not found!"),
        )
        assert self.sizes(store) == [1, 1]

    def test_failed_pages_are_in_none(self, store):
        scan(store, fail("https://a.example/"), fail("https://b.example/"))
        assert self.sizes(store) == [0, 0]

    def test_a_text_between_two_goes_to_the_nearer_and_does_not_make_them_one(self, store):
        left, right, between = (
            " ".join(f"word{number}" for number in range(start, start + 190)) for start in (0, 30, 17)
        )
        scan(store, assess("https://a.example/", text=left), assess("https://b.example/", text=right))
        assert self.sizes(store) == [1, 1]
        scan(store, assess("https://c.example/", text=between))
        assert sorted((row.cluster_size, row.site) for row in store.queue().rows) == [
            (1, "a.example"),
            (2, "b.example"),
            (2, "c.example"),
        ]

    def test_a_page_that_changed_leaves_its_cluster(self, store):
        scan(store, assess("https://a.example/", text=PRESS), assess("https://b.example/", text=PRESS), at=(1, 1))
        scan(store, assess("https://b.example/"), at=(2, 1))
        assert self.sizes(store) == [1, 1]


GUARDED = {
    "audit": "detail",
    "reviews": "decision",
    "assessments": "score",
    "records": "record",
    "sightings": "seen_at",
}


class TestGuards:
    @pytest.mark.parametrize(("table", "column"), GUARDED.items())
    @pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"], ids=["update", "delete"])
    def test_what_was_kept_cannot_be_changed_by_anyone(self, filled, table, column, change):
        with pytest.raises(Exception, match=r"never|only grows"):
            execute(filled, change.format(table, column))

    def test_postgres_does_not_empty_the_log_either(self, filled):
        if "://" not in filled:
            pytest.skip("SQLite has no TRUNCATE")
        with pytest.raises(Exception, match="only grows"):
            execute(filled, "TRUNCATE audit")

    def test_sqlite_does_not_replace_a_line_of_the_log(self, filled):
        if "://" in filled:
            pytest.skip("PostgreSQL has no REPLACE")
        with closing(sqlite3.connect(filled)) as connection, pytest.raises(sqlite3.IntegrityError, match="only grows"):
            connection.execute("INSERT OR REPLACE INTO audit VALUES (1, 'x', 'x', 'x', 'x', '{}')")

    def test_a_text_is_never_exchanged(self, filled):
        with pytest.raises(Exception, match="never changed"):
            execute(filled, "UPDATE articles SET text = 'other'")

    @pytest.fixture
    def filled(self, database):
        from hypecheck.store import NewReview

        with open_store(database) as store:
            scan(store, assess())
            store.add_user("ann")
            store.decide(
                "ann", NewReview(request_id="t", assessment_id=only_page(store).assessment_id, decision="mixed")
            )
        return database


class TestOpening:
    def test_the_file_is_for_its_owner_alone(self, tmp_path):
        path = tmp_path / "reviews.db"
        before = os.umask(0)
        try:
            with open_store(path) as store:
                scan(store, assess())
                modes = {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
        finally:
            os.umask(before)
        assert modes == {0o600}

    def test_a_database_is_opened_again_as_it_was(self, database):
        with open_store(database) as store:
            scan(store, assess())
        with open_store(database, create=False) as store:
            assert store.count() == 1

    def test_a_file_that_is_not_there_is_not_made_unasked(self, tmp_path):
        with pytest.raises(StoreError, match="is not there"):
            open_store(tmp_path / "no.db", create=False)
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize(
        ("folder", "words"),
        [("", "the folder {} takes no new file. Choose another folder"), ("gone", "there is no folder {}/gone. Make")],
        ids=["as /proc refuses", "no such folder"],
    )
    def test_a_file_that_cannot_be_made_says_what_is_wrong_with_its_folder(self, tmp_path, monkeypatch, folder, words):
        def refuse(path, *_):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))

        monkeypatch.setattr("hypecheck.store._engine.os.open", refuse)
        with pytest.raises(StoreError, match=re.escape(words.format(tmp_path))):
            open_store(tmp_path / folder / "new.db")

    def test_a_newer_schema_is_refused_with_what_to_do(self, database):
        open_store(database).close()
        execute(database, f"INSERT INTO schema_versions VALUES ({latest_version() + 1}, 'x')")  # noqa: S608  # a number
        with pytest.raises(StoreError, match=r"newer hypecheck.*Upgrade"):
            open_store(database)

    def test_the_tables_of_another_program_are_left_alone(self, database):
        if "://" not in database:
            closing(sqlite3.connect(database)).__enter__().close()
        execute(database, "CREATE TABLE invoices (id INTEGER)")
        with pytest.raises(StoreError, match=r"another program \(invoices\)"):
            open_store(database)

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"not a database at all" * 300, "damaged or no database"),
            (b"SQLite format 3\x00" + b"\xff" * 4_000, "damaged"),
        ],
        ids=["another file", "a broken header"],
    )
    def test_a_file_that_is_no_database_is_told(self, tmp_path, content, told):
        path = tmp_path / "reviews.db"
        path.write_bytes(content)
        with pytest.raises(StoreError, match=told):
            open_store(path)
        assert path.read_bytes() == content

    def test_a_file_damaged_inside_is_told_when_it_is_read(self, tmp_path):
        path = tmp_path / "reviews.db"
        with open_store(path) as store:
            scan(store, *(assess(f"https://shop.example/{number}") for number in range(100)))
        content = bytearray(path.read_bytes())
        content[8_192:] = os.urandom(len(content) - 8_192)
        path.write_bytes(content)

        def read():
            with open_store(path) as store:
                store.queue()
                store.rebuild_queue()

        with pytest.raises(StoreError, match="damaged"):
            read()

    def test_a_folder_is_no_database(self, tmp_path):
        with pytest.raises(StoreError, match="not a file"):
            open_store(tmp_path)

    @pytest.mark.parametrize("target", ["mysql://host/db", "sqlite:///x.db", "https://host"])
    def test_another_kind_of_database_is_told(self, target):
        with pytest.raises(StoreError, match="is neither"):
            open_store(target)

    def test_a_server_that_is_not_there_is_told_without_the_password(self, tmp_path):
        with pytest.raises(StoreError, match="cannot be reached") as told:
            open_store(f"postgresql://ann:secret@/reviews?host={tmp_path}")
        assert "secret" not in str(told.value)

    def test_a_full_disk_is_an_output_error_and_loses_nothing(self, tmp_path):
        with open_store(tmp_path / "reviews.db") as store:
            scan(store, assess())
            with store._database.engine.connect() as connection:
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            # a database that may not grow is what a full disk is to SQLite
            from sqlalchemy import event

            @event.listens_for(store._database.engine, "begin")
            def stop_growing(connection):
                connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

            many = [assess(f"https://shop.example/{number}", text=f"{PRESS} {number}") for number in range(50)]
            with pytest.raises(OutputError, match="full"):
                scan(store, *many)
            assert store.count() == 1

    def test_two_programs_may_make_one_database_at_once(self, database):
        opened = []

        def open_and_write(number):
            with open_store(database) as store:
                scan(store, assess(f"https://shop.example/{number}"))
                opened.append(number)

        run_at_once(open_and_write, range(4))
        assert len(opened) == 4
        with open_store(database) as store:
            assert store.count() == 4

    def test_a_database_that_another_program_is_just_making_is_waited_for(self, tmp_path):
        path = tmp_path / "reviews.db"
        # SQLite does not wait for a writer where the journal is to be changed
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            release = threading.Timer(0.2, other.execute, ["COMMIT"])
            release.start()
            with open_store(path) as store:
                assert store.count() == 0
            release.join()

    def test_without_the_libraries_it_is_said_how_to_get_them(self):
        told = (
            "import sys\nsys.modules['sqlalchemy'] = None\nfrom hypecheck.store import open_store, Filters\n"
            "from hypecheck.errors import StoreError\n"
            "try: open_store('x.db')\nexcept StoreError as error: print(error)"
        )
        done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=60)
        assert done.stdout.strip() == "A database needs the review extra: pip install 'hypecheck[review]'."

    def test_importing_the_store_loads_no_database_library(self):
        told = "import sys, hypecheck.store; print('sqlalchemy' in sys.modules, 'numpy' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=60)
        assert done.stdout.split() == ["False", "False"]


def run_at_once(work, arguments):
    """Call a function with each argument, each in a thread of its own, and raise what any of them raised."""
    errors = []
    ready = threading.Barrier(len(arguments))

    def start(argument):
        try:
            ready.wait(timeout=30)
            work(argument)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=start, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    if errors:
        raise errors[0]


class TestWritersAtOnce:
    def test_two_scans_of_the_same_and_of_other_pages_lose_nothing(self, database):
        def write(number):
            with open_store(database) as store, store.start_run("scan", source=str(number)) as run:
                pages = [f"https://shop.example/both/{page}" for page in range(40)]
                for page in pages if number else reversed(pages):
                    run.write(assess(page))
                    run.write(assess(f"{page}/{number}"))
                    if page.endswith("5"):
                        run.flush()

        open_store(database).close()
        run_at_once(write, range(2))
        with open_store(database) as store:
            assert store.count() == 3 * 40
            assert sum(run.added for run in store.runs()) == 3 * 40
            assert [run.seen for run in store.runs()] == [80, 80]


class TestQueueIsMadeAgain:
    def test_it_comes_out_as_it_was(self, store):
        from hypecheck.store import NewReview

        scan(store, assess("https://a.example/"), assess("https://b.example/", text=PRESS), fail("https://c.example/"))
        scan(store, assess("https://a.example/", score=0.1), assess("https://d.example/", text=PRESS + " End."))
        store.add_user("ann")
        first = store.queue().rows[0]
        store.decide("ann", NewReview(request_id="t", assessment_id=first.assessment_id, decision="mixed"))
        before = store.queue().rows
        store.rebuild_queue()
        assert store.queue().rows == before

    def test_an_empty_one_stays_empty(self, store):
        store.rebuild_queue()
        assert store.count() == 0


def test_the_guide_does_what_it_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    guide = (Path(__file__).resolve().parent.parent / "docs/store.md").read_text(encoding="utf-8")
    [snippet] = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    exec(snippet, {"assessment": assess()})  # noqa: S102  # our own document
    with open_store("reviews.db") as store:
        assert store.count(Filters(decided=True)) == 1


def test_every_method_is_in_the_guide():
    guide = (Path(__file__).resolve().parent.parent / "docs/store.md").read_text(encoding="utf-8")
    methods = {name for name, each in vars(Store).items() if callable(each) and not name.startswith("_")}
    assert {name for name in methods if f"{name}(" not in guide and f"`{name}`" not in guide} == {
        "close",
        "rebuild_queue",
    }


def test_a_writer_that_is_killed_leaves_whole_batches(tmp_path):
    told = (
        "import os, signal, sys\nfrom hypecheck.store import open_store\nfrom store_samples import assess\n"
        "with open_store('reviews.db') as store:\n"
        "    run = store.start_run('scan', source='x')\n"
        "    for number in range(450):\n"
        "        run.write(assess(f'https://shop.example/{number}'))\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", told], cwd=tmp_path, env=environment, timeout=120)
    assert done.returncode == -signal.SIGKILL
    with open_store(tmp_path / "reviews.db") as store:
        [run] = store.runs()
        assert store.count() == run.added
        assert run.added >= 400
        scan(store, *(assess(f"https://shop.example/{number}") for number in range(450)))
        assert store.count() == 450


class TestRecords:
    @pytest.mark.parametrize("given", [assess(), assess(score=None), fail(), assess(rule="r")])
    def test_an_object_is_read_and_gives_the_same_object(self, given):
        assert assessment_from_dict(given.to_dict()).to_dict() == given.to_dict()
        assert assessment_from_dict(given.to_dict(text=False)).to_dict(text=False) == given.to_dict(text=False)

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            ({"schema": "hypecheck/2"}, "expected an object"),
            ({"status": "failed"}, "status does not fit"),
            ({"framing": None}, "status does not fit"),
            ({"claims": [{"text": "x"}]}, "claims: Expected `array`, got `null`"),
            ({"claims": 7}, "claims: Expected `array`"),
            ({"cues": [{"category": 1}]}, r"cues: Expected `str`"),
            ({"framing": {"score": "high"}}, "framing: "),
            ({"article": "x"}, "article: expected an object"),
            ({"input": {}}, "input: .*id"),
            (
                {"reasons": [{"feature": "x", "value": 1, "contribution": 1, "text": "x", "spans": [[5, 9_999]]}]},
                "outside",
            ),
            ({"plugs": [{"kind": "x", "text": "x", "start": -1, "end": 2, "target": None}]}, "outside"),
        ],
    )
    def test_an_object_that_is_no_record_is_told(self, change, told):
        with pytest.raises(StoreError, match=told):
            assessment_from_dict(assess().to_dict() | change)

    @pytest.mark.parametrize("value", [None, [], "x", {}, 7])
    def test_what_is_no_object_is_told(self, value):
        with pytest.raises(StoreError, match="expected an object"):
            assessment_from_dict(value)

    def test_a_later_program_may_have_added_keys(self):
        given = assess()
        assert assessment_from_dict(given.to_dict() | {"new": 1}).to_dict() == given.to_dict()

    def test_an_earlier_program_did_not_say_whether_an_article_was_cut(self, store):
        given = assess().to_dict()
        del given["article"]["is_cut"]
        assert not assessment_from_dict(given).article.is_cut
        scan(store, assess(), at=(1, 1))
        assert scan(store, assessment_from_dict(given), at=(2, 1)).added == 0

    def test_that_an_article_was_cut_is_kept_and_is_another_assessment(self, store):
        whole = assess()
        cut = replace(whole, article=replace(whole.article, is_cut=True))
        assert assessment_from_dict(cut.to_dict()).article.is_cut
        scan(store, whole, at=(1, 1))
        assert scan(store, cut, at=(2, 1)).added == 1
        assert store.assessment(only_page(store).assessment_id).article.is_cut

    def test_an_empty_assessment_is_one(self):
        assert Assessment(input=assess().input).annotations == Annotations()
