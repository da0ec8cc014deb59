"""What a site wants, read from its robots.txt and its answers: which pages may be fetched, how long to pause."""

from __future__ import annotations

import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Generator
from dataclasses import dataclass

from protego import Protego
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from hypecheck.errors import FetchError
from hypecheck.events import note_event
from hypecheck.fetch._exchange import Answer, Exchange
from hypecheck.fetch._targets import Target

__all__ = ["BUSY", "MAX_PAUSE_S", "MAX_REST_S", "ROBOTS_MAX_BYTES", "RobotsBook", "RobotsRules", "rest_asked_for_s"]

logger = logging.getLogger(__name__)

#: RFC 9309, 2.5: at least this much of a robots.txt is read; what comes after is not.
ROBOTS_MAX_BYTES = 500 * 1024

#: A site that asks for a longer pause, by Crawl-delay or Retry-After, is left alone instead of waited for:
#: at two minutes a page, a thousand pages of one shop already take a day and a half.
MAX_PAUSE_S = 120.0

#: A server in trouble that asks for a rest is given it, while others are asked: WordPress under maintenance wants
#: ten minutes. With longer ones, a host that never recovers would hold the end of a night's run up for hours.
MAX_REST_S = 900.0

#: Statuses by which a server asks to come back later (RFC 6585, 4; RFC 9110, 15.6.4).
BUSY = (429, 503)

_MAX_AGE_S = 24 * 3600.0  # RFC 9309, 2.4
_MAX_AGE_UNREACHABLE_S = 3600.0  # a server in trouble is asked again within the same night
_MAX_ORIGINS = 10_000  # rules kept, of
_MAX_KEPT_BYTES = 16 * 1024 * 1024  # robots.txt in all: parsed, a large one takes about twice its size

# No page could be had either, so this, and not robots.txt, is what stopped us.
_HOPELESS = ("dns", "refused", "tls", "private_address")


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsRules:
    """What one origin's robots.txt says to us.

    Without ``parsed`` there are no rules: everything is allowed or, when there is a ``refusal``, nothing.
    """

    agent: str
    expires_at: float
    parsed: Protego | None = None
    refusal: str | None = None
    size: int = 0  # bytes of the robots.txt

    @property
    def pause_s(self) -> float:
        """The longer of Crawl-delay and the pause that Request-rate comes to; 0 without either."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(self.agent)
        return max(self.parsed.crawl_delay(self.agent) or 0.0, rate.seconds / rate.requests if rate else 0.0)

    def check(self, target: Target) -> None:
        """Raise FetchError when the page may not be fetched: ``robots`` or ``robots_unreachable``."""
        if self.refusal is not None:
            raise FetchError(f"{target.url} is not fetched: {self.refusal}", code="robots_unreachable")
        if self.parsed is not None and not self.parsed.can_fetch(target.url, self.agent):
            raise FetchError(
                f"{target.url} is not fetched: the site's robots.txt does not allow it for {self.agent}.",
                code="robots",
            )
        if self.pause_s > MAX_PAUSE_S:
            raise FetchError(
                f"{target.url} is not fetched: the site's robots.txt asks for {self.pause_s:g} s between two "
                f"requests; at most {MAX_PAUSE_S:g} s are waited.",
                code="robots",
            )


class RobotsBook:
    """Reads each origin's robots.txt when first needed and remembers it for a day.

    ``get`` tells how a robots.txt is fetched, redirects followed: a story, as ``rules_for`` is one.
    """

    def __init__(
        self,
        get: Callable[[Target], Generator[Exchange, Answer, Answer]],
        *,
        user_agent: str,
        now: Callable[[], float],
    ) -> None:
        self._get = get
        self._now = now
        # Only the product token: with the whole header, "User-agent: pypi" would match our contact address.
        token = re.match(r"[A-Za-z_-]+", user_agent)
        self._agent = token.group() if token else "hypecheck"
        self._rules: OrderedDict[str, RobotsRules] = OrderedDict()
        self._kept_bytes = 0

    def rules_for(self, target: Target) -> Generator[Exchange, Answer, RobotsRules]:
        """Tell how the rules of the target's origin are got.

        Raises FetchError when the host cannot be reached at all (dns, refused, tls, private_address).
        """
        rules = self._rules.get(target.origin)
        if rules is None or rules.expires_at <= self._now():
            rules = yield from self._read(target.on_same_origin("/robots.txt"), asked_for=target)
            told = rules.refusal or f"{target.origin}/robots.txt asks for a pause of {rules.pause_s:g} s"
            note_event(logger, "robots", told, origin=target.origin, pause_s=rules.pause_s, refusal=rules.refusal)
            self._keep(target.origin, rules)
        self._rules.move_to_end(target.origin)
        return rules

    def _keep(self, origin: str, rules: RobotsRules) -> None:
        """Remember the rules, and forget those not asked for longest when there are too many."""
        earlier = self._rules.pop(origin, None)  # by now another story may have read them too
        self._kept_bytes += rules.size - (earlier.size if earlier else 0)
        self._rules[origin] = rules
        while len(self._rules) > 1 and (len(self._rules) > _MAX_ORIGINS or self._kept_bytes > _MAX_KEPT_BYTES):
            _, forgotten = self._rules.popitem(last=False)
            self._kept_bytes -= forgotten.size

    def _read(self, robots: Target, *, asked_for: Target) -> Generator[Exchange, Answer, RobotsRules]:
        """Read a robots.txt by RFC 9309, 2.3.1: unavailable allows everything, unreachable nothing."""
        try:
            answer = yield from self._get(robots)
        except FetchError as error:
            if error.code in _HOPELESS:
                raise _about(asked_for, robots, error) from error
            if error.code == "redirect_loop":
                return self._allowing()
            return self._refusing(f"{robots.url} could not be read ({error.code}).")
        if answer.status in (200, 204):  # 204: there is one, and it is empty
            return self._allowing(answer.body)
        # 429 says "too many requests", not "there is no robots.txt": trouble, as Google's crawler reads it
        if 400 <= answer.status < 500 and answer.status != 429:
            return self._allowing()
        return self._refusing(f"{robots.url} could not be read (status {answer.status}).")

    def _allowing(self, body: bytes = b"") -> RobotsRules:
        parsed = Protego.parse(body.decode("utf-8-sig", errors="replace")) if body else None
        return RobotsRules(agent=self._agent, expires_at=self._now() + _MAX_AGE_S, parsed=parsed, size=len(body))

    def _refusing(self, why: str) -> RobotsRules:
        return RobotsRules(agent=self._agent, expires_at=self._now() + _MAX_AGE_UNREACHABLE_S, refusal=why)


def rest_asked_for_s(answer: Answer) -> float:
    """Return how long a busy server asks to be left alone by Retry-After (seconds or a date); 0.0 where none does."""
    if answer.status not in BUSY:
        return 0.0
    try:
        return float(Retry().parse_retry_after(answer.headers.get("retry-after", "0")))
    except (InvalidHeader, OverflowError, ValueError):
        return 0.0


def _about(page: Target, robots: Target, error: FetchError) -> FetchError:
    """Return the error as one of the page: whoever asked for a page has not heard of a robots.txt."""
    told = str(error)
    if told.startswith(robots.url):
        told = page.url + told.removeprefix(robots.url)
    else:
        told = f"{page.url}: its robots.txt leads elsewhere. {told}"
    return FetchError(told, code=error.code, retriable=error.retriable)
