"""The tables as the queries name them; the migrations say what they are made of."""

from __future__ import annotations

from sqlalchemy import TableClause, column, table

__all__ = [
    "article_bands",
    "articles",
    "assessments",
    "audit",
    "facets",
    "failed_sign_ins",
    "leases",
    "models",
    "pages",
    "passwords",
    "queue",
    "records",
    "reviews",
    "runs",
    "second_reviews",
    "sessions",
    "settings",
    "sightings",
    "tokens",
    "users",
    "views",
]


def _table(name: str, columns: str) -> TableClause:
    return table(name, *(column(each) for each in columns.split()))


runs = _table("runs", "id kind source program started_at finished_at seen added")
articles = _table("articles", "id sha256 title text signature cluster_id")
article_bands = _table("article_bands", "band article_id")
pages = _table("pages", "id key url first_seen_at")
assessments = _table(
    "assessments",
    "id page_id article_id run_id digest created_at status band score low high title url site published "
    "claims plugs findings",
)
records = _table("records", "assessment_id record layout")
facets = _table("facets", "facet value assessment_id count")
sightings = _table("sightings", "id page_id assessment_id run_id seen_at failed")
users = _table("users", "id name role created_at disabled_at")
reviews = _table(
    "reviews",
    "id request_id undoes page_id assessment_id article_id user_id decision at reason note marks spent_s applied_from "
    "blind settles",
)
leases = _table("leases", "page_id user_id expires_at")
views = _table("views", "id user_id name filters sort")
passwords = _table("passwords", "user_id hash changed_at")
sessions = _table("sessions", "digest user_id started_at expires_at")
tokens = _table("tokens", "id user_id name digest created_at expires_at")
failed_sign_ins = _table("failed_sign_ins", "what failures last_at")
second_reviews = _table("second_reviews", "review_id page_id article_id")
settings = _table("settings", "name value")
models = _table("models", "id version folder sha256 figures offered_at offered_by")
audit = _table("audit", "id at actor action subject detail")
queue = _table(
    "queue",
    "page_id assessment_id article_id status band score low high title url site published seen_at claims plugs "
    "findings cluster_id cluster_size decision disagreement reviewers score_rank uncertainty_rank plug_kinds "
    "finding_rules",
)
