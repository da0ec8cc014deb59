"""Requests go in by who sends them; those that come too fast are told how long to wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Allowance"]

#: Names that were not heard of for long are forgotten when there are more than this.
_MOST_NAMES = 10_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Allowance:
    """A bucket of ``per_minute`` requests for each name, which fills again all the time; safe for threads."""

    def __init__(self, per_minute: float, *, now: Callable[[], float] = time.monotonic) -> None:
        self._most = per_minute
        self._now = now
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, name: str) -> float:
        """Take one request; return 0, or how many seconds to wait when there is none left."""
        per_second = self._most / 60
        with self._lock:
            moment = self._now()
            bucket = self._buckets.setdefault(name, _Bucket(self._most, moment))
            bucket.left = min(self._most, bucket.left + (moment - bucket.at) * per_second)
            bucket.at = moment
            if bucket.left < 1:
                return (1 - bucket.left) / per_second
            bucket.left -= 1
            if len(self._buckets) > _MOST_NAMES:
                self._forget(moment)
            return 0.0

    def _forget(self, moment: float) -> None:
        """Forget full buckets: a new one is the same."""
        for name, bucket in list(self._buckets.items()):
            if bucket.left + (moment - bucket.at) * self._most / 60 >= self._most:
                del self._buckets[name]
