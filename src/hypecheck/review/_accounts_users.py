"""The people of a team, for its leads: who there is, what they may do, who is shut out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from hypecheck.errors import StoreError
from hypecheck.review._identity import Database, Me, allow
from hypecheck.review._pages import render
from hypecheck.review._parts import NavigationLink, Part
from hypecheck.store import LOCAL_USER, ROLES, Role, Store

__all__ = ["PART"]

_router = APIRouter(prefix="/users", dependencies=[Depends(allow("lead"))])
PART = Part(router=_router, links=(NavigationLink(label="Users", path="/users", roles=("lead",)),), team_only=True)

Text = Annotated[str, Form(max_length=2_000)]


@_router.get("")
def show_users(request: Request, store: Database) -> Response:
    """List everybody, with what can be changed about them."""
    return _users_page(request, store)


@_router.post("")
def add_user(
    request: Request, store: Database, me: Me, user: Text, password: Text, role: Annotated[Role, Form()] = "moderator"
) -> Response:
    """Add somebody with a first password, which they change themselves."""
    try:
        if user.strip() == LOCAL_USER:
            raise StoreError(f"{LOCAL_USER} stands for whoever sits at the machine; take another name.")
        store.accounts.add(user, password, role, actor=me.name)
    except StoreError as error:
        return _users_page(request, store, told=str(error), status=422)
    return _done()


@_router.post("/role")
def set_role(store: Database, me: Me, user: Text, role: Annotated[Role, Form()]) -> Response:
    """Give somebody another role."""
    store.accounts.set_role(user, role, actor=me.name)
    return _done()


@_router.post("/password")
def set_password(store: Database, me: Me, user: Text, password: Text) -> Response:
    """Give somebody a new password; they are signed out everywhere."""
    store.accounts.set_password(user, password, actor=me.name)
    return _done()


@_router.post("/sign-out")
def sign_out(store: Database, me: Me, user: Text) -> Response:
    """End all sessions of somebody."""
    store.accounts.sign_out_everywhere(user, actor=me.name)
    return _done()


@_router.post("/disable")
def disable_user(store: Database, me: Me, user: Text) -> Response:
    """Shut somebody out."""
    store.accounts.disable(user, actor=me.name)
    return _done()


@_router.post("/enable")
def enable_user(store: Database, me: Me, user: Text) -> Response:
    """Let somebody in again."""
    store.accounts.enable(user, actor=me.name)
    return _done()


def _users_page(request: Request, store: Store, *, told: str = "", status: int = 200) -> Response:
    accounts = [account for account in store.accounts.everyone() if account.user.name != LOCAL_USER]
    return render(request, "users.html", status=status, accounts=accounts, roles=ROLES, told=told)


def _done() -> Response:
    return RedirectResponse("/users", status_code=303)
