"""Pages go in, stored assessments come out: read in this process, or in others that may crash or hang.

Each worker process is a loky executor of its own that has one page in hand. So the page that kills its worker, or
holds it past the time limit, is known for certain, and the other workers never notice.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from hypecheck.batch._interrupts import deaf_workers, hold_interrupts
from hypecheck.batch._records import Stored, store
from hypecheck.config import VERSION, Settings
from hypecheck.errors import FAILURE_CODES, HypecheckError
from hypecheck.events import note_event
from hypecheck.records import Abstention, Assessment, Failure, InputItem, Page

if TYPE_CHECKING:
    from hypecheck.pipeline import Checker

    CheckerFactory = Callable[[], Checker]

__all__ = ["Analyst", "Here", "Workers", "store_abstention", "store_failure", "without_content"]

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

# One page is assessed by one worker; more threads than workers only get in each other's way.
_THREAD_COUNTS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_ONE_THREAD = dict.fromkeys(_THREAD_COUNTS, "1")

# A worker that dies while it loads the model has no page to blame; after so many in a row it is the machine.
_MAX_FALSE_STARTS = 3

_PARENT_CHECK_S = 0.5
_GRACE_S = 5.0
_NOWHERE = Path(os.devnull)


class Analyst(Protocol):
    """Assesses pages given to it one by one, and gives them back in any order."""

    def start(self) -> None:
        """Begin to load the model, if that has not been done."""

    @property
    def has_room(self) -> bool:
        """Whether a page may be submitted now."""

    def submit(self, seq: int, item: InputItem, page: Page | None) -> None:
        """Take an item, with the page fetched for it if it is only a URL."""

    def collect(self) -> list[tuple[int, Stored]]:
        """Return what is done. Raises what kept a checker from being loaded."""

    def seconds_to_next(self) -> float | None:
        """Return when ``collect`` should be called though no page is done; None for never."""

    def close(self) -> None:
        """Stop, without waiting for what is in work."""


def without_content(item: InputItem) -> InputItem:
    """Return the item as records carry it: what is kept and sent between processes stays small."""
    return replace(item, html=None, text=None)


def store_failure(item: InputItem, failure: Failure) -> Stored:
    """Return the stored record of a page that never came to be assessed."""
    return store(Assessment(input=without_content(item), failure=failure, versions={"hypecheck": VERSION}))


def store_abstention(item: InputItem, abstention: Abstention) -> Stored:
    """Return the stored record of a page that did not need to be assessed."""
    return store(Assessment(input=without_content(item), abstention=abstention, versions={"hypecheck": VERSION}))


def _assess(checker: Checker, item: InputItem, page: Page | None) -> Stored:
    try:
        done = checker.assess_item(item) if page is None else checker.assess_page(item, page)
        return store(replace(done, input=without_content(item)))
    except Exception as error:  # a batch never stops for one page; the traceback goes to the log
        logger.exception("fault while assessing %s", item.id)
        detail = f"{type(error).__name__}: {error}. {FAILURE_CODES['internal'][1]}"
        return store_failure(item, Failure(stage="batch", code="internal", detail=detail))


class Here:
    """Assesses in this process, one page at a time."""

    def __init__(self, factory: CheckerFactory) -> None:
        self._factory = factory
        self._checker: Checker | None = None
        self._done: list[tuple[int, Stored]] = []

    def start(self) -> None:
        self._checker = self._checker or self._factory()

    @property
    def has_room(self) -> bool:
        return not self._done

    def submit(self, seq: int, item: InputItem, page: Page | None) -> None:
        checker = self._checker = self._checker or self._factory()
        self._done.append((seq, _assess(checker, item, page)))

    def collect(self) -> list[tuple[int, Stored]]:
        done, self._done = self._done, []
        return done

    def seconds_to_next(self) -> float | None:
        return 0.0 if self._done else None

    def close(self) -> None:
        self._checker = None


class Workers:
    """Assesses in worker processes that each load a checker once. ``wake`` is called when a page is done."""

    def __init__(self, factory: CheckerFactory, *, settings: Settings, jobs: int, wake: Callable[[], None]) -> None:
        self._factory = factory
        self._limit_s = settings.page_time_limit_s
        self._jobs = jobs
        self._wake = wake
        self._workers: list[_Worker] = []
        self._false_starts = 0

    def start(self) -> None:
        while len(self._workers) < self._jobs:
            with hold_interrupts():  # a worker that nobody knows of would be stopped by nobody
                self._workers.append(self._new_worker())

    @property
    def has_room(self) -> bool:
        return any(worker.is_idle for worker in self._workers)

    def submit(self, seq: int, item: InputItem, page: Page | None) -> None:
        next(worker for worker in self._workers if worker.is_idle).take(seq, item, page)

    def collect(self) -> list[tuple[int, Stored]]:
        done = []
        for place, worker in enumerate(self._workers):
            if worker.in_hand is None:
                if worker.has_died_loading():  # raises what kept the checker from being loaded
                    self._count_false_start()
                    self._replace(place)
                continue
            seq, item = worker.in_hand
            result = worker.result(self._limit_s)
            if isinstance(result, Failure):
                note_event(logger, result.code, f"{item.id}: {result.detail}", id=item.id)
                self._replace(place)
                done.append((seq, store_failure(item, result)))
            elif result is not None:
                self._false_starts = 0
                done.append((seq, result))
        return done

    def seconds_to_next(self) -> float | None:
        left = [worker.taken_at + self._limit_s for worker in self._workers if worker.in_hand is not None]
        return max(0.0, min(left) - time.monotonic()) if left else None

    def close(self) -> None:
        for worker in self._workers:
            worker.stop()
        self._workers.clear()

    def _replace(self, place: int) -> None:
        with hold_interrupts():
            self._workers[place].stop()
            self._workers[place] = self._new_worker()

    def _new_worker(self) -> _Worker:
        return _Worker(self._factory, limit_s=self._limit_s, wake=self._wake)

    def _count_false_start(self) -> None:
        self._false_starts += 1
        if self._false_starts >= _MAX_FALSE_STARTS:
            raise HypecheckError(
                f"{self._false_starts} worker processes in a row died while loading the model. "
                "Is there memory for them? Try fewer --jobs.",
                code="worker_died",
            )


class _Worker:
    """One process, and the page it has in hand."""

    def __init__(self, factory: CheckerFactory, *, limit_s: float, wake: Callable[[], None]) -> None:
        from joblib.externals.loky import ProcessPoolExecutor

        self._wake = wake
        self._executor = ProcessPoolExecutor(
            max_workers=1, initializer=_start_worker, initargs=(factory, limit_s, os.getpid()), env=_ONE_THREAD
        )
        self.in_hand: tuple[int, InputItem] | None = None
        self.taken_at = 0.0
        self._future: Future[Stored] | None = None
        self._loading: Future[None] | None = self._submit(_load_in_worker)

    @property
    def is_idle(self) -> bool:
        return self.in_hand is None and (self._loading is None or self._has_loaded())

    def has_died_loading(self) -> bool:
        """Say whether the process died before it could take a page. Raises what else went wrong by then."""
        from joblib.externals.loky import BrokenProcessPool

        if self._loading is None or not self._loading.done():
            return False
        try:
            self._loading.result()
        except BrokenProcessPool:
            return True
        self._loading = None
        return False

    def take(self, seq: int, item: InputItem, page: Page | None) -> None:
        self.in_hand, self.taken_at = (seq, without_content(item)), time.monotonic()
        self._future = self._submit(_assess_in_worker, item, page)

    def result(self, limit_s: float) -> Stored | Failure | None:
        """Return what became of the page in hand: None while it is being read."""
        from joblib.externals.loky import BrokenProcessPool

        future = self._future
        if future is None:
            return None
        if not future.done():
            if time.monotonic() - self.taken_at < limit_s:
                return None
            detail = f"Reading the page took more than {limit_s:g} s. {FAILURE_CODES['page_timeout'][1]}"
            return Failure(stage="batch", code="page_timeout", detail=detail)
        try:
            stored = future.result()
        except BrokenProcessPool:
            detail = f"The process that read this page died. {FAILURE_CODES['worker_died'][1]}"
            return Failure(stage="batch", code="worker_died", detail=detail)
        self.in_hand = self._future = None
        return stored

    def stop(self) -> None:
        waiting = [future for future in (self._loading, self._future) if future is not None]
        while not all(future.running() or future.done() for future in waiting):
            time.sleep(0.001)  # told to stop before it has passed on what it was given, loky fails (3.6)
        # whoever stops early (Ctrl-C, a closed generator) does not wait for the page in work
        self._executor.shutdown(wait=True, kill_workers=True)

    def _has_loaded(self) -> bool:
        loading = self._loading
        return loading is not None and loading.done() and loading.exception() is None

    def _submit(self, function: Callable[..., _T], *arguments: object) -> Future[_T]:
        """Return the future result; that of a dead worker has failed already."""
        from joblib.externals.loky import BrokenProcessPool

        future: Future[_T]
        try:
            # half started, a worker would print its complaint among the results
            with hold_interrupts(), deaf_workers():
                future = self._executor.submit(function, *arguments)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
        future.add_done_callback(lambda _: self._wake())
        return future


_worker_factory: CheckerFactory | None = None
_worker_limit_s = 0.0


def _start_worker(factory: CheckerFactory, limit_s: float, parent: int) -> None:
    global _worker_factory, _worker_limit_s
    _worker_factory, _worker_limit_s = factory, limit_s
    threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()
    # the record carries the fault; a traceback of each worker on the terminal would only be in the way
    logging.getLogger().addHandler(logging.NullHandler())


@lru_cache(maxsize=1)
def _worker_checker() -> Checker:
    if _worker_factory is None:
        raise RuntimeError("a worker was not started by _start_worker")
    return _worker_factory()


def _load_in_worker() -> None:
    _worker_checker()


def _assess_in_worker(item: InputItem, page: Page | None) -> Stored:
    checker = _worker_checker()
    # Who waits for this page ends this process when its time is up, unless it has been killed itself; then a
    # loop in C would run for ever. This watch needs neither the parent nor Python's lock.
    with _NOWHERE.open("w") as nowhere:
        faulthandler.dump_traceback_later(_worker_limit_s + _GRACE_S, exit=True, file=nowhere)
        try:
            return _assess(checker, item, page)
        finally:
            faulthandler.cancel_dump_traceback_later()


def _end_with_parent(parent: int) -> None:
    """End this process when its parent is gone: killed, it could not say so, and loky's workers wait for ever."""
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_S)
    os._exit(1)
