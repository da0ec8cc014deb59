"""The sign-in of a team: a name and a password, exchanged for a cookie; and the page of one's own account."""

from __future__ import annotations

import hmac
import math
import re
from hashlib import sha256
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from hypecheck.errors import SettingsError, SignInError
from hypecheck.review._api import OPEN_PATHS, read_bearer
from hypecheck.review._api_problems import is_api
from hypecheck.review._identity import Database, Identity, Me
from hypecheck.review._pages import render
from hypecheck.review._parts import NavigationLink, Part
from hypecheck.store import Store

__all__ = ["TeamSignIn"]

#: A path of this server and nothing else: "//evil.example" and "/\evil.example" are other sites to a browser.
_OWN_PATH = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,2000}")
_TOKEN_DAYS = (30, 90, 365)

Text = Annotated[str, Form(max_length=2_000)]


class TeamSignIn:
    """Knows people by the cookie that their name and password gave them.

    Raises ``SettingsError`` when nobody could sign in: a team starts with an account.
    """

    is_team = True
    open_paths = ("/sign-in", *OPEN_PATHS)

    def __init__(self, store: Store) -> None:
        if not store.accounts.can_sign_in():
            raise SettingsError(
                f"Nobody has an account yet. Add a lead first: hypecheck users add NAME --role lead --db {store.name}"
            )
        self._store = store
        self.parts = (Part(router=_router, links=(NavigationLink(label="Account", path="/account"),)),)

    async def identify(self, request: Request) -> Identity | None:
        """Return whose session the cookie is of; the role is what it is now and not what it was then."""
        if is_api(request.url.path):
            return await read_bearer(request, self._store)
        token = request.cookies.get(_cookie_name(request), "")
        user = await self._store.accounts.session_user_async(token) if token else None
        if user is None:
            return None
        csrf = hmac.new(token.encode("utf-8", "replace"), b"csrf", sha256).hexdigest()
        return Identity(name=user.name, role=user.role, csrf=csrf)

    def refuse(self, request: Request) -> Response:
        """Send somebody unknown to the page to sign in at, and from there to where they wanted to go."""
        query = f"?{request.url.query}" if request.url.query else ""
        wanted = f"{request.url.path}{query}" if request.method == "GET" else "/"
        after = f"?{urlencode({'next': wanted})}" if wanted != "/" else ""
        return RedirectResponse(f"/sign-in{after}", status_code=303)


_router = APIRouter()


@_router.get("/sign-in")
def show_sign_in(request: Request, next: str = "/") -> Response:
    """Ask for a name and a password."""
    return _sign_in_page(request, next=next)


@_router.post("/sign-in")
def sign_in(request: Request, store: Database, name: Text = "", password: Text = "", next: Text = "/") -> Response:
    """Begin a session under a new token; one that was there before ends."""
    try:
        signed_in = store.accounts.sign_in(name.strip(), password, address=_address(request))
    except SignInError as error:
        status = 429 if error.wait_s else 401
        answer = _sign_in_page(request, next=next, name=name, told=str(error), status=status)
        if error.wait_s:
            answer.headers["Retry-After"] = str(math.ceil(error.wait_s))
        return answer
    _end_session(request, store)
    answer = RedirectResponse(_own_path(next), status_code=303)
    answer.set_cookie(
        _cookie_name(request),
        signed_in.token,
        httponly=True,
        samesite="lax",  # a link in a mail leads to the page and not to the sign-in; what changes things has a token
        secure=request.app.state.settings.secure,
    )
    return answer


@_router.post("/sign-out")
def sign_out(request: Request, store: Database) -> Response:
    """End this session."""
    _end_session(request, store)
    return _signed_out(request)


@_router.post("/sign-out-everywhere")
def sign_out_everywhere(request: Request, store: Database, me: Me) -> Response:
    """End all sessions of whoever asks."""
    store.accounts.sign_out_everywhere(me.name, actor=me.name)
    return _signed_out(request)


@_router.get("/account")
def show_account(request: Request, store: Database, me: Me) -> Response:
    """Show what one can do about one's own account."""
    return _account_page(request, store, me)


@_router.post("/account/password")
def change_password(
    request: Request, store: Database, me: Me, old: Text = "", new: Text = "", again: Text = ""
) -> Response:
    """Change one's own password; every session ends, this one too."""
    if new != again:
        return _account_page(request, store, me, told="The two new passwords differ.", status=422)
    store.accounts.change_password(me.name, old, new, address=_address(request))
    return _signed_out(request)


@_router.post("/account/tokens")
def add_token(
    request: Request, store: Database, me: Me, label: Text = "", days: Annotated[int, Form()] = 90
) -> Response:
    """Show a new token of one's own, this once."""
    token = store.accounts.add_token(me.name, label, days=days, actor=me.name)
    return _account_page(request, store, me, token=token)


@_router.post("/account/tokens/revoke")
def revoke_token(store: Database, me: Me, token: Annotated[int, Form(gt=0, lt=2**63)]) -> Response:
    """Make a token of one's own worthless."""
    store.accounts.revoke_token(me.name, token, actor=me.name)
    return RedirectResponse("/account", status_code=303)


def _sign_in_page(request: Request, *, next: str, name: str = "", told: str = "", status: int = 200) -> Response:
    return render(request, "sign_in.html", status=status, next=_own_path(next), typed=name, told=told)


def _account_page(
    request: Request, store: Store, me: Identity, *, told: str = "", token: str = "", status: int = 200
) -> Response:
    own = store.accounts.tokens(me.name)
    return render(request, "account.html", status=status, tokens=own, token=token, told=told, days=_TOKEN_DAYS)


def _end_session(request: Request, store: Store) -> None:
    token = request.cookies.get(_cookie_name(request))
    if token:
        store.accounts.sign_out(token)


def _signed_out(request: Request) -> Response:
    answer = RedirectResponse("/sign-in", status_code=303)
    secure = request.app.state.settings.secure
    answer.delete_cookie(_cookie_name(request), httponly=True, samesite="lax", secure=secure)
    return answer


def _cookie_name(request: Request) -> str:
    """Return a name that no other site can set where there is https, else one for each port."""
    if request.app.state.settings.secure:
        return "__Host-hypecheck"
    return f"hypecheck-team-{request.url.port or request.url.scheme}"


def _address(request: Request) -> str | None:
    return None if request.client is None else request.client.host


def _own_path(path: str) -> str:
    """Return a path of this server as it is, and the queue for anything else."""
    return path if _OWN_PATH.fullmatch(path) else "/"
