"""What a site wants: which pages may be fetched (robots.txt) and how long to pause between two requests."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from hypecheck.errors import FetchError
from hypecheck.fetch._targets import Target

__all__ = ["MAX_PAUSE_S", "ROBOTS_MAX_BYTES", "RobotsBook", "RobotsRules", "Turns"]

#: RFC 9309, 2.5: at least this much of a robots.txt is read; what comes after is not.
ROBOTS_MAX_BYTES = 500 * 1024

#: A site that asks for a longer pause, by Crawl-delay or Retry-After, is left alone instead of waited for:
#: at two minutes a page, a thousand pages of one shop already take a day and a half.
MAX_PAUSE_S = 120.0

_MAX_AGE_S = 24 * 3600.0  # RFC 9309, 2.4
_MAX_AGE_UNREACHABLE_S = 3600.0  # a server in trouble is asked again within the same night
_MAX_ORIGINS = 1_000  # rules kept; a large robots.txt takes about a megabyte once parsed

# No page could be had either, so this, and not robots.txt, is what stopped us.
_HOPELESS = ("dns", "refused", "tls", "private_address")


class Turns:
    """Keeps a pause between the end of one request to a host and the start of the next."""

    def __init__(self, *, now: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._now = now
        self._sleep = sleep
        self._ended_at: dict[str, float] = {}

    def wait(self, host: str, *, pause_s: float) -> None:
        """Sleep until ``pause_s`` after the last request to the host.

        Raises FetchError ``robots`` when that is too long to wait.
        """
        if host not in self._ended_at:
            return
        wait_s = self._ended_at[host] + pause_s - self._now()
        if wait_s > MAX_PAUSE_S:
            raise FetchError(
                f"The robots.txt of {host} asks for {pause_s:g} s between two requests; "
                f"at most {MAX_PAUSE_S:g} s are waited.",
                code="robots",
            )
        if wait_s > 0:
            self._sleep(wait_s)

    def end(self, host: str) -> None:
        """Note that a request to the host is over."""
        self._ended_at[host] = self._now()


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRules:
    """What one origin's robots.txt says to us.

    Without ``parsed`` there are no rules: everything is allowed or, when there is a ``refusal``, nothing.
    """

    agent: str
    expires_at: float
    parsed: Protego | None = None
    refusal: str | None = None

    @property
    def pause_s(self) -> float:
        """The longer of Crawl-delay and the pause that Request-rate comes to; 0 without either."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(self.agent)
        return max(self.parsed.crawl_delay(self.agent) or 0.0, rate.seconds / rate.requests if rate else 0.0)

    def check(self, target: Target) -> None:
        """Raise FetchError ``robots`` when the page may not be fetched."""
        if self.refusal is not None:
            raise FetchError(f"{target.url} is not fetched: {self.refusal}", code="robots")
        if self.parsed is not None and not self.parsed.can_fetch(target.url, self.agent):
            raise FetchError(
                f"{target.url} is not fetched: the site's robots.txt does not allow it for {self.agent}.",
                code="robots",
            )


class RobotsBook:
    """Reads each origin's robots.txt when first needed and remembers it for a day.

    ``get`` fetches a robots.txt through redirects and gives status and body, or raises FetchError.
    """

    def __init__(
        self, get: Callable[[Target], tuple[int, bytes]], *, user_agent: str, now: Callable[[], float]
    ) -> None:
        self._get = get
        self._now = now
        # Only the product token: with the whole header, "User-agent: pypi" would match our contact address.
        token = re.match(r"[A-Za-z_-]+", user_agent)
        self._agent = token.group() if token else "hypecheck"
        self._rules: OrderedDict[str, RobotsRules] = OrderedDict()

    def rules_for(self, target: Target) -> RobotsRules:
        """Return the rules of the target's origin.

        Raises FetchError when the host cannot be reached at all (dns, refused, tls, private_address).
        """
        rules = self._rules.get(target.origin)
        if rules is None or rules.expires_at <= self._now():
            rules = self._read(target.on_same_origin("/robots.txt"))
            self._rules[target.origin] = rules
        self._rules.move_to_end(target.origin)
        if len(self._rules) > _MAX_ORIGINS:
            self._rules.popitem(last=False)
        return rules

    def _read(self, robots: Target) -> RobotsRules:
        """Read a robots.txt by RFC 9309, 2.3.1: unavailable allows everything, unreachable nothing."""
        try:
            status, body = self._get(robots)
        except FetchError as error:
            if error.code in _HOPELESS:
                raise
            if error.code == "redirect_loop":
                return self._allowing()
            return self._refusing(f"{robots.url} could not be read ({error.code}).")
        if status == 200:
            return self._allowing(Protego.parse(body.decode("utf-8-sig", errors="replace")))
        # 429 says "too many requests", not "there is no robots.txt": trouble, as Google's crawler reads it
        if 400 <= status < 500 and status != 429:
            return self._allowing()
        return self._refusing(f"{robots.url} could not be read (status {status}).")

    def _allowing(self, parsed: Protego | None = None) -> RobotsRules:
        return RobotsRules(agent=self._agent, expires_at=self._now() + _MAX_AGE_S, parsed=parsed)

    def _refusing(self, why: str) -> RobotsRules:
        return RobotsRules(agent=self._agent, expires_at=self._now() + _MAX_AGE_UNREACHABLE_S, refusal=why)
