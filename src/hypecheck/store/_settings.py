"""What a team has chosen, by name, goes in and comes out."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from hypecheck.store._dialect import insert
from hypecheck.store._prepared import Prepared
from hypecheck.store._schema import settings

__all__ = ["read_setting", "write_setting"]

_VALUE = Prepared(lambda _: select(settings.c.value).where(settings.c.name == bindparam("name")))


def read_setting(connection: Connection, name: str) -> str | None:
    """Return the value of a setting; None where none was made."""
    row = _VALUE.first(connection, name=name)
    return None if row is None else str(row.value)


def write_setting(connection: Connection, name: str, value: str) -> None:
    """Keep the value of a setting, in place of the earlier one."""
    statement = insert(connection, settings).values(name=name, value=value)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
