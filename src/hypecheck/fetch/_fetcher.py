"""A URL goes in and its page comes out: drives one story at a time, in the calling thread."""

from __future__ import annotations

import time
from collections.abc import Callable

from hypecheck.config import Settings
from hypecheck.errors import FetchError
from hypecheck.fetch._exchange import Answer, Carrier, Exchange
from hypecheck.fetch._politeness import MAX_PAUSE_S, rest_asked_for_s
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
        self._free_at: dict[str, float] = {}  # by host that asked for a rest

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
            free_at = max(self._ended_at[host] + exchange.pause_s, self._free_at.pop(host, 0.0))
            wait_s = max(wait_s, free_at - self._now())
        if wait_s > 0:
            self._sleep(wait_s)
        try:
            answer = self._carrier.carry(exchange)
        finally:
            self._ended_at[host] = self._now()
        if rest_s := rest_asked_for_s(answer):
            # whoever asks for one page waits for it: a longer rest is not granted whole
            self._free_at[host] = self._ended_at[host] + min(rest_s, MAX_PAUSE_S)
        return answer
