"""Masked sentences go in, the chance that each sells or weighs comes out, and how the page as a whole is worded.

Three linear models over hashed word n-grams of the masked wording (``annotate``): one knows sentences that plug, one
sentences that state limits, one whole pages. Nothing here sees a topic word, a brand or a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_is_fitted

from hypecheck.records import Annotations, Article, Sentence, Span

__all__ = ["WORDING_FEATURES", "WordingReader", "WordingScores", "label_sentences", "worded_sentences"]

# 2**17 buckets for about 300,000 n-grams: twice as many gave the same figures, half as many 0.003 less AUC.
_BUCKETS = 2**17
_TOP_SENTENCES = 3
# Shorter passages ("Add to cart") are matched by being held in the sentence; a sentence is matched by being held in
# a passage only when it is long enough not to be held in everything.
_MIN_CHARS_INSIDE_PASSAGE = 9

#: The features this reader adds to those of ``features.FEATURES``: name, sign, explanation.
WORDING_FEATURES: tuple[tuple[str, int, str], ...] = (
    ("selling_sentences_top", 1, "Its most selling sentences are worded like plugs."),
    ("selling_sentences_share", 1, "Much of it is worded like plugs."),
    ("weighing_sentences_top", -1, "Its most sober sentences are worded like stated limits."),
    ("weighing_sentences_share", -1, "Much of it is worded like stated limits."),
    ("page_wording", 1, "The page as a whole is worded like pages that sell (topic words left out)."),
)

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WordingScores:
    """One page's wording features (in the order of ``WORDING_FEATURES``) and the spans that weighed most in each."""

    values: tuple[float, ...]
    spans: tuple[tuple[Span, ...], ...]


def worded_sentences(annotations: Annotations) -> list[Sentence]:
    """Return the sentences that have a wording: all but reference entries."""
    return [sentence for sentence in annotations.sentences if sentence.wording]


def label_sentences(article: Article, sentences: Sequence[Sentence], passages: Sequence[str]) -> list[bool]:
    """Say of each sentence whether it belongs to one of the marked passages of its article."""
    wanted = [" ".join(passage.split()) for passage in passages]
    labels = []
    for sentence in sentences:
        text = " ".join(article.text[sentence.start : sentence.end].split())
        labels.append(
            any(passage in text or (len(text) >= _MIN_CHARS_INSIDE_PASSAGE and text in passage) for passage in wanted)
        )
    return labels


class WordingReader(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Scores masked sentences and pages; fitted on labelled sentences and on pages with a target between 0 and 1.

    Parameters: ``sentence_c`` and ``page_c`` are the inverse regularisation strengths, chosen by topic-grouped
    validation on our own corpus.
    """

    def __init__(self, sentence_c: float = 4.0, page_c: float = 1.0, random_state: int = 0) -> None:
        self.sentence_c = sentence_c
        self.page_c = page_c
        self.random_state = random_state

    def fit(
        self,
        pages: Sequence[Sequence[str]],
        targets: Sequence[float],
        selling: Sequence[Sequence[bool] | None],
        weighing: Sequence[Sequence[bool] | None],
    ) -> WordingReader:
        """Fit on pages of masked sentences; ``selling`` and ``weighing`` label sentences, None where a page has none."""
        rows = [_hash(page) for page in pages]
        self.selling_ = self._fit_sentences(rows, selling)
        self.weighing_ = self._fit_sentences(rows, weighing)
        matrix = sparse.vstack([_page_row(row) for row in rows]).tocsr()
        chance = np.asarray(targets, dtype=float)
        # a page of target 0.7 is seen as commercial with weight 0.7 and as balanced with weight 0.3
        self.page_ = LogisticRegression(C=self.page_c, solver="liblinear", random_state=self.random_state).fit(
            sparse.vstack([matrix, matrix]),
            np.r_[np.ones(len(chance)), np.zeros(len(chance))],
            sample_weight=np.r_[chance, 1 - chance],
        )
        return self

    def _fit_sentences(self, rows: Sequence[Any], labels: Sequence[Sequence[bool] | None]) -> Any:
        marked = [(row, label) for row, label in zip(rows, labels, strict=True) if label is not None]
        if not any(any(label) for _, label in marked):
            return None
        matrix = sparse.vstack([row for row, _ in marked]).tocsr()
        target = np.concatenate([np.asarray(label, dtype=int) for _, label in marked])
        model = LogisticRegression(
            C=self.sentence_c, solver="liblinear", class_weight={0: 1.0, 1: 3.0}, random_state=self.random_state
        )
        return model.fit(normalize(matrix), target)

    def score(self, sentences: Sequence[str], spans: Sequence[Span]) -> WordingScores:
        """Return the wording features of one page; a page without sentences gives 0.0 throughout."""
        check_is_fitted(self, "page_")
        if not sentences:
            return WordingScores((0.0,) * len(WORDING_FEATURES), ((),) * len(WORDING_FEATURES))
        rows = _hash(sentences)
        sells, weighs = self._chances(self.selling_, rows), self._chances(self.weighing_, rows)
        page = float(self.page_.decision_function(_page_row(rows))[0])
        lift = np.asarray(rows @ self.page_.coef_[0])
        top_sells, top_weighs = _top(sells), _top(weighs)
        return WordingScores(
            values=(
                float(sells[top_sells].mean()),
                float(np.sqrt(sells.mean())),
                float(weighs[top_weighs].mean()),
                float(np.sqrt(weighs.mean())),
                page,
            ),
            spans=(
                tuple(spans[i] for i in top_sells),
                tuple(spans[i] for i in np.flatnonzero(sells >= 0.5)),
                tuple(spans[i] for i in top_weighs),
                tuple(spans[i] for i in np.flatnonzero(weighs >= 0.5)),
                tuple(spans[i] for i in _top(lift if page > 0 else -lift)),
            ),
        )

    def _chances(self, model: Any, rows: Any) -> Matrix:
        if model is None:
            return np.zeros(rows.shape[0])
        return np.asarray(model.predict_proba(normalize(rows))[:, 1])


_VECTORIZER = HashingVectorizer(
    n_features=_BUCKETS,
    ngram_range=(1, 3),
    token_pattern=r"\S+",
    lowercase=False,
    norm=None,
    binary=True,
    alternate_sign=False,
)


def _hash(sentences: Sequence[str]) -> Any:
    return _VECTORIZER.transform(sentences or ["BOS EOS"])


def _page_row(rows: Any) -> Any:
    """Add up a page's sentences; an n-gram counts by the logarithm of the sentences that hold it."""
    page = sparse.csr_matrix(rows.sum(axis=0))
    page.data = 1.0 + np.log(page.data)
    return normalize(page)


def _top(values: Matrix) -> npt.NDArray[np.intp]:
    # a stable sort, so that equal sentences come in text order on every machine
    return np.argsort(-values, kind="stable")[:_TOP_SENTENCES]
