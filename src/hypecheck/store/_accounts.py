"""Names and passwords go in; sessions, tokens and who they belong to come out. Secrets are kept as digests only."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from hypecheck.errors import SignInError, StoreError
from hypecheck.store._answers import ROLES, Account, ApiToken, Role, User
from hypecheck.store._audit import log
from hypecheck.store._dialect import among, insert, lock_writers, many, now, timestamp
from hypecheck.store._engine import Database
from hypecheck.store._looks import Looks
from hypecheck.store._passwords import check_password, hash_password, is_password, needs_new_hash
from hypecheck.store._people import add_user, checked_name, find_user, user_of
from hypecheck.store._prepared import Prepared
from hypecheck.store._schema import passwords, sessions, tokens, users
from hypecheck.store._sign_in import count_attempt, forget_attempts, keys_of

__all__ = ["Accounts", "SignedIn"]

#: A working day with overtime: whoever comes back tomorrow signs in again (OWASP ASVS 3.3.2 asks for 12 hours).
SESSION_S = 12 * 3600
#: Tells a scanner of leaked secrets, and whoever finds one, what it is.
_TOKEN_PREFIX = "hc_"  # noqa: S105  # a prefix
_MOST_DAYS = 366
_WRONG = "The name or the password is wrong."


def _holder_in(table: Any) -> Prepared:
    """Return the statement that finds whose secret it is, of those in a table."""
    return Prepared(
        lambda dialect: (
            select(users, table.c.digest)
            .join_from(table, users, users.c.id == table.c.user_id)
            .where(
                among(dialect, table.c.digest, "digests", of=str),
                table.c.expires_at > bindparam("moment"),
                users.c.disabled_at.is_(None),
            )
        )
    )


_BY_SESSION, _BY_TOKEN = _holder_in(sessions), _holder_in(tokens)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A session that was begun. ``token`` is shown once and kept nowhere; it stays out of what is printed."""

    user: User
    expires_at: str
    token: str = field(repr=False)


class Accounts:
    """Who may sign in to a database, and who has. Every method may raise ``StoreError``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_session = Looks(partial(self._holders, _BY_SESSION))
        self._by_token = Looks(partial(self._holders, _BY_TOKEN))

    # who there is

    def add(self, name: str, password: str, role: Role = "moderator", *, actor: str) -> User:
        """Add a user with a password, both or neither. Raises ``StoreError`` when the name is taken."""
        check_password(password, name=name)
        kept = hash_password(password)
        with self._database.writing() as connection:
            if connection.execute(select(users.c.id).where(users.c.name == name.strip())).first() is not None:
                raise StoreError(f"{name} is there already.")
            user = add_user(connection, name, role, actor=actor)
            connection.execute(passwords.insert().values(user_id=user.id, hash=kept, changed_at=now()))
            log(connection, actor=actor, action="password set", subject=f"user {user.name}", detail={})
            return user

    def everyone(self) -> list[Account]:
        """Return every user with what they can sign in with, by name."""
        with self._database.reading() as connection:
            return _list_accounts(connection)

    def can_sign_in(self) -> bool:
        """Say whether there is anybody who could sign in."""
        return any(account.has_password and not account.user.disabled for account in self.everyone())

    def set_password(self, name: str, password: str, *, actor: str) -> None:
        """Give a user a password; all their sessions end."""
        check_password(password, name=name)
        kept = hash_password(password)
        with self._database.writing() as connection:
            user = find_user(connection, name)
            values = {"hash": kept, "changed_at": now()}
            statement = insert(connection, passwords).values(user_id=user.id, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=values))
            _end_sessions(connection, user)
            log(connection, actor=actor, action="password set", subject=f"user {name}", detail={})

    def change_password(self, name: str, old: str, new: str, *, address: str | None = None) -> None:
        """Change one's own password. Raises ``SignInError`` when the old one is wrong, and counts it as an attempt."""
        check_password(new, name=name)
        self._check(name, old, address=address, at=datetime.now(UTC))
        self.set_password(name, new, actor=name)

    def set_role(self, name: str, role: Role, *, actor: str) -> User:
        """Give a user another role. Raises ``StoreError`` when that would leave no lead."""
        if role not in ROLES:
            raise StoreError(f"The role is {role!r}; it must be one of {', '.join(ROLES)}.")
        with self._database.writing() as connection:
            lock_writers(connection)
            user = find_user(connection, name)
            if user.role != role:
                if role != "lead":
                    _keep_a_lead(connection, user)
                connection.execute(update(users).where(users.c.id == user.id).values(role=role))
                detail = {"before": user.role, "role": role}
                log(connection, actor=actor, action="role set", subject=f"user {name}", detail=detail)
            return find_user(connection, name)

    def disable(self, name: str, *, actor: str) -> None:
        """Shut a user out at once: sessions and tokens end, what they decided stays."""
        with self._database.writing() as connection:
            lock_writers(connection)
            user = find_user(connection, name)
            if user.disabled:
                return
            _keep_a_lead(connection, user)
            connection.execute(update(users).where(users.c.id == user.id).values(disabled_at=now()))
            _end_sessions(connection, user)
            connection.execute(delete(tokens).where(tokens.c.user_id == user.id))
            log(connection, actor=actor, action="user disabled", subject=f"user {name}", detail={})

    def enable(self, name: str, *, actor: str) -> None:
        """Let a user in again."""
        with self._database.writing() as connection:
            user = find_user(connection, name)
            if user.disabled:
                connection.execute(update(users).where(users.c.id == user.id).values(disabled_at=None))
                log(connection, actor=actor, action="user enabled", subject=f"user {name}", detail={})

    # sessions

    def sign_in(self, name: str, password: str, *, address: str | None = None, at: datetime | None = None) -> SignedIn:
        """Begin a session, always under a token of its own that nobody knew before.

        Raises ``SignInError`` when name or password are wrong, or when there were too many attempts from ``address``
        or at this name: then ``wait_s`` says how long.
        """
        moment = at or datetime.now(UTC)
        user = self._check(name, password, address=address, at=moment)
        return self.start_session(user.name, at=moment)

    def start_session(self, name: str, *, at: datetime | None = None) -> SignedIn:
        """Begin a session of somebody who is known already."""
        moment = at or datetime.now(UTC)
        token, expires_at = secrets.token_urlsafe(32), timestamp(moment + timedelta(seconds=SESSION_S))
        with self._database.writing() as connection:
            user = find_user(connection, name)
            if user.disabled:
                raise SignInError(_WRONG)
            connection.execute(delete(sessions).where(sessions.c.expires_at <= timestamp(moment)))
            values = {"user_id": user.id, "started_at": timestamp(moment), "expires_at": expires_at}
            connection.execute(sessions.insert().values(digest=_digest(token), **values))
            log(connection, actor=name, action="signed in", subject=f"user {name}", detail={})
        return SignedIn(user=user, expires_at=expires_at, token=token)

    def session_user(self, token: str, *, at: datetime | None = None) -> User | None:
        """Return whose session it is; None when it is nobody's, or has ended."""
        return self._holders(_BY_SESSION, [token], at).get(token)

    async def session_user_async(self, token: str) -> User | None:
        """Return the same for an event loop; those that ask at one moment are answered together."""
        return await self._by_session.find(token)

    def sign_out(self, token: str) -> None:
        """End a session; one that has ended stays so."""
        with self._database.writing() as connection:
            ended = delete(sessions).where(sessions.c.digest == _digest(token)).returning(sessions.c.user_id)
            row = connection.execute(ended).first()
            if row is not None:
                name = connection.execute(select(users.c.name).where(users.c.id == row.user_id)).scalar_one()
                log(connection, actor=name, action="signed out", subject=f"user {name}", detail={})

    def sign_out_everywhere(self, name: str, *, actor: str) -> int:
        """End all sessions of a user; return how many there were."""
        with self._database.writing() as connection:
            ended = _end_sessions(connection, find_user(connection, name))
            detail = {"sessions": ended}
            log(connection, actor=actor, action="signed out everywhere", subject=f"user {name}", detail=detail)
            return ended

    # tokens of programs

    def add_token(self, name: str, label: str, *, days: int, actor: str, at: datetime | None = None) -> str:
        """Return a new token for a user's programs, shown once; ``label`` tells it from their others."""
        if not 1 <= days <= _MOST_DAYS:
            raise StoreError(f"A token holds 1 to {_MOST_DAYS} days; got {days}.")
        moment = at or datetime.now(UTC)
        token = _TOKEN_PREFIX + secrets.token_urlsafe(32)
        with self._database.writing() as connection:
            user = find_user(connection, name)
            if user.disabled:
                raise StoreError(f"{name} is disabled; enable them first.")
            connection.execute(delete(tokens).where(tokens.c.expires_at <= timestamp(moment)))
            values = {
                "user_id": user.id,
                "name": checked_name(label, "token"),
                "digest": _digest(token),
                "created_at": timestamp(moment),
                "expires_at": timestamp(moment + timedelta(days=days)),
            }
            row = connection.execute(tokens.insert().values(values).returning(tokens.c.id)).one()
            detail = {"token": row.id, "label": values["name"], "expires_at": values["expires_at"]}
            log(connection, actor=actor, action="token added", subject=f"user {name}", detail=detail)
        return token

    def tokens(self, name: str) -> list[ApiToken]:
        """Return a user's tokens, which do not tell the secret."""
        with self._database.reading() as connection:
            own = select(tokens).where(tokens.c.user_id == find_user(connection, name).id).order_by(tokens.c.id)
            return [
                ApiToken(id=row.id, label=row.name, created_at=row.created_at, expires_at=row.expires_at)
                for row in connection.execute(own)
            ]

    def revoke_token(self, name: str, token_id: int, *, actor: str) -> None:
        """Make a token worthless. Raises ``StoreError`` when the user has none of that id."""
        with self._database.writing() as connection:
            user = find_user(connection, name)
            gone = delete(tokens).where(tokens.c.id == token_id, tokens.c.user_id == user.id)
            if not connection.execute(gone).rowcount:
                raise StoreError(f"{name} has no token {token_id}.")
            log(connection, actor=actor, action="token revoked", subject=f"user {name}", detail={"token": token_id})

    def token_user(self, token: str, *, at: datetime | None = None) -> User | None:
        """Return whose token it is; None when it is nobody's, was revoked or has run out."""
        return self._holders(_BY_TOKEN, [token], at).get(token)

    async def token_user_async(self, token: str) -> User | None:
        """Return the same for an event loop; those that ask at one moment are answered together."""
        return await self._by_token.find(token)

    def close(self) -> None:
        """Answer nobody any more."""
        self._by_session.close()
        self._by_token.close()

    def _holders(self, holders: Prepared, secrets_: Sequence[str], at: datetime | None = None) -> dict[str, User]:
        """Return whose each secret is, of those that are somebody's."""
        digests = {token: _digest(token) for token in secrets_}
        moment = timestamp(at or datetime.now(UTC))
        with self._database.reading() as connection:
            rows = holders(connection, digests=many(connection, digests.values()), moment=moment)
        found = {row.digest: user_of(row) for row in rows}
        return {token: found[digest] for token, digest in digests.items() if digest in found}

    def _check(self, name: str, password: str, *, address: str | None, at: datetime) -> User:
        """Return the user whose password it is; a hash is compared while no transaction is open."""
        with self._database.writing() as connection:
            count_attempt(connection, keys_of(name, address), at=at)
            row = _find_password(connection, name)
        if not is_password(password, None if row is None else row.hash) or row is None:
            if row is not None:  # not the name of nobody: it may be a password in the wrong field
                with self._database.writing() as connection:
                    log(connection, actor=name, action="sign-in failed", subject=f"user {name}", detail={})
            raise SignInError(_WRONG)
        stronger = hash_password(password) if needs_new_hash(row.hash) else None
        with self._database.writing() as connection:
            forget_attempts(connection, name, address)
            if stronger is not None:
                again = update(passwords).where(passwords.c.user_id == row.id, passwords.c.hash == row.hash)
                connection.execute(again.values(hash=stronger))
        return user_of(row)


def _find_password(connection: Connection, name: str) -> Row[Any] | None:
    asked = select(users, passwords.c.hash).join_from(users, passwords, passwords.c.user_id == users.c.id)
    return connection.execute(asked.where(users.c.name == name, users.c.disabled_at.is_(None))).first()


def _end_sessions(connection: Connection, user: User) -> int:
    return connection.execute(delete(sessions).where(sessions.c.user_id == user.id)).rowcount


def _keep_a_lead(connection: Connection, user: User) -> None:
    """Raise ``StoreError`` when nobody else could lead."""
    others = select(func.count()).select_from(users)
    others = others.where(users.c.role == "lead", users.c.disabled_at.is_(None), users.c.id != user.id)
    if user.role == "lead" and not user.disabled and not connection.execute(others).scalar_one():
        raise StoreError(f"{user.name} is the only lead; make somebody else one first.")


def _list_accounts(connection: Connection) -> list[Account]:
    moment = now()
    rows = connection.execute(
        select(
            users,
            select(passwords.c.changed_at).where(passwords.c.user_id == users.c.id).scalar_subquery().label("changed"),
            _count_of(sessions, moment).label("open_sessions"),
            _count_of(tokens, moment).label("open_tokens"),
        ).order_by(users.c.name)
    )
    return [
        Account(
            user=user_of(row),
            has_password=row.changed is not None,
            sessions=row.open_sessions,
            tokens=row.open_tokens,
        )
        for row in rows
    ]


def _count_of(table: Any, moment: str) -> Any:
    own = select(func.count()).select_from(table).where(table.c.user_id == users.c.id, table.c.expires_at > moment)
    return own.scalar_subquery()


def _digest(token: str) -> str:
    """Return what is kept of a token: it is random and long, so that a quick digest is as good as a slow one."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
