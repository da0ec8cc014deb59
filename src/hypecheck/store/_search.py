"""Words as a search box takes them go in; the ids of the articles or assessments that hold them come out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Select, column, false, func, literal, literal_column, select, table, text

from hypecheck.errors import StoreError

__all__ = ["Scope", "index_claims", "matching"]

_TERM = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_WORD = re.compile(r"\w")
#: Longer queries are a pasted paragraph: both engines would walk the index once for each word.
MOST_TERMS = 30

Scope = Literal["articles", "claims"]


@dataclass(frozen=True, slots=True)
class _Alternative:
    """What one side of an OR asks for: phrases that must be there, and phrases that must not."""

    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]


def matching(dialect: str, scope: Scope, words: str) -> Select[Any]:
    """Return a query of one column: ids of the articles whose title or text, or of the assessments whose claims, match.

    Words are stemmed as English and must all occur, in any order; ``"a phrase"`` in this order; ``-word`` must not;
    ``OR`` stands between alternatives. A query without a letter or digit matches nothing. Raises ``StoreError`` when
    nothing is left to look for.
    """
    alternatives = _parse(words)
    if not alternatives:
        return select(literal(0)).where(false())
    if dialect == "postgresql":
        home, key = ("articles", "id") if scope == "articles" else ("claim_search", "assessment_id")
        asked = func.websearch_to_tsquery(literal_column("'hypecheck'::regconfig"), _as_websearch(alternatives))
        return select(column(key)).select_from(table(home)).where(column("words").op("@@")(asked))
    home = "article_search" if scope == "articles" else "claim_search"
    return select(column("rowid")).select_from(table(home)).where(column(home).op("MATCH")(_as_fts5(alternatives)))


def index_claims(connection: Connection, claims: Sequence[tuple[int, str]]) -> None:
    """Let the words of assessments' claims be found: pairs of an assessment's id and its claims' text."""
    if not claims:
        return
    rows = [{"id": id_, "words": words} for id_, words in claims]
    if connection.dialect.name == "postgresql":
        # the cut is that of articles: a tsvector ends at 1 MB
        statement = "INSERT INTO claim_search VALUES (:id, to_tsvector('hypecheck', left(:words, 200000)))"
    else:
        statement = "INSERT INTO claim_search (rowid, words) VALUES (:id, :words)"
    connection.execute(text(statement), rows)


def _parse(words: str) -> list[_Alternative]:
    alternatives: list[_Alternative] = []
    wanted: list[str] = []
    unwanted: list[str] = []
    terms = [match.groups() for match in _TERM.finditer(words)]
    if len(terms) > MOST_TERMS:
        raise StoreError(f"The search has {len(terms)} words; give at most {MOST_TERMS}.")
    for sign, phrase, word in [*terms, ("", None, "OR")]:
        if word == "OR":
            if wanted or unwanted:
                alternatives.append(_Alternative(tuple(wanted), tuple(unwanted)))
            wanted, unwanted = [], []
            continue
        negated = sign == "-" or (word or "").startswith("-")
        term = str(phrase if word is None else word.removeprefix("-"))
        if _WORD.search(term):
            (unwanted if negated else wanted).append(term.replace('"', " ").replace("\0", " "))
    if any(not alternative.wanted for alternative in alternatives):
        raise StoreError("Give at least one word to look for besides those to leave out.")
    return alternatives


def _as_fts5(alternatives: Sequence[_Alternative]) -> str:
    """Return a query of FTS5, in which a quoted string is a phrase and nothing in it is an operator."""
    parts = []
    for each in alternatives:
        part = " AND ".join(f'"{term}"' for term in each.wanted)
        for term in each.unwanted:
            part = f'({part}) NOT "{term}"'
        parts.append(f"({part})")
    return " OR ".join(parts)


def _as_websearch(alternatives: Sequence[_Alternative]) -> str:
    """Return a query of PostgreSQL's ``websearch_to_tsquery``, which takes any text without an error."""
    parts = []
    for each in alternatives:
        parts.append(" ".join([f'"{term}"' for term in each.wanted] + [f'-"{term}"' for term in each.unwanted]))
    return " OR ".join(parts)
