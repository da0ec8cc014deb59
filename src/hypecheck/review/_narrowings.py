"""A query goes in; what it is narrowed to comes out in words, each with the address of the queue without it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from hypecheck.review._filters import Query, write_query
from hypecheck.store import Filters

__all__ = ["Narrowing", "list_narrowings"]

#: Filters that hold several values, each of which can be taken away.
_SEVERAL = {"bands": "band", "statuses": "status", "decisions": "decided as"}
#: Filters that hold one value, and what they hold when they do not narrow. The tabs are not among them.
_SINGLE: dict[str, tuple[str, object]] = {
    "words": ("words", ""),
    "claim_words": ("words in claims", ""),
    "score_from": ("score from", None),
    "score_to": ("score to", None),
    "site": ("site", None),
    "plug": ("plug", None),
    "finding": ("finding", None),
    "overridden": ("decided against the score", None),
    "second_review": ("awaiting a second review", None),
    "cluster": ("near duplicates, cluster", None),
    "published_from": ("published from", None),
    "published_to": ("published to", None),
    "seen_from": ("scanned from", None),
    "seen_to": ("scanned to", None),
}


class Narrowing(NamedTuple):
    """One thing that a queue is narrowed to. ``value`` is "" where the name says it all."""

    name: str
    value: str
    without: str


def list_narrowings(query: Query) -> list[Narrowing]:
    """Return what a queue is narrowed to beside its tab; nothing for a whole queue."""
    filters = query.filters
    found = []
    for field, name in _SEVERAL.items():
        chosen: tuple[str, ...] = getattr(filters, field)
        for value in chosen:
            rest = tuple(each for each in chosen if each != value)
            found.append(_narrowing(query, name, value.replace("_", " "), {field: rest}))
    for field, (name, unset) in _SINGLE.items():
        value = getattr(filters, field)
        if value == unset:
            continue
        if isinstance(value, bool):
            found.append(_narrowing(query, name if value else f"not {name}", "", {field: unset}))
        else:
            told = str(value).replace("_", " ") if field == "plug" else str(value)
            found.append(_narrowing(query, name, told, {field: unset}))
    return found


def _narrowing(query: Query, name: str, value: str, change: dict[str, Any]) -> Narrowing:
    rest: Filters = replace(query.filters, **change)
    return Narrowing(name, value, write_query(Query(filters=rest, sort=query.sort)))
