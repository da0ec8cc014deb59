"""A stretch of time goes in; what people decided in it comes out as figures: how much, how fast, against what."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median, quantiles
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, select

from hypecheck.store._answers import FeatureOverrides, PersonFigures, Ratings, TeamFigures
from hypecheck.store._schema import assessments, records, reviews, users

__all__ = ["read_ratings", "team_figures"]

#: The newest decisions whose reasons are looked at, at 0.2 ms each.
_MOST_RECORDS = 1_000
#: What a score rests on, for the most part: the first three reasons of a kind are those that a page shows first.
_LEADING = 3
_ORDER = {"balanced": 0, "mixed": 1, "commercial": 2}


class _Reason(msgspec.Struct):
    feature: str
    contribution: float


class _Reasons(msgspec.Struct):
    reasons: tuple[_Reason, ...]


_decoder = msgspec.json.Decoder(_Reasons)


def team_figures(connection: Connection, *, since: str, until: str) -> TeamFigures:
    """Return the figures of the decisions from one time to another; skips and what was undone are no decisions."""
    rows = _decisions(connection, since=since, until=until)
    own = [row for row in rows if row.applied_from is None]
    overrides = [row for row in own if _overrides(row)]
    return TeamFigures(
        since=since,
        until=until,
        decisions=len(own),
        applied=len(rows) - len(own),
        overrides=len(overrides),
        people=_people(own),
        days=tuple(sorted(Counter(row.at[:10] for row in own).items())),
        reasons=tuple(Counter((row.reason or "").strip() for row in overrides).most_common()),
        features=_features(connection, own),
    )


def read_ratings(connection: Connection, *, since: str, until: str) -> list[Ratings]:
    """Return, for each text that two or more people decided on without seeing the other's decision, who said what.

    These are the first decision and the blind ones after it, each person's first word: what somebody decided after
    reading another's reasons says nothing of how far two readers agree.
    """
    found: dict[tuple[int, int | None], dict[str, str]] = defaultdict(dict)
    for row in _decisions(connection, since=since, until=until):
        said = found[row.page_id, row.article_id]
        if row.applied_from is None and row.name not in said and (row.blind or not said):
            said[row.name] = row.decision
    return [Ratings(page_id=page, decisions=said) for (page, _), said in found.items() if len(said) > 1]


def _decisions(connection: Connection, *, since: str, until: str) -> list[Row[Any]]:
    undone = select(reviews.c.undoes).where(reviews.c.undoes.is_not(None))
    asked = (
        select(
            *(reviews.c[name] for name in ("id", "page_id", "article_id", "assessment_id", "decision", "at")),
            *(reviews.c[name] for name in ("reason", "spent_s", "applied_from", "blind")),
            users.c.name,
            assessments.c.band,
        )
        .join_from(reviews, users, users.c.id == reviews.c.user_id)
        .join(assessments, assessments.c.id == reviews.c.assessment_id)
        .where(
            reviews.c.at >= since,
            reviews.c.at < until,
            reviews.c.undoes.is_(None),
            reviews.c.decision != "skip",
            reviews.c.id.not_in(undone),
        )
        .order_by(reviews.c.id)
    )
    return list(connection.execute(asked))


def _overrides(row: Row[Any]) -> bool:
    return row.band is not None and row.decision != row.band


def _people(rows: Sequence[Row[Any]]) -> tuple[PersonFigures, ...]:
    by_name: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
    return tuple(
        PersonFigures(
            name=name,
            decisions=len(own),
            overrides=sum(map(_overrides, own)),
            days=len({row.at[:10] for row in own}),
            **_times([row.spent_s for row in own if row.spent_s is not None]),
        )
        for name, own in sorted(by_name.items())
    )


def _times(spent_s: list[float]) -> dict[str, float | None]:
    if not spent_s:
        return {"median_s": None, "p90_s": None}
    p90_s = quantiles(spent_s, n=10, method="inclusive")[-1] if len(spent_s) > 1 else spent_s[0]
    return {"median_s": median(spent_s), "p90_s": p90_s}


def _features(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[FeatureOverrides, ...]:
    """Return, of the features that led a score up or down, how often people overrode it the other way."""
    scored = [row for row in rows if row.band is not None and row.decision in _ORDER][-_MOST_RECORDS:]
    asked = select(records.c.assessment_id, records.c.record)
    asked = asked.where(records.c.assessment_id.in_(bindparam("ids", expanding=True)))
    kept = connection.execute(asked, {"ids": [row.assessment_id for row in scored]})
    reasons = {row.assessment_id: _decoder.decode(zlib.decompress(row.record)).reasons for row in kept}
    led: Counter[tuple[str, bool]] = Counter()
    overridden: Counter[tuple[str, bool]] = Counter()
    for row in scored:
        step = _ORDER[row.decision] - _ORDER[row.band]
        for upwards in (True, False):
            for feature in _leading(reasons[row.assessment_id], upwards=upwards):
                led[feature, upwards] += 1
                overridden[feature, upwards] += step < 0 if upwards else step > 0
    return tuple(
        FeatureOverrides(feature=feature, upwards=upwards, led=led[feature, upwards], overridden=count)
        for (feature, upwards), count in overridden.most_common()
        if count
    )


def _leading(reasons: Sequence[_Reason], *, upwards: bool) -> list[str]:
    """Return the features that moved a score most to one side."""
    sign = 1 if upwards else -1
    pushing = [reason for reason in reasons if reason.contribution * sign > 0]
    pushing.sort(key=lambda reason: -abs(reason.contribution))
    return [reason.feature for reason in pushing[:_LEADING]]
