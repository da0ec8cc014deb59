"""Filters, a sort and a cursor go in; the pages of a queue, and how many there are, come out."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import orjson
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    exists,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql.elements import KeyedColumnElement

from hypecheck.errors import StoreError
from hypecheck.store._answers import SORTS, Filters, Look, QueuePage, QueueRow, Sort, Tally
from hypecheck.store._dialect import among, many
from hypecheck.store._projection import list_marks, read_marks
from hypecheck.store._schema import facets, queue, second_reviews
from hypecheck.store._search import Scope, matching

__all__ = [
    "MOST_ROWS",
    "awaits_second_review",
    "conditions",
    "count_by",
    "count_pages",
    "look_at_queue",
    "order_of",
    "queue_row",
    "read_queue",
    "tally_pages",
]

MOST_ROWS = 500
#: Found pages from which it is quicker to walk the queue in its order until 50 of them are met. Of 100,000 pages with a
#: word that 85,000 have, the first 50 took 98 ms through the index of the words and 25 ms in the queue's order.
_COMMON = 10_000

#: Pages found by their words that are counted: each has to be looked up, and of 85,000 that takes 70 ms.
_MOST_COUNTED = 2_000
#: Pages with one mark from which it is quicker to look at what each page's row lists than to look them up.
_MANY_MARKED = 2_000

CountedBy = Literal["band", "status", "decision", "site", "finding", "plug"]

_COLUMNS = [field.name for field in fields(QueueRow)]

#: The columns of the queue that list what a page's assessment has.
_MARKS = {"finding": "finding_rules", "plug": "plug_kinds"}

#: The columns a sort goes by and whether downwards; the page's id makes the order whole.
_ORDERS: dict[Sort, tuple[tuple[str, bool], ...]] = {
    "score": (("score_rank", True), ("page_id", True)),
    "-score": (("score_rank", False), ("page_id", False)),
    "uncertainty": (("uncertainty_rank", True), ("page_id", True)),
    "site": (("site", False), ("page_id", False)),
    "cluster": (("cluster_size", True), ("cluster_id", True), ("page_id", True)),
    "newest": (("seen_at", True), ("page_id", True)),
    "oldest": (("seen_at", False), ("page_id", False)),
}


def look_at_queue(
    connection: Connection,
    filters: Filters,
    *,
    sort: Sort,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> Look:
    """Return up to ``limit`` rows after (or before) a cursor, and how many there are of each decision and band.

    What is found by its words is found once for all of it, where that is little; else a queue in its order has the
    rows that fit close together, and they are counted up to a bound.
    """
    place = _Place(sort=sort, after=after, before=before, limit=limit)
    whole = replace(filters, decided=None, disagreement=None)
    fit = conditions(connection, whole)
    narrowed = [*fit, *_of_decisions(connection, filters)]
    disputed = [*fit, *_of_decisions(connection, replace(whole, disagreement=True))]
    if not _is_searched(filters):
        tally = _tally_all(connection, whole, fit)
        return Look(tally=tally, page=_read(connection, narrowed, place), disputed=_count(connection, disputed))
    found = _find_some(connection, fit)
    tally = _tally_of(found)
    if not tally.is_whole:
        return Look(tally=tally, page=_read(connection, narrowed, place), disputed=_count(connection, disputed))
    held = [among(connection.dialect.name, queue.c.page_id, "found"), *_of_decisions(connection, filters)]
    page = _read(connection, held, place, found=many(connection, [row.page_id for row in found]))
    return Look(tally=tally, page=page, disputed=sum(row.disagreement for row in found))


def read_queue(
    connection: Connection,
    filters: Filters,
    *,
    sort: Sort,
    after: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> QueuePage:
    """Return up to ``limit`` rows after (or before) a cursor.

    A cursor is the place of a row and not a number: a page that is decided and leaves the queue moves no other past
    the reader, and the last of 100,000 pages is as quick as the first.
    """
    place = _Place(sort=sort, after=after, before=before, limit=limit)
    return _read(connection, conditions(connection, filters), place)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where in which order to read, and how many rows."""

    sort: Sort
    after: str | None
    before: str | None
    limit: int


def _read(connection: Connection, fit: Sequence[ColumnElement[bool]], place: _Place, **bound: Any) -> QueuePage:
    if not 1 <= place.limit <= MOST_ROWS:
        raise StoreError(f"A queue shows 1 to {MOST_ROWS} pages at a time; got {place.limit}.")
    backwards = place.before is not None
    order = _order(place.sort)
    cursor = _read_cursor(place.before if backwards else place.after, place.sort)
    asked = select(queue).where(*fit)
    if cursor is not None:
        asked = asked.where(_beyond(order, cursor, backwards=backwards))
    asked = asked.order_by(*_ordering(order, backwards=backwards)).limit(place.limit + 1)
    rows = connection.execute(asked, bound).all()
    more, rows = len(rows) > place.limit, rows[: place.limit]
    if backwards:
        rows = rows[::-1]
    has_before = more if backwards else cursor is not None
    has_after = cursor is not None if backwards else more
    return QueuePage(
        rows=tuple(map(queue_row, rows)),
        after=_cursor(rows[-1], place.sort) if rows and has_after else None,
        before=_cursor(rows[0], place.sort) if rows and has_before else None,
    )


def count_pages(connection: Connection, filters: Filters) -> int:
    """Return how many pages fit."""
    return _count(connection, conditions(connection, filters))


def _count(connection: Connection, fit: Sequence[ColumnElement[bool]]) -> int:
    return int(connection.execute(select(func.count()).select_from(queue).where(*fit)).scalar_one())


def count_by(connection: Connection, filters: Filters, by: CountedBy, *, limit: int) -> dict[str, int]:
    """Return how many of the pages that fit have each value, the most frequent first; none is the empty string."""
    value = queue.c[_MARKS.get(by, by)]
    asked = select(value, func.count()).where(*conditions(connection, filters)).group_by(value)
    if by in _MARKS:
        counts: Counter[str] = Counter()
        for listed, pages in connection.execute(asked):
            counts.update(dict.fromkeys(read_marks(listed), pages))
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit])
    asked = asked.order_by(func.count().desc(), value).limit(limit)
    return {str(row[0] or ""): int(row[1]) for row in connection.execute(asked)}


def tally_pages(connection: Connection, filters: Filters) -> Tally:
    """Return how many of the pages that fit have each decision and band; none is the empty string.

    Pages found by their words are counted up to a bound.
    """
    if _is_searched(filters):
        return _tally_of(_find_some(connection, conditions(connection, filters)))
    return _tally_all(connection, filters, conditions(connection, filters))


def _tally_all(connection: Connection, filters: Filters, fit: Sequence[ColumnElement[bool]]) -> Tally:
    by = queue.c.decision, queue.c.band
    others = replace(filters, bands=(), decisions=(), decided=None, overridden=None)
    # SQLite would take the index that has the groups in their order, and look up each page to see whether it fits
    groups = [_read_off(connection, column) for column in by] if others != Filters() else reversed(by)
    counted = select(*by, func.count().label("pages")).where(*fit).group_by(*groups)
    counts = {(row.decision or "", row.band or ""): int(row.pages) for row in connection.execute(counted)}
    return Tally(counts=counts, is_whole=True)


def _find_some(connection: Connection, fit: Sequence[ColumnElement[bool]]) -> Sequence[Row[Any]]:
    """Return what fits, up to one more than is counted."""
    some = select(queue.c.page_id, queue.c.decision, queue.c.band, queue.c.disagreement)
    return list(connection.execute(some.where(*fit).limit(_MOST_COUNTED + 1)))


def _tally_of(found: Sequence[Row[Any]]) -> Tally:
    counts = Counter((row.decision or "", row.band or "") for row in found)
    return Tally(counts=counts, is_whole=len(found) <= _MOST_COUNTED)


def _is_searched(filters: Filters) -> bool:
    return bool(filters.words.strip() or filters.claim_words.strip())


def conditions(connection: Connection, filters: Filters) -> list[ColumnElement[bool]]:
    """Return what a row of the queue must be to fit; every value is a bound parameter."""
    return [
        *_of_assessment(connection, filters),
        *_of_decisions(connection, filters),
        *_of_reviews(connection, filters),
        *_of_marks(connection, filters),
        *_of_words(connection, filters),
    ]


def _of_assessment(connection: Connection, filters: Filters) -> Iterator[ColumnElement[bool]]:
    for column, values in ((_read_off(connection, queue.c.band), filters.bands), (queue.c.status, filters.statuses)):
        if values:
            yield column.in_(values)
    if filters.score_from is not None:
        yield and_(queue.c.score_rank >= filters.score_from, queue.c.score_rank >= 0)
    if filters.score_to is not None:
        yield and_(queue.c.score_rank <= filters.score_to, queue.c.score_rank >= 0)
    if filters.site is not None:
        yield queue.c.site == filters.site.lower().removeprefix("www.")
    if filters.cluster is not None:
        yield queue.c.cluster_id == filters.cluster
    for column, start, end in (
        (queue.c.published, filters.published_from, filters.published_to),
        (queue.c.seen_at, filters.seen_from, filters.seen_to),
    ):
        if start is not None:
            yield column >= start
        if end is not None:
            yield column < f"{end}\x7f"  # after every time of that day


def awaits_second_review() -> ColumnElement[bool]:
    """Return that a row of the queue waits for its second review."""
    drawn = exists().where(
        second_reviews.c.page_id == queue.c.page_id,
        or_(
            second_reviews.c.article_id == queue.c.article_id,
            and_(second_reviews.c.article_id.is_(None), queue.c.article_id.is_(None)),
        ),
    )
    # few are drawn, and a queue of them begins with those
    return and_(queue.c.page_id.in_(select(second_reviews.c.page_id)), queue.c.reviewers == 1, drawn)


def _of_marks(connection: Connection, filters: Filters) -> Iterator[ColumnElement[bool]]:
    for facet, value in (("finding", filters.finding), ("plug", filters.plug)):
        if value is not None:
            marked = select(facets.c.assessment_id).where(facets.c.facet == facet, facets.c.value == value)
            if _count_up_to(connection, marked, _MANY_MARKED) < _MANY_MARKED:
                yield queue.c.assessment_id.in_(marked)
            else:
                position = func.strpos if connection.dialect.name == "postgresql" else func.instr
                yield position(queue.c[_MARKS[facet]], list_marks([value])) > 0


def _of_decisions(connection: Connection, filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.decided is not None:
        decision = _read_off(connection, queue.c.decision)
        yield decision.is_not(None) if filters.decided else decision.is_(None)
    if filters.disagreement is not None:
        # few pages are in disagreement, and nearly all are in none
        flag = queue.c.disagreement
        yield flag == 1 if filters.disagreement else _without_index(flag) == 0


def _of_reviews(connection: Connection, filters: Filters) -> Iterator[ColumnElement[bool]]:
    if filters.decisions or filters.overridden is not None:
        yield not_(awaits_second_review())  # to be found by its decision would tell the second reader the first one
    if filters.decisions:
        yield _read_off(connection, queue.c.decision).in_(filters.decisions)
    if filters.second_review is not None:
        yield awaits_second_review() if filters.second_review else not_(awaits_second_review())
    if filters.overridden is not None:
        # PostgreSQL takes nearly all pages for overridden unless it is told that those are decided, which few are
        other = and_(queue.c.decision.is_not(None), queue.c.decision != func.coalesce(queue.c.band, ""))
        same = or_(queue.c.decision.is_(None), queue.c.decision == func.coalesce(queue.c.band, ""))
        yield other if filters.overridden else same


def _of_words(connection: Connection, filters: Filters) -> Iterator[ColumnElement[bool]]:
    asked: tuple[tuple[Scope, str, KeyedColumnElement[Any]], ...] = (
        ("articles", filters.words, queue.c.article_id),
        ("claims", filters.claim_words, queue.c.assessment_id),
    )
    for scope, words, column in asked:
        if words.strip():
            yield _one_of(connection, column, matching(connection.dialect.name, scope, words))


def _one_of(connection: Connection, column: KeyedColumnElement[Any], ids: Select[Any]) -> ColumnElement[bool]:
    """Return that a column is among ids; SQLite, which knows no figures of them, is told how to look for many."""
    if connection.dialect.name == "sqlite" and _count_up_to(connection, ids, _COMMON) == _COMMON:
        # a sum has no index: the queue is walked in its order instead of sorting all that was found
        return _without_index(column).in_(ids)
    return column.in_(ids)


def _without_index(column: KeyedColumnElement[Any]) -> ColumnElement[Any]:
    return column + literal_column("0")


def _read_off(connection: Connection, column: KeyedColumnElement[Any]) -> ColumnElement[Any]:
    """Return a text column that SQLite looks at and never looks up: too many rows share each of its values.

    PostgreSQL knows how many do, as long as the column is left as it is.
    """
    return column.concat(literal_column("''")) if connection.dialect.name == "sqlite" else column


def _count_up_to(connection: Connection, matches: Select[Any], most: int) -> int:
    return int(connection.execute(select(func.count()).select_from(matches.limit(most).subquery())).scalar_one())


def order_of(sort: Sort) -> list[ColumnElement[Any]]:
    """Return what to order the queue by."""
    return _ordering(_order(sort), backwards=False)


def queue_row(row: Row[Any]) -> QueueRow:
    """Return a row of the table as the record."""
    values = {name: getattr(row, name) for name in _COLUMNS}
    return QueueRow(**{**values, "disagreement": bool(row.disagreement)})


def _order(sort: str) -> tuple[tuple[str, bool], ...]:
    for known in SORTS:
        if sort == known:
            return _ORDERS[known]
    raise StoreError(f"The sort is {sort!r}; it must be one of {', '.join(SORTS)}.")


def _ordering(order: Sequence[tuple[str, bool]], *, backwards: bool) -> list[ColumnElement[Any]]:
    return [queue.c[name].desc() if down != backwards else queue.c[name].asc() for name, down in order]


def _beyond(order: Sequence[tuple[str, bool]], cursor: Sequence[Any], *, backwards: bool) -> ColumnElement[bool]:
    """Return that a row comes after the cursor's; the columns of a sort all go one way, so they compare as one."""
    place = tuple_(*(queue.c[name] for name, _ in order))
    there = tuple_(*(literal(value) for value in cursor))
    return place < there if order[0][1] != backwards else place > there


def _cursor(row: Row[Any], sort: Sort) -> str:
    values = [sort, *(getattr(row, name) for name, _ in _ORDERS[sort])]
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def _read_cursor(cursor: str | None, sort: Sort) -> list[Any] | None:
    if cursor is None:
        return None
    try:
        values: list[Any] = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        made_for, *place = values
        kinds = [str if name in ("site", "seen_at") else float for name, _ in _ORDERS[sort]]
        if made_for == sort and len(place) == len(kinds) and all(map(_is_place, place, kinds)):
            return place
    except (binascii.Error, orjson.JSONDecodeError, TypeError, ValueError):
        pass
    raise StoreError("The place in the queue is not one of this sort; start again from its first page.")


def _is_place(value: Any, kind: type) -> bool:
    """Say whether a value of a cursor can be one of the table: a text, or a number of 64 bits."""
    if kind is str:
        return isinstance(value, str)
    return isinstance(value, int | float) and abs(value) < 2**63
