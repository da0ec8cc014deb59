"""A request goes in; who asks comes out, and whether they may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, HTTPException, Request
from starlette.responses import Response

from hypecheck.review._parts import Part
from hypecheck.store import Role, Store

__all__ = ["Database", "Identity", "Me", "SignIn", "allow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Someone who is signed in. ``csrf`` is the token that every request of theirs that changes something carries.

    It is None for whoever was known by a header and not by a cookie: no other site can make a browser send that.
    """

    name: str
    role: Role
    csrf: str | None


class SignIn(Protocol):
    """A way to know who asks. ``is_team`` says that there may be more than one of them."""

    @property
    def is_team(self) -> bool: ...

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the routes it brings along: a page to sign in at, one to sign out."""

    @property
    def open_paths(self) -> tuple[str, ...]:
        """Return the paths, or starts of paths that end in "/", that are reached without an identity."""

    async def identify(self, request: Request) -> Identity | None:
        """Return who asks, or None for somebody unknown. Called for each request."""

    def refuse(self, request: Request) -> Response:
        """Return what somebody unknown gets who asks for a page: usually the way to sign in."""


# What a route asks for is looked up in the event loop: a thread for each of them took longer than the look.


async def _current(request: Request) -> Identity:
    found: Identity | None = getattr(request.state, "identity", None)
    if found is None:  # the guard lets nobody unknown this far, but for open paths
        raise HTTPException(401, "Sign in first.")
    return found


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


Me = Annotated[Identity, Depends(_current)]
Database = Annotated[Store, Depends(_store)]


def allow(*roles: Role) -> Callable[[Identity], Awaitable[None]]:
    """Return a dependency that lets these roles through and answers 403 to others."""

    async def check(me: Me) -> None:
        if me.role not in roles:
            raise HTTPException(403, f"This is for {' and '.join(roles)}; you are signed in as {me.role}.")

    return check
