"""Assessments go in as a run finds them; articles, pages, history and queue rows come out, a batch a transaction."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, TableClause, bindparam, select, update

from hypecheck.config import VERSION
from hypecheck.records import Assessment
from hypecheck.store._audit import log
from hypecheck.store._clusters import cluster_articles
from hypecheck.store._dialect import insert, lock_writers, now, timestamp
from hypecheck.store._engine import Database
from hypecheck.store._entry import Entry, make_entry
from hypecheck.store._projection import refresh_cluster_sizes, refresh_pages
from hypecheck.store._schema import articles, assessments, facets, pages, records, runs, sightings
from hypecheck.store._search import index_claims

__all__ = ["RunWriter"]

#: Assessments written in one transaction: one wait for the disk among so many.
BATCH = 200
#: How old the oldest of a batch may become before it is written with the next: a scan may be slow.
BATCH_S = 1.0
#: New assessments after which the database is tidied: for 100,000 it takes some seconds, for few it is not worth while.
_MANY = 1_000


class RunWriter:
    """Writes the assessments of one scan or import. As a context it is closed when the block ends, however it ends.

    The same assessment of the same page is kept once; each run that finds it is noted. ``seen_at`` is the time of an
    earlier scan that is imported; ``keep_text=False`` keeps no article's text. What was written is in the database with
    the first assessment that comes a second later, and after ``flush``.
    """

    def __init__(
        self,
        database: Database,
        *,
        kind: str,
        source: str,
        actor: str,
        seen_at: datetime | None = None,
        keep_text: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._seen_at = None if seen_at is None else timestamp(seen_at)
        self._actor = actor
        self._keep_text = keep_text
        self._clock = clock
        self._waiting: list[tuple[Entry, str]] = []
        self._since = 0.0
        self.seen = 0
        self.added = 0
        with database.writing() as connection:
            values = {"kind": kind, "source": source, "program": VERSION, "started_at": now(), "seen": 0, "added": 0}
            self.id = connection.execute(runs.insert().values(values).returning(runs.c.id)).scalar_one()
            log(connection, actor=actor, action=f"{kind} started", subject=f"run {self.id}", detail={"source": source})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, assessment: Assessment) -> None:
        """Take one assessment.

        Raises ``StoreError`` when its text is not that of its sha256, ``OutputError`` when the disk is full.
        """
        entry = make_entry(assessment, keep_text=self._keep_text)
        if not self._waiting:
            self._since = self._clock()
        self._waiting.append((entry, self._seen_at or now()))
        self.seen += 1
        if len(self._waiting) >= BATCH or self._clock() - self._since >= BATCH_S:
            self.flush()

    def pass_on(self, assessments: Iterable[Assessment]) -> Iterator[Assessment]:
        """Yield assessments, each one written before it is handed on."""
        for assessment in assessments:
            self.write(assessment)
            yield assessment

    def flush(self) -> None:
        """Write what waits. On an error nothing of it is written, and it still waits."""
        if not self._waiting:
            return
        with self._database.writing() as connection:
            lock_writers(connection)
            added = _write_batch(connection, self._waiting, run_id=self.id)
            counts = {"seen": runs.c.seen + len(self._waiting), "added": runs.c.added + added}
            connection.execute(update(runs).where(runs.c.id == self.id).values(counts))
        self.added += added
        self._waiting.clear()

    def close(self) -> None:
        """Write what waits, and that the run has ended."""
        self.flush()
        with self._database.writing() as connection:
            connection.execute(update(runs).where(runs.c.id == self.id).values(finished_at=now()))
            detail = {"seen": self.seen, "added": self.added}
            log(connection, actor=self._actor, action="run ended", subject=f"run {self.id}", detail=detail)
        if self.added >= _MANY:
            self._database.tidy()


def _write_batch(connection: Connection, batch: Sequence[tuple[Entry, str]], *, run_id: int) -> int:
    """Write a batch and bring the queue up to date; return how many assessments were new."""
    entries = [entry for entry, _ in batch]
    page_ids = _write_pages(connection, batch)
    article_ids, touched_clusters = _write_articles(connection, entries)
    known = _find_assessments(connection, page_ids.values())
    new = _new_assessments(entries, page_ids, known)
    _write_assessments(connection, new, page_ids=page_ids, article_ids=article_ids, run_id=run_id)
    known = _find_assessments(connection, page_ids.values())
    new_ids = {id(entry): known[page_ids[entry.page_key], entry.packed.digest] for entry in new}
    _write_details(connection, [(new_ids[id(entry)], entry) for entry in new])
    seen = {}
    for entry, at in batch:
        page_id = page_ids[entry.page_key]
        assessment_id = known[page_id, entry.packed.digest]
        seen[assessment_id, at] = {
            "page_id": page_id,
            "assessment_id": assessment_id,
            "run_id": run_id,
            "seen_at": at,
            "failed": int(entry.values["status"] == "failed"),
        }
    connection.execute(insert(connection, sightings).on_conflict_do_nothing(), list(seen.values()))
    touched_clusters |= refresh_pages(connection, sorted(page_ids.values()))
    refresh_cluster_sizes(connection, touched_clusters)
    return len(new)


def _write_pages(connection: Connection, batch: Sequence[tuple[Entry, str]]) -> dict[str, int]:
    """Return the id of each page by its key; pages that are not known are made."""
    rows: dict[str, dict[str, Any]] = {}
    for entry, at in batch:
        rows.setdefault(entry.page_key, {"key": entry.page_key, "url": entry.url, "first_seen_at": at})
    connection.execute(insert(connection, pages).on_conflict_do_nothing(), list(rows.values()))
    return _ids_of(connection, pages, pages.c.key, rows)


def _write_articles(connection: Connection, entries: Sequence[Entry]) -> tuple[dict[str, int], set[int]]:
    """Return the id of each article by its sha256, and the clusters that new ones joined.

    An article of which an earlier scan kept no text gets it now.
    """
    given: dict[str, dict[str, Any]] = {}
    for entry in entries:
        if entry.sha256 is not None and (entry.sha256 not in given or entry.text is not None):
            given[entry.sha256] = {"sha256": entry.sha256, "title": entry.title, "text": entry.text}
    if not given:
        return {}, set()
    chosen = articles.c.sha256.in_(bindparam("keys", expanding=True))
    before = {
        row.sha256: row.text is not None
        for row in connection.execute(select(articles.c.sha256, articles.c.text).where(chosen), {"keys": list(given)})
    }
    new = [row for sha256, row in given.items() if sha256 not in before]
    if new:
        connection.execute(articles.insert(), new)
    ids = _ids_of(connection, articles, articles.c.sha256, given)
    late = [row for sha256, row in given.items() if row["text"] is not None and before.get(sha256) is False]
    for row in late:
        connection.execute(update(articles).where(articles.c.sha256 == row["sha256"]).values(text=row["text"]))
    texts = [(ids[row["sha256"]], row["text"] or "") for row in [*new, *late]]
    return ids, cluster_articles(connection, sorted(texts))


def _ids_of(connection: Connection, table: TableClause, key: Any, keys: Iterable[str]) -> dict[str, int]:
    chosen = select(key, table.c.id).where(key.in_(bindparam("keys", expanding=True)))
    return {row[0]: row[1] for row in connection.execute(chosen, {"keys": list(keys)})}


def _find_assessments(connection: Connection, page_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """Return the id of each assessment of these pages, by page and digest."""
    columns = (assessments.c.page_id, assessments.c.digest, assessments.c.id)
    chosen = select(*columns).where(assessments.c.page_id.in_(bindparam("pages", expanding=True)))
    rows = connection.execute(chosen, {"pages": sorted(page_ids)})
    return {(row.page_id, row.digest): row.id for row in rows}


def _new_assessments(
    entries: Sequence[Entry], page_ids: dict[str, int], known: dict[tuple[int, str], int]
) -> list[Entry]:
    """Return the first of each assessment that no page here has yet."""
    new: dict[tuple[int, str], Entry] = {}
    for entry in entries:
        key = (page_ids[entry.page_key], entry.packed.digest)
        if key not in known:
            new.setdefault(key, entry)
    return list(new.values())


def _write_assessments(
    connection: Connection,
    new: Sequence[Entry],
    *,
    page_ids: dict[str, int],
    article_ids: dict[str, int],
    run_id: int,
) -> None:
    if not new:
        return
    at = now()
    rows = [
        {
            **entry.values,
            "page_id": page_ids[entry.page_key],
            "article_id": None if entry.sha256 is None else article_ids[entry.sha256],
            "run_id": run_id,
            "digest": entry.packed.digest,
            "created_at": at,
        }
        for entry in new
    ]
    connection.execute(assessments.insert(), rows)


def _write_details(connection: Connection, new: Sequence[tuple[int, Entry]]) -> None:
    """Write what is kept beside an assessment: its record, what it is filtered by, its claims' words."""
    if not new:
        return
    connection.execute(
        records.insert(),
        [{"assessment_id": id_, "record": entry.packed.record, "layout": entry.packed.layout} for id_, entry in new],
    )
    found = [
        {"facet": facet, "value": value, "assessment_id": id_, "count": count}
        for id_, entry in new
        for (facet, value), count in entry.facets.items()
    ]
    if found:
        connection.execute(facets.insert(), found)
    index_claims(connection, [(id_, entry.claim_words) for id_, entry in new if entry.claim_words])
