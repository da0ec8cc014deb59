"""Masked sentences go in, the chance that each sells or weighs comes out, and how the page as a whole is worded.

Three linear models over hashed word n-grams of the masked wording (``annotate``) and over the cues in and beside each
sentence: one knows sentences that plug, one sentences that state limits, one whole pages. Nothing here sees a topic
word, a brand or a number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.utils import murmurhash3_32
from sklearn.utils.validation import check_is_fitted

from hypecheck.records import Annotations, Article, Cue, Feature, Sentence, Span

__all__ = [
    "WORDING_FEATURES",
    "SentenceMarks",
    "WordingReader",
    "WordingScores",
    "label_sentences",
    "mark_sentences",
]

_BUCKETS = 2**17  # about 200,000 n-grams in our own corpus
_MARK_BUCKETS = 2**12
_COLUMNS = _BUCKETS + _MARK_BUCKETS
# How much a cue weighs against a word n-gram. Average precision of plugs, topics unseen: 0.54 for words alone, 0.60
# with cues at 0.3 or 0.6, 0.60 at 1.0; the page figures are best from 0.6 up.
_MARK_WEIGHT = 0.6
_TOP_SENTENCES = 3
# Shorter passages ("Add to cart") are matched by being held in the sentence; a sentence is matched by being held in
# a passage only when it is long enough not to be held in everything.
_MIN_CHARS_INSIDE_PASSAGE = 9

#: The features this reader adds to those of ``features.FEATURES``.
WORDING_FEATURES: tuple[Feature, ...] = tuple(
    Feature(name=name, family=f"wording of {what}", explanation=explanation, sign=sign, opposite=opposite)
    for name, what, sign, explanation, opposite in (
        ("selling_sentences_top", "sentences", 1, "Its most selling sentences read like plugs.", ""),
        ("selling_sentences_share", "sentences", 1, "Sentences of it read like plugs.", ""),
        ("weighing_sentences_top", "sentences", -1, "Its soberest sentences read like limits.", ""),
        ("weighing_sentences_share", "sentences", -1, "Much of it reads like stated limits.", ""),
        (
            "page_wording",
            "the page",
            1,
            "Worded like pages that sell (topic words left out).",
            "Worded like pages that weigh (topic words left out).",
        ),
    )
)

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WordingScores:
    """One page's wording features (in the order of ``WORDING_FEATURES``) and the spans that weighed most in each."""

    values: tuple[float, ...]
    spans: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class SentenceMarks:
    """A sentence as this reader sees it: its masked wording, and marks for its cues, plug, place and neighbours."""

    sentence: Sentence
    marks: str

    @property
    def span(self) -> Span:
        """Return where the sentence stands."""
        return self.sentence.start, self.sentence.end


def mark_sentences(article: Article, annotations: Annotations) -> list[SentenceMarks]:
    """Return the sentences that have a wording (all but reference entries), with their marks."""
    sentences = [sentence for sentence in annotations.sentences if sentence.wording]
    starts = [sentence.start for sentence in sentences]
    cues: list[list[Cue]] = [[] for _ in sentences]
    for cue in annotations.cues:
        place = bisect_right(starts, cue.start) - 1
        if place >= 0 and cue.start < sentences[place].end and cue.category != "weasel":
            cues[place].append(cue)
    plugs = {(plug.start, plug.end): plug.kind for plug in annotations.plugs}
    linked = {place for link in article.links if (place := bisect_right(starts, link.start) - 1) >= 0}
    length = sentences[-1].end if sentences else 1
    marked = []
    for number, sentence in enumerate(sentences):
        marks = [f"entry:{cue.category}/{cue.entry} cue:{cue.category}" for cue in cues[number]]
        marks += [f"before:{cue.category}" for cue in (cues[number - 1] if number else ())]
        marks += [f"after:{cue.category}" for cue in (cues[number + 1] if number + 1 < len(cues) else ())]
        marks.append(f"role:{sentence.role} length:{min(6, sentence.token_count // 5)}")
        marks.append(f"place:{_place(sentence.start / length)}")
        if (sentence.start, sentence.end) in plugs:
            marks.append(f"plug:{plugs[sentence.start, sentence.end]}")
        if number in linked:
            marks.append("linked")
        marked.append(SentenceMarks(sentence, " ".join(marks)))
    return marked


def _place(share: float) -> str:
    """Name the part of the article: plugs gather in the first lines and the last."""
    return "first" if share < 0.08 else "last" if share > 0.9 else "late" if share > 0.75 else "middle"


def label_sentences(article: Article, sentences: Sequence[SentenceMarks], passages: Sequence[str]) -> list[bool]:
    """Say of each sentence whether it belongs to one of the marked passages of its article."""
    wanted = [" ".join(passage.split()) for passage in passages]
    labels = []
    for marked in sentences:
        text = " ".join(article.text[slice(*marked.span)].split())
        labels.append(
            any(passage in text or (len(text) >= _MIN_CHARS_INSIDE_PASSAGE and text in passage) for passage in wanted)
        )
    return labels


class WordingReader(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Scores masked sentences and pages; fitted on labelled sentences and on pages with a target between 0 and 1.

    Parameters: ``sentence_c`` and ``page_c`` are the inverse regularisation strengths, chosen by topic-grouped
    validation on our own corpus.
    """

    def __init__(self, sentence_c: float = 12.0, page_c: float = 1.0, random_state: int = 0) -> None:
        self.sentence_c = sentence_c
        self.page_c = page_c
        self.random_state = random_state

    def fit(
        self,
        pages: Sequence[Sequence[SentenceMarks]],
        targets: Sequence[float],
        selling: Sequence[Sequence[bool] | None],
        weighing: Sequence[Sequence[bool] | None],
    ) -> WordingReader:
        """Fit on pages of marked sentences; ``selling`` and ``weighing`` label them, None where unlabelled."""
        rows = [_hash(page) for page in pages]
        self.selling_ = self._fit_sentences(rows, selling)
        self.weighing_ = self._fit_sentences(rows, weighing)
        matrix = sparse.vstack([_page_row(row) for row in rows]).tocsr()
        chance = np.asarray(targets, dtype=float)
        # a page of target 0.7 is seen as commercial with weight 0.7 and as balanced with weight 0.3
        self.page_ = self._logistic(self.page_c).fit(
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
        return self._logistic(self.sentence_c).fit(matrix, target)

    def _logistic(self, c: float) -> Any:
        # far more n-grams than rows: the dual problem is four times as fast, and gives the same figures
        return LogisticRegression(C=c, solver="liblinear", dual=True, max_iter=1000, random_state=self.random_state)

    def score(self, sentences: Sequence[SentenceMarks]) -> WordingScores:
        """Return the wording features of one page; a page without sentences gives 0.0 throughout."""
        check_is_fitted(self, "page_")
        if not sentences:
            return WordingScores((0.0,) * len(WORDING_FEATURES), ((),) * len(WORDING_FEATURES))
        rows = _hash(sentences)
        spans = [marked.span for marked in sentences]
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
        # what predict_proba does, without its checks of input that comes from here
        return np.asarray(1.0 / (1.0 + np.exp(-(rows @ model.coef_[0] + model.intercept_[0]))))


def _hash(sentences: Sequence[SentenceMarks]) -> Any:
    """Return one row a sentence: its words and pairs of words at length one, beside its marks.

    The columns are those of scikit-learn's ``HashingVectorizer`` (MurmurHash3 of the n-gram, without signs), which
    takes four times as long: it is made for counts, and for texts yet to be split.
    """
    words = [marked.sentence.wording.split() for marked in sentences]
    grams = _cells([[*row, *map(" ".join, pairwise(row))] for row in words], _BUCKETS)
    marks = _cells([marked.marks.split() for marked in sentences], _MARK_BUCKETS)
    rows, columns = np.divmod(np.unique(np.concatenate([grams, marks + _BUCKETS])), _COLUMNS)
    is_gram = columns < _BUCKETS
    lengths = np.sqrt(np.maximum(np.bincount(rows[is_gram], minlength=len(sentences)), 1))
    values = np.where(is_gram, 1.0 / lengths[rows], _MARK_WEIGHT)
    ends = np.searchsorted(rows, np.arange(len(sentences) + 1))
    return sparse.csr_matrix((values, columns, ends), shape=(len(sentences), _COLUMNS))


def _cells(texts: Sequence[Sequence[str]], buckets: int) -> npt.NDArray[np.int64]:
    """Return where each text falls in a matrix of one row a sequence, its cells counted row by row."""
    hashes = np.array([murmurhash3_32(text) for row in texts for text in row], dtype=np.int64)
    rows = np.repeat(np.arange(len(texts), dtype=np.int64), [len(row) for row in texts])
    cells: npt.NDArray[np.int64] = rows * _COLUMNS + np.abs(hashes) % buckets
    return cells


def _page_row(rows: Any) -> Any:
    """Add up a page's sentences; an n-gram counts by the logarithm of the sentences that hold it."""
    grams, sentences = np.unique(rows.indices, return_counts=True)
    weights = 1.0 + np.log(sentences)
    weights /= np.linalg.norm(weights) or 1.0
    return sparse.csr_matrix((weights, grams, [0, len(grams)]), shape=(1, rows.shape[1]))


def _top(values: Matrix) -> npt.NDArray[np.intp]:
    # a stable sort, so that equal sentences come in text order on every machine
    return np.argsort(-values, kind="stable")[:_TOP_SENTENCES]
