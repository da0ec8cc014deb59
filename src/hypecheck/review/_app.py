"""A store and settings go in, the app with its guard, its parts and its plain errors comes out."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from hypecheck.errors import HypecheckError, OutputError
from hypecheck.review import _accounts_log, _accounts_users, _api, _dashboard, _decide, _model_page, _page, _queue
from hypecheck.review._api import BearerSignIn
from hypecheck.review._api_problems import answer_error, is_api
from hypecheck.review._guard import Guard
from hypecheck.review._identity import SignIn
from hypecheck.review._local import LocalSignIn
from hypecheck.review._pages import read_static, render_error
from hypecheck.review._parts import Part
from hypecheck.review._settings import ReviewSettings
from hypecheck.store import LOCAL_USER, Store

__all__ = ["PARTS", "build_api", "build_app", "create_app"]

#: What the app is made of, in the order of the links at the head of a page.
PARTS: tuple[Part, ...] = (
    _queue.PART,
    _page.PART,
    _decide.PART,
    _dashboard.PART,
    _model_page.PART,
    _accounts_users.PART,
    _accounts_log.PART,
    _api.PART,
)


def create_app(store: Store, settings: ReviewSettings | None = None, *, sign_in: SignIn | None = None) -> FastAPI:
    """Return the review page over a store. Without a ``sign_in`` it is for a single user of this machine."""
    sign_in = sign_in or LocalSignIn()
    if not sign_in.is_team:
        _make_local_user(store)
    parts = (*(part for part in PARTS if sign_in.is_team or not part.team_only), *sign_in.parts)
    return build_app(store, settings or ReviewSettings(), sign_in=sign_in, parts=parts)


def build_api(store: Store, settings: ReviewSettings | None = None) -> FastAPI:
    """Return the API alone, without pages: for programs with a token."""
    return build_app(store, settings or ReviewSettings(), sign_in=BearerSignIn(store), parts=(_api.PART,))


def build_app(store: Store, settings: ReviewSettings, *, sign_in: SignIn, parts: Iterable[Part]) -> FastAPI:
    """Return an app of these parts alone, behind the guard."""
    app = FastAPI(title="hypecheck", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.store = store
    app.state.settings = settings
    app.state.sign_in = sign_in
    app.state.parts = tuple(parts)
    app.add_api_route("/static/{name}", _send_static, methods=["GET"])
    for part in app.state.parts:
        app.include_router(part.router)
    app.add_exception_handler(HypecheckError, _answer_store)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_middleware(Guard, settings=settings, sign_in=sign_in)
    return app


def _make_local_user(store: Store) -> None:
    """See to it that the single user is there and may do everything."""
    if all(user.name != LOCAL_USER for user in store.users()):
        store.add_user(LOCAL_USER, "lead")
    store.accounts.set_role(LOCAL_USER, "lead", actor=LOCAL_USER)


def _send_static(request: Request, name: str) -> Response:
    found = read_static(name, request.headers.get("if-none-match"))
    if found is None:
        raise HTTPException(404, "There is no such file.")
    return found


def _answer_store(request: Request, error: Exception) -> Response:
    """Answer what the store refuses: its sentences are for the person who asked. 503 is to be tried again."""
    if is_api(request.url.path) and isinstance(error, HypecheckError):
        return answer_error(error)
    later = isinstance(error, OutputError) or (isinstance(error, HypecheckError) and error.code == "unavailable")
    return render_error(request, 503 if later else 400, str(error))


def _answer_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # what it is registered for
    answer = render_error(request, error.status_code, str(error.detail))
    answer.headers.update(error.headers or {})  # which methods there are
    return answer


def _answer_invalid(request: Request, error: Exception) -> Response:
    """Answer a request whose form is wrong: which part of it, without what was in it."""
    assert isinstance(error, RequestValidationError)  # noqa: S101  # what it is registered for
    told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    return render_error(request, 422, f"The request is not as expected: {told}.")
