"""A statement that is run again and again goes in; it is built and compiled once and from then on only run.

Building a statement, and finding it again among those compiled, took ten times as long as SQLite took to run it: of
8 ms of a decision 6 were spent so. It is run on the driver's own cursor, since what SQLAlchemy does around one took
two thirds of the rest.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError

__all__ = ["Prepared"]


class _Compiled(NamedTuple):
    """What a database is told, the order of its values where they have no names, and what makes a row."""

    words: str
    places: tuple[str, ...] | None
    make_row: list[Callable[..., Any]]


class Prepared:
    """A statement whose values are named when it is run; every one is a bound parameter.

    ``build`` is given the name of the database's dialect. ``columns`` are what an INSERT without values fills.
    """

    def __init__(self, build: Callable[[str], Executable], *, columns: Sequence[str] | None = None) -> None:
        self._build = build
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, connection: Connection, **values: Any) -> list[Any]:
        """Run it and return its rows. Raises ``KeyError`` for a value that was not given."""
        return self.each(connection, [values])

    def each(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Run it for each of some values, in their order; return all the rows that it gave, in that order.

        PostgreSQL is told of all before it has answered the first.
        """
        if not rows:
            return []
        compiled = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        places = compiled.places
        bound = rows if places is None else [tuple(values[name] for name in places) for values in rows]
        if not connection.in_transaction():
            connection.begin()
        cursor: Any = connection.connection.cursor()
        try:
            if len(bound) > 1 and connection.dialect.name == "postgresql":
                cursor.executemany(compiled.words, bound, returning=True)
                found = _fetch(cursor, compiled)
                while cursor.nextset():
                    found += _fetch(cursor, compiled)
                return found
            found = []
            for values in bound:
                cursor.execute(compiled.words, values)
                found += _fetch(cursor, compiled)
            return found
        except connection.dialect.loaded_dbapi.Error as error:
            raise self._told(connection, compiled.words, error) from error
        finally:
            cursor.close()

    def first(self, connection: Connection, **values: Any) -> Any:
        """Run it and return its first row, None without any."""
        return next(iter(self(connection, **values)), None)

    def _compile(self, dialect: Dialect) -> _Compiled:
        made: Any = self._build(dialect.name)
        compiled = made.compile(dialect=dialect, column_keys=self._columns)
        places = tuple(compiled.positiontup) if compiled.positional else None
        # two threads that meet here make the same
        self._compiled[dialect.name] = _Compiled(compiled.string, places, [])
        return self._compiled[dialect.name]

    @staticmethod
    def _told(connection: Connection, words: str, error: Exception) -> BaseException:
        """Return a driver's error as SQLAlchemy would raise it, without the values; a lost connection is given up."""
        is_lost = connection.dialect.is_disconnect(error, connection.connection.driver_connection, None)  # type: ignore[arg-type]
        if is_lost:
            connection.invalidate(error)
        base = connection.dialect.loaded_dbapi.Error
        return DBAPIError.instance(
            words, None, error, base, hide_parameters=True, connection_invalidated=is_lost, dialect=connection.dialect
        )


def _fetch(cursor: Any, compiled: _Compiled) -> list[Any]:
    """Return the rows that a cursor holds, by their columns' names; none for a statement that gives none."""
    columns = cursor.description
    if columns is None:
        return []
    if not compiled.make_row:
        row_class: Any = namedtuple("Row", [column[0] for column in columns])  # type: ignore[misc]  # as they come
        compiled.make_row.append(row_class._make)
    return [compiled.make_row[0](row) for row in cursor.fetchall()]
