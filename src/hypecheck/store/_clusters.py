"""New articles go in; each gets the cluster of the articles with nearly the same text, or one of its own.

MinHash with banding (Broder 1997; Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3), kept in a
table, so that a text is found again in any later scan.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

import numpy as np
from datasketch import MinHash
from sqlalchemy import Connection, bindparam, select

from hypecheck.store._schema import article_bands, articles, queue

__all__ = ["cluster_articles"]

#: Estimated share of common three-word runs from which two texts are one press text on two shops.
NEAR = 0.8
_PERMUTATIONS = 128  # the estimate at 0.8 is then off by 0.035 (its standard error)
_BANDS = 16  # with 8 rows each, 95 % of pairs at 0.8 share a band and 1 in 16 at 0.5
_SHINGLE = 3
#: Articles compared with a new one: the first of a thousand shops with one press text settle it as well as all.
_MOST_COMPARED = 200
#: Fewer words than this are an error page's or a banner's: alike, and yet no press text.
_LEAST_WORDS = 20

_WORD = re.compile(r"\w+")


def cluster_articles(connection: Connection, texts: Sequence[tuple[int, str]]) -> set[int]:
    """Give articles (id and text) a cluster; return the clusters that grew or were joined into another.

    A cluster has the id of its first article. A text near to several clusters makes them one.
    """
    touched: set[int] = set()
    for article_id, text in texts:
        signature = _sign(text)
        cluster = article_id
        if signature is not None:
            near = _near_clusters(connection, signature)
            cluster = min(near, default=article_id)
            _join(connection, near - {cluster}, cluster)
            touched |= {cluster} if near else set()
            connection.execute(
                article_bands.insert(), [{"band": band, "article_id": article_id} for band in _bands_of(signature)]
            )
        connection.execute(
            articles.update().where(articles.c.id == article_id),
            {"signature": None if signature is None else signature.tobytes(), "cluster_id": cluster},
        )
    return touched


def _sign(text: str) -> np.ndarray | None:
    """Return the MinHash signature of a text's three-word runs; None for one too short to tell."""
    words = _WORD.findall(text.lower())
    if len(words) < _LEAST_WORDS:
        return None
    shingles = {" ".join(words[start : start + _SHINGLE]).encode() for start in range(len(words) - _SHINGLE + 1)}
    sketch = MinHash(num_perm=_PERMUTATIONS, seed=1)
    sketch.update_batch(sorted(shingles))
    return np.asarray(sketch.hashvalues, dtype=np.uint32)  # datasketch's hashes have 32 bits


def _bands_of(signature: np.ndarray) -> Iterator[int]:
    for number, part in enumerate(np.split(signature, _BANDS)):
        digest = hashlib.blake2b(bytes([number]) + part.tobytes(), digest_size=8).digest()
        yield int.from_bytes(digest, "big", signed=True)


def _near_clusters(connection: Connection, signature: np.ndarray) -> set[int]:
    found = (
        select(articles.c.cluster_id, articles.c.signature)
        .join_from(articles, article_bands, article_bands.c.article_id == articles.c.id)
        .where(article_bands.c.band.in_(bindparam("bands", expanding=True)))
        .distinct()
        .limit(_MOST_COMPARED)
    )
    rows = connection.execute(found, {"bands": list(_bands_of(signature))})
    return {
        int(row.cluster_id)
        for row in rows
        if np.mean(np.frombuffer(row.signature, dtype=np.uint32) == signature) >= NEAR
    }


def _join(connection: Connection, others: set[int], cluster: int) -> None:
    for other in sorted(others):
        for each in (articles, queue):
            connection.execute(each.update().where(each.c.cluster_id == other).values(cluster_id=cluster))
