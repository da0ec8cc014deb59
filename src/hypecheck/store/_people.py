"""Users, the views they save, and the pages that are theirs for a while."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import orjson
from sqlalchemy import Connection, Row, and_, bindparam, delete, or_, select

from hypecheck.errors import StoreError
from hypecheck.store._answers import ROLES, SORTS, Filters, Holding, Lease, Role, Sort, User, View
from hypecheck.store._audit import log
from hypecheck.store._dialect import among, insert, many, now, timestamp
from hypecheck.store._prepared import Prepared
from hypecheck.store._queue import conditions, order_of, queue_row
from hypecheck.store._records import mend
from hypecheck.store._schema import leases, queue, reviews, users, views

__all__ = [
    "add_user",
    "check_active",
    "checked_name",
    "delete_view",
    "find_active",
    "find_user",
    "find_users",
    "give_back",
    "lease_next",
    "lease_page",
    "list_users",
    "list_views",
    "release",
    "renew",
    "require_role",
    "save_view",
    "user_of",
]

_MOST_CHARS = 100
#: How often a queue is looked at again when all that was seen was taken meanwhile: fifty people may ask at once.
_MOST_LOOKS = 50


_USERS = Prepared(lambda dialect: select(users).where(among(dialect, users.c.name, "names", of=str)))
_RELEASE = Prepared(
    lambda _: delete(leases).where(leases.c.page_id == bindparam("page"), leases.c.user_id == bindparam("user"))
)


def add_user(connection: Connection, name: str, role: Role, *, actor: str) -> User:
    """Add a user and return them; one who is there in this role is returned as they are."""
    if role not in ROLES:
        raise StoreError(f"The role is {role!r}; it must be one of {', '.join(ROLES)}.")
    name = checked_name(name, "user")
    values = {"name": name, "role": role, "created_at": now()}
    added = insert(connection, users).values(values).on_conflict_do_nothing().returning(users.c.id)
    is_new = connection.execute(added).first() is not None
    user = find_user(connection, name)
    if user.role != role:
        raise StoreError(f"{name} is already there, as {user.role}.")
    if is_new:
        log(connection, actor=actor, action="user added", subject=f"user {name}", detail={"role": role})
    return user


def find_user(connection: Connection, name: str) -> User:
    """Return a user by name. Raises ``StoreError`` when there is none."""
    return _there(find_users(connection, [name]).get(name), name)


def find_users(connection: Connection, names: Iterable[str]) -> dict[str, User]:
    """Return the users there are of some names."""
    known = many(connection, (name for name in names if mend(name) == name))
    return {row.name: user_of(row) for row in _USERS(connection, names=known)}


def list_users(connection: Connection) -> list[User]:
    """Return all users by name."""
    rows = connection.execute(select(users).order_by(users.c.name))
    return [user_of(row) for row in rows]


def user_of(row: Row[Any]) -> User:
    """Return the user of a row."""
    return User(id=row.id, name=row.name, role=row.role, disabled=row.disabled_at is not None)


def find_active(connection: Connection, name: str) -> User:
    """Return a user who may act. Raises ``StoreError`` when there is none, or they were disabled."""
    return check_active(find_users(connection, [name]).get(name), name)


def check_active(user: User | None, name: str) -> User:
    """Return the user found by a name. Raises ``StoreError`` when none was, or they were disabled."""
    if _there(user, name).disabled:
        raise StoreError(f"{name} was disabled and can do nothing more here.")
    return _there(user, name)


def require_role(connection: Connection, name: str, role: Role, *, to: str) -> User:
    """Return the user who acts. Raises ``StoreError`` when it takes another role to do what ``to`` says."""
    user = find_active(connection, name)
    if user.role != role:
        raise StoreError(f"{name} is {user.role}; only a {role} may {to}.")
    return user


def save_view(connection: Connection, user: str, view: View) -> None:
    """Save a view under its name; one of the same name is replaced."""
    by = find_user(connection, user)
    if view.sort not in SORTS:
        raise StoreError(f"The sort is {view.sort!r}; it must be one of {', '.join(SORTS)}.")
    saved = {"filters": orjson.dumps(asdict(view.filters)).decode(), "sort": view.sort}
    values = {"user_id": by.id, "name": checked_name(view.name, "view"), **saved}
    statement = insert(connection, views).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=["user_id", "name"], set_=saved))


def list_views(connection: Connection, user: str) -> list[View]:
    """Return the views of a user by name."""
    chosen = select(views).where(views.c.user_id == find_user(connection, user).id).order_by(views.c.name)
    return [
        View(name=row.name, filters=msgspec.json.decode(row.filters, type=Filters), sort=row.sort)
        for row in connection.execute(chosen)
    ]


def delete_view(connection: Connection, user: str, name: str) -> None:
    """Forget a view; none of that name need be there."""
    by = find_user(connection, user)
    connection.execute(delete(views).where(views.c.user_id == by.id, views.c.name == name))


def lease_next(
    connection: Connection,
    user: str,
    filters: Filters,
    *,
    sort: Sort,
    seconds: float,
    count: int = 1,
    at: datetime | None = None,
) -> list[Lease]:
    """Give a user the first pages of a queue that are nobody else's; ``count`` over 1 is for pages fetched ahead.

    Pages the user has a standing review of (a skip is one) are left out, and so are undone ones not. None left gives
    an empty list. Two users who ask at once never get one page.
    """
    by = find_active(connection, user)
    moment = at or datetime.now(UTC)
    expires_at = timestamp(moment + timedelta(seconds=seconds))
    taken = select(leases.c.page_id).where(leases.c.user_id != by.id, leases.c.expires_at > timestamp(moment))
    undone = select(reviews.c.undoes).where(reviews.c.undoes.is_not(None), reviews.c.user_id == by.id)
    # the text that was read is the one there is now: a page that has changed comes again
    own = select(reviews.c.id).where(
        reviews.c.page_id == queue.c.page_id,
        or_(
            reviews.c.article_id == queue.c.article_id,
            and_(reviews.c.article_id.is_(None), queue.c.article_id.is_(None)),
        ),
        reviews.c.user_id == by.id,
        reviews.c.undoes.is_(None),
        reviews.c.id.not_in(undone),
    )
    free = (
        select(queue)
        .where(*conditions(connection, filters), queue.c.page_id.not_in(taken), ~own.exists())
        .order_by(*order_of(sort))
        .with_for_update(skip_locked=True)  # PostgreSQL; SQLite has one writer at a time
    )
    given: list[Lease] = []
    seen: list[int] = []
    for _ in range(_MOST_LOOKS):
        rows = connection.execute(free.where(queue.c.page_id.not_in(seen)).limit(count - len(given))).all()
        for row in rows:
            seen.append(row.page_id)
            values = {"user_id": by.id, "expires_at": expires_at}
            statement = insert(connection, leases).values(page_id=row.page_id, **values)
            statement = statement.on_conflict_do_update(
                index_elements=["page_id"],
                set_=values,
                # between the look and now another may have taken it and be done: their lease is read afresh here
                where=or_(leases.c.user_id == by.id, leases.c.expires_at <= timestamp(moment)),
            )
            if connection.execute(statement.returning(leases.c.page_id)).first() is not None:
                given.append(Lease(row=queue_row(row), expires_at=expires_at))
        if not rows or len(given) == count:
            break
    return given


def lease_page(
    connection: Connection, user: str, page_id: int, *, seconds: float, at: datetime | None = None
) -> Holding:
    """Give a user one page they name, unless it is somebody else's now; return whose it is, and until when."""
    by = find_user(connection, user)
    moment = at or datetime.now(UTC)
    expires_at = timestamp(moment + timedelta(seconds=seconds))
    values = {"user_id": by.id, "expires_at": expires_at}
    statement = insert(connection, leases).values(page_id=page_id, **values)
    statement = statement.on_conflict_do_update(
        index_elements=["page_id"],
        set_=values,
        where=or_(leases.c.user_id == by.id, leases.c.expires_at <= timestamp(moment)),
    )
    connection.execute(statement)
    held = select(users.c.name, leases.c.expires_at).join_from(leases, users, users.c.id == leases.c.user_id)
    row = connection.execute(held.where(leases.c.page_id == page_id)).one()
    return Holding(user=row.name, expires_at=row.expires_at)


def renew(connection: Connection, user: str, page_id: int, *, seconds: float, at: datetime | None = None) -> bool:
    """Keep a page for longer; False when it is not the user's any more."""
    by = find_user(connection, user)
    moment = at or datetime.now(UTC)
    own = (leases.c.page_id == page_id, leases.c.user_id == by.id, leases.c.expires_at > timestamp(moment))
    longer = leases.update().where(*own).values(expires_at=timestamp(moment + timedelta(seconds=seconds)))
    return bool(connection.execute(longer).rowcount)


def release(connection: Connection, user: str, page_id: int) -> None:
    """Give a page back; one that is not the user's stays as it is."""
    give_back(connection, [(find_user(connection, user).id, page_id)])


def give_back(connection: Connection, held: Sequence[tuple[int, int]]) -> None:
    """Give back pages, each that of the user whose id stands before it."""
    _RELEASE.each(connection, [{"user": user_id, "page": page_id} for user_id, page_id in held])


def _there(user: User | None, name: str) -> User:
    if user is None:
        raise StoreError(f"There is no user {name!r} in the database.")
    return user


def checked_name(name: str, what: str) -> str:
    """Return a name as it is kept. Raises ``StoreError`` when it is empty or too long."""
    name = mend(name.strip())
    if not 1 <= len(name) <= _MOST_CHARS:
        raise StoreError(f"The name of a {what} has 1 to {_MOST_CHARS} characters; got {len(name)}.")
    return name
