"""Decisions go in, each once, and are never changed; what stands, and what was decided before, comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from types import SimpleNamespace
from typing import Any, get_args

import msgspec
import orjson
from sqlalchemy import Connection, Row, bindparam, select

from hypecheck.errors import StoreError
from hypecheck.records import Decision, Mark, Review, Reviewed
from hypecheck.store._audit import log
from hypecheck.store._dialect import insert, insert_for, lock_writers, now
from hypecheck.store._history import load_assessments
from hypecheck.store._people import find_active, give_back
from hypecheck.store._prepared import Prepared
from hypecheck.store._projection import standing_on, standing_reviews, summarise, write_standing
from hypecheck.store._records import mend
from hypecheck.store._schema import assessments, queue, reviews, users
from hypecheck.store._second import draw_second, is_blind

__all__ = ["NewReview", "apply_to_pages", "decide", "decided_pages", "reviews_of_pages", "undo"]

DECISIONS: tuple[Decision, ...] = get_args(Decision)
#: Decided pages read at a time for an export: each holds a whole article.
_AT_ONCE = 100
#: A note longer than this is a pasted article.
_MOST_CHARS = 10_000
_SEEN = Prepared(
    lambda _: select(assessments.c.page_id, assessments.c.article_id).where(assessments.c.id == bindparam("assessment"))
)
_LOCK = Prepared(lambda _: select(queue.c.page_id).where(queue.c.page_id == bindparam("page")).with_for_update())
_ADD = Prepared(
    lambda dialect: (
        insert_for(dialect, reviews).on_conflict_do_nothing(index_elements=["request_id"]).returning(reviews.c.id)
    ),
    columns=[column.name for column in reviews.c if column.name not in ("id", "undoes")],
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReview:
    """A decision as a browser sends it. ``request_id`` is any text of its own: sent again, it is still one review.

    ``assessment_id`` is what the moderator saw, which a scan may have followed since.
    """

    request_id: str
    assessment_id: int
    decision: Decision
    reason: str | None = None
    note: str | None = None
    marks: tuple[Mark, ...] = ()
    spent_s: float | None = None
    settles: bool = False


def decide(connection: Connection, user: str, new: NewReview) -> Review:
    """Keep a decision and return it; one whose request_id is known already is returned as it was kept.

    The page is nobody's any more then. Raises ``StoreError`` when the user or the assessment is not there, or the
    request_id is another user's.
    """
    _check(new)
    by = find_active(connection, user)
    seen = _SEEN.first(connection, assessment=new.assessment_id)
    if seen is None:
        raise StoreError(f"There is no assessment {new.assessment_id}.")
    _lock_page(connection, seen.page_id)
    text = {"page_id": seen.page_id, "article_id": seen.article_id}
    standing = standing_on(connection, **text)
    is_first = all(row.decision == "skip" for row in standing)
    blind = not is_first and is_blind(connection, by.id, **text)
    review = _keep(connection, by.id, user, new, **text, standing=standing, blind=blind)
    if is_first and new.decision != "skip":
        draw_second(connection, review.id, **text)
    give_back(connection, by.id, seen.page_id)
    return review


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
    kept = []
    for page_id in sorted(set(page_ids) - {first.page_id}):
        row = rows[page_id]
        new = NewReview(
            request_id=f"{first.request_id} on {page_id}",
            assessment_id=row.assessment_id,
            decision=first.decision,
            reason=first.reason,
            note=first.note,
        )
        kept.append(
            _keep(
                connection,
                first.user_id,
                first.name,
                new,
                page_id=page_id,
                article_id=row.article_id,
                standing=standing_on(connection, page_id, row.article_id),
                applied_from=review_id,
            )
        )
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
    for row in [first, *connection.execute(applied)]:
        _lock_page(connection, row.page_id)
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
            _log(connection, user, "undone", row.page_id, {"review": row.id, "decision": row.decision})
            text = {"page_id": row.page_id, "article_id": row.article_id}
            write_standing(connection, **text, holding=standing_on(connection, **text))
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
    return [_review(row) for row in connection.execute(found, {"pages": list(page_ids)})]


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
                decision=_as_decision(summary.decision),
                disagreement=summary.disagreement,
                reviews=tuple(named[row.id] for row in rows),
            )


def _keep(
    connection: Connection,
    user_id: int,
    user: str,
    new: NewReview,
    *,
    page_id: int,
    article_id: int | None,
    standing: Sequence[Row[Any]],
    applied_from: int | None = None,
    blind: bool = False,
) -> Review:
    """Keep a decision beside those that hold so far."""
    values = {
        "request_id": new.request_id,
        "page_id": page_id,
        "assessment_id": new.assessment_id,
        "article_id": article_id,
        "user_id": user_id,
        "decision": new.decision,
        "at": now(),
        "reason": None if new.reason is None else mend(new.reason),
        "note": None if new.note is None else mend(new.note),
        "marks": mend(orjson.dumps([asdict(mark) for mark in new.marks]).decode()),
        "spent_s": new.spent_s,
        "applied_from": applied_from,
        "blind": int(blind),
        "settles": int(new.settles),
    }
    added = _ADD.first(connection, **values)
    if added is None:
        return _kept_before(connection, user_id, new.request_id)
    detail = {key: values[key] for key in ("decision", "reason", "note", "assessment_id", "applied_from", "settles")}
    _log(connection, user, "decided", page_id, {"review": added.id, **detail})
    others = [row for row in standing if row.user_id != user_id]
    write_standing(connection, page_id, article_id, [*others, SimpleNamespace(**values)])
    return _review(SimpleNamespace(id=added.id, name=user, **values))


def _kept_before(connection: Connection, user_id: int, request_id: str) -> Review:
    """Return the review that was sent before under this id. Raises ``StoreError`` when it is something else."""
    kept = select(reviews, users.c.name).join_from(reviews, users, users.c.id == reviews.c.user_id)
    row = connection.execute(kept.where(reviews.c.request_id == request_id)).one()
    if row.user_id != user_id or row.undoes is not None:
        raise StoreError("The request_id of this decision belongs to another one; send it with one of its own.")
    return _review(row)


def _check(new: NewReview) -> None:
    if new.decision not in DECISIONS:
        raise StoreError(f"The decision is {new.decision!r}; it must be one of {', '.join(DECISIONS)}.")
    if not 1 <= len(new.request_id) <= 200:
        raise StoreError("A decision needs a request_id of 1 to 200 characters, by which it is known when sent again.")
    if len(new.reason or "") + len(new.note or "") > _MOST_CHARS:
        raise StoreError(f"A reason and a note have at most {_MOST_CHARS:,} characters together.")


def _lock_page(connection: Connection, page_id: int) -> None:
    """Let nobody else decide on the page until this is kept: the queue's row is made from all its reviews."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer
        _LOCK(connection, page=page_id)


def _find(connection: Connection, review_id: int) -> Row[Any] | None:
    found = select(reviews, users.c.name).join_from(reviews, users, users.c.id == reviews.c.user_id)
    return connection.execute(found.where(reviews.c.id == review_id)).first()


def _log(connection: Connection, user: str, action: str, page_id: int, detail: dict[str, Any]) -> None:
    log(connection, actor=user, action=action, subject=f"page {page_id}", detail=detail)


def _review(row: Any) -> Review:
    return Review(
        id=row.id,
        user=row.name,
        decision=_as_decision(row.decision),
        at=row.at,
        page_id=row.page_id,
        assessment_id=row.assessment_id,
        reason=row.reason,
        note=row.note,
        marks=msgspec.json.decode(row.marks, type=tuple[Mark, ...]),
        spent_s=row.spent_s,
        applied_from=row.applied_from,
        blind=bool(row.blind),
        settles=bool(row.settles),
    )


def _as_decision(name: str) -> Decision:
    return next(decision for decision in DECISIONS if decision == name)
