"""Scorers and a set of pages go in, the figures of each on the same pages come out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from hypecheck.framing import FramingClassifier
from hypecheck.training import LabelledPage, Rated, measure, rate_pages

__all__ = ["ModelScorer", "Scorer", "compare"]


class Scorer(Protocol):
    """What can be measured."""

    def rate(self, pages: Sequence[LabelledPage]) -> Rated:
        """Return each page's score, 0 to 1, and band."""


class ModelScorer:
    """The framing model as a scorer."""

    def __init__(self, classifier: FramingClassifier) -> None:
        self.classifier = classifier

    def rate(self, pages: Sequence[LabelledPage]) -> Rated:
        """Return each page's score, 0 to 1, and band."""
        return rate_pages(self.classifier, pages)


def compare(
    scorers: Mapping[str, Scorer], pages: Sequence[LabelledPage], *, name: str, words: str, seed: int = 0
) -> dict[str, Any]:
    """Return one entry of ``metrics.json``'s ``sets``: the figures of every scorer on one set of pages."""
    return {
        "set": name,
        "words": words,
        "models": {label: measure(pages, scorer.rate(pages), seed=seed) for label, scorer in scorers.items()},
    }
