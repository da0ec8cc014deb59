"""What goes into the API and comes out of it, as the OpenAPI document tells it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from hypecheck.config import VERSION
from hypecheck.records import Decision, Review
from hypecheck.store import QueueRow

__all__ = [
    "AssessHtml",
    "AssessText",
    "AssessUrl",
    "AssessmentRecord",
    "DecisionBody",
    "Health",
    "Id",
    "PageList",
    "PageRow",
    "ReviewList",
    "ReviewRecord",
    "UndoBody",
]

Id = Annotated[int, Field(gt=0, lt=2**63)]
Request = Annotated[str, Field(min_length=1, max_length=100)]
Band = Literal["balanced", "mixed", "commercial"]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class AssessText(_Body):
    """An article's text, as it reads."""

    text: Annotated[str, Field(max_length=2_000_000)]
    title: Annotated[str, Field(max_length=2_000)] | None = None
    url: Annotated[str, Field(max_length=4_000)] | None = None
    keep: Annotated[bool, Field(description="Keep the assessment in the database, to be reviewed.")] = False


class AssessHtml(_Body):
    """A whole page as its HTML; with its ``url``, links and the site's own words are told apart."""

    html: Annotated[str, Field(max_length=10_000_000)]
    url: Annotated[str, Field(max_length=4_000)] | None = None
    keep: Annotated[bool, Field(description="Keep the assessment in the database, to be reviewed.")] = False


class AssessUrl(_Body):
    """The address of a page, which is fetched as politely and safely as in a scan."""

    url: Annotated[str, Field(max_length=4_000)]
    keep: Annotated[bool, Field(description="Keep the assessment in the database, to be reviewed.")] = False


class DecisionBody(_Body):
    """A decision about what was seen. With one ``request_id`` it is kept once, however often it is sent."""

    request_id: Request
    assessment_id: Id
    decision: Decision
    reason: Annotated[str, Field(max_length=5_000)] | None = None
    note: Annotated[str, Field(max_length=5_000)] | None = None
    spent_s: Annotated[float, Field(ge=0, le=1e6)] | None = None
    settles: Annotated[bool, Field(description="A lead closes a disagreement.")] = False


class UndoBody(_Body):
    """The request to take a decision back."""

    request_id: Request


class Judgement(BaseModel):
    """How the band was chosen where the score's interval left more than one open: the chance of each, and why."""

    among: list[Band]
    balanced: float
    mixed: float
    commercial: float
    start: float
    rest: float
    reasons: list[dict[str, Any]]


class Framing(BaseModel):
    """How far an article is written to sell, 0 to 1, with an interval."""

    score: float
    band: Band
    raw_score: float
    low: float
    high: float
    judgement: Judgement | None = None


class AssessmentRecord(BaseModel):
    """An assessment, as ``hypecheck scan`` writes it: schema ``hypecheck/1``."""

    model_config = ConfigDict(extra="allow")

    schema_: Annotated[Literal["hypecheck/1"], Field(alias="schema")]
    status: Literal["assessed", "abstained", "failed"]
    input: dict[str, Any]
    article: dict[str, Any] | None
    framing: Framing | None
    reasons: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    cues: list[dict[str, Any]]
    plugs: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    findings: list[dict[str, Any]]
    abstained_because: dict[str, Any] | None
    error: dict[str, Any] | None
    versions: dict[str, str]


class PageRow(BaseModel):
    """A page as its newest assessment and its reviews have it; what a blind second reader must not see is null."""

    page_id: int
    assessment_id: int
    status: str
    band: str | None
    score: float | None
    low: float | None
    high: float | None
    title: str | None
    url: str | None
    site: str
    published: str | None
    seen_at: str
    claims: int
    plugs: int
    findings: int
    cluster_id: int
    cluster_size: int
    decision: str | None
    disagreement: bool | None
    reviewers: int | None

    @classmethod
    def of(cls, row: QueueRow, *, hidden: bool) -> PageRow:
        """Return a row of the queue."""
        values = {name: getattr(row, name) for name in cls.model_fields}
        if hidden:
            values |= {"decision": None, "disagreement": None, "reviewers": None}
        return cls(**values)


class PageList(BaseModel):
    """Some pages of a queue, and the cursors to those after and before them."""

    pages: list[PageRow]
    after: str | None
    before: str | None


class ReviewRecord(BaseModel):
    """One review; ``applied_from`` is the one it repeats on a near duplicate."""

    id: int
    user: str
    decision: Decision
    at: str
    page_id: int
    assessment_id: int
    reason: str | None
    note: str | None
    spent_s: float | None
    applied_from: int | None
    blind: bool
    settles: bool

    @classmethod
    def of(cls, review: Review) -> ReviewRecord:
        """Return a review as the API tells it."""
        return cls(**{name: getattr(review, name) for name in cls.model_fields})


class ReviewList(BaseModel):
    """The reviews of a page; ``hidden`` ones are shown when the reader has decided too."""

    hidden: bool
    reviews: list[ReviewRecord]


class Health(BaseModel):
    """That the server answers, and which one it is."""

    status: Literal["ok"] = "ok"
    hypecheck: str = VERSION
