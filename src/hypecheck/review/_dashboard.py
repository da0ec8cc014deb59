"""The dashboard: how much is decided, how fast, against what, how far people agree; the share of second reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from hypecheck.agreement import TENTATIVE, TRUSTED, cohens_kappa, krippendorffs_alpha, pairs_of
from hypecheck.review._identity import Database, Me, allow
from hypecheck.review._pages import render
from hypecheck.review._parts import NavigationLink, Part
from hypecheck.store import Filters, Ratings, Store

__all__ = ["PART", "Agreement", "agreement_of"]

_router = APIRouter(prefix="/dashboard")
_EVERYBODY = [Depends(allow("lead", "auditor", "moderator"))]
PART = Part(router=_router, links=(NavigationLink(label="Dashboard", path="/dashboard"),))

_ORDER = ("balanced", "mixed", "commercial")
#: Fewer texts read by two people say little about how far they agree.
_FEW = 30
_DAYS = (7, 30, 90, 365)
_ROWS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far people agree about ``texts`` that two or more read without knowing of each other.

    ``pairs`` are (one, other, texts both read, Cohen's kappa). A coefficient is None where it cannot be told.
    """

    texts: int
    alpha: float | None
    ordinal_alpha: float | None
    pairs: tuple[tuple[str, str, int, float | None], ...]

    @property
    def verdict(self) -> str:
        """What alpha is worth, in words."""
        if self.alpha is None:
            return "nothing to compare yet"
        if self.texts < _FEW:
            return f"from fewer than {_FEW} texts, which says little"
        if self.alpha >= TRUSTED:
            return "to be relied on"
        return "for tentative conclusions" if self.alpha >= TENTATIVE else "too low to rely on"


def agreement_of(ratings: Sequence[Ratings]) -> Agreement:
    """Return how far people agree; "not an article" is a name like another, and no rank."""
    decisions = [rated.decisions for rated in ratings]
    ranked = [[value for value in each.values() if value in _ORDER] for each in decisions]
    pairs = pairs_of(decisions)
    return Agreement(
        texts=len(decisions),
        alpha=krippendorffs_alpha([list(each.values()) for each in decisions]),
        ordinal_alpha=krippendorffs_alpha(ranked, order=_ORDER),
        pairs=tuple((one, other, len(both), cohens_kappa(both)) for (one, other), both in sorted(pairs.items())),
    )


@_router.get("", dependencies=_EVERYBODY)
def show_dashboard(
    request: Request, store: Database, me: Me, days: Annotated[int, Query(ge=1, le=3_650)] = 30
) -> Response:
    """Show the figures of the last days."""
    until = datetime.now(UTC)
    since = until - timedelta(days=days)
    figures = store.figures(since=since, until=until)
    return render(
        request,
        "dashboard.html",
        figures=figures,
        agreement=agreement_of(store.ratings(since=since, until=until)),
        waiting=_waiting(store),
        share=store.second_review_share(),
        days=days,
        choices=_DAYS,
        rows=_ROWS,
        busiest=max((count for _, count in figures.days), default=1),
        may_lead=me.role == "lead",
        is_team=request.app.state.sign_in.is_team,
    )


@_router.post("/second-review-share", dependencies=[Depends(allow("lead"))])
def set_share(store: Database, me: Me, percent: Annotated[float, Form(ge=0, le=100)]) -> Response:
    """Set the share of first decisions that somebody else reviews blindly."""
    store.set_second_review_share(percent / 100, actor=me.name)
    return RedirectResponse("/dashboard", status_code=303)


def _waiting(store: Store) -> dict[str, int]:
    """Return how many pages wait for a decision, a second one, a lead."""
    return {
        "undecided": store.count(Filters(decided=False)),
        "second": store.count(Filters(second_review=True)),
        "disagreement": store.count(Filters(disagreement=True)),
    }
