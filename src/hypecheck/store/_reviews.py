"""Decisions that are kept go in; they are repeated on near duplicates or undone, and what stands comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from hypecheck.errors import StoreError
from hypecheck.records import Review, Reviewed
from hypecheck.store._answers import User
from hypecheck.store._audit import log
from hypecheck.store._deciding import Asked, NewReview, as_decision, keep_all, lock_pages, review_of
from hypecheck.store._dialect import insert, lock_writers, now
from hypecheck.store._history import load_assessments
from hypecheck.store._people import find_active, find_user
from hypecheck.store._projection import standing_reviews, summarise, write_standing
from hypecheck.store._schema import queue, reviews, users

__all__ = ["apply_to_pages", "decided_pages", "reviews_of_pages", "undo"]

#: Decided pages read at a time for an export: each holds a whole article.
_AT_ONCE = 100


def apply_to_pages(connection: Connection, review_id: int, page_ids: Sequence[int]) -> list[Review]:
    """Repeat a review on other pages of its cluster, those that were shown; return the new reviews.

    A page that left the cluster since is an error and nothing is applied: what is decided is what was shown.
    """
    first = _find(connection, review_id)
    if first is None or first.undoes is not None:
        raise StoreError(f"There is no review {review_id} to apply.")
    lock_writers(connection)
    chosen = {"pages": [*page_ids, first.page_id]}
    found = select(queue).where(queue.c.page_id.in_(bindparam("pages", expanding=True))).order_by(queue.c.page_id)
    rows = {row.page_id: row for row in connection.execute(found, chosen)}
    cluster = rows[first.page_id].cluster_id
    strangers = [page_id for page_id in page_ids if page_id not in rows or rows[page_id].cluster_id != cluster]
    if strangers or cluster == 0:
        raise StoreError(f"These pages are no near duplicates of the one decided: {strangers or list(page_ids)}.")
    by = find_user(connection, first.name)
    asked = [_again(first, rows[page_id], by) for page_id in sorted(set(page_ids) - {first.page_id})]
    lock_pages(connection, [each.page_id for each in asked])
    kept = []
    for review in keep_all(connection, asked):
        if isinstance(review, StoreError):
            raise review
        kept.append(review)
    return kept


def undo(connection: Connection, user: str, review_id: int, *, request_id: str) -> int:
    """Take back a review of one's own and return its page; it stays in the log and in the table, and stands no more.

    What it was applied to is undone with it. Undoing twice is undoing once. Raises ``StoreError`` for another's review.
    """
    by = find_active(connection, user)
    first = _find(connection, review_id)
    if first is None or first.undoes is not None:
        raise StoreError(f"There is no review {review_id} to undo.")
    if first.user_id != by.id:
        raise StoreError(f"Review {review_id} is not {user}'s; only whoever decided can undo it.")
    lock_writers(connection)
    applied = select(reviews, users.c.name).join_from(reviews, users, users.c.id == reviews.c.user_id)
    applied = applied.where(reviews.c.applied_from == review_id, reviews.c.undoes.is_(None)).order_by(reviews.c.id)
    all_ = [first, *connection.execute(applied)]
    lock_pages(connection, {row.page_id for row in all_})
    for row in all_:
        values = {
            **{name: getattr(row, name) for name in ("page_id", "assessment_id", "article_id", "user_id", "decision")},
            "request_id": f"{request_id} on {row.id}",
            "undoes": row.id,
            "at": now(),
            "marks": "[]",
            "blind": 0,
            "settles": 0,
        }
        taken_back = insert(connection, reviews).values(values).on_conflict_do_nothing().returning(reviews.c.id)
        if connection.execute(taken_back).first() is not None:
            detail = {"review": row.id, "decision": row.decision}
            log(connection, actor=user, action="undone", subject=f"page {row.page_id}", detail=detail)
            text = row.page_id, row.article_id
            write_standing(connection, {text: standing_reviews(connection, [row.page_id])[text]})
    return int(first.page_id)


def reviews_of_pages(connection: Connection, page_ids: Sequence[int]) -> list[Review]:
    """Return every review of these pages that was not undone, also of earlier texts, oldest first."""
    undone = select(reviews.c.undoes).where(reviews.c.undoes.is_not(None))
    found = (
        select(reviews, users.c.name)
        .join_from(reviews, users, users.c.id == reviews.c.user_id)
        .where(
            reviews.c.page_id.in_(bindparam("pages", expanding=True)),
            reviews.c.undoes.is_(None),
            reviews.c.id.not_in(undone),
        )
        .order_by(reviews.c.id)
    )
    return [review_of(row) for row in connection.execute(found, {"pages": list(page_ids)})]


def decided_pages(connection: Connection) -> Iterator[Reviewed]:
    """Yield each decided page with the assessment that its newest standing review saw, in page order."""
    last = 0
    chosen = select(queue.c.page_id, queue.c.article_id).where(queue.c.decision.is_not(None))
    while True:
        some = connection.execute(chosen.where(queue.c.page_id > last).order_by(queue.c.page_id).limit(_AT_ONCE)).all()
        if not some:
            return
        last = some[-1].page_id
        yield from _reviewed(connection, [(row.page_id, row.article_id) for row in some])


def _reviewed(connection: Connection, some: Sequence[tuple[int, int | None]]) -> Iterator[Reviewed]:
    page_ids = [page_id for page_id, _ in some]
    standing = standing_reviews(connection, page_ids)
    named = {review.id: review for review in reviews_of_pages(connection, page_ids)}
    deciding = {key: [row for row in standing[key] if row.decision != "skip"] for key in some}
    loaded = load_assessments(connection, [rows[-1].assessment_id for rows in deciding.values() if rows])
    for rows in deciding.values():
        summary = summarise(rows)
        if summary.decision is not None:
            yield Reviewed(
                assessment=loaded[rows[-1].assessment_id],
                decision=as_decision(summary.decision),
                disagreement=summary.disagreement,
                reviews=tuple(named[row.id] for row in rows),
            )


def _again(first: Row[Any], row: Row[Any], by: User) -> Asked:
    """Return a review as it is repeated on the page of another row."""
    new = NewReview(
        request_id=f"{first.request_id} on {row.page_id}",
        assessment_id=row.assessment_id,
        decision=first.decision,
        reason=first.reason,
        note=first.note,
    )
    return Asked(by=by, new=new, page_id=row.page_id, article_id=row.article_id, applied_from=first.id)


def _find(connection: Connection, review_id: int) -> Row[Any] | None:
    found = select(reviews, users.c.name).join_from(reviews, users, users.c.id == reviews.c.user_id)
    return connection.execute(found.where(reviews.c.id == review_id)).first()
