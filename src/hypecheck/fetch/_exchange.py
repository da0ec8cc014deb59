"""One GET that a story asks for goes in, the server's answer comes out: resolved, checked, sent and read.

This is the part of a fetch that blocks; it keeps nothing between two exchanges, so threads may share a Carrier.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hypecheck.config import Settings
from hypecheck.errors import FetchError
from hypecheck.fetch._targets import Resolve, Target, find_public, resolve_host
from hypecheck.fetch._wire import ACCEPT_ENCODING, HttpTransport, Reply, Request, Transport

__all__ = ["Answer", "Carrier", "Exchange", "TimeBudget", "read_at_most"]

logger = logging.getLogger(__name__)

_READ_BYTES = 64 * 1024


@dataclass(slots=True)
class TimeBudget:
    """Seconds a URL may still spend on the wire, redirects and retries together; polite pauses are free."""

    left_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One GET of ``target``: not before ``wait_s`` from now, nor ``pause_s`` after the last one to its host.

    ``read`` takes the body of a reply with status 200; that of any other stays unread. ``shared`` says that
    whoever asks for the same target meanwhile is served by the same answer (a robots.txt).
    """

    target: Target
    read: Callable[[Target, Reply], bytes]
    budget: TimeBudget
    pause_s: float
    wait_s: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: header names in lower case, the body only with status 200.

    ``is_unchanged`` says that a page is as it was when it was last read to the end.
    """

    target: Target
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    is_unchanged: bool = False


class Carrier:
    """Carries exchanges out, one at a time in each thread that calls it."""

    def __init__(
        self,
        settings: Settings,
        *,
        transport: Transport | None = None,
        resolve: Resolve | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._transport = transport or HttpTransport(settings)
        self._resolve = resolve or resolve_host
        self._now = now

    def carry(self, exchange: Exchange) -> Answer:
        """Return the answer. Raises FetchError with the code of what went wrong."""
        target = exchange.target
        addresses = self._find_addresses(target)
        logger.debug("GET %s at %s", target.url, ", ".join(addresses))
        request = Request(
            target=target,
            addresses=addresses,
            headers=self._headers(target) | dict(exchange.headers),
            time_limit_s=exchange.budget.left_s,
        )
        started = self._now()
        try:
            with self._transport.open(request) as reply:
                body = exchange.read(target, reply) if reply.status == 200 else b""
                return Answer(target=target, status=reply.status, headers=reply.headers, body=body)
        finally:
            exchange.budget.left_s -= self._now() - started

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


def read_at_most(reply: Reply, limit: int) -> bytes:
    """Return the first ``limit`` bytes of a body, or all of a shorter one."""
    body = bytearray()
    while len(body) < limit and (chunk := reply.body.read(min(_READ_BYTES, limit - len(body)))):
        body += chunk
    return bytes(body)
