"""Ctrl-C waits while something is done that must not stay half done, and never reaches the workers."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["deaf_workers", "hold_interrupts"]


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


@contextmanager
def deaf_workers() -> Iterator[None]:
    """Start processes that never hear Ctrl-C, which reaches the whole group: this process ends them.

    To ignore it from the worker's first line on would be too late: it may be half imported when it comes.
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
