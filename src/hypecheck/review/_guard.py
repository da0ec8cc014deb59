"""Every request goes through here: Host, size, who asks, forgery; and every answer gets its headers.

The rules are those of the OWASP cheat sheets on cross-site request forgery and on HTTP headers.
"""

from __future__ import annotations

import hmac
import logging
from urllib.parse import parse_qs, urlsplit

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hypecheck.review._identity import Identity, SignIn
from hypecheck.review._pages import render_error, wants_page
from hypecheck.review._settings import ReviewSettings

__all__ = ["CONTENT_SECURITY_POLICY", "Guard"]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types hypecheck",
    )
)
_LOG = logging.getLogger(__name__)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # other sites learn nothing; with "no-referrer" a form of our own would be sent with the Origin of nobody
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_SAFE = ("GET", "HEAD", "OPTIONS")
_ALWAYS_OPEN = ("/static/",)


class Guard:
    """Wraps the app. What it refuses never reaches a route."""

    def __init__(self, app: ASGIApp, *, settings: ReviewSettings, sign_in: SignIn) -> None:
        self._app = app
        self._settings = settings
        self._sign_in = sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        send = self._with_headers(scope, send)
        request = Request(scope)
        refused, body = await self._check(request, receive)
        if refused is not None:
            await refused(scope, receive, send)
            return
        begun = False

        async def send_and_note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive if body is None else _replay(body, receive), send_and_note)
        except Exception:  # a fault of ours: what the framework would answer has no headers
            _LOG.exception("%s %s failed", request.method, request.url.path)
            if not begun:
                sentence = "hypecheck met a fault of its own; what was decided before is kept."
                await render_error(request, 500, sentence)(scope, receive, send)

    async def _check(self, request: Request, receive: Receive) -> tuple[Response | None, bytes | None]:
        """Return an answer to give at once, or None and the body of what may go on (None for a safe request)."""
        if not self._is_own_host(request.headers.get("host", "")):
            return render_error(request, 400, "This server does not answer to that name; use the one it gave."), None
        body = None
        if request.method not in _SAFE:
            body = await self._read_body(request, receive)
            if body is None:
                return render_error(request, 413, f"A request has at most {self._most(request):,} bytes."), None
            if _is_cross_site(request):
                return render_error(request, 403, "This request was sent by a page of another site.", code="csrf"), None
        identity = await self._sign_in.identify(request)
        request.state.identity = identity
        if identity is None and not self._is_open(request.url.path):
            return await run_in_threadpool(self._refuse, request), None
        if identity is not None and body is not None and not _has_token(request, body, identity):
            sentence = "The page is from before you signed in; load it again and send it once more."
            return render_error(request, 403, sentence, code="csrf"), None
        return None, body

    def _is_own_host(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname
        except ValueError:
            return False
        return name in self._settings.hosts

    def _is_open(self, path: str) -> bool:
        paths = (*_ALWAYS_OPEN, *self._sign_in.open_paths)
        return any(path == each or (each.endswith("/") and path.startswith(each)) for each in paths)

    def _refuse(self, request: Request) -> Response:
        if wants_page(request):
            return self._sign_in.refuse(request)
        return render_error(request, 401, "You are not signed in any more. Sign in, and what waits is sent.")

    def _most(self, request: Request) -> int:
        is_api = request.url.path.startswith("/api/")
        return self._settings.most_api_body_bytes if is_api else self._settings.most_body_bytes

    async def _read_body(self, request: Request, receive: Receive) -> bytes | None:
        """Return the body, or None as soon as it is too long, whatever length was announced."""
        most = self._most(request)
        announced = request.headers.get("content-length", "")
        if announced.isdecimal() and int(announced) > most:
            return None
        parts = []
        size = 0
        while True:
            message = await receive()
            part = message.get("body", b"")
            size += len(part)
            if size > most:
                return None
            parts.append(part)
            if message["type"] == "http.disconnect" or not message.get("more_body", False):
                return b"".join(parts)

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                if self._settings.secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                is_static = scope["path"].startswith(_ALWAYS_OPEN)
                # what is on a page is nobody else's, also not of who uses this browser next
                headers.setdefault("Cache-Control", "no-cache" if is_static else "no-store")
            await send(message)

        return send_with_headers


def _is_cross_site(request: Request) -> bool:
    """Return whether a browser says that another site's page sent this. Other programs say nothing."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def _has_token(request: Request, body: bytes, identity: Identity) -> bool:
    if identity.csrf is None:
        return True
    sent = request.headers.get("x-csrf-token") or _form_token(request.headers, body)
    return hmac.compare_digest(sent.encode(), identity.csrf.encode())


def _form_token(headers: Headers, body: bytes) -> str:
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return ""
    return parse_qs(body.decode("utf-8", "replace")).get("csrf", [""])[0]


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that gives the body that was read, then whatever comes."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
