"""The runs that filled a database come out, the newest first."""

from __future__ import annotations

from sqlalchemy import Connection, select

from hypecheck.store._answers import Run
from hypecheck.store._schema import runs

__all__ = ["list_runs"]


def list_runs(connection: Connection) -> list[Run]:
    """Return all runs."""
    return [Run(**row._mapping) for row in connection.execute(select(runs).order_by(runs.c.id.desc()))]
