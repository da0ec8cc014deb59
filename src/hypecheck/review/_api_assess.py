"""A text, a page's HTML or an address goes in, its assessment comes out, by the model that is in use."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hypecheck.config import Settings
from hypecheck.errors import HypecheckError
from hypecheck.records import Assessment, InputItem, Page
from hypecheck.store import OfferedModel, Store

if TYPE_CHECKING:
    from hypecheck.pipeline import Checker

__all__ = ["Assessor", "BusyError"]

#: One page is read at a time, in 0.2 s; whoever would be behind so many others is told to come back.
_MOST_WAITING = 8
#: Servers waited for at once: a slow one holds up nobody who sends a text.
_MOST_FETCHES = 4
#: Somebody waits for the answer: no second attempts, and less patience than in a scan.
_HASTE = {"max_retries": 0, "timeout_total_s": 20.0, "timeout_read_s": 10.0, "host_delay_s": 0.0}

MakeChecker = Callable[[Settings, OfferedModel | None], "Checker"]


class BusyError(HypecheckError):
    """Raise when too many pages are being assessed already."""

    stage = "review"


def load_checker(settings: Settings, model: OfferedModel | None) -> Checker:
    """Return a checker with the model that came with hypecheck, or the one that was put to use."""
    from hypecheck.pipeline import load

    if model is None:
        return load(settings=settings)
    return load(Path(model.folder), settings=settings, sha256=model.sha256)


class Assessor:
    """Assesses what is sent, with the model that the store says is in use; safe for threads.

    ``settings`` say what may be fetched, as in a scan: private addresses only where ``allow_private`` is set.
    """

    def __init__(self, store: Store, *, settings: Settings | None = None, make: MakeChecker = load_checker) -> None:
        self.settings = replace(settings or Settings(), **_HASTE)  # type: ignore[arg-type]  # each is a field
        self._store = store
        self._make = make
        self._checker: tuple[int | None, Checker] | None = None
        self._reading = threading.Lock()
        self._room = threading.BoundedSemaphore(_MOST_WAITING)
        self._fetches = threading.BoundedSemaphore(_MOST_FETCHES)

    def assess_text(self, text: str, *, title: str | None, url: str | None) -> Assessment:
        """Assess an article's text."""
        with self._turn() as checker:
            return checker.assess_text(text, title=title, url=url, id=url or "text")

    def assess_html(self, html: str, *, url: str | None) -> Assessment:
        """Assess a page."""
        with self._turn() as checker:
            return checker.assess_html(html, url=url, id=url or "html")

    def assess_url(self, url: str) -> Assessment:
        """Fetch a page and assess it. Raises ``FetchError``, as ``hypecheck.fetch`` does."""
        page = self._fetch(url)
        with self._turn() as checker:
            return checker.assess_page(InputItem(id=url, source="url", url=url), page)

    def _fetch(self, url: str) -> Page:
        from hypecheck.fetch import Fetcher

        if not self._fetches.acquire(blocking=False):
            raise BusyError("Other pages are being fetched; try again in a moment.", code="busy")
        try:
            return Fetcher(self.settings).fetch(url)
        finally:
            self._fetches.release()

    @contextmanager
    def _turn(self) -> Iterator[Checker]:
        if not self._room.acquire(blocking=False):
            raise BusyError("Other pages are being assessed; try again in a moment.", code="busy")
        try:
            with self._reading:
                yield self._current()
        finally:
            self._room.release()

    def _current(self) -> Checker:
        """Return the checker of the model in use, loaded anew after a switch."""
        model = self._store.model_in_use()
        known = None if model is None else model.id
        if self._checker is None or self._checker[0] != known:
            self._checker = (known, self._make(self.settings, model))
        return self._checker[1]
