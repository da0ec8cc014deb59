"""The moderators' web app: a store of assessments goes in, an ASGI app to read and decide them comes out.

>>> from hypecheck.review import ReviewSettings, create_app
>>> from hypecheck.store import open_store
>>> app = create_app(open_store("reviews.db"), ReviewSettings())           # doctest: +SKIP

How the parts meet, and where another one plugs in:

- A **part** (``_parts.Part``) is a router with the links it adds to the head of every page. ``_app.PARTS`` lists them;
  a part with ``team_only`` is left out for a single user. A part lives in a module of its own with its templates.
- Who asks is an ``Identity``: a name, a role, and the token their forms and scripts must send back. A **sign-in**
  (``_identity.SignIn``) turns a request into one: ``LocalSignIn`` for a single user; ``create_app(..., sign_in=)``
  takes any other. No route is reached without an identity except those under its ``open_paths`` and ``/static/``.
- A route says who may use it: ``Depends(allow("lead"))``; it takes ``me: Me`` and ``store: Database`` as parameters.
- ``_guard.Guard`` stands before everything: Host, size, who asks, forgery, and the headers of every answer. An identity
  without a token (``csrf=None``) came by a header that no other site's page can make a browser send.
- ``_pages.render(request, "name.html", ...)`` fills a template, which extends ``base.html``. Whatever stands in it is
  escaped. A form carries ``<input type="hidden" name="csrf" value="{{ me.csrf }}">``.
- ``_app.build_app(store, settings, sign_in=, parts=)`` is the bare app with the guard, for what serves no pages.

Importing this package loads no web library; its names do, or say how to install it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hypecheck.errors import SettingsError

if TYPE_CHECKING:
    from hypecheck.review._accounts import TeamSignIn
    from hypecheck.review._app import build_api, build_app, create_app
    from hypecheck.review._identity import Identity, SignIn
    from hypecheck.review._local import LocalSignIn
    from hypecheck.review._serve import run_server
    from hypecheck.review._settings import ReviewSettings

__all__ = [
    "Identity",
    "LocalSignIn",
    "ReviewSettings",
    "SignIn",
    "TeamSignIn",
    "build_api",
    "build_app",
    "create_app",
    "run_server",
]

_LAZY = {
    "Identity": "_identity",
    "LocalSignIn": "_local",
    "ReviewSettings": "_settings",
    "SignIn": "_identity",
    "TeamSignIn": "_accounts",
    "build_api": "_app",
    "build_app": "_app",
    "create_app": "_app",
    "run_server": "_serve",
}
_NEEDED = ("fastapi", "starlette", "jinja2", "markupsafe", "uvicorn", "python_multipart", "pydantic", "sqlalchemy")


def __getattr__(name: str) -> Any:
    """Load a name that needs the web libraries when it is first asked for."""
    if name not in _LAZY:
        raise AttributeError(f"module 'hypecheck.review' has no attribute {name!r}")
    try:
        return getattr(import_module(f"hypecheck.review.{_LAZY[name]}"), name)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in _NEEDED:
            raise
        raise SettingsError(
            "The review page and the server need the review extra: pip install 'hypecheck[review]'."
        ) from error
