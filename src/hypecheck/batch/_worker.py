"""A page goes to a process of its own; its stored record comes back, or the news that the process is gone.

The process has one page in hand, so the page that kills it, or holds it past the time limit, is known for certain.
It is started by loky, which needs no ``if __name__ == "__main__"`` in the caller's script and takes closures. Of
loky's executor nothing is used: its manager thread ends a worker by running ``pgrep`` and is joined without a time
limit when Python exits. Where ``pgrep`` is missing (the slim images of Python) or cannot be forked, that is for ever
(3.6). Here nobody waits for anybody without a limit, and the one thread for each process is never joined.
A process that not even SIGKILL ends (a dead network disk) is all that can still hold Python's exit up.
"""

from __future__ import annotations

import faulthandler
import gc
import logging
import os
import pickle
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from hypecheck.batch._interrupts import deaf_workers
from hypecheck.batch._records import Stored, store, store_failure, without_content
from hypecheck.errors import FAILURE_CODES, HypecheckError
from hypecheck.records import Failure, InputItem, Page

if TYPE_CHECKING:
    from hypecheck.pipeline import Checker

    CheckerFactory = Callable[[], Checker]

__all__ = ["Worker", "assess_and_store"]

logger = logging.getLogger(__name__)

# One page is assessed by one worker; more threads than workers only get in each other's way.
_THREAD_COUNTS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_ONE_THREAD = dict.fromkeys(_THREAD_COUNTS, "1")

# The model is loaded in 2 to 6 s; a machine that swaps takes minutes. After this it will not come to anything.
_LOADING_LIMIT_S = 300.0
# A process that was killed is gone in milliseconds, unless the system itself holds it (a dead network disk).
_DYING_S = 5.0
_PARENT_CHECK_S = 0.5
_GRACE_S = 5.0
_NOWHERE = Path(os.devnull)


def assess_and_store(checker: Checker, item: InputItem, page: Page | None) -> Stored:
    """Return the stored record of an item, or of the page fetched for it, whatever happens."""
    try:
        done = checker.assess_item(item) if page is None else checker.assess_page(item, page)
        return store(replace(done, input=without_content(item)))
    except Exception as error:  # a batch never stops for one page; the traceback goes to the log
        logger.exception("fault while assessing %s", item.id)
        detail = f"{type(error).__name__}: {error}. {FAILURE_CODES['internal'][1]}"
        return store_failure(item, Failure(stage="batch", code="internal", detail=detail))


class Worker:
    """One process, and the page it has in hand. ``wake`` is called, in another thread, when there is news."""

    def __init__(self, factory: CheckerFactory, *, limit_s: float, wake: Callable[[], None]) -> None:
        from joblib.externals.loky.backend.context import get_context
        from joblib.externals.loky.backend.reduction import dumps

        self._limit_s = limit_s
        self._wake = wake
        self._orders: SimpleQueue[bytes | None] = SimpleQueue()
        self._answers: SimpleQueue[bytes | None] = SimpleQueue()  # None: the process is gone
        self.in_hand: tuple[int, InputItem] | None = None
        self._is_loading = True
        self._since = time.monotonic()  # the page, or the loading, was begun
        context = get_context("loky")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, limit_s, os.getpid()), daemon=True, env=_ONE_THREAD
        )
        try:
            with deaf_workers():
                self._process.start()
        except OSError as error:
            reason = error.strerror or str(error)
            raise HypecheckError(f"No worker process can be started: {reason}. Try fewer --jobs.") from error
        theirs.close()  # theirs alone now: it breaks with the process
        self._orders.put(bytes(dumps(factory)))
        threading.Thread(target=self._carry, name=f"worker-{self._process.pid}", daemon=True).start()

    @property
    def is_idle(self) -> bool:
        """Whether a page may be given to it."""
        return self.in_hand is None and not self._is_loading

    def has_failed_idly(self) -> bool:
        """Say whether it is of no use, though no page is to blame. Raises what kept the checker from being loaded."""
        if not self._is_loading:
            return not self._process.is_alive()  # killed from outside while it had nothing to do
        if self._answers.empty():
            return self.seconds_left() <= 0
        answer = self._answers.get()
        if answer is None:
            return True
        fault = pickle.loads(answer)  # noqa: S301  # from our own process
        if fault is not None:
            raise fault
        self._is_loading = False
        return False

    def take(self, seq: int, item: InputItem, page: Page | None) -> None:
        """Begin with a page."""
        self.in_hand, self._since = (seq, without_content(item)), time.monotonic()
        self._orders.put(pickle.dumps((item, page)))

    def result(self) -> Stored | Failure | None:
        """Return what became of the page in hand: None while it is being read. After a Failure, stop it."""
        if not self._answers.empty():
            answer = self._answers.get()
            if answer is None:
                detail = f"The process that read this page died. {FAILURE_CODES['worker_died'][1]}"
                return Failure(stage="batch", code="worker_died", detail=detail)
            self.in_hand = None
            stored: Stored = pickle.loads(answer)  # noqa: S301  # from our own process
            return stored
        if self.seconds_left() > 0:
            return None
        detail = f"Reading the page took more than {self._limit_s:g} s. {FAILURE_CODES['page_timeout'][1]}"
        return Failure(stage="batch", code="page_timeout", detail=detail)

    def seconds_left(self) -> float:
        """Return how long it may still take for what it is doing; what is idle may take for ever."""
        if self.is_idle:
            return float("inf")
        return self._since + (_LOADING_LIMIT_S if self._is_loading else self._limit_s) - time.monotonic()

    def kill(self) -> None:
        """End the process in the middle of what it does."""
        self._orders.put(None)
        if self._process.is_alive():  # else the number may be another's by now
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, getattr(signal, "SIGKILL", signal.SIGTERM))

    def bury(self) -> None:
        """Wait for the process that was killed, so that the system can forget it."""
        self._process.join(_DYING_S)

    def _carry(self) -> None:
        """Pass orders on one by one, and what comes back: writing and reading may block, and the process may die."""
        with self._pipe as pipe:
            try:
                while (order := self._orders.get()) is not None:
                    pipe.send_bytes(order)
                    del order  # a page may have 20 MB, and the next may be long in coming
                    self._answers.put(pipe.recv_bytes())
                    self._wake()
            except (OSError, EOFError):
                self._answers.put(None)
                self._wake()


# in the process


def _serve(pipe: Connection, limit_s: float, parent: int) -> None:
    """Load a checker, say so, and read pages until there are no more."""
    threading.Thread(target=_end_with_parent, args=(parent,), daemon=True).start()
    # the record carries the fault; a traceback of each worker on the terminal would only be in the way
    logging.getLogger().addHandler(logging.NullHandler())
    with suppress(EOFError, OSError):  # the parent has gone away
        try:
            checker = pickle.loads(pipe.recv_bytes())()  # noqa: S301  # from our own process
        except Exception as error:
            pipe.send_bytes(_pack_fault(error))
            return
        gc.collect()
        gc.freeze()  # models and lexicons stay: to look them through again now and then cost a page 0.7 ms
        pipe.send_bytes(pickle.dumps(None))
        while True:
            item, page = pickle.loads(pipe.recv_bytes())  # noqa: S301  # from our own process
            pipe.send_bytes(pickle.dumps(_assess_in_time(checker, item, page, limit_s)))


def _assess_in_time(checker: Checker, item: InputItem, page: Page | None, limit_s: float) -> Stored:
    # Who waits for this page ends this process when its time is up, unless it has been killed itself; then a
    # loop in C would run for ever. This watch needs neither the parent nor Python's lock.
    with _NOWHERE.open("w") as nowhere:
        faulthandler.dump_traceback_later(limit_s + _GRACE_S, exit=True, file=nowhere)
        try:
            return assess_and_store(checker, item, page)
        finally:
            faulthandler.cancel_dump_traceback_later()


def _pack_fault(error: Exception) -> bytes:
    """Return a fault as bytes, with where it happened; one that cannot be packed as one of ours in its words."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        packed = pickle.dumps(error)
        pickle.loads(packed)  # noqa: S301  # what we have just packed: some faults cannot be made again
    except Exception:  # whatever an exception's own code does
        return pickle.dumps(HypecheckError(f"{type(error).__name__}: {error}"))
    return packed


def _end_with_parent(parent: int) -> None:
    """End this process when its parent is gone: killed, it could not say so."""
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_S)
    os._exit(1)
