"""Items go in, one assessment for each comes out in input order, whatever order the work was done in.

One loop, in the calling thread, moves everything on: inputs are numbered in the run state; URLs go to the scheduler,
whose threads only wait for servers; pages go to the analyst, whose processes only read; what has ended goes into
the run state, and out of it again in input order. Nothing waits for the slowest part but the parts before it: with
enough pages waiting to be read, nothing more is asked for (so memory stays flat), and with enough URLs known,
no more inputs are read.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from hypecheck.batch._analysts import Analyst
from hypecheck.batch._duplicates import identify_url
from hypecheck.batch._interrupts import Bell, hold_interrupts
from hypecheck.batch._records import Stored, store_abstention, store_failure, without_content
from hypecheck.batch._state import Ended, RunState
from hypecheck.config import Settings
from hypecheck.errors import FetchError, HypecheckError
from hypecheck.events import note_event
from hypecheck.fetch import PageCache, Scheduler, parse_target
from hypecheck.records import Abstention, Failure, InputItem, Page
from hypecheck.warc import WarcFile

__all__ = ["LOOK_AHEAD_PER_JOB", "Run", "RunFiles"]

logger = logging.getLogger(__name__)

#: Pages in memory that wait to be read, for each worker: enough that a lull of the network does not leave the
#: workers idle, few enough that large pages stay bounded.
LOOK_AHEAD_PER_JOB = 16
_MAX_WAITING_BYTES = 64_000_000
# URLs known and not yet fetched: enough to find other hosts behind a hundred thousand pages of one shop.
_MAX_QUEUED_URLS = 100_000
_INPUTS_AT_A_TIME = 500  # read before what has ended in the meantime is looked after

_UNCHANGED = Abstention(
    code="unchanged", detail="The page is as it was when it was last scanned, and --changed-only was asked for."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFiles:
    """What a run keeps beside its output, each opened by the caller, who closes it; what is None is not kept.

    The ``state`` says what is done, so that a stopped run goes on from it. With a ``cache``, servers are asked only
    whether a page has changed; with ``changed_only`` too, one that has not since it was last assessed abstains
    (``unchanged``). Every page that was fetched and read is added to the ``archive``.
    """

    state: RunState | None = None
    cache: PageCache | None = None
    archive: WarcFile | None = None
    changed_only: bool = False


class Run:
    """One pass over the inputs, taken up where the run state says it was.

    ``file_analyst`` reads files, ``page_analyst`` what was fetched or recorded by a crawler; they may be one. ``woken``
    is what the analysts set when they have something to collect. ``on_end`` is called once for each input, when its
    end is known.
    """

    def __init__(
        self,
        items: Iterator[InputItem],
        *,
        settings: Settings,
        jobs: int,
        state: RunState,
        files: RunFiles,
        file_analyst: Analyst,
        page_analyst: Analyst,
        bell: Bell,
        on_end: Callable[[], None],
    ) -> None:
        self._items = items
        self._state = state
        self._file_analyst = file_analyst
        self._page_analyst = page_analyst
        self._bell = bell
        self._on_end = on_end
        self._cache = files.cache
        self._archive = files.archive
        self._changed_only = files.changed_only
        self._scheduler = Scheduler(settings, url_of=state.url_of, wake=bell.ring, cache=files.cache, visits=state)
        self._max_waiting = LOOK_AHEAD_PER_JOB * jobs
        self._waiting: deque[tuple[int, InputItem, Page | None]] = deque()
        self._waiting_bytes = 0
        self._in_work = 0
        self._in_hand: dict[int, Page] = {}  # fetched pages in work
        self._assessed: list[str] = []  # final URLs of pages whose results are not on the disk yet
        self._all_read = False
        self._next_out = 0

    def ended(self) -> Generator[Ended, None, None]:
        """Yield how each input ended as soon as those before it are out."""
        before = self._state.count_done()
        note_event(logger, "run_started", f"the run starts; {before:,} inputs are done", done=before)
        try:
            self._recall_failures()
            for host, seconds in self._state.pauses():
                self._scheduler.recall_pause(host, seconds)
            while not self._is_over():
                self._bell.clear()
                with hold_interrupts():
                    self._collect()
                yield from self._ready()  # first what is done: reading the next page may be interrupted
                self._take_inputs()
                had_room = self._has_room
                with hold_interrupts():
                    self._fetch()
                self._hand_out()
                with hold_interrupts():
                    self._commit(now=False)
                yield from self._ready()
                self._wait(had_room=had_room)
            done = self._state.count_done()
            note_event(logger, "run_ended", f"the run is over; {done:,} inputs are done", done=done)
        finally:
            with hold_interrupts():  # who presses Ctrl-C twice means it, but not half a commit
                self._scheduler.close()
                self._page_analyst.close()
                self._file_analyst.close()
                self._commit(now=True)

    def _ready(self) -> Iterator[Ended]:
        """Yield the ends that it is the turn of."""
        while (ended := self._state.load(self._next_out)) is not None:
            self._next_out += 1
            yield ended

    def _recall_failures(self) -> None:
        """Tell the scheduler which hosts were in trouble when the run was left."""
        failures: dict[str, int] = {}
        for url, host_failed in self._state.host_failures():
            host = _host_of(url)
            if host_failed:
                failures[host] = failures.get(host, 0) + 1
            else:
                failures.pop(host, None)
        for host, count in failures.items():
            self._scheduler.recall_failures(host, count)

    def _is_over(self) -> bool:
        return self._all_read and not (self._scheduler.unfinished or self._waiting or self._in_work)

    def _wait(self, *, had_room: bool) -> None:
        """Sleep until a server or an analyst has answered, or something is due."""
        room = self._has_room
        if self._is_over() or self._may_read() or (room and not had_room):
            return
        due = (
            self._scheduler.seconds_to_next(room=room),
            self._page_analyst.seconds_to_next(),
            self._file_analyst.seconds_to_next(),
            self._state.seconds_to_commit(),
        )
        self._bell.wait(min((seconds for seconds in due if seconds is not None), default=None))

    # inputs

    def _may_read(self) -> bool:
        # files leave half of the room to what is fetched: a long JSONL behind a list must not hold the list up
        room = self._has_room and 2 * len(self._waiting) < self._max_waiting
        return room and not self._all_read and self._scheduler.unfinished < _MAX_QUEUED_URLS

    def _take_inputs(self) -> None:
        for _ in range(_INPUTS_AT_A_TIME):
            if not self._may_read():
                return
            item = next(self._items, None)  # may block for ever on stdin
            with hold_interrupts():
                if item is None:
                    self._all_read = True
                    self._state.end_inputs()
                else:
                    self._admit(item)

    def _admit(self, item: InputItem) -> None:
        url = item.url if item.failure is None and item.html is None and item.text is None else None
        admission = self._state.admit(item, identity=None if url is None else identify_url(url))
        seq = admission.seq
        if admission.is_done:
            self._on_end()
        elif item.failure is not None:
            self._save(seq, store_failure(item, item.failure))
        elif item.content_type is not None and item.html is not None:  # what a server sent may be hostile
            page = Page(html=item.html, url=item.url, content_type=item.content_type)
            self._enqueue(seq, without_content(item), page)
        elif url is None:
            self._enqueue(seq, item, None)
        else:
            self._page_analyst.start()  # loads the model while the first pages are on their way
            self._scheduler.add(seq, _host_of(url))

    # pages

    @property
    def _has_room(self) -> bool:
        return len(self._waiting) < self._max_waiting and self._waiting_bytes < _MAX_WAITING_BYTES

    def _fetch(self) -> None:
        for outcome in self._scheduler.advance(room=self._has_room):
            item = self._state.item_of(outcome.key)
            if isinstance(outcome.result, Page) and outcome.result.is_unchanged and self._changed_only:
                self._save(outcome.key, store_abstention(item, _UNCHANGED))
            elif isinstance(outcome.result, Page):
                self._enqueue(outcome.key, item, outcome.result)
            else:
                stored = store_failure(item, _failure_of(outcome.result))
                self._save(outcome.key, stored, host_failed=outcome.host_failed)

    def _enqueue(self, seq: int, item: InputItem, page: Page | None) -> None:
        self._waiting.append((seq, item, page))
        self._waiting_bytes += _size_of(item, page)

    def _hand_out(self) -> None:
        """Give waiting pages to an analyst that has room, the longest waiting first."""
        while self._waiting:
            seq, item, page = self._waiting[0]
            analyst = self._file_analyst if page is None else self._page_analyst
            analyst.start()
            if not analyst.has_room:
                return
            self._waiting.popleft()
            self._waiting_bytes -= _size_of(item, page)
            analyst.submit(seq, item, page)
            self._in_work += 1
            if page is not None and page.final_url is not None and (self._cache or self._archive):
                self._in_hand[seq] = page

    def _collect(self) -> None:
        done = self._page_analyst.collect()
        if self._file_analyst is not self._page_analyst:
            done += self._file_analyst.collect()
        pages = [self._in_hand.pop(seq, None) for seq, _ in done]
        self._keep([page for page in pages if page is not None])
        for (seq, stored), page in zip(done, pages, strict=True):
            self._save(seq, stored)
            if page is not None and page.final_url is not None and stored.failure is None:
                self._assessed.append(page.final_url)
        self._in_work -= len(done)

    def _keep(self, pages: list[Page]) -> None:
        """Add pages to the archive just before their results are saved, so that both are there or neither."""
        if self._archive is None or not pages:
            return
        for page in pages:
            self._archive.write(page)
        self._archive.sync()  # never may the state vouch for more than a power cut would leave
        self._state.note_archived(self._archive.size)

    def _commit(self, *, now: bool) -> None:
        """Bring results to the disk; only then may the cache say that their pages have been assessed."""
        if not self._state.commit(now=now):
            return
        if self._cache is not None and self._assessed:
            self._state.sync()  # what the cache calls unchanged is not read again, even after a power cut
            for url in self._assessed:
                self._cache.note_assessed(url)
        self._assessed.clear()

    def _save(self, seq: int, stored: Stored, *, host_failed: bool = False) -> None:
        self._state.save(seq, stored, host_failed=host_failed)
        if logger.isEnabledFor(logging.INFO):
            id = self._state.item_of(seq).id
            note_event(logger, "ended", f"{id}: {stored.failure or 'done'}", id=id, failure=stored.failure)
        self._on_end()


def _size_of(item: InputItem, page: Page | None) -> int:
    content = page.html if page is not None else item.html if item.html is not None else item.text
    return len(content or "")


def _failure_of(error: HypecheckError) -> Failure:
    return Failure(stage=error.stage, code=error.code, detail=str(error))


def _host_of(url: str) -> str:
    """Return the host whose turn a URL must wait for; "" for what is no web address, which waits for nobody."""
    try:
        return parse_target(url).host
    except FetchError:
        return ""
