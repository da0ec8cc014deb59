"""Labelled pages go in, what each family of features is worth comes out: the model refitted without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold

from hypecheck.framing import FEATURE_NAMES, MODEL_FEATURES, FramingClassifier
from hypecheck.training import LabelledPage, Rated, general_texts, measure
from hypecheck.wording import WORDING_FEATURES

__all__ = ["ablate", "feature_families"]

Vector = npt.NDArray[np.float64]
_FOLDS = 5
# The thresholds do not matter here: AUC, Spearman and the order of pairs depend on the ranking alone.
_ANY_THRESHOLDS = (0.3, 0.7)


class _KeepsMatrix(FramingClassifier):
    """Keeps what its ridge learnt from, so that the ridge can be fitted again without some of it."""

    def _fit_ridge(self, matrix: Vector, leanings: Vector, weights: Vector) -> tuple[Vector, float]:
        self.learnt_from_ = matrix, leanings, weights  # the last call, on all pages, is the one that stays
        return super()._fit_ridge(matrix, leanings, weights)

    def score_unseen(self, groups: Sequence[str], left_out: Sequence[str]) -> Vector:
        """Return each page's raw score from a ridge that saw neither its group nor the features left out.

        The ridge learns from every page once for each partition; a page's score is the mean over these.
        """
        matrix, leanings, weights = self.learnt_from_
        kept = matrix * ~np.isin(FEATURE_NAMES, left_out)
        copies = np.tile(groups, len(matrix) // len(groups))
        raw = np.zeros(len(matrix))
        for inside, outside in GroupKFold(min(_FOLDS, len(set(groups)))).split(kept, groups=copies):
            weight, intercept = super()._fit_ridge(kept[inside], leanings[inside], weights[inside])
            raw[outside] = kept[outside] @ weight + intercept
        return np.asarray(raw.reshape(-1, len(groups)).mean(axis=0))


def feature_families() -> dict[str, tuple[str, ...]]:
    """Return the names of the features of each family; the wording reader's are families of their own."""
    families: dict[str, list[str]] = {}
    for feature in MODEL_FEATURES:
        families.setdefault(feature.family, []).append(feature.name)
    wording = [feature.name for feature in WORDING_FEATURES]
    families["all wording"] = wording
    families["all but wording"] = [name for name in FEATURE_NAMES if name not in wording]
    return {family: tuple(names) for family, names in families.items()}


def ablate(pages: Sequence[LabelledPage], *, seed: int = 0) -> list[dict[str, Any]]:
    """Return the figures with all features, then without each family, the costliest loss first.

    The pages are taken as they came, and each is scored by weights that saw none of its group; the wording
    scores they rest on are of pages that the wording reader did not see either. Texts that are not about health teach
    and are not measured on.
    """
    general, pages = general_texts(pages), [page for page in pages if not page.is_general]
    groups = [page.group for page in pages]
    model = _KeepsMatrix(random_state=seed)
    model.fit([page.reading for page in pages], [page.score for page in pages], groups=groups, general=general)

    def row(family: str, left_out: tuple[str, ...]) -> dict[str, Any]:
        raw = model.score_unseen(groups, left_out)
        figures = measure(pages, Rated.by_thresholds(_squash(raw), _ANY_THRESHOLDS), seed=seed)
        return {"without": family, "features": len(left_out)} | _ranking_figures(figures)

    rows = [row(family, names) for family, names in feature_families().items()]
    return [row("nothing", ()), *sorted(rows, key=lambda found: found["spearman"]["value"])]


def _ranking_figures(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {key: figures[key] for key in ("auc", "spearman", "pairs_in_order")}


def _squash(raw: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-raw)))
