"""What the store answers with: frozen records of pages, runs, changes, people and the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "ROLES",
    "SORTS",
    "Account",
    "ApiToken",
    "AuditEntry",
    "Changes",
    "FeatureOverrides",
    "Filters",
    "Holding",
    "Lease",
    "Look",
    "OfferedModel",
    "PersonFigures",
    "QueuePage",
    "QueueRow",
    "Ratings",
    "Role",
    "Run",
    "Sighting",
    "Sort",
    "Tally",
    "TeamFigures",
    "User",
    "View",
]

Role = Literal["moderator", "lead", "auditor"]
ROLES: tuple[Role, ...] = ("moderator", "lead", "auditor")

Sort = Literal["score", "-score", "uncertainty", "site", "cluster", "newest", "oldest"]
SORTS: tuple[Sort, ...] = ("score", "-score", "uncertainty", "site", "cluster", "newest", "oldest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which pages a queue shows: those that fit all that is set. Nothing set shows every page.

    Dates are ``YYYY-MM-DD``, both ends included. ``words`` and ``claim_words`` are searches as a search box takes
    them: words that all occur, ``"a phrase"``, ``-without``, ``OR``. ``overridden`` pages were decided
    against the band; ``second_review`` ones wait for a blind second review, and until then ``decisions`` and
    ``overridden`` do not find them.
    """

    bands: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    score_from: float | None = None
    score_to: float | None = None
    site: str | None = None
    published_from: str | None = None
    published_to: str | None = None
    seen_from: str | None = None
    seen_to: str | None = None
    finding: str | None = None
    plug: str | None = None
    words: str = ""
    claim_words: str = ""
    decided: bool | None = None
    disagreement: bool | None = None
    overridden: bool | None = None
    second_review: bool | None = None
    cluster: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One page in a queue, as its newest assessment and its reviews have it.

    ``site`` is the host without ``www.``; ``cluster_size`` counts the pages with nearly the same text, 1 for a page
    alone and 0 for one without an article. A page of which reviewers disagree has the newest decision.
    """

    page_id: int
    assessment_id: int
    article_id: int | None
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
    disagreement: bool
    reviewers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """Some rows of a queue; ``after`` and ``before`` are cursors to the next and previous ones, or None."""

    rows: tuple[QueueRow, ...]
    after: str | None
    before: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many pages have each ``(decision, band)``, "" for none; of one that is not whole, at least so many."""

    counts: Mapping[tuple[str, str], int]
    is_whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A queue's page, the tally of all that is filtered, decided or not, and how many of those are in disagreement."""

    page: QueuePage
    tally: Tally
    disputed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A scan or an import: ``seen`` assessments, of which ``added`` were not known before."""

    id: int
    kind: str
    source: str
    program: str
    started_at: str
    finished_at: str | None
    seen: int
    added: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """That a run found a page in the state of an assessment. The same assessment may be seen many times."""

    assessment_id: int
    run_id: int
    seen_at: str
    status: str
    band: str | None
    score: float | None
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What differs from one assessment to another: of values ``(before, after)``, of passages those gone and new.

    ``lines_gone`` and ``lines_new`` are None where a text was not kept.
    """

    values: Mapping[str, tuple[Any, Any]]
    versions: Mapping[str, tuple[str | None, str | None]]
    text_changed: bool
    claims_gone: tuple[str, ...]
    claims_new: tuple[str, ...]
    plugs_gone: tuple[str, ...]
    plugs_new: tuple[str, ...]
    findings_gone: tuple[str, ...]
    findings_new: tuple[str, ...]
    lines_gone: tuple[str, ...] | None
    lines_new: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line of the audit log."""

    id: int
    at: str
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Someone who reviews, leads or looks on."""

    id: int
    name: str
    role: Role
    disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user with what they can sign in with: a password or none, sessions and tokens that hold now."""

    user: User
    has_password: bool
    sessions: int
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token that a program of a user's signs in with, without its secret."""

    id: int
    label: str
    created_at: str
    expires_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A queue that someone saved under a name."""

    name: str
    filters: Filters
    sort: Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Whose a page is, until a time."""

    user: str
    expires_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A page that is one person's to decide until a time."""

    row: QueueRow
    expires_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratings:
    """What people decided about one text, each without knowing of the other: ``decisions`` by user."""

    page_id: int
    decisions: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFigures:
    """How much one person decided, against how many bands, on how many days, and how long a decision took them."""

    name: str
    decisions: int
    overrides: int
    days: int
    median_s: float | None
    p90_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureOverrides:
    """Of ``led`` pages whose score a feature led up (or down), how many were decided the other way."""

    feature: str
    upwards: bool
    led: int
    overridden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFigures:
    """What was decided from ``since`` to ``until``: ``applied`` are repeats on near duplicates, counted apart.

    ``days`` are dates with their decisions, ``reasons`` those given for overrides, "" where none was.
    """

    since: str
    until: str
    decisions: int
    applied: int
    overrides: int
    people: tuple[PersonFigures, ...]
    days: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    features: tuple[FeatureOverrides, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedModel:
    """A model that could be put to use: where it is, what its file must be, and its figures before and after."""

    id: int
    version: str
    folder: str
    sha256: str
    figures: Mapping[str, Any]
    offered_at: str
    offered_by: str
    in_use: bool
