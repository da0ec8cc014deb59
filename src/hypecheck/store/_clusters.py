"""New articles go in; each gets the cluster of an earlier article with nearly the same text, or one of its own.

MinHash with banding (Broder 1997; Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3), kept in a
table, so that a text is found again in any later scan. A cluster is what is near to its first article: texts never
come together by a chain of others, and a press text on a thousand shops costs one comparison a shop.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from datasketch import MinHash
from sqlalchemy import Connection, bindparam, select

from hypecheck.store._schema import article_bands, articles

__all__ = ["cluster_articles"]

#: Estimated share of common three-word runs from which two texts are one press text on two shops.
NEAR = 0.8
_PERMUTATIONS = 128  # the estimate at 0.8 is then off by 0.035 (its standard error)
_BANDS = 16  # with 8 rows each, 95 % of pairs at 0.8 share a band and 1 in 16 at 0.5
_SHINGLE = 3
#: Fewer words than this are an error page's or a banner's: alike, and yet no press text.
_LEAST_WORDS = 20

_WORD = re.compile(r"\w+")


def cluster_articles(connection: Connection, texts: Sequence[tuple[int, str]]) -> set[int]:
    """Give articles (id and text) a cluster, which has the id of its first article; return those that grew."""
    signatures = {article_id: _sign(text) for article_id, text in texts}
    known = _Leaders(connection, [each for each in signatures.values() if each is not None])
    clusters = {
        article_id: article_id if signature is None else known.find(signature) or known.add(article_id, signature)
        for article_id, signature in signatures.items()
    }
    if clusters:
        placed = articles.update().where(articles.c.id == bindparam("article"))
        placed = placed.values(cluster_id=bindparam("cluster"), signature=bindparam("kept"))
        connection.execute(placed, [known.row(article_id, cluster) for article_id, cluster in clusters.items()])
    if known.new_bands:
        connection.execute(article_bands.insert(), known.new_bands)
    return {cluster for article_id, cluster in clusters.items() if cluster != article_id}


class _Leaders:
    """The first articles of clusters, as far as they share a band with one of these signatures."""

    def __init__(self, connection: Connection, signatures: Iterable[bytes]) -> None:
        self.new_bands: list[dict[str, int]] = []
        self._signatures: dict[int, bytes] = {}
        self._by_band: dict[int, set[int]] = defaultdict(set)
        found = (
            select(article_bands.c.band, article_bands.c.article_id, articles.c.signature)
            .join_from(article_bands, articles, articles.c.id == article_bands.c.article_id)
            .where(article_bands.c.band.in_(bindparam("bands", expanding=True)))
        )
        bands = {band for signature in signatures for band in _bands_of(signature)}
        for row in connection.execute(found, {"bands": sorted(bands)}) if bands else ():
            self._by_band[row.band].add(row.article_id)
            self._signatures[row.article_id] = bytes(row.signature)

    def find(self, signature: bytes) -> int | None:
        """Return the nearest leader, or None when none is near."""
        candidates = {leader for band in _bands_of(signature) for leader in self._by_band.get(band, ())}
        nearness, leader = max(
            ((_likeness(self._signatures[each], signature), -each) for each in candidates), default=(0, 0)
        )
        return -leader if nearness >= NEAR else None

    def add(self, article_id: int, signature: bytes) -> int:
        """Make an article the first of its cluster and return its id."""
        self._signatures[article_id] = signature
        for band in _bands_of(signature):
            self._by_band[band].add(article_id)
            self.new_bands.append({"band": band, "article_id": article_id})
        return article_id

    def row(self, article_id: int, cluster: int) -> dict[str, Any]:
        """Return what is kept of an article; only leaders are compared again."""
        return {"article": article_id, "cluster": cluster, "kept": self._signatures.get(article_id)}


@lru_cache(maxsize=1)
def _empty_sketch() -> Any:
    """Return a sketch to copy: its permutations take longer to make than to use. The scheme must never change."""
    return MinHash(num_perm=_PERMUTATIONS, seed=1, scheme="affine32")


def _sign(text: str) -> bytes | None:
    """Return the MinHash signature of a text's three-word runs; None for one too short to tell."""
    words = _WORD.findall(text.lower())
    if len(words) < _LEAST_WORDS:
        return None
    shingles = {" ".join(words[start : start + _SHINGLE]).encode() for start in range(len(words) - _SHINGLE + 1)}
    sketch = _empty_sketch().copy()
    sketch.update_batch(sorted(shingles))
    return np.asarray(sketch.hashvalues, dtype="<u4").tobytes()  # datasketch's hashes have 32 bits


def _bands_of(signature: bytes) -> list[int]:
    width = len(signature) // _BANDS
    parts = (signature[start : start + width] for start in range(0, len(signature), width))
    return [
        int.from_bytes(hashlib.blake2b(bytes([number]) + part, digest_size=8).digest(), "big", signed=True)
        for number, part in enumerate(parts)
    ]


def _likeness(one: bytes, other: bytes) -> float:
    return float(np.mean(np.frombuffer(one, dtype="<u4") == np.frombuffer(other, dtype="<u4")))
