"""Marked sentences go in, the hashes of their words, of pairs of words and of marks come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
import numpy.typing as npt
from sklearn.utils import murmurhash3_32

from hypecheck.wording._marks import SentenceMarks

__all__ = ["HashedPage", "Hashes", "hash_page"]

# The parts of an article whose words are counted once more by place: what a page opens with and where it ends.
_OPENING = 0.1
_ENDING = 0.85


@dataclass(frozen=True, slots=True)
class Hashes:
    """MurmurHash3 of each token (32 bits, signed) and the number of the sentence it stands in, token by token."""

    sentences: npt.NDArray[np.int64]
    values: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HashedPage:
    """One page: the words and pairs of words of its sentences, their marks, and what only a whole page is read by.

    ``words`` are the tokens of ``grams`` in clear. ``placed`` holds pairs of marks, and the words and marks of the
    opening, of the ending and of headings and lists.
    """

    size: int
    words: tuple[str, ...]
    grams: Hashes
    marks: Hashes
    placed: Hashes


def hash_page(sentences: Sequence[SentenceMarks]) -> HashedPage:
    """Hash the tokens of each sentence; no sentences give empty arrays."""
    words = [marked.words for marked in sentences]
    marks = [marked.marks.split() for marked in sentences]
    grams = [[*row, *map(" ".join, pairwise(row))] for row in words]
    return HashedPage(
        size=len(sentences),
        words=tuple(chain.from_iterable(grams)),
        grams=_hash(grams),
        marks=_hash(marks),
        placed=_hash([_placed(*row) for row in zip(sentences, words, marks, strict=True)]),
    )


def _placed(marked: SentenceMarks, words: Sequence[str], marks: Sequence[str]) -> list[str]:
    tokens = list(map(" ".join, pairwise(marks)))
    if marked.place < _OPENING:
        tokens += map("opening>".__add__, chain(words, marks))
    elif marked.place > _ENDING:
        tokens += map("ending>".__add__, chain(words, marks))
    if marked.sentence.role != "body":
        tokens += map(f"{marked.sentence.role}>".__add__, words)
    return tokens


def _hash(rows: Sequence[Sequence[str]]) -> Hashes:
    values = np.array([murmurhash3_32(token) for row in rows for token in row], dtype=np.int64)
    return Hashes(np.repeat(np.arange(len(rows), dtype=np.int64), [len(row) for row in rows]), values)
