"""The run state: what is in it is done, whatever stopped the run."""

import sqlite3
from dataclasses import replace

import pytest

from hypecheck.batch._records import store
from hypecheck.batch._state import RunState
from hypecheck.errors import InputError, OutputError, SettingsError
from hypecheck.records import Abstention, Assessment, Failure, InputItem

URLS = [
    InputItem(id=f"https://example.org/{n}", source="urls.txt", line=n, url=f"https://example.org/{n}")
    for n in range(5)
]


def done(item, code=None):
    if code is not None:
        return store(Assessment(input=item, failure=Failure(stage="fetch", code=code, detail="x")))
    return store(Assessment(input=item, abstention=Abstention(code="too_short", detail="2 words.")))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "night.run"


def admit_all(state, items=URLS):
    return [state.admit(item) for item in items]


def test_inputs_are_numbered_as_they_come(path):
    state = RunState(path)
    assert [admission.seq for admission in admit_all(state)] == [0, 1, 2, 3, 4]
    assert state.url_of(3) == "https://example.org/3"
    state.close()


def test_an_end_can_be_read_back_and_what_has_not_ended_cannot():
    state = RunState()
    admit_all(state)
    state.save(1, done(URLS[1]))
    assert state.load(0) is None
    assert state.load(1).assessment.input == URLS[1]
    assert state.load(99) is None
    state.close()


def test_a_run_taken_up_again_knows_what_is_done(path):
    state = RunState(path)
    admit_all(state)
    state.save(2, done(URLS[2]))
    state.close()
    again = RunState(path)
    assert [admission.is_done for admission in admit_all(again)] == [False, False, True, False, False]
    again.end_inputs()
    assert again.load(2).assessment.input == URLS[2]
    again.close()


def test_what_was_committed_survives_a_process_that_is_gone(path):
    state = RunState(path)
    admit_all(state)
    state.save(0, done(URLS[0]))
    state.commit()
    state.save(1, done(URLS[1]))
    state._db.execute("ROLLBACK")  # what SQLite does when it finds the leavings of a killed process
    state._db.close()
    again = RunState(path)
    assert [admission.is_done for admission in admit_all(again)] == [True, False, False, False, False]
    again.close()


def test_a_list_may_have_grown(path):
    state = RunState(path)
    admit_all(state, URLS[:3])
    state.end_inputs()
    state.close()
    again = RunState(path)
    admit_all(again)
    again.end_inputs()
    again.close()


@pytest.mark.parametrize(
    "item",
    [URLS[4], replace(URLS[0], line=9), replace(URLS[0], html=b"<p>another</p>")],
    ids=["another url", "another line", "a content"],
)
def test_changed_inputs_are_told(path, item):
    state = RunState(path)
    state.admit(URLS[0])
    state.close()
    again = RunState(path)
    with pytest.raises(InputError, match="--fresh"):
        again.admit(item)
    again.close()


def test_a_shortened_list_is_told(path):
    state = RunState(path)
    admit_all(state)
    state.close()
    again = RunState(path)
    again.admit(URLS[0])
    with pytest.raises(InputError, match="have 1 pages; when this run was begun they had 5"):
        again.end_inputs()
    again.close()


@pytest.mark.parametrize(("before", "after"), [(b"<p>a</p>", b"<p>b</p>"), ("a", "\ud83d"), (b"", b"x")])
def test_a_changed_content_is_noticed(path, before, after):
    state = RunState(path)
    state.admit(replace(URLS[0], html=before))
    state.admit(replace(URLS[0], html=after))
    state.close()
    again = RunState(path)
    again.admit(replace(URLS[0], html=before))
    with pytest.raises(InputError):
        again.admit(replace(URLS[0], html=before))
    again.close()


def test_the_second_url_of_a_page_needs_only_the_result_of_the_first():
    state = RunState()
    state.admit(URLS[0], identity="x")
    assert not state.admit(URLS[1], identity="y").is_done
    assert state.admit(URLS[2], identity="x").is_done
    assert state.load(2) is None
    state.save(0, done(URLS[0]))
    assert state.load(2).assessment.input == URLS[2]
    assert state.load(2).first == URLS[0].id
    assert state.load(0).first is None
    state.close()


def test_failures_can_be_forgotten_by_code():
    state = RunState()
    admit_all(state)
    for seq, code in enumerate([None, "dns", "timeout", "dns", "robots"]):
        state.save(seq, done(URLS[seq], code))
    state.forget_failures([])
    assert state.count_done() == 5
    state.forget_failures(["dns", "dns", "refused"])
    assert [state.load(seq) is None for seq in range(5)] == [False, True, False, True, False]
    assert [each.assessment.input.id for each in state.ended()] == [URLS[seq].id for seq in (0, 2, 4)]
    state.close()


def test_which_hosts_failed_is_told_in_input_order():
    state = RunState()
    admit_all(state)
    state.save(3, done(URLS[3], "dns"), host_failed=True)
    state.save(1, done(URLS[1], "http_4xx"))
    assert list(state.host_failures()) == [(URLS[1].url, False), (URLS[3].url, True)]
    state.close()


def test_other_settings_are_told_by_name(path):
    RunState(path, settings={"model": "a", "min_words": 80}).close()
    with pytest.raises(SettingsError, match="another model"):
        RunState(path, settings={"model": "b", "min_words": 80})
    RunState(path, settings={"min_words": 80, "model": "a"}).close()


class TestTheFile:
    def test_it_can_be_discarded_unless_it_is_something_else(self, path):
        RunState.discard(path)
        RunState(path, settings={"model": "a"}).close()
        RunState.discard(path)
        assert not path.exists()
        path.write_text("https://example.org/\n" * 100)
        with pytest.raises(OutputError):
            RunState.discard(path)
        assert path.exists()

    def test_two_runs_do_not_share_one(self, path):
        state = RunState(path)
        with pytest.raises(OutputError, match="Another scan is using it"):
            RunState(path)
        state.close()

    def test_a_database_of_something_else_is_left_alone(self, path):
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE bookmarks (url)")
        other.close()
        before = path.read_bytes()
        with pytest.raises(OutputError, match="is no run state"):
            RunState(path)
        assert path.read_bytes() == before

    def test_a_file_that_is_no_database_is_told(self, path):
        path.write_text("https://example.org/\n" * 100)
        with pytest.raises(OutputError, match="damaged"):
            RunState(path)

    def test_a_folder_that_is_not_there_is_told(self, tmp_path):
        with pytest.raises(OutputError, match="Check the folder"):
            RunState(tmp_path / "no" / "such" / "night.run")

    def test_a_full_disk_is_told_and_what_was_there_stays(self, path):
        state = RunState(path)
        admit_all(state)
        state.save(0, done(URLS[0]))
        state.commit()
        pages = state._db.execute("PRAGMA page_count").fetchone()[0]
        state._db.execute(f"PRAGMA max_page_count={pages}")
        full = "full. Free some space and start the same command again"
        with pytest.raises(OutputError, match=full):  # noqa: PT012
            for seq in range(1, 5):
                state.save(seq, replace(done(URLS[seq]), record=b"x" * 10_000))
        for ending in (state.commit, state.close):  # what was saved is not there: neither may say it is
            with pytest.raises(OutputError, match=full):
                ending()
        again = RunState(path)
        assert admit_all(again)[0].is_done
        again.close()

    def test_nothing_is_left_beside_it_when_it_is_closed(self, path):
        state = RunState(path)
        admit_all(state)
        state.close()
        assert list(path.parent.iterdir()) == [path]


class TestPauses:
    """What hosts are still owed when a run goes on, by a clock that says 1,000 when it was left."""

    @pytest.fixture
    def left(self, path):
        """Return a function that tells the pauses left at another time."""
        state = RunState(path, now=lambda: 1_000.0)
        state.begin({"a.example": 10.0, "b.example": 10.0, "c.example": 10.0})
        state.end(["a.example", "c.example"])
        state.extend("c.example", 60.0)
        state.extend("c.example", 5.0)
        state.close()
        return lambda now: pauses_at(path, now)

    def test_what_is_left_of_a_pause_is_told(self, left):
        assert left(1_004.0) == {"a.example": 6.0, "b.example": 10.0, "c.example": 56.0}

    def test_a_request_that_may_have_been_under_way_until_now_is_owed_the_whole_pause(self, left):
        assert left(9_000.0) == {"b.example": 10.0}

    def test_a_clock_that_was_put_back_does_not_make_a_pause_longer(self, left):
        assert left(500.0) == {"a.example": 10.0, "b.example": 10.0, "c.example": 60.0}

    def test_that_a_host_is_about_to_be_asked_is_on_the_disk_at_once(self, path):
        state = RunState(path)
        state.begin({"a.example": 10.0})
        state._db.close()  # commits nothing, as little as a killed process does
        assert pauses_at(path, 0.0) == {"a.example": 10.0}

    def test_a_run_without_a_file_owes_nothing(self):
        state = RunState()
        state.begin({"a.example": 10.0})
        state.extend("a.example", 20.0)
        state.end(["a.example"])
        assert list(state.pauses()) == []
        state.close()


def pauses_at(path, now):
    with RunState(path, now=lambda: now).closing() as state:
        return dict(state.pauses())
