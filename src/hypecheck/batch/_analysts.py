"""Pages go in, stored assessments come out: read in this process, or in others that may crash or hang."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from hypecheck.batch._interrupts import hold_interrupts
from hypecheck.batch._records import Stored, store_failure
from hypecheck.batch._worker import Worker, assess_and_store
from hypecheck.config import Settings
from hypecheck.errors import HypecheckError
from hypecheck.events import note_event
from hypecheck.records import Failure, InputItem, Page

if TYPE_CHECKING:
    from hypecheck.pipeline import Checker

    CheckerFactory = Callable[[], Checker]

__all__ = ["Analyst", "Here", "Workers"]

logger = logging.getLogger(__name__)

# A worker that dies while it loads the model has no page to blame; after so many in a row it is the machine.
_MAX_FALSE_STARTS = 3


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
        self._done.append((seq, assess_and_store(checker, item, page)))

    def collect(self) -> list[tuple[int, Stored]]:
        done, self._done = self._done, []
        return done

    def seconds_to_next(self) -> float | None:
        return 0.0 if self._done else None

    def close(self) -> None:
        self._checker = None


class Workers:
    """Assesses in worker processes that each load a checker once. ``wake`` is called when a page is done.

    Each has one page in hand: the others never notice when it dies or hangs.
    """

    def __init__(self, factory: CheckerFactory, *, settings: Settings, jobs: int, wake: Callable[[], None]) -> None:
        self._factory = factory
        self._limit_s = settings.page_time_limit_s
        self._jobs = jobs
        self._wake = wake
        self._workers: list[Worker] = []
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
                if worker.has_failed_idly():  # raises what kept the checker from being loaded
                    note_event(
                        logger, "worker_replaced", "a worker process ended without a page in hand; another starts"
                    )
                    self._count_false_start()
                    self._replace(place)
                continue
            seq, item = worker.in_hand
            result = worker.result()
            if isinstance(result, Failure):
                note_event(logger, result.code, f"{item.id}: {result.detail}", id=item.id)
                self._replace(place)
                done.append((seq, store_failure(item, result)))
            elif result is not None:
                self._false_starts = 0
                done.append((seq, result))
        return done

    def seconds_to_next(self) -> float | None:
        left = [worker.seconds_left() for worker in self._workers if not worker.is_idle]
        return max(0.0, min(left)) if left else None

    def close(self) -> None:
        with hold_interrupts():
            for worker in self._workers:
                worker.kill()
            for worker in self._workers:
                worker.bury()
            self._workers.clear()

    def _replace(self, place: int) -> None:
        with hold_interrupts():
            self._workers[place].kill()
            self._workers[place].bury()
            self._workers[place] = self._new_worker()

    def _new_worker(self) -> Worker:
        return Worker(self._factory, limit_s=self._limit_s, wake=self._wake)

    def _count_false_start(self) -> None:
        self._false_starts += 1
        if self._false_starts >= _MAX_FALSE_STARTS:
            raise HypecheckError(
                f"{self._false_starts} worker processes in a row died while loading the model. "
                "Is there memory for them? Try fewer --jobs.",
                code="worker_died",
            )
