"""Scorers and a set of pages go in, the figures of each on the same pages come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from hypecheck.framing import FramingClassifier
from hypecheck.training import LabelledPage, measure, score_pages

__all__ = ["ModelScorer", "Scorer", "compare"]

Vector = npt.NDArray[np.float64]


class Scorer(Protocol):
    """What can be measured: scores between 0 and 1, and the thresholds of the bands."""

    thresholds: tuple[float, float]

    def score(self, pages: Sequence[LabelledPage]) -> Vector:
        """Return each page's score."""


class ModelScorer:
    """The framing model as a scorer."""

    def __init__(self, classifier: FramingClassifier) -> None:
        self.classifier = classifier
        self.thresholds = (classifier.balanced_below_, classifier.commercial_above_)

    def score(self, pages: Sequence[LabelledPage]) -> Vector:
        """Return each page's score, 0 to 1."""
        return score_pages(self.classifier, pages)


def compare(
    scorers: Mapping[str, Scorer], pages: Sequence[LabelledPage], *, name: str, words: str, seed: int = 0
) -> dict[str, Any]:
    """Return one entry of ``metrics.json``'s ``sets``: the figures of every scorer on one set of pages."""
    return {
        "set": name,
        "words": words,
        "models": {
            label: measure(pages, scorer.score(pages), thresholds=scorer.thresholds, seed=seed)
            for label, scorer in scorers.items()
        },
    }
