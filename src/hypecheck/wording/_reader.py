"""Masked sentences go in, the chance that each sells or weighs comes out, and how the page as a whole is worded.

Linear models over the masked wording (``annotate``) and over the cues in and beside each sentence: one knows sentences
that plug, one sentences that state limits, one whole pages on health, one texts of every other kind. None sees a topic
word, a brand or a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from hypecheck.records import Feature, Span
from hypecheck.wording._hashes import HashedPage, hash_page
from hypecheck.wording._marks import SentenceMarks
from hypecheck.wording._page import PageScore, PageWording

__all__ = ["WORDING_FEATURES", "GeneralText", "WordingReader", "WordingScores"]

_BUCKETS = 2**17  # about 200,000 n-grams in our own corpus
_MARK_BUCKETS = 2**12
_COLUMNS = _BUCKETS + _MARK_BUCKETS
# How much a cue weighs against a word n-gram. Average precision of plugs, topics unseen: 0.54 for words alone, 0.60
# with cues at 0.3 or 0.6, 0.60 at 1.0; the page figures are best from 0.6 up.
_MARK_WEIGHT = 0.6
_TOP_SENTENCES = 3
# General texts are few and of many topics, so that a token counts when three topics know it. AUC on ftd is
# 0.867, at eight topics 0.864, and with three times the penalty 0.868; a third of the texts gives 0.868 too if they are
# told again from real pages, and 0.860 if they are not.
_GENERAL_MIN_GROUPS = 3
_GENERAL_ALPHA = 0.3

#: The features this reader adds to those of ``features.FEATURES``.
WORDING_FEATURES: tuple[Feature, ...] = (
    Feature(
        name="selling_sentences_top",
        family="wording of sentences",
        sign=1,
        explanation="Its most selling sentences read like plugs.",
        faint="Even its most selling sentences hardly read like plugs.",
        faint_below=0.3,
    ),
    Feature(
        name="selling_sentences_share",
        family="wording of sentences",
        sign=1,
        explanation="Sentences of it read like plugs.",
        faint="Hardly any of its sentences read like plugs.",
        faint_below=0.15,  # the root of a share
    ),
    Feature(
        name="weighing_sentences_top",
        family="wording of sentences",
        sign=-1,
        explanation="Its soberest sentences read like limits.",
        faint="Even its soberest sentences hardly read like limits.",
        faint_below=0.3,
    ),
    Feature(
        name="weighing_sentences_share",
        family="wording of sentences",
        sign=-1,
        explanation="Much of it reads like stated limits.",
        faint="Little of it reads like stated limits.",
        faint_below=0.2,
    ),
    Feature(
        name="page_wording",
        family="wording of the page",
        sign=1,
        explanation="Worded like pages that sell (topic words left out).",
        opposite="Worded like pages that weigh (topic words left out).",
    ),
)

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralText:
    """A text that is not about health, how far it sells (as the pages' leanings say it), and its topic."""

    sentences: Sequence[SentenceMarks]
    leaning: float
    group: str


@dataclass(frozen=True, slots=True)
class WordingScores:
    """One page's wording features (in the order of ``WORDING_FEATURES``) and the spans that weighed most in each.

    ``telling`` are the words behind ``page_wording``.
    """

    values: tuple[float, ...]
    spans: tuple[tuple[Span, ...], ...]
    telling: tuple[str, ...] = ()


class WordingReader(BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Scores masked sentences and pages; fitted on labelled sentences and on pages with a leaning.

    Parameters: ``sentence_c`` is the inverse regularisation strength of the models of sentences, chosen by
    topic-grouped validation on our own corpus.
    """

    def __init__(self, sentence_c: float = 12.0, random_state: int = 0) -> None:
        self.sentence_c = sentence_c
        self.random_state = random_state

    def fit(
        self,
        pages: Sequence[Sequence[SentenceMarks]],
        leanings: Sequence[float],
        selling: Sequence[Sequence[bool] | None],
        weighing: Sequence[Sequence[bool] | None],
        groups: Sequence[str],
        general: Sequence[GeneralText] = (),
    ) -> WordingReader:
        """Fit on pages of marked sentences; ``selling`` and ``weighing`` label them, None where unlabelled.

        ``leanings`` says of each page how far it sells, in any unit; ``groups`` its topic or site. Without ``general``
        texts, what is hardly about health has a ``page_wording`` of nearly zero.
        """
        hashed = [hash_page(page) for page in pages]
        rows = [_sentence_rows(page) for page in hashed]
        self.selling_ = self._fit_sentences(rows, selling)
        self.weighing_ = self._fit_sentences(rows, weighing)
        self.page_ = PageWording().fit(hashed, leanings, groups)
        self.general_ = None
        if general:
            self.general_ = PageWording(alpha=_GENERAL_ALPHA, min_groups=_GENERAL_MIN_GROUPS).fit(
                [hash_page(text.sentences) for text in general],
                [text.leaning for text in general],
                [text.group for text in general],
            )
        return self

    def _fit_sentences(self, rows: Sequence[Any], labels: Sequence[Sequence[bool] | None]) -> Any:
        marked = [(row, label) for row, label in zip(rows, labels, strict=True) if label is not None]
        if not any(any(label) for _, label in marked):
            return None
        matrix = sparse.vstack([row for row, _ in marked]).tocsr()
        target = np.concatenate([np.asarray(label, dtype=int) for _, label in marked])
        # far more n-grams than rows: the dual problem is four times as fast, and gives the same figures; at a tenth of
        # this tolerance it takes a third longer, and no chance changes by 0.0002
        return LogisticRegression(
            C=self.sentence_c, solver="liblinear", dual=True, tol=0.01, max_iter=1000, random_state=self.random_state
        ).fit(matrix, target)

    def score(self, sentences: Sequence[SentenceMarks], *, trust: float = 1.0) -> WordingScores:
        """Return the wording features of one page; a page without sentences gives 0.0 throughout.

        ``trust``, 0 to 1, is how far the page is about health; the rest of it is read as a general text.
        """
        check_is_fitted(self, "page_")
        if not sentences:
            return WordingScores((0.0,) * len(WORDING_FEATURES), ((),) * len(WORDING_FEATURES))
        hashed = hash_page(sentences)
        rows = _sentence_rows(hashed)
        spans = [marked.span for marked in sentences]
        sells, weighs = self._chances(self.selling_, rows), self._chances(self.weighing_, rows)
        page = self._score_page(hashed, trust)
        top_sells, top_weighs = _top(sells), _top(weighs)
        return WordingScores(
            values=(
                float(sells[top_sells].mean()),
                float(np.sqrt(sells.mean())),
                float(weighs[top_weighs].mean()),
                float(np.sqrt(weighs.mean())),
                page.value,
            ),
            spans=(
                tuple(spans[i] for i in top_sells),
                tuple(spans[i] for i in np.flatnonzero(sells >= 0.5)),
                tuple(spans[i] for i in top_weighs),
                tuple(spans[i] for i in np.flatnonzero(weighs >= 0.5)),
                tuple(spans[i] for i in page.loudest),
            ),
            telling=page.telling,
        )

    def _score_page(self, page: HashedPage, trust: float) -> PageScore:
        """Score a page as far as it is about health and as a general text; sentences and words are the louder one's."""
        health = self.page_.score(page)
        health = replace(health, value=trust * health.value)
        if self.general_ is None or trust >= 1.0:
            return health
        general = self.general_.score(page)
        part = (1.0 - trust) * general.value
        louder = general if abs(part) > abs(health.value) else health
        return replace(louder, value=health.value + part)

    def _chances(self, model: Any, rows: Any) -> Matrix:
        if model is None:
            return np.zeros(rows.shape[0])
        # what predict_proba does, without its checks of input that comes from here
        return np.asarray(1.0 / (1.0 + np.exp(-(rows @ model.coef_[0] + model.intercept_[0]))))


def _sentence_rows(page: HashedPage) -> Any:
    """Return one row a sentence: its words and pairs of words at length one, beside its marks.

    The columns are those of scikit-learn's ``HashingVectorizer`` (MurmurHash3 of the n-gram, without signs), which
    takes four times as long: it is made for counts, and for texts yet to be split.
    """
    grams = page.grams.sentences * _COLUMNS + np.abs(page.grams.values) % _BUCKETS
    marks = page.marks.sentences * _COLUMNS + np.abs(page.marks.values) % _MARK_BUCKETS + _BUCKETS
    rows, columns = np.divmod(np.unique(np.concatenate([grams, marks])), _COLUMNS)
    is_gram = columns < _BUCKETS
    lengths = np.sqrt(np.maximum(np.bincount(rows[is_gram], minlength=page.size), 1))
    values = np.where(is_gram, 1.0 / lengths[rows], _MARK_WEIGHT)
    ends = np.searchsorted(rows, np.arange(page.size + 1))
    return sparse.csr_matrix((values, columns, ends), shape=(page.size, _COLUMNS))


def _top(values: Matrix) -> npt.NDArray[np.intp]:
    # a stable sort, so that equal sentences come in text order on every machine
    return np.argsort(-values, kind="stable")[:_TOP_SENTENCES]
