"""A statement that is run again and again goes in; it is built and compiled once and from then on only run.

Building a statement, and finding it again among those compiled, took ten times as long as SQLite took to run it: of
8 ms of a decision 6 were spent so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect, Executable

__all__ = ["Prepared"]


class Prepared:
    """A statement whose values are named when it is run; every one is a bound parameter.

    ``build`` is given the name of the database's dialect. ``columns`` are what an INSERT without values fills.
    """

    def __init__(self, build: Callable[[str], Executable], *, columns: Sequence[str] | None = None) -> None:
        self._build = build
        self._columns = columns
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None]] = {}

    def __call__(self, connection: Connection, **values: Any) -> CursorResult[Any]:
        """Run it. Raises ``KeyError`` for a value that was not given."""
        words, places = self._compiled.get(connection.dialect.name) or self._compile(connection.dialect)
        if places is None:
            return connection.exec_driver_sql(words, values)
        return connection.exec_driver_sql(words, tuple(values[name] for name in places))

    def _compile(self, dialect: Dialect) -> tuple[str, tuple[str, ...] | None]:
        made: Any = self._build(dialect.name)
        compiled = made.compile(dialect=dialect, column_keys=self._columns)
        places = tuple(compiled.positiontup) if compiled.positional else None
        # two threads that meet here make the same
        self._compiled[dialect.name] = compiled.string, places
        return compiled.string, places
