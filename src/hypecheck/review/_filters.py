"""What stands in an address goes in, which pages and in which order comes out; and back.

Without ``decided`` in the address a queue shows what is still to be decided: that is what it is opened for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, HTTPException, Request

from hypecheck.store import SORTS, Filters, Sort

__all__ = ["Asked", "Query", "read_query", "write_query"]

OPEN = Filters(decided=False)

_LISTS = {"band": "bands", "status": "statuses", "decision": "decisions"}
_TEXTS = ("site", "finding", "plug", "words", "claim_words")
_DATES = ("published_from", "published_to", "seen_from", "seen_to")
_SCORES = ("score_from", "score_to")
_FLAGS = ("disagreement", "overridden", "second_review")
_YES_OR_NO = {"yes": True, "no": False, "any": None}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Nobody types more, and what is longer is no site and no search.
_MOST_CHARS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which pages, and in which order."""

    filters: Filters = field(default_factory=lambda: OPEN)
    sort: Sort = "score"


def read_query(pairs: Iterable[tuple[str, str]]) -> Query:
    """Return what names and values ask for; empty values and unknown names ask for nothing.

    Raises ``HTTPException`` that says which value cannot be used.
    """
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        if value.strip():
            given.setdefault(name, []).append(value.strip()[:_MOST_CHARS])
    last = {name: values[-1] for name, values in given.items()}
    found: dict[str, object] = {long: tuple(given[short]) for short, long in _LISTS.items() if short in given}
    found |= {name: last[name] for name in _TEXTS if name in last}
    found |= {name: _read_date(name, last[name]) for name in _DATES if name in last}
    found |= {name: _read_score(name, last[name]) for name in _SCORES if name in last}
    found |= {name: _read_flag(name, last[name]) for name in _FLAGS if name in last}
    found["decided"] = _read_flag("decided", last.get("decided", "no"))
    if "cluster" in last:
        found["cluster"] = _read_number("cluster", last["cluster"])
    return Query(filters=Filters(**found), sort=_read_sort(last.get("sort", "score")))  # type: ignore[arg-type]


def write_query(query: Query) -> str:
    """Return a query as it stands in an address; what goes without saying is left out."""
    filters = query.filters
    pairs: list[tuple[str, object]] = []
    for short, long in _LISTS.items():
        pairs += [(short, value) for value in getattr(filters, long)]
    for name in (*_TEXTS, *_DATES, *_SCORES, "cluster"):
        value = getattr(filters, name)
        if value not in (None, ""):
            pairs.append((name, value))
    for name in _FLAGS:
        if getattr(filters, name) is not None:
            pairs.append((name, "yes" if getattr(filters, name) else "no"))
    if filters.decided is not False:
        pairs.append(("decided", "yes" if filters.decided else "any"))
    if query.sort != "score":
        pairs.append(("sort", query.sort))
    return urlencode(pairs)


def parse_query(text: str) -> Query:
    """Return what the part of an address after its question mark asks for."""
    return read_query(parse_qsl(text))


async def _asked(request: Request) -> Query:
    return read_query(request.query_params.multi_items())


Asked = Annotated[Query, Depends(_asked)]


def _read_date(name: str, value: str) -> str:
    if not _DATE.fullmatch(value):
        raise _refuse(name, value, "a date as in 2026-03-31")
    return value


def _read_score(name: str, value: str) -> float:
    try:
        score = float(value)
    except ValueError:
        score = -1
    if not 0 <= score <= 1:
        raise _refuse(name, value, "a number from 0 to 1")
    return score


def _read_number(name: str, value: str) -> int:
    if not value.isascii() or not value.isdecimal() or len(value) > 15:
        raise _refuse(name, value, "a whole number")
    return int(value)


def _read_flag(name: str, value: str) -> bool | None:
    if value not in _YES_OR_NO:
        raise _refuse(name, value, "yes, no or any")
    return _YES_OR_NO[value]


def _read_sort(value: str) -> Sort:
    for sort in SORTS:
        if value == sort:
            return sort
    raise _refuse("sort", value, f"one of {', '.join(SORTS)}")


def _refuse(name: str, value: str, expected: str) -> HTTPException:
    return HTTPException(400, f"{name.replace('_', ' ')} is {value!r}; it must be {expected}.")
