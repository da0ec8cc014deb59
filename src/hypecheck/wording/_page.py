"""Hashed pages go in, how far each is worded to sell comes out, and which of its sentences say so.

A ridge regression of the guideline score on TF-IDF of the masked words, their pairs and the marks of sentences. A token
counts only when pages of several topics have it, so no topic, brand or person can be learnt by name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.linear_model import Ridge
from sklearn.utils.validation import check_is_fitted

from hypecheck.wording._hashes import HashedPage
from hypecheck.wording._marks import SMALL_WORDS

__all__ = ["PageScore", "PageWording"]

Integers = npt.NDArray[np.int64]
Vector = npt.NDArray[np.float64]

# What a word adds when it comes again: words that come often tell more of a page's subject than of its framing. In full
# (1.0) and not at all (0.0), no figure moves by more than 0.003.
_REPEATS = 0.3
# Added, at right angles, to the length that a page's weights are scaled by, so that no single word decides over a short
# text: articles of 650 words have a length of about 105, texts of 125 words of 50 to 62. Three times as much costs
# 0.003 in Spearman.
_LEAST_LENGTH = 30.0
_LOUDEST = 3
_TELLING_WORDS = 3
# Words that fewer than one page in fifteen has are not named: that "stairs" come where legs are sold tells nobody
# anything.
_RARE = 1.0 + float(np.log(15))
# Nor are words that say nothing alone ("as the", "it with"); who speaks to whom does.
_SAYS_NOTHING = SMALL_WORDS - {"i", "me", "my", "our", "us", "we", "you", "your"}
# Masks are written with capitals, marks of punctuation stand alone: neither tells a reader anything.
_PLAIN = re.compile(r"[a-z][a-z']+(?: [a-z][a-z']+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScore:
    """How far one page leans by its wording.

    ``lift`` is what each sentence adds, shape (n_sentences,); ``loudest`` the numbers of the sentences that speak most
    for the side the page is on, at most three; ``telling`` the words and pairs of words that do so in these.
    """

    value: float
    lift: Vector
    loudest: Integers
    telling: tuple[str, ...]


class PageWording(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Scores whole pages by their wording; fitted on pages with a leaning (any number, more is more selling).

    Parameters: ``alpha`` is the penalty of the ridge, ``min_groups`` the number of topics a token must be known from
    (of fewer than four times as many topics a quarter, and two at least). The whole model orders our training topics,
    unseen, with Spearman 0.878 at 5 topics, 0.876 at 8 and 10 and 0.873 at 15; at 5 some words of topics are still
    known. With the penalty between 0.03 and 0.3 nothing moves by more than 0.004.
    """

    def __init__(self, alpha: float = 0.1, min_groups: int = 8) -> None:
        self.alpha = alpha
        self.min_groups = min_groups

    def fit(self, pages: Sequence[HashedPage], leanings: Sequence[float], groups: Sequence[str]) -> PageWording:
        """Fit on hashed pages; ``groups`` (topic or site) say which are related."""
        distinct = [np.unique(_tokens_of(page)[1]) for page in pages]
        self.tokens_, pages_with = _known_tokens(distinct, groups, self.min_groups)
        self.rarity_ = np.log((1 + len(pages)) / (1 + pages_with)) + 1.0
        if not len(self.tokens_):
            self.weights_, self.intercept_ = np.zeros(0), float(np.mean(leanings))
            return self
        rows = [self._weigh(np.bincount(self._find(page)[1], minlength=len(self.tokens_))) for page in pages]
        matrix = sparse.csr_matrix(
            (
                np.concatenate([weights for _, weights in rows]),
                np.concatenate([columns for columns, _ in rows]),
                np.cumsum([0, *(len(columns) for columns, _ in rows)]),
            ),
            shape=(len(rows), len(self.tokens_)),
        )
        ridge = Ridge(alpha=self.alpha, solver="sparse_cg", tol=1e-6).fit(matrix, np.asarray(leanings, dtype=float))
        self.weights_, self.intercept_ = ridge.coef_, float(ridge.intercept_)
        return self

    def score(self, page: HashedPage) -> PageScore:
        """Score a page; one without known tokens gets the mean leaning of the pages fitted on, and lifts of zero."""
        check_is_fitted(self, "weights_")
        places, columns = self._find(page)
        counts = np.bincount(columns, minlength=len(self.tokens_))
        present, weights = self._weigh(counts)
        parts = np.zeros(len(self.tokens_))
        parts[present] = weights * self.weights_[present]
        value = self.intercept_ + float(parts.sum())
        side = 1.0 if value > 0 else -1.0
        # a token's part is spread evenly over the places it stands at
        sentences = _tokens_of(page)[0][places]
        lift = np.bincount(sentences, weights=parts[columns] / counts[columns], minlength=page.size).astype(np.float64)
        # a stable sort, so that equal sentences come in text order on every machine
        loudest = np.argsort(-side * lift, kind="stable")[:_LOUDEST]
        named = (places < len(page.words)) & (self.rarity_[columns] < _RARE) & np.isin(sentences, loudest)
        words = [page.words[place] for place in places[named]]
        return PageScore(value=value, lift=lift, loudest=loudest, telling=_telling(words, side * parts[columns[named]]))

    def _find(self, page: HashedPage) -> tuple[Integers, Integers]:
        """Return the places of the known tokens among those of the page, and the column of each."""
        hashes = _tokens_of(page)[1]
        if not len(self.tokens_):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        columns = np.minimum(np.searchsorted(self.tokens_, hashes), len(self.tokens_) - 1)
        places = np.flatnonzero(self.tokens_[columns] == hashes)
        return places, columns[places]

    def _weigh(self, counts: Integers) -> tuple[Integers, Vector]:
        """Return the columns that occur and their TF-IDF weights, scaled to a length below one."""
        present = np.flatnonzero(counts)
        weights = (1.0 + _REPEATS * np.log(counts[present])) * self.rarity_[present]
        return present, weights / np.hypot(np.linalg.norm(weights), _LEAST_LENGTH)


def _telling(words: Sequence[str], parts: Vector) -> tuple[str, ...]:
    """Return the words that add most, loudest first, none that says part of another."""
    chosen: list[str] = []
    for place in np.argsort(-parts, kind="stable"):
        if len(chosen) == _TELLING_WORDS or parts[place] <= 0:
            break
        parts_of_word = set(words[place].split())
        said = {part for word in chosen for part in word.split()}
        if _PLAIN.fullmatch(words[place]) and not parts_of_word & said and not parts_of_word <= _SAYS_NOTHING:
            chosen.append(words[place])
    return tuple(chosen)


def _tokens_of(page: HashedPage) -> tuple[Integers, Integers]:
    """Return every token of a page, its words first: the number of its sentence, and its hash."""
    kinds = (page.grams, page.marks, page.placed)
    return np.concatenate([kind.sentences for kind in kinds]), np.concatenate([kind.values for kind in kinds])


def _known_tokens(pages: Sequence[Integers], groups: Sequence[str], min_groups: int) -> tuple[Integers, Integers]:
    """Return the hashes that pages of enough groups have, in rising order, and how many pages have each."""
    by_group: dict[str, list[Integers]] = {}
    for page, group in zip(pages, groups, strict=True):
        by_group.setdefault(group, []).append(page)
    met = np.concatenate([np.unique(np.concatenate(members)) for members in by_group.values()])
    tokens, groups_with = np.unique(met, return_counts=True)
    tokens = tokens[groups_with >= max(2, min(min_groups, len(by_group) // 4))]
    found, pages_with = np.unique(np.concatenate(pages), return_counts=True)
    return tokens, pages_with[np.isin(found, tokens, assume_unique=True)]
