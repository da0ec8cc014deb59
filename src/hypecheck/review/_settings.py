"""Everything that can be set about the web app, once, with its default."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ReviewSettings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSettings:
    """How the app is served and how long things last.

    ``hosts`` are the names it answers to, without a port; a request for another name is refused, so that no foreign
    name can be pointed at this machine (DNS rebinding). ``secure`` says that browsers reach it by https alone.
    """

    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "::1")
    secure: bool = False
    most_body_bytes: int = 1_000_000  # a decision with a full note and a hundred marks is under 50 KB
    most_api_body_bytes: int = 10_000_000  # a page that is sent to be assessed: what a fetch would take
    lease_s: float = 600  # a page is decided in half a minute; the script asks for more while one is being read
