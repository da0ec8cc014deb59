"""A URL goes in and its page comes out: drives one story at a time, in the calling thread."""

from __future__ import annotations

import time
from collections.abc import Callable

from hypecheck.config import Settings
from hypecheck.errors import FetchError
from hypecheck.fetch._exchange import Answer, Carrier, Exchange
from hypecheck.fetch._stories import Stories
from hypecheck.fetch._targets import Resolve
from hypecheck.fetch._wire import Transport
from hypecheck.records import Page

__all__ = ["Fetcher"]


class Fetcher:
    """Fetches pages one after the other, politely and safely; for many at once there is ``Scheduler``.

    Politeness (robots.txt, the pause a host is given) is remembered in the instance: two instances that visit
    one host do not know of each other.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        transport: Transport | None = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Resolve | None = None,
    ) -> None:
        self._now = now
        self._sleep = sleep
        self._stories = Stories(settings, now=now)
        self._carrier = Carrier(settings, transport=transport, resolve=resolve, now=now)
        self._ended_at: dict[str, float] = {}  # by host

    def fetch(self, url: str) -> Page:
        """Return the page at ``url``, redirects followed.

        Raises FetchError with one of the codes bad_url, dns, refused, connection, timeout, tls, http_4xx,
        http_5xx, robots, robots_unreachable, too_large, redirect_loop, private_address, bad_response, not_html.
        """
        story = self._stories.fetch_page(url)
        try:
            exchange = next(story)
            while True:
                try:
                    answer = self._carry(exchange)
                except FetchError as error:
                    exchange = story.throw(error)
                else:
                    exchange = story.send(answer)
        except StopIteration as end:
            page: Page = end.value
            return page

    def _carry(self, exchange: Exchange) -> Answer:
        host = exchange.target.host
        wait_s = exchange.wait_s
        if host in self._ended_at:
            wait_s = max(wait_s, self._ended_at[host] + exchange.pause_s - self._now())
        if wait_s > 0:
            self._sleep(wait_s)
        try:
            return self._carrier.carry(exchange)
        finally:
            self._ended_at[host] = self._now()
