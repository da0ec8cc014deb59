"""Answers go in; when the same page is asked for again, what is needed to ask only whether it has changed comes out.

An HTTP cache by RFC 9111 in one SQLite file, for one reader: what a server allows to be reused is reused without
asking, all else is asked for with its ETag or Last-Modified. A cache that fails costs time, never a page: its faults
are logged and it is left alone from then on.
"""

from __future__ import annotations

import json
import logging
import re
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from pathlib import Path

from hypecheck.errors import OutputError
from hypecheck.fetch._exchange import Answer
from hypecheck.fetch._targets import Target

__all__ = ["Kept", "PageCache"]

logger = logging.getLogger(__name__)

_APPLICATION_ID = 0x68797068  # "hyph"
_SCHEMA = """
CREATE TABLE answers (
    url TEXT PRIMARY KEY,
    status INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    fresh_until REAL NOT NULL,
    assessed INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""
# Permanent redirects may be kept without being told so (RFC 9110, 15.4.2 and 15.4.9); a day, as browsers may forget.
_PERMANENT = (301, 308)
_PERMANENT_S = 24 * 3600.0
# An answer that says how long it may be reused is believed for a year at most (RFC 9111, 1.2.2 asks for no more).
_MAX_FRESH_S = 365 * 24 * 3600.0
# Of a reply's headers these are used again: the type, and what freshness and later questions hang on.
_KEPT_HEADERS = ("content-type", "etag", "last-modified", "cache-control", "expires", "date", "age", "location")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An answer as it was kept; ``is_assessed`` says that its page has been read to the end since."""

    answer: Answer
    is_fresh: bool
    is_assessed: bool

    @property
    def questions(self) -> dict[str, str]:
        """The headers that ask whether it has changed; none where the server gave nothing to ask with."""
        headers = self.answer.headers
        asked = {"If-None-Match": headers.get("etag"), "If-Modified-Since": headers.get("last-modified")}
        return {name: value for name, value in asked.items() if value}


class PageCache:
    """Keeps answers in a file from run to run. Raises ``OutputError`` when the file cannot be one.

    ``now`` is the time of day (seconds since 1970).
    """

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now = now
        self._is_usable = True
        try:
            self._db = sqlite3.connect(path, isolation_level=None, timeout=5.0)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise
        except sqlite3.Error as error:
            raise OutputError(
                f"{path} cannot be used as cache: {error}. Check the folder and its permissions, or name another "
                "file with --cache."
            ) from error

    def _prepare(self) -> None:
        found = self._db.execute("PRAGMA application_id").fetchone()[0]
        tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and found != _APPLICATION_ID:
            raise OutputError(f"{self._path} is no cache of hypecheck; name another file with --cache.")
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        if not tables:
            self._db.executescript(f"BEGIN; PRAGMA application_id={_APPLICATION_ID}; {_SCHEMA} COMMIT;")

    def find(self, target: Target) -> Kept | None:
        """Return what is known of a page."""
        row = None
        if not self._is_usable:
            return None
        with self._not_fatal():
            row = self._db.execute(
                "SELECT status, headers, body, fresh_until, assessed FROM answers WHERE url = ?", (target.url,)
            ).fetchone()
        if row is None:
            return None
        answer = Answer(target=target, status=row[0], headers=json.loads(row[1]), body=zlib.decompress(row[2]))
        return Kept(answer=answer, is_fresh=row[3] > self._now(), is_assessed=bool(row[4]))

    def keep(self, answer: Answer, *, before: Kept | None = None) -> None:
        """Keep an answer if its kind may be kept, instead of what was known ``before``."""
        if not self._is_usable:
            return
        with self._not_fatal():
            if not _may_be_kept(answer):
                self._db.execute("DELETE FROM answers WHERE url = ?", (answer.target.url,))
                return
            same = before is not None and before.answer.body == answer.body
            headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
            fresh_until = self._now() + _fresh_s(answer)
            self._db.execute(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)",
                (
                    *(answer.target.url, answer.status, json.dumps(headers), zlib.compress(answer.body, 1)),
                    *(fresh_until, before is not None and before.is_assessed and same),
                ),
            )

    def renew(self, kept: Kept, headers: Mapping[str, str]) -> Answer:
        """Return the kept answer with the ``headers`` that a 304 brought, and keep these."""
        answer = replace(kept.answer, headers={**kept.answer.headers, **headers})
        self.keep(answer, before=kept)
        return answer

    def note_assessed(self, url: str) -> None:
        """Note that the page kept under this address has been read to the end."""
        if not self._is_usable:
            return
        with self._not_fatal():
            self._db.execute("UPDATE answers SET assessed = 1 WHERE url = ?", (url,))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    @contextmanager
    def _not_fatal(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            logger.warning("%s is not used any more: %s", self._path, error)
            self._db.close()
            self._is_usable = False


def _may_be_kept(answer: Answer) -> bool:
    return (
        answer.status in (200, *_PERMANENT)
        and "no-store" not in _directives(answer)
        and answer.headers.get("vary", "").strip() != "*"
    )


def _fresh_s(answer: Answer) -> float:
    """Return for how many seconds an answer may be used without asking (RFC 9111, 4.2)."""
    directives = _directives(answer)
    if "no-cache" in directives:
        return 0.0
    age_s = _number(answer.headers.get("age"))
    if "max-age" in directives:
        return _within_bounds(_number(directives["max-age"]) - age_s)
    expires = answer.headers.get("expires")
    if expires is not None:
        return _within_bounds(_seconds_between(answer.headers.get("date"), expires) - age_s)
    return _PERMANENT_S if answer.status in _PERMANENT else 0.0


def _directives(answer: Answer) -> dict[str, str]:
    pairs = re.findall(r'([\w-]+)(?:\s*=\s*"?([^",\s]*))?', answer.headers.get("cache-control", "").lower())
    return dict(pairs)


def _number(text: str | None) -> float:
    return float(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 12 else 0.0


def _seconds_between(start: str | None, end: str) -> float:
    """Return the seconds from one HTTP date to another; 0 where one is missing or none (``Expires: 0``)."""
    try:
        return (parsedate_to_datetime(end) - parsedate_to_datetime(start or "")).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _within_bounds(seconds: float) -> float:
    return min(max(0.0, seconds), _MAX_FRESH_S)
