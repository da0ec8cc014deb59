"""Attempts to sign in are counted by name and by address; too many have to wait."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, select, update

from hypecheck.errors import SignInError
from hypecheck.store._dialect import insert, timestamp
from hypecheck.store._schema import failed_sign_ins

__all__ = ["Key", "count_attempt", "forget_attempts", "keys_of"]


class Key(NamedTuple):
    """What attempts are counted by: ``free`` of them cost nothing, then each waits twice as long, up to ``most_s``.

    One failure is forgotten for each ``fades_s`` without another attempt.
    """

    what: str
    free: int
    most_s: float
    fades_s: float


#: Whoever guesses at one name gets 1,440 guesses a day; whoever it belongs to waits a minute at most.
_NAME = (5, 60.0, 3600.0)
#: A machine that goes through names is stopped; the slips of a whole office, which may share an address, fade in time.
_ADDRESS = (20, 900.0, 60.0)
#: After a day without another attempt a count is removed.
_FORGOTTEN = timedelta(days=1)


def keys_of(name: str, address: str | None) -> list[Key]:
    """Return what an attempt is counted by, always in one order: two attempts never wait for each other in a ring.

    As digests: people type their password into the field of the name.
    """
    keys = [Key(_digest("name", name), *_NAME)]
    if address is not None:
        keys.append(Key(_digest("address", address), *_ADDRESS))
    return sorted(keys)


def count_attempt(connection: Connection, keys: Sequence[Key], *, at: datetime) -> None:
    """Count an attempt as failed before it is looked at, so that many at once do not outrun the count.

    Raises ``SignInError`` with the seconds to wait, and counts nothing, when it comes too early.
    """
    forgotten = timestamp(at - _FORGOTTEN)
    connection.execute(delete(failed_sign_ins).where(failed_sign_ins.c.last_at < forgotten))
    standing = {}
    for key in keys:
        fresh = insert(connection, failed_sign_ins).values(what=key.what, failures=0, last_at=timestamp(at))
        connection.execute(fresh.on_conflict_do_nothing())
        kept = select(failed_sign_ins).where(failed_sign_ins.c.what == key.what).with_for_update()
        row = connection.execute(kept).one()
        passed_s = max(0.0, (at - datetime.fromisoformat(row.last_at)).total_seconds())
        standing[key] = max(0, row.failures - int(passed_s / key.fades_s))
        wait_s = _wait_s(key, standing[key], passed_s=passed_s)
        if wait_s > 0:
            raise SignInError(f"Too many attempts to sign in; try again in {wait_s:.0f} seconds.", wait_s=wait_s)
    for key, failures in standing.items():
        counted = update(failed_sign_ins).where(failed_sign_ins.c.what == key.what)
        connection.execute(counted.values(failures=failures + 1, last_at=timestamp(at)))


def forget_attempts(connection: Connection, name: str, address: str | None) -> None:
    """Begin the name's count anew after a success; of an address only this attempt is taken back.

    Else whoever has an account could guess at others for ever.
    """
    for key in keys_of(name, address):
        own = failed_sign_ins.c.what == key.what
        if key.what == _digest("name", name):
            connection.execute(delete(failed_sign_ins).where(own))
        else:
            less = update(failed_sign_ins).where(own, failed_sign_ins.c.failures > 0)
            connection.execute(less.values(failures=failed_sign_ins.c.failures - 1))


def _wait_s(key: Key, failures: int, *, passed_s: float) -> float:
    """Return how long an attempt after so many failures still has to wait."""
    if failures < key.free:
        return 0.0
    delay_s: float = min(2.0 ** min(failures - key.free, 20), key.most_s)
    return max(0.0, delay_s - passed_s)


def _digest(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind} {value}".encode("utf-8", "replace")).hexdigest()
