"""``hypecheck users``: who may sign in to a database, what they may do, and the tokens of their programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from hypecheck.cli._errors import tell

if TYPE_CHECKING:
    from hypecheck.store import Account, Store

__all__ = ["users"]

users = typer.Typer(no_args_is_help=True, help="Add and change the people of a team, and the tokens of their programs.")

#: Who did it, in the log: somebody with the database at hand, whoever they are.
_ACTOR = "command line"


class RoleChoice(StrEnum):
    """What somebody may do: decide; decide, settle and lead; look on."""

    moderator = "moderator"
    lead = "lead"
    auditor = "auditor"


DB = Annotated[str, typer.Option("--db", metavar="DB", help="The database file, or postgresql://USER@HOST/NAME.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name they sign in with.")]
Role = Annotated[RoleChoice, typer.Option("--role", help="What they may do.")]


@users.command()
def add(name: Name, db: DB, role: Role = RoleChoice.moderator) -> None:
    """Add somebody, with a password that is asked for, or read from stdin."""
    from hypecheck.store import open_store

    with open_store(db) as store:  # a team may begin before its first scan
        known = {user.name for user in store.users()}
        if name in known:
            raise typer.BadParameter(f"{name} is there already; change them with: hypecheck users role, password")
        _check_name(name)
        store.accounts.add(name, _read_password(name), role.value, actor=_ACTOR)
    tell(f"added {name} as {role}")


@users.command("list")
def list_(db: DB) -> None:
    """List everybody: name, role, and what they can sign in with."""
    with _opened(db) as store:
        accounts = store.accounts.everyone()
    for account in accounts:
        typer.echo(f"{account.user.name}\t{account.user.role}\t{_state(account)}")


@users.command("role")
def set_role(
    name: Name,
    role: Annotated[RoleChoice, typer.Argument(metavar="ROLE", help="What they may do from now on.")],
    db: DB,
) -> None:
    """Give somebody another role; it holds at once."""
    with _opened(db) as store:
        store.accounts.set_role(name, role.value, actor=_ACTOR)
    tell(f"{name} is {role} now")


@users.command("password")
def set_password(name: Name, db: DB) -> None:
    """Give somebody a new password, asked for or read from stdin; they are signed out everywhere."""
    with _opened(db) as store:
        _check_there(store, name)
        store.accounts.set_password(name, _read_password(name), actor=_ACTOR)
    tell(f"{name} has a new password and was signed out everywhere")


@users.command()
def disable(
    name: Name,
    db: DB,
    undo: Annotated[bool, typer.Option("--undo", help="Let them in again.")] = False,
) -> None:
    """Shut somebody out at once. What they decided stays."""
    with _opened(db) as store:
        if undo:
            store.accounts.enable(name, actor=_ACTOR)
        else:
            store.accounts.disable(name, actor=_ACTOR)
    tell(f"{name} may sign in again" if undo else f"{name} is shut out")


@users.command()
def token(
    name: Name,
    db: DB,
    label: Annotated[str, typer.Option("--label", help="What it is for: it tells this token from their others.")],
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How long it holds.")] = 90,
    revoke: Annotated[bool, typer.Option("--revoke", help="Make the tokens of this label worthless instead.")] = False,
) -> None:
    """Print a new token for somebody's programs, once: it does what they may do, through the API."""
    with _opened(db) as store:
        if revoke:
            own = [each for each in store.accounts.tokens(name) if each.label == label]
            for each in own:
                store.accounts.revoke_token(name, each.id, actor=_ACTOR)
            tell(f"{len(own)} revoked")
            return
        made = store.accounts.add_token(name, label, days=days, actor=_ACTOR)
    typer.echo(made)
    tell(f"this token of {name} holds {days} days and is not shown again")


@contextmanager
def _opened(db: str) -> Iterator[Store]:
    from hypecheck.store import open_store

    with open_store(db, create=False) as store:
        yield store


def _check_there(store: Store, name: str) -> None:
    """Refuse a name of nobody before a password is asked for."""
    if name not in {user.name for user in store.users()}:
        raise typer.BadParameter(f"There is nobody called {name!r}; add them with: hypecheck users add")


def _check_name(name: str) -> None:
    from hypecheck.store import LOCAL_USER

    if name in (LOCAL_USER, _ACTOR):
        raise typer.BadParameter(f"{name!r} stands for whoever sits at the machine in the log; take another name.")


def _read_password(name: str) -> str:
    """Return a password typed twice without echo, or the first line of stdin where that is no terminal.

    It is no option: other users of the machine see those, and shells keep them.
    """
    if sys.stdin.isatty():
        return str(typer.prompt(f"Password for {name}", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _state(account: Account) -> str:
    if account.user.disabled:
        return "disabled"
    if not account.has_password:
        return "no password"
    return f"{account.sessions} sessions, {account.tokens} tokens"
