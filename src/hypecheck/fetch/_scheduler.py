"""Many URLs go in; each one's page or fault comes out when it is ready: hosts interleaved, one request a host.

All bookkeeping happens in the thread that calls ``advance``; only ``Carrier.carry`` runs in threads of its own, and
these hold nothing but the exchange in hand. So there are no locks, and what is polite can be read in one place.

A *lane* is the queue of one host's URLs, fetched one after the other. A *trip* is one URL on its way: its story and
the exchange it waits for. A *turn* is a host's readiness to be asked: a redirect to another host waits for the turn
of that host too, so that no host ever sees two requests at once or too soon after each other.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from queue import SimpleQueue
from typing import Protocol

from hypecheck.config import Settings
from hypecheck.errors import FetchError, HypecheckError
from hypecheck.events import note_event
from hypecheck.fetch._cache import PageCache
from hypecheck.fetch._exchange import Answer, Carrier, Exchange
from hypecheck.fetch._politeness import MAX_PAUSE_S, MAX_REST_S, rest_asked_for_s
from hypecheck.fetch._stories import Stories, Story
from hypecheck.fetch._targets import Resolve
from hypecheck.fetch._wire import Transport
from hypecheck.records import Page

__all__ = ["Outcome", "Scheduler", "Visits"]

logger = logging.getLogger(__name__)

# Codes that speak of a host rather than of one of its pages.
_HOST_TROUBLE = frozenset({"dns", "refused", "connection", "timeout", "tls", "host_down"})

# Hosts with a URL on its way. With a pause of a second and answers in 50 ms, sixteen connections are kept busy by
# some 300 hosts; more would only have more robots.txt in memory at once.
_MAX_OPEN_LANES = 500
# Trips started in one call of `advance`: a host that forbids ten thousand pages must not hold up the others.
_MAX_STARTS = 200
_SWEEP_TURNS_ABOVE = 4 * _MAX_OPEN_LANES
_SWEEP_EVERY_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one URL ended; ``host_failed`` says that it was its host that failed, and not the page."""

    key: int
    result: Page | HypecheckError
    host_failed: bool = False


class Visits(Protocol):
    """Remembers which hosts were asked, so that whoever goes on later owes them no pause."""

    def begin(self, pauses_s: Mapping[str, float]) -> None:
        """Note that these hosts are about to be asked, each with the pause that it wants afterwards."""

    def end(self, hosts: Iterable[str]) -> None:
        """Note that the requests to these hosts have just ended."""

    def extend(self, host: str, pause_s: float) -> None:
        """Note that a host wants a longer pause after its last request."""


@dataclass(slots=True)
class _Lane:
    host: str
    keys: deque[int] = field(default_factory=deque)
    failures: int = 0  # troubles of the host in a row
    is_open: bool = False  # it has a trip on its way, or waits for one
    given_up: str | None = None  # why nothing more is asked of the host


@dataclass(slots=True, eq=False)
class _Trip:
    key: int
    lane: _Lane
    url: str
    story: Story[Page]
    started: float
    exchange: Exchange | None = None
    not_before: float = 0.0


@dataclass(slots=True)
class _Turn:
    waiting: deque[_Trip] = field(default_factory=deque)
    is_busy: bool = False
    ended_at: float = float("-inf")
    free_at: float = float("-inf")  # the end of a rest that the host asked for, or that an earlier run owes it
    closed: str | None = None  # why nobody may ask the host any more


class Scheduler:
    """Fetches the URLs it is given, politely, over ``settings.max_connections`` connections at most.

    ``url_of`` gives the URL of a key when its time has come, so that a million of them need not be in memory.
    ``wake`` is called, in any thread, when ``advance`` has something new to do. Use it from one thread.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        url_of: Callable[[int], str],
        wake: Callable[[], None] = lambda: None,
        transport: Transport | None = None,
        resolve: Resolve | None = None,
        now: Callable[[], float] = time.monotonic,
        cache: PageCache | None = None,
        visits: Visits | None = None,
    ) -> None:
        self._settings = settings
        self._url_of = url_of
        self._now = now
        self._visits = visits
        self._stories = Stories(settings, now=now, cache=cache)
        carrier = Carrier(settings, transport=transport, resolve=resolve, now=now)
        self._connections = _Connections(carrier, limit=settings.max_connections, wake=wake, now=now)
        self._lanes: dict[str, _Lane] = {}
        self._closed: deque[_Lane] = deque()  # lanes with URLs, waiting for a place
        self._starting: deque[_Lane] = deque()  # open lanes whose next trip may start
        self._open_lanes = 0
        self._turns: dict[str, _Turn] = {}
        self._swept_at = now()
        self._timers: list[tuple[float, int, _Turn | _Lane]] = []
        self._numbers = count()
        self._ready: deque[_Trip] = deque()  # their hosts' turn has come; they wait for a connection
        self._sharers: dict[str, list[_Trip]] = {}  # by URL: who waits for an answer another trip asked for
        self._outcomes: list[Outcome] = []
        self.unfinished = 0

    def add(self, key: int, host: str) -> None:
        """Queue a URL behind the others of its host."""
        self.unfinished += 1
        lane = self._lanes.setdefault(host, _Lane(host))
        if lane.given_up is not None:
            self._end_unasked(lane.given_up, key)
            return
        lane.keys.append(key)
        if not lane.is_open:
            self._queue(lane)

    def recall_failures(self, host: str, failures: int) -> None:
        """Take over what an earlier run knew of a host: this many of its URLs failed in a row."""
        lane = self._lanes.setdefault(host, _Lane(host, failures=failures))
        if failures >= self._settings.max_host_failures:
            lane.given_up = self._too_many_failures(lane)

    def recall_pause(self, host: str, seconds: float) -> None:
        """Take over that an earlier run has just asked a host, which is to be left alone for so long from now."""
        self._turns.setdefault(host, _Turn()).free_at = self._now() + seconds

    def advance(self, *, room: bool = True) -> list[Outcome]:
        """Do what can be done now without waiting, and return what has ended since the last call.

        Without ``room`` for more pages nothing new is asked for; what is on the wire still arrives.
        """
        finished = self._connections.take_finished()
        if finished and self._visits is not None:
            self._visits.end(trip.exchange.target.host for trip, _, _ in finished if trip.exchange)
        for trip, ended_at, result in finished:
            self._finish_exchange(trip, ended_at, result)
        self._run_timers()
        if room:
            self._open()
            for _ in range(min(_MAX_STARTS, len(self._starting))):
                self._start_trip(self._starting.popleft())
            self._send()
        self._forget_idle_turns()
        outcomes, self._outcomes = self._outcomes, []
        self.unfinished -= len(outcomes)
        return outcomes

    def seconds_to_next(self, *, room: bool = True) -> float | None:
        """Return when ``advance`` should be called again, though nothing may have come in; None for never."""
        if self._outcomes or (room and self._starting):
            return 0.0
        return max(0.0, self._timers[0][0] - self._now()) if self._timers else None

    @property
    def on_the_wire(self) -> int:
        """How many requests are under way."""
        return self._connections.in_use

    def close(self) -> None:
        """Let go of the connections; what is on the wire is forgotten."""
        self._connections.close()

    # lanes

    def _queue(self, lane: _Lane) -> None:
        lane.is_open = True
        self._closed.append(lane)

    def _open(self) -> None:
        while self._closed and self._open_lanes < _MAX_OPEN_LANES:
            self._open_lanes += 1
            self._starting.append(self._closed.popleft())

    def _leave(self, lane: _Lane, *, host_failed: bool) -> None:
        """Go on with the lane after one of its URLs has ended."""
        lane.failures = lane.failures + 1 if host_failed else 0
        if lane.failures >= self._settings.max_host_failures:
            self._give_up(lane, self._too_many_failures(lane))
        rest_s = self._settings.host_rest_s * 2.0 ** (lane.failures - 2) if lane.failures > 1 else 0.0
        if lane.keys and not rest_s:
            self._starting.append(lane)
            return
        self._open_lanes -= 1
        if lane.keys:
            self._call_at(self._now() + rest_s, lane)
            return
        lane.is_open = False
        if not lane.failures and lane.given_up is None:
            del self._lanes[lane.host]

    def _too_many_failures(self, lane: _Lane) -> str:
        return f"{lane.host} failed {self._settings.max_host_failures} times in a row and is left alone."

    def _give_up(self, lane: _Lane, why: str) -> None:
        if lane.given_up is not None:
            return
        lane.given_up = why
        sentence = f"{why} URLs not asked for: {len(lane.keys):,}"
        note_event(logger, "host_down", sentence, host=lane.host, failures=lane.failures, left=len(lane.keys))
        while lane.keys:
            self._end_unasked(why, lane.keys.popleft())

    def _end_unasked(self, why: str, key: int) -> None:
        self._outcomes.append(Outcome(key=key, result=FetchError(why, code="host_down"), host_failed=True))

    # trips

    def _start_trip(self, lane: _Lane) -> None:
        if not lane.keys:  # given up while it waited: a redirect from elsewhere was told to leave it alone
            self._open_lanes -= 1
            lane.is_open = False
            return
        key = lane.keys.popleft()
        url = self._url_of(key)
        trip = _Trip(key, lane, url, self._stories.fetch_page(url), self._now())
        self._go_on(trip, lambda: next(trip.story))

    def _go_on(self, trip: _Trip, step: Callable[[], Exchange]) -> None:
        """Let the story go one step on: to its next exchange, or to its end."""
        try:
            trip.exchange = step()
        except StopIteration as end:
            self._end_trip(trip, end.value)
        except HypecheckError as error:
            self._end_trip(trip, error)
        except Exception as error:  # a fault of ours in one story must not stop the others
            logger.exception("fault while fetching %s", trip.url)
            self._end_trip(trip, HypecheckError(f"{trip.url}: {type(error).__name__}: {error}.", code="internal"))
        else:
            self._enqueue(trip, trip.exchange)

    def _end_trip(self, trip: _Trip, result: Page | HypecheckError) -> None:
        values: dict[str, object] = {"url": trip.url, "seconds": round(self._now() - trip.started, 3)}
        if isinstance(result, Page):
            values |= {"final_url": result.final_url, "bytes": len(result.html)}
            note_event(logger, "fetched", f"{trip.url}: {len(result.html):,} bytes", **values)
        else:
            note_event(logger, "fetch_failed", str(result), code=result.code, **values)
        host_failed = _is_trouble_of(trip, result)
        self._outcomes.append(Outcome(key=trip.key, result=result, host_failed=host_failed))
        self._leave(trip.lane, host_failed=host_failed)

    # turns

    def _enqueue(self, trip: _Trip, exchange: Exchange) -> None:
        if exchange.shared:
            sharers = self._sharers.get(exchange.target.url)
            if sharers is not None:
                sharers.append(trip)
                return
            self._sharers[exchange.target.url] = []
        turn = self._turns.setdefault(exchange.target.host, _Turn())
        if turn.closed is not None:
            self._answer_all(trip, exchange, FetchError(turn.closed, code="host_down"))
            return
        trip.not_before = self._now() + exchange.wait_s
        turn.waiting.append(trip)
        self._offer(turn)

    def _offer(self, turn: _Turn) -> None:
        """Give the turn to the next trip, now or when the pause is over."""
        if turn.is_busy or not turn.waiting:
            return
        trip = turn.waiting[0]
        pause_s = trip.exchange.pause_s if trip.exchange else 0.0
        at = max(trip.not_before, turn.ended_at + pause_s, turn.free_at)
        if at > self._now():
            self._call_at(at, turn)
        else:
            turn.is_busy = True
            self._ready.append(turn.waiting.popleft())

    def _send(self) -> None:
        """Ask the hosts whose turn it is, as far as there are connections; first it is noted that they are asked."""
        trips = [self._ready.popleft() for _ in range(min(len(self._ready), self._connections.free))]
        if trips and self._visits is not None:
            asked = (trip.exchange for trip in trips)
            self._visits.begin({exchange.target.host: exchange.pause_s for exchange in asked if exchange})
        for trip in trips:
            self._connections.start(trip)

    def _finish_exchange(self, trip: _Trip, ended_at: float, result: Answer | BaseException) -> None:
        exchange = trip.exchange
        if exchange is None:
            raise RuntimeError(f"{trip.url} came back from the wire without having been sent")
        turn = self._turns[exchange.target.host]
        turn.is_busy = False
        if not _was_unasked(result):
            turn.ended_at = ended_at
        if isinstance(result, Answer):
            self._grant_rest(exchange.target.host, turn, rest_asked_for_s(result))
        self._answer_all(trip, exchange, result)
        self._offer(turn)

    def _grant_rest(self, host: str, turn: _Turn, rest_s: float) -> None:
        """Leave a host alone for as long as it has just asked for: all of it, not only the page that was busy."""
        if rest_s > MAX_REST_S:
            turn.closed = f"{host} asks to be left alone for more than {MAX_REST_S / 60:.0f} minutes, and is."
            self._give_up(self._lanes.setdefault(host, _Lane(host)), turn.closed)
            while turn.waiting:
                trip = turn.waiting.popleft()
                if trip.exchange is not None:
                    self._answer_all(trip, trip.exchange, FetchError(turn.closed, code="host_down"))
        elif rest_s > 0:
            turn.free_at = turn.ended_at + rest_s
            if self._visits is not None:
                self._visits.extend(host, rest_s)

    def _answer_all(self, trip: _Trip, exchange: Exchange, result: Answer | BaseException) -> None:
        """Tell the trip how its exchange ended, and those that wait for the same."""
        sharers = self._sharers.pop(exchange.target.url, []) if exchange.shared else []
        for each in (trip, *sharers):
            self._answer(each, result)

    def _answer(self, trip: _Trip, result: Answer | BaseException) -> None:
        if isinstance(result, Answer):
            self._go_on(trip, lambda: trip.story.send(result))
        else:
            self._go_on(trip, lambda: trip.story.throw(result))

    def _forget_idle_turns(self) -> None:
        """Forget hosts that nobody waits for and that have had every pause that can be asked for."""
        now = self._now()
        if len(self._turns) < _SWEEP_TURNS_ABOVE or now - self._swept_at < _SWEEP_EVERY_S:
            return
        self._swept_at = now
        self._turns = {
            host: turn
            for host, turn in self._turns.items()
            if turn.is_busy or turn.waiting or turn.ended_at > now - MAX_PAUSE_S or turn.free_at > now or turn.closed
        }

    # time

    def _call_at(self, at: float, who: _Turn | _Lane) -> None:
        heappush(self._timers, (at, next(self._numbers), who))

    def _run_timers(self) -> None:
        while self._timers and self._timers[0][0] <= self._now():
            who = heappop(self._timers)[2]
            if isinstance(who, _Turn):
                self._offer(who)
            else:
                self._queue(who)


def _was_unasked(result: Answer | BaseException) -> bool:
    """Say whether a host never saw the request: it is owed no pause, and ten thousand such URLs end at once."""
    return isinstance(result, FetchError) and result.code == "private_address"


def _is_trouble_of(trip: _Trip, result: Page | HypecheckError) -> bool:
    """Say whether it was the trip's own host that failed, rather than a page or a host it redirects to."""
    if not isinstance(result, FetchError) or trip.exchange is None or trip.exchange.target.host != trip.lane.host:
        return False
    return result.code in _HOST_TROUBLE or result.retriable


class _Connections:
    """Threads that carry exchanges; they never outlive the process, however long a server keeps them waiting."""

    def __init__(self, carrier: Carrier, *, limit: int, wake: Callable[[], None], now: Callable[[], float]) -> None:
        self._carrier = carrier
        self._limit = limit
        self._wake = wake
        self._now = now
        self.in_use = 0
        self._threads = 0
        self._orders: SimpleQueue[_Trip | None] = SimpleQueue()
        self._finished: SimpleQueue[tuple[_Trip, float, Answer | BaseException]] = SimpleQueue()

    @property
    def free(self) -> int:
        """How many more requests may be sent now."""
        return self._limit - self.in_use

    def start(self, trip: _Trip) -> None:
        self.in_use += 1
        if self.in_use > self._threads:
            self._threads += 1
            threading.Thread(target=self._serve, name=f"fetch-{self._threads}", daemon=True).start()
        self._orders.put(trip)

    def take_finished(self) -> list[tuple[_Trip, float, Answer | BaseException]]:
        finished = []
        while not self._finished.empty():
            finished.append(self._finished.get())
        self.in_use -= len(finished)
        return finished

    def close(self) -> None:
        for _ in range(self._threads):
            self._orders.put(None)

    def _serve(self) -> None:
        while (trip := self._orders.get()) is not None:
            result: Answer | BaseException
            try:
                if trip.exchange is None:
                    raise RuntimeError("there is nothing to ask for")
                result = self._carrier.carry(trip.exchange)
            except BaseException as error:  # handed to the story, which is told in another thread
                result = error
            self._finished.put((trip, self._now(), result))
            self._wake()
