import errno
import multiprocessing
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice

import pytest

from hypecheck.batch import LOOK_AHEAD_PER_JOB, RunFiles, RunState, _worker, assess_many, hold_interrupts
from hypecheck.batch._analysts import Workers
from hypecheck.batch._interrupts import Bell
from hypecheck.config import Settings
from hypecheck.errors import HypecheckError, ModelError, SettingsError
from hypecheck.fetch import PageCache
from hypecheck.records import Abstention, Assessment, Failure, InputItem
from hypecheck.warc import WarcFile


class FakeChecker:
    """Acts on the text: "die" ends the process, "raise" is a fault, "slow" and "hang" sleep, all else is too short."""

    def assess_item(self, item):
        if item.text == "die":
            os._exit(1)
        if item.text == "raise":
            raise ValueError("a fault in a stage")
        if item.text == "slow":
            time.sleep(0.3)
        if item.text == "hang":
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # as deaf as a loop in C
            time.sleep(60)
        if item.failure is not None:
            return Assessment(input=item, failure=item.failure)
        detail = f"{os.environ.get('OMP_NUM_THREADS')} threads"
        return Assessment(input=item, abstention=Abstention(code="too_short", detail=detail))


class BrokenModel:
    def __init__(self):
        raise ModelError("The model's file is cut short; install hypecheck again.")


def run(texts, **options):
    options.setdefault("checker_factory", FakeChecker)
    return list(assess_many((InputItem(id=text, source="test", text=text) for text in texts), **options))


def ends(assessments):
    return [(done.input.id, done.failure.code if done.failure else done.status) for done in assessments]


@pytest.mark.parametrize("jobs", [1, 2], ids=["in this process", "in two workers"])
class TestWhateverTheJobs:
    def test_no_items_give_no_assessments(self, jobs):
        assert run([], jobs=jobs) == []

    def test_assessments_come_in_input_order(self, jobs):
        texts = ["slow", *(str(number) for number in range(40))]
        assert [done.input.id for done in run(texts, jobs=jobs)] == texts

    def test_a_fault_in_one_page_is_its_record_and_the_rest_goes_on(self, jobs):
        assert ends(run(["a", "raise", "b"], jobs=jobs)) == [
            ("a", "abstained"),
            ("raise", "internal"),
            ("b", "abstained"),
        ]

    def test_an_item_that_could_not_be_read_keeps_its_failure(self, jobs):
        failure = Failure(stage="source", code="missing_file", detail="gone.html: no such file.")
        item = InputItem(id="gone.html", source="gone.html", failure=failure)
        [done] = assess_many([item], jobs=jobs, checker_factory=FakeChecker)
        assert done.failure == failure

    def test_the_raw_page_is_not_kept(self, jobs):
        [done] = run(["a long article"], jobs=jobs)
        assert done.input.text is None
        assert done.input.id == "a long article"

    def test_plain_strings_are_texts_numbered_from_one(self, jobs):
        done = list(assess_many(["x", "y"], jobs=jobs, checker_factory=FakeChecker))
        assert [one.input.id for one in done] == ["1", "2"]

    def test_input_is_read_only_a_little_ahead(self, jobs):
        taken = []
        items = (taken.append(number) or str(number) for number in range(1_000))
        assessments = assess_many(items, jobs=jobs, checker_factory=FakeChecker)
        list(islice(assessments, 3))
        assert len(taken) <= 3 * jobs * LOOK_AHEAD_PER_JOB  # some are done and wait for an earlier one
        assessments.close()

    def test_a_model_that_cannot_be_loaded_is_told_as_such(self, jobs):
        with pytest.raises(ModelError, match="install hypecheck again"):
            run(["a"], jobs=jobs, checker_factory=BrokenModel)

    def test_a_fault_of_the_input_itself_is_raised(self, jobs):
        def items():
            yield "x"
            raise OSError("the list is gone")

        with pytest.raises(OSError, match="the list is gone"):
            list(assess_many(items(), jobs=jobs, checker_factory=FakeChecker))


def test_a_page_that_kills_its_worker_is_named_and_the_others_go_on():
    texts = ["a", "b", "die", "c", "die", *"defgh"]
    expected = [(text, "worker_died" if text == "die" else "abstained") for text in texts]
    assert ends(run(texts, jobs=2)) == expected


def test_a_page_that_hangs_its_worker_is_named_within_the_time_limit_and_the_others_go_on():
    texts = ["a", "hang", "b", *"cdefgh"]
    started = time.monotonic()
    found = ends(run(texts, jobs=2, settings=Settings(page_time_limit_s=0.5)))
    assert found == [(text, "page_timeout" if text == "hang" else "abstained") for text in texts]
    assert time.monotonic() - started < 15


def test_a_worker_that_always_dies_while_loading_is_told():
    with pytest.raises(HypecheckError, match="Try fewer --jobs"):
        run(["a"], jobs=2, checker_factory=lambda: os._exit(1))


class PageChecker(FakeChecker):
    def assess_page(self, item, page):
        detail = f"{os.environ.get('OMP_NUM_THREADS')} threads {page.html!r} {page.content_type} {item.html}"
        return Assessment(input=item, abstention=Abstention(code="too_short", detail=detail))


def test_a_page_that_a_crawler_recorded_is_read_in_a_process_of_its_own_even_with_one_job():
    item = InputItem(id="1", source="crawl.warc", html=b"<p>", url="http://a.example/", content_type="text/html")
    [done] = assess_many([item], jobs=1, checker_factory=PageChecker)
    assert done.abstention.detail == "1 threads b'<p>' text/html None"


class OnePage(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.end_headers()
        self.wfile.write(b"<p>")

    def log_message(self, *_):
        pass


@pytest.fixture
def five_pages():
    """Return the items of five pages on a server of ours."""
    with ThreadingHTTPServer(("127.0.0.1", 0), OnePage) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        urls = [f"http://127.0.0.1:{server.server_port}/{number}" for number in range(5)]
        yield [InputItem(id=url, source="urls.txt", url=url) for url in urls]
        server.shutdown()


def note_calls(monkeypatch, story, owner, *names):
    """Add the name of each of these methods to the story when it is called."""

    def noting(name, method):
        return lambda *arguments: (story.append(name), method(*arguments))[1]

    for name in names:
        monkeypatch.setattr(owner, name, noting(name, getattr(owner, name)))


def test_a_page_counts_as_assessed_only_when_its_result_is_on_the_disk(tmp_path, monkeypatch, five_pages):
    noted, story = [], []
    with RunState(tmp_path / "x.run").closing() as state, closing(PageCache(tmp_path / "x.cache")) as cache:
        monkeypatch.setattr(cache, "note_assessed", lambda url: noted.append((url, state.seconds_to_commit())))
        note_calls(monkeypatch, story, cache, "note_assessed")
        note_calls(monkeypatch, story, state, "sync")
        settings = Settings(allow_private=True, host_delay_s=0)
        files = RunFiles(state=state, cache=cache)
        done = list(assess_many(five_pages, settings=settings, checker_factory=PageChecker, files=files))
    assert [each.status for each in done] == ["abstained"] * 5
    assert noted == [(item.url, None) for item in five_pages]
    assert story[0] == "sync"


def test_the_state_vouches_for_no_archived_page_that_a_power_cut_could_take(tmp_path, monkeypatch, five_pages):
    pytest.importorskip("fastwarc")
    story = []
    with RunState(tmp_path / "x.run").closing() as state, closing(WarcFile(tmp_path / "x.warc.gz")) as archive:
        note_calls(monkeypatch, story, archive, "write", "sync")
        note_calls(monkeypatch, story, state, "note_archived")
        settings = Settings(allow_private=True, host_delay_s=0)
        files = RunFiles(state=state, archive=archive)
        list(assess_many(five_pages, settings=settings, checker_factory=PageChecker, files=files))
        assert state.archived_bytes() == archive.size
    assert story.count("write") == 5
    told = [step for step in story if step != "write"]
    assert told == ["sync", "note_archived"] * (len(told) // 2)
    assert story[-2:] == ["sync", "note_archived"]


def test_workers_compute_with_one_thread_each():
    [done] = run(["a"], jobs=2)
    assert done.abstention.detail == "1 threads"


def test_a_checker_factory_may_be_a_closure():
    [done] = run(["a"], jobs=2, checker_factory=lambda: FakeChecker())
    assert done.status == "abstained"


def test_the_number_of_jobs_comes_from_the_settings_unless_given():
    def process_ids(**options):
        return {done.input.id for done in run(["a"], **options)}

    assert process_ids(settings=Settings(jobs=2)) == {"a"}


@pytest.mark.parametrize("jobs", [0, -1])
def test_fewer_than_one_job_is_refused_at_once(jobs):
    with pytest.raises(SettingsError, match="expected 1 or more"):
        assess_many([], jobs=jobs)


def test_closing_the_iterator_early_does_not_wait_for_the_pages_in_work():
    assessments = assess_many(["a", *["hang"] * 30], jobs=2, checker_factory=FakeChecker)
    next(assessments)
    started = time.monotonic()
    assessments.close()
    assert time.monotonic() - started < 25  # each page in work would take a minute


def test_a_worker_that_starts_while_ctrl_c_comes_is_known_and_stopped(monkeypatch):
    @contextmanager
    def interrupted():
        signal.raise_signal(signal.SIGINT)
        yield

    monkeypatch.setattr(_worker, "deaf_workers", interrupted)
    workers = Workers(FakeChecker, settings=Settings(), jobs=2, wake=lambda: None)
    with pytest.raises(KeyboardInterrupt):
        workers.start()
    [started] = workers._workers
    assert started._process.is_alive()
    workers.close()
    assert not started._process.is_alive()


def test_a_worker_killed_while_it_had_nothing_to_do_is_replaced_and_no_page_is_blamed():
    workers = Workers(FakeChecker, settings=Settings(), jobs=1, wake=lambda: None)
    workers.start()
    collect_until(workers, lambda: workers.has_room)
    [killed] = workers._workers
    os.kill(killed._process.pid, signal.SIGKILL)
    killed._process.join(10)
    assert workers.collect() == []
    assert workers._workers != [killed]
    collect_until(workers, lambda: workers.has_room)
    workers.submit(0, InputItem(id="a", source="test", text="a"), None)
    [(seq, stored)] = collect_until(workers, lambda: False)
    workers.close()
    assert (seq, stored.failure) == (0, None)


def collect_until(workers, condition):
    """Return what the workers have done once there is something, or the condition holds."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if (done := workers.collect()) or condition():
            return done
        time.sleep(0.01)
    raise AssertionError("waited too long")


def test_workers_that_never_come_to_an_end_of_loading_are_given_up(monkeypatch):
    monkeypatch.setattr(_worker, "_LOADING_LIMIT_S", 0.2)
    with pytest.raises(HypecheckError, match="Try fewer --jobs"):
        run(["a"], jobs=2, checker_factory=lambda: time.sleep(600))


def test_a_fault_of_the_model_that_cannot_be_sent_is_told_in_its_words():
    class OddError(Exception):
        def __init__(self, one, two):
            super().__init__(f"{one} and {two}")

    def load():
        raise OddError("salt", "sugar")

    with pytest.raises(HypecheckError, match="OddError: salt and sugar"):
        run(["a"], jobs=2, checker_factory=load)


def test_where_no_process_can_be_started_it_is_told_plainly(monkeypatch):
    def refuse(*_):
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("joblib.externals.loky.backend.process.LokyProcess.start", refuse)
    with pytest.raises(HypecheckError, match="No worker process can be started: Resource temporarily unavailable"):
        run(["a"], jobs=2)


def test_a_page_that_fills_the_pipe_reaches_a_worker_and_comes_back():
    [done] = run(["x" * 3_000_000], jobs=2)
    assert len(done.input.id) == 3_000_000


class CtrlC:
    """Presses Ctrl-C before a given line of those that a run in this thread goes through, in any module it waits in."""

    def __init__(self, at):
        self.lines_left = at
        self.lines = 0

    def __call__(self, frame, event, _argument):
        name = frame.f_globals.get("__name__", "")
        if not name.startswith(("hypecheck.batch", "threading", "concurrent", "queue")):
            return None
        if event == "line":
            self.lines += 1
            self.lines_left -= 1
            if self.lines_left == 0:
                signal.raise_signal(signal.SIGINT)
        return self

    def press(self, texts, **options):
        """Run to the end or until Ctrl-C is heard; return whether it was."""
        sys.settrace(self)
        try:
            run(texts, **options)
        except KeyboardInterrupt:
            return True
        finally:
            sys.settrace(None)
        return False


@pytest.mark.slow
@pytest.mark.timeout(250)
@pytest.mark.parametrize(("jobs", "presses"), [(1, 50), (2, 8)], ids=["in this process", "in two workers"])
def test_ctrl_c_at_whatever_line_ends_the_run_leaves_no_process_and_loses_no_record(tmp_path, jobs, presses):
    texts = ["a", "b", "raise", *"cdef"]
    watch = CtrlC(0)
    assert not watch.press(texts, jobs=jobs)
    for number in range(presses):
        path = tmp_path / f"{number}.run"
        pressed = CtrlC(1 + watch.lines * number // presses)
        with RunState(path).closing() as state:
            heard = pressed.press(texts, jobs=jobs, files=RunFiles(state=state))
        assert heard or pressed.lines_left > 0  # it may be over by then
        assert multiprocessing.active_children() == []
        with RunState(path).closing() as state:
            assert [end[0] for end in ends(run(texts, files=RunFiles(state=state)))] == texts


class TestBell:
    def test_a_ring_before_the_wait_ends_it_at_once(self):
        bell = Bell()
        bell.ring()
        bell.ring()
        started = time.monotonic()
        bell.wait(60)
        assert time.monotonic() - started < 0.9

    def test_what_was_rung_before_is_forgotten_when_told_so(self):
        bell = Bell()
        bell.ring()
        bell.ring()
        bell.clear()
        started = time.monotonic()
        bell.wait(0.05)
        assert time.monotonic() - started >= 0.04

    def test_another_thread_may_ring(self):
        bell = Bell()
        threading.Timer(0.05, bell.ring).start()
        bell.wait(None)

    def test_no_wait_is_longer_than_a_second_for_a_signal_may_have_come_just_before(self):
        started = time.monotonic()
        Bell().wait(None)
        assert 0.9 < time.monotonic() - started < 10


class TestHoldInterrupts:
    def test_ctrl_c_is_not_lost_when_the_block_fails(self):
        with pytest.raises(KeyboardInterrupt), hold_interrupts():  # noqa: PT012  # the order is the point
            signal.raise_signal(signal.SIGINT)
            raise ValueError("and then this")

    def test_ctrl_c_waits_until_the_block_is_done(self):
        done = []
        with pytest.raises(KeyboardInterrupt), hold_interrupts():  # noqa: PT012  # the order is the point
            signal.raise_signal(signal.SIGINT)
            done.append("the whole block")
        assert done == ["the whole block"]

    def test_without_ctrl_c_nothing_happens_and_the_handler_is_put_back(self):
        before = signal.getsignal(signal.SIGINT)
        with hold_interrupts():
            assert signal.getsignal(signal.SIGINT) is not before
        assert signal.getsignal(signal.SIGINT) is before

    def test_another_thread_may_use_it(self):
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(lambda: hold_interrupts().__enter__()).result() is None


def test_workers_can_be_started_from_another_thread():
    with ThreadPoolExecutor(1) as pool:
        assert ends(pool.submit(run, ["a"], jobs=2).result()) == [("a", "abstained")]
