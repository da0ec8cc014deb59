"""A database of any age goes in; one with the tables this program knows comes out, or a plain refusal.

Our own numbered SQL and not alembic: full-text tables and triggers are raw SQL on both databases either way, each
step is one transaction on both, and an installed wheel needs no configuration file, no environment script and no
Mako templates to migrate the file it opens.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files

from sqlalchemy import Connection, column, func, inspect, select, table, text

from hypecheck.errors import StoreError

__all__ = ["latest_version", "migrate", "needs_migration"]

_versions = table("schema_versions", column("version"), column("at"))

_TYPES = {
    "sqlite": {
        "id": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "key": "TEXT",
        "bytes": "BLOB",
        "without_rowid": "WITHOUT ROWID",
    },
    "postgresql": {
        "id": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "key": 'TEXT COLLATE "C"',  # sorts by code point, as SQLite does
        "bytes": "BYTEA",
        "without_rowid": "",
    },
}

#: Tables whose rows stay as they were written, by migration, and the sentence for whoever tries to change one.
_KEPT = {
    1: {
        "audit": "the audit log only grows: its rows are never changed or deleted",
        "reviews": "a review is never changed or deleted: undo it with another one",
        "assessments": "an assessment is never changed or deleted",
        "records": "the record of an assessment is never changed or deleted",
        "sightings": "the history of a page only grows",
    }
}


def latest_version() -> int:
    """Return the number of the newest migration that this program knows."""
    return max(_numbers())


def needs_migration(connection: Connection) -> bool:
    """Say whether the database is empty or older than this program.

    Raises ``StoreError`` when it is newer, or belongs to something else.
    """
    return _read_version(connection) < latest_version()


def migrate(connection: Connection) -> None:
    """Bring the database to the newest schema, within the caller's transaction. A database of today stays as it is."""
    if connection.dialect.name == "postgresql":  # two programs that open an empty database at once: one waits
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": 0x68797065})
    version = _read_version(connection)
    if version == 0:
        connection.execute(text("CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, at TEXT NOT NULL)"))
    for number in range(version + 1, latest_version() + 1):
        for statement in _statements(number, connection.dialect.name):
            connection.exec_driver_sql(statement, execution_options={"no_parameters": True})
        connection.execute(_versions.insert().values(version=number, at=datetime.now(UTC).isoformat()))


def _read_version(connection: Connection) -> int:
    names = inspect(connection).get_table_names()
    if "schema_versions" not in names:
        if names:
            raise StoreError(
                f"The database holds tables of another program ({', '.join(names[:3])}); give hypecheck one of its own."
            )
        return 0
    version = connection.execute(select(func.max(_versions.c.version))).scalar_one() or 0
    if version > latest_version():
        raise StoreError(
            f"The database was written by a newer hypecheck (schema {version}; this one knows up to "
            f"{latest_version()}). Upgrade hypecheck, or give another database."
        )
    return int(version)


def _numbers() -> list[int]:
    names = (path.name for path in files(__package__).joinpath("migrations").iterdir())
    return [int(name.split(".")[0]) for name in names if name.endswith(".sql")]


def _statements(number: int, dialect: str) -> Iterator[str]:
    """Yield the statements of a migration: what both databases share, then what one says in its own way."""
    folder = files(__package__).joinpath("migrations")
    fillings = {**_TYPES[dialect], "guards": "\n".join(_guards(number, dialect))}
    for name in (f"{number:04}.sql", f"{number:04}.{dialect}.sql"):
        if folder.joinpath(name).is_file():
            script = folder.joinpath(name).read_text(encoding="utf-8")
            yield from _split(re.sub(r"\{(\w+)\}", lambda match: fillings[match[1]], script), dialect)


def _split(script: str, dialect: str) -> Iterator[str]:
    """Yield the statements of a script; PostgreSQL takes them all in one."""
    if dialect == "postgresql":
        yield script
        return
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _guards(number: int, dialect: str) -> Iterator[str]:
    """Yield triggers that refuse to change the rows of the tables that only grow."""
    for name, told in _KEPT.get(number, {}).items():
        if dialect == "postgresql":
            refuse = f"EXECUTE FUNCTION hypecheck_refuse('{told}');"
            yield f"CREATE TRIGGER {name}_stay BEFORE UPDATE OR DELETE ON {name} FOR EACH ROW {refuse}"
            yield f"CREATE TRIGGER {name}_are_not_emptied BEFORE TRUNCATE ON {name} FOR EACH STATEMENT {refuse}"
        else:
            key = "assessment_id" if name == "records" else "id"
            refuse = f"BEGIN SELECT RAISE(ABORT, '{told}'); END;"
            again = f"WHEN EXISTS (SELECT 1 FROM {name} WHERE {key} = NEW.{key})"  # noqa: S608  # names of our own
            yield f"CREATE TRIGGER {name}_stay BEFORE UPDATE ON {name} {refuse}"
            yield f"CREATE TRIGGER {name}_are_not_deleted BEFORE DELETE ON {name} {refuse}"
            yield f"CREATE TRIGGER {name}_are_not_replaced BEFORE INSERT ON {name} {again} {refuse}"
