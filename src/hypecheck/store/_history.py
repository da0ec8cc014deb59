"""Assessments come out whole again; so does what a page was at each scan, and what changed from one to another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import Connection, bindparam, select

from hypecheck.errors import StoreError
from hypecheck.records import Assessment
from hypecheck.store._answers import Changes, QueueRow, Sighting
from hypecheck.store._queue import queue_row
from hypecheck.store._records import unpack
from hypecheck.store._schema import articles, assessments, queue, records, sightings

__all__ = ["find_page", "list_cluster", "load_assessments", "read_changes", "read_history"]

#: Lines looked at for what changed: comparing takes time with the square of their number.
_MOST_LINES = 2_000


def load_assessments(connection: Connection, ids: Sequence[int]) -> dict[int, Assessment]:
    """Return assessments by id. Raises ``StoreError`` for one that is not there."""
    found = (
        select(assessments.c.id, records.c.record, records.c.layout, articles.c.text)
        .select_from(assessments)
        .join(records, records.c.assessment_id == assessments.c.id)
        .outerjoin(articles, articles.c.id == assessments.c.article_id)
        .where(assessments.c.id.in_(bindparam("ids", expanding=True)))
    )
    loaded = {row.id: unpack(row.record, row.layout, row.text) for row in connection.execute(found, {"ids": list(ids)})}
    missing = sorted(set(ids) - set(loaded))
    if missing:
        raise StoreError(f"There is no assessment {missing[0]}.")
    return loaded


def find_page(connection: Connection, page_id: int) -> QueueRow:
    """Return a page's row. Raises ``StoreError`` when it is not there."""
    row = connection.execute(select(queue).where(queue.c.page_id == page_id)).first()
    if row is None:
        raise StoreError(f"There is no page {page_id}.")
    return queue_row(row)


def list_cluster(connection: Connection, cluster_id: int, *, limit: int) -> list[QueueRow]:
    """Return the pages of a cluster of near duplicates, by id."""
    chosen = select(queue).where(queue.c.cluster_id == cluster_id).order_by(queue.c.page_id).limit(limit)
    return [queue_row(row) for row in connection.execute(chosen)]


def read_history(connection: Connection, page_id: int) -> list[Sighting]:
    """Return what a page was found to be at each scan, oldest first."""
    found = (
        select(
            sightings.c.assessment_id,
            sightings.c.run_id,
            sightings.c.seen_at,
            assessments.c.status,
            assessments.c.band,
            assessments.c.score,
            articles.c.sha256,
        )
        .select_from(sightings)
        .join(assessments, assessments.c.id == sightings.c.assessment_id)
        .outerjoin(articles, articles.c.id == assessments.c.article_id)
        .where(sightings.c.page_id == page_id)
        .order_by(sightings.c.seen_at, sightings.c.id)
    )
    return [Sighting(**row._mapping) for row in connection.execute(found)]


def read_changes(connection: Connection, before_id: int, after_id: int) -> Changes:
    """Return what differs between two assessments; of one page, or of two that are to be compared."""
    loaded = load_assessments(connection, [before_id, after_id])
    return compare(loaded[before_id], loaded[after_id])


def compare(before: Assessment, after: Assessment) -> Changes:
    """Return what differs. Passages are told apart by their words: one that moved has not changed."""
    claims = _gone_and_new(before.annotations.claims, after.annotations.claims)
    plugs = _gone_and_new(before.annotations.plugs, after.annotations.plugs)
    findings = _gone_and_new(before.findings, after.findings)
    lines = _compare_lines(_text_of(before), _text_of(after))
    old, new = _values(before), _values(after)
    return Changes(
        values={key: (old[key], new[key]) for key in old if old[key] != new[key]},
        versions={
            key: (before.versions.get(key), after.versions.get(key))
            for key in sorted({*before.versions, *after.versions})
            if before.versions.get(key) != after.versions.get(key)
        },
        text_changed=_sha256_of(before) != _sha256_of(after),
        claims_gone=claims[0],
        claims_new=claims[1],
        plugs_gone=plugs[0],
        plugs_new=plugs[1],
        findings_gone=findings[0],
        findings_new=findings[1],
        lines_gone=None if lines is None else lines[0],
        lines_new=None if lines is None else lines[1],
    )


def _values(assessment: Assessment) -> dict[str, Any]:
    article, framing = assessment.article, assessment.framing
    end = assessment.failure or assessment.abstention
    return {
        "status": assessment.status,
        "band": assessment.band,
        "score": assessment.score,
        "low": None if framing is None else framing.low,
        "high": None if framing is None else framing.high,
        "code": None if end is None else end.code,
        "title": None if article is None else article.title,
        "author": None if article is None else article.author,
        "published": None if article is None else article.published,
        "final_url": None if article is None else article.final_url,
    }


def _gone_and_new(before: Iterable[Any], after: Iterable[Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    old, new = Counter(each.text for each in before), Counter(each.text for each in after)
    return tuple((old - new).elements()), tuple((new - old).elements())


def _sha256_of(assessment: Assessment) -> str | None:
    return None if assessment.article is None else assessment.article.sha256


def _text_of(assessment: Assessment) -> str | None:
    """Return the text; None where there was one that was not kept."""
    if assessment.article is None:
        return ""
    return assessment.article.text or (None if assessment.article.word_count else "")


def _compare_lines(before: str | None, after: str | None) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    if before is None or after is None:
        return None
    old, new = (text.splitlines()[:_MOST_LINES] for text in (before, after))
    gone: list[str] = []
    come: list[str] = []
    for what, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            gone += filter(None, old[old_start:old_end])
            come += filter(None, new[new_start:new_end])
    return tuple(gone), tuple(come)
