"""Simulated moderators: each a thread with a connection of its own, who lease pages and decide on them over HTTP."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI

from hypecheck.store import Store

__all__ = ["Moderator", "running_app", "work_at_once"]


@contextmanager
def running_app(app: FastAPI) -> Iterator[int]:
    """Serve an app from a thread of this process and give its port."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, access_log=False, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        for _ in range(600):
            if server.started:
                break
            if not thread.is_alive():
                raise RuntimeError("the server ended when it was started")
            time.sleep(0.05)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(30)


@dataclass
class Moderator:
    """One of them. ``sent`` are (request id, page, decision, review) as answered; ``spent_s`` each decision's time."""

    name: str
    port: int
    session: str
    sent: list[tuple[str, int, str, int]] = field(default_factory=list)
    spent_s: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._csrf = self._ask("GET", "/session")["csrf"]

    @classmethod
    def sign_in(cls, store: Store, name: str, port: int) -> Moderator:
        """Return somebody with a session; passwords are tested elsewhere."""
        return cls(name=name, port=port, session=store.accounts.start_session(name).token)

    def lease(self, *, count: int = 1, query: str = "") -> list[int]:
        """Return the next pages of a queue that are nobody else's."""
        pages: list[int] = self._ask("POST", "/leases/next", {"query": query, "count": count})["pages"]
        return pages

    def decide(self, page: int, decision: str, *, number: int, assessment: int | None = None) -> int:
        """Decide on a page; every third decision is sent twice, as after a lost connection. Return the review."""
        request = f"{self.name} {page} {number}"
        body = {"request_id": request, "assessment_id": assessment or page, "decision": decision, "spent_s": 1.0}
        started = time.perf_counter()
        review: int = self._ask("POST", "/decisions", body)["review"]
        self.spent_s.append(time.perf_counter() - started)
        if len(self.sent) % 3 == 0:
            assert self._ask("POST", "/decisions", body)["review"] == review
        self.sent.append((request, page, decision, review))
        return review

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _send(self, method: str, path: str, content: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """Send a request, once more where the server has hung up meanwhile, as a browser does."""
        try:
            self._connection.request(method, path, content, headers)
            return self._connection.getresponse()
        except (ConnectionError, http.client.RemoteDisconnected):
            self._connection.close()
            self._connection.request(method, path, content, headers)
            return self._connection.getresponse()

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"cookie": f"hypecheck-team-{self.port}={self.session}", "accept": "application/json"}
        content = None
        if body is not None:
            content = json.dumps(body)
            headers |= {"content-type": "application/json", "x-csrf-token": self._csrf}
        answer = self._send(method, path, content, headers)
        told = answer.read()
        if answer.status != 200:
            raise AssertionError(f"{method} {path}: {answer.status} {told[:300]!r}")
        return json.loads(told)


def work_at_once(moderators: list[Moderator], work: Callable[[Moderator], None]) -> None:
    """Let all of them begin at one moment and go on until each is done. Raises what went wrong first."""
    wrong: list[BaseException] = []
    start = threading.Barrier(len(moderators))

    def run(moderator: Moderator) -> None:
        try:
            start.wait(60)
            work(moderator)
        except BaseException as error:
            wrong.append(error)
        finally:
            moderator.close()

    threads = [threading.Thread(target=run, args=(moderator,), daemon=True) for moderator in moderators]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    if wrong:
        raise wrong[0]
    assert not any(thread.is_alive() for thread in threads)
