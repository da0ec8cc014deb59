"""Who did what, when, to what goes in; the log, oldest first, comes out. Nothing else touches it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from hypecheck.store._answers import AuditEntry
from hypecheck.store._dialect import now
from hypecheck.store._prepared import Prepared
from hypecheck.store._records import mend
from hypecheck.store._schema import audit

__all__ = ["log", "log_all", "read_log", "read_newest"]

_ADD = Prepared(lambda _: audit.insert(), columns=("at", "actor", "action", "subject", "detail"))


def log(connection: Connection, *, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
    """Add a line, in the transaction of what it tells of: the one is not kept without the other."""
    log_all(connection, [{"actor": actor, "action": action, "subject": subject, "detail": detail}])


def log_all(connection: Connection, lines: Sequence[Mapping[str, Any]]) -> None:
    """Add lines in their order; each has what ``log`` takes."""
    rows = [
        {
            "at": now(),
            "actor": mend(line["actor"]),
            "action": line["action"],
            "subject": mend(line["subject"]),
            "detail": orjson.dumps(dict(line["detail"])).decode(),
        }
        for line in lines
    ]
    _ADD.each(connection, rows)


def read_log(connection: Connection, *, after: int, limit: int) -> Iterator[AuditEntry]:
    """Yield up to ``limit`` lines with an id over ``after``."""
    rows = connection.execute(select(audit).where(audit.c.id > after).order_by(audit.c.id).limit(limit))
    yield from map(_entry, rows)


def read_newest(
    connection: Connection, *, before: int | None, limit: int, actor: str | None, subject: str | None
) -> list[AuditEntry]:
    """Return up to ``limit`` lines, the newest first: those with an id under ``before``, of one who did or what for."""
    asked = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(audit.c.id < before)
    if actor is not None:
        asked = asked.where(audit.c.actor == mend(actor))
    if subject is not None:
        asked = asked.where(audit.c.subject == mend(subject))
    return [_entry(row) for row in connection.execute(asked)]


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.at,
        actor=row.actor,
        action=row.action,
        subject=row.subject,
        detail=orjson.loads(row.detail),
    )
