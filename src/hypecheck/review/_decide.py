"""Decisions come in from the script, each kept once; leases keep two readers from one page."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from hypecheck.errors import StoreError
from hypecheck.records import Assessment, Decision, Mark
from hypecheck.review._filters import parse_query
from hypecheck.review._identity import Database, Me, allow
from hypecheck.review._parts import Part
from hypecheck.store import NewReview, Store

__all__ = ["PART"]

#: Pages that a script may hold ahead: the one at hand, those it has shown and not yet sent, and two to come.
_MOST_AHEAD = 50
_MOST_PAGES = 500

# What is answered is a response and no dictionary: FastAPI would check that once more, on a thread of its own.
_router = APIRouter(dependencies=[Depends(allow("moderator", "lead"))])
PART = Part(router=_router)

Id = Annotated[int, Field(gt=0, lt=2**63)]
Text = Annotated[str, Field(max_length=10_000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _MarkBody(_Body):
    wrong: bool
    kind: Annotated[str, Field(max_length=50)]
    start: Annotated[int, Field(ge=0, lt=2**31)]
    end: Annotated[int, Field(ge=0, lt=2**31)]
    text: Text = ""


class _DecisionBody(_Body):
    """A decision; ``also`` are the near duplicates that were shown, to be decided with it."""

    request_id: Annotated[str, Field(min_length=1, max_length=100)]
    assessment_id: Id
    decision: Decision
    reason: Text | None = None
    note: Text | None = None
    marks: Annotated[list[_MarkBody], Field(max_length=500)] = []
    spent_s: Annotated[float, Field(ge=0, le=1e6)] | None = None
    settles: bool = False
    also: Annotated[list[Id], Field(max_length=_MOST_PAGES)] = []


class _UndoBody(_Body):
    request_id: Annotated[str, Field(min_length=1, max_length=100)]
    review: Id


class _NextBody(_Body):
    """Which queue, how many pages, and which ones are at hand already."""

    query: Text = ""
    without: Annotated[list[Id], Field(max_length=_MOST_AHEAD)] = []
    count: Annotated[int, Field(ge=1, le=5)] = 1


class _PagesBody(_Body):
    pages: Annotated[list[Id], Field(max_length=_MOST_AHEAD)]


@_router.post("/decisions")
async def keep_decision(store: Database, me: Me, body: _DecisionBody) -> JSONResponse:
    """Keep a decision, and repeat it on near duplicates. Sent again, it changes nothing and says the same.

    Most decisions are a mere key: they take no thread of their own.
    """
    seen = await run_in_threadpool(store.assessment, body.assessment_id) if body.marks else None
    review = await store.decide_async(
        me.name,
        NewReview(
            request_id=body.request_id,
            assessment_id=body.assessment_id,
            decision=body.decision,
            reason=(body.reason or "").strip() or None,
            note=(body.note or "").strip() or None,
            marks=() if seen is None else _marks(body.marks, seen),
            spent_s=body.spent_s,
            settles=body.settles and me.role == "lead",
        ),
    )
    applied = await run_in_threadpool(_apply, store, review.id, body.also) if body.also else {}
    return JSONResponse({"review": review.id} | applied)


def _apply(store: Store, review_id: int, pages: list[int]) -> dict[str, Any]:
    """Repeat a decision that is kept; where that cannot be done it stands all the same, and the reader is told."""
    try:
        return {"applied": [each.page_id for each in store.apply_to_pages(review_id, pages)]}
    except StoreError as error:
        if error.code == "unavailable":
            raise
        return {"applied": [], "not_applied": str(error)}


@_router.post("/undo")
def undo_decision(request: Request, store: Database, me: Me, body: _UndoBody) -> JSONResponse:
    """Take a decision back, and what it was applied to; the page is its reader's again, where it is nobody else's."""
    page_id = store.undo(me.name, body.review, request_id=body.request_id)
    store.lease_page(me.name, page_id, seconds=request.app.state.settings.lease_s)
    return JSONResponse({"review": body.review})


@_router.post("/leases/next")
def lease_pages(request: Request, store: Database, me: Me, body: _NextBody) -> JSONResponse:
    """Give the next pages of a queue besides those at hand."""
    query = parse_query(body.query)
    lease_s = request.app.state.settings.lease_s
    wanted = len(body.without) + body.count
    leases = store.lease_next(me.name, query.filters, sort=query.sort, seconds=lease_s, count=wanted)
    new = [lease.row.page_id for lease in leases if lease.row.page_id not in body.without]
    for page_id in new[body.count :]:
        store.release(me.name, page_id)
    return JSONResponse({"pages": new[: body.count], "left": store.count(query.filters)})


@_router.post("/leases/renew")
def renew_leases(request: Request, store: Database, me: Me, body: _PagesBody) -> JSONResponse:
    """Keep pages for longer; return those that are somebody else's by now."""
    lease_s = request.app.state.settings.lease_s
    return JSONResponse({"lost": [page for page in body.pages if not store.renew(me.name, page, seconds=lease_s)]})


@_router.post("/leases/release")
def release_leases(store: Database, me: Me, body: _PagesBody) -> JSONResponse:
    """Give pages back that will not be decided now."""
    for page in body.pages:
        store.release(me.name, page)
    return JSONResponse({})


@_router.get("/session")
async def show_session(me: Me) -> JSONResponse:
    """Tell a script whose page was left open who is signed in now, and the token of this session."""
    return JSONResponse({"user": me.name, "csrf": me.csrf})


def _marks(given: list[_MarkBody], assessment: Assessment) -> tuple[Mark, ...]:
    """Return marks whose words are those of the text, whatever the browser took them for."""
    text = "" if assessment.article is None else assessment.article.text
    return tuple(
        Mark(
            wrong=mark.wrong,
            kind=mark.kind,
            start=min(mark.start, mark.end),
            end=max(mark.start, mark.end),
            text=text[min(mark.start, mark.end) : max(mark.start, mark.end)] if text else mark.text,
        )
        for mark in given
    )
