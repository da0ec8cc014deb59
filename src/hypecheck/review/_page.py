"""The page view: one article with everything known of it, as a page, as a piece to be put in place, and as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from hypecheck.errors import StoreError
from hypecheck.records import Assessment
from hypecheck.report.parts import name_of
from hypecheck.review._changes import Line, compare_texts
from hypecheck.review._choices import CHANGES_ACTIONS, DECISIONS, MARK_KINDS, OVERRIDE_REASONS, READING_ACTIONS
from hypecheck.review._filters import Asked, Query, write_query
from hypecheck.review._identity import Database, Identity, Me
from hypecheck.review._pages import render, render_text
from hypecheck.review._parts import Part
from hypecheck.review._reading import Reading, may_decide, read_page
from hypecheck.store import Store

__all__ = ["PART"]

_router = APIRouter()
PART = Part(router=_router)


@_router.get("/pages/{page_id}")
def show_page(request: Request, store: Database, me: Me, page_id: int, query: Asked) -> Response:
    """Show a page, with all that is needed to decide on it and on those that follow."""
    return render(request, "page.html", **_context(request, store, me, page_id, query))


@_router.get("/pages/{page_id}/piece")
def show_piece(request: Request, store: Database, me: Me, page_id: int, query: Asked) -> Response:
    """Return what is shown of a page alone, for the script that puts it in place of the one before."""
    return HTMLResponse(render_text(request, "_reading.html", **_context(request, store, me, page_id, query)))


@_router.get("/pages/{page_id}/changes")
def show_changes(request: Request, store: Database, page_id: int, before: int, after: int, query: Asked) -> Response:
    """Show what differs between two assessments of a page."""
    scans = {sighting.assessment_id: sighting for sighting in _found(store.history, page_id)}
    if not {before, after} <= set(scans):
        raise HTTPException(404, "These are no assessments of this page.")
    return render(
        request,
        "changes.html",
        row=store.page(page_id),
        before=scans[before],
        after=scans[after],
        changes=store.changes(before, after),
        lines=_compare(store, before, after),
        address=write_query(query),
        actions=CHANGES_ACTIONS,
    )


@_router.get("/assessments/{assessment_id}")
def show_assessment(request: Request, store: Database, assessment_id: int) -> Response:
    """Show an assessment as it was made: what somebody decided on."""
    assessment = _found(store.assessment, assessment_id)
    return render(request, "assessment.html", assessment=assessment, id=assessment_id, name=name_of(assessment))


@_router.get("/assessments/{assessment_id}/text")
def show_text(store: Database, assessment_id: int) -> Response:
    """Give the stored copy: the text that was read, as it was."""
    article = _found(store.assessment, assessment_id).article
    if article is None or not article.text:
        raise HTTPException(404, "No text was kept of this page; scan it again without --no-text.")
    return PlainTextResponse(article.text)


def _compare(store: Store, before: int, after: int) -> list[Line] | None:
    """Return the lines that differ, or None where a text was not kept or is too long."""
    old, new = (_text_of(store.assessment(assessment_id)) for assessment_id in (before, after))
    return None if old is None or new is None else compare_texts(old, new)


def _text_of(assessment: Assessment) -> str | None:
    """Return the text, "" where there was none to read, None where it was not kept."""
    article = assessment.article
    return "" if article is None else article.text or (None if article.word_count else "")


def _context(request: Request, store: Store, me: Identity, page_id: int, query: Query) -> Mapping[str, Any]:
    lease_s = request.app.state.settings.lease_s
    reading: Reading = _found(lambda id_: read_page(store, me, id_, lease_s=lease_s), page_id)
    return {
        "reading": reading,
        "assessment": reading.assessment,
        "row": reading.row,
        "address": write_query(query),
        "may_decide": may_decide(me),
        "lease_s": lease_s,
        "actions": READING_ACTIONS,
        "decisions": DECISIONS,
        "reasons": OVERRIDE_REASONS,
        "kinds": MARK_KINDS,
    }


def _found(find: Any, id_: int) -> Any:
    """Return what is found under an id, or answer that nothing is there."""
    if not 0 < id_ < 2**63:
        raise HTTPException(404, "There is nothing of that number.")
    try:
        return find(id_)
    except StoreError as error:
        if str(error).startswith("There is no"):
            raise HTTPException(404, str(error)) from error
        raise
