"""The API: assess, list, read and decide over HTTP, for programs that carry a token."""

from __future__ import annotations

import math
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.openapi.utils import get_openapi
from fastapi.security import HTTPBearer
from starlette.responses import JSONResponse, Response

from hypecheck.config import VERSION
from hypecheck.errors import StoreError
from hypecheck.records import Assessment, Decision
from hypecheck.report import render_assessment_json
from hypecheck.review._api_assess import Assessor
from hypecheck.review._api_limits import Allowance
from hypecheck.review._api_models import (
    AssessHtml,
    AssessmentRecord,
    AssessText,
    AssessUrl,
    Band,
    DecisionBody,
    Health,
    PageList,
    PageRow,
    ReviewList,
    ReviewRecord,
    UndoBody,
)
from hypecheck.review._api_problems import API, PROBLEMS, Problem, ProblemError, answer_problem
from hypecheck.review._identity import Database, Identity, Me, allow
from hypecheck.review._parts import Part
from hypecheck.store import Filters, NewReview, Sort, Store

__all__ = ["OPEN_PATHS", "PART", "ApiState", "BearerSignIn", "describe_api", "read_bearer"]

_V1 = f"{API}v1"
#: What anybody may ask for: that it is there, and what can be asked of it.
OPEN_PATHS = (f"{_V1}/health", f"{_V1}/openapi.json")

_router = APIRouter(prefix=_V1, responses=PROBLEMS, default_response_class=JSONResponse)
PART = Part(router=_router, team_only=True)

_bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="A token of `hypecheck users token`, or of one's account page."
)
_starting = threading.Lock()

Id = Annotated[int, Path(gt=0, lt=2**63)]
Words = Annotated[str | None, Query(max_length=500)]
Date = Annotated[str | None, Query(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Score = Annotated[float | None, Query(ge=0, le=1)]


@dataclass(frozen=True, kw_only=True)
class ApiState:
    """What the API keeps from request to request. An app has it in ``app.state.api``, or gets the usual one."""

    assessor: Assessor
    assessments: Allowance
    requests: Allowance

    @classmethod
    def of(cls, store: Store, *, assessor: Assessor | None = None, assess_per_minute: float = 60) -> ApiState:
        """Return a new one; one page takes 0.2 s to assess, so that somebody alone stays far from the limit."""
        return cls(
            assessor=assessor or Assessor(store),
            assessments=Allowance(assess_per_minute),
            requests=Allowance(assess_per_minute * 10),
        )


class BearerSignIn:
    """Knows programs by their tokens and nobody else: for a server of the API alone."""

    is_team = True
    parts: tuple[Part, ...] = ()
    open_paths = OPEN_PATHS

    def __init__(self, store: Store) -> None:
        self._store = store

    async def identify(self, request: Request) -> Identity | None:
        """Return whose token the request carries."""
        return await read_bearer(request, self._store)

    def refuse(self, request: Request) -> Response:  # noqa: ARG002  # what a sign-in is asked with
        """Say that a token is needed."""
        return answer_problem(401, "Send a token: Authorization: Bearer hc_...", code="unauthorized")


async def read_bearer(request: Request, store: Store) -> Identity | None:
    """Return whose token a request carries in its Authorization header; cookies count for nothing in the API."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    user = (
        await store.accounts.token_user_async(token.strip()) if scheme.lower() == "bearer" and token.strip() else None
    )
    return None if user is None else Identity(name=user.name, role=user.role, csrf=None)


async def _state(request: Request) -> ApiState:
    app = request.app
    with _starting:
        if not hasattr(app.state, "api"):
            app.state.api = ApiState.of(app.state.store)
        state: ApiState = app.state.api
    return state


State = Annotated[ApiState, Depends(_state)]


@contextmanager
def _there() -> Iterator[None]:
    """Answer 404 for what the store does not hold."""
    with _as_problem(404, "not_found"):
        yield


@contextmanager
def _fits() -> Iterator[None]:
    """Answer 409 for a decision that the store refuses: it is another's, or was sent under another's request_id."""
    with _as_problem(409, "conflict"):
        yield


@contextmanager
def _as_problem(status: int, code: str) -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        if error.code == "unavailable":
            raise
        raise ProblemError(str(error), code=code, status=status) from error


def _limited(kind: Literal["assessments", "requests"]) -> Callable[[Identity, ApiState], Awaitable[None]]:
    async def check(me: Me, state: State) -> None:
        allowance: Allowance = getattr(state, kind)
        retry_s = allowance.take(me.name)
        if retry_s:
            told = f"Too many requests; try again in {math.ceil(retry_s)} seconds."
            raise ProblemError(told, code="too_many_requests", status=429, retry_s=retry_s)

    return check


_ANYBODY = [Depends(_bearer), Depends(_limited("requests"))]
_DECIDERS = [*_ANYBODY, Depends(allow("moderator", "lead"))]


@_router.get("/health", summary="Whether the server answers")
def health() -> Health:
    """Return that it does, and its version."""
    return Health()


@_router.get("/openapi.json", include_in_schema=False)
def openapi() -> dict[str, Any]:
    """Return the OpenAPI document of the API."""
    return describe_api()


def describe_api() -> dict[str, Any]:
    """Return the OpenAPI document."""
    document = get_openapi(
        title="hypecheck",
        version=VERSION,
        summary="How far a health article is written to sell, and what people decided about it.",
        description="It measures framing, never whether a claim is right.",
        routes=_router.routes,
    )
    schemas = document["components"]["schemas"]
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    for name in ("HTTPValidationError", "ValidationError"):  # FastAPI's own, which are never sent
        schemas.pop(name, None)
    return document


@_router.post(
    "/assessments",
    summary="Assess a text, a page's HTML or an address",
    response_model=None,
    responses={200: {"model": AssessmentRecord, "description": "The assessment"}},
    dependencies=[*_ANYBODY, Depends(_limited("assessments"))],
)
def assess(store: Database, me: Me, state: State, body: AssessText | AssessHtml | AssessUrl) -> Response:
    """Assess one page with the model that is in use. A page that cannot be read is a problem with its failure code."""
    if body.keep and me.role == "auditor":
        return answer_problem(403, "Auditors look on: what they assess is not kept.", code="forbidden")
    assessment = _assess(state.assessor, body)
    if assessment.failure is not None:
        failure = assessment.failure
        return answer_problem(422, failure.detail, code=failure.code, stage=failure.stage)
    if body.keep:
        with store.start_run("api", source=me.name, actor=me.name) as run:
            run.write(assessment)
    return Response(render_assessment_json(assessment), media_type="application/json")


def _assess(assessor: Assessor, body: AssessText | AssessHtml | AssessUrl) -> Assessment:
    if isinstance(body, AssessText):
        return assessor.assess_text(body.text, title=body.title, url=body.url)
    if isinstance(body, AssessHtml):
        return assessor.assess_html(body.html, url=body.url)
    return assessor.assess_url(body.url)


@_router.get("/pages", summary="List the pages of a queue", dependencies=_ANYBODY)
def list_pages(
    store: Database,
    me: Me,
    band: Annotated[list[Band] | None, Query()] = None,
    status: Annotated[list[Literal["assessed", "abstained", "failed"]] | None, Query()] = None,
    decision: Annotated[list[Decision] | None, Query()] = None,
    decided: bool | None = None,
    disagreement: bool | None = None,
    overridden: bool | None = None,
    second_review: bool | None = None,
    site: Words = None,
    finding: Words = None,
    plug: Words = None,
    words: Words = None,
    claim_words: Words = None,
    score_from: Score = None,
    score_to: Score = None,
    published_from: Date = None,
    published_to: Date = None,
    seen_from: Date = None,
    seen_to: Date = None,
    sort: Sort = "score",
    after: Annotated[str | None, Query(max_length=2_000)] = None,
    before: Annotated[str | None, Query(max_length=2_000)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> PageList:
    """Return some pages that fit all that is asked, and cursors to those after and before them."""
    filters = Filters(
        bands=tuple(band or ()),
        statuses=tuple(status or ()),
        decisions=tuple(decision or ()),
        decided=decided,
        disagreement=disagreement,
        overridden=overridden,
        second_review=second_review,
        site=site,
        finding=finding,
        plug=plug,
        words=words or "",
        claim_words=claim_words or "",
        score_from=score_from,
        score_to=score_to,
        published_from=published_from,
        published_to=published_to,
        seen_from=seen_from,
        seen_to=seen_to,
    )
    page = store.queue(filters, sort=sort, after=after, before=before, limit=limit)
    hidden = store.hidden_from(me.name, [row.page_id for row in page.rows])
    rows = [PageRow.of(row, hidden=row.page_id in hidden) for row in page.rows]
    return PageList(pages=rows, after=page.after, before=page.before)


@_router.get("/pages/{page_id}", summary="Read a page's row", dependencies=_ANYBODY)
def read_page(store: Database, me: Me, page_id: Id) -> PageRow:
    """Return a page as the queue has it."""
    with _there():
        row = store.page(page_id)
    return PageRow.of(row, hidden=bool(store.hidden_from(me.name, [page_id])))


@_router.get(
    "/pages/{page_id}/assessment",
    summary="Read a page's newest assessment",
    response_model=None,
    responses={200: {"model": AssessmentRecord, "description": "The assessment, with the article's text"}},
    dependencies=_ANYBODY,
)
def read_assessment(store: Database, page_id: Id) -> Response:
    """Return the assessment as it was made."""
    with _there():
        assessment = store.assessment(store.page(page_id).assessment_id)
    return Response(render_assessment_json(assessment), media_type="application/json")


@_router.get("/pages/{page_id}/reviews", summary="Read a page's reviews", dependencies=_ANYBODY)
def read_reviews(store: Database, me: Me, page_id: Id) -> ReviewList:
    """Return the reviews of a page, oldest first; none while the reader may be its blind second reviewer."""
    with _there():
        store.page(page_id)
    if store.hidden_from(me.name, [page_id]):
        return ReviewList(hidden=True, reviews=[])
    return ReviewList(hidden=False, reviews=[ReviewRecord.of(review) for review in store.reviews([page_id])])


@_router.post("/reviews", summary="Decide", dependencies=_DECIDERS)
def decide(store: Database, me: Me, body: DecisionBody) -> ReviewRecord:
    """Keep a decision; sent again it is answered as it was."""
    if body.settles and me.role != "lead":
        raise ProblemError("Only a lead settles a disagreement.", code="forbidden", status=403)
    with _there():
        store.assessment(body.assessment_id)
    new = NewReview(
        request_id=body.request_id,
        assessment_id=body.assessment_id,
        decision=body.decision,
        reason=(body.reason or "").strip() or None,
        note=(body.note or "").strip() or None,
        spent_s=body.spent_s,
        settles=body.settles,
    )
    with _fits():
        return ReviewRecord.of(store.decide(me.name, new))


@_router.post("/reviews/{review_id}/undo", summary="Take a decision back", status_code=204, dependencies=_DECIDERS)
def undo(store: Database, me: Me, review_id: Id, body: UndoBody) -> None:
    """Undo a review of one's own; twice is once."""
    with _fits():
        store.undo(me.name, review_id, request_id=body.request_id)
