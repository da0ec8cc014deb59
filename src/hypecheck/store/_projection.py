"""Pages go in; their rows of the queue are made again from what is kept of them: history, articles, reviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, exists, func, select, update

from hypecheck.store._dialect import among, insert, many
from hypecheck.store._prepared import Prepared
from hypecheck.store._schema import articles, assessments, facets, queue, reviews, sightings

__all__ = [
    "Standing",
    "list_marks",
    "read_marks",
    "rebuild_queue",
    "refresh_cluster_sizes",
    "refresh_pages",
    "standing_reviews",
    "summarise",
    "write_standing",
]

#: Pages whose rows are made at a time: their ids are bound parameters, of which SQLite takes 32,766.
_AT_ONCE = 1_000

#: Stands between the kinds of plug in a row, and in no name of one.
_BETWEEN = "\x1f"
_COPIED = (
    "status band score low high title url site published claims plugs findings".split()  # noqa: SIM905  # as in _schema
)


_undoing = reviews.alias("undoing")
_STANDING = Prepared(
    lambda dialect: (
        select(reviews)
        .where(
            among(dialect, reviews.c.page_id, "pages"),
            reviews.c.undoes.is_(None),
            ~exists().where(_undoing.c.undoes == reviews.c.id),
        )
        .order_by(reviews.c.id)
    )
)
_MARKS = Prepared(
    lambda dialect: select(facets.c.assessment_id, facets.c.facet, facets.c.value).where(
        among(dialect, facets.c.assessment_id, "assessments")
    )
)
_WRITE_STANDING = Prepared(
    lambda _: (
        update(queue)
        .where(queue.c.page_id == bindparam("page"), queue.c.article_id.is_not_distinct_from(bindparam("article")))
        .values({name: bindparam(f"new_{name}") for name in ("decision", "disagreement", "reviewers")})
    )
)


class Standing(NamedTuple):
    """What the standing reviews of a page come to."""

    decision: str | None
    disagreement: bool
    reviewers: int


def rebuild_queue(connection: Connection) -> None:
    """Make the whole queue again. It must come out as it was: nothing is kept in it alone."""
    connection.execute(queue.delete())
    ids = iter(connection.execute(select(sightings.c.page_id).distinct().order_by(sightings.c.page_id)).scalars().all())
    clusters: set[int] = set()
    while some := list(islice(ids, _AT_ONCE)):
        clusters |= refresh_pages(connection, some)
    refresh_cluster_sizes(connection, clusters)


def refresh_pages(connection: Connection, page_ids: Sequence[int]) -> set[int]:
    """Write the queue's rows of some pages; return the clusters that they were in or are in now."""
    if not page_ids:
        return set()
    chosen = {"pages": list(page_ids)}
    before = select(queue.c.cluster_id).where(queue.c.page_id.in_(bindparam("pages", expanding=True))).distinct()
    clusters = set(connection.execute(before, chosen).scalars())
    current = connection.execute(_current_assessments(), chosen).all()
    standing = standing_reviews(connection, page_ids)
    marks = _marks_of(connection, [row.assessment_id for row in current])
    rows = [
        {
            **_queue_row(row, summarise(standing[row.page_id, row.article_id])),
            "plug_kinds": list_marks(marks[row.assessment_id, "plug"]),
            "finding_rules": list_marks(marks[row.assessment_id, "finding"]),
        }
        for row in current
    ]
    statement = insert(connection, queue)
    names = [column.name for column in queue.c if column.name not in ("page_id", "cluster_size")]
    statement = statement.on_conflict_do_update(
        index_elements=["page_id"], set_={name: statement.excluded[name] for name in names}
    )
    connection.execute(statement, rows)
    return (clusters | {row["cluster_id"] for row in rows}) - {0}


def refresh_cluster_sizes(connection: Connection, clusters: Iterable[int]) -> None:
    """Count the pages of some clusters again."""
    chosen = sorted(clusters)
    if not chosen:
        return
    sizes = (
        select(queue.c.cluster_id, func.count().label("size"))
        .where(queue.c.cluster_id.in_(bindparam("clusters", expanding=True)))
        .group_by(queue.c.cluster_id)
    )
    counted = [{"cluster": row.cluster_id, "size": row.size} for row in connection.execute(sizes, {"clusters": chosen})]
    changed = (
        update(queue)
        .where(queue.c.cluster_id == bindparam("cluster"), queue.c.cluster_size != bindparam("size"))
        .values(cluster_size=bindparam("size"))
    )
    if counted:
        connection.execute(changed, counted)


def write_standing(connection: Connection, holding: Mapping[tuple[int, int | None], Sequence[Any]]) -> None:
    """Write into pages' rows what the reviews that hold of a text come to, where that is the text they show.

    It is all of a row that a decision changes.
    """
    told = [(text, summarise(held)) for text, held in holding.items()]
    rows = [
        {
            "page": page_id,
            "article": article_id,
            "new_decision": standing.decision,
            "new_disagreement": int(standing.disagreement),
            "new_reviewers": standing.reviewers,
        }
        for (page_id, article_id), standing in told
    ]
    _WRITE_STANDING.each(connection, rows)


def standing_reviews(connection: Connection, page_ids: Iterable[int]) -> dict[tuple[int, int | None], list[Any]]:
    """Return the reviews that hold, by page and article, oldest first: the newest of each user that is not undone.

    A decision is on the text that was read: it holds when a new model reads the same text, not when the text changes.
    """
    newest: dict[tuple[int, int | None], dict[int, Any]] = defaultdict(dict)
    for row in _STANDING(connection, pages=many(connection, page_ids)):
        own = newest[row.page_id, row.article_id]
        own.pop(row.user_id, None)  # so that the order is that of the reviews that hold
        own[row.user_id] = row
    standing: dict[tuple[int, int | None], list[Any]] = defaultdict(list)
    standing.update({key: list(own.values()) for key, own in newest.items()})
    return standing


def summarise(standing: Sequence[Any]) -> Standing:
    """Return what reviews come to: the newest decides, and where no lead has settled it, all should agree.

    A skip decides nothing.
    """
    deciding = [row for row in standing if row.decision != "skip"]
    if not deciding:
        return Standing(None, False, 0)
    settled = [row for row in deciding if row.settles]
    decision = (settled or deciding)[-1].decision
    disagreement = not settled and len({row.decision for row in deciding}) > 1
    return Standing(decision, disagreement, len(deciding))


def list_marks(values: Iterable[str]) -> str:
    """Return kinds of plug or rules as a page's row has them, to be found by ``list_marks`` of one; none is empty."""
    named = sorted(value.replace(_BETWEEN, " ") for value in values)
    return f"{_BETWEEN}{_BETWEEN.join(named)}{_BETWEEN}" if named else ""


def read_marks(listed: str) -> list[str]:
    """Return what ``list_marks`` was given."""
    return listed[1:-1].split(_BETWEEN) if listed else []


def _marks_of(connection: Connection, assessment_ids: Iterable[int]) -> dict[tuple[int, str], list[str]]:
    """Return the values of each facet of some assessments."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for row in _MARKS(connection, assessments=many(connection, assessment_ids)):
        found[row.assessment_id, row.facet].append(row.value)
    return found


def _current_assessments() -> Any:
    """Return a query of the assessment that stands for each page: the newest that could be read, else the newest.

    A page that answers "503" today is still the page that was assessed yesterday.
    """
    newest = func.row_number().over(
        partition_by=sightings.c.page_id,
        order_by=(sightings.c.failed, sightings.c.seen_at.desc(), sightings.c.id.desc()),
    )
    ranked = (
        select(sightings.c.page_id, sightings.c.assessment_id, sightings.c.seen_at, newest.label("place"))
        .where(sightings.c.page_id.in_(bindparam("pages", expanding=True)))
        .subquery()
    )
    return (
        select(
            ranked.c.page_id,
            ranked.c.assessment_id,
            ranked.c.seen_at,
            assessments.c.article_id,
            func.coalesce(articles.c.cluster_id, 0).label("cluster_id"),
            *(assessments.c[name] for name in _COPIED),
        )
        .select_from(ranked)
        .join(assessments, assessments.c.id == ranked.c.assessment_id)
        .outerjoin(articles, articles.c.id == assessments.c.article_id)
        .where(ranked.c.place == 1)
    )


def _queue_row(row: Row[Any], standing: Standing) -> dict[str, Any]:
    scored = row.score is not None
    return {
        **{name: getattr(row, name) for name in (*_COPIED, "page_id", "assessment_id", "article_id", "seen_at")},
        "cluster_id": row.cluster_id,
        "cluster_size": 0,
        "decision": standing.decision,
        "disagreement": int(standing.disagreement),
        "reviewers": standing.reviewers,
        # pages without a score come last, whichever way they are sorted by it
        "score_rank": row.score if scored else -1.0,
        "uncertainty_rank": row.high - row.low if scored else -1.0,
    }
