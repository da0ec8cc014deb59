"""The story of one fetch, told as a generator: it asks for exchanges one by one and ends with the page.

A story says what is to be asked of which server, in which order, how long to pause and what to make of the
answers (robots.txt, redirects, retries). It neither waits nor dials: its driver does, which sends each answer back
into it or throws the FetchError. ``Fetcher`` drives one story at a time, ``Scheduler`` drives hundreds.
"""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import replace
from typing import TypeAlias, TypeVar

from hypecheck.config import Settings
from hypecheck.errors import FetchError
from hypecheck.events import note_event
from hypecheck.fetch._cache import PageCache
from hypecheck.fetch._exchange import Answer, Exchange, TimeBudget, read_at_most
from hypecheck.fetch._politeness import BUSY, MAX_PAUSE_S, ROBOTS_MAX_BYTES, RobotsBook, rest_asked_for_s
from hypecheck.fetch._targets import Target, parse_target
from hypecheck.fetch._wire import Reply
from hypecheck.records import Page

__all__ = ["Stories", "Story"]

logger = logging.getLogger(__name__)

_T = TypeVar("_T")
Story: TypeAlias = Generator[Exchange, Answer, _T]

_REDIRECTS = (301, 302, 303, 307, 308)
_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
_FIRST_BACKOFF_S = 1.0


class Stories:
    """Tells the stories of a run, which share what is known of each site's robots.txt."""

    def __init__(self, settings: Settings, *, now: Callable[[], float], cache: PageCache | None = None) -> None:
        self._settings = settings
        self._cache = cache
        self._robots = RobotsBook(self._get_robots, user_agent=settings.user_agent, now=now)

    def fetch_page(self, url: str) -> Story[Page]:
        """Tell how the page at ``url`` is got, redirects followed.

        Raises FetchError with one of the codes that ``Fetcher.fetch`` lists.
        """
        budget = TimeBudget(self._settings.timeout_total_s)
        answer = yield from self._follow(parse_target(url), lambda target: self._get_page(target, budget))
        if answer.status != 200:
            raise _status_error(answer)
        return Page(
            html=answer.body,
            url=url,
            final_url=answer.target.url,
            content_type=answer.headers.get("content-type"),
            is_unchanged=answer.is_unchanged,
            headers=answer.headers,
        )

    def _follow(self, target: Target, get: Callable[[Target], Story[Answer]]) -> Story[Answer]:
        """Get a target and whatever it redirects to. Raises FetchError ``redirect_loop``."""
        seen = [target]
        while (answer := (yield from get(seen[-1]))).status in _REDIRECTS:
            seen.append(_redirect_target(answer))
            if seen[-1] in seen[:-1] or len(seen) > self._settings.max_redirects + 1:
                raise FetchError(
                    f"{target.url}: redirected {len(seen) - 1} times, at last to {seen[-1].url}; "
                    f"at most {self._settings.max_redirects} and never back.",
                    code="redirect_loop",
                )
        return answer

    def _get_page(self, target: Target, budget: TimeBudget) -> Story[Answer]:
        pause_s = self._settings.host_delay_s
        if self._settings.obey_robots:
            rules = yield from self._robots.rules_for(target)
            rules.check(target)
            pause_s = max(pause_s, rules.pause_s)
        exchange = Exchange(target=target, read=self._read_page, pause_s=pause_s, budget=budget)
        return (yield from self._get_if_changed(exchange))

    def _get_robots(self, robots: Target) -> Story[Answer]:
        budget = TimeBudget(self._settings.timeout_total_s)
        pause_s = self._settings.host_delay_s

        def get(hop: Target) -> Story[Answer]:
            exchange = Exchange(target=hop, read=_read_robots, pause_s=pause_s, budget=budget, shared=True)
            return self._get_if_changed(exchange)

        return (yield from self._follow(robots, get))

    def _get_if_changed(self, exchange: Exchange) -> Story[Answer]:
        """Get an answer from the cache where that is allowed, or ask whether the one kept there still holds."""
        if self._cache is None:
            return (yield from self._get(exchange))
        kept = self._cache.find(exchange.target)
        if kept is None:
            answer = yield from self._get(exchange)
            self._cache.keep(answer)
            return answer
        if kept.is_fresh:
            return replace(kept.answer, is_unchanged=kept.is_assessed)
        answer = yield from self._get(replace(exchange, headers=kept.questions))
        if answer.status == 304:
            return replace(self._cache.renew(kept, answer.headers), is_unchanged=kept.is_assessed)
        self._cache.keep(answer, before=kept)
        return replace(answer, is_unchanged=kept.is_assessed and kept.answer.body == answer.body)

    def _get(self, exchange: Exchange) -> Story[Answer]:
        """Ask for one exchange, and again, after a while, when the trouble is of the kind that passes."""
        tries = 0
        wait_s = 0.0
        while True:
            may_retry = tries < self._settings.max_retries
            backoff_s = _backoff_s(tries)
            try:
                answer = yield replace(exchange, wait_s=wait_s)
            except FetchError as error:
                if not (error.retriable and may_retry and exchange.budget.left_s > 0):
                    raise
                wait_s, trouble = backoff_s, error.code
            else:
                wait_s, trouble = max(backoff_s, rest_asked_for_s(answer)), f"status {answer.status}"
                if answer.status not in BUSY or not may_retry or wait_s > MAX_PAUSE_S:
                    return answer
            url = exchange.target.url
            sentence = f"{url}: {trouble}; trying again in {wait_s:.1f} s"
            note_event(logger, "retry", sentence, url=url, trouble=trouble, wait_s=round(wait_s, 3))
            tries += 1

    def _read_page(self, target: Target, reply: Reply) -> bytes:
        media_type = re.split("[;,]", reply.headers.get("content-type", ""))[0].strip().lower()
        if media_type and media_type not in _HTML_TYPES:  # without a type, `clean` judges by the content
            raise FetchError(f"{target.url}: got {media_type!r}; expected a web page.", code="not_html")
        limit = self._settings.max_html_bytes
        body = read_at_most(reply, limit + 1)
        if len(body) > limit:
            raise FetchError(f"{target.url}: more than the limit of {limit:,} bytes.", code="too_large")
        return body


def _read_robots(_robots: Target, reply: Reply) -> bytes:
    return read_at_most(reply, ROBOTS_MAX_BYTES)


def _redirect_target(answer: Answer) -> Target:
    location = answer.headers.get("location")
    if location is None:
        raise FetchError(
            f"{answer.target.url}: status {answer.status} redirects to nowhere; it has no Location.",
            code="bad_response",
        )
    with suppress(UnicodeError):  # http.client reads headers as latin-1; servers mostly write UTF-8
        location = location.encode("latin-1").decode("utf-8")
    try:
        return answer.target.join(location)
    except (FetchError, ValueError) as error:
        raise FetchError(
            f"{answer.target.url}: redirects to {location!r}, which is no web address.", code="bad_response"
        ) from error


def _status_error(answer: Answer) -> FetchError:
    kinds = {4: "http_4xx", 5: "http_5xx"}
    return FetchError(
        f"{answer.target.url}: the server answers with status {answer.status}; expected 200 and a page.",
        code=kinds.get(answer.status // 100, "bad_response"),
        retriable=answer.status in BUSY,
    )


def _backoff_s(tries: int) -> float:
    """Return 1, 2, 4, ... seconds, each give or take half, so that stumbling clients do not march in step."""
    return _FIRST_BACKOFF_S * 2.0**tries * random.uniform(0.5, 1.5)  # noqa: S311  # no secret hangs on it
