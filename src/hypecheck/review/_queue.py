"""The queue: which pages there are, filtered, sorted and counted, and the queues that were saved."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from hypecheck.review._choices import QUEUE_ACTIONS
from hypecheck.review._filters import Asked, Query, parse_query, write_query
from hypecheck.review._identity import Database, Me, allow
from hypecheck.review._narrowings import list_narrowings
from hypecheck.review._pages import render
from hypecheck.review._parts import NavigationLink, Part
from hypecheck.review._reading import hide_decisions, may_decide
from hypecheck.store import Filters, Look, Store, Tally, View

__all__ = ["PART"]

_ROWS = 50
_FACETS_S = 60.0
_SORT_LABELS = {
    "score": "Highest score",
    "-score": "Lowest score",
    "uncertainty": "Least certain",
    "site": "Site",
    "cluster": "Most near duplicates",
    "newest": "Newest scan",
    "oldest": "Oldest scan",
}

_router = APIRouter()
PART = Part(router=_router, links=(NavigationLink(label="Queue", path="/"),))


@_router.get("/")
def show_queue(
    request: Request, store: Database, me: Me, query: Asked, after: str | None = None, before: str | None = None
) -> Response:
    """Show some pages of a queue, how many there are, and what it could be narrowed to."""
    look = store.look(query.filters, sort=query.sort, after=after, before=before, limit=_ROWS)
    page = look.page
    return render(
        request,
        "queue.html",
        query=query,
        query_pairs=parse_qsl(write_query(query)),
        address=write_query(query),
        rows=hide_decisions(store, me, page.rows),
        after=page.after,
        before=page.before,
        tabs=_tabs(query, look),
        narrowings=list_narrowings(query),
        whole=sum(look.tally.counts.values()),
        bands=_count_bands(query, look.tally),
        values=_values_of(request, store),
        views=[(view.name, write_query(_query_of(view))) for view in store.views(me.name)],
        sorts=_SORT_LABELS,
        may_decide=may_decide(me),
        actions=QUEUE_ACTIONS,
    )


@_router.get("/next", dependencies=[Depends(allow("moderator", "lead"))])
def go_on(request: Request, store: Database, me: Me, query: Asked) -> Response:
    """Give the reader the next page of a queue that is nobody else's, and tell its script that it was not picked."""
    lease_s = request.app.state.settings.lease_s
    address = write_query(query)
    for lease in store.lease_next(me.name, query.filters, sort=query.sort, seconds=lease_s):
        return RedirectResponse(f"/pages/{lease.row.page_id}?{address}#next", status_code=303)
    return render(request, "done.html", address=address, left=store.count(query.filters))


@_router.post("/views", dependencies=[Depends(allow("moderator", "lead", "auditor"))])
def save_view(
    store: Database, me: Me, name: Annotated[str, Form()], query: Annotated[str, Form()] = ""
) -> RedirectResponse:
    """Save a queue under a name."""
    asked = parse_query(query)
    store.save_view(me.name, View(name=name, filters=asked.filters, sort=asked.sort))
    return RedirectResponse(f"/?{write_query(asked)}", status_code=303)


@_router.post("/views/delete", dependencies=[Depends(allow("moderator", "lead", "auditor"))])
def delete_view(store: Database, me: Me, name: Annotated[str, Form()]) -> RedirectResponse:
    """Forget a saved queue."""
    store.delete_view(me.name, name)
    return RedirectResponse("/", status_code=303)


def _tabs(query: Query, look: Look) -> list[tuple[str, str, str, bool]]:
    """Return the four views of what is filtered, as (label, address, how many, is the one shown)."""
    whole = replace(query.filters, decided=None, disagreement=None)
    tally = look.tally
    open_ = sum(count for (decision, _), count in tally.counts.items() if not decision)
    every = sum(tally.counts.values())
    tabs: list[tuple[str, Filters, str]] = [
        ("To decide", replace(whole, decided=False), _told(open_, tally)),
        ("Decided", replace(whole, decided=True), _told(every - open_, tally)),
        ("Disagreement", replace(whole, disagreement=True), f"{look.disputed:,}"),
        ("All", whole, _told(every, tally)),
    ]
    return [
        (label, write_query(Query(filters=filters, sort=query.sort)), count, filters == query.filters)
        for label, filters, count in tabs
    ]


def _count_bands(query: Query, tally: Tally) -> dict[str, str]:
    """Return how many pages of each band are among those shown: all, the decided or the others."""
    bands = dict.fromkeys(("commercial", "mixed", "balanced", ""), 0)
    for (decision, band), count in tally.counts.items():
        if query.filters.decided in (None, bool(decision)):
            bands[band] = bands.get(band, 0) + count
    return {band: _told(count, tally) for band, count in bands.items()}


def _told(count: int, tally: Tally) -> str:
    """Return a count as it is shown: "9,700+" where counting ended before the pages did."""
    return f"{count:,}{'' if tally.is_whole else '+'}"


def _values_of(request: Request, store: Store) -> dict[str, list[str]]:
    """Return the findings and kinds of plug there are to choose from, looked up once a minute: scans add few."""
    made, values = getattr(request.app.state, "facets", (0.0, {}))
    if not values or time.monotonic() - made > _FACETS_S:
        values = {"findings": sorted(store.count_by("finding")), "plugs": sorted(store.count_by("plug"))}
        request.app.state.facets = (time.monotonic(), values)
    return dict(values)


def _query_of(view: View) -> Query:
    return Query(filters=view.filters, sort=view.sort)
