"""Decisions that came at one moment go in; each is kept once, with all that follows from it, or told why it is not.

Fifty decisions are read for, written and logged with a dozen statements in all: one by one they took nine each, and
PostgreSQL was waited for after every one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from types import SimpleNamespace
from typing import Any, get_args

import msgspec
import orjson
from sqlalchemy import Connection, select

from hypecheck.errors import StoreError
from hypecheck.records import Decision, Mark, Review
from hypecheck.store._answers import User
from hypecheck.store._audit import log_all
from hypecheck.store._dialect import among, insert_for, many, now
from hypecheck.store._people import check_active, find_users, give_back
from hypecheck.store._prepared import Prepared
from hypecheck.store._projection import standing_reviews, write_standing
from hypecheck.store._records import mend
from hypecheck.store._schema import assessments, queue, reviews, users
from hypecheck.store._second import Draw
from hypecheck.store._together import ALONE

__all__ = ["Asked", "NewReview", "as_decision", "decide_all", "keep_all", "lock_pages", "review_of"]

DECISIONS: tuple[Decision, ...] = get_args(Decision)
#: A page's id and that of the article it shows.
Text = tuple[int, int | None]
#: A note longer than this is a pasted article.
_MOST_CHARS = 10_000
#: Of 64 bits.
_TOO_LARGE = 2**63
_TAKEN = "The request_id of this decision belongs to another one; send it with one of its own."
_SEEN = Prepared(
    lambda dialect: select(assessments.c.id, assessments.c.page_id, assessments.c.article_id).where(
        among(dialect, assessments.c.id, "assessments")
    )
)
_KNOWN = Prepared(
    lambda dialect: (
        select(reviews, users.c.name)
        .join_from(reviews, users, users.c.id == reviews.c.user_id)
        .where(among(dialect, reviews.c.request_id, "requests", of=str))
    )
)
_ADD = Prepared(
    lambda dialect: (
        insert_for(dialect, reviews).on_conflict_do_nothing(index_elements=["request_id"]).returning(reviews.c.id)
    ),
    columns=[column.name for column in reviews.c if column.name not in ("id", "undoes")],
)


def _locking(*, skip_locked: bool) -> Prepared:
    return Prepared(
        lambda dialect: (
            select(queue.c.page_id)
            .where(among(dialect, queue.c.page_id, "pages"))
            .order_by(queue.c.page_id)
            .with_for_update(skip_locked=skip_locked)
        )
    )


_LOCK, _LOCK_FREE = _locking(skip_locked=False), _locking(skip_locked=True)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A decision whose user, page and text are known; ``applied_from`` is the review that it repeats."""

    by: User
    new: NewReview
    page_id: int
    article_id: int | None
    applied_from: int | None = None


@dataclass(slots=True)
class _Plan:
    """What keeping some decisions comes to: the rows to add, and what holds of each text when all are added.

    ``told`` says for each decision which review it is: one that is there, or the place of a row that is added.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    told: list[Review | int | StoreError] = field(default_factory=list)
    drawn: list[tuple[int, Text]] = field(default_factory=list)
    changed: dict[Text, list[Any]] = field(default_factory=dict)


def decide_all(connection: Connection, asked: Sequence[tuple[str, NewReview]]) -> list[Any]:
    """Keep decisions of named users; return for each its review, the ``StoreError`` that refuses it, or ``ALONE``.

    One whose request_id is known already is returned as it was kept. The pages are nobody's any more then.
    A page that somebody else is writing to now is not waited for while other pages are held: two that do so could
    wait for each other for ever.
    """
    told: list[Any] = _resolve(connection, asked)
    pages = {each.page_id for each in told if isinstance(each, Asked)}
    free = lock_pages(connection, pages, wait=len(asked) == 1)
    waiting: set[int] = set()
    for place, each in enumerate(told):
        if isinstance(each, Asked) and (each.page_id not in free or each.by.id in waiting):
            waiting.add(each.by.id)  # what they decide after it stays after it
            told[place] = ALONE
    at_hand = [each for each in told if isinstance(each, Asked)]
    kept = iter(keep_all(connection, at_hand, draws=True))
    give_back(connection, [(each.by.id, each.page_id) for each in at_hand])
    return [next(kept) if isinstance(each, Asked) else each for each in told]


def keep_all(connection: Connection, asked: Sequence[Asked], *, draws: bool = False) -> list[Review | StoreError]:
    """Keep decisions, in their order, on pages that nobody else writes to now; ``draws`` second reviews of first ones.

    Raises ``StoreError`` when somebody else took a request_id meanwhile; then nothing of it may be kept.
    """
    if not asked:
        return []
    pages = {each.page_id for each in asked}
    draw = Draw.read(connection, pages) if draws else None
    plan = _plan(asked, known=_find_known(connection, asked), standing=standing_reviews(connection, pages), draw=draw)
    added = [row.id for row in _ADD.each(connection, plan.rows)]
    if len(added) != len(plan.rows):
        raise StoreError(_TAKEN)
    log_all(connection, [_line(*each) for each in zip(added, plan.names, plan.rows, strict=True)])
    write_standing(connection, plan.changed)
    if draw is not None:
        draw.write(connection, [(added[place], text) for place, text in plan.drawn])
    made = [
        review_of(SimpleNamespace(id=id_, name=name, **row))
        for id_, name, row in zip(added, plan.names, plan.rows, strict=True)
    ]
    return [made[each] if isinstance(each, int) else each for each in plan.told]


def lock_pages(connection: Connection, pages: Iterable[int], *, wait: bool = True) -> set[int]:
    """Let nobody else decide on pages until this is kept: a queue's row is made from all reviews of its page.

    Return those that are locked: without ``wait`` somebody else may have one.
    """
    if connection.dialect.name != "postgresql":  # SQLite has one writer
        return set(pages)
    lock = _LOCK if wait else _LOCK_FREE
    return {row.page_id for row in lock(connection, pages=many(connection, pages))}


def review_of(row: Any) -> Review:
    """Return the review of a row, which has its user's name too."""
    return Review(
        id=row.id,
        user=row.name,
        decision=as_decision(row.decision),
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


def as_decision(name: str) -> Decision:
    """Return a decision by the name under which it is kept."""
    return next(decision for decision in DECISIONS if decision == name)


def _resolve(connection: Connection, asked: Sequence[tuple[str, NewReview]]) -> list[Asked | StoreError]:
    """Return each decision with its user, page and text, or why it cannot be kept."""
    found = find_users(connection, {user for user, _ in asked})
    ids = many(connection, {new.assessment_id for _, new in asked if 0 < new.assessment_id < _TOO_LARGE})
    seen = {row.id: row for row in _SEEN(connection, assessments=ids)}
    told: list[Asked | StoreError] = []
    for user, new in asked:
        try:
            _check(new)
            by = check_active(found.get(user), user)
            if new.assessment_id not in seen:
                raise StoreError(f"There is no assessment {new.assessment_id}.")
        except StoreError as error:
            told.append(error)
        else:
            text = seen[new.assessment_id]
            told.append(Asked(by=by, new=new, page_id=text.page_id, article_id=text.article_id))
    return told


def _check(new: NewReview) -> None:
    """Raise ``StoreError`` for what no database could keep: it would be an error of all that are kept with it."""
    if new.decision not in DECISIONS:
        raise StoreError(f"The decision is {new.decision!r}; it must be one of {', '.join(DECISIONS)}.")
    if not 1 <= len(new.request_id) <= 200 or mend(new.request_id) != new.request_id:
        raise StoreError("A decision needs a request_id of 1 to 200 characters, by which it is known when sent again.")
    if len(new.reason or "") + len(new.note or "") > _MOST_CHARS:
        raise StoreError(f"A reason and a note have at most {_MOST_CHARS:,} characters together.")


def _find_known(connection: Connection, asked: Sequence[Asked]) -> dict[str, Any]:
    requests = many(connection, {each.new.request_id for each in asked})
    return {row.request_id: row for row in _KNOWN(connection, requests=requests)}


def _plan(
    asked: Sequence[Asked],
    *,
    known: Mapping[str, Any],
    standing: Mapping[Text, Sequence[Any]],
    draw: Draw | None,
) -> _Plan:
    """Return what is to be written: each decision stands beside those that hold when it comes."""
    plan = _Plan()
    for each in asked:
        request_id = each.new.request_id
        if request_id in known:
            row = known[request_id]
            is_own = row.user_id == each.by.id and row.undoes is None
            plan.told.append(review_of(row) if is_own else StoreError(_TAKEN))
        elif request_id in plan.places:
            place = plan.places[request_id]
            is_own = plan.rows[place]["user_id"] == each.by.id
            plan.told.append(place if is_own else StoreError(_TAKEN))
        else:
            _add(plan, each, standing=standing, draw=draw)
    return plan


def _add(plan: _Plan, each: Asked, *, standing: Mapping[Text, Sequence[Any]], draw: Draw | None) -> None:
    """Add a decision that is new."""
    text = each.page_id, each.article_id
    holding = plan.changed.get(text) or list(standing.get(text, ()))
    is_first = all(row.decision == "skip" for row in holding)
    blind = draw is not None and not is_first and draw.is_blind(each.by.id, text, holding)
    values = _values(each, blind=blind)
    place = len(plan.rows)
    plan.rows.append(values)
    plan.names.append(each.by.name)
    plan.places[each.new.request_id] = place
    plan.told.append(place)
    plan.changed[text] = [row for row in holding if row.user_id != each.by.id] + [SimpleNamespace(**values)]
    if draw is not None and is_first and each.new.decision != "skip" and draw.draws(text):
        plan.drawn.append((place, text))


def _values(each: Asked, *, blind: bool) -> dict[str, Any]:
    new = each.new
    return {
        "request_id": new.request_id,
        "page_id": each.page_id,
        "assessment_id": new.assessment_id,
        "article_id": each.article_id,
        "user_id": each.by.id,
        "decision": new.decision,
        "at": now(),
        "reason": None if new.reason is None else mend(new.reason),
        "note": None if new.note is None else mend(new.note),
        "marks": mend(orjson.dumps([asdict(mark) for mark in new.marks]).decode()),
        "spent_s": new.spent_s,
        "applied_from": each.applied_from,
        "blind": int(blind),
        "settles": int(new.settles),
    }


def _line(review_id: int, user: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the log says of a decision."""
    detail = {key: row[key] for key in ("decision", "reason", "note", "assessment_id", "applied_from", "settles")}
    return {
        "actor": user,
        "action": "decided",
        "subject": f"page {row['page_id']}",
        "detail": {"review": review_id, **detail},
    }
