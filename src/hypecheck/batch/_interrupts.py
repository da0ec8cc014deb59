"""Ctrl-C waits while something is done that must not stay half done, and never reaches the workers.

It can come between any two steps of the main thread. Raised inside one of Python's own locks (``Event.wait``,
``Future.done``) it may leave that lock taken for ever, and whoever then rings or joins hangs: so nothing here waits
in them.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue

__all__ = ["Bell", "deaf_workers", "hold_interrupts"]

# A signal that comes just before a thread falls asleep does not wake it: the sleep has to end by itself.
_LONGEST_SLEEP_S = 1.0


class Bell:
    """Wakes the one thread that waits for it; any thread may ring, and Ctrl-C leaves no lock behind."""

    def __init__(self) -> None:
        self._rings: SimpleQueue[None] = SimpleQueue()  # in C: a signal finds it before or after a call, not inside

    def ring(self) -> None:
        """End the wait that is under way, or else the next."""
        self._rings.put(None)

    def clear(self) -> None:
        """Forget what has been rung so far."""
        while not self._rings.empty():
            self._rings.get()

    def wait(self, timeout_s: float | None) -> None:
        """Sleep until it rings, ``timeout_s`` at most and never longer than a second: look again, and wait again."""
        limit_s = _LONGEST_SLEEP_S if timeout_s is None else min(timeout_s, _LONGEST_SLEEP_S)
        try:
            self._rings.get(timeout=limit_s)
        except Empty:
            return


@contextmanager
def hold_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait until the block is done, well or badly. Other threads than the main one never see it anyway."""
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


@contextmanager
def deaf_workers() -> Iterator[None]:
    """Start processes that never hear Ctrl-C, which reaches the whole group: this process ends them.

    To ignore it from the worker's first line on would be too late: it may be half imported when it comes.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing import resource_tracker

    from joblib.externals.loky.backend import resource_tracker as loky_tracker

    for tracker in (resource_tracker, loky_tracker):  # started with the first worker, they would end the deafness
        tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
