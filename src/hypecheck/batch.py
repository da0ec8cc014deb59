"""Items go in, one assessment for each comes out: in order, lazily, from this process or from several."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from hypecheck.config import VERSION, Settings
from hypecheck.errors import FAILURE_CODES, SettingsError
from hypecheck.pipeline import load
from hypecheck.records import Assessment, Failure, InputItem

if TYPE_CHECKING:
    from hypecheck.pipeline import Checker

    CheckerFactory = Callable[[], Checker]
    _Window = deque[tuple[InputItem, Future[Assessment]]]

__all__ = ["assess_many", "hold_interrupts"]

logger = logging.getLogger(__name__)

#: Items given to each worker at a time: one in hand and one waiting. loky passes on up to two for each worker
#: at once; told to stop while it holds more, its thread ends in a KeyError (loky 3.6).
IN_WORK_PER_JOB = 2
#: Items taken from the input and not yet yielded, for each worker: enough that a slow page does not leave the
#: others idle, few enough that large pages waiting in memory stay bounded.
LOOK_AHEAD_PER_JOB = 16

# One page is assessed by one worker; more threads than workers only get in each other's way.
_THREAD_COUNTS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_ONE_THREAD = dict.fromkeys(_THREAD_COUNTS, "1")


def assess_many(
    items: Iterable[InputItem | str],
    *,
    settings: Settings | None = None,
    jobs: int | None = None,
    model: str | Path | None = None,
    checker_factory: CheckerFactory | None = None,
) -> Generator[Assessment, None, None]:
    """Return a generator of one assessment for each item, in order and lazy. A string is an article's text.

    With ``jobs`` over 1, that many worker processes each load the model once (seconds: not worth it for a
    handful of pages). A page that fails, or that makes its worker die, is a failed record; the rest goes on.
    No items give no assessments. The records carry the item without its ``html`` and ``text``.

    Raises ``ModelError`` or ``LanguageModelError`` at the first item when a checker cannot be loaded.
    """
    settings = settings or Settings()
    jobs = settings.jobs if jobs is None else jobs
    if jobs < 1:
        raise SettingsError(f"jobs is {jobs}; expected 1 or more processes.")
    factory = checker_factory or partial(load, model, settings=settings)
    named = (_as_item(item, number) for number, item in enumerate(items, start=1))
    return _assess_here(named, factory) if jobs == 1 else _assess_in_workers(named, factory, jobs)


def _as_item(item: InputItem | str, number: int) -> InputItem:
    return InputItem(id=str(number), source="text", text=item) if isinstance(item, str) else item


def _assess_here(items: Iterator[InputItem], factory: CheckerFactory) -> Generator[Assessment, None, None]:
    checker = None
    for item in items:
        checker = checker or factory()
        yield _assess(checker, item)


def _assess(checker: Checker, item: InputItem) -> Assessment:
    """Return the assessment without the raw page: what is kept and sent between processes stays small."""
    lean = replace(item, html=None, text=None)
    try:
        return replace(checker.assess_item(item), input=lean)
    except Exception as error:  # a batch never stops for one page; the traceback goes to the log
        logger.exception("fault while assessing %s", item.id)
        detail = f"{type(error).__name__}: {error}. {FAILURE_CODES['internal'][1]}"
        return _failed(lean, code="internal", detail=detail)


def _failed(item: InputItem, *, code: str, detail: str) -> Assessment:
    failure = Failure(stage="batch", code=code, detail=detail)
    return Assessment(input=item, failure=failure, versions={"hypecheck": VERSION})


@contextmanager
def hold_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait until the block is done. Other threads than the main one never see it anyway."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held = []
    handler = signal.signal(signal.SIGINT, lambda *_: held.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
    if held:
        signal.raise_signal(signal.SIGINT)


# Several processes. joblib's Parallel(return_as="generator") does not wait for its consumer: with two workers
# and one result taken it had read all of 200 inputs (joblib 1.6), and with a million it would hold them all.
# So its loky executor is used directly, with a window of items taken.


def _assess_in_workers(
    items: Iterator[InputItem], factory: CheckerFactory, jobs: int
) -> Generator[Assessment, None, None]:
    from joblib.externals.loky import BrokenProcessPool

    window: _Window = deque()
    while True:
        try:
            yield from _assess_in_pool(items, window, factory, jobs)
            return
        except BrokenProcessPool:
            logger.warning("a worker process died; assessing the pages in work again, one by one")
            yield from _assess_one_by_one(window, factory)


def _assess_in_pool(
    items: Iterator[InputItem], window: _Window, factory: CheckerFactory, jobs: int
) -> Generator[Assessment, None, None]:
    """Yield assessments in order; ``window`` always holds the items taken and not yet yielded."""
    with _WorkerPool(factory, jobs) as pool:
        while True:
            room = min(pool.free_places(), LOOK_AHEAD_PER_JOB * jobs - len(window))
            for item in islice(items, room):
                # half started, a worker would print its complaint among the results
                with hold_interrupts():
                    window.append((item, pool.submit(item)))
            if not window:
                return
            future = window[0][1]
            if future.done():
                assessment = future.result()
                window.popleft()
                yield assessment
            else:
                pool.wait_for_any()


def _assess_one_by_one(window: _Window, factory: CheckerFactory) -> Generator[Assessment, None, None]:
    """Yield assessments from a single worker, so that the item in hand when it dies is the one to blame."""
    from joblib.externals.loky import BrokenProcessPool

    while window:
        with _WorkerPool(factory, 1) as pool:
            while window:
                item, earlier = window.popleft()
                try:
                    future = earlier if earlier.exception() is None else pool.submit(item)
                    assessment = future.result()
                except BrokenProcessPool:
                    detail = f"The process that read this page died. {FAILURE_CODES['worker_died'][1]}"
                    yield _failed(replace(item, html=None, text=None), code="worker_died", detail=detail)
                    break
                yield assessment


class _WorkerPool:
    """Worker processes that each load a checker once and are stopped at once when the ``with`` block ends."""

    def __init__(self, factory: CheckerFactory, workers: int) -> None:
        from joblib.externals.loky import ProcessPoolExecutor

        self._places = IN_WORK_PER_JOB * workers
        self._in_work: set[Future[Assessment]] = set()
        self._executor = ProcessPoolExecutor(
            max_workers=workers, initializer=_start_worker, initargs=(factory,), env=_ONE_THREAD
        )

    def __enter__(self) -> _WorkerPool:
        return self

    def submit(self, item: InputItem) -> Future[Assessment]:
        """Return the future assessment; that of a pool with a dead worker has failed already."""
        from joblib.externals.loky import BrokenProcessPool

        future: Future[Assessment]
        try:
            with _deaf_workers():  # the first item starts them
                future = self._executor.submit(_assess_in_worker, item)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
        self._in_work.add(future)
        return future

    def free_places(self) -> int:
        self._in_work = {future for future in self._in_work if not future.done()}
        return self._places - len(self._in_work)

    def wait_for_any(self) -> None:
        wait(self._in_work, return_when=FIRST_COMPLETED)

    def __exit__(self, *error: object) -> None:
        while not all(future.running() or future.done() for future in self._in_work):
            time.sleep(0.001)  # until loky has passed on what it was given: see IN_WORK_PER_JOB
        # whoever stops early (Ctrl-C, a closed generator) does not wait for the pages in work
        self._executor.shutdown(wait=True, kill_workers=True)


@contextmanager
def _deaf_workers() -> Iterator[None]:
    """Start processes that never hear Ctrl-C, which reaches the whole group: this process ends them.

    To ignore it from ``_start_worker`` on would be too late: a worker may be half imported when it comes.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # loky starts it with the first worker, which would end the deafness
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_worker_factory: CheckerFactory | None = None


def _start_worker(factory: CheckerFactory) -> None:
    global _worker_factory
    _worker_factory = factory
    # the record carries the fault; a traceback of each worker on the terminal would only be in the way
    logging.getLogger().addHandler(logging.NullHandler())


@lru_cache(maxsize=1)
def _worker_checker() -> Checker:
    if _worker_factory is None:
        raise RuntimeError("a worker was not started by _start_worker")
    return _worker_factory()


def _assess_in_worker(item: InputItem) -> Assessment:
    return _assess(_worker_checker(), item)
