"""Labelled pages go in, simpler rivals of the framing model come out, fitted and calibrated on them.

They say what the framing model is worth: a count of selling words, and TF-IDF with logistic regression over
the page's words and over its masked wording.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from hypecheck.features import SELLING
from hypecheck.framing import target_of
from hypecheck.training import LabelledPage, Rated

__all__ = ["BASELINES", "Baseline"]

Vector = npt.NDArray[np.float64]
Pages = Sequence[LabelledPage]
Score = Callable[[Pages], Vector]
#: Fits a rival at several strengths of regularisation; the best is chosen on pages of topics not fitted on.
Fit = Callable[[Pages], dict[float, Score]]

_FOLDS = 5
# Inverse regularisation strengths to choose from, so that no rival loses for want of tuning.
_STRENGTHS = (1.0, 10.0, 100.0)


class Baseline:
    """A fitted rival: scores between 0 and 1, and bands by two thresholds on them."""

    def __init__(self, fit: Fit, pages: Pages) -> None:
        targets = _targets(pages)
        unseen = _score_unseen(fit, pages)
        strength = min(unseen, key=lambda strength: _loss(unseen[strength], targets))
        labels = np.array([page.label for page in pages])
        clear = labels != "mixed"  # as the framing model's curve is fitted
        self._curve = LogisticRegression(C=1e6).fit(unseen[strength][clear, None], labels[clear] == "commercial")
        self._thresholds = _thresholds_by_share(self._chances(unseen[strength]), pages)
        self._raw = fit(pages)[strength]

    def rate(self, pages: Pages) -> Rated:
        """Return each page's score, 0 to 1, and band."""
        return Rated.by_thresholds(self._chances(self._raw(pages)), self._thresholds)

    def _chances(self, raw: Vector) -> Vector:
        return np.asarray(self._curve.predict_proba(raw[:, None])[:, 1])


def _score_unseen(fit: Fit, pages: Pages) -> dict[float, Vector]:
    """Return, for each strength, a raw score for each page from a rival that saw none of its group."""
    groups = [page.group for page in pages]
    scores: dict[float, Vector] = {}
    for inside, outside in GroupKFold(min(_FOLDS, len(set(groups)))).split(groups, groups=groups):
        for strength, score in fit([pages[i] for i in inside]).items():
            scores.setdefault(strength, np.zeros(len(pages)))[outside] = score([pages[i] for i in outside])
    return scores


def _loss(logits: Vector, targets: Vector) -> float:
    """Return the logistic loss against targets between 0 and 1."""
    return float((np.logaddexp(0, logits) - targets * logits).sum())


def _thresholds_by_share(chances: Vector, pages: Pages) -> tuple[float, float]:
    """Return thresholds that give each band as many unseen pages as its label has."""
    labels = [page.label for page in pages]
    balanced, commercial = (labels.count(label) / len(labels) for label in ("balanced", "commercial"))
    return float(np.quantile(chances, balanced)), float(np.quantile(chances, 1 - commercial))


def _targets(pages: Pages) -> Vector:
    return np.array([target_of(page.score) for page in pages])


def _take_twice(targets: Vector) -> tuple[npt.NDArray[np.int_], Vector]:
    """Return labels and weights for pages taken twice: a target of 0.7 is 0.7 of a yes and 0.3 of a no."""
    return np.repeat([1, 0], len(targets)), np.r_[targets, 1 - targets]


# ---- the rivals ----------------------------------------------------------------------------------------


def _fit_keyword_counter(pages: Pages) -> dict[float, Score]:  # noqa: ARG001  # there is nothing to learn
    return {1.0: lambda unseen: np.array([_selling_cues_per_word(page) for page in unseen])}


def _selling_cues_per_word(page: LabelledPage) -> float:
    cues = sum(cue.category in SELLING for cue in page.reading.annotations.cues)
    return cues / max(1, page.reading.article.word_count)


def _tfidf(read: Callable[[LabelledPage], str], *, tokens: str) -> Fit:
    """Return the fitting of TF-IDF over 1 and 2 grams with logistic regression on what ``read`` gives."""

    def fit(pages: Pages) -> dict[float, Score]:
        vectorizer = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, token_pattern=tokens)
        matrix = vectorizer.fit_transform([read(page) for page in pages])
        labels, weights = _take_twice(_targets(pages))

        def fit_at(strength: float) -> Score:
            model = LogisticRegression(C=strength, solver="liblinear")
            model.fit(sparse.vstack([matrix, matrix]), labels, sample_weight=weights)
            return lambda unseen: np.asarray(
                model.decision_function(vectorizer.transform([read(page) for page in unseen]))
            )

        return {strength: fit_at(strength) for strength in _STRENGTHS}

    return fit


def _masked_wording(page: LabelledPage) -> str:
    return "\n".join(sentence.wording for sentence in page.reading.annotations.sentences)


#: The rivals by name: a keyword counter, TF-IDF over words, and TF-IDF over wording with its topic masked.
BASELINES: dict[str, Fit] = {
    "keyword counter": _fit_keyword_counter,
    "TF-IDF": _tfidf(lambda page: page.reading.article.text, tokens=r"(?u)\b\w\w+\b"),
    "TF-IDF, topic masked": _tfidf(_masked_wording, tokens=r"\S+"),
}
