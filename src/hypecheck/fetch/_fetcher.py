"""The story of one fetch: ask robots.txt, check the address, wait our turn, read, retry, follow redirects."""

from __future__ import annotations

import logging
import random
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from hypecheck.config import Settings
from hypecheck.errors import FetchError
from hypecheck.fetch._politeness import MAX_PAUSE_S, ROBOTS_MAX_BYTES, RobotsBook, Turns
from hypecheck.fetch._targets import Resolve, Target, find_public, parse_target, resolve_host
from hypecheck.fetch._wire import ACCEPT_ENCODING, HttpTransport, Reply, Request, Transport
from hypecheck.records import Page

__all__ = ["Fetcher"]

logger = logging.getLogger(__name__)

_REDIRECTS = (301, 302, 303, 307, 308)
_BUSY = (429, 503)  # the server asks to come back
_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
_READ_BYTES = 64 * 1024
_FIRST_BACKOFF_S = 1.0


class Fetcher:
    """Fetches pages one after the other, politely and safely; keep one for a whole run, one to a thread.

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
        self._settings = settings
        self._transport = transport or HttpTransport(settings)
        self._now = now
        self._sleep = sleep
        self._resolve = resolve or resolve_host
        self._turns = Turns(now=now, sleep=sleep)
        self._robots = RobotsBook(self._get_robots, user_agent=settings.user_agent, now=now)

    def fetch(self, url: str) -> Page:
        """Return the page at ``url``, redirects followed.

        Raises FetchError with one of the codes bad_url, dns, refused, connection, timeout, tls, http_4xx,
        http_5xx, robots, too_large, redirect_loop, private_address, bad_response, not_html.
        """
        budget = _TimeBudget(self._settings.timeout_total_s)
        answer = self._follow(parse_target(url), lambda target: self._get_page(target, budget))
        if answer.status != 200:
            raise _status_error(answer)
        return Page(
            html=answer.body,
            url=url,
            final_url=answer.target.url,
            content_type=answer.headers.get("content-type"),
        )

    def _follow(self, target: Target, get: Callable[[Target], _Answer]) -> _Answer:
        """Get a target and whatever it redirects to. Raises FetchError ``redirect_loop``."""
        seen = [target]
        while (answer := get(seen[-1])).status in _REDIRECTS:
            seen.append(_redirect_target(answer))
            if seen[-1] in seen[:-1] or len(seen) > self._settings.max_redirects + 1:
                raise FetchError(
                    f"{target.url}: redirected {len(seen) - 1} times, at last to {seen[-1].url}; "
                    f"at most {self._settings.max_redirects} and never back.",
                    code="redirect_loop",
                )
        return answer

    def _get_page(self, target: Target, budget: _TimeBudget) -> _Answer:
        pause_s = self._settings.host_delay_s
        if self._settings.obey_robots:
            rules = self._robots.rules_for(target)
            rules.check(target)
            pause_s = max(pause_s, rules.pause_s)
        return self._get(target, self._read_page, pause_s=pause_s, budget=budget)

    def _get_robots(self, robots: Target) -> tuple[int, bytes]:
        budget = _TimeBudget(self._settings.timeout_total_s)
        pause_s = self._settings.host_delay_s
        answer = self._follow(robots, lambda hop: self._get(hop, _read_robots, pause_s=pause_s, budget=budget))
        return answer.status, answer.body

    def _get(
        self, target: Target, read: Callable[[Target, Reply], bytes], *, pause_s: float, budget: _TimeBudget
    ) -> _Answer:
        """Send one GET, and again, after a while, when the trouble is of the kind that passes."""
        tries = 0
        while True:
            wait_s = _backoff_s(tries)
            may_retry = tries < self._settings.max_retries
            try:
                answer = self._try(target, read, pause_s=pause_s, budget=budget)
            except FetchError as error:
                if not (error.retriable and may_retry and budget.left_s > 0):
                    raise
                trouble = error.code
            else:
                wait_s = max(wait_s, _retry_after_s(answer.headers))
                if answer.status not in _BUSY or not may_retry or wait_s > MAX_PAUSE_S:
                    return answer
                trouble = f"status {answer.status}"
            logger.info("%s: %s; trying again in %.1f s", target.url, trouble, wait_s)
            self._sleep(wait_s)
            tries += 1

    def _try(
        self, target: Target, read: Callable[[Target, Reply], bytes], *, pause_s: float, budget: _TimeBudget
    ) -> _Answer:
        addresses = self._find_addresses(target)
        self._turns.wait(target.host, pause_s=pause_s)
        logger.debug("GET %s at %s", target.url, ", ".join(addresses))
        request = Request(target=target, addresses=addresses, headers=self._headers(target), time_limit_s=budget.left_s)
        started = self._now()
        try:
            with self._transport.open(request) as reply:
                body = read(target, reply) if reply.status == 200 else b""
                return _Answer(target=target, status=reply.status, headers=reply.headers, body=body)
        finally:
            budget.left_s -= self._now() - started
            self._turns.end(target.host)

    def _find_addresses(self, target: Target) -> tuple[str, ...]:
        """Resolve the host once; what is returned is what gets connected to."""
        try:
            found = self._resolve(target.host, target.port)
        except (OSError, UnicodeError) as error:  # UnicodeError: a label longer than DNS can hold
            raise FetchError(f"{target.url}: the host name does not resolve ({error}).", code="dns") from error
        allowed = found if self._settings.allow_private else find_public(found)
        if not allowed:
            raise FetchError(
                f"{target.url} is not fetched: {target.host} is at {', '.join(found) or 'no address'}, "
                "which is not on the public internet.",
                code="private_address" if found else "dns",
            )
        return tuple(allowed)

    def _headers(self, target: Target) -> dict[str, str]:
        return {
            "Host": target.authority,
            "User-Agent": self._settings.user_agent,
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
            "Accept-Encoding": ACCEPT_ENCODING,
            "Accept-Language": "en",
            "Connection": "close",
        }

    def _read_page(self, target: Target, reply: Reply) -> bytes:
        media_type = re.split("[;,]", reply.headers.get("content-type", ""))[0].strip().lower()
        if media_type and media_type not in _HTML_TYPES:  # without a type, `clean` judges by the content
            raise FetchError(f"{target.url}: got {media_type!r}; expected a web page.", code="not_html")
        limit = self._settings.max_html_bytes
        body = _read_at_most(reply, limit + 1)
        if len(body) > limit:
            raise FetchError(f"{target.url}: more than the limit of {limit:,} bytes.", code="too_large")
        return body


@dataclass(slots=True)
class _TimeBudget:
    """Seconds a URL may still spend on the wire, redirects and retries together; polite pauses are free."""

    left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    target: Target
    status: int
    headers: Mapping[str, str]
    body: bytes


def _read_robots(_robots: Target, reply: Reply) -> bytes:
    return _read_at_most(reply, ROBOTS_MAX_BYTES)


def _read_at_most(reply: Reply, limit: int) -> bytes:
    body = bytearray()
    while len(body) < limit and (chunk := reply.body.read(min(_READ_BYTES, limit - len(body)))):
        body += chunk
    return bytes(body)


def _redirect_target(answer: _Answer) -> Target:
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


def _status_error(answer: _Answer) -> FetchError:
    kinds = {4: "http_4xx", 5: "http_5xx"}
    return FetchError(
        f"{answer.target.url}: the server answers with status {answer.status}; expected 200 and a page.",
        code=kinds.get(answer.status // 100, "bad_response"),
        retriable=answer.status in _BUSY,
    )


def _backoff_s(tries: int) -> float:
    """Return 1, 2, 4, ... seconds, each give or take half, so that stumbling clients do not march in step."""
    return _FIRST_BACKOFF_S * 2.0**tries * random.uniform(0.5, 1.5)  # noqa: S311  # no secret hangs on it


def _retry_after_s(headers: Mapping[str, str]) -> float:
    """Read Retry-After (seconds or a date); 0 when absent or unreadable."""
    try:
        return float(Retry().parse_retry_after(headers.get("retry-after", "0")))
    except (InvalidHeader, OverflowError, ValueError):
        return 0.0
