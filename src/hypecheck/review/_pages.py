"""A template and what it shows go in, a page comes out. Whatever is put into a template is escaped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, JSONResponse, Response

from hypecheck.report import parts
from hypecheck.review._api_problems import CODES, answer_problem, is_api

__all__ = ["read_static", "render", "render_error", "render_message", "render_text", "wants_page"]

#: Files that the reports bring along: one look and one set of marks for both.
_SHARED = ("base.css", "assessment.css")
#: What the reports make of an assessment: finished HTML.
_PIECES = (
    "citations_table",
    "claims_table",
    "findings_table",
    "label_badge",
    "mini_bar",
    "origin_lines",
    "page_facts",
    "plugs_table",
    "reasons_list",
    "record_facts",
    "render_article",
    "score_card",
)
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_TITLES = {
    400: "That request cannot be read",
    401: "Sign in first",
    403: "That is not allowed",
    404: "Nothing is there",
    405: "That cannot be done here",
    409: "That does not fit any more",
    413: "Too large",
    422: "That request cannot be read",
    429: "Too many requests",
    500: "A fault of hypecheck",
    503: "The database does not answer",
}


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Return a page made of a template of this package."""
    return HTMLResponse(render_text(request, template, **context), status_code=status)


def render_text(request: Request, template: str, **context: Any) -> str:
    """Return what a template makes: a page, or a piece of one for a script to put in place."""
    identity = getattr(request.state, "identity", None)
    links = [
        link
        for part in request.app.state.parts
        for link in part.links
        if identity is not None and identity.role in link.roles
    ]
    own = {"me": identity, "links": links, "path": request.url.path}
    return _environment().get_template(template).render(own | context)


def render_message(request: Request, *, title: str, text: str, status: int = 200) -> HTMLResponse:
    """Return a page that says one thing."""
    return render(request, "message.html", status=status, title=title, text=text)


def render_error(request: Request, status: int, sentence: str, *, code: str | None = None) -> Response:
    """Return what went wrong, as a page for a person and as an object for a script."""
    if is_api(request.url.path):
        return answer_problem(status, sentence, code=code or CODES.get(status, "refused"))
    if wants_page(request) and "app" in request.scope:
        return render_message(request, status=status, title=_TITLES.get(status, "That did not work"), text=sentence)
    return JSONResponse({"error": sentence, "code": code}, status_code=status)


def wants_page(request: Request) -> bool:
    """Return whether the answer is for a person to look at and not for a script."""
    return "text/html" in request.headers.get("accept", "") and not is_api(request.url.path)


def read_static(name: str, known: str | None = None) -> Response | None:
    """Return a file of the package by its name, or None: only what is listed here can be asked for.

    A browser that has it, under the tag it ``known``, gets no more than that it still holds.
    """
    found = _statics().get(name)
    if found is None:
        return None
    content, tag = found
    headers = {"ETag": f'"{tag}"'}
    if known == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    kind = next(kind for ending, kind in _TYPES.items() if name.endswith(ending))
    return Response(content, media_type=kind, headers=headers)


@cache
def _statics() -> dict[str, tuple[bytes, str]]:
    """Return every file that is served, with its tag. A name is looked up and never joined to a path."""
    own = {file.name: file.read_bytes() for file in files("hypecheck.review").joinpath("static").iterdir()}
    reports = files("hypecheck.report").joinpath("static")
    shared = {name: reports.joinpath(name).read_bytes() for name in _SHARED}
    contents = {name: data for name, data in (own | shared).items() if name.endswith(tuple(_TYPES))}
    return {name: (data, hashlib.sha256(data).hexdigest()[:16]) for name, data in contents.items()}


def _static_url(name: str) -> str:
    """Return the address of a file; it changes with what is in it."""
    return f"/static/{name}?v={_statics()[name][1]}"


def _as_markup(make: Callable[..., str]) -> Callable[..., Markup]:
    return lambda *args, **named: Markup(make(*args, **named))  # noqa: S704  # escaped where it is made


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("hypecheck.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = _static_url
    for name in _PIECES:
        environment.globals[name] = _as_markup(getattr(parts, name))
    environment.globals.update(count_of=parts.count_of, label_of=parts.label_of, SYMBOLS=parts.SYMBOLS)
    environment.filters["day"] = lambda moment: moment[:10]
    environment.filters["minute"] = lambda moment: moment[:16].replace("T", " ")
    environment.filters["plain"] = lambda name: name.replace("_", " ")
    return environment
