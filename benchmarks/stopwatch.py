"""A piece of work goes in; how long it took comes out, for the benchmarks that compare two."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["time_ms"]


def time_ms(work: Callable[[], object]) -> float:
    """Return how many milliseconds a piece of work takes, once."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
