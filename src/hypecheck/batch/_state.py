"""What a run has read, what became of it and whom it asked goes into one SQLite file, and comes out in input order.

Each input is a row of ``items``, numbered from 0 as it is read; each end is a row of ``results`` under the same
number. Nothing else says what is done, so whatever stops a run at whatever moment, the file is right: a result is in
it whole, once, or not at all, and then the input is simply done again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hypecheck.batch._records import Stored, restore
from hypecheck.errors import InputError, OutputError, SettingsError
from hypecheck.records import Assessment, InputItem

__all__ = ["Admission", "Ended", "RunState"]

_APPLICATION_ID = 0x68797063  # "hypc"
_COMMIT_EVERY_S = 0.5  # what a power cut may cost; a commit takes under a millisecond

_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE items (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    line INTEGER,
    url TEXT,
    digest BLOB,
    identity TEXT,
    first INTEGER
);
CREATE UNIQUE INDEX firsts ON items (identity) WHERE identity IS NOT NULL AND first IS NULL;
CREATE TABLE results (
    seq INTEGER PRIMARY KEY,
    failure TEXT,
    host_failed INTEGER NOT NULL,
    signature BLOB NOT NULL,
    record BLOB NOT NULL
);
CREATE INDEX failures ON results (failure) WHERE failure IS NOT NULL;
CREATE TABLE visits (host TEXT PRIMARY KEY, pause_s REAL NOT NULL, ended_at REAL) WITHOUT ROWID;
"""

# the inputs that have come to an end, each with the result it shares or has
_END = (
    "items.id, items.source, items.line, items.url, results.record, results.signature, "
    "(SELECT id FROM items AS firsts WHERE firsts.seq = items.first)"
)
_ENDED = "FROM items JOIN results ON results.seq = coalesce(items.first, items.seq)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How an input ended: ``first`` is the id of the earlier one whose URL it shares and whose result it has."""

    assessment: Assessment
    first: str | None
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The number an input got, and whether there is anything left to do for it."""

    seq: int
    is_done: bool


class RunState:
    """The memory of one run. Without a path it lives in a temporary file and ends with the run.

    ``settings`` are those that shape a record: a run cannot be taken up with others. Raises ``SettingsError``
    then, and ``OutputError`` when the file cannot be used. ``now`` is the time of day (seconds since 1970).
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        settings: Mapping[str, object] | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._now = now
        self._next = 0
        self._uncommitted_since: float | None = None
        self._fault: OutputError | None = None
        with self._told():
            # an empty name is a private file in the system's temporary folder, gone when it is closed
            self._db = sqlite3.connect("" if path is None else path, isolation_level=None, timeout=1.0)
            try:
                self._prepare(settings)
            except BaseException:
                self._db.close()
                raise

    def _prepare(self, settings: Mapping[str, object] | None) -> None:
        self._db.execute("PRAGMA locking_mode=EXCLUSIVE")  # two runs on one file would each do all of it
        found = self._db.execute("PRAGMA application_id").fetchone()[0]
        tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and found != _APPLICATION_ID:
            raise OutputError(f"{self._path} is no run state of hypecheck; name another file with --state.")
        if self._path is not None:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")  # a power cut costs the last commits, never the file
        if not tables:
            self._db.executescript(f"BEGIN; PRAGMA application_id={_APPLICATION_ID}; {_SCHEMA} COMMIT;")
        self._db.execute("BEGIN IMMEDIATE")
        if settings is not None:
            self._check_settings(dict(settings))
        self._db.execute("COMMIT")

    def _check_settings(self, settings: dict[str, object]) -> None:
        wanted = json.dumps(settings, sort_keys=True)
        found = self._about("settings")
        if found is None:
            self._note("settings", wanted)
        elif found != wanted:
            before = json.loads(found)
            changed = ", ".join(name for name in settings if settings[name] != before.get(name))
            raise SettingsError(
                f"{self._path} holds a run that was begun with another {changed or 'version'}. Go on with what it "
                "was begun with, or begin anew with --fresh."
            )

    # inputs

    def admit(self, item: InputItem, *, identity: str | None = None) -> Admission:
        """Number the next input; a URL with the identity of an earlier one needs nothing but that one's result.

        Raises ``InputError`` when another input had this number before: the inputs have changed.
        """
        seq, self._next = self._next, self._next + 1
        row = (item.id, item.source, item.line, item.url, _digest(item), identity)
        with self._told():
            before = self._db.execute(
                "SELECT id, source, line, url, digest, identity FROM items WHERE seq = ?", (seq,)
            ).fetchone()
            if before is None:
                first = self._find_first(identity)
                self._begin()
                self._db.execute("INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (seq, *row, first))
                return Admission(seq=seq, is_done=first is not None)
            if before != row:
                raise InputError(
                    f"{item.id} is not what this run read before ({before[0]}): the inputs have changed. "
                    "Put them back, or begin anew with --fresh.",
                )
            done = self._db.execute(
                "SELECT 1 FROM items WHERE seq = ? AND (first IS NOT NULL OR seq IN (SELECT seq FROM results))", (seq,)
            ).fetchone()
        return Admission(seq=seq, is_done=done is not None)

    def end_inputs(self) -> None:
        """Say that all inputs have been read. Raises ``InputError`` when there were more of them before."""
        with self._told():
            [(before,)] = self._db.execute("SELECT count(*) FROM items")
        if before > self._next:
            raise InputError(
                f"The inputs have {self._next:,} pages; when this run was begun they had {before:,}. "
                "Put them back, or begin anew with --fresh."
            )

    def url_of(self, seq: int) -> str:
        """Return the URL of an input."""
        return self.item_of(seq).url or ""

    def item_of(self, seq: int) -> InputItem:
        """Return an input as it was given, without its content."""
        with self._told():
            row = self._db.execute("SELECT id, source, line, url FROM items WHERE seq = ?", (seq,)).fetchone()
        return InputItem(id=row[0], source=row[1], line=row[2], url=row[3])

    def _find_first(self, identity: str | None) -> int | None:
        if identity is None:
            return None
        row = self._db.execute("SELECT seq FROM items WHERE identity = ? AND first IS NULL", (identity,)).fetchone()
        return None if row is None else int(row[0])

    # results

    def save(self, seq: int, stored: Stored, *, host_failed: bool = False) -> None:
        """Keep how an input ended; it is on disk half a second later, or after ``commit``."""
        with self._told():
            self._begin()
            self._db.execute(
                "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?)",
                (seq, stored.failure, host_failed, stored.signature, stored.record),
            )

    def load(self, seq: int) -> Ended | None:
        """Return what is known of an input's end: None when it has not come to it, or there is no such input."""
        with self._told():
            row = self._db.execute(f"SELECT {_END} {_ENDED} WHERE items.seq = ?", (seq,)).fetchone()
        if row is None:
            return None
        item = InputItem(id=row[0], source=row[1], line=row[2], url=row[3])
        return Ended(assessment=restore(row[4], item), first=row[6], signature=row[5])

    # hosts

    def begin(self, pauses_s: Mapping[str, float]) -> None:
        """Note, on the disk at once, that hosts are about to be asked and what pause each wants afterwards."""
        if self._path is None:  # nobody goes on from here
            return
        with self._told():
            self._begin()
            self._db.executemany("INSERT OR REPLACE INTO visits VALUES (?, ?, NULL)", pauses_s.items())
        self.commit()

    def end(self, hosts: Iterable[str]) -> None:
        """Note that the requests to these hosts have just ended."""
        if self._path is None:
            return
        with self._told():
            self._begin()
            ended = [(self._now(), host) for host in hosts]
            self._db.executemany("UPDATE visits SET ended_at = ? WHERE host = ?", ended)

    def extend(self, host: str, pause_s: float) -> None:
        """Note that a host wants a longer pause after its last request (Retry-After)."""
        if self._path is None:
            return
        with self._told():
            self._begin()
            self._db.execute("UPDATE visits SET pause_s = max(pause_s, ?) WHERE host = ?", (pause_s, host))

    def pauses(self) -> Iterator[tuple[str, float]]:
        """Yield each host that is still to be left alone, and for how many seconds from now.

        A request whose end was not noted may have been under way until just now; so may one that ended in the
        future, by a clock that has been put back since.
        """
        now = self._now()
        with self._told():
            visits = self._db.execute("SELECT host, pause_s, coalesce(ended_at, ?) FROM visits", (now,)).fetchall()
        for host, pause_s, ended_at in visits:
            left_s = min(pause_s, ended_at + pause_s - now)
            if left_s > 0:
                yield host, left_s

    # files beside it

    def note_archived(self, size: int) -> None:
        """Note how many bytes of the run's WARC file hold pages whose results are here."""
        with self._told():
            self._begin()
            self._note("archived", str(size))

    def archived_bytes(self) -> int | None:
        """Return what ``note_archived`` noted last; None before it did."""
        with self._told():
            noted = self._about("archived")
        return None if noted is None else int(noted)

    # what is done

    def host_failures(self) -> Iterator[tuple[str, bool]]:
        """Yield the URL of each input that ended, in input order, and whether it was its host that failed."""
        with self._told():
            rows = self._db.execute(
                "SELECT url, host_failed FROM items JOIN results USING (seq) WHERE url IS NOT NULL ORDER BY seq"
            )
            yield from ((url, bool(host_failed)) for url, host_failed in rows)

    def forget_failures(self, codes: Iterable[str]) -> None:
        """Let the inputs that failed with one of ``codes`` be done again, whatever trouble their hosts were in then."""
        with self._told():
            self._begin()
            self._db.executemany("DELETE FROM results WHERE failure = ?", [(code,) for code in codes])
            self._db.execute("UPDATE results SET host_failed = 0 WHERE host_failed")

    def count_done(self) -> int:
        """Return how many inputs have ended."""
        with self._told():
            [(count,)] = self._db.execute(f"SELECT count(*) {_ENDED}")
        return int(count)

    def count_inputs(self) -> int:
        """Return how many inputs are known."""
        with self._told():
            [(count,)] = self._db.execute("SELECT count(*) FROM items")
        return int(count)

    def ended(self) -> Iterator[Ended]:
        """Yield what is known of the inputs that have ended, in input order, without reading any input."""
        for seq in range(self.count_inputs()):
            if (ended := self.load(seq)) is not None:
                yield ended

    # the file

    @staticmethod
    def discard(path: Path) -> None:
        """Remove a run state; none need be there. Raises ``OutputError`` when the file is something else."""
        if path.exists():
            RunState(path).close()  # in use, or of another program, it is left alone
            path.unlink()

    def commit(self, *, now: bool = True) -> bool:
        """Bring what was saved to the disk, with ``now=False`` only if it has waited a while; say if it is there."""
        self._stay_broken()
        since = self._uncommitted_since
        if since is None:
            return True
        if not now and time.monotonic() - since < _COMMIT_EVERY_S:
            return False
        with self._told():
            self._db.execute("COMMIT")
        self._uncommitted_since = None
        return True

    def sync(self) -> None:
        """Let not even a power cut take what was committed."""
        with self._told():
            self._db.execute("PRAGMA wal_checkpoint")

    def seconds_to_commit(self) -> float | None:
        """Return when ``commit`` is due; None when there is nothing to commit."""
        if self._uncommitted_since is None:
            return None
        return max(0.0, self._uncommitted_since + _COMMIT_EVERY_S - time.monotonic())

    def close(self) -> None:
        """Commit and let go of the file."""
        try:
            self.commit()
        finally:
            self._db.close()

    @contextmanager
    def closing(self) -> Iterator[RunState]:
        """Close when the block ends."""
        try:
            yield self
        finally:
            self.close()

    def _begin(self) -> None:
        if self._uncommitted_since is None:
            self._db.execute("BEGIN IMMEDIATE")
            self._uncommitted_since = time.monotonic()

    def _about(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _note(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what SQLite raises into an OutputError that says what to do."""
        self._stay_broken()
        try:
            yield
        except sqlite3.Error as error:
            name = self._path or "The temporary file of the run"
            self._fault = OutputError(f"{name} cannot be used as run state: {error}. {_remedy(error)}")
            raise self._fault from error

    def _stay_broken(self) -> None:
        """Raise the first fault again: after it SQLite has taken back what was not committed, and can go on."""
        if self._fault is not None:
            raise self._fault


def _digest(item: InputItem) -> bytes | None:
    """Return a short hash of a content that came with the input, so that a changed file is noticed."""
    content = item.html if item.html is not None else item.text
    if content is None:
        return None
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(raw, digest_size=16).digest()


def _remedy(error: sqlite3.Error) -> str:
    words = str(error)
    if "locked" in words:
        return "Another scan is using it: let that one end, or name another file with --state."
    if "full" in words:
        return "Free some space and start the same command again: it goes on where it was."
    if "malformed" in words or "not a database" in words:
        return "The file is damaged: begin anew with --fresh, or name another file with --state."
    return "Check the folder and its permissions, or name another file with --state."
