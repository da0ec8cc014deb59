"""The sign-in of a single user on their own machine: a link with a token, exchanged for a cookie."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from hypecheck.review._identity import Identity
from hypecheck.review._pages import render_message
from hypecheck.review._parts import Part
from hypecheck.store import LOCAL_USER, Store

__all__ = ["LocalSignIn"]


class LocalSignIn:
    """Knows one user by a session that the link with the token began. ``token`` is made anew unless it is given.

    Other programs and users of this machine can reach 127.0.0.1 too: without the link they get nothing. The session is
    in the database, so that a browser at work goes on when the server was started again.
    """

    open_paths = ("/open",)
    is_team = False

    def __init__(self, token: str | None = None) -> None:
        self.token = token or secrets.token_urlsafe(32)
        router = APIRouter()
        router.add_api_route("/open", self.exchange, methods=["GET"], response_model=None)
        self.parts = (Part(router=router),)

    def link(self, base: str) -> str:
        """Return the address that signs in, for the person at the terminal."""
        return f"{base}/open?token={self.token}"

    async def identify(self, request: Request) -> Identity | None:
        """Return the local user, who may do everything, where the cookie is of a session of theirs."""
        session = request.cookies.get(_cookie_name(request), "")
        user = await _store_of(request).accounts.session_user_async(session) if session else None
        if user is None or user.name != LOCAL_USER:
            return None
        return Identity(name=user.name, role=user.role, csrf=_csrf_token(session))

    def refuse(self, request: Request) -> Response:
        """Say where the link is."""
        return render_message(
            request,
            status=401,
            title="Open the link from the terminal",
            text="hypecheck review printed a link when it started. It signs this browser in; open it and come back.",
        )

    def exchange(self, request: Request, token: str = "") -> Response:
        """Give a browser that has the token its cookie, and take the token out of the address."""
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            return self.refuse(request)
        begun = _store_of(request).accounts.start_session(LOCAL_USER)
        answer = RedirectResponse("/", status_code=303)
        secure = request.app.state.settings.secure
        answer.set_cookie(_cookie_name(request), begun.token, httponly=True, samesite="strict", secure=secure)
        return answer


def _store_of(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def _csrf_token(session: str) -> str:
    """Return what a page shows of the session: nobody gets from it to the cookie, and each session has another."""
    return hmac.new(session.encode(), b"csrf", sha256).hexdigest()


def _cookie_name(request: Request) -> str:
    """Return a name of its own for each port: cookies of 127.0.0.1 are shared by all of them."""
    return f"hypecheck-{request.url.port or request.url.scheme}"
