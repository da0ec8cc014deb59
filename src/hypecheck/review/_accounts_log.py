"""The log, for those who lead or look on: who did what, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from hypecheck.review._identity import Database, allow
from hypecheck.review._pages import render
from hypecheck.review._parts import NavigationLink, Part

__all__ = ["PART"]

_LINES = 100
_LONGEST = 200  # of a name asked for
#: What a decision has or has not; the store keeps them as numbers. Other figures are told also where they are 0.
_FLAGS = ("settles", "blind")

_router = APIRouter(dependencies=[Depends(allow("lead", "auditor"))])
PART = Part(
    router=_router, links=(NavigationLink(label="Log", path="/log", roles=("lead", "auditor")),), team_only=True
)


@_router.get("/log")
def show_log(
    request: Request,
    store: Database,
    before: Annotated[int | None, Query(gt=0, lt=2**63)] = None,
    who: Annotated[str, Query(max_length=_LONGEST)] = "",
    what: Annotated[str, Query(max_length=_LONGEST)] = "",
) -> Response:
    """Show some lines of the log, or those before one of them; ``who`` did it, to ``what`` ("page 12")."""
    who, what = who.strip(), what.strip()
    lines = store.newest_audit(before=before, limit=_LINES + 1, actor=who or None, subject=what or None)
    more = lines[_LINES - 1].id if len(lines) > _LINES else None
    return render(request, "log.html", lines=lines[:_LINES], more=more, told=_told, who=who, what=what)


def _told(detail: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what a line says beside who did what: nothing that is empty, and no flag that is not set."""
    return [
        (name, value)
        for name, value in detail.items()
        if value is not None and value != "" and (value or name not in _FLAGS)
    ]
