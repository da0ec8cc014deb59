"""A web of dictionaries: a transport that answers without a network, and a clock that nobody waits for."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager

from hypecheck.errors import FetchError
from hypecheck.fetch import Reply, Request
from hypecheck.fetch._targets import Resolve

PAGE = b"<html><body><p>Iron tablets can cause constipation.</p></body></html>"
HTML = {"content-type": "text/html; charset=utf-8"}


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.naps: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.time += seconds


def reply(status: int = 200, body: bytes = PAGE, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers=HTML | named, body=io.BytesIO(body))


def redirect(location: str, status: int = 301) -> Reply:
    return reply(status, location=location)


def fault(code: str, *, retriable: bool = False) -> FetchError:
    return FetchError(f"a fault made up for a test: {code}", code=code, retriable=retriable)


class Web:
    """A transport that answers from a dictionary: URL to an answer, or to a list, one for each try."""

    def __init__(self, answers: dict[str, object], *, clock: Clock | None = None, took_s: float = 0.0) -> None:
        self.answers = {url: iter(a) if isinstance(a, list) else itertools.repeat(a) for url, a in answers.items()}
        self.requests: list[Request] = []
        self.times: list[float] = []
        self.clock = clock or Clock()
        self.took_s = took_s

    @property
    def urls(self) -> list[str]:
        return [request.target.url for request in self.requests]

    @contextmanager
    def open(self, request: Request) -> Iterator[Reply]:
        self.requests.append(request)
        self.times.append(self.clock.now())
        self.clock.time += self.took_s
        url = request.target.url
        missing = itertools.repeat(reply(404) if url.endswith("/robots.txt") else fault("internal"))
        answer = next(self.answers.get(url, missing))
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Reply)
        if isinstance(answer.body, io.BytesIO):
            answer.body.seek(0)  # the same answer serves every try
        yield answer


def at(*addresses: str) -> Resolve:
    """Return a resolver that knows one answer."""

    def resolve(_host: str, _port: int) -> list[str]:
        return list(addresses)

    return resolve
