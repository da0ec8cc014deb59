"""What SQLite and PostgreSQL say in different words: rows that may be there already, locks, the time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    TableClause,
    Text,
    any_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

__all__ = ["among", "insert", "insert_for", "lock_writers", "many", "now", "timestamp"]

_WRITERS = 0x68797064  # any number, as long as all of hypecheck takes the same


def insert(connection: Connection, table: TableClause) -> Any:
    """Return an INSERT of the connection's database that knows ``on_conflict_do_nothing`` and ``_do_update``."""
    return insert_for(connection.dialect.name, table)


def insert_for(dialect: str, table: TableClause) -> Any:
    """Return the same by the name of the dialect."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def among(dialect: str, column: ColumnElement[Any], name: str, *, of: type[int | str] = int) -> ColumnElement[bool]:
    """Return that a column is one of any number of values, which are bound as one, by ``name``, as ``many`` makes it.

    A list in the words of a statement makes another statement for each length, to be built and prepared anew.
    """
    if dialect == "postgresql":
        kind = ARRAY(Text if of is str else BigInteger)
        return column == any_(bindparam(name, type_=kind))
    return column.in_(select(func.json_each(bindparam(name)).table_valued("value").c.value))


def many(connection: Connection, values: Iterable[int | str]) -> list[int | str] | str:
    """Return values as a statement with ``among`` takes them."""
    listed = list(values)
    return listed if connection.dialect.name == "postgresql" else orjson.dumps(listed).decode()


def lock_writers(connection: Connection) -> None:
    """Let one transaction at a time write many rows; SQLite has done so when it began.

    Two batches that meet on the same pages in another order would wait for each other for ever.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITERS})


def now() -> str:
    """Return the time as the database keeps it."""
    return timestamp(datetime.now(UTC))


def timestamp(moment: datetime) -> str:
    """Return a moment in UTC, ISO 8601 with microseconds: as text it sorts as in time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
