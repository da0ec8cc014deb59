"""The queue: which pages there are, filtered and sorted."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from hypecheck.review._identity import Database
from hypecheck.review._pages import render
from hypecheck.review._parts import NavigationLink, Part

__all__ = ["PART"]

_router = APIRouter()
PART = Part(router=_router, links=(NavigationLink(label="Queue", path="/"),))


@_router.get("/")
def show_queue(request: Request, store: Database) -> Response:
    """Show the first pages."""
    return render(request, "queue.html", page=store.queue())
