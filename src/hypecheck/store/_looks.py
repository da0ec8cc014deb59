"""Keys that are asked for at one moment go in; what is found of them in one look comes out.

A thread and a transaction for each of fifty requests took longer than all that the requests were about.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

__all__ = ["Looks"]

FoundT = TypeVar("FoundT")


class Looks(Generic[FoundT]):
    """Asks for event loops, on one thread of its own. ``look`` takes keys and returns what there is of them."""

    def __init__(self, look: Callable[[Sequence[str]], Mapping[str, FoundT]]) -> None:
        self._look = look
        self._asked: list[tuple[str, Future[FoundT | None]]] = []
        self._asking = threading.Lock()
        self._looker = ThreadPoolExecutor(1, thread_name_prefix="hypecheck-looks")

    async def find(self, key: str) -> FoundT | None:
        """Return what there is of a key, as it was after this was called; None for nothing."""
        found: Future[FoundT | None] = Future()
        with self._asking:
            self._asked.append((key, found))
            is_first = len(self._asked) == 1
        if is_first:
            self._looker.submit(self._answer)
        return await asyncio.wrap_future(found)

    def close(self) -> None:
        """Answer what was asked, and no more."""
        self._looker.shutdown()

    def _answer(self) -> None:
        with self._asking:
            some, self._asked = self._asked, []
        waiting = [(key, found) for key, found in some if found.set_running_or_notify_cancel()]
        if not waiting:
            return
        try:
            there = self._look([key for key, _ in waiting])
        except BaseException as error:
            for _, found in waiting:
                found.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for key, found in waiting:
            found.set_result(there.get(key))
